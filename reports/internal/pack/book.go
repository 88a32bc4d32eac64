package pack

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"sanlv/reports"
)

// Limits of a sheet in Excel.
const (
	MaxRows    = 1048576
	MaxColumns = 16384
	maxText    = 32767 // UTF-16 units in a cell
)

// Book writes a workbook part by part and sheet by sheet, so that one of any
// size takes little memory: excelize holds a sheet until the workbook is
// complete, and a whole one as soon as a cell has a comment.
type Book struct {
	zip   *zip.Writer
	names []string // of the sheets, as they were written
	shown []int    // numbers of the sheets, as they are shown
	heads []int    // sheets whose first row is printed on every page
	used  map[string]bool
	types strings.Builder // of the parts that have a type of their own
}

// NewBook begins a workbook.
func NewBook(out io.Writer) *Book {
	return &Book{zip: newPackage(out), used: map[string]bool{}}
}

// Namespaces and types of the parts of a workbook.
const (
	MainNS     = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	RelationNS = `xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

	relation  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	packageNS = "http://schemas.openxmlformats.org/package/2006/"
	sheetML   = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// Create begins a part, to be flushed before the next one begins. kind is its
// type in a workbook, such as comments or table, "" for one that goes by the end
// of its name.
func (b *Book) Create(name, kind string) (*bufio.Writer, error) {
	f, err := b.zip.CreateHeader(Header(name))
	if err != nil {
		return nil, err
	}
	if kind != "" {
		fmt.Fprintf(&b.types, `<Override PartName="/%s" ContentType="%s%s+xml"/>`, name, sheetML, kind)
	}
	w := bufio.NewWriterSize(f, 1<<16)
	_, err = w.WriteString(xml.Header)
	return w, err
}

// Part writes a whole part.
func (b *Book) Part(name, kind, content string) error {
	w, err := b.Create(name, kind)
	if err != nil {
		return err
	}
	if _, err := w.WriteString(content); err != nil {
		return err
	}
	return w.Flush()
}

// Sheet begins a worksheet, behind the others, and gives its number, counted from
// 1, and the name that it got.
func (b *Book) Sheet(name string) (int, string, *bufio.Writer, error) {
	name = SheetName(name, b.used)
	b.names = append(b.names, name)
	n := len(b.names)
	b.shown = append(b.shown, n)
	w, err := b.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", n), "worksheet")
	return n, name, w, err
}

// ToFront shows the last n sheets before all others.
func (b *Book) ToFront(n int) {
	at := len(b.shown) - n
	b.shown = append(append([]int(nil), b.shown[at:]...), b.shown[:at]...)
}

// RepeatHead prints the first row of a sheet on every page.
func (b *Book) RepeatHead(sheet int) { b.heads = append(b.heads, sheet) }

// Relate says what a sheet leads to: kind and place of each part, in the order of
// their ids rId1, rId2.
func (b *Book) Relate(sheet int, parts ...[2]string) error {
	var s strings.Builder
	for i, p := range parts {
		fmt.Fprintf(&s, `<Relationship Id="rId%d" Type="%s%s" Target="%s"/>`, i+1, relation, p[0], p[1])
	}
	return b.Part(fmt.Sprintf("xl/worksheets/_rels/sheet%d.xml.rels", sheet), "", relations(s.String()))
}

func relations(content string) string {
	return `<Relationships xmlns="` + packageNS + `relationships">` + content + `</Relationships>`
}

// Close writes what holds the sheets together. stamp is the time that the
// workbook bears.
func (b *Book) Close(title string, stamp time.Time, styles string) error {
	var sheets, titles, rels, about strings.Builder
	for i, n := range b.shown {
		var name strings.Builder
		if err := xml.EscapeText(&name, []byte(b.names[n-1])); err != nil {
			return err
		}
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, name.String(), i+1, n)
		if slices.Contains(b.heads, n) {
			fmt.Fprintf(&titles, `<definedName name="_xlnm.Print_Titles" localSheetId="%d">'%s'!$1:$1</definedName>`, i, name.String())
		}
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%sworksheet" Target="worksheets/sheet%d.xml"/>`, n, relation, n)
	}
	fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%sstyles" Target="styles.xml"/>`, len(b.names)+1, relation)
	if err := xml.EscapeText(&about, []byte(reports.Clean(title))); err != nil {
		return err
	}
	if titles.Len() > 0 {
		sheets.WriteString(`</sheets><definedNames>` + titles.String() + `</definedNames>`)
	} else {
		sheets.WriteString(`</sheets>`)
	}
	when := stamp.UTC().Format(time.RFC3339)
	for _, p := range [][3]string{
		{"xl/workbook.xml", "sheet.main", `<workbook ` + MainNS + ` ` + RelationNS + `><bookViews><workbookView/></bookViews><sheets>` + sheets.String() + `</workbook>`},
		{"xl/_rels/workbook.xml.rels", "", relations(rels.String())},
		{"xl/styles.xml", "styles", styles},
		{"docProps/core.xml", "", `<cp:coreProperties xmlns:cp="` + packageNS + `metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"` +
			` xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
			`<dc:title>` + about.String() + `</dc:title><dc:creator>sanlv</dc:creator><dc:language>zh-CN</dc:language><cp:lastModifiedBy>sanlv</cp:lastModifiedBy>` +
			`<dcterms:created xsi:type="dcterms:W3CDTF">` + when + `</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">` + when + `</dcterms:modified></cp:coreProperties>`},
		{"_rels/.rels", "", relations(`<Relationship Id="rId1" Type="` + relation + `officeDocument" Target="xl/workbook.xml"/>` +
			`<Relationship Id="rId2" Type="` + packageNS + `relationships/metadata/core-properties" Target="docProps/core.xml"/>`)},
	} {
		if err := b.Part(p[0], p[1], p[2]); err != nil {
			return err
		}
	}
	if err := b.Part("[Content_Types].xml", "", `<Types xmlns="`+packageNS+`content-types">`+
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`+
		`<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>`+
		`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>`+
		b.types.String()+`</Types>`); err != nil {
		return err
	}
	return b.zip.Close()
}
