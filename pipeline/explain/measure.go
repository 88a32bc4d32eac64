package explain

import (
	"context"
	"fmt"
	"strconv"

	"sanlv/reports"
)

// measure explains a poverty measure of an area, item by item, and the same
// measure of the areas one level below.
func (p *Publication) measure(ctx context.Context, a record, d definition) ([]Note, error) {
	rows, err := p.table(ctx, "data/poverty", "level = ? AND area_code = ? AND measure = ? ORDER BY item", a.text("level"), a.text("area_code"), d.id())
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	parts, err := p.table(ctx, "data/poverty", "level = ? AND measure = ? AND households + unknown > 0 ORDER BY area_code, item",
		map[string]string{"county": "township", "township": "village"}[a.text("level")], d.id())
	if err != nil {
		return nil, err
	}
	inside, err := p.areasIn(ctx, a)
	if err != nil {
		return nil, err
	}
	var out []Note
	for i, r := range rows {
		n := note("%s", stated(r, d))
		n.Facts = r.facts("measure", "item", "value", "numerator", "denominator", "households", "persons", "unknown")
		if i == 0 {
			n.Below = sources(d)
		}
		n.Below = append(n.Below, note("计入 %s户 %s人,因不明而未计入 %s户", reports.Count(r.count("households")), reports.Count(r.count("persons")), reports.Count(r.count("unknown"))))
		for _, part := range parts {
			if inside[part.text("area_code")] && part.text("item") == r.text("item") {
				below := note("其中 %s(%s):%s", part.text("area_name"), part.text("area_code"), stated(part, d))
				below.Facts = part.facts("area_code", "area_name", "value", "numerator", "denominator", "unknown")
				n.Below = append(n.Below, below)
			}
		}
		out = append(out, n)
	}
	return out, nil
}

// stated writes a measure as it is worked out: name = numerator ÷ denominator = value.
func stated(r record, d definition) string {
	name := d.text("label")
	if item := r.text("item"); item != "" {
		name += " " + item
	}
	v, ok := r["value"].(float64)
	if !ok {
		return name + ":" + r.text("reason")
	}
	value := fmt.Sprintf("%.4f", v)
	switch d.text("unit") {
	case "%":
		value = twoDecimals(v) + "%"
	case "元":
		value = fmt.Sprintf("%.2f元", v)
	}
	num, has := r["numerator"].(float64)
	if !has {
		return name + " = " + value
	}
	den, _ := r["denominator"].(float64)
	return fmt.Sprintf("%s = %s ÷ %s = %s", name, plainNumber(num), plainNumber(den), value)
}

// plainNumber writes a sum with up to four decimals.
func plainNumber(v float64) string {
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'f', 4, 64), 64)
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}
