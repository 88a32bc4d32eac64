package loaders

import (
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"sanlv/pipeline/catalog"
)

// Columns that every raw table has beside those of the dictionary.
const (
	FileColumn     = "_file"
	SheetColumn    = "_sheet"
	RowColumn      = "_row"
	RejectedColumn = "_rejected"
	InferredColumn = "_inferred"
	NoKeyColumn    = "_nokey" // names the ID numbers that are kept but must not be joined on
)

// ReaderVersion grows whenever the same file may be read otherwise than before,
// or the rows take another form; what was kept from an older reader is read anew.
const ReaderVersion = 4

// BatchRows is the most rows in a batch.
const BatchRows = 8192

// Schema is the schema of the record batches of a kind of sheet.
func Schema(s *catalog.Sheet) *arrow.Schema {
	fields := []arrow.Field{
		{Name: FileColumn, Type: arrow.BinaryTypes.String},
		{Name: SheetColumn, Type: arrow.BinaryTypes.String},
		{Name: RowColumn, Type: arrow.PrimitiveTypes.Int64},
	}
	for _, c := range s.Columns {
		fields = append(fields, arrow.Field{Name: c.Name, Type: arrowType(c.Type), Nullable: true})
	}
	fields = append(fields,
		arrow.Field{Name: RejectedColumn, Type: arrow.BinaryTypes.String},
		arrow.Field{Name: InferredColumn, Type: arrow.BinaryTypes.String},
		arrow.Field{Name: NoKeyColumn, Type: arrow.BinaryTypes.String})
	return arrow.NewSchema(fields, nil)
}

func arrowType(t catalog.Type) arrow.DataType {
	switch t {
	case catalog.Money, catalog.Number, catalog.Percent:
		return &arrow.Decimal128Type{Precision: decimalDigits, Scale: decimalScale}
	case catalog.Integer, catalog.Year:
		return arrow.PrimitiveTypes.Int64
	case catalog.YesNo:
		return arrow.FixedWidthTypes.Boolean
	case catalog.Date, catalog.Month:
		return arrow.FixedWidthTypes.Date32
	default:
		return arrow.BinaryTypes.String
	}
}

// value is one typed cell. Which field holds it follows from the column's type.
type value struct {
	set  bool // false: NULL
	text string
	num  int64 // integers, years, days since 1970
	yes  bool
	dec  decimal128.Num
}

// record is one row of a kind before it goes into a batch.
type record struct {
	row      int
	values   []value
	rejected []bool
	inferred []bool
	noKey    []bool
}

func newRecord(columns int) *record {
	return &record{values: make([]value, columns), rejected: make([]bool, columns), inferred: make([]bool, columns), noKey: make([]bool, columns)}
}

func (r *record) reset(row int) {
	r.row = row
	clear(r.values)
	clear(r.rejected)
	clear(r.inferred)
	clear(r.noKey)
}

// batcher gathers the rows of one kind of one sheet into batches.
type batcher struct {
	sheet      *catalog.Sheet
	file, name string
	builder    *array.RecordBuilder
	rows       int
	emit       func(Batch) error
}

func newBatcher(s *catalog.Sheet, file, name string, emit func(Batch) error) *batcher {
	return &batcher{sheet: s, file: file, name: name, emit: emit, builder: array.NewRecordBuilder(memory.DefaultAllocator, Schema(s))}
}

func (b *batcher) add(r *record) error {
	b.builder.Field(0).(*array.StringBuilder).Append(b.file)
	b.builder.Field(1).(*array.StringBuilder).Append(b.name)
	b.builder.Field(2).(*array.Int64Builder).Append(int64(r.row))
	for i := range r.values {
		v := &r.values[i]
		field := b.builder.Field(i + 3)
		if !v.set {
			field.AppendNull()
			continue
		}
		switch f := field.(type) {
		case *array.StringBuilder:
			f.Append(v.text)
		case *array.Int64Builder:
			f.Append(v.num)
		case *array.BooleanBuilder:
			f.Append(v.yes)
		case *array.Date32Builder:
			f.Append(arrow.Date32(v.num))
		case *array.Decimal128Builder:
			f.Append(v.dec)
		}
	}
	n := len(r.values) + 3
	b.builder.Field(n).(*array.StringBuilder).Append(b.names(r.rejected))
	b.builder.Field(n + 1).(*array.StringBuilder).Append(b.names(r.inferred))
	b.builder.Field(n + 2).(*array.StringBuilder).Append(b.names(r.noKey))
	if b.rows++; b.rows >= BatchRows {
		return b.flush()
	}
	return nil
}

// names joins the names of the marked columns: ";wage_income;".
func (b *batcher) names(marks []bool) string {
	var s strings.Builder
	for i, m := range marks {
		if !m {
			continue
		}
		if s.Len() == 0 {
			s.WriteByte(';')
		}
		s.WriteString(b.sheet.Columns[i].Name)
		s.WriteByte(';')
	}
	return s.String()
}

func (b *batcher) flush() error {
	if b.rows == 0 {
		return nil
	}
	b.rows = 0
	return b.emit(Batch{Kind: b.sheet.Kind, File: b.file, Sheet: b.name, Record: b.builder.NewRecord()})
}

func (b *batcher) release() { b.builder.Release() }
