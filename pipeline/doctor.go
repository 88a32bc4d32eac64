package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"sanlv/pipeline/internal/duck"
)

// Holder says who holds the lock of an output folder: nil when nobody does. left
// is the owner that did not end in good order, if any.
func Holder(out string) (holder, left *LockOwner, err error) {
	if _, err := os.Stat(filepath.Join(out, lockName)); errors.Is(err, os.ErrNotExist) {
		return nil, nil, nil
	}
	l, err := takeLock(out)
	var locked *LockedError
	if errors.As(err, &locked) {
		return &locked.Owner, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	left = l.left
	if left == nil {
		return nil, nil, l.release()
	}
	// looking must not make the next run forget
	raw := fmt.Appendf(nil, `{"pid":%d,"host":%q,"start":%q}`, left.PID, left.Host, left.Start)
	return nil, left, errors.Join(os.WriteFile(l.path, raw, 0o600), l.file.Unlock())
}

// TryWriting does on the disk of a folder what a run does: a file is made, synced,
// renamed, and taken away again.
func TryWriting(dir string) (err error) {
	d := localDisk{}
	temp, err := d.MkdirTemp(dir, ".doctor-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.RemoveAll(temp)) }()
	if err := writeNew(d, filepath.Join(temp, "try"), []byte("sanlv")); err != nil {
		return err
	}
	if err := d.Symlink("try", filepath.Join(temp, latestName)); err != nil {
		return err
	}
	return d.SyncDir(temp)
}

// TryDatabase opens a database in memory and asks it something.
func TryDatabase(ctx context.Context, temp string) (version string, err error) {
	db, err := duck.Open(ctx, duck.Options{Threads: 1, Memory: 128 << 20, TempDir: temp})
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, rows, err := db.Query(ctx, "SELECT version()")
	if err != nil {
		return "", err
	}
	return fmt.Sprint(rows[0][0]), nil
}
