// Package pack makes the bytes of a workbook depend on its content alone. It is
// what every writer of workbooks does last.
package pack

import (
	"archive/zip"
	"bytes"
	"cmp"
	"io"
	"slices"
)

// Header begins an entry of a workbook with a fixed date, the earliest that the
// format can hold.
func Header(name string) *zip.FileHeader {
	h := &zip.FileHeader{Name: name, Method: zip.Deflate}
	h.ModifiedDate, h.ModifiedTime = 1+1<<5, 0 // 1980-01-01
	return h
}

// Repack sorts the entries of a workbook and gives them a fixed date, because
// the library writes streamed sheets in random order. mend may change the
// content of an entry, that of a sheet in three parts: what is before its rows, the
// rows, and what is behind them.
func Repack(raw []byte, out io.Writer, mend func(name string, content []byte) []byte) error {
	in, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return err
	}
	slices.SortFunc(in.File, func(a, b *zip.File) int {
		return cmp.Or(cmp.Compare(rank(a.Name), rank(b.Name)), cmp.Compare(a.Name, b.Name))
	})
	zw := zip.NewWriter(out)
	for _, entry := range in.File {
		if err := copyEntry(zw, entry, mend); err != nil {
			return err
		}
	}
	return zw.Close()
}

func copyEntry(zw *zip.Writer, entry *zip.File, mend func(string, []byte) []byte) error {
	r, err := entry.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	content := make([]byte, entry.UncompressedSize64)
	if _, err := io.ReadFull(r, content); err != nil {
		return err
	}
	w, err := zw.CreateHeader(Header(entry.Name))
	if err != nil {
		return err
	}
	for _, part := range aroundRows(content) {
		if !AreRows(part) {
			part = mendSheet(entry.Name, part)
		}
		if _, err := w.Write(mend(entry.Name, part)); err != nil {
			return err
		}
	}
	return nil
}

var sheetRows = []byte("<sheetData>")

// AreRows tells whether a part of an entry is the rows of a sheet, which are many:
// not to be copied where nothing in them is mended.
func AreRows(part []byte) bool { return bytes.HasPrefix(part, sheetRows) }

// aroundRows cuts the rows of a sheet from what is before and behind them.
func aroundRows(content []byte) [][]byte {
	from, to := bytes.Index(content, sheetRows), bytes.LastIndex(content, []byte("</sheetData>"))
	if from <= 0 || to < from {
		return [][]byte{content}
	}
	return [][]byte{content[:from], content[from:to], content[to:]}
}

// rank puts the content types first, as readers that sniff expect.
func rank(name string) int {
	switch name {
	case "[Content_Types].xml":
		return 0
	case "_rels/.rels":
		return 1
	}
	return 2
}
