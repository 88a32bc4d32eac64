package forms

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"sanlv/pipeline/sampling"
)

// A form that is handed out filled in has its rows, its rules of filling in, room
// to add, and shows what was given.
func TestWriteFilled(t *testing.T) {
	c := shipped(t)
	out := files{}
	filled := Filled{File: "核查表-第1组.xlsx", Title: "莲塘县核查表(第1组)", Spare: 2, Rows: []Row{
		{"batch": "2018-S1", "village_code": "099901001001", "household_id": "0099", "sample_class": "脱贫户", "weight": big.NewRat(50, 3), "head_name": "=张*", "register_persons": int64(4)},
		{"batch": "2018-S1", "village_code": "099901001001", "household_id": "0100", "sample_class": "档外户", "weight": big.NewRat(1, 1)},
	}}
	if err := WriteFilled(c, verificationKind, filled, out); err != nil {
		t.Fatal(err)
	}
	if !out[filled.File].closed {
		t.Error("the file is not closed")
	}
	f := openForm(t, out, filled.File)
	const sheet = "核查表"
	s, _ := c.Sheet(verificationKind)
	at := func(column string, row int) string {
		for i := range s.Columns {
			if s.Columns[i].Name == column {
				return fmt.Sprintf("%s%d", columnName(i+1), row)
			}
		}
		t.Fatalf("no column %s", column)
		return ""
	}
	for cell, want := range map[string]string{
		"A1": "莲塘县核查表\uff08第1组\uff09", at("village_code", 4): "099901001001", at("household_id", 5): "0100", at("weight", 4): "16.6666666667", at("weight", 5): "1",
		at("head_name", 4): "=张*", at("head_name", 5): "", at("register_persons", 4): "4", at("persons", 4): "", at("sample_class", 5): "档外户",
	} {
		if got, err := f.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true}); err != nil || got != want {
			t.Errorf("%s: %q, want %q (%v)", cell, got, want, err)
		}
	}
	if formula, err := f.GetCellFormula(sheet, at("head_name", 4)); err != nil || formula != "" {
		t.Errorf("a name became the formula %q", formula)
	}
	if given, blank := styleAt(t, f, sheet, at("household_id", 4)), styleAt(t, f, sheet, at("persons", 4)); len(given.Fill.Color) == 0 || len(blank.Fill.Color) != 0 {
		t.Errorf("what is given does not show: %+v, %+v", given.Fill, blank.Fill)
	}
	rules := byColumn(t, f, sheet)
	for i := range s.Columns {
		checkColumn(t, c, f, sheet, i+1, &s.Columns[i], rules)
	}
	for _, bad := range []struct {
		kind string
		row  Row
	}{{"nothing", nil}, {frameKind, Row{"weight": big.NewRat(1, 1)}}, {frameKind, Row{"households": 3}}} {
		if err := WriteFilled(c, bad.kind, Filled{File: "坏.xlsx", Rows: []Row{bad.row}}, files{}); err == nil {
			t.Errorf("%v is written", bad)
		}
	}
}

// The forms of a draw name the columns of the dictionary, and leave the 档外户
// blank where they are not drawn apart.
func TestSampleForms(t *testing.T) {
	v := sampling.Village{Code: "999901001001", Name: "上坪村", TownshipCode: "999901001", Township: "青石镇"}
	for k := range 30 {
		v.Households = append(v.Households, sampling.Household{ID: fmt.Sprintf("H%02d", k), Class: sampling.Class(k % 3), Outside: k < 9, Head: "张*", Persons: 3})
	}
	whole := sampling.Size{All: true}
	for _, outside := range []*sampling.Size{nil, &whole} {
		s, err := sampling.Draw([]sampling.Village{v}, sampling.Design{Seed: 1, Villages: 1, Stratify: sampling.ByTownship, Method: sampling.Equal, Households: 9, Outside: outside, Teams: 1})
		if err != nil {
			t.Fatal(err)
		}
		c := shipped(t)
		out := files{}
		kind, form := SampleFrame("莲塘县", "2018-S1", s)
		if err := WriteFilled(c, kind, form, out); err != nil {
			t.Fatal(err)
		}
		apart := map[bool]any{false: nil, true: int64(3)}[outside != nil] // H01, H04, H07
		if row := form.Rows[0]; len(form.Rows) != 1 || row["outside_households"] != apart || row["sampled_outside_households"] != apart || row["households"] != int64(30) {
			t.Errorf("%v", form.Rows)
		}
		kind, form = SampleTeam("莲塘县", "2018-S1", s, 1)
		if err := WriteFilled(c, kind, form, out); err != nil {
			t.Fatal(err)
		}
		if len(form.Rows) != s.Households() || !strings.Contains(form.File, "第1组") {
			t.Errorf("%d rows for %d households in %s", len(form.Rows), s.Households(), form.File)
		}
	}
}
