package html

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"sanlv/reports"
)

// overview says in a few lines what the page comes to: what each standard says of
// the county, what is missing, what is open, what changed.
type overview struct {
	Standards []standardLine
	Missing   []townshipMissing // villages that have not arrived
	Villages  int               // how many
	Errors    int64
	Warnings  int64
	Notices   int64
	Suspects  []ledgerLine
	Todo      []todo
}

// todo is something for the office to do: words, and where to find what they speak of.
type todo struct{ Text, Link, List string }

// standardLine is what one standard says of the figures of a county.
type standardLine struct {
	County, Standard string
	Figures          []standardFigure
}

type standardFigure struct{ Label, Condition, Verdict string }

type townshipMissing struct {
	Township string
	Villages []place
}

func readOverview(ctx context.Context, pub reports.Publication, p *page, figs *figures, villages []place) (overview, error) {
	var o overview
	for _, c := range p.Counties {
		for _, standard := range pub.Meta.Standards {
			l := standardLine{County: c.Name, Standard: reports.Clean(standard)}
			for _, f := range c.Figures {
				for _, j := range f.Figure.Judgements {
					if j.Standard == l.Standard && j.Verdict != reports.NotJudged {
						l.Figures = append(l.Figures, standardFigure{f.Info.Label, j.Condition, j.Verdict})
					}
				}
			}
			if len(l.Figures) > 0 {
				o.Standards = append(o.Standards, l)
			}
		}
	}
	for _, v := range villages {
		for _, info := range p.Indicators {
			f := figs.by[figureKey{"village", v.Code, info.ID}]
			if f == nil {
				continue
			}
			if f.Incomplete() {
				o.Villages++
				n := len(o.Missing)
				if n == 0 || o.Missing[n-1].Township != v.Township {
					o.Missing = append(o.Missing, townshipMissing{Township: v.Township})
					n++
				}
				o.Missing[n-1].Villages = append(o.Missing[n-1].Villages, v)
			}
			break
		}
	}
	for _, l := range p.Ledgers {
		for _, s := range suspects {
			if l.ID == s {
				o.Suspects = append(o.Suspects, l)
			}
		}
	}
	r, err := load(ctx, pub.Source, "accuracy", "level", "area_name", "errors", "warnings", "notices")
	if err != nil {
		return o, err
	}
	type wrong struct {
		name   string
		errors int64
	}
	var most []wrong
	for i := range r.len() {
		switch r.key(i, "level") {
		case "county":
			o.Errors += r.count(i, "errors")
			o.Warnings += r.count(i, "warnings")
			o.Notices += r.count(i, "notices")
		case "township":
			if n := r.count(i, "errors"); n > 0 {
				most = append(most, wrong{r.text(i, "area_name"), n})
			}
		}
	}
	slices.SortStableFunc(most, func(a, b wrong) int { return cmp.Compare(b.errors, a.errors) })
	var worst []string
	for _, w := range most[:min(len(most), 3)] {
		worst = append(worst, fmt.Sprintf("%s %s 处", w.name, reports.Count(w.errors)))
	}
	o.todo(p, strings.Join(worst, "、"))
	return o, nil
}

// todo says what follows from it, what comes first first.
func (o *overview) todo(p *page, worst string) {
	add := func(link, list, text string, args ...any) {
		o.Todo = append(o.Todo, todo{fmt.Sprintf(text, args...), link, list})
	}
	if o.Villages > 0 {
		add("#arrivals", "", "催报没有到齐的 %s 个村", reports.Count(int64(o.Villages)))
	}
	switch {
	case worst != "":
		add("#quality", "", "把问题清单发给各乡镇，先改错误 %s 处（最多的：%s）", reports.Count(o.Errors), worst)
	case o.Errors > 0:
		add("#quality", "", "改正错误 %s 处", reports.Count(o.Errors))
	}
	if p.Suspects > 0 {
		add("#households", "suspect", "到户核实疑似问题户 %s 户", reports.Count(int64(p.Suspects)))
	}
	for _, c := range p.Counties {
		for _, f := range c.Figures {
			if f.Info.ID == "approval" && f.Figure.Den == 0 {
				add("#estimates", "", "组织入户核查、收回核查表：群众认可度还没有数据")
			}
		}
	}
}

// Worst is the verdict of a standard over the figures of a county.
func (l standardLine) Worst() string {
	for _, v := range []string{reports.NoData, reports.Missed, reports.Undecided} {
		for _, f := range l.Figures {
			if f.Verdict == v {
				return v
			}
		}
	}
	return reports.Met
}

// mostNamed is how many missing villages are named; of more, each township says how many.
const mostNamed = 12

// Late says which villages are missing.
func (o overview) Late() string {
	var out []string
	for _, t := range o.Missing {
		if o.Villages > mostNamed {
			out = append(out, fmt.Sprintf("%s %d 个", t.Township, len(t.Villages)))
			continue
		}
		var names []string
		for _, v := range t.Villages {
			names = append(names, v.Name)
		}
		out = append(out, t.Township+" "+strings.Join(names, "、"))
	}
	return strings.Join(out, "；")
}
