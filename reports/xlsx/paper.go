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
	// digit is how wide a digit of the default font is in points: of a Chinese one half
	// as wide as high.
	digit = defaultSize / 2.0
	// keptRows is how many rows stand above the notes at least.
	keptRows = 4
)

// digits are the widths that programs give a digit: LibreOffice takes the font as it
// is, or as a wider one where the font is missing; Excel rounds up to a pixel.
var digits = []float64{digit, 6, 6.5, 7}

// paper is what the table asks for, else A4, or A3 where it would become too small
// to read on that.
func (p *plan) paper(t *reports.Table) int {
	if t.Paper != "" {
		return map[string]int{"A3": a3, "A4": a4}[t.Paper]
	}
	if p.inches(digit)*0.745 > 11.69-1 {
		return a3
	}
	return a4
}

// inches is how wide the columns are where a digit takes so many points.
func (p *plan) inches(digit float64) float64 { return p.span(0, len(p.widths)) * digit / 72 }

// sides are the longer and the shorter side of the paper that a table lies on, or
// stands.
func (p *plan) sides(t *reports.Table) (across, down float64) {
	across, down = 11.69, 8.27
	if p.paper(t) == a3 {
		across, down = 16.54, 11.69
	}
	if t.Upright {
		across, down = down, across
	}
	return across, down
}

// scale is how much smaller a table is printed, so that its columns fit the paper.
func (p *plan) scale(t *reports.Table, digit float64) float64 {
	across, _ := p.sides(t)
	return math.Min(1, (across-2*marginSide)/p.inches(digit))
}

// pages says on how many sheets of paper a table is to be fitted: on one less than
// it takes where it only spills over; 0 for as many as it takes, and then how many
// of its last rows are to go with the notes onto a new sheet, 0 for no such break.
// So the notes never stand alone.
func (p *plan) pages(t *reports.Table) (sheets, kept int) {
	_, down := p.sides(t)
	room := (down - 2*marginEnds) * 72
	rows := make([]float64, len(t.Rows))
	for i, r := range t.Rows {
		rows[i] = p.rowHeight(r)
	}
	tail := rowSign
	for i, note := range t.Notes {
		tail += p.noteHeight(noteHead(i) + note)
	}
	scale := p.scale(t, digit)
	sheets, last := p.fill(rows, tail, room/scale)
	switch fewer, _ := p.fill(rows, tail, room/math.Min(scale, smallest)); {
	case sheets == 1:
		return 1, 0
	case sheets <= fewSheets && fewer < sheets:
		return sheets - 1, 0
	}
	for _, d := range digits { // whatever the program and its fonts make of the widths
		if _, n := p.fill(rows, tail, room/p.scale(t, d)); n < keptRows {
			kept = min(max(keptRows, last), len(rows)-1)
		}
	}
	for kept > 0 && p.heading()+total(rows[len(rows)-kept:])+tail > room/scale {
		kept--
	}
	return 0, kept
}

// heading is how high all is that stands at the top of every sheet.
func (p *plan) heading() float64 {
	head := rowTitle + rowUnits + total(p.heads)
	if p.form > 0 {
		head += 18
	}
	if p.marks > 0 {
		head += rowMarks
	}
	return head
}

func total(heights []float64) float64 {
	sum := 0.0
	for _, h := range heights {
		sum += h
	}
	return sum
}

// fill lays rows, and what stands below them, on sheets of so much room. It says how
// many it takes and how many rows stand on the one on which the notes end.
func (p *plan) fill(rows []float64, tail, room float64) (sheets, last int) {
	sheets, used := 1, p.heading()
	for _, h := range rows {
		if used+h > room && last > 0 {
			sheets, used, last = sheets+1, p.heading(), 0
		}
		used, last = used+h, last+1
	}
	if used+tail > room && last > 0 {
		sheets, last = sheets+1, 0
	}
	return sheets, last
}
