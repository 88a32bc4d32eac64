package cli

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// The forms are all there, raise nothing when they are checked blank, and never
// replace one that may have been filled in.
func TestForms(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "表样")
	code, said := sanlv("forms", dir)
	if code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	var names []string
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	for _, want := range []string{"户表.xlsx", "人表.xlsx", "村表.xlsx", "乡镇表.xlsx", "县表.xlsx", "核查表.xlsx", "政策享受表.xlsx", "项目资金台账.xlsx"} {
		if !slices.Contains(names, want) {
			t.Errorf("no form %s among %v", want, names)
		}
	}
	if slices.Contains(names, "问题清单.xlsx") {
		t.Error("a blank problem list")
	}
	code, said = sanlv("check", dir)
	if code != ExitOK {
		t.Errorf("exit %d:\n%s", code, said)
	}
	mustContain(t, said, "错误 0  警告 0  提示 0")
	code, said = sanlv("forms", dir)
	if code != ExitUsage {
		t.Errorf("exit %d over forms that may have been filled in", code)
	}
	mustContain(t, said, "没有覆盖")
}
