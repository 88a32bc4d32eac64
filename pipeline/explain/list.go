package explain

import (
	"context"
	"fmt"
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
	case catalog.KindLedger:
		return p.listLedger(ctx, s, d)
	case catalog.KindCheck:
		return p.listFindings(ctx, s, d)
	case catalog.KindExitItem:
		return p.listExit(ctx, s, what)
	case catalog.KindMeasure:
		return p.listMeasure(ctx, s, d, part)
	default:
		return nil, UnlistedError{}
	}
}

// counted is a row that counts in a part of an indicator.
type counted struct {
	village, id, state string
	amount             int64
	at                 []Source // the cells that decided
}

// countedIn finds the rows that the rows of an indicator count, by the kind of
// sheet they come from, with the word for their state.
var countedIn = map[string]string{
	"household":    "SELECT village_code, household_id, coalesce(nullif(verdict, ''), nullif(status, ''), '户类型不明') AS state, 'household_id' AS evidence, file, sheet, row FROM {trace/household}",
	"verification": "SELECT village_code, household_id, answer AS state, evidence, file, sheet, row FROM {trace/verification} WHERE counts",
}

// indicatorRows lists the rows of an area that count in a part of an indicator.
func (p *Publication) indicatorRows(ctx context.Context, a record, d definition, part string) ([]counted, error) {
	where, amount := "i."+part+" > 0", "i."+part
	if part == missing {
		where, amount = "i.numerator = 0 AND i.denominator + i.unknown > 0", "greatest(i.denominator, i.unknown)"
	}
	kind := d.text("sheet")
	rows, err := p.query(ctx, "SELECT i.village_code, i.household_id, "+amount+" AS amount, coalesce(s.state, '全村') AS state, coalesce(s.evidence, 'persons') AS evidence,"+
		" coalesce(s.file, n.file) AS file, coalesce(s.sheet, n.sheet) AS sheet, coalesce(s.row, n.row) AS row"+
		" FROM {trace/indicator} i JOIN {trace/village_area} v ON v.village_code = i.village_code AND v.level = ? AND v.area_code = ?"+
		" LEFT JOIN ("+countedIn[kind]+") s ON s.household_id = i.household_id AND s.village_code = i.village_code"+
		" LEFT JOIN {trace/population} n ON i.household_id IS NULL AND n.village_code = i.village_code"+
		" WHERE i.indicator = ? AND "+where+" ORDER BY i.village_code, i.household_id, amount, file, sheet, row",
		a.text("level"), a.text("area_code"), d.id())
	if err != nil {
		return nil, err
	}
	out := make([]counted, 0, len(rows))
	for _, r := range rows {
		c := counted{village: r.text("village_code"), id: r.text("household_id"), state: r.text("state"), amount: r.count("amount")}
		if r["file"] != nil {
			of := kind
			if c.id == "" { // a figure of the village as a whole
				of = "village"
			}
			if c.at, err = p.sources(ctx, r, of, r.text("evidence")); err != nil {
				return nil, err
			}
		}
		out = append(out, c)
	}
	return out, nil
}

func (p *Publication) listIndicator(ctx context.Context, s *subject, d definition, part string) (*List, error) {
	l := &List{
		Title:   fmt.Sprintf("%s的%s", d.text("label"), partLabels[part]),
		Columns: []string{"村代码", "户编号", "状态", d.text("unit") + "数", "出处"},
	}
	for _, a := range s.apart() {
		rows, err := p.indicatorRows(ctx, a, d, part)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			l.Rows = append(l.Rows, []string{r.village, r.id, r.state, reports.Count(r.amount), joinSources(r.at)})
		}
	}
	return l, nil
}

func (p *Publication) listFindings(ctx context.Context, s *subject, d definition) (*List, error) {
	l := &List{Title: strings.TrimSpace(d.id() + " " + d.text("label")), Columns: []string{"编号", "级别", "村代码", "户编号", "问题", "改正", "出处"}}
	for _, a := range s.apart() {
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
	l := &List{Title: "贫困村退出", Columns: []string{"标准", "项目", "村代码", "村", "测得", "判定", "原因", "出处"}}
	for _, a := range s.apart() {
		inside := p.areasIn(a)
		for _, d := range what {
			if d.kind() != catalog.KindExitItem {
				continue
			}
			rows, err := p.table(ctx, "data/village_exit", "standard = ? AND item = ? ORDER BY village_code", d.text("list"), d.id())
			if err != nil {
				return nil, err
			}
			for _, r := range rows {
				if !inside[r.text("village_code")] {
					continue
				}
				cells, err := p.exitCells(ctx, r)
				if err != nil {
					return nil, err
				}
				l.Rows = append(l.Rows, []string{d.text("list"), d.text("label"), r.text("village_code"), r.text("village_name"), measured(r, d), r.text("verdict"), r.text("reason"), cells})
			}
		}
	}
	return l, nil
}

// exitCells says where the figures of an exit item of a village stand: cells of
// the village sheet, or the column of the household sheet that was counted.
func (p *Publication) exitCells(ctx context.Context, r record) (string, error) {
	places, err := p.table(ctx, "trace/exit", "village_code = ? AND item = ?", r.text("village_code"), r.text("item"))
	if err != nil {
		return "", err
	}
	var out []string
	var cells []Source
	for _, at := range places {
		for _, evidence := range strings.Split(at.text("evidence"), ";") {
			kind, name, _ := strings.Cut(evidence, ".")
			switch kind {
			case "indicator":
				out = append(out, "户表:"+p.label(catalog.KindIndicator, name))
			case "household":
				out = append(out, "户表:"+p.label(catalog.KindColumn, evidence))
			default:
				c, err := p.source(ctx, at, kind, name)
				if err != nil {
					return "", err
				}
				if c != nil {
					cells = append(cells, *c)
				}
			}
		}
	}
	if len(cells) > 0 {
		out = append(out, joinSources(cells))
	}
	return strings.Join(out, ";"), nil
}
