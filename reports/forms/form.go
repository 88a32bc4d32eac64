package forms

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// writeForm writes the sheet that is filled in. The styles of the columns come
// first: the library gives them to the cells that are there already.
func (b *book) writeForm() error {
	for _, step := range []func() error{b.page, b.body, b.fill, b.title, b.line, b.header, b.validations} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// page sets what stays in sight and how the form prints.
func (b *book) page() error {
	f, last := b.file, len(b.columns)
	// before the sheet's properties, which it resets
	if err := f.AutoFilter(b.form, span(1, headRow, last, headRow+filtered), nil); err != nil {
		return err
	}
	if err := setPage(f, b.form, b.plan.paper, b.plan.pages); err != nil {
		return err
	}
	if !b.plan.grows {
		yes, height := true, float64(rowHeight)
		if err := f.SetSheetProps(b.form, &excelize.SheetPropsOptions{DefaultRowHeight: &height, CustomHeight: &yes}); err != nil {
			return err
		}
	}
	blanks := strings.Repeat("_", 16)
	if err := f.SetHeaderFooter(b.form, &excelize.HeaderFooterOptions{OddFooter: "&L" + reports.Prose("填表人:") + blanks +
		"  " + reports.Prose("审核人:") + blanks + "  " + reports.Prose("负责人:") + blanks + "&R第 &P 页 共 &N 页"}); err != nil {
		return err
	}
	titles := fmt.Sprintf("'%s'!$%d:$%d", b.form, titleRow, headRow)
	if b.plan.lead > 0 {
		titles = fmt.Sprintf("'%s'!$A:$%s,", b.form, columnName(b.plan.lead)) + titles
	}
	if err := f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: titles, Scope: b.form}); err != nil {
		return err
	}
	if err := f.SetSheetDimension(b.form, span(1, titleRow, last, firstRow+b.plan.drawn-1)); err != nil {
		return err
	}
	return freeze(f, b.form, firstRow)
}

// setPage sets the paper of a sheet.
func setPage(f *excelize.File, sheet string, paper, wide int) error {
	yes, high, order, orientation := true, 0, "overThenDown", "landscape"
	if err := f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &yes}); err != nil {
		return err
	}
	if err := f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &paper, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &high, PageOrder: &order}); err != nil {
		return err
	}
	side, top, bottom, edge := 0.5, 0.6, 0.7, 0.35
	return f.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{
		Left: &side, Right: &side, Top: &top, Bottom: &bottom, Header: &edge, Footer: &edge, Horizontally: &yes,
	})
}

// freeze keeps the rows above row in sight.
func freeze(f *excelize.File, sheet string, row int) error {
	cell := at(1, row)
	return f.SetPanes(sheet, &excelize.Panes{
		Freeze: true, YSplit: row - 1, TopLeftCell: cell, ActivePane: "bottomLeft",
		Selection: []excelize.Selection{{SQRef: cell, ActiveCell: cell, Pane: "bottomLeft"}},
	})
}

// body formats the columns, and draws some rows to be printed.
func (b *book) body() error {
	f := b.file
	for i, c := range b.columns {
		look := c.body()
		id, err := b.style(look)
		if err != nil {
			return err
		}
		look.below = true
		below, err := b.style(look)
		if err != nil {
			return err
		}
		name := columnName(i + 1)
		if err := f.SetColStyle(b.form, name, below); err != nil {
			return err
		}
		if err := f.SetColWidth(b.form, name, name, b.plan.widths[i]); err != nil {
			return err
		}
		if err := f.SetCellStyle(b.form, at(i+1, firstRow), at(i+1, firstRow+b.plan.drawn-1), id); err != nil {
			return err
		}
	}
	for row := firstRow; b.plan.grows && row < firstRow+b.plan.drawn; row++ {
		if err := f.SetRowHeight(b.form, row, rowHeight); err != nil { // which repack makes a beginning only
			return err
		}
	}
	// Else Excel marks every code as a number kept as text and offers to convert
	// it, which costs an ID number its last digits.
	return f.AddIgnoredErrors(b.form, b.rows(1, len(b.columns)), excelize.IgnoredErrorsNumberStoredAsText)
}

func (b *book) title() error {
	s := style{part: partTitle, left: b.plan.pages > 1} // in the middle of several pages nobody sees it
	text := label(b.sheet)
	if b.filled.Title != "" {
		text = reports.Prose(reports.Clean(b.filled.Title))
	}
	if err := b.put(1, len(b.columns), titleRow, text, s); err != nil {
		return err
	}
	return b.file.SetRowHeight(b.form, titleRow, titleHeight)
}

// field is a piece of the line above the table.
type field struct {
	text   string
	need   float64 // width
	style  style
	prompt string // of a field to fill in
}

// hint is what the form itself says about its face.
const hint = "加粗、深底色的必填;填法见“" + NotesSheet + "”。"

// line writes who reports when, and the unit of the money. Label and value stand
// in cells of their own, so that typing does not wipe out the label.
func (b *book) line() error {
	last := len(b.columns)
	blank, err := b.style(style{part: partLine})
	if err != nil {
		return err
	}
	if err := b.file.SetCellStyle(b.form, at(1, lineRow), at(last, lineRow), blank); err != nil {
		return err
	}
	if err := b.file.SetRowHeight(b.form, lineRow, lineRowHeight); err != nil {
		return err
	}
	free := last
	if unit := b.moneyUnit(); unit != "" && last > 2 {
		from := b.take(last, -1, 9)
		if err := b.put(from, last, lineRow, reports.Prose("单位:"+unit), style{part: partUnit}); err != nil {
			return err
		}
		free = from - 1
	}
	next := 1
	for _, f := range []field{
		{text: "填报单位:", need: 11, style: style{part: partLine}},
		{need: 22, style: style{part: partInput}, prompt: "填报这张表的单位,如某某乡(镇)某某村。"},
		{text: "填报时间:", need: 11, style: style{part: partLine}},
		{need: 14, style: style{part: partInput, format: "yyyy-mm-dd"}, prompt: "填报的日期,如2018-12-20;同一张表报了几次的,以日期最近的为准。"},
		{text: hint, need: float64(reports.Width(hint))*noteSize/bodySize + 2, style: style{part: partHint}},
	} {
		if f.text == hint { // not into the columns that print on every page
			next = max(next, b.plan.lead+1)
		}
		to := b.take(next, 1, f.need)
		if to > free {
			break
		}
		if err := b.put(next, to, lineRow, reports.Prose(f.text), f.style); err != nil {
			return err
		}
		if f.prompt != "" {
			v := excelize.NewDataValidation(true)
			v.SetSqref(at(next, lineRow))
			v.SetInput("填在这里", reports.Prose(f.prompt))
			if err := b.file.AddDataValidation(b.form, v); err != nil {
				return err
			}
		}
		next = to + 1
	}
	return nil
}

// take is the last of the columns from one on, to the right or left, that
// together are so wide; beyond the edge when all are not.
func (b *book) take(from, step int, need float64) int {
	have := 0.0
	for i := from; ; i += step {
		if i < 1 || i > len(b.columns) {
			return max(i, 1)
		}
		if have += b.plan.widths[i-1]; have >= need {
			return i
		}
	}
}

// moneyUnit is the unit of all columns of money, "" when there are none or they
// differ.
func (b *book) moneyUnit() string {
	unit := ""
	for _, c := range b.columns {
		if c.Type != catalog.Money {
			continue
		}
		u := c.Unit
		if u == "" {
			u = "元"
		}
		if unit != "" && u != unit {
			return ""
		}
		unit = u
	}
	return unit
}

func (b *book) header() error {
	for i, c := range b.columns {
		if err := b.put(i+1, i+1, headRow, b.plan.heads[i], style{part: partHead, required: c.mustFill()}); err != nil {
			return err
		}
	}
	return b.file.SetRowHeight(b.form, headRow, b.plan.head)
}

// put writes a text over some columns of a row of the form.
func (b *book) put(from, to, row int, text string, s style) error {
	return b.putOn(b.form, from, to, row, text, s)
}

func (b *book) putOn(sheet string, from, to, row int, text string, s style) error {
	id, err := b.style(s)
	if err != nil {
		return err
	}
	if err := b.file.SetCellStyle(sheet, at(from, row), at(to, row), id); err != nil {
		return err
	}
	if from < to {
		if err := b.file.MergeCell(sheet, at(from, row), at(to, row)); err != nil {
			return err
		}
	}
	if text == "" {
		return nil
	}
	return b.file.SetCellStr(sheet, at(from, row), text)
}

// rows is the body of some columns, down to the last row of the sheet.
func (b *book) rows(from, to int) string { return span(from, firstRow, to, lastRow) }

// at is the name of a cell; columns and rows count from 1.
func at(column, row int) string { return columnName(column) + strconv.Itoa(row) }

func span(column, row, toColumn, toRow int) string {
	return at(column, row) + ":" + at(toColumn, toRow)
}

func columnName(column int) string {
	name, err := excelize.ColumnNumberToName(column)
	if err != nil {
		panic(err) // no sheet has 16384 columns
	}
	return name
}
