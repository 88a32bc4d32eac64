//go:build cgo

package cli

import (
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"sanlv/reports"
)

// A folder is written whole or not at all.
func TestWriteWhole(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "一层", "抽样")
	write := func(names ...string) func(reports.Sink) error {
		return func(to reports.Sink) error {
			for _, name := range names {
				if name == "" {
					return errors.New("disk full")
				}
				f, err := to.Create(name)
				if err != nil {
					return err
				}
				if _, err := io.WriteString(f, name); err != nil {
					return err
				}
				if err := f.Close(); err != nil {
					return err
				}
			}
			return nil
		}
	}
	left := func() []string {
		var names []string
		entries, err := os.ReadDir(filepath.Dir(dir))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names
	}
	if err := writeWhole(t.Context(), dir, write("a", "")); err == nil || len(left()) != 0 {
		t.Errorf("%v left %v", err, left())
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if err := writeWhole(stopped, dir, write("a", "b")); !errors.Is(err, context.Canceled) || len(left()) != 0 {
		t.Errorf("%v left %v", err, left())
	}
	if err := os.Mkdir(dir, 0o700); err != nil { // empty: may be used
		t.Fatal(err)
	}
	if err := writeWhole(t.Context(), dir, write("a", "b")); err != nil || !slices.Equal(left(), []string{"抽样"}) || len(tree(t, dir)) != 2 {
		t.Errorf("%v left %v with %v", err, left(), tree(t, dir))
	}
	var usage usageError
	if err := writeWhole(t.Context(), dir, write("c")); !errors.As(err, &usage) || len(tree(t, dir)) != 2 {
		t.Errorf("over files: %v", err)
	}
}

// sample has two commands, and says so.
func TestSampleCommands(t *testing.T) {
	code, said := sanlv("sample")
	if code != ExitOK {
		t.Errorf("exit %d", code)
	}
	mustContain(t, said, "draw", "plan", "sanlv sample 命令 --help")
	code, said = sanlv("sample", "estimate")
	if code != ExitUsage {
		t.Errorf("exit %d", code)
	}
	mustContain(t, said, "没有命令 sample estimate")
}

// A plan needs no county; its numbers are those of the design file.
func TestPlan(t *testing.T) {
	plan := func(more ...string) (int, string) {
		return sanlv(append([]string{"sample", "plan", "--as-of", "2018-12-31", "--reference", "../../data/reference"}, more...)...)
	}
	code, said := plan("--households", "20", "--response", "1")
	if code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	mustContain(t, said,
		"若真实错退率为0%\uff0c抽29个村、每村20户\uff0c共入户580户\uff0c至少有80%的机会能以95%的把握证明低于2%。", // 149 → 281 households, ten exited ones a village
		"若真实错退率为0.5%\uff0c抽73个村", "漏评率", "群众认可度", "不低于90%", "国家中部、国家西部、手册", "待核对", "本程序的默认值")
	code, said = plan("--villages", "50", "--households", "20", "--response", "1")
	if code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	mustContain(t, said, "抽50个村、每村20户\uff0c若真实错退率不超过")
	dir := t.TempDir()
	one, two := filepath.Join(dir, "一"), filepath.Join(dir, "二")
	for _, to := range []string{one, two} {
		if code, said := plan("--out", to); code != ExitOK {
			t.Fatalf("exit %d:\n%s", code, said)
		}
	}
	if got := tree(t, one); !maps.Equal(got, tree(t, two)) || len(got) != 1 || got[planFile] == "" {
		t.Errorf("wrote %v", got)
	}
	for _, c := range []struct {
		says string
		args []string
	}{
		{"置信度", []string{"--confidence", "100%"}},
		{"不是比例", []string{"--confidence", "高"}},
		{"功效", []string{"--power", "0"}},
		{"不是比例", []string{"--rate", "2000"}},
		{"户均人口", []string{"--persons", "0"}},
		{"不是数", []string{"--persons", "三"}},
		{"变异系数", []string{"--cv2", "-1"}},
		{"--villages 至少为1", []string{"--villages", "0"}},
		{"每村户数至少为3", []string{"--households", "0"}},
		{"须知道各村有多少户", []string{"--class-size", "exited=all,unregistered=3"}},
		{"错退率要看的户一户也不查", []string{"--class-size", "unregistered=3"}},
		{"--as-of", []string{"--as-of", "去年"}},
		{"没有县级标准", []string{"--as-of", "1999-12-31"}},
		{"没有覆盖", []string{"--out", one}},
	} {
		code, said := plan(c.args...)
		if code != ExitUsage {
			t.Errorf("%v: exit %d:\n%s", c.args, code, said)
		}
		mustContain(t, said, c.says)
	}
}
