package duck

import (
	"context"
	"fmt"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"
)

// A table of more rows than a page comes whole and in order, and leaves nothing
// behind in the database.
func TestOrdered(t *testing.T) {
	ctx := context.Background()
	usual := pageRows
	defer func() { pageRows = usual }()
	pageRows = 1000
	db := open(t)
	for _, rows := range []int{0, 1, 999, 1000, 1001, 25_000} {
		name := fmt.Sprintf("t%d", rows)
		// the rows stand in the table in another order than they are asked for
		if err := db.Exec(ctx, fmt.Sprintf("CREATE TABLE %s AS SELECT (i * 7919) %% %d AS n, 'x' || i AS s FROM range(%d) r(i) ORDER BY hash(i)", name, max(rows, 1), rows)); err != nil {
			t.Fatal(err)
		}
		r, err := db.Ordered(ctx, name, "n DESC, s")
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(r.Schema().Fields()); r.Schema().NumFields() != 2 {
			t.Fatalf("columns %s", got)
		}
		seen, last, most := 0, int64(rows), int64(0)
		for r.Next() {
			rec := r.Record()
			most = max(most, rec.NumRows())
			n := rec.Column(0).(*array.Int64)
			for i := range n.Len() {
				if n.Value(i) > last {
					t.Fatalf("%d rows: %d comes behind %d", rows, n.Value(i), last)
				}
				last = n.Value(i)
				seen++
			}
		}
		if err := r.Err(); err != nil {
			t.Fatal(err)
		}
		if seen != rows || most > pageRows {
			t.Errorf("%d rows came of %d, as many as %d at a time", seen, rows, most)
		}
		r.Release()
	}
	_, left, err := db.Query(ctx, "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'page%'")
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// A reader that is given up in the middle, or whose run is cancelled, leaves the
// database fit for use.
func TestOrderedGivenUp(t *testing.T) {
	usual := pageRows
	defer func() { pageRows = usual }()
	pageRows = 100
	db := open(t)
	if err := db.Exec(context.Background(), "CREATE TABLE t AS SELECT i AS n FROM range(1000) r(i)"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	r, err := db.Ordered(ctx, "t", "n")
	if err != nil {
		t.Fatal(err)
	}
	if !r.Next() {
		t.Fatal("no rows")
	}
	cancel()
	for r.Next() {
	}
	if r.Err() == nil {
		t.Error("a cancelled run reads on to the end")
	}
	r.Release()
	if _, rows, err := db.Query(context.Background(), "SELECT count(*) FROM t"); err != nil || rows[0][0] != int64(1000) {
		t.Errorf("%v, %v", rows, err)
	}
}

// The rows of a query come all, and no more than a page at a time; where there are more
// than a page nothing is left behind in the database.
func TestPages(t *testing.T) {
	ctx := context.Background()
	usual := pageRows
	defer func() { pageRows = usual }()
	pageRows = 100
	db := open(t)
	for _, rows := range []int{0, 1, 100, 101, 1234} {
		seen := map[int64]bool{}
		err := db.Pages(ctx, fmt.Sprintf("WITH t AS (SELECT i, 'x' || i AS s FROM range(%d) r(i)) SELECT * FROM t", rows), func(columns []string, page [][]any) error {
			if fmt.Sprint(columns) != "[i s]" || int64(len(page)) > pageRows {
				t.Errorf("%d rows of %v at a time", len(page), columns)
			}
			for _, r := range page {
				if n := r[0].(int64); r[1] != fmt.Sprintf("x%d", n) || seen[n] {
					t.Errorf("%v", r)
				} else {
					seen[n] = true
				}
			}
			return nil
		})
		if err != nil || len(seen) != rows {
			t.Errorf("%d rows of %d: %v", len(seen), rows, err)
		}
	}
	_, left, err := db.Query(ctx, "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'page%'")
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
