package xlsx

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"

	"sanlv/reports/internal/sample"
)

// LibreOffice opens every workbook and saves it again with the same cells. It is
// run by make looks, for it is large to install.
func TestLibreOffice(t *testing.T) {
	if os.Getenv("SANLV_LOOKS") == "" {
		t.Skip("make looks runs this")
	}
	in, out := t.TempDir(), t.TempDir()
	pub := sample.Publication()
	args := []string{"--headless", "-env:UserInstallation=file://" + t.TempDir(), "--convert-to", "xlsx", "--outdir", out}
	names := map[string]string{}
	for name, b := range write(t, pub) {
		file := filepath.Join(in, filepath.Base(name))
		if names[filepath.Base(name)] != "" {
			continue // a copy of a list that has the same name
		}
		names[filepath.Base(name)] = name
		if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	if said, err := exec.Command("soffice", args...).CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, said)
	}
	cells := 0
	for base := range names {
		was, err := excelize.OpenFile(filepath.Join(in, base))
		if err != nil {
			t.Fatal(err)
		}
		now, err := excelize.OpenFile(filepath.Join(out, base))
		if err != nil {
			t.Errorf("%s was not saved again: %v", base, err)
			continue
		}
		for _, sheet := range was.GetSheetList() {
			before, err := was.GetRows(sheet)
			if err != nil {
				t.Fatal(err)
			}
			after, err := now.GetRows(sheet)
			if err != nil {
				t.Fatalf("%s %s: %v", base, sheet, err)
			}
			for i, row := range before {
				for j, text := range row {
					again := ""
					if i < len(after) && j < len(after[i]) {
						again = after[i][j]
					}
					if cells++; again != text {
						t.Errorf("%s %s %s%d: %q, was %q", base, sheet, columnName(j), i+1, again, text)
					}
				}
			}
		}
	}
	t.Logf("%d workbooks, %d cells", len(names), cells)
}
