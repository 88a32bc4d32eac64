package xlsx

import (
	"math"

	"sanlv/reports"
)

const (
	a3, a4     = 8, 9 // as Excel numbers the papers
	marginSide = 0.5  // inches
	marginEnds = 0.7
	rowTitle   = 34.0 // heights in points
	rowUnits   = 20.0
	rowMarks   = 16.0
	rowSign    = 24.0
	// smallest is how small a table may be printed to take a sheet less: letters of
	// 6.5 points; of more than few sheets one more does not matter.
	smallest  = 0.62
	fewSheets = 3
)

// paper is what the table asks for, else A4, or A3 where it would become too small
// to read on that.
func (p *plan) paper(t *reports.Table) int {
	if t.Paper != "" {
		return map[string]int{"A3": a3, "A4": a4}[t.Paper]
	}
	if p.inches()*0.78 > 11.69-1 {
		return a3
	}
	return a4
}

// inches is how wide the columns are.
func (p *plan) inches() float64 { return p.span(0, len(p.widths)) * 7 / 96 }

// pages is on how many sheets of paper a table is to be fitted: on one less than it
// takes where it only spills over, so that its last rows or its notes do not stand
// alone; 0 for as many as it takes.
func (p *plan) pages(t *reports.Table) int {
	long, short := 11.69, 8.27
	if p.paper(t) == a3 {
		long, short = 16.54, 11.69
	}
	if t.Upright {
		long, short = short, long
	}
	scale := math.Min(1, (long-2*marginSide)/p.inches())
	room := (short - 2*marginEnds) * 72
	parts := make([]float64, len(t.Rows), len(t.Rows)+1)
	for i, r := range t.Rows {
		parts[i] = p.rowHeight(r)
	}
	tail := rowSign
	for _, note := range t.Notes {
		tail += p.noteHeight(note)
	}
	parts = append(parts, tail)
	sheets := p.fill(parts, room/scale)
	switch {
	case sheets == 1:
		return 1
	case sheets <= fewSheets && p.fill(parts, room/math.Min(scale, smallest)) < sheets:
		return sheets - 1
	}
	return 0
}

// fill lays rows on sheets of so much room, each with the heads at its top, and says
// how many it takes.
func (p *plan) fill(rows []float64, room float64) int {
	head := rowTitle + rowUnits
	if p.form > 0 {
		head += 18
	}
	if p.marks > 0 {
		head += rowMarks
	}
	for _, h := range p.heads {
		head += h
	}
	sheets, used := 1, head
	for _, h := range rows {
		if used+h > room && used > head {
			sheets, used = sheets+1, head
		}
		used += h
	}
	return sheets
}
