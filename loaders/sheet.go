package loaders

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
)

// heldRows is how many rows with something in them are held back until the
// header is found.
const heldRows = 40

// errEmit marks an error of the receiver: it ends the run, unlike one of the file.
var errEmit = errors.New("emit batch")

// sheetReader reads one sheet of one file.
type sheetReader struct {
	kinds   []*kind
	sources []*source
	file    File
	info    SheetInfo
	merged  []MergedArea
	emit    func(Batch) error

	intake   Intake
	columns  []ColumnMap
	findings []finding.Finding

	last  int   // number of the last row given
	blank int64 // blank rows since the last one with something in it

	held    []Row
	filled  int // of held
	decided bool

	hiddenRows int64 // of data
	hiddenCols [][2]int

	personalKeys int64 // cells of 户编号 that hold an ID number

	// Once the header is found:
	found   *candidate
	class   *classifier
	facts   facts
	source  *catalog.Source // system that the codes come from, nil when unknown
	refused bool            // no data row is loaded
	table   *table
}

func (s *sheetReader) read(ctx context.Context, wb Workbook, index int) error {
	defer func() {
		if s.table != nil {
			s.table.release()
		}
	}()
	for row, err := range wb.Rows(ctx, index) {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil && row.Number <= s.last {
			err = fmt.Errorf("row %d after row %d", row.Number, s.last)
		}
		if err == nil {
			err = s.next(row)
		}
		if err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if h, ok := wb.(Hider); ok {
		s.hiddenCols = h.HiddenColumns(index)
	}
	if !s.decided {
		if err := s.decide(); err != nil {
			return err
		}
	}
	return s.finish()
}

// next takes a row: held back while the header is being looked for.
func (s *sheetReader) next(row Row) error {
	if s.decided {
		return s.row(row)
	}
	s.last = row.Number
	row.Cells = slices.DeleteFunc(slices.Clone(row.Cells), func(c Cell) bool { return isBlank(&c) })
	s.held = append(s.held, row)
	if len(row.Cells) > 0 {
		s.filled++
	}
	if s.filled < heldRows && len(s.held) < 10*heldRows {
		return nil
	}
	return s.decide()
}

// decide finds the header among the rows held and then reads those rows.
func (s *sheetReader) decide() error {
	s.decided = true
	if ownSheet(s.info.Name) {
		s.unknown()
	} else {
		p := newPreamble(s.held, s.merged)
		if c, resembles := recognise(p, s.kinds); resembles {
			s.recognised(p, c)
		} else {
			s.unknown()
		}
	}
	held := s.held
	s.held, s.last = nil, 0
	for _, row := range held {
		if err := s.row(row); err != nil {
			return err
		}
	}
	return nil
}

// unknown settles a sheet that resembles no kind. Only what looks like a table
// deserves a word: a cover or notes do not.
func (s *sheetReader) unknown() {
	s.intake.Status = Unknown
	if ownSheet(s.info.Name) {
		s.intake.Reason = "本程序的表样和清单附带的工作表,不读。"
		return
	}
	if s.filled == 0 {
		s.intake.Reason = "空的工作表。"
		return
	}
	s.intake.Reason = "没有找到任何一种表的表头。"
	wide := 0
	for _, row := range s.held {
		if len(row.Cells) >= 3 {
			wide++
		}
	}
	if wide >= 2 {
		s.report(finding.SheetUnknown.At(s.at(0, 0, ""), "", finding.Public))
	}
}

// recognised settles the kind, says what is wrong with the header, and makes
// ready to read the data.
func (s *sheetReader) recognised(p *preamble, c *candidate) {
	s.found = c
	s.intake.Kind, s.intake.HeaderTop, s.intake.HeaderRow = c.kindName(), c.top, c.bottom
	s.class = newClassifier(p, c)
	for _, row := range s.held {
		if row.Number < c.top {
			s.facts.look(row.Cells)
		}
	}
	s.reportUnknown()
	if len(c.missing) > 0 {
		near := ""
		if names := c.nearest(s.kinds); len(names) > 0 {
			near = "最接近的表头:" + quoteAll(names, 10) + "。"
		}
		s.refuse(finding.HeaderMissing.At(s.at(c.bottom, 0, ""), "", finding.Public, c.label(), strings.Join(c.missing, "、"), near))
		return
	}
	if s.reportDuplicates() {
		return
	}
	if s.info.Hidden {
		s.report(finding.SheetHidden.At(s.at(0, 0, ""), "", finding.Public))
	}
	if len(s.facts.units) > 1 {
		s.report(finding.HeaderUnitClash.At(s.at(0, 0, ""), "", finding.Public, strings.Join(s.facts.units, "、")))
	}
	s.reportHousehold()
	for _, o := range c.others {
		s.report(finding.HeaderTwoKinds.At(s.at(c.bottom, 0, ""), "", finding.Public, c.label(), o.label, c.label(), strings.Join(o.unread, "、")))
	}
	s.findSource(p)
	s.table = newTable(s)
}

func (s *sheetReader) refuse(f finding.Finding) {
	s.refused = true
	s.intake.Status = Refused
	s.intake.Reason = f.Message
	s.report(f)
}

func (s *sheetReader) report(f finding.Finding) { s.findings = append(s.findings, f) }

// at is a place in this sheet.
func (s *sheetReader) at(row, column int, header string) finding.Location {
	return finding.Location{File: s.file.Name, Sheet: s.info.Name, Row: row, Column: ColumnLetter(column), Header: header}
}

// reportUnknown lists the columns that are kept out, once for the sheet. A 人表
// that repeats columns of the household has nothing unknown in them.
func (s *sheetReader) reportUnknown() {
	var names []string
	used, units := s.found.usedColumns(), s.found.unitColumn()
	for _, h := range s.found.headings {
		if used[h.column] || h.leaf() == "" || s.class.ordinals[h.column] || h.column == units {
			continue
		}
		if s.intake.Kind == "member" && known(h, s.ofHousehold()) {
			continue
		}
		names = append(names, h.text+"("+ColumnLetter(h.column)+")")
	}
	if len(names) > 0 {
		s.report(finding.HeaderUnknown.At(s.at(s.found.bottom, 0, ""), "", finding.Public, fmt.Sprint(len(names)), quoteAll(names, 30)))
	}
}

func (s *sheetReader) ofHousehold() []*kind {
	i := slices.IndexFunc(s.kinds, func(k *kind) bool { return k.sheet.Kind == "household" })
	if i < 0 {
		return nil
	}
	return s.kinds[i : i+1]
}

// reportDuplicates names the headers that come twice. When all required ones
// do, two tables stand side by side, and reading one would lose the other.
func (s *sheetReader) reportDuplicates() (refused bool) {
	for n, k := range s.found.kinds {
		twice := map[int]bool{}
		for _, d := range s.found.maps[n].duplicate {
			twice[d.index] = true
			s.report(finding.HeaderDuplicate.At(s.at(s.found.bottom, d.column, d.text), d.text, finding.Public, ColumnLetter(d.first)))
		}
		all := len(twice) > 0
		for i, col := range k.sheet.Columns {
			all = all && (!col.Required || twice[i])
		}
		if all {
			s.refuse(finding.HeaderSideBySide.At(s.at(s.found.bottom, 0, ""), "", finding.Public))
			return true
		}
	}
	return false
}

// reportHousehold says so when a sheet read as a 人表 carries households too
// but not all that a 户表 needs.
func (s *sheetReader) reportHousehold() {
	if s.intake.Kind != "member" {
		return
	}
	for _, k := range s.ofHousehold() {
		m := k.mapHeadings(s.found.headings)
		if len(m.by[k.index("persons")]) == 0 && len(m.by[k.index("status")]) == 0 {
			return
		}
		var missing []string
		for i, col := range k.sheet.Columns {
			if col.Required && derived[col.Name] == "" && len(m.by[i]) == 0 {
				missing = append(missing, col.Label)
			}
		}
		if len(missing) > 0 {
			s.report(finding.HeaderHousehold.At(s.at(s.found.bottom, 0, ""), "", finding.Public, strings.Join(missing, "、")))
		}
	}
}

// row accounts for a row and loads it when it is data.
func (s *sheetReader) row(row Row) error {
	s.blank += int64(row.Number - s.last - 1)
	s.last = row.Number
	if !slices.ContainsFunc(row.Cells, func(c Cell) bool { return !isBlank(&c) }) {
		s.blank++
		return nil
	}
	s.intake.Read = int64(row.Number)
	s.intake.Recognised += s.blank
	s.blank = 0
	if s.found == nil || row.Number <= s.found.bottom {
		s.intake.Recognised++
		return nil
	}
	switch s.class.class(row.Cells) {
	case dataRow:
	case movedRow:
		if !s.refused {
			s.refused = true
			s.report(finding.HeaderMoved.At(s.at(row.Number, 0, ""), "", finding.Public))
		}
		s.intake.Recognised++
		return nil
	case totalRow:
		if s.table != nil {
			s.table.hang.total()
		}
		s.intake.Recognised++
		return nil
	case footerRow:
		s.facts.look(row.Cells)
		s.intake.Recognised++
		return nil
	default:
		s.intake.Recognised++
		return nil
	}
	if s.refused {
		s.intake.Rejected++
		return nil
	}
	if row.Hidden {
		s.hiddenRows++
	}
	loaded, err := s.table.row(row)
	if err != nil {
		return err
	}
	if loaded {
		s.intake.Loaded++
	} else {
		s.intake.Rejected++
	}
	return nil
}

// finish sends what is left and closes the account.
func (s *sheetReader) finish() error {
	if s.table != nil {
		if err := s.table.finish(); err != nil {
			return err
		}
		s.reportHidden()
		if s.personalKeys > 0 {
			s.report(finding.CodePersonal.At(s.at(0, 0, "户编号"), "", finding.Public, fmt.Sprint(s.personalKeys)))
		}
	}
	s.intake.FilledOn = s.facts.filledOn
	for _, name := range []string{s.info.Name, path.Base(s.file.Name)} {
		if s.intake.FilledOn.IsZero() {
			s.intake.FilledOn = nameDate(name)
		}
	}
	if s.intake.Status == "" {
		switch {
		case s.intake.Loaded == 0 && s.intake.Rejected > 0:
			s.intake.Status, s.intake.Reason = Refused, "没有一行能读入。"
		case s.intake.Rejected > 0:
			s.intake.Status, s.intake.Reason = Partial, fmt.Sprintf("有%d行没有读入。", s.intake.Rejected)
		case s.intake.Loaded == 0:
			s.intake.Status, s.intake.Reason = Loaded, "只有表头,没有数据。"
		default:
			s.intake.Status = Loaded
		}
	}
	return s.balance()
}

// reportHidden notes rows and columns that were read though nobody sees them.
func (s *sheetReader) reportHidden() {
	columns := 0
	for _, h := range s.found.headings {
		if slices.ContainsFunc(s.hiddenCols, func(r [2]int) bool { return h.column >= r[0] && h.column <= r[1] }) {
			columns++
		}
	}
	if s.hiddenRows > 0 || columns > 0 {
		s.report(finding.SheetHiddenCells.At(s.at(0, 0, ""), "", finding.Public, fmt.Sprint(s.hiddenRows), fmt.Sprint(columns)))
	}
}

// balance asserts that every row is accounted for.
func (s *sheetReader) balance() error {
	if i := s.intake; i.Read != i.Loaded+i.Rejected+i.Recognised {
		return fmt.Errorf("%s, sheet %s: %d rows read, but %d loaded + %d rejected + %d recognised", i.File, i.Sheet, i.Read, i.Loaded, i.Rejected, i.Recognised)
	}
	return nil
}

// withdraw refuses the sheet after some of its rows may have gone out.
func (s *sheetReader) withdraw(f finding.Finding) {
	s.intake.Rejected += s.intake.Loaded
	s.intake.Loaded = 0
	s.intake.Recognised += int64(s.filledHeld())
	s.intake.Read = s.intake.Rejected + s.intake.Recognised
	s.refuse(f)
}

// filledHeld counts the rows held when reading broke off before the header was
// looked for, up to the last with something in it.
func (s *sheetReader) filledHeld() int {
	for i := len(s.held) - 1; i >= 0 && !s.decided; i-- {
		if len(s.held[i].Cells) > 0 {
			return s.held[i].Number
		}
	}
	return 0
}

// isNumeric reports a type whose value must not be handed to other columns.
func isNumeric(t catalog.Type) bool {
	switch t {
	case catalog.Money, catalog.Number, catalog.Integer, catalog.Percent:
		return true
	}
	return false
}
