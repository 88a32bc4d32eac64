package reports

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
)

// Difference is what changed from one publication to the next.
type Difference struct {
	Before     DiffSide        `json:"before"`
	After      DiffSide        `json:"after"`
	Indicators []DiffIndicator `json:"indicators"`
	Rules      []DiffRule      `json:"rules"`      // standards, parameters and the files they stand in
	Households []DiffHousehold `json:"households"` // that moved an indicator
	Findings   []DiffFinding   `json:"findings"`   // new and mended
	// Areas are the indicators of townships and villages that moved.
	Areas   []DiffIndicator `json:"areas"`
	Flows   []DiffFlow      `json:"flows"`   // all households by 户类型
	Rulings []DiffRuling    `json:"rulings"` // findings new and mended, by rule
	Exits   []DiffExit      `json:"exits"`   // items of the exit of villages that turned
	Inputs  []DiffFile      `json:"inputs"`  // files that came, went, or are not what they were
}

// DiffSide is one of the two publications.
type DiffSide struct {
	Folder  string `json:"folder"`
	RunID   string `json:"run_id"`
	AsOf    string `json:"as_of"`
	Version string `json:"version"`
	Period  int    `json:"period"`
}

// DiffIndicator is how an indicator moved in one area. The causes add up to the
// change of numerator, denominator and unknown.
type DiffIndicator struct {
	Level  string      `json:"level"` // county, township, village
	Code   string      `json:"area_code"`
	Area   string      `json:"area"`
	ID     string      `json:"indicator"`
	Label  string      `json:"label"`
	Unit   string      `json:"unit"`
	Before DiffFigure  `json:"before"`
	After  DiffFigure  `json:"after"`
	Causes []DiffCause `json:"causes"`
	// Verdicts are those that turned.
	Verdicts []DiffVerdict `json:"verdicts,omitempty"`
}

// DiffVerdict is a verdict that turned; "" where a standard did not judge.
type DiffVerdict struct {
	Standard string `json:"standard"`
	Before   string `json:"before"`
	After    string `json:"after"`
}

// DiffExit is what a standard says of an item of the exit of a village, where that
// turned; "" where it did not judge.
type DiffExit struct {
	Standard string `json:"standard"`
	Code     string `json:"village_code"`
	Village  string `json:"village"`
	Item     string `json:"item"`
	Label    string `json:"label"`
	Before   string `json:"before"`
	After    string `json:"after"`
	Reason   string `json:"reason,omitempty"` // of what it says now
}

// ExitWhole is the item that stands for all items of a village.
const ExitWhole = "all"

// DiffFlow counts the households that were of one 户类型 and are of another, or
// of the same; "" where they were not, or are no more, in the register.
type DiffFlow struct {
	Before     string `json:"before"`
	After      string `json:"after"`
	Households int64  `json:"households"`
	Persons    int64  `json:"persons"` // as they are now, of those that went as they were
}

// DiffRuling counts what a rule finds anew and no more.
type DiffRuling struct {
	Rule     string `json:"rule"`
	Severity string `json:"severity"`
	New      int64  `json:"new"`
	Mended   int64  `json:"mended"`
}

// DiffFigure is what an indicator is made of, in its unit.
type DiffFigure struct {
	Numerator   int64 `json:"numerator"`
	Denominator int64 `json:"denominator"`
	Unknown     int64 `json:"unknown"`
}

// DiffCause is the part of a change that has one cause.
type DiffCause struct {
	Cause      string     `json:"cause"`
	Households int64      `json:"households"`
	Change     DiffFigure `json:"change"`
}

// Causes of a change.
const (
	CauseNew      = "新增户"  // only in the later publication
	CauseGone     = "减少户"  // only in the earlier one
	CauseVerdict  = "判定变动" // other inputs, another verdict or 户类型
	CauseStandard = "标准变动" // same inputs, another verdict
	CauseValue    = "数值变动" // same verdict, other persons or answers
)

// Causes in the order in which they are told.
var Causes = []string{CauseNew, CauseGone, CauseVerdict, CauseStandard, CauseValue}

// DiffRule is a standard, parameter or reference file that is not what it was.
type DiffRule struct {
	Name   string `json:"name"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// DiffFile is a file that came, went, or is not what it was.
type DiffFile struct {
	File  string   `json:"file"`
	State string   `json:"state"`
	Kinds []string `json:"kinds"` // of sheets, that it holds or held
	// Villages are those that it speaks of; nil where that is not known.
	Villages []string `json:"villages,omitempty"`
}

// States of a DiffFile.
const (
	FileNew     = "新来"
	FileGone    = "撤下"
	FileMended  = "更正"
	FileRenamed = "改名"
)

// DiffHousehold is a household behind a change, with the inputs that differ.
type DiffHousehold struct {
	Cause       string      `json:"cause"`
	HouseholdID string      `json:"household_id"`
	VillageCode string      `json:"village_code"`
	Before      string      `json:"before"` // verdict, 户类型, persons
	After       string      `json:"after"`
	Inputs      []DiffInput `json:"inputs,omitempty"`
	Place       string      `json:"place,omitempty"` // of its row, in the later publication where it is there
}

// DiffInput is an input that differs, and where it stands now.
type DiffInput struct {
	Label  string `json:"label"`
	Before string `json:"before"`
	After  string `json:"after"`
	Place  string `json:"place,omitempty"`
}

// DiffFinding is a finding that only one of the publications has.
type DiffFinding struct {
	New         bool   `json:"new"`
	ID          string `json:"finding_id"`
	Rule        string `json:"rule"`
	Severity    string `json:"severity"`
	Place       string `json:"place"`
	HouseholdID string `json:"household_id,omitempty"`
	Message     string `json:"message"`
}

// signed writes a change with its sign.
func signed(n int64) string {
	switch {
	case n > 0:
		return "+" + Count(n)
	case n < 0:
		return "−" + Count(-n)
	default:
		return "0"
	}
}

func changeCell(n int64) Cell { return Cell{Text: signed(n), Value: n} }

// Moved says in one sentence how an indicator moved: 1.73% → 1.80% (102/5,911 → …).
func (d DiffIndicator) Moved() string {
	side := func(f DiffFigure) string {
		if f.Denominator == 0 {
			return "没有数据"
		}
		return fmt.Sprintf("%s%%(%s/%s%s)", Percent(f.Numerator, f.Denominator), Count(f.Numerator), Count(f.Denominator), d.Unit)
	}
	return side(d.Before) + " → " + side(d.After)
}

// Said is a cause as a sentence: 新增户 3 户:分子 +2、分母 +9、待核 0.
func (c DiffCause) Said() string {
	return fmt.Sprintf("%s %s 户:分子 %s、分母 %s、待核 %s", c.Cause, Count(c.Households), signed(c.Change.Numerator), signed(c.Change.Denominator), signed(c.Change.Unknown))
}

// Said is an input as a sentence: 工资性收入 6000.00 → 60.00.
func (i DiffInput) Said() string { return i.Label + " " + i.Before + " → " + i.After }

// diffTables are the 变动表: figures with the causes of their change, verdicts,
// rules, cells of all tables, households, findings.
var diffTables = []string{"diff_figures", "diff_verdicts", "diff_rules", "diff_cells", "diff_households", "diff_rulings", "diff_findings"}

// DiffTables are the 变动表 of a comparison by hand.
func DiffTables(ctx context.Context, meta Meta, d *Difference, moved *Moved) ([]*Table, error) {
	var tables []*Table
	pub := Publication{Meta: meta, Past: Past{Change: d}, Moved: moved}
	for _, id := range diffTables {
		list, err := TablesOf(ctx, pub, id)
		if err != nil {
			return nil, err
		}
		if len(list) > 1 && list[1].later != nil { // one workbook has them, a sheet behind the other
			list = list[1:]
			if err := DrawLater(ctx, pub, []*Book{{Tables: list}}, func(*Book) error { return nil }); err != nil {
				return nil, err
			}
		}
		tables = append(tables, list...)
	}
	return tables, nil
}

// diffBody makes a body of what draws a comparison; there is no table where nothing
// came before.
func diffBody(draw func(Meta, *Difference) *Table) func(context.Context, Publication) ([]*Table, error) {
	return func(_ context.Context, pub Publication) ([]*Table, error) {
		if pub.Past.Change == nil {
			return nil, nil
		}
		t := draw(pub.Meta, pub.Past.Change)
		if t == nil {
			return nil, nil
		}
		return []*Table{t}, nil
	}
}

func diffTable(meta Meta, d *Difference, id string) *Table {
	t := declaredTable(meta, id)
	t.says = map[string]string{catalog.PartCompared: fmt.Sprintf("变动指由批次%s(截止%s)到批次%s(截止%s)。", short8(d.Before.RunID), d.Before.AsOf, short8(d.After.RunID), d.After.AsOf)}
	return t
}

func short8(id string) string { return id[:min(8, len(id))] }

// diffFigures are the indicators of the counties, before and after, with the causes.
func diffFigures(meta Meta, d *Difference) *Table {
	t := diffTable(meta, d, "diff_figures")
	t.Columns = []Column{{Heads: []string{"地区"}, Wrap: 16}, {Heads: []string{"指标"}, Wrap: 24}, {Heads: []string{"原因"}, Kind: KindWord}, {Heads: []string{"涉及户数"}, Kind: KindCount},
		{Heads: []string{"分子", "前"}, Kind: KindCount}, {Heads: []string{"分子", "变动"}, Kind: KindDifference}, {Heads: []string{"分子", "后"}, Kind: KindCount},
		{Heads: []string{"分母", "前"}, Kind: KindCount}, {Heads: []string{"分母", "变动"}, Kind: KindDifference}, {Heads: []string{"分母", "后"}, Kind: KindCount},
		{Heads: []string{"待核", "变动"}, Kind: KindDifference}, {Heads: []string{"率(%)", "前"}, Kind: KindPercent}, {Heads: []string{"率(%)", "后"}, Kind: KindPercent}}
	none := Cell{Text: NotApplicable}
	for _, i := range d.Indicators {
		var households int64
		for _, c := range i.Causes {
			households += c.Households
		}
		t.Rows = append(t.Rows, Row{Total: true, Cells: []Cell{nameCell(i.Area, NotKnown), {Text: i.Label}, {Text: "合计"}, countCell(households),
			countCell(i.Before.Numerator), changeCell(i.After.Numerator - i.Before.Numerator), countCell(i.After.Numerator),
			countCell(i.Before.Denominator), changeCell(i.After.Denominator - i.Before.Denominator), countCell(i.After.Denominator),
			changeCell(i.After.Unknown - i.Before.Unknown), shareCell(i.Before.Numerator, i.Before.Denominator), shareCell(i.After.Numerator, i.After.Denominator)}})
		for _, c := range i.Causes {
			t.Rows = append(t.Rows, Row{Cells: []Cell{nameCell(i.Area, NotKnown), {Text: i.Label}, {Text: c.Cause}, countCell(c.Households),
				none, changeCell(c.Change.Numerator), none, none, changeCell(c.Change.Denominator), none, changeCell(c.Change.Unknown), none, none}})
		}
	}
	t.says[catalog.PartCompared] += "\n" + CauseNote
	return t
}

// diffRules are the standards, parameters and files that are not what they were.
func diffRules(meta Meta, d *Difference) *Table {
	t := diffTable(meta, d, "diff_rules")
	t.Columns = []Column{{Heads: []string{"项目"}, Wrap: 48}, {Heads: []string{"前"}, Wrap: 40}, {Heads: []string{"后"}, Wrap: 40}}
	for _, r := range d.Rules {
		if !strings.HasPrefix(r.Name, RuleFile) {
			t.Rows = append(t.Rows, Row{Cells: []Cell{textCell(r.Name, NotKnown), textCell(r.Before, None), textCell(r.After, None)}})
		}
	}
	for _, c := range d.ChangedFiles() {
		t.Rows = append(t.Rows, Row{Cells: []Cell{textCell(RuleFile+c.Said(), NotKnown), {Text: NotApplicable}, {Text: "内容不同"}}})
	}
	return t
}

// diffVerdicts are the verdicts that turned, of counties and townships, and of the
// exit of villages.
func diffVerdicts(meta Meta, d *Difference) *Table {
	t := diffTable(meta, d, "diff_verdicts")
	t.Columns = []Column{{Heads: []string{"地区"}, Wrap: 16}, {Heads: []string{"指标"}, Wrap: 24}, {Heads: []string{"标准"}, Wrap: 24}, {Heads: []string{"前"}, Kind: KindVerdict}, {Heads: []string{"后"}, Kind: KindVerdict}, {Heads: []string{"原因"}, Wrap: 48}}
	for _, i := range slices.Concat(d.Indicators, d.Areas) {
		if i.Level == LevelVillage.id() {
			continue
		}
		for _, v := range i.Verdicts {
			t.Rows = append(t.Rows, Row{Cells: []Cell{nameCell(i.Area, NotKnown), {Text: i.Label}, textCell(v.Standard, NotKnown), verdictCell(v.Before), verdictCell(v.After), {Text: "见指标变动"}}})
		}
	}
	for _, e := range d.Exits {
		t.Rows = append(t.Rows, Row{Cells: []Cell{nameCell(e.Village, NotKnown), {Text: "村退出\uff1a" + Clean(e.Label)}, textCell(e.Standard, NotKnown), verdictCell(e.Before), verdictCell(e.After), textCell(spread(e.Reason), NotApplicable)}})
	}
	return t
}

// diffRulings counts the findings that are new and those that are mended, by rule.
func diffRulings(meta Meta, d *Difference) *Table {
	t := diffTable(meta, d, "diff_rulings")
	t.Columns = []Column{{Heads: []string{"检查"}, Kind: KindCode, Wrap: 36}, {Heads: []string{"程度"}, Kind: KindWord}, {Heads: []string{"新出现"}, Kind: KindCount}, {Heads: []string{"已消除"}, Kind: KindCount}}
	for _, r := range d.Rulings {
		t.Rows = append(t.Rows, Row{Cells: []Cell{textCell(r.Rule, NotKnown), textCell(r.Severity, NotKnown), countCell(r.New), countCell(r.Mended)}})
	}
	return t
}

func diffHouseholds(meta Meta, d *Difference) *Table {
	t := diffTable(meta, d, "diff_households")
	t.Columns = []Column{{Heads: []string{"原因"}, Kind: KindWord}, {Heads: []string{"村代码"}, Kind: KindCode}, {Heads: []string{"户编号"}, Kind: KindCode, Wrap: 24},
		{Heads: []string{"前"}, Wrap: 28}, {Heads: []string{"后"}, Wrap: 28}, {Heads: []string{"变了的数值"}, Wrap: 44}, {Heads: []string{"来源(工作簿 › 工作表 › 单元格)"}, Kind: KindSource, Wrap: 44}}
	if len(d.Households) > LongLedger {
		t.later = &laterRows{rows: len(d.Households), from: &diffRows{d.Households}}
		return t
	}
	for _, h := range d.Households {
		t.Rows = append(t.Rows, h.row())
	}
	return t
}

// diffRows are the households behind a change, drawn later.
type diffRows struct{ list []DiffHousehold }

// each implements rowSource.
func (r *diffRows) each(ctx context.Context, _ Publication, _ []*Table, row func(string, func(*Table) (Row, error)) error) error {
	for _, h := range r.list {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := row("", func(*Table) (Row, error) { return h.row(), nil }); err != nil {
			return err
		}
	}
	return nil
}

func (h DiffHousehold) row() Row {
	var inputs, places []string
	for _, i := range h.Inputs {
		inputs = append(inputs, i.Said())
		if i.Place != "" {
			places = append(places, i.Place)
		}
	}
	if len(places) == 0 && h.Place != "" {
		places = []string{h.Place}
	}
	return Row{Cells: []Cell{{Text: h.Cause}, nameCell(h.VillageCode, NotKnown), nameCell(h.HouseholdID, NotKnown), textCell(h.Before, None), textCell(h.After, None),
		textCell(spread(strings.Join(inputs, ";")), None), textCell(spread(strings.Join(places, ";")), NotApplicable)}}
}

func diffFindings(meta Meta, d *Difference) *Table {
	if d.Findings == nil { // they were counted only
		return nil
	}
	t := diffTable(meta, d, "diff_findings")
	t.Columns = []Column{{Heads: []string{"变动"}, Kind: KindWord}, {Heads: []string{"程度"}, Kind: KindWord}, {Heads: []string{"位置"}, Kind: KindSource, Wrap: 44}, {Heads: []string{"户编号"}, Kind: KindCode, Wrap: 24},
		{Heads: []string{"问题"}, Wrap: 60}, {Heads: []string{"检查"}, Kind: KindCode, Wrap: 28}, {Heads: []string{"问题编号"}, Kind: KindCode}}
	for _, f := range d.Findings {
		word := "已消除"
		if f.New {
			word = "新出现"
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: word}, textCell(f.Severity, NotKnown), textCell(f.Place, NotKnown), nameCell(f.HouseholdID, NotApplicable), textCell(spread(f.Message), NotKnown), textCell(f.Rule, NotKnown), textCell(f.ID, NotKnown)}})
	}
	return t
}
