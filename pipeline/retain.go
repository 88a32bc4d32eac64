package pipeline

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"sanlv/pipeline/manifest"
)

// runFolder is what the folder of a publication or a draft is called.
var runFolder = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}-[0-9a-f]{8}(` + draftEnding + `)?$`)

// Published is a publication or draft that is there.
type Published struct {
	Dir   string
	Draft bool
	Made  time.Time
}

// Publications lists the whole publications and drafts of an output folder, the
// last made first. A folder without a manifest is none.
func Publications(out string) ([]Published, error) {
	entries, err := os.ReadDir(out)
	if err != nil {
		return nil, fmt.Errorf("list publications: %w", err)
	}
	var list []Published
	for _, e := range entries {
		match := runFolder.FindStringSubmatch(e.Name())
		if match == nil || !e.IsDir() {
			continue
		}
		dir := filepath.Join(out, e.Name())
		info, err := os.Stat(filepath.Join(dir, manifest.Name))
		if err != nil {
			continue
		}
		list = append(list, Published{Dir: dir, Draft: match[1] != "", Made: info.ModTime()})
	}
	slices.SortFunc(list, func(a, b Published) int {
		return cmp.Or(b.Made.Compare(a.Made), cmp.Compare(b.Dir, a.Dir))
	})
	return list, nil
}

// retain takes earlier publications away until no more than keep are left beside
// the one that latest points to, and as many drafts. One that goes is first moved
// into the stage, so that none stands half deleted under its name.
func (s *stage) retain(keep int) (gone int, err error) {
	latest, err := Latest(s.out)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	list, err := Publications(s.out)
	if err != nil {
		return 0, err
	}
	kept := map[bool]int{} // by Draft
	for _, p := range list {
		if latest != "" && filepath.Base(p.Dir) == filepath.Base(latest) {
			continue
		}
		if kept[p.Draft]++; kept[p.Draft] <= keep {
			continue
		}
		if err := s.disk.Rename(p.Dir, filepath.Join(filepath.Dir(s.dir), filepath.Base(p.Dir))); err != nil {
			return gone, fmt.Errorf("take away %s: %w", p.Dir, err)
		}
		gone++
	}
	return gone, nil
}
