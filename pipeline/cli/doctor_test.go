package cli

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// doctor tells what a person would ask first, and nothing of it is changed by
// looking.
func TestDoctor(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	code, said := sanlv("doctor", "--out", out)
	if code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	mustContain(t, said, "还没有,运行时新建", "DuckDB v", "参照文件", "没有妨碍运行的问题")
	if _, err := os.Stat(out); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("looking made the folder: %v", err)
	}
	if code, said := runCounty(t, county(t), out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	if code, said := runCounty(t, t.TempDir(), out); code != ExitBlocked {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	before := tree(t, latestOf(t, out))
	if code, said = sanlv("doctor", "--out", out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	mustContain(t, said, "最近的结果", "已发布 2018-12-31-", "没有发布(退出码 3)")
	for name, sum := range tree(t, latestOf(t, out)) {
		if before[name] != sum {
			t.Errorf("looking changed %s", name)
		}
	}
	// one that ended while another was turned away did end
	audit, err := os.OpenFile(filepath.Join(out, auditName), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = audit.WriteString(`{"time":"2018-12-31T23:00:00Z","event":"begin","host":"县办","pid":71}
{"time":"2018-12-31T23:00:01Z","event":"begin","host":"县办","pid":72}
{"time":"2018-12-31T23:00:01Z","event":"end","host":"县办","pid":72,"exit":4}
{"time":"2018-12-31T23:09:00Z","event":"end","host":"县办","pid":71,"exit":0,"published":"2018-12-31-abababab"}
`)
	if err := errors.Join(err, audit.Close()); err != nil {
		t.Fatal(err)
	}
	_, said = sanlv("doctor", "--out", out)
	mustContain(t, said, "2018-12-31T23:09:00Z 已发布 2018-12-31-abababab", "没有发布(退出码 4)")
	if strings.Contains(said, "没有结束") {
		t.Errorf("who ended is said not to have:\n%s", said)
	}
	// a run that was killed is told, more than once
	if err := os.WriteFile(filepath.Join(out, ".lock"), []byte(`{"pid":77,"host":"县办","start":"2018-12-30 23:00:01"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(out, 0o755); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		code, said = sanlv("doctor", "--out", out)
		mustContain(t, said, "上次运行没有正常结束(进程 77,主机 县办", "别人也能进")
	}
	if code != ExitOK {
		t.Errorf("exit %d", code)
	}
	ref := files(t, map[string]string{"parameters.csv": "参数,取值\n"})
	if code, said := sanlv("doctor", "--out", out, "--reference", ref); code != ExitFindings {
		t.Errorf("exit %d:\n%s", code, said)
	}
}
