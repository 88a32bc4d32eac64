package pipeline

import (
	"fmt"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/internal/duck"
	"sanlv/reports"
)

// What the poverty measures are told: ref_poverty, ref_measure and ref_income_group.
var (
	povertyColumns = []duck.Column{{Name: "cutoff", Type: "BIGINT"}, {Name: "watts_floor", Type: "BIGINT"}, {Name: "register", Type: "VARCHAR"},
		{Name: "units_income", Type: "BIGINT"}, {Name: "units_food_clothing", Type: "BIGINT"}, {Name: "units_education", Type: "BIGINT"},
		{Name: "units_medical", Type: "BIGINT"}, {Name: "units_housing", Type: "BIGINT"}, {Name: "units_water", Type: "BIGINT"}}
	measureColumns     = []duck.Column{{Name: "measure", Type: "VARCHAR"}, {Name: "empty", Type: "VARCHAR"}}
	incomeGroupColumns = []duck.Column{{Name: "item", Type: "VARCHAR"}, {Name: "from_percent", Type: "BIGINT"}, {Name: "to_percent", Type: "BIGINT"}}
)

// povertyTables gives the rows of ref_poverty, ref_measure and ref_income_group.
func (b *batch) povertyTables() (settings, measures, groups [][]any) {
	p := b.settings.Poverty
	row := []any{p.Cutoff, p.WattsFloor, p.Register}
	for _, u := range p.Units {
		row = append(row, u)
	}
	for _, m := range b.cat.Models {
		if m.Layer == catalog.LayerPoverty {
			measures = append(measures, []any{m.Name, m.Header["empty"]})
		}
	}
	for _, g := range p.Groups() {
		groups = append(groups, []any{g.Item, bound(g.From), bound(g.To)})
	}
	return [][]any{row}, measures, groups
}

// bound is null where there is no bound.
func bound(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

// povertyInfo tells the reports of the measures and of the income groups.
func (b *batch) povertyInfo() (measures []reports.MeasureInfo, groups []reports.GroupInfo) {
	for _, m := range b.cat.Models {
		if m.Layer == catalog.LayerPoverty {
			h := m.Header
			measures = append(measures, reports.MeasureInfo{ID: m.Name, Label: h["label"], Definition: h["definition"], Formula: h["formula"], Source: h["source"], Nulls: h["nulls"]})
		}
	}
	for _, g := range b.settings.Poverty.Groups() {
		groups = append(groups, reports.GroupInfo{Item: g.Item, Label: g.Label()})
	}
	return measures, groups
}

// povertyViews makes catalog.PovertySums and catalog.PovertyValues.
func povertyViews(models []catalog.Model) string {
	var sums, values []string
	for _, m := range models {
		switch {
		case m.Layer != catalog.LayerPoverty:
		case m.AddsUp():
			// one type for persons, yuan and shares of persons, so that they add up exactly
			sums = append(sums, fmt.Sprintf(`SELECT '%s' AS measure, item, village_code, CAST(numerator AS DECIMAL(38, 15)) AS numerator,
				CAST(denominator AS DECIMAL(38, 15)) AS denominator, households, persons, unknown FROM %s`, m.Name, m.Table()))
		default:
			values = append(values, fmt.Sprintf("SELECT '%s' AS measure, item, level, area_code, value, households, persons, unknown FROM %s", m.Name, m.Table()))
		}
	}
	return "CREATE VIEW " + catalog.PovertySums + " AS " + strings.Join(sums, " UNION ALL ") +
		"; CREATE VIEW " + catalog.PovertyValues + " AS " + strings.Join(values, " UNION ALL ")
}
