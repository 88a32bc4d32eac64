package pipeline

import (
	"context"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"

	"sanlv/loaders"
	"sanlv/pipeline/finding"
)

// arriving takes rows in from several readers and hands them to the database many
// at a time: for the rows of one village a statement costs more than the rows.
type arriving struct {
	b      *batch
	tables map[string]string // by kind

	mu      sync.Mutex // the database takes one statement at a time
	rows    int64      // taken in so far
	waiting map[string][]arrow.Record
	held    int64 // rows that wait
	noticed []finding.Finding
}

// arrivingRows is how many rows wait at most, of all kinds together.
const arrivingRows = 32 << 10

// take takes over a batch.
func (a *arriving) take(ctx context.Context, b loaders.Batch) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rows += b.Record.NumRows()
	a.held += b.Record.NumRows()
	a.waiting[b.Kind] = append(a.waiting[b.Kind], b.Record)
	if a.held < arrivingRows {
		return nil
	}
	return a.load(ctx)
}

// load hands over all that waits.
func (a *arriving) load(ctx context.Context) error {
	for kind, records := range a.waiting {
		if err := a.b.db.Load(ctx, a.tables[kind], records...); err != nil {
			return err
		}
		for _, r := range records {
			r.Release()
		}
	}
	clear(a.waiting)
	a.held = 0
	return a.loadFound(ctx)
}

// found takes over the findings of a file.
func (a *arriving) found(ctx context.Context, fs []finding.Finding) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.noticed = append(a.noticed, fs...); len(a.noticed) < arrivingRows {
		return nil
	}
	return a.loadFound(ctx)
}

func (a *arriving) loadFound(ctx context.Context) error {
	fs := a.noticed
	a.noticed = nil
	return a.b.found(ctx, fs)
}

// end hands over the last rows.
func (a *arriving) end(ctx context.Context) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.load(ctx)
}

// count is how many rows were taken in.
func (a *arriving) count() int64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.rows
}
