package forms

import "github.com/xuri/excelize/v2"

// The face of a form: that of the other workbooks, smaller titles.
const (
	font      = "宋体"
	titleSize = 14
	bodySize  = 10.5
	noteSize  = 9

	plainHead    = "F2F2F2"
	requiredHead = "D9D9D9" // beside bold type, so that it shows in black and white
	inputField   = "FFF9E5"
	givenField   = "F2F2F2" // of what the program has filled in
	grid         = "808080"
	// gridBelow is the grid of the rows that are not drawn. It differs because
	// LibreOffice prints no empty row that looks like all those below it.
	gridBelow = "858585"
)

// part is what a style is for.
type part uint8

const (
	partTitle part = iota
	partLine       // a label above the table
	partUnit       // the same, on the right
	partInput      // a field above the table
	partHint
	partHead
	partBody
	partNote // a paragraph of 填表说明
)

// style tells apart the styles of a workbook.
type style struct {
	part           part
	bold, required bool
	left           bool // else in the middle
	wrap, shrink   bool // what is done with a long text
	right, below   bool
	given          bool // filled in by the program
	format         string
}

// style makes each style once.
func (b *book) style(s style) (int, error) {
	if id, ok := b.styles[s]; ok {
		return id, nil
	}
	id, err := b.file.NewStyle(s.make())
	if err == nil {
		b.styles[s] = id
	}
	return id, err
}

func (s style) make() *excelize.Style {
	f := &excelize.Font{Family: font, Size: bodySize, Bold: s.bold, Color: "000000"}
	align := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: s.wrap, ShrinkToFit: s.shrink}
	switch {
	case s.left:
		align.Horizontal = "left"
	case s.right:
		align.Horizontal = "right"
	}
	x := &excelize.Style{Font: f, Alignment: align}
	if s.format != "" {
		x.CustomNumFmt = &s.format
	}
	switch s.part {
	case partTitle:
		f.Size, f.Bold = titleSize, true
	case partLine:
		align.Horizontal = "left"
	case partUnit:
		align.Horizontal = "right"
	case partHint:
		f.Size, align.Horizontal, align.Indent = noteSize, "left", 1
	case partInput:
		align.Horizontal = "left"
		x.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{inputField}}
	case partNote:
		align.Horizontal, align.WrapText = "left", true
	case partHead:
		f.Bold, align.WrapText = s.required || s.bold, true
		fill := plainHead
		if s.required {
			fill = requiredHead
		}
		x.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}}
		x.Border = borders(grid)
	case partBody:
		colour := grid
		if s.below {
			colour = gridBelow
		}
		x.Border = borders(colour)
		if s.given {
			x.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{givenField}}
		}
	}
	return x
}

func borders(colour string) []excelize.Border {
	var out []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		out = append(out, excelize.Border{Type: side, Color: colour, Style: 1})
	}
	return out
}
