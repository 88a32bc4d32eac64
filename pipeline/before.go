package pipeline

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"sanlv/loaders"
	"sanlv/pipeline/manifest"
	"sanlv/reports"
)

// metaEntry is what the publication before said about itself, in reports.BeforeFile.
const metaEntry = "meta.json"

// earlier is what a publication keeps of the one before it, and where it is taken
// from: files with frames, or the file in which they were kept before.
type earlier struct {
	dir   string
	files []manifest.FileHash
	meta  *reports.Meta // nil where all is kept in one file already
}

// earlierOf compares the tables of a publication with those of the one before it, in
// a folder, and finds what the latter are drawn from.
func earlierOf(ctx context.Context, pub *reports.Publication, change *reports.Difference, dir string, outputs []manifest.FileHash) (*earlier, error) {
	source := openPublished(dir, outputs)
	meta, err := source.meta()
	if errors.Is(err, fs.ErrNotExist) { // published by a version that did not keep it
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if pub.Moved, err = reports.Compare(ctx, reports.Publication{Meta: meta, Source: source}, *pub, change); err != nil {
		return nil, err
	}
	meta.Declared, meta.Boundaries, meta.Tables, meta.Feeds = nil, nil, nil, nil // those of now hold
	e := &earlier{dir: dir, meta: &meta}
	return e, e.take(ctx, outputs, func(name string) bool {
		id, ok := strings.CutSuffix(path.Base(name), ".parquet")
		return ok && slices.Contains(pub.Moved.Frames, id)
	})
}

// take lists those of some files that are wanted, if they are as they were published.
func (e *earlier) take(ctx context.Context, outputs []manifest.FileHash, wanted func(string) bool) error {
	for _, f := range outputs {
		if !wanted(f.File) {
			continue
		}
		sum, err := loaders.HashFile(ctx, filepath.Join(e.dir, filepath.FromSlash(f.File)))
		if err != nil {
			return err
		}
		if sum != f.SHA256 {
			return &DamagedError{Dir: e.dir, File: f.File}
		}
		e.files = append(e.files, f)
	}
	return nil
}

// keep writes what is kept of the publication before, in one file, and opens it.
func (s *stage) keep(e *earlier, pub *reports.Publication) (err error) {
	switch {
	case e == nil:
		return nil
	case e.meta == nil:
		for _, f := range e.files {
			if err := s.copyAs(e.dir, f, f.File); err != nil {
				return err
			}
		}
	default:
		if err := s.pack(e); err != nil {
			return fmt.Errorf("write %s: %w", reports.BeforeFile, err)
		}
	}
	return openBefore(pub, s.dir, s.outputs)
}

// pack puts the frames and what was said about them into one file, as they are:
// frames are compressed already.
func (s *stage) pack(e *earlier) (err error) {
	w, err := s.Create(reports.BeforeFile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	z := zip.NewWriter(w)
	add := func(name string, from io.Reader) error {
		entry, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = io.Copy(entry, from)
		}
		return err
	}
	for _, f := range e.files {
		from, err := os.Open(filepath.Join(e.dir, filepath.FromSlash(f.File)))
		if err != nil {
			return err
		}
		if err := errors.Join(add(path.Base(f.File), from), from.Close()); err != nil {
			return err
		}
	}
	meta, err := json.Marshal(e.meta)
	if err != nil {
		return err
	}
	if err := add(metaEntry, bytes.NewReader(meta)); err != nil {
		return err
	}
	return z.Close()
}

// openBefore gives a publication what is kept in a folder of the one before it, where
// there was one.
func openBefore(pub *reports.Publication, dir string, outputs []manifest.FileHash) error {
	if !slices.ContainsFunc(outputs, func(f manifest.FileHash) bool { return f.File == reports.BeforeFile }) {
		return nil
	}
	name := filepath.Join(dir, filepath.FromSlash(reports.BeforeFile))
	z, err := zip.OpenReader(name)
	if err != nil {
		return fmt.Errorf("open %s: %w", reports.BeforeFile, err)
	}
	defer z.Close()
	source := &publishedSource{dir: dir, kept: map[string][2]int64{}, cache: map[string]*reports.Frame{}}
	pub.Before = &reports.Publication{Source: source}
	for _, f := range z.File {
		start, err := f.DataOffset()
		if err != nil {
			return fmt.Errorf("open %s: %w", reports.BeforeFile, err)
		}
		if id, ok := strings.CutSuffix(f.Name, ".parquet"); ok {
			source.names = append(source.names, id)
			source.kept[id] = [2]int64{start, int64(f.UncompressedSize64)}
			continue
		}
		r, err := f.Open()
		if err == nil {
			err = errors.Join(json.NewDecoder(r).Decode(&pub.Before.Meta), r.Close())
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", reports.BeforeFile, err)
		}
	}
	of, now := &pub.Before.Meta, pub.Meta
	of.Declared, of.Office, of.Feeds = now.Declared, now.Office, now.Feeds
	return nil
}

// withBefore gives a publication what is kept in a folder of the one before it, and
// how its tables moved since.
func withBefore(ctx context.Context, pub *reports.Publication, dir string, outputs []manifest.FileHash) error {
	if err := openBefore(pub, dir, outputs); err != nil || pub.Before == nil || pub.Past.Change == nil {
		return err
	}
	var err error
	pub.Moved, err = reports.Compare(ctx, *pub.Before, *pub, pub.Past.Change)
	return err
}

// writeJSON writes a file of JSON.
func (s *stage) writeJSON(name string, value any) error {
	w, err := s.Create(name)
	if err != nil {
		return err
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if err := errors.Join(e.Encode(value), w.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// Moved opens two publications, change being how they differ, and tells how the
// tables of the later one moved since the earlier one.
func Moved(ctx context.Context, before, after string, change *reports.Difference) (reports.Publication, error) {
	var sides [2]reports.Publication
	for i, dir := range []string{before, after} {
		m, err := manifest.Read(dir)
		if err != nil {
			return sides[1], err
		}
		source := openPublished(dir, m.Outputs)
		sides[i].Source = source
		if sides[i].Meta, err = source.meta(); errors.Is(err, fs.ErrNotExist) {
			return reports.Publication{Past: reports.Past{Change: change}}, nil // as earlierOf
		} else if err != nil {
			return sides[1], err
		}
	}
	pub := sides[1]
	pub.Before, pub.Past.Change = &sides[0], change
	var err error
	pub.Moved, err = reports.Compare(ctx, sides[0], pub, change)
	return pub, err
}
