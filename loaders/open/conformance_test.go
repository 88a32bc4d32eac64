package open

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"sanlv/loaders"
	"sanlv/loaders/internal/conform"
)

// writers write the grid in the forms that a reader must read alike; that of an
// old workbook is in loaders/xls.
var writers = map[string]func(t *testing.T) []byte{
	"共享.xlsx":     func(t *testing.T) []byte { return excelBook(t, false) },
	"内联.xlsx":     func(t *testing.T) []byte { return excelBook(t, true) },
	"utf8.csv":    func(t *testing.T) []byte { return delimited(t, ',', encoding.Nop) },
	"bom.csv":     func(t *testing.T) []byte { return delimited(t, ',', unicode.UTF8BOM) },
	"gb18030.csv": func(t *testing.T) []byte { return delimited(t, ',', simplifiedchinese.GB18030) },
	"utf16le.csv": func(t *testing.T) []byte {
		return delimited(t, ',', unicode.UTF16(unicode.LittleEndian, unicode.UseBOM))
	},
	"utf16be.csv":   func(t *testing.T) []byte { return delimited(t, ',', unicode.UTF16(unicode.BigEndian, unicode.UseBOM)) },
	"tab.txt":       func(t *testing.T) []byte { return delimited(t, '\t', encoding.Nop) },
	"semicolon.csv": func(t *testing.T) []byte { return delimited(t, ';', encoding.Nop) },
}

// excelBook writes texts as shared strings, or inline.
func excelBook(t *testing.T, inline bool) []byte {
	t.Helper()
	f := excelize.NewFile()
	check := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	var stream *excelize.StreamWriter
	if inline {
		var err error
		stream, err = f.NewStreamWriter("Sheet1")
		check(err)
	}
	for i, row := range conform.Grid {
		values := make([]any, len(row))
		for c, s := range row {
			values[c] = s
			if !inline && s != "" {
				check(f.SetCellStr("Sheet1", fmt.Sprintf("%s%d", loaders.ColumnLetter(c+1), i+1), s))
			}
		}
		if inline && len(row) > 0 {
			check(stream.SetRow(fmt.Sprintf("A%d", i+1), values))
		}
	}
	if inline {
		check(stream.Flush())
	}
	b, err := f.WriteToBuffer()
	check(err)
	return b.Bytes()
}

func delimited(t *testing.T, separator rune, e encoding.Encoding) []byte {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = separator
	w.UseCRLF = true
	for _, row := range conform.Grid {
		if len(row) == 0 {
			w.Flush()
			b.WriteString("\r\n")
			continue
		}
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	out, err := e.NewEncoder().Bytes(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestConformance(t *testing.T) {
	for name, write := range writers {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name)
			if err := os.WriteFile(path, write(t), 0o600); err != nil {
				t.Fatal(err)
			}
			conform.Check(t, Open, path)
		})
	}
}

// A workbook that is cut is refused wherever it is cut. Text that is cut is
// refused too, or gives what stands before the cut: where the cut falls between
// two characters, nothing in the file shows it.
func TestCut(t *testing.T) {
	for name, write := range writers {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name)
			whole, isText := write(t), filepath.Ext(name) == ".csv" || filepath.Ext(name) == ".txt"
			wanted := flat(conform.Want())
			for i := 1; i < 20; i++ {
				if err := os.WriteFile(path, whole[:len(whole)*i/20], 0o600); err != nil {
					t.Fatal(err)
				}
				var r *loaders.Refusal
				got, err := openAndRead(t, path)
				switch cells := flat(got); {
				case errors.As(err, &r):
				case err != nil || !isText:
					t.Errorf("cut at %d/20: %d cells, %v", i, len(cells), err)
				default:
					last := len(cells) - 1
					if last < 0 || last >= len(wanted) || !slices.Equal(cells[:last], wanted[:last]) || !strings.HasPrefix(wanted[last], cells[last]) {
						t.Errorf("cut at %d/20: other cells", i)
					}
				}
			}
		})
	}
}

func openAndRead(t *testing.T, path string) ([]loaders.Row, error) {
	t.Helper()
	w, err := Open(t.Context(), path)
	if err != nil {
		return nil, err
	}
	defer w.Close()
	return conform.Read(t, w)
}

// flat writes cells with their places; a cut cell is the beginning of one.
func flat(rows []loaders.Row) (list []string) {
	for _, r := range rows {
		for _, c := range r.Cells {
			list = append(list, fmt.Sprintf("%s%d=%s", loaders.ColumnLetter(c.Column), r.Number, c.Text))
		}
	}
	return list
}
