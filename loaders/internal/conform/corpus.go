package conform

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
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

// Limits keeps what a set of files took: no file may make the program hang or take
// more memory than one small file is allowed.
type Limits struct {
	files   int
	slowest time.Duration
	name    string
}

// Watch begins to watch the memory of this process.
func Watch() *Limits {
	debug.FreeOSMemory()
	// begins the highest mark anew; where that is not allowed, what came before counts too
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
	return &Limits{}
}

// Answered notes that a file begun then is read or refused.
func (l *Limits) Answered(t *testing.T, name string, begun time.Time) {
	t.Helper()
	Answered(t, name, begun)
	l.files++
	if took := time.Since(begun); took > l.slowest {
		l.slowest, l.name = took, name
	}
}

// allowedMiB is what may be resident while small files are read.
const allowedMiB = 512

var highest = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// Report says what was seen, and fails the test where it was too much.
func (l *Limits) Report(t *testing.T) {
	t.Helper()
	resident := 0
	if status, err := os.ReadFile("/proc/self/status"); err == nil {
		if m := highest.FindSubmatch(status); m != nil {
			resident, _ = strconv.Atoi(string(m[1]))
		}
	}
	t.Logf("%d files; slowest %v (%s); %d MiB resident at most", l.files, l.slowest.Round(time.Millisecond), l.name, resident>>10)
	if resident>>10 > allowedMiB {
		t.Errorf("%d MiB were resident, %d allowed", resident>>10, allowedMiB)
	}
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
