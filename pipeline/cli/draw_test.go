//go:build cgo

package cli

import (
	"archive/zip"
	"errors"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sanlv/data/samplecounty"
	"sanlv/loaders"
	"sanlv/loaders/open"
	"sanlv/pipeline"
	"sanlv/pipeline/catalog"
)

// drawn reads what a draw wrote as the readers of a run do: rows by kind, each by
// column, and everything that the readers have to say.
func drawn(t *testing.T, dir string) (map[string][]map[string]string, []loaders.Result) {
	t.Helper()
	cat, err := catalog.Open(nil)
	if err != nil {
		t.Fatal(err)
	}
	reader, err := loaders.NewReader(cat, open.Open)
	if err != nil {
		t.Fatal(err)
	}
	files, err := loaders.Discover(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][]map[string]string{}
	var results []loaders.Result
	for _, f := range files {
		r, err := reader.Read(t.Context(), f, func(b loaders.Batch) error {
			defer b.Record.Release()
			for i := range int(b.Record.NumRows()) {
				row := map[string]string{"file": b.File}
				for j, field := range b.Record.Schema().Fields() {
					if col := b.Record.Column(j); !col.IsNull(i) {
						row[field.Name] = strings.Clone(col.ValueStr(i))
					}
				}
				rows[b.Kind] = append(rows[b.Kind], row)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		results = append(results, r)
	}
	return rows, results
}

func number(t *testing.T, row map[string]string, column string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(row[column], 64)
	if err != nil {
		t.Fatalf("%s of %v: %v", column, row, err)
	}
	return v
}

// TestDraw draws from the published sample county, and reads back what was written.
func TestDraw(t *testing.T) {
	out, said := publishedSample(t)
	mustContain(t, said, "安禾县 抽样评估(批次 ", "  · 国家中部、国家西部、手册 错退率:估计为")
	latest := filepath.Join(out, "latest")
	county := samplecounty.Build()
	dir := t.TempDir()
	draw := func(t *testing.T, name string, more ...string) (string, string) {
		t.Helper()
		to := filepath.Join(dir, name)
		code, said := sanlv(append([]string{"sample", "draw", "--from", latest, "--reference", "../../data/reference", "--seed", "42", "--out", to}, more...)...)
		if code != ExitOK {
			t.Fatalf("exit %d:\n%s", code, said)
		}
		return to, said
	}
	usual := []string{"--villages", "10", "--households", "15", "--teams", "3"}
	first, said := draw(t, "甲", usual...)

	t.Run("files", func(t *testing.T) {
		got := slices.Sorted(maps.Keys(tree(t, first)))
		want := []string{"抽样名单.xlsx", "抽样方案表.xlsx", "抽样框.xlsx", "核查表-第1组.xlsx", "核查表-第2组.xlsx", "核查表-第3组.xlsx"}
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("wrote %v", got)
		}
		mustContain(t, said, "抽中 10 个村、150 户,分给 3 个组", "户表没有到", "清退户15户")
		left, err := os.ReadDir(dir)
		if err != nil || len(left) != 1 {
			t.Errorf("left beside it: %v %v", left, err)
		}
	})
	t.Run("again", func(t *testing.T) {
		again, _ := draw(t, "乙", usual...)
		if !maps.Equal(tree(t, first), tree(t, again)) {
			t.Error("the same draw gives other bytes")
		}
		other, _ := draw(t, "丙", append(usual, "--seed", "43")...)
		if maps.Equal(tree(t, first), tree(t, other)) {
			t.Error("another seed gives the same bytes")
		}
	})
	t.Run("checked", func(t *testing.T) {
		code, said := sanlv("check", first)
		if code != ExitOK {
			t.Errorf("exit %d", code)
		}
		mustContain(t, said, "错误 0  警告 0  提示 0", "抽样框.xlsx › 抽样框:已读入,抽样框", "核查表-第3组.xlsx › 核查表:已读入,核查表")
	})
	t.Run("read back", func(t *testing.T) { readBack(t, county, first, 29, 10, 150) })
	t.Run("PPS with certain villages", func(t *testing.T) {
		to, said := draw(t, "丁", "--villages", "9", "--method", "pps", "--stratify", "poor", "--class-size", "脱贫户=6,一般农户=7,未脱贫户=all",
			"--certainty", "999901001001,999901002003", "--outside", "all", "--replace", "1", "--batch", "2018-2")
		mustContain(t, said, "贫困村·必查", "按户数比例", "批次 2018-2")
		readBack(t, county, to, 29, 9, 0)
	})
	t.Run("nothing personal", func(t *testing.T) { nothingPersonal(t, county, first) })
	t.Run("roster", func(t *testing.T) { rosterIsPublished(t, county, latest) })
	t.Run("refused", func(t *testing.T) { refusedDraws(t, latest) })
	t.Run("plan", func(t *testing.T) {
		to := filepath.Join(dir, "方案")
		code, said := sanlv("sample", "plan", "--from", latest, "--villages", "20", "--reference", "../../data/reference", "--out", to)
		if code != ExitOK {
			t.Fatalf("exit %d:\n%s", code, said)
		}
		mustContain(t, said, "安禾县2018年核查抽样方案表", "本县可抽的村只有29个", "抽20个村、每村15户", "已发布的结果")
		if code, said := sanlv("check", to); code != ExitOK || !strings.Contains(said, "错误 0  警告 0  提示 0") {
			t.Errorf("exit %d:\n%s", code, said)
		}
		code, said = sanlv("sample", "plan", "--from", latest, "--villages", "30", "--reference", "../../data/reference")
		if code != ExitUsage {
			t.Errorf("exit %d for more villages than there are", code)
		}
		mustContain(t, said, "多于本县可抽的 29 个村")
	})
}

// readBack holds the sheets of a draw against each other, as who estimates from
// them will: the weights in the 核查表 are those that the 抽样框 gives.
func readBack(t *testing.T, county *samplecounty.County, dir string, villages, drawnVillages, households int) {
	rows, results := drawn(t, dir)
	for _, r := range results {
		for _, f := range r.Findings {
			t.Errorf("%s", f)
		}
	}
	frame := map[string]map[string]string{}
	strata := map[string][]float64{}
	in := 0
	for _, f := range rows["frame"] {
		frame[f["village_code"]] = f
		strata[f["stratum"]] = append(strata[f["stratum"]], number(t, f, "inclusion_probability"))
		if f["drawn"] == "true" {
			in++
		} else if number(t, f, "sampled_households") != 0 {
			t.Errorf("%v is not drawn and has households", f)
		}
	}
	if len(frame) != villages || in != drawnVillages {
		t.Errorf("%d villages in the frame, %d drawn", len(frame), in)
	}
	sum := 0.0
	for name, p := range strata {
		for _, v := range p {
			sum += v
			if strings.HasSuffix(name, "·必查") && v != 1 {
				t.Errorf("%s has a village of probability %v", name, v)
			}
		}
	}
	if math.Abs(sum-float64(drawnVillages)) > 1e-8 {
		t.Errorf("the probabilities sum to %v for %d villages", sum, drawnVillages)
	}
	register := map[string]*samplecounty.Household{}
	for _, v := range allVillages(county) {
		for _, h := range v.Households {
			register[h.ID] = h
		}
	}
	columns := map[string]string{"脱贫户": "exited_households", "一般农户": "unregistered_households", "未脱贫户": "remaining_households", "档外户": "outside_households"}
	visited, seen := map[[2]string]float64{}, map[string]bool{}
	for _, v := range rows["verification"] {
		f, h := frame[v["village_code"]], register[v["household_id"]]
		if f == nil || h == nil || f["drawn"] != "true" || v["batch"] != f["batch"] || v["stratum"] != f["stratum"] || h.Village.Code != v["village_code"] {
			t.Fatalf("%v is not in the frame %v", v, f)
		}
		if seen[h.ID] {
			t.Errorf("%s is drawn twice", h.ID)
		}
		seen[h.ID] = true
		column := columns[v["sample_class"]]
		visited[[2]string{v["village_code"], column}]++
		want := 1 / number(t, f, "inclusion_probability") * number(t, f, column) / number(t, f, "sampled_"+column)
		if w := number(t, v, "weight"); math.Abs(w/want-1) > 1e-8 {
			t.Errorf("%s weighs %v, the frame says %v", h.ID, w, want)
		}
		if class := v["sample_class"]; class != h.Status && !(class == "未脱贫户" && h.Status == "返贫户") {
			t.Errorf("%s, a %s, is drawn as %s", h.ID, h.Status, class)
		}
		for _, blank := range []string{"persons", "per_capita", "conclusion", "case_state", "food", "approves_overall", "checker"} {
			if v[blank] != "" {
				t.Errorf("%s of %s is filled in: %q", blank, h.ID, v[blank])
			}
		}
		if v["head_name"] == "" || v["township"] == "" || v["village"] == "" || v["register_persons"] == "" {
			t.Errorf("nobody will find %v", v)
		}
	}
	if households > 0 && len(seen) != households {
		t.Errorf("%d households", len(seen))
	}
	for code, f := range frame {
		all := 0.0
		for _, column := range columns {
			if f[column] == "" {
				continue // 档外户 are not drawn apart
			}
			all += number(t, f, column)
			if visited[[2]string{code, column}] != number(t, f, "sampled_"+column) {
				t.Errorf("%s: %v %s are in the 核查表 of %s", code, visited[[2]string{code, column}], column, f["sampled_"+column])
			}
		}
		if all != number(t, f, "households") {
			t.Errorf("%s: the classes have %v of %s households", code, all, f["households"])
		}
	}
}

func allVillages(county *samplecounty.County) []*samplecounty.Village {
	var out []*samplecounty.Village
	for _, t := range county.Townships {
		out = append(out, t.Villages...)
	}
	return out
}

// nothingPersonal looks for names and numbers in all that was written.
func nothingPersonal(t *testing.T, county *samplecounty.County, dir string) {
	var all strings.Builder
	for name := range tree(t, dir) {
		z, err := zip.OpenReader(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range z.File {
			r, err := part.Open()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(&all, r); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
	}
	text := all.String()
	heads := 0
	for _, v := range allVillages(county) {
		for _, h := range v.Households {
			for _, p := range h.Members {
				if len([]rune(p.Name)) > 2 && strings.Contains(text, p.Name) || p.ID != "" && strings.Contains(text, p.ID) {
					t.Errorf("%s stands in what was written", p.Name)
				}
			}
			if strings.Contains(text, ">"+h.ID+"<") {
				heads++
			}
		}
	}
	if heads < 150 {
		t.Errorf("only %d households found: the test looks in the wrong place", heads)
	}
}

// rosterIsPublished holds the roster against the generator, and refuses one that
// was changed after it was published.
func rosterIsPublished(t *testing.T, county *samplecounty.County, latest string) {
	r, err := pipeline.ReadRoster(t.Context(), latest)
	if err != nil {
		t.Fatal(err)
	}
	n := map[string]int{}
	for _, v := range r.Villages {
		n["villages"]++
		for _, h := range v.Households {
			n[h.Class.String()]++
			if !strings.HasSuffix(h.Head, "*") {
				t.Errorf("the head of %s is not masked", h.ID)
			}
		}
	}
	truth := county.Truth()
	all := r.Cleared + r.Unclassed + r.Homeless
	for _, class := range []string{"脱贫户", "一般农户", "未脱贫户"} {
		all += n[class]
	}
	if all != len(truth.Verdicts) || n["villages"] != 29 || len(r.Late) != 3 || r.County != "安禾县" || r.Period != 2018 {
		t.Errorf("%v and %d late of %d households, %+v", n, len(r.Late), len(truth.Verdicts), r.Files)
	}
	copied := t.TempDir()
	if err := os.CopyFS(copied, os.DirFS(latest)); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(copied, "trace", "roster.parquet")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append(raw, 0), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := pipeline.ReadRoster(t.Context(), copied); err == nil || errors.Is(err, pipeline.ErrNoRoster) {
		t.Errorf("a changed roster is read: %v", err)
	}
	if _, err := pipeline.ReadRoster(t.Context(), t.TempDir()); !errors.Is(err, pipeline.ErrNoRoster) {
		t.Error(err)
	}
}

// refusedDraws are slips of the command line: a word that helps, exit code 2, and
// nothing written.
func refusedDraws(t *testing.T, latest string) {
	dir := t.TempDir()
	full := filepath.Join(dir, "有文件")
	if err := os.MkdirAll(full, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(full, "核查表-第1组.xlsx"), []byte("填过的"), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "抽样")
	for _, c := range []struct {
		says string
		args []string
	}{
		{"没有给 --seed", []string{"--villages", "5", "--out", out}},
		{"不是0或正整数", []string{"--seed", "-3", "--villages", "5", "--out", out}},
		{"没有给 --villages", []string{"--seed", "1", "--out", out}},
		{"没有给 --out", []string{"--seed", "1", "--villages", "5"}},
		{"抽村数至少为1", []string{"--seed", "1", "--villages", "0", "--out", out}},
		{"只有29个,不能抽30个", []string{"--seed", "1", "--villages", "30", "--out", out}},
		{"9个组多于8个抽中村", []string{"--seed", "1", "--villages", "8", "--teams", "9", "--out", out}},
		{"每村户数至少为3", []string{"--seed", "1", "--villages", "8", "--households", "2", "--out", out}},
		{"只能给一个", []string{"--seed", "1", "--villages", "8", "--households", "9", "--class-size", "exited=3", "--out", out}},
		{"不认识", []string{"--seed", "1", "--villages", "8", "--class-size", "清退户=3", "--out", out}},
		{"不是户数", []string{"--seed", "1", "--villages", "8", "--class-size", "exited=多", "--out", out}},
		{"给了两次", []string{"--seed", "1", "--villages", "8", "--class-size", "exited=3,脱贫户=4", "--out", out}},
		{"不是户数", []string{"--seed", "1", "--villages", "8", "--outside", "一半", "--out", out}},
		{"不在抽样框中", []string{"--seed", "1", "--villages", "8", "--certainty", "999901009001", "--out", out}},
		{"不在抽样框中", []string{"--seed", "1", "--villages", "8", "--certainty", "999901004006", "--out", out}}, // its households have not come
		{"可用 township、poor、none", []string{"--seed", "1", "--villages", "8", "--stratify", "村", "--out", out}},
		{"可用 equal、pps", []string{"--seed", "1", "--villages", "8", "--method", "srs", "--out", out}},
		{"4个抽样层", []string{"--seed", "1", "--villages", "3", "--out", out}},
		{"--icc", []string{"--seed", "1", "--villages", "8", "--icc", "很高", "--out", out}},
		{"--batch", []string{"--seed", "1", "--villages", "8", "--batch", "第 一 批", "--out", out}},
		{"没有覆盖", []string{"--seed", "1", "--villages", "8", "--out", full}},
		{"在已发布的结果之内", []string{"--seed", "1", "--villages", "8", "--out", filepath.Join(latest, "抽样")}},
		{"不是本版程序发布的结果", []string{"--seed", "1", "--villages", "8", "--from", full, "--out", out}},
		{"不存在", []string{"--seed", "1", "--villages", "8", "--from", filepath.Join(dir, "没有"), "--out", out}},
		{"多余的参数", []string{"县", "--seed", "1", "--villages", "8", "--out", out}},
	} {
		code, said := sanlv(append([]string{"sample", "draw", "--from", latest, "--reference", "../../data/reference"}, c.args...)...)
		if code != ExitUsage {
			t.Errorf("%v: exit %d", c.args, code)
		}
		mustContain(t, said, c.says)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("left %v, %v", entries, err)
	}
}
