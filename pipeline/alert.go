package pipeline

import (
	"time"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/internal/duck"
)

// alertColumns are those of ref_alert_rule. statuses is null where the rule is for
// every household, threshold where the item alone raises it.
var alertColumns = []duck.Column{{Name: "rule_order", Type: "BIGINT"}, {Name: "rule", Type: "VARCHAR"}, {Name: "kind", Type: "VARCHAR"}, {Name: "item", Type: "VARCHAR"},
	{Name: "measure", Type: "VARCHAR"}, {Name: "statuses", Type: "VARCHAR"}, {Name: "comparator", Type: "VARCHAR"}, {Name: "threshold", Type: "DECIMAL(18,4)"},
	{Name: "unit", Type: "VARCHAR"}, {Name: "says", Type: "VARCHAR"}, {Name: "source", Type: "VARCHAR"}, {Name: "status", Type: "VARCHAR"}}

// alertRows gives the alert rules in force on a day.
func alertRows(cat *catalog.Catalog, day time.Time) [][]any {
	var out [][]any
	for i, a := range cat.AlertsOn(day) {
		var statuses, threshold any
		if len(a.Statuses) > 0 {
			statuses = inList(a.Statuses)
		}
		if a.Threshold != "" {
			threshold = a.Threshold
		}
		out = append(out, []any{int64(i + 1), a.Name, a.Kind, a.Item, a.Measure, statuses, a.Comparator, threshold, a.Unit, a.Says(), a.Source, a.Status})
	}
	return out
}
