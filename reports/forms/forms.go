// Package forms writes the blank forms (表样) that a county fills in: one
// workbook for each kind of sheet, made from the dictionary alone, so that what
// is filled in by its rules is read back without a finding.
//
// Beside the form itself a workbook has the sheet 填表说明, which explains every
// column, and where needed the hidden sheet 选项, which holds long drop-down
// lists. The loaders know both by name and read neither.
package forms

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
	"sanlv/reports/internal/pack"
)

// Names of the sheets beside the form; the loaders pass over sheets so called.
const (
	NotesSheet   = "填表说明"
	ChoicesSheet = "选项"
)

// Write writes a blank form for every kind of sheet in the catalog, named by its
// label: 户表.xlsx. The same catalog gives the same bytes.
func Write(c *catalog.Catalog, out reports.Sink) error {
	used := map[string]bool{}
	for i := range c.Sheets {
		s := &c.Sheets[i]
		name := fileName(s, used)
		if err := writeFile(s, c.Codes, Filled{File: name}, out); err != nil {
			return fmt.Errorf("write form %s: %w", name, err)
		}
	}
	return nil
}

func writeFile(s *catalog.Sheet, codes map[string]*catalog.CodeList, filled Filled, out reports.Sink) (err error) {
	f, err := out.Create(filled.File)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	return render(s, codes, filled, f)
}

// label is what people call the sheet.
func label(s *catalog.Sheet) string {
	if l := reports.Clean(s.Label); l != "" {
		return l
	}
	return s.Kind
}

// safe makes a label into a name that a file and a sheet can have.
func safe(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|[]'`, r) {
			return '_'
		}
		return r
	}, name)
}

// fileName is the label; where two kinds are called the same, the kind follows.
func fileName(s *catalog.Sheet, used map[string]bool) string {
	name := safe(label(s))
	if used[strings.ToLower(name)] {
		name += "(" + s.Kind + ")"
	}
	used[strings.ToLower(name)] = true
	return name + ".xlsx"
}

// sheetName is the label, as far as Excel takes it.
func sheetName(s *catalog.Sheet) string {
	const longest = 31 // in UTF-16 units
	name := safe(label(s))
	if name == NotesSheet || name == ChoicesSheet {
		name += "(" + s.Kind + ")" // else nobody would read it
	}
	return pack.Shorten(name, longest)
}

// stamp is the date in the properties of every form. A form has no date of its
// own: it changes only with the dictionary.
const stamp = "2000-01-01T00:00:00Z"

// book is a workbook in the making.
type book struct {
	file    *excelize.File
	sheet   *catalog.Sheet
	columns []column
	form    string // name of the sheet with the form
	styles  map[style]int
	plan    plan
	filled  Filled
}

// render writes the workbook of one kind.
func render(s *catalog.Sheet, codes map[string]*catalog.CodeList, filled Filled, out io.Writer) error {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetDefaultFont(font); err != nil {
		return err
	}
	if err := f.SetDocProps(&excelize.DocProperties{
		Title: label(s), Creator: "sanlv", LastModifiedBy: "sanlv", Created: stamp, Modified: stamp, Language: "zh-CN",
	}); err != nil {
		return err
	}
	if err := f.SetAppProps(&excelize.AppProperties{Application: "sanlv"}); err != nil {
		return err
	}
	b := &book{file: f, sheet: s, form: sheetName(s), styles: map[style]int{}, filled: filled}
	for i := range s.Columns {
		b.columns = append(b.columns, newColumn(&s.Columns[i], codes))
	}
	b.plan = newPlan(b.columns, filled.Rows)
	if filled.Rows != nil {
		b.plan.drawn = len(filled.Rows) + filled.Spare
	}
	if err := f.SetSheetName("Sheet1", b.form); err != nil {
		return err
	}
	for _, step := range []func() error{b.writeForm, b.writeNotes, b.writeChoices} {
		if err := step(); err != nil {
			return err
		}
	}
	f.SetActiveSheet(0)
	return pack.Write(f, out, mendSheet)
}
