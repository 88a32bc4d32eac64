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
	t := newTable(pub.Meta, "four_levels", "四级对照", "户表、村表、乡镇表、县表对照表", "户、人")
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
	if len(t.Rows) == 0 {
		t.Rows = []Row{t.emptyRow()}
	}
	t.Notes = append(t.Notes, t.coverageNote()...)
	t.Notes = append(t.Notes,
		"填报:县为县表、乡镇为乡镇表、村为村表所填;下级合计:县为各乡镇表、乡镇为各村表所填之和;户表计算:由户表逐户汇总。红字的填报数与户表计算或下级合计不符,逐项见“核对差异”。核对:“相符”各项都相符,“待核”有户不明、来件不齐或没有填的项,“未报”本级的表没有报来。",
		parameterNote(pub.Meta))
	t.finish(pub.Meta)
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

// listedVerdicts are the verdicts of figures that the list of differences names, in
// the order in which they are to be seen to.
var listedVerdicts = []string{mismatch, "单位不在名单", "有不明", "来件不齐"}

// LevelDifferences is the 核对差异表: every reported figure that is not, or not surely,
// what the households or the level below come to.
func LevelDifferences(ctx context.Context, pub Publication) (*Table, error) {
	rec, err := readReconciliation(ctx, pub)
	if err != nil {
		return nil, err
	}
	v := rec.view
	t := newTable(pub.Meta, "differences", "核对差异", "户表、村表、乡镇表、县表核对差异表", "户、人、个")
	t.Columns = []Column{
		{Heads: []string{"序号"}, Kind: KindCount}, {Heads: []string{"级别"}, Kind: KindWord}, {Heads: []string{"单位"}, Wrap: 20}, {Heads: []string{"项目"}, Wrap: 20},
		{Heads: []string{"填报"}, Kind: KindCount},
		{Heads: []string{"与户表比", "户表计算"}, Kind: KindCount}, {Heads: []string{"与户表比", "另有不明"}, Kind: KindCount}, {Heads: []string{"与户表比", "填报−户表"}, Kind: KindCount}, {Heads: []string{"与户表比", "结果"}, Kind: KindVerdict},
		{Heads: []string{"与下级报表比", "下级合计"}, Kind: KindCount}, {Heads: []string{"与下级报表比", "填报−下级"}, Kind: KindCount}, {Heads: []string{"与下级报表比", "结果"}, Kind: KindVerdict},
		{Heads: []string{"可能的原因"}, Wrap: 40}, {Heads: []string{"来源(工作簿 › 工作表 › 单元格)"}, Kind: KindSource, Wrap: 40},
	}
	t.Frozen, t.Filter = 4, true
	counts := map[string]int64{}
	for i := range v.len() {
		counts[v.text(i, "verdict")]++
	}
	for _, wanted := range listedVerdicts {
		for i := range v.len() {
			verdict := v.text(i, "verdict")
			if v.text(i, "below_verdict") == mismatch { // it stands first, and once
				verdict = mismatch
			}
			if verdict == wanted {
				t.Rows = append(t.Rows, rec.difference(i, int64(len(t.Rows)+1)))
			}
		}
	}
	if len(t.Rows) == 0 {
		t.Rows = []Row{t.emptyRow()}
		t.Filter = false
	}
	t.Notes = append(t.Notes,
		"结果:“不符”填报数小于户表计算数,或大于户表计算数与不明数之和;“有不明”有户类型、人数或该项不明的户,填报数在可能的范围内;“来件不齐”所辖的村户表没有到齐,户表计算数是已到的村的;“下级不齐”下级的表没有到齐或没有填。",
		fmt.Sprintf("相符的%s项不列;没有报来的%s项、报来而没有填的%s项、户表中没有这一列而无从计算的%s项也不列。",
			Count(counts[Balanced]), Count(counts["未报"]), Count(counts["未填"]), Count(counts["无从计算"])),
		"可能的原因所指的户和行见“差异涉及户”;没有可指的,请按户类型逐项核对“户表汇总”与填报数,找出一方有、另一方没有的户。", parameterNote(pub.Meta))
	t.finish(pub.Meta)
	return t, nil
}

// difference is one line of the list.
func (r *reconciliation) difference(i int, number int64) Row {
	v := r.view
	count := func(column, none string) Cell {
		if n, ok := v.number(i, column); ok {
			return countCell(n)
		}
		return Cell{Text: none}
	}
	verdict := func(column string) Cell {
		c := textCell(v.text(i, column), NotApplicable)
		c.Alarm = c.Text == mismatch
		return c
	}
	unclear := count("unclear", NotApplicable)
	if n := v.count(i, "uncounted"); n > 0 {
		unclear = Cell{Text: fmt.Sprintf("%s(另%s户人数不明)", Count(v.count(i, "unclear")), Count(n))}
	}
	level := levelNames([]string{v.text(i, "level")})
	return Row{Areas: []string{v.text(i, "area_code")}, Cells: []Cell{
		countCell(number), {Text: level}, nameCell(v.text(i, "area_name"), NotKnown), textCell(v.text(i, "label"), NotKnown),
		count("reported", NotKnown), count("worked_out", NotKnown), unclear, count("difference", NotApplicable), verdict("verdict"),
		count("below", NotApplicable), count("below_difference", NotApplicable), verdict("below_verdict"),
		textCell(spread(v.text(i, "clue")), "没有可指的户"), {Text: Place(v.text(i, "file"), v.text(i, "sheet"), CellName(v.text(i, "cell"), v.text(i, "header")))},
	}}
}

// LevelDoubts is the list of the households and rows that may be behind a difference.
func LevelDoubts(ctx context.Context, pub Publication) (*Table, error) {
	v, err := load(ctx, pub, "reconcile_doubt", "village_code", "township", "village", "reason", "household_id", "status", "persons", "rows", "file", "sheet", "cell", "header")
	if err != nil {
		return nil, err
	}
	homes, err := homesOf(ctx, pub)
	if err != nil {
		return nil, err
	}
	t := newTable(pub.Meta, "doubts", "差异涉及户", "可能造成填报数与户表不符的户和行", fmt.Sprintf("户、人、行(共%s处)", Count(int64(v.len()))))
	t.Columns = []Column{
		{Heads: []string{"序号"}, Kind: KindCount}, {Heads: []string{"乡镇"}, Wrap: 16}, {Heads: []string{"村"}, Wrap: 16}, {Heads: []string{"原因"}, Wrap: 44},
		{Heads: []string{"户编号"}, Kind: KindCode, Wrap: 24}, {Heads: []string{"户类型"}, Kind: KindWord}, {Heads: []string{"人数"}, Kind: KindCount},
		{Heads: []string{"行数"}, Kind: KindCount}, {Heads: []string{"来源(工作簿 › 工作表 › 单元格)"}, Kind: KindSource, Wrap: 44},
	}
	t.Frozen, t.Filter = 3, true
	for i := range min(v.len(), problemRows) {
		code := v.text(i, "village_code")
		persons := Cell{Text: NotApplicable}
		if n, ok := v.number(i, "persons"); ok {
			persons = countCell(n)
		}
		t.Rows = append(t.Rows, Row{Areas: append([]string{code}, homes[code]...), Cells: []Cell{
			countCell(int64(i + 1)), nameCell(v.text(i, "township"), NotKnown), nameCell(v.text(i, "village"), NotKnown), textCell(Prose(v.text(i, "reason")), NotKnown),
			nameCell(v.text(i, "household_id"), NotApplicable), textCell(v.text(i, "status"), NotApplicable), persons, countCell(v.count(i, "rows")),
			{Text: Place(v.text(i, "file"), v.text(i, "sheet"), CellName(v.text(i, "cell"), v.text(i, "header")))},
		}})
	}
	if len(t.Rows) == 0 {
		t.Rows = []Row{t.emptyRow()}
		t.Filter = false
	}
	t.Notes = append(t.Notes, "这些户和行使户表计算数不准,填报数与之不符时先看这里:户类型、人数不明的,人数按人表推定的,户编号重复而没有计入的,被拒收的行(是哪几行见问题清单),较旧而没有计入的户表。")
	if v.len() > problemRows {
		t.Notes = append(t.Notes, fmt.Sprintf("本表只列前%s处,其余见 trace/reconcile_doubt.parquet。", Count(problemRows)))
	}
	t.finish(pub.Meta)
	return t, nil
}
