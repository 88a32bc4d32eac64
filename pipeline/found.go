package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"sync"

	"sanlv/pipeline/finding"
	"sanlv/pipeline/internal/duck"
	"sanlv/pipeline/marked"
	"sanlv/reports"
)

// A county may have a million findings. They go into the database as they come
// (meta_found), are put into order there (meta_sorted) and are never held as a whole.

// foundColumns are those of meta_found: the fields of a finding, and same, which those
// agree in that the id does not tell apart.
var foundColumns = []duck.Column{{Name: "rule", Type: "VARCHAR"}, {Name: "severity", Type: "VARCHAR"},
	{Name: "file", Type: "VARCHAR"}, {Name: "sheet", Type: "VARCHAR"}, {Name: "row", Type: "BIGINT"}, {Name: "letter", Type: "VARCHAR"}, {Name: "header", Type: "VARCHAR"},
	{Name: "raw", Type: "VARCHAR"}, {Name: "personal", Type: "VARCHAR"}, {Name: "message", Type: "VARCHAR"}, {Name: "mend", Type: "VARCHAR"},
	{Name: "household_id", Type: "VARCHAR"}, {Name: "village_code", Type: "VARCHAR"}, {Name: "entity", Type: "VARCHAR"}, {Name: "same", Type: "BIGINT"}}

// foundFields selects a finding from meta_found or meta_sorted as foundIn takes it.
const foundFields = "rule, severity, file, sheet, row, letter, header, raw, personal, message, mend, household_id, village_code, entity"

// foundOrder is the order of finding.Sort; what stands behind it leaves none undecided.
const foundOrder = "file, sheet, row, strlen(letter), letter, rule, entity, household_id, village_code, raw, message, header, mend, severity"

// foundIn makes a finding of a row of foundFields.
func foundIn(row []any) finding.Finding {
	text := func(i int) string { s, _ := row[i].(string); return s }
	n, _ := row[4].(int64)
	return finding.Finding{Rule: text(0), Severity: finding.Severity(text(1)),
		Location: finding.Location{File: text(2), Sheet: text(3), Row: int(n), Column: text(5), Header: text(6)},
		Raw:      text(7), Personal: finding.Mask(text(8)), Message: text(9), Mend: text(10), HouseholdID: text(11), VillageCode: text(12), Entity: text(13)}
}

// sameAs stands for what the id of a finding is made from.
func sameAs(f finding.Finding) int64 {
	sum := sha256.Sum256([]byte(f.Key()))
	return int64(binary.BigEndian.Uint64(sum[:8]))
}

// found hands findings over to the database.
func (b *batch) found(ctx context.Context, fs []finding.Finding) error {
	rows := make([][]any, len(fs))
	for i, f := range fs {
		rows[i] = []any{f.Rule, string(f.Severity), f.File, f.Sheet, int64(f.Row), f.Column, f.Header, f.Raw, string(f.Personal), f.Message, f.Mend,
			f.HouseholdID, f.VillageCode, f.Entity, sameAs(f)}
	}
	return b.db.Fill(ctx, "meta_found", foundColumns, rows)
}

// sortFindings puts the findings into order, gives each its id, and makes what the
// reports say of them.
func (b *batch) sortFindings(ctx context.Context) error {
	if err := b.db.Exec(ctx, "CREATE TABLE meta_sorted AS SELECT row_number() OVER (ORDER BY "+foundOrder+") - 1 AS place_order, * FROM meta_found"); err != nil {
		return fmt.Errorf("sort findings: %w", err)
	}
	if err := b.db.Exec(ctx, "DROP TABLE meta_found"); err != nil {
		return err
	}
	_, twice, err := b.db.Query(ctx, "SELECT same FROM meta_sorted GROUP BY same HAVING count(*) > 1")
	if err != nil {
		return fmt.Errorf("number findings: %w", err)
	}
	met := make(map[int64]int, len(twice)) // how often, of those that come more than once
	for _, r := range twice {
		met[r[0].(int64)] = 0
	}
	return b.db.InOrder(ctx, "meta_sorted", "place_order", "same, "+foundFields, func(place int64, page [][]any) error {
		rows := make([][]any, len(page))
		for i, r := range page {
			f, n := foundIn(r[1:]), 0
			if before, more := met[r[0].(int64)]; more {
				n, met[r[0].(int64)] = before, before+1
			}
			rows[i] = []any{place + int64(i), finding.ID(f.Key(), n), f.Rule, string(f.Severity), f.File, f.Sheet, int64(f.Row), f.Column, f.Cell(), f.Header,
				b.names.Scrub(f.Value(), f.HouseholdID, f.VillageCode), b.names.Scrub(f.Message, f.HouseholdID, f.VillageCode), f.Mend, f.HouseholdID, f.VillageCode}
		}
		return b.db.Fill(ctx, "meta_finding", findingColumns, rows)
	})
}

// countFindings counts the findings by severity.
func (b *batch) countFindings(ctx context.Context) (n finding.Counts, err error) {
	_, rows, err := b.db.Query(ctx, "SELECT severity, count(*) FROM meta_finding GROUP BY severity")
	if err != nil {
		return n, fmt.Errorf("count findings: %w", err)
	}
	for _, r := range rows {
		n.Add(finding.Severity(r[0].(string)), int(r[1].(int64)))
	}
	return n, nil
}

// openFindings gives those that no answer settles, file by file, for the marked
// copies; the database takes one question at a time.
func (b *batch) openFindings(ctx context.Context) (marked.Findings, error) {
	if err := b.db.Exec(ctx, "CREATE TABLE meta_settled AS SELECT place_order FROM int_finding WHERE state = '"+reports.Settled+"'"); err != nil {
		return nil, fmt.Errorf("find settled findings: %w", err)
	}
	_, rows, err := b.db.Query(ctx, "SELECT file, min(place_order), max(place_order) FROM meta_sorted WHERE "+openInRow+" GROUP BY file")
	if err != nil {
		return nil, fmt.Errorf("find files with findings: %w", err)
	}
	f := &openFindings{db: b.db, places: map[string][2]int64{}}
	for _, r := range rows {
		f.places[r[0].(string)] = [2]int64{r[1].(int64), r[2].(int64)}
	}
	return f, nil
}

// openInRow is true of the findings of meta_sorted that name a row and are not settled.
const openInRow = "row > 0 AND place_order NOT IN (SELECT place_order FROM meta_settled)"

type openFindings struct {
	mu     sync.Mutex
	db     *duck.DB
	places map[string][2]int64 // by file: where its findings stand in the order
}

// Files implements marked.Findings.
func (o *openFindings) Files() []string {
	files := make([]string, 0, len(o.places))
	for f := range o.places {
		files = append(files, f)
	}
	return files
}

// Of implements marked.Findings.
func (o *openFindings) Of(ctx context.Context, file string) ([]finding.Finding, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	at := o.places[file]
	_, rows, err := o.db.Query(ctx, fmt.Sprintf("SELECT %s FROM meta_sorted WHERE place_order BETWEEN %d AND %d AND %s ORDER BY place_order", foundFields, at[0], at[1], openInRow))
	if err != nil {
		return nil, fmt.Errorf("find what was found in %s: %w", file, err)
	}
	out := make([]finding.Finding, len(rows))
	for i, r := range rows {
		out[i] = foundIn(r)
	}
	return out, nil
}
