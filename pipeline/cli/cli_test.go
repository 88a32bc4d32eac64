package cli

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gofrs/flock"
)

const villageSheet = "乡镇,行政村,村代码,是否贫困村,总户数,总人口\n青石镇,上坪村,999901001001,否,2,7\n青石镇,下坪村,999901001002,否,1,4\n"

const householdHead = "县,乡镇,行政村,村代码,户编号,户主姓名,家庭人口数,户类型,工资性收入,生产经营性收入,财产性收入,转移性收入,不愁吃,不愁穿,义务教育保障,基本医疗保障,住房安全,饮水安全\n"

// county is a folder of two villages' files: a wrong exit in the first.
func county(t *testing.T) string {
	t.Helper()
	return files(t, map[string]string{
		"村表.csv":     villageSheet,
		"上坪村/户表.csv": householdHead + "莲县,青石镇,上坪村,999901001001,H001,张某某,3,脱贫户,6000,,,,是,是,是,是,是,是\n莲县,青石镇,上坪村,999901001001,H002,李某,4,脱贫户,60000,,,,是,是,是,是,是,是\n",
		"下坪村/户表.csv": householdHead + "莲县,青石镇,下坪村,999901001002,H003,王某,4,一般农户,60000,,,,是,是,是,是,是,是\n",
	})
}

func files(t *testing.T, m map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range m {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// sanlv runs a command line and gives its exit code and all it said.
func sanlv(args ...string) (int, string) {
	var out bytes.Buffer
	code := Main(args, &out, &out)
	return code, out.String()
}

func runCounty(t *testing.T, in, out string, more ...string) (int, string) {
	t.Helper()
	return sanlv(append([]string{"run", "--in", in, "--out", out, "--as-of", "2018-12-31", "--reference", "../../data/reference"}, more...)...)
}

func mustContain(t *testing.T, text string, wants ...string) {
	t.Helper()
	for _, w := range wants {
		if !strings.Contains(text, w) {
			t.Errorf("lacks %q:\n%s", w, text)
		}
	}
}

// tree gives the hash of every file below a folder.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	m := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		m[rel] = fmt.Sprintf("%x", sha256.Sum256(raw))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func sameTree(t *testing.T, a, b string) {
	t.Helper()
	ta, tb := tree(t, a), tree(t, b)
	if len(ta) == 0 {
		t.Errorf("%s is empty", a)
	}
	for name, sum := range ta {
		if tb[name] != sum {
			t.Errorf("%s differs", name)
		}
	}
	if len(ta) != len(tb) {
		t.Errorf("%d files against %d", len(ta), len(tb))
	}
}

func TestRunPublishes(t *testing.T) {
	out := t.TempDir()
	code, said := runCounty(t, county(t), out)
	if code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	mustContain(t, said, "文件 3 件", "行数 读取 8 = 入库 5 + 拒收 0 + 识别为非数据 3", "莲县 2018年 三率一度(截止 2018-12-31;来件 2/2 村)",
		"错退率 42.86%(3/7人)", "国家中部(<2%)未达标", "漏评率 0.00%(0/4人)", "群众认可度 没有数据", "看板.html")
	for _, name := range []string{"manifest.json", "看板.html", "评估报告.html", "data/indicators.csv", "data/indicators.parquet", "data/village_exit.csv",
		"data/households.csv", "data/findings.csv", "data/intake.csv", "data/数据.xlsx", "报表/三率一度汇总表.xlsx", "报表/贫困村退出一览表.xlsx", "报表/收入分组与贫困深度.xlsx", "data/poverty.parquet",
		"报表/来件登记.xlsx", "台账/错退台账.xlsx", "台账/漏评台账.xlsx"} {
		info, err := os.Stat(filepath.Join(out, "latest", filepath.FromSlash(name)))
		if err != nil {
			t.Error(err)
		} else if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", name, info.Mode())
		}
	}
	raw, err := os.ReadFile(filepath.Join(out, "latest/data/households.csv"))
	if err != nil {
		t.Fatal(err)
	}
	mustContain(t, string(raw), "\ufeffhousehold_id,village_code,status,",
		"H001,999901001001,脱贫户,3,6000.00,2000.00,2995.00,false,true,true,true,true,true,true,false,false,,错退,false,上坪村/户表.csv,户表,2\n")
	left, err := os.ReadDir(out)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != 7 { // the run, latest, the history, the cache, the lock, the logs, the audit
		t.Errorf("left in the output folder: %v", left)
	}
}

// The same inputs give the same bytes, with one thread or two, with the cache or
// without, the first time or again.
func TestSameBytes(t *testing.T) {
	in, one, two, cache := county(t), t.TempDir(), t.TempDir(), t.TempDir()
	for _, run := range [][]string{{one, "--threads", "1"}, {two, "--threads", "2", "--cache", cache}, {two, "--cache", cache}} {
		if code, said := runCounty(t, in, run[0], run[1:]...); code != ExitOK {
			t.Fatalf("exit %d:\n%s", code, said)
		}
		if run[0] == two {
			sameTree(t, filepath.Join(one, "latest")+"/.", filepath.Join(two, "latest")+"/.")
		}
	}
}

// A cache that was damaged is read past, not trusted.
func TestDamagedCache(t *testing.T) {
	in, one, two, cache := county(t), t.TempDir(), t.TempDir(), t.TempDir()
	if code, said := runCounty(t, in, one, "--cache", cache); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	n := 0
	for name := range tree(t, cache) {
		path := filepath.Join(cache, name)
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		raw[len(raw)/2] ^= 0x20
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n == 0 {
		t.Fatal("the cache is empty")
	}
	if code, said := runCounty(t, in, two, "--cache", cache); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	sameTree(t, filepath.Join(one, "latest")+"/.", filepath.Join(two, "latest")+"/.")
}

// Bad input leaves the previous publication as it was and says what to do.
func TestBadInput(t *testing.T) {
	for name, c := range map[string]struct {
		in    map[string]string
		args  []string
		code  int
		wants []string
	}{
		"empty folder": {nil, nil, ExitBlocked, []string{"没有发布", "没有一张户表能够读入", "草稿", "来件登记.xlsx"}},
		"unreadable files": {map[string]string{"a.xlsx": "PK\x03\x04 not a zip", "b.csv": "\xff\xfe\x00"}, nil, ExitBlocked,
			[]string{"没有一张户表能够读入"}},
		"a year without a line": {nil, []string{"--as-of", "2031-06-30"}, ExitUsage, []string{"2031年没有贫困线", "parameters.csv", "line.national", "上一次发布的结果不变"}},
		"not a date":            {nil, []string{"--as-of", "去年"}, ExitUsage, []string{"--as-of", "2018-12-31"}},
		"no such folder":        {nil, []string{"--in", "nowhere"}, ExitUsage, []string{"nowhere 不存在"}},
		"no such flag":          {nil, []string{"--inn", "x"}, ExitUsage, []string{"不认识的选项 --inn"}},
		"little memory":         {nil, []string{"--memory", "2M"}, ExitUsage, []string{"至少为 256MiB"}},
	} {
		t.Run(name, func(t *testing.T) {
			out := t.TempDir()
			if code, said := runCounty(t, county(t), out); code != ExitOK {
				t.Fatalf("exit %d:\n%s", code, said)
			}
			latest, err := os.Readlink(filepath.Join(out, "latest"))
			if err != nil {
				t.Fatal(err)
			}
			before := tree(t, filepath.Join(out, latest))
			code, said := runCounty(t, files(t, c.in), out, c.args...)
			if code != c.code {
				t.Errorf("exit %d, want %d", code, c.code)
			}
			mustContain(t, said, c.wants...)
			after := tree(t, filepath.Join(out, latest))
			if now, err := os.Readlink(filepath.Join(out, "latest")); err != nil || now != latest || fmt.Sprint(before) != fmt.Sprint(after) {
				t.Errorf("the previous publication was touched: %s %v", now, err)
			}
		})
	}
}

// What a run publishes must not become its next input.
func TestOutputInsideInput(t *testing.T) {
	in := county(t)
	for _, args := range [][]string{{"--out", filepath.Join(in, "out")}, {"--out", in}, {"--cache", filepath.Join(in, "a", "b")}} {
		code, said := runCounty(t, in, t.TempDir(), args...)
		if code != ExitUsage || !strings.Contains(said, "之内") {
			t.Errorf("%v: exit %d: %s", args, code, said)
		}
	}
}

func TestReferenceWithUnknownKey(t *testing.T) {
	ref := files(t, map[string]string{"parameters.csv": "参数,取值,生效日期,失效日期,依据\nidentify.rul,and,2014-01-01,,\n"})
	code, said := runCounty(t, county(t), t.TempDir(), "--reference", ref)
	if code != ExitUsage {
		t.Errorf("exit %d", code)
	}
	mustContain(t, said, "parameters.csv › 第2行(参数):“identify.rul”不是本程序认识的参数。改正:改为:")
}

// One bad file and a sheet without a required column among good ones: findings,
// their villages not arrived, the rest published.
func TestOneBadSheetAmongGoodOnes(t *testing.T) {
	in, out := county(t), t.TempDir()
	bad := "县,乡镇,行政村,村代码,户主姓名,家庭人口数,户类型\n莲县,青石镇,下坪村,999901001002,王某,4,一般农户\n"
	if err := os.WriteFile(filepath.Join(in, "下坪村", "户表.csv"), []byte(bad), 0o600); err != nil {
		t.Fatal(err)
	}
	code, said := runCounty(t, in, out)
	if code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	mustContain(t, said, "来件 1/2 村", "暂算", "国家中部(<2%)数据缺")
	raw, err := os.ReadFile(filepath.Join(out, "latest/data/findings.csv"))
	if err != nil {
		t.Fatal(err)
	}
	mustContain(t, string(raw), "户编号", "青石镇下坪村的户表未到")
}

func TestLockedOut(t *testing.T) {
	out := t.TempDir()
	l := flock.New(filepath.Join(out, ".lock"))
	if ok, err := l.TryLock(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	defer l.Unlock()
	code, said := runCounty(t, county(t), out)
	if code != ExitLocked {
		t.Errorf("exit %d", code)
	}
	mustContain(t, said, "另一次运行正在使用这个输出文件夹")
}

func TestExplain(t *testing.T) {
	out := t.TempDir()
	if code, said := sanlv("explain", "H001", "--out", out); code != ExitUsage || !strings.Contains(said, "还没有发布的结果") {
		t.Errorf("exit %d: %s", code, said)
	}
	if code, said := runCounty(t, county(t), out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	code, said := sanlv("explain", "H001", "--out", out)
	if code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	mustContain(t, said, "户 H001(村 999901001001)脱贫户:错退", "未达到,判为错退", "人均纯收入 2000.00 元,贫困线 2995 元:低于线",
		"+ 工资性收入 = 6000.00 ← 上坪村/户表.csv › 户表 › I2(工资性收入)", "住房安全 = 是 ← 上坪村/户表.csv › 户表 › Q2(住房安全)")
	if strings.Contains(said, "张某某") {
		t.Error("explain tells a name")
	}
	code, said = sanlv("explain", "999901001001", "错退率", "--out", out)
	if code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	mustContain(t, said, "错退率 = 3人 ÷ 7人 = 42.86%", "标准 国家中部(<2%):未达标", "户 H001(错退):3人 ← 上坪村/户表.csv › 户表 › E2(户编号)")
	if strings.Contains(said, "漏评率") {
		t.Error("explain tells more than was asked")
	}
	for _, part := range [][]string{{"--list=分母"}, {"--list", "分母"}} {
		code, said = sanlv(append([]string{"explain", "999901001001", "错退率", "--out", out}, part...)...)
		if code != ExitOK || strings.Count(said, "\n") != strings.Count(said, "户表.csv")+2 || !strings.Contains(said, "分母") {
			t.Errorf("%v: exit %d:\n%s", part, code, said)
		}
	}
	if code, said = sanlv("explain", "999901", "待核", "--list", "--out", out); code != ExitOK {
		t.Errorf("exit %d:\n%s", code, said)
	}
	if code, said = sanlv("explain", "999901", "--out", out); code != ExitOK {
		t.Errorf("exit %d", code)
	}
	mustContain(t, said, "县 莲县(999901)", "其中 青石镇(999901001):3 ÷ 7")
	if code, said = sanlv("explain", "H999", "--out", out); code != ExitUsage {
		t.Errorf("exit %d: %s", code, said)
	}
	mustContain(t, said, "没有 H999")
}

func TestHelpIsChinese(t *testing.T) {
	for _, args := range [][]string{{"help"}, {"help", "run"}, {"run", "--help"}, {"help", "explain"}, {}} {
		code, said := sanlv(args...)
		if code != ExitOK {
			t.Errorf("%v: exit %d", args, code)
		}
		mustContain(t, said, "用法:", "示例:", "sanlv ")
		for _, english := range []string{"Usage", "Flags", "help for", "Available", "(default"} {
			if strings.Contains(said, english) {
				t.Errorf("%v says %q:\n%s", args, english, said)
			}
		}
	}
	if code, _ := sanlv("rnu"); code != ExitUsage {
		t.Errorf("unknown command: exit %d", code)
	}
}

// An ID number that slipped into a column of money is a rejected cell, not the
// end of the run, and is not shown.
func TestAbsurdNumbers(t *testing.T) {
	in, out := county(t), t.TempDir()
	slipped := householdHead + "莲县,青石镇,下坪村,999901001002,H003,王某,4,一般农户,99990119800101001X,999901198001010013,1e15,,是,是,是,是,是,99990119800101001X\n"
	if err := os.WriteFile(filepath.Join(in, "下坪村", "户表.csv"), []byte(slipped), 0o600); err != nil {
		t.Fatal(err)
	}
	village := strings.Replace(villageSheet, "否,1,4", "否,999999999999999999,4", 1)
	if err := os.WriteFile(filepath.Join(in, "村表.csv"), []byte(village), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, said := runCounty(t, in, out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	raw, err := os.ReadFile(filepath.Join(out, "latest/data/findings.csv"))
	if err != nil {
		t.Fatal(err)
	}
	mustContain(t, string(raw), "num.range", "**************001X")
	for _, id := range []string{"99990119800101001X", "999901198001010013"} {
		if strings.Contains(string(raw), id) {
			t.Errorf("%s is shown", id)
		}
	}
}

// The matrix of what has come covers every kind that names villages or
// households: a file that was sent twice shows as 重复, and its rows count once.
func TestMatrixOfArrivals(t *testing.T) {
	policy := "户编号,政策,金额,发放日期\nH001,低保金,300,2018-03-01\n"
	in := county(t)
	for name, text := range map[string]string{"政策.csv": policy, "政策(2).csv": policy} {
		if err := os.WriteFile(filepath.Join(in, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out := t.TempDir()
	if code, said := runCounty(t, in, out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	f := openBook(t, filepath.Join(out, "latest", "报表", "来件登记.xlsx"))
	all, err := f.GetRows("来件矩阵")
	if err != nil {
		t.Fatal(err)
	}
	var heads []string
	got := map[string][]string{}
	for i, row := range all {
		if len(row) > 1 && row[0] == "乡镇" {
			heads = row
		}
		if len(row) > 3 && row[0] == "青石镇" {
			got[all[i][1]] = row
		}
	}
	at := slices.Index(heads, "政策享受表")
	if at < 0 {
		t.Fatalf("no column of 政策享受表 in %v", heads)
	}
	for village, want := range map[string]string{"上坪村": "重复 1", "下坪村": "— —"} {
		if row := got[village]; len(row) < at+2 || strings.TrimSpace(row[at]+" "+row[at+1]) != want {
			t.Errorf("%s: %v, want %s at %d", village, row, want, at)
		}
	}
	for file, want := range map[string]string{"政策.csv": "已读入 1", "政策(2).csv": "重复来件 0"} {
		for _, r := range sheetOf(t, out, "intake", "file", file) {
			if r["status"]+" "+r["rows_loaded"] != want {
				t.Errorf("%s: %v, want %s", file, r, want)
			}
		}
	}
}
