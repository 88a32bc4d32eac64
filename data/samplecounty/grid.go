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

// grid is a sheet before it is a file. A value is a string, int64, float64 or
// time.Time; nil leaves the cell out.
type grid struct {
	name   string
	cells  map[[2]int]any // by row and column, from 1
	merges [][4]int       // first row, first column, last row, last column
	heads  [][4]int       // areas that carry the look of a header
	rows   int
	cols   int
}

func newGrid(name string) *grid { return &grid{name: name, cells: map[[2]int]any{}} }

func (g *grid) put(row, col int, value any) {
	if value == nil {
		return
	}
	g.cells[[2]int{row, col}] = value
	g.rows, g.cols = max(g.rows, row), max(g.cols, col)
}

func (g *grid) putRow(row, col int, values ...any) {
	for i, v := range values {
		g.put(row, col+i, v)
	}
}

func (g *grid) merge(r1, c1, r2, c2 int) {
	if r1 != r2 || c1 != c2 {
		g.merges = append(g.merges, [4]int{r1, c1, r2, c2})
	}
}

func letter(col int) string {
	name, err := excelize.ColumnNumberToName(col)
	if err != nil {
		panic(err)
	}
	return name
}

func address(row, col int) string { return fmt.Sprintf("%s%d", letter(col), row) }

// writeWorkbook writes sheets as a workbook whose bytes depend on them alone.
func writeWorkbook(path string, sheets ...*grid) error {
	raw, err := workbookBytes(sheets...)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return writeFile(path, raw)
}

func writeFile(path string, raw []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, raw, 0o644)
}

func workbookBytes(sheets ...*grid) (_ []byte, err error) {
	f := excelize.NewFile()
	defer f.Close()
	for i, g := range sheets {
		if i == 0 {
			err = f.SetSheetName("Sheet1", g.name)
		} else {
			_, err = f.NewSheet(g.name)
		}
		if err == nil {
			err = g.fill(f)
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

func (g *grid) fill(f *excelize.File) error {
	day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		return err
	}
	border := []excelize.Border{}
	for _, side := range []string{"left", "right", "top", "bottom"} {
		border = append(border, excelize.Border{Type: side, Color: "000000", Style: 1})
	}
	head, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Border: border,
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}})
	if err != nil {
		return err
	}
	keys := make([][2]int, 0, len(g.cells))
	for k := range g.cells {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	for _, k := range keys {
		at := address(k[0], k[1])
		if t, ok := g.cells[k].(time.Time); ok {
			serial := int64(t.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24)
			if err := f.SetCellValue(g.name, at, serial); err != nil {
				return err
			}
			if err := f.SetCellStyle(g.name, at, at, day); err != nil {
				return err
			}
			continue
		}
		if err := f.SetCellValue(g.name, at, g.cells[k]); err != nil {
			return err
		}
	}
	for _, m := range g.merges {
		if err := f.MergeCell(g.name, address(m[0], m[1]), address(m[2], m[3])); err != nil {
			return err
		}
	}
	for _, h := range g.heads {
		if err := f.SetCellStyle(g.name, address(h[0], h[1]), address(h[2], h[3]), head); err != nil {
			return err
		}
	}
	return f.SetColWidth(g.name, "A", letter(g.cols), 13)
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

// writeCSV writes a sheet as Excel on Chinese Windows does: GB18030, or UTF-8
// with BOM.
func writeCSV(path string, g *grid, gb18030 bool) error {
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
			return err
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return err
	}
	if !gb18030 {
		return writeFile(path, append([]byte("\xef\xbb\xbf"), buf.Bytes()...))
	}
	raw, err := simplifiedchinese.GB18030.NewEncoder().Bytes(buf.Bytes())
	if err != nil {
		return err
	}
	return writeFile(path, raw)
}
