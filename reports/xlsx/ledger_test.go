package xlsx

import (
	"bytes"
	"context"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"sanlv/reports"
	"sanlv/reports/internal/sample"
)

// ledgerBody gives the rows of a ledger's workbooks as they are shown, in the order
// of the files that have them, without their numbers, and the names of the files.
func ledgerBody(t *testing.T, files memory, ledger string, columns int) (rows, names []string) {
	t.Helper()
	for name := range files {
		if name == "台账/"+ledger+"台账.xlsx" || strings.HasPrefix(name, "台账/"+ledger+"台账/") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		f, err := excelize.OpenReader(bytes.NewReader(files[name].Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		for _, sheet := range f.GetSheetList() {
			all, err := f.GetRows(sheet)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range all[3:] { // below the heads
				if len(row) < columns { // the line of signatures and the notes
					break
				}
				rows = append(rows, strings.Join(row[1:], "|"))
			}
		}
	}
	return rows, names
}

// A ledger with more rows than a workbook holds has a workbook a township, and
// several of a township with more; together they list what one would.
func TestLongLedger(t *testing.T) {
	pub := sample.Publication()
	const columns = 11
	want, names := ledgerBody(t, write(t, pub), "错退", columns)
	if len(names) != 1 || len(want) != 61 {
		t.Fatalf("%d rows in %v", len(want), names)
	}
	usual := reports.LongLedger
	defer func() { reports.LongLedger = usual }()
	reports.LongLedger = 25
	files := write(t, pub)
	got, names := ledgerBody(t, files, "错退", columns)
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("%d rows in %v, want the same %d", len(got), names, len(want))
	}
	wantNames := []string{"错退台账(城厢镇).xlsx", "错退台账(白石乡(2)).xlsx", "错退台账(白石乡(3)).xlsx", "错退台账(白石乡).xlsx"}
	var base []string
	for _, name := range names {
		base = append(base, path.Base(name))
	}
	if !slices.Equal(base, wantNames) {
		t.Errorf("workbooks %q", base)
	}
	if _, names := ledgerBody(t, files, "待核", columns); len(names) != 1 {
		t.Errorf("a short ledger is cut up: %v", names)
	}
	again := write(t, pub)
	for name := range files {
		if !bytes.Equal(files[name].Bytes(), again[name].Bytes()) {
			t.Errorf("%s differs from one write to the next", name)
		}
	}
	f, err := excelize.OpenReader(bytes.NewReader(files["台账/错退台账/错退台账(白石乡(3)).xlsx"].Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	sheet := f.GetSheetName(0)
	for cell, want := range map[string]string{"A1": "莲塘县2018年脱贫攻坚错退台账(白石乡(3))(草稿)", "A4": "51"} {
		if got, err := f.GetCellValue(sheet, cell); err != nil || reports.Prose(want) != strings.TrimSpace(got) {
			t.Errorf("%s: %q (%v), want %q", cell, got, err, want)
		}
	}
	// the contents say where, and the counts of a township lead to its workbook
	contents, err := excelize.OpenReader(bytes.NewReader(files["台账/台账目录.xlsx"].Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := contents.GetRows("目录")
	if err != nil {
		t.Fatal(err)
	}
	if said := strings.Join(slices.Concat(rows...), "\n"); !strings.Contains(said, "在文件夹“台账/错退台账”中") {
		t.Errorf("the contents do not say where the long ledger is:\n%s", said)
	}
	links := map[string]bool{}
	rows, err = contents.GetRows("分村")
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		for j := range rows[i] {
			if ok, link, err := contents.GetCellHyperLink("分村", columnName(j)+strconv.Itoa(i+1)); err == nil && ok {
				book, _, _ := strings.Cut(link, "#")
				links[strings.TrimPrefix(book, "../")] = true
			}
		}
	}
	for link := range links {
		if files[link] == nil {
			t.Errorf("a link leads to %s", link)
		}
	}
	for _, name := range []string{"错退台账(城厢镇).xlsx", "错退台账(白石乡).xlsx"} {
		if !links["台账/错退台账/"+name] {
			t.Errorf("no link leads to %s: %v", name, links)
		}
	}
}

// Rows that were not counted are told, not lost.
func TestLedgerMiscounted(t *testing.T) {
	for name, more := range map[string]int64{"fewer": 1, "more": -1} {
		pub := sample.Publication()
		counts := pub.Source.(sample.Source)["ledger_count"]
		at, err := counts.Column("rows")
		if err != nil {
			t.Fatal(err)
		}
		counts.Rows[1][at] = counts.Rows[1][at].(int64) + more
		if err := New().Write(context.Background(), pub, memory{}); err == nil || !strings.Contains(err.Error(), "counted") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
