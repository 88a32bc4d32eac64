package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"sanlv/pipeline/manifest"
)

// exportEnding marks the folder in which a copy grows beside its place.
const exportEnding = ".part"

// Export copies a publication as plain files into a folder that does not exist
// yet, for readers who cannot follow links or reach the output folder. Every file
// is held against the manifest on the way, and the folder is there whole or not at
// all. It returns the manifest.
func Export(ctx context.Context, dir, to string) (_ manifest.Manifest, err error) {
	m, err := manifest.Read(dir)
	if err != nil {
		return m, err
	}
	if _, err := os.Lstat(to); err == nil {
		return m, &os.PathError{Op: "export", Path: to, Err: os.ErrExist}
	}
	// what an export that was killed left of this folder goes
	s := &stage{disk: localDisk{}, out: filepath.Dir(to), dir: to + exportEnding, stopped: ctx.Err}
	if err := s.disk.RemoveAll(s.dir); err != nil {
		return m, fmt.Errorf("export: %w", err)
	}
	defer func() { err = errors.Join(err, s.disk.RemoveAll(s.dir)) }()
	if err := s.disk.Mkdir(s.dir); err != nil {
		return m, fmt.Errorf("export: %w", err)
	}
	for _, f := range m.Outputs {
		if err := s.copyAs(dir, f, f.File); err != nil {
			return m, err
		}
	}
	raw, err := os.ReadFile(filepath.Join(dir, manifest.Name))
	if err != nil {
		return m, fmt.Errorf("export: %w", err)
	}
	w, err := s.Create(manifest.Name)
	if err != nil {
		return m, err
	}
	_, err = w.Write(raw)
	if err := errors.Join(err, w.Close()); err != nil {
		return m, fmt.Errorf("export: %w", err)
	}
	if err := s.syncFolders(); err != nil {
		return m, err
	}
	if err := s.disk.Rename(s.dir, to); err != nil {
		return m, fmt.Errorf("export: %w", err)
	}
	return m, s.sync(s.out)
}
