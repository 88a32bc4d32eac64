package reports

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// SummaryByTownship is the 三率一度汇总表: the county, then its townships.
func SummaryByTownship(ctx context.Context, pub Publication) (*Table, error) {
	return summary(ctx, pub, LevelTownship, "summary_township")
}

// SummaryByVillage is the same with the villages below each township.
func SummaryByVillage(ctx context.Context, pub Publication) (*Table, error) {
	return summary(ctx, pub, LevelVillage, "summary_village")
}

// block is the columns of one indicator in the summary.
type block struct {
	info   IndicatorInfo
	ledger string // that lists its numerator, or ""
	first  int    // its first column: numerator, denominator, rate, unknown, then the range
	ranged bool   // approval has no range
}

func summary(ctx context.Context, pub Publication, down Level, id string) (*Table, error) {
	list, fig, cover, err := summaryInputs(ctx, pub, down)
	if err != nil {
		return nil, err
	}
	t := declaredTable(pub.Meta, id)
	blocks := t.summaryColumns(pub.Meta)
	t.Rows = make([]Row, len(list))
	for i, a := range list {
		row := areaRow(a, cover[a.code])
		for _, b := range blocks {
			row.Cells = append(row.Cells, b.cells(a, fig.get(a, b.info.ID), cover[a.code], down)...)
		}
		t.Rows[i] = row
	}
	for i, below := range parts(list) {
		for c, column := range t.Columns {
			if column.Kind == KindCount {
				sum(t.Rows, i, c, below)
			}
		}
	}
	t.Notes = append(t.Notes, t.coverageNote()...)
	return t, nil
}

func (t *Table) summaryColumns(meta Meta) []block {
	t.areaColumns()
	var blocks []block
	number := 0
	mark := func() string { number++; return strconv.Itoa(number) }
	mark() // 来件
	mark()
	for _, info := range Indicators(meta) {
		b := block{info: info, first: len(t.Columns), ranged: info.ID != "approval"}
		for _, l := range meta.Ledgers {
			if l.Indicator == info.ID && l.Part == "numerator" {
				b.ledger = l.ID
			}
		}
		unknown, unit := "待核"+map[string]string{"户": "户", "人": "人口"}[info.Unit], "("+info.Unit+")"
		if !b.ranged {
			unknown = "未答户"
		}
		add := func(head string, kind Kind) {
			t.Columns = append(t.Columns, Column{Heads: []string{info.Label, head}, Kind: kind, Mark: mark()})
		}
		add(info.Numerator+unit, KindCount)
		add(info.Denominator+unit, KindCount)
		add(rateHead(info.Label), KindPercent)
		add(unknown+unit, KindCount)
		if b.ranged {
			add("可能范围(%)", KindWord)
		}
		blocks = append(blocks, b)
	}
	return blocks
}

// rateHead is the short head of a rate: 错退率(%), 发生率(%).
func rateHead(label string) string {
	for _, short := range []string{"发生率", "认可度", "错退率", "漏评率"} {
		if strings.HasSuffix(label, short) {
			return short + "(%)"
		}
	}
	return "率(%)"
}

// areaColumns are the name of an area and what has come of it.
func (t *Table) areaColumns() {
	t.Columns = append(t.Columns,
		Column{Heads: []string{"单位"}, Kind: KindText, Mark: "甲", Wrap: 24},
		Column{Heads: []string{"来件", "到/应到(村)"}, Kind: KindWord, Mark: "1"},
		Column{Heads: []string{"来件", "状况"}, Kind: KindWord, Mark: "2"})
}

func areaRow(a area, c coverage) Row {
	name := nameCell(a.name, NotKnown)
	if a.level == LevelCounty {
		name.Text += "合计"
	}
	came := Cell{Text: NotApplicable}
	if c.expected > 0 {
		came.Text = fmt.Sprintf("%d/%d", c.arrived, c.expected)
	}
	state := Cell{Text: c.state(), Provisional: c.missing(), Alarm: c.missing()}
	return Row{Level: a.level, Total: a.level == LevelCounty, Areas: a.codes, Cells: []Cell{name, came, state}}
}

// silent reports whether nothing of an indicator was sent: then it is 不详, not 0.
// Approval comes from the verification sheets, which only some villages have.
func (g figure) silent(c coverage, indicator string) bool {
	return !g.found || !g.hidden && indicator != "approval" && c.missing() && c.arrived == 0 && g.denominator == 0 && g.numerator == 0 && g.unknown == 0
}

// cells are those of one indicator.
func (b block) cells(a area, g figure, c coverage, down Level) []Cell {
	n := 4
	if b.ranged {
		n = 5
	}
	cells := make([]Cell, n)
	switch {
	case g.silent(c, b.info.ID):
		for i := range cells {
			cells[i].Text = NotKnown
		}
	case g.hidden:
		for i := range cells {
			cells[i].Text = SmallSign
		}
		if !g.hiddenBase && !g.noDenominator {
			cells[1] = countCell(g.denominator)
		}
	case !b.ranged && g.denominator == 0 && g.unknown == 0: // nobody was asked
		for i := range cells {
			cells[i].Text = NotApplicable
		}
	default:
		rate, unknown := shareCell(g.numerator, g.denominator), countCell(g.unknown)
		if rate.Value != nil {
			rate.Formula = &Formula{Op: OpPercent, Columns: []int{b.first, b.first + 1}}
			rate.Link = b.behind(a, g, down)
		}
		if g.unknown > 0 && b.ranged {
			unknown.Link = &Link{Table: LedgerID(Pending), Area: a.code}
		}
		copy(cells, []Cell{countCell(g.numerator), countCell(g.denominator), rate, unknown})
		if g.noDenominator {
			cells[1], cells[2] = Cell{Text: NotKnown}, Cell{Text: NotKnown}
		}
		if b.ranged {
			cells[4] = Cell{Text: RateRange(g.numerator, min(g.numerator+g.unknown, g.denominator), g.denominator)}
		}
	}
	for i := range cells {
		cells[i].Provisional = c.missing()
	}
	return cells
}

// behind is where the households of a rate are listed: its ledger; the villages of
// a township where it has none.
func (b block) behind(a area, g figure, down Level) *Link {
	switch {
	case b.ledger != "" && g.numerator > 0:
		return &Link{Table: LedgerID(b.ledger), Area: a.code}
	case down == LevelTownship:
		return &Link{Table: "summary_village", Area: a.code}
	}
	return nil
}

// coverageNote explains the words of the column 状况 where they occur.
func (t *Table) coverageNote() []string {
	var words []string
	for _, row := range t.Rows {
		words = append(words, row.Cells[2].Text)
	}
	var notes []string
	if slices.Contains(words, "暂计") || slices.Contains(words, "未到") {
		notes = append(notes, "来件状况为“暂计”的单位尚有村未报户表,该行数字(斜体)为暂计数,只含已到的村,不作判定(判为“数据缺”);“未到”的村尚未报户表。")
	}
	if slices.Contains(words, "未列入名单") {
		notes = append(notes, "“未列入名单”的村不在应报村名单内,暂列“未定”,其人户已计入全县,不计入应到、已到村数。")
	}
	return notes
}

// VerdictsByTownship judges the county and its townships by every standard.
func VerdictsByTownship(ctx context.Context, pub Publication) (*Table, error) {
	return verdicts(ctx, pub, LevelTownship, "verdict_township")
}

// VerdictsByVillage judges the villages as well.
func VerdictsByVillage(ctx context.Context, pub Publication) (*Table, error) {
	return verdicts(ctx, pub, LevelVillage, "verdict_village")
}

func verdicts(ctx context.Context, pub Publication, down Level, id string) (*Table, error) {
	list, fig, cover, err := summaryInputs(ctx, pub, down)
	if err != nil {
		return nil, err
	}
	t := declaredTable(pub.Meta, id)
	t.areaColumns()
	number := 2
	add := func(kind Kind, heads ...string) *Column {
		number++
		t.Columns = append(t.Columns, Column{Heads: heads, Kind: kind, Mark: strconv.Itoa(number)})
		return &t.Columns[len(t.Columns)-1]
	}
	indicators := Indicators(pub.Meta)
	for _, info := range indicators {
		add(KindPercent, "指标值(%)", info.Label)
	}
	var judged [][2]string
	for _, standard := range pub.Meta.Standards {
		for _, info := range indicators {
			pair := [2]string{standard, info.ID}
			if asks := limitsDown(fig.limits[pair], down); asks != "" {
				judged = append(judged, pair)
				add(KindVerdict, "按“"+Clean(standard)+"”判定", info.Label+asks).key = standard + " " + info.ID // whatever it asks
			}
		}
	}
	for _, a := range list {
		row := areaRow(a, cover[a.code])
		for _, info := range indicators {
			g := fig.get(a, info.ID)
			c := shareCell(g.numerator, g.denominator)
			if g.noDenominator || g.silent(cover[a.code], info.ID) {
				c.Text = NotKnown
			}
			if g.hidden {
				c = Cell{Text: SmallSign}
			}
			c.Provisional = cover[a.code].missing()
			row.Cells = append(row.Cells, c)
		}
		for _, pair := range judged {
			row.Cells = append(row.Cells, verdictCell(fig.get(a, pair[1]).verdicts[pair[0]]))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Notes = append(t.Notes, t.coverageNote()...)
	return t, nil
}

// limitsDown says what a standard asks at the levels of a table: "<2%", or each
// level's own where they differ; "" where it judges none of them.
func limitsDown(limits []limit, down Level) string {
	levels := []Level{LevelCounty, LevelTownship, LevelVillage}[:down]
	var all []string
	var named []string
	for _, level := range levels {
		for _, l := range limits {
			if l.level != level.id() {
				continue
			}
			named = append(named, levelNames([]string{l.level})+l.asks)
			if !slices.Contains(all, l.asks) {
				all = append(all, l.asks)
			}
		}
	}
	switch {
	case len(all) == 0:
		return ""
	case len(all) == 1 && len(named) == len(levels):
		return all[0]
	case len(all) == 1:
		var at []string
		for _, n := range named {
			at = append(at, strings.TrimSuffix(n, all[0]))
		}
		return all[0] + "(" + strings.Join(at, "、") + ")"
	}
	return strings.Join(named, "\uff1b")
}
