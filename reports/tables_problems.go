package reports

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// ProblemList is the problem list of one township, for it to answer. Its table is
// made when it is asked for: all lists together may be too large to hold.
type ProblemList struct {
	Name  string // of the township, with a number where one workbook does not hold all
	Table func() *Table
}

// NoTownship is the name of the list of what no township is to see to.
const NoTownship = "县级及未定乡镇"

// listRows is how many findings one workbook of a township holds.
const listRows = 500_000

// Settled (已核实) is the state of a finding whose answer settles it.
const Settled = "已核实"

// ProblemLists gives each township its findings, village by village in the order
// of the sheets; what is settled stands last, so that a list that is sent back
// carries all answers. The answers are filled in by hand and read by the next run.
func ProblemLists(ctx context.Context, pub Publication) ([]ProblemList, error) {
	v, err := load(ctx, pub, "problems", "finding_id", "severity", "township", "village", "household_id", "file", "sheet", "cell", "header", "value",
		"message", "mend", "answer", "answer_note", "state")
	if err != nil {
		return nil, err
	}
	rows := map[string][]int{}
	var names []string
	for i := range v.len() {
		name := v.text(i, "township")
		if name == "" {
			name = NoTownship
		}
		if rows[name] == nil {
			names = append(names, name)
		}
		rows[name] = append(rows[name], i)
	}
	slices.Sort(names)
	var lists []ProblemList
	for _, name := range names {
		mine := rows[name]
		slices.SortStableFunc(mine, func(a, b int) int {
			return cmp.Or(cmp.Compare(settled(v, a), settled(v, b)), cmp.Compare(v.text(a, "village"), v.text(b, "village")))
		})
		n := 0
		for part := range slices.Chunk(mine, listRows) {
			n++
			list := ProblemList{Name: name, Table: func() *Table { return problemList(pub.Meta, v, name, part) }}
			if n > 1 {
				list.Name = fmt.Sprintf("%s(%d)", name, n)
			}
			lists = append(lists, list)
		}
	}
	return lists, nil
}

func settled(v *view, row int) int {
	if v.text(row, "state") == Settled {
		return 1
	}
	return 0
}

func problemList(meta Meta, v *view, township string, rows []int) *Table {
	open := 0
	for _, i := range rows {
		open += 1 - settled(v, i)
	}
	t := newTable(meta, "problems_"+township, "问题清单", Name(township)+"数据问题清单",
		fmt.Sprintf("处(共%s处,其中待办%s处)", Count(int64(len(rows))), Count(int64(open))))
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
	for n, i := range rows {
		cell := v.text(i, "cell")
		if v.text(i, "file") == "" {
			cell = ""
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			countCell(int64(n + 1)), textCell(v.text(i, "severity"), NotKnown),
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
