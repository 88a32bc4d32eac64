package pipeline

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// LockedError means that another run works on the same output folder.
type LockedError struct{ Owner LockOwner }

func (e *LockedError) Error() string {
	return fmt.Sprintf("another run holds the lock: pid %d on %s since %s", e.Owner.PID, e.Owner.Host, e.Owner.Start)
}

// LockOwner says who holds the lock.
type LockOwner struct {
	PID   int    `json:"pid"`
	Host  string `json:"host"`
	Start string `json:"start"`
}

// lock is held through an open file, so the system lets go of it when the owner
// dies: a stale lock cannot be.
type lock struct{ file *flock.Flock }

func takeLock(out string) (*lock, error) {
	if err := os.MkdirAll(out, 0o700); err != nil {
		return nil, fmt.Errorf("make output folder: %w", err)
	}
	path := filepath.Join(out, ".lock")
	l := &lock{file: flock.New(path, flock.SetPermissions(0o600))}
	held, err := l.file.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	if !held {
		var owner LockOwner
		// the owner may be about to write its name; without it the answer is still right
		if b, err := os.ReadFile(path); err == nil {
			_ = json.Unmarshal(b, &owner)
		}
		return nil, &LockedError{Owner: owner}
	}
	host, _ := os.Hostname()
	b, err := json.Marshal(LockOwner{PID: os.Getpid(), Host: host, Start: time.Now().Format(time.DateTime)})
	if err == nil {
		err = os.WriteFile(path, b, 0o600)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("write lock %s: %w", path, err), l.release())
	}
	return l, nil
}

func (l *lock) release() error {
	if err := l.file.Unlock(); err != nil {
		return fmt.Errorf("release lock: %w", err)
	}
	return nil
}
