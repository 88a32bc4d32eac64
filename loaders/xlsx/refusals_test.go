package xlsx

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sanlv/loaders"
	"sanlv/loaders/internal/conform"
)

func TestRefusedCells(t *testing.T) {
	long := strings.Repeat("村", maxCellText+1)
	cell := func(attributes, inside string) string {
		return `<row r="1"><c ` + attributes + `>` + inside + `</c></row>`
	}
	for _, c := range []struct{ name, rows, rule, cell string }{
		{"a repeated cell", `<row r="1"><c r="B1"><v>1</v></c><c r="B1"><v>2</v></c></row>`, "cell.repeated", "B1"},
		{"a backward cell", `<row r="1"><c r="C1"><v>1</v></c><c r="B1"><v>2</v></c></row>`, "cell.backward", "B1"},
		{"a repeated row", `<row r="3"><c r="A3"><v>1</v></c></row><row r="3"><c r="B3"><v>1</v></c></row>`, "cell.repeated", "A3"},
		{"a backward row", `<row r="3"/><row r="2"/>`, "cell.backward", "A2"},
		{"a cell of another row", `<row r="3"><c r="A4"><v>1</v></c></row>`, "cell.misplaced", "A4"},
		{"a shared text that is not there", cell(`r="A1" t="s"`, "<v>2</v>"), "cell.index", "A1"},
		{"a shared text by a word", cell(`r="A1" t="s"`, "<v>x</v>"), "cell.index", "A1"},
		{"a negative shared text", cell(`r="A1" t="s"`, "<v>-1</v>"), "cell.index", "A1"},
		{"a style that is not there", cell(`r="A1" s="9"`, "<v>2</v>"), "cell.index", "A1"},
		{"a style by a word", cell(`r="A1" s="x"`, "<v>2</v>"), "cell.index", "A1"},
		{"an unknown type", cell(`r="A1" t="q"`, "<v>2</v>"), "cell.type", "A1"},
		{"two values", cell(`r="A1"`, "<v>2</v><v>3</v>"), "cell.repeated", "A1"},
		{"a full-width address", cell(`r="Ａ1"`, "<v>2</v>"), "cell.reference", ""},
		{"an address without a row", cell(`r="A"`, "<v>2</v>"), "cell.reference", ""},
		{"row 0", `<row r="0"/>`, "cell.reference", ""},
		{"row 1,048,577", `<row r="1048577"/>`, "cell.range", ""},
		{"column 16,385", cell(`r="XFE1"`, "<v>2</v>"), "cell.range", ""},
		{"column 16,385 without an address", `<row r="1"><c r="XFD1"/><c><v>1</v></c></row>`, "cell.range", ""},
		{"a text too long, inline", cell(`r="A1" t="inlineStr"`, "<is><t>"+long+"</t></is>"), "cell.toolong", "A1"},
		{"a text too long, of a formula", cell(`r="A1" t="str"`, "<v>"+long+"</v>"), "cell.toolong", "A1"},
		{"a text far too long", cell(`r="A1" t="str"`, "<v>"+strings.Repeat(long, 9)+"</v>"), "cell.toolong", "A1"},
		{"an unknown entity", cell(`r="A1" t="str"`, "<v>&nbsp;</v>"), "xml.damaged", "A1"},
		{"a reference to no character", cell(`r="A1" t="str"`, "<v>&#xD800;</v>"), "xml.damaged", "A1"},
		{"a reference to NUL", cell(`r="A1" t="str"`, "<v>&#0;</v>"), "xml.damaged", "A1"},
		{"a control character", cell(`r="A1" t="str"`, "<v>a\x01</v>"), "xml.damaged", "A1"},
		{"bytes that are no UTF-8", cell(`r="A1" t="str"`, "<v>\xE6\x9F</v>"), "xml.damaged", "A1"},
		{"text among cells", `<row r="1"><c r="A1"><v>1</v></c>2<c r="B1"/></row>`, "xml.damaged", ""},
		{"text among rows", `<row r="1"/>x<row r="2"/>`, "xml.damaged", ""},
		{"cells outside of rows", `<c r="A1"><v>1</v></c>`, "xml.damaged", ""},
		{"cells inside of something else", `<row r="1"><y><c r="A1"><v>1</v></c></y></row>`, "xml.damaged", ""},
		{"crossed tags", `<row r="1"><c r="A1"><v>1</c></v></row>`, "xml.damaged", "A1"},
		{"two attributes of one name", `<row r="1"><c r="A1" r="B1"><v>1</v></c></row>`, "xml.damaged", ""},
		{"an attribute without quotes", `<row r=1/>`, "xml.damaged", ""},
		{"a document type among rows", `<!DOCTYPE x><row r="1"/>`, "file.doctype", ""},
		{"300 levels", strings.Repeat("<y>", 300) + strings.Repeat("</y>", 300), "xml.limit", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := readAll(book(t, minimal(oneSheet(c.rows))))
			if rule := ruleOf(t, err); rule != c.rule {
				t.Fatalf("rule %q, want %q: %v", rule, c.rule, err)
			}
			var r *loaders.Refusal
			errors.As(err, &r)
			if r.Cell != c.cell || !strings.Contains(r.Message, "户表") {
				t.Errorf("at %q: %s", r.Cell, r.Message)
			}
		})
	}
}

// A shared text that is too long harms only who points to it.
func TestLongSharedText(t *testing.T) {
	shared := part{"xl/sharedStrings.xml", sharedXML(func(add func(string)) {
		add("<si><t>甲</t></si><si><t>" + strings.Repeat("村", maxCellText+1) + "</t></si>")
	})}
	if got := showBook(t, book(t, minimal(oneSheet(`<row r="1"><c r="A1" t="s"><v>0</v></c></row>`), shared))); got != "A1 text \"甲\"\n" {
		t.Error(got)
	}
	_, err := readAll(book(t, minimal(oneSheet(`<row r="1"><c r="A1" t="s"><v>1</v></c></row>`), shared)))
	if rule := ruleOf(t, err); rule != "cell.toolong" {
		t.Error(err)
	}
}

func TestRefusedParts(t *testing.T) {
	with := func(name, text string) []part {
		return minimal(oneSheet(`<row r="1"><c r="A1"><v>1</v></c></row>`), part{name, text})
	}
	without := func(name string) (parts []part) {
		for _, p := range minimal(oneSheet("")) {
			if p.name != name {
				parts = append(parts, p)
			}
		}
		return parts
	}
	sst := func(items string) string { return `<sst xmlns="` + mainSpace + `">` + items + `</sst>` }
	bomb := `<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>`
	attributes := strings.Builder{}
	for i := range 1_000_000 {
		fmt.Fprintf(&attributes, ` a%d="1"`, i)
	}
	for _, c := range []struct {
		name  string
		parts []part
		rule  string
	}{
		{"an entity bomb in the shared strings", with("xl/sharedStrings.xml", bomb+sst("<si><t>&b;</t></si>")), "file.doctype"},
		{"an external entity in the workbook", with("xl/workbook.xml", `<!DOCTYPE x SYSTEM "file:///etc/passwd">`+bookXML), "file.doctype"},
		{"5 million nested tags", with("xl/worksheets/sheet1.xml", strings.Repeat("<a>", 5_000_000)), "file.toobig"},
		{"5 million nested tags in the styles", with("xl/styles.xml", `<styleSheet xmlns="`+mainSpace+`">`+strings.Repeat("<a>", 2_000_000)), "xml.limit"},
		{"1 million attributes", with("xl/styles.xml", `<styleSheet xmlns="`+mainSpace+`"`+attributes.String()+`/>`), "xml.limit"},
		{"a shared part that two names fold to", with("XL/SHAREDSTRINGS.XML", sst("")), "file.duplicatepart"},
		{"no styles though there should be", without("xl/styles.xml"), "file.partmissing"},
		{"no shared strings though there should be", without("xl/sharedStrings.xml"), "file.partmissing"},
		{"no sheet though there should be", without("xl/worksheets/sheet1.xml"), "file.partmissing"},
		{"no workbook", without("_rels/.rels"), "file.notworkbook"},
		{"no relationships of the workbook", without("xl/_rels/workbook.xml.rels"), "file.partmissing"},
		{"a binary workbook", []part{{"xl/workbook.bin", "x"}}, "file.xlsb"},
		{"a binary workbook by its relationship", with("_rels/.rels", strings.Replace(rootRels, "workbook.xml", "workbook.bin", 1)), "file.xlsb"},
		{"OpenDocument", []part{{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"content.xml", "<x/>"}}, "file.notworkbook"},
		{"a Word document", with("_rels/.rels", strings.Replace(rootRels, "xl/workbook.xml", "word/document.xml", 1)), "file.notworkbook"},
		{"a zip of something", []part{{"a.txt", "x"}}, "file.notworkbook"},
		{"another namespace", with("xl/workbook.xml", strings.ReplaceAll(bookXML, mainSpace, "urn:x")), "file.notworkbook"},
		{"a sheet without its end", with("xl/worksheets/sheet1.xml", strings.TrimSuffix(oneSheet(""), "</worksheet>")), "xml.damaged"},
		{"something after the end", with("xl/worksheets/sheet1.xml", oneSheet("")+"<x/>"), "xml.damaged"},
		{"half of a UTF-16 character", with("xl/sharedStrings.xml", "\xFF\xFE<\x00s\x00s\x00t\x00>"), "xml.damaged"},
		{"an unreadable merged area", with("xl/worksheets/sheet1.xml", strings.Replace(oneSheet(""), "</worksheet>", `<mergeCells><mergeCell ref="B2:A1"/></mergeCells></worksheet>`, 1)), "cell.reference"},
		{"merged areas that overlap", with("xl/worksheets/sheet1.xml", strings.Replace(oneSheet(""), "</worksheet>",
			`<mergeCells><mergeCell ref="C1:D9"/><mergeCell ref="A1:B2"/><mergeCell ref="B2:B3"/></mergeCells></worksheet>`, 1)), "cell.overlap"},
		{"merged areas hidden before a false end of the rows", with("xl/worksheets/sheet1.xml",
			strings.Replace(oneSheet(""), "</worksheet>", `<mergeCells><mergeCell ref="A1:B2"/></mergeCells><!-- </sheetData> --></worksheet>`, 1)), "xml.damaged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			start := time.Now()
			_, err := readAll(book(t, c.parts))
			if rule := ruleOf(t, err); rule != c.rule {
				t.Errorf("rule %q, want %q: %v", rule, c.rule, err)
			}
			conform.Answered(t, c.name, start)
		})
	}
}

func TestRefusedFiles(t *testing.T) {
	ole := "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 600)
	for _, c := range []struct{ name, content, rule string }{
		{"no bytes", "", "file.empty"},
		{"an encrypted workbook", ole + "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00", "file.encrypted"},
		{"an old workbook", ole + "W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00", "file.xls"},
		{"a very old workbook", "\x09\x08\x08\x00\x00\x05\x10\x00", "file.xls"},
		{"a web page", "\xEF\xBB\xBF\r\n<HTML><table><tr><td>1</td></tr></table></HTML>", "file.html"},
		{"a bare web table", "<table border=1>", "file.html"},
		{"a web page with its images", "MIME-Version: 1.0\r\n", "file.html"},
		{"an XML spreadsheet of 2003", `<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Table/>`, "file.notworkbook"},
		{"text", "户编号,姓名\n1,张三\n", "file.notworkbook"},
		{"a PDF", "%PDF-1.4", "file.notworkbook"},
		{"zeros", strings.Repeat("\x00", 1<<20), "file.notworkbook"},
		{"an empty zip", "PK\x05\x06" + strings.Repeat("\x00", 18), "file.notworkbook"},
		{"the first bytes of a zip", "PK\x03\x04", "file.truncated"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "户表.xlsx")
			if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := Open(context.Background(), path); ruleOf(t, err) != c.rule {
				t.Errorf("want %s: %v", c.rule, err)
			}
		})
	}
	t.Run("a folder", func(t *testing.T) {
		if _, err := Open(context.Background(), t.TempDir()); ruleOf(t, err) != "file.notregular" {
			t.Error(err)
		}
	})
	t.Run("no file is no refusal", func(t *testing.T) {
		var r *loaders.Refusal
		if _, err := Open(context.Background(), filepath.Join(t.TempDir(), "x.xlsx")); err == nil || errors.As(err, &r) {
			t.Error(err)
		}
	})
	t.Run("a sparse file of 4 GB", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "x.xlsx")
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := f.WriteString("PK\x03\x04"); err != nil {
			t.Fatal(err)
		}
		if err := f.Truncate(4 << 30); err != nil {
			t.Skip("no sparse files here: ", err)
		}
		if _, err := Open(context.Background(), path); ruleOf(t, err) != "file.truncated" {
			t.Error(err)
		}
	})
}

// zipped returns a good workbook as bytes, for cases that damage the container.
func zipped(t *testing.T, parts []part) []byte {
	t.Helper()
	b, err := os.ReadFile(book(t, parts))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func refusalOf(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.xlsx")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := readAll(path)
	return ruleOf(t, err)
}

func TestRefusedContainers(t *testing.T) {
	good := minimal(oneSheet(`<row r="1"><c r="A1" t="s"><v>1</v></c></row>`))
	// In the directory the entry of a part begins 46 bytes before its name.
	directoryOf := func(b []byte, name string) []byte { return b[bytes.LastIndex(b, []byte(name))-46:] }
	const sheet = "xl/worksheets/sheet1.xml"
	for _, c := range []struct {
		name   string
		damage func([]byte) []byte
		rule   string
	}{
		{"a wrong CRC", func(b []byte) []byte { directoryOf(b, sheet)[16]++; return b }, "file.crc"},
		{"a size that is too small", func(b []byte) []byte { directoryOf(b, sheet)[24]--; return b }, "file.size"},
		{"a size that is too large", func(b []byte) []byte { directoryOf(b, sheet)[24]++; return b }, "file.truncated"},
		{"a huge size", func(b []byte) []byte { directoryOf(b, sheet)[27] = 0x7F; return b }, "file.toobig"},
		{"another name in the directory", func(b []byte) []byte { directoryOf(b, sheet)[46] = 'y'; return b }, "file.damaged"},
		{"another method in the directory", func(b []byte) []byte { directoryOf(b, sheet)[10] = 0; return b }, "file.damaged"},
		{"an entry that lies on another", func(b []byte) []byte {
			binary.LittleEndian.PutUint32(directoryOf(b, "xl/workbook.xml")[20:], 5000)
			return b
		}, "file.truncated"},
		{"an entry fewer than there are", func(b []byte) []byte {
			end := b[len(b)-22:]
			end[8]--
			end[10]--
			return b
		}, "file.truncated"},
		{"a password on the zip", func(b []byte) []byte {
			directoryOf(b, sheet)[8] |= 1
			b[bytes.Index(b, []byte(sheet))-24] |= 1
			return b
		}, "file.encrypted"},
		{"bytes behind the end do not matter", func(b []byte) []byte { return append(b, "\r\n\r\n"...) }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if rule := refusalOf(t, c.damage(zipped(t, good))); rule != c.rule {
				t.Errorf("rule %q, want %q", rule, c.rule)
			}
		})
	}
	t.Run("cut at every twentieth", func(t *testing.T) {
		b := zipped(t, good)
		for i := 1; i < 20; i++ {
			if rule := refusalOf(t, b[:len(b)*i/20]); rule != "file.truncated" {
				t.Errorf("at %d/20: %q", i, rule)
			}
		}
	})
	t.Run("overlapping entries", func(t *testing.T) {
		b := zipped(t, good)
		e := directoryOf(b, "xl/styles.xml")
		size := binary.LittleEndian.Uint32(e[20:])
		binary.LittleEndian.PutUint32(e[20:], size+40)
		if rule := refusalOf(t, b); rule != "file.damaged" {
			t.Errorf("%q", rule)
		}
	})
	t.Run("100,001 entries", func(t *testing.T) {
		parts := make([]part, 0, 100_001)
		for i := range 100_001 {
			parts = append(parts, part{fmt.Sprint("x", i), ""})
		}
		if rule := refusalOf(t, zipped(t, append(good[:len(good):len(good)], parts...))); rule != "file.toobig" {
			t.Errorf("%q", rule)
		}
	})
	t.Run("a bomb in a picture, or a sheet", func(t *testing.T) {
		for _, name := range []string{"xl/media/image1.png", sheet} {
			var b bytes.Buffer
			z := zip.NewWriter(&b)
			w, err := z.Create(name)
			if err == nil {
				_, err = io.CopyN(w, zeros{}, 64<<20)
			}
			if err == nil {
				err = z.Close()
			}
			if err != nil {
				t.Fatal(err)
			}
			if rule := refusalOf(t, b.Bytes()); rule != "file.toobig" {
				t.Errorf("%s: %q", name, rule)
			}
		}
	})
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// A message is short and stays on its line, whatever the names in the file.
func TestMessagesOfOddNames(t *testing.T) {
	odd := "\u202E\n" + strings.Repeat("村", 20_000)
	for name, parts := range map[string][]part{
		"sheet":  minimal(oneSheet(`<row r="0"/>`), part{"xl/workbook.xml", strings.Replace(bookXML, "户表", "\u202E"+strings.Repeat("村", 300), 1)}),
		"part":   minimal(oneSheet(""), part{odd, ""}, part{strings.ToUpper(odd) + "a", ""}, part{odd + "A", ""}),
		"target": minimal(oneSheet(""), part{"xl/_rels/workbook.xml.rels", strings.Replace(bookRels, "worksheets/sheet1.xml", odd, 1)}),
		"root":   minimal("<" + strings.Repeat("村", 20_000) + "/>"),
	} {
		_, err := readAll(book(t, parts))
		ruleOf(t, err)
		var r *loaders.Refusal
		if !errors.As(err, &r) || len(r.Message) > 600 || strings.ContainsAny(r.Message, "\u202E\n") {
			t.Errorf("%s: %d bytes: %.300s", name, len(fmt.Sprint(err)), err)
		}
	}
}
