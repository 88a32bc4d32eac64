package reports

import (
	"context"
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// Batches reads some columns of a table of any size, all where none are named, bit
// by bit in its published order. Each bit is a frame of its own; a table without
// rows is one without.
func Batches(ctx context.Context, src Source, id string, columns []string, each func(*Frame) error) error {
	records, err := src.Records(ctx, id)
	if err != nil {
		return err
	}
	defer records.Release()
	whole := &Frame{ID: id}
	for _, field := range records.Schema().Fields() {
		whole.Columns = append(whole.Columns, field.Name)
	}
	if columns == nil {
		columns = whole.Columns
	}
	at := make([]int, len(columns))
	for i, c := range columns {
		if at[i], err = whole.Column(c); err != nil {
			return err
		}
	}
	none := true
	for records.Next() {
		if err := ctx.Err(); err != nil {
			return err
		}
		f := &Frame{ID: id, Columns: columns, Rows: make([][]any, records.Record().NumRows())}
		for i := range f.Rows {
			f.Rows[i] = make([]any, len(columns))
			for j, c := range at {
				if f.Rows[i][j], err = valueOf(records.Record().Column(c), i); err != nil {
					return fmt.Errorf("frame %s: column %s: %w", id, columns[j], err)
				}
			}
		}
		none = false
		if err := each(f); err != nil {
			return err
		}
	}
	if err := records.Err(); err != nil {
		return fmt.Errorf("frame %s: %w", id, err)
	}
	if none {
		return each(&Frame{ID: id, Columns: columns})
	}
	return nil
}

// valueOf is a value of a column as frames hold it.
func valueOf(column arrow.Array, i int) (any, error) {
	if column.IsNull(i) {
		return nil, nil
	}
	switch c := column.(type) {
	case *array.String:
		return strings.Clone(c.Value(i)), nil // the record is released
	case *array.Boolean:
		return c.Value(i), nil
	case *array.Int64:
		return c.Value(i), nil
	case *array.Int32:
		return int64(c.Value(i)), nil
	case *array.Float64:
		return c.Value(i), nil
	case *array.Date32:
		return c.Value(i).ToTime(), nil
	case *array.Decimal128:
		return Decimal{Unscaled: c.Value(i).BigInt(), Scale: int(c.DataType().(*arrow.Decimal128Type).Scale)}, nil
	default:
		return nil, fmt.Errorf("type %s is not expected", column.DataType())
	}
}
