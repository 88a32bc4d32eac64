package cli

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"sanlv/pipeline"
)

// latestOf is the folder that latest leads to.
func latestOf(t *testing.T, out string) string {
	t.Helper()
	dir, err := pipeline.Latest(out)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// copied copies a county into a new folder.
func copied(t *testing.T, from string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// changeCell puts another text into a CSV file.
func changeCell(t *testing.T, path, old, new string) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(raw), old, new, 1)
	if text == string(raw) {
		t.Fatalf("%s lacks %q", path, old)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A night in which one file changed reads one file, and comes to the same bytes
// as a night without a cache.
func TestOnlyChangedFilesAreRead(t *testing.T) {
	in, out, plain := county(t), t.TempDir(), t.TempDir()
	code, said := runCounty(t, in, out)
	if code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	mustContain(t, said, "其中 0 件没有变动,取自缓存;重读 3 件")
	changeCell(t, filepath.Join(in, "下坪村", "户表.csv"), "王某,4", "王某,5")
	if code, said = runCounty(t, in, out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	mustContain(t, said, "其中 2 件没有变动,取自缓存;重读 1 件")
	if code, said = runCounty(t, in, plain, "--no-cache"); code != ExitOK || strings.Contains(said, "缓存") {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	sameTree(t, latestOf(t, out), latestOf(t, plain))

	// an entry that was tampered with, and a cache of another version
	indexes, err := filepath.Glob(filepath.Join(out, ".cache", "*", "index.json"))
	if err != nil || len(indexes) != 4 {
		t.Fatal(indexes, err)
	}
	for _, index := range indexes {
		if err := os.WriteFile(index, []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if code, said = runCounty(t, in, out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	mustContain(t, said, "重读 3 件(缓存中 3 件已损坏,已重建)")
	if err := os.WriteFile(filepath.Join(out, ".cache", "cache.json"), []byte(`{"Program":"sanlv","Salt":"old"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	foreign := filepath.Join(out, ".cache", "别人的.txt")
	if err := os.WriteFile(foreign, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, said = runCounty(t, in, out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	mustContain(t, said, "重读 3 件(缓存是另一版程序或参照文件的,已重建)")
	sameTree(t, latestOf(t, out), latestOf(t, plain))

	if code, said = sanlv("cache", "clean", "--out", out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	mustContain(t, said, "已清除缓存 3 件")
	left, err := os.ReadDir(filepath.Join(out, ".cache"))
	if err != nil || len(left) != 1 || left[0].Name() != filepath.Base(foreign) {
		t.Errorf("left in the cache: %v %v", left, err)
	}
	// without a place for it the night goes on
	if err := os.RemoveAll(filepath.Join(out, ".cache")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(out, ".cache"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, said = runCounty(t, in, out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	mustContain(t, said, "不能使用,文件全部重读")
}

// So many earlier publications stay as were asked for, never less than the last;
// the history of the indicators keeps them all.
func TestKeepEarlierPublications(t *testing.T) {
	in, out := county(t), t.TempDir()
	path := filepath.Join(in, "下坪村", "户表.csv")
	for persons := 4; persons < 8; persons++ {
		if persons > 4 {
			changeCell(t, path, fmt.Sprintf("王某,%d", persons-1), fmt.Sprintf("王某,%d", persons))
		}
		if code, said := runCounty(t, in, out, "--keep", "1"); code != ExitOK {
			t.Fatalf("exit %d:\n%s", code, said)
		} else if persons == 7 {
			mustContain(t, said, "已移除最早的 1 份")
		}
	}
	list, err := pipeline.Publications(out)
	if err != nil || len(list) != 2 || list[0].Dir != latestOf(t, out) {
		t.Errorf("%v %v", list, err)
	}
	history, err := filepath.Glob(filepath.Join(out, "history", "2018-12-31-*.parquet"))
	if err != nil || len(history) != 4 {
		t.Errorf("%v %v", history, err)
	}
	if code, said := runCounty(t, in, out, "--keep", "0"); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	if list, err = pipeline.Publications(out); err != nil || len(list) != 1 || list[0].Dir != latestOf(t, out) {
		t.Errorf("%v %v", list, err)
	}
	if code, _ := runCounty(t, in, out, "--keep", "-1"); code != ExitUsage {
		t.Errorf("exit %d", code)
	}
}

// What a killed run left is cleared, and the next one says so.
func TestUnfinishedRun(t *testing.T) {
	in, out := county(t), t.TempDir()
	if err := os.MkdirAll(filepath.Join(out, ".stage-1", "run"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(out, ".lock"), []byte(`{"pid":77,"host":"县办","start":"2018-12-30 23:00:01"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	code, said := runCounty(t, in, out)
	if code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	mustContain(t, said, "上次运行(进程 77,主机 县办,始于 2018-12-30 23:00:01)没有正常结束")
	if code, said = runCounty(t, in, out); code != ExitOK || strings.Contains(said, "没有正常结束") {
		t.Errorf("exit %d:\n%s", code, said)
	}
	if raw, err := os.ReadFile(filepath.Join(out, ".lock")); err != nil || len(raw) > 0 {
		t.Errorf("the lock still names its owner: %s %v", raw, err)
	}
}

// program runs the command line in a process of its own.
func program(env []string, args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(append(os.Environ(), "SANLV_TEST_PROGRAM=1"), env...)
	return cmd
}

// Of two runs started together one publishes, and the other names it at once.
func TestTwoAtOnce(t *testing.T) {
	in, out := county(t), t.TempDir()
	args := []string{"run", "--in", in, "--out", out, "--as-of", "2018-12-31", "--reference", "../../data/reference", "--keep", "0"}
	pairs, collided := 3, 0
	if os.Getenv("SANLV_HURT") != "" {
		pairs = 50
	}
	for range pairs {
		a, b := program(nil, args...), program(nil, args...)
		var said strings.Builder
		a.Stderr = &said
		if err := errors.Join(a.Start(), b.Start()); err != nil {
			t.Fatal(err)
		}
		_, _ = a.Process.Wait()
		state, _ := b.Process.Wait()
		switch {
		case state.ExitCode() == ExitLocked || strings.Contains(said.String(), "另一次运行"):
			collided++
		case state.ExitCode() != ExitOK:
			t.Errorf("exit %d", state.ExitCode())
		}
		if code, r := verified(t, out); code != ExitOK {
			t.Fatalf("exit %d: %+v", code, r)
		}
	}
	t.Logf("%d pairs, %d met", pairs, collided)
	if collided == 0 {
		t.Error("no two runs met")
	}
}

// Nothing that a run makes can be read by another user, whatever the umask, and
// no run opens a socket: the process would be killed.
func TestPrivate(t *testing.T) {
	out := t.TempDir()
	if err := os.Chmod(out, 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := program([]string{"SANLV_TEST_UMASK=0", "SANLV_TEST_NO_SOCKET=1"}, "run", "--in", "../../data/samples", "--out", out, "--as-of", "2018-12-31", "--reference", "../../data/reference")
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	n := 0
	err := filepath.WalkDir(out, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.Type()&os.ModeSymlink != 0 {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		n++
		if want := map[bool]os.FileMode{true: 0o700, false: 0o600}[d.IsDir()]; info.Mode().Perm() != want {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return nil
	})
	if err != nil || n < 100 {
		t.Error(n, err)
	}
	// the net is there, or the test would say nothing
	if err := program([]string{"SANLV_TEST_NO_SOCKET=1", "SANLV_TEST_SOCKET=1"}).Run(); err == nil {
		t.Error("a socket could be opened")
	}
}

// prepareProcess makes the process that stands in for the program as a test asks.
func prepareProcess() {
	if os.Getenv("SANLV_TEST_UMASK") != "" {
		syscall.Umask(0)
	}
	if os.Getenv("SANLV_TEST_NO_SOCKET") != "" {
		if err := forbidSockets(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(99)
		}
	}
	if os.Getenv("SANLV_TEST_SOCKET") != "" {
		fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
		fmt.Fprintln(os.Stderr, fd, err)
		os.Exit(0)
	}
}

// forbidSockets has the system kill this process when it asks for a socket.
func forbidSockets() error {
	filter := []unix.SockFilter{
		{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: 0}, // the number of the call
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jf: 1, K: unix.SYS_SOCKET},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_KILL_PROCESS},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
	}
	prog := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	if _, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&prog))); errno != 0 {
		return errno
	}
	return nil
}

// The logs and the audit say what was done and never about whom: neither a name
// nor a number of a person, also where it stands in the wrong column.
func TestLogsHoldNobody(t *testing.T) {
	const name, id, phone = "欧阳铁柱", "999901198001010013", "13812345678"
	in := county(t)
	changeCell(t, filepath.Join(in, "上坪村", "户表.csv"), "张某某,3,脱贫户,6000", name+","+name+",脱贫户,"+id)
	changeCell(t, filepath.Join(in, "下坪村", "户表.csv"), "王某,4,一般农户,60000", phone+","+phone+","+name+","+phone)
	out := t.TempDir()
	for _, args := range [][]string{nil, {"--unmasked"}, {"--as-of", "2031-06-30"}} {
		runCounty(t, in, out, args...)
	}
	logs, err := filepath.Glob(filepath.Join(out, "logs", "*.jsonl"))
	if err != nil || len(logs) == 0 {
		t.Fatal(logs, err)
	}
	all := ""
	for _, path := range append(logs, filepath.Join(out, "audit.jsonl")) {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all += string(raw)
	}
	for _, secret := range []string{name, "铁柱", id, phone} {
		if strings.Contains(all, secret) {
			t.Errorf("the log holds %s:\n%s", secret, all)
		}
	}
	mustContain(t, all, `"event":"begin"`, `"event":"end"`, `"unmasked":true`, `"exit":0`, `"exit":2`, `"manifest_sha256":"`, `"--unmasked=true"`)
}

// A run that is told to stop does so within a second or so, at whatever step, and
// leaves nothing behind.
func TestStopsAtOnce(t *testing.T) {
	started := time.Now()
	if code, said := runCounty(t, "../../data/samples", t.TempDir()); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	took := time.Since(started)
	const points = 8
	var waits []time.Duration
	for i := range points {
		out := t.TempDir()
		cmd := program(nil, "run", "--in", "../../data/samples", "--out", out, "--as-of", "2018-12-31", "--reference", "../../data/reference")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(took * time.Duration(i+1) / (points + 2))
		told := time.Now()
		_ = cmd.Process.Signal([]os.Signal{syscall.SIGTERM, os.Interrupt}[i%2])
		_ = cmd.Wait()
		waits = append(waits, time.Since(told))
		if code := cmd.ProcessState.ExitCode(); code != ExitStopped && code != ExitOK {
			t.Errorf("point %d: exit %d", i, code)
		}
		entries, err := os.ReadDir(out)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), ".stage-") {
				t.Errorf("point %d: left %s", i, e.Name())
			}
		}
	}
	t.Logf("waited %v, longest %v", waits, slices.Max(waits))
	// on a machine that others use as well
	if slices.Max(waits) > max(3*time.Second, took/2) {
		t.Errorf("waited %v", slices.Max(waits))
	}
}

// A disk that is too small, or that cannot be written, is named, and nothing of
// what was published is touched.
func TestDiskTrouble(t *testing.T) {
	if err := exec.Command("unshare", "-m", "true").Run(); err != nil {
		t.Skip("no mount namespace here: ", err)
	}
	in := county(t)
	for _, c := range []struct{ options, says string }{
		{"size=1m", "所在磁盘只剩"},
		{"ro", "只读的"},
	} {
		out := t.TempDir()
		script := `mount -t tmpfs -o "$1" tmpfs "$2" && shift 2 && exec "$@"`
		args := append([]string{"-m", "sh", "-c", script, "sh", c.options, out}, program(nil, "run", "--in", in, "--out", filepath.Join(out, "out"), "--as-of", "2018-12-31", "--reference", "../../data/reference").Args...)
		cmd := exec.Command("unshare", args...)
		cmd.Env = append(os.Environ(), "SANLV_TEST_PROGRAM=1")
		said, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != ExitDisk {
			t.Errorf("%s: %v\n%s", c.options, err, said)
		}
		mustContain(t, string(said), c.says, "上一次发布的结果不变")
	}
}
