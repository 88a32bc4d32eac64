package reports

import (
	"context"
	"fmt"
	"slices"

	"sanlv/pipeline/catalog"
)

// Book is a workbook: where it stands in a publication, and its tables in order.
type Book struct {
	Name   string
	Tables []*Table
}

// bodies draw the tables of catalog.Bodies, which no declaration could say: their
// columns follow from the indicators, standards, sheets or cards in force, or
// their cells hold sentences.
var bodies = map[string]func(context.Context, Publication) ([]*Table, error){
	"summary_township": one(SummaryByTownship), "summary_village": one(SummaryByVillage),
	"verdict_township": one(VerdictsByTownship), "verdict_village": one(VerdictsByVillage),
	"change_township": one(ChangeByTownship),
	"diff_figures":    diffBody(diffFigures), "diff_verdicts": diffBody(diffVerdicts), "diff_rules": diffBody(diffRules), "diff_cells": diffCells,
	"diff_households": diffBody(diffHouseholds), "diff_rulings": diffBody(diffRulings), "diff_findings": diffBody(diffFindings),
	"exit_overview": ExitOverview, "exit_township": ExitByTownship, "exit_detail": ExitDetail,
	"estimate": one(Estimates), "estimate_verdict": one(EstimateVerdicts), "estimate_count": one(EstimateCounts), "agreement_rate": one(RateAgreement), "agreement": one(Agreement),
	"four_levels":     one(FourLevels),
	"ledger_contents": one(LedgerContents), "ledger_areas": one(LedgersByArea),
	"arrivals": one(Arrivals), "intake": one(Intake), "scores": Scores, "score_list": ScoreLists,
}

func one(f func(context.Context, Publication) (*Table, error)) func(context.Context, Publication) ([]*Table, error) {
	return func(ctx context.Context, pub Publication) ([]*Table, error) {
		t, err := f(ctx, pub)
		if err != nil {
			return nil, err
		}
		return []*Table{t}, nil
	}
}

// Books draws the workbooks of a publication as they are declared. Tables of one
// file stand in it in the order of their declarations. The rows of ledgers are still
// to be drawn, by DrawLater.
func Books(ctx context.Context, pub Publication) ([]*Book, error) {
	declared := pub.Meta.Declared
	if declared == nil {
		declared = catalog.ShippedTables()
	}
	var books []*Book
	for _, d := range declared {
		if d.Off || d.Frame != "" && !pub.has(d.Frame) {
			continue
		}
		tables, err := drawn(ctx, pub, d)
		if err != nil {
			return nil, err
		}
		for _, t := range tables {
			t.placeTotals()
			at := slices.IndexFunc(books, func(b *Book) bool { return b.Name == t.File })
			if at < 0 {
				at = len(books)
				books = append(books, &Book{Name: t.File})
			}
			books[at].Tables = append(books[at].Tables, t.split(sheetRows)...)
		}
	}
	return books, nil
}

// sheetRows is how many rows of a table one sheet takes; what is more stands in a
// second one.
const sheetRows = 500_000

// split makes several tables of one that is too long for a sheet: 名单, 名单(2).
func (t *Table) split(most int) []*Table {
	if len(t.Rows) <= most {
		return []*Table{t}
	}
	var out []*Table
	for n := 1; (n-1)*most < len(t.Rows); n++ {
		part := *t
		part.Rows = t.Rows[(n-1)*most : min(n*most, len(t.Rows))]
		if n > 1 {
			part.Short = fmt.Sprintf("%s(%d)", t.Short, n)
		}
		for _, r := range part.Rows {
			for i, c := range r.Cells {
				if c.Formula != nil && c.Formula.Op == OpSum {
					r.Cells[i].Formula = nil // its rows stand in other sheets
				}
			}
		}
		out = append(out, &part)
	}
	return out
}

// drawn draws the tables of one declaration: mostly one.
func drawn(ctx context.Context, pub Publication, d catalog.Table) ([]*Table, error) {
	switch d.Rows {
	case catalog.RowsLedgers:
		return Ledgers(ctx, pub, d)
	case catalog.RowsBody:
	default:
		return Draw(ctx, pub, d)
	}
	body, ok := bodies[d.ID]
	if !ok {
		return nil, fmt.Errorf("no body draws table %s", d.ID)
	}
	tables, err := body(ctx, pub)
	if err != nil {
		return nil, fmt.Errorf("draw table %s: %w", d.ID, err)
	}
	var out []*Table
	for _, t := range tables {
		g := draws(ctx, pub, d)
		g.table = t
		if err := t.arrange(d.Columns); err != nil {
			return nil, fmt.Errorf("draw table %s: %w", d.ID, err)
		}
		if len(t.Rows) == 0 && t.later == nil {
			t.Rows = []Row{t.emptyRow()}
		}
		t.Filter = t.Filter && (t.later != nil || t.Rows[0].Cells[0].Text != None) // nothing to search in
		if err := g.texts(); err != nil {
			return nil, fmt.Errorf("draw table %s: %w", d.ID, err)
		}
		t.finish(pub.Meta)
		out = append(out, t.inParts(nil)...)
	}
	return out, nil
}

// TablesOf draws the tables of an id as it is declared, or as it is shipped where
// the office has taken it out of its workbooks: one for each list of standards,
// scorecard or ledger, mostly one.
func TablesOf(ctx context.Context, pub Publication, id string) ([]*Table, error) {
	return drawn(ctx, pub, pub.Meta.declaration(id))
}

// TableOf draws the table of an id of which there is one.
func TableOf(ctx context.Context, pub Publication, id string) (*Table, error) {
	tables, err := TablesOf(ctx, pub, id)
	if err != nil {
		return nil, err
	}
	return tables[0], nil
}

// placeTotals puts the rows of totals below what they add up, where the office
// wants them there: the county below its villages, 合计 below a list.
func (t *Table) placeTotals() {
	if !t.TotalLast {
		return
	}
	total := func(r Row) bool { return r.Total && r.Level <= LevelCounty }
	moved := make([]int, 0, len(t.Rows)) // where each row of the new order stood
	for i := 0; i < len(t.Rows); {
		end := i + 1
		for ; end < len(t.Rows) && !total(t.Rows[end]); end++ {
			if r := t.Rows[end]; total(t.Rows[i]) && t.Rows[i].Level == LevelCounty && r.Level == LevelNone {
				break // a row beside the tree of areas
			}
		}
		first := i
		if total(t.Rows[i]) {
			first++
		}
		for j := first; j < end; j++ {
			moved = append(moved, j)
		}
		if first > i {
			moved = append(moved, i)
		}
		i = end
	}
	rows, now := make([]Row, len(t.Rows)), make([]int, len(t.Rows))
	for to, from := range moved {
		rows[to], now[from] = t.Rows[from], to
	}
	for _, r := range rows {
		for i, c := range r.Cells {
			if c.Formula == nil || c.Formula.Op != OpSum {
				continue
			}
			f := *c.Formula
			f.Rows = slices.Clone(f.Rows)
			for j, from := range f.Rows {
				f.Rows[j] = now[from]
			}
			slices.Sort(f.Rows)
			r.Cells[i].Formula = &f
		}
	}
	t.Rows = rows
}
