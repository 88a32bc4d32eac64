package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain lets the test binary stand in for the program, so that a test can
// kill it.
func TestMain(m *testing.M) {
	if os.Getenv("SANLV_TEST_PROGRAM") != "" {
		prepareProcess()
		os.Exit(Main(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// A run that is killed at any moment leaves the last publication whole, and the
// next run clears what it left behind. SIGTERM leaves nothing behind at all.
func TestKilledRun(t *testing.T) {
	in, out := "../../data/samples", t.TempDir()
	if code, said := runCounty(t, county(t), out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	started := time.Now()
	if code, said := runCounty(t, in, t.TempDir()); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	took := 5 * time.Since(started) / 4 // so that the last points come too late
	first, err := os.Readlink(filepath.Join(out, "latest"))
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprint(tree(t, filepath.Join(out, first)))
	published := 0
	const points = 16
	for i := range points {
		cmd := exec.Command(os.Args[0], "run", "--in", in, "--out", out, "--as-of", "2018-12-31", "--reference", "../../data/reference")
		cmd.Env = append(os.Environ(), "SANLV_TEST_PROGRAM=1")
		before, err := filepath.Glob(filepath.Join(out, ".stage-*"))
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(took * time.Duration(i) / points)
		signal := syscall.SIGKILL
		if i%4 == 3 {
			signal = syscall.SIGTERM
		}
		// it may have ended by itself, which is an outcome like another
		_ = cmd.Process.Signal(signal)
		_ = cmd.Wait()
		latest, err := os.Readlink(filepath.Join(out, "latest"))
		if err != nil {
			t.Fatalf("killed at point %d: %v", i, err)
		}
		if latest != first {
			published++
			if _, err := os.Stat(filepath.Join(out, latest, "manifest.json")); err != nil {
				t.Errorf("killed at point %d: %v", i, err)
			}
		}
		if got := fmt.Sprint(tree(t, filepath.Join(out, first))); got != want {
			t.Fatalf("killed at point %d: the first publication changed", i)
		}
		if signal == syscall.SIGTERM {
			left, err := filepath.Glob(filepath.Join(out, ".stage-*"))
			if err != nil {
				t.Fatal(err)
			}
			for _, dir := range left {
				if !slices.Contains(before, dir) {
					t.Errorf("stopped at point %d: left behind %s", i, dir)
				}
			}
		}
	}
	t.Logf("%d points: kept %d, published in time %d, lost 0", points, points-published, published)
	if code, said := runCounty(t, in, out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	left, err := os.ReadDir(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range left {
		if strings.HasPrefix(d.Name(), ".stage-") {
			t.Errorf("left behind: %s", d.Name())
		}
	}
}

// The same inputs give the same bytes whatever the time zone, the language, the
// threads and the memory of the machine.
func TestSameBytesAnywhere(t *testing.T) {
	var first string
	for _, machine := range [][]string{
		{"TZ=Asia/Shanghai", "LANG=zh_CN.UTF-8", "--threads", "2"},
		{"TZ=America/New_York", "LC_ALL=C", "--threads", "1", "--memory", "512MiB"},
		{"TZ=Pacific/Kiritimati", "LANG=tr_TR.UTF-8", "--threads", "5"},
	} {
		out := t.TempDir()
		cmd := exec.Command(os.Args[0], append([]string{"run", "--in", "../../data/samples", "--out", out, "--as-of", "2018-12-31", "--reference", "../../data/reference"}, machine[2:]...)...)
		cmd.Env = append(os.Environ(), "SANLV_TEST_PROGRAM=1", machine[0], machine[1])
		if said, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", machine, err, said)
		}
		latest := filepath.Join(out, "latest") + "/."
		if first == "" {
			first = latest
			continue
		}
		sameTree(t, first, latest)
	}
}
