package pipeline

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sanlv/pipeline/diff"
	"sanlv/pipeline/manifest"
	"sanlv/reports"
)

// lookBack compares what is on the stage with the last publication of another
// identity and gathers the runs before. What it finds is published with the
// trace, so that the reports can be written again. blind says that there was one
// and that nothing can be told of it.
func (s *stage) lookBack(ctx context.Context, m *manifest.Manifest, o Options, pub *reports.Publication) (blind bool, err error) {
	kept, err := s.compare(ctx, m, o, pub)
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if err != nil {
		// nobody can do anything about an earlier publication that is gone or damaged
		o.Log.Warn("the last publication cannot be compared with", "error", err)
		if kept, err = s.seenBefore(ctx, m, pub); err != nil {
			return false, err
		}
		if blind = kept == nil; blind {
			pub.Past, err = s.gather(ctx, m, o, nil, nil)
		}
	}
	if err != nil {
		return blind, err
	}
	if err := s.writeJSON(reports.PastFile, pub.Past); err != nil {
		return blind, err
	}
	return blind, s.keep(kept, pub)
}

// seenBefore takes what this run knows of those before from its own publication,
// where it was made before: what it looked back on then may be gone by now.
func (s *stage) seenBefore(ctx context.Context, m *manifest.Manifest, pub *reports.Publication) (*earlier, error) {
	dir, err := Latest(s.out)
	if err != nil {
		return nil, nil
	}
	was, err := manifest.Read(dir)
	if err != nil || was.RunID != m.RunID {
		return nil, nil
	}
	e, past := &earlier{dir: dir}, &earlier{dir: dir}
	if err := errors.Join(past.take(ctx, was.Outputs, func(name string) bool { return name == reports.PastFile }),
		e.take(ctx, was.Outputs, func(name string) bool { return name == reports.BeforeFile })); err != nil || len(past.files) == 0 {
		return nil, ctx.Err()
	}
	m.ComparedWith = was.ComparedWith
	if pub.Past, err = openPublished(dir, was.Outputs).past(); err != nil {
		return nil, err
	}
	return e, withBefore(ctx, pub, dir, was.Outputs)
}

// compare tells what changed since the last publication of another identity, where
// there is one, and gathers the runs before.
func (s *stage) compare(ctx context.Context, m *manifest.Manifest, o Options, pub *reports.Publication) (kept *earlier, err error) {
	before, err := previous(s.out, m.RunID)
	if err != nil {
		return nil, err
	}
	var change *reports.Difference
	if before != nil {
		if change, err = diff.Compare(ctx, *before, diff.Side{Dir: s.dir, Manifest: *m}, s.limits(o)); err != nil {
			return nil, err
		}
		change.After.Folder = folderOf(m)
		if kept, err = earlierOf(ctx, pub, change, before.Dir, before.Manifest.Outputs); err != nil {
			return nil, err
		}
		m.ComparedWith = &manifest.Earlier{Folder: change.Before.Folder, RunID: change.Before.RunID}
	}
	pub.Past, err = s.gather(ctx, m, o, before, change)
	return kept, err
}

// gather puts the runs before and this one together with what changed.
func (s *stage) gather(ctx context.Context, m *manifest.Manifest, o Options, before *diff.Side, change *reports.Difference) (past reports.Past, err error) {
	past.Change = change
	list := histories(s.out, before, diff.History{Name: folderOf(m), File: filepath.Join(s.dir, "data", "indicators.parquet"), Changed: change.ChangedRules()})
	var unread error
	if past.Runs, unread, err = diff.Runs(ctx, list, s.limits(o)); err != nil {
		return past, err
	}
	if unread != nil {
		o.Log.Warn("some of the history cannot be read", "error", unread)
	}
	for i := range past.Runs {
		past.Runs[i].This = past.Runs[i].Name == folderOf(m)
	}
	return past, nil
}

// limits are those of the comparison, for which the batch leaves room.
func (s *stage) limits(o Options) diff.Options {
	return diff.Options{Threads: o.Threads, Memory: o.Memory / 4, TempDir: filepath.Join(s.work, "past")}
}

// folderOf is the folder of the publication of a manifest.
func folderOf(m *manifest.Manifest) string { return m.AsOf + "-" + m.RunID[:8] }

// previous finds the last publication of another identity: the one that latest
// leads to or, where that is of this identity, the one that it was compared with,
// so that a repeated run says the same. It is nil where there is none.
func previous(out, id string) (*diff.Side, error) {
	dir, err := Latest(out)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	m, err := manifest.Read(dir)
	if err != nil {
		return nil, err
	}
	if m.RunID == id {
		if m.ComparedWith == nil {
			return nil, nil
		}
		dir = filepath.Join(out, m.ComparedWith.Folder)
		if m, err = manifest.Read(dir); err != nil {
			return nil, err
		}
	}
	return &diff.Side{Dir: dir, Manifest: m}, nil
}

// shownRuns is how many of the last runs are told one by one; of the months before
// them each has its last run.
const shownRuns = 60

// histories lists this run and those before it. What changed in the rules with
// each of these is taken from the publication before, which was there.
func histories(out string, before *diff.Side, this diff.History) []diff.History {
	entries, err := os.ReadDir(filepath.Join(out, historyFolder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return []diff.History{this}
	}
	changed := map[string][]string{}
	if before != nil {
		if past, err := openPublished(before.Dir, before.Manifest.Outputs).past(); err == nil {
			for _, r := range past.Runs {
				changed[r.Name] = append([]string{}, r.Changed...)
			}
		}
	}
	type kept struct {
		diff.History
		asOf string
		made time.Time
	}
	var list []kept
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".parquet")
		info, err := e.Info()
		if ok && err == nil && name != this.Name && runFolder.MatchString(name) {
			list = append(list, kept{diff.History{Name: name, File: filepath.Join(out, historyFolder, e.Name()), Changed: changed[name]}, reports.PastRun{Name: name}.AsOf(), info.ModTime()})
		}
	}
	slices.SortFunc(list, func(a, b kept) int {
		return cmp.Or(cmp.Compare(a.asOf, b.asOf), a.made.Compare(b.made), cmp.Compare(a.Name, b.Name))
	})
	last := kept{History: this, asOf: reports.PastRun{Name: this.Name}.AsOf()}
	at := slices.IndexFunc(list, func(k kept) bool { return k.asOf > last.asOf })
	if at < 0 {
		at = len(list)
	}
	list = slices.Insert(list, at, last)
	var runs []diff.History
	for i, k := range list {
		if month := len("2006-01"); i < len(list)-shownRuns && k.asOf[:month] == list[i+1].asOf[:month] && k.Name != this.Name {
			continue
		}
		runs = append(runs, k.History)
	}
	return runs
}
