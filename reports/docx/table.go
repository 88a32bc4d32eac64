package docx

import (
	"fmt"
	"slices"
	"strings"

	"sanlv/reports"
)

// border is a line of a table in eighths of a point.
func border(name, colour string, eighths int) string {
	return fmt.Sprintf(`<w:%s w:val="single" w:sz="%d" w:space="0" w:color="%s"/>`, name, eighths, colour)
}

// cellMargins are those of every cell, left and right.
const cellMargins = `<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>`

// table writes a table: its heads are repeated on every page, no row is divided,
// a short one stands on one page.
func (s *setter) table(t *reports.Table, caption string) {
	points, whole := t.Setting()
	widths := shares(t, s.width, points)
	size := fmt.Sprintf(`<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, int(points*2), int(points*2))
	s.out(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>%s%s%s%s</w:tblBorders><w:tblLayout w:type="fixed"/>`+cellMargins+`<w:tblCaption w:val="%s"/></w:tblPr><w:tblGrid>`,
		s.width, border("top", "333333", 10), border("bottom", "333333", 10), border("insideH", "777777", 4), border("insideV", "777777", 4), escape(caption))
	for _, w := range widths {
		s.out(`<w:gridCol w:w="%d"/>`, w)
	}
	s.out("</w:tblGrid>")
	s.heads(t, widths, size)
	for _, r := range t.Rows {
		s.out(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		for c, cell := range r.Cells {
			properties := size
			if cell.Alarm {
				properties = `<w:color w:val="A30000"/>` + properties
			}
			if cell.Provisional && c >= t.Frozen {
				properties = "<w:i/>" + properties
			}
			if r.Total || r.Level == reports.LevelCounty {
				properties = "<w:b/>" + properties
			}
			keep := ""
			if whole {
				keep = "<w:keepNext/>"
			}
			text := cell.Text
			if c == 0 && r.Level == reports.LevelVillage {
				text = "　" + text
			}
			s.out(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="TableText"/>%s<w:jc w:val="%s"/></w:pPr>%s</w:p></w:tc>`,
				widths[c], keep, side(t.Columns[c].Kind), run(properties, text))
		}
		s.out("</w:tr>")
	}
	s.out("</w:tbl>")
}

// heads writes the rows of heads; one that reaches down goes on in the rows below.
func (s *setter) heads(t *reports.Table, widths []int, size string) {
	heads := t.Header()
	for level := range t.HeadLevels() {
		s.out(`<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
		for c := 0; c < len(t.Columns); {
			h := covering(heads, level, c)
			width := 0
			for _, w := range widths[c : c+h.Across] {
				width += w
			}
			more, text := "", ""
			if h.Across > 1 {
				more += fmt.Sprintf(`<w:gridSpan w:val="%d"/>`, h.Across)
			}
			switch {
			case h.Level < level:
				more += `<w:vMerge/>`
			case h.Rows > 1:
				more += `<w:vMerge w:val="restart"/>`
				text = h.Text
			default:
				text = h.Text
			}
			s.out(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>%s<w:shd w:val="clear" w:color="auto" w:fill="EEF0F2"/><w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="TableHead"/><w:keepNext/></w:pPr>%s</w:p></w:tc>`,
				width, more, run(size, text))
			c += h.Across
		}
		s.out("</w:tr>")
	}
}

// covering is the head that stands over a column at a level.
func covering(heads []reports.Head, level, column int) reports.Head {
	for _, h := range heads {
		if h.Level <= level && level < h.Level+h.Rows && h.Column <= column && column < h.Column+h.Across {
			return h
		}
	}
	return reports.Head{Level: level, Column: column, Rows: 1, Across: 1}
}

func side(k reports.Kind) string {
	switch k {
	case reports.KindCount, reports.KindPercent, reports.KindMoney, reports.KindNumber, reports.KindIndex:
		return "right"
	case reports.KindWord, reports.KindVerdict:
		return "center"
	}
	return "left"
}

// Widths of a column in half-width characters: of a text at least and at most,
// and of what a head may ask for.
const (
	narrowText = 8
	widestText = 40
	widestHead = 8
	edges      = 130 // of a cell, left and right together
)

// Columns of a figure: those for the bars, and for what they say behind them.
const (
	plotColumns = 60
	plotBars    = 36
)

// shares divides the width of the page: numbers and short words get what they
// need, the texts share the rest.
func shares(t *reports.Table, width int, points float64) []int {
	letter := points * 12 // a half-width character in twentieths of a point
	need, want := make([]int, len(t.Columns)), make([]int, len(t.Columns))
	needed, wanted := 0, 0
	for c, column := range t.Columns {
		most := 0
		for _, r := range t.Rows {
			most = max(most, reports.Width(r.Cells[c].Text))
		}
		head := min(reports.Width(column.Heads[len(column.Heads)-1]), widestHead)
		least := most
		if side(column.Kind) != "right" {
			least = min(most, narrowText)
		}
		need[c] = int(float64(max(least, head))*letter) + edges
		want[c] = int(float64(max(min(most, widestText), least, head))*letter) + edges - need[c]
		needed, wanted = needed+need[c], wanted+want[c]
	}
	out, left := make([]int, len(need)), width
	for c := range out {
		switch {
		case needed >= width:
			out[c] = width * need[c] / needed
		case wanted == 0:
			out[c] = width * need[c] / needed
		default:
			out[c] = need[c] + (width-needed)*(want[c]*len(out)+wanted)/(wanted*len(out)*2) // half by need, half alike
		}
		left -= out[c]
	}
	out[len(out)-1] += left
	return out
}

// fills are the colours of the bars.
var fills = map[string]string{reports.Missed: "E08A4F", reports.Undecided: "F0E442", reports.NoData: "C9CDD2"}

// figure sets a chart of bars as a table whose cells are coloured as far as the
// bars reach: it prints everywhere and can be edited.
func (s *setter) figure(f *reports.Figure) {
	label := s.width / 4
	cell := (s.width - label) / plotColumns
	s.out(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/>`+cellMargins+`<w:tblCaption w:val="%s"/></w:tblPr><w:tblGrid><w:gridCol w:w="%d"/>`,
		label+cell*plotColumns, escape(f.Description), label)
	s.out("%s</w:tblGrid>", strings.Repeat(fmt.Sprintf(`<w:gridCol w:w="%d"/>`, cell), plotColumns))
	reach := func(v float64) int {
		if f.Most <= 0 {
			return 0
		}
		return min(int(v/f.Most*plotBars+0.5), plotBars)
	}
	const size = `<w:sz w:val="18"/><w:szCs w:val="18"/>`
	gap := `<w:tcBorders>` + border("top", "FFFFFF", 24) + border("bottom", "FFFFFF", 24) + `</w:tcBorders>`
	for _, b := range f.Bars {
		s.out(`<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="TableText"/><w:keepNext/><w:jc w:val="right"/></w:pPr>%s</w:p></w:tc>`,
			label, run(size, b.Label))
		used := 0
		part := func(n int, fill, text string) {
			if n <= 0 {
				return
			}
			shade := ""
			if fill != "" {
				shade = gap + `<w:shd w:val="clear" w:color="auto" w:fill="` + fill + `"/>`
			}
			s.out(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:gridSpan w:val="%d"/>%s<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="TableText"/><w:keepNext/></w:pPr>%s</w:p></w:tc>`,
				cell*n, n, shade, run(size, text))
			used += n
		}
		fill := fills[b.Verdict]
		if fill == "" {
			fill = "7FA3C7"
		}
		if !b.Absent {
			from, to := 0, reach(b.Value)
			if f.Spans {
				from, to = reach(b.Low), reach(b.High)
			}
			part(from, "", "")
			if b.Value > 0 || f.Spans {
				part(max(to-from, 1), fill, "")
			}
			part(reach(b.Upper)-used, "E6E9ED", "")
		}
		part(plotColumns-used, "", b.Text)
		s.out("</w:tr>")
	}
	s.out("</w:tbl>")
}

// legend says in words what a page draws as lines.
func legend(f *reports.Figure) string {
	s := ""
	if f.Spans {
		s = "横条为95%置信区间。"
	}
	if len(f.Lines) > 0 {
		var list []string
		for _, l := range f.Lines {
			list = append(list, l.Text)
		}
		s += "标准的阈值：" + strings.Join(list, "；") + "。"
	}
	if slices.ContainsFunc(f.Bars, func(b reports.Bar) bool { return b.Upper > b.Value }) {
		s += "浅色为待核的全部计入时至多可到之处。"
	}
	return s
}
