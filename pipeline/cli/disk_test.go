package cli

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

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

// A network disk that knows no links is named as such.
func TestDiskWithoutLinks(t *testing.T) {
	for _, no := range []syscall.Errno{syscall.EPERM, syscall.EOPNOTSUPP, syscall.ENOSYS} {
		err := fmt.Errorf("publish: %w", &os.LinkError{Op: "symlink", Old: "2018-12-31-abababab", New: "/mnt/out/latest", Err: no})
		mustContain(t, diskTrouble(err), "/mnt/out/latest 所在磁盘不能建链接", "mfsymlinks")
	}
	mustContain(t, diskTrouble(&os.LinkError{Op: "rename", New: "/mnt/out", Err: syscall.EPERM}), "没有权限写")
}

// What happens to the output folder while a run writes to it ends the run with
// its reason, and the last publication stands; the next run succeeds, which
// SANLV_HURT tries after each.
func TestDiskTroubleMeanwhile(t *testing.T) {
	if err := exec.Command("unshare", "-m", "true").Run(); err != nil {
		t.Skip("no mount namespace here: ", err)
	}
	in, published := county(t), t.TempDir()
	if code, said := runCounty(t, in, published); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	changeCell(t, filepath.Join(in, "下坪村", "户表.csv"), "王某,4", "王某,5")
	program := "'" + strings.Join(program(nil, "run", "--in", in, "--out", "out", "--as-of", "2018-12-31").Args, "' '") + "'"
	for name, c := range map[string]struct {
		limit, meanwhile, says string
		again                  bool
	}{
		"it fills up":           {meanwhile: "cat /dev/zero > filler 2>/dev/null", says: "磁盘已满", again: true},
		"it is moved away":      {meanwhile: "mv out elsewhere", says: "不见了"},
		"it becomes read-only":  {meanwhile: "mount --bind readonly out", says: "是只读的"},
		"files may not grow so": {limit: "ulimit -f 64;", says: "超过了允许的文件大小"},
	} {
		t.Run(name, func(t *testing.T) {
			script := `mount -t tmpfs -o size=400m tmpfs "$1" && cd "$1" && cp -a "$2" out || exit 90
				# made beforehand: what a run writes to cannot become read-only
				mkdir readonly && mount --bind out readonly && mount -o remount,bind,ro readonly || exit 90
				( ` + c.limit + ` exec ` + program + ` ) > said 2>&1 &
				pid=$!
				# the reports have begun when something stands in the stage
				while kill -0 $pid 2>/dev/null && [ -z "$(ls out/.stage-*/run 2>/dev/null)" ]; do sleep 0.01; done
				` + c.meanwhile + `
				wait $pid; code=$?
				umount out 2>/dev/null
				rm -f filler
				cat said
				if [ -d elsewhere ]; then [ -e out ] && echo MADE ANEW; mv elsewhere out; fi
				[ "$(readlink out/latest)" = "$(readlink "$2/latest")" ] && diff -r out/latest/ "$2/latest/" && echo OLD STANDS
				if [ "$3" ]; then
					` + program + ` || exit 91
					ls -d out/.stage-* 2>/dev/null && echo LEFT
				fi
				exit $code`
			again := ""
			if c.again || os.Getenv("SANLV_HURT") != "" {
				again = "yes"
			}
			cmd := exec.Command("unshare", "-m", "sh", "-c", script, "sh", t.TempDir(), published, again)
			cmd.Env = append(os.Environ(), "SANLV_TEST_PROGRAM=1")
			said, err := cmd.CombinedOutput()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != ExitDisk {
				t.Errorf("%v\n%s", err, said)
			}
			mustContain(t, string(said), c.says, "OLD STANDS", "上一次发布的结果不变")
			for _, wrong := range []string{"LEFT", "MADE ANEW"} {
				if strings.Contains(string(said), wrong) {
					t.Errorf("%s:\n%s", wrong, said)
				}
			}
		})
	}
}
