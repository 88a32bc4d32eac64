package html

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sanlv/reports"
)

// changeSection is what the page says of the change since the last run. It is
// empty but for Trends where nothing came before.
type changeSection struct {
	Known       bool
	Before      string // the run that it is told from
	Households  int
	Shown       int // of them in the page
	RuleCount   int
	Exits       []string // villages whose exit turned, by standard, in words
	Files       string   // reference files that are not what they were, in words
	New, Mended int64    // findings
	Causes      []string // that there are

	Figures, Verdicts, Rules, Rulings, Townships *reports.Table

	Compared, Changed int      // tables of the workbooks
	Others            []*moved // those that no other part of the page shows

	Trends []*chart
	Flow   *chart // households by 户类型, then and now
}

// Left is how many households the page leaves out.
func (s *changeSection) Left() int { return s.Households - s.Shown }

// changes builds the section.
func changes(ctx context.Context, pub reports.Publication, figs *figures) (*changeSection, error) {
	s := &changeSection{}
	var err error
	if s.Trends, err = trends(pub, figs); err != nil {
		return nil, err
	}
	d := pub.Past.Change
	if d == nil {
		return s, nil
	}
	s.Known, s.Before, s.Households = true, d.Before.Said(), len(d.Households)
	for id, t := range map[string]**reports.Table{"diff_figures": &s.Figures, "diff_verdicts": &s.Verdicts, "diff_rules": &s.Rules, "diff_rulings": &s.Rulings} {
		if *t, err = reports.TableOf(ctx, pub, id); err != nil {
			return nil, fmt.Errorf("build table: %w", err)
		}
		(*t).Notes = nil // the page says it once
	}
	s.Figures.Notes = []string{reports.Prose(reports.CauseNote)}
	s.Shown = min(s.Households, ledgerRows)
	s.Exits = exitsTurned(d)
	s.RuleCount, s.Files = len(d.ChangedRules()), reports.Prose(d.SaidFiles())
	for _, cause := range reports.Causes {
		if slices.ContainsFunc(d.Households, func(h reports.DiffHousehold) bool { return h.Cause == cause }) {
			s.Causes = append(s.Causes, cause)
		}
	}
	for _, r := range d.Rulings {
		s.New += r.New
		s.Mended += r.Mended
	}
	if s.Townships, err = reports.TableOf(ctx, pub, "change_township"); err != nil {
		return nil, fmt.Errorf("build table: %w", err)
	}
	if err := nameRules(ctx, pub, s.Rulings); err != nil {
		return nil, err
	}
	s.Flow, err = flow(pub, d)
	return s, err
}

// mostTurned is how many villages are named whose exit turned.
const mostTurned = 10

// exitsTurned says for each standard of which villages the exit as a whole turned.
func exitsTurned(d *reports.Difference) []string {
	var standards []string
	by := map[string][]string{}
	for _, e := range d.Exits {
		if e.Item != reports.ExitWhole {
			continue
		}
		if by[e.Standard] == nil {
			standards = append(standards, e.Standard)
		}
		by[e.Standard] = append(by[e.Standard], reports.Name(e.Village)+" "+orElse(e.Before, "不判")+" → "+orElse(e.After, "不判"))
	}
	var out []string
	for _, s := range standards {
		list, end := by[s], ""
		if len(list) > mostTurned {
			list, end = list[:mostTurned], fmt.Sprintf("等%d个村", len(by[s]))
		}
		out = append(out, "“"+reports.Clean(s)+"”"+strings.Join(list, "、")+end)
	}
	return out
}

// change is how a figure moved since the last run.
type change struct {
	Before, Points string
	Moved          bool
	Causes         []string
	Verdicts       []reports.DiffVerdict
}

// since says how a figure moved; nil where nothing came before.
func since(past reports.Past, f *figure) *change {
	if past.Change == nil || f == nil {
		return nil
	}
	now := reports.DiffFigure{Numerator: f.Num, Denominator: f.Den, Unknown: f.Unknown}
	c, before := &change{}, now
	if d := past.Of(f.Level, f.Code, f.Indicator); d != nil {
		before, c.Verdicts = d.Before, d.Verdicts
		for _, cause := range d.Causes {
			c.Causes = append(c.Causes, reports.Prose(cause.Said()))
		}
	}
	c.Moved = before != now
	c.Points = reports.PointsChange(before, now)
	c.Before = reports.NotApplicable
	if before.Denominator > 0 {
		c.Before = fmt.Sprintf("%s%%（%s/%s）", reports.Percent(before.Numerator, before.Denominator), reports.Count(before.Numerator), reports.Count(before.Denominator))
	}
	return c
}

// packMoved packs the households that moved a figure for the script.
func packMoved(pub reports.Publication, villages []place) object {
	at := map[string]place{}
	for _, v := range villages {
		at[v.Code] = v
	}
	places, causes := index{}, index{}
	areas, packed := []any{}, []any{}
	if d := pub.Past.Change; d != nil {
		for _, h := range d.Households[:min(len(d.Households), ledgerRows)] {
			v, ok := at[h.VillageCode]
			if !ok {
				v = place{Code: h.VillageCode, Name: reports.Name(h.VillageCode), TownshipCode: "未定", Township: "未定"}
			}
			p := places.of(v.Code)
			if p == len(areas) {
				areas = append(areas, []any{v.Code, v.Name, v.TownshipCode, v.Township, v.CountyCode})
			}
			var inputs, from []string
			for _, i := range h.Inputs {
				inputs = append(inputs, reports.Clean(i.Said()))
				if i.Place != "" {
					from = append(from, reports.Clean(i.Place))
				}
			}
			if len(from) == 0 && h.Place != "" {
				from = []string{reports.Clean(h.Place)}
			}
			packed = append(packed, []any{causes.of(h.Cause), p, reports.Clean(h.HouseholdID), orElse(reports.Prose(reports.Clean(h.Before)), "没有这一户"), orElse(reports.Prose(reports.Clean(h.After)), "没有这一户"),
				orElse(strings.Join(inputs, "；"), reports.NotApplicable), orElse(strings.Join(from, "；"), reports.NotApplicable)})
		}
	}
	lists := []any{}
	for _, c := range causes.values() {
		lists = append(lists, []any{c, c, false})
	}
	return object{"lists": lists, "places": areas, "rows": packed, "file": csvName(pub, "变动的户")}
}

// nameRules puts what each check looks for in the place of its id.
func nameRules(ctx context.Context, pub reports.Publication, t *reports.Table) error {
	names, _, err := ruleNames(ctx, pub)
	if err != nil {
		return err
	}
	for i := range t.Rows {
		c := &t.Rows[i].Cells[0]
		if name := names[c.Text]; name != "" {
			c.Text = name + "（" + c.Text + "）"
		}
	}
	return nil
}

// ruleNames are the checks in words, and the groups they belong to, by id.
func ruleNames(ctx context.Context, pub reports.Publication) (names, groups map[string]string, err error) {
	r, err := load(ctx, pub.Source, "checks", "rule", "rule_group", "about")
	if err != nil {
		return nil, nil, err
	}
	names, groups = map[string]string{}, map[string]string{}
	for i := range r.len() {
		rule := r.key(i, "rule")
		names[rule], groups[rule] = reports.Prose(r.text(i, "about")), r.key(i, "rule_group")
	}
	return names, groups, nil
}
