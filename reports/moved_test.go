package reports_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
	"sanlv/reports/internal/sample"
)

// changed is the sample with one frame that is not what it was.
func changed(pub reports.Publication, id string, change func(*reports.Frame)) reports.Publication {
	source := maps.Clone(pub.Source.(sample.Source))
	f := *source[id]
	f.Columns, f.Rows = slices.Clone(f.Columns), slices.Clone(f.Rows)
	for i := range f.Rows {
		f.Rows[i] = slices.Clone(f.Rows[i])
	}
	change(&f)
	source[id] = &f
	pub.Source = source
	return pub
}

func compared(t *testing.T, before, after reports.Publication, change *reports.Difference) *reports.Moved {
	t.Helper()
	moved, err := reports.Compare(context.Background(), before, after, change)
	if err != nil {
		t.Fatal(err)
	}
	return moved
}

// Neither the order of rows nor another declaration moves a figure.
func TestNothingMoved(t *testing.T) {
	before := changed(sample.Publication(), "tally", func(f *reports.Frame) { slices.Reverse(f.Rows) })
	after := sample.Publication()
	after.Meta.Declared = slices.Clone(catalog.ShippedTables())
	slices.Reverse(after.Meta.Declared)
	for i, d := range after.Meta.Declared {
		if d.Rows == catalog.RowsAreas {
			after.Meta.Declared[i].Columns = slices.Clone(d.Columns)
			slices.Reverse(after.Meta.Declared[i].Columns)
		}
	}
	moved := compared(t, before, after, &reports.Difference{})
	for _, table := range moved.Tables {
		if len(table.Moves) > 0 {
			t.Errorf("%s: %+v", table.ID, table.Moves[0])
		}
	}
	if len(moved.Tables) < 50 || !slices.Contains(moved.Frames, "tally") || slices.Contains(moved.Frames, "ledger") {
		t.Errorf("%d tables of %v", len(moved.Tables), moved.Frames)
	}
}

// What the publication before did not know is left out, and said; the rest is compared.
func TestMovedSinceAnOlderVersion(t *testing.T) {
	before := changed(sample.Publication(), "poverty", func(f *reports.Frame) { f.Columns[slices.Index(f.Columns, "measure")] = "named_otherwise" })
	before = changed(before, "tally", func(f *reports.Frame) {
		f.Rows[0][slices.Index(f.Columns, "households")] = int64(12345)
	})
	after := sample.Publication()
	moved := compared(t, before, after, &reports.Difference{})
	left, cells := "", 0
	for _, table := range moved.Tables {
		if table.ID == "poverty_township" {
			left = table.Left
		}
		cells += len(table.Moves)
		for _, m := range table.Moves {
			if !strings.HasPrefix(m.Reason, reports.Unexplained) { // the sample says nothing of files, rules and households
				t.Errorf("a reason without evidence: %+v", m)
			}
			if m.Before != "12,345" && !strings.Contains(table.ID, "guarantee") {
				t.Errorf("%s: %+v", table.ID, m)
			}
		}
	}
	if left == "" || cells == 0 {
		t.Errorf("left %q, %d cells", left, cells)
	}
	after.Past.Change, after.Moved = &reports.Difference{}, moved
	table, err := reports.TableOf(context.Background(), after, "diff_cells")
	if err != nil || len(table.Rows) != cells || !strings.Contains(strings.Join(table.Notes, ""), left+"：收入分组与贫困深度（贫困深度分乡镇）") {
		t.Errorf("%d rows, %v, %v", len(table.Rows), table.Notes, err)
	}
}
