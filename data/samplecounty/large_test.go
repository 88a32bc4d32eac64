package samplecounty

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
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

// In a faulty county two cells of every member cannot be read, and the amount of
// every household does not agree.
func TestWriteFaulty(t *testing.T) {
	dir := t.TempDir()
	if err := WriteFaulty(dir, 1, 3); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*", "*户表人表.xlsx"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	f, err := excelize.OpenFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	members, err := f.GetRows("人表")
	if err != nil {
		t.Fatal(err)
	}
	persons, faults := 0, 0
	for _, row := range members {
		line := strings.Join(row, "|")
		if strings.Contains(line, "9999") {
			persons++
		}
		if strings.Contains(line, "|还行|") && strings.Contains(line, "|约半年|") {
			faults++
		}
	}
	if persons < 3 || faults != persons {
		t.Errorf("%d persons, %d with faults", persons, faults)
	}
}
