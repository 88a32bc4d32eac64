package docx

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"sanlv/reports"
	"sanlv/reports/internal/sample"
)

type buffer struct{ bytes.Buffer }

func (*buffer) Close() error { return nil }

type folder map[string]*buffer

func (f folder) Create(name string) (io.WriteCloser, error) {
	f[name] = &buffer{}
	return f[name], nil
}

func written(t *testing.T, pub reports.Publication) []byte {
	t.Helper()
	out := folder{}
	if err := New().Write(context.Background(), pub, out); err != nil {
		t.Fatal(err)
	}
	return out[Name].Bytes()
}

// parts are the parts of a document by name; every one is well-formed XML.
func parts(t *testing.T, raw []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if out[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		for d := xml.NewDecoder(bytes.NewReader(out[f.Name])); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
	}
	return out
}

// What the text document says is what the page says: every title, sentence, cell
// and caption, in order, as text, however harmful it would be.
func TestSaysTheSame(t *testing.T) {
	for name, pub := range map[string]reports.Publication{"county": sample.Publication(), "nothing came": sample.Empty()} {
		doc, err := reports.Assessment(context.Background(), pub)
		if err != nil {
			t.Fatal(err)
		}
		raw := written(t, pub)
		if !bytes.Equal(raw, written(t, pub)) {
			t.Errorf("%s: two documents of the same data differ", name)
		}
		var said strings.Builder
		in := false
		for d := xml.NewDecoder(bytes.NewReader(parts(t, raw)["word/document.xml"])); ; {
			token, err := d.Token()
			if err != nil {
				break
			}
			switch token := token.(type) {
			case xml.StartElement:
				in = token.Name.Local == "t"
			case xml.EndElement:
				in = false
			case xml.CharData:
				if in {
					said.Write(token)
				}
			}
		}
		rest := said.String()
		next := func(text string) {
			i := strings.Index(rest, text)
			if i < 0 {
				t.Fatalf("%s: %q is missing, or not in its place", name, text)
			}
			rest = rest[i+len(text):]
		}
		for _, text := range append(doc.Title, doc.Abstract...) {
			next(text)
		}
		for _, s := range doc.Sections {
			next(s.Title)
			for _, b := range s.Blocks {
				switch {
				case b.Table != nil:
					next(b.Caption)
					for _, r := range b.Table.Rows {
						for _, c := range r.Cells {
							next(c.Text)
						}
					}
				case b.Figure != nil:
					for _, bar := range b.Figure.Bars {
						next(bar.Label)
						next(bar.Text)
					}
					next(b.Caption)
				default:
					next(b.Heading + b.Text)
				}
				for _, item := range b.Items {
					next(item)
				}
				next(b.Note)
			}
		}
		next(doc.Imprint)
	}
}

// element is any element of document.xml.
type element struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Below   []element  `xml:",any"`
}

func (e element) get(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (e element) each(name string, see func(element)) {
	if e.XMLName.Local == name {
		see(e)
	}
	for _, b := range e.Below {
		b.each(name, see)
	}
}

func (e element) first(name string) (found element) {
	e.each(name, func(x element) {
		if found.XMLName.Local == "" {
			found = x
		}
	})
	return found
}

// The structure that Word insists on: rows as wide as their grid, a paragraph at
// the end of every cell, parts and relations that lead somewhere, and one section
// that lies across.
func TestStructure(t *testing.T) {
	all := parts(t, written(t, sample.Publication()))
	var document element
	if err := xml.Unmarshal(all["word/document.xml"], &document); err != nil {
		t.Fatal(err)
	}
	tables, repeated := 0, 0
	document.each("tbl", func(table element) {
		tables++
		grid := 0
		table.first("tblGrid").each("gridCol", func(element) { grid++ })
		table.each("tr", func(row element) {
			if row.first("tblHeader").XMLName.Local != "" {
				repeated++
			}
			if row.first("cantSplit").XMLName.Local == "" {
				t.Error("a row may be divided between pages")
			}
			wide := 0
			row.each("tc", func(cell element) {
				n := 1
				switch span := cell.first("gridSpan").get("val"); span {
				case "":
				default:
					n = 0
					for _, d := range span {
						n = 10*n + int(d-'0')
					}
				}
				wide += n
				if last := cell.Below[len(cell.Below)-1]; last.XMLName.Local != "p" {
					t.Errorf("a cell ends with %s", last.XMLName.Local)
				}
			})
			if wide != grid {
				t.Errorf("a row of %d columns in a grid of %d", wide, grid)
			}
		})
	})
	if tables < 15 || repeated < 15 {
		t.Errorf("%d tables, %d rows of heads", tables, repeated)
	}
	var across []bool
	document.each("pgSz", func(size element) { across = append(across, size.get("orient") == "landscape") })
	if len(across) != 3 || across[0] || !across[1] || across[2] {
		t.Errorf("sections across: %v, want one between two upright ones", across)
	}
	styles := map[string]bool{}
	var sheet element
	if err := xml.Unmarshal(all["word/styles.xml"], &sheet); err != nil {
		t.Fatal(err)
	}
	sheet.each("style", func(s element) { styles[s.get("styleId")] = true })
	document.each("pStyle", func(s element) {
		if !styles[s.get("val")] {
			t.Errorf("style %s is not there", s.get("val"))
		}
	})
	var relations element
	if err := xml.Unmarshal(all["word/_rels/document.xml.rels"], &relations); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	relations.each("Relationship", func(r element) {
		ids[r.get("Id")] = true
		if all["word/"+r.get("Target")] == nil {
			t.Errorf("%s leads to %s, which is not there", r.get("Id"), r.get("Target"))
		}
	})
	for _, kind := range []string{"headerReference", "footerReference"} {
		n := 0
		document.each(kind, func(r element) {
			n++
			if !ids[r.get("id")] {
				t.Errorf("%s names %s, which is not there", kind, r.get("id"))
			}
		})
		if n != 6 { // default and even, of three sections; the sample is a draft
			t.Errorf("%d of %s", n, kind)
		}
	}
	if !strings.Contains(string(all["word/header.xml"]), "草稿") {
		t.Error("the pages of a draft do not say so")
	}
	published := sample.Publication()
	published.Meta.Draft = false
	if strings.Contains(string(parts(t, written(t, published))["word/document.xml"]), "headerReference") {
		t.Error("the pages of a publication are marked")
	}
}
