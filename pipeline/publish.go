package pipeline

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"sanlv/pipeline/manifest"
)

const (
	stagePrefix = ".stage-"
	latestName  = "latest"
)

// stage is the folder in which a publication grows, beside its destination so
// that one rename publishes it. It is the reports' Sink.
type stage struct {
	out  string
	dir  string // becomes the run folder
	work string // database and spill files; never published

	mu      sync.Mutex
	outputs []manifest.FileHash
}

// newStage makes an empty stage and clears what a killed run left behind; the
// caller holds the lock.
func newStage(out string) (*stage, error) {
	left, err := filepath.Glob(filepath.Join(out, stagePrefix+"*"))
	if err != nil {
		return nil, fmt.Errorf("look for leftovers in %s: %w", out, err)
	}
	for _, dir := range left {
		if err := os.RemoveAll(dir); err != nil {
			return nil, fmt.Errorf("clear leftovers: %w", err)
		}
	}
	base, err := os.MkdirTemp(out, stagePrefix)
	if err != nil {
		return nil, fmt.Errorf("make stage: %w", err)
	}
	s := &stage{out: out, dir: filepath.Join(base, "run"), work: filepath.Join(base, "work")}
	for _, d := range []string{s.dir, s.work} {
		if err := os.Mkdir(d, 0o700); err != nil {
			return nil, fmt.Errorf("make stage: %w", err)
		}
	}
	return s, nil
}

// discard removes the stage, whatever became of the run.
func (s *stage) discard() error {
	if err := os.RemoveAll(filepath.Dir(s.dir)); err != nil {
		return fmt.Errorf("remove stage: %w", err)
	}
	return nil
}

// Create makes a file of the publication, readable by its owner only.
func (s *stage) Create(name string) (io.WriteCloser, error) {
	if !filepath.IsLocal(name) {
		return nil, fmt.Errorf("create %q: not below the run folder", name)
	}
	path := filepath.Join(s.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("create %s: %w", name, err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("create %s: %w", name, err)
	}
	return &output{stage: s, name: name, file: f, buf: bufio.NewWriterSize(f, 1<<18), sum: sha256.New()}, nil
}

// output is a file being written; it is on disk when Close returns nil.
type output struct {
	stage *stage
	name  string
	file  *os.File
	buf   *bufio.Writer
	sum   hash.Hash
	size  int64
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.buf.Write(p)
	o.sum.Write(p[:n])
	o.size += int64(n)
	if err != nil {
		return n, fmt.Errorf("write %s: %w", o.name, err)
	}
	return n, nil
}

func (o *output) Close() error {
	err := o.buf.Flush()
	if err == nil {
		err = o.file.Sync()
	}
	if err := errors.Join(err, o.file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", o.name, err)
	}
	o.stage.mu.Lock()
	defer o.stage.mu.Unlock()
	o.stage.outputs = append(o.stage.outputs, manifest.FileHash{File: o.name, SHA256: hex.EncodeToString(o.sum.Sum(nil)), Bytes: o.size})
	return nil
}

// writeManifest writes the manifest, the last file of a publication: a folder
// that has one is whole.
func (s *stage) writeManifest(m manifest.Manifest) error {
	m.Outputs = slices.SortedFunc(slices.Values(s.outputs), func(a, b manifest.FileHash) int { return cmp.Compare(a.File, b.File) })
	w, err := s.Create(manifest.Name)
	if err != nil {
		return err
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	if err := w.Close(); err != nil {
		return err
	}
	return filepath.WalkDir(s.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return syncDir(path)
	})
}

// publish puts the run folder in its place and points latest at it.
func (s *stage) publish(asOf time.Time, id string) (string, error) {
	name := asOf.Format(time.DateOnly) + "-" + id[:8]
	dir, err := s.place(name)
	if err != nil {
		return "", err
	}
	// a link cannot be replaced in place: a new one is renamed over it
	link := filepath.Join(filepath.Dir(s.dir), latestName)
	if err := os.Symlink(name, link); err != nil {
		return "", fmt.Errorf("publish: %w", err)
	}
	if err := os.Rename(link, filepath.Join(s.out, latestName)); err != nil {
		return "", fmt.Errorf("publish: %w", err)
	}
	return dir, syncDir(s.out)
}

// keepDraft puts the reports of a blocked run beside the publications.
func (s *stage) keepDraft(asOf time.Time, id string) (string, error) {
	return s.place(asOf.Format(time.DateOnly) + "-" + id[:8] + "-草稿")
}

// place renames the run folder to its name. A folder of that name, from an
// earlier run over the same inputs, changes places with it and goes with the
// stage, so that the name always leads to a whole publication.
func (s *stage) place(name string) (string, error) {
	dir := filepath.Join(s.out, name)
	err := os.Rename(s.dir, dir)
	if errors.Is(err, os.ErrExist) || errors.Is(err, unix.ENOTEMPTY) {
		err = unix.Renameat2(unix.AT_FDCWD, s.dir, unix.AT_FDCWD, dir, unix.RENAME_EXCHANGE)
	}
	if err != nil {
		return "", fmt.Errorf("publish %s: %w", name, err)
	}
	return dir, syncDir(s.out)
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("sync folder %s: %w", path, err)
	}
	return nil
}

// Latest returns the folder of the last publication below an output folder.
func Latest(out string) (string, error) {
	dir, err := filepath.EvalSymlinks(filepath.Join(out, latestName))
	if err != nil {
		return "", fmt.Errorf("find the last publication: %w", err)
	}
	if strings.HasPrefix(filepath.Base(dir), ".") {
		return "", fmt.Errorf("find the last publication: latest leads to %s", dir)
	}
	return dir, nil
}
