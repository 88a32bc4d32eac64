// Package reports turns frames (tables of published values) into what people
// read: tables in the look of an official Chinese statistical table, ledgers, a
// page with charts. It knows neither SQL nor where the frames come from. The
// writers are leaves: reports/xlsx, reports/html, reports/data.
package reports

import (
	"context"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow/array"

	"sanlv/pipeline/catalog"
)

// Frame is a small table of values, held in memory.
// A value is nil, string, bool, int64, float64, Decimal or time.Time (a date).
type Frame struct {
	ID      string
	Columns []string
	Rows    [][]any
}

// Column returns the position of a column, or an error that names the frame.
func (f *Frame) Column(name string) (int, error) {
	for i, c := range f.Columns {
		if c == name {
			return i, nil
		}
	}
	return 0, fmt.Errorf("frame %s has no column %s", f.ID, name)
}

// Decimal is an exact decimal: Unscaled / 10^Scale.
type Decimal struct {
	Unscaled *big.Int
	Scale    int
}

// Rat returns the decimal as a fraction.
func (d Decimal) Rat() *big.Rat {
	den := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d.Scale)), nil)
	return new(big.Rat).SetFrac(d.Unscaled, den)
}

// String gives all decimals: "2995.00".
func (d Decimal) String() string { return d.Rat().FloatString(d.Scale) }

// Source gives the frames of one publication. The id of a published table is its
// name in the data contract (indicators, village_exit, households, findings,
// intake); the others are listed with the writers that read them.
type Source interface {
	// Frame returns a whole table, in its published order.
	Frame(ctx context.Context, id string) (*Frame, error)
	// Records streams a table of any size. The caller releases the reader.
	Records(ctx context.Context, id string) (array.RecordReader, error)
	// Published lists the tables to write as data, each as folder/id: those of the
	// data contract in "data", those that explain and the reports read in "trace".
	Published() []string
}

// MetaFile is the file of a publication that holds its Meta, as JSON, for writing
// its reports again.
const MetaFile = "trace/meta.json"

// Meta is what every report says about itself.
type Meta struct {
	County     string // as it stands in titles; several are joined by 、
	Period     int    // assessment year
	AsOf       time.Time
	Version    string
	RunID      string // first 8 of the run identity
	Draft      bool   // not published: every page is marked 草稿
	Unmasked   bool   // the marked copies show personal data and are marked 内部资料
	Parameters []Parameter
	Sheets     []SheetInfo // the kinds of sheets a county may send
	Indicators []IndicatorInfo
	Ledgers    []LedgerInfo // in the order in which they are told
	Standards  []string     // names in force, in order of the reference file
	Rules      []RuleInfo
	ExitItems  []ExitItemInfo
	Measures   []MeasureInfo   // of poverty
	Groups     []GroupInfo     // income groups, from the poorest up
	Scorecards []ScorecardInfo // those that the office has filled in
	// CheckParameters are the thresholds of the data checks.
	CheckParameters []Parameter
	Tables          []TableInfo     // published as data
	Boundaries      []Boundary      // of townships, where the county supplies a map
	Declared        []catalog.Table // the tables of the workbooks, in their order
	Office          catalog.Office
	Feeds           map[string]catalog.Feed // what each published table is made of
}

// Boundary is the outline of a township: polygons of rings of points, each
// [longitude, latitude] in degrees.
type Boundary struct {
	Code     string
	Polygons [][][][2]float64
}

// Parameter is a switch in force, printed in every report that it affects: Label
// says what it decides and Words how, Note what else could be chosen.
type Parameter struct{ Name, Value, Label, Words, Note, Source, Status string }

// SheetInfo names a kind of sheet: household is 户表.
type SheetInfo struct{ Kind, Label string }

// IndicatorInfo is the header of an indicator's model. Numerator and Denominator
// are short, for heads of columns.
type IndicatorInfo struct {
	ID, Label, Definition, Numerator, Denominator, Source, Unit string
	Decimals                                                    int
	HigherIsBetter                                              bool
	Headline                                                    bool // one of the figures at the head of the page
}

// MeasureInfo is the header of a poverty measure's model. Definition says in one
// sentence what it means, Nulls who is left out.
type MeasureInfo struct{ ID, Label, Definition, Formula, Source, Nulls string }

// ScorecardInfo is a scorecard (评分卡) in force: its items in order, its rows in
// words, and what the total must be to pass.
type ScorecardInfo struct {
	Name, Comparator, Cutoff, Source, Status string
	Statuses, Items, Rules                   []string
}

// GroupInfo names an income group (收入分组), the item of measure income_group.
type GroupInfo struct{ Item, Label string }

// TableInfo is the header of a table published as data. Definition says in one
// sentence what its rows are.
type TableInfo struct {
	ID, Label, Definition string
	Columns               []ColumnInfo
}

// ColumnInfo says what a column of a published table holds, its short name first.
type ColumnInfo struct{ Name, Note string }

// LedgerInfo is the header of a ledger's model (台账).
type LedgerInfo struct {
	ID, Label, Definition, Source string
	Counts                        string // CountsHouseholds, CountsPersons or CountsProblems
	Reason                        string // head of the column with the reason
	Nulls                         string // what becomes of the unknown
	Indicator, Part               string // the indicator of which the rows are a part (numerator, unknown), or ""
	Sheet                         string // the kind of sheet that the rows come from
}

// What the rows of a ledger are.
const (
	CountsHouseholds = "household"
	CountsPersons    = "person"
	CountsProblems   = "problem"
)

// RuleInfo is one row of standards.csv in force: what a standard asks of an indicator.
type RuleInfo struct {
	Standard, Indicator  string
	Levels               []string // county, township, village
	Comparator           string
	Threshold            float64
	HasThreshold         bool
	Source, Status, Note string
}

// ExitItemInfo is one item of a village-exit standard.
type ExitItemInfo struct {
	Standard, Item, Label, Unit, Comparator, Source, Status, Note string
	Number                                                        int
	Threshold                                                     float64
	HasThreshold                                                  bool
}

// Publication is what a writer is given.
type Publication struct {
	Meta   Meta
	Source Source
	Copies Copies // nil for no marked copies
	Past   Past
	// Before is the publication that this one is compared with, by what its tables are
	// drawn from; nil where nothing came before or it can no longer be read. Its tables
	// are those that are declared now.
	Before *Publication
	Moved  *Moved // how the tables moved since; nil without Before
}

// has tells whether the publication holds a frame, which one of an earlier version
// may not.
func (p Publication) has(id string) bool {
	return slices.ContainsFunc(p.Source.Published(), func(name string) bool { return name == id || strings.HasSuffix(name, "/"+id) })
}

// Sink takes files into the run folder. Names are relative, with slashes. The
// file is complete when Close returns nil. Create may be called from several
// goroutines.
type Sink interface {
	Create(name string) (io.WriteCloser, error)
}

// Writer writes one family of files from a publication.
type Writer interface {
	Write(ctx context.Context, pub Publication, out Sink) error
}

// Verdicts (判定) as published.
const (
	Met       = "达标"
	Missed    = "未达标"
	Undecided = "待核"
	NoData    = "数据缺"
	NotJudged = "—"
)

// Columns of the frames that writers read, beside the published ones of the
// data contract.
//
//	villages   village_code, village_name, township_code, township, county_code, county,
//	           listed (bool), arrived (bool), poor_village (bool or nil), households, persons;
//	           official code order
//	ledger     ledger (its id), village_code, township, village, household_id, head_name (masked), status, household_persons,
//	           per_capita, line, person (masked), relationship, age, persons (that the row counts), subject, reason (joined by ;),
//	           file, sheet, row, cell, header: ledger by ledger in their order, then official code order
//	ledger_count  ledger, village_code, rows, households, persons, persons_unknown (rows whose persons are not known), unclear
//	poverty    level (county, township, village, village_kind), area_code, area_name, measure, item, value, numerator, denominator,
//	           households, persons, unknown: the poverty measures, as published
//	income_curve  area_code, area_name, income (a head), persons (who have up to so much), all_persons, line: points of the
//	           cumulative income curve of each county
//	tally      level, area_code, scope (all, registered, exited, remaining, unregistered), class (total, status, attribute, cause,
//	           income, guarantee: not met, exclusion), item, households, persons, persons_unknown (households), unclear_households
//	tally_item class, item: the items of each class in their order
//	reconcile  level, area_code, area_name, number, item, label, unit, reported, worked_out (from the households), difference, unclear,
//	           uncounted, verdict, below (sum of what the level below reports), below_filled, below_places, below_difference,
//	           below_verdict, clue (joined by ;), file, sheet, cell, header
//	reconcile_doubt  village_code, township, village, reason, household_id, status, persons, rows, file, sheet, cell, header
//	late_sheet file, sheet, kind, filled_on, due (dates or nil)
//	problems   finding_id, severity, township, village, household_id, file, sheet, cell, header, value (masked),
//	           message, mend, rule, answer, answer_note, state: the findings township by township, what is settled last, before it
//	           village by village in the order of the sheets
//	problem_count  rule, severity, township, state, findings: how many of them there are
//	accuracy   level, area_code, area_name, households, wrong_households, rate, errors, warnings, notices, top_group, top_findings
//	checks     rule, rule_group, group_order, about, severity, source, confirmable (bool), thresholds (name=value, joined by ;),
//	           findings, households, settled: what is looked for and what was found
//	score_area, score_list  how many households pass each scorecard by area, and those that do not, a row an item
//	answers    finding_id, answer, answer_note, file, sheet, row, state, message: what came back in problem lists
//	funnel     source (census, sample), indicator, village_code, village, township, n, events, target, inner_low … outer_high, flag, tail, ci_low, ci_high
//	sample_agreement, sample_difference, sample_case, fieldwork   what the verification found beside the register, and how far it is
//	arrivals   township, village, village_code, kind, owed (bool: every village has to send it), files (joined by ;), rows, errors, warnings,
//	           state (已到, 有问题, 未到, 重复): one row a village and kind of sheet
