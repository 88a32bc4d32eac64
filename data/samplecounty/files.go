package samplecounty

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// document is a file of the county before it is written.
type document struct {
	name   string // below the folder of the samples, with slashes
	sheets []*grid
	kind   fileKind
	cut    bool   // only the first part arrives
	raw    []byte // of what is no sheet
}

func (d document) bytes() ([]byte, error) {
	switch {
	case d.raw != nil:
		return d.raw, nil
	case d.kind == csvGB18030 || d.kind == csvUTF8:
		return csvBytes(d.sheets[0], d.kind == csvGB18030)
	}
	raw, err := workbookBytes(d.sheets)
	if d.cut {
		raw = raw[:len(raw)*3/5]
	}
	return raw, err
}

// Write writes the county's files into a folder, as the townships sent them.
func (c *County) Write(dir string) error {
	for _, d := range c.documents {
		if err := d.write(dir); err != nil {
			return err
		}
	}
	return nil
}

// write writes the document below a folder.
func (d document) write(dir string) error {
	raw, err := d.bytes()
	if err != nil {
		return fmt.Errorf("make %s: %w", d.name, err)
	}
	path := filepath.Join(dir, filepath.FromSlash(d.name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, raw, 0o644)
}

// workbookBytes makes a workbook whose bytes depend on its sheets alone.
func workbookBytes(sheets []*grid) (_ []byte, err error) {
	f := excelize.NewFile()
	defer func() { err = cmp.Or(err, f.Close()) }()
	l, err := newLooks(f)
	if err != nil {
		return nil, err
	}
	for i, g := range sheets {
		if i == 0 {
			err = f.SetSheetName("Sheet1", g.name)
		} else {
			_, err = f.NewSheet(g.name)
		}
		if err == nil {
			err = g.fill(f, l)
		}
		if err != nil {
			return nil, err
		}
	}
	const made = "2018-12-31T00:00:00Z"
	if err := f.SetDocProps(&excelize.DocProperties{Creator: "samplecounty", LastModifiedBy: "samplecounty", Created: made, Modified: made}); err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		return nil, err
	}
	return repack(buf.Bytes())
}

// repack orders the parts of a workbook by name and takes the clock out of it.
func repack(raw []byte) ([]byte, error) {
	in, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, err
	}
	files := slices.Clone(in.File)
	slices.SortFunc(files, func(a, b *zip.File) int { return cmp.Compare(a.Name, b.Name) })
	var buf bytes.Buffer
	out := zip.NewWriter(&buf)
	for _, f := range files {
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		w, err := out.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate})
		if err != nil {
			return nil, err
		}
		if _, err := io.Copy(w, r); err != nil {
			return nil, err
		}
		if err := r.Close(); err != nil {
			return nil, err
		}
	}
	if err := out.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// csvBytes makes a CSV as Excel on Chinese Windows does: GB18030, or UTF-8 with
// BOM.
func csvBytes(g *grid, gb18030 bool) ([]byte, error) {
	var buf bytes.Buffer
	w := csv.NewWriter(&buf)
	w.UseCRLF = true
	for row := 1; row <= g.rows; row++ {
		fields := make([]string, g.cols)
		for col := range fields {
			switch v := g.cells[[2]int{row, col + 1}].(type) {
			case nil:
			case time.Time:
				fields[col] = v.Format("2006/1/2")
			default:
				fields[col] = fmt.Sprint(v)
			}
		}
		if err := w.Write(fields); err != nil {
			return nil, err
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return nil, err
	}
	if !gb18030 {
		return append([]byte("\xef\xbb\xbf"), buf.Bytes()...), nil
	}
	return simplifiedchinese.GB18030.NewEncoder().Bytes(buf.Bytes())
}
