package duck

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// Column is a column of a table that the program fills itself.
type Column struct{ Name, Type string }

// arrowTypes are the types such a table may have.
var arrowTypes = map[string]arrow.DataType{
	"VARCHAR": arrow.BinaryTypes.String,
	"BIGINT":  arrow.PrimitiveTypes.Int64,
	"DOUBLE":  arrow.PrimitiveTypes.Float64,
	"BOOLEAN": arrow.FixedWidthTypes.Boolean,
	"DATE":    arrow.FixedWidthTypes.Date32,
	// exact decimals come as text
	"DECIMAL(18,4)": &arrow.Decimal128Type{Precision: 18, Scale: 4},
}

// CreateTable makes an empty table.
func (db *DB) CreateTable(ctx context.Context, name string, columns []Column) error {
	defs := make([]string, len(columns))
	for i, c := range columns {
		defs[i] = `"` + c.Name + `" ` + c.Type
	}
	return db.Exec(ctx, "CREATE TABLE "+name+" ("+strings.Join(defs, ", ")+")")
}

// Fill appends rows to a table. A value is nil, string (also of a decimal), int64,
// float64, bool or time.Time, as its column asks; the zero time and NaN are nil.
func (db *DB) Fill(ctx context.Context, name string, columns []Column, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	fields := make([]arrow.Field, len(columns))
	for i, c := range columns {
		fields[i] = arrow.Field{Name: c.Name, Type: arrowTypes[c.Type], Nullable: true}
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
	defer b.Release()
	for _, row := range rows {
		for i, v := range row {
			if err := appendValue(b.Field(i), v); err != nil {
				return fmt.Errorf("fill %s: column %s: %w", name, columns[i].Name, err)
			}
		}
	}
	rec := b.NewRecord()
	defer rec.Release()
	return db.Load(ctx, name, rec)
}

func appendValue(to array.Builder, v any) error {
	if t, ok := v.(time.Time); ok && t.IsZero() {
		v = nil
	}
	if f, ok := v.(float64); ok && math.IsNaN(f) {
		v = nil
	}
	if v == nil {
		to.AppendNull()
		return nil
	}
	ok := false
	switch to := to.(type) {
	case *array.StringBuilder:
		var s string
		if s, ok = v.(string); ok {
			to.Append(s)
		}
	case *array.Int64Builder:
		var n int64
		if n, ok = v.(int64); ok {
			to.Append(n)
		}
	case *array.Float64Builder:
		var f float64
		if f, ok = v.(float64); ok {
			to.Append(f)
		}
	case *array.BooleanBuilder:
		var y bool
		if y, ok = v.(bool); ok {
			to.Append(y)
		}
	case *array.Decimal128Builder:
		var text string
		if text, ok = v.(string); ok {
			t := to.Type().(*arrow.Decimal128Type)
			n, err := decimal128.FromString(text, t.Precision, t.Scale)
			if err != nil {
				return fmt.Errorf("%q does not fit %s: %w", text, t, err)
			}
			to.Append(n)
		}
	case *array.Date32Builder:
		var t time.Time
		if t, ok = v.(time.Time); ok {
			to.Append(arrow.Date32FromTime(t))
		}
	}
	if !ok {
		return fmt.Errorf("%T does not fit %s", v, to.Type())
	}
	return nil
}
