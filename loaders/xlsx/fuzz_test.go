package xlsx

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"sanlv/loaders"
	"sanlv/loaders/excel"
)

// FuzzXLSX gives the sheet scanner any bytes as a worksheet. It must end, with
// rows in order and whole text or with a refusal; in one piece or in many it
// must see the same; and what encoding/xml finds broken it must not read.
func FuzzXLSX(f *testing.F) {
	f.Add([]byte(oneSheet(`<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" s="3"><v>2.5</v></c></row>`)))
	f.Add([]byte(oneSheet(`<row><c t="inlineStr"><is><r><t>a&amp;</t></r></is></c><c t="str"><f/><v><![CDATA[x]]></v></c></row>`)))
	f.Add([]byte(`<x:worksheet xmlns:x="` + mainSpace + `"><x:sheetData><x:row r="3"><x:c r="C3" t="b"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>`))
	f.Add([]byte(strings.Replace(oneSheet(""), "</worksheet>", `<mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`, 1)))
	w := &Workbook{styles: []excel.Format{excel.Plain, excel.Percent, excel.Date, excel.Date}, strings: sharedStrings{n: 2, blocks: [][]string{{"甲", "乙"}}}}
	f.Fuzz(func(t *testing.T, b []byte) {
		read := func(x *scanner) (string, error) {
			var out strings.Builder
			last := 0
			s := sheetReader{ctx: context.Background(), book: w, x: x, yield: func(r loaders.Row, _ error) bool {
				if r.Number <= last || len(r.Cells) == 0 {
					t.Fatalf("row %d after %d", r.Number, last)
				}
				last = r.Number
				column := 0
				for _, c := range r.Cells {
					if c.Column <= column || c.Column > maxColumn || !utf8.ValidString(c.Text) || (c.Text == "") != (c.Kind == loaders.CellNoValue) {
						t.Fatalf("cell %+v after column %d", c, column)
					}
					column = c.Column
				}
				out.WriteString(show(r))
				return true
			}}
			err := s.worksheet()
			var refusal *loaders.Refusal
			if err != nil && !errors.As(err, &refusal) {
				t.Fatal(err)
			}
			return out.String(), err
		}
		whole, err := read(scanBytes(bytes.Clone(b)))
		x := newScanner(iotest.HalfReader(bytes.NewReader(b)))
		x.buf = make([]byte, 0, 32)
		pieces, err2 := read(x)
		if whole != pieces || (err == nil) != (err2 == nil) {
			t.Fatalf("in one piece:\n%s%v\nin many:\n%s%v", whole, err, pieces, err2)
		}
		if err == nil && brokenXML(b) {
			t.Fatalf("encoding/xml does not read this, and we do:\n%s", whole)
		}
	})
}

// brokenXML says that tags are not balanced or the text ends within one. What
// encoding/xml objects to beyond that (encodings, entities in what we do not
// use, names) is not our matter.
func brokenXML(b []byte) bool {
	d := xml.NewDecoder(bytes.NewReader(b))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		_, err := d.RawToken()
		if err == io.EOF {
			return false
		}
		if err != nil {
			return strings.Contains(err.Error(), "unexpected EOF")
		}
	}
}

// FuzzFile gives any bytes as a file: cells, or a refusal.
func FuzzFile(f *testing.F) {
	for _, parts := range [][]part{
		minimal(oneSheet(`<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" s="3"><v>2.5</v></c></row>`)),
		{{"_rels/.rels", rootRels}, {"xl/workbook.xml", "\xFF\xFE<\x00"}},
	} {
		b, err := os.ReadFile(book(f, parts))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00"))
	path := filepath.Join(f.TempDir(), "book.xlsx")
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		cells, err := readAll(path)
		ruleOf(t, err)
		for p, c := range cells {
			if p.row < 1 || p.row > maxRow || p.column < 1 || p.column > maxColumn || !utf8.ValidString(c.Text) {
				t.Fatalf("%v: %+v", p, c)
			}
		}
	})
}
