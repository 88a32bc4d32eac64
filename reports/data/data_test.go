package data

import (
	"bytes"
	"context"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"

	"sanlv/reports"
)

// A decimal is written as the library writes it, of whatever size and sign.
func TestDecimalText(t *testing.T) {
	for scale := range int32(11) {
		for _, v := range []int64{0, 1, 9, 10, 99, 100, 12345, 10000000000, math.MaxInt64, math.MinInt64} {
			for _, n := range []decimal128.Num{decimal128.FromI64(v), decimal128.FromI64(-v), decimal128.New(v, 7), decimal128.New(0, uint64(v)), decimal128.New(-1, uint64(v))} {
				if got, want := decimalText(n, scale), n.ToString(scale); got != want {
					t.Errorf("%v with %d decimals: %s, want %s", n, scale, got, want)
				}
			}
		}
	}
	if got := decimalText(decimal128.FromI64(-5), 2); got != "-0.05" {
		t.Error(got)
	}
}

type memorySink map[string]*bytes.Buffer

type memoryFile struct{ *bytes.Buffer }

func (memoryFile) Close() error { return nil }

func (s memorySink) Create(name string) (io.WriteCloser, error) {
	s[name] = &bytes.Buffer{}
	return memoryFile{s[name]}, nil
}

type oneTable struct {
	names []string
	rec   arrow.Record
}

func (o oneTable) Published() []string { return o.names }
func (o oneTable) Frame(context.Context, string) (*reports.Frame, error) {
	panic("not read")
}
func (o oneTable) Records(context.Context, string) (array.RecordReader, error) {
	return array.NewRecordReader(o.rec.Schema(), []arrow.Record{o.rec, o.rec})
}

func testRecord() arrow.Record {
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: "text", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "yes", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
		{Name: "n", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
		{Name: "rate", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
		{Name: "money", Type: &arrow.Decimal128Type{Precision: 18, Scale: 2}, Nullable: true},
	}, nil))
	for _, s := range []string{"青石村", `说"是",不`, "=cmd|'/c calc'!A1", "=", "两\n行", "-5"} {
		b.Field(0).(*array.StringBuilder).Append(s)
		b.Field(1).(*array.BooleanBuilder).Append(true)
		b.Field(2).(*array.Int64Builder).Append(-7)
		b.Field(3).(*array.Float64Builder).Append(1.0 / 3)
		b.Field(4).(*array.Decimal128Builder).Append(decimal128.FromI64(-299505))
	}
	for _, f := range b.Fields() {
		f.AppendNull()
	}
	return b.NewRecord()
}

func TestCSVAndParquetHoldTheSame(t *testing.T) {
	rec := testRecord()
	sink := memorySink{}
	pub := reports.Publication{Source: oneTable{[]string{"data/t", "trace/u"}, rec}}
	if err := New().Write(context.Background(), pub, sink); err != nil {
		t.Fatal(err)
	}
	once := "青石村,true,-7,0.3333333333333333,-2995.05\n" +
		"\"说\"\"是\"\",不\",true,-7,0.3333333333333333,-2995.05\n" +
		"'=cmd|'/c calc'!A1,true,-7,0.3333333333333333,-2995.05\n" +
		"=,true,-7,0.3333333333333333,-2995.05\n" +
		"\"两\n行\",true,-7,0.3333333333333333,-2995.05\n" +
		"'-5,true,-7,0.3333333333333333,-2995.05\n" +
		",,,,\n"
	if got, want := sink["data/t.csv"].String(), "\ufefftext,yes,n,rate,money\n"+once+once; got != want {
		t.Errorf("CSV:\n%s\nwant:\n%s", got, want)
	}
	if sink["trace/u.csv"] != nil || sink["trace/u.parquet"] == nil {
		t.Error("the trace is Parquet only")
	}
	r, err := file.NewParquetReader(bytes.NewReader(sink["data/t.parquet"].Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	fr, err := pqarrow.NewFileReader(r, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	table, err := fr.ReadTable(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if table.NumRows() != 2*rec.NumRows() {
		t.Errorf("%d rows", table.NumRows())
	}
	for i, f := range rec.Schema().Fields() {
		got := table.Schema().Field(i)
		if got.Name != f.Name || got.Type.String() != f.Type.String() {
			t.Errorf("column %d is %s", i, got)
		}
		if text := table.Column(i).Data().Chunk(0).ValueStr(0); !strings.Contains(rec.Column(i).ValueStr(0), text) {
			t.Errorf("%s: %s", f.Name, text)
		}
	}
}

// scribbling overwrites memory as it is freed, as the database may.
type scribbling struct{ memory.Allocator }

func (s scribbling) Free(b []byte) {
	for i := range b {
		b[i] = 0xff
	}
	s.Allocator.Free(b)
}

type fleeting struct{ oneTable }

func (fleeting) Records(context.Context, string) (array.RecordReader, error) {
	schema := arrow.NewSchema([]arrow.Field{{Name: "id", Type: arrow.BinaryTypes.String}}, nil)
	var recs []arrow.Record
	for _, text := range []string{"b", "a", "d", "c"} {
		b := array.NewRecordBuilder(scribbling{memory.NewGoAllocator()}, schema)
		b.Field(0).(*array.StringBuilder).Append(text)
		recs = append(recs, b.NewRecord())
		b.Release()
	}
	r, err := array.NewRecordReader(schema, recs)
	for _, rec := range recs {
		rec.Release()
	}
	return r, err
}

// The smallest and largest text of a row group, by which readers skip it, come
// from records that are gone by the time the group is written.
func TestExtremesOfReleasedRecords(t *testing.T) {
	sink := memorySink{}
	if err := New().Write(context.Background(), reports.Publication{Source: fleeting{oneTable{names: []string{"data/t"}}}}, sink); err != nil {
		t.Fatal(err)
	}
	r, err := file.NewParquetReader(bytes.NewReader(sink["data/t.parquet"].Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	chunk, err := r.MetaData().RowGroup(0).ColumnChunk(0)
	if err != nil {
		t.Fatal(err)
	}
	stats, err := chunk.Statistics()
	if err != nil {
		t.Fatal(err)
	}
	if low, high := string(stats.EncodeMin()), string(stats.EncodeMax()); low != "a" || high != "d" {
		t.Errorf("extremes %q and %q", low, high)
	}
}

// What is made harmless in the CSV can be told from what stood there before.
func TestHarmlessTextsComeBack(t *testing.T) {
	for text, cell := range map[string]string{"=1+1": "'=1+1", "'=1+1": "''=1+1", "=": "=", "'": "'", "'=": "'=", "-5": "'-5", "\t=x": "'\t=x", "甲": "甲", "'甲": "'甲", "": ""} {
		if got := harmless(text); got != cell {
			t.Errorf("%q is written as %q, want %q", text, got, cell)
		}
		if got := Text(cell); got != text {
			t.Errorf("%q is read as %q, want %q", cell, got, text)
		}
	}
}
