package reports

import (
	"context"
	"fmt"
)

// LedgerContents is the 台账目录: every ledger with what it lists, by which
// document, and how much stands in it.
func LedgerContents(ctx context.Context, pub Publication) (*Table, error) {
	counts, err := ledgerCounts(ctx, pub)
	if err != nil {
		return nil, err
	}
	county := ""
	if list, err := areas(ctx, pub, LevelCounty); err != nil {
		return nil, err
	} else if len(list) > 0 {
		county = list[0].code
	}
	t := declaredTable(pub.Meta, "ledger_contents")
	t.Columns = []Column{
		{Heads: []string{"序号"}, Kind: KindCount}, {Heads: []string{"台账"}, Wrap: 20},
		{Heads: []string{"列入", "户数(户)"}, Kind: KindCount}, {Heads: []string{"列入", "人数(人)"}, Kind: KindCount}, {Heads: []string{"列入", "问题(件)"}, Kind: KindCount},
		{Heads: []string{"情况不明未列入"}, Kind: KindWord}, {Heads: []string{"列什么"}, Wrap: 60}, {Heads: []string{"依据"}, Wrap: 32},
	}
	t.Frozen = 2
	for i, info := range pub.Meta.Ledgers {
		c := counts.all(info.ID)
		link := &Link{Table: LedgerID(info.ID), Area: county}
		households, persons, problems, unclear := countCell(c.households), countCell(c.persons), Cell{Text: NotApplicable}, Cell{Text: None}
		households.Link = link
		if info.Counts == CountsProblems {
			persons, problems = Cell{Text: NotApplicable}, countCell(c.rows)
			households.Link, problems.Link = nil, link
		}
		if c.unclear > 0 {
			unclear.Text = Count(c.unclear) + unitOf(info.Counts)
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			countCell(int64(i + 1)), nameCell(info.Label, info.ID), households, persons, problems, unclear,
			textCell(Prose(info.Definition), NotApplicable), textCell(Prose(info.Source), NotApplicable),
		}})
	}
	if len(t.Rows) == 0 {
		t.Rows = []Row{t.emptyRow()}
	}
	t.Notes = append(t.Notes, "一户可以同时在几本台账中,各台账不能相加。人数:按户列的台账为该户家庭人口,按人列的台账(失学辍学、未参保)为所列的人。", ledgerParameters(pub.Meta))
	t.finish(pub.Meta)
	return t, nil
}

// ledgerCells are the counts of one ledger of an area, 不详 where its sheets have
// not come.
func ledgerCells(info LedgerInfo, a area, c ledgerCount, came coverage) []Cell {
	cells := []Cell{countCell(c.households), countCell(c.persons)}
	if info.Counts == CountsProblems {
		return []Cell{{Text: Count(c.rows), Value: c.rows, Link: ledgerLink(info, a, c)}}
	}
	if came.missing() && came.arrived == 0 && c.rows == 0 {
		return []Cell{{Text: NotKnown, Provisional: true}, {Text: NotKnown, Provisional: true}}
	}
	cells[0].Link = ledgerLink(info, a, c)
	for i := range cells {
		cells[i].Provisional = came.missing()
	}
	return cells
}

func ledgerLink(info LedgerInfo, a area, c ledgerCount) *Link {
	if c.rows == 0 {
		return nil
	}
	return &Link{Table: LedgerID(info.ID), Area: a.code}
}

// LedgersByArea counts what stands in each ledger by county, township and village.
func LedgersByArea(ctx context.Context, pub Publication) (*Table, error) {
	counts, err := ledgerCounts(ctx, pub)
	if err != nil {
		return nil, err
	}
	list, _, cover, err := summaryInputs(ctx, pub, LevelVillage)
	if err != nil {
		return nil, err
	}
	t := declaredTable(pub.Meta, "ledger_areas")
	t.areaColumns()
	for i := range t.Columns {
		t.Columns[i].Mark = ""
	}
	for _, info := range pub.Meta.Ledgers {
		label := Name(info.Label)
		switch info.Counts {
		case CountsProblems:
			t.Columns = append(t.Columns, Column{Heads: []string{label, "件"}, Kind: KindCount})
		default:
			t.Columns = append(t.Columns, Column{Heads: []string{label, "户"}, Kind: KindCount}, Column{Heads: []string{label, "人"}, Kind: KindCount})
		}
	}
	for _, a := range list {
		row := areaRow(a, cover[a.code])
		for _, info := range pub.Meta.Ledgers {
			row.Cells = append(row.Cells, ledgerCells(info, a, counts[[2]string{info.ID, a.code}], cover[a.code])...)
		}
		t.Rows = append(t.Rows, row)
	}
	for i, below := range parts(list) {
		for c, column := range t.Columns {
			if column.Kind == KindCount {
				sum(t.Rows, i, c, below)
			}
		}
	}
	if len(t.Rows) == 0 {
		t.Rows = []Row{t.emptyRow()}
	}
	t.Notes = append(t.Notes, t.coverageNote()...)
	var nowhere int64 // rows of members whose household nobody sent
	for _, info := range pub.Meta.Ledgers {
		nowhere += counts.all(info.ID).rows
		for _, a := range list {
			if a.level == LevelCounty {
				nowhere -= counts[[2]string{info.ID, a.code}].rows
			}
		}
	}
	if nowhere > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf("另有%s行在人表中有、户表中没有其户,不知属哪个村,在各台账中列在“未定”,不在本表中。", Count(nowhere)))
	}
	t.Notes = append(t.Notes, "一户可以同时在几本台账中,各台账不能相加;各台账列什么、依据什么,见“目录”。", ledgerParameters(pub.Meta))
	t.finish(pub.Meta)
	return t, nil
}
