//go:build cgo

package cli

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/manifest"
)

// An office's own tables are published, and reports are written again from what was
// published, without the inputs, and come to the same bytes; only those that are
// named are touched.
func TestReportsWrittenAgain(t *testing.T) {
	in, out := copied(t, "../../data/samples"), t.TempDir()
	if code, said := runCounty(t, in, out, "--reference", office(t)); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	followsOffice(t, out)
	if err := os.RemoveAll(in); err != nil {
		t.Fatal(err)
	}
	latest := latestOf(t, out)
	before := t.TempDir()
	if err := os.CopyFS(before, os.DirFS(latest)); err != nil {
		t.Fatal(err)
	}
	code, said := sanlv("report", "--out", out)
	if code != ExitOK || latestOf(t, out) != latest {
		t.Fatalf("exit %d, %s:\n%s", code, latestOf(t, out), said)
	}
	sameTree(t, before, latest)

	// a report that was spoilt is made anew, one that was not asked for is looked at
	spoil := func(name string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(latest, filepath.FromSlash(name)), []byte("改动"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	spoil("看板.html")
	code, said = sanlv("report", "看板", "报表/本县表.xlsx", "--out", out)
	if code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	mustContain(t, said, "已重写 2 件", "  看板.html\n", "  报表/本县表.xlsx\n")
	sameTree(t, before, latest)
	spoil("data/indicators.csv")
	code, said = sanlv("report", "台账", "--out", out)
	if code != ExitUsage || !strings.Contains(said, "data/indicators.csv 与发布时不同") {
		t.Errorf("exit %d:\n%s", code, said)
	}
	restored, err := fs.ReadFile(os.DirFS(before), "data/indicators.csv")
	if err == nil {
		err = os.WriteFile(filepath.Join(latest, "data", "indicators.csv"), restored, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}

	code, said = sanlv("report", "没有这张", "--out", out)
	if code != ExitUsage || !strings.Contains(said, "没有叫“没有这张”的报表;可用:公开表、台账、报表、看板") {
		t.Errorf("exit %d:\n%s", code, said)
	}
	sameTree(t, before, latest)
	if left, err := filepath.Glob(filepath.Join(out, ".stage-*")); err != nil || len(left) > 0 {
		t.Errorf("left %v %v", left, err)
	}
	printedInParts(t, out, 20)
}

// What an earlier version published stays; this one's reports are a publication of
// their own, of the same data.
func TestReportsOfAnEarlierVersion(t *testing.T) {
	out := t.TempDir()
	if code, said := runCounty(t, county(t), out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	earlier := latestOf(t, out)
	path := filepath.Join(earlier, manifest.Name)
	raw, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, []byte(strings.Replace(string(raw), `"version": "`+catalog.Version+`"`, `"version": "0.0.1"`, 1)), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if code, said := sanlv("report", "--out", out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	later := latestOf(t, out)
	if later == earlier {
		t.Fatal("published over the earlier version")
	}
	for _, dir := range []string{earlier, later} {
		if code, said := sanlv("verify", dir); code != ExitOK {
			t.Errorf("%s: exit %d:\n%s", dir, code, said)
		}
	}
	m, err := manifest.Read(later)
	if err != nil || m.Version != catalog.Version || !strings.HasSuffix(filepath.Base(later), m.RunID[:8]) {
		t.Errorf("%s %s: %v", m.Version, m.RunID, err)
	}
	page, err := os.ReadFile(filepath.Join(later, "看板.html"))
	if err != nil || !strings.Contains(string(page), m.RunID[:8]) {
		t.Errorf("the page does not name its run: %v", err)
	}
	if code, said := sanlv("diff", "--out", out); code != ExitOK || !strings.Contains(said, "没有变动") {
		t.Errorf("exit %d:\n%s", code, said)
	}
}

func TestReportBeforeAnyRun(t *testing.T) {
	out := t.TempDir()
	code, said := sanlv("report", "--out", out)
	if code != ExitUsage || !strings.Contains(said, "还没有发布的结果") {
		t.Errorf("exit %d:\n%s", code, said)
	}
	if left, err := os.ReadDir(out); err != nil || len(left) > 0 {
		t.Errorf("left %v %v", left, err)
	}
}
