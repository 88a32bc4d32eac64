package cli

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	shipped "sanlv/data/reference"
)

func exported(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "本县标准")
	if code, said := sanlv("reference", "export", dir); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	return dir
}

// edit replaces a text that stands once in a file.
func edit(t *testing.T, file, was, now string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(raw), was) != 1 {
		t.Fatalf("%q is not once in %s", was, file)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(raw), was, now, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// What is exported is what is shipped, byte by byte, and a guide that speaks of
// every file; nothing is ever written over.
func TestReferenceExport(t *testing.T) {
	dir := exported(t)
	raw, err := os.ReadFile(filepath.Join(dir, shipped.GuideName))
	if err != nil {
		t.Fatal(err)
	}
	guide := string(raw)
	if !strings.HasPrefix(guide, "\ufeff参照文件说明\r\n") || strings.Count(guide, "\n") != strings.Count(guide, "\r\n") {
		t.Error("the guide is no text for Notepad")
	}
	n := 0
	err = fs.WalkDir(shipped.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		n++
		want, err := fs.ReadFile(shipped.Files, name)
		if err != nil {
			return err
		}
		got, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil || string(got) != string(want) {
			t.Errorf("%s is not as shipped: %v", name, err)
		}
		told := "\n" + name
		if folder := path.Dir(name); folder != "." {
			told = "\n" + folder + "/*.csv"
		}
		if !strings.Contains(guide, told+" ") && !strings.Contains(guide, told+"\r\n ") {
			t.Errorf("the guide does not speak of %s", name)
		}
		return nil
	})
	if err != nil || n == 0 || len(tree(t, dir)) != n+1 {
		t.Errorf("%d files: %v", n, err)
	}

	edit(t, filepath.Join(dir, "parameters.csv"), "identify.rule,and,", "identify.rule,or,")
	before := tree(t, dir)
	code, said := sanlv("reference", "export", dir)
	if code != ExitUsage {
		t.Errorf("exit %d over an edited copy", code)
	}
	mustContain(t, said, "没有写,以免覆盖改过的文件")
	for name, sum := range tree(t, dir) {
		if before[name] != sum {
			t.Errorf("%s was written over", name)
		}
	}
	if code, said := sanlv("reference", "export", filepath.Join(dir, "units.csv")); code != ExitUsage || !strings.Contains(said, "不是文件夹") {
		t.Errorf("exit %d onto a file: %s", code, said)
	}
	if code, said := sanlv("reference", "export", t.TempDir()); code != ExitOK {
		t.Errorf("exit %d into an empty folder: %s", code, said)
	}
}

func TestReferenceCheck(t *testing.T) {
	dir := exported(t)
	code, said := sanlv("reference", "check", dir, "--as-of", "2018-12-31")
	if code != ExitOK {
		t.Errorf("exit %d", code)
	}
	mustContain(t, said, "内容都与自带的相同", "无误,可用于截止 2018-12-31 的计算")

	// sound, but not for any year
	edit(t, filepath.Join(dir, "parameters.csv"), "line.national,2995,2018-01-01,2018-12-31", "line.national,3000,2018-01-01,2018-11-30")
	code, said = sanlv("reference", "check", dir)
	if code != ExitOK {
		t.Errorf("exit %d", code)
	}
	mustContain(t, said, "1 个与自带的不同", "parameters.csv:改 1 行(第6行)", "没有给出 --as-of")
	code, said = sanlv("reference", "check", dir, "--as-of", "2018-12-31")
	if code != ExitUsage {
		t.Errorf("exit %d", code)
	}
	mustContain(t, said, "有 1 处问题", "parameters.csv › 第6行(失效日期):2018年没有贫困线(line.national)。改正:", "[line.missing]")

	// two files with slips: both are told, and a run tells the same
	edit(t, filepath.Join(dir, "standards.csv"), "手册,approval,县;乡镇;村,>,0.9,", "手册,approval,县;乡镇;村,>,90,")
	edit(t, filepath.Join(dir, "codes", "sex.csv"), "女,女性,2014-01-01,,建档立卡贫困户登记表(2014年式样),待核对,", "女,女性,2014-01-01,,建档立卡贫困户登记表(2014年式样),待核对,\n未知,")
	if err := os.Remove(filepath.Join(dir, "village_exit.csv")); err != nil {
		t.Fatal(err)
	}
	wants := []string{"standards.csv › 第13行(阈值):“90”大于 1;比率在 0 到 1 之间。改正:百分之二填 0.02 或 2%。 [ref.range]", "parameters.csv › 第6行(失效日期)"}
	code, said = sanlv("reference", "check", dir, "--as-of", "2018-12-31")
	if code != ExitUsage {
		t.Errorf("exit %d", code)
	}
	mustContain(t, said, append(wants, "codes/sex.csv:增 1 行(第4行)", "standards.csv:改 1 行(第13行)", "有 2 处问题")...)

	if code, said := sanlv("reference", "check", filepath.Join(dir, "nowhere")); code != ExitUsage {
		t.Errorf("exit %d: %s", code, said)
	}
	if code, said := sanlv("reference", "check", dir, "--as-of", "31.12."); code != ExitUsage {
		t.Errorf("exit %d: %s", code, said)
	}
	for _, args := range [][]string{{"reference"}, {"reference", "improve", dir}, {"reference", "check"}} {
		if code, said := sanlv(args...); code != ExitUsage {
			t.Errorf("%v: exit %d: %s", args, code, said)
		}
	}
}

// A copy that was exported and not edited decides nothing: the same run id, the
// same bytes as without it, and the guide in it is no matter.
func TestRunWithExportedReference(t *testing.T) {
	in, own, without := county(t), t.TempDir(), t.TempDir()
	if code, said := runCounty(t, in, own, "--reference", exported(t)); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	if code, said := sanlv("run", "--in", in, "--out", without, "--as-of", "2018-12-31"); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	id := func(out string) string {
		dir, err := filepath.EvalSymlinks(filepath.Join(out, "latest"))
		if err != nil {
			t.Fatal(err)
		}
		return filepath.Base(dir)
	}
	if id(own) != id(without) {
		t.Errorf("%s with the copy, %s without", id(own), id(without))
	}
	sameTree(t, filepath.Join(own, id(own)), filepath.Join(without, id(without)))
}

// A run tells the slips of all files at once, and publishes nothing.
func TestRunListsAllReferenceFindings(t *testing.T) {
	dir, out := exported(t), t.TempDir()
	edit(t, filepath.Join(dir, "standards.csv"), "手册,approval,县;乡镇;村,>,0.9,", "手册,approval,县;乡镇;村,<,0.9,")
	edit(t, filepath.Join(dir, "village_exit.csv"), "江西九项,1,incidence,贫困发生率,人,<,0.02,", "江西九项,1,incidence,贫困发生率,人,<,2,")
	edit(t, filepath.Join(dir, "parameters.csv"), "line.national,2995,2018-01-01,2018-12-31", "line.national,2995,2018-01-01,2018-11-30")
	code, said := runCounty(t, county(t), out, "--reference", dir)
	if code != ExitUsage {
		t.Errorf("exit %d", code)
	}
	mustContain(t, said, "standards.csv › 第13行(比较):“<”方向反了", "village_exit.csv › 第2行(阈值):“2”大于 1", "parameters.csv › 第6行(失效日期):2018年没有贫困线")
	if _, err := os.Lstat(filepath.Join(out, "latest")); err == nil {
		t.Error("published")
	}
}

// An office adds a check with one SQL file: the example of the guide is checked,
// found, explained and in the methods book; one that cannot run stops the run and
// says where, and the last publication stands.
func TestOwnCheckWithoutBuilding(t *testing.T) {
	_, example, ok := strings.Cut(shipped.Guide, "  -- severity: ")
	example, _, ends := strings.Cut(example, "\n\n")
	if !ok || !ends {
		t.Fatal("the guide has no example of a check")
	}
	example = "-- severity: " + strings.ReplaceAll(example, "\n  ", "\n") + "\n"
	ref := files(t, map[string]string{"checks/phone_missing.sql": example})
	code, said := sanlv("reference", "check", ref, "--as-of", "2018-12-31")
	if code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	mustContain(t, said, "checks/phone_missing.sql:本县自加的检查", "无误")

	in, out := county(t), t.TempDir()
	if code, said := runCounty(t, in, out, "--reference", ref); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	found := 0
	for _, f := range rows(t, out, "findings") {
		if f["rule"] == "phone_missing" {
			found++
			if f["message"] != "脱贫户没有填联系电话,回访时找不到人。" || f["severity"] != "提示" || f["header"] != "联系电话" {
				t.Errorf("%v", f)
			}
		}
	}
	if found != 2 {
		t.Errorf("%d found", found)
	}
	code, said = sanlv("explain", "--out", out, "脱贫户没有填联系电话", "H001")
	if mustContain(t, said, "检查 phone_missing 脱贫户没有填联系电话", "回访时找不到人"); code != ExitOK {
		t.Errorf("exit %d", code)
	}
	book := t.TempDir()
	if code, said := sanlv("docs", book, "--as-of", "2018-12-31", "--reference", ref); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	raw, err := os.ReadFile(filepath.Join(book, "规则目录.md"))
	if err != nil {
		t.Fatal(err)
	}
	mustContain(t, string(raw), "脱贫户没有填联系电话", "本县数据核对要求")

	for name, slip := range map[string]struct{ was, now, says string }{
		"column":      {"h.phone is null", "h.telephone is null", "SQL 不能运行:Binder Error"},
		"result":      {"h.household_id, ", "h.household_id as id, ", "SQL 的结果缺少列 household_id"},
		"placeholder": {"{who}", "{whom}", "话中的 {whom} 不是 SQL 结果的列"},
	} {
		wrong := files(t, map[string]string{"checks/phone_missing.sql": strings.Replace(example, slip.was, slip.now, 1)})
		for _, command := range [][]string{{"reference", "check", wrong, "--as-of", "2018-12-31"}, {"run", "--in", in, "--out", out, "--as-of", "2018-12-31", "--reference", wrong}} {
			code, said := sanlv(command...)
			if mustContain(t, said, "checks/phone_missing.sql:"+slip.says); code != ExitUsage {
				t.Errorf("%s: %s: exit %d", name, command[0], code)
			}
		}
	}
	if got := rows(t, out, "findings"); len(got) == 0 {
		t.Error("the last publication is gone")
	}
}
