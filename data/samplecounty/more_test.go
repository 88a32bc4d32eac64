package samplecounty

import (
	"math/big"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/apache/arrow/go/v17/arrow/array"

	"sanlv/data/reference"
	"sanlv/loaders"
	"sanlv/loaders/open"
	"sanlv/pipeline/catalog"
)

// tally is what the sheets of a kind come to when they are read.
type tally struct {
	rows  int64
	money map[string]*big.Rat // by column, in yuan
}

// readSamples reads the sheets beside those of households, villages and the
// verification, by the shipped dictionaries.
func readSamples(t *testing.T, dir string) map[string]*tally {
	t.Helper()
	cat, _, err := catalog.Load(reference.Files, nil, fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := loaders.NewReader(cat, open.Open)
	if err != nil {
		t.Fatal(err)
	}
	files, err := loaders.Discover(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]*tally{}
	for _, f := range files {
		_, err := r.Read(t.Context(), f, func(b loaders.Batch) error {
			defer b.Record.Release()
			s := sums[b.Kind]
			if s == nil {
				s = &tally{money: map[string]*big.Rat{}}
				sums[b.Kind] = s
			}
			s.rows += b.Record.NumRows()
			for i, field := range b.Record.Schema().Fields() {
				column, ok := b.Record.Column(i).(*array.Decimal128)
				if !ok {
					continue
				}
				sum := s.money[field.Name]
				if sum == nil {
					sum = new(big.Rat)
					s.money[field.Name] = sum
				}
				for row := range column.Len() {
					if !column.IsNull(row) {
						n, _ := new(big.Rat).SetString(column.Value(row).ToString(10))
						sum.Add(sum, n)
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return sums
}

// What is read from the other sheets, whatever their units and layouts, is what
// was put into them but for the planted cells.
func TestOtherSheetsReadAsWritten(t *testing.T) {
	dir := t.TempDir()
	c := Build()
	if err := c.Write(dir); err != nil {
		t.Fatal(err)
	}
	var grants, granted, projects, planned, arrived int64
	of := map[string][]int64{} // grants by household
	for _, town := range c.Townships {
		for _, v := range town.Villages {
			for _, h := range v.registered() {
				for _, g := range h.grants() {
					grants, granted, of[h.ID] = grants+1, granted+g.amount, append(of[h.ID], g.amount)
				}
			}
		}
		for _, p := range town.projects() {
			projects, planned = projects+1, planned+p.planned
			if projects != 12 { // where 到位资金 is spoilt
				arrived += p.arrived
			}
		}
	}
	read := readSamples(t, dir)
	for kind, least := range map[string]int64{"policy": grants - 1, "project": projects, "assistance": 1000, "baseline": 300, "department": 150, "rectification": 12, "work_team": 66, "county": 1} {
		if s := read[kind]; s == nil || s.rows < least || (kind == "policy" || kind == "project" || kind == "work_team" || kind == "county") && s.rows != least {
			t.Errorf("%s: %+v, want %d rows", kind, s, least)
		}
	}
	exactly := func(kind, column string, want int64) {
		t.Helper()
		if got := read[kind].money[column]; got.Cmp(new(big.Rat).SetInt64(want)) != 0 {
			t.Errorf("%s %s: %s, want %d", kind, column, got.FloatString(4), want)
		}
	}
	exactly("project", "planned_investment", planned)
	exactly("project", "arrived_funds", arrived)
	// The amounts of two grants are lost: one cell is spoilt, one row rejected.
	var lost [2][]int64
	for _, p := range c.Plants {
		switch p.ID {
		case "policy-amount":
			lost[0] = of[p.HouseholdID]
		case "policy-unknown":
			lost[1] = of[p.HouseholdID]
		}
	}
	granted += 50 // one is planted 50 yuan too high
	left := new(big.Rat).Sub(new(big.Rat).SetInt64(granted), read["policy"].money["amount"])
	explained := false
	for _, a := range lost[0] {
		for _, b := range lost[1] {
			explained = explained || left.Cmp(new(big.Rat).SetInt64(a+b)) == 0
		}
	}
	if !explained {
		t.Errorf("policy amount: %s of %d is missing, want one of %v and one of %v", left.FloatString(4), granted, lost[0], lost[1])
	}
}

// Numbers that could be somebody's, of a person or a telephone, are such as
// nobody has: of region 999901, or beginning with 129.
func TestNumbersAreNobodys(t *testing.T) {
	for _, d := range Build().documents {
		for _, g := range d.sheets {
			for at, value := range g.cells {
				s, ok := value.(string)
				if !ok || len(s) != 11 && len(s) != 18 || strings.Trim(s, "0123456789X") != "" {
					continue
				}
				if !strings.HasPrefix(s, countyCode) && !strings.HasPrefix(s, "129") {
					t.Errorf("%s %s: %s", d.name, address(at[0], at[1]), s)
				}
			}
		}
	}
}
