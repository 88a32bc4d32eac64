package xls

import (
	"path/filepath"
	"testing"
	"time"

	"sanlv/loaders/internal/conform"
)

// expectedRules are the refusals in the corpus; all other files are read. The
// cells were compared with those of xlrd 2.0.2 by hand: of 25 workbooks with
// 10,300 cells none differs but in formats of elapsed time ([h]:mm), which
// are dates here as in loaders/xlsx.
var expectedRules = map[string]string{
	"calamine/tests__malformed_format.xls":                                                          "file.xls",
	"calamine/tests__misc_biff5_parsing.xls":                                                        "file.xls",
	"sheetjs/biff5__cell_style_simple.xls":                                                          "file.xls",
	"sheetjs/biff5__number_format_greek.xls":                                                        "file.xls",
	"sheetjs/password_2002_128_strong.xls":                                                          "file.encrypted",
	"poi/test-data__spreadsheet__clusterfuzz-testcase-minimized-POIHSSFFuzzer-4651309315719168.xls": "file.truncated",
	"poi/test-data__spreadsheet__clusterfuzz-testcase-minimized-POIHSSFFuzzer-4819588401201152.xls": "file.truncated",
	"poi/test-data__spreadsheet__clusterfuzz-testcase-minimized-POIHSSFFuzzer-4977868385681408.xls": "file.damaged",
	"poi/test-data__spreadsheet__clusterfuzz-testcase-minimized-POIHSSFFuzzer-5436547081830400.xls": "file.damaged",
	"poi/test-data__spreadsheet__clusterfuzz-testcase-minimized-POIHSSFFuzzer-5786329142919168.xls": "file.truncated",
	"poi/test-data__spreadsheet__clusterfuzz-testcase-minimized-POIHSSFFuzzer-5816431116615680.xls": "file.truncated",
	"poi/test-data__spreadsheet__clusterfuzz-testcase-minimized-POIHSSFFuzzer-6322470200934400.xls": "file.truncated",
}

// Every old workbook of the corpus is read or refused by name, soon.
func TestCorpus(t *testing.T) {
	root, files := conform.Corpus(t, ".xls", ".et")
	limits := conform.Watch()
	for _, path := range files {
		name, err := filepath.Rel(root, path)
		if err != nil {
			t.Fatal(err)
		}
		name = filepath.ToSlash(name)
		start := time.Now()
		cells, err := readFile(t, path)
		rule := ruleOf(t, err)
		limits.Answered(t, name, start)
		if err != nil {
			t.Logf("%s → %v", name, err)
		} else {
			t.Logf("%s → read, %d cells", name, len(cells))
		}
		if rule != expectedRules[name] {
			t.Errorf("%s: %q, want %q", name, rule, expectedRules[name])
		}
	}
	limits.Report(t)
}
