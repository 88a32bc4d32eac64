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
// workbook, or the folder of them where it is long; "" where it is not drawn.
func LedgerFile(meta Meta, info LedgerInfo, rows int64) string {
	d, drawn := meta.ledgerTable(info)
	if !drawn {
		return ""
	}
	file := ledgerText(d.File, info)
	if rows > int64(LongLedger) {
		file = strings.TrimSuffix(file, ".xlsx")
	}
	return file
}

// HouseholdColumn is where the numbers of the households stand in a ledger.
type HouseholdColumn struct {
	Sheet    string // how the name of its sheets begins
	Head     string // the lowest
	Column   int    // from 1; 0 where the office shows none
	Numbered bool   // below the head stands the number of the column
}

// LedgerHouseholds finds the column of a ledger that names the households.
func LedgerHouseholds(meta Meta, info LedgerInfo) HouseholdColumn {
	d, drawn := meta.ledgerTable(info)
	for i, c := range d.Columns {
		if c.Each != nil { // how many columns stand before is not known
			break
		}
		if v := c.Value; drawn && v.Kind == catalog.ValuePick && v.Frame == "" && v.Column == "household_id" {
			name := []rune(ledgerText(d.Sheet, info))
			return HouseholdColumn{Sheet: string(name[:min(len(name), sheetNameLength)]), Head: Clean(Prose(meta.fill(c.Heads[len(c.Heads)-1]))), Column: i + 1, Numbered: d.Numbered}
		}
	}
	return HouseholdColumn{}
}

// sheetNameLength is how much of the name of a sheet is left whatever is put behind.
const sheetNameLength = 24

// ledgerText puts the name of a ledger into a text that is declared for several.
func ledgerText(text string, info LedgerInfo) string {
	return strings.ReplaceAll(text, "{台账}", Clean(info.Label))
}

// Ledgers are the ledgers (台账) that one declaration is of, in their order, each row
// with the reason and the cell that it comes from; the rows are drawn by DrawLater,
// for there may be too many to hold. One without rows says 无.
func Ledgers(ctx context.Context, pub Publication, d catalog.Table) ([]*Table, error) {
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
	heads, err := headLookup(ctx, pub.Source, d.Frame)
	if err != nil {
		return nil, err
	}
	var tables []*Table
	for _, info := range pub.Meta.Ledgers {
		if own, drawn := pub.Meta.ledgerTable(info); !drawn || own.ID != d.ID {
			continue
		}
		l := &ledger{info: info, homes: homes, counts: counts, townships: townships, sent: sent[info.Sheet], heads: heads}
		l.long = counts.all(info.ID).rows > int64(LongLedger)
		own, err := l.tables(ctx, pub, d)
		if err != nil {
			return nil, fmt.Errorf("draw ledger %s: %w", info.ID, err)
		}
		tables = append(tables, own...)
	}
	return tables, nil
}

// headLookup knows the columns of a frame and holds none of its rows.
func headLookup(ctx context.Context, src Source, id string) (*lookup, error) {
	records, err := src.Records(ctx, id)
	if err != nil {
		return nil, err
	}
	defer records.Release()
	f := &Frame{ID: id}
	for _, field := range records.Schema().Fields() {
		f.Columns = append(f.Columns, field.Name)
	}
	return newLookup(f), nil
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
	heads     *lookup
	sent      bool // the sheets that it rests on have come
	long      bool // a workbook a township
}

// table lays out the table of some rows of the ledger, of a township where it has a
// name; first rows of it come in other tables before this.
func (l *ledger) table(ctx context.Context, pub Publication, d catalog.Table, town area, tail string, first int, villages []villageRows) (*Table, error) {
	meta := pub.Meta
	g := draws(ctx, pub, d)
	g.frames[d.Frame] = l.heads
	t := g.table
	t.ID, t.Short = LedgerID(l.info.ID), ledgerText(d.Sheet, l.info)
	t.Title, t.File = ledgerText(t.Title, l.info), LedgerFile(meta, l.info, l.counts.all(l.info.ID).rows)
	if town.name != "" {
		where := town.name + tail
		t.Title += "(" + where + ")"
		t.File += "/" + strings.NewReplacer("/", "_", `\`, "_").Replace(t.Short+"("+where+")") + ".xlsx"
	}
	t.says = map[string]string{"台账": Clean(l.info.Label), "原因": Clean(l.info.Reason), catalog.PartLedger: strings.Join(l.notes(meta), "\n"),
		catalog.PartLedgerTotal:      l.counts.of(l.info.ID, town.code).words(l.info.Counts),
		catalog.PartLedgerParameters: ledgerParameters(meta, ledgerOwn[l.info.ID]...)}
	if err := g.expand(); err != nil {
		return nil, err
	}
	if d.Numbered {
		g.number()
	}
	t.later = &laterRows{first: first, from: ledgerRows{d.Frame}, key: ledgerKey(l.info.ID, town.code), part: &ledgerPart{ledger: l, drawing: g, areas: map[string][]string{}}}
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
	if err := g.texts(); err != nil {
		return nil, err
	}
	t.finish(meta)
	return t, nil
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
