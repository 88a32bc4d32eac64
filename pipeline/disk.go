package pipeline

import (
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// disk is every operation by which a run changes what is kept from run to run.
// Each can fail for want of room or rights; a test lets each fail in turn.
type disk interface {
	MkdirTemp(dir, pattern string) (string, error)
	MkdirAll(path string) error
	Mkdir(path string) error              // that it is there already is no error; that what is above is not, is one
	Create(path string) (diskFile, error) // new, of its owner only
	Symlink(target, link string) error
	Rename(from, to string) error
	Exchange(a, b string) error // both keep existing throughout
	SyncDir(path string) error
	Grant(path string, group int, mode os.FileMode) error
	RemoveAll(path string) error
}

// diskFile is a file being written.
type diskFile interface {
	io.WriteCloser
	Sync() error
}

// localDisk is the disk of this machine.
type localDisk struct{}

func (localDisk) MkdirTemp(dir, pattern string) (string, error) { return os.MkdirTemp(dir, pattern) }
func (localDisk) MkdirAll(path string) error                    { return os.MkdirAll(path, 0o700) }
func (localDisk) Symlink(target, link string) error             { return os.Symlink(target, link) }
func (localDisk) Rename(from, to string) error                  { return os.Rename(from, to) }
func (localDisk) RemoveAll(path string) error                   { return os.RemoveAll(path) }

func (localDisk) Mkdir(path string) error {
	if err := os.Mkdir(path, 0o700); !errors.Is(err, os.ErrExist) {
		return err
	}
	return nil
}

func (localDisk) Grant(path string, group int, mode os.FileMode) error {
	return errors.Join(os.Chown(path, -1, group), os.Chmod(path, mode))
}

func (localDisk) Create(path string) (diskFile, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err // not a nil pointer in an interface
	}
	return f, nil
}

func (localDisk) Exchange(a, b string) error {
	if err := unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE); err != nil {
		return &os.LinkError{Op: "exchange", Old: a, New: b, Err: err}
	}
	return nil
}

func (localDisk) SyncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// NoRoomError means that a run was not begun because the disk would have filled up.
type NoRoomError struct {
	Dir        string
	Need, Free int64 // bytes
}

func (e *NoRoomError) Error() string {
	return fmt.Sprintf("%s has %d bytes free, %d are needed", e.Dir, e.Free, e.Need)
}

// The room that a run takes at its fullest, with its database, what it publishes and
// what it keeps in the cache, reckoned from the size of its inputs: measured on 300
// workbooks of 100,000 households (7.4 bytes a byte), and doubled.
const (
	roomBase     = 128 << 20
	roomPerInput = 15
)

// haveRoom checks that the disk of a folder can hold a run over inputs of a size.
func haveRoom(dir string, inputs int64) error {
	free, err := FreeSpace(dir)
	if err != nil {
		return err
	}
	if need := roomBase + roomPerInput*inputs; free < need {
		return &NoRoomError{Dir: dir, Need: need, Free: free}
	}
	return nil
}

// FreeSpace is how many bytes an ordinary user may still write to the disk of a
// folder.
func FreeSpace(dir string) (int64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, fmt.Errorf("look at the disk of %s: %w", dir, err)
	}
	return int64(s.Bavail) * s.Bsize, nil
}
