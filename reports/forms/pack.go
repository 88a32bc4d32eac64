package forms

import (
	"archive/zip"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// zipDate is 1980-01-01, the earliest date that an entry can have.
const zipDate = 1 + 1<<5

// repack sorts the entries and gives them a fixed date, because the library
// keeps them in no order.
func repack(raw []byte, out io.Writer) error {
	in, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return err
	}
	slices.SortFunc(in.File, func(a, b *zip.File) int {
		return cmp.Or(cmp.Compare(rank(a.Name), rank(b.Name)), cmp.Compare(a.Name, b.Name))
	})
	zw := zip.NewWriter(out)
	for _, entry := range in.File {
		if err := copyEntry(zw, entry); err != nil {
			return err
		}
	}
	return zw.Close()
}

// startHeight is the height of the rows that are drawn. The library fixes every
// height it is given; these are to grow with their texts.
var startHeight = fmt.Appendf(nil, ` ht="%d" customHeight="true"`, rowHeight)

func copyEntry(zw *zip.Writer, entry *zip.File) error {
	r, err := entry.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	content, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if strings.HasPrefix(entry.Name, "xl/worksheets/") { // no row is filtered out yet
		content = bytes.Replace(content, []byte(` filterMode="true"`), nil, 1)
		content = bytes.ReplaceAll(content, startHeight, startHeight[:bytes.LastIndexByte(startHeight, ' ')])
	}
	h := &zip.FileHeader{Name: entry.Name, Method: zip.Deflate}
	h.ModifiedDate, h.ModifiedTime = zipDate, 0
	w, err := zw.CreateHeader(h)
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	return err
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
