package loaders

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"

	"sanlv/pipeline/finding"
)

func discard(b Batch) error { b.Record.Release(); return nil }

func TestSchemaMatchesDictionary(t *testing.T) {
	c := testCatalog(t)
	for i := range c.Sheets {
		s := Schema(&c.Sheets[i])
		if n := s.NumFields(); n != len(c.Sheets[i].Columns)+6 || s.Field(0).Name != "_file" || s.Field(n-1).Name != "_nokey" || s.Field(n-2).Name != "_inferred" || s.Field(n-3).Name != "_rejected" {
			t.Error(s)
		}
	}
}

func TestReadAllIsDeterministic(t *testing.T) {
	books := map[string]*fakeBook{}
	var files []File
	for i := range 20 {
		name := fmt.Sprintf("%02d.xlsx", i)
		books[name] = book(lines(householdHeader, householdRow, strings.Replace(householdRow, "#12000", "约5000", 1)), lines(memberHeader, "|张三"))
		files = append([]File{{Name: name, Path: name, Size: int64(i * 7 % 5)}}, files...)
	}
	files = append(files, File{Name: "00.png", Skip: "不是表格文件"}, File{Name: "旧.ods", Skip: "OpenDocument"})
	r, err := NewReader(testCatalog(t), func(_ context.Context, path string) (Workbook, error) { return books[path], nil })
	if err != nil {
		t.Fatal(err)
	}
	var first []Result
	for _, threads := range []int{1, 4} {
		var mu sync.Mutex
		rows, done := 0, 0
		results, err := r.ReadAll(t.Context(), files, threads, func(b Batch) error {
			defer b.Record.Release()
			mu.Lock()
			defer mu.Unlock()
			rows += int(b.Record.NumRows())
			return nil
		}, func(*Result) error { done++; return nil })
		if err != nil {
			t.Fatal(err)
		}
		if rows != 40 || done != 22 || results[0].File.Name != "00.png" || results[0].Intake[0].Status != Skipped || results[21].Findings[0].Rule != "file.kind" {
			t.Error(rows, done, results[0])
		}
		if first == nil {
			first = results
		} else if !reflect.DeepEqual(first, results) {
			t.Error("results depend on the number of threads")
		}
	}
}

// endless is a workbook whose only sheet does not end by itself.
type endless struct{ at func(row int) (Row, error) }

func (e endless) Sheets() []SheetInfo { return []SheetInfo{{Name: "s"}} }
func (e endless) Close() error        { return nil }
func (e endless) Rows(context.Context, int) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for i := 1; ; i++ {
			if !yield(e.at(i)) {
				return
			}
		}
	}
}

func openEndless(at func(row int) (Row, error)) Opener {
	return func(context.Context, string) (Workbook, error) { return endless{at}, nil }
}

func dataAt(i int) Row {
	s := lines(householdHeader, householdRow)
	row := s.rows[min(i, 2)-1]
	row.Number = i
	return row
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r, _ := NewReader(testCatalog(t), openEndless(func(i int) (Row, error) {
		if i == 1000 {
			cancel()
		}
		return dataAt(i), nil
	}))
	_, err := r.ReadAll(ctx, []File{{Name: "a"}, {Name: "b"}, {Name: "c"}}, 2, discard, nil)
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestEmitErrorEndsTheRun(t *testing.T) {
	r, _ := NewReader(testCatalog(t), openEndless(func(i int) (Row, error) { return dataAt(i), nil }))
	full := errors.New("disk full")
	_, err := r.Read(t.Context(), File{Name: "a"}, func(b Batch) error {
		if n := b.Record.NumRows(); n != BatchRows {
			t.Error(n)
		}
		b.Record.Release()
		return full
	})
	if !errors.Is(err, full) {
		t.Error(err)
	}
}

func TestPanicBecomesFinding(t *testing.T) {
	r, _ := NewReader(testCatalog(t), openEndless(func(i int) (Row, error) {
		if i == 100 {
			panic("bad index")
		}
		return dataAt(i), nil
	}))
	res, err := r.Read(t.Context(), File{Name: "a.xlsx"}, discard)
	if err != nil || res.Findings[0].Rule != "file.panic" || res.Detail == nil || !strings.Contains(res.Detail.Error(), "bad index") {
		t.Error(res, err)
	}
	if len(res.Intake) != 1 || res.Intake[0].Status != Refused || res.Intake[0].Sheet != "" {
		t.Error(res.Intake)
	}
	defer func() {
		if recover() == nil {
			t.Error("the receiver's panic must go on")
		}
	}()
	r, _ = NewReader(testCatalog(t), book(lines(householdHeader, householdRow)).opener())
	_, _ = r.Read(t.Context(), File{Name: "a.xlsx"}, func(Batch) error { panic("receiver") })
}

func TestFileThatCannotBeOpened(t *testing.T) {
	r, _ := NewReader(testCatalog(t), func(context.Context, string) (Workbook, error) {
		return nil, fmt.Errorf("open: %w", &Refusal{Rule: "file.encrypted", Message: "文件有密码。", Mend: "去掉密码。"})
	})
	res, err := r.Read(t.Context(), File{Name: "a.xlsx", Path: "/nowhere", SHA256: "x"}, discard)
	if err != nil || res.Detail != nil || res.Intake[0].Reason != "文件有密码。" || res.Findings[0].Rule != "file.encrypted" || res.Findings[0].Severity != finding.Error {
		t.Error(res, err)
	}
}

func TestFileChangedWhileRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(path, []byte("1"), 0o644); err != nil {
		t.Fatal(err)
	}
	files, err := Discover(t.Context(), filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	r, _ := NewReader(testCatalog(t), func(context.Context, string) (Workbook, error) {
		return book(lines(householdHeader, householdRow)), os.WriteFile(path, []byte("2"), 0o644)
	})
	res, err := r.Read(t.Context(), files[0], discard)
	if err != nil || res.Findings[0].Rule != "file.changed" || res.Intake[0].Status != Refused || len(res.Intake) != 1 {
		t.Error(res, err)
	}
}

func TestRowsOutOfOrder(t *testing.T) {
	s := lines(householdHeader, householdRow, householdRow)
	s.rows[2].Number = 2
	r, _ := NewReader(testCatalog(t), book(s).opener())
	res, err := r.Read(t.Context(), File{Name: "a"}, discard)
	if err != nil || res.Detail == nil || res.Intake[0].Status != Refused {
		t.Error(res, err)
	}
}

func TestBatchesAreBounded(t *testing.T) {
	s := lines(householdHeader)
	for i := range 20_000 {
		row := dataAt(2)
		row.Number = i + 2
		s.rows = append(s.rows, row)
	}
	r, _ := NewReader(testCatalog(t), book(s).opener())
	var sizes []int64
	last := int64(0)
	_, err := r.Read(t.Context(), File{Name: "a"}, func(b Batch) error {
		defer b.Record.Release()
		sizes = append(sizes, b.Record.NumRows())
		rows := b.Record.Column(2).(*array.Int64)
		for i := range rows.Len() {
			if rows.Value(i) <= last {
				t.Fatal("rows out of order")
			}
			last = rows.Value(i)
		}
		return nil
	})
	if err != nil || !reflect.DeepEqual(sizes, []int64{8192, 8192, 3616}) {
		t.Error(sizes, err)
	}
}

func BenchmarkHousehold(b *testing.B) {
	s := lines(householdHeader + "|联系电话|户主证件号码|识别年度|主要致贫原因|财产性收入|转移性收入|不愁吃|不愁穿|义务教育|基本医疗|住房安全|饮水安全")
	for i := range 10_000 {
		row := lines("", householdRow+"|13800001234|11010519491231002X|2014|因病|#12.5|1,200|是|是|是|是|√|√").rows[0]
		row.Number = i + 2
		s.rows = append(s.rows, row)
	}
	r, _ := NewReader(testCatalog(b), book(s).opener())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Read(b.Context(), File{Name: "a"}, discard); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSmallSheet(b *testing.B) {
	s := lines(householdHeader + "|联系电话|户主证件号码|识别年度|主要致贫原因|财产性收入|转移性收入|不愁吃|不愁穿|义务教育|基本医疗|住房安全|饮水安全")
	for i := range 60 {
		row := lines("", householdRow+"|13800001234|11010519491231002X|2014|因病|#12.5|1,200|是|是|是|是|√|√").rows[0]
		row.Number = i + 2
		s.rows = append(s.rows, row)
	}
	r, _ := NewReader(testCatalog(b), book(s).opener())
	for b.Loop() {
		if _, err := r.Read(b.Context(), File{Name: "a"}, discard); err != nil {
			b.Fatal(err)
		}
	}
}
