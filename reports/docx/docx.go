// Package docx writes the assessment report as a text document (评估报告.docx),
// which an office goes on editing. What it says is the same document that the page
// shows; this package only sets it.
package docx

import (
	"archive/zip"
	"bufio"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"sanlv/reports"
	"sanlv/reports/internal/pack"
	"sanlv/templates"
)

// Name of the document in the run folder.
const Name = "评估报告.docx"

// Writer writes the document.
type Writer struct{}

// New returns a writer of the document.
func New() *Writer { return &Writer{} }

var _ reports.Writer = (*Writer)(nil)

// Write builds the report and hands it to the sink.
func (*Writer) Write(ctx context.Context, pub reports.Publication, out reports.Sink) (err error) {
	doc, err := reports.Assessment(ctx, pub)
	if err != nil {
		return fmt.Errorf("build %s: %w", Name, err)
	}
	file, err := out.Create(Name)
	if err != nil {
		return fmt.Errorf("create %s: %w", Name, err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := write(doc, pub.Meta.AsOf, file); err != nil {
		return fmt.Errorf("write %s: %w", Name, err)
	}
	return nil
}

// Names that the parts go by.
const (
	mainNS     = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	relationNS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageNS  = "http://schemas.openxmlformats.org/package/2006/"
	wordML     = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	declared   = `xmlns:w="` + mainNS + `" xmlns:r="` + relationNS + `"`
)

// draftMark stands at the head of every page of what is not published.
const draftMark = "草稿　未发布，不得作为上报依据"

// write packs the parts. Its bytes depend on the document and the date alone.
func write(doc *reports.Document, stamp time.Time, out io.Writer) error {
	z := zip.NewWriter(out)
	part := func(name string, content func(w *bufio.Writer) error) error {
		f, err := z.CreateHeader(pack.Header(name))
		if err != nil {
			return err
		}
		w := bufio.NewWriter(f)
		if err := content(w); err != nil {
			return err
		}
		return w.Flush()
	}
	text := func(s string) func(*bufio.Writer) error {
		return func(w *bufio.Writer) error { _, err := w.WriteString(xml.Header + s); return err }
	}
	static := func(name string) func(*bufio.Writer) error {
		return func(w *bufio.Writer) error {
			b, err := fs.ReadFile(templates.Files, "report/docx/"+name)
			if err != nil {
				return err
			}
			_, err = w.Write(b)
			return err
		}
	}
	header, types := "", ""
	if doc.Draft {
		header = relation(6, "header", "header.xml")
		types = override("header", "header")
	}
	parts := []struct {
		name    string
		content func(*bufio.Writer) error
	}{
		{"[Content_Types].xml", text(`<Types xmlns="` + packageNS + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/>` + override("document", "document.main") + override("styles", "styles") + override("settings", "settings") +
			override("fontTable", "fontTable") + override("footer", "footer") + override("footer-even", "footer") + types +
			`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`)},
		{"_rels/.rels", text(relations(`<Relationship Id="rId1" Type="` + relationNS + `/officeDocument" Target="word/document.xml"/>` +
			`<Relationship Id="rId2" Type="` + packageNS + `relationships/metadata/core-properties" Target="docProps/core.xml"/>`))},
		{"docProps/core.xml", text(properties(strings.Join(doc.Title, ""), stamp))},
		{"word/_rels/document.xml.rels", text(relations(relation(1, "styles", "styles.xml") + relation(2, "settings", "settings.xml") + relation(3, "fontTable", "fontTable.xml") +
			relation(4, "footer", "footer.xml") + relation(5, "footer", "footer-even.xml") + header))},
		{"word/document.xml", func(w *bufio.Writer) error { return body(w, doc) }},
		{"word/fontTable.xml", static("fontTable.xml")},
		{"word/footer-even.xml", text(footer("left"))},
		{"word/footer.xml", text(footer("right"))},
		{"word/settings.xml", static("settings.xml")},
		{"word/styles.xml", static("styles.xml")},
	}
	if doc.Draft {
		parts = append(parts, struct {
			name    string
			content func(*bufio.Writer) error
		}{"word/header.xml", text(`<w:hdr ` + declared + `><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr><w:r><w:t>` + draftMark + `</w:t></w:r></w:p></w:hdr>`)})
	}
	for _, p := range parts {
		if err := part(p.name, p.content); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return z.Close()
}

func override(name, kind string) string {
	return `<Override PartName="/word/` + name + `.xml" ContentType="` + wordML + kind + `+xml"/>`
}

func relation(id int, kind, target string) string {
	return fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/%s" Target="%s"/>`, id, relationNS, kind, target)
}

func relations(content string) string {
	return `<Relationships xmlns="` + packageNS + `relationships">` + content + `</Relationships>`
}

// footer is the number of the page: — 1 —, outside of the page.
func footer(side string) string {
	return `<w:ftr ` + declared + `><w:p><w:pPr><w:pStyle w:val="Footer"/><w:jc w:val="` + side + `"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r>` +
		`<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>`
}

func properties(title string, stamp time.Time) string {
	when := stamp.UTC().Format(time.RFC3339)
	return `<cp:coreProperties xmlns:cp="` + packageNS + `metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"` +
		` xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<dc:title>` + escape(title) + `</dc:title><dc:creator>sanlv</dc:creator><dc:language>zh-CN</dc:language><cp:lastModifiedBy>sanlv</cp:lastModifiedBy>` +
		`<dcterms:created xsi:type="dcterms:W3CDTF">` + when + `</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">` + when + `</dcterms:modified></cp:coreProperties>`
}

// escape makes a text safe within an element or an attribute.
func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(pack.PlainText(s))) // a strings.Builder does not fail
	return b.String()
}
