package catalog

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Policy is what one tier (档) of a policy (政策) gives, and to whom: every rule
// must hold. A policy with several tiers gives by the tier that holds.
type Policy struct {
	Name      string // of code list policy
	Tier      string
	Subject   string // 人 or 户
	Amount    string // yuan, decimal, "" where the document sets none
	Cycle     string // what the amount is for: 年, 学年, 月 or 一次
	Exclusive []string
	Rules     []PolicyRule
	From, To  time.Time
	Place     string
	Source    string
	Status    string

	line int
}

// PolicyRule is one condition. A fact that no sheet tells is "": then nothing is
// decided for whom the other rules hold (另行核实).
type PolicyRule struct {
	Fact       string
	Comparator string
	Number     string   // decimal, "" for a text
	Texts      []string // any of them
	ByHand     string   // what is to be looked at, where Fact is ""

	line int
}

// Cycles (周期) of the amount of a policy.
const (
	CycleYear   = "年"
	CycleSchool = "学年"
	CycleMonth  = "月"
	CycleOnce   = "一次"
)

// SubjectPerson and SubjectHousehold say who gets a policy.
const (
	SubjectPerson    = "人"
	SubjectHousehold = "户"
)

// byHand stands for a fact that no sheet tells.
const byHand = "另行核实"

// householdFacts are the facts that a household has as one; the others are a
// person's.
var householdFacts = []string{"status", "relocated", "house_grade"}

// PolicyFacts are what the rules of the policies may ask.
func (c *Catalog) PolicyFacts() []Fact { return c.factsOf("policy_subject") }

func (c *Catalog) readPolicies(r *reference, name string) error {
	rows, err := r.read(name, []string{"政策", "对象", "列", "比较", "值", "金额", "周期", "生效日期", "失效日期", "依据"}, []string{"档", "不可重复", "地区", "状态", "说明"})
	if err != nil {
		return err
	}
	codes := c.Codes["policy"]
	known := func(rec record, header, policy string) {
		if codes != nil && !slices.Contains(codes.Labels, policy) {
			rec.r.report(rec.file, rec.line, header, policy, "ref.unknown", "“"+policy+"”不在政策清单(codes/policy.csv)之内。", "改为清单中的名称,或在清单中添上。")
		}
	}
	for _, rec := range rows {
		before := len(r.findings)
		p := Policy{Name: rec.get("政策"), Tier: rec.get("档"), Place: rec.get("地区"), Source: rec.get("依据"), Status: rec.get("状态"), Exclusive: rec.list("不可重复"), line: rec.line}
		known(rec, "政策", p.Name)
		rule, asks := c.policyRule(rec)
		// a further condition of the tier above
		if n := len(c.Policies) - 1; n >= 0 && c.Policies[n].Name == p.Name && c.Policies[n].Tier == p.Tier && rec.get("金额")+rec.get("周期")+rec.get("对象")+rec.get("生效日期") == "" {
			if !asks {
				rec.filled("列", "填上条件看的列。")
			}
			if len(r.findings) == before {
				c.Policies[n].Rules = append(c.Policies[n].Rules, rule)
			}
			continue
		}
		p.Subject, _ = rec.oneOf("对象", SubjectPerson, SubjectHousehold)
		if rec.get("金额") != "" {
			p.Amount, _ = rec.decimal("金额")
			p.Cycle, _ = rec.oneOf("周期", CycleYear, CycleSchool, CycleMonth, CycleOnce)
		}
		rec.filled("依据", askSource)
		for _, other := range p.Exclusive {
			known(rec, "不可重复", other)
		}
		p.From, p.To, _ = rec.period()
		if asks {
			p.Rules = append(p.Rules, rule)
		}
		if len(r.findings) > before {
			continue
		}
		if i := slices.IndexFunc(c.Policies, func(o Policy) bool { return o.Name == p.Name && o.Subject != p.Subject }); i >= 0 {
			rec.bad("对象", "ref.value", fmt.Sprintf("与第%d行不一致:同一政策的各档,有的按人、有的按户。", c.Policies[i].line), "各档改成一样;确是两项政策的,用两个名称。")
		}
		taken := 0
		for _, o := range c.Policies {
			if o.Name == p.Name && o.Tier == p.Tier && overlap(o.From, o.To, p.From, p.To) {
				taken = o.line
			}
		}
		rec.overlaps(taken, "政策、档")
		c.Policies = append(c.Policies, p)
	}
	facts := c.PolicyFacts()
	for _, p := range c.Policies {
		for _, rule := range p.Rules {
			if i := slices.IndexFunc(facts, func(f Fact) bool { return f.Name == rule.Fact }); i >= 0 && p.Subject == SubjectHousehold && !slices.Contains(householdFacts, rule.Fact) {
				r.report(name, rule.line, "列", rule.Fact, "ref.value", "“"+rule.Fact+"”是人的情况,按户享受的政策看不到。", "改看 "+strings.Join(householdFacts, "、")+",或把对象改为 人。")
			}
		}
		if len(p.Rules) == 0 {
			r.report(name, p.line, "列", p.Name, "ref.missing", "政策“"+p.Name+"”没有条件,谁都应享。", "填上条件;来件中看不出的,列填“"+byHand+"”。")
		}
	}
	return nil
}

// policyRule reads 列, 比较 and 值; asks is false where all three are empty.
func (c *Catalog) policyRule(rec record) (rule PolicyRule, asks bool) {
	rule.line = rec.line
	fact := rec.get("列")
	if fact == "" && rec.get("比较") == "" && rec.get("值") == "" {
		return rule, false
	}
	if fact == byHand {
		rec.filled("值", "写明要另行核实的是什么,如 是否寄宿。")
		rule.ByHand = rec.get("值")
		return rule, true
	}
	facts := c.PolicyFacts()
	if len(facts) == 0 {
		return rule, true // only the dictionary was loaded
	}
	i := slices.IndexFunc(facts, func(f Fact) bool { return f.Name == fact })
	if i < 0 {
		rec.bad("列", "ref.unknown", "不是条件可看的列。", "改为:"+factNames(facts)+";来件中看不出的填“"+byHand+"”。")
		return rule, true
	}
	rule.Fact = fact
	if facts[i].Type == factNumber {
		rule.Comparator, _ = rec.oneOf("比较", comparators...)
		rule.Number, _ = rec.decimal("值")
		return rule, true
	}
	rule.Comparator, _ = rec.oneOf("比较", "=")
	labels := c.labelsOf(facts[i])
	rule.Texts = rec.list("值")
	if len(rule.Texts) == 0 {
		rec.filled("值", "填 "+strings.Join(labels, "、")+",几个之间用分号隔开。")
	}
	for _, text := range rule.Texts {
		if !slices.Contains(labels, text) {
			rec.r.report(rec.file, rec.line, "值", text, "ref.value", "“"+text+"”不在可用的取值之内。", "改为:"+strings.Join(labels, "、")+",几个之间用分号隔开。")
		}
	}
	return rule, true
}

// PoliciesOn are the policies in force on a day.
func (c *Catalog) PoliciesOn(day time.Time) []Policy {
	var out []Policy
	for _, p := range c.Policies {
		if valid(p.From, p.To, day) {
			out = append(out, p)
		}
	}
	return out
}
