package cli

import (
	"os"
	"path/filepath"
	"testing"
)

// What is exported is what was published, as plain files, and can be verified
// elsewhere; nothing is exported that was changed since.
func TestExport(t *testing.T) {
	out, _ := publishedSample(t)
	usb, other := t.TempDir(), t.TempDir()
	to := filepath.Join(usb, "县办三率一度")
	// what an export that was killed left of it
	if err := os.MkdirAll(filepath.Join(to+".part", "报表"), 0o700); err != nil {
		t.Fatal(err)
	}
	code, said := sanlv("export", to, "--from", out)
	if code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	sameTree(t, filepath.Join(out, "latest")+"/.", to)
	if code, r := verified(t, to); code != ExitOK {
		t.Errorf("exit %d: %+v", code, r)
	}
	err := filepath.WalkDir(to, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !d.Type().IsRegular() {
			t.Errorf("%s is %v", path, d.Type())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if code, said := sanlv("export", to, "--from", out); code != ExitUsage {
		t.Errorf("exit %d:\n%s", code, said)
	}
	if code, said := sanlv("export", filepath.Join(out, "又一份"), "--from", out); code != ExitUsage {
		t.Errorf("exit %d:\n%s", code, said)
	}
	changeCell(t, filepath.Join(to, "data", "indicators.csv"), "青石镇", "青山镇")
	code, said = sanlv("export", filepath.Join(other, "再转"), "--from", to)
	if code != ExitUnsound {
		t.Errorf("exit %d:\n%s", code, said)
	}
	mustContain(t, said, "data/indicators.csv 与发布时不同,没有复制")
	for dir, want := range map[string]int{usb: 1, other: 0} {
		if left, err := os.ReadDir(dir); err != nil || len(left) != want {
			t.Errorf("left: %v %v", left, err)
		}
	}
	audit, err := os.ReadFile(filepath.Join(out, "audit.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	mustContain(t, string(audit), `"command":["sanlv","export","--from=`)
}
