package cli

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sanlv/pipeline/manifest"
)

// rewrite changes the rows of a reference file as an office does in Excel.
func rewrite(t *testing.T, ref, name string, change func(header []string, rows [][]string) [][]string) {
	t.Helper()
	path := filepath.Join(ref, name)
	all, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(mustRead(t, path), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	if err = w.WriteAll(append(all[:1:1], change(all[0], all[1:])...)); err == nil {
		err = os.WriteFile(path, []byte("\ufeff"+b.String()), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// line makes a row from some of its fields.
func line(header []string, fields ...string) []string {
	row := make([]string, len(header))
	for i := 0; i < len(fields); i += 2 {
		row[slices.Index(header, fields[i])] = fields[i+1]
	}
	return row
}

// office is a folder of reference files in which an office has tables of its own
// over published data, one table out, one retitled in another workbook, its totals
// last, the register of what came and the items of the exit standards in another order,
// the ledgers of households in other columns, one ledger declared by itself,
// one out, a scorecard, and tables for the public.
func office(t *testing.T) string {
	t.Helper()
	ref := exported(t)
	rewrite(t, ref, "tables.csv", func(h []string, rows [][]string) [][]string {
		var out [][]string
		for _, r := range rows {
			switch r[0] {
			case "effect", "summary_village": // out
				continue
			case "checks":
				r[1], r[2], r[3] = "报表/检查.xlsx", "查了什么", "{县}{年}年查了什么"
			}
			out = append(out, r)
		}
		return append(out,
			line(h, "编号", "our_areas", "文件", "报表/本县表.xlsx", "工作表", "分村", "标题", "{县}{年}年收入情况表", "单位", "户、元", "行", "县;乡镇;村", "数据", "households", "列号", "是", "表号", "本县01表", "制定机关", "安禾县扶贫办", "纸张", "A3"),
			line(h, "编号", "our_list", "文件", "报表/本县表.xlsx", "工作表", "低收入户", "标题", "{年}年低收入户名单", "单位", "户(共{个数:households[per_capita<3200]}户)", "行", "逐行", "数据", "households", "筛选", "per_capita<3200", "排序", "per_capita 降;household_id", "合计", "有", "自动筛选", "是", "冻结", "1"),
			line(h, "编号", "our_verdicts", "文件", "报表/本县表.xlsx", "工作表", "按判定", "标题", "按判定的户数", "行", "逐项 错退|漏评|待核|=无问题", "数据", "households", "合计", "首"),
			line(h, "编号", "our_wrong", "文件", "台账/错退名单.xlsx", "工作表", "名单", "标题", "{县}{年}年{台账}名单", "单位", "户({台账合计})", "行", "台账 wrong_exit", "列号", "是"),
			line(h, "编号", "no_repairs", "文件", "台账/{台账}.xlsx", "工作表", "{台账}", "标题", "无", "行", "台账 dangerous_house", "状态", "停用"))
	})
	rewrite(t, ref, "table_columns.csv", func(h []string, rows [][]string) [][]string {
		col := func(table, name, head, value, format string, more ...string) []string {
			return line(h, append([]string{"表", table, "列名", name, "表头", head, "取数", value, "格式", format}, more...)...)
		}
		var ours, out [][]string
		for _, r := range rows {
			switch head := r[slices.Index(h, "表头")]; {
			case r[0] == "intake" && head == "行数/非数据行", r[0] == "exit_detail" && head == "乡镇": // out
			case r[0] == "intake" && head == "原因": // retitled, and before all others
				r[slices.Index(h, "表头")], r[slices.Index(h, "宽")] = "没有全读的/为什么", "30"
				out = slices.Insert(out, slices.IndexFunc(out, func(o []string) bool { return o[0] == "intake" }), r)
			case r[0] == "exit_detail" && head == "指标值/比例(%)":
				out = slices.Insert(out, slices.IndexFunc(out, func(o []string) bool { return o[0] == "exit_detail" }), r)
			case r[0] != "household_ledger":
				out = append(out, r)
			case head == "户类型": // out
			case head == "户编号": // retitled, and first but for the number
				r[slices.Index(h, "表头")] = "农户/编号"
				ours = slices.Insert(ours, 1, r)
			default:
				if name := map[string]string{"人均纯收入(元)": "收入", "贫困线(元)": "线"}[head]; name != "" {
					r[slices.Index(h, "列名")] = name
				}
				ours = append(ours, r)
			}
		}
		ours = append(ours, col("household_ledger", "", "比贫困线多(元)", "算:收入-线", "增减", "小数", "2"),
			col("household_ledger", "", "纯收入(元)", "households[household_id={household_id}].net_income", "金额"))
		return append(append(out, ours...),
			col("our_areas", "户", "户数", "个数:households", "整数"), col("our_areas", "收入", "纯收入(元)", "合计:households.net_income", "金额"),
			col("our_areas", "", "每户(元)", "算:收入÷户", "金额"), col("our_areas", "", "{项}(户)", "个数:households[status={项}]", "整数", "逐项", "脱贫户|一般农户"),
			col("our_list", "", "户编号", "household_id", "代码"), col("our_list", "", "人口(人)", "persons", "整数"), col("our_list", "", "人均纯收入(元)", "per_capita", "金额"), col("our_list", "", "判定", "verdict", "判定", "空值", "—"),
			col("our_verdicts", "", "判定", "名称", "名称"), col("our_verdicts", "", "户数", "个数:households[verdict={行}]", "整数"), col("our_verdicts", "", "涉及的村(个)", "不同:households[verdict={行}].village_code", "整数"),
			col("our_wrong", "", "户编号", "household_id", "代码"), col("our_wrong", "", "为什么/{原因}", "reason", "文字"))
	})
	rewrite(t, ref, "table_notes.csv", func(h []string, rows [][]string) [][]string {
		rows = slices.DeleteFunc(rows, func(r []string) bool { return r[0] == "exit_detail" })
		return append(rows, line(h, "表", "our_wrong", "注", "共{个数:households[verdict=错退]}户,本县自定。"), line(h, "表", "arrivals", "注", "来件由县扶贫办收。"))
	})
	rewrite(t, ref, "scorecard.csv", func(h []string, rows [][]string) [][]string {
		card := func(item, fact, op, value, points string) []string {
			return line(h, "卡名", "四看法", "项目", item, "指标", fact, "比较", op, "值", value, "得分", points, "适用户类型", "脱贫户", "生效日期", "2018-01-01", "依据", "某县某号文件", "状态", "待核对")
		}
		return append(rows, card("看房", "house_grade", "=", "A", "40"), card("看房", "", "", "", "5"), card("看粮", "farmland_per_head", ">=", "1", "40"), card("看读书郎", "pupils", "=", "0", "20"), card("及格", "", ">=", "60", ""))
	})
	edit(t, filepath.Join(ref, "parameters.csv"), "report.total,first,", "report.total,last,")
	edit(t, filepath.Join(ref, "parameters.csv"), "report.small_cell,0,", "report.small_cell,2,")
	return ref
}

// followsOffice checks that all that is published follows what the office declares.
func followsOffice(t *testing.T, out string) {
	t.Helper()
	comparePrinted(t, out)
	comparePublic(t, out)
	latest := latestOf(t, out)
	m, err := manifest.Read(latest)
	if err != nil {
		t.Fatal(err)
	}
	published := map[string]bool{}
	for _, f := range m.Outputs {
		published[f.File] = true
	}
	for name, want := range map[string]bool{"报表/本县表.xlsx": true, "报表/检查.xlsx": true, "台账/错退名单.xlsx": true, "台账/漏评台账.xlsx": true, "报表/评分结果.xlsx": true,
		"报表/帮扶成效.xlsx": false, "台账/错退台账.xlsx": false, "台账/住危房台账.xlsx": false, "data/effect.csv": true} {
		if _, err := os.Stat(filepath.Join(latest, filepath.FromSlash(name))); published[name] != want || (err == nil) != want {
			t.Errorf("%s: in the manifest %v, in the folder %v; want %v", name, published[name], err == nil, want)
		}
	}
	// what leads to a table leads to where it stands now
	links := map[string]bool{}
	for _, name := range []string{"台账/台账目录.xlsx", "报表/三率一度汇总表.xlsx"} {
		f := openBook(t, filepath.Join(latest, filepath.FromSlash(name)))
		for _, sheet := range f.GetSheetList() {
			cells, err := f.GetHyperLinkCells(sheet, "")
			if err != nil {
				t.Fatal(err)
			}
			for _, cell := range cells {
				_, link, err := f.GetCellHyperLink(sheet, cell)
				if err != nil {
					t.Fatal(err)
				}
				if book, _, external := strings.Cut(link, ".xlsx#"); external {
					links[strings.TrimPrefix(book, "../")+".xlsx"] = true
				}
			}
		}
	}
	for link := range links {
		if !published[link] {
			t.Errorf("a link leads to %s", link)
		}
	}
	if !links["台账/错退名单.xlsx"] || !links["台账/漏评台账.xlsx"] {
		t.Errorf("links lead to %v", links)
	}
	if code, said := sanlv("verify", latest); code != ExitOK {
		t.Errorf("verify: exit %d:\n%s", code, said)
	}
}
