package xlsx

import (
	"math"
	"strings"

	"sanlv/reports"
)

// plan is where everything of a table stands on its sheet, counted from 1, and
// how wide and high it is. Widths are in half-width characters, heights in points.
type plan struct {
	form    int // row of 表号 …, 0 for none
	units   int // row of 填报单位 and 单位
	head    int // first row of the header
	marks   int // row of the column numbers, 0 for none
	body    int // first row of the body
	sign    int
	notes   int // first note
	chart   int // row at whose top the chart begins, 0 for none
	last    int // last row of the sheet
	widths  []float64
	heads   []float64 // heights of the header rows
	outline int       // deepest level of the outline
	top     reports.Level
	// totalLast says that 合计 stands below what it adds up.
	totalLast bool
	subjects  int // columns of the left half of the line above the table
}

const (
	defaultWrap = 40
	minWidth    = 6
	leastWidth  = 4 // of a table that is too wide to read
	longestUnit = 14
	minTotal    = 124  // so that titles, the line of signatures and notes have room
	lineHeight  = 15.2 // of the tallest Chinese fonts in use, 1.45 times their size
	noteLine    = 13.1
	rowHeight   = 17 // of one line
)

// layout plans a sheet.
func layout(t *reports.Table) *plan {
	p := &plan{units: 2}
	if t.Form+t.Authority+t.Document != "" {
		p.form, p.units = 2, 3
	}
	p.head = p.units + 1
	p.body = p.head + t.HeadLevels()
	for _, c := range t.Columns {
		if c.Mark != "" {
			p.marks = p.head + t.HeadLevels()
			p.body = p.marks + 1
			break
		}
	}
	p.sign = p.body + len(t.Rows)
	p.notes = p.sign + 1
	p.last = p.sign + len(t.Notes)
	if t.Chart != nil {
		p.chart = p.last + 2
		p.last = p.chart + chartRows
	}
	p.outlineOf(t)
	if p.widthsOf(t, minWidth); p.scale(t, digit) < smallest { // so many columns that they may be narrower
		p.widthsOf(t, leastWidth)
	}
	p.heads = p.headHeights(t)
	half, sum := 0.0, 0.0
	for _, x := range p.widths {
		sum += x
	}
	for p.subjects < len(p.widths)-1 && (p.subjects == 0 || half+p.widths[p.subjects] <= sum/2) {
		half += p.widths[p.subjects]
		p.subjects++
	}
	return p
}

// outlineOf finds how deep the rows are nested. A total that stands below what it
// adds up is no part of the outline, whose heads stand above.
func (p *plan) outlineOf(t *reports.Table) {
	p.totalLast = t.TotalLast
	first := true
	for _, r := range t.Rows {
		if r.Level != reports.LevelNone && !p.apart(r) && (first || r.Level < p.top) { // rows beside the tree are none of it
			p.top, first = r.Level, false
		}
	}
	for _, r := range t.Rows {
		p.outline = max(p.outline, p.depth(r))
	}
}

// apart tells whether a row is a total below what it adds up.
func (p *plan) apart(r reports.Row) bool {
	return p.totalLast && r.Total && r.Level <= reports.LevelCounty
}

// depth is how deep a row is nested.
func (p *plan) depth(r reports.Row) int {
	if p.apart(r) || r.Level < p.top {
		return 0
	}
	return int(r.Level - p.top)
}

// indent is how far the first cell of a row is moved in.
func (p *plan) indent(r reports.Row) int {
	if r.Level > reports.LevelVillage {
		return 0
	}
	return p.depth(r)
}

// widthsOf makes each column as wide as its texts need, up to its Wrap, and its
// heads in three lines, long ones in five; none is narrower than the least.
func (p *plan) widthsOf(t *reports.Table, least int) {
	p.widths = make([]float64, len(t.Columns))
	for i, c := range t.Columns {
		limit := c.Wrap
		if limit == 0 {
			limit = defaultWrap
		}
		need := least
		if c.Fill { // room for what is to be filled in
			need = limit
		}
		for _, r := range t.Rows {
			n := reports.Width(r.Cells[i].Text)
			if i == 0 {
				n += 3 * p.indent(r)
			}
			need = max(need, n)
		}
		if c.Kind == reports.KindSource { // rather a wider column than every row in two lines
			limit = limit * 4 / 3
		}
		need = min(need, limit)
		own := c.Heads[len(c.Heads)-1]
		long, rows := reports.Width(own), 3
		if long > 30 {
			rows = 5
		}
		need = max(need, min(long, max(least, (long+rows-1)/rows+1)))
		if name, _, ok := strings.Cut(own, "\uff08"); ok && reports.Width(name) <= 16 { // before the unit, in two lines
			need = max(need, (reports.Width(name)+3)/4*2+1)
		}
		if at := strings.LastIndex(own, "\uff08"); at >= 0 && strings.HasSuffix(own, "\uff09") && reports.Width(own[at:]) <= longestUnit { // the unit is not torn
			need = max(need, reports.Width(own[at:]))
		}
		p.widths[i] = float64(need) + 1.8
	}
	for _, h := range t.Header() {
		if h.Across > 1 {
			p.widen(h.Column, h.Across, float64(reports.Width(h.Text))/2+3)
		}
	}
	p.widen(0, len(p.widths), math.Max(minTotal, float64(reports.Width(t.Title))*titleSize/bodySize*1.05))
}

// widen makes some columns together at least so wide.
func (p *plan) widen(first, columns int, need float64) {
	have := 0.0
	for _, w := range p.widths[first : first+columns] {
		have += w
	}
	if have >= need {
		return
	}
	for i := first; i < first+columns; i++ {
		p.widths[i] *= need / have
	}
}

// span is the width of some columns.
func (p *plan) span(first, columns int) float64 {
	sum := 0.0
	for _, w := range p.widths[first : first+columns] {
		sum += w
	}
	return sum
}

// What may not begin a line, what may not end one, and the quotation marks, at which
// no program breaks on either side.
const (
	noStart = "\uff0c\u3002\u3001\uff1b\uff1a\uff1f\uff01\uff09\u300b\u3011),;:.!?%"
	noEnd   = "\uff08\u300a\u3010(["
	quotes  = "\u201c\u201d\u2018\u2019"
)

// lines is how many lines a text takes in a width: full-width characters break
// anywhere but at marks, half-width words only behind a space, - or /, or where they
// must. Programs differ at marks; what some of them keep together counts as together.
func lines(text string, width float64) int {
	room := math.Max(width*defaultSize/bodySize-0.9, 2)
	if float64(reports.Width(text)) <= room && !strings.Contains(text, "\n") {
		return 1
	}
	n, used, word := 1, 0.0, 0.0
	put := func() {
		if used+word > room && used > 0 {
			n, used = n+1, 0
		}
		for ; word > room; word -= room {
			n++
		}
		used, word = used+word, 0
	}
	before := ' '
	for _, r := range text {
		if r == '\n' {
			put()
			n, used, before = n+1, 0, ' '
			continue
		}
		w := float64(reports.Width(string(r)))
		if breaks(before, r) {
			put()
		}
		word += w
		before = r
	}
	put()
	return n
}

// breaks tells whether a line may end between two characters.
func breaks(before, r rune) bool {
	narrow, next := reports.Width(string(before)) == 1, reports.Width(string(r)) == 1
	switch {
	case strings.ContainsRune(quotes, before), strings.ContainsRune(quotes, r), strings.ContainsRune(noEnd, before), strings.ContainsRune(noStart, r):
		return false
	case narrow && (next || strings.ContainsRune(noEnd, r)):
		return before == ' ' || before == '-' || before == '/'
	}
	return !(next && strings.ContainsRune(noStart, before))
}

// wrapHead puts the unit at the end of a head on a line of its own where the head
// does not fit one line, and two characters at least on the last line of the name.
func wrapHead(text string, width float64) string {
	if lines(text, width) == 1 {
		return text
	}
	name, unit := text, ""
	if i := strings.LastIndex(text, "\uff08"); i > 0 && strings.HasSuffix(text, "\uff09") {
		name, unit = text[:i], "\n"+text[i:]
	}
	r := []rune(name)
	if at := len(r) - 2; at > 1 && breaks(r[at-1], r[at]) && r[at] != '的' {
		two := string(r[:at]) + "\n" + string(r[at:])
		if n := lines(name, width); n > lines(string(r[:at]), width) && n >= lines(two, width) {
			name = two
		}
	}
	return name + unit
}

func height(lines int) float64 { return math.Min(float64(lines)*lineHeight+5, 400) }

// headHeights gives each header row the height that its heads need.
func (p *plan) headHeights(t *reports.Table) []float64 {
	heights := make([]float64, t.HeadLevels())
	for i := range heights {
		heights[i] = height(1)
	}
	heads := t.Header()
	for _, h := range heads { // heads of one row first, then those that reach over several
		if h.Rows == 1 {
			heights[h.Level] = math.Max(heights[h.Level], p.headHeight(h))
		}
	}
	for _, h := range heads {
		have := 0.0
		for _, x := range heights[h.Level : h.Level+h.Rows] {
			have += x
		}
		if need := p.headHeight(h); need > have {
			heights[h.Level+h.Rows-1] += need - have
		}
	}
	return heights
}

func (p *plan) headHeight(h reports.Head) float64 {
	width := p.span(h.Column, h.Across)
	return height(lines(wrapHead(h.Text, width), width))
}

// rowHeight is the height of a row of the body.
func (p *plan) rowHeight(r reports.Row) float64 {
	n := 1
	for i, c := range r.Cells {
		if c.Value != nil {
			continue
		}
		width := p.widths[i]
		if i == 0 {
			width -= float64(3 * p.indent(r))
		}
		n = max(n, lines(c.Text, width))
	}
	return math.Max(rowHeight, height(n))
}

// noteHeight is the height of a note under the table, in smaller type.
func (p *plan) noteHeight(note string) float64 {
	n := lines(note, p.span(0, len(p.widths))*bodySize/noteSize)
	return math.Min(float64(n)*noteLine+2, 400)
}
