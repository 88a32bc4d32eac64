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

// masks say how the columns of a model are hidden, Public where they are not. The
// names in a free text are those of the household or village that its row is about.
type masks struct {
	of                 []finding.Mask
	household, village int // columns, -1 for none
	names              *finding.Names
}

func masksOf(m catalog.Model, columns []string, names *finding.Names) masks {
	k := masks{of: make([]finding.Mask, len(columns)), household: slices.Index(columns, "household_id"), village: slices.Index(columns, "village_code"), names: names}
	for _, pair := range strings.Split(m.Header["mask"], ";") {
		if column, mask, ok := strings.Cut(pair, "="); ok {
			k.of[slices.Index(columns, column)] = finding.Mask(mask)
		}
	}
	return k
}

// about is the household and the village of a row.
func (k masks) about(text func(column int) string) (household, village string) {
	if k.household >= 0 {
		household = text(k.household)
	}
	if k.village >= 0 {
		village = text(k.village)
	}
	return household, village
}

func (k masks) apply(column int, text, household, village string) string {
	if k.of[column] == finding.FreeText {
		return k.names.Scrub(text, household, village)
	}
	return k.of[column].Apply(text)
}

// maskedRecords hides the personal columns of records on their way.
type maskedRecords struct {
	array.RecordReader
	masks  masks
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
	for i, mask := range r.masks.of {
		text, ok := columns[i].(*array.String)
		if mask == finding.Public || !ok {
			continue
		}
		b := array.NewStringBuilder(memory.DefaultAllocator)
		for row := range text.Len() {
			if text.IsNull(row) {
				b.AppendNull()
			} else {
				household, village := r.masks.about(func(column int) string {
					c, ok := in.Column(column).(*array.String)
					if !ok || c.IsNull(row) {
						return ""
					}
					return c.Value(row)
				})
				b.Append(r.masks.apply(i, text.Value(row), household, village))
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
