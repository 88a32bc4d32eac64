package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/ipc"

	"sanlv/loaders"
	"sanlv/pipeline/catalog"
)

// cache keeps what reading a file gave, so that an unchanged file is not read
// twice. An entry is named by the hash of all that decides its content: the
// file's name and bytes, the dictionary, the version of the program. It holds
// personal data and is readable by its owner only. An entry that is damaged or
// incomplete counts as absent.
type cache struct {
	dir  string
	salt string

	mu   sync.Mutex
	open map[string]*cacheEntry // by file name, while the file is being read
}

// cacheEntry is an entry being written: one Arrow stream a kind of sheet.
type cacheEntry struct {
	temp    string
	writers map[string]*ipc.Writer
	files   map[string]*os.File
	err     error
}

// cacheIndex is the part of an entry that says it is whole: it is written last.
type cacheIndex struct {
	Key     string
	Streams map[string]string // kind to SHA-256 of its stream
	Result  loaders.Result
}

const cacheIndexName = "index.json"

func newCache(dir string, cat *catalog.Catalog) (*cache, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make cache: %w", err)
	}
	h := sha256.New()
	fmt.Fprintf(h, "%q %d\n", catalog.Version, loaders.ReaderVersion)
	for _, f := range cat.Files {
		if catalog.DecidesReading(f.Name) {
			fmt.Fprintf(h, "%q %s\n", f.Name, f.SHA256)
		}
	}
	return &cache{dir: dir, salt: hex.EncodeToString(h.Sum(nil)), open: map[string]*cacheEntry{}}, nil
}

func (c *cache) key(f loaders.File) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%q\n%s", c.salt, f.Name, f.SHA256))
	return hex.EncodeToString(sum[:])
}

// replay gives the rows of a cached file to emit and returns its result; ok is
// false when there is no sound entry, and then nothing was emitted.
func (c *cache) replay(ctx context.Context, f loaders.File, emit func(loaders.Batch) error) (_ loaders.Result, ok bool, _ error) {
	key := c.key(f)
	dir := filepath.Join(c.dir, key)
	raw, err := os.ReadFile(filepath.Join(dir, cacheIndexName))
	if err != nil {
		return loaders.Result{}, false, nil
	}
	var index cacheIndex
	if json.Unmarshal(raw, &index) != nil || index.Key != key {
		return loaders.Result{}, false, nil
	}
	// all streams are checked before the first row goes out
	for kind, want := range index.Streams {
		if got, err := loaders.HashFile(ctx, filepath.Join(dir, kind+".arrow")); err != nil || got != want {
			return loaders.Result{}, false, nil
		}
	}
	for kind := range index.Streams {
		if err := replayStream(ctx, filepath.Join(dir, kind+".arrow"), kind, emit); err != nil {
			return loaders.Result{}, false, fmt.Errorf("replay %s from the cache: %w", f.Name, err)
		}
	}
	index.Result.File = f // the folder may have moved
	return index.Result, true, nil
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
	defer c.mu.Unlock()
	e := c.open[b.File]
	if e == nil {
		e = &cacheEntry{writers: map[string]*ipc.Writer{}, files: map[string]*os.File{}}
		e.temp, e.err = os.MkdirTemp(c.dir, ".new-")
		c.open[b.File] = e
	}
	if e.err == nil {
		e.err = e.write(b.Kind, b.Record)
	}
}

func (e *cacheEntry) write(kind string, rec arrow.Record) error {
	w := e.writers[kind]
	if w == nil {
		f, err := os.OpenFile(filepath.Join(e.temp, kind+".arrow"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		w = ipc.NewWriter(f, ipc.WithSchema(rec.Schema()), ipc.WithZstd())
		e.writers[kind], e.files[kind] = w, f
	}
	return w.Write(rec)
}

// readAll replays the files that the cache knows and reads and keeps the others.
func (c *cache) readAll(ctx context.Context, reader *loaders.Reader, files []loaders.File, threads int, emit func(loaders.Batch) error, finished func(loaders.Result)) ([]loaders.Result, error) {
	var results []loaders.Result
	var fresh []loaders.File
	for _, f := range files {
		if f.Skip != "" {
			fresh = append(fresh, f)
			continue
		}
		r, ok, err := c.replay(ctx, f, emit)
		if err != nil {
			return nil, err
		}
		if !ok {
			fresh = append(fresh, f)
			continue
		}
		finished(r)
		results = append(results, r)
	}
	var kept error
	read, err := reader.ReadAll(ctx, fresh, threads, func(b loaders.Batch) error {
		c.keep(b)
		return emit(b)
	}, func(r loaders.Result) {
		// what went wrong in the program may go right next time
		if r.File.Skip == "" && r.Detail == nil {
			kept = errors.Join(kept, c.finish(ctx, r))
		}
		finished(r)
	})
	if err := errors.Join(err, kept); err != nil {
		return nil, err
	}
	results = append(results, read...)
	slices.SortFunc(results, func(a, b loaders.Result) int { return strings.Compare(a.File.Name, b.File.Name) })
	return results, nil
}

// finish makes the entry of a file that was read.
func (c *cache) finish(ctx context.Context, result loaders.Result) error {
	f := result.File
	c.mu.Lock()
	e := c.open[f.Name]
	delete(c.open, f.Name)
	c.mu.Unlock()
	if e == nil {
		e = &cacheEntry{}
		e.temp, e.err = os.MkdirTemp(c.dir, ".new-")
	}
	err := e.err
	index := cacheIndex{Key: c.key(f), Streams: map[string]string{}, Result: result}
	for kind, w := range e.writers {
		err = errors.Join(err, w.Close(), e.files[kind].Sync(), e.files[kind].Close())
		sum, sumErr := loaders.HashFile(ctx, e.files[kind].Name())
		index.Streams[kind], err = sum, errors.Join(err, sumErr)
	}
	if err == nil {
		var raw []byte
		raw, err = json.Marshal(index)
		if err == nil {
			err = os.WriteFile(filepath.Join(e.temp, cacheIndexName), raw, 0o600)
		}
	}
	if err == nil {
		final := filepath.Join(c.dir, index.Key)
		if err = os.RemoveAll(final); err == nil {
			err = os.Rename(e.temp, final)
		}
	}
	if err != nil {
		return errors.Join(fmt.Errorf("cache %s: %w", f.Name, err), os.RemoveAll(e.temp))
	}
	return nil
}

// sweep removes entries that were begun and not finished, by this run or one
// that was killed.
func (c *cache) sweep() error {
	left, err := filepath.Glob(filepath.Join(c.dir, ".new-*"))
	for _, dir := range left {
		err = errors.Join(err, os.RemoveAll(dir))
	}
	return err
}
