package xlsx

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"syscall"
	"testing"
	"testing/fstest"

	"github.com/apache/arrow/go/v17/arrow/array"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
	"sanlv/reports/data"
	"sanlv/reports/internal/sample"
)

// BenchmarkLongLists writes each kind of long list with 10,000, 200,000 and 1,000,000
// rows. It prints the seconds of the processor and the memory that became resident
// beside what was, and compares the last with the others:
//
//	go test -run '^$' -bench LongLists -benchtime 1x -timeout 60m ./reports/xlsx
//
// A list is held up to 50,000 rows, in as many workbooks as are written at a time: of
// one of 10,000 rows less is held than of any longer one, which 200,000 stand for.
func BenchmarkLongLists(b *testing.B) {
	for _, path := range longPaths {
		b.Run(path.name, func(b *testing.B) {
			for range b.N {
				var took [3]cost
				for i, rows := range []int{10_000, 200_000, 1_000_000} {
					took[i] = measure(b, func() error { return path.write(b, rows) })
					b.Logf("%s: %d rows took %.2f s of the processor and %.0f MiB", path.name, rows, took[i].seconds, took[i].resident)
				}
				few, many, most := took[0], took[1], took[2]
				b.ReportMetric(most.seconds, "cpu-s")
				b.ReportMetric(most.resident, "MiB")
				b.ReportMetric(most.seconds/many.seconds/5, "time-x-200k")
				b.ReportMetric(most.seconds/few.seconds/100, "time-x-10k")
				b.ReportMetric(most.resident/many.resident, "MiB-x-200k")
				b.ReportMetric(most.resident/few.resident, "MiB-x-10k")
			}
		})
	}
}

// longPaths are the ways in which a long list is written.
var longPaths = []struct {
	name  string
	write func(*testing.B, int) error
}{
	{"data", func(_ *testing.B, rows int) error { // CSV, Parquet, workbook
		pub := longProblems(rows)
		return data.New().Write(context.Background(), pub, nowhere{})
	}},
	{"declared", func(b *testing.B, rows int) error { return writeDeclared(b, rows, "") }},
	{"declared, in an order of its own", func(b *testing.B, rows int) error { return writeDeclared(b, rows, "finding_id 降") }},
	{"problems", func(_ *testing.B, rows int) error {
		return New().WriteProblems(context.Background(), longProblems(rows), nowhere{})
	}},
	{"marked copies of 10,000 rows", func(_ *testing.B, rows int) error { return writeCopies(rows, 10_000) }},
	{"a marked copy", func(_ *testing.B, rows int) error { return writeCopies(rows, rows) }},
}

// long is a publication of which one frame has many rows, made as they are read.
type long struct {
	sample.Source
	rows int
}

// Published implements reports.Source.
func (l long) Published() []string { return []string{"data/problems"} }

// Records implements reports.Source.
func (l long) Records(ctx context.Context, id string) (array.RecordReader, error) {
	if id != "problems" {
		return l.Source.Records(ctx, id)
	}
	return made(l.Source[id], l.rows, func(column string, row int, value any) any {
		switch column {
		case "finding_id":
			return fmt.Sprintf("w%016x", row*7919%l.rows)
		case "township":
			return fmt.Sprintf("第%d镇", 1+row*20/l.rows)
		case "village":
			return fmt.Sprintf("第%d村", 1+row*300/l.rows)
		case "household_id":
			return fmt.Sprintf("360821101%07d", row)
		case "cell":
			return fmt.Sprintf("B%d", row+5)
		}
		return value
	})
}

func longProblems(rows int) reports.Publication {
	pub := sample.Publication()
	pub.Source, pub.Copies = long{pub.Source.(sample.Source), rows}, nil
	return pub
}

// writeDeclared writes a list of all problems that an office declares.
func writeDeclared(b *testing.B, rows int, order string) error {
	cat, err := catalog.Open(fstest.MapFS{
		"tables.csv": &fstest.MapFile{Data: []byte("编号,文件,工作表,标题,单位,行,数据,排序,自动筛选\n" +
			"own,报表/本县.xlsx,名单,{县}名单,处,逐行,problems," + order + ",是\n")},
		"table_columns.csv": &fstest.MapFile{Data: []byte("表,表头,取数,格式\nown,序号,序号,整数\nown,问题编号,finding_id,代码\nown,乡镇,township,名称\nown,村,village,名称\n" +
			"own,户编号,household_id,代码\nown,问题,message,文字\nown,来源,来源(file;sheet;cell),来源\n")},
	})
	if err != nil {
		b.Fatal(err)
	}
	pub := longProblems(rows)
	pub.Meta.Declared = slices.DeleteFunc(cat.Tables, func(t catalog.Table) bool { return t.ID != "own" })
	return New().writeBooks(context.Background(), pub, nowhere{})
}

// writeCopies writes marked copies of so many rows each, every row with a mark.
func writeCopies(rows, each int) error {
	pub := sample.Publication()
	pub.Copies = manyRows{rows: each}
	for range rows / each {
		if err := MarkedCopy(context.Background(), pub, "户表.xlsx", io.Discard); err != nil {
			return err
		}
	}
	return nil
}

// manyRows is a file of which every row has a mark.
type manyRows struct{ rows int }

func (m manyRows) Names() []string { return []string{"户表.xlsx"} }

func (m manyRows) Copy(_ context.Context, _ string, to reports.CopyDrawer) error {
	if err := to.Sheet("户表"); err != nil {
		return err
	}
	for n := range m.rows {
		r := reports.CopyRow{Number: n + 1}
		for c := range 20 {
			r.Cells = append(r.Cells, reports.CopyCell{Column: c + 1, Text: fmt.Sprintf("第%d行第%d列", n, c)})
		}
		r.Cells[7].Marks = []reports.CopyMark{{Severity: "错误", Text: fmt.Sprintf("“约%d元”不是数字。\n改正:只填数字,如 3200。", n)}}
		if err := to.Row(r); err != nil {
			return err
		}
	}
	return nil
}

func (m manyRows) Write(_ context.Context, _, _ string, out io.Writer, draw func(io.Writer) error) error {
	return draw(out)
}

// cost is what some work took: seconds of the processor, and MiB that became resident
// beside what was before.
type cost struct{ seconds, resident float64 }

func measure(b *testing.B, work func() error) cost {
	b.Helper()
	runtime.GC()
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil { // the peak begins anew
		b.Skip(err)
	}
	before, started := peak(b), processor(b)
	if err := work(); err != nil {
		b.Fatal(err)
	}
	return cost{processor(b) - started, peak(b) - before}
}

func processor(b *testing.B) float64 {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
