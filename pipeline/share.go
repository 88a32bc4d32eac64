package pipeline

import (
	"fmt"
	"io/fs"
	"path/filepath"
)

// What a group may do to which publications are opened: read them, and pass
// through the output folder to them without seeing what else stands there.
const (
	sharedFile   = 0o640
	sharedFolder = 0o750
	passedFolder = 0o710
)

// share opens the publication that is about to be published to a group, and only
// it: the cache, the logs, the audit and what was published before stay as they are.
func (s *stage) share(group int) error {
	err := filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		mode := fs.FileMode(sharedFile)
		if d.IsDir() {
			mode = sharedFolder
		}
		return s.disk.Grant(path, group, mode)
	})
	if err == nil {
		err = s.disk.Grant(s.out, group, passedFolder)
	}
	if err != nil {
		return fmt.Errorf("open the publication to group %d: %w", group, err)
	}
	return nil
}
