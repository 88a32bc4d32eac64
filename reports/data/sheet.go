package data

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"sanlv/reports"
	"sanlv/reports/internal/pack"
)

// style is the position of a style in the workbook.
type style uint8

const (
	styleText style = iota
	styleWhole
	styleNumber // as many decimals as there are
	styleMoney
	styleDate
	styleHead
	styleTitle
	styleProse
	styleLink
)

// styles are the styles of the workbook, in the order of their numbers.
func styles() string {
	const top = `<alignment vertical="top"/>`
	const number = `<alignment horizontal="right" vertical="top" indent="1"/>` // off the text beside it
	const wrapped = `<alignment vertical="top" wrapText="1"/>`
	var xfs strings.Builder
	formats := []struct {
		format, font, fill int
		align              string
	}{{49, 0, 0, top}, {1, 0, 0, number}, {0, 0, 0, number}, {2, 0, 0, number}, {164, 0, 0, number}, {49, 1, 2, wrapped}, {49, 2, 0, wrapped}, {49, 0, 0, wrapped}, {49, 3, 0, top}}
	for _, f := range formats {
		fmt.Fprintf(&xfs, `<xf numFmtId="%d" fontId="%d" fillId="%d" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1">%s</xf>`, f.format, f.font, f.fill, f.align)
	}
	const face = `<name val="宋体"/>`
	return `<styleSheet ` + pack.MainNS + `><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/></numFmts>` +
		`<fonts count="4"><font><sz val="10.5"/>` + face + `</font><font><b/><sz val="10.5"/>` + face + `</font><font><b/><sz val="16"/>` + face + `</font>` +
		`<font><u/><sz val="10.5"/><color rgb="FF0B4F9E"/>` + face + `</font></fonts>` +
		`<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
		`<fill><patternFill patternType="solid"><fgColor rgb="FFEDEDED"/><bgColor indexed="64"/></patternFill></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		fmt.Sprintf(`<cellXfs count="%d">`, len(formats)) + xfs.String() + `</cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
}

// sheet is one worksheet being written: a table from A1 with one row of heads,
// or, without heads, the lines of the cover.
type sheet struct {
	book    *pack.Book
	out     *bufio.Writer
	number  int
	name    string
	id      string // of the table, in Excel
	heads   []string
	letters []string
	widths  []int
	rows    int // written, that of the heads among them
	links   []string
}

// newSheet begins a worksheet. widths are those of its columns, in half-width
// characters.
func newSheet(book *pack.Book, name, id string, heads []string, widths []int) (*sheet, error) {
	s := &sheet{book: book, id: id, heads: heads, widths: widths}
	var err error
	if s.number, s.name, s.out, err = book.Sheet(name); err != nil {
		return nil, err
	}
	s.out.WriteString(`<worksheet ` + pack.MainNS + ` ` + pack.RelationNS + `><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>`)
	if len(heads) > 0 { // they stay in sight
		s.out.WriteString(`<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>` +
			`<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>`)
	}
	fmt.Fprintf(s.out, `<sheetFormatPr defaultRowHeight="%d"/><cols>`, lineHeight)
	for i, w := range widths {
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return nil, err
		}
		s.letters = append(s.letters, letter)
		fmt.Fprintf(s.out, `<col min="%d" max="%d" width="%d.7" customWidth="1"/>`, i+1, i+1, w+2)
	}
	s.out.WriteString(`</cols><sheetData>`)
	if len(heads) > 0 {
		book.RepeatHead(s.number)
		s.startWrapped(heads...)
		for i, h := range heads {
			if err := s.text(i, styleHead, h); err != nil {
				return nil, err
			}
		}
		s.endRow()
	}
	return s, nil
}

func (s *sheet) startRow() {
	s.rows++
	s.out.WriteString(`<row r="`)
	s.out.WriteString(strconv.Itoa(s.rows))
	s.out.WriteString(`">`)
}

// lineHeight is the height of a line of text, in points.
const lineHeight = 15

// startWrapped begins a row of texts that are shown whole, in as many lines as
// the widest of them needs in its column.
func (s *sheet) startWrapped(texts ...string) {
	lines := 1
	for i, t := range texts {
		lines = max(lines, (reports.Width(t)+s.widths[i]-1)/s.widths[i])
	}
	s.startTall(lines)
}

// startTall begins a row that has room for so many lines.
func (s *sheet) startTall(lines int) {
	s.rows++
	fmt.Fprintf(s.out, `<row r="%d" ht="%d" customHeight="1">`, s.rows, lines*lineHeight+2)
}

func (s *sheet) endRow() { s.out.WriteString(`</row>`) }

func (s *sheet) cell(column int, st style) {
	s.out.WriteString(`<c r="`)
	s.out.WriteString(s.letters[column])
	s.out.WriteString(strconv.Itoa(s.rows))
	s.out.WriteString(`" s="`)
	s.out.WriteString(strconv.Itoa(int(st)))
}

// text writes a text, which is never taken for a formula.
func (s *sheet) text(column int, st style, text string) error {
	s.cell(column, st)
	s.out.WriteString(`" t="inlineStr"><is><t xml:space="preserve">`)
	if err := pack.WriteText(s.out, text); err != nil {
		return err
	}
	_, err := s.out.WriteString(`</t></is></c>`)
	return err
}

// digits writes a number that is given in digits.
func (s *sheet) digits(column int, st style, digits string) error {
	s.cell(column, st)
	s.out.WriteString(`"><v>`)
	s.out.WriteString(digits)
	_, err := s.out.WriteString(`</v></c>`)
	return err
}

// link makes the cell in a column of the row at hand lead to a sheet.
func (s *sheet) link(column int, to string) {
	s.links = append(s.links, fmt.Sprintf(`<hyperlink ref="%s%d" location="'%s'!A1"/>`, s.letters[column], s.rows, to))
}

// end closes the worksheet and marks its rows as a table.
func (s *sheet) end() error {
	s.out.WriteString(`</sheetData>`)
	if len(s.links) > 0 {
		s.out.WriteString(`<hyperlinks>` + strings.Join(s.links, "") + `</hyperlinks>`)
	}
	s.out.WriteString(`<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/><headerFooter><oddFooter>&amp;C第 &amp;P 页 共 &amp;N 页</oddFooter></headerFooter>`)
	ref := ""
	if len(s.heads) > 0 {
		ref = fmt.Sprintf("A1:%s%d", s.letters[len(s.letters)-1], s.rows)
		s.out.WriteString(`<ignoredErrors><ignoredError sqref="` + ref + `" numberStoredAsText="1"/></ignoredErrors>`) // codes are texts
	}
	marked := s.rows > 1 && ref != "" // Excel knows no table without rows
	if marked {
		s.out.WriteString(`<tableParts count="1"><tablePart r:id="rId1"/></tableParts>`)
	}
	s.out.WriteString(`</worksheet>`)
	if err := s.out.Flush(); err != nil || !marked {
		return err
	}
	t, err := s.book.Create(fmt.Sprintf("xl/tables/table%d.xml", s.number), "table")
	if err != nil {
		return err
	}
	fmt.Fprintf(t, `<table %s id="%d" name="%[3]s" displayName="%[3]s" ref="%[4]s" totalsRowShown="0"><autoFilter ref="%[4]s"/><tableColumns count="%[5]d">`,
		pack.MainNS, s.number, s.id, ref, len(s.heads))
	for i, h := range s.heads {
		fmt.Fprintf(t, `<tableColumn id="%d" name="`, i+1)
		if err := xml.EscapeText(t, []byte(h)); err != nil {
			return err
		}
		t.WriteString(`"/>`)
	}
	t.WriteString(`</tableColumns><tableStyleInfo name="TableStyleLight1" showFirstColumn="0" showLastColumn="0" showRowStripes="0" showColumnStripes="0"/></table>`)
	if err := t.Flush(); err != nil {
		return err
	}
	return s.book.Relate(s.number, [2]string{"table", fmt.Sprintf("../tables/table%d.xml", s.number)})
}

// fit is how wide a column of these texts is shown; longer ones run on or wrap.
func fit(narrowest, widest int, texts ...string) int {
	w := narrowest
	for _, t := range texts {
		w = max(w, reports.Width(t))
	}
	return min(w, widest)
}
