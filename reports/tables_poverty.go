package reports

import (
	"cmp"
	"context"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// povertyParameters begins the names of the parameters that decide the poverty
// measures and nothing else.
const povertyParameters = "poverty."

// kindLevel is the level of the poor villages (贫困村) of a county and of the others.
const kindLevel = "village_kind"

// shown is what a column shows of a measure.
type shown uint8

const (
	showValue     shown = iota
	showPersons         // whom the measure is taken over
	showNumerator       // persons, or yuan in a column of KindMoney
	showUnknown         // households left out
)

// povertyColumn is one column of the poverty tables.
type povertyColumn struct {
	head, sub     string // sub may be empty
	measure, item string
	show          shown
	kind          Kind
}

// dimensionLabels names the dimensions of multidimensional poverty in their order.
var dimensionLabels = []struct{ item, label string }{
	{"income", "收入"}, {"food_clothing", "不愁吃穿"}, {"education", "义务教育"}, {"medical", "基本医疗"}, {"housing", "住房安全"}, {"water", "饮水安全"},
}

// depthColumns are those of 贫困深度.
var depthColumns = []povertyColumn{
	{"收入贫困", "收入已知人口(人)", "fgt0", "", showPersons, KindCount},
	{"收入贫困", "收入不明户(户)", "fgt0", "", showUnknown, KindCount},
	{"收入贫困", "贫困人口(人)", "fgt0", "", showNumerator, KindCount},
	{"收入贫困", "发生率FGT0(%)", "fgt0", "", showValue, KindPercent},
	{"收入贫困", "贫困人口人均纯收入(元)", "poor_income", "", showValue, KindMoney},
	{"收入贫困", "补到贫困线需(元/年)", "fgt1", "", showNumerator, KindMoney},
	{"收入贫困", "深度FGT1(%)", "fgt1", "", showValue, KindPercent},
	{"收入贫困", "强度FGT2(%)", "fgt2", "", showValue, KindPercent},
	{"收入贫困", "瓦茨指数", "watts", "", showValue, KindIndex},
	{"收入贫困", "森指数", "sen", "", showValue, KindIndex},
	{"收入贫困", "SST指数", "sst", "", showValue, KindIndex},
	{"收入差距", "基尼系数", "gini", "", showValue, KindIndex},
	{"多维贫困", "六项都已知人口(人)", "af_h", "", showPersons, KindCount},
	{"多维贫困", "有不明项的户(户)", "af_h", "", showUnknown, KindCount},
	{"多维贫困", "多维贫困人口(人)", "af_h", "", showNumerator, KindCount},
	{"多维贫困", "发生率H(%)", "af_h", "", showValue, KindPercent},
	{"多维贫困", "平均缺失份额A(%)", "af_a", "", showValue, KindPercent},
	{"多维贫困", "指数M0(%)", "af_m0", "", showValue, KindPercent},
	{"建档立卡", "误纳率(%)", "inclusion_error", "", showValue, KindPercent},
	{"建档立卡", "遗漏率(%)", "exclusion_error", "", showValue, KindPercent},
}

var registerColumns = []povertyColumn{
	{"误纳(不该在册而在册)", "在册人口(人)", "inclusion_error", "", showPersons, KindCount},
	{"误纳(不该在册而在册)", "误纳人口(人)", "inclusion_error", "", showNumerator, KindCount},
	{"误纳(不该在册而在册)", "误纳率(%)", "inclusion_error", "", showValue, KindPercent},
	{"误纳(不该在册而在册)", "无法判断户(户)", "inclusion_error", "", showUnknown, KindCount},
	{"遗漏(该在册而不在册)", "该在册人口(人)", "exclusion_error", "", showPersons, KindCount},
	{"遗漏(该在册而不在册)", "遗漏人口(人)", "exclusion_error", "", showNumerator, KindCount},
	{"遗漏(该在册而不在册)", "遗漏率(%)", "exclusion_error", "", showValue, KindPercent},
	{"遗漏(该在册而不在册)", "无法判断户(户)", "exclusion_error", "", showUnknown, KindCount},
}

// PovertyByTownship is 贫困深度: the poverty measures of the county and its
// townships, then of its poor villages and the others.
func PovertyByTownship(ctx context.Context, pub Publication) (*Table, error) {
	return povertyTable(ctx, pub, LevelTownship, "poverty_township", "贫困深度分乡镇", "贫困深度与差距表(分乡镇)", "户、人、元、%", depthColumns)
}

// PovertyByVillage is the same with the villages below each township.
func PovertyByVillage(ctx context.Context, pub Publication) (*Table, error) {
	return povertyTable(ctx, pub, LevelVillage, "poverty_village", "贫困深度分村", "贫困深度与差距表(分村)", "户、人、元、%", depthColumns)
}

// IncomesByTownship is 收入分组: persons by income a head as a share of the line.
func IncomesByTownship(ctx context.Context, pub Publication) (*Table, error) {
	columns := []povertyColumn{
		{"收入已知人口(人)", "", "fgt0", "", showPersons, KindCount},
		{"收入不明户(户)", "", "fgt0", "", showUnknown, KindCount},
	}
	for _, g := range pub.Meta.Groups {
		head := "人均纯收入为贫困线的" + Clean(g.Label)
		columns = append(columns, povertyColumn{head, "人口(人)", "income_group", g.Item, showNumerator, KindCount},
			povertyColumn{head, "比重(%)", "income_group", g.Item, showValue, KindPercent})
	}
	return povertyTable(ctx, pub, LevelTownship, "income_township", "收入分组", "收入分组表(分乡镇)", "户、人、%", columns)
}

// DimensionsByTownship is 多维贫困构成: who lacks what, and how much each
// dimension adds to the whole.
func DimensionsByTownship(ctx context.Context, pub Publication) (*Table, error) {
	columns := []povertyColumn{
		{"六项都已知人口(人)", "", "af_h", "", showPersons, KindCount},
		{"有不明项的户(户)", "", "af_h", "", showUnknown, KindCount},
		{"指数M0(%)", "", "af_m0", "", showValue, KindPercent},
	}
	// by the union rule whoever lacks one dimension is poor: both rates are one
	union := slices.ContainsFunc(pub.Meta.Parameters, func(p Parameter) bool { return p.Name == povertyParameters+"af_cutoff" && p.Value == "1" })
	for _, d := range dimensionLabels {
		columns = append(columns, povertyColumn{d.label, "缺失人口(人)", "af_uncensored", d.item, showNumerator, KindCount},
			povertyColumn{d.label, "缺失率(%)", "af_uncensored", d.item, showValue, KindPercent})
		if !union {
			columns = append(columns, povertyColumn{d.label, "多维贫困户缺失率(%)", "af_censored", d.item, showValue, KindPercent})
		}
		columns = append(columns, povertyColumn{d.label, "贡献率(%)", "af_contribution", d.item, showValue, KindPercent})
	}
	return povertyTable(ctx, pub, LevelTownship, "dimension_township", "多维贫困构成", "多维贫困构成表(分乡镇)", "户、人、%", columns)
}

// RegisterByTownship is 建档立卡误差: who is on the register and ought not to be,
// and who is missing from it.
func RegisterByTownship(ctx context.Context, pub Publication) (*Table, error) {
	return povertyTable(ctx, pub, LevelTownship, "register_township", "建档立卡误差", "建档立卡误纳与遗漏表(分乡镇)", "户、人、%", registerColumns)
}

// measured is one measure of one area.
type measured struct {
	value, numerator, denominator float64
	hasValue                      bool
	persons, unknown              int64
}

// readMeasures reads the poverty frame, and the names of the areas of kindLevel.
func readMeasures(ctx context.Context, pub Publication) (map[[4]string]measured, []area, error) {
	v, err := load(ctx, pub, "poverty", "level", "area_code", "area_name", "measure", "item", "value", "numerator", "denominator", "persons", "unknown")
	if err != nil {
		return nil, nil, err
	}
	of := map[[4]string]measured{}
	var kinds []area
	for i := range v.len() {
		level, code := v.text(i, "level"), v.text(i, "area_code")
		m := measured{persons: v.count(i, "persons"), unknown: v.count(i, "unknown")}
		m.value, m.hasValue = v.float(i, "value")
		m.numerator, _ = v.float(i, "numerator")
		m.denominator, _ = v.float(i, "denominator")
		of[[4]string{level, code, v.text(i, "measure"), v.text(i, "item")}] = m
		if level == kindLevel && !slices.ContainsFunc(kinds, func(a area) bool { return a.code == code }) {
			kinds = append(kinds, area{code: code, name: v.text(i, "area_name"), codes: []string{code}})
		}
	}
	// poor villages first
	slices.SortStableFunc(kinds, func(a, b area) int { return cmp.Compare(kindOrder(a.code), kindOrder(b.code)) })
	return of, kinds, nil
}

// kindOrder puts the poor villages of a county before the others, and those of
// which it is not known last.
func kindOrder(code string) string {
	county, kind, _ := strings.Cut(code, "-")
	return county + strconv.Itoa(slices.Index([]string{"poor", "other", "unknown"}, kind))
}

// povertyTable makes one table over the areas down to a level; the township
// tables end with the kinds of villages.
func povertyTable(ctx context.Context, pub Publication, down Level, id, short, what, units string, columns []povertyColumn) (*Table, error) {
	list, _, cover, err := summaryInputs(ctx, pub, down)
	if err != nil {
		return nil, err
	}
	of, kinds, err := readMeasures(ctx, pub)
	if err != nil {
		return nil, err
	}
	t := newTable(pub.Meta, id, short, what, units)
	t.areaColumns()
	first := len(t.Columns)
	for i, c := range columns {
		heads := []string{c.head}
		if c.sub != "" {
			heads = append(heads, c.sub)
		}
		t.Columns = append(t.Columns, Column{Heads: heads, Kind: c.kind, Mark: strconv.Itoa(first + i)})
	}
	row := func(r Row, level, code string, c coverage) {
		for i, column := range columns {
			m, found := of[[4]string{level, code, column.measure, column.item}]
			cell := column.cell(m, !found || c.missing() && c.arrived == 0 && m.persons+m.unknown == 0)
			cell.Provisional = c.missing()
			if column.show == showValue && cell.Value != nil {
				cell.Formula = percentFormula(columns, i, first, m)
			}
			r.Cells = append(r.Cells, cell)
		}
		t.Rows = append(t.Rows, r)
	}
	for _, a := range list {
		row(areaRow(a, cover[a.code]), a.level.id(), a.code, cover[a.code])
	}
	for i, below := range parts(list) {
		for c, column := range t.Columns {
			if column.Kind == KindCount {
				sum(t.Rows, i, c, below)
			}
		}
	}
	if down == LevelTownship {
		for _, k := range kinds {
			row(Row{Areas: k.codes, Cells: []Cell{nameCell(k.name+"合计", NotKnown), {Text: NotApplicable}, {Text: NotApplicable}}}, kindLevel, k.code, coverage{})
		}
	}
	t.Notes = append(t.Notes, t.coverageNote()...)
	t.Notes = append(t.Notes, povertyNotes(pub.Meta, columns)...)
	t.finish(pub.Meta)
	return t, nil
}

// percentFormula is the formula of a rate whose persons and numerator stand in
// the same table, else nil.
func percentFormula(columns []povertyColumn, at, first int, m measured) *Formula {
	if m.denominator != float64(m.persons) {
		return nil
	}
	numerator, persons := -1, -1
	for i, c := range columns {
		switch {
		case c.kind == KindCount && c.show == showNumerator && c.measure == columns[at].measure && c.item == columns[at].item:
			numerator = first + i
		case c.show == showPersons && samePersons(c.measure, columns[at].measure):
			persons = first + i
		}
	}
	if numerator < 0 || persons < 0 {
		return nil
	}
	return &Formula{Op: OpPercent, Columns: []int{numerator, persons}}
}

// samePersons reports whether two measures are taken over the same persons.
func samePersons(a, b string) bool {
	over := func(m string) string {
		switch m {
		case "income_group":
			return "fgt0"
		case "af_uncensored", "af_censored", "af_m0":
			return "af_h"
		}
		return m
	}
	return over(a) == over(b)
}

// cell shows a measure; nothing came of an area that is silent.
func (c povertyColumn) cell(m measured, silent bool) Cell {
	switch {
	case silent:
		return Cell{Text: NotKnown}
	case c.show == showPersons:
		return countCell(m.persons)
	case c.show == showUnknown:
		return countCell(m.unknown)
	case c.show == showNumerator && c.kind == KindCount:
		return countCell(int64(m.numerator))
	case c.show == showNumerator:
		if m.persons == 0 && m.unknown > 0 {
			return Cell{Text: NotKnown}
		}
		return realCell(m.numerator, c.kind)
	case !m.hasValue && m.persons == 0 && m.unknown > 0:
		return Cell{Text: NotKnown}
	case !m.hasValue:
		return Cell{Text: NotApplicable}
	case c.kind == KindPercent && m.denominator == float64(m.persons) && m.numerator == float64(int64(m.numerator)):
		return shareCell(int64(m.numerator), m.persons)
	}
	return realCell(m.value, c.kind)
}

// realCell prints a number in the form of its kind, half up, … where it is above
// 0 and rounds to 0. A share is given as a fraction.
func realCell(v float64, kind Kind) Cell {
	r, ok := new(big.Rat).SetString(strconv.FormatFloat(v, 'g', -1, 64))
	if !ok {
		return Cell{Text: NotApplicable}
	}
	decimals := 2
	switch kind {
	case KindMoney:
		return Cell{Text: Money(r), Value: v}
	case KindPercent:
		v, r = v*100, r.Mul(r, big.NewRat(100, 1))
	case KindIndex:
		decimals = 4
	}
	text := RoundHalfUp(r, decimals)
	if v > 0 && strings.Trim(text, "0.") == "" {
		text = TooSmall
	}
	return Cell{Text: text, Value: v}
}

// povertyNotes explains what a table shows: in one sentence what each measure
// means, how it is worked out and after whom, and which parameters decide.
func povertyNotes(meta Meta, columns []povertyColumn) []string {
	notes := []string{"各项按人口加权,以户表普查数计算,县、乡镇由本级各户重新计算,不由下级平均。收入、人口或保障情况不明的户不计入,另列户数,不当作零或“不缺”。恰等于贫困线的不算贫困。“—”为没有可算的人(如没有贫困人口)。"}
	seen := map[string]bool{}
	for _, c := range columns {
		again := seen[c.measure]
		seen[c.measure] = true
		for _, m := range meta.Measures {
			if m.ID != c.measure || again {
				continue
			}
			note := Clean(m.Label) + ":" + strings.TrimRight(Clean(m.Definition), "。") + "。算法:" + textCell(m.Formula, "未写明").Text +
				"。不明的处理:" + textCell(m.Nulls, "未写明").Text + "。依据:" + textCell(m.Source, "未写明").Text + "。"
			notes = append(notes, note)
		}
	}
	return append(notes, parametersNote(meta, func(name string) bool { return decides(name, seen) }))
}

// decides reports whether a parameter decides one of the measures.
func decides(parameter string, measures map[string]bool) bool {
	for prefix, measure := range map[string]string{
		"poverty.af_cutoff": "af_h", "poverty.units.": "af_h", "poverty.watts_floor": "watts", "poverty.income_group_percents": "income_group",
		"poverty.register": "inclusion_error", "identify.": "inclusion_error",
	} {
		if strings.HasPrefix(parameter, prefix) {
			return measures[measure]
		}
	}
	// the line and the income behind all of them
	return strings.HasPrefix(parameter, "line.") || strings.HasPrefix(parameter, "income.") || strings.HasPrefix(parameter, "assessment.")
}
