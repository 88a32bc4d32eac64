package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/pflag"
)

func isFolder(flag, path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return usageError{fmt.Sprintf("%s 的文件夹 %s 不存在", flag, path)}
	}
	if err != nil {
		return fmt.Errorf("look at %s: %w", path, err)
	}
	if !info.IsDir() {
		return usageError{fmt.Sprintf("%s 的 %s 不是文件夹", flag, path)}
	}
	return nil
}

// inside tells whether a path, which need not exist yet, lies in a folder.
func inside(path, folder string) bool {
	var real func(p string) string
	real = func(p string) string {
		if abs, err := filepath.Abs(p); err == nil {
			p = abs
		}
		if r, err := filepath.EvalSymlinks(p); err == nil || filepath.Dir(p) == p {
			return cmp.Or(r, p)
		}
		return filepath.Join(real(filepath.Dir(p)), filepath.Base(p))
	}
	rel, err := filepath.Rel(real(folder), real(path))
	return err == nil && filepath.IsLocal(rel)
}

// referenceFlag declares the flag that every command with a dictionary has.
func referenceFlag(f *pflag.FlagSet, ref *string) {
	f.StringVar(ref, "reference", filepath.FromSlash("data/reference"), "参照文件(标准、参数、表样)`文件夹`;其中没有的文件用自带的")
}

// referenceFolder opens the office's reference files. The default folder need
// not exist: the program carries its own copy.
func referenceFolder(path string, asked bool) (fs.FS, error) {
	if !asked {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
	}
	if err := isFolder("--reference", path); err != nil {
		return nil, err
	}
	return os.DirFS(path), nil
}

// today is the day as a reference file writes one: without a time of day.
func today() time.Time {
	y, m, d := time.Now().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// parseDay reads the value of --as-of.
func parseDay(s string) (time.Time, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return t, usageError{fmt.Sprintf("--as-of 的 %q 不是日期,应如 2018-12-31", s)}
	}
	return t, nil
}
