package pipeline

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"sanlv/loaders"
	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
	"sanlv/pipeline/internal/duck"
)

// batch is what one run works on.
type batch struct {
	db       *duck.DB
	cat      *catalog.Catalog
	settings catalog.Settings
	names    *finding.Names   // of all persons that came
	results  []loaders.Result // without their findings, see found.go
	cache    *cache           // nil for none
	reuse    Reuse
	log      *slog.Logger // nil for none
}

// intake accounts for every sheet of every file.
func (b *batch) intake() []loaders.Intake {
	var all []loaders.Intake
	for _, r := range b.results {
		all = append(all, r.Intake...)
	}
	return all
}

// read reads all files and loads their rows, several files at a time.
func (b *batch) read(ctx context.Context, files []loaders.File, o Options) error {
	var allFiles int
	var allBytes int64
	for _, f := range files {
		if f.Skip == "" {
			allFiles++
			allBytes += f.Size
		}
	}
	rows := &arriving{b: b, tables: map[string]string{}, waiting: map[string][]arrow.Record{}}
	sheets := map[string]*catalog.Sheet{}
	for i := range b.cat.Sheets {
		sheets[b.cat.Sheets[i].Kind] = &b.cat.Sheets[i]
		rows.tables[b.cat.Sheets[i].Kind] = b.cat.Sheets[i].RawTable()
	}
	b.names = loaders.NewNames(b.cat)
	var mu sync.Mutex
	var bytes int64
	done := 0
	emit := func(batch loaders.Batch) error {
		loaders.TellNames(b.names, sheets[batch.Kind], batch)
		return rows.take(ctx, batch)
	}
	finished := func(r *loaders.Result) error {
		if r.File.Skip != "" {
			return nil
		}
		mu.Lock()
		done++
		bytes += r.File.Size
		d, n := done, bytes
		mu.Unlock()
		o.Progress.Read(d, allFiles, n, allBytes, rows.count())
		if changedWhileRead(*r) {
			return nil // it is read again
		}
		fs := r.Findings
		r.Findings = nil
		return rows.found(ctx, fs)
	}
	// one transaction, or every small file would wait for the disk
	if err := b.db.Exec(ctx, "BEGIN TRANSACTION"); err != nil {
		return err
	}
	results, err := b.readOrReplay(ctx, files, o, emit, finished)
	if err == nil {
		err = rows.end(ctx)
	}
	if err == nil {
		err = b.readAgain(ctx, results, o, emit)
	}
	for i := range results {
		if err == nil {
			err = rows.found(ctx, results[i].Findings)
		}
		results[i].Findings = nil
	}
	if err == nil {
		err = rows.end(ctx)
	}
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	if err := b.db.Exec(ctx, "COMMIT"); err != nil {
		return err
	}
	b.names.Settle()
	b.results = results
	var intake, columns [][]any
	for _, r := range results {
		if r.Detail != nil {
			o.Log.Error("the program failed on a file; it is refused", "file", r.File.Name, "detail", r.Detail)
		}
		for _, i := range r.Intake {
			intake = append(intake, []any{i.File, i.Sheet, i.Kind, i.Read, i.Loaded, i.Rejected, i.Recognised, string(i.Status), i.Reason, i.FilledOn})
		}
		for _, c := range r.Columns {
			columns = append(columns, []any{c.File, c.Sheet, c.Kind, c.Column, c.Letter, c.Header, c.Unit})
		}
	}
	if err := b.db.Fill(ctx, "meta_intake", intakeColumns, intake); err != nil {
		return err
	}
	if err := b.db.Fill(ctx, "meta_column", columnColumns, columns); err != nil {
		return err
	}
	if err := b.dropWithdrawn(ctx); err != nil {
		return err
	}
	return b.countSent(ctx)
}

// countSent counts what came of every kind by village, or by household where the
// sheet names no village.
func (b *batch) countSent(ctx context.Context) error {
	for i := range b.cat.Sheets {
		s := &b.cat.Sheets[i]
		village, household := placing(s)
		if !village && !household {
			continue
		}
		column := func(has bool, name string) string {
			if has {
				return "coalesce(" + name + ", '')"
			}
			return "''"
		}
		sql := fmt.Sprintf("INSERT INTO meta_sent SELECT '%s', _file, _sheet, %s, %s, count(*) FROM %s GROUP BY ALL",
			s.Kind, column(village, "village_code"), column(household, "household_id"), s.RawTable())
		if err := b.db.Exec(ctx, sql); err != nil {
			return fmt.Errorf("count what was sent: %w", err)
		}
	}
	return nil
}

// readOrReplay reads the files, those that the cache knows from there.
func (b *batch) readOrReplay(ctx context.Context, files []loaders.File, o Options, emit func(loaders.Batch) error, finished func(*loaders.Result) error) ([]loaders.Result, error) {
	reader, err := loaders.NewReader(b.cat, o.Open)
	if err != nil {
		return nil, err
	}
	if o.Cache == "" {
		return reader.ReadAll(ctx, files, o.Threads, emit, finished)
	}
	c, err := newCache(o.disk, o.Cache, b.cat, o.Log)
	if err != nil {
		// the cache saves time and is no reason to stop
		o.Log.Warn("the cache cannot be used; every file is read", "error", err)
		b.reuse.Unusable = true
		return reader.ReadAll(ctx, files, o.Threads, emit, finished)
	}
	b.cache = c
	results, err := c.readAll(ctx, reader, files, o.Threads, emit, finished)
	b.reuse.Files, b.reuse.Damaged, b.reuse.Replaced = int(c.replayed.Load()), int(c.damaged.Load()), c.replaced
	if err := c.sweep(time.Now()); err != nil {
		o.Log.Warn("the cache cannot be swept", "error", err)
	}
	return results, err
}

// changedWhileRead reports a file that did not hold still.
func changedWhileRead(r loaders.Result) bool {
	return slices.ContainsFunc(r.Findings, func(f finding.Finding) bool { return f.Rule == finding.FileChanged.ID })
}

// readAgain reads once more the files that changed while they were read: an
// office may save a sheet at any moment. One that changes again stays refused,
// and has no hash, for none stands for what was seen of it.
func (b *batch) readAgain(ctx context.Context, results []loaders.Result, o Options, emit func(loaders.Batch) error) error {
	var files []loaders.File
	at := map[string]int{}
	for i, r := range results {
		if !changedWhileRead(r) {
			continue
		}
		f, err := r.File.Again(ctx)
		if err != nil {
			return err
		}
		files, at[f.Name] = append(files, f), i
		for k := range b.cat.Sheets {
			if err := b.db.Exec(ctx, "DELETE FROM "+b.cat.Sheets[k].RawTable()+" WHERE _file = "+sqlText(f.Name)); err != nil {
				return err
			}
		}
	}
	if len(files) == 0 {
		return nil
	}
	reader, err := loaders.NewReader(b.cat, o.Open)
	if err != nil {
		return err
	}
	again, err := reader.ReadAll(ctx, files, o.Threads, emit, nil)
	if err != nil {
		return err
	}
	for _, r := range again {
		if changedWhileRead(r) {
			r.File.SHA256 = ""
		}
		results[at[r.File.Name]] = r
		o.Log.Warn("a file changed while it was read; it was read again", "file", r.File.Name, "settled", r.File.SHA256 != "")
	}
	return nil
}

// sqlText is a text as SQL writes it.
func sqlText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// files are the files as they were read.
func (b *batch) files() []loaders.File {
	files := make([]loaders.File, len(b.results))
	for i, r := range b.results {
		files[i] = r.File
	}
	return files
}

// dropWithdrawn removes rows of sheets that turned out to be unusable after some
// of their rows had been handed over.
func (b *batch) dropWithdrawn(ctx context.Context) error {
	for i := range b.cat.Sheets {
		table := b.cat.Sheets[i].RawTable()
		sql := fmt.Sprintf("DELETE FROM %s WHERE NOT EXISTS (SELECT 1 FROM meta_intake i WHERE i.file = _file AND i.sheet = _sheet AND i.status IN ('%s', '%s'))",
			table, loaders.Loaded, loaders.Partial)
		if err := b.db.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// phase divides the models into those that stand before the checks and those
// that show what the checks found.
type phase int

const (
	beforeChecks phase = iota
	afterChecks
)

// build makes the tables of one phase, in the order of the catalog.
func (b *batch) build(ctx context.Context, p phase) error {
	if p == beforeChecks {
		macros, err := macroSQL()
		if err != nil {
			return err
		}
		if err := b.db.Exec(ctx, macros); err != nil {
			return err
		}
	}
	late := lateTables(b.cat.Models)
	made := map[catalog.Layer]bool{}
	for _, m := range b.cat.Models {
		if m.Layer == catalog.LayerCheck || late[m.Table()] != (p == afterChecks) {
			continue
		}
		for _, need := range m.Needs {
			layer, ok := catalog.Unions[need]
			if !ok || made[layer] || late[need] != (p == afterChecks) {
				continue
			}
			started := time.Now()
			if err := b.db.Exec(ctx, unionSQL[layer](b.cat.Models)); err != nil {
				return fmt.Errorf("put the models of layer %s together: %w", layer, err)
			}
			b.tell(need, started)
			made[layer] = true
		}
		started := time.Now()
		if err := b.db.Exec(ctx, "CREATE "+storedAs(m)+" "+m.Table()+" AS "+m.SQL); err != nil {
			return fmt.Errorf("model %s: %w", m.File, err)
		}
		b.tell(m.Table(), started)
	}
	return nil
}

// storedAs says what a model becomes: a table, or a view where its header says
// that it is read once, by the writer, and has nothing to work out that would
// have to be kept.
func storedAs(m catalog.Model) string {
	if m.Header["view"] != "" {
		return "VIEW"
	}
	return "TABLE"
}

// tell logs what a model took, for whoever looks for the dear ones.
func (b *batch) tell(table string, started time.Time) {
	if b.log != nil {
		b.log.Debug("model", "table", table, "seconds", time.Since(started).Seconds())
	}
}

// unionSQL makes the tables of catalog.Unions, by the layer that they put together.
var unionSQL = map[catalog.Layer]func([]catalog.Model) string{
	catalog.LayerIndicator: indicatorTables, catalog.LayerPoverty: povertyViews, catalog.LayerLedger: ledgerView,
}

// lateTables are the tables that rest on the findings or the estimates.
func lateTables(models []catalog.Model) map[string]bool {
	late := map[string]bool{"meta_finding": true, "meta_estimate": true, "meta_funnel": true}
	for _, m := range models { // in dependency order
		if slices.ContainsFunc(m.Needs, func(n string) bool { return late[n] }) {
			late[m.Table()] = true
			for table, layer := range catalog.Unions {
				late[table] = late[table] || layer == m.Layer
			}
		}
	}
	return late
}

// indicatorTables makes catalog.IndicatorRows and catalog.IndicatorSums.
func indicatorTables(models []catalog.Model) string {
	var parts []string
	for _, m := range models {
		if m.Layer == catalog.LayerIndicator {
			parts = append(parts, fmt.Sprintf("SELECT '%s' AS indicator, village_code, household_id, numerator, denominator, unknown FROM %s", m.Name, m.Table()))
		}
	}
	return "CREATE VIEW " + catalog.IndicatorRows + " AS " + strings.Join(parts, " UNION ALL ") + `;
		CREATE TABLE ` + catalog.IndicatorSums + ` AS SELECT indicator, village_code, CAST(sum(numerator) AS BIGINT) AS numerator,
			CASE WHEN count(*) = count(denominator) AND (sum(numerator) <= sum(denominator) OR village_code = '` + undecidedVillage + `')
				THEN CAST(sum(denominator) AS BIGINT) END AS denominator,
			CAST(sum(unknown) AS BIGINT) AS unknown
		FROM ` + catalog.IndicatorRows + ` GROUP BY indicator, village_code`
}
