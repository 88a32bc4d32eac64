package pipeline

import (
	"bufio"
	"cmp"
	"context"
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
	stagePrefix   = ".stage-"
	latestName    = "latest"
	draftEnding   = "-草稿"
	historyFolder = "history"
	// displacedFolder holds, below a stage, the publication that makes room for another.
	displacedFolder = "displaced"
)

// stage is the folder in which a publication grows, beside its destination so
// that one rename publishes it. It is the reports' Sink.
type stage struct {
	disk disk
	out  string
	dir  string // becomes the run folder
	work string // database and spill files; never published
	// leftovers is how many stages of runs that did not end were cleared away.
	leftovers int
	// stopped says why nothing more is to be written: a writer in the middle of a
	// long workbook learns of it at its next write.
	stopped func() error

	mu      sync.Mutex
	outputs []manifest.FileHash
}

// newStage makes an empty stage and clears what a killed run left behind; the
// caller holds the lock.
func newStage(ctx context.Context, d disk, out string) (*stage, error) {
	left, err := filepath.Glob(filepath.Join(out, stagePrefix+"*"))
	if err != nil {
		return nil, fmt.Errorf("look for leftovers in %s: %w", out, err)
	}
	for _, dir := range left {
		if err := clearStage(d, out, dir); err != nil {
			return nil, fmt.Errorf("clear leftovers: %w", err)
		}
	}
	base, err := d.MkdirTemp(out, stagePrefix)
	if err != nil {
		return nil, fmt.Errorf("make stage: %w", err)
	}
	s := &stage{disk: d, out: out, dir: filepath.Join(base, "run"), work: filepath.Join(base, "work"), leftovers: len(left), stopped: ctx.Err}
	for _, dir := range []string{s.dir, s.work} {
		if err := d.Mkdir(dir); err != nil {
			return nil, errors.Join(fmt.Errorf("make stage: %w", err), s.discard())
		}
	}
	return s, nil
}

// discard removes the stage, whatever became of the run.
func (s *stage) discard() error {
	if err := clearStage(s.disk, s.out, filepath.Dir(s.dir)); err != nil {
		return fmt.Errorf("remove stage: %w", err)
	}
	return nil
}

// clearStage removes a stage. A publication that made room for one that never came
// is put back first.
func clearStage(d disk, out, dir string) error {
	displaced, err := os.ReadDir(filepath.Join(dir, displacedFolder))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	for _, e := range displaced {
		place := filepath.Join(out, e.Name())
		if _, err := os.Lstat(place); err == nil {
			continue // the other one came
		} else if !errors.Is(err, os.ErrNotExist) {
			return err
		}
		if err := errors.Join(d.Rename(filepath.Join(dir, displacedFolder, e.Name()), place), d.SyncDir(out)); err != nil {
			return err
		}
	}
	return d.RemoveAll(dir)
}

// Create makes a file of the publication, readable by its owner only.
func (s *stage) Create(name string) (io.WriteCloser, error) {
	if !filepath.IsLocal(name) {
		return nil, fmt.Errorf("create %q: not below the run folder", name)
	}
	if err := s.stopped(); err != nil {
		return nil, err
	}
	path := filepath.Join(s.dir, filepath.FromSlash(name))
	if err := s.makeFolders(name); err != nil {
		return nil, fmt.Errorf("create %s: %w", name, err)
	}
	f, err := s.disk.Create(path)
	if err != nil {
		return nil, fmt.Errorf("create %s: %w", name, err)
	}
	return &output{stage: s, name: name, file: f, buf: bufio.NewWriterSize(f, 1<<18), sum: sha256.New()}, nil
}

// makeFolders makes the folders of a file below the run folder, one by one: were
// that gone, with the disk it stands on, a new one in its place would lack what
// was written before and be published all the same.
func (s *stage) makeFolders(name string) error {
	folders := strings.Split(filepath.ToSlash(name), "/")
	path := s.dir
	for _, folder := range folders[:len(folders)-1] {
		path = filepath.Join(path, folder)
		if err := s.disk.Mkdir(path); err != nil {
			return err
		}
	}
	return nil
}

// output is a file being written; it is on disk when Close returns nil.
type output struct {
	stage *stage
	name  string
	file  diskFile
	buf   *bufio.Writer
	sum   hash.Hash
	size  int64
}

func (o *output) Write(p []byte) (int, error) {
	if err := o.stage.stopped(); err != nil {
		return 0, err
	}
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
	if err := errors.Join(e.Encode(m), w.Close()); err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	return s.syncFolders()
}

// syncFolders has the disk keep which files the folders hold.
func (s *stage) syncFolders() error {
	return filepath.WalkDir(s.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return s.sync(path)
	})
}

// folderName is the name of the publication of a run.
func folderName(asOf time.Time, id string) string { return asOf.Format(time.DateOnly) + "-" + id[:8] }

// publish puts the run folder in its place, its indicators into the history, and
// points latest at it. Whatever of this is cut short, latest leads to a whole
// publication, and the next run of the same inputs does the rest.
func (s *stage) publish(asOf time.Time, id string) (string, error) {
	name := folderName(asOf, id)
	dir, err := s.place(name)
	if err != nil {
		return "", err
	}
	if err := s.keepHistory(dir, name); err != nil {
		return "", err
	}
	// a link cannot be replaced in place: a new one is renamed over it
	link := filepath.Join(filepath.Dir(s.dir), latestName)
	if err := s.disk.Symlink(name, link); err != nil {
		return "", fmt.Errorf("publish: %w", err)
	}
	if err := s.disk.Rename(link, filepath.Join(s.out, latestName)); err != nil {
		return "", fmt.Errorf("publish: %w", err)
	}
	return dir, s.sync(s.out)
}

// keepDraft puts the reports of a blocked run beside the publications.
func (s *stage) keepDraft(asOf time.Time, id string) (string, error) {
	return s.place(folderName(asOf, id) + draftEnding)
}

// place renames the run folder to its name. A folder of that name, from an
// earlier run over the same inputs, changes places with it and goes with the
// stage, so that the name always leads to a whole publication.
func (s *stage) place(name string) (string, error) {
	dir := filepath.Join(s.out, name)
	err := s.disk.Rename(s.dir, dir)
	if errors.Is(err, os.ErrExist) || errors.Is(err, unix.ENOTEMPTY) {
		err = s.disk.Exchange(s.dir, dir)
		if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EOPNOTSUPP) {
			err = s.displace(dir)
		}
	}
	if err != nil {
		return "", fmt.Errorf("publish %s: %w", name, err)
	}
	return dir, s.sync(s.out)
}

// displace does what Exchange does where the file system cannot, as on network
// disks: the old publication makes room, the new one takes its place. Were the run
// killed in between, the stage would still hold the old one, and whoever clears the
// stage puts it back.
func (s *stage) displace(dir string) error {
	aside := filepath.Join(filepath.Dir(s.dir), displacedFolder)
	if err := s.disk.Mkdir(aside); err != nil {
		return err
	}
	if err := s.disk.Rename(dir, filepath.Join(aside, filepath.Base(dir))); err != nil {
		return err
	}
	return s.disk.Rename(s.dir, dir)
}

// keepHistory copies the indicators of a publication to history/<name>.parquet.
// They stay when the publication itself goes.
func (s *stage) keepHistory(dir, name string) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("keep history: %w", err)
		}
	}()
	from, err := os.Open(filepath.Join(dir, "data", "indicators.parquet"))
	if errors.Is(err, os.ErrNotExist) {
		return nil // this run was not asked for data
	}
	if err != nil {
		return err
	}
	defer from.Close()
	copied := filepath.Join(filepath.Dir(s.dir), "history.parquet")
	to, err := s.disk.Create(copied)
	if err != nil {
		return err
	}
	if _, err = io.Copy(to, from); err == nil {
		err = to.Sync()
	}
	if err := errors.Join(err, to.Close()); err != nil {
		return err
	}
	folder := filepath.Join(s.out, historyFolder)
	if err := s.disk.Mkdir(folder); err != nil {
		return err
	}
	if err := s.disk.Rename(copied, filepath.Join(folder, name+".parquet")); err != nil {
		return err
	}
	return s.disk.SyncDir(folder)
}

func (s *stage) sync(path string) error {
	if err := s.disk.SyncDir(path); err != nil {
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
