package reports

import (
	"context"
	"fmt"

	"sanlv/pipeline/catalog"
)

// ChangeByTownship sets the rates of the last run beside those of this one, with
// what moved them.
func ChangeByTownship(ctx context.Context, pub Publication) (*Table, error) {
	list, fig, cover, err := summaryInputs(ctx, pub, LevelTownship)
	if err != nil {
		return nil, err
	}
	t := declaredTable(pub.Meta, "change_township")
	t.areaColumns()
	number := 2
	for _, info := range Indicators(pub.Meta) {
		for _, head := range []struct {
			text string
			kind Kind
		}{{"上次(%)", KindPercent}, {"本次(%)", KindPercent}, {"变动(百分点)", KindWord}, {"原因", KindText}} {
			number++
			t.Columns = append(t.Columns, Column{Heads: []string{info.Label, head.text}, Kind: head.kind, Mark: fmt.Sprint(number), Wrap: 40})
		}
	}
	for _, a := range list {
		row := areaRow(a, cover[a.code])
		for _, info := range Indicators(pub.Meta) {
			row.Cells = append(row.Cells, changeCells(pub.Past, a, fig.get(a, info.ID), info)...)
		}
		t.Rows = append(t.Rows, row)
	}
	t.says = map[string]string{catalog.PartCompared: FirstRun}
	if pub.Past.Change != nil {
		t.says[catalog.PartCompared] = "上次指" + pub.Past.Change.Before.Said() + "。变动=本次率-上次率,按未取舍的分子、分母计算。\n" + CauseNote
	}
	return t, nil
}

// changeCells are the rate before, now, the difference and the causes.
func changeCells(past Past, a area, now figure, info IndicatorInfo) []Cell {
	after := DiffFigure{Numerator: now.numerator, Denominator: now.denominator, Unknown: now.unknown}
	cells := []Cell{{Text: NotApplicable}, shareCell(after.Numerator, after.Denominator), {Text: NotApplicable}, {Text: NotApplicable}}
	if past.Change == nil {
		return cells
	}
	before, moved := after, past.Of(a.level.id(), a.code, info.ID)
	if moved != nil {
		before = moved.Before
	}
	cells[0], cells[2].Text, cells[3].Text = shareCell(before.Numerator, before.Denominator), PointsChange(before, after), moved.SaidCauses()
	return cells
}
