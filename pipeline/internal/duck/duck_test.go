package duck

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

func open(t *testing.T) *DB {
	t.Helper()
	db, err := Open(context.Background(), Options{Threads: 2, Memory: 256 << 20, TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// Two loads into one table give both blocks, exactly typed: an Arrow view gives
// its rows once only, and a decimal must not pass through a float.
func TestLoadArrow(t *testing.T) {
	ctx := context.Background()
	db := open(t)
	if err := db.Exec(ctx, "CREATE TABLE t (name VARCHAR, income DECIMAL(28,10), day DATE, yes BOOLEAN, n BIGINT)"); err != nil {
		t.Fatal(err)
	}
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "name", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "income", Type: &arrow.Decimal128Type{Precision: 28, Scale: 10}, Nullable: true},
		{Name: "day", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
		{Name: "yes", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
		{Name: "n", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
	}, nil)
	for range 2 {
		b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
		b.Field(0).(*array.StringBuilder).AppendValues([]string{"青石村", ""}, []bool{true, false})
		b.Field(1).(*array.Decimal128Builder).AppendValues([]decimal128.Num{decimal128.FromI64(29950000000001), {}}, []bool{true, false})
		b.Field(2).(*array.Date32Builder).AppendValues([]arrow.Date32{17896, 0}, []bool{true, false})
		b.Field(3).(*array.BooleanBuilder).AppendValues([]bool{true, false}, []bool{true, false})
		b.Field(4).(*array.Int64Builder).AppendValues([]int64{7, 0}, []bool{true, false})
		rec := b.NewRecord()
		if err := db.Load(ctx, "t", rec); err != nil {
			t.Fatal(err)
		}
		rec.Release()
		b.Release()
	}
	_, rows, err := db.Query(ctx, "SELECT count(*), sum(income), count(name), max(day), bool_and(yes), sum(n)::BIGINT FROM t")
	if err != nil {
		t.Fatal(err)
	}
	r := rows[0]
	if r[0] != int64(4) || r[1].(Decimal).Unscaled.String() != "59900000000002" || r[2] != int64(2) || r[4] != true || r[5] != int64(14) {
		t.Errorf("got %v", r)
	}
}

// Rows that the database has taken over are held nowhere else, however many loads
// there are.
func TestLoadedRowsAreLetGo(t *testing.T) {
	ctx := context.Background()
	db := open(t)
	if err := db.Exec(ctx, "CREATE TABLE t (name VARCHAR)"); err != nil {
		t.Fatal(err)
	}
	schema := arrow.NewSchema([]arrow.Field{{Name: "name", Type: arrow.BinaryTypes.String, Nullable: true}}, nil)
	held := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	const loads, size = 20, 1 << 20
	before := held()
	for range loads {
		var records []arrow.Record
		for range 2 {
			b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
			b.Field(0).(*array.StringBuilder).Append(strings.Repeat("a", size))
			records = append(records, b.NewRecord())
			b.Release()
		}
		if err := db.Load(ctx, "t", records...); err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			r.Release()
		}
	}
	if after := held(); after > before+loads*size/4 {
		t.Errorf("%d MiB are held of %d", (after-before)>>20, 2*loads*size>>20)
	}
	_, rows, err := db.Query(ctx, "SELECT count(*), sum(length(name))::BIGINT FROM t")
	if err != nil || rows[0][0] != int64(2*loads) || rows[0][1] != int64(2*loads*size) {
		t.Errorf("%v %v", rows, err)
	}
}

// Texts sort by their bytes, the empty one first: the published tables are
// ordered by keys that may be empty.
func TestTextOrder(t *testing.T) {
	ctx := context.Background()
	db := open(t)
	if err := db.Exec(ctx, "CREATE TABLE t AS SELECT * FROM (VALUES ('莲花县2018', 1), ('', 1), ('a', 2), ('手册', 1), ('', 3)) v(s, n)"); err != nil {
		t.Fatal(err)
	}
	_, rows, err := db.Query(ctx, "SELECT s, n FROM t ORDER BY s, n")
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(rows); got != "[[ 1] [ 3] [a 2] [手册 1] [莲花县2018 1]]" {
		t.Errorf("order: %s", got)
	}
}

// Threads, memory and the spill folder are those that were asked for.
func TestLimits(t *testing.T) {
	dir := t.TempDir()
	db, err := Open(context.Background(), Options{Threads: 1, Memory: 300 << 20, TempDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, rows, err := db.Query(context.Background(), "SELECT current_setting('threads')::BIGINT, current_setting('memory_limit'), current_setting('temp_directory')")
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(rows[0]); got != "[1 300.0 MiB "+dir+"]" {
		t.Errorf("limits: %s", got)
	}
}

// The database reaches neither files nor extensions, and cannot be talked into it.
func TestShut(t *testing.T) {
	ctx := context.Background()
	db := open(t)
	for _, sql := range []string{
		"SELECT * FROM read_csv('/etc/passwd')",
		"INSTALL excel",
		"LOAD httpfs",
		"SET enable_external_access = true",
		"COPY (SELECT 1) TO '" + t.TempDir() + "/x.csv'",
	} {
		if err := db.Exec(ctx, sql); err == nil {
			t.Errorf("%s: was allowed", sql)
		} else if !strings.Contains(err.Error(), "Permission") && !strings.Contains(err.Error(), "configuration") && !strings.Contains(err.Error(), "disabled") {
			t.Errorf("%s: refused for another reason: %v", sql, err)
		}
	}
}

// Decimals come as text and stay exact; what is no decimal is refused.
func TestFillDecimals(t *testing.T) {
	ctx := context.Background()
	db := open(t)
	columns := []Column{{Name: "value", Type: "DECIMAL(18,4)"}}
	if err := db.CreateTable(ctx, "t", columns); err != nil {
		t.Fatal(err)
	}
	if err := db.Fill(ctx, "t", columns, [][]any{{"0.05"}, {"30000"}, {"99999999999999.9999"}, {nil}}); err != nil {
		t.Fatal(err)
	}
	_, rows, err := db.Query(ctx, "SELECT CAST(value AS VARCHAR) FROM t ORDER BY value NULLS LAST")
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(rows); got != "[[0.0500] [30000.0000] [99999999999999.9999] [<nil>]]" {
		t.Errorf("got %s", got)
	}
	if err := db.Fill(ctx, "t", columns, [][]any{{"七"}}); err == nil {
		t.Error("a word was taken for a number")
	}
}
