package html

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// rows reads a frame by column name. A value of another type than asked for
// reads as absent: the frames are ours, and the page must not fall over one cell.
type rows struct {
	frame *reports.Frame
	at    map[string]int
}

func load(ctx context.Context, src reports.Source, id string, columns ...string) (rows, error) {
	f, err := src.Frame(ctx, id)
	if err != nil {
		return rows{}, fmt.Errorf("read frame %s: %w", id, err)
	}
	return rowsOf(f, columns)
}

func rowsOf(f *reports.Frame, columns []string) (rows, error) {
	r := rows{frame: f, at: map[string]int{}}
	for _, c := range columns {
		var err error
		if r.at[c], err = f.Column(c); err != nil {
			return rows{}, err
		}
	}
	return r, nil
}

func (r rows) len() int { return len(r.frame.Rows) }

// key gives a text as it stands, for looking up; text one that is safe to show.
func (r rows) key(i int, column string) string {
	s, _ := r.frame.Rows[i][r.at[column]].(string)
	return s
}

func (r rows) text(i int, column string) string { return reports.Clean(r.key(i, column)) }

func (r rows) count(i int, column string) int64 {
	n, _ := r.frame.Rows[i][r.at[column]].(int64)
	return n
}

func (r rows) float(i int, column string) (float64, bool) {
	switch v := r.frame.Rows[i][r.at[column]].(type) {
	case float64:
		return v, true
	case int64:
		return float64(v), true
	case reports.Decimal:
		f, _ := v.Rat().Float64()
		return f, true
	}
	return 0, false
}

// number prints a value as it stands in a list: whole numbers with separators,
// amounts with all their decimals.
func (r rows) number(i int, column string) string {
	switch v := r.frame.Rows[i][r.at[column]].(type) {
	case int64:
		return reports.Count(v)
	case reports.Decimal:
		return reports.Money(v.Rat())
	case float64:
		return fmt.Sprintf("%.2f", v)
	}
	return reports.NotKnown
}

// judgement is what one standard says of a figure.
type judgement struct{ Standard, Condition, Comparator, Verdict string }

// line is a threshold that stands in a chart.
type line struct {
	percent   float64
	condition string
	standards []string
}

// figure is one indicator of one area, with every standard that judges it.
type figure struct {
	Level, Code, Name, Indicator string
	Num, Den, Unknown            int64
	NoDen                        bool // that of one of its villages is not known; Den is 0
	Expected, Arrived            int64
	Judgements                   []judgement
}

// Most is the numerator with all unknown in it, as far as the denominator goes.
func (f *figure) Most() int64 { return min(f.Num+f.Unknown, f.Den) }

// DenText prints the denominator.
func (f *figure) DenText() string {
	if f.NoDen {
		return reports.NotKnown
	}
	return reports.Count(f.Den)
}

func (f *figure) Incomplete() bool { return f.Arrived < f.Expected }

// worst is the verdict that decides the look of a bar: missing data before a
// missed standard, before an open one.
func (f *figure) worst() string {
	seen := map[string]bool{}
	for _, j := range f.Judgements {
		seen[j.Verdict] = true
	}
	if f.Den == 0 || f.Incomplete() {
		return reports.NoData
	}
	for _, v := range []string{reports.NoData, reports.Missed, reports.Undecided, reports.Met} {
		if seen[v] {
			return v
		}
	}
	return reports.NotJudged
}

type figureKey struct{ level, code, indicator string }

// figures is the indicators frame by area.
type figures struct {
	by    map[figureKey]*figure
	areas map[string][]*figure // level → the first figure of each area, in order
	lines map[string][]line    // level/indicator → thresholds, rising
}

func readFigures(ctx context.Context, pub reports.Publication) (*figures, error) {
	r, err := load(ctx, pub.Source, "indicators", "period", "standard", "level", "area_code", "area_name", "indicator",
		"numerator", "denominator", "unknown", "comparator", "threshold", "verdict", "villages_expected", "villages_arrived")
	if err != nil {
		return nil, err
	}
	out := &figures{by: map[figureKey]*figure{}, areas: map[string][]*figure{}, lines: map[string][]line{}}
	for i := range r.len() {
		if p := r.count(i, "period"); pub.Meta.Period != 0 && p != 0 && p != int64(pub.Meta.Period) {
			continue
		}
		k := figureKey{r.key(i, "level"), r.key(i, "area_code"), r.key(i, "indicator")}
		f := out.by[k]
		if f == nil {
			f = &figure{Level: k.level, Code: k.code, Name: orElse(r.text(i, "area_name"), k.code), Indicator: k.indicator,
				Num: r.count(i, "numerator"), Den: r.count(i, "denominator"), Unknown: r.count(i, "unknown"),
				Expected: r.count(i, "villages_expected"), Arrived: r.count(i, "villages_arrived")}
			_, known := r.float(i, "denominator")
			f.NoDen = !known
			out.by[k] = f
			if !slices.ContainsFunc(out.areas[k.level], func(a *figure) bool { return a.Code == k.code }) {
				out.areas[k.level] = append(out.areas[k.level], f)
			}
		}
		standard := r.text(i, "standard")
		if standard == "" {
			continue
		}
		j := judgement{Standard: standard, Condition: "阈值待填", Comparator: r.key(i, "comparator"), Verdict: orElse(r.text(i, "verdict"), reports.NotJudged)}
		if t, ok := r.float(i, "threshold"); ok {
			j.Condition = catalog.Asks(j.Comparator, reports.PercentOf(t)+"%")
			out.addLine(k.level+"/"+k.indicator, t*100, j)
		}
		f.Judgements = append(f.Judgements, j)
	}
	rank := func(j judgement) int {
		n := slices.IndexFunc(pub.Meta.Standards, func(s string) bool { return reports.Clean(s) == j.Standard })
		if n < 0 {
			return len(pub.Meta.Standards)
		}
		return n
	}
	for _, f := range out.by {
		slices.SortStableFunc(f.Judgements, func(a, b judgement) int { return rank(a) - rank(b) })
	}
	return out, nil
}

// addLine notes a threshold once, with all the standards that share it.
func (f *figures) addLine(key string, percent float64, j judgement) {
	for i, l := range f.lines[key] {
		if l.condition == j.Condition {
			if !slices.Contains(l.standards, j.Standard) {
				f.lines[key][i].standards = append(l.standards, j.Standard)
			}
			return
		}
	}
	f.lines[key] = append(f.lines[key], line{percent, j.Condition, []string{j.Standard}})
	slices.SortStableFunc(f.lines[key], func(a, b line) int {
		switch {
		case a.percent < b.percent:
			return -1
		case a.percent > b.percent:
			return 1
		}
		return strings.Compare(a.condition, b.condition)
	})
}

// place is a village of the list of villages.
type place struct{ Code, Name, TownshipCode, Township, CountyCode string }

// readPlaces gives the villages in official order, and their townships.
func readPlaces(ctx context.Context, pub reports.Publication) (villages []place, townships []place, err error) {
	r, err := load(ctx, pub.Source, "villages", "village_code", "village_name", "township_code", "township", "county_code")
	if err != nil {
		return nil, nil, err
	}
	seen := map[string]bool{}
	for i := range r.len() {
		p := place{Code: r.key(i, "village_code"), TownshipCode: r.key(i, "township_code"), CountyCode: r.key(i, "county_code")}
		p.Name, p.Township = orElse(r.text(i, "village_name"), p.Code), orElse(r.text(i, "township"), p.TownshipCode)
		villages = append(villages, p)
		if !seen[p.TownshipCode] {
			seen[p.TownshipCode] = true
			townships = append(townships, p)
		}
	}
	return villages, townships, nil
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
