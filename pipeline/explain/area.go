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

// kindLabels are the headings of the kinds of definitions, in the order in which
// they are listed.
var kindLabels = []struct{ kind, label string }{
	{catalog.KindIndicator, "指标"}, {catalog.KindExitItem, "贫困村退出的项目"}, {catalog.KindMeasure, "贫困测度"}, {catalog.KindLedger, "台账"}, {catalog.KindCheck, "检查"}, {catalog.KindParameter, "参数"},
}

// contents says what can be asked for.
func (p *Publication) contents() []Note {
	var out []Note
	for _, k := range kindLabels {
		n := note("%s", k.label)
		for _, d := range p.defs {
			if d.kind() != k.kind {
				continue
			}
			text := d.id()
			for _, s := range []string{d.title(), d.text("list")} {
				if s != "" {
					text += " " + s
				}
			}
			line := note("%s", text)
			line.Facts = map[string]any{"kind": d.kind(), "id": d.id(), "label": d.title(), "list": d.text("list")}
			n.Below = append(n.Below, line)
		}
		if len(n.Below) > 0 {
			out = append(out, n)
		}
	}
	return out
}

// whole is every county of the publication.
func (p *Publication) whole(ctx context.Context) (*subject, error) {
	rows, err := p.table(ctx, "data/indicators", "level = 'county' ORDER BY area_code")
	if err != nil {
		return nil, err
	}
	var s subject
	for _, r := range rows {
		if !slices.ContainsFunc(s.areas, func(o record) bool { return o.text("area_code") == r.text("area_code") }) {
			s.areas = append(s.areas, r)
		}
	}
	return &s, nil
}

var levelNames = map[string]string{"county": "县", "township": "乡镇", "village": "村"}

// area explains the figures of areas: all, or the topics asked for.
func (p *Publication) area(ctx context.Context, s *subject, what []definition) ([]Note, error) {
	var out []Note
	for _, a := range s.areas {
		out = append(out, Note{
			Text: fmt.Sprintf("%s %s(%s)%d年 来件 %d/%d", levelNames[a.text("level")], a.text("area_name"), a.text("area_code"), a.count("period"),
				a.count("villages_arrived"), a.count("villages_expected")),
			Facts: a.facts("level", "area_code", "area_name", "period", "villages_arrived", "villages_expected"),
		})
		topics := what
		if topics == nil {
			topics = p.overview(a)
		}
		for _, d := range topics {
			notes, err := p.about(ctx, a, d)
			if err != nil {
				return nil, err
			}
			out = append(out, notes...)
		}
	}
	return out, nil
}

// overview are the topics told of an area when none was asked for.
func (p *Publication) overview(a record) []definition {
	var out []definition
	for _, d := range p.defs {
		switch d.kind() {
		case catalog.KindIndicator:
			out = append(out, d)
		case catalog.KindExitItem:
			if a.text("level") == string(catalog.Village) {
				out = append(out, d)
			}
		}
	}
	return out
}

// about explains one topic of one area.
func (p *Publication) about(ctx context.Context, a record, d definition) ([]Note, error) {
	switch d.kind() {
	case catalog.KindIndicator:
		return p.figure(ctx, a, d, "")
	case catalog.KindStandard:
		if a.text("level") != d.text("level") {
			return nil, nil
		}
		return p.figure(ctx, a, p.find(catalog.KindIndicator, d.id()), d.text("list"))
	case catalog.KindExitItem:
		return p.exit(ctx, a, d)
	case catalog.KindMeasure:
		return p.measure(ctx, a, d)
	case catalog.KindLedger:
		return p.ledger(ctx, a, d)
	case catalog.KindCheck:
		return p.check(ctx, a, d)
	default:
		n := note("参数 %s %s = %s", d.id(), d.text("label"), cmp.Or(d.text("threshold"), "(空)"))
		n.Below = documents(d)
		return []Note{n}, nil
	}
}

func (p *Publication) find(kind, id string) definition {
	for _, d := range p.defs {
		if d.kind() == kind && d.id() == id {
			return d
		}
	}
	return definition{}
}

// documents are the words and the document of a definition.
func documents(d definition) []Note {
	var out []Note
	if s := d.text("definition"); s != "" {
		out = append(out, note("定义:%s", s))
	}
	if s := d.text("source"); s != "" {
		if status := d.text("status"); status != "" {
			s += "(" + status + ")"
		}
		out = append(out, note("依据:%s", s))
	}
	if num := d.text("numerator"); num != "" {
		out = append(out, note("分子:%s;分母:%s", num, d.text("denominator")))
	}
	if s := d.text("formula"); s != "" {
		out = append(out, note("算法:%s", s))
	}
	if s := d.text("nulls"); s != "" {
		out = append(out, note("不明的:%s", s))
	}
	return out
}

// figure explains one indicator of an area, by one standard or by all.
func (p *Publication) figure(ctx context.Context, a record, d definition, standard string) ([]Note, error) {
	rows, err := p.table(ctx, "data/indicators", "level = ? AND area_code = ? AND indicator = ? AND (? = '' OR standard = ?) ORDER BY standard",
		a.text("level"), a.text("area_code"), d.id(), standard, standard)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	r, unit := rows[0], d.text("unit")
	num, den := r.count("numerator"), r.count("denominator")
	n := note("%s:没有数据(分母为 0)", d.text("label"))
	if r["denominator"] == nil {
		n = note("%s:没有数据(分子 %s%s;有村的分母不详,或小于分子)", d.text("label"), reports.Count(num), unit)
	}
	if den > 0 {
		n = note("%s = %s%s ÷ %s%s = %s%%", d.text("label"), reports.Count(num), unit, reports.Count(den), unit, reports.Percent(num, den))
	}
	n.Facts = r.facts("indicator", "numerator", "denominator", "unknown", "value", "value_low", "value_high")
	n.Below = documents(d)
	why, err := p.coverage(ctx, a, r)
	if err != nil {
		return nil, err
	}
	n.Below = append(n.Below, why...)
	if u := r.count("unknown"); u > 0 {
		text := fmt.Sprintf("待核 %s%s", reports.Count(u), unit)
		if low, high := r["value_low"], r["value_high"]; low != nil && high != nil {
			text += fmt.Sprintf(":可能在 %s%% 到 %s%% 之间", twoDecimals(low), twoDecimals(high))
		}
		n.Below = append(n.Below, note("%s", text))
	}
	for _, s := range rows {
		if s.text("standard") == "" {
			n.Below = append(n.Below, note("本级没有标准判定这个指标"))
			continue
		}
		asks := "阈值未填"
		if t, ok := s["threshold"].(float64); ok {
			asks = catalog.Asks(s.text("comparator"), reports.PercentOf(t)+"%")
		}
		verdict := Note{Text: fmt.Sprintf("标准 %s(%s):%s", s.text("standard"), asks, s.text("verdict")), Facts: s.facts("standard", "comparator", "threshold", "verdict")}
		for _, rule := range p.defs {
			if rule.kind() == catalog.KindStandard && rule.id() == d.id() && rule.text("list") == s.text("standard") && rule.text("level") == a.text("level") {
				verdict.Below = documents(rule)
			}
		}
		n.Below = append(n.Below, verdict)
	}
	sampled, err := p.sampled(ctx, a, d, standard)
	if err != nil {
		return nil, err
	}
	n.Below = append(n.Below, sampled...)
	behind, err := p.behind(ctx, a, d)
	if err != nil {
		return nil, err
	}
	n.Below = append(n.Below, behind...)
	return []Note{n}, nil
}

// sampled is what the verification sample says of an indicator of an area: a
// sentence for all standards that ask the same.
func (p *Publication) sampled(ctx context.Context, a record, d definition, standard string) ([]Note, error) {
	rows, err := p.table(ctx, "data/estimates", "domain = ? AND indicator = ? AND sentence <> '' AND (? = '' OR standard = ?) ORDER BY standard, method",
		a.text("level")+":"+a.text("area_code"), d.id(), standard, standard)
	if err != nil {
		return nil, err
	}
	var out []Note
	said := map[string]int{}
	for _, r := range rows {
		if i, ok := said[r.text("sentence")]; ok {
			names, rest, _ := strings.Cut(out[i].Text, ":")
			out[i].Text = names + "、" + r.text("standard") + ":" + rest
			continue
		}
		said[r.text("sentence")] = len(out)
		n := note("抽样评估(批次 %s)%s:%s", r.text("batch"), r.text("standard"), r.text("sentence"))
		n.Facts = r.facts("batch", "method", "estimate", "ci_low", "ci_high", "bound_low", "bound_high", "verdict")
		out = append(out, n)
	}
	return out, nil
}

// twoDecimals prints a published fraction as a per cent.
func twoDecimals(fraction any) string {
	f, _ := fraction.(float64)
	return fmt.Sprintf("%.2f", 100*f)
}

// most is how many rows are shown below a figure; --list gives them all.
const most = 30

// behind lists what a figure is made of: of a village the households that count
// in it, of a larger area the areas one level below.
func (p *Publication) behind(ctx context.Context, a record, d definition) ([]Note, error) {
	if a.text("level") != string(catalog.Village) {
		return p.below(ctx, a, d)
	}
	// those that count against the village, and those that could
	parts := []string{Numerator, Unknown}
	if d.text("direction") == "higher" {
		parts = []string{missing}
	}
	var out []Note
	for _, part := range parts {
		l, err := p.indicatorRows(ctx, a, d, part)
		if err != nil {
			return nil, err
		}
		for i, r := range l {
			if i == most {
				list := ""
				if part == Unknown {
					list = "=待核"
				}
				out = append(out, note("还有 %d 户,用 --list%s 列出", len(l)-most, list))
				break
			}
			n, err := p.countedNote(ctx, r, d)
			if err != nil {
				return nil, err
			}
			out = append(out, n)
		}
	}
	return out, nil
}

// countedNote is a household behind a figure, with the cell that names it or the
// answer that decided; with the answers where it took several.
func (p *Publication) countedNote(ctx context.Context, r counted, d definition) (Note, error) {
	n := note("户 %s(%s):%s%s", r.id, r.state, reports.Count(r.amount), d.text("unit"))
	n.Facts = map[string]any{"household_id": r.id}
	if len(r.at) < 2 {
		for i := range r.at {
			n.Source = &r.at[i]
		}
		return n, nil
	}
	rows, err := p.table(ctx, "trace/verification", "household_id = ? AND counts", r.id)
	if err != nil || len(rows) == 0 {
		return n, err
	}
	n.Below, err = p.inputs(ctx, rows[0], "verification", rows[0].text("evidence"))
	return n, err
}

// coverage says why an area has no verdict: which of its villages have not sent
// their household sheets, or what is wrong with its denominator.
func (p *Publication) coverage(ctx context.Context, a, r record) ([]Note, error) {
	if r.count("villages_arrived") < r.count("villages_expected") {
		inside := p.areasIn(a)
		rows, err := p.query(ctx, "SELECT DISTINCT area_code, area_name FROM {data/indicators} WHERE level = 'village' AND villages_arrived < villages_expected ORDER BY area_code")
		if err != nil {
			return nil, err
		}
		var names []string
		for _, v := range rows {
			if inside[v.text("area_code")] {
				names = append(names, fmt.Sprintf("%s(%s)", v.text("area_name"), v.text("area_code")))
			}
		}
		if n := len(names); n > most {
			names = append(names[:most], fmt.Sprintf("等 %d 个村", n))
		}
		return []Note{note("户表没有到齐,数字是暂算的,判定为数据缺;未到:%s", strings.Join(names, "、"))}, nil
	}
	if den, known := r["denominator"].(int64); known && den == 0 {
		return []Note{note("分母为 0,没有率,判定为数据缺")}, nil
	}
	return nil, nil
}

// below lists the areas one level below with what they add.
func (p *Publication) below(ctx context.Context, a record, d definition) ([]Note, error) {
	below := map[string]string{"county": "township", "township": "village"}[a.text("level")]
	parts, err := p.table(ctx, "data/indicators", "level = ? AND indicator = ? AND (numerator > 0 OR denominator > 0 OR denominator IS NULL) ORDER BY area_code, standard", below, d.id())
	if err != nil {
		return nil, err
	}
	inside := p.areasIn(a)
	var out []Note
	last := ""
	for _, r := range parts {
		if code := r.text("area_code"); code != last && inside[code] {
			last = code
			den := reports.NotKnown
			if r["denominator"] != nil {
				den = reports.Count(r.count("denominator"))
			}
			n := note("其中 %s(%s):%s ÷ %s", r.text("area_name"), code, reports.Count(r.count("numerator")), den)
			n.Facts = r.facts("area_code", "area_name", "numerator", "denominator", "unknown")
			out = append(out, n)
		}
	}
	return out, nil
}

// areasIn gives the codes of the areas that belong to one, and its own.
func (p *Publication) areasIn(a record) map[string]bool {
	villages := map[string]bool{}
	for _, r := range p.homes {
		if r.text("level") == a.text("level") && r.text("area_code") == a.text("area_code") {
			villages[r.text("village_code")] = true
		}
	}
	out := map[string]bool{}
	rank := []string{"county", "township", "village"}
	for _, r := range p.homes {
		if villages[r.text("village_code")] && slices.Index(rank, r.text("level")) >= slices.Index(rank, a.text("level")) {
			out[r.text("area_code")] = true
		}
	}
	return out
}

// check explains what a check found in an area.
func (p *Publication) check(ctx context.Context, a record, d definition) ([]Note, error) {
	rows, err := p.findings(ctx, a, d)
	if err != nil {
		return nil, err
	}
	n := Note{Text: fmt.Sprintf("检查 %s(%s,%s):%d 处", d.title(), d.id(), d.text("severity"), len(rows)), Facts: map[string]any{"rule": d.id(), "findings": len(rows)}}
	if d.text("label") != "" {
		n.Below = append(n.Below, note("提示的话:%s", d.text("definition")))
	}
	n.Below = append(n.Below, note("改正:%s", d.text("mend")))
	if s := d.text("source"); s != "" {
		n.Below = append(n.Below, note("依据:%s", s))
	}
	for i, r := range rows {
		if i == most {
			n.Below = append(n.Below, note("还有 %d 处,用 --list 列出", len(rows)-most))
			break
		}
		n.Below = append(n.Below, found(r))
	}
	return []Note{n}, nil
}

// findings are those of one rule in an area; findings without a village belong
// to every county.
func (p *Publication) findings(ctx context.Context, a record, d definition) ([]record, error) {
	inside := p.areasIn(a)
	rows, err := p.table(ctx, "data/findings", "rule = ? ORDER BY file, sheet, cell, finding_id", d.id())
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(rows, func(r record) bool {
		v := r.text("village_code")
		return !inside[v] && !(v == "" && a.text("level") == string(catalog.County))
	}), nil
}

// found is one finding as a line.
func found(r record) Note {
	n := note("%s %s", r.text("finding_id"), r.text("message"))
	n.Facts = r.facts("finding_id", "household_id", "village_code", "severity")
	n.Source = &Source{File: r.text("file"), Sheet: r.text("sheet"), Cell: r.text("cell"), Header: r.text("header")}
	return n
}

// finding explains one finding by its id.
func (p *Publication) finding(_ context.Context, r record) ([]Note, error) {
	n := found(r)
	d := p.find(catalog.KindCheck, r.text("rule"))
	n.Below = []Note{note("级别:%s", r.text("severity")), note("改正:%s", r.text("mend")), note("规则:%s %s", r.text("rule"), d.title())}
	if v := r.text("value"); v != "" {
		n.Below = append(n.Below, note("所填:%s", v))
	}
	if s := d.text("source"); s != "" {
		n.Below = append(n.Below, note("依据:%s", s))
	}
	if h := r.text("household_id"); h != "" {
		n.Below = append(n.Below, note("户:%s", h))
	}
	if v := r.text("village_code"); v != "" {
		n.Below = append(n.Below, note("村:%s", v))
	}
	return []Note{n}, nil
}
