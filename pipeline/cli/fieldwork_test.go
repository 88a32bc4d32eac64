//go:build cgo

package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestFieldwork goes the way of a verification: plan, draw, visit, read back, and
// the verdicts are those that the sheets lead to household by household.
func TestFieldwork(t *testing.T) {
	dir := t.TempDir()
	in, out := filepath.Join(dir, "来件"), filepath.Join(dir, "out")
	if err := os.Mkdir(in, 0o700); err != nil {
		t.Fatal(err)
	}
	writeField(t, in)
	if code, said := runCounty(t, in, out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	latest := filepath.Join(out, "latest")
	code, said := sanlv("sample", "plan", "--from", latest, "--villages", "16", "--reference", "../../data/reference")
	if code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	mustContain(t, said, "抽16个村、每村15户", "可抽的村")
	for _, c := range []struct {
		name string
		args []string
	}{
		{"等概率", []string{"--villages", "16", "--class-size", "脱贫户=10,一般农户=10,未脱贫户=all", "--outside", "all", "--teams", "3", "--batch", "B1"}},
		{"按规模", []string{"--villages", "14", "--method", "pps", "--stratify", "poor", "--households", "20", "--outside", "3", "--certainty", "999902001001", "--batch", "B2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			forms := filepath.Join(dir, c.name)
			code, said := sanlv(append([]string{"sample", "draw", "--from", latest, "--seed", "2018", "--reference", "../../data/reference", "--out", forms}, c.args...)...)
			if code != ExitOK {
				t.Fatalf("exit %d:\n%s", code, said)
			}
			put := filepath.Join(in, "核查"+c.name)
			fillForms(t, forms, put, nil)
			code, said = runCounty(t, in, out)
			if code != ExitOK {
				t.Fatalf("exit %d:\n%s", code, said)
			}
			compareField(t, out, put, said)
			if err := os.RemoveAll(put); err != nil {
				t.Fatal(err)
			}
		})
	}
	t.Run("坏表", func(t *testing.T) { spoiledForms(t, filepath.Join(dir, "等概率"), in, out) })
}

// spoiledForms hands in what should not come back; each raises its finding, the
// weighted estimates are refused, the 口径值 stands.
func spoiledForms(t *testing.T, forms, in, out string) {
	last := ""
	fillForms(t, forms, filepath.Join(in, "核查"), func(n int, set func(string, any), row map[string]string) {
		switch n {
		case 0:
			set("村代码", "999902003999") // no village of the frame
		case 1:
			set("户编号", "9999020010019999") // nobody
		case 2:
			set("抽样权重", 0)
		case 3:
			set("抽样权重", -2)
		case 5:
			set("户编号", last)
		}
		last = row["户编号"]
	})
	code, said := runCounty(t, in, out)
	if code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	found := map[string]int{}
	for _, r := range rows(t, out, "findings") {
		found[r["rule"]]++
		if strings.HasPrefix(r["rule"], "verification_") && (r["cell"] == "" || r["mend"] == "") {
			t.Errorf("a finding without its place: %v", r)
		}
	}
	for rule, n := range map[string]int{"sample_village_not_drawn": 1, "verification_unknown_household": 1, "verification_weight": 2, "verification_duplicate": 1} {
		if found[rule] != n {
			t.Errorf("%s: %d findings, want %d", rule, found[rule], n)
		}
	}
	if found["frame_results_short"] == 0 {
		t.Error("nobody misses the households that are not among the results")
	}
	for _, r := range rows(t, out, "estimates") {
		if r["domain"] != "county:"+fieldCounty || r["standard"] != "国家中部" || r["indicator"] == "comprehensive_incidence" {
			continue
		}
		switch r["method"] {
		case "kgplus":
			if r["verdict"] != "样本不足以判定" || r["reason"] != "no_weight" || r["estimate"] != "" {
				t.Errorf("%v", r)
			}
		case "official":
			if r["estimate"] == "" {
				t.Errorf("%v", r)
			}
		}
	}
}

// The county of the fieldwork: three townships of eight villages of forty
// households, every fourth village poor. All sheets have come, and by the register
// nobody was wrongly exited or omitted.
const (
	fieldTownships, fieldVillages, fieldHouseholds = 3, 8, 40
	fieldCounty                                    = "999902"
)

// fieldClass is the status of a household and whether it has a 档外类别.
func fieldClass(k int) (status string, outside bool) {
	switch {
	case k <= 14:
		return "脱贫户", false
	case k <= 16:
		return "未脱贫户", false
	}
	return "一般农户", k > 36
}

func fieldPersons(v, k int) int { return 1 + (v+k)%6 }

// fieldHome is the village and number of a household by its code.
func fieldHome(id string) (v, k int) {
	township, _ := strconv.Atoi(id[6:9])
	village, _ := strconv.Atoi(id[9:12])
	k, _ = strconv.Atoi(id[12:])
	return (township-1)*fieldVillages + village - 1, k
}

// writeField writes the 户表 and 村表 of the county.
func writeField(t *testing.T, dir string) {
	t.Helper()
	households := []string{"县,乡镇,行政村,村代码,户编号,户主姓名,家庭人口数,户类型,识别年度,脱贫年度,主要致贫原因,工资性收入,不愁吃,不愁穿,义务教育保障,基本医疗保障,住房安全,饮水安全,档外类别"}
	villages := []string{"县,乡镇,行政村,村代码,是否贫困村,总户数,总人口"}
	for v := range fieldTownships * fieldVillages {
		township, village := fmt.Sprintf("%d号乡", v/fieldVillages+1), fmt.Sprintf("%d号村", v+1)
		code := fmt.Sprintf("%s%03d%03d", fieldCounty, v/fieldVillages+1, v%fieldVillages+1)
		sum := 0
		for k := 1; k <= fieldHouseholds; k++ {
			status, outside := fieldClass(k)
			years, class := ",,", ""
			switch {
			case status == "脱贫户":
				years = "2014,2017,因病"
			case status == "未脱贫户":
				years = "2014,,因病"
			case outside:
				class = "申请未纳入户"
			}
			m := fieldPersons(v, k)
			sum += m
			households = append(households, fmt.Sprintf("试县,%s,%s,%s,%s%04d,张%d,%d,%s,%s,%d,是,是,是,是,是,是,%s", township, village, code, code, k, k, m, status, years, 8000*m, class))
		}
		poor := "否"
		if v%4 == 0 {
			poor = "是"
		}
		villages = append(villages, fmt.Sprintf("试县,%s,%s,%s,%s,%d,%d", township, village, code, poor, fieldHouseholds, sum))
	}
	for name, lines := range map[string][]string{"户表.csv": households, "村表.csv": villages} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// seen is what the teams find at a household. wrong: 错退 or 漏评; state: of the case.
type seen struct {
	absent, wrong, facts bool // facts: the conclusion is left blank and the facts say it
	state                string
	persons              int
	approves             string // 是, 否 or nothing
}

func fieldFinds(id string) seen {
	v, k := fieldHome(id)
	status, outside := fieldClass(k)
	s := seen{absent: (7*v+k)%23 == 0, persons: fieldPersons(v, k), approves: "是"}
	if (3*v+k)%13 == 0 && !s.absent {
		s.persons++
	}
	switch (v + k) % 40 {
	case 0:
		s.approves = "否"
	case 1:
		s.approves = ""
	}
	switch {
	case status == "脱贫户" && (v+k)%9 == 0:
		s.wrong, s.facts = true, true
	case status == "脱贫户" && (v+2*k)%31 == 0:
		s.wrong, s.state = true, "疑似"
	case outside && (v+k)%5 == 0:
		s.wrong = true
	case status == "一般农户" && (v+k)%29 == 0:
		s.wrong, s.state = true, "已举证排除"
	}
	return s
}

// fillForms fills in the 核查表 of a draw as the teams do and puts them, with the
// frame, among the inputs; change may spoil a row.
func fillForms(t *testing.T, drawn, to string, change func(n int, set func(head string, v any), row map[string]string)) {
	t.Helper()
	if err := os.MkdirAll(to, 0o700); err != nil {
		t.Fatal(err)
	}
	frame, err := os.ReadFile(filepath.Join(drawn, "抽样框.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(to, "抽样框.xlsx"), frame, 0o600); err != nil {
		t.Fatal(err)
	}
	forms, err := filepath.Glob(filepath.Join(drawn, "核查表-*.xlsx"))
	if err != nil || len(forms) == 0 {
		t.Fatal(forms, err)
	}
	n := 0
	for _, form := range forms {
		f := openBook(t, form)
		const sheet = "核查表"
		var heads []string
		for r, cells := range stored(t, f, sheet) {
			if heads == nil {
				if cells[0] == "批次" {
					for _, h := range cells {
						h, _, _ = strings.Cut(strings.ReplaceAll(h, "\n", ""), "(")
						heads = append(heads, h)
					}
				}
				continue
			}
			row := map[string]string{}
			for i, h := range heads {
				row[h] = cells[i]
			}
			if row["户编号"] == "" {
				continue
			}
			set := func(head string, v any) {
				at, err := excelize.CoordinatesToCellName(slices.Index(heads, head)+1, r+1)
				if err == nil {
					err = f.SetCellValue(sheet, at, v)
				}
				if err != nil {
					t.Fatalf("%s: %v", head, err)
				}
			}
			fillRow(row["户编号"], set)
			if change != nil {
				change(n, set, row)
			}
			n++
		}
		if err := f.SaveAs(filepath.Join(to, filepath.Base(form))); err != nil {
			t.Fatal(err)
		}
	}
}

func fillRow(id string, set func(string, any)) {
	s := fieldFinds(id)
	v, k := fieldHome(id)
	status, _ := fieldClass(k)
	set("核查人口数", s.persons)
	set("核查人", "甲")
	set("核查日期", fmt.Sprintf("2018-12-%02d", 3+v%9))
	if s.absent {
		set("核查结论", "未访到")
		return
	}
	poor := s.wrong && status == "一般农户"
	set("核查人均纯收入", map[bool]int{true: 2000, false: 8000}[poor])
	for _, g := range []string{"不愁吃", "不愁穿", "义务教育保障", "基本医疗保障", "住房安全"} {
		set(g, "是")
	}
	set("饮水安全", map[bool]string{true: "否", false: "是"}[s.wrong])
	switch {
	case s.facts:
	case s.wrong:
		set("核查结论", map[string]string{"脱贫户": "错退", "一般农户": "漏评"}[status])
	default:
		set("核查结论", "正确")
	}
	if s.state != "" {
		set("核实状态", s.state)
	}
	if s.approves != "" {
		set("总体认可", s.approves)
	}
}
