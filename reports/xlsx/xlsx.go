// Package xlsx writes the workbooks for printing and sending up (报表) and the
// ledgers (台账). It lays out the tables of package reports; what stands in them
// is decided there.
package xlsx

import (
	"context"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"sanlv/reports"
)

// Look is what an office may choose about the face of its tables.
type Look struct {
	TitleFont string // 宋体, 方正小标宋简体
	BodyFont  string // 宋体, 仿宋
	// Form, Authority and Document are 表号, 制定机关 and 文号, right above the table; empty: not printed.
	Form, Authority, Document string
}

// Writer implements reports.Writer.
type Writer struct{ Look Look }

// New returns a writer with the usual look.
func New() *Writer { return &Writer{Look: Look{TitleFont: "宋体", BodyFont: "宋体"}} }

// Names of the files.
const (
	SummaryFile          = "报表/三率一度汇总表.xlsx"
	ExitFile             = "报表/贫困村退出一览表.xlsx"
	PovertyFile          = "报表/收入分组与贫困深度.xlsx"
	LevelsFile           = "报表/户村乡县四级汇总表.xlsx"
	LevelDifferencesFile = "报表/四级核对差异表.xlsx"
	IntakeFile           = "报表/来件登记.xlsx"
	EstimateFile         = "报表/三率一度抽样评估表.xlsx"
	DifferenceFile       = "报表/核查差异表.xlsx"
	QualityFile          = "报表/数据质量与信息正确率.xlsx"
	ChangeFile           = "报表/变动表.xlsx"  // only where there is a run before
	ScoreFile            = "报表/评分结果.xlsx" // only where a scorecard is filled in
)

// LedgerFolder holds the ledgers, one workbook each, with their contents.
const (
	LedgerFolder   = "台账"
	LedgerContents = LedgerFolder + "/台账目录.xlsx"
)

// book is one workbook: its name and its sheets.
type book struct {
	name   string
	tables []*reports.Table
	sheets []string // names of the sheets, one a table
}

// target is where a table stands, for links.
type target struct {
	book  *book
	sheet string
	short string
	first int            // row of the sheet that holds the first row of the body
	areas map[string]int // code of an area → its first row of the table
}

// areasOf indexes the rows of a table by the areas that they belong to.
func areasOf(t *reports.Table) map[string]int {
	areas := map[string]int{}
	for i, r := range t.Rows {
		for _, a := range r.Areas {
			if _, ok := areas[a]; !ok {
				areas[a] = i
			}
		}
	}
	return areas
}

// Write writes all workbooks.
func (w *Writer) Write(ctx context.Context, pub reports.Publication, out reports.Sink) error {
	books, err := build(ctx, pub)
	if err != nil {
		return err
	}
	targets := map[string]target{}
	for _, b := range books {
		b.nameSheets()
		for i, t := range b.tables {
			targets[t.ID] = target{book: b, sheet: b.sheets[i], short: t.Short, first: w.layout(t).body, areas: areasOf(t)}
		}
	}
	for _, b := range books {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := w.writeBook(b, pub.Meta, targets, out); err != nil {
			return fmt.Errorf("write %s: %w", b.name, err)
		}
	}
	return w.WriteProblems(ctx, pub, out)
}

// WriteTables writes one workbook of tables that are no part of a publication.
func (w *Writer) WriteTables(name string, tables []*reports.Table, meta reports.Meta, out reports.Sink) error {
	b := &book{name: name, tables: tables}
	b.nameSheets()
	if err := w.writeBook(b, meta, nil, out); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// build makes every table of every workbook.
func build(ctx context.Context, pub reports.Publication) ([]*book, error) {
	var books []*book
	var err error
	one := func(b *book, f func(context.Context, reports.Publication) (*reports.Table, error)) {
		if err != nil {
			return
		}
		var t *reports.Table
		if t, err = f(ctx, pub); err == nil {
			b.tables = append(b.tables, t)
		}
	}
	many := func(b *book, f func(context.Context, reports.Publication) ([]*reports.Table, error)) {
		if err != nil {
			return
		}
		var t []*reports.Table
		if t, err = f(ctx, pub); err == nil {
			b.tables = append(b.tables, t...)
		}
	}
	add := func(name string) *book {
		b := &book{name: name}
		books = append(books, b)
		return b
	}
	summary := add(SummaryFile)
	one(summary, reports.SummaryByTownship)
	one(summary, reports.SummaryByVillage)
	one(summary, reports.VerdictsByTownship)
	one(summary, reports.VerdictsByVillage)
	one(summary, reports.ChangeByTownship)
	exit := add(ExitFile)
	many(exit, reports.ExitOverview)
	many(exit, reports.ExitByTownship)
	many(exit, reports.ExitDetail)
	poverty := add(PovertyFile)
	one(poverty, reports.PovertyByTownship)
	one(poverty, reports.PovertyByVillage)
	one(poverty, reports.IncomesByTownship)
	one(poverty, reports.DimensionsByTownship)
	one(poverty, reports.RegisterByTownship)
	estimate := add(EstimateFile)
	one(estimate, reports.Estimates)
	one(estimate, reports.EstimateVerdicts)
	one(estimate, reports.EstimateCounts)
	one(estimate, reports.RateAgreement)
	one(estimate, reports.Agreement)
	one(estimate, reports.FunnelVillages)
	one(estimate, reports.Fieldwork)
	difference := add(DifferenceFile)
	one(difference, reports.Differences)
	one(difference, reports.SampleCases)
	levels := add(LevelsFile)
	one(levels, reports.FourLevels)
	many(levels, reports.TallyTables)
	levelDifferences := add(LevelDifferencesFile)
	one(levelDifferences, reports.LevelDifferences)
	one(levelDifferences, reports.LevelDoubts)
	contents := add(LedgerContents)
	one(contents, reports.LedgerContents)
	one(contents, reports.LedgersByArea)
	if err != nil {
		return nil, err
	}
	ledgers, err := reports.Ledgers(ctx, pub)
	used := map[string]bool{}
	for _, t := range ledgers {
		add(fileName(LedgerFolder+"/"+fileSafe(t.Short), ".xlsx", used)).tables = []*reports.Table{t}
	}
	intake := add(IntakeFile)
	one(intake, reports.Arrivals)
	one(intake, reports.Intake)
	one(intake, reports.Problems)
	one(intake, reports.Answers)
	quality := add(QualityFile)
	one(quality, reports.Accuracy)
	one(quality, reports.CheckList)
	change := &book{name: ChangeFile}
	if many(change, reports.ChangeTables); len(change.tables) > 0 {
		books = append(books, change)
	}
	scores := &book{name: ScoreFile}
	if many(scores, reports.Scores); len(scores.tables) > 0 {
		books = append(books, scores)
	}
	return books, err
}

// LedgerFile is the workbook of a ledger, by its name: 错退台账.
func LedgerFile(name string) string { return LedgerFolder + "/" + fileSafe(name) + ".xlsx" }

// fileSafe makes the name of a place into one that a file can have.
func fileSafe(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '_'
		}
		return r
	}, reports.Clean(name))
}

// fileName makes a name that is short enough for a file system and not used yet.
func fileName(stem, end string, used map[string]bool) string {
	for n := 1; ; n++ {
		tail := end
		if n > 1 {
			tail = fmt.Sprintf("(%d)%s", n, end)
		}
		dir, base := path.Split(stem)
		for len(base)+len(tail) > longestName {
			_, size := utf8.DecodeLastRuneInString(base)
			base = base[:len(base)-size]
		}
		if name := dir + base + tail; !used[strings.ToLower(name)] {
			used[strings.ToLower(name)] = true
			return name
		}
	}
}

// longestName is the most bytes of a file's name on every system in use.
const longestName = 200

// writeBook writes one workbook through the sink.
func (w *Writer) writeBook(b *book, meta reports.Meta, targets map[string]target, out reports.Sink) (err error) {
	f, err := out.Create(b.name)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	return w.render(b, meta, targets, f)
}
