package explain

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// The parts of a figure whose rows can be listed.
const (
	Numerator   = "numerator"   // 分子
	Denominator = "denominator" // 分母
	Unknown     = "unknown"     // 待核
	missing     = "missing"     // in the denominator and not in the numerator
)

var partLabels = map[string]string{Numerator: "分子", Denominator: "分母", Unknown: "待核"}

// list gives every row behind the one topic asked about.
func (p *Publication) list(ctx context.Context, s *subject, what []definition, part string) (*List, error) {
	if s == nil || len(s.areas) == 0 || len(what) == 0 {
		return nil, UnlistedError{}
	}
	switch d := what[0]; d.kind() {
	case catalog.KindIndicator:
		return p.listIndicator(ctx, s, d, part)
	case catalog.KindCheck:
		return p.listFindings(ctx, s, d)
	case catalog.KindExitItem:
		return p.listExit(ctx, s, what)
	default:
		return nil, UnlistedError{}
	}
}

// counted is a row that counts in a part of an indicator.
type counted struct {
	village, id, state string
	amount             int64
	at                 *Source
}

// stateOf says where the state of a row of an indicator stands, by the kind of
// sheet that it counts.
var stateOf = map[string]struct{ table, column string }{
	"household":    {"trace/household", "verdict"},
	"verification": {"trace/verification", "answer"},
}

// indicatorRows lists the rows of an area that count in a part of an indicator.
func (p *Publication) indicatorRows(ctx context.Context, a record, d definition, part string) ([]counted, error) {
	inside, err := p.areasIn(ctx, a)
	if err != nil {
		return nil, err
	}
	where, amount := map[string]string{
		Numerator: "numerator > 0", Denominator: "denominator > 0", Unknown: "unknown > 0", missing: "numerator = 0",
	}[part], part
	if part == missing {
		amount = Denominator
	}
	rows, err := p.table(ctx, "trace/indicator", "indicator = ? AND "+where+" ORDER BY village_code, household_id, numerator, denominator, unknown", d.id())
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(r record) bool { return !inside[r.text("village_code")] })
	kind := d.text("sheet")
	states, err := p.states(ctx, kind, rows)
	if err != nil {
		return nil, err
	}
	out := make([]counted, 0, len(rows))
	for _, r := range rows {
		c := counted{village: r.text("village_code"), id: r.text("household_id"), amount: r.count(amount)}
		if part == missing && c.amount == 0 {
			c.amount = r.count(Unknown)
		}
		if s, ok := states[c.id]; ok {
			c.state = s.text(stateOf[kind].column)
			if c.state == "" {
				c.state = s.text("status")
			}
			if kind == "verification" {
				c.at, err = p.answerSource(ctx, s)
			} else {
				c.at, err = p.source(ctx, s, kind, "household_id")
			}
			if err != nil {
				return nil, err
			}
		}
		out = append(out, c)
	}
	return out, nil
}

// states finds the rows of the sheets that the rows of an indicator count, by
// household.
func (p *Publication) states(ctx context.Context, kind string, rows []record) (map[string]record, error) {
	villages := map[string]bool{}
	for _, r := range rows {
		villages[r.text("village_code")] = true
	}
	out := map[string]record{}
	for _, v := range slices.Sorted(keys(villages)) {
		found, err := p.table(ctx, stateOf[kind].table, "village_code = ?", v)
		if err != nil {
			return nil, err
		}
		for _, s := range found {
			out[s.text("household_id")] = s
		}
	}
	return out, nil
}

func keys(m map[string]bool) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func (p *Publication) listIndicator(ctx context.Context, s *subject, d definition, part string) (*List, error) {
	l := &List{
		Title:   fmt.Sprintf("%s的%s", d.text("label"), partLabels[part]),
		Columns: []string{"村代码", "户编号", "状态", d.text("unit") + "数", "出处"},
	}
	for _, a := range s.areas {
		rows, err := p.indicatorRows(ctx, a, d, part)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			at := ""
			if r.at != nil {
				at = r.at.String()
			}
			l.Rows = append(l.Rows, []string{r.village, r.id, r.state, reports.Count(r.amount), at})
		}
	}
	return l, nil
}

func (p *Publication) listFindings(ctx context.Context, s *subject, d definition) (*List, error) {
	l := &List{Title: strings.TrimSpace(d.id() + " " + d.text("label")), Columns: []string{"编号", "级别", "村代码", "户编号", "问题", "改正", "出处"}}
	for _, a := range s.areas {
		rows, err := p.findings(ctx, a, d)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			l.Rows = append(l.Rows, []string{r.text("finding_id"), r.text("severity"), r.text("village_code"), r.text("household_id"),
				r.text("message"), r.text("mend"), found(r).Source.String()})
		}
	}
	return l, nil
}

func (p *Publication) listExit(ctx context.Context, s *subject, what []definition) (*List, error) {
	l := &List{Title: "贫困村退出", Columns: []string{"标准", "项目", "村代码", "村", "测得", "判定", "原因"}}
	for _, a := range s.areas {
		inside, err := p.areasIn(ctx, a)
		if err != nil {
			return nil, err
		}
		for _, d := range what {
			if d.kind() != catalog.KindExitItem {
				continue
			}
			rows, err := p.table(ctx, "data/village_exit", "standard = ? AND item = ? ORDER BY village_code", d.text("list"), d.id())
			if err != nil {
				return nil, err
			}
			for _, r := range rows {
				if inside[r.text("village_code")] {
					l.Rows = append(l.Rows, []string{d.text("list"), d.text("label"), r.text("village_code"), r.text("village_name"), measured(r, d), r.text("verdict"), r.text("reason")})
				}
			}
		}
	}
	return l, nil
}
