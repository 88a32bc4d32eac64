package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"sanlv/loaders"
	"sanlv/loaders/open"
	"sanlv/pipeline/manifest"
	"sanlv/pipeline/verify"
	"sanlv/reports"
	"sanlv/reports/data"
	"sanlv/reports/html"
	"sanlv/reports/xlsx"
)

// faultyDisk lets one operation fail, the n-th of all, as on a disk that is full
// or broken. A write that fails has written half. Without an error the process is
// killed there, having said at what.
type faultyDisk struct {
	disk
	at  int // 0 for none
	err error

	mu    sync.Mutex
	count int
	hit   string // what failed
}

func (d *faultyDisk) fails(op string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.count++; d.count != d.at {
		return nil
	}
	d.hit = op
	if d.err == nil && op != "write" {
		d.kill()
	}
	return &os.PathError{Op: op, Path: "disk", Err: d.err}
}

// kill ends the process as a power cut would, with everything else it does.
func (d *faultyDisk) kill() {
	fmt.Fprintln(os.Stdout, d.hit)
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {} // until it has come
}

func (d *faultyDisk) MkdirTemp(dir, pattern string) (string, error) {
	if err := d.fails("mkdir"); err != nil {
		return "", err
	}
	return d.disk.MkdirTemp(dir, pattern)
}

func (d *faultyDisk) MkdirAll(path string) error {
	if err := d.fails("mkdir"); err != nil {
		return err
	}
	return d.disk.MkdirAll(path)
}

func (d *faultyDisk) Mkdir(path string) error {
	if err := d.fails("mkdir"); err != nil {
		return err
	}
	return d.disk.Mkdir(path)
}

func (d *faultyDisk) Create(path string) (diskFile, error) {
	if err := d.fails("create"); err != nil {
		return nil, err
	}
	f, err := d.disk.Create(path)
	return &faultyFile{f, d}, err
}

func (d *faultyDisk) Symlink(target, link string) error {
	if err := d.fails("symlink"); err != nil {
		return err
	}
	return d.disk.Symlink(target, link)
}

func (d *faultyDisk) Rename(from, to string) error {
	if err := d.fails("rename"); err != nil {
		return err
	}
	return d.disk.Rename(from, to)
}

func (d *faultyDisk) Exchange(a, b string) error {
	if err := d.fails("rename"); err != nil {
		return err
	}
	return d.disk.Exchange(a, b)
}

func (d *faultyDisk) SyncDir(path string) error {
	if err := d.fails("sync"); err != nil {
		return err
	}
	return d.disk.SyncDir(path)
}

func (d *faultyDisk) Grant(path string, group int, mode os.FileMode) error {
	if err := d.fails("grant"); err != nil {
		return err
	}
	return d.disk.Grant(path, group, mode)
}

func (d *faultyDisk) RemoveAll(path string) error {
	if err := d.fails("remove"); err != nil {
		return err
	}
	return d.disk.RemoveAll(path)
}

type faultyFile struct {
	diskFile
	disk *faultyDisk
}

func (f *faultyFile) Write(p []byte) (int, error) {
	if err := f.disk.fails("write"); err != nil {
		n, _ := f.diskFile.Write(p[:len(p)/2])
		if f.disk.err == nil {
			f.disk.kill()
		}
		return n, err
	}
	return f.diskFile.Write(p)
}

func (f *faultyFile) Sync() error {
	if err := f.disk.fails("sync"); err != nil {
		return err
	}
	return f.diskFile.Sync()
}

func (f *faultyFile) Close() error {
	if err := f.disk.fails("close"); err != nil {
		f.diskFile.Close()
		return err
	}
	return f.diskFile.Close()
}

// unheard is a progress that nobody watches.
type unheard struct{ unfinished int }

func (u *unheard) Step(string)                        {}
func (u *unheard) Read(int, int, int64, int64, int64) {}
func (u *unheard) Unfinished(*LockOwner)              { u.unfinished++ }

// smallCounty writes two villages' sheets; income is that of the first household.
func smallCounty(t *testing.T, income int) string {
	t.Helper()
	head := "县,乡镇,行政村,村代码,户编号,户主姓名,家庭人口数,户类型,工资性收入,不愁吃,不愁穿,义务教育保障,基本医疗保障,住房安全,饮水安全\n"
	in := t.TempDir()
	for name, text := range map[string]string{
		"村表.csv":    "乡镇,行政村,村代码,是否贫困村,总户数,总人口\n青石镇,上坪村,999901001001,否,2,7\n青石镇,下坪村,999901001002,否,1,4\n",
		"上坪村户表.csv": head + fmt.Sprintf("莲县,青石镇,上坪村,999901001001,H001,张某某,3,脱贫户,%d,是,是,是,是,是,是\n莲县,青石镇,上坪村,999901001001,H002,李某,四口,脱贫户,60000,是,是,是,是,是,是\n", income),
		"下坪村户表.csv": head + "莲县,青石镇,下坪村,999901001002,H003,王某,4,一般农户,60000,是,是,是,是,是,是\n",
	} {
		if err := os.WriteFile(filepath.Join(in, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return in
}

func runSmall(in, out string, d disk, change func(*Options)) (*Outcome, error) {
	o := Options{In: in, Out: out, AsOf: yearEnd2018, Cache: filepath.Join(out, CacheFolder), Keep: 5, Threads: 2, Memory: 512 << 20, Open: open.Open,
		Data: data.New(), Writers: []reports.Writer{xlsx.New(), html.New()}, Progress: &unheard{}, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), disk: d}
	if change != nil {
		change(&o)
	}
	return Run(context.Background(), o)
}

// contents gives every published file by name with its hash.
func contents(t *testing.T, dir string) string {
	t.Helper()
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	err = filepath.WalkDir(real, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		sum, err := loaders.HashFile(context.Background(), path)
		fmt.Fprintln(&b, strings.TrimPrefix(path, real), sum)
		return err
	})
	if err != nil || b.Len() == 0 {
		t.Fatal(dir, err)
	}
	return b.String()
}

// leftBehind tells one output folder from another by all that a run could find
// there, but for the random part of the names of what is unfinished.
func leftBehind(t *testing.T, out string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(out, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := randomPart.ReplaceAllString(strings.TrimPrefix(path, out), "$1")
		switch {
		case d.IsDir():
			fmt.Fprintln(&b, name)
		case d.Type()&os.ModeSymlink != 0:
			to, err := os.Readlink(path)
			fmt.Fprintln(&b, name, to)
			return err
		default:
			sum, err := loaders.HashFile(context.Background(), path)
			fmt.Fprintln(&b, name, sum)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var randomPart = regexp.MustCompile(`(` + regexp.QuoteMeta(stagePrefix) + `|` + regexp.QuoteMeta(newEntryPrefix) + `)[0-9]+`)

// Any operation on the disk may fail once, at any step of a run, or the process
// be killed there, a write half done: latest leads to the old publication or to
// the new one, whole either way, and the next run comes to the same bytes and
// leaves nothing behind. SANLV_HURT tries every operation instead of some.
func TestEveryOperationMayFail(t *testing.T) {
	const killedAt, killedIn, killedOut = "SANLV_KILLED_AT", "SANLV_KILLED_IN", "SANLV_KILLED_OUT"
	if k, err := strconv.Atoi(os.Getenv(killedAt)); err == nil { // the process to be killed
		if _, err := runSmall(os.Getenv(killedIn), os.Getenv(killedOut), &faultyDisk{disk: localDisk{}, at: k}, nil); err != nil {
			t.Fatal(err)
		}
		return
	}
	before, after := smallCounty(t, 60000), smallCounty(t, 60)
	start, reference := t.TempDir(), t.TempDir()
	if _, err := runSmall(before, start, nil, nil); err != nil {
		t.Fatal(err)
	}
	clean := &faultyDisk{disk: localDisk{}}
	if err := os.CopyFS(reference, os.DirFS(start)); err != nil {
		t.Fatal(err)
	}
	if _, err := runSmall(after, reference, clean, nil); err != nil {
		t.Fatal(err)
	}
	h := harm{after: after, start: start, operations: clean.count, step: max(1, clean.count/5),
		old: contents(t, filepath.Join(start, latestName)), want: contents(t, filepath.Join(reference, latestName)),
		sound: map[string]bool{}, tried: map[string]bool{}}
	if h.operations < 100 || h.old == h.want {
		t.Fatalf("a run is %d operations", h.operations)
	}
	if os.Getenv("SANLV_HURT") != "" {
		h.step = 1
	}
	t.Run("an error", func(t *testing.T) {
		h.everywhere(t, 1, func(out string, k int) (string, error) {
			d := &faultyDisk{disk: localDisk{}, at: k, err: syscall.ENOSPC}
			if k%2 == 0 {
				d.err = syscall.EIO
			}
			_, err := runSmall(after, out, d, nil)
			return d.hit, err
		})
	})
	t.Run("killed", func(t *testing.T) {
		h.everywhere(t, (h.step+1)/2, func(out string, k int) (string, error) {
			cmd := exec.Command(os.Args[0], "-test.run", "^TestEveryOperationMayFail$")
			cmd.Env = append(os.Environ(), fmt.Sprint(killedAt, "=", k), killedIn+"="+after, killedOut+"="+out)
			said, err := cmd.Output()
			var exit *exec.ExitError
			if !errors.As(err, &exit) {
				return "", err
			}
			if status := exit.Sys().(syscall.WaitStatus); !status.Signaled() {
				t.Fatalf("operation %d: %v\n%s", k, err, said)
			}
			return strings.TrimSpace(string(said)), err
		})
	})
}

// harm is what a run may suffer, and what must stand afterwards.
type harm struct {
	after, start     string          // the inputs of the run; the output folder that it finds
	old, want        string          // the publication that it finds and the one that it is to make
	operations, step int             // on the disk; from one that is struck to the next
	sound            map[string]bool // what a reader finds, by its bytes
	tried            map[string]bool // what was left behind, and a run came after
}

// everywhere strikes a run at one operation on the disk after the other, looks at
// what stands then and what the next run comes to, and logs the table of it.
func (h *harm) everywhere(t *testing.T, first int, strike func(out string, k int) (op string, err error)) {
	type tally struct{ tried, kept, published int }
	table := map[string]*tally{}
	for k := first; k <= h.operations+1; k += h.step {
		out := t.TempDir()
		if err := os.CopyFS(out, os.DirFS(h.start)); err != nil {
			t.Fatal(err)
		}
		op, err := strike(out, k)
		row := table[op]
		if row == nil {
			row = &tally{}
			table[op] = row
		}
		row.tried++
		got := contents(t, filepath.Join(out, latestName))
		switch {
		case err != nil && got == h.old:
			row.kept++
		case got == h.want: // what was struck was no part of it, or came after it
			row.published++
		default:
			t.Fatalf("operation %d (%s): latest is neither the old nor the new publication (%v)", k, op, err)
		}
		if !h.sound[got] {
			r, err := verify.Publication(context.Background(), filepath.Join(out, latestName))
			if err != nil || !r.Sound {
				t.Fatalf("operation %d (%s): %+v %v", k, op, r, err)
			}
			h.sound[got] = true
		}
		// a run that finds what another found comes to what that came to
		left := leftBehind(t, out)
		if !h.tried[left] {
			h.tried[left] = true
			if _, err := runSmall(h.after, out, nil, nil); err != nil {
				t.Fatalf("after operation %d (%s): %v", k, op, err)
			}
			if contents(t, filepath.Join(out, latestName)) != h.want {
				t.Fatalf("after operation %d (%s): other bytes", k, op)
			}
			for _, pattern := range []string{stagePrefix + "*", CacheFolder + "/" + newEntryPrefix + "*"} {
				if left, err := filepath.Glob(filepath.Join(out, pattern)); err != nil || len(left) > 0 {
					t.Fatalf("after operation %d (%s): left %v %v", k, op, left, err)
				}
			}
		}
		if err := os.RemoveAll(out); err != nil {
			t.Fatal(err)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "a run is %d operations; they left %d different folders behind, and the run after each was right\n%-9s %6s %9s %10s %5s", h.operations, len(h.tried), "operation", "struck", "old kept", "published", "lost")
	for _, op := range []string{"mkdir", "create", "write", "sync", "close", "rename", "symlink", "remove", "grant", ""} {
		if row := table[op]; row != nil {
			if op == "" {
				op = "(none)"
			}
			fmt.Fprintf(&b, "\n%-9s %6d %9d %10d %5d", op, row.tried, row.kept, row.published, 0)
		}
	}
	t.Log(b.String())
}

// A file that is saved while it is read is read once more, so that what is
// published is what stands in the manifest; one that never holds still is refused.
func TestFileSavedWhileRead(t *testing.T) {
	for _, c := range []struct {
		name    string
		saves   int
		settled bool
	}{{"once", 1, true}, {"again and again", 2, false}} {
		t.Run(c.name, func(t *testing.T) {
			in, out := smallCounty(t, 60000), t.TempDir()
			path := filepath.Join(in, "下坪村户表.csv")
			opened := 0
			_, err := runSmall(in, out, nil, func(o *Options) {
				o.Open = func(ctx context.Context, p string) (loaders.Workbook, error) {
					wb, err := open.Open(ctx, p)
					if p == path {
						if opened++; opened <= c.saves {
							raw, rerr := os.ReadFile(p)
							if rerr != nil {
								return nil, rerr
							}
							if werr := os.WriteFile(p, append(raw, fmt.Appendf(nil, "莲县,青石镇,下坪村,999901001002,N%03d,赵某,1,一般农户,60000,是,是,是,是,是,是\n", opened)...), 0o600); werr != nil {
								return nil, werr
							}
						}
					}
					return wb, err
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			latest := filepath.Join(out, latestName)
			m, err := manifest.Read(latest)
			if err != nil {
				t.Fatal(err)
			}
			now, err := loaders.HashFile(context.Background(), path)
			if err != nil {
				t.Fatal(err)
			}
			households, err := os.ReadFile(filepath.Join(latest, "data", "households.csv"))
			if err != nil {
				t.Fatal(err)
			}
			findings, err := os.ReadFile(filepath.Join(latest, "data", "findings.csv"))
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(m.Inputs, func(f manifest.Input) bool { return f.File == "下坪村户表.csv" })
			if got := m.Inputs[i].SHA256 == now; got != c.settled {
				t.Errorf("the manifest has the hash %q, the file is %q", m.Inputs[i].SHA256, now)
			}
			if got := strings.Contains(string(households), "N001"); got != c.settled {
				t.Errorf("households:\n%s", households)
			}
			if strings.Count(string(households), "H003,") != map[bool]int{true: 1}[c.settled] {
				t.Errorf("the file is there twice or not at all:\n%s", households)
			}
			if got := strings.Contains(string(findings), "file.changed"); got == c.settled {
				t.Errorf("findings:\n%s", findings)
			}
			// the next night, nobody saves
			if _, err := runSmall(in, out, nil, nil); err != nil {
				t.Fatal(err)
			}
			if r, err := verify.Publication(context.Background(), latest); err != nil || !r.Sound {
				t.Errorf("%+v %v", r, err)
			}
			if households, err = os.ReadFile(filepath.Join(latest, "data", "households.csv")); err != nil || !strings.Contains(string(households), fmt.Sprintf("N%03d", c.saves)) {
				t.Errorf("the next night: %s %v", households, err)
			}
		})
	}
}
