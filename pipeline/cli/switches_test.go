package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// flipped are the switches, each with the other value than the shipped one, and
// how a report says so.
var flipped = []struct{ was, now, says string }{
	{"identify.rule,and,", "identify.rule,or,", "贫困识别：收入低于线，或者有一项不保障（identify.rule=or"},
	{"income.exclude,pension;excluded_income,", "income.exclude,excluded_income,", "不计入收入的项目：其中不计入收入（income.exclude"},
	{"income.divisor,declared,", "income.divisor,members,", "人均的除数：人表的人数（income.divisor=members"},
	{"population,registered,", "population,reported,", "发生率的分母：村表填报的总人口（population=reported"},
	{"omission.denominator,sampled_villages,", "omission.denominator,surveyed,", "抽样漏评率口径值的分母：访到的一般农户人口（omission.denominator=surveyed"},
	{"sample.zero_icc,0.05,", "sample.zero_icc,0.1,", "抽样中一户问题户也没有时假定的村内相关系数：0.1（sample.zero_icc=0.1"},
	{"sample.collapse,,", "sample.collapse,青石镇=白杨乡,", "只抽了一个村的抽样层与哪一层合并计算方差：青石镇=白杨乡（sample.collapse=青石镇=白杨乡"},
	{"approval.rule,overall,", "approval.rule,all_four,", "认可：四项都认可才算（approval.rule=all_four"},
}

// affected says which switches each report rests on: all of flipped where it is
// not listed, but for what is of the sample alone.
var affected = map[string][]string{
	"报表/三率一度抽样评估表.xlsx":  {"identify.", "income.", "population", "omission.", "sample.", "approval."},
	"报表/贫困村退出一览表.xlsx":   {"population"},
	"报表/收入分组与贫困深度.xlsx":  {"identify.", "income."},
	"报表/核查差异表.xlsx":      {"income."},
	"报表/来件登记.xlsx":       nil,
	"报表/政策落实情况.xlsx":     nil, // what was given to whom
	"报表/帮扶责任落实.xlsx":     nil, // visits and days
	"报表/项目资金进度.xlsx":     nil,
	"报表/问题整改进度.xlsx":     nil,
	"报表/防返贫监测对象情况表.xlsx": {"income."},
	"报表/收入变化排查表.xlsx":    {"income."},
	"报表/帮扶成效.xlsx":       {"income.", "approval."},
	"报表/低收入人口分类表.xlsx":   {"income."},
}

// Each switch turned the other way moves the figures that it decides, and every
// report that rests on it says which way it stands.
func TestSwitchesArePrinted(t *testing.T) {
	ref, out := exported(t), t.TempDir()
	for _, s := range flipped {
		edit(t, filepath.Join(ref, "parameters.csv"), s.was, s.now)
	}
	code, said := runCounty(t, "../../data/samples", out, "--reference", ref)
	if code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	// as shipped 102 of 5,911, 22 of 4,151 and 158 of 165
	mustContain(t, said, "综合贫困发生率 1.72%(112/6,522人", "漏评率 0.77%(32/4,151人", "群众认可度 95.15%(157/165户")

	latest := filepath.Join(out, "latest")
	books, err := filepath.Glob(filepath.Join(latest, "*", "*.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range books {
		name, err := filepath.Rel(latest, path)
		if err != nil || strings.HasPrefix(name, "问题清单") || strings.HasPrefix(name, "data") {
			continue // what is wrong in the sheets, and the data without prose
		}
		words := bookText(t, path)
		rests, listed := affected[name]
		for _, s := range flipped {
			wanted := !strings.HasPrefix(s.was, "omission.") && !strings.HasPrefix(s.was, "sample.")
			if listed {
				wanted = slices.ContainsFunc(rests, func(p string) bool { return strings.HasPrefix(s.was, p) })
			}
			if wanted && !strings.Contains(words, s.says) {
				t.Errorf("%s does not say %s", name, s.says)
			}
		}
	}
	page, err := os.ReadFile(filepath.Join(latest, "看板.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range flipped {
		if id := strings.ReplaceAll(strings.TrimSuffix(s.now, ","), ",", "="); !strings.Contains(string(page), id) && !strings.Contains(string(page), s.says) {
			t.Errorf("the page does not say %s", id)
		}
	}
	// and an explanation follows them
	_, said = sanlv("explain", "--out", out, "9999010010010003")
	if mustContain(t, said, "÷ 2 人"); strings.Contains(said, "− 其中养老金") {
		t.Errorf("takes the pension away:\n%s", said)
	}
}

// bookText is all the text of a workbook.
func bookText(t *testing.T, path string) string {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var b strings.Builder
	for _, sheet := range f.GetSheetList() {
		list, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range list {
			b.WriteString(strings.Join(row, "\t") + "\n")
		}
	}
	return b.String()
}
