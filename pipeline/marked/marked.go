// Package marked gives the input files once more, cell by cell, with what was
// found in them: the rows of the marked copies (标注副本) that go back to whoever
// filled the sheets in.
package marked

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"sanlv/loaders"
	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
	"sanlv/reports"
)

// Copies implements reports.Copies.
type Copies struct {
	open     loaders.Opener
	unmasked bool
	findings Findings
	files    map[string]*file
	names    *finding.Names
	keeper   Keeper
}

// Findings gives the findings that name a row of an input file.
type Findings interface {
	// Files names the files that have any, in no order.
	Files() []string
	// Of gives those of a file, in their order. It may be called from several
	// goroutines.
	Of(ctx context.Context, file string) ([]finding.Finding, error)
}

// Listed are findings that stand in a list.
type Listed []finding.Finding

// Files implements Findings.
func (l Listed) Files() []string {
	files := map[string]bool{}
	for _, f := range l {
		if f.Row > 0 {
			files[f.File] = true
		}
	}
	return slices.Collect(maps.Keys(files))
}

// Of implements Findings.
func (l Listed) Of(_ context.Context, file string) ([]finding.Finding, error) {
	return slices.DeleteFunc(slices.Clone(l), func(f finding.Finding) bool { return f.Row == 0 || f.File != file }), nil
}

// Keeper keeps copies from run to run.
type Keeper interface {
	// KeepCopy writes to out what is kept of a drawing. Where there is nothing, or
	// what it asked has other answers now, it writes what Draw writes, and keeps it
	// if it still holds good afterwards.
	KeepCopy(ctx context.Context, d Drawing, out io.Writer) error
}

// Drawing is a copy on its way to whoever keeps it.
type Drawing struct {
	// Ingredients are all that decides the copy but the program and the names of
	// persons.
	Ingredients string
	Draw        func(io.Writer) error
	Asked       func() []finding.About       // of whom names were asked for while it was drawn
	Answers     func([]finding.About) string // stands for their names
	Good        func() bool                  // the input still is what was read
}

// KeepIn has copies kept from run to run.
func (c *Copies) KeepIn(k Keeper) { c.keeper = k }

// file is an input file that has findings.
type file struct {
	loaders.File
	sheets map[string]*sheet
	marked bool            // its findings stand in its sheets
	asked  []finding.About // what the rows are about whose names were asked for
}

// sheet is what is known of a worksheet.
type sheet struct {
	top    int // first and last row of the header, 0 when none was found
	header int
	masks  map[int]finding.Mask // by column, of the columns that were read
	births bool                 // birth dates stand on the sheet
	about  [2]int               // columns of the household and of the village, 0 for none
	marks  map[int][]mark       // by row
}

// mark is a finding at a column; 0 for the row as a whole.
type mark struct {
	column int
	reports.CopyMark
}

// New gathers what the copies need from what the readers found out. Findings
// that name no row have no place in a copy; a file that has no others gets none.
func New(open loaders.Opener, cat *catalog.Catalog, results []loaders.Result, findings Findings, names *finding.Names, unmasked bool) *Copies {
	c := &Copies{open: open, unmasked: unmasked, findings: findings, names: names, files: map[string]*file{}}
	inputs := map[string]*loaders.Result{}
	for i := range results {
		inputs[results[i].File.Name] = &results[i]
	}
	for _, name := range findings.Files() {
		if r := inputs[name]; r != nil {
			c.files[name] = newFile(cat, r)
		}
	}
	return c
}

// mark puts the findings of a file where they belong.
func (c *Copies) mark(ctx context.Context, f *file) error {
	found, err := c.findings.Of(ctx, f.Name)
	if err != nil {
		return err
	}
	f.marked = true
	for _, p := range found {
		text := p.Message
		if !c.unmasked {
			text = c.names.Scrub(text, p.HouseholdID, p.VillageCode)
		}
		if p.Mend != "" {
			text += "\n改正:" + p.Mend
		}
		s := f.sheet(p.Sheet)
		s.marks[p.Row] = append(s.marks[p.Row], mark{loaders.ColumnNumber(p.Column), reports.CopyMark{Severity: string(p.Severity), Text: text}})
	}
	return nil
}

// forget lets go of the findings of a file whose copy is made.
func (f *file) forget() {
	f.marked, f.asked = false, nil
	for _, s := range f.sheets {
		s.marks = map[int][]mark{}
	}
}

func newFile(cat *catalog.Catalog, r *loaders.Result) *file {
	f := &file{File: r.File, sheets: map[string]*sheet{}}
	for _, i := range r.Intake {
		f.sheet(i.Sheet).top, f.sheet(i.Sheet).header = i.HeaderTop, i.HeaderRow
	}
	for _, m := range r.Columns {
		kind, ok := cat.Sheet(m.Kind)
		if !ok {
			continue
		}
		if column, ok := kind.Column(m.Column); ok {
			s, n := f.sheet(m.Sheet), loaders.ColumnNumber(m.Letter)
			if s.masks[n] == finding.Public { // of two kinds on one sheet the stricter
				s.masks[n] = column.Personal
			}
			s.births = s.births || m.Column == "birth_date"
			switch m.Column {
			case "household_id":
				s.about[0] = n
			case "village_code":
				s.about[1] = n
			}
		}
	}
	return f
}

func (f *file) sheet(name string) *sheet {
	s := f.sheets[name]
	if s == nil {
		s = &sheet{masks: map[int]finding.Mask{}, marks: map[int][]mark{}}
		f.sheets[name] = s
	}
	return s
}

// Names implements reports.Copies.
func (c *Copies) Names() []string { return slices.Sorted(maps.Keys(c.files)) }

// Write implements reports.Copies.
func (c *Copies) Write(ctx context.Context, name, about string, out io.Writer, draw func(io.Writer) error) error {
	f, ok := c.files[name]
	if !ok {
		return draw(out)
	}
	if err := c.mark(ctx, f); err != nil {
		return err
	}
	defer f.forget()
	if c.keeper == nil {
		return draw(out)
	}
	return c.keeper.KeepCopy(ctx, Drawing{
		Ingredients: f.ingredients(c.unmasked, about),
		Draw:        draw,
		Asked:       func() []finding.About { return f.asked },
		Answers:     c.names.Digest,
		Good:        func() bool { return f.asRead(ctx) },
	}, out)
}

// ingredients tells all that decides a copy: the bytes of the file and what is
// known of its sheets.
func (f *file) ingredients(unmasked bool, about string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%q %s %t %q\n", f.Name, f.SHA256, unmasked, about)
	for _, name := range slices.Sorted(maps.Keys(f.sheets)) {
		fmt.Fprintf(&b, "%q %#v\n", name, *f.sheets[name])
	}
	return b.String()
}

// asRead reports whether a file still is what was read.
func (f *file) asRead(ctx context.Context) bool {
	sum, err := loaders.HashFile(ctx, f.Path)
	return err == nil && sum == f.SHA256
}

// Copy implements reports.Copies.
func (c *Copies) Copy(ctx context.Context, name string, to reports.CopyDrawer) error {
	f, ok := c.files[name]
	if !ok {
		return fmt.Errorf("no findings in %s", name)
	}
	if !f.marked {
		if err := c.mark(ctx, f); err != nil {
			return err
		}
	}
	if !f.asRead(ctx) {
		if err := to.Sheet("来件"); err != nil {
			return err
		}
		return to.Row(reports.CopyRow{Number: 1, Cells: []reports.CopyCell{{Column: 1, Text: "来件在读入之后已被改动,没有抄录;请再运行一次。"}}})
	}
	wb, err := c.open(ctx, f.Path)
	if err != nil {
		return fmt.Errorf("open %s again: %w", name, err)
	}
	return errors.Join(c.copy(ctx, wb, f, to), wb.Close())
}

func (c *Copies) copy(ctx context.Context, wb loaders.Workbook, f *file, to reports.CopyDrawer) error {
	for i, info := range wb.Sheets() {
		if err := to.Sheet(info.Name); err != nil {
			return err
		}
		s := f.sheet(strings.ToValidUTF8(info.Name, "\uFFFD"))
		for row, err := range wb.Rows(ctx, i) {
			var refusal *loaders.Refusal
			if errors.As(err, &refusal) {
				break // the sheet is refused from here on; the list says why
			}
			if err != nil {
				return err
			}
			if err := to.Row(c.row(f, s, row)); err != nil {
				return err
			}
		}
	}
	return nil
}

// row makes a row of the copy: its cells as they came, and a cell for every
// mark where the row has none.
func (c *Copies) row(f *file, s *sheet, row loaders.Row) reports.CopyRow {
	out := reports.CopyRow{Number: row.Number}
	signed := false
	household, village := s.rowAbout(row)
	if about := finding.AboutRow(household, village); !c.unmasked && (len(f.asked) == 0 || f.asked[len(f.asked)-1] != about) {
		f.asked = append(f.asked, about)
	}
	for i := range row.Cells {
		cell := copyOf(&row.Cells[i])
		if !c.unmasked {
			label, isLabel := loaders.Signature(cell.Text)
			isLabel = isLabel && cell.Kind == reports.CopyText && s.masks[cell.Column] == finding.Public
			switch {
			case isLabel && strings.HasSuffix(label, ":"):
				cell.Text = label + hidden
			case isLabel:
				cell.Text = label
			case signed && cell.Kind == reports.CopyText:
				cell.Text = hidden
			default:
				s.hide(row.Number, &cell, func(text string) string { return c.names.Scrub(text, household, village) })
			}
			signed = signed || isLabel
		}
		out.Cells = append(out.Cells, cell)
	}
	for _, m := range s.marks[row.Number] {
		column := max(m.column, 1)
		at, found := slices.BinarySearchFunc(out.Cells, column, func(c reports.CopyCell, column int) int { return c.Column - column })
		if !found {
			out.Cells = slices.Insert(out.Cells, at, reports.CopyCell{Column: column})
		}
		out.Cells[at].Marks = append(out.Cells[at].Marks, m.CopyMark)
	}
	return out
}

// rowAbout is the household and the village that a row is about.
func (s *sheet) rowAbout(row loaders.Row) (household, village string) {
	for i := range row.Cells {
		switch c := &row.Cells[i]; {
		case c.Column == s.about[0]:
			household = strings.TrimSpace(c.Text)
		case c.Column == s.about[1]:
			village = strings.TrimSpace(c.Text)
		}
	}
	return household, village
}

// hidden stands for what a masked copy does not show.
const hidden = "…"

// aboveTable is what may be shown of the lines above a table: its title, who
// reports, when, and the unit. Anything else may be the name of a person.
var aboveTable = regexp.MustCompile(`^\s*(?:[^:：]{0,40}(?:表|台账|清单|名单|名册|花名册|一览|统计|汇总)[^:：]{0,12}|(?:填报|编制|制表|报送|上报|金额|计量)?(?:单位|部门|时间|日期)\s*[:：]?[^:：]{0,30})\s*$`)

// hide masks a cell: by its column where that is known; a column that nobody
// knows may hold anything and is not shown, but for short numbers.
func (s *sheet) hide(row int, cell *reports.CopyCell, scrub func(string) string) {
	if cell.Text == "" {
		return
	}
	mask, known := s.masks[cell.Column]
	switch {
	case row < s.top && cell.Kind == reports.CopyText && !aboveTable.MatchString(cell.Text):
		cell.Text = hidden
	case row <= s.header:
		cell.Text = finding.Scrub(cell.Text, "")
	case !known && (cell.Kind != reports.CopyNumber || len(cell.Text) > 5):
		cell.Kind, cell.Text = reports.CopyText, hidden
	case mask == finding.IDNumber && s.births:
		// with the birth date beside them the last four digits give the rest away
		cell.Kind, cell.Text = reports.CopyText, strings.Repeat("*", len([]rune(cell.Text)))
	case mask != finding.Public:
		cell.Kind, cell.Text = reports.CopyText, mask.Apply(cell.Text)
	case known:
		if masked := scrub(cell.Text); masked != cell.Text {
			cell.Kind, cell.Text = reports.CopyText, masked
		}
	}
}

// copyOf turns a cell as stored into one to write.
func copyOf(c *loaders.Cell) reports.CopyCell {
	out := reports.CopyCell{Column: c.Column, Text: c.Text}
	switch {
	case c.Kind == loaders.CellNumber && c.Date && !c.Time.IsZero():
		out.Kind, out.Text = reports.CopyDate, c.Time.Format(time.DateOnly)
	case c.Kind == loaders.CellNumber:
		if _, err := strconv.ParseFloat(c.Text, 64); err != nil {
			break // what no program takes for a number is shown as it stands
		}
		out.Kind = reports.CopyNumber
		if c.Percent {
			out.Kind = reports.CopyPercent
		}
	case c.Kind == loaders.CellBool:
		out.Text = map[string]string{"1": "TRUE", "0": "FALSE"}[c.Text]
	}
	return out
}
