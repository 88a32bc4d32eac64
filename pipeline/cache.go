package pipeline

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"golang.org/x/sync/errgroup"

	"sanlv/loaders"
	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
)

// CacheFolder is where the cache stands below the output folder when no other
// place is named.
const CacheFolder = ".cache"

// cache keeps what reading a file gave, so that an unchanged file is not read
// twice. An entry is named by the hash of all that decides its content: the
// file's name and bytes, the dictionary, the version of the program. It holds
// what the inputs hold, personal data too, and is readable by its owner only. An
// entry that is damaged or incomplete is noticed and made anew. That the cache
// cannot be written never stops a run.
type cache struct {
	disk   disk
	dir    string
	salt   string
	schema map[string]*arrow.Schema // by kind
	log    *slog.Logger

	replayed atomic.Int64
	damaged  atomic.Int64
	copied   atomic.Int64
	replaced bool // the entries of another version were cleared away

	mu   sync.Mutex
	open map[string]*cacheEntry // by file name, while the file is being read
}

// cacheEntry is an entry being written: one Arrow stream a kind of sheet.
type cacheEntry struct {
	temp    string
	writers map[string]*ipc.Writer
	buffers map[string]*bufio.Writer
	files   map[string]diskFile
	err     error
}

// cacheIndex is the part of an entry that says it is whole: it is written last,
// below a line with the SHA-256 of its own text.
type cacheIndex struct {
	Key    string
	Files  map[string]string // name to SHA-256 of its content
	Result loaders.Result    // of reading; nothing of a marked copy

	// Of a marked copy: of whom names were asked for, and what stands for their names.
	Asked   []finding.About `json:",omitempty"`
	Answers string          `json:",omitempty"`
}

// cacheOwner says for what the entries of a cache were made.
type cacheOwner struct {
	Program string
	Salt    string
}

const (
	cacheIndexName = "index.json"
	cacheOwnerName = "cache.json"
	newEntryPrefix = ".new-"
	streamEnding   = ".arrow"
	// cacheDays is how long an entry stays that no run has asked for; of marked
	// copies, which are made again in a moment, copyDays.
	cacheDays, copyDays = 45, 3
)

// cacheEntryName is what the folder of an entry is called. Nothing else in the
// folder of a cache is ever touched.
var cacheEntryName = regexp.MustCompile(`^([0-9a-f]{64}(` + copyEnding + `)?|` + regexp.QuoteMeta(newEntryPrefix) + `.*)$`)

func newCache(d disk, dir string, cat *catalog.Catalog, log *slog.Logger) (*cache, error) {
	if err := d.MkdirAll(dir); err != nil {
		return nil, fmt.Errorf("make cache: %w", err)
	}
	h := sha256.New()
	fmt.Fprintf(h, "%q %d %q\n", catalog.Version, loaders.ReaderVersion, builtAs())
	c := &cache{disk: d, dir: dir, schema: map[string]*arrow.Schema{}, log: log, open: map[string]*cacheEntry{}}
	for _, f := range cat.Files {
		if catalog.DecidesReading(f.Name) {
			fmt.Fprintf(h, "%q %s\n", f.Name, f.SHA256)
		}
	}
	fmt.Fprintf(h, "%q\n", cat.OutOfForce())
	for i := range cat.Sheets {
		c.schema[cat.Sheets[i].Kind] = loaders.Schema(&cat.Sheets[i])
	}
	c.salt = hex.EncodeToString(h.Sum(nil))
	return c, c.own()
}

// builtAs tells one build of the program from another, so that a cache never
// outlives the code that filled it, also where nobody thought of its version.
func builtAs() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%d %d", info.Size(), info.ModTime().UnixNano())
}

// own makes the cache one for this program and these reference files: the entries
// of any other could never be asked for again.
func (c *cache) own() error {
	path := filepath.Join(c.dir, cacheOwnerName)
	raw, err := os.ReadFile(path)
	var was cacheOwner
	if err == nil && json.Unmarshal(raw, &was) == nil && was.Salt == c.salt {
		return c.sweep(time.Now())
	}
	cleared, err := clearCache(c.disk, c.dir)
	if err != nil {
		return err
	}
	c.replaced = cleared > 0
	raw, err = json.Marshal(cacheOwner{Program: "sanlv", Salt: c.salt})
	if err != nil {
		return fmt.Errorf("make cache: %w", err)
	}
	if err := writeNew(c.disk, path, raw); err != nil {
		return fmt.Errorf("make cache: %w", err)
	}
	return nil
}

// writeNew writes a small file under another name first.
func writeNew(d disk, path string, raw []byte) error {
	temp, err := d.MkdirTemp(filepath.Dir(path), newEntryPrefix)
	if err != nil {
		return err
	}
	f, err := d.Create(filepath.Join(temp, filepath.Base(path)))
	if err == nil {
		_, err = f.Write(raw)
		if err == nil {
			err = f.Sync()
		}
		err = errors.Join(err, f.Close())
	}
	if err == nil {
		err = d.Rename(filepath.Join(temp, filepath.Base(path)), path)
	}
	return errors.Join(err, d.RemoveAll(temp))
}

func (c *cache) key(f loaders.File) string {
	return sha256Of(fmt.Appendf(nil, "%s\n%q\n%s", c.salt, f.Name, f.SHA256))
}

func sha256Of(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// errDamaged means that an entry is there and cannot be used.
var errDamaged = errors.New("damaged")

// whole reads the index of an entry and checks all that the entry holds. Without
// an entry the index is nil.
func (c *cache) whole(ctx context.Context, key string) (*cacheIndex, error) {
	dir := filepath.Join(c.dir, key)
	raw, err := os.ReadFile(filepath.Join(dir, cacheIndexName))
	if err != nil {
		if _, there := os.Lstat(dir); there == nil {
			return nil, errDamaged
		}
		return nil, nil
	}
	var index cacheIndex
	sum, text, _ := bytes.Cut(raw, []byte{'\n'})
	if string(sum) != sha256Of(text) || json.Unmarshal(text, &index) != nil || index.Key != key {
		return nil, errDamaged
	}
	for name, want := range index.Files {
		if got, err := loaders.HashFile(ctx, filepath.Join(dir, name)); err != nil || got != want {
			return nil, errDamaged
		}
	}
	return &index, nil
}

// sound gives the index of the entry of a file whose rows can be used, all of
// them, before the first goes out.
func (c *cache) sound(ctx context.Context, f loaders.File) (*cacheIndex, error) {
	index, err := c.whole(ctx, c.key(f))
	if err != nil || index == nil {
		return nil, err
	}
	if index.Result.File.SHA256 != f.SHA256 {
		return nil, errDamaged
	}
	for name := range index.Files {
		if !c.fits(filepath.Join(c.dir, index.Key, name), strings.TrimSuffix(name, streamEnding)) {
			return nil, errDamaged
		}
	}
	return index, nil
}

// fits reports whether a stream has the columns that its kind has today.
func (c *cache) fits(path, kind string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	r, err := ipc.NewReader(file)
	if err != nil {
		return false
	}
	defer r.Release()
	return c.schema[kind] != nil && c.schema[kind].Equal(r.Schema())
}

// replay gives the rows of a cached file to emit and returns its result; ok is
// false when there is no sound entry, and then nothing was emitted.
func (c *cache) replay(ctx context.Context, f loaders.File, emit func(loaders.Batch) error) (_ loaders.Result, ok bool, _ error) {
	index, err := c.sound(ctx, f)
	if ctx.Err() != nil {
		return loaders.Result{}, false, ctx.Err()
	}
	if err != nil {
		c.damaged.Add(1)
		c.log.Warn("a cache entry is damaged; the file is read anew", "file", f.Name)
	}
	if err != nil || index == nil {
		return loaders.Result{}, false, nil
	}
	for name := range index.Files {
		if err := replayStream(ctx, filepath.Join(c.dir, index.Key, name), strings.TrimSuffix(name, streamEnding), emit); err != nil {
			return loaders.Result{}, false, fmt.Errorf("replay %s from the cache: %w", f.Name, err)
		}
	}
	c.used(index.Key)
	c.replayed.Add(1)
	index.Result.File = f // the folder may have moved
	return index.Result, true, nil
}

// used keeps an entry from being swept away.
func (c *cache) used(key string) {
	now := time.Now()
	if err := os.Chtimes(filepath.Join(c.dir, key, cacheIndexName), now, now); err != nil {
		c.log.Warn("a cache entry cannot be marked as used", "error", err)
	}
}

func replayStream(ctx context.Context, path, kind string, emit func(loaders.Batch) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	r, err := ipc.NewReader(file)
	if err != nil {
		return err
	}
	defer r.Release()
	for r.Next() {
		if err := ctx.Err(); err != nil {
			return err
		}
		rec := r.Record()
		rec.Retain() // the receiver releases it
		if err := emit(loaders.Batch{Kind: kind, Record: rec}); err != nil {
			return err
		}
	}
	return r.Err()
}

// keep adds a batch to the entry of the file it was read from.
func (c *cache) keep(b loaders.Batch) {
	if b.Record.NumRows() == 0 {
		return
	}
	c.mu.Lock()
	e := c.open[b.File]
	if e == nil {
		e = &cacheEntry{writers: map[string]*ipc.Writer{}, buffers: map[string]*bufio.Writer{}, files: map[string]diskFile{}}
		e.temp, e.err = c.disk.MkdirTemp(c.dir, newEntryPrefix)
		c.open[b.File] = e
	}
	c.mu.Unlock()
	if e.err == nil { // one goroutine a file
		e.err = e.write(c.disk, b.Kind, b.Record)
	}
}

func (e *cacheEntry) write(d disk, kind string, rec arrow.Record) error {
	w := e.writers[kind]
	if w == nil {
		f, err := d.Create(filepath.Join(e.temp, kind+streamEnding))
		if err != nil {
			return err
		}
		buf := bufio.NewWriterSize(f, 1<<18) // the writer writes in crumbs
		w = ipc.NewWriter(buf, ipc.WithSchema(rec.Schema()), ipc.WithZstd())
		e.writers[kind], e.buffers[kind], e.files[kind] = w, buf, f
	}
	return w.Write(rec)
}

// readAll replays the files that the cache knows and reads and keeps the others.
func (c *cache) readAll(ctx context.Context, reader *loaders.Reader, files []loaders.File, threads int, emit func(loaders.Batch) error, finished func(*loaders.Result) error) ([]loaders.Result, error) {
	var mu sync.Mutex
	var results []loaders.Result
	var fresh []loaders.File
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(max(1, threads))
	for _, f := range files {
		g.Go(func() error {
			var r loaders.Result
			ok := false
			if f.Skip == "" && f.SHA256 != "" { // one without a hash could not be read
				var err error
				if r, ok, err = c.replay(gctx, f, emit); err != nil {
					return err
				}
			}
			mu.Lock()
			defer mu.Unlock()
			if !ok {
				fresh = append(fresh, f)
				return nil
			}
			err := finished(&r)
			results = append(results, r)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	read, err := reader.ReadAll(ctx, fresh, threads, func(b loaders.Batch) error {
		c.keep(b)
		return emit(b)
	}, func(r *loaders.Result) error {
		// what went wrong in the program, or with a file in motion, may go right next time
		if r.File.Skip == "" && r.File.SHA256 != "" && r.Detail == nil && !changedWhileRead(*r) {
			if err := c.finish(ctx, *r); err != nil {
				c.log.Warn("the cache cannot be written; the file will be read again next time", "file", r.File.Name, "error", err)
			}
		}
		return finished(r)
	})
	if err != nil {
		return nil, err
	}
	results = append(results, read...)
	slices.SortFunc(results, func(a, b loaders.Result) int { return strings.Compare(a.File.Name, b.File.Name) })
	return results, nil
}

// finish makes the entry of a file that was read. It does not wait for the disk:
// an entry that a power cut spoils is seen by its hashes.
func (c *cache) finish(ctx context.Context, result loaders.Result) error {
	f := result.File
	c.mu.Lock()
	e := c.open[f.Name]
	delete(c.open, f.Name)
	c.mu.Unlock()
	if e == nil {
		e = &cacheEntry{}
		e.temp, e.err = c.disk.MkdirTemp(c.dir, newEntryPrefix)
	}
	err := e.err
	index := cacheIndex{Key: c.key(f), Files: map[string]string{}, Result: result}
	for kind, w := range e.writers {
		err = errors.Join(err, w.Close(), e.buffers[kind].Flush(), e.files[kind].Close())
		sum, sumErr := loaders.HashFile(ctx, filepath.Join(e.temp, kind+streamEnding))
		index.Files[kind+streamEnding], err = sum, errors.Join(err, sumErr)
	}
	if err == nil {
		err = c.place(e.temp, index)
	}
	if err != nil && e.temp != "" {
		err = errors.Join(err, c.disk.RemoveAll(e.temp))
	}
	return err
}

// place writes the index of an entry and puts the entry where it is looked for.
func (c *cache) place(temp string, index cacheIndex) error {
	raw, err := json.Marshal(index)
	if err != nil {
		return err
	}
	f, err := c.disk.Create(filepath.Join(temp, cacheIndexName))
	if err != nil {
		return err
	}
	_, err = f.Write(fmt.Appendf(nil, "%s\n%s", sha256Of(raw), raw))
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	final := filepath.Join(c.dir, index.Key)
	if err := c.disk.RemoveAll(final); err != nil {
		return err
	}
	return c.disk.Rename(temp, final)
}

// sweep removes entries that were begun and not finished, by this run or one
// that was killed, and those that no run has asked for in a while before now.
func (c *cache) sweep(now time.Time) error {
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return fmt.Errorf("sweep cache: %w", err)
	}
	var errs []error
	for _, e := range entries {
		if !cacheEntryName.MatchString(e.Name()) {
			continue
		}
		days := cacheDays
		if strings.HasSuffix(e.Name(), copyEnding) {
			days = copyDays
		}
		path := filepath.Join(c.dir, e.Name())
		info, err := os.Stat(filepath.Join(path, cacheIndexName))
		if strings.HasPrefix(e.Name(), newEntryPrefix) || err == nil && info.ModTime().Before(now.AddDate(0, 0, -days)) {
			errs = append(errs, c.disk.RemoveAll(path))
		}
	}
	return errors.Join(errs...)
}

// CleanCache removes the cache of an output folder, or of the folder named, and
// returns of how many input files. What else stands there is left alone.
func CleanCache(out, dir string) (n int, err error) {
	l, err := takeLock(out)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, l.release()) }()
	if dir == "" {
		dir = filepath.Join(out, CacheFolder)
	}
	if n, err = clearCache(localDisk{}, dir); err != nil {
		return n, err
	}
	if err := os.Remove(filepath.Join(dir, cacheOwnerName)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return n, fmt.Errorf("clean cache: %w", err)
	}
	return n, nil
}

// clearCache removes all entries and counts those of input files.
func clearCache(d disk, dir string) (n int, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return 0, fmt.Errorf("clear cache: %w", err)
	}
	for _, e := range entries {
		if !e.IsDir() || !cacheEntryName.MatchString(e.Name()) {
			continue
		}
		if err := d.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return n, fmt.Errorf("clear cache: %w", err)
		}
		if !strings.HasSuffix(e.Name(), copyEnding) {
			n++
		}
	}
	return n, nil
}
