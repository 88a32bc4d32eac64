package reports

import (
	"context"
	"errors"
	"slices"

	"sanlv/pipeline/catalog"
)

// longList is a declared list over a frame of more rows than a workbook holds. The
// frame is never held: it is read once to count the rows and once to draw them, or
// once for each part where the list has an order of its own.
type longList struct {
	*drawing
	homes  map[string][]string
	rows   int
	starts map[string]int // by area: the first row that belongs to it
	places []int          // of an ordered list: where its rows stand in the frame
}

var errLong = errors.New("more rows than are held")

// long reads the frame of a list as far as it can be held. It gives nil where that is
// all of it, or where the list needs all of it at once: for a total, or for columns
// that look into other rows.
func (g *drawing) long() (*longList, error) {
	id := g.decl.Frame
	held := &Frame{ID: id}
	err := Batches(g.ctx, g.pub.Source, id, nil, func(part *Frame) error {
		if held.Columns = part.Columns; len(held.Rows)+len(part.Rows) > LongLedger {
			return errLong
		}
		held.Rows = append(held.Rows, part.Rows...)
		return nil
	})
	switch {
	case err == nil:
		g.frames[id], err = g.over(held)
		return nil, err
	case !errors.Is(err, errLong):
		return nil, err
	case g.decl.Total != catalog.TotalNone || slices.ContainsFunc(g.decl.Columns, g.looksAround):
		return nil, nil
	}
	held.Rows = nil
	whole, err := g.over(held)
	if err != nil {
		return nil, err
	}
	whole.long, g.frames[id] = true, whole
	if err := g.expand(); err != nil {
		return nil, err
	}
	l := &longList{drawing: g, starts: map[string]int{}}
	if l.homes, err = homesOf(g.ctx, g.pub); err != nil {
		return nil, err
	}
	if err := l.count(); err != nil {
		return nil, err
	}
	if l.rows > LongLedger {
		g.table.later = &laterRows{rows: l.rows, from: l}
		return l, nil
	}
	err = l.each(g.ctx, g.pub, nil, func(_ string, draw func(*Table) (Row, error)) error { // its conditions leave few
		row, err := draw(g.table)
		g.table.Rows = append(g.table.Rows, row)
		return err
	})
	g.frames[id] = whole
	return l, err
}

// looksAround tells whether a column of a list looks into other rows than its own.
func (g *drawing) looksAround(c catalog.TableColumn) bool {
	v := c.Value
	totals := v.Kind == catalog.ValueCount || v.Kind == catalog.ValueUnique || v.Kind == catalog.ValueSum
	return v.Frame == g.decl.Frame || c.Each != nil && c.Each.Frame == g.decl.Frame || v.Frame == "" && (totals || len(v.Where) > 0)
}

// through hands over the frame of the list part by part.
func (g *drawing) through(each func(*lookup) error) error {
	return Batches(g.ctx, g.pub.Source, g.decl.Frame, nil, func(f *Frame) error {
		part, err := g.over(f)
		if err != nil {
			return err
		}
		return each(part)
	})
}

// count counts the rows, finds where each area begins, and puts them into order.
func (l *longList) count() error {
	keys := &Frame{ID: l.decl.Frame}
	for _, o := range l.decl.Order {
		keys.Columns = append(keys.Columns, o.Column)
	}
	var places []int
	var areas [][]string
	known := map[string][]string{}
	before := 0
	err := l.through(func(part *lookup) error {
		rows, err := l.find(part, l.decl.Where, place{row: -1}, catalog.Word{})
		if err != nil {
			return err
		}
		for _, i := range rows {
			home := part.areasOf(i, l.homes)
			if len(keys.Columns) == 0 {
				l.begin(home)
				continue
			}
			if len(home) > 0 {
				if known[home[0]] == nil {
					known[home[0]] = home
				}
				home = known[home[0]]
			}
			key := make([]any, len(keys.Columns))
			for j, c := range keys.Columns {
				key[j] = part.value(i, c)
			}
			keys.Rows, places, areas = append(keys.Rows, key), append(places, before+i), append(areas, home)
		}
		before += len(part.frame.Rows)
		return nil
	})
	if err != nil || len(keys.Columns) == 0 {
		return err
	}
	by := &lookup{frame: keys, at: map[string]int{}}
	order := make([]int, len(places))
	for i := range order {
		order[i] = i
	}
	for i, c := range keys.Columns {
		by.at[c] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return by.order(l.decl.Order, a, b) })
	for _, i := range order {
		l.places = append(l.places, places[i])
		l.begin(areas[i])
	}
	return nil
}

// begin counts a row that belongs to some areas.
func (l *longList) begin(areas []string) {
	for _, a := range areas {
		if _, met := l.starts[a]; !met {
			l.starts[a] = l.rows
		}
	}
	l.rows++
}

// each implements rowSource.
func (l *longList) each(ctx context.Context, pub Publication, _ []*Table, row func(string, func(*Table) (Row, error)) error) error {
	l.ctx, l.pub = ctx, pub
	if l.places == nil {
		return l.through(func(part *lookup) error {
			l.frames[l.decl.Frame] = part
			rows, err := l.find(part, l.decl.Where, place{row: -1}, catalog.Word{})
			if err != nil {
				return err
			}
			for _, i := range rows {
				if err := row("", func(t *Table) (Row, error) { return l.listed(part, i, t.nextNumber(), l.homes) }); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for first := 0; first < len(l.places); first += LongLedger {
		wanted := map[int]int{} // place in the frame to place in the list
		for i, at := range l.places[first:min(first+LongLedger, len(l.places))] {
			wanted[at] = i
		}
		drawn := make([]Row, len(wanted))
		before := 0
		err := l.through(func(part *lookup) (err error) {
			l.frames[l.decl.Frame] = part
			for i := range part.frame.Rows {
				if at, ok := wanted[before+i]; ok {
					if drawn[at], err = l.listed(part, i, first+at+1, l.homes); err != nil {
						return err
					}
				}
			}
			before += len(part.frame.Rows)
			return nil
		})
		if err != nil {
			return err
		}
		for _, r := range drawn {
			if err := row("", func(*Table) (Row, error) { return r, nil }); err != nil {
				return err
			}
		}
	}
	return nil
}
