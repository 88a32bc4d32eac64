package pipeline

import (
	"context"
	"maps"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
	"sanlv/pipeline/internal/duck"
)

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
		{"meta_intake", intakeColumns, nil}, {"meta_column", columnColumns, nil}, {"meta_sent", sentColumns, nil}, {"meta_found", foundColumns, nil}, {"meta_finding", findingColumns, nil},
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
