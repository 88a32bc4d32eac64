package html

import (
	"context"
	"slices"
	"strings"

	"html/template"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// page is what the template shows.
type page struct {
	assets
	Data template.JS

	Title, County, AsOf, Version, RunID string
	Period                              int
	Draft                               bool

	Counties  []county
	Bars      []*chart
	Exits     []exitSection
	Townships []place
	Villages  []areaLine
	Heads     []reports.IndicatorInfo
	Ledgers   []ledgerLine
	Listed    *moved // what moved in the list of ledgers
	Suspects  int    // households whose verdict is in doubt
	Arrivals  *reports.Table
	Incomes   *incomeSection
	Estimates *estimateSection
	Change    *changeSection
	Overview  overview
	Maps      []*chart // of the townships
	Intake    *matrixFigure
	Quality   []*chart // one, where there are findings
	Stacks    []*chart
	Monitored []*chart

	Parameters []reports.Parameter
	Indicators []reports.IndicatorInfo
	Rules      []rule
	ExitItems  []exitItem
	Notes      []string
}

// county is the head of the page: the figures of one county.
type county struct {
	Name    string
	Figures []shown
}

// shown is a figure with what it is called.
type shown struct {
	Info   reports.IndicatorInfo
	Figure *figure
	Aside  bool    // beside the four
	Since  *change // nil where nothing came before
}

type exitSection struct {
	Matrix   *matrixFigure // without charts where there is no village
	Overview *reports.Table
	Township *reports.Table
	Moved    []*moved // of Township and Overview
}

// areaLine is a row of the list of townships and villages.
type areaLine struct {
	Level   reports.Level
	Code    string
	ID      string // where links lead; "" where another row has it
	Areas   string // its code and those it belongs to
	Name    string
	Arrived string
	State   string
	Figures []*figure
	Since   []*change // as Figures
	Ledger  int       // households whose verdict is in doubt
	Only    string    // of a village: what it is to be found by: missed, open, late, suspect
}

type rule struct {
	reports.RuleInfo
	Label, Condition, Levels string
}

type exitItem struct {
	reports.ExitItemInfo
	Condition string
}

func build(ctx context.Context, pub reports.Publication) (*page, error) {
	figs, err := readFigures(ctx, pub)
	if err != nil {
		return nil, err
	}
	villages, townships, err := readPlaces(ctx, pub)
	if err != nil {
		return nil, err
	}
	shared, err := buildTables(ctx, pub)
	if err != nil {
		return nil, err
	}
	m := pub.Meta
	p := &page{
		County: orElse(reports.Clean(m.County), "未定"), Period: m.Period, AsOf: reports.Date(m.AsOf),
		Version: orElse(reports.Clean(m.Version), reports.NotKnown), RunID: orElse(reports.Clean(m.RunID), reports.NotKnown), Draft: m.Draft,
		Arrivals: shared.arrivals, Townships: townships, Indicators: reports.Indicators(m),
	}
	p.Heads = p.Indicators
	if p.assets, err = readAssets(); err != nil {
		return nil, err
	}
	p.Counties = counties(pub.Past, figs, p.Indicators)
	charts := []any{}
	draw := func(list ...*chart) {
		for _, c := range list {
			if c != nil {
				charts = append(charts, c.Data)
			}
		}
	}
	if p.Change, err = changes(ctx, pub, figs); err != nil {
		return nil, err
	}
	draw(p.Change.Trends...)
	draw(p.Change.Flow)
	if p.Bars, err = rateBars(ctx, pub, figs); err != nil {
		return nil, err
	}
	draw(p.Bars...)
	drawn, err := townshipMaps(pub, figs)
	if err != nil {
		return nil, err
	}
	p.Maps = drawn.Charts
	draw(p.Maps...)
	grids, err := heats(ctx, pub, villages)
	if err != nil {
		return nil, err
	}
	for i, t := range shared.exitOverview {
		s := exitSection{Overview: t}
		if i < len(shared.exitTownship) {
			s.Township = shared.exitTownship[i]
		}
		if i < len(grids) {
			s.Matrix = grids[i]
			draw(s.Matrix.Charts()...)
		}
		p.Exits = append(p.Exits, s)
	}
	if p.Intake, err = intake(ctx, pub, villages); err != nil {
		return nil, err
	}
	draw(p.Intake.Charts()...)
	if p.Quality, err = quality(ctx, pub, figs); err != nil {
		return nil, err
	}
	draw(p.Quality...)
	if p.Stacks, err = stacks(ctx, pub, figs); err != nil {
		return nil, err
	}
	if p.Monitored, err = monitoring(ctx, pub, figs); err != nil {
		return nil, err
	}
	draw(p.Stacks...)
	draw(p.Monitored...)
	if p.Incomes, err = incomes(ctx, pub); err != nil {
		return nil, err
	}
	for _, c := range p.Incomes.Curves {
		draw(c.Charts...)
	}
	if p.Estimates, err = sampled(ctx, pub); err != nil {
		return nil, err
	}
	draw(p.Estimates.charted()...)
	list, err := readLedgers(ctx, pub, villages)
	if err != nil {
		return nil, err
	}
	p.Ledgers = list.Lines
	for _, l := range list.Lines {
		if slices.Contains(suspects, l.ID) {
			p.Suspects += l.Rows
		}
	}
	p.Villages = areaLines(pub.Past, shared.summaryVillage, figs, p.Indicators, list.Suspects)
	p.notes(m)
	if err := p.since(ctx, newComparison(ctx, pub, villages)); err != nil {
		return nil, err
	}
	if p.Overview, err = readOverview(ctx, pub, p, figs, villages); err != nil {
		return nil, err
	}
	p.Data, err = embed(object{"charts": charts, "ledger": list.Data, "moved": packMoved(pub, villages), "shapes": drawn.Shapes, "villages": csvName(pub, "分村三率一度")})
	return p, err
}

// counties are the figures at the head of the page.
func counties(past reports.Past, figs *figures, infos []reports.IndicatorInfo) []county {
	var out []county
	for _, a := range figs.areas["county"] {
		c := county{Name: a.Name}
		for _, info := range infos {
			if f := figs.by[figureKey{"county", a.Code, info.ID}]; f != nil {
				c.Figures = append(c.Figures, shown{info, f, !info.Headline, since(past, f)})
			}
		}
		out = append(out, c)
	}
	return out
}

// areaLines are the areas of the village summary, with the rates and verdicts.
func areaLines(past reports.Past, t *reports.Table, figs *figures, infos []reports.IndicatorInfo, listed map[string]int) []areaLine {
	levels := map[reports.Level]string{reports.LevelCounty: "county", reports.LevelTownship: "township", reports.LevelVillage: "village"}
	var out []areaLine
	taken := map[string]bool{}
	for _, r := range t.Rows {
		if len(r.Areas) == 0 || len(r.Cells) < 3 {
			continue
		}
		l := areaLine{Level: r.Level, Code: r.Areas[0], Areas: strings.Join(r.Areas, " "), Name: r.Cells[0].Text,
			Arrived: r.Cells[1].Text, State: r.Cells[2].Text, Ledger: listed[r.Areas[0]]}
		if id := anchor(l.Code); !taken[id] {
			taken[id], l.ID = true, id
		}
		for _, info := range infos {
			f := figs.by[figureKey{levels[r.Level], l.Code, info.ID}]
			l.Figures, l.Since = append(l.Figures, f), append(l.Since, since(past, f))
		}
		if l.Level == reports.LevelVillage {
			l.Only = l.only()
		}
		out = append(out, l)
	}
	return out
}

// only says in which lists of villages one stands.
func (l areaLine) only() string {
	is := map[string]bool{"suspect": l.Ledger > 0}
	for _, f := range l.Figures {
		if f == nil {
			continue
		}
		is["late"] = is["late"] || f.Incomplete()
		for _, j := range f.Judgements {
			is["missed"] = is["missed"] || j.Verdict == reports.Missed
			is["open"] = is["open"] || j.Verdict == reports.Undecided
		}
	}
	var out []string
	for _, word := range []string{"missed", "open", "late", "suspect"} {
		if is[word] {
			out = append(out, word)
		}
	}
	return strings.Join(out, " ")
}

// anchor is the id of an area's row: its code, which is digits or 未定. Another
// text must not pass for the id of a part of the page.
func anchor(code string) string {
	if code == "未定" || code != "" && strings.Trim(code, "0123456789") == "" {
		return code
	}
	return "area-" + code
}

// notes fills the last section.
func (p *page) notes(m reports.Meta) {
	for _, q := range m.Parameters {
		p.Parameters = append(p.Parameters, reports.Parameter{Name: q.ID(), Label: reports.Clean(q.Label), Words: orElse(reports.Clean(q.Words), "(空)"),
			Note: reports.Clean(q.Note), Source: reports.Clean(q.Source), Status: reports.Clean(q.Status)})
	}
	for _, r := range m.Rules {
		out := rule{RuleInfo: r, Label: reports.Clean(r.Indicator), Condition: "阈值待填"}
		for _, i := range p.Indicators {
			if i.ID == r.Indicator {
				out.Label = i.Label
			}
		}
		if r.HasThreshold {
			out.Condition = catalog.Asks(r.Comparator, reports.PercentOf(r.Threshold)+"%")
		}
		var levels []string
		for _, l := range r.Levels {
			levels = append(levels, orElse(map[string]string{"county": "县", "township": "乡镇", "village": "村"}[l], reports.Clean(l)))
		}
		out.Levels = strings.Join(levels, "、")
		out.Standard, out.Source, out.Status, out.Note = reports.Clean(r.Standard), reports.Clean(r.Source), reports.Clean(r.Status), reports.Clean(r.Note)
		p.Rules = append(p.Rules, out)
	}
	for _, it := range m.ExitItems {
		out := exitItem{it, itemCondition(it)}
		out.Standard, out.Label, out.Source, out.Status = reports.Clean(it.Standard), reports.Clean(it.Label), reports.Clean(it.Source), reports.Clean(it.Status)
		p.ExitItems = append(p.ExitItems, out)
	}
	p.Title = p.County + year(p.Period) + "脱贫攻坚“三率一度”看板"
}
