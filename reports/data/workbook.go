package data

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"sanlv/reports"
	"sanlv/reports/internal/pack"
)

// WorkbookFile is the workbook of all published tables (数据工作簿), by the rules
// of accessible tables: a cover, contents and notes, then one table a sheet from
// A1 with one row of heads, no merged cells and no blank rows.
const WorkbookFile = "data/数据.xlsx"

// workbook takes the rows of the tables as they are written elsewhere.
type workbook struct {
	meta   reports.Meta
	file   io.WriteCloser
	book   *pack.Book
	listed []listed // for the contents
	tables []*workbookTable
}

// listed is a line of the contents.
type listed struct {
	sheet, about, source string
	rows, columns        int
}

// workbookTable is a table on its way into one sheet, or several where a sheet
// does not hold it.
type workbookTable struct {
	book    *workbook
	info    reports.TableInfo
	schema  *arrow.Schema
	heads   []string
	widths  []int
	sheet   *sheet
	name    string // of its first sheet
	sheets  int
	perPage int // rows a sheet holds, that of the heads among them
}

func newWorkbook(file io.WriteCloser, meta reports.Meta) *workbook {
	return &workbook{meta: meta, file: file, book: pack.NewBook(file)}
}

// table begins a table; its id is that of the published table.
func (w *workbook) table(id string, schema *arrow.Schema) *workbookTable {
	t := &workbookTable{book: w, info: reports.TableInfo{ID: id, Label: id}, schema: schema, perPage: pack.MaxRows}
	for _, info := range w.meta.Tables {
		if info.ID == id {
			t.info = info
		}
	}
	for i := range schema.Fields() {
		t.heads = append(t.heads, t.head(i))
	}
	w.tables = append(w.tables, t)
	return t
}

// note is what the model says about a column.
func (t *workbookTable) note(column int) string {
	name := t.schema.Field(column).Name
	for _, c := range t.info.Columns {
		if c.Name == name {
			return c.Note
		}
	}
	return ""
}

// head is the short name of a column, which its note begins with; the name in
// the CSV follows where another column has the same.
func (t *workbookTable) head(column int) string {
	name, head := t.schema.Field(column).Name, t.note(column)
	if end := strings.IndexAny(head, ",:;(\uff0c\uff1a\uff1b\uff08"); end >= 0 {
		head = head[:end]
	}
	if head = reports.Clean(head); head == "" {
		return name
	}
	if slices.ContainsFunc(t.heads, func(h string) bool { return strings.EqualFold(h, head) }) {
		head += " " + name
	}
	return head
}

// write adds rows. The first ones decide how wide the columns are.
func (t *workbookTable) write(rec arrow.Record) error {
	if t.widths == nil {
		if err := t.measure(rec); err != nil {
			return err
		}
	}
	for row := range int(rec.NumRows()) {
		if t.sheet == nil || t.sheet.rows >= t.perPage {
			if err := t.turn(); err != nil {
				return err
			}
		}
		t.sheet.startRow()
		for i, col := range rec.Columns() {
			if err := t.cell(i, col, row); err != nil {
				return fmt.Errorf("column %s: %w", rec.ColumnName(i), err)
			}
		}
		t.sheet.endRow()
	}
	return nil
}

const measuredRows = 200

// measure decides the widths of the columns; rec is nil for an empty table.
func (t *workbookTable) measure(rec arrow.Record) error {
	for i, head := range t.heads {
		w := fit(6, 20, head)
		if rec != nil {
			for row := range min(int(rec.NumRows()), measuredRows) {
				text, err := cellText(rec.Column(i), row)
				if err != nil {
					return fmt.Errorf("column %s: %w", rec.ColumnName(i), err)
				}
				w = max(w, fit(0, 40, text))
			}
		}
		t.widths = append(t.widths, w+2) // room for the button of the filter
	}
	return nil
}

// turn begins the next sheet.
func (t *workbookTable) turn() error {
	if err := t.endSheet(); err != nil {
		return err
	}
	t.sheets++
	id := "data_" + t.info.ID
	if t.sheets > 1 {
		id += "_" + strconv.Itoa(t.sheets)
	}
	var err error
	if t.sheet, err = newSheet(t.book.book, t.info.Label, id, t.heads, t.widths); err == nil && t.sheets == 1 {
		t.name = t.sheet.name
	}
	return err
}

func (t *workbookTable) endSheet() error {
	if t.sheet == nil {
		return nil
	}
	about := reports.Prose(t.info.Definition)
	if t.sheets > 1 {
		about = reports.Prose(fmt.Sprintf("接工作表“%s”,第%d张", t.name, t.sheets))
	}
	t.book.listed = append(t.book.listed, listed{sheet: t.sheet.name, about: about, source: t.info.ID + ".csv", rows: t.sheet.rows - 1, columns: len(t.heads)})
	return t.sheet.end()
}

// end closes a table; one without rows has its heads.
func (t *workbookTable) end() error {
	if t.sheet == nil {
		if err := t.measure(nil); err != nil {
			return err
		}
		if err := t.turn(); err != nil {
			return err
		}
	}
	return t.endSheet()
}

// cell writes one value: what is no text in the CSV is none here, booleans are
// 是 and 否, and null is no cell.
func (t *workbookTable) cell(i int, col arrow.Array, row int) error {
	if col.IsNull(row) {
		return nil
	}
	s := t.sheet
	switch col := col.(type) {
	case *array.String:
		if col.Value(row) == "" {
			return nil
		}
		return s.text(i, styleText, col.Value(row))
	case *array.Boolean:
		yes := "否"
		if col.Value(row) {
			yes = "是"
		}
		return s.text(i, styleText, yes)
	case *array.Date32:
		date := col.Value(row).ToTime()
		if days, ok := pack.Serial(date); ok {
			return s.digits(i, styleDate, days)
		}
	case *array.Float64:
		if v := col.Value(row); !math.IsNaN(v) && !math.IsInf(v, 0) {
			return s.digits(i, styleNumber, strconv.FormatFloat(v, 'f', -1, 64))
		}
	case *array.Int32, *array.Int64:
		return s.digits(i, styleWhole, col.ValueStr(row))
	case *array.Decimal128:
		scale := col.DataType().(*arrow.Decimal128Type).Scale
		st := styleNumber
		if scale == 2 {
			st = styleMoney
		}
		return s.digits(i, st, decimalText(col.Value(row), scale))
	}
	text, err := cellText(col, row) // a date or number that Excel does not have, or a type that nobody has
	if err != nil {
		return err
	}
	return s.text(i, styleText, text)
}

// typeName says in Chinese what a column holds.
func typeName(t arrow.DataType) string {
	switch t.ID() {
	case arrow.BOOL:
		return "是否"
	case arrow.INT32, arrow.INT64:
		return "整数"
	case arrow.FLOAT64:
		return "小数"
	case arrow.DECIMAL128:
		return "小数" + "(" + strconv.Itoa(int(t.(*arrow.Decimal128Type).Scale)) + "位)"
	case arrow.DATE32:
		return "日期"
	}
	return "文本"
}
