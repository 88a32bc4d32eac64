package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/manifest"
	"sanlv/reports"
)

// RewriteOptions say which reports of the last publication to write again.
type RewriteOptions struct {
	Out      string
	Names    []string // folders or files, with or without ending: 台账, 看板, 三率一度汇总表; none for all
	Keep     int
	Share    *int // the group to which the publication is opened; nil for none
	Writers  []reports.Writer
	Progress Progress
	Log      *slog.Logger

	disk disk // nil for that of this machine
}

// UnwrittenError means that no report has a name that was asked for.
type UnwrittenError struct {
	Name  string
	Known []string
}

func (e *UnwrittenError) Error() string { return fmt.Sprintf("no report is called %q", e.Name) }

// DamagedError means that a file of a publication is not as it was published.
type DamagedError struct{ Dir, File string }

func (e *DamagedError) Error() string {
	return fmt.Sprintf("%s of %s is not as it was published", e.File, e.Dir)
}

// Rewritten is what came of writing reports again.
type Rewritten struct {
	Dir, RunID     string
	Files          []string // written again
	Kept           int      // taken over as they were
	Inputs         int
	ManifestSHA256 string
}

// keptAlways are the files of a publication that rest on the inputs themselves.
func keptAlways(name string) bool {
	return strings.HasPrefix(name, catalog.DataFolder) || strings.HasPrefix(name, catalog.TraceFolder) || strings.HasPrefix(name, reports.CopyFolder+"/")
}

// Rewrite publishes the last publication once more with its reports written again
// from the data published in it, by this version of the program; no input is read.
func Rewrite(ctx context.Context, o RewriteOptions) (_ *Rewritten, err error) {
	if o.disk == nil {
		o.disk = localDisk{}
	}
	lock, err := takeLock(o.Out)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	dir, err := Latest(o.Out)
	if err != nil {
		return nil, err
	}
	m, err := manifest.Read(dir)
	if err != nil {
		return nil, err
	}
	stage, err := newStage(ctx, o.disk, o.Out)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, stage.discard()) }()

	o.Progress.Step("核对数据")
	w := &rewriting{stage: stage, names: o.Names, written: map[string]bool{}}
	done := &Rewritten{Inputs: len(m.Inputs)}
	for _, f := range m.Outputs {
		if keptAlways(f.File) || !w.wants(f.File) {
			if err := stage.copyAs(dir, f, f.File); err != nil {
				return nil, err
			}
			done.Kept++
		}
	}
	o.Progress.Step("写报表")
	source := openPublished(dir, m.Outputs)
	pub := reports.Publication{Source: source}
	if pub.Meta, err = source.meta(); err != nil {
		return nil, err
	}
	if pub.Past, err = source.past(); err != nil {
		return nil, err
	}
	if err := withBefore(ctx, &pub, dir, m.Outputs); err != nil {
		return nil, err
	}
	if m.Version != catalog.Version {
		h := sha256.New()
		fmt.Fprintf(h, "%q\n%q\n%q\n", m.RunID, catalog.Version, o.Names)
		m.RunID, m.Version = hex.EncodeToString(h.Sum(nil)), catalog.Version
		pub.Meta.RunID, pub.Meta.Version = m.RunID[:8], m.Version
	}
	for _, writer := range o.Writers {
		if err := writer.Write(ctx, pub, w); err != nil {
			return nil, fmt.Errorf("write reports: %w", err)
		}
	}
	if err := w.complete(); err != nil {
		return nil, err
	}
	if err := stage.writeManifest(m); err != nil {
		return nil, err
	}
	done.ManifestSHA256 = stage.outputs[len(stage.outputs)-1].SHA256
	o.Progress.Step("发布")
	done.Files, done.RunID = w.files(), m.RunID[:8]
	if o.Share != nil {
		if err := stage.share(*o.Share); err != nil {
			return nil, err
		}
	}
	if done.Dir, err = stage.publish(pub.Meta.AsOf, m.RunID); err != nil {
		return nil, err
	}
	if _, err := stage.retain(o.Keep); err != nil {
		o.Log.Warn("earlier publications cannot be taken away", "error", err)
	}
	return done, nil
}

// rewriting is a Sink that lets through what is to be written again.
type rewriting struct {
	stage   *stage
	names   []string
	written map[string]bool // every name that a writer gave: is it wanted
}

// wants reports whether a file goes by one of the names.
func (w *rewriting) wants(file string) bool {
	return len(w.names) == 0 || slices.ContainsFunc(w.names, func(name string) bool { return called(file, name) })
}

// called reports whether a file is that of a name: itself, with or without folder
// and ending, or a folder above it.
func called(file, name string) bool {
	name = strings.TrimSuffix(filepath.ToSlash(name), "/")
	bare := strings.TrimSuffix(file, path.Ext(file))
	return name == file || name == bare || name == path.Base(file) || name == path.Base(bare) || strings.HasPrefix(file, name+"/")
}

// Create implements reports.Sink.
func (w *rewriting) Create(name string) (io.WriteCloser, error) {
	wanted := w.wants(name) && !keptAlways(name)
	w.stage.mu.Lock()
	w.written[name] = wanted
	w.stage.mu.Unlock()
	if !wanted {
		return nothing{}, nil
	}
	return w.stage.Create(name)
}

// nothing takes what is not wanted.
type nothing struct{}

func (nothing) Write(p []byte) (int, error) { return len(p), nil }
func (nothing) Close() error                { return nil }

func (w *rewriting) files() []string {
	var out []string
	for name, wanted := range w.written {
		if wanted {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// complete checks that every name that was asked for is a report.
func (w *rewriting) complete() error {
	for _, name := range w.names {
		if slices.ContainsFunc(w.files(), func(file string) bool { return called(file, name) }) {
			continue
		}
		e := &UnwrittenError{Name: name}
		for file := range w.written {
			if !keptAlways(file) {
				folder, _, _ := strings.Cut(file, "/")
				e.Known = append(e.Known, strings.TrimSuffix(folder, path.Ext(folder)))
			}
		}
		slices.Sort(e.Known)
		e.Known = slices.Compact(e.Known)
		return e
	}
	return nil
}

// copyAs takes a file of another publication over, as its manifest lists it, under a
// name in this one.
func (s *stage) copyAs(dir string, f manifest.FileHash, name string) error {
	from, err := os.Open(filepath.Join(dir, filepath.FromSlash(f.File)))
	if err != nil {
		return fmt.Errorf("take over %s: %w", f.File, err)
	}
	defer from.Close()
	to, err := s.Create(name)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	if err := errors.Join(err, to.Close()); err != nil {
		return fmt.Errorf("take over %s: %w", f.File, err)
	}
	if got := s.outputs[len(s.outputs)-1]; got.SHA256 != f.SHA256 {
		return &DamagedError{Dir: dir, File: f.File}
	}
	return nil
}
