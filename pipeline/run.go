// Package pipeline is the story of one batch: discover, read, load, transform,
// check, report, publish. Run tells it from top to bottom.
package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"runtime/debug"
	"time"

	"sanlv/loaders"
	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
	"sanlv/pipeline/internal/duck"
	"sanlv/reports"
)

// Options say what to run. The zero value of a limit means its default.
type Options struct {
	In        string // folder tree of the county's files
	Out       string // publications go to <Out>/<as-of>-<run id>, and latest points to the last
	Reference fs.FS  // the office's own reference files, overriding ours one by one; nil for none
	AsOf      time.Time
	Cache     string // folder of what was read before, or "" for none
	Keep      int    // how many earlier publications stay
	Share     *int   // the group to which the publication is opened; nil for none
	Threads   int
	Memory    int64 // bytes, of database and readers together
	Unmasked  bool  // the marked copies show personal data
	Open      loaders.Opener
	Data      reports.Writer   // of the published tables, which the comparison with the last run rests on
	Writers   []reports.Writer // of the reports
	Progress  Progress
	Log       *slog.Logger // for whoever looks after the program; never told of a person

	disk disk // nil for that of this machine
}

// Progress is told how the run goes. Calls may come from several goroutines.
type Progress interface {
	// Step starts a named step.
	Step(name string)
	// Unfinished tells that the last run did not end, and how it was known where
	// it left its name.
	Unfinished(owner *LockOwner)
	// Read tells that a file is done: how many of how many files and bytes, and
	// how many rows so far.
	Read(files, allFiles int, bytes, allBytes, rows int64)
}

// BlockedError means that the data do not allow a publication. The reports of
// what was found are in Draft; the last publication stands.
type BlockedError struct {
	Reason string // in Chinese
	Draft  string // folder
}

func (e *BlockedError) Error() string { return "publication blocked: " + e.Reason }

// Outcome is what a run came to.
type Outcome struct {
	Dir      string // of the publication, or of the draft
	RunID    string
	Files    int // read or refused
	Skipped  int
	Read     int64
	Loaded   int64
	Rejected int64
	// Recognised counts blank, title, header, total, footer and superseded rows.
	Recognised int64
	Findings   finding.Counts
	County     []CountyFigure
	Samples    []CountySample // of every county with a verification sample
	Period     int
	Reuse      Reuse
	Retired    int  // earlier publications that went
	Blind      bool // the publication to compare with is gone or damaged
	// ManifestSHA256 stands for all that was published.
	ManifestSHA256 string
}

// Reuse is what came of the cache. Nothing that is published depends on it.
type Reuse struct {
	Files    int  // not read again
	Copies   int  // marked copies not drawn again
	Damaged  int  // entries that were there and could not be used
	Replaced bool // entries of another version were cleared away
	Unusable bool
}

// CountyFigure is one of the figures of the closing summary.
type CountyFigure struct {
	Area, Indicator, Label string
	Numerator, Denominator int64
	Unknown                int64
	Unit                   string
	Headline               bool // one of the four of 三率一度
	Verdicts               []StandardVerdict
	Expected, Arrived      int64
}

// StandardVerdict is the verdict of one standard, with what it asks.
type StandardVerdict struct{ Standard, Comparator, Threshold, Verdict string }

// CountySample is what the verification sample of a county says of the standards.
type CountySample struct {
	Area, Batch               string
	Villages, Drawn, Surveyed int64
	Sentences                 []string // one for all standards that ask the same
}

// smallPart is how many times the memory must hold the files of a small county.
// All its tables, some twenty times as large as its workbooks, stay in memory,
// where filling one does not wait for the disk; and one thread fills them, for
// several pass hundreds of small tables to and fro longer than they work on them.
const smallPart = 512

// Run makes one publication. On a *BlockedError the outcome is given too.
func Run(ctx context.Context, o Options) (_ *Outcome, err error) {
	// half of the memory is the readers' and the writers', half the database's
	own := o.Memory / 2
	if own > 0 {
		defer debug.SetMemoryLimit(debug.SetMemoryLimit(own))
	}
	defer func() {
		// the database says "interrupted", a reader something else: all for one reason
		if err != nil && ctx.Err() != nil {
			err = errors.Join(ctx.Err(), err)
		}
	}()
	if o.disk == nil {
		o.disk = localDisk{}
	}
	lock, err := takeLock(o.Out)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, lock.release()) }()

	cat, settings, err := catalog.OpenOn(o.Reference, o.AsOf)
	if err != nil {
		return nil, err
	}
	if err := TryChecks(ctx, cat, settings); err != nil {
		return nil, err
	}

	o.Progress.Step("查找文件")
	files, err := loaders.Discover(ctx, o.In)
	if err != nil {
		return nil, fmt.Errorf("discover %s: %w", o.In, err)
	}
	stage, err := newStage(ctx, o.disk, o.Out)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, stage.discard()) }()
	if stage.leftovers > 0 {
		o.Log.Warn("the last run did not end; what it left was cleared", "owner", lock.left)
		o.Progress.Unfinished(lock.left)
	}
	if err := haveRoom(stage.work, size(files)); err != nil {
		return nil, err
	}
	limits := duck.Options{
		Path:    filepath.Join(stage.work, "work.duckdb"),
		Threads: o.Threads,
		Memory:  o.Memory - own,
		TempDir: filepath.Join(stage.work, "spill"),
	}
	if size(files) <= o.Memory/smallPart {
		limits.Path, limits.Threads = "", 1
	}
	db, err := duck.Open(ctx, limits)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()

	b := &batch{db: db, cat: cat, settings: settings, log: o.Log}
	if err := b.createTables(ctx); err != nil {
		return nil, err
	}
	o.Progress.Step("读取表格")
	if err := b.read(ctx, files, o); err != nil {
		return nil, err
	}
	files = b.files()
	id, err := identity(cat, settings, files, o.Unmasked)
	if err != nil {
		return nil, err
	}
	o.Log.Info("read", "run", id[:8], "reused", b.reuse.Files, "files", len(files), "sheets", len(b.intake()))
	o.Progress.Step("计算")
	if err := b.build(ctx, beforeChecks); err != nil {
		return nil, err
	}
	o.Progress.Step("检查")
	if err := b.check(ctx); err != nil {
		return nil, err
	}
	o.Progress.Step("推断")
	if err := b.estimate(ctx); err != nil {
		return nil, err
	}
	if err := b.build(ctx, afterChecks); err != nil {
		return nil, err
	}
	blocked, err := b.mayPublish(ctx)
	if err != nil {
		return nil, err
	}

	o.Progress.Step("写报表")
	found, err := b.countFindings(ctx)
	if err != nil {
		return nil, err
	}
	pub, err := b.publication(ctx, id, blocked != "")
	if err != nil {
		return nil, err
	}
	if pub.Copies, err = b.copies(ctx, o); err != nil {
		return nil, err
	}
	pub.Meta.Unmasked = o.Unmasked
	steps, err := b.rowCounts(ctx)
	if err != nil {
		return nil, err
	}
	m := newManifest(cat, settings, files, id, steps, found, blocked)
	m.Unmasked = o.Unmasked
	if err := o.Data.Write(ctx, pub, stage); err != nil {
		return nil, fmt.Errorf("write data: %w", err)
	}
	pub.Source = openPublished(stage.dir, stage.outputs) // bit by bit, where the database gives an answer as a whole
	blind, err := stage.lookBack(ctx, &m, o, &pub)
	if err != nil {
		return nil, err
	}
	for _, w := range o.Writers {
		if err := w.Write(ctx, pub, stage); err != nil {
			return nil, fmt.Errorf("write reports: %w", err)
		}
	}
	if b.cache != nil {
		b.reuse.Copies = int(b.cache.copied.Load())
		o.Log.Info("written", "copies-reused", b.reuse.Copies)
	}
	if err := stage.writeManifest(m); err != nil {
		return nil, err
	}
	outcome, err := b.outcome(ctx, files, id, found)
	if err != nil {
		return nil, err
	}

	outcome.Blind = blind
	outcome.ManifestSHA256 = stage.outputs[len(stage.outputs)-1].SHA256

	retire := func() {
		// what was made stands, whatever becomes of the earlier ones
		var err error
		if outcome.Retired, err = stage.retain(o.Keep); err != nil {
			o.Log.Warn("earlier publications cannot be taken away", "error", err)
		}
	}
	if blocked != "" {
		outcome.Dir, err = stage.keepDraft(o.AsOf, id)
		if err != nil {
			return nil, err
		}
		retire()
		return outcome, &BlockedError{Reason: blocked, Draft: outcome.Dir}
	}
	o.Progress.Step("发布")
	if o.Share != nil {
		if err := stage.share(*o.Share); err != nil {
			return nil, err
		}
	}
	outcome.Dir, err = stage.publish(o.AsOf, id)
	if err != nil {
		return nil, err
	}
	retire()
	return outcome, nil
}

// size is how many bytes there are to read.
func size(files []loaders.File) (n int64) {
	for _, f := range files {
		if f.Skip == "" {
			n += f.Size
		}
	}
	return n
}
