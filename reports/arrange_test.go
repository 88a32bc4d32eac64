package reports_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
	"sanlv/reports/internal/sample"
)

// arranged draws a table whose columns are declared as the program draws them, after a
// change of the declaration.
func arranged(t *testing.T, id string, change func([]catalog.TableColumn) []catalog.TableColumn) *reports.Table {
	t.Helper()
	pub := sample.Publication()
	pub.Meta.Declared = slices.Clone(catalog.ShippedTables())
	at := slices.IndexFunc(pub.Meta.Declared, func(d catalog.Table) bool { return d.ID == id })
	pub.Meta.Declared[at].Columns = change(slices.Clone(pub.Meta.Declared[at].Columns))
	tables, err := reports.TablesOf(context.Background(), pub, id)
	if err != nil {
		t.Fatal(err)
	}
	return tables[0]
}

func headsOf(t *reports.Table) string {
	var heads []string
	for _, c := range t.Columns {
		heads = append(heads, strings.Join(c.Heads, "/"))
	}
	return strings.Join(heads, " ")
}

// What is shipped of the tables that can be rearranged is what the program draws: the
// same columns in the same order, so that nothing is lost.
func TestShippedBodyColumns(t *testing.T) {
	count := 0
	for _, d := range catalog.ShippedTables() {
		if d.Rows != catalog.RowsBody || len(d.Columns) == 0 {
			continue
		}
		count++
		as := arranged(t, d.ID, func(c []catalog.TableColumn) []catalog.TableColumn { return c })
		own := arranged(t, d.ID, func([]catalog.TableColumn) []catalog.TableColumn { return nil })
		if headsOf(as) != headsOf(own) {
			t.Errorf("%s is shipped as %s and drawn as %s", d.ID, headsOf(as), headsOf(own))
		}
	}
	if count != 9 {
		t.Errorf("%d tables of the program can be rearranged", count)
	}
}

// An office chooses, orders and renames the columns; the formulas follow.
func TestRearrangedBody(t *testing.T) {
	own := arranged(t, "intake", func(c []catalog.TableColumn) []catalog.TableColumn { return c })
	table := arranged(t, "intake", func(c []catalog.TableColumn) []catalog.TableColumn {
		last := c[len(c)-1] // 原因
		last.Heads, last.Width = []string{"没有全读的", "为什么"}, 30
		return append([]catalog.TableColumn{last}, slices.DeleteFunc(c[:len(c)-1], func(o catalog.TableColumn) bool { return o.Value.Column == "工作表" })...)
	})
	if got := headsOf(table); got != "没有全读的/为什么 文件 表种 行数/读到 行数/载入 行数/拒收 行数/非数据行 核对/1=2+3+4 状态 填报/日期 填报/期限" || table.Columns[0].Wrap != 30 {
		t.Errorf("%s, %d wide", got, table.Columns[0].Wrap)
	}
	for i, r := range table.Rows {
		was := own.Rows[i].Cells
		if r.Cells[0].Text != was[11].Text || r.Cells[1].Text != was[0].Text || r.Cells[7].Text != was[7].Text {
			t.Errorf("row %d: %v", i, r.Cells)
		}
		if f := r.Cells[7].Formula; f == nil || !slices.Equal(f.Columns, []int{3, 4, 5, 6}) {
			t.Errorf("row %d: the formula takes %+v", i, f)
		}
	}
	// a formula without one of its cells is none any more; the figure stays
	own = arranged(t, "exit_detail", func(c []catalog.TableColumn) []catalog.TableColumn { return c })
	table = arranged(t, "exit_detail", func(c []catalog.TableColumn) []catalog.TableColumn {
		return slices.DeleteFunc(c, func(o catalog.TableColumn) bool { return o.Value.Column == "指标值/分母" })
	})
	for i, r := range table.Rows {
		if c := r.Cells[7]; c.Formula != nil || c.Text != own.Rows[i].Cells[8].Text {
			t.Errorf("row %d: %+v", i, c)
		}
	}
}
