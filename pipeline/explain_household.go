package pipeline

import (
	"context"
	"strings"
)

// incomeInputs are the columns that make up the net income, with their sign.
var incomeInputs = []struct{ column, sign string }{
	{"wage_income", "+"}, {"business_income", "+"}, {"property_income", "+"}, {"transfer_income", "+"}, {"land_insurance_income", "+"},
	{"pension", "−"}, {"excluded_income", "−"}, {"business_expense", "−"},
}

// household explains the verdict on one household: the rule, the values that
// decided, and the cell each was read from.
func (e *explainer) household(ctx context.Context, h record) ([]Note, error) {
	verdict := h.text("verdict")
	if verdict == "" {
		verdict = "无问题"
	}
	head := note("户 %s(村 %s)%s:%s", h.text("household_id"), h.text("village_code"), h.text("status"), verdict)
	at, err := e.cell(ctx, h, "household", "status")
	if err != nil {
		return nil, err
	}
	head.Below = append(head.Below, note("规则:%s", ruleOf(h)), note("户类型 = %s ← %s", shown(h, "status"), at))
	if h["wrongly_registered"] == true {
		head.Below = append(head.Below, note("另:建档立卡户有排除情形(%s),属错评", h.text("excluded_by")))
	}
	income, err := e.income(ctx, h)
	if err != nil {
		return nil, err
	}
	guarantees, err := e.guarantees(ctx, h)
	if err != nil {
		return nil, err
	}
	excluded := note("排除情形:无")
	if by := h.text("excluded_by"); by != "" {
		excluded = note("排除情形:%s", by)
		for _, c := range []string{"excl_public_salary", "excl_village_cadre", "excl_bought_flat", "excl_vehicle", "excl_business",
			"excl_savings", "excl_away", "excl_elsewhere", "excl_supporter"} {
			if h[c] == true {
				line, err := e.input(ctx, h, c, c)
				if err != nil {
					return nil, err
				}
				excluded.Below = append(excluded.Below, line)
			}
		}
	}
	return []Note{head, income, guarantees, excluded}, nil
}

// ruleOf says which rule decided and how it came out.
func ruleOf(h record) string {
	switch h.text("status") {
	case "脱贫户":
		return "脱贫户须同时满足人均纯收入高于贫困线和六项保障;结果:" + tri(h["exit_met"], "达到退出标准", "未达到,判为错退", "无法判断,列为待核")
	case "一般农户":
		if h.text("excluded_by") != "" {
			return "一般农户有排除情形,不判漏评"
		}
		return "一般农户符合贫困识别标准的判为漏评;结果:" + tri(h["poor"], "符合识别标准,判为漏评", "不符合", "无法判断,列为待核")
	case "未脱贫户", "返贫户":
		return "未脱贫户和返贫户计入剩余贫困人口"
	case "清退户":
		return "清退户只计入总人口"
	default:
		return "户类型不明,列为待核"
	}
}

func tri(v any, yes, no, unknown string) string {
	switch v {
	case true:
		return yes
	case false:
		return no
	default:
		return unknown
	}
}

// input is one value of the household sheet with its cell.
func (e *explainer) input(ctx context.Context, h record, name, column string) (Note, error) {
	sheet, _ := e.cat.Sheet("household")
	c, _ := sheet.Column(column)
	at, err := e.cell(ctx, h, "household", column)
	if err != nil {
		return Note{}, err
	}
	if at == noColumn {
		return note("%s:%s", c.Label, noColumn), nil
	}
	value := shown(h, name)
	switch {
	case strings.Contains(h.text("rejected"), ";"+column+";"):
		value = "读不出(单元格已拒收)"
	case strings.Contains(h.text("inferred"), ";"+column+";"):
		value += "(由相邻单元格补得)"
	}
	return note("%s = %s ← %s", c.Label, value, at), nil
}

func (e *explainer) income(ctx context.Context, h record) (Note, error) {
	n := note("收入:人均纯收入 %s 元,贫困线 %s 元:%s", shown(h, "per_capita"), shown(h, "line"),
		tri(h["income_above"], "高于线", tri(h["income_below"], "低于线", "恰等于线", ""), "不明"))
	n.Below = append(n.Below, note("人均纯收入 = 纯收入 %s 元 ÷ %s 人", shown(h, "net_income"), shown(h, "divisor")))
	persons, err := e.input(ctx, h, "declared_persons", "persons")
	if err != nil {
		return n, err
	}
	if h["persons_inferred"] == true {
		persons.Text += ";按人表人数推定"
	}
	n.Below = append(n.Below, persons)
	for _, part := range incomeInputs {
		line, err := e.input(ctx, h, part.column, part.column)
		if err != nil {
			return n, err
		}
		line.Text = part.sign + " " + line.Text
		n.Below = append(n.Below, line)
	}
	declared, err := e.input(ctx, h, "declared_per_capita", "declared_per_capita")
	if err != nil {
		return n, err
	}
	declared.Text += "(只作比较)"
	n.Below = append(n.Below, declared)
	return n, nil
}

func (e *explainer) guarantees(ctx context.Context, h record) (Note, error) {
	n := note("六项保障")
	sheet, _ := e.cat.Sheet("household")
	for _, name := range []string{"food", "clothing", "education", "medical", "housing", "water"} {
		c, _ := sheet.Column(name)
		line := note("%s:%s", c.Label, tri(h[name], "达到", "未达到", "不明"))
		flag, err := e.input(ctx, h, name+"_flag", name)
		if err != nil {
			return n, err
		}
		line.Below = append(line.Below, flag)
		switch name {
		case "housing":
			grade, err := e.input(ctx, h, "house_grade", "house_grade")
			if err != nil {
				return n, err
			}
			line.Below = append(line.Below, grade)
		case "education", "medical":
			members, err := e.members(ctx, h, name)
			if err != nil {
				return n, err
			}
			line.Below = append(line.Below, members...)
		}
		n.Below = append(n.Below, line)
	}
	return n, nil
}

// members lists the member rows that bear on schooling or on insurance.
func (e *explainer) members(ctx context.Context, h record, guarantee string) ([]Note, error) {
	rows, err := e.table(ctx, "trace/member", "household_id = ? ORDER BY file, sheet, row", h.text("household_id"))
	if err != nil {
		return nil, err
	}
	var out []Note
	for _, m := range rows {
		who := m.text("relationship")
		if who == "" {
			who = "成员"
		}
		if guarantee == "medical" {
			at, err := e.cell(ctx, m, "member", "resident_medical")
			if err != nil {
				return nil, err
			}
			out = append(out, note("%s:居民医保 %s,职工医保 %s ← %s", who, shown(m, "resident_medical"), shown(m, "employee_medical"), at))
			continue
		}
		if age := m.count("age"); m["age"] != nil && (age < 6 || age > 15) {
			continue
		}
		at, err := e.cell(ctx, m, "member", "school_status")
		if err != nil {
			return nil, err
		}
		out = append(out, note("%s(%s岁):在校生状况 %s,失学或辍学原因 %s ← %s", who, shown(m, "age"), shown(m, "school_status"), shown(m, "dropout_reason"), at))
	}
	return out, nil
}
