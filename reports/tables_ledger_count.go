package reports

import (
	"context"
	"fmt"
	"strings"

	"sanlv/pipeline/catalog"
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
		{Heads: []string{"序号"}, Kind: KindCount, number: true}, {Heads: []string{"台账"}, Wrap: 20},
		{Heads: []string{"列入", "户数(户)"}, Kind: KindCount}, {Heads: []string{"列入", "人数(人)"}, Kind: KindCount}, {Heads: []string{"列入", "问题(件)"}, Kind: KindCount},
		{Heads: []string{"情况不明未列入"}, Kind: KindWord}, {Heads: []string{"列什么"}, Wrap: 60}, {Heads: []string{"依据"}, Wrap: 32},
	}
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
	var long []string
	for _, info := range pub.Meta.Ledgers {
		if rows := counts.all(info.ID).rows; rows > int64(LongLedger) {
			long = append(long, fmt.Sprintf("%s台账有%s行,按乡镇分成工作簿,在文件夹“%s”中;目录的链接到第一本,各乡镇的从“分村”表进入。",
				Name(info.Label), Count(rows), LedgerFile(pub.Meta, info, rows)))
		}
	}
	t.says = map[string]string{catalog.PartFacts: strings.Join(long, "\n")}
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
			row.Cells = append(row.Cells, ledgerCells(info, a, counts.of(info.ID, a.code), cover[a.code])...)
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
	t.Notes = append(t.Notes, t.coverageNote()...)
	var nowhere int64 // rows of members whose household nobody sent
	for _, info := range pub.Meta.Ledgers {
		nowhere += counts.all(info.ID).rows
		for _, a := range list {
			if a.level == LevelCounty {
				nowhere -= counts.of(info.ID, a.code).rows
			}
		}
	}
	t.says = map[string]string{catalog.PartFacts: ""}
	if nowhere > 0 {
		t.says[catalog.PartFacts] = fmt.Sprintf("另有%s行在人表中有、户表中没有其户,不知属哪个村,在各台账中列在“未定”,不在本表中。", Count(nowhere))
	}
	return t, nil
}

// ledgerCount is how much stands in a ledger.
type ledgerCount struct{ rows, households, persons, personsUnknown, unclear int64 }

// words is the line of totals: 合计60户、81人.
func (c ledgerCount) words(counts string) string {
	switch counts {
	case CountsProblems:
		return fmt.Sprintf("合计%s件", Count(c.rows))
	case CountsPersons:
		s := fmt.Sprintf("合计%s户、%s人", Count(c.households), Count(c.persons))
		if c.personsUnknown > 0 {
			s += fmt.Sprintf(",另有%s户没有指出是谁", Count(c.personsUnknown))
		}
		return s
	}
	s := fmt.Sprintf("合计%s户、%s人", Count(c.households), Count(c.persons))
	if c.personsUnknown > 0 {
		s += fmt.Sprintf(",其中%s户人数不详", Count(c.personsUnknown))
	}
	return s
}

// villageRows is how many rows of a ledger are of a village.
type villageRows struct {
	code string
	rows int64
}

// countsByLedger holds counts by ledger and area; the area of all is "".
type countsByLedger struct {
	by   map[[2]string]ledgerCount
	rows map[string][]villageRows // by ledger, in the order of its rows
}

func (c *countsByLedger) all(ledger string) ledgerCount { return c.of(ledger, "") }

func (c *countsByLedger) of(ledger, area string) ledgerCount { return c.by[[2]string{ledger, area}] }

// nowhere stands for the township of villages that are in none.
const nowhere = "\x00"

func ledgerCounts(ctx context.Context, pub Publication) (*countsByLedger, error) {
	v, err := load(ctx, pub, "ledger_count", "ledger", "village_code", "rows", "households", "persons", "persons_unknown", "unclear")
	if err != nil {
		return nil, err
	}
	homes, err := homesOf(ctx, pub)
	if err != nil {
		return nil, err
	}
	out := &countsByLedger{by: map[[2]string]ledgerCount{}, rows: map[string][]villageRows{}}
	for i := range v.len() {
		ledger, code := v.text(i, "ledger"), v.text(i, "village_code")
		if rows := v.count(i, "rows"); rows > 0 {
			out.rows[ledger] = append(out.rows[ledger], villageRows{code, rows})
		}
		areas := map[string]bool{"": true, code: true}
		for _, a := range homes[code] {
			areas[a] = true
		}
		if len(homes[code]) == 0 {
			areas[nowhere] = true
		}
		for a := range areas {
			key := [2]string{ledger, a}
			c := out.by[key]
			c.rows += v.count(i, "rows")
			c.households += v.count(i, "households")
			c.persons += v.count(i, "persons")
			c.personsUnknown += v.count(i, "persons_unknown")
			c.unclear += v.count(i, "unclear")
			out.by[key] = c
		}
	}
	return out, nil
}
