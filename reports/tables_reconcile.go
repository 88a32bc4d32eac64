package reports

import (
	"context"
	"fmt"
)

// reconciliation reads the frame of reported figures.
type reconciliation struct {
	view *view
	at   map[[3]string]int // level, area, item → row
}

func readReconciliation(ctx context.Context, pub Publication) (*reconciliation, error) {
	v, err := load(ctx, pub, "reconcile", "level", "area_code", "area_name", "number", "item", "label", "unit", "reported", "worked_out", "difference",
		"unclear", "uncounted", "verdict", "below", "below_filled", "below_places", "below_difference", "below_verdict", "clue", "file", "sheet", "cell", "header")
	if err != nil {
		return nil, err
	}
	r := &reconciliation{view: v, at: map[[3]string]int{}}
	for i := range v.len() {
		key := [3]string{v.text(i, "level"), v.text(i, "area_code"), v.text(i, "item")}
		if _, ok := r.at[key]; !ok {
			r.at[key] = i
		}
	}
	return r, nil
}

// levelItems are the figures that all four levels know, in the order of the forms.
var levelItems = []struct{ item, label, unit string }{
	{"households", "总户数", "户"}, {"persons", "总人口", "人"}, {"registered_households", "建档立卡户", "户"}, {"registered_persons", "建档立卡人口", "人"},
	{"exited_households", "已脱贫户", "户"}, {"exited_persons", "已脱贫人口", "人"}, {"remaining_households", "未脱贫户", "户"}, {"remaining_persons", "未脱贫人口", "人"},
}

// mismatch is the verdict of a reported figure that differs.
const mismatch = "不符"

// FourLevels is the 户表、村表、乡镇表、县表对照表: what each level reports beside the
// sum of what the level below reports and what the households come to.
func FourLevels(ctx context.Context, pub Publication) (*Table, error) {
	rec, err := readReconciliation(ctx, pub)
	if err != nil {
		return nil, err
	}
	list, _, cover, err := summaryInputs(ctx, pub, LevelVillage)
	if err != nil {
		return nil, err
	}
	t := declaredTable(pub.Meta, "four_levels")
	t.areaColumns()
	for i := range t.Columns {
		t.Columns[i].Mark = ""
	}
	for _, item := range levelItems {
		for _, head := range []string{"填报", "下级合计", "户表计算"} {
			t.Columns = append(t.Columns, Column{Heads: []string{item.label + "(" + item.unit + ")", head}, Kind: KindCount})
		}
	}
	t.Columns = append(t.Columns, Column{Heads: []string{"核对"}, Kind: KindVerdict, Wrap: 20})
	for _, a := range list {
		row := areaRow(a, cover[a.code])
		wrong := 0
		for _, item := range levelItems {
			cells, differs := rec.cells(a, item.item)
			row.Cells = append(row.Cells, cells...)
			wrong += differs
		}
		verdict := Cell{Text: Balanced}
		switch {
		case wrong > 0:
			verdict = Cell{Text: fmt.Sprintf("%s%d处", mismatch, wrong), Alarm: true}
		case !rec.reported(a):
			verdict.Text = "未报"
		case !rec.agrees(a):
			verdict.Text = "待核"
		}
		row.Cells = append(row.Cells, verdict)
		t.Rows = append(t.Rows, row)
	}
	t.Notes = append(t.Notes, t.coverageNote()...)
	return t, nil
}

// cells are the three figures of an item, and in how many comparisons the first
// differs.
func (r *reconciliation) cells(a area, item string) ([]Cell, int) {
	cells := []Cell{{Text: NotApplicable}, {Text: NotApplicable}, {Text: NotApplicable}}
	i, ok := r.at[[3]string{a.level.id(), a.code, item}]
	if !ok {
		return cells, 0
	}
	for n, column := range []string{"reported", "below", "worked_out"} {
		if v, ok := r.view.number(i, column); ok {
			cells[n] = countCell(v)
		} else if column != "below" {
			cells[n].Text = NotKnown
		}
	}
	cells[1].Provisional = r.view.count(i, "below_filled") < r.view.count(i, "below_places")
	cells[2].Provisional = r.view.text(i, "verdict") == "来件不齐"
	differs := 0
	for _, verdict := range []string{"verdict", "below_verdict"} {
		if r.view.text(i, verdict) == mismatch {
			differs++
			cells[0].Alarm = true
		}
	}
	return cells, differs
}

// reported tells whether an area has sent its own sheet; agrees, whether each of
// its figures is as the households have it.
func (r *reconciliation) reported(a area) bool {
	return r.every(a, func(verdict string) bool { return verdict != "未报" })
}

func (r *reconciliation) agrees(a area) bool {
	return r.every(a, func(verdict string) bool { return verdict == Balanced })
}

func (r *reconciliation) every(a area, holds func(string) bool) bool {
	found := false
	for _, item := range levelItems {
		i, ok := r.at[[3]string{a.level.id(), a.code, item.item}]
		if ok && !holds(r.view.text(i, "verdict")) {
			return false
		}
		found = found || ok
	}
	return found
}
