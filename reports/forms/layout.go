package forms

import (
	"math"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
	"sanlv/reports"
)

// Rows of a form.
const (
	titleRow = 1
	lineRow  = 2
	headRow  = 3
	firstRow = 4
	lastRow  = 1048576

	// filtered is how far the filter reaches; Excel takes in what adjoins.
	filtered = 5000
)

// plan is how wide and high things are: widths in half-width characters,
// heights in points.
type plan struct {
	widths []float64
	heads  []string // broken into lines
	head   float64  // height of the header
	paper  int
	pages  int  // side by side in print
	lead   int  // columns repeated on each of them
	drawn  int  // empty rows with borders, so that a form can be printed and filled in by hand
	grows  bool // a row takes the height that its texts need
}

const (
	minTotal   = 90 // so that the line above the table has room
	headLines  = 3
	lineHeight = 14.5
	rowHeight  = 22

	titleHeight   = 30
	lineRowHeight = 23
)

// Paper sizes as Excel numbers them, and how many characters one across shows
// at a size that can still be read.
const (
	a3, a4       = 8, 9
	roomA3       = 350.0
	roomA4       = 225.0
	widestLead   = 100.0
	farthestLead = 10
)

func newPlan(columns []column, rows []Row) plan {
	var p plan
	total := 0.0
	for _, c := range columns {
		w := c.width()
		if used, ok := c.used(rows); ok {
			w = float64(max(used, c.headNeed())) + 1.8
		}
		p.widths = append(p.widths, w)
		total += w
	}
	if total < minTotal {
		for i := range p.widths {
			p.widths[i] = math.Round(p.widths[i]*minTotal/total*10) / 10
		}
		total = minTotal
	}
	n := 1
	for i, c := range columns {
		h := wrapHead(c.head, p.widths[i])
		p.heads = append(p.heads, h)
		n = max(n, lineCount(h, p.widths[i]))
	}
	p.head = float64(n)*lineHeight + 14 // room for the button of the filter
	p.grows = slices.ContainsFunc(columns, column.isLong)
	p.fit(columns, total)
	p.draw(total)
	return p
}

// draw fills the first page with empty rows, so far as its height can be known:
// how wide a character is differs from program to program, so there is a margin.
func (p *plan) draw(total float64) {
	across, down := 272.0, 170.0 // of A4 in millimetres, less the margins
	if p.paper == a3 {
		across, down = 395, 255
	}
	for range p.pages - 1 { // the repeated columns
		for _, w := range p.widths[:p.lead] {
			total += w
		}
	}
	const perCharacter, perPoint = 2.0, 25.4 / 72
	scale := math.Min(1, across*float64(p.pages)/(total*perCharacter))
	p.drawn = int((down/scale/perPoint - titleHeight - lineRowHeight - p.head) / rowHeight)
}

// fit chooses paper and pages. A table that would become too small to read goes
// over several pages, with the columns that say what a row is about on each.
func (p *plan) fit(columns []column, total float64) {
	p.paper, p.pages = a4, 1
	if total <= roomA4 {
		return
	}
	p.paper = a3
	if total <= roomA3 {
		return
	}
	lead, sum := 0.0, 0.0
	for i := 0; i < min(len(columns), farthestLead); i++ {
		sum += p.widths[i]
		if c := columns[i]; sum <= widestLead && (c.Key || c.Personal == finding.Name) {
			p.lead, lead = i+1, sum
		}
	}
	p.pages = int(math.Ceil((total - lead) / (roomA3 - lead)))
}

// width is what the cells and the header of a column need.
func (c column) width() float64 {
	need := 0
	switch c.Type {
	case catalog.Text:
		switch {
		case c.Personal == finding.Name:
			need = 9
		case c.MaxLength == 0 || c.MaxLength > 200:
			need = 32
		case c.isLong():
			need = 22
		case c.MaxLength > 20:
			need = 12
		default:
			need = 9
		}
	case catalog.Code:
		switch {
		case c.isVillageCode(), c.Personal == finding.Phone:
			need = 13
		case c.MaxLength > 0 && c.MaxLength <= villageDigits:
			need = c.MaxLength + 1
		default:
			need = 16
		}
	case catalog.IDNumber:
		need = 20
	case catalog.Money:
		need = 12
	case catalog.Number:
		need = 9
	case catalog.Integer, catalog.Percent, catalog.Year:
		need = 8
	case catalog.YesNo:
		need = 8
	case catalog.Date:
		need = 11
	case catalog.Month:
		need = 9
	case catalog.Coded:
		for _, l := range c.labels {
			need = max(need, min(reports.Width(l), 24))
		}
		need += 2 // the button of the list
	case catalog.CodedList:
		need = 20
	}
	return float64(max(need, c.headNeed())) + 1.8
}

// used is the room that the texts of a column take where all rows have one, so
// that nothing is left to fill in.
func (c column) used(rows []Row) (width int, all bool) {
	if c.Type != catalog.Text && c.Type != catalog.Code {
		return 0, false
	}
	for _, row := range rows {
		text, _ := row[c.Name].(string)
		if text == "" {
			return 0, false
		}
		width = max(width, reports.Width(text))
	}
	return min(width, 24), len(rows) > 0
}

// headNeed is the least width at which the header takes headLines lines.
func (c column) headNeed() int {
	w := 8
	if name, _, _ := strings.Cut(c.head, "("); reports.Width(name) == 10 {
		w = 10 // else the last of five characters would stand alone
	}
	for ; ; w++ {
		if lineCount(wrapHead(c.head, float64(w)+1.8), float64(w)+1.8) <= headLines {
			return w
		}
	}
}

// wrapHead breaks a header that does not fit one line: the unit goes on a line of
// its own, the rest into lines of about the same length and an even number of
// characters, which is how most Chinese terms are put together.
func wrapHead(text string, width float64) string {
	if lineCount(text, width) == 1 {
		return text
	}
	unit := ""
	if i := strings.LastIndex(text, "("); i > 0 && strings.HasSuffix(text, ")") {
		text, unit = text[:i], "\n"+text[i:]
	}
	r := []rune(text)
	n := lineCount(text, width)
	each := (len(r) + n - 1) / n
	each += each % 2
	if each > 2 && len(r)%each == 1 && (each-1)*n >= len(r) { // leave no character alone
		each--
	}
	if n == 1 || reports.Width(text) != 2*len(r) || lineCount(string(r[:min(each, len(r))]), width) > 1 {
		return text + unit
	}
	var out []string
	for ; len(r) > each; r = r[each:] {
		out = append(out, string(r[:each]))
	}
	return strings.Join(append(out, string(r)), "\n") + unit
}

// lineCount is how many lines a text takes in a width.
func lineCount(text string, width float64) int {
	room := math.Max(math.Floor(width-1.2), 2)
	n := 0
	for _, line := range strings.Split(text, "\n") {
		n++
		used := 0.0
		for _, r := range line {
			w := float64(reports.Width(string(r)))
			if used+w > room && used > 0 {
				n, used = n+1, 0
			}
			used += w
		}
	}
	return n
}
