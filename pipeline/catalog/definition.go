package catalog

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"sanlv/pipeline/finding"
)

// Kinds of definitions.
const (
	KindIndicator = "indicator" // 指标
	KindStandard  = "standard"  // 标准: one threshold for an indicator at a level
	KindExitItem  = "exit_item" // 村退出项目
	KindMeasure   = "measure"   // 贫困测度 beyond the headcount
	KindGroup     = "group"     // 收入分组
	KindLedger    = "ledger"    // 台账
	KindCheck     = "check"     // 检查: what the readers and the checks look for
	KindParameter = "parameter" // 参数
	KindColumn    = "column"    // 列 of a sheet; its id is <kind of sheet>.<column>
)

// Definition says what one thing that a publication holds means and by which
// document. It is published beside the data, so that a figure is explained with
// the words and thresholds it was judged by, whatever became of the files since.
// Fields that a kind has no use for are empty.
type Definition struct {
	Kind       string
	ID         string
	List       string // the standard or the village-exit list that a threshold belongs to
	Level      string // of area, of a threshold
	Label      string
	Definition string
	Source     string // document
	Status     string // 待核对 until the office confirms
	Unit       string
	// Numerator, Denominator and Nulls put into words what is divided and what
	// becomes of the unknown.
	Numerator, Denominator, Nulls string
	Formula                       string // of a measure
	// Conditions on trace/poverty_household, of a measure: which households it is
	// about, over which it is taken, and which it leaves out as unknown.
	Behind, Base, Left    string
	Direction             string // of an indicator: lower or higher is better
	Sheet                 string // of an indicator or a ledger: the kind of sheet whose rows it counts
	Comparator, Threshold string // Threshold is a decimal fraction or amount, "" where none is set
	Severity, Mend        string // of a check
}

// placeholder is what a finding of a check fills in.
var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// Definitions lists what is in force on a day, kind by kind, each in the order in
// which it is declared.
func (c *Catalog) Definitions(asOf time.Time) []Definition {
	var out []Definition
	for _, m := range c.Indicators() {
		out = append(out, Definition{Kind: KindIndicator, ID: m.Name, Label: m.Header["label"], Definition: m.Header["definition"],
			Source: m.Header["source"], Unit: m.Header["unit"], Numerator: m.Header["numerator"], Denominator: m.Header["denominator"], Nulls: m.Header["nulls"],
			Direction: m.Header["direction"], Sheet: cmp.Or(m.Header["sheet"], "household")})
	}
	for _, s := range c.Standards {
		if s.ValidOn(asOf) {
			out = append(out, Definition{Kind: KindStandard, ID: s.Indicator, List: s.Name, Level: string(s.Level), Definition: s.Note, Source: s.Source,
				Status: s.Status, Comparator: s.Comparator, Threshold: s.Threshold.String()})
		}
	}
	for _, e := range c.ExitItems {
		if e.ValidOn(asOf) {
			out = append(out, Definition{Kind: KindExitItem, ID: e.Item, List: e.Standard, Label: e.Label, Definition: e.Note, Source: e.Source,
				Status: e.Status, Unit: e.Unit, Comparator: e.Comparator, Threshold: e.Threshold.String()})
		}
	}
	out = append(out, c.wholeVillage(asOf)...)
	for _, m := range c.Ledgers() {
		out = append(out, Definition{Kind: KindLedger, ID: m.Name, Label: m.Header["label"], Definition: m.Header["definition"], Source: m.Header["source"],
			Nulls: m.Header["nulls"], Unit: map[string]string{CountsHouseholds: "户", CountsPersons: "人", CountsProblems: "件"}[m.Header["counts"]],
			Sheet: cmp.Or(m.Header["sheet"], "household")})
	}
	for _, m := range c.Models {
		if m.Layer == LayerPoverty {
			out = append(out, Definition{Kind: KindMeasure, ID: m.Name, Label: m.Header["label"], Definition: m.Header["definition"], Formula: m.Header["formula"],
				Source: m.Header["source"], Unit: m.Header["unit"], Nulls: m.Header["nulls"], Behind: m.Header["behind"], Base: m.Header["base"], Left: m.Header["left"]})
		}
	}
	settings, _ := c.Settings(asOf) // what is wrong with them stops a run long before
	for _, g := range settings.Poverty.Groups() {
		out = append(out, Definition{Kind: KindGroup, ID: g.Item, Label: g.Label()})
	}
	for _, m := range c.Models {
		if m.Layer == LayerCheck {
			out = append(out, Definition{Kind: KindCheck, ID: m.Name, Label: m.Header["about"], Definition: placeholder.ReplaceAllString(m.Header["message"], "…"),
				Source: m.Header["source"], Severity: string(m.Severity), Mend: placeholder.ReplaceAllString(m.Header["mend"], "…")})
		}
	}
	blank := strings.NewReplacer("%s", "…", "%%", "%") // the same of a rule of the readers
	seen := map[string]bool{}
	for _, r := range finding.Rules() {
		if !seen[r.ID] {
			seen[r.ID] = true
			out = append(out, Definition{Kind: KindCheck, ID: r.ID, Definition: blank.Replace(r.Says), Severity: string(r.Severity), Mend: blank.Replace(r.Mend)})
		}
	}
	for _, p := range c.Parameters {
		if valid(p.From, p.To, asOf) {
			says := p.Note
			if p.IsSwitch() {
				says = p.Says()
			}
			out = append(out, Definition{Kind: KindParameter, ID: p.Name, Label: p.Label(), Definition: says, Source: p.Source, Status: p.Status, Threshold: p.Value})
		}
	}
	for _, s := range c.Sheets {
		for _, col := range s.Columns {
			out = append(out, Definition{Kind: KindColumn, ID: s.Kind + "." + col.Name, Label: col.Label, List: s.Label})
		}
	}
	return out
}

// ExitAll is the item that stands for a whole list of village-exit standards.
const ExitAll = "all"

// wholeVillage says of each list in force what becomes of a village as a whole.
func (c *Catalog) wholeVillage(asOf time.Time) []Definition {
	var out []Definition
	for _, e := range c.ExitItems {
		if !e.ValidOn(asOf) || slices.ContainsFunc(out, func(d Definition) bool { return d.List == e.Standard }) {
			continue
		}
		out = append(out, Definition{Kind: KindExitItem, ID: ExitAll, List: e.Standard, Label: "整村", Unit: "项", Source: e.Source, Status: e.Status,
			Definition: "达标的项数 ÷ 能判的项数;各项都达标的达标,有一项未达标的未达标,没有未达标而有数据缺的为数据缺", Comparator: "=", Threshold: "1"})
	}
	return out
}

// String gives the exact decimal, "" for a threshold that is not set.
func (t *Threshold) String() string {
	if t == nil {
		return ""
	}
	if t.Den == 1 {
		return strconv.FormatInt(t.Num, 10)
	}
	return strconv.FormatFloat(t.Float(), 'f', -1, 64)
}
