package xlsx

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sanlv/loaders/internal/conform"

	"github.com/xuri/excelize/v2"
)

// cellsOf reads a workbook with excelize, raw. excelize may panic or fail on
// what it cannot read; that is an error here.
func cellsOf(path string) (cells map[place]string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true, UnzipSizeLimit: 1 << 30, UnzipXMLSizeLimit: 1 << 30})
	if err != nil {
		return nil, err
	}
	defer f.Close()
	cells = map[place]string{}
	for _, name := range f.GetSheetList() {
		rows, err := f.Rows(name)
		if err != nil {
			return nil, err
		}
		for r := 1; rows.Next(); r++ {
			columns, err := rows.Columns()
			if err != nil {
				return nil, err
			}
			for c, v := range columns {
				if v != "" {
					cells[place{name, r, c + 1}] = v
				}
			}
		}
		if err := rows.Close(); err != nil {
			return nil, err
		}
	}
	return cells, nil
}

// differences compares a workbook as both read it, if both do; at most five are
// named.
func differences(t *testing.T, path string) (list []string, compared bool) {
	t.Helper()
	theirs, err := cellsOf(path)
	if err != nil {
		return nil, false
	}
	ours, err := readAll(path)
	if err != nil {
		return nil, false
	}
	for p, c := range ours {
		if theirs[p] != c.Text {
			list = append(list, fmt.Sprintf("%v: %q, excelize %q", p, c.Text, theirs[p]))
		}
	}
	for p, text := range theirs {
		if _, ok := ours[p]; !ok {
			list = append(list, fmt.Sprintf("%v: nothing, excelize %q", p, text))
		}
	}
	slices.Sort(list)
	return list[:min(len(list), 5)], true
}

// excelizeIsWrong lists the corpus workbooks where the two differ and ours is
// what Excel shows, with the reason.
var excelizeIsWrong = map[string]string{
	"calamine/tests__empty_s_attribute.xlsx": `a style attribute s="" makes it lose the cell's value`,
	"poi/test-data__spreadsheet__64420.xlsm": "it reads the macro sheet as a worksheet; we do not list it",
	"sheetjs/formula_stress_test.xlsx":       "_xHHHH_ escapes are left as they are in the text of a formula (t=str), though v is an ST_Xstring like t",
	"sheetjs/wtf_path.xlsx":                  "the workbook does not lie under xl/, where it looks for some parts by a fixed path",
}

// refusedInCorpus is what is refused in the corpus, but for the old, binary and
// encrypted workbooks.
var refusedInCorpus = map[string]string{
	"exceljs/spec__integration__data__invalid-xml.xlsx":                         "xml.damaged", // text before the root element
	"exceljs/spec__integration__data__missing-bits.xlsx":                        "file.notworkbook",
	"exceljs/spec__integration__data__test-issue-771.xlsx":                      "file.partmissing", // names styles and has none
	"openpyxl/openpyxl__tests__data__reader__null_archive.xlsx":                 "file.notworkbook",
	"poi/test-data__openxml4j__invalid.xlsx":                                    "file.notworkbook",
	"poi/test-data__spreadsheet__54764-2.xlsx":                                  "file.doctype",
	"poi/test-data__spreadsheet__duplicate-filename-case-insensitive.xlsx":      "file.duplicatepart",
	"poi/test-data__spreadsheet__poc-xmlbomb-empty.xlsx":                        "file.doctype",
	"poi/test-data__spreadsheet__poc-xmlbomb.xlsx":                              "file.doctype",
	"poi/test-data__spreadsheet__sample-beta.xlsx":                              "file.notworkbook", // Office 2007 beta
	"poi/test-data__spreadsheet__clusterfuzz-testcase-minimized-POIXSSFFuzzer-": "file.truncated",
	"poi/test-data__spreadsheet__clusterfuzz-testcase-minimized-XLSX2CSVFuzzer": "file.truncated",
}

func expectedRule(name string) string {
	for prefix, rule := range refusedInCorpus {
		if strings.HasPrefix(name, prefix) {
			return rule
		}
	}
	return ""
}

// Every workbook of the corpus is read or refused by name, soon, and as
// excelize reads it wherever both can.
func TestCorpus(t *testing.T) {
	root, files := conform.Corpus(t, ".xlsx", ".xlsm", ".xlsb", ".xls")
	count, compared := map[string]int{}, 0
	var read, onlyOurs []string
	limits := conform.Watch()
	for _, path := range files {
		name, err := filepath.Rel(root, path)
		if err != nil {
			t.Fatal(err)
		}
		name = filepath.ToSlash(name)
		start := time.Now()
		_, err = readAll(path)
		limits.Answered(t, name, start)
		rule := ruleOf(t, err)
		count[rule]++
		switch want := expectedRule(name); {
		case want != "" && rule != want:
			t.Errorf("%s: %v, want %s", name, err, want)
		case want == "" && rule != "" && !slices.Contains([]string{"file.xls", "file.xlsb", "file.encrypted"}, rule):
			t.Errorf("%s: %v", name, err)
		}
		if rule == "" {
			read = append(read, name)
		}
	}
	limits.Report(t) // before excelize takes its share
	for _, name := range read {
		path := filepath.Join(root, filepath.FromSlash(name))
		list, both := differences(t, path)
		if !both {
			onlyOurs = append(onlyOurs, name)
			continue
		}
		compared++
		if _, known := excelizeIsWrong[name]; known {
			if len(list) == 0 {
				t.Errorf("%s: no difference any more", name)
			}
			continue
		}
		for _, d := range list {
			t.Errorf("%s: %s", name, d)
		}
	}
	t.Logf("%d files: %v; %d compared with excelize, which could not read %q", len(files), count, compared, onlyOurs)
	if compared < len(files)/2 {
		t.Error("too few were compared")
	}
}

// What excelize writes, in both of its ways, we read as it does.
func TestGeneratedLikeExcelize(t *testing.T) {
	for seed := range int64(10) {
		path := filepath.Join(t.TempDir(), "book.xlsx")
		writeRandom(t, path, seed)
		theirs, err := cellsOf(path)
		if err != nil || len(theirs) < 100 {
			t.Fatal(len(theirs), err)
		}
		if _, err := readAll(path); err != nil {
			t.Fatal(err)
		}
		list, _ := differences(t, path)
		for _, d := range list {
			t.Errorf("seed %d: %s", seed, d)
		}
	}
}

// All at once, from many goroutines: workbooks share pools.
func TestManyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "book.xlsx")
	writeRandom(t, path, 1)
	want := showBook(t, path)
	for range 8 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			for range 20 {
				if got := showBook(t, path); got != want {
					t.Fatal("other cells")
				}
			}
		})
	}
}

// An entry of this name only: a link is read as what it points to.
func TestLink(t *testing.T) {
	path := book(t, minimal(oneSheet(`<row r="1"><c r="A1"><v>1</v></c></row>`)))
	link := filepath.Join(t.TempDir(), "link.xlsx")
	if err := os.Symlink(path, link); err != nil {
		t.Skip("no links here: ", err)
	}
	w, err := Open(context.Background(), link)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
}
