package xlsx

import (
	"archive/zip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// part is a file to put into a workbook.
type part struct{ name, text string }

const (
	mainSpace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relSpace  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	pkgSpace  = "http://schemas.openxmlformats.org/package/2006/relationships"
	header    = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

	rootRels = header + `<Relationships xmlns="` + pkgSpace + `"><Relationship Id="rId1" Type="` + relSpace +
		`/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	bookXML = header + `<workbook xmlns="` + mainSpace + `" xmlns:r="` + relSpace +
		`"><sheets><sheet name="户表" sheetId="1" r:id="rId1"/></sheets></workbook>`
	bookRels = header + `<Relationships xmlns="` + pkgSpace + `">` +
		`<Relationship Id="rId1" Type="` + relSpace + `/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="` + relSpace + `/styles" Target="styles.xml"/>` +
		`<Relationship Id="rId3" Type="` + relSpace + `/sharedStrings" Target="sharedStrings.xml"/></Relationships>`
	// Style 1 is plain, 2 a per cent, 3 a date, 4 a Chinese date by number,
	// 5 and 6 dates by their code, 7 and 8 codes that only look like dates.
	stylesXML = header + `<styleSheet xmlns="` + mainSpace + `"><numFmts count="4">` +
		`<numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>` +
		`<numFmt numFmtId="165" formatCode="[$-804]d\ h:mm;@"/>` +
		`<numFmt numFmtId="166" formatCode="[Red]0.00&quot;days&quot;"/>` +
		`<numFmt numFmtId="167" formatCode="0\d;yyyy"/></numFmts>` +
		`<cellXfs count="9"><xf/><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="14"/><xf numFmtId="31"/>` +
		`<xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="167"/></cellXfs></styleSheet>`
)

// minimal is a workbook of one sheet; the parts given replace those it has.
func minimal(sheet string, more ...part) []part {
	parts := []part{
		{"_rels/.rels", rootRels}, {"xl/workbook.xml", bookXML}, {"xl/_rels/workbook.xml.rels", bookRels},
		{"xl/styles.xml", stylesXML}, {"xl/worksheets/sheet1.xml", sheet},
		{"xl/sharedStrings.xml", sharedXML(func(add func(string)) { add("<si><t>甲</t></si><si><t>乙</t></si>") })},
	}
	for _, m := range more {
		replaced := false
		for i := range parts {
			if parts[i].name == m.name {
				parts[i], replaced = m, true
			}
		}
		if !replaced {
			parts = append(parts, m)
		}
	}
	return parts
}

func sheetXML(rows func(add func(string))) string {
	var b strings.Builder
	b.WriteString(header + `<worksheet xmlns="` + mainSpace + `"><sheetData>`)
	rows(func(s string) { b.WriteString(s) })
	b.WriteString(`</sheetData></worksheet>`)
	return b.String()
}

// oneSheet is a worksheet with the given rows.
func oneSheet(rows string) string { return sheetXML(func(add func(string)) { add(rows) }) }

func sharedXML(items func(add func(string))) string {
	var b strings.Builder
	b.WriteString(header + `<sst xmlns="` + mainSpace + `">`)
	items(func(s string) { b.WriteString(s) })
	b.WriteString(`</sst>`)
	return b.String()
}

func writeZip(t testing.TB, path string, parts []part) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for _, p := range parts {
		w, err := z.Create(p.name)
		if err == nil {
			_, err = w.Write([]byte(p.text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// book writes a workbook of the parts and returns its path.
func book(t testing.TB, parts []part) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "book.xlsx")
	writeZip(t, path, parts)
	return path
}

// unzip reads all parts of a workbook.
func unzip(t testing.TB, path string) (parts []part) {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, part{f.Name, string(b)})
	}
	return parts
}
