package xlsx

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
	"sanlv/reports/internal/pack"
)

// sheet writes one table.
type sheet struct {
	file    *excelize.File
	stream  *excelize.StreamWriter
	book    *book
	name    string
	table   *reports.Table
	plan    *plan
	styles  *styles
	office  catalog.Office
	targets map[string][]target
	links   int
	kept    int // rows that are printed with the notes on a new sheet
}

// maxLinks keeps a sheet below the number of links that Excel accepts.
const maxLinks = 20000

func (s *sheet) write() error {
	if s.plan.last > pack.MaxRows {
		return fmt.Errorf("%d rows do not fit a sheet", s.plan.last)
	}
	if err := s.setUp(); err != nil {
		return err
	}
	for _, step := range []func() error{s.above, s.header, s.body, s.below} {
		if err := step(); err != nil {
			return err
		}
	}
	return s.stream.Flush()
}

// setUp sets the page, the columns and what stays in sight. The library wants
// this before the first row.
func (s *sheet) setUp() error {
	t, p, f := s.table, s.plan, s.file
	if t.Filter { // before the sheet's properties, which it resets
		if err := f.AutoFilter(s.name, s.cell(0, p.body-1)+":"+s.cell(len(t.Columns)-1, p.sign-1), nil); err != nil {
			return err
		}
	}
	yes, no, height := true, false, 18.0
	if err := f.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &yes, OutlineSummaryBelow: &no, DefaultRowHeight: &height}); err != nil {
		return err
	}
	paper, orientation, wide, high := p.paper(t), "landscape", 1, 0
	if t.Upright {
		orientation = "portrait"
	}
	if t.Chart != nil { // the table and the chart below it stand on one page
		orientation, high = "portrait", 1
	}
	if t.Chart == nil {
		high, s.kept = p.pages(t)
	}
	if err := f.SetPageLayout(s.name, &excelize.PageLayoutOptions{Size: &paper, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &high}); err != nil {
		return err
	}
	side, top, bottom, edge := marginSide, marginEnds, marginEnds, 0.35
	if err := f.SetPageMargins(s.name, &excelize.PageLayoutMarginsOptions{
		Left: &side, Right: &side, Top: &top, Bottom: &bottom, Header: &edge, Footer: &edge, Horizontally: &yes,
	}); err != nil {
		return err
	}
	hf := &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页 共 &N 页"}
	if t.Draft {
		hf.OddHeader = "&C&B&14" + reports.Prose("草稿(未发布,不得作为上报依据)")
	}
	if err := f.SetHeaderFooter(s.name, hf); err != nil {
		return err
	}
	quoted := "'" + s.name + "'!"
	for _, name := range [][2]string{
		{"_xlnm.Print_Area", quoted + absolute(0, 1) + ":" + absolute(len(t.Columns)-1, p.last)},
		{"_xlnm.Print_Titles", fmt.Sprintf("%s$1:$%d", quoted, p.body-1)},
	} {
		if err := f.SetDefinedName(&excelize.DefinedName{Name: name[0], RefersTo: name[1], Scope: s.name}); err != nil {
			return err
		}
	}
	for _, step := range []func() error{s.choices, s.chart} {
		if err := step(); err != nil {
			return err
		}
	}
	var err error
	if s.stream, err = f.NewStreamWriter(s.name); err != nil {
		return err
	}
	if s.kept > 0 {
		if err := s.stream.InsertPageBreak(s.cell(0, p.sign-s.kept)); err != nil {
			return err
		}
	}
	for i, w := range p.widths {
		if err := s.stream.SetColWidth(i+1, i+1, w); err != nil {
			return err
		}
	}
	return s.stream.SetPanes(&excelize.Panes{
		Freeze: true, XSplit: t.Frozen, YSplit: p.body - 1, TopLeftCell: s.cell(t.Frozen, p.body), ActivePane: "bottomRight",
		Selection: []excelize.Selection{{SQRef: s.cell(t.Frozen, p.body), ActiveCell: s.cell(t.Frozen, p.body), Pane: "bottomRight"}},
	})
}

// choices offers what may be filled in, in drop-down lists.
func (s *sheet) choices() error {
	for i, c := range s.table.Columns {
		if len(c.Choices) == 0 || len(s.table.Rows) == 0 {
			continue
		}
		v := excelize.NewDataValidation(true)
		v.SetSqref(s.cell(i, s.plan.body) + ":" + s.cell(i, s.plan.sign-1))
		if err := v.SetDropList(c.Choices); err != nil {
			return err
		}
		v.SetError(excelize.DataValidationErrorStyleStop, "不能这样填", reports.Prose("请在下拉列表中选,或清空。"))
		if err := s.file.AddDataValidation(s.name, v); err != nil {
			return err
		}
	}
	return nil
}

// cell is the name of a cell; columns count from 0, rows from 1.
func (s *sheet) cell(column, row int) string { return columnName(column) + strconv.Itoa(row) }

func absolute(column, row int) string { return "$" + columnName(column) + "$" + strconv.Itoa(row) }

func columnName(column int) string {
	name, err := excelize.ColumnNumberToName(column + 1)
	if err != nil {
		panic(err) // a table of ours has no 16384 columns
	}
	return name
}

// line writes a row of cells in one style with texts at some columns, and merges
// each text up to the next one.
func (s *sheet) line(row int, height float64, st style, texts map[int]string, styles map[int]style) error {
	n := len(s.table.Columns)
	cells := make([]any, n)
	id, err := s.styles.id(st)
	if err != nil {
		return err
	}
	for i := range cells {
		if other, ok := styles[i]; ok {
			if id, err = s.styles.id(other); err != nil {
				return err
			}
		}
		cells[i] = excelize.Cell{StyleID: id}
		if text, ok := texts[i]; ok {
			cells[i] = excelize.Cell{StyleID: id, Value: text}
			end := i + 1
			for ; end < n; end++ {
				if _, next := texts[end]; next {
					break
				}
			}
			if end > i+1 {
				if err := s.stream.MergeCell(s.cell(i, row), s.cell(end-1, row)); err != nil {
					return err
				}
			}
		}
	}
	return s.stream.SetRow(s.cell(0, row), cells, excelize.RowOpts{Height: height})
}

// above writes the title and the lines between it and the table.
func (s *sheet) above() error {
	t, p := s.table, s.plan
	title := t.Title
	if t.Draft {
		title += reports.Prose("(草稿)")
	}
	high := rowTitle * float64(lines(title, p.span(0, len(p.widths))*bodySize/titleSize))
	if err := s.line(1, high, style{part: partTitle, wrap: true}, map[int]string{0: title}, nil); err != nil {
		return err
	}
	if p.form > 0 {
		var form []string
		for _, f := range [][2]string{{"表号:", t.Form}, {"制定机关:", t.Authority}, {"文号:", t.Document}} {
			if f[1] != "" {
				form = append(form, reports.Prose(f[0])+reports.Clean(f[1]))
			}
		}
		if err := s.line(p.form, 18, style{part: partRight}, map[int]string{0: strings.Join(form, "  ")}, nil); err != nil {
			return err
		}
	}
	return s.line(p.units, rowUnits, style{part: partLine}, map[int]string{0: t.Subject, p.subjects: t.Units}, map[int]style{p.subjects: {part: partRight}})
}

// header writes the heads and, below them, the numbers of the columns.
func (s *sheet) header() error {
	t, p := s.table, s.plan
	rows := make([][]any, len(p.heads))
	head, err := s.styles.id(style{part: partHead, bold: true})
	if err != nil {
		return err
	}
	for i := range rows {
		rows[i] = make([]any, len(t.Columns))
		for j := range rows[i] {
			rows[i][j] = excelize.Cell{StyleID: head}
		}
	}
	for _, h := range t.Header() {
		rows[h.Level][h.Column] = excelize.Cell{StyleID: head, Value: wrapHead(h.Text, p.span(h.Column, h.Across))}
		if h.Rows > 1 || h.Across > 1 {
			if err := s.stream.MergeCell(s.cell(h.Column, p.head+h.Level), s.cell(h.Column+h.Across-1, p.head+h.Level+h.Rows-1)); err != nil {
				return err
			}
		}
	}
	for i, row := range rows {
		if err := s.stream.SetRow(s.cell(0, p.head+i), row, excelize.RowOpts{Height: p.heads[i]}); err != nil {
			return err
		}
	}
	if p.marks == 0 {
		return nil
	}
	light, err := s.styles.id(style{part: partHead})
	if err != nil {
		return err
	}
	marks := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		marks[i] = excelize.Cell{StyleID: light, Value: c.Mark}
	}
	return s.stream.SetRow(s.cell(0, p.marks), marks, excelize.RowOpts{Height: rowMarks})
}

// body writes the rows.
func (s *sheet) body() error {
	p := s.plan
	for i, r := range s.table.Rows {
		cells := make([]any, len(r.Cells))
		for j, c := range r.Cells {
			cell, err := s.bodyCell(i, j, r, c)
			if err != nil {
				return err
			}
			cells[j] = cell
		}
		opts := excelize.RowOpts{Height: p.rowHeight(r), OutlineLevel: p.depth(r)}
		if err := s.stream.SetRow(s.cell(0, p.body+i), cells, opts); err != nil {
			return err
		}
	}
	return nil
}

// bodyCell writes a number as a number, with the formula that gives it, and all
// else as text, which never becomes a formula.
func (s *sheet) bodyCell(row, column int, r reports.Row, c reports.Cell) (excelize.Cell, error) {
	st := style{
		part: partBody, kind: s.table.Columns[column].Kind, number: c.Value != nil, wrap: c.Value == nil,
		bold: r.Total || s.plan.outline > s.plan.depth(r) && r.Level > 0, italic: c.Provisional, alarm: c.Alarm, fill: r.Total,
		symbol: c.Text == reports.NotApplicable || c.Text == reports.None, answer: s.table.Columns[column].Fill, decimals: s.table.Columns[column].Decimals,
	}
	if _, whole := c.Value.(int64); whole && st.kind == reports.KindMoney { // persons among rates
		st.kind = reports.KindCount
	}
	if d, ok := c.Value.(float64); ok {
		st.below = d < 0 && (st.kind == reports.KindPercent || st.kind == reports.KindIndex)
		whole := d == math.Trunc(d)
		if st.kind == reports.KindDifference && !whole {
			st.decimals = 2
		}
		if st.kind == reports.KindNumber && whole && st.decimals == 0 { // days and times, half ones among them
			st.kind = reports.KindCount
		}
	}
	if column == 0 {
		st.indent = s.plan.indent(r)
	}
	if c.Link != nil {
		linked, err := s.link(s.cell(column, s.plan.body+row), *c.Link)
		if err != nil {
			return excelize.Cell{}, err
		}
		st.link = linked
	}
	id, err := s.styles.id(st)
	cell := excelize.Cell{StyleID: id, Value: c.Value}
	if c.Value == nil && c.Text != "" { // empty where it is to be filled in
		cell.Value = c.Text
	}
	if c.Formula != nil {
		cell.Formula = s.formula(*c.Formula, row, column)
	}
	return cell, err
}

// formula writes a formula in the addresses of the sheet; "" where it would have
// too many parts.
func (s *sheet) formula(f reports.Formula, row, column int) string {
	at := func(c int) string { return s.cell(c, s.plan.body+row) }
	switch f.Op {
	case reports.OpPercent:
		return at(f.Columns[0]) + "*100/" + at(f.Columns[1])
	case reports.OpBalance:
		var parts []string
		for _, c := range f.Columns[1:] {
			parts = append(parts, at(c))
		}
		return fmt.Sprintf(`IF(%s=%s,"%s","%s")`, at(f.Columns[0]), strings.Join(parts, "+"), reports.Balanced, reports.Unbalanced)
	case reports.OpQuotient:
		return at(f.Columns[0]) + "/" + at(f.Columns[1])
	case reports.OpMinus, reports.OpPlus:
		var parts []string
		for _, c := range f.Columns {
			parts = append(parts, at(c))
		}
		return strings.Join(parts, map[reports.Op]string{reports.OpMinus: "-", reports.OpPlus: "+"}[f.Op])
	case reports.OpSum:
		var parts []string
		for i := 0; i < len(f.Rows); {
			j := i
			for j+1 < len(f.Rows) && f.Rows[j+1] == f.Rows[j]+1 {
				j++
			}
			part := s.cell(column, s.plan.body+f.Rows[i])
			if j > i {
				part += ":" + s.cell(column, s.plan.body+f.Rows[j])
			}
			parts = append(parts, part)
			i = j + 1
		}
		if len(parts) > 200 {
			return ""
		}
		return "SUM(" + strings.Join(parts, ",") + ")"
	}
	return ""
}

// link makes a cell lead to the rows of an area in another table, if there are any.
func (s *sheet) link(cell string, l reports.Link) (bool, error) {
	parts := s.targets[l.Table]
	at := slices.IndexFunc(parts, func(to target) bool { _, ok := to.areas[l.Area]; return ok })
	if at < 0 || s.links >= maxLinks {
		return false, nil
	}
	to := parts[at]
	row := to.areas[l.Area]
	s.links++
	place := "'" + to.sheet + "'!A" + strconv.Itoa(to.first+row)
	tip := "到" + to.short
	opts := excelize.HyperlinkOpts{Tooltip: &tip}
	if to.book == s.book {
		return true, s.file.SetCellHyperLink(s.name, cell, place, "Location", opts)
	}
	return true, s.file.SetCellHyperLink(s.name, cell, strings.Repeat("../", strings.Count(s.book.name, "/"))+to.book.name+"#"+place, "External", opts)
}

// noteHead is what a note begins with; the first one needs no number.
func noteHead(i int) string {
	if i == 0 {
		return reports.Prose("注:")
	}
	return fmt.Sprintf("%d.", i)
}

// below writes the line of signatures and the notes.
func (s *sheet) below() error {
	p := s.plan
	if err := s.line(p.sign, rowSign, style{part: partLine}, map[int]string{0: s.table.Sign}, nil); err != nil {
		return err
	}
	for i, note := range s.table.Notes {
		head := noteHead(i)
		if err := s.line(p.notes+i, p.noteHeight(head+note), style{part: partNote}, map[int]string{0: head + note}, nil); err != nil {
			return err
		}
	}
	return nil
}
