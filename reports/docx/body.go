package docx

import (
	"bufio"
	"encoding/xml"
	"fmt"

	"sanlv/reports"
)

// Measures of a page in twentieths of a point: A4, the margins of an official
// document (37, 26, 35 and 28 mm), turned with a page that lies across.
const (
	pageShort, pageLong                         = 11906, 16838
	marginTop, marginRight, marginBottom, inner = 2098, 1474, 1984, 1587
	textPortrait                                = pageShort - marginRight - inner
	textAcross                                  = pageLong - marginTop - marginBottom
)

// setter writes the body of a document; it keeps the first error.
type setter struct {
	w     *bufio.Writer
	draft bool
	width int // of the text of the section
	err   error
}

func (s *setter) out(format string, args ...any) {
	if s.err == nil {
		_, s.err = fmt.Fprintf(s.w, format, args...)
	}
}

// body writes word/document.xml.
func body(w *bufio.Writer, doc *reports.Document) error {
	s := &setter{w: w, draft: doc.Draft, width: textPortrait}
	s.out("%s<w:document %s><w:body>", xml.Header, declared)
	for _, line := range doc.Title {
		s.paragraph("Title", "", line)
	}
	for _, line := range doc.Under {
		s.paragraph("Subtitle", "", line)
	}
	s.paragraph("Abstract", "", "提　要")
	for _, text := range doc.Abstract {
		s.paragraph("", "", text)
	}
	across := false
	for _, section := range doc.Sections {
		turned := section.Wide != across
		if turned { // the section ends here
			s.out(`<w:p><w:pPr>%s</w:pPr></w:p>`, s.page(across))
			across = section.Wide
			s.width = textPortrait
			if across {
				s.width = textAcross
			}
		}
		style, more := "Heading1", ""
		if section.Annex {
			style = "Annex"
			if !turned {
				more = "<w:pageBreakBefore/>"
			}
		}
		s.paragraph(style, more, section.Title)
		for _, b := range section.Blocks {
			s.block(b)
		}
	}
	for i := 0; i < len(doc.Signature); i += 2 {
		s.out(`<w:p><w:pPr><w:pStyle w:val="Sign"/></w:pPr>%s<w:r><w:tab/></w:r>%s</w:p>`, run("", doc.Signature[i]), run("", at(doc.Signature, i+1)))
	}
	s.paragraph("Note", "", doc.Imprint)
	s.out("%s</w:body></w:document>", s.page(across))
	return s.err
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// page is the layout of a section.
func (s *setter) page(across bool) string {
	size := fmt.Sprintf(`<w:pgSz w:w="%d" w:h="%d"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="1100" w:footer="1300" w:gutter="0"/>`,
		pageShort, pageLong, marginTop, marginRight, marginBottom, inner)
	if across {
		size = fmt.Sprintf(`<w:pgSz w:w="%d" w:h="%d" w:orient="landscape"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="700" w:footer="700" w:gutter="0"/>`,
			pageLong, pageShort, inner, marginTop, marginRight, marginBottom)
	}
	head := ""
	if s.draft {
		head = `<w:headerReference w:type="default" r:id="rId6"/><w:headerReference w:type="even" r:id="rId6"/>`
	}
	return `<w:sectPr>` + head + `<w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>` + size + `</w:sectPr>`
}

// paragraph writes a paragraph of a style; more are properties that come before
// the spacing.
func (s *setter) paragraph(style, more, text string) {
	name := ""
	if style != "" {
		name = `<w:pStyle w:val="` + style + `"/>`
	}
	if name+more != "" {
		more = "<w:pPr>" + name + more + "</w:pPr>"
	}
	s.out("<w:p>%s%s</w:p>", more, run("", text))
}

// run is a text with the properties of its letters.
func run(properties, text string) string {
	if properties != "" {
		properties = "<w:rPr>" + properties + "</w:rPr>"
	}
	return "<w:r>" + properties + `<w:t xml:space="preserve">` + escape(text) + "</w:t></w:r>"
}

func (s *setter) block(b reports.Block) {
	switch {
	case b.Heading != "":
		s.paragraph("Heading2", "", b.Heading)
	case b.Table != nil:
		s.paragraph("Caption", "<w:keepNext/>", b.Caption)
		s.table(b.Table, b.Caption)
		s.paragraph("Note", "", b.Note)
	case b.Figure != nil:
		s.figure(b.Figure)
		s.paragraph("Caption", "<w:keepNext/>", b.Caption)
		s.paragraph("Note", "", legend(b.Figure)+b.Note)
	default:
		if b.Text != "" {
			s.paragraph("", "", b.Text)
		}
		for i, item := range b.Items {
			s.paragraph("", "", fmt.Sprintf("%d. %s", i+1, item))
		}
	}
}
