package pipeline

import (
	"strings"
	"time"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/internal/duck"
)

var (
	// by_hand joins what is to be looked at; null where the sheets tell all
	policyColumns = []duck.Column{{Name: "policy", Type: "VARCHAR"}, {Name: "tier", Type: "VARCHAR"}, {Name: "tier_order", Type: "BIGINT"}, {Name: "subject", Type: "VARCHAR"},
		{Name: "amount", Type: "DECIMAL(18,4)"}, {Name: "cycle", Type: "VARCHAR"}, {Name: "by_hand", Type: "VARCHAR"}}
	policyRuleColumns = []duck.Column{{Name: "policy", Type: "VARCHAR"}, {Name: "subject", Type: "VARCHAR"}, {Name: "tier_order", Type: "BIGINT"}, {Name: "rule_order", Type: "BIGINT"},
		{Name: "fact", Type: "VARCHAR"}, {Name: "label", Type: "VARCHAR"}, {Name: "comparator", Type: "VARCHAR"}, {Name: "value_number", Type: "DECIMAL(18,4)"}, {Name: "value_texts", Type: "VARCHAR"}}
	policyExclusiveColumns = []duck.Column{{Name: "policy", Type: "VARCHAR"}, {Name: "other", Type: "VARCHAR"}}
)

// policyTables are the rows of ref_policy, ref_policy_rule and ref_policy_exclusive.
type policyTables struct{ tiers, rules, exclusive [][]any }

// policyRows gives the policies in force on a day, each tier and rule in the order
// of the reference file.
func policyRows(cat *catalog.Catalog, day time.Time) policyTables {
	orNull := func(s string) any {
		if s == "" {
			return nil
		}
		return s
	}
	labels := map[string]string{}
	for _, f := range cat.PolicyFacts() {
		labels[f.Name], _, _ = strings.Cut(f.Label, "(") // without what a clerk has to know to write a rule
	}
	var t policyTables
	told := map[[2]string]bool{}
	for i, p := range cat.PoliciesOn(day) {
		order := int64(i + 1)
		var byHand []string
		for j, r := range p.Rules {
			if r.Fact == "" {
				byHand = append(byHand, r.ByHand)
				continue
			}
			t.rules = append(t.rules, []any{p.Name, p.Subject, order, int64(j + 1), r.Fact, labels[r.Fact], r.Comparator, orNull(r.Number), inList(r.Texts)})
		}
		t.tiers = append(t.tiers, []any{p.Name, p.Tier, order, p.Subject, orNull(p.Amount), p.Cycle, orNull(strings.Join(byHand, "、"))})
		for _, other := range p.Exclusive {
			if pair := [2]string{p.Name, other}; !told[pair] {
				told[pair] = true
				t.exclusive = append(t.exclusive, []any{p.Name, other})
			}
		}
	}
	return t
}
