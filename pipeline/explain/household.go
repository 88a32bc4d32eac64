package explain

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// household explains the verdict on one household: the rule, the values that
// decided, the cell each was read from; or what it adds to the topics asked for.
func (p *Publication) household(ctx context.Context, h record, what []definition) ([]Note, error) {
	verdict := h.text("verdict")
	if verdict == "" {
		verdict = "无问题"
	}
	head := note("户 %s(村 %s)%s:%s", h.text("household_id"), h.text("village_code"), h.text("status"), verdict)
	head.Facts = h.facts("household_id", "village_code", "status", "verdict", "excluded_by", "wrongly_registered", "exit_met", "poor")
	status, err := p.input(ctx, h, "household", "status", "status")
	if err != nil {
		return nil, err
	}
	head.Below = append(head.Below, note("规则:%s", h.text("rule")), status)
	if h["wrongly_registered"] == true {
		head.Below = append(head.Below, note("另:建档立卡户有排除情形(%s),属错评", h.text("excluded_by")))
	}
	if what != nil {
		return p.householdTopics(ctx, h, head, what)
	}
	parts, err := p.tell(ctx, h, append(slices.Clone(deciding), (*Publication).monitoring, (*Publication).lowIncome, (*Publication).visits, (*Publication).inLedgers, (*Publication).householdFindings))
	return append([]Note{head}, parts...), err
}

// told is a part of what there is to tell of a household; a note without text is
// none.
type told func(*Publication, context.Context, record) (Note, error)

// deciding are the parts that hold the inputs of a verdict and of what is worked
// out from the same values.
var deciding = []told{(*Publication).income, (*Publication).guarantees, (*Publication).exclusions}

func (p *Publication) tell(ctx context.Context, h record, parts []told) ([]Note, error) {
	var out []Note
	for _, part := range parts {
		n, err := part(p, ctx, h)
		if err != nil {
			return nil, err
		}
		if n.Text != "" {
			out = append(out, n)
		}
	}
	return out, nil
}

// householdTopics says what a household adds to indicators, and what checks found;
// and of what was worked out from the household sheet, each input with its cell.
func (p *Publication) householdTopics(ctx context.Context, h record, head Note, what []definition) ([]Note, error) {
	out := []Note{head}
	wanted := map[string]bool{} // kinds of sheets whose inputs decide
	for _, d := range what {
		switch d.kind() {
		case catalog.KindIndicator:
			rows, err := p.table(ctx, "trace/indicator", "indicator = ? AND household_id = ?", d.id(), h.text("household_id"))
			if err != nil {
				return nil, err
			}
			n := note("%s:不计入", d.text("label"))
			for _, r := range rows {
				n = note("%s:计入分子 %s%s,计入分母 %s%s,待核 %s%s", d.text("label"), reports.Count(r.count("numerator")), d.text("unit"),
					reports.Count(r.count("denominator")), d.text("unit"), reports.Count(r.count("unknown")), d.text("unit"))
				n.Facts = r.facts("indicator", "numerator", "denominator", "unknown")
			}
			n.Below = documents(d)
			out = append(out, n)
			wanted[d.text("sheet")] = true
		case catalog.KindMeasure:
			n, err := p.householdMeasure(ctx, h, d)
			if err != nil {
				return nil, err
			}
			out = append(out, n)
			wanted["household"] = true
		case catalog.KindLedger:
			n, err := p.householdInLedger(ctx, h, d)
			if err != nil {
				return nil, err
			}
			out = append(out, n)
			wanted[d.text("sheet")] = true
		case catalog.KindExitItem:
			n, err := p.householdExit(ctx, h, d)
			if err != nil {
				return nil, err
			}
			out = append(out, n)
		case catalog.KindCheck:
			n := note("检查 %s %s", d.id(), d.text("label"))
			rows, err := p.table(ctx, "data/findings", "rule = ? AND household_id = ? ORDER BY file, sheet, cell, finding_id", d.id(), h.text("household_id"))
			if err != nil {
				return nil, err
			}
			for _, r := range rows {
				n.Below = append(n.Below, found(r))
			}
			if len(rows) == 0 {
				n.Text += ":没有发现"
			}
			out = append(out, n)
		default:
			n := note("%s %s 不按户判定", d.id(), d.text("label"))
			n.Below = documents(d)
			out = append(out, n)
		}
	}
	var parts []told
	if wanted["household"] {
		parts = deciding
	}
	if wanted["verification"] {
		parts = append(slices.Clone(parts), (*Publication).visits)
	}
	inputs, err := p.tell(ctx, h, parts)
	return append(out, inputs...), err
}

func (p *Publication) income(ctx context.Context, h record) (Note, error) {
	n := note("收入:人均纯收入 %s 元,贫困线 %s 元:%s", h.shown("per_capita"), h.shown("line"),
		tri(h["income_above"], "高于线", tri(h["income_below"], "低于线", "恰等于线", ""), "不明"))
	n.Facts = h.facts("per_capita", "line", "net_income", "divisor", "income_above", "income_below")
	n.Below = append(n.Below, note("人均纯收入 = 纯收入 %s 元 ÷ %s 人", h.shown("net_income"), h.shown("divisor")))
	persons, err := p.input(ctx, h, "household", "declared_persons", "persons")
	if err != nil {
		return n, err
	}
	if h["persons_inferred"] == true {
		persons.Text += ";按人表人数推定"
	}
	n.Below = append(n.Below, persons)
	declared := false
	for _, term := range strings.Split(h.text("terms"), ";") {
		sign, c := term[:1], term[1:]
		line, err := p.input(ctx, h, "household", c, c)
		if err != nil {
			return n, err
		}
		declared = declared || c == "declared_per_capita"
		line.Text = map[string]string{"+": "+ ", "-": "− ", "=": "采用 "}[sign] + line.Text
		n.Below = append(n.Below, line)
	}
	if !declared {
		line, err := p.input(ctx, h, "household", "declared_per_capita", "declared_per_capita")
		if err != nil {
			return n, err
		}
		line.Text += "(只作比较)"
		n.Below = append(n.Below, line)
	}
	return n, nil
}

func (p *Publication) guarantees(ctx context.Context, h record) (Note, error) {
	n := note("六项保障")
	for _, name := range []string{"food", "clothing", "education", "medical", "housing", "water"} {
		line := note("%s:%s", p.label(catalog.KindColumn, "household."+name), tri(h[name], "达到", "未达到", "不明"))
		line.Facts = h.facts(name)
		flag, err := p.input(ctx, h, "household", name+"_flag", name)
		if err != nil {
			return n, err
		}
		line.Below = append(line.Below, flag)
		switch name {
		case "housing":
			grade, err := p.input(ctx, h, "household", "house_grade", "house_grade")
			if err != nil {
				return n, err
			}
			line.Below = append(line.Below, grade)
		case "education":
			// schooling is asked of the ages that the model counts, and of unknown ages
			members, err := p.members(ctx, h, "coalesce(school_age, true)", "school_status", "dropout_reason")
			if err != nil {
				return n, err
			}
			line.Below = append(line.Below, members...)
		case "medical":
			members, err := p.members(ctx, h, "true", "resident_medical", "employee_medical")
			if err != nil {
				return n, err
			}
			line.Below = append(line.Below, members...)
		}
		n.Below = append(n.Below, line)
	}
	return n, nil
}

// members lists the members of a household for whom a condition holds, with some
// of their columns.
func (p *Publication) members(ctx context.Context, h record, where string, columns ...string) ([]Note, error) {
	rows, err := p.table(ctx, "trace/member", "household_id = ? AND ("+where+") ORDER BY file, sheet, row", h.text("household_id"))
	if err != nil {
		return nil, err
	}
	var out []Note
	for _, m := range rows {
		who := m.text("relationship")
		if who == "" {
			who = "成员"
		}
		n := note("%s(%s岁)", who, tri(m["age"] != nil, m.text("age"), "不明", ""))
		for _, c := range columns {
			line, err := p.input(ctx, m, "member", c, c)
			if err != nil {
				return nil, err
			}
			n.Below = append(n.Below, line)
		}
		out = append(out, n)
	}
	return out, nil
}

// exclusions lists the exclusions (排除情形) that hold, and those whose cell could
// not be read.
func (p *Publication) exclusions(ctx context.Context, h record) (Note, error) {
	n := note("排除情形:无")
	if by := h.text("excluded_by"); by != "" {
		n = note("排除情形:%s", by)
	} else if unread := h.text("exclusion_unread"); unread != "" {
		n = note("排除情形:读不出(%s),有没有不明", unread)
	}
	for _, d := range p.defs {
		c, ok := strings.CutPrefix(d.id(), "household.excl_")
		unread := strings.Contains(h.text("rejected"), ";excl_"+c+";")
		if !ok || d.kind() != catalog.KindColumn || h["excl_"+c] != true && !unread {
			continue
		}
		line, err := p.input(ctx, h, "household", "excl_"+c, "excl_"+c)
		if err != nil {
			return n, err
		}
		n.Below = append(n.Below, line)
	}
	return n, nil
}

// visits says what was found when the household was visited (核查).
func (p *Publication) visits(ctx context.Context, h record) (Note, error) {
	rows, err := p.table(ctx, "trace/verification", "household_id = ? ORDER BY batch, file, sheet, row", h.text("household_id"))
	if err != nil || len(rows) == 0 {
		return Note{}, err
	}
	n := note("核查")
	for _, r := range rows {
		line := note("批次 %s:%s", r.text("batch"), r.text("answer"))
		line.Facts = r.facts("batch", "reached", "approves")
		if line.Below, err = p.inputs(ctx, r, "verification", r.text("evidence")); err != nil {
			return n, err
		}
		n.Below = append(n.Below, line)
	}
	return n, nil
}

func (p *Publication) householdFindings(ctx context.Context, h record) (Note, error) {
	rows, err := p.table(ctx, "data/findings", "household_id = ? ORDER BY file, sheet, cell, finding_id", h.text("household_id"))
	if err != nil || len(rows) == 0 {
		return Note{}, err
	}
	n := Note{Text: fmt.Sprintf("发现的问题:%d 处", len(rows))}
	for _, r := range rows {
		n.Below = append(n.Below, found(r))
	}
	return n, nil
}
