package duck

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// pageRows is how many rows of a long table are held at a time. Tests lower it.
var pageRows int64 = 1 << 16

// pages numbers the tables of numbered rows of the process.
var pages atomic.Int64

// Ordered gives the rows of a table in an order that leaves none undecided, as
// Arrow records. The library holds an answer as a whole; a long table is therefore
// numbered into another one, which the database keeps within its own memory and its
// folder for what does not fit, and is read page by page. The caller releases the
// reader before the database is closed.
func (db *DB) Ordered(ctx context.Context, table, order string) (array.RecordReader, error) {
	_, rows, err := db.Query(ctx, "SELECT count(*) FROM "+table)
	if err != nil {
		return nil, err
	}
	all := rows[0][0].(int64)
	if all <= pageRows {
		return db.Records(ctx, "SELECT * FROM "+table+" ORDER BY "+order)
	}
	name := fmt.Sprintf("page_%d", pages.Add(1))
	if err := db.Exec(ctx, fmt.Sprintf("CREATE TEMP TABLE %s AS SELECT row_number() OVER (ORDER BY %s) AS _place, * FROM %s", name, order, table)); err != nil {
		return nil, err
	}
	p := &paged{db: db, ctx: ctx, name: name, rows: all}
	if err := p.turn(); err != nil {
		p.Release()
		return nil, err
	}
	return p, nil
}

// paged reads a table of numbered rows.
type paged struct {
	db   *DB
	ctx  context.Context // of the query, as with the answers that the library gives
	name string
	rows int64
	read int64 // rows of the pages so far
	page array.RecordReader
	err  error
}

// turn gets the next page.
func (p *paged) turn() (err error) {
	if p.page != nil {
		p.page.Release()
		p.page = nil
	}
	p.page, err = p.db.Records(p.ctx, fmt.Sprintf("SELECT * EXCLUDE (_place) FROM %s WHERE _place > %d AND _place <= %d ORDER BY _place", p.name, p.read, p.read+pageRows))
	p.read += pageRows
	return err
}

// Next implements array.RecordReader.
func (p *paged) Next() bool {
	for p.err == nil && p.page != nil {
		if p.page.Next() {
			return true
		}
		if p.err = p.page.Err(); p.err != nil || p.read >= p.rows {
			return false
		}
		p.err = p.turn()
	}
	return false
}

// Schema implements array.RecordReader.
func (p *paged) Schema() *arrow.Schema { return p.page.Schema() }

// Record implements array.RecordReader.
func (p *paged) Record() arrow.Record { return p.page.Record() }

// Err implements array.RecordReader.
func (p *paged) Err() error { return p.err }

// Retain implements array.RecordReader; the reader has one owner.
func (p *paged) Retain() {}

// Release implements array.RecordReader.
func (p *paged) Release() {
	if p.page != nil {
		p.page.Release()
		p.page = nil
	}
	// it goes with the database in any case
	_ = p.db.Exec(context.WithoutCancel(p.ctx), "DROP TABLE IF EXISTS "+p.name)
}

// Pages hands over the rows of a query in no order, a page at a time. A query of
// more rows than a page is put into a table first, for the library holds an answer
// as a whole.
func (db *DB) Pages(ctx context.Context, sql string, each func(columns []string, rows [][]any) error) (err error) {
	columns, rows, err := db.Query(ctx, fmt.Sprintf("SELECT * FROM (%s) LIMIT %d", sql, pageRows+1))
	if err != nil {
		return err
	}
	if int64(len(rows)) <= pageRows {
		return each(columns, rows)
	}
	name := fmt.Sprintf("page_%d", pages.Add(1))
	if err := db.Exec(ctx, fmt.Sprintf("CREATE TEMP TABLE %s AS SELECT row_number() OVER () AS _place, * FROM (%s)", name, sql)); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Exec(context.WithoutCancel(ctx), "DROP TABLE "+name)) }()
	return db.InOrder(ctx, name, "_place", "* EXCLUDE (_place)", func(_ int64, rows [][]any) error { return each(columns, rows) })
}

// InOrder hands over columns of a table whose rows a column numbers without gaps, in
// that order, a page at a time, each with the number of its first row.
func (db *DB) InOrder(ctx context.Context, table, number, columns string, each func(first int64, rows [][]any) error) error {
	_, ends, err := db.Query(ctx, fmt.Sprintf("SELECT min(%[1]s), max(%[1]s) FROM %[2]s", number, table))
	if err != nil || ends[0][0] == nil {
		return err
	}
	for first, last := ends[0][0].(int64), ends[0][1].(int64); first <= last; first += pageRows {
		_, rows, err := db.Query(ctx, fmt.Sprintf("SELECT %[1]s FROM %[2]s WHERE %[3]s >= %[4]d AND %[3]s < %[5]d ORDER BY %[3]s", columns, table, number, first, first+pageRows))
		if err != nil {
			return err
		}
		if err := each(first, rows); err != nil {
			return err
		}
	}
	return nil
}
