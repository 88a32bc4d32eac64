package explain

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// measure explains a poverty measure of an area: its value, what it is made of,
// and the households it is about.
func (p *Publication) measure(ctx context.Context, a record, d definition) ([]Note, error) {
	rows, err := p.table(ctx, "data/poverty", "level = ? AND area_code = ? AND measure = ? ORDER BY item", a.text("level"), a.text("area_code"), d.id())
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	n := note("%s", d.text("label"))
	first := rows[0]
	if len(rows) == 1 {
		n.Text += " = " + amount(first, d)
		n.Facts = first.facts("measure", "value", "numerator", "denominator", "households", "persons", "unknown", "reason")
	}
	n.Below = append(documents(d), note("计入 %s户 %s人;不明而未计入 %s户", reports.Count(first.count("households")), reports.Count(first.count("persons")), reports.Count(first.count("unknown"))))
	slices.SortStableFunc(rows, func(a, b record) int { return cmp.Compare(p.itemOrder(a.text("item")), p.itemOrder(b.text("item"))) })
	for _, r := range rows {
		if r.text("item") == "" {
			continue
		}
		item := note("%s:%s", p.itemLabel(r.text("item")), amount(r, d))
		item.Facts = r.facts("measure", "item", "value", "numerator", "denominator", "reason")
		n.Below = append(n.Below, item)
	}
	l, err := p.measured(ctx, a, d, Numerator)
	if err != nil {
		return nil, err
	}
	var persons int64
	for _, r := range l {
		persons += r.count("persons")
	}
	n.Below = append(n.Below, note("涉及 %s户 %s人,用 --list 列出", reports.Count(int64(len(l))), reports.Count(persons)))
	return []Note{n}, nil
}

// amount is a value of a measure as it is said, with what was divided.
func amount(r record, d definition) string {
	v, ok := r["value"].(float64)
	if !ok {
		return "没有值:" + r.text("reason")
	}
	var text string
	switch d.text("unit") {
	case "%":
		text = fmt.Sprintf("%.2f%%", 100*v)
	case "元":
		text = fmt.Sprintf("%.2f元", v)
	default:
		text = fmt.Sprintf("%.4f", v)
	}
	num, one := r["numerator"].(float64)
	den, two := r["denominator"].(float64)
	if one && two {
		text = fmt.Sprintf("%s ÷ %s = %s", plainNumber(num), plainNumber(den), text)
	}
	return text
}

// plainNumber prints persons and yuan without needless decimals.
func plainNumber(v float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.4f", v), "0"), ".")
}

// measured lists the households that a measure is about, or with Denominator those
// over which it is taken, or with Unknown those left out.
func (p *Publication) measured(ctx context.Context, a record, d definition, part string) ([]record, error) {
	where := d.text(map[string]string{Numerator: "behind", Denominator: "base", Unknown: "left_out"}[part])
	return p.query(ctx, "SELECT h.* FROM {trace/poverty_household} h JOIN {trace/village_area} v ON v.village_code = h.village_code AND v.level = ? AND v.area_code = ?"+
		" WHERE ("+where+") ORDER BY h.village_code, h.household_id", a.text("level"), a.text("area_code"))
}

// lacks are the dimensions of multidimensional poverty in a row of
// trace/poverty_household.
var lacks = []struct{ column, label string }{
	{"lacks_income", "收入"}, {"lacks_food_clothing", "吃穿"}, {"lacks_education", "义务教育"},
	{"lacks_medical", "基本医疗"}, {"lacks_housing", "住房"}, {"lacks_water", "饮水"},
}

// itemLabel names a dimension or an income group.
func (p *Publication) itemLabel(item string) string {
	for _, l := range lacks {
		if l.column == "lacks_"+item {
			return l.label
		}
	}
	return p.label(catalog.KindGroup, item)
}

// itemOrder places a dimension or an income group among the others.
func (p *Publication) itemOrder(item string) int {
	if i := slices.IndexFunc(lacks, func(l struct{ column, label string }) bool { return l.column == "lacks_"+item }); i >= 0 {
		return i
	}
	return slices.IndexFunc(p.defs, func(d definition) bool { return d.kind() == catalog.KindGroup && d.id() == item })
}

// lacking says what a household lacks, and what is not known.
func lacking(r record) string {
	var out []string
	for _, l := range lacks {
		if s := tri(r[l.column], l.label, "", l.label+"不明"); s != "" {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		return "无"
	}
	return strings.Join(out, "、")
}

func (p *Publication) listMeasure(ctx context.Context, s *subject, d definition, part string) (*List, error) {
	l := &List{Title: d.text("label") + "涉及的户", Columns: []string{"村代码", "户编号", "人口", "人均纯收入", "贫困线", "低于线", "所缺", "在册", "该在册", "出处"}}
	for _, a := range s.areas {
		rows, err := p.measured(ctx, a, d, part)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			at, err := p.source(ctx, r, "household", "household_id")
			if err != nil {
				return nil, err
			}
			from := ""
			if at != nil {
				from = at.String()
			}
			l.Rows = append(l.Rows, []string{r.text("village_code"), r.text("household_id"), r.shown("persons"), r.shown("per_capita"), r.text("line"),
				tri(r["below"], "是", "否", "不明"), lacking(r), tri(r["on_register"], "是", "否", "不明"), tri(r["entitled"], "是", "否", "不明"), from})
		}
	}
	return l, nil
}

// householdMeasure says whether a measure is about a household, and why.
func (p *Publication) householdMeasure(ctx context.Context, h record, d definition) (Note, error) {
	rows, err := p.query(ctx, "SELECT *, CASE WHEN "+d.text("left_out")+" THEN NULL ELSE coalesce("+d.text("behind")+", false) END AS behind FROM {trace/poverty_household} WHERE household_id = ?", h.text("household_id"))
	if err != nil || len(rows) == 0 {
		return note("%s:没有数据", d.text("label")), err
	}
	r := rows[0]
	n := note("%s:%s", d.text("label"), tri(r["behind"], "涉及该户", "不涉及该户", "不明,该户未计入"))
	n.Facts = r.facts("persons", "income", "per_capita", "line", "below", "units", "units_lacked", "af_poor", "on_register", "entitled")
	n.Below = append(documents(d),
		note("人口 %s,纯收入 %s 元,人均 %s 元,贫困线 %s 元:%s", r.shown("persons"), r.shown("income"), r.shown("per_capita"), r.text("line"), tri(r["below"], "低于线", "不低于线", "不明")),
		note("所缺的维度:%s(权数 %s / %s)", lacking(r), r.shown("units_lacked"), r.text("units")),
		note("在册:%s;该在册:%s", tri(r["on_register"], "是", "否", "不明"), tri(r["entitled"], "是", "否", "不明")))
	return n, nil
}
