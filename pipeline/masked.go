package pipeline

import (
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
)

// masksOf says how the columns of a model are hidden, Public where they are not.
func masksOf(m catalog.Model, columns []string) []finding.Mask {
	masks := make([]finding.Mask, len(columns))
	for _, pair := range strings.Split(m.Header["mask"], ";") {
		if column, mask, ok := strings.Cut(pair, "="); ok {
			masks[slices.Index(columns, column)] = finding.Mask(mask)
		}
	}
	return masks
}

// maskedRecords hides the personal columns of records on their way.
type maskedRecords struct {
	array.RecordReader
	masks  []finding.Mask
	record arrow.Record
}

// Next implements array.RecordReader.
func (r *maskedRecords) Next() bool {
	r.drop()
	if !r.RecordReader.Next() {
		return false
	}
	in := r.RecordReader.Record()
	columns := slices.Clone(in.Columns())
	for i, mask := range r.masks {
		text, ok := columns[i].(*array.String)
		if mask == finding.Public || !ok {
			continue
		}
		b := array.NewStringBuilder(memory.DefaultAllocator)
		for row := range text.Len() {
			if text.IsNull(row) {
				b.AppendNull()
			} else {
				b.Append(mask.Apply(text.Value(row)))
			}
		}
		columns[i] = b.NewArray()
		defer columns[i].Release()
		b.Release()
	}
	r.record = array.NewRecord(in.Schema(), columns, in.NumRows())
	return true
}

// Record implements array.RecordReader.
func (r *maskedRecords) Record() arrow.Record { return r.record }

// Release implements array.RecordReader.
func (r *maskedRecords) Release() {
	r.drop()
	r.RecordReader.Release()
}

func (r *maskedRecords) drop() {
	if r.record != nil {
		r.record.Release()
		r.record = nil
	}
}
