package cli

import (
	"fmt"
	"path"
	"strings"
	"testing"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// printedInParts writes the reports of a publication again with workbooks that hold few
// rows, and holds every part of every list against the data: no row is lost, doubled or
// in another place where one workbook ends and the next begins.
func printedInParts(t *testing.T, out string, rows int) {
	t.Helper()
	usual := reports.LongLedger
	defer func() { reports.LongLedger = usual }()
	reports.LongLedger = rows
	if code, said := sanlv("report", "报表", "台账", "问题清单", "--out", out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	comparePrinted(t, out)
}

// isCut tells whether a list of more rows than a workbook holds is printed in parts:
// one with a total, or that looks into other rows of its own frame, is not.
func isCut(c catalog.Table) bool {
	for _, col := range c.Columns {
		v := col.Value
		if v.Frame == c.Frame || v.Frame == "" && (v.Kind == catalog.ValueCount || v.Kind == catalog.ValueUnique || v.Kind == catalog.ValueSum || len(v.Where) > 0) {
			return false
		}
	}
	return c.Rows == catalog.RowsList && c.Total == catalog.TotalNone || c.ID == "diff_households" || c.ID == "diff_cells"
}

// inParts are a table of contents in the place of a long list, and its parts, in a
// folder of the name of the workbook.
func inParts(w *wantedTable) []*wantedTable {
	if len(w.rows) <= reports.LongLedger {
		return []*wantedTable{w}
	}
	contents := *w
	contents.heads, contents.rows = []string{"序号", "工作簿", "行数"}, nil
	out := []*wantedTable{&contents}
	for n := 1; (n-1)*reports.LongLedger < len(w.rows); n++ {
		part := *w
		part.title = fmt.Sprintf("%s(%d)", w.title, n)
		part.file = fmt.Sprintf("%s/%s(%d).xlsx", strings.TrimSuffix(w.file, ".xlsx"), w.sheet, n)
		part.rows = w.rows[(n-1)*reports.LongLedger : min(n*reports.LongLedger, len(w.rows))]
		contents.rows = append(contents.rows, wantedRow{cells: []wanted{whole(int64(n)), {text: path.Base(part.file)}, whole(int64(len(part.rows)))}})
		out = append(out, &part)
	}
	return out
}

// townOf is the name of the township of a village.
func (d *published) townOf(village string) string {
	for _, v := range d.tree {
		if v.level != "village" || v.code != village {
			continue
		}
		for _, t := range d.tree {
			if t.level == "township" && t.code == v.above[0] {
				return t.name
			}
		}
	}
	return "未定"
}
