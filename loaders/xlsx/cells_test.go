package xlsx

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"sanlv/loaders"
	"sanlv/loaders/excel"
)

// show writes the cells of a sheet the way the cases below expect them.
func show(row loaders.Row) string {
	var b strings.Builder
	for _, c := range row.Cells {
		fmt.Fprintf(&b, "%s %s %q", excel.Address(row.Number, c.Column), [...]string{"text", "number", "bool", "error", "novalue"}[c.Kind], c.Text)
		if c.Percent {
			b.WriteString(" %")
		}
		if c.Date {
			b.WriteString(" " + c.Time.Format("2006-01-02T15:04:05"))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func showBook(t *testing.T, path string) string {
	t.Helper()
	ctx := context.Background()
	w, err := Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	var b strings.Builder
	for i, sh := range w.Sheets() {
		if i > 0 {
			b.WriteString("-- " + sh.Name + "\n")
		}
		for row, err := range w.Rows(ctx, i) {
			if err != nil {
				t.Fatal(err)
			}
			b.WriteString(show(row))
		}
	}
	return b.String()
}

func TestCells(t *testing.T) {
	for _, c := range []struct{ name, rows, want string }{
		{"shared text and numbers", `<row r="2"><c r="B2" t="s"><v>1</v></c><c r="D2"><v>3.50</v></c></row>`, `B2 text "乙", D2 number "3.50"`},
		{"a number keeps all its stored digits", `<row r="1"><c r="A1"><v>522601199001011234</v></c><c r="B1"><v>1.50102E+11</v></c></row>`,
			`A1 number "522601199001011234", B1 number "1.50102E+11"`},
		{"what is no number is text", `<row r="1"><c r="A1"><v>NaN</v></c><c r="B1"><v>1,200</v></c><c r="C1"><v> 7 </v></c></row>`,
			`A1 text "NaN", B1 text "1,200", C1 number "7"`},
		{"bool, error, formula text, ISO date", `<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>false</v></c>` +
			`<c r="C1" t="e"><v>#REF!</v></c><c r="D1" t="str"><f>A1&amp;"x"</f><v>甲x</v></c><c r="E1" t="d"><v>2018-06-15T00:00:00</v></c></row>`,
			`A1 bool "1", B1 bool "0", C1 error "#REF!", D1 text "甲x", E1 text "2018-06-15T00:00:00"`},
		{"a formula without a stored value", `<row r="1"><c r="A1"><f>B1</f></c><c r="B1"><f>C1</f><v></v></c><c r="C1" t="s"><f>D1</f></c></row>`,
			`A1 novalue "", B1 novalue "", C1 novalue ""`},
		{"a formula that gives an empty text is blank", `<row r="1"><c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><v>1</v></c></row>`, `B1 number "1"`},
		{"inline rich text, joined, without its phonetic guide", `<row r="1"><c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>张</t></r>` +
			`<r><t xml:space="preserve"> 三</t></r><rPh sb="0" eb="1"><t>zhang</t></rPh><phoneticPr fontId="1"/></is></c></row>`, `A1 text "张 三"`},
		{"inline text counts before a value given as well", `<row r="1"><c r="A1" t="inlineStr"><v>1.0</v><is><t>1.</t></is></c></row>`, `A1 text "1."`},
		{"cells and rows without a reference take the next place", `<row><c><v>1</v></c><c/><c><v>3</v></c></row><row r="4"><c r="B4"><v>4</v></c><c><v>5</v></c></row><row><c><v>6</v></c></row>`,
			`A1 number "1", C1 number "3", B4 number "4", C4 number "5", A5 number "6"`},
		{"a row without a number is placed by its first cell", `<row><c r="A3"><v>1</v></c></row>`, `A3 number "1"`},
		{"styled blanks and empty texts are left out", `<row r="1"><c r="A1" s="3"/><c r="B1" t="inlineStr"><is><t></t></is></c><c r="C1" t="inlineStr"><is><t> </t></is></c></row><row r="2"/>`, `C1 text " "`},
		{"references", `<row r="1"><c r="A1" t="inlineStr"><is><t>&lt;&amp;&gt;&quot;&apos;&#24352;&#x5F20;&#x20000;</t></is></c></row>`, `A1 text "<&>\"'张张𠀀"`},
		{"escapes that XML does not know", `<row r="1"><c r="A1" t="inlineStr"><is><t>a_x000D_b_x005F_x000D_c_xD83D__xDE00_d_xD800_e_x00zz_</t></is></c></row>`,
			`A1 text "a\rb_x000D_c😀d_xD800_e_x00zz_"`},
		{"an escape that is cut in two runs is one", `<row r="1"><c r="A1" t="inlineStr"><is><r><t>a_x00</t></r><r><t>0D_b</t></r></is></c></row>`, `A1 text "a\rb"`},
		{"character data, comments and instructions", `<!-- <row r="9"/> --><row r="1"><?x y?><c r="A1" t="str"><v>a<!-- no -->b<![CDATA[<c&amp;>]]>d</v></c></row>`, `A1 text "ab<c&amp;>d"`},
		{"line ends are one character", "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a\r\nb\rc\n</t></is></c></row>", `A1 text "a\nb\nc\n"`},
		{"percent and dates", `<row r="1"><c r="A1" s="2"><v>0.012</v></c><c r="B1" s="3"><v>43266.5</v></c><c r="C1" s="4"><v>1</v></c><c r="D1" s="5"><v>60</v></c>` +
			`<c r="E1" s="6"><v>61</v></c><c r="F1" s="7"><v>61</v></c><c r="G1" s="8"><v>61</v></c></row>`,
			`A1 number "0.012" %, B1 number "43266.5" 2018-06-15T12:00:00, C1 number "1" 1900-01-01T00:00:00, D1 number "60" 0001-01-01T00:00:00, ` +
				`E1 number "61" 1900-03-01T00:00:00, F1 number "61", G1 number "61"`},
		{"the last row and column", `<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`, `XFD1048576 number "1"`},
		{"what stands among rows and cells and is neither", `<x:y xmlns:x="urn:z"/><row r="1"><c r="A1"><v>1</v></c><extLst><ext><v>2</v></ext></extLst></row><autoFilter/>`, `A1 number "1"`},
		{"attributes in other orders and quotes", `<row r='1'><c t='s' r='A1' ><v>0</v></c><c s="1" x="1" r = "B1"><v>2</v></c></row >`, `A1 text "甲", B1 number "2"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := showBook(t, book(t, minimal(oneSheet(c.rows))))
			if want := strings.ReplaceAll(c.want, ", ", "\n") + "\n"; got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// A prefix, or the strict namespace, changes nothing in what is read; neither
// does UTF-16, a byte order mark, or an absolute target.
func TestOneBookInManySpellings(t *testing.T) {
	rows := `<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" s="3"><v>43266</v></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>柳</t></is></c></row>`
	merges := `<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>`
	sheet := strings.Replace(oneSheet(rows), "</sheetData>", "</sheetData>"+merges, 1)
	prefixed := func(s string) string {
		s = strings.NewReplacer("</", "</x:", "<", "<x:", `xmlns="`, `xmlns:x="`).Replace(s)
		return strings.NewReplacer("<x:?xml", "<?xml", "<x:/x:", "</x:").Replace(s)
	}
	strict := strings.NewReplacer(mainSpace, "http://purl.oclc.org/ooxml/spreadsheetml/main", relSpace, "http://purl.oclc.org/ooxml/officeDocument/relationships")
	mapped := func(change func(string) string) (parts []part) {
		for _, p := range minimal(sheet) {
			parts = append(parts, part{p.name, change(p.text)})
		}
		return parts
	}
	wide := func(order binary.ByteOrder) func(string) string {
		return func(s string) string {
			b := []byte{}
			for _, u := range utf16.Encode([]rune("\uFEFF" + strings.Replace(s, "UTF-8", "UTF-16", 1))) {
				b = append(b, 0, 0)
				order.PutUint16(b[len(b)-2:], u)
			}
			return string(b)
		}
	}
	for name, parts := range map[string][]part{
		"plain":           minimal(sheet),
		"prefixed":        mapped(prefixed),
		"strict":          mapped(strict.Replace),
		"byte order mark": mapped(func(s string) string { return "\xEF\xBB\xBF" + s }),
		"UTF-16LE":        mapped(wide(binary.LittleEndian)),
		"UTF-16BE":        mapped(wide(binary.BigEndian)),
		"absolute target": minimal(sheet, part{"xl/_rels/workbook.xml.rels", strings.ReplaceAll(bookRels, `Target="`, `Target="/xl/`)}),
		"other case":      minimal(sheet, part{"xl/_rels/workbook.xml.rels", strings.ReplaceAll(bookRels, `Target="s`, `Target="S`)}),
		"backslashes":     minimal(sheet, part{"xl/_rels/workbook.xml.rels", strings.ReplaceAll(bookRels, `worksheets/`, `worksheets\`)}),
	} {
		t.Run(name, func(t *testing.T) {
			path := book(t, parts)
			want := "A1 text \"乙\"\nB1 number \"43266\" 2018-06-15T00:00:00\nA2 text \"柳\"\n"
			if got := showBook(t, path); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			w, err := Open(context.Background(), path)
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			area := []loaders.MergedArea{{FirstRow: 1, LastRow: 2, FirstColumn: 1, LastColumn: 2}}
			if diff := cmp.Diff(area, w.Merged(0)); diff != "" {
				t.Error("merged areas: ", diff)
			}
		})
	}
}

func TestSheetsOfAWorkbook(t *testing.T) {
	rel := func(id, kind, target string) string {
		return fmt.Sprintf(`<Relationship Id="%s" Type="%s/%s" Target="%s"/>`, id, relSpace, kind, target)
	}
	named := func(name, id, state string) string {
		return fmt.Sprintf(`<sheet name="%s" sheetId="1" state="%s" r:id="%s"/>`, name, state, id)
	}
	path := book(t, minimal(oneSheet(""),
		part{"xl/workbook.xml", `<workbook xmlns="` + mainSpace + `" xmlns:r="` + relSpace + `"><workbookPr date1904="1"/><sheets>` +
			named("一", "a", "") + named("图", "b", "") + named("二", "c", "hidden") + named("宏", "d", "") + named("三", "e", "veryHidden") + `</sheets></workbook>`},
		part{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + pkgSpace + `">` + rel("a", "worksheet", "worksheets/sheet1.xml") +
			rel("b", "chartsheet", "c.xml") + rel("c", "worksheet", "two.xml") + rel("d", "xlMacrosheet", "m.xml") + rel("e", "worksheet", "three.xml") +
			rel("f", "styles", "styles.xml") + `</Relationships>`},
		part{"xl/two.xml", oneSheet(`<row r="1"><c r="A1" s="3"><v>0</v></c></row>`)},
		part{"xl/three.xml", oneSheet(`<row r="1"><c r="A1"><v>3</v></c></row>`)},
	))
	w, err := Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	want := []loaders.SheetInfo{{Name: "一"}, {Name: "二", Hidden: true}, {Name: "三", Hidden: true}}
	if diff := cmp.Diff(want, w.Sheets()); diff != "" {
		t.Error(diff)
	}
	if got, want := showBook(t, path), "-- 二\nA1 number \"0\" 1904-01-01T00:00:00\n-- 三\nA1 number \"3\"\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// The scanner gives the same cells whatever the pieces in which it is fed: the
// fast way needs a whole cell in its buffer and gives way to the other.
func TestPiecesDoNotMatter(t *testing.T) {
	var rows strings.Builder
	for r := 1; r <= 40; r++ {
		fmt.Fprintf(&rows, `<row r="%d"><c r="A%d" t="s"><v>1</v></c><c r="B%d" s="3"><v>%d.5</v></c><c r="C%d" t="inlineStr"><is><t>柳&amp;林%s</t></is></c><c r="D%d" t="str"><f>1</f><v>x&#10;</v></c><c r="E%d" s="1"/></row>`,
			r, r, r, r*1000, r, strings.Repeat("村", r*300), r, r)
	}
	w := &Workbook{styles: make([]excel.Format, 9), strings: sharedStrings{n: 2, blocks: [][]string{{"甲", "乙"}}}}
	text := oneSheet(rows.String())
	read := func(x *scanner) string {
		var b strings.Builder
		s := sheetReader{ctx: context.Background(), book: w, x: x, yield: func(r loaders.Row, _ error) bool {
			b.WriteString(show(r))
			return true
		}}
		if err := s.worksheet(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	want := read(scanBytes([]byte(text)))
	if n := strings.Count(want, "\n"); n != 160 {
		t.Fatal(n, "cells")
	}
	for name, r := range map[string]io.Reader{
		"one byte at a time":  iotest.OneByteReader(strings.NewReader(text)),
		"half of what fits":   iotest.HalfReader(strings.NewReader(text)),
		"data with the error": iotest.DataErrReader(bytes.NewReader([]byte(text))),
	} {
		x := newScanner(r)
		x.buf = make([]byte, 0, 16)
		if got := read(x); got != want {
			t.Error(name, ": other cells")
		}
	}
}
