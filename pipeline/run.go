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
	Threads   int
	Memory    int64 // bytes, of database and readers together
	Unmasked  bool  // the marked copies show personal data
	Open      loaders.Opener
	Writers   []reports.Writer
	Progress  Progress
	Log       *slog.Logger // for whoever looks after the program; never told of a person
}

// Progress is told how the run goes. Calls may come from several goroutines.
type Progress interface {
	// Step starts a named step.
	Step(name string)
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
	Findings   []finding.Finding
	County     []CountyFigure
	Period     int
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

// Run makes one publication. On a *BlockedError the outcome is given too.
func Run(ctx context.Context, o Options) (_ *Outcome, err error) {
	// half of the memory is the readers' and the writers', half the database's
	own := o.Memory / 2
	if own > 0 {
		defer debug.SetMemoryLimit(debug.SetMemoryLimit(own))
	}
	lock, err := takeLock(o.Out)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, lock.release()) }()

	cat, settings, err := LoadCatalog(o.Reference, o.AsOf)
	if err != nil {
		return nil, err
	}

	o.Progress.Step("查找文件")
	files, err := loaders.Discover(ctx, o.In)
	if err != nil {
		return nil, fmt.Errorf("discover %s: %w", o.In, err)
	}
	id, err := identity(cat, settings, files, o.Unmasked)
	if err != nil {
		return nil, err
	}

	stage, err := newStage(o.Out)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, stage.discard()) }()
	db, err := duck.Open(ctx, duck.Options{
		Path:    filepath.Join(stage.work, "work.duckdb"),
		Threads: o.Threads,
		Memory:  o.Memory - own,
		TempDir: filepath.Join(stage.work, "spill"),
	})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()

	b := &batch{db: db, cat: cat, settings: settings}
	if err := b.createTables(ctx); err != nil {
		return nil, err
	}
	o.Progress.Step("读取表格")
	if err := b.read(ctx, files, o); err != nil {
		return nil, err
	}
	o.Log.Info("read", "run", id[:8], "files", len(files), "sheets", len(b.intake()), "findings", len(b.findings))
	o.Progress.Step("计算")
	if err := b.build(ctx, beforeChecks); err != nil {
		return nil, err
	}
	o.Progress.Step("检查")
	if err := b.check(ctx); err != nil {
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
	pub, err := b.publication(ctx, id, blocked != "")
	if err != nil {
		return nil, err
	}
	if pub.Copies, err = b.copies(ctx, o); err != nil {
		return nil, err
	}
	pub.Meta.Unmasked = o.Unmasked
	for _, w := range o.Writers {
		if err := w.Write(ctx, pub, stage); err != nil {
			return nil, fmt.Errorf("write reports: %w", err)
		}
	}
	steps, err := b.rowCounts(ctx)
	if err != nil {
		return nil, err
	}
	m := newManifest(cat, settings, files, id, steps, b.findings, blocked)
	m.Unmasked = o.Unmasked
	if err := stage.writeManifest(m); err != nil {
		return nil, err
	}
	outcome, err := b.outcome(ctx, files, id)
	if err != nil {
		return nil, err
	}

	if blocked != "" {
		outcome.Dir, err = stage.keepDraft(o.AsOf, id)
		if err != nil {
			return nil, err
		}
		return outcome, &BlockedError{Reason: blocked, Draft: outcome.Dir}
	}
	o.Progress.Step("发布")
	outcome.Dir, err = stage.publish(o.AsOf, id)
	if err != nil {
		return nil, err
	}
	return outcome, nil
}

// LoadCatalog reads models and reference files and resolves the parameters of an
// as-of date. Findings in them come as a *catalog.ConfigError.
func LoadCatalog(override fs.FS, asOf time.Time) (*catalog.Catalog, catalog.Settings, error) {
	cat, err := catalog.Open(override)
	if err != nil {
		return nil, catalog.Settings{}, err
	}
	settings, findings := cat.Settings(asOf)
	if len(findings) > 0 {
		return nil, catalog.Settings{}, &catalog.ConfigError{Findings: findings}
	}
	return cat, settings, nil
}
