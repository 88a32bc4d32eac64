package cli

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"sanlv/pipeline/verify"
)

// TestMain lets the test binary stand in for the program, so that a test can
// kill it.
func TestMain(m *testing.M) {
	if os.Getenv("SANLV_TEST_PROGRAM") != "" {
		prepareProcess()
		os.Exit(Main(os.Args[1:], os.Stdout, os.Stderr))
	}
	code := m.Run()
	if sampleOut != "" {
		os.RemoveAll(sampleOut)
	}
	os.Exit(code)
}

// sampleOut is the folder of runSample, to be taken away at the end.
var sampleOut string

// runSample runs the sample county once for all tests.
var runSample = sync.OnceValues(func() (out, said string) {
	out, err := os.MkdirTemp("", "sanlv-sample-")
	if err != nil {
		return "", err.Error()
	}
	sampleOut = out
	code, said := sanlv("run", "--in", "../../data/samples", "--out", out, "--as-of", "2018-12-31", "--reference", "../../data/reference")
	if code != ExitOK {
		return "", said
	}
	return out, said
})

// publishedSample gives the output folder of a run over the sample county, with
// what the run said. All tests share it: none may change it.
func publishedSample(t *testing.T) (out, said string) {
	t.Helper()
	if out, said = runSample(); out == "" {
		t.Fatal(said)
	}
	return out, said
}

// A run that is killed at any moment, at points spread over the time that it
// takes, leaves latest on a whole publication, the old one or the new one, and
// the next run comes to the same bytes and leaves nothing behind. SANLV_HURT
// says at how many points instead of 10.
func TestKilledRun(t *testing.T) {
	const again = 5 // the others begin on what those before them left behind
	points := 10
	if n, err := strconv.Atoi(os.Getenv("SANLV_HURT")); err == nil {
		points = n
	}
	in := copied(t, "../../data/samples/01青石镇")
	out, reference := t.TempDir(), t.TempDir()
	if code, said := runCounty(t, county(t), out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	old := filepath.Base(latestOf(t, out))
	if err := os.CopyFS(reference, os.DirFS(out)); err != nil { // so that both look back on the same
		t.Fatal(err)
	}
	args := []string{"run", "--in", in, "--as-of", "2018-12-31", "--reference", "../../data/reference"}
	var took time.Duration
	for range 2 { // the second has a cache, as those that are killed
		started := time.Now()
		if said, err := program(nil, append(args, "--out", reference)...).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		took = 5 * time.Since(started) / 4 // so that the last points come too late
	}
	kept, published := 0, 0
	// on a machine that has become slower meanwhile, on until a run comes through
	for i := 0; i < points || published == 0 && i < 3*points; i++ {
		// each begins where only the old publication is
		if err := os.RemoveAll(filepath.Join(out, filepath.Base(latestOf(t, reference)))); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(filepath.Join(out, "latest")); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(old, filepath.Join(out, "latest")); err != nil {
			t.Fatal(err)
		}
		cmd := program(nil, append(args, "--out", out)...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(took * time.Duration(i) / time.Duration(points))
		// it may have ended by itself, which is an outcome like another
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if filepath.Base(latestOf(t, out)) == old {
			kept++
		} else {
			published++
			sameTree(t, latestOf(t, reference), latestOf(t, out))
		}
		if r, err := verify.Publication(t.Context(), latestOf(t, out)); err != nil || !r.Sound {
			t.Fatalf("killed at point %d: %+v %v", i, r, err)
		}
		if i%again != 0 {
			continue
		}
		if said, err := program(nil, append(args, "--out", out)...).CombinedOutput(); err != nil {
			t.Fatalf("after point %d: %v\n%s", i, err, said)
		}
		sameTree(t, latestOf(t, reference), latestOf(t, out))
		for _, pattern := range []string{".stage-*", ".cache/.new-*"} {
			if left, err := filepath.Glob(filepath.Join(out, pattern)); err != nil || len(left) > 0 {
				t.Fatalf("after point %d: left %v %v", i, left, err)
			}
		}
	}
	points = kept + published
	t.Logf("points %d, old publication kept %d, new one published %d, lost 0; a run takes %v", points, kept, published, took*4/5)
	if kept == 0 || published == 0 {
		t.Error("the points do not reach from begin to end")
	}
}

// The same inputs give the same bytes whatever the time zone, the language, the
// threads and the memory of the machine, the times of the files and the order in
// which they came; also where the database is a file for want of memory.
func TestSameBytesAnywhere(t *testing.T) {
	out, _ := publishedSample(t) // as this machine is, with a thread for each processor
	first := filepath.Join(out, "latest") + "/."
	for i, machine := range [][]string{
		{"TZ=America/New_York", "LC_ALL=zh_CN.GB18030", "--threads", "1", "--memory", "512MiB"},
		{"TZ=Pacific/Kiritimati", "LANG=tr_TR.UTF-8", "--threads", "5", "--memory", "512MiB"},
	} {
		out := t.TempDir()
		cmd := program(machine[:2], append([]string{"run", "--in", shuffled(t, "../../data/samples", rand.New(rand.NewPCG(7, uint64(i)))), "--out", out, "--as-of", "2018-12-31", "--reference", "../../data/reference"}, machine[2:]...)...)
		if said, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", machine, err, said)
		}
		sameTree(t, first, filepath.Join(out, "latest")+"/.")
	}
}

// shuffled copies a folder file by file in another order, with other times.
func shuffled(t *testing.T, from string, r *rand.Rand) string {
	t.Helper()
	dir := t.TempDir()
	var names []string
	for name := range tree(t, from) {
		names = append(names, name)
	}
	slices.Sort(names)
	r.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	for _, name := range names {
		raw, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, name)
		when := time.Date(2019, 1, 1, 0, 0, r.IntN(1e6), 0, time.UTC)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, raw, 0o600), os.Chtimes(path, when, when)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
