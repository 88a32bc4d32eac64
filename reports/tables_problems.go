package reports

import (
	"cmp"
	"context"
	"fmt"
)

// NoTownship is the name of the list of what no township is to see to.
const NoTownship = "县级及未定乡镇"

// Settled (已核实) is the state of a finding whose answer settles it.
const Settled = "已核实"

// problemColumns are what is read of the problems.
var problemColumns = []string{"finding_id", "severity", "township", "village", "household_id", "file", "sheet", "cell", "header", "value",
	"message", "mend", "answer", "answer_note", "state"}

// ProblemLists gives the problem lists of the townships one after the other, for
// each to answer: its findings village by village in the order of the sheets; what
// is settled stands last, so that a list that is sent back carries all answers. One
// of more rows than a workbook holds comes in several, with numbers behind the name.
// The answers are filled in by hand and read by the next run.
func ProblemLists(ctx context.Context, pub Publication, each func(name string, list *Table) error) error {
	mine := &Frame{ID: "problems", Columns: problemColumns}
	lists := map[string]int{} // by township: how many so far
	next := func(name string) error {
		if len(mine.Rows) == 0 {
			return nil
		}
		v, err := viewOf(mine, problemColumns...)
		if err != nil {
			return err
		}
		title := name
		if lists[name]++; lists[name] > 1 {
			title = fmt.Sprintf("%s(%d)", name, lists[name])
		}
		mine = &Frame{ID: mine.ID, Columns: mine.Columns}
		return each(title, problemList(pub.Meta, v, name))
	}
	last := ""
	err := Batches(ctx, pub.Source, mine.ID, problemColumns, func(f *Frame) error {
		v, err := viewOf(f, problemColumns...)
		if err != nil {
			return err
		}
		for i := range v.len() {
			name := cmp.Or(v.text(i, "township"), NoTownship)
			if name != last || len(mine.Rows) == LongLedger {
				if err := next(last); err != nil {
					return err
				}
				last = name
			}
			mine.Rows = append(mine.Rows, f.Rows[i])
		}
		return nil
	})
	if err != nil {
		return err
	}
	return next(last)
}

// ProblemCount is how many findings a rule has in a township in one state; the
// township is "" where none is to see to them.
type ProblemCount struct {
	Rule, Severity, Township, State string
	Findings                        int64
}

// ProblemCounts counts the findings, in the order in which the kinds are met. A
// publication of an earlier version holds them one by one only.
func ProblemCounts(ctx context.Context, pub Publication) ([]ProblemCount, error) {
	var out []ProblemCount
	at := map[ProblemCount]int{}
	id, columns := "problems", []string{"rule", "severity", "township", "state"}
	counted := pub.has("problem_count")
	if counted {
		id, columns = "problem_count", append(columns, "findings")
	}
	err := Batches(ctx, pub.Source, id, columns, func(f *Frame) error {
		v, err := viewOf(f, columns...)
		if err != nil {
			return err
		}
		for i := range v.len() {
			kind := ProblemCount{Rule: v.text(i, "rule"), Severity: v.text(i, "severity"), Township: v.text(i, "township"), State: v.text(i, "state")}
			j, met := at[kind]
			if !met {
				j, at[kind] = len(out), len(out)
				out = append(out, kind)
			}
			if counted {
				out[j].Findings += v.count(i, "findings")
			} else {
				out[j].Findings++
			}
		}
		return nil
	})
	return out, err
}

func problemList(meta Meta, v *view, township string) *Table {
	open := 0
	for i := range v.len() {
		if v.text(i, "state") != Settled {
			open++
		}
	}
	t := newTable(meta, "problems_"+township, "问题清单", Name(township)+"数据问题清单",
		fmt.Sprintf("处(共%s处,其中待办%s处)", Count(int64(v.len())), Count(int64(open))))
	t.Columns = []Column{
		{Heads: []string{"序号"}, Kind: KindCount}, {Heads: []string{"级别"}, Kind: KindWord},
		{Heads: []string{"村"}, Wrap: 14}, {Heads: []string{"户编号"}, Kind: KindCode, Wrap: 20},
		{Heads: []string{"文件"}, Wrap: 26}, {Heads: []string{"工作表"}, Wrap: 14}, {Heads: []string{"单元格"}, Kind: KindCode, Wrap: 10},
		{Heads: []string{"表头"}, Wrap: 16}, {Heads: []string{"所填内容"}, Wrap: 18}, {Heads: []string{"问题"}, Wrap: 38}, {Heads: []string{"改法"}, Wrap: 38},
		{Heads: []string{"核实情况"}, Kind: KindWord, Wrap: 12, Fill: true, Choices: answerChoices}, {Heads: []string{"核实说明"}, Wrap: 20, Fill: true},
		{Heads: []string{"核实人"}, Wrap: 10, Fill: true}, {Heads: []string{"核实日期"}, Kind: KindWord, Wrap: 12, Fill: true},
		{Heads: []string{"处理状态"}, Kind: KindWord, Wrap: 14}, {Heads: []string{"问题编号"}, Kind: KindCode, Wrap: 20},
	}
	t.Filter, t.Frozen = true, 2
	for i := range v.len() {
		cell := v.text(i, "cell")
		if v.text(i, "file") == "" {
			cell = ""
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			countCell(int64(i + 1)), textCell(v.text(i, "severity"), NotKnown),
			nameCell(v.text(i, "village"), NotApplicable), nameCell(v.text(i, "household_id"), NotApplicable),
			textCell(v.text(i, "file"), NotApplicable), textCell(v.text(i, "sheet"), NotApplicable), textCell(cell, NotApplicable),
			textCell(v.text(i, "header"), NotApplicable), textCell(v.text(i, "value"), NotApplicable),
			textCell(Prose(v.text(i, "message")), NotKnown), textCell(Prose(v.text(i, "mend")), NotApplicable),
			textCell(v.text(i, "answer"), ""), textCell(v.text(i, "answer_note"), ""), {}, {},
			textCell(v.text(i, "state"), NotKnown), textCell(v.text(i, "finding_id"), NotKnown),
		}})
	}
	t.Notes = append(t.Notes,
		"错误:该处没有采用;警告:已采用,须核对;提示:知道即可。请在原表中改正后重报原表。证件号码、姓名已掩去。",
		"核实后填“核实情况”:已更正(已在原表改正重报)、属实无误(原表所填属实)、已举证(有证明材料),后两种请写“核实说明”;填好后把本清单放回来件文件夹,下次运行读回。",
		"“已核实”的不再作为问题;“不能以此了结”的,须在原表改正;“缺核实说明”的,补上说明。问题编号请勿改动。")
	t.finish(meta)
	return t
}

// answerChoices are the answers (核实情况) that a list offers.
var answerChoices = []string{"已更正", "属实无误", "已举证"}
