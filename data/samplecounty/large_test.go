package samplecounty

import (
	"path/filepath"
	"testing"
)

// A large county has a workbook for every village and a 村表 for every township.
func TestWriteLarge(t *testing.T) {
	dir := t.TempDir()
	if err := WriteLarge(dir, 45, 90); err != nil {
		t.Fatal(err)
	}
	for pattern, want := range map[string]int{"*/*户表人表.xlsx": 45, "*/*村表.xlsx": 3} {
		if got, err := filepath.Glob(filepath.Join(dir, pattern)); err != nil || len(got) != want {
			t.Errorf("%d of %s, want %d (%v)", len(got), pattern, want, err)
		}
	}
	if err := WriteLarge(dir, 3, 2); err == nil {
		t.Error("villages without households were written")
	}
}
