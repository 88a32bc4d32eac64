package pipeline

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
	"sanlv/pipeline/internal/duck"
)

var yearEnd2018 = time.Date(2018, 12, 31, 0, 0, 0, 0, time.UTC)

// newBatch gives an empty county with the shipped reference files.
func newBatch(t *testing.T, change func(*catalog.Settings)) *batch {
	t.Helper()
	ctx := context.Background()
	cat, settings, err := catalog.OpenOn(nil, yearEnd2018)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(&settings)
	}
	db, err := duck.Open(ctx, duck.Options{Threads: 2, Memory: 512 << 20, TempDir: filepath.Join(t.TempDir(), "spill")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	b := &batch{db: db, cat: cat, settings: settings}
	if err := b.createTables(ctx); err != nil {
		t.Fatal(err)
	}
	return b
}

// transform runs all models and checks, or only the tables named and what they
// rest on; a check is named chk_<id>.
func (b *batch) transform(t *testing.T, tables ...string) {
	t.Helper()
	ctx := context.Background()
	whole := b.cat
	defer func() { b.cat = whole }()
	estimates := true
	if len(tables) > 0 {
		needed := b.closure(append(tables, "stg_superseded_sheet")...)
		estimates = needed["meta_estimate"] || needed["meta_funnel"]
		cut := *whole
		cut.Models = slices.DeleteFunc(slices.Clone(whole.Models), func(m catalog.Model) bool { return !needed[m.Table()] })
		b.cat = &cut
	}
	if err := b.build(ctx, beforeChecks); err != nil {
		t.Fatal(err)
	}
	if err := b.check(ctx); err != nil {
		t.Fatal(err)
	}
	if estimates {
		cut := b.cat
		b.cat = whole // sentences name indicators that nothing else rests on
		if err := b.estimate(ctx); err != nil {
			t.Fatal(err)
		}
		b.cat = cut
	}
	if err := b.build(ctx, afterChecks); err != nil {
		t.Fatal(err)
	}
}

// findings are those of a table of findings, in its order.
func (b *batch) findings(t *testing.T, table string) []finding.Finding {
	t.Helper()
	_, rows, err := b.db.Query(context.Background(), "SELECT "+foundFields+" FROM "+table+" ORDER BY "+foundOrder)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]finding.Finding, len(rows))
	for i, r := range rows {
		out[i] = foundIn(r)
	}
	return out
}

// closure gives the tables named with all that they rest on, however far down.
func (b *batch) closure(tables ...string) map[string]bool {
	needed := map[string]bool{}
	var add func(names ...string)
	add = func(names ...string) {
		for _, name := range names {
			if needed[name] {
				continue
			}
			needed[name] = true
			for _, m := range b.cat.Models {
				if layer, ok := catalog.Unions[name]; m.Table() == name || ok && m.Layer == layer || name == "meta_finding" && m.Layer == catalog.LayerCheck {
					add(m.Table())
					add(m.Needs...)
				}
			}
			if name == "meta_estimate" || name == "meta_funnel" {
				add("int_sample_cell", "int_sample_class", "int_sample_stratum", "int_sample_area", "int_sample_village", "int_funnel_count", "int_village")
			}
		}
	}
	add(tables...)
	return needed
}

// Every model and check runs against empty tables, and every check gives the
// columns that a finding is made of.
func TestModelsOnEmptyTables(t *testing.T) {
	ctx := context.Background()
	b := newBatch(t, nil)
	b.transform(t)
	for _, m := range b.cat.Models {
		if err := b.db.Prepare(m.SQL); err != nil {
			t.Errorf("%s: %v", m.File, err)
		}
		columns, rows, err := b.db.Query(ctx, m.SQL)
		if err != nil {
			t.Errorf("%s: %v", m.File, err)
			continue
		}
		if len(rows) > 0 && m.Layer != catalog.LayerFact {
			t.Errorf("%s: makes %d rows of nothing", m.File, len(rows))
		}
		if m.Layer != catalog.LayerCheck {
			continue
		}
		for _, c := range checkColumns {
			if !slices.Contains(columns, c) {
				t.Errorf("%s: lacks column %s", m.File, c)
			}
		}
		for _, text := range []string{m.Header["message"], m.Header["mend"]} {
			for _, part := range strings.Split(text, "{")[1:] {
				if name, _, ok := strings.Cut(part, "}"); !ok || !slices.Contains(columns, name) {
					t.Errorf("%s: placeholder {%s} has no column", m.File, name)
				}
			}
		}
	}
}

// The published tables have exactly the columns of the data contract.
func TestContractColumns(t *testing.T) {
	contract := map[string]string{
		"indicators":       "period standard level area_code area_name indicator numerator denominator value unknown value_low value_high comparator threshold verdict villages_expected villages_arrived",
		"village_exit":     "standard village_code village_name township item numerator denominator value comparator threshold verdict reason",
		"households":       "household_id village_code status persons net_income per_capita line income_pass food clothing education medical housing water exit_met poor excluded_by verdict wrongly_registered file sheet row",
		"findings":         "finding_id rule severity file sheet cell header value message mend household_id village_code",
		"intake":           "file sheet kind rows_read rows_loaded rows_rejected rows_recognised status reason",
		"poverty":          "period level area_code area_name measure item value numerator denominator households persons unknown reason",
		"policy_gaps":      "period village_code household_id person relationship policy tier subject state amount cycle received payments reason file sheet row cell header",
		"policy_areas":     "period level area_code area_name policy subject state cases households persons persons_unknown received payments",
		"assistance_areas": "period level area_code area_name measure unit numerator denominator value unknown value_low value_high amount amount_cases comparator threshold verdict villages_expected villages_arrived",
		"projects":         "period village_code project_id project_name project_type year state progress planned arrived paid started_on planned_finish_on finished_on overdue beneficiary_households beneficiary_poor_households disclosed file sheet row cell header",
		"project_areas": "period level area_code area_name project_type projects finished under_way not_started state_unknown overdue overdue_unknown planned planned_unknown arrived arrived_unknown paid paid_unknown " +
			"arrived_compared paid_compared paid_share beneficiary_households beneficiary_unknown beneficiary_poor_households beneficiary_poor_unknown disclosed undisclosed disclosed_unknown villages_expected villages_arrived",
		"rectification_areas": "period level area_code area_name dimension item problems finished under_way not_started state_unknown overdue overdue_unknown finished_late finished_late_unknown value value_high villages_expected villages_arrived",
		"alerts": "period village_code household_id status person relationship rule_order rule meaning department item measure value comparator threshold events last_on " +
			"result monitored class_registered state file sheet row cell header",
		"monitoring": "period village_code household_id status persons per_capita line below risk shock class_registered class_due state unclear since until months " +
			"new_now removed_now reason file sheet row cell header",
		"low_income": "period village_code household_id status persons per_capita standard margin disposable burden class open mismatch single_persons reason file sheet row",
		"income_change": "period village_code household_id status main_cause persons persons_before per_capita per_capita_before percent trend reaches fallen_part " +
			"wage wage_before business business_before property property_before transfer transfer_before land land_before open file sheet row before_file before_sheet before_row",
		"effect": "period level area_code area_name item_order item label numerator denominator value numerator_before denominator_before value_before change " +
			"households unknown comparator threshold verdict",
		"estimates": "period standard indicator domain method n events estimate se ci_low ci_high confidence deff df verdict " +
			"reason sentence more_households comparator threshold bound_low bound_high effective_n reliability numerator denominator " +
			"domain_kind domain_name villages drawn surveyed absent pending unresolved suspected value_low value_high warnings batch domain_order",
	}
	b := newBatch(t, nil)
	b.transform(t)
	s := newSource(b.db, b.cat, nil)
	for id, want := range contract {
		f, err := s.Frame(context.Background(), id)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(f.Columns, " "); got != want {
			t.Errorf("%s has columns\n  %s\nthe contract says\n  %s", id, got, want)
		}
		var declared []string
		for _, c := range s.models[id].Columns() {
			declared = append(declared, c.Name)
			if c.Label == "" {
				t.Errorf("%s: the header says nothing of %s", id, c.Name)
			}
		}
		if got := strings.Join(declared, " "); got != want {
			t.Errorf("the header of %s declares\n  %s\nthe contract says\n  %s", id, got, want)
		}
		r, err := s.Records(context.Background(), id)
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range r.Schema().Fields() {
			if typ := field.Type.String(); strings.Contains(typ, "38") {
				t.Errorf("%s.%s is %s: cast it", id, field.Name, typ)
			}
		}
		r.Release()
	}
	for _, name := range s.Published() {
		if id, ok := strings.CutPrefix(name, catalog.DataFolder); ok && contract[id] == "" {
			t.Errorf("%s is published but not in the contract", name)
		}
	}
}
