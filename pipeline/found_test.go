package pipeline

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"sanlv/pipeline/finding"
)

// Findings that went through the database come in the order of finding.Sort and with
// the ids of finding.IDs, also where several agree in all that an id is made from, and
// more of them than are read at a time.
func TestFindingsInOrder(t *testing.T) {
	ctx := context.Background()
	b := newBatch(t, nil)
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(texts ...string) string { return texts[r.IntN(len(texts))] }
	var all []finding.Finding
	for range 70_000 {
		f := finding.Finding{Rule: pick("num.format", "code.unknown", "household_duplicate"), Severity: finding.Error,
			Location: finding.Location{File: pick("", "乙.xlsx", "甲.xlsx", "甲/a.csv"), Sheet: pick("", "户表", "A"), Row: r.IntN(40), Column: pick("", "B", "AA", "Z")},
			Raw:      pick("", "约五口", "5\x00口", "𠀀", "\uffee"), Message: pick("不对", "不对。", ""), Mend: "改正",
			HouseholdID: pick("", "H1", "H2"), VillageCode: pick("", "999901001001"), Entity: pick("", "", "张三")}
		if f.Column == "B" { // a column has one header
			f.Header = "人口"
		}
		all = append(all, f)
	}
	for i := 0; i < len(all); i += 10_000 {
		if err := b.found(ctx, all[i:i+10_000]); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.sortFindings(ctx); err != nil {
		t.Fatal(err)
	}
	finding.Sort(all)
	ids := finding.IDs(all)
	_, rows, err := b.db.Query(ctx, "SELECT finding_id, rule, file, sheet, row, letter, cell, header, value, message, household_id, village_code FROM meta_finding ORDER BY place_order")
	if err != nil || len(rows) != len(all) {
		t.Fatal(len(rows), err)
	}
	for i, f := range all {
		want := fmt.Sprintf("%q", []string{ids[i], f.Rule, f.File, f.Sheet, fmt.Sprint(f.Row), f.Column, f.Cell(), f.Header, f.Value(), f.Message, f.HouseholdID, f.VillageCode})
		texts := make([]string, len(rows[i]))
		for j, v := range rows[i] {
			texts[j] = fmt.Sprint(v)
		}
		if got := fmt.Sprintf("%q", texts); got != want {
			t.Fatalf("finding %d is %s, want %s", i, got, want)
		}
	}
	n, err := b.countFindings(ctx)
	if err != nil || n != finding.Count(all) {
		t.Errorf("%+v, %v", n, err)
	}
}

// The findings of a file are handed over to the database and held nowhere else.
func TestFindingsAreLetGo(t *testing.T) {
	ctx := context.Background()
	b := newBatch(t, nil)
	rows := &arriving{b: b}
	fs := []finding.Finding{{Rule: "num.format", Severity: finding.Warning, Location: finding.Location{File: "户表.xlsx", Row: 3}}}
	if err := rows.found(ctx, fs); err != nil {
		t.Fatal(err)
	}
	if err := rows.end(ctx); err != nil || len(rows.noticed) > 0 {
		t.Fatal(rows.noticed, err)
	}
	if got := b.findings(t, "meta_found"); len(got) != 1 || got[0] != fs[0] {
		t.Errorf("%+v", got)
	}
}
