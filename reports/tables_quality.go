package reports

import (
	"context"
	"fmt"
	"strings"
)

// Accuracy is 数据质量与信息正确率: of the county, its townships and villages how
// many households stand in the register without an error, and what is still open.
func Accuracy(ctx context.Context, pub Publication) (*Table, error) {
	v, err := load(ctx, pub, "accuracy", "level", "area_code", "area_name", "households", "wrong_households", "errors", "warnings", "notices", "top_group", "top_findings")
	if err != nil {
		return nil, err
	}
	list, _, cover, err := summaryInputs(ctx, pub, LevelVillage)
	if err != nil {
		return nil, err
	}
	at := map[[2]string]int{}
	for i := range v.len() {
		at[[2]string{v.text(i, "level"), v.text(i, "area_code")}] = i
	}
	t := newTable(pub.Meta, "accuracy", "信息正确率", "数据质量与信息正确率", "户、处、%")
	t.areaColumns()
	number := 2
	add := func(kind Kind, heads ...string) {
		number++
		t.Columns = append(t.Columns, Column{Heads: heads, Kind: kind, Mark: fmt.Sprint(number), Wrap: 24})
	}
	const households, wrong, findings = 3, 4, 6 // columns
	add(KindCount, "户信息", "户数(户)")
	add(KindCount, "户信息", "有错误的户(户)")
	add(KindPercent, "户信息", "信息正确率(%)")
	add(KindCount, "未了结的问题(处)", "错误")
	add(KindCount, "未了结的问题(处)", "警告")
	add(KindCount, "未了结的问题(处)", "提示")
	add(KindText, "未了结的问题(处)", "最多的一类")
	row := func(a area, c coverage) Row {
		r := areaRow(a, c)
		i, ok := at[[2]string{a.level.id(), a.code}]
		if !ok {
			for range len(t.Columns) - len(r.Cells) {
				r.Cells = append(r.Cells, Cell{Text: NotKnown})
			}
			return r
		}
		all, bad := v.count(i, "households"), v.count(i, "wrong_households")
		rate := shareCell(all-bad, all)
		people := []Cell{countCell(all), countCell(bad), rate}
		if all == 0 && c.missing() { // nothing has come of it
			people = []Cell{{Text: NotKnown}, {Text: NotKnown}, {Text: NotKnown}}
		}
		top := Cell{Text: None}
		if n := v.count(i, "top_findings"); n > 0 {
			top = textCell(v.text(i, "top_group"), NotKnown)
			top.Text += fmt.Sprintf("\uff08%s处\uff09", Count(n))
		}
		r.Cells = append(append(r.Cells, people...), countCell(v.count(i, "errors")), countCell(v.count(i, "warnings")), countCell(v.count(i, "notices")), top)
		for j := range people {
			r.Cells[households+j].Provisional = c.missing()
		}
		return r
	}
	for _, a := range list {
		t.Rows = append(t.Rows, row(a, cover[a.code]))
		delete(at, [2]string{a.level.id(), a.code})
	}
	for i, below := range parts(list) {
		sum(t.Rows, i, households, below)
		sum(t.Rows, i, wrong, below)
	}
	for i := range v.len() { // findings of several counties that belong to none of them
		key := [2]string{v.text(i, "level"), v.text(i, "area_code")}
		if _, left := at[key]; left && key[0] == LevelCounty.id() {
			t.Rows = append(t.Rows, row(area{level: LevelCounty, code: key[1], name: "不归到县", codes: []string{key[1]}}, coverage{}))
		}
	}
	t.Notes = append(t.Notes, t.coverageNote()...)
	t.Notes = append(t.Notes,
		"信息正确率=没有错误的户数÷户数×100,县、乡镇的由本级户数重新计算。户表、人表中有一处级别为“错误”的问题没有了结的户,为有错误的户;警告、提示和核查表、各台账中的问题,以及“不得脱贫”的规则,不使该户成为有错误的户。",
		"未了结的问题:经核实属实无误或已举证而了结的不计。乡镇、县的处数还含乡镇表、县表和整份文件等不归到下级的问题,所以可能大于所辖之和。各类问题查什么、按什么界限,见“检查目录”。", parameterNote(pub.Meta))
	t.finish(pub.Meta)
	return t, nil
}

// CheckList is the 检查目录: what the data are checked for, by which document and
// threshold, and what was found this time.
func CheckList(ctx context.Context, pub Publication) (*Table, error) {
	v, err := load(ctx, pub, "checks", "rule", "rule_group", "about", "severity", "source", "confirmable", "thresholds", "findings", "households", "settled")
	if err != nil {
		return nil, err
	}
	t := newTable(pub.Meta, "checks", "检查目录", "数据检查目录及检查结果", "户、处")
	t.Columns = []Column{
		{Heads: []string{"序号"}, Kind: KindCount},
		{Heads: []string{"类别"}, Kind: KindWord, Wrap: 16},
		{Heads: []string{"查什么"}, Wrap: 60},
		{Heads: []string{"级别"}, Kind: KindWord},
		{Heads: []string{"可否", "举证了结"}, Kind: KindWord},
		{Heads: []string{"界限"}, Wrap: 40},
		{Heads: []string{"本批查出", "处数(处)"}, Kind: KindCount},
		{Heads: []string{"本批查出", "涉及户(户)"}, Kind: KindCount},
		{Heads: []string{"本批查出", "已了结(处)"}, Kind: KindCount},
		{Heads: []string{"依据"}, Wrap: 40},
		{Heads: []string{"编号"}, Kind: KindCode, Wrap: 36},
	}
	notes := map[string]string{}
	for _, p := range pub.Meta.CheckParameters {
		notes[p.Name] = p.Note
	}
	for i := range v.len() {
		// the readers' words begin with the value that they speak of
		about := strings.TrimLeft(v.text(i, "about"), "的,")
		shown := textCell(v.text(i, "rule_group"), "填报格式")
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			countCell(int64(i + 1)), shown, textCell(Prose(about), NotKnown), textCell(v.text(i, "severity"), NotKnown),
			{Text: map[bool]string{true: "可以", false: NotApplicable}[v.truth(i, "confirmable")]},
			textCell(thresholdWords(v.text(i, "thresholds"), notes), NotApplicable),
			countCell(v.count(i, "findings")), countCell(v.count(i, "households")), countCell(v.count(i, "settled")),
			textCell(Prose(v.text(i, "source")), NotApplicable), textCell(v.text(i, "rule"), NotKnown),
		}})
	}
	t.Filter, t.Frozen = true, 3
	if len(t.Rows) == 0 {
		t.Rows = []Row{t.emptyRow()}
		t.Filter = false
	}
	t.Notes = append(t.Notes, "界限是 parameters.csv 中以 check. 开头的参数,可由县自行改定;“待核对”的尚未见到文件依据。可举证了结:所填可能属实,核实后填“属实无误”或“已举证”并写明依据的,不再列为问题。")
	var pending []string
	for _, p := range pub.Meta.CheckParameters {
		if p.Status != "" {
			pending = append(pending, Clean(p.Name)+"["+Clean(p.Status)+"]")
		}
	}
	if len(pending) > 0 {
		t.Notes = append(t.Notes, "依据有待核对的界限:"+strings.Join(pending, "、")+"。")
	}
	t.finish(pub.Meta)
	return t, nil
}

// thresholdWords says what each threshold (name=value, joined by ;) asks.
func thresholdWords(list string, notes map[string]string) string {
	var out []string
	for _, pair := range strings.Split(list, ";") {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			continue
		}
		if note := Clean(notes[name]); note != "" {
			name = note
		}
		out = append(out, name+"\uff1a"+Clean(value))
	}
	return strings.Join(out, "\uff1b")
}
