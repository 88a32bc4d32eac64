package duck

import (
	"context"
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
