package html

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"sanlv/reports"
)

// How many cells that moved the page shows of one figure, and of a table that it does
// not show: it is to stay light where a standard changed and every village with it.
const (
	mostMoves  = 30
	otherMoves = 8
)

// moved is what a figure, or a table, says that it did not say the last time; nil
// where nothing came before.
type moved struct {
	ID, Title string
	Rows      []movedRow // the villages last
	Count     int
	Left      string // why it is not compared
	Where     string // where all of it stands; "" nowhere else
}

// movedRow is one cell that moved. The name of a row, and a reason, that several have
// one after the other stand once: Rows and Because say for how many, 0 where they
// stand above.
type movedRow struct {
	reports.Move
	Column        string
	Rows, Because int
}

// More is how many cells the page leaves out.
func (m *moved) More() int { return m.Count - len(m.Rows) }

// comparison tells how figures and tables moved since the last publication; nil
// where there is none to tell of.
type comparison struct {
	pub   reports.Publication
	was   *figures         // of the publication before; nil where it cannot be read
	homes map[string]place // villages by code
	where string           // the table of all cells that moved
	told  []string         // tables that are told of

	heading string // how the titles of tables begin
}

func newComparison(ctx context.Context, pub reports.Publication, villages []place) *comparison {
	if pub.Before == nil || pub.Moved == nil {
		return nil
	}
	c := &comparison{pub: pub, homes: map[string]place{}, told: []string{"verdict_township"}} // with the rates
	c.heading = reports.Clean(pub.Meta.County) + year(pub.Meta.Period)
	for _, v := range villages {
		c.homes[v.Code] = v
	}
	if figs, err := readFigures(ctx, *pub.Before); err == nil {
		c.was = figs
	}
	if file, sheet := pub.Meta.FileOf("diff_cells"); file != "" {
		c.where = file + " 的“" + sheet + "”"
	}
	return c
}

// since says of every figure of the page what moved in it.
func (p *page) since(ctx context.Context, c *comparison) error {
	if c == nil {
		return nil
	}
	for _, part := range []struct {
		now  []*chart
		draw drawer
	}{{p.Bars, rateBars}, {p.Quality, quality}, {p.Stacks, stacks}, {p.Monitored, monitoring}, {p.Incomes.charted(), incomeCurves}, {p.Estimates.charted(), sampleCharts}} {
		if err := c.charts(ctx, part.now, part.draw); err != nil {
			return err
		}
	}
	for i := range p.Exits {
		e := &p.Exits[i]
		for _, t := range []*reports.Table{e.Township, e.Overview} {
			if t != nil {
				e.Moved = append(e.Moved, c.table(t.ID, t.Title, mostMoves))
			}
		}
		if !slices.ContainsFunc(e.Moved, func(m *moved) bool { return m != nil && (m.Count > 0 || m.Left != "") }) {
			e.Moved = e.Moved[:1] // it is said once that nothing moved
		}
	}
	if p.Intake != nil {
		p.Intake.Moved = c.table(p.Arrivals.ID, p.Arrivals.Title, mostMoves)
	}
	p.Listed = c.table("ledger_contents", "台账目录", mostMoves)
	p.Incomes.Moved = c.table(p.Incomes.Depth.ID, p.Incomes.Depth.Title, mostMoves)
	p.Estimates.Moved = map[string]*moved{}
	for _, t := range []*reports.Table{p.Estimates.Verdicts, p.Estimates.Estimates, p.Estimates.RateAgreement, p.Estimates.Agreement, p.Estimates.FunnelVillages} {
		p.Estimates.Moved[t.ID] = c.table(t.ID, t.Title, mostMoves)
	}
	for _, t := range c.pub.Moved.Tables {
		if t.Left != "" {
			continue
		}
		p.Change.Compared++
		p.Change.Changed += btoi(len(t.Moves) > 0)
		if len(t.Moves) > 0 && !slices.Contains(c.told, t.ID) {
			p.Change.Others = append(p.Change.Others, c.table(t.ID, t.Book()+"·"+reports.Clean(t.Sheet), otherMoves))
		}
	}
	return nil
}

// charts tells how charts moved.
func (c *comparison) charts(ctx context.Context, now []*chart, draw drawer) error {
	var before []*chart
	readable := c.was != nil
	if readable {
		var err error
		if before, err = draw(ctx, *c.pub.Before, c.was); ctx.Err() != nil {
			return ctx.Err()
		}
		readable = err == nil // published by a version that knew it otherwise
	}
	for _, n := range now {
		if !readable {
			n.Moved = &moved{ID: n.ID, Title: n.Title, Left: reports.LeftOld}
			continue
		}
		var was *reports.Table
		if i := slices.IndexFunc(before, func(o *chart) bool { return o.ID == n.ID }); i >= 0 {
			was = c.placed(before[i])
		}
		n.Moved = c.lay(n.ID, n.Title, mostMoves, c.pub.Moved.Figure(was, c.placed(n), n.Frames...))
		if n.Like == "" {
			n.Moved.Where = ""
		}
		c.told = append(c.told, n.Like)
	}
	return nil
}

// table tells how a table of the workbooks moved; nil of one that an office has taken
// out of them.
func (c *comparison) table(id, title string, most int) *moved {
	i := slices.IndexFunc(c.pub.Moved.Tables, func(t reports.MovedTable) bool { return t.ID == id })
	if i < 0 {
		return nil
	}
	c.told = append(c.told, id)
	m := c.lay(id, strings.TrimPrefix(title, c.heading), most, c.pub.Moved.Tables[i].Moves)
	m.Left = c.pub.Moved.Tables[i].Left
	return m
}

// placed is the table of a chart that is compared, its rows with the areas that they
// speak of.
func (c *comparison) placed(drawn *chart) *reports.Table {
	t := *cmp.Or(drawn.Whole, drawn.Table)
	at := slices.IndexFunc(t.Columns, func(col reports.Column) bool { return strings.HasSuffix(col.Heads[0], "代码") })
	if at < 0 {
		return &t
	}
	t.Rows = slices.Clone(t.Rows)
	for i := range t.Rows {
		code := t.Rows[i].Cells[at].Text
		t.Rows[i].Areas = []string{code}
		if v, ok := c.homes[code]; ok {
			t.Rows[i].Areas = []string{code, v.TownshipCode, v.CountyCode}
		}
	}
	return &t
}

// lay lays out cells that moved, those of villages last.
func (c *comparison) lay(id, title string, most int, moves []reports.Move) *moved {
	m := &moved{ID: id, Title: title, Count: len(moves), Where: c.where}
	village := func(v reports.Move) int {
		_, is := c.homes[v.Area]
		return btoi(is)
	}
	list := slices.Clone(moves)
	slices.SortStableFunc(list, func(a, b reports.Move) int { return village(a) - village(b) })
	for _, v := range list[:min(len(list), most)] {
		m.Rows = append(m.Rows, movedRow{Move: v, Column: strings.Join(v.Heads, " › "), Rows: 1, Because: 1})
	}
	for i := len(m.Rows) - 1; i > 0; i-- {
		r, above := &m.Rows[i], &m.Rows[i-1]
		if r.Row == above.Row {
			above.Rows, r.Rows = above.Rows+r.Rows, 0
		}
		if r.Reason == above.Reason {
			above.Because, r.Because = above.Because+r.Because, 0
		}
	}
	return m
}
