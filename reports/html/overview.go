package html

import (
	"context"
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
}

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
	r, err := load(ctx, pub.Source, "accuracy", "level", "errors", "warnings", "notices")
	if err != nil {
		return o, err
	}
	for i := range r.len() {
		if r.key(i, "level") == "county" {
			o.Errors += r.count(i, "errors")
			o.Warnings += r.count(i, "warnings")
			o.Notices += r.count(i, "notices")
		}
	}
	return o, nil
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

// Names are the villages that are missing in a township, in one text.
func (t townshipMissing) Names() string {
	var names []string
	for _, v := range t.Villages[:min(len(t.Villages), 12)] {
		names = append(names, v.Name)
	}
	s := strings.Join(names, "、")
	if len(t.Villages) > 12 {
		s += "等"
	}
	return s
}
