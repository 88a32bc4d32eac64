package explain

import (
	"context"
	"fmt"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// exit explains one item of a list of village-exit standards: of a village what
// was measured and where, of a larger area its poor villages.
func (p *Publication) exit(ctx context.Context, a record, d definition) ([]Note, error) {
	inside := p.areasIn(a)
	rows, err := p.table(ctx, "data/village_exit", "standard = ? AND item = ? ORDER BY village_code", d.text("list"), d.id())
	if err != nil {
		return nil, err
	}
	var own []record
	for _, r := range rows {
		if inside[r.text("village_code")] {
			own = append(own, r)
		}
	}
	if len(own) == 0 {
		return nil, nil
	}
	title := fmt.Sprintf("%s · %s(标准%s)", d.text("list"), d.text("label"), catalog.Asks(d.text("comparator"), asked(d)))
	if a.text("level") == string(catalog.Village) {
		n, err := p.exitItem(ctx, own[0], d)
		n.Text = title + ":" + n.Text
		return []Note{n}, err
	}
	met := 0
	n := Note{Below: documents(d)}
	for _, r := range own {
		if r.text("verdict") == "达标" {
			met++
		}
		line, err := p.exitItem(ctx, r, d)
		if err != nil {
			return nil, err
		}
		line.Text = fmt.Sprintf("%s(%s):%s", r.text("village_name"), r.text("village_code"), line.Text)
		line.Below = nil
		n.Below = append(n.Below, line)
	}
	n.Text = fmt.Sprintf("%s:%d 个贫困村中 %d 个达标", title, len(own), met)
	n.Facts = map[string]any{"standard": d.text("list"), "item": d.id(), "villages": len(own), "met": met}
	return []Note{n}, nil
}

// exitItem is what was measured of one village, and the cells.
func (p *Publication) exitItem(ctx context.Context, r record, d definition) (Note, error) {
	n := note("%s,%s", measured(r, d), r.text("verdict"))
	if reason := r.text("reason"); reason != "" {
		n.Text += "(" + reason + ")"
	}
	n.Facts = r.facts("village_code", "numerator", "denominator", "value", "comparator", "threshold", "verdict")
	n.Below = documents(d)
	places, err := p.table(ctx, "trace/exit", "village_code = ? AND item = ?", r.text("village_code"), r.text("item"))
	if err != nil {
		return n, err
	}
	for _, at := range places {
		for _, evidence := range strings.Split(at.text("evidence"), ";") {
			kind, name, _ := strings.Cut(evidence, ".")
			var lines []Note
			switch kind {
			case "indicator":
				lines = []Note{note("户表已到,由户表计算:见%s(%s)", p.label(catalog.KindIndicator, name), name)}
			case "household":
				lines, err = p.failing(ctx, r.text("village_code"), name)
			default:
				lines, err = p.reported(ctx, r.text("village_code"), name)
			}
			if err != nil {
				return n, err
			}
			n.Below = append(n.Below, lines...)
		}
	}
	return n, nil
}

// householdExit says what a household has to do with an exit item of its village:
// what it adds where the item is worked out from the household sheets; else that
// the village sheet decides, with what the village reports.
func (p *Publication) householdExit(ctx context.Context, h record, d definition) (Note, error) {
	n := note("%s · %s(标准%s)", d.text("list"), d.text("label"), catalog.Asks(d.text("comparator"), asked(d)))
	n.Below = documents(d)
	rows, err := p.table(ctx, "data/village_exit", "standard = ? AND item = ? AND village_code = ?", d.text("list"), d.id(), h.text("village_code"))
	if err != nil {
		return n, err
	}
	if len(rows) == 0 {
		n.Text += ":所在的村不是贫困村,不判"
		return n, nil
	}
	n.Text += fmt.Sprintf(":所在的村 %s %s,%s", rows[0].text("village_name"), measured(rows[0], d), rows[0].text("verdict"))
	n.Facts = rows[0].facts("village_code", "numerator", "denominator", "verdict")
	places, err := p.table(ctx, "trace/exit", "village_code = ? AND item = ?", h.text("village_code"), d.id())
	if err != nil {
		return n, err
	}
	for _, at := range places {
		for _, evidence := range strings.Split(at.text("evidence"), ";") {
			kind, name, _ := strings.Cut(evidence, ".")
			var lines []Note
			switch kind {
			case "indicator":
				counts := h["verdict"] == "剩余"
				lines = []Note{note("由户表计算:该户%s %s人", tri(counts, "计入贫困人口", "不计入贫困人口", ""), h.shown("persons"))}
			case "household":
				line := note("由户表计算:该户%s", tri(h[name], "达到", "未达到", "不明"))
				line.Source, err = p.source(ctx, h, "household", name)
				lines = []Note{line}
			default:
				lines, err = p.reported(ctx, h.text("village_code"), name)
			}
			if err != nil {
				return n, err
			}
			n.Below = append(n.Below, lines...)
		}
	}
	return n, nil
}

// reported is a figure of a village sheet with its cell.
func (p *Publication) reported(ctx context.Context, village, column string) ([]Note, error) {
	values, err := p.table(ctx, "trace/village", "village_code = ?", village)
	if err != nil || len(values) == 0 {
		return nil, err
	}
	line, err := p.input(ctx, values[0], "village", column, column)
	return []Note{line}, err
}

// failing are the households of a village that lack a guarantee, or of which it
// is not known.
func (p *Publication) failing(ctx context.Context, village, column string) ([]Note, error) {
	out := []Note{note("由户表的“%s”计算", p.label(catalog.KindColumn, "household."+column))}
	rows, err := p.table(ctx, "trace/household", "village_code = ? AND "+column+" IS DISTINCT FROM true ORDER BY household_id", village)
	if err != nil {
		return nil, err
	}
	for i, h := range rows {
		if i == most {
			out = append(out, note("还有 %d 户", len(rows)-most))
			break
		}
		line := note("户 %s:%s", h.text("household_id"), tri(h[column], "", "未达到", "不明"))
		if line.Source, err = p.source(ctx, h, "household", column); err != nil {
			return nil, err
		}
		out = append(out, line)
	}
	return out, nil
}

// measured gives what was measured for an exit item: a fraction, an amount, or
// yes or no.
func measured(r record, d definition) string {
	switch {
	case r["numerator"] == nil || r["denominator"] == nil:
		return "没有数据"
	case d.text("unit") == "元":
		return reports.Count(r.count("numerator")) + "元"
	case d.text("unit") == "是否":
		return tri(r.count("numerator") == 1, "是", "否", "")
	default:
		return r.text("numerator") + " ÷ " + r.text("denominator")
	}
}

// asked gives a threshold of an exit item as it is said: 100%, 50,000元.
func asked(d definition) string {
	var t float64
	if _, err := fmt.Sscan(d.text("threshold"), &t); err != nil {
		return "未填" // a threshold that the document leaves open
	}
	switch d.text("unit") {
	case "元":
		return reports.Count(int64(t)) + "元"
	case "是否":
		return "是"
	default:
		return reports.PercentOf(t) + "%"
	}
}
