package explain

import (
	"context"
	"fmt"
	"slices"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// ledger explains what stands in a ledger (台账) of an area: of a village its rows,
// of a larger area the areas one level below.
func (p *Publication) ledger(ctx context.Context, a record, d definition) ([]Note, error) {
	inside := p.areasIn(a)
	counts, err := p.table(ctx, "trace/ledger_count", "ledger = ? ORDER BY village_code", d.id())
	if err != nil {
		return nil, err
	}
	sum := ledgerSum(counts, inside)
	n := Note{Text: fmt.Sprintf("台账 %s:%s", d.text("label"), sum.words(d)), Facts: map[string]any{"ledger": d.id(), "rows": sum.rows,
		"households": sum.households, "persons": sum.persons, "unclear": sum.unclear}}
	n.Below = documents(d)
	if a.text("level") != string(catalog.Village) {
		parts, err := p.ledgerParts(ctx, a, d, counts)
		n.Below = append(n.Below, parts...)
		return []Note{n}, err
	}
	rows, err := p.ledgerRows(ctx, a, d)
	if err != nil {
		return nil, err
	}
	for i, r := range rows {
		if i == most {
			n.Below = append(n.Below, note("还有 %d %s,用 --list 列出", len(rows)-most, d.text("unit")))
			break
		}
		n.Below = append(n.Below, listed(r))
	}
	return []Note{n}, nil
}

// ledgerTotal is how much stands in a ledger.
type ledgerTotal struct{ rows, households, persons, unclear int64 }

func ledgerSum(counts []record, inside map[string]bool) (t ledgerTotal) {
	for _, r := range counts {
		if inside[r.text("village_code")] {
			t.rows += r.count("rows")
			t.households += r.count("households")
			t.persons += r.count("persons")
			t.unclear += r.count("unclear")
		}
	}
	return t
}

func (t ledgerTotal) words(d definition) string {
	s := fmt.Sprintf("%s 户 %s 人", reports.Count(t.households), reports.Count(t.persons))
	if d.text("unit") == "件" {
		s = fmt.Sprintf("%s 件", reports.Count(t.rows))
	}
	if t.unclear > 0 {
		s += fmt.Sprintf(";另有 %s %s情况不明,没有列入", reports.Count(t.unclear), d.text("unit"))
	}
	return s
}

// ledgerParts lists the areas one level below that have rows.
func (p *Publication) ledgerParts(ctx context.Context, a record, d definition, counts []record) ([]Note, error) {
	below := map[string]string{"county": "township", "township": "village"}[a.text("level")]
	parts, err := p.table(ctx, "data/indicators", "level = ? ORDER BY area_code, indicator, standard", below)
	if err != nil {
		return nil, err
	}
	inside := p.areasIn(a)
	var out []Note
	last := ""
	for _, part := range parts {
		code := part.text("area_code")
		if code == last || !inside[code] {
			continue
		}
		last = code
		own := p.areasIn(part)
		if t := ledgerSum(counts, own); t.rows > 0 || t.unclear > 0 {
			n := note("其中 %s(%s):%s", part.text("area_name"), code, t.words(d))
			n.Facts = map[string]any{"area_code": code, "rows": t.rows, "households": t.households, "persons": t.persons, "unclear": t.unclear}
			out = append(out, n)
		}
	}
	return out, nil
}

// ledgerRows are the rows of a ledger in an area.
func (p *Publication) ledgerRows(ctx context.Context, a record, d definition) ([]record, error) {
	inside := p.areasIn(a)
	rows, err := p.table(ctx, "trace/ledger", "ledger = ? ORDER BY village_code, household_id, file, sheet, row", d.id())
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(rows, func(r record) bool { return !inside[r.text("village_code")] }), nil
}

// listed is one row of a ledger as a line.
func listed(r record) Note {
	n := note("%s:%s", whom(r), r.text("reason"))
	n.Facts = r.facts("ledger", "household_id", "village_code")
	n.Source = ledgerSource(r)
	return n
}

func ledgerSource(r record) *Source {
	return &Source{File: r.text("file"), Sheet: r.text("sheet"), Cell: r.text("cell"), Header: r.text("header")}
}

// whom says who or what a row of a ledger is about.
func whom(r record) string {
	switch {
	case r.text("subject") != "":
		return r.text("subject")
	case r.text("person") != "":
		relationship, age := r.text("relationship"), "年龄不明"
		if relationship == "" {
			relationship = "成员"
		}
		if r["age"] != nil {
			age = r.text("age") + "岁"
		}
		return fmt.Sprintf("户 %s 的%s %s(%s)", r.text("household_id"), relationship, r.text("person"), age)
	}
	return "户 " + r.text("household_id")
}

// inLedgers says in which ledgers a household stands, or in one of them.
func (p *Publication) inLedgers(ctx context.Context, h record) (Note, error) {
	rows, err := p.table(ctx, "trace/ledger", "household_id = ? ORDER BY number, file, sheet, row", h.text("household_id"))
	if err != nil || len(rows) == 0 {
		return Note{}, err
	}
	n := note("所在的台账")
	for _, r := range rows {
		line := listed(r)
		line.Text = p.label(catalog.KindLedger, r.text("ledger")) + ":" + r.text("reason")
		n.Below = append(n.Below, line)
	}
	return n, nil
}

func (p *Publication) householdInLedger(ctx context.Context, h record, d definition) (Note, error) {
	n := note("台账 %s", d.text("label"))
	rows, err := p.table(ctx, "trace/ledger", "ledger = ? AND household_id = ? ORDER BY file, sheet, row", d.id(), h.text("household_id"))
	if err != nil {
		return n, err
	}
	if len(rows) == 0 {
		n.Text += ":没有列入"
	}
	n.Below = documents(d)
	for _, r := range rows {
		n.Below = append(n.Below, listed(r))
	}
	return n, nil
}

func (p *Publication) listLedger(ctx context.Context, s *subject, d definition) (*List, error) {
	l := &List{Title: d.text("label") + "台账", Columns: []string{"村代码", "村", "户编号", "户主", "户类型", "列入的", "人数", "原因", "出处"}}
	for _, a := range s.areas {
		rows, err := p.ledgerRows(ctx, a, d)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			persons := "不明"
			if r["persons"] != nil {
				persons = reports.Count(r.count("persons"))
			}
			l.Rows = append(l.Rows, []string{r.text("village_code"), r.text("village"), r.text("household_id"), r.text("head_name"), r.text("status"),
				whom(r), persons, r.text("reason"), ledgerSource(r).String()})
		}
	}
	return l, nil
}
