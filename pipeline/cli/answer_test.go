package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// sheetRows reads a sheet of ours below its header, as maps by header.
func sheetRows(t *testing.T, f *excelize.File, sheet, firstHeader string) (rows []map[string]string, header []string, top int) {
	t.Helper()
	all, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range all {
		switch {
		case header == nil && len(row) > 1 && row[0] == firstHeader:
			header, top = row, i+2 // counted from 1
		case header != nil && len(row) > 2:
			m := map[string]string{}
			for j, h := range header {
				if j < len(row) {
					m[h] = row[j]
				}
			}
			rows = append(rows, m)
		case header != nil:
			return rows, header, top
		}
	}
	return rows, header, top
}

func openBook(t *testing.T, path string) *excelize.File {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// A village answers in the problem list, puts it among its files, and the next
// run honours the answer where the rule allows it; the list itself raises nothing.
func TestAnswersAreReadBack(t *testing.T) {
	in, out := files(t, map[string]string{
		"村表.csv": villageSheet,
		"户表.csv": householdHead +
			"莲县,青石镇,上坪村,999901001001,H001,张某某,3,脱贫户,60000,,,,是,是,是,是,是,是\n" +
			"莲县,青石镇,上坪村,999901001001,H002,李某,四口,脱贫户,60000,,,,是,是,是,是,是,是\n" +
			"莲县,青石镇,下坪村,999901001002,H003,王某,4,一般农户,1a,,,,是,是,是,是,是,是\n" +
			"莲县,青石镇,下坪村,999901001002,H004,赵某,1,一般农户,11000,,,,是,是,是,是,是,是\n",
	}), t.TempDir()
	if code, said := runCounty(t, in, out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	list := filepath.Join(out, "latest", "问题清单", "青石镇.xlsx")
	f := openBook(t, list)
	rows, header, top := sheetRows(t, f, "问题清单", "序号")
	column := map[string]int{}
	for i, h := range header {
		column[h] = i + 1
	}
	set := func(row int, h, value string) {
		cell, err := excelize.CoordinatesToCellName(column[h], row)
		if err == nil {
			err = f.SetCellValue("问题清单", cell, value)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	// one that may be settled by word, one that may not, one said to be mended
	ids := map[string]string{}
	for i, r := range rows {
		var answer string
		switch {
		case strings.HasPrefix(r["问题"], "村表填") && r["村"] == "下坪村" && ids["属实无误"] == "":
			answer = "属实无误"
		case strings.Contains(r["问题"], "四口"):
			answer = "已举证"
		case strings.Contains(r["问题"], "1a"):
			answer = "已更正"
		default:
			continue
		}
		ids[answer] = r["问题编号"]
		set(top+i, "核实情况", answer)
		set(top+i, "核实说明", "已入户核对,电话13800000000")
		set(top+i, "核实人", "孙某某")
		set(top+i, "核实日期", "2018-12-31")
	}
	if len(ids) != 3 {
		t.Fatalf("found only %v in\n%v", ids, rows)
	}
	if err := f.SaveAs(filepath.Join(in, "青石镇问题清单回执.xlsx")); err != nil {
		t.Fatal(err)
	}

	if code, said := runCounty(t, in, out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	rows, _, _ = sheetRows(t, openBook(t, filepath.Join(out, "latest", "问题清单", "青石镇.xlsx")), "问题清单", "序号")
	states := map[string]string{}
	for _, r := range rows {
		states[r["问题编号"]] = r["核实情况"] + " " + r["处理状态"]
		if strings.Contains(r["核实说明"], "13800000000") {
			t.Errorf("a telephone number stands in %v", r)
		}
	}
	for answer, want := range map[string]string{"属实无误": "属实无误 已核实", "已举证": "已举证 不能以此了结", "已更正": "已更正 仍未更正"} {
		if got := states[ids[answer]]; got != want {
			t.Errorf("%s: %q, want %q", answer, got, want)
		}
	}
	if last := rows[len(rows)-1]; last["问题编号"] != ids["属实无误"] {
		t.Errorf("what is settled does not stand last: %v", last)
	}
	receipts, _, _ := sheetRows(t, openBook(t, filepath.Join(out, "latest", "报表", "来件登记.xlsx")), "核实回执", "序号")
	if len(receipts) != 3 {
		t.Errorf("%d receipts: %v", len(receipts), receipts)
	}
	for _, r := range sheetOf(t, out, "intake", "file", "青石镇问题清单回执.xlsx") {
		if r["status"] != "已读入" || r["kind"] != "answer" || r["rows_rejected"] != "0" {
			t.Errorf("the list came back as %v", r)
		}
	}
	for _, r := range sheetOf(t, out, "findings", "file", "青石镇问题清单回执.xlsx") {
		t.Errorf("the list itself raises %v", r)
	}
}

// sheetOf gives the rows of a published table whose column has a value.
func sheetOf(t *testing.T, out, table, column, value string) []map[string]string {
	t.Helper()
	var found []map[string]string
	for _, r := range rows(t, out, table) {
		if r[column] == value {
			found = append(found, r)
		}
	}
	return found
}

// A marked copy that is put among the inputs is not taken for a sheet.
func TestMarkedCopyIsNotReadBack(t *testing.T) {
	in, out := files(t, map[string]string{"村表.csv": villageSheet, "户表.csv": householdHead +
		"莲县,青石镇,上坪村,999901001001,H001,张某某,三,脱贫户,60000,,,,是,是,是,是,是,是\n"}), t.TempDir()
	if code, said := runCounty(t, in, out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	f := openBook(t, filepath.Join(out, "latest", "问题清单", "标注副本", "户表.csv.xlsx"))
	comments, err := f.GetComments("户表")
	if err != nil || len(comments) == 0 || comments[0].Cell != "G2" {
		t.Errorf("comments %+v, %v", comments, err)
	}
	for cell, want := range map[string]string{"F1": "户主姓名", "F2": "张**", "G2": "三", "I2": "60000"} {
		if got, _ := f.GetCellValue("户表", cell); got != want {
			t.Errorf("%s: %q, want %q", cell, got, want)
		}
	}
	if err := f.SaveAs(filepath.Join(in, "副本.xlsx")); err != nil {
		t.Fatal(err)
	}
	if code, said := runCounty(t, in, out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	found := sheetOf(t, out, "findings", "file", "副本.xlsx")
	if len(found) != 1 || found[0]["rule"] != "file.marked" {
		t.Errorf("%v", found)
	}
	if n := len(rows(t, out, "households")); n != 1 {
		t.Errorf("%d households", n)
	}
}

// Of two answers the later counts, whether it is dated or only its list is; the
// other is listed. An answer that settles needs a note.
func TestLaterAnswerCounts(t *testing.T) {
	in, out := files(t, map[string]string{"村表.csv": villageSheet, "户表.csv": goodHousehold}), t.TempDir()
	if code, said := runCounty(t, in, out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	rows, _, _ := sheetRows(t, openBook(t, filepath.Join(out, "latest", "问题清单", "青石镇.xlsx")), "问题清单", "序号")
	id, other := "", ""
	for _, r := range rows {
		if strings.HasPrefix(r["问题"], "村表填") && id == "" {
			id = r["问题编号"]
		} else if strings.HasPrefix(r["问题"], "村表填") {
			other = r["问题编号"]
		}
	}
	if id == "" || other == "" {
		t.Fatalf("no two differences among %v", rows)
	}
	for name, text := range map[string]string{
		"z清单.csv": "问题编号,核实情况,核实说明,核实日期\n" + id + ",属实无误,已核对,2018-12-20\n" + other + ",属实无误,,2018-12-20\n",
		"a清单.csv": "填报时间:2018年12月31日\n问题编号,核实情况,核实说明\n" + id + ",已更正,\n",
	} {
		if err := os.WriteFile(filepath.Join(in, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if code, said := runCounty(t, in, out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	receipts, _, _ := sheetRows(t, openBook(t, filepath.Join(out, "latest", "报表", "来件登记.xlsx")), "核实回执", "序号")
	got := map[string]string{}
	for _, r := range receipts {
		got[r["问题编号"]+r["核实情况"]] = r["处理结果"]
	}
	for key, want := range map[string]string{id + "已更正": "仍未更正", id + "属实无误": "另有较新的答复", other + "属实无误": "缺核实说明"} {
		if got[key] != want {
			t.Errorf("%s: %q, want %q", key, got[key], want)
		}
	}
}
