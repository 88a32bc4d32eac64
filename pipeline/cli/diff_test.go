package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sanlv/pipeline/manifest"
	"sanlv/reports"
)

// diffed compares and gives the answer.
func diffed(t *testing.T, args ...string) diffAnswer {
	t.Helper()
	code, said := sanlv(append([]string{"diff", "--json"}, args...)...)
	if code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	var d diffAnswer
	if err := json.Unmarshal([]byte(said), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// The causes of a change add up to it, and each household behind it stands there
// with the cells that changed.
func TestDiff(t *testing.T) {
	in, out := county(t), t.TempDir()
	if code, said := sanlv("diff", "--out", out); code != ExitUsage || !strings.Contains(said, "还没有发布的结果") {
		t.Errorf("exit %d: %s", code, said)
	}
	if code, said := runCounty(t, in, out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	if code, said := sanlv("diff", "--out", out); code != ExitUsage || !strings.Contains(said, "只有一次结果") {
		t.Errorf("exit %d: %s", code, said)
	}
	first := latestOf(t, out)
	up, down := filepath.Join(in, "上坪村", "户表.csv"), filepath.Join(in, "下坪村", "户表.csv")
	changeCell(t, up, "张某某,3,脱贫户,6000,", "张某某,3,脱贫户,60000,")
	changeCell(t, up, "李某,4", "李某,5")
	changeCell(t, down, "H003,王某,4", "H004,赵某,6")
	if code, said := runCounty(t, in, out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	tellsOfChange(t, first, latestOf(t, out))
	comparePrinted(t, out)
	comparePages(t, out)
	whole := manifestOf(t, latestOf(t, out))
	if code, said := runCounty(t, in, out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	if !bytes.Equal(whole, manifestOf(t, latestOf(t, out))) {
		t.Error("the same run once more is compared with another one")
	}
	d := diffed(t, "--out", out)
	if d.Before.Folder != filepath.Base(first) || d.After.Folder != filepath.Base(latestOf(t, out)) {
		t.Errorf("%+v %+v", d.Before, d.After)
	}
	causes := map[string]string{}
	for _, i := range d.Indicators {
		var sum reports.DiffFigure
		for _, c := range i.Causes {
			sum.Numerator += c.Change.Numerator
			sum.Denominator += c.Change.Denominator
			sum.Unknown += c.Change.Unknown
			causes[i.ID] += c.Said() + "|"
		}
		if want := (reports.DiffFigure{Numerator: i.After.Numerator - i.Before.Numerator, Denominator: i.After.Denominator - i.Before.Denominator, Unknown: i.After.Unknown - i.Before.Unknown}); sum != want {
			t.Errorf("%s: the causes come to %v, the change is %v", i.ID, sum, want)
		}
	}
	for id, want := range map[string]string{
		"wrong_exit_rate":         "判定变动 1 户:分子 −3、分母 0、待核 0|数值变动 1 户:分子 0、分母 +1、待核 0|",
		"omission_rate":           "新增户 1 户:分子 0、分母 +6、待核 0|减少户 1 户:分子 0、分母 −4、待核 0|",
		"comprehensive_incidence": "新增户 1 户:分子 0、分母 +6、待核 0|减少户 1 户:分子 0、分母 −4、待核 0|判定变动 1 户:分子 −3、分母 0、待核 0|数值变动 1 户:分子 0、分母 +1、待核 0|",
	} {
		if causes[id] != want {
			t.Errorf("%s: %s", id, causes[id])
		}
	}
	if cellsIn(d.Tables) == 0 || d.Tables[0].Moves[0].Reason == "" || !slices.ContainsFunc(d.Tables, func(t reports.MovedTable) bool { return t.ID == "problems" && t.Left != "" }) {
		t.Errorf("%+v", d.Tables)
	}
	file := filepath.Join(t.TempDir(), "变动表.xlsx")
	code, said := sanlv("diff", first, "--out", out, "--to", file)
	if code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	mustContain(t, said, "莲县 错退率:42.86%(3/7人) → 0.00%(0/8人)", "判定变动 H001:错退(脱贫户,3人) → 无问题(脱贫户,3人)",
		"工资性收入 6000.00 → 60000.00 ← 上坪村/户表.csv › 户表 › I2(工资性收入)", "家庭人口数 4 → 5", "新增户 H004:没有这一户 → 无问题(一般农户,6人)", "减少户 H003", "消除 ", "新增 ", "各表变动 ", "  三率一度汇总表 › 分村 ")
	if strings.Contains(said, "张某") {
		t.Error("the comparison tells a name")
	}
	rows, _, _ := sheetRows(t, openBook(t, file), "户的变动", "原因")
	if len(rows) != 4 || rows[2]["户编号"] != "H001" || rows[2]["变了的数值"] != "工资性收入 6000.00 → 60000.00" {
		t.Errorf("%v", rows)
	}
	if rows, _, _ = sheetRows(t, openBook(t, file), "各表变动", "表"); len(rows) != cellsIn(d.Tables) || rows[0]["表"] != "三率一度汇总表" {
		t.Errorf("%d rows of %d", len(rows), cellsIn(d.Tables))
	}
	if code, said := sanlv("diff", first, "--out", out, "--to", file); code != ExitUsage {
		t.Errorf("exit %d: %s", code, said)
	}

	// another line: same inputs, another verdict
	raw, err := os.ReadFile("../../data/reference/parameters.csv")
	if err != nil {
		t.Fatal(err)
	}
	line := strings.Replace(string(raw), "line.national,2995,2018", "line.national,29950,2018", 1)
	if line == string(raw) {
		t.Fatal("no line for 2018")
	}
	ref := files(t, map[string]string{"parameters.csv": line})
	changeCell(t, filepath.Join(in, "村表.csv"), "999901001001,否", "999901001001,是") // whose exit is judged from now on
	if code, said := runCounty(t, in, out, "--reference", ref); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	d = diffed(t, "--out", out)
	standard := 0
	for _, h := range d.Households {
		if h.Cause != reports.CauseStandard || len(h.Inputs) > 0 {
			t.Errorf("%+v", h)
		}
		standard++
	}
	if standard != 2 {
		t.Errorf("%d households", standard)
	}
	_, said = sanlv("diff", "--out", out)
	mustContain(t, said, "(line.national):2995 → 29950", "上坪村 江西九项:不判 → 数据缺", "参照文件有 1 个内容不同(参数 1 个)", "参数 1 个(parameters.csv)", "标准变动 2 户")

	// the reports can be written again when what they are compared with is gone
	latest, before := latestOf(t, out), t.TempDir()
	if err := os.CopyFS(before, os.DirFS(latest)); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{first, filepath.Join(out, d.Before.Folder)} {
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
	if code, said := sanlv("report", "报表", "--out", out); code != ExitOK || !strings.Contains(said, "报表/变动表.xlsx") {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	sameTree(t, before, latest)
}

// manifestOf is the manifest of a publication as it stands.
func manifestOf(t *testing.T, dir string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, manifest.Name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// tellsOfChange checks that a publication says what changed since the one before:
// in its manifest, in its workbooks and on its page.
func tellsOfChange(t *testing.T, before, after string) {
	t.Helper()
	var m manifest.Manifest
	if err := json.Unmarshal(manifestOf(t, before), &m); err != nil || m.ComparedWith != nil {
		t.Errorf("the first run is compared with %v (%v)", m.ComparedWith, err)
	}
	if err := json.Unmarshal(manifestOf(t, after), &m); err != nil || m.ComparedWith == nil || m.ComparedWith.Folder != filepath.Base(before) {
		t.Errorf("the second run is compared with %v (%v)", m.ComparedWith, err)
	}
	page := func(dir string) string {
		raw, err := os.ReadFile(filepath.Join(dir, "看板.html"))
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	mustContain(t, page(before), "没有可以比较的上次结果")
	mustContain(t, page(after), "42.86%（3/7）", "−42.86个百分点", "判定变动 1 户：分子 −3、分母 0、待核 0", "工资性收入 6000.00 → 60000.00", "trend-1-wrong_exit_rate")
	rows, _, _ := sheetRows(t, openBook(t, filepath.Join(after, "报表", "变动表.xlsx")), "户的变动", "原因")
	if len(rows) != 4 || rows[2]["户编号"] != "H001" {
		t.Errorf("%v", rows)
	}
	if _, err := os.Stat(filepath.Join(before, "报表", "变动表.xlsx")); err == nil {
		t.Error("the first run tells of a change")
	}
}

// Nothing changed: nothing is said to have.
func TestDiffOfTheSame(t *testing.T) {
	in, out, other := county(t), t.TempDir(), t.TempDir()
	for _, dir := range []string{out, other} {
		if code, said := runCounty(t, in, dir); code != ExitOK {
			t.Fatalf("exit %d:\n%s", code, said)
		}
	}
	d := diffed(t, latestOf(t, out), latestOf(t, other))
	if len(d.Households)+len(d.Rules)+len(d.Findings)+len(d.Inputs)+cellsIn(d.Tables) > 0 || len(d.Indicators) == 0 {
		t.Errorf("%+v %+v", d.Difference, d.Tables)
	}
	_, said := sanlv("diff", latestOf(t, out), latestOf(t, other))
	mustContain(t, said, "莲县 错退率:没有变动", "问题 新出现 0 处,已消除 0 处")
}
