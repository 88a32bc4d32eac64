package conform

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Corpus lists the files of the corpus that have one of the extensions. Where
// there is no corpus the test is skipped, and says so.
func Corpus(t *testing.T, extensions ...string) (root string, files []string) {
	t.Helper()
	root = os.Getenv("SANLV_CORPUS")
	if root == "" {
		root = filepath.FromSlash("../../../shared/corpus")
	}
	if _, err := os.Stat(root); err != nil {
		t.Skip("no corpus here; set SANLV_CORPUS: ", err)
	}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && slices.Contains(extensions, strings.ToLower(filepath.Ext(path))) {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return root, files
}

// hung is how long no file may take on any machine, one under other load or the
// race detector's among them. How fast a file is read is for the benchmarks.
const hung = time.Minute

// Answered fails the test when a file begun then has taken so long that a run
// would be thought to hang.
func Answered(t *testing.T, name string, begun time.Time) {
	t.Helper()
	if took := time.Since(begun); took > hung {
		t.Errorf("%s took %v", name, took)
	}
}
