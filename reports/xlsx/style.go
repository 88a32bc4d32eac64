package xlsx

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// Colours. Red is only ever used beside words.
const (
	red   = "C00000"
	blue  = "0B4F9E"
	shade = "EDEDED"
)

// Sizes in points.
const (
	titleSize   = 18
	defaultSize = 11 // of the font by which the widths of columns go
	bodySize    = 10.5
	noteSize    = 9
)

// part is what a style is for.
type part uint8

const (
	partTitle part = iota
	partLine       // 填报单位, 单位, 审核人
	partRight      // the same, on the right
	partHead
	partNote
	partBody
)

// style tells apart the styles of a workbook.
type style struct {
	part                                  part
	kind                                  reports.Kind
	number                                bool // holds a number, not a text
	below                                 bool // the number is below 0
	bold, italic, alarm, link, wrap, fill bool
	symbol                                bool // stands for a text that is not there
	answer                                bool // to be filled in
	indent                                int
	decimals                              int // of a KindNumber, 0 for as many as there are, 2 or none of a KindDifference
}

// styles makes each style once.
type styles struct {
	file   *excelize.File
	office catalog.Office
	ids    map[style]int
}

func (s *styles) id(st style) (int, error) {
	if id, ok := s.ids[st]; ok {
		return id, nil
	}
	id, err := s.file.NewStyle(s.make(st))
	if err == nil {
		s.ids[st] = id
	}
	return id, err
}

// make builds a style.
func (s *styles) make(st style) *excelize.Style {
	font := &excelize.Font{Family: s.office.BodyFont, Size: bodySize, Bold: st.bold, Italic: st.italic, Color: "000000"}
	align := &excelize.Alignment{Vertical: "center", WrapText: st.wrap}
	x := &excelize.Style{Font: font, Alignment: align}
	switch st.part {
	case partTitle:
		font.Family, font.Size, font.Bold = s.office.TitleFont, titleSize, true
		align.Horizontal = "center"
		return x
	case partLine:
		align.Horizontal = "left"
		return x
	case partRight:
		align.Horizontal = "right"
		return x
	case partNote:
		font.Size = noteSize
		align.Horizontal, align.Vertical, align.WrapText = "left", "top", true
		return x
	}
	for _, side := range []string{"left", "right", "top", "bottom"} {
		x.Border = append(x.Border, excelize.Border{Type: side, Color: "000000", Style: 1})
	}
	if st.part == partHead {
		font.Bold = st.bold
		align.Horizontal, align.WrapText = "center", true
		x.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{shade}}
		return x
	}
	if st.link {
		font.Color, font.Underline = blue, "single"
	}
	if st.alarm {
		font.Color, font.Bold = red, true
	}
	if st.fill {
		x.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F7F7F7"}}
	}
	if st.answer {
		x.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFF9E5"}}
	}
	align.Horizontal = horizontal(st.kind)
	if st.symbol && align.Horizontal == "left" || !st.number && align.Horizontal == "right" {
		align.Horizontal = "center" // so that no word is taken for a number
	}
	align.Indent = st.indent
	x.CustomNumFmt = numberFormat(st)
	return x
}

func horizontal(kind reports.Kind) string {
	switch kind {
	case reports.KindCount, reports.KindPercent, reports.KindMoney, reports.KindNumber, reports.KindIndex, reports.KindDifference:
		return "right"
	case reports.KindWord, reports.KindVerdict:
		return "center"
	}
	return "left"
}

// numberFormat is the format of a body cell. What is above 0 and below the unit
// of the table shows as ….
func numberFormat(st style) *string {
	format := "@"
	if st.number {
		switch st.kind {
		case reports.KindPercent:
			format = `[=0]0.00_ ;[<0.005]"…"_ ;0.00_ `
			if st.below {
				format = "0.00_ "
			}
		case reports.KindIndex:
			format = `[=0]0.0000_ ;[<0.00005]"…"_ ;0.0000_ `
			if st.below {
				format = "0.0000_ "
			}
		case reports.KindMoney:
			format = "#,##0.00_ "
		case reports.KindDifference:
			format = "#,##0"
			if st.decimals > 0 {
				format += "." + strings.Repeat("0", st.decimals)
			}
			format = "+" + format + "_ ;-" + format + "_ ;" + format + "_ "
		case reports.KindNumber:
			format = "0.######_ "
			if st.decimals > 0 {
				format = "#,##0." + strings.Repeat("0", st.decimals) + "_ "
			}
		default:
			format = "#,##0_ "
		}
	}
	return &format
}
