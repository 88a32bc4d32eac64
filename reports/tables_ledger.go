package reports

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
)

// Ledgers that the reports speak of by name; the others are taken as declared.
const (
	WrongExits = "wrong_exit" // 错退
	Omissions  = "omission"   // 漏评
	Pending    = "pending"    // 待核
)

// wholeHousehold stands for the relationship where a row is about no single person.
const wholeHousehold = "全户"

// LedgerID is the id of the table of a ledger.
func LedgerID(ledger string) string { return catalog.LedgerTable + ledger }

// LedgerFile is where a ledger of so many rows stands in a publication: its
// workbook, or the folder of them where it is long.
func LedgerFile(meta Meta, info LedgerInfo, rows int64) string {
	file := ledgerText(meta.declaration(catalog.LedgerBody).File, info)
	if rows > int64(LongLedger) {
		file = strings.TrimSuffix(file, ".xlsx")
	}
	return file
}

// ledgerText puts the name of a ledger into a text that is declared for all.
func ledgerText(text string, info LedgerInfo) string {
	return strings.ReplaceAll(text, "{台账}", Clean(info.Label))
}

// ledgerColumns are what is read of the rows of ledgers.
var ledgerColumns = []string{"ledger", "village_code", "township", "village", "household_id", "head_name", "status", "household_persons",
	"per_capita", "line", "person", "relationship", "age", "subject", "reason", "file", "sheet", "cell", "header"}

// Ledgers are the ledgers (台账) in their order, each row with the reason and the
// cell that it comes from; the rows are drawn by DrawLater, for there may be too
// many to hold. One without rows says 无.
func Ledgers(ctx context.Context, pub Publication) ([]*Table, error) {
	homes, err := homesOf(ctx, pub)
	if err != nil {
		return nil, err
	}
	counts, err := ledgerCounts(ctx, pub)
	if err != nil {
		return nil, err
	}
	sent, err := sentKinds(ctx, pub)
	if err != nil {
		return nil, err
	}
	townships, err := areas(ctx, pub, LevelTownship)
	if err != nil {
		return nil, err
	}
	var tables []*Table
	for _, info := range pub.Meta.Ledgers {
		l := &ledger{info: info, homes: homes, counts: counts, townships: townships, sent: sent[info.Sheet]}
		l.long = counts.all(info.ID).rows > int64(LongLedger)
		tables = append(tables, l.tables(pub.Meta)...)
	}
	return tables, nil
}

// sentKinds are the kinds of sheets of which rows were loaded.
func sentKinds(ctx context.Context, pub Publication) (map[string]bool, error) {
	v, err := load(ctx, pub, "intake", "kind", "rows_loaded")
	if err != nil {
		return nil, err
	}
	sent := map[string]bool{}
	for i := range v.len() {
		if v.count(i, "rows_loaded") > 0 {
			kind := v.text(i, "kind")
			sent[kind] = true
			if kind == "household_member" { // one sheet that is both
				sent["household"], sent["member"] = true, true
			}
		}
	}
	return sent, nil
}

// ledger makes the tables of one ledger.
type ledger struct {
	info      LedgerInfo
	homes     map[string][]string
	counts    *countsByLedger
	townships []area
	sent      bool // the sheets that it rests on have come
	long      bool // a workbook a township
}

// ledgerColumn is a column and how its cells are read; only for ledgers that
// count this, for all where counts is "".
type ledgerColumn struct {
	Column
	counts string
	cell   func(v *view, row int) Cell
}

// nameOf and wordOf read a name, which is cut where it is too long, and a text.
func nameOf(column, empty string) func(*view, int) Cell {
	return func(v *view, i int) Cell { return nameCell(v.text(i, column), empty) }
}

func wordOf(column, empty string) func(*view, int) Cell {
	return func(v *view, i int) Cell { return textCell(v.text(i, column), empty) }
}

// numberOf reads a whole number, 不详 for none.
func numberOf(column string) func(*view, int) Cell {
	return func(v *view, i int) Cell {
		if n, ok := v.number(i, column); ok {
			return countCell(n)
		}
		return Cell{Text: NotKnown}
	}
}

// ageCell reads an age; a household has none.
func ageCell(v *view, i int) Cell {
	if v.text(i, "relationship") == wholeHousehold {
		return Cell{Text: NotApplicable}
	}
	return numberOf("age")(v, i)
}

// columns are those of the ledger.
func (l *ledger) columns() []ledgerColumn {
	empty := NotKnown
	if l.info.Counts == CountsProblems { // some concern no household
		empty = NotApplicable
	}
	money := func(column string) func(*view, int) Cell {
		return func(v *view, i int) Cell { return v.money(i, column) }
	}
	all := []ledgerColumn{
		{Column{Heads: []string{"乡镇"}, Wrap: 16}, "", nameOf("township", NotKnown)},
		{Column{Heads: []string{"村"}, Wrap: 16}, "", nameOf("village", NotKnown)},
		{Column{Heads: []string{"问题"}, Wrap: 48}, CountsProblems, wordOf("subject", NotKnown)},
		{Column{Heads: []string{"户编号"}, Kind: KindCode, Wrap: 24}, "", nameOf("household_id", empty)},
		{Column{Heads: []string{"户主"}, Wrap: 12}, "", nameOf("head_name", empty)},
		{Column{Heads: []string{"户类型"}, Kind: KindWord}, "", wordOf("status", empty)},
		{Column{Heads: []string{"姓名"}, Wrap: 12}, CountsPersons, func(v *view, i int) Cell {
			if v.text(i, "relationship") == wholeHousehold {
				return Cell{Text: NotApplicable}
			}
			return nameCell(v.text(i, "person"), NotKnown)
		}},
		{Column{Heads: []string{"与户主关系"}, Kind: KindWord}, CountsPersons, wordOf("relationship", NotKnown)},
		{Column{Heads: []string{"年龄(周岁)"}, Kind: KindNumber}, CountsPersons, ageCell},
		{Column{Heads: []string{"家庭人口(人)"}, Kind: KindCount}, CountsHouseholds, numberOf("household_persons")},
		{Column{Heads: []string{"人均纯收入(元)"}, Kind: KindMoney}, CountsHouseholds, money("per_capita")},
		{Column{Heads: []string{"贫困线(元)"}, Kind: KindMoney}, CountsHouseholds, money("line")},
		{Column{Heads: []string{l.info.Reason}, Wrap: 44}, "", func(v *view, i int) Cell { return textCell(spread(v.text(i, "reason")), NotKnown) }},
		{Column{Heads: []string{"来源(工作簿 › 工作表 › 单元格)"}, Kind: KindSource, Wrap: 44}, "",
			func(v *view, i int) Cell {
				return Cell{Text: Place(v.text(i, "file"), v.text(i, "sheet"), CellName(v.text(i, "cell"), v.text(i, "header")))}
			}},
	}
	var out []ledgerColumn
	for _, c := range all {
		if c.counts == "" || c.counts == l.info.Counts {
			out = append(out, c)
		}
	}
	return out
}

// table lays out the table of some rows of the ledger, of a township where it has a
// name; first rows of it come in other tables before this.
func (l *ledger) table(meta Meta, town area, tail string, first int, villages []villageRows) *Table {
	unit := map[string]string{CountsHouseholds: "人、元", CountsPersons: "人", CountsProblems: "件"}[l.info.Counts]
	t := declaredTable(meta, catalog.LedgerBody)
	t.ID, t.Short = LedgerID(l.info.ID), ledgerText(meta.declaration(catalog.LedgerBody).Sheet, l.info)
	t.Title, t.File = ledgerText(t.Title, l.info), LedgerFile(meta, l.info, l.counts.all(l.info.ID).rows)
	if town.name != "" {
		where := town.name + tail
		t.Title += "(" + where + ")"
		t.File += "/" + strings.NewReplacer("/", "_", `\`, "_").Replace(t.Short+"("+where+")") + ".xlsx"
	}
	t.Units = "单位:" + unit + "(" + l.counts.of(l.info.ID, town.code).words(l.info.Counts) + ")"
	columns := l.columns()
	t.Columns = []Column{{Heads: []string{"序号"}, Kind: KindCount}}
	for _, c := range columns {
		t.Columns = append(t.Columns, c.Column)
	}
	t.Filter, t.Frozen = true, 4
	t.later = &laterRows{ledger: l, columns: columns, first: first, town: town.code, areas: map[string][]string{}}
	t.Starts = map[string]int{}
	for _, v := range villages {
		for _, code := range append([]string{v.code}, l.homes[v.code]...) {
			if _, met := t.Starts[code]; !met {
				t.Starts[code] = t.later.rows
			}
		}
		t.later.rows += int(v.rows)
	}
	if t.later.rows == 0 {
		t.Rows, t.later = []Row{t.emptyRow()}, nil
		t.Filter = false
	}
	t.Notes = append(t.Notes, l.notes(meta)...)
	t.Notes = append(t.Notes, "姓名已掩去;“来源”指作出判断的单元格在来件中的位置。核实后请改来件原表并重报,不要只改本台账。", ledgerParameters(meta, ledgerOwn[l.info.ID]...))
	t.finish(meta)
	return t
}

// ledgerOwn are the parameters that decide who stands in some ledgers, by how their
// names begin, beside those of all.
var ledgerOwn = map[string][]string{
	"monitor_missed": {"monitor.line", "monitor.disposable"}, "monitor_removal": {"monitor.line", "monitor.least_months", "monitor.disposable"},
	"alert_open":        {"monitor.line", "monitor.disposable"},
	"low_income_missed": {"monitor.low_income_standard"}, "low_income_over": {"monitor.low_income_standard", "monitor.grace"},
	"income_fall": {"monitor.income_level"},
	"unvisited":   {"works.visit"}, "team_short": {"works.resident_days", "works.sign_ins"},
}

// ledgerParameters lists the parameters that decide who stands in ledgers.
func ledgerParameters(meta Meta, own ...string) string {
	return parametersNote(meta, func(name string) bool {
		return judges(name) || slices.ContainsFunc(append(own, "ledger."), func(start string) bool { return strings.HasPrefix(name, start) })
	})
}

// CellName is a cell with its header: F128(人均纯收入).
func CellName(cell, header string) string {
	if header = Clean(header); header == "" {
		return cell
	}
	return cell + "\uff08" + header + "\uff09"
}

// notes say what is listed, by which document, and what is not.
func (l *ledger) notes(meta Meta) []string {
	notes := []string{strings.TrimRight(Clean(l.info.Definition), "。") + "。依据:" + textCell(l.info.Source, "未写明").Text + "。"}
	if l.info.Part == "numerator" {
		notes[0] += "本台账的人数即“" + indicatorLabel(meta, l.info.Indicator) + "”的分子。"
	}
	nulls := strings.TrimRight(Clean(l.info.Nulls), "。") + "。"
	if unclear := l.counts.all(l.info.ID).unclear; unclear > 0 {
		nulls += fmt.Sprintf("本批不明而未列入的有%s%s。", Count(unclear), unitOf(l.info.Counts))
	}
	notes = append(notes, "情况不明的:"+nulls)
	if !l.sent {
		notes = append(notes, "本批没有读入“"+meta.sheetLabel(l.info.Sheet)+"”,本台账无从列出,“"+None+"”不表示没有问题。")
	}
	return notes
}

// unitOf is what the rows of a ledger are counted in.
func unitOf(counts string) string {
	return map[string]string{CountsHouseholds: "户", CountsPersons: "人", CountsProblems: "件"}[counts]
}
