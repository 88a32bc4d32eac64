package xlsx

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"sanlv/reports"
	"sanlv/reports/internal/pack"
)

// copyBook writes a marked copy as it is read, row by row.
type copyBook struct {
	copyMeta
	book *pack.Book

	// Of the sheet at hand:
	out      *bufio.Writer
	number   int // of the sheet, counted from 1
	name     string
	held     []reports.CopyRow // until the widths of the columns are known
	begun    bool              // the rows have begun
	across   int               // sheets of paper side by side, so that the rows can be read
	comments []comment
}

// copyMeta is what a copy says of itself: with the rows all that it is made from.
type copyMeta struct {
	Note     []string // lines of the sheet in front
	AsOf     time.Time
	Unmasked bool
}

// comment is what a cell is annotated with. Both count from 1.
type comment struct {
	row, column int
	text        string
}

func newCopyBook(out io.Writer, meta copyMeta) *copyBook {
	return &copyBook{copyMeta: meta, book: pack.NewBook(out)}
}

// Sheet implements reports.CopyDrawer.
func (w *copyBook) Sheet(name string) error {
	if err := w.endSheet(); err != nil {
		return err
	}
	var err error
	if w.number, w.name, w.out, err = w.book.Sheet(name); err != nil {
		return err
	}
	_, err = w.out.WriteString(`<worksheet ` + pack.MainNS + ` ` + pack.RelationNS + `><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>`)
	return err
}

// Row implements reports.CopyDrawer.
func (w *copyBook) Row(r reports.CopyRow) error {
	if r.Number > pack.MaxRows {
		return nil
	}
	const sample = 100 // rows that decide how wide the columns are
	if !w.begun {
		kept := reports.CopyRow{Number: r.Number, Cells: append([]reports.CopyCell(nil), r.Cells...)}
		if w.held = append(w.held, kept); len(w.held) < sample {
			return nil
		}
		return w.begin()
	}
	return w.row(r)
}

// begin writes the columns and the rows held back.
func (w *copyBook) begin() error {
	w.begun = true
	widths := map[int]int{}
	last := 0
	for _, r := range w.held {
		for _, c := range r.Cells {
			if c.Column > pack.MaxColumns {
				continue
			}
			n := 0
			for line := range strings.Lines(c.Text) {
				n = max(n, reports.Width(line))
			}
			if len(r.Cells) == 1 { // a title reaches over its neighbours
				n = min(n, 12)
			}
			widths[c.Column] = max(widths[c.Column], min(n, 36))
			last = max(last, c.Column)
		}
	}
	if w.name == NoteSheet {
		widths[1], last = 140, max(last, 1)
	}
	total := 0.0
	if last > 0 {
		w.out.WriteString("<cols>")
		for c := 1; c <= last; c++ {
			width := float64(max(widths[c], 6)) + 2.7
			total += width
			fmt.Fprintf(w.out, `<col min="%d" max="%d" width="%.1f" customWidth="1"/>`, c, c, width)
		}
		w.out.WriteString("</cols>")
	}
	w.across = max(1, int(math.Ceil(total*digit/72*smallest/(16.54-2*marginSide))))
	w.out.WriteString("<sheetData>")
	for _, r := range w.held {
		if err := w.row(r); err != nil {
			return err
		}
	}
	w.held = nil
	return nil
}

// Order of the styles of a copy: four kinds of cells by four grades of marks.
const grades = 4

func grade(marks []reports.CopyMark) int {
	worst := 0
	for _, m := range marks {
		switch m.Severity {
		case "错误":
			worst = max(worst, 3)
		case "警告":
			worst = max(worst, 2)
		default:
			worst = max(worst, 1)
		}
	}
	return worst
}

func (w *copyBook) row(r reports.CopyRow) error {
	number := strconv.Itoa(r.Number)
	w.out.WriteString(`<row r="` + number + `">`)
	for i := range r.Cells {
		c := &r.Cells[i]
		if c.Column > pack.MaxColumns {
			continue
		}
		style := strconv.Itoa(int(c.Kind)*grades + grade(c.Marks))
		if w.name == NoteSheet {
			style = strconv.Itoa(4 * grades)
		}
		w.out.WriteString(`<c r="` + columnName(c.Column-1) + number + `" s="` + style + `"`)
		value, numeric := c.Text, c.Kind == reports.CopyNumber || c.Kind == reports.CopyPercent
		if c.Kind == reports.CopyDate {
			value, numeric = serial(c.Text)
		}
		switch {
		case c.Text == "":
			w.out.WriteString("/>")
		case numeric:
			w.out.WriteString("><v>")
			if err := xml.EscapeText(w.out, []byte(value)); err != nil {
				return err
			}
			w.out.WriteString("</v></c>")
		default:
			w.out.WriteString(` t="inlineStr"><is><t xml:space="preserve">`)
			if err := pack.WriteText(w.out, value); err != nil {
				return err
			}
			w.out.WriteString("</t></is></c>")
		}
		if len(c.Marks) > 0 {
			var lines []string
			for _, m := range c.Marks {
				lines = append(lines, "【"+m.Severity+"】"+reports.Prose(m.Text))
			}
			w.comments = append(w.comments, comment{row: r.Number, column: c.Column, text: pack.PlainText(strings.Join(lines, "\n"))})
		}
	}
	_, err := w.out.WriteString("</row>")
	return err
}

// serial is a date as Excel counts it; what it counts wrongly stays text.
func serial(date string) (string, bool) {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date, false
	}
	days, ok := pack.Serial(t)
	if !ok {
		return date, false
	}
	return days, true
}

// endSheet closes the sheet at hand and writes its comments.
func (w *copyBook) endSheet() error {
	if w.out == nil {
		return nil
	}
	if !w.begun {
		if err := w.begin(); err != nil {
			return err
		}
	}
	fmt.Fprintf(w.out, `</sheetData><pageMargins left="%.1f" right="%.1f" top="%.1f" bottom="%.1f" header="0.3" footer="0.3"/>`, marginSide, marginSide, marginEnds, marginEnds)
	fmt.Fprintf(w.out, `<pageSetup paperSize="8" fitToWidth="%d" fitToHeight="0" pageOrder="overThenDown" orientation="landscape" cellComments="atEnd"/><headerFooter>`, w.across)
	if w.Unmasked {
		w.out.WriteString("<oddHeader>&amp;R&amp;B内部资料(含个人信息)</oddHeader>")
	}
	w.out.WriteString("<oddFooter>&amp;C第 &amp;P 页 共 &amp;N 页</oddFooter></headerFooter>")
	if len(w.comments) > 0 {
		w.out.WriteString(`<legacyDrawing r:id="rId1"/>`)
	}
	w.out.WriteString("</worksheet>")
	if err := w.out.Flush(); err != nil {
		return err
	}
	if len(w.comments) > 0 {
		if err := w.writeComments(w.number); err != nil {
			return err
		}
	}
	w.out, w.begun, w.held, w.comments = nil, false, nil, nil
	return nil
}

// writeComments writes the comments of a sheet, and the boxes that show them.
func (w *copyBook) writeComments(n int) error {
	b, err := w.book.Create(fmt.Sprintf("xl/comments%d.xml", n), "comments")
	if err != nil {
		return err
	}
	b.WriteString(`<comments ` + pack.MainNS + `><authors><author>sanlv</author></authors><commentList>`)
	for _, c := range w.comments {
		fmt.Fprintf(b, `<comment ref="%s%d" authorId="0"><text><r><rPr><sz val="9"/><rFont val="宋体"/></rPr><t xml:space="preserve">`, columnName(c.column-1), c.row)
		if err := pack.WriteText(b, c.text); err != nil {
			return err
		}
		b.WriteString(`</t></r></text></comment>`)
	}
	b.WriteString(`</commentList></comments>`)
	if err := b.Flush(); err != nil {
		return err
	}
	if b, err = w.book.Create(fmt.Sprintf("xl/drawings/vmlDrawing%d.vml", n), ""); err != nil {
		return err
	}
	b.WriteString(`<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">` +
		`<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`)
	for i, c := range w.comments {
		row, column := c.row-1, c.column-1
		high := 2 + lines(c.text, 38)
		fmt.Fprintf(b, `<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">`+
			`<v:fill color2="#ffffe1"/><v:path o:connecttype="none"/><v:textbox/><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>`+
			`<x:Anchor>%d,12,%d,2,%d,12,%d,2</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>`,
			n*1024+i+1, column+1, max(row-1, 0), column+4, max(row-1, 0)+high, row, column)
	}
	b.WriteString(`</xml>`)
	if err := b.Flush(); err != nil {
		return err
	}
	return w.book.Relate(n, [2]string{"vmlDrawing", fmt.Sprintf("../drawings/vmlDrawing%d.vml", n)}, [2]string{"comments", fmt.Sprintf("../comments%d.xml", n)})
}

// close ends the workbook.
func (w *copyBook) close() error {
	if err := w.endSheet(); err != nil {
		return err
	}
	return w.book.Close("标注副本", w.AsOf, copyStyles())
}

// copyStyles are the styles of a copy, in the order of their numbers.
func copyStyles() string {
	var xfs strings.Builder
	for _, format := range []int{49, 0, 10, 164} { // text, number, per cent, date
		for fill := range grades {
			id, font, border := 0, 0, 1
			if fill > 0 {
				id, border = fill+1, 2 // the first two fills are fixed by the format
			}
			if fill == grades-1 {
				font = 1
			}
			fmt.Fprintf(&xfs, `<xf numFmtId="%d" fontId="%d" fillId="%d" borderId="%d" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"/>`, format, font, id, border)
		}
	}
	xfs.WriteString(`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`) // of the sheet in front
	fills := `<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>`
	for _, colour := range []string{"DCE9F7", "FFD966", "F4A6A6"} { // notice, warning, error
		fills += `<fill><patternFill patternType="solid"><fgColor rgb="FF` + colour + `"/><bgColor indexed="64"/></patternFill></fill>`
	}
	return `<styleSheet ` + pack.MainNS + `><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/></numFmts>` +
		`<fonts count="2"><font><sz val="10.5"/><name val="宋体"/></font><font><b/><sz val="10.5"/><name val="宋体"/></font></fonts><fills count="5">` + fills + `</fills>` +
		`<borders count="3"><border><left/><right/><top/><bottom/><diagonal/></border>` + border("hair", "FF999999") + border("medium", "FF000000") + `</borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		fmt.Sprintf(`<cellXfs count="%d">`, 4*grades+1) + xfs.String() + `</cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
}

// border is a border around a cell: fine ones, so that a printed copy reads as a
// table, and a thick one around a marked cell, so that it is found without colours.
func border(style, colour string) string {
	var b strings.Builder
	for _, side := range []string{"left", "right", "top", "bottom"} {
		b.WriteString(`<` + side + ` style="` + style + `"><color rgb="` + colour + `"/></` + side + `>`)
	}
	return "<border>" + b.String() + "<diagonal/></border>"
}
