package open

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"sanlv/loaders"
)

// grid is the content that every reader is given: leading and trailing blank
// rows, ragged rows, blank cells, and texts that readers like to spoil.
var grid = func() [][]string {
	g := [][]string{
		{}, {"", "", ""},
		{"柳林乡脱贫户花名册"},
		{"户编号", "姓名", "证件号码", "备注"},
		{"001", "张三", "530102199001011234", "第一行\n第二行"},
		{"0", "𠀀㘵", "", "说“好”,\"是\";否\t完"},
		{},
		{"", "", "", "", "", "", "前后有空格 "},
		{"1.50", "=1+1", "TRUE", "#REF!", "2018-12-31", "1E+11", "-0"},
	}
	for i := range 3000 { // more than any buffer holds
		g = append(g, []string{fmt.Sprintf("%018d", i), "", "欧阳" + strings.Repeat("村", i%7)})
	}
	return append(g, []string{"", ""}, []string{}, []string{""})
}()

// writers write the grid in the forms that a reader must read alike. A new
// reader takes one line.
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
	for i, row := range grid {
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
	for _, row := range grid {
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

// want is the grid as rows and cells that hold something.
func want() (list []loaders.Row) {
	for i, row := range grid {
		r := loaders.Row{Number: i + 1}
		for c, s := range row {
			if s != "" {
				r.Cells = append(r.Cells, loaders.Cell{Column: c + 1, Text: s})
			}
		}
		if len(r.Cells) > 0 {
			list = append(list, r)
		}
	}
	return list
}

// read copies all rows, because the reader may use them again.
func read(t *testing.T, w loaders.Workbook) (list []loaders.Row, err error) {
	t.Helper()
	for row, err := range w.Rows(t.Context(), 0) {
		if err != nil {
			return list, err
		}
		list = append(list, loaders.Row{Number: row.Number, Cells: slices.Clone(row.Cells)})
	}
	return list, nil
}

func sameRow(a, b loaders.Row) bool { return a.Number == b.Number && slices.Equal(a.Cells, b.Cells) }

// leftover waits for goroutines to end and says how many have not.
func leftover(before int) int {
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return 0
		}
		time.Sleep(5 * time.Millisecond)
	}
	return runtime.NumGoroutine() - before
}

func TestConformance(t *testing.T) {
	for name, write := range writers {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name)
			if err := os.WriteFile(path, write(t), 0o600); err != nil {
				t.Fatal(err)
			}
			goroutines := runtime.NumGoroutine()
			w, err := Open(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			if n := len(w.Sheets()); n != 1 {
				t.Fatal(n, "sheets")
			}

			first, err := read(t, w)
			if err != nil {
				t.Fatal(err)
			}
			wanted := want()
			for i := range min(len(first), len(wanted)) {
				if !sameRow(first[i], wanted[i]) {
					t.Fatalf("got\n%+v\nwant\n%+v", first[i], wanted[i])
				}
			}
			if len(first) != len(wanted) {
				t.Fatalf("%d rows, want %d", len(first), len(wanted))
			}

			for n := range w.Rows(t.Context(), 0) { // left early, then read anew
				if n.Number > 5 {
					break
				}
			}
			if again, err := read(t, w); err != nil || !slices.EqualFunc(again, first, sameRow) {
				t.Error("the second time it reads other rows, or fails: ", err)
			}
			cancelled(t, w)
			missing(t, w)
			if n := leftover(goroutines); n > 0 {
				t.Error(n, "goroutines left")
			}
			for range 2 {
				if err := w.Close(); err != nil {
					t.Error("close: ", err)
				}
			}
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
			wanted := flat(want())
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
	return read(t, w)
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

// cancelled: the end of the context ends the rows, with its own error.
func cancelled(t *testing.T, w loaders.Workbook) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	after, last := -1, error(nil)
	for row, err := range w.Rows(ctx, 0) {
		last = err
		if after >= 0 && err == nil {
			after++
		}
		if row.Number == 5 {
			cancel()
			after = 0
		}
	}
	if after < 0 || after > 2 || !errors.Is(last, context.Canceled) {
		t.Errorf("%d rows after the end of the context, then %v", after, last)
	}
	var r *loaders.Refusal
	if errors.As(last, &r) {
		t.Error("the file is blamed: ", r)
	}
}

// missing: a sheet that is not there is an error of the program, not the file.
func missing(t *testing.T, w loaders.Workbook) {
	t.Helper()
	for _, sheet := range []int{-1, 1, 1 << 40} {
		steps, last := 0, error(nil)
		for _, err := range w.Rows(t.Context(), sheet) {
			steps++
			last = err
		}
		var r *loaders.Refusal
		if steps != 1 || last == nil || errors.As(last, &r) {
			t.Errorf("sheet %d: %d steps, %v", sheet, steps, last)
		}
		if m, ok := w.(loaders.Merger); ok && m.Merged(sheet) != nil {
			t.Errorf("sheet %d has merged areas", sheet)
		}
	}
}
