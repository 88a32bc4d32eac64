package methods

import (
	"fmt"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
	"sanlv/reports"
)

// rules is the part 规则目录: what the readers and the checks look for.
func rules(cat *catalog.Catalog, settings catalog.Settings) part {
	p := part{Title: "规则目录", ID: "rules",
		Intro: "读入和检查时找什么。错误使户的信息不可信;警告多半要改;提示供核对。可核实了结的,在问题清单的核实情况中填“属实无误”或“已举证”并说明,下次运行不再列为问题。"}
	confirmable := map[string]bool{}
	for _, r := range finding.Rules() {
		confirmable[r.ID] = r.Confirmable
	}
	asks := map[string]string{} // thresholds in force
	for _, t := range settings.Thresholds() {
		asks[t.Name] = t.Value
	}
	models := map[string]catalog.Model{}
	for _, m := range cat.Models {
		if m.Layer == catalog.LayerCheck {
			models[m.Name] = m
			confirmable[m.Name] = m.Confirmable
		}
	}
	read := table{Heads: []string{"代号", "级别", "问题", "改正", "可核实了结"}}
	groups := map[string]*table{}
	for _, d := range cat.Definitions(settings.AsOf) {
		if d.Kind != catalog.KindCheck {
			continue
		}
		may := "否"
		if confirmable[d.ID] {
			may = "是"
		}
		m, ok := models[d.ID]
		if !ok {
			read.Rows = append(read.Rows, []string{d.ID, d.Severity, d.Definition, d.Mend, may})
			continue
		}
		var bounds []string
		for _, name := range m.Parameters {
			bounds = append(bounds, name+" = "+asks[name])
		}
		if groups[m.Group] == nil {
			groups[m.Group] = &table{Heads: []string{"代号", "级别", "找什么", "提示的话", "改正", "界限", "依据", "可核实了结"}}
		}
		groups[m.Group].Rows = append(groups[m.Group].Rows, []string{d.ID, d.Severity, d.Label, d.Definition, d.Mend, or(strings.Join(bounds, ";")), or(d.Source), may})
	}
	checks := section{Title: "检查", ID: "checks"}
	leaving := section{Title: "不得脱贫的规则", ID: "not-to-exit"}
	n := 0
	for i, group := range catalog.CheckGroups {
		t := groups[group]
		switch {
		case t == nil:
		case group == catalog.NotToExit:
			leaving.Texts = []string{fmt.Sprintf("当年脱贫或计划脱贫的户,有下列之一的不得脱贫,%d 条;各条的依据见末栏,没有见到原文的注明待核对。", len(t.Rows))}
			leaving.Tables = []table{*t}
		default:
			n += len(t.Rows)
			checks.Below = append(checks.Below, section{Title: fmt.Sprintf("%s(%d 条)", group, len(t.Rows)), ID: fmt.Sprintf("checks-%d", i+1), Tables: []table{*t}})
		}
	}
	checks.Texts = []string{fmt.Sprintf("读入之后、跨行跨表的检查,%d 条。界限在 parameters.csv 中改。", n)}
	p.Sections = []section{checks, leaving,
		{Title: "政策", ID: "policies", Texts: []string{"政策享受表据此对照:同一档的条件要全部符合,有几档的第一个符合的档定金额。表中看不出的条件“另行核实”,不据以判应享未享。"}, Tables: []table{policies(cat, settings)}},
		{Title: "预警规则", ID: "alerts", Texts: []string{"部门比对表、户表、上年收入表达到下列之一的列为预警。风险的使户成为脱贫不稳定户或边缘易致贫户,突发的使收入不低于监测线的户成为突发严重困难户,线索只供核对。规则在 alerts.csv 中添改;没有见到原文的注明待核对。"}, Tables: []table{alerts(cat, settings)}},
		{Title: "读入", ID: "reading", Texts: []string{fmt.Sprintf("逐个文件、逐个单元格读入时的规则,%d 条;“…”处填具体的内容。", len(read.Rows))}, Tables: []table{read}},
	}
	return p
}

// policies lists who is given what.
func policies(cat *catalog.Catalog, settings catalog.Settings) table {
	labels := map[string]string{}
	for _, f := range cat.PolicyFacts() {
		labels[f.Name] = f.Label
	}
	t := table{Heads: []string{"政策", "档", "给谁", "标准", "条件", "不可重复", "地区", "依据"}}
	for _, p := range cat.PoliciesOn(settings.AsOf) {
		var rules []string
		for _, r := range p.Rules {
			switch {
			case r.Fact == "":
				rules = append(rules, "另行核实:"+r.ByHand)
			case r.Number != "":
				rules = append(rules, labels[r.Fact]+catalog.Asks(r.Comparator, r.Number))
			default:
				rules = append(rules, labels[r.Fact]+"为"+strings.Join(r.Texts, "、"))
			}
		}
		amount := "未定金额"
		if p.Amount != "" {
			amount = p.Amount + "元/" + p.Cycle
		}
		source := or(p.Source)
		if p.Status != "" {
			source += "[" + p.Status + "]"
		}
		t.Rows = append(t.Rows, []string{p.Name, p.Tier, p.Subject, amount, strings.Join(rules, ";"), strings.Join(p.Exclusive, "、"), p.Place, source})
	}
	return t
}

// alerts lists the alert rules in force.
func alerts(cat *catalog.Catalog, settings catalog.Settings) table {
	t := table{Heads: []string{"规则", "看什么", "阈值", "单位", "户类型", "类别", "有效期", "依据", "状态", "说明"}}
	for _, a := range cat.AlertsOn(settings.AsOf) {
		watched, bound := a.Says(), reports.NotApplicable // the item alone raises the alert
		if a.Threshold != "" {
			watched, bound = a.Item+a.Measure, catalog.Asks(a.Comparator, a.Threshold)
		}
		statuses := strings.Join(a.Statuses, "、")
		if statuses == "" {
			statuses = "各类户"
		}
		t.Rows = append(t.Rows, []string{a.Name, watched, bound, or(a.Unit), statuses, a.Kind, inForce(a.From, a.To), a.Source, or(a.Status), or(a.Note)})
	}
	return t
}
