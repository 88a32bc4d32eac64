package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const goodHousehold = householdHead + "莲县,青石镇,上坪村,999901001001,H001,张某某,3,脱贫户,60000,,,,是,是,是,是,是,是\n"

// A township checks a sheet before it sends it: what is wrong, where, and how to
// mend it, without a database and without writing anything.
func TestCheckNamesTheCellAndTheMend(t *testing.T) {
	in := files(t, map[string]string{"户表.csv": strings.Replace(goodHousehold, ",3,脱贫户", ",三口,脱贫户", 1)})
	code, said := sanlv("check", filepath.Join(in, "户表.csv"))
	if code != ExitFindings {
		t.Errorf("exit %d", code)
	}
	mustContain(t, said, "户表.csv › 户表:已读入,户表,2 行 = 读入 1 + 没有读入 0 + 标题、空行等 1",
		"户表.csv › 户表 › G2(家庭人口数):“三口”不是数字。改正:只填数字,如 3200。 [num.format]", "错误 1  警告 0  提示 0")
	if left, err := os.ReadDir(in); err != nil || len(left) != 1 {
		t.Errorf("the check left %v behind, %v", left, err)
	}
}

func TestCheckOfGoodSheets(t *testing.T) {
	in := files(t, map[string]string{"村/户表.csv": goodHousehold, "村表.csv": villageSheet})
	out := filepath.Join(t.TempDir(), "结果")
	code, said := sanlv("check", in, "--out", out)
	if code != ExitOK {
		t.Errorf("exit %d:\n%s", code, said)
	}
	mustContain(t, said, "错误 0  警告 0  提示 0", "没有问题")
	if _, err := os.Stat(out); err == nil {
		t.Error("an empty result folder was made")
	}
}

// The lists go by township where the sheet names it; personal data are masked
// unless asked for, and then the workbook says so.
func TestCheckWritesListsAndCopies(t *testing.T) {
	in := files(t, map[string]string{"a/户表.csv": strings.Replace(goodHousehold, ",3,脱贫户", ",三口,脱贫户", 1), "b/户表.csv": "x\n"})
	for _, unmasked := range []bool{false, true} {
		out := t.TempDir()
		args := []string{"check", filepath.Join(in, "a", "户表.csv"), filepath.Join(in, "b", "户表.csv"), "--out", out}
		name := "张**"
		if unmasked {
			args, name = append(args, "--unmasked"), "张某某"
		}
		if code, said := sanlv(args...); code != ExitFindings {
			t.Fatalf("exit %d:\n%s", code, said)
		}
		list := openBook(t, filepath.Join(out, "问题清单", "青石镇.xlsx"))
		rows, _, _ := sheetRows(t, list, "问题清单", "序号")
		if len(rows) != 1 || rows[0]["村"] != "上坪村" || rows[0]["单元格"] != "G2" || rows[0]["户编号"] != "H001" {
			t.Errorf("%v", rows)
		}
		copied := openBook(t, filepath.Join(out, "问题清单", "标注副本", "户表.csv.xlsx"))
		if got, _ := copied.GetCellValue("户表", "F2"); got != name {
			t.Errorf("unmasked %v: the copy shows %q", unmasked, got)
		}
		if note, _ := copied.GetCellValue("标注说明", "A5"); strings.Contains(note, "内部资料") != unmasked {
			t.Errorf("unmasked %v: %s", unmasked, note)
		}
		code, said := sanlv(args...)
		if code != ExitUsage {
			t.Errorf("exit %d over a list that may have been filled in", code)
		}
		mustContain(t, said, "已经存在")
	}
}

func TestCheckUsage(t *testing.T) {
	in := files(t, map[string]string{"户表.csv": goodHousehold})
	for _, args := range [][]string{{"check"}, {"check", filepath.Join(in, "没有.xlsx")}, {"check", in, in}} {
		if code, said := sanlv(args...); code != ExitUsage {
			t.Errorf("%v: exit %d:\n%s", args, code, said)
		}
	}
}

// Townships on Windows run the same program without the database.
func TestProgramBuildsForWindowsWithoutCgo(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the program once more")
	}
	cmd := exec.Command("go", "build", "-o", filepath.Join(t.TempDir(), "sanlv.exe"), "sanlv/pipeline/cmd/sanlv")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=windows", "GOARCH=amd64")
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}

// A sheet without 村代码 still goes to its township, and so does what concerns
// the sheet as a whole.
func TestCheckListsByTownshipWithoutCodes(t *testing.T) {
	in := files(t, map[string]string{"户表.csv": "县,乡镇,行政村,户编号,户主姓名,家庭人口数,户类型,本地列\n莲县,青石镇,上坪村,H001,张某某,三口,脱贫户,x\n"})
	out := t.TempDir()
	if code, said := sanlv("check", in, "--out", out); code != ExitFindings {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	lists, err := filepath.Glob(filepath.Join(out, "问题清单", "*.xlsx"))
	if err != nil || len(lists) != 1 || filepath.Base(lists[0]) != "青石镇.xlsx" {
		t.Errorf("lists %v, %v", lists, err)
	}
}
