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

const lockName = ".lock"

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

// lock is held through an open file, so the system lets go of it when its owner
// dies. The file names the owner; one that ends in good order empties it.
type lock struct {
	file *flock.Flock
	path string
	// left is the last owner when it did not end in good order.
	left *LockOwner
}

// ownerWait is how long the loser waits for the winner to write its name.
const ownerWait = 300 * time.Millisecond

func takeLock(out string) (*lock, error) {
	if err := os.MkdirAll(out, 0o700); err != nil {
		return nil, fmt.Errorf("make output folder: %w", err)
	}
	l := &lock{path: filepath.Join(out, lockName)}
	l.file = flock.New(l.path, flock.SetPermissions(0o600))
	held, err := l.file.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", l.path, err)
	}
	if !held {
		owner := readOwner(l.path)
		for until := time.Now().Add(ownerWait); owner == nil && time.Now().Before(until); owner = readOwner(l.path) {
			time.Sleep(ownerWait / 10)
		}
		if owner == nil {
			owner = &LockOwner{}
		}
		return nil, &LockedError{Owner: *owner}
	}
	l.left = readOwner(l.path)
	host, _ := os.Hostname()
	b, err := json.Marshal(LockOwner{PID: os.Getpid(), Host: host, Start: time.Now().Format(time.DateTime)})
	if err == nil {
		err = os.WriteFile(l.path, b, 0o600)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("write lock %s: %w", l.path, err), l.file.Unlock())
	}
	return l, nil
}

// readOwner reads the name in a lock file; nil where there is none.
func readOwner(path string) *LockOwner {
	var owner LockOwner
	b, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(b, &owner) != nil {
		return nil
	}
	return &owner
}

// release empties and unlocks the file. The file stays: were it removed, two runs
// could each hold a lock of that name.
func (l *lock) release() error {
	if err := errors.Join(os.Truncate(l.path, 0), l.file.Unlock()); err != nil {
		return fmt.Errorf("release lock: %w", err)
	}
	return nil
}
