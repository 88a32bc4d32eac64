package loaders

import (
	"cmp"
	"slices"
)

// spreader carries the anchor of a merged area into the area. It needs the
// areas in order and keeps only those that reach the row at hand.
type spreader struct {
	areas  []MergedArea
	next   int
	active []anchor
}

type anchor struct {
	MergedArea
	cell Cell
}

// newSpreader takes the areas below the header that cover more than one cell.
func newSpreader(merged []MergedArea, bottom int) *spreader {
	s := &spreader{}
	for _, m := range merged {
		if m.FirstRow > bottom && (m.LastRow > m.FirstRow || m.LastColumn > m.FirstColumn) {
			s.areas = append(s.areas, m)
		}
	}
	slices.SortFunc(s.areas, func(a, b MergedArea) int {
		return cmp.Or(cmp.Compare(a.FirstRow, b.FirstRow), cmp.Compare(a.FirstColumn, b.FirstColumn))
	})
	return s
}

// fill puts anchors into the cells of a row that an area covers. grid holds the
// row by column; filled tells what came from another cell, and across is set
// where it came from another column.
func (s *spreader) fill(row int, g *grid) {
	s.active = slices.DeleteFunc(s.active, func(a anchor) bool { return a.LastRow < row })
	for s.next < len(s.areas) && s.areas[s.next].FirstRow <= row {
		m := s.areas[s.next]
		s.next++
		if m.LastRow < row || m.FirstRow != row {
			continue // its anchor stands on a row that the file does not hold
		}
		if c := g.at(m.FirstColumn); !isBlank(c) {
			s.active = append(s.active, anchor{MergedArea: m, cell: *c})
		}
	}
	for i := range s.active {
		a := &s.active[i]
		for c := a.FirstColumn; c <= min(a.LastColumn, g.width()); c++ {
			if (row != a.FirstRow || c != a.FirstColumn) && isBlank(g.at(c)) {
				g.put(c, a.cell, true, c != a.FirstColumn)
			}
		}
	}
}

// grid is one row by column. Columns beyond those mapped are not kept.
type grid struct {
	cells    []Cell
	present  []bool
	inferred []bool
	across   []bool
}

func newGrid(width int) *grid {
	return &grid{cells: make([]Cell, width+1), present: make([]bool, width+1), inferred: make([]bool, width+1), across: make([]bool, width+1)}
}

func (g *grid) width() int { return len(g.cells) - 1 }

func (g *grid) load(cells []Cell) {
	clear(g.present)
	clear(g.inferred)
	clear(g.across)
	for i := range cells {
		if c := cells[i].Column; c >= 1 && c <= g.width() {
			g.cells[c], g.present[c] = cells[i], true
		}
	}
}

// at returns the cell of a column, nil where the row holds none.
func (g *grid) at(column int) *Cell {
	if column < 1 || column > g.width() || !g.present[column] {
		return nil
	}
	return &g.cells[column]
}

func (g *grid) put(column int, c Cell, inferred, across bool) {
	c.Column = column
	g.cells[column], g.present[column], g.inferred[column], g.across[column] = c, true, inferred, across
}

func (g *grid) clone() *grid {
	return &grid{cells: slices.Clone(g.cells), present: slices.Clone(g.present), inferred: slices.Clone(g.inferred), across: slices.Clone(g.across)}
}

// hanger fills down what a sheet gives only on the first row of a group: the
// places of households and villages, and the household of its members.
type hanger struct {
	places []int // columns of 县, 乡镇, 行政村, from coarse to fine; 0 where there is none
	code   int   // column of 村代码, follows the village
	owner  int   // column of the row's own key, without which its places stay blank
	key    int   // column of 户编号, of persons only
	head   func(*grid) bool
	person func(*grid) bool

	last      []Cell // of places
	lastCode  Cell
	lastKey   Cell
	havePlace []bool
	haveCode  bool
	haveKey   bool
}

// total forgets the finest place: after a 小计 the next group begins.
func (h *hanger) total() {
	if n := len(h.places); n > 0 {
		h.havePlace[n-1] = false
	}
	h.haveCode, h.haveKey = false, false
}

func (h *hanger) fill(g *grid) {
	if h.key > 0 {
		h.fillKey(g)
	}
	if len(h.places) > 0 && !isBlank(g.at(h.owner)) {
		h.fillPlaces(g)
	}
}

func (h *hanger) fillKey(g *grid) {
	switch c := g.at(h.key); {
	case !isBlank(c):
		h.lastKey, h.haveKey = *c, true
	case h.head(g):
		h.haveKey = false // a new household, and nobody knows which
	case h.haveKey && h.person(g):
		g.put(h.key, h.lastKey, true, false)
	}
}

func (h *hanger) fillPlaces(g *grid) {
	same := true // as the row above, down to this place
	village := false
	for i, column := range h.places {
		if column == 0 {
			continue
		}
		c := g.at(column)
		switch {
		case !isBlank(c):
			same = same && h.havePlace[i] && squeeze(h.last[i].Text) == squeeze(c.Text)
			h.last[i], h.havePlace[i] = *c, true
		case same && h.havePlace[i]:
			g.put(column, h.last[i], true, false)
			village = i == len(h.places)-1
		case !same: // below another place the old name no longer holds
			h.havePlace[i] = false
		}
	}
	if h.code == 0 {
		return
	}
	switch c := g.at(h.code); {
	case !isBlank(c):
		h.lastCode, h.haveCode = *c, true
	case village && h.haveCode:
		g.put(h.code, h.lastCode, true, false)
	case !village:
		h.haveCode = false
	}
}
