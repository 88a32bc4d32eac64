package reports

import (
	"fmt"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// RecordsOf streams a frame in records of so many rows. A column has the type of its
// first value.
func RecordsOf(f *Frame, perRecord int) (array.RecordReader, error) {
	fields := make([]arrow.Field, len(f.Columns))
	for i, name := range f.Columns {
		fields[i] = arrow.Field{Name: name, Type: arrow.BinaryTypes.String, Nullable: true}
		for _, row := range f.Rows {
			if row[i] != nil {
				fields[i].Type = typeOf(row[i])
				break
			}
		}
	}
	schema := arrow.NewSchema(fields, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	var records []arrow.Record
	for n, row := range f.Rows {
		for i, v := range row {
			if err := put(b.Field(i), v); err != nil {
				return nil, fmt.Errorf("frame %s, row %d, column %s: %w", f.ID, n, f.Columns[i], err)
			}
		}
		if (n+1)%perRecord == 0 || n+1 == len(f.Rows) {
			records = append(records, b.NewRecord())
		}
	}
	return array.NewRecordReader(schema, records)
}

func typeOf(v any) arrow.DataType {
	switch v := v.(type) {
	case bool:
		return arrow.FixedWidthTypes.Boolean
	case int64:
		return arrow.PrimitiveTypes.Int64
	case float64:
		return arrow.PrimitiveTypes.Float64
	case time.Time:
		return arrow.FixedWidthTypes.Date32
	case Decimal:
		return &arrow.Decimal128Type{Precision: 38, Scale: int32(v.Scale)}
	}
	return arrow.BinaryTypes.String
}

// put adds a value to a column.
func put(b array.Builder, v any) error {
	if v == nil {
		b.AppendNull()
		return nil
	}
	if want := typeOf(v); !arrow.TypeEqual(want, b.Type()) {
		return fmt.Errorf("%T among %s", v, b.Type())
	}
	switch v := v.(type) {
	case string:
		b.(*array.StringBuilder).Append(v)
	case bool:
		b.(*array.BooleanBuilder).Append(v)
	case int64:
		b.(*array.Int64Builder).Append(v)
	case float64:
		b.(*array.Float64Builder).Append(v)
	case time.Time:
		b.(*array.Date32Builder).Append(arrow.Date32FromTime(v))
	case Decimal:
		b.(*array.Decimal128Builder).Append(decimal128.FromBigInt(v.Unscaled))
	}
	return nil
}
