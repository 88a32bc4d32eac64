package methods

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

var levelNames = map[string]string{string(catalog.County): "县", string(catalog.Township): "乡镇", string(catalog.Village): "村"}

// indicators is the part 指标说明.
func indicators(cat *catalog.Catalog, settings catalog.Settings) (part, error) {
	p := part{Title: "指标说明", ID: "indicators",
		Intro: "每个指标的定义、分子、分母、对不明的处理、各标准的阈值和依据,判定一户所用的规则,抽样怎样推算和判定,贫困村退出的各套标准,四级汇总,各本台账列什么,以及参数和开关。状态为“待核对”的数值,请先与文件原文核对。"}
	defs := cat.Definitions(settings.AsOf)
	s := section{Title: "指标", ID: "indicator", Texts: []string{
		"县、乡镇、村三级都由本级的分子、分母重新计算,不由下级的率平均;按未取舍的整数比较阈值,只在印出时四舍五入。"}}
	for _, d := range defs {
		if d.Kind != catalog.KindIndicator {
			continue
		}
		m := model(cat, catalog.LayerIndicator, d.ID)
		s.Below = append(s.Below, section{Title: d.Label, ID: anchor("indicator", d.ID),
			Terms: terms("代号", d.ID, "定义", d.Definition, "分子", d.Numerator, "分母", d.Denominator, "单位", d.Unit,
				"不明的", d.Nulls, "依据", d.Source, "取向", map[string]string{"lower": "越低越好", "higher": "越高越好"}[d.Direction]),
			Tables: thresholds(defs, d.ID), Code: m.SQL})
	}
	p.Sections = append(p.Sections, s, household(cat, settings))
	poverty := section{Title: "贫困测度", ID: "poverty", Texts: []string{
		"贫困发生率之外的测度,按人口加权;收入或保障不明的户不计入,另计户数。"}}
	groups := table{Caption: "收入分组", Heads: []string{"代号", "人均纯收入为贫困线的"}}
	for _, d := range defs {
		switch d.Kind {
		case catalog.KindGroup:
			groups.Rows = append(groups.Rows, []string{d.ID, d.Label})
		case catalog.KindMeasure:
			poverty.Below = append(poverty.Below, section{Title: d.Label, ID: anchor("measure", d.ID),
				Terms: terms("代号", d.ID, "含义", d.Definition, "算法", d.Formula, "单位", d.Unit, "不明的", d.Nulls, "依据", d.Source),
				Code:  model(cat, catalog.LayerPoverty, d.ID).SQL})
		}
	}
	poverty.Tables = []table{groups}
	p.Sections = append(p.Sections, poverty)
	estimated, err := sampling()
	p.Sections = append(p.Sections, estimated, exitLists(cat, settings), levels(cat, settings), ledgers(cat), scorecards(cat, settings), parameters(settings))
	return p, err
}

// model finds a model by layer and name.
func model(cat *catalog.Catalog, layer catalog.Layer, name string) catalog.Model {
	for _, m := range cat.Models {
		if m.Layer == layer && m.Name == name {
			return m
		}
	}
	return catalog.Model{}
}

// thresholds lists what the standards ask of an indicator.
func thresholds(defs []catalog.Definition, indicator string) []table {
	t := table{Caption: "标准", Heads: []string{"标准", "级别", "要求", "依据", "状态", "说明"}}
	for _, d := range defs {
		if d.Kind != catalog.KindStandard || d.ID != indicator {
			continue
		}
		asks := "阈值未填"
		if d.Threshold != "" {
			asks = catalog.Asks(d.Comparator, percent(d.Threshold))
		}
		row := []string{d.List, levelNames[d.Level], asks, d.Source, or(d.Status), or(d.Definition)}
		// the levels of one row of the file stand together
		if n := len(t.Rows); n > 0 && t.Rows[n-1][0] == row[0] && slices.Equal(t.Rows[n-1][2:], row[2:]) {
			t.Rows[n-1][1] += "、" + row[1]
			continue
		}
		t.Rows = append(t.Rows, row)
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return []table{t}
}

// percent prints a decimal fraction as a per cent.
func percent(fraction string) string {
	var f float64
	if _, err := fmt.Sscan(fraction, &f); err != nil {
		return fraction
	}
	return reports.PercentOf(f) + "%"
}

// ledgers is the section of the ledgers.
func ledgers(cat *catalog.Catalog) section {
	s := section{Title: "台账", ID: "ledgers", Texts: []string{
		"每本台账列什么、依据什么、不明的怎样处理。每行都写明原因和作出判断的单元格。一户可以同时在几本台账中,各台账不能相加。"}}
	counts := map[string]string{catalog.CountsHouseholds: "户", catalog.CountsPersons: "人", catalog.CountsProblems: "问题"}
	for _, m := range cat.Ledgers() {
		s.Below = append(s.Below, section{Title: m.Header["label"], ID: anchor("ledger", m.Name), Code: m.SQL,
			Terms: terms("代号", m.Name, "列什么", m.Header["definition"], "每行", "一"+counts[m.Header["counts"]], "不明的", m.Header["nulls"], "依据", m.Header["source"])})
	}
	return s
}

// exitLists are the lists of village-exit standards, one table each.
func exitLists(cat *catalog.Catalog, settings catalog.Settings) section {
	s := section{Title: "贫困村退出标准", ID: "exit", Texts: []string{
		"几套标准并列判定,只判贫困村。分母为 0 的项目不适用,算作达标;村表没有填的、来件中没有这项数据的,判为“数据缺”。各项都达标的村达标,有一项未达标的未达标,没有未达标而有数据缺的为数据缺。"}}
	for _, e := range cat.ExitItems {
		if !e.ValidOn(settings.AsOf) {
			continue
		}
		n := len(s.Tables)
		if n == 0 || s.Tables[n-1].Caption != e.Standard {
			s.Tables = append(s.Tables, table{Caption: e.Standard, Heads: []string{"条", "项目", "名称", "单位", "要求", "依据", "状态", "说明"}})
			n++
		}
		s.Tables[n-1].Rows = append(s.Tables[n-1].Rows, []string{fmt.Sprint(e.Number), e.Item, e.Label, or(e.Unit), asked(e), e.Source, or(e.Status), or(e.Note)})
	}
	return s
}

func asked(e catalog.ExitItem) string {
	switch {
	case e.Threshold == nil:
		return "阈值未填"
	case e.Unit == "是否":
		return "有"
	case e.Unit == "元":
		return catalog.Asks(e.Comparator, e.Threshold.String()+"元")
	default:
		return catalog.Asks(e.Comparator, percent(e.Threshold.String()))
	}
}

// parameters lists the parameters and switches in force.
func parameters(settings catalog.Settings) section {
	s := section{Title: "参数和开关", ID: "parameters", Texts: []string{
		fmt.Sprintf("在 %s 有效的取值。取值在 parameters.csv 中改;同一批次里凡受影响的报表都印出所用的取值。", settings.AsOf.Format(time.DateOnly))}}
	t := table{Heads: []string{"参数", "代号", "取值", "意思", "可选的取值", "依据", "状态"}}
	for _, v := range append(slices.Clone(settings.InForce), settings.Line.Parameter(settings.AssessmentYear)) {
		t.Rows = append(t.Rows, []string{v.Label(), v.Name, or(strings.ReplaceAll(v.Value, ";", "; ")), or(v.Says()), or(v.Note), or(v.Source), or(v.Status)})
	}
	s.Tables = []table{t}
	return s
}
