package pipeline

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

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
	findings []finding.Finding // sorted once the checks are done
	results  []loaders.Result
	reuse    Reuse
}

// intake accounts for every sheet of every file.
func (b *batch) intake() []loaders.Intake {
	var all []loaders.Intake
	for _, r := range b.results {
		all = append(all, r.Intake...)
	}
	return all
}

// The tables that the program fills beside the raw ones: what is declared (ref_)
// and what the readers say about the sheets (meta_).
var (
	settingColumns = []duck.Column{{Name: "as_of", Type: "DATE"}, {Name: "period", Type: "BIGINT"}, {Name: "line", Type: "BIGINT"},
		{Name: "income_source", Type: "VARCHAR"}, {Name: "income_divisor", Type: "VARCHAR"}, {Name: "income_exclude", Type: "VARCHAR"},
		{Name: "identify_rule", Type: "VARCHAR"}, {Name: "identify_guarantees", Type: "VARCHAR"}, {Name: "identify_exclusions", Type: "VARCHAR"},
		{Name: "approval_rule", Type: "VARCHAR"}, {Name: "omission_denominator", Type: "VARCHAR"}, {Name: "population", Type: "VARCHAR"},
		{Name: "exit_margin", Type: "VARCHAR"}, {Name: "exit_margin_num", Type: "BIGINT"}, {Name: "exit_margin_den", Type: "BIGINT"}}
	standardColumns = []duck.Column{{Name: "standard", Type: "VARCHAR"}, {Name: "indicator", Type: "VARCHAR"}, {Name: "level", Type: "VARCHAR"},
		{Name: "comparator", Type: "VARCHAR"}, {Name: "threshold_num", Type: "BIGINT"}, {Name: "threshold_den", Type: "BIGINT"}}
	exitItemColumns = []duck.Column{{Name: "standard", Type: "VARCHAR"}, {Name: "number", Type: "BIGINT"}, {Name: "item", Type: "VARCHAR"},
		{Name: "label", Type: "VARCHAR"}, {Name: "unit", Type: "VARCHAR"}, {Name: "comparator", Type: "VARCHAR"},
		{Name: "threshold_num", Type: "BIGINT"}, {Name: "threshold_den", Type: "BIGINT"}}
	unitColumns = []duck.Column{{Name: "village_code", Type: "VARCHAR"}, {Name: "county", Type: "VARCHAR"}, {Name: "township", Type: "VARCHAR"},
		{Name: "village", Type: "VARCHAR"}, {Name: "rural", Type: "BOOLEAN"}}
	frozenColumns = []duck.Column{{Name: "village_code", Type: "VARCHAR"}, {Name: "year", Type: "BIGINT"}, {Name: "persons", Type: "BIGINT"}}
	cardColumns   = []duck.Column{{Name: "card", Type: "VARCHAR"}, {Name: "comparator", Type: "VARCHAR"}, {Name: "cutoff", Type: "DECIMAL(18,4)"}, {Name: "statuses", Type: "VARCHAR"}}
	scoreColumns  = []duck.Column{{Name: "card", Type: "VARCHAR"}, {Name: "item", Type: "VARCHAR"}, {Name: "item_order", Type: "BIGINT"}, {Name: "row_order", Type: "BIGINT"},
		{Name: "fact", Type: "VARCHAR"}, {Name: "comparator", Type: "VARCHAR"}, {Name: "value_number", Type: "DECIMAL(18,4)"}, {Name: "value_text", Type: "VARCHAR"}, {Name: "points", Type: "DECIMAL(18,4)"}}
	indicatorColumns  = []duck.Column{{Name: "indicator", Type: "VARCHAR"}, {Name: "label", Type: "VARCHAR"}, {Name: "unknown_apart", Type: "BOOLEAN"}}
	definitionColumns = []duck.Column{{Name: "place_order", Type: "BIGINT"}, {Name: "kind", Type: "VARCHAR"}, {Name: "id", Type: "VARCHAR"},
		{Name: "list", Type: "VARCHAR"}, {Name: "level", Type: "VARCHAR"}, {Name: "label", Type: "VARCHAR"}, {Name: "definition", Type: "VARCHAR"},
		{Name: "source", Type: "VARCHAR"}, {Name: "status", Type: "VARCHAR"}, {Name: "unit", Type: "VARCHAR"}, {Name: "numerator", Type: "VARCHAR"},
		{Name: "denominator", Type: "VARCHAR"}, {Name: "nulls", Type: "VARCHAR"}, {Name: "comparator", Type: "VARCHAR"}, {Name: "threshold", Type: "VARCHAR"},
		{Name: "formula", Type: "VARCHAR"}, {Name: "behind", Type: "VARCHAR"}, {Name: "base", Type: "VARCHAR"}, {Name: "left_out", Type: "VARCHAR"}, {Name: "direction", Type: "VARCHAR"}, {Name: "sheet", Type: "VARCHAR"}, {Name: "severity", Type: "VARCHAR"}, {Name: "mend", Type: "VARCHAR"}}
	sheetColumns = []duck.Column{{Name: "kind", Type: "VARCHAR"}, {Name: "kind_order", Type: "BIGINT"}, {Name: "by_village", Type: "BOOLEAN"}, {Name: "owed", Type: "BOOLEAN"}}
	sentColumns  = []duck.Column{{Name: "kind", Type: "VARCHAR"}, {Name: "file", Type: "VARCHAR"}, {Name: "sheet", Type: "VARCHAR"}, {Name: "village_code", Type: "VARCHAR"}, {Name: "household_id", Type: "VARCHAR"}, {Name: "rows", Type: "BIGINT"}}
	ruleColumns  = []duck.Column{{Name: "rule", Type: "VARCHAR"}, {Name: "confirmable", Type: "BOOLEAN"}, {Name: "rule_group", Type: "VARCHAR"}, {Name: "group_order", Type: "BIGINT"}, {Name: "thresholds", Type: "VARCHAR"}}
	// text is the value as the reference file has it, for the messages
	checkParameterColumns = []duck.Column{{Name: "name", Type: "VARCHAR"}, {Name: "value", Type: "DECIMAL(18,4)"}, {Name: "text", Type: "VARCHAR"}}
	intakeColumns         = []duck.Column{{Name: "file", Type: "VARCHAR"}, {Name: "sheet", Type: "VARCHAR"}, {Name: "kind", Type: "VARCHAR"},
		{Name: "rows_read", Type: "BIGINT"}, {Name: "rows_loaded", Type: "BIGINT"}, {Name: "rows_rejected", Type: "BIGINT"},
		{Name: "rows_recognised", Type: "BIGINT"}, {Name: "status", Type: "VARCHAR"}, {Name: "reason", Type: "VARCHAR"}, {Name: "filled_on", Type: "DATE"}}
	columnColumns = []duck.Column{{Name: "file", Type: "VARCHAR"}, {Name: "sheet", Type: "VARCHAR"}, {Name: "kind", Type: "VARCHAR"},
		{Name: "column_name", Type: "VARCHAR"}, {Name: "letter", Type: "VARCHAR"}, {Name: "header", Type: "VARCHAR"}, {Name: "unit", Type: "VARCHAR"}}
	findingColumns = []duck.Column{{Name: "place_order", Type: "BIGINT"}, {Name: "finding_id", Type: "VARCHAR"}, {Name: "rule", Type: "VARCHAR"}, {Name: "severity", Type: "VARCHAR"},
		{Name: "file", Type: "VARCHAR"}, {Name: "sheet", Type: "VARCHAR"}, {Name: "row", Type: "BIGINT"}, {Name: "letter", Type: "VARCHAR"},
		{Name: "cell", Type: "VARCHAR"}, {Name: "header", Type: "VARCHAR"},
		{Name: "value", Type: "VARCHAR"}, {Name: "message", Type: "VARCHAR"}, {Name: "mend", Type: "VARCHAR"},
		{Name: "household_id", Type: "VARCHAR"}, {Name: "village_code", Type: "VARCHAR"}}
)

// createTables makes the raw tables from the dictionary, and fills those of the
// reference files.
func (b *batch) createTables(ctx context.Context) error {
	for i := range b.cat.Sheets {
		s := &b.cat.Sheets[i]
		columns := []duck.Column{{Name: "_file", Type: "VARCHAR"}, {Name: "_sheet", Type: "VARCHAR"}, {Name: "_row", Type: "BIGINT"}}
		for _, c := range s.Columns {
			columns = append(columns, duck.Column{Name: c.Name, Type: c.Type.SQL()})
		}
		columns = append(columns, duck.Column{Name: "_rejected", Type: "VARCHAR"}, duck.Column{Name: "_inferred", Type: "VARCHAR"},
			duck.Column{Name: "_nokey", Type: "VARCHAR"})
		if err := b.db.CreateTable(ctx, s.RawTable(), columns); err != nil {
			return err
		}
	}
	s := b.settings
	var standards, items, units, indicators, definitions [][]any
	for i, d := range b.cat.Definitions(s.AsOf) {
		definitions = append(definitions, []any{int64(i), d.Kind, d.ID, d.List, d.Level, d.Label, d.Definition, d.Source, d.Status, d.Unit,
			d.Numerator, d.Denominator, d.Nulls, d.Comparator, d.Threshold, d.Formula, d.Behind, d.Base, d.Left, d.Direction, d.Sheet, d.Severity, d.Mend})
	}
	for _, r := range b.cat.Standards {
		if r.ValidOn(s.AsOf) {
			num, den := thresholdValues(r.Threshold)
			standards = append(standards, []any{r.Name, r.Indicator, string(r.Level), r.Comparator, num, den})
		}
	}
	for _, e := range b.cat.ExitItems {
		if e.ValidOn(s.AsOf) {
			num, den := thresholdValues(e.Threshold)
			items = append(items, []any{e.Standard, e.Number, e.Item, e.Label, e.Unit, e.Comparator, num, den})
		}
	}
	for _, u := range b.cat.Units {
		units = append(units, []any{u.VillageCode, u.County, u.Township, u.Village, u.Rural})
	}
	var frozen [][]any
	for _, f := range b.cat.Frozen {
		frozen = append(frozen, []any{f.VillageCode, f.Year, f.Persons})
	}
	for _, m := range b.cat.Models {
		if m.Layer == catalog.LayerIndicator {
			indicators = append(indicators, []any{m.Name, m.Header["label"], m.UnknownApart()})
		}
	}
	poverty, measures, groups := b.povertyTables()
	cards, scores := scorecardRows(b.cat.Cards(s.AsOf))
	policies := policyRows(b.cat, s.AsOf)
	setting := [][]any{{s.AsOf, int64(s.AssessmentYear), s.Line.Yuan, s.IncomeSource, s.IncomeDivisor, inList(s.IncomeExclude),
		s.IdentifyRule, inList(s.IdentifyGuarantees), inList(s.IdentifyExclusions), s.ApprovalRule, s.OmissionDenominator, s.Population,
		s.ExitMargin.String(), s.ExitMargin.Num, s.ExitMargin.Den}}
	for _, t := range []struct {
		name    string
		columns []duck.Column
		rows    [][]any
	}{
		{"ref_setting", settingColumns, setting}, {"ref_standard", standardColumns, standards}, {"ref_exit_item", exitItemColumns, items},
		{"ref_unit", unitColumns, units}, {"ref_frozen_population", frozenColumns, frozen},
		{"ref_scorecard", cardColumns, cards}, {"ref_score_row", scoreColumns, scores}, {"ref_indicator", indicatorColumns, indicators}, {"ref_definition", definitionColumns, definitions},
		{"ref_poverty", povertyColumns, poverty}, {"ref_measure", measureColumns, measures}, {"ref_income_group", incomeGroupColumns, groups},
		{"ref_ledger", ledgerRefColumns, b.ledgers()},
		{"ref_policy", policyColumns, policies.tiers}, {"ref_policy_rule", policyRuleColumns, policies.rules}, {"ref_policy_exclusive", policyExclusiveColumns, policies.exclusive},
		{"ref_alert_rule", alertColumns, alertRows(b.cat, s.AsOf)},
		{"ref_income_band", incomeBandColumns, b.incomeBands()}, {"ref_deadline", deadlineColumns, b.deadlines()}, {"ref_code", codeColumns, b.codes()},
		{"ref_rule", ruleColumns, b.rules()}, {"ref_sheet", sheetColumns, b.sheets()}, {"ref_check_parameter", checkParameterColumns, checkParameters(s)},
		{"meta_intake", intakeColumns, nil}, {"meta_column", columnColumns, nil}, {"meta_sent", sentColumns, nil}, {"meta_finding", findingColumns, nil},
		{"meta_estimate", estimateColumns, nil}, {"meta_funnel", funnelColumns, nil},
	} {
		if err := b.db.CreateTable(ctx, t.name, t.columns); err != nil {
			return err
		}
		if err := b.db.Fill(ctx, t.name, t.columns, t.rows); err != nil {
			return err
		}
	}
	return nil
}

// owed are the sheets that every village has to send, in the order in which an
// office asks for them.
var owed = []string{"household", "member", "village"}

// sheets lists the kinds of sheets, those that every village owes first.
func (b *batch) sheets() [][]any {
	var rows [][]any
	for i := range b.cat.Sheets {
		s := &b.cat.Sheets[i]
		order := slices.Index(owed, s.Kind)
		if order < 0 {
			order = len(owed)
		}
		village, household := placing(s)
		rows = append(rows, []any{s.Kind, int64(order), s.Kind != "answer" && (village || household), order < len(owed)})
	}
	return rows
}

// placing says by which columns a row of a sheet belongs to a village.
func placing(s *catalog.Sheet) (village, household bool) {
	_, village = s.Column("village_code")
	_, household = s.Column("household_id")
	return village, household
}

// readerGroup is the group of the readers' rules beside those of the checks.
const readerGroup = "填报格式"

// rules lists every rule of the readers and the checks, once.
func (b *batch) rules() [][]any {
	inForce := map[string]string{}
	for _, p := range b.settings.Thresholds() {
		inForce[p.Name] = p.Value
	}
	rows := map[string][]any{}
	for _, r := range finding.Rules() {
		confirmable := r.Confirmable || rows[r.ID] != nil && rows[r.ID][1] == true
		rows[r.ID] = []any{r.ID, confirmable, readerGroup, int64(len(catalog.CheckGroups)), ""}
	}
	for _, m := range b.cat.Models {
		if m.Layer == catalog.LayerCheck {
			var thresholds []string
			for _, name := range m.Parameters {
				thresholds = append(thresholds, name+"="+inForce[name])
			}
			rows[m.Name] = []any{m.Name, m.Confirmable, m.Group, int64(slices.Index(catalog.CheckGroups, m.Group)), strings.Join(thresholds, ";")}
		}
	}
	var out [][]any
	for _, id := range slices.Sorted(maps.Keys(rows)) {
		out = append(out, rows[id])
	}
	return out
}

// checkParameters lists the thresholds of the models.
func checkParameters(s catalog.Settings) [][]any {
	var rows [][]any
	for _, p := range s.Thresholds() {
		var value any
		if p.Value != "" {
			value = p.Value
		}
		rows = append(rows, []any{p.Name, value, p.Value})
	}
	return rows
}

// inList writes a list so that SQL finds an item with instr(list, ';item;').
func inList(items []string) string { return ";" + strings.Join(items, ";") + ";" }

func thresholdValues(t *catalog.Threshold) (num, den any) {
	if t == nil {
		return nil, nil
	}
	return t.Num, t.Den
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
	tables := map[string]string{}
	for i := range b.cat.Sheets {
		tables[b.cat.Sheets[i].Kind] = b.cat.Sheets[i].RawTable()
	}
	var mu sync.Mutex // the database takes one batch at a time
	var rows, bytes int64
	done := 0
	emit := func(batch loaders.Batch) error {
		defer batch.Record.Release()
		mu.Lock()
		defer mu.Unlock()
		rows += batch.Record.NumRows()
		return b.db.Load(ctx, tables[batch.Kind], batch.Record)
	}
	finished := func(r loaders.Result) {
		if r.File.Skip != "" {
			return
		}
		mu.Lock()
		done++
		bytes += r.File.Size
		d, n, loaded := done, bytes, rows
		mu.Unlock()
		o.Progress.Read(d, allFiles, n, allBytes, loaded)
	}
	// one transaction, or every small file would wait for the disk
	if err := b.db.Exec(ctx, "BEGIN TRANSACTION"); err != nil {
		return err
	}
	results, err := b.readOrReplay(ctx, files, o, emit, finished)
	if err == nil {
		err = b.readAgain(ctx, results, o, emit)
	}
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	if err := b.db.Exec(ctx, "COMMIT"); err != nil {
		return err
	}
	b.results = results
	var intake, columns [][]any
	for _, r := range results {
		b.findings = append(b.findings, r.Findings...)
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
func (b *batch) readOrReplay(ctx context.Context, files []loaders.File, o Options, emit func(loaders.Batch) error, finished func(loaders.Result)) ([]loaders.Result, error) {
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
	results, err := c.readAll(ctx, reader, files, o.Threads, emit, finished)
	b.reuse.Files, b.reuse.Damaged, b.reuse.Replaced = int(c.replayed.Load()), int(c.damaged.Load()), c.replaced
	if err := c.sweep(time.Time{}); err != nil {
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
			if err := b.db.Exec(ctx, unionSQL[layer](b.cat.Models)); err != nil {
				return fmt.Errorf("put the models of layer %s together: %w", layer, err)
			}
			made[layer] = true
		}
		if err := b.db.Exec(ctx, "CREATE TABLE "+m.Table()+" AS "+m.SQL); err != nil {
			return fmt.Errorf("model %s: %w", m.File, err)
		}
	}
	return nil
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
