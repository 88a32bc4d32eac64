package cli

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sanlv/pipeline/manifest"
	"sanlv/pipeline/verify"
)

// verified runs verify and gives the answer.
func verified(t *testing.T, dir string) (int, verify.Report) {
	t.Helper()
	code, said := sanlv("verify", dir, "--json")
	var r verify.Report
	if err := json.Unmarshal([]byte(said), &r); err != nil {
		t.Fatalf("exit %d: %v\n%s", code, err, said)
	}
	return code, r
}

// A recipient finds a copied publication whole, and anything done to it since,
// by the item that it breaks: also by somebody who mends the manifest to match.
func TestVerify(t *testing.T) {
	out, _ := publishedSample(t)
	for _, dir := range []string{out, filepath.Join(out, "latest")} {
		if code, said := sanlv("verify", dir); code != ExitOK || strings.Contains(said, "不符") {
			t.Errorf("exit %d:\n%s", code, said)
		}
	}
	latest, err := filepath.EvalSymlinks(filepath.Join(out, "latest"))
	if err != nil {
		t.Fatal(err)
	}
	edit := func(name, old, new string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			path := filepath.Join(dir, name)
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			text := strings.Replace(string(raw), old, new, 1)
			if text == string(raw) {
				t.Fatalf("%s lacks %q", name, old)
			}
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, c := range map[string]struct {
		do    func(t *testing.T, dir string)
		mend  bool // the manifest as well
		items string
		says  string
	}{
		"copied": {do: func(*testing.T, string) {}},
		"open in Excel": {do: func(t *testing.T, dir string) {
			if err := os.WriteFile(filepath.Join(dir, "报表", "~$三率一度汇总表.xlsx"), []byte("\x04县办"), 0o600); err != nil {
				t.Fatal(err)
			}
		}},
		"missing file": {do: func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, "看板.html")); err != nil {
				t.Fatal(err)
			}
		}, items: "files", says: "看板.html:缺少"},
		"file added": {do: func(t *testing.T, dir string) {
			if err := os.WriteFile(filepath.Join(dir, "报表", "新.xlsx"), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}, items: "files", says: "报表/新.xlsx:清单中没有"},
		"page changed":           {do: edit("看板.html", "安禾", "安安"), items: "files", says: "看板.html:内容与发布时不同"},
		"name in the CSV":        {do: edit("data/indicators.csv", "青石镇", "青山镇"), mend: true, items: "formats printed", says: "data/indicators.csv 与 data/indicators.parquet 内容不同"},
		"figure in the CSV":      {do: edit("data/indicators.csv", "registered_incidence,12,1602,", "registered_incidence,11,1602,"), mend: true, items: "formats levels rates printed", says: "registered_incidence 999901001"},
		"household taken away":   {do: edit("data/households.csv", ",错退,", ",,"), mend: true, items: "formats printed", says: "错退台账.xlsx:户 "},
		"rows read":              {do: edit("data/intake.csv", "户信息,household,68", "户信息,household,98"), mend: true, items: "formats intake", says: "读到 98"},
		"manifest of other rows": {do: edit("manifest.json", `"提示": `, `"提示": 1`), items: "rows", says: "提示 1"},
		"no manifest": {do: func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, manifest.Name)); err != nil {
				t.Fatal(err)
			}
		}, items: "manifest", says: "缺少 manifest.json"},
		"Parquet cut": {do: func(t *testing.T, dir string) {
			if err := os.Truncate(filepath.Join(dir, "trace", "indicator.parquet"), 1000); err != nil {
				t.Fatal(err)
			}
		}, items: "files households", says: "indicator.parquet"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "收到的结果")
			if err := os.CopyFS(dir, os.DirFS(latest)); err != nil {
				t.Fatal(err)
			}
			c.do(t, dir)
			if c.mend {
				mendManifest(t, dir)
			}
			code, r := verified(t, dir)
			want := ExitUnsound
			if c.items == "" {
				want = ExitOK
			}
			if code != want || r.Sound != (want == ExitOK) {
				t.Errorf("exit %d", code)
			}
			var broken, said []string
			for _, i := range r.Items {
				if !i.Sound {
					broken, said = append(broken, i.ID), append(said, i.Problems...)
				}
			}
			if strings.Join(broken, " ") != c.items {
				t.Errorf("broken: %v, want %s\n%s", broken, c.items, strings.Join(said, "\n"))
			}
			mustContain(t, strings.Join(said, "\n"), c.says)
		})
	}
	if code, said := sanlv("verify", filepath.Join(out, "nowhere")); code != ExitUsage {
		t.Errorf("exit %d: %s", code, said)
	}
}

// mendManifest writes the hashes that the files have now, as a forger would.
func mendManifest(t *testing.T, dir string) {
	t.Helper()
	m, err := manifest.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range m.Outputs {
		raw, err := os.ReadFile(filepath.Join(dir, f.File))
		if err != nil {
			t.Fatal(err)
		}
		m.Outputs[i].SHA256 = fmt.Sprintf("%x", sha256.Sum256(raw))
	}
	raw, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, manifest.Name), raw, 0o600); err != nil {
		t.Fatal(err)
	}
}
