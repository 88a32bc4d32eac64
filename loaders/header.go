package loaders

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// deepest is the most rows that a header takes.
const deepest = 3

// heading is one column's header: what its levels say, from top to bottom.
type heading struct {
	column int
	text   string   // levels joined by /
	keys   []string // folded: the whole first, then ever fewer levels, the lowest last
	unit   string   // named with the lowest level
	group  string   // unit named with a level above
}

// preamble is the top of a sheet, held back until the header is found.
type preamble struct {
	rows   []Row
	merged []MergedArea
	// text is, by row and column, what stands in a cell or in the anchor of its
	// merged area.
	text   map[int]map[int]string
	across map[int]map[int]bool // what comes from another column
	cache  map[[2]int][]heading
	keys   map[string][2]string // of headerKey
}

// longestHeader is the most characters of a header; longer texts are notes.
const longestHeader = 60

func newPreamble(rows []Row, merged []MergedArea) *preamble {
	p := &preamble{rows: rows, merged: merged, text: map[int]map[int]string{}, across: map[int]map[int]bool{}, cache: map[[2]int][]heading{}, keys: map[string][2]string{}}
	for _, row := range rows {
		level := map[int]string{}
		p.text[row.Number] = level
		for i := range row.Cells {
			c := &row.Cells[i]
			if s := headerText(c); s != "" {
				level[c.Column] = s
			}
		}
	}
	if len(rows) == 0 {
		return p
	}
	last := rows[len(rows)-1].Number
	for _, m := range merged {
		s := p.text[m.FirstRow][m.FirstColumn]
		if s == "" || m.FirstRow > last || m.LastColumn-m.FirstColumn > 400 {
			continue
		}
		for r := m.FirstRow; r <= min(m.LastRow, last, m.FirstRow+deepest); r++ {
			if p.text[r] == nil {
				p.text[r] = map[int]string{}
			}
			if p.across[r] == nil {
				p.across[r] = map[int]bool{}
			}
			for c := m.FirstColumn; c <= m.LastColumn; c++ {
				p.text[r][c] = s
				p.across[r][c] = c > m.FirstColumn
			}
		}
	}
	return p
}

// headerText is the text of a cell that may be a header.
func headerText(c *Cell) string {
	if c.Kind != CellText && c.Kind != CellNumber || c.Date {
		return ""
	}
	if s := trim(c.Text); len(s) <= longestHeader*3 {
		return s
	}
	return ""
}

// headings reads the rows from top to bottom as one header.
func (p *preamble) headings(top, bottom int) []heading {
	if hs, ok := p.cache[[2]int{top, bottom}]; ok {
		return hs
	}
	columns := map[int][]string{}
	for r := top; r <= bottom; r++ {
		level := p.text[r]
		if r < bottom && len(p.merged) == 0 {
			level = p.spread(level, bottom)
		}
		for c, s := range level {
			levels := columns[c]
			if len(levels) == 0 || levels[len(levels)-1] != s {
				columns[c] = append(levels, s)
			}
		}
	}
	var out []heading
	for c, levels := range columns {
		if p.across[bottom][c] {
			continue // one header merged over several columns names the first
		}
		out = append(out, p.heading(c, levels))
	}
	slices.SortFunc(out, func(a, b heading) int { return a.column - b.column })
	p.cache[[2]int{top, bottom}] = out
	return out
}

// spread carries a group's name to the right over the columns that only have a
// lower level: a file that knows no merged cells leaves them blank.
func (p *preamble) spread(level map[int]string, bottom int) map[int]string {
	last := 0
	for c := range p.text[bottom] {
		last = max(last, c)
	}
	out := maps.Clone(level)
	name := ""
	for c := 1; c <= last; c++ {
		if s := level[c]; s != "" {
			name = s
		} else if name != "" && p.text[bottom][c] != "" {
			out[c] = name
		}
	}
	return out
}

// key is headerKey, remembered: a text is looked at in many combinations.
func (p *preamble) key(s string) (key, unit string) {
	k, ok := p.keys[s]
	if !ok {
		k[0], k[1] = headerKey(s)
		p.keys[s] = k
	}
	return k[0], k[1]
}

func (p *preamble) heading(column int, levels []string) heading {
	h := heading{column: column}
	var shown, folded []string
	for _, s := range levels {
		shown = append(shown, strings.Join(strings.FieldsFunc(s, invisible), ""))
		key, unit := p.key(s)
		if key != "" {
			folded = append(folded, key)
			if h.unit != "" {
				h.group = h.unit
			}
			h.unit = unit
		} else if unit != "" {
			h.unit = unit
		}
	}
	h.text = strings.Join(shown, "/")
	for i := range folded {
		h.keys = append(h.keys, strings.Join(folded[i:], ""))
	}
	return h
}

// leaf is the key of the lowest level.
func (h heading) leaf() string {
	if len(h.keys) == 0 {
		return ""
	}
	return h.keys[len(h.keys)-1]
}

// isGroupRow reports a row above the header that names groups of columns
// (收入 over 工资性收入), as against a title or a line of facts.
func (p *preamble) isGroupRow(number, firstColumn, lastColumn int) bool {
	names := map[string]int{}
	for _, s := range p.text[number] {
		if strings.ContainsAny(s, ":：") || utf8.RuneCountInString(s) > 30 {
			return false
		}
		names[s]++
	}
	// One name over nearly the whole width, or from the first column on, is a title.
	for _, n := range names {
		if n*10 >= (lastColumn-firstColumn+1)*8 || len(names) == 1 && p.text[number][firstColumn] != "" {
			return false
		}
	}
	// A group shows by being merged over its columns, or by a unit.
	for c, s := range p.text[number] {
		if _, unit := p.key(s); unit != "" || p.across[number][c] {
			return true
		}
	}
	return false
}

// isUnitRow reports a row below the header that only names units.
func (p *preamble) isUnitRow(number int) bool {
	for _, s := range p.text[number] {
		if key, unit := headerKey(s); key != "" || unit == "" {
			return false
		}
	}
	return len(p.text[number]) > 0
}

// mergedDown is the lowest row that a cell of the header is merged down to.
func (p *preamble) mergedDown(top, bottom int) int {
	lowest := bottom
	for _, m := range p.merged {
		if m.FirstRow >= top && m.FirstRow <= bottom && m.LastRow > lowest && m.LastRow < top+deepest && p.text[m.FirstRow][m.FirstColumn] != "" {
			lowest = m.LastRow
		}
	}
	return lowest
}
