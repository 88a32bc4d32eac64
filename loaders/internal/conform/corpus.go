package conform

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
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
