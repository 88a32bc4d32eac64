package open

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"sanlv/data/reference"
	"sanlv/loaders"
	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
	"sanlv/pipeline/models"
)

const householdCSV = "县,乡镇,行政村,村代码,户编号,户主姓名,家庭人口数,户类型,工资性收入(万元)\r\n云岭县,阳光乡,㘵村,530102001001,\"5301,1\",张三,4,脱贫户,\"1,234.5\"\r\n合  计,,,,,,4,,\r\n"

func write(t *testing.T, dir, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
		t.Fatal(err)
	}
}

func gb18030(t *testing.T, s string) []byte {
	t.Helper()
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// wideBook is a 户+人 workbook with a title, merged cells and a total.
func wideBook(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	rows := [][]any{
		{"云岭县农户信息"},
		{"填报单位:阳光乡", nil, nil, "填报时间:2018年12月20日"},
		{"县", "乡镇", "行政村", "户编号", "姓名", "证件号码", "人数", "与户主关系", "脱贫属性", "人员信息"},
		{nil, nil, nil, nil, nil, nil, nil, nil, nil, "出生日期", "务工时间（月）"},
		{"云岭县", "阳光乡", "上村", "1", "张三", "11010519491231002X", 2, "户主", "已脱贫", "1949.12.31", 6},
		{nil, nil, nil, nil, "张妻", nil, 2, "配偶", "已脱贫", 20180, 13},
		{"合计", nil, nil, nil, nil, nil, 2},
	}
	for i, row := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	merges := [][2]string{{"A1", "K1"}, {"J3", "K3"}, {"A5", "A6"}, {"B5", "B6"}, {"C5", "C6"}, {"D5", "D6"}}
	for c := 'A'; c <= 'I'; c++ {
		merges = append(merges, [2]string{string(c) + "3", string(c) + "4"})
	}
	for _, m := range merges {
		if err := f.MergeCell("Sheet1", m[0], m[1]); err != nil {
			t.Fatal(err)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestFolderOfRealFiles(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a-utf8.csv", []byte("\uFEFF"+householdCSV))
	write(t, dir, "b-gb18030.csv", gb18030(t, householdCSV))
	write(t, dir, "c-户人.xlsx", wideBook(t))
	write(t, dir, "d-其实是文本.xlsx", []byte(householdCSV))
	write(t, dir, "e-其实是网页.xlsx", []byte("<html><table><tr><td>县</td></tr></table></html>"))
	write(t, dir, "f-加密.xlsx", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more"))
	write(t, dir, "g-截断.xlsx", wideBook(t)[:2000])
	write(t, dir, "h.png", []byte("\x89PNG"))

	c, _, err := catalog.Load(reference.Files, nil, fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	files, err := loaders.Discover(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	r, err := loaders.NewReader(c, Open)
	if err != nil {
		t.Fatal(err)
	}
	villages := map[string]string{}
	rows := map[string]int64{}
	results, err := r.ReadAll(t.Context(), files, 1, func(b loaders.Batch) error {
		defer b.Record.Release()
		rows[b.Kind] += b.Record.NumRows()
		if b.Kind == "household" {
			at := b.Record.Schema().FieldIndices("village")[0]
			villages[b.File] = b.Record.Column(at).(*array.String).Value(0)
		}
		return nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		kind     string
		status   loaders.Status
		findings int
	}{
		{"household", loaders.Loaded, 0}, {"household", loaders.Loaded, 0}, {loaders.HouseholdMember, loaders.Loaded, 1}, {"household", loaders.Loaded, 0},
		{"", loaders.Refused, 1}, {"", loaders.Refused, 1}, {"", loaders.Refused, 1}, {"", loaders.Skipped, 0},
	} {
		res := results[i]
		in := res.Intake[0]
		if in.Kind != want.kind || in.Status != want.status || len(res.Findings) != want.findings || res.Detail != nil {
			t.Errorf("%s: %+v %v %v", res.File.Name, in, res.Findings, res.Detail)
		}
	}
	if villages["b-gb18030.csv"] != "㘵村" || villages["a-utf8.csv"] != "㘵村" || villages["c-户人.xlsx"] != "上村" {
		t.Error(villages)
	}
	if rows["household"] != 4 || rows["member"] != 2 {
		t.Error(rows)
	}
	if in := results[2].Intake[0]; in.Read != 7 || in.Recognised != 5 || in.FilledOn.Format("2006-01-02") != "2018-12-20" {
		t.Errorf("%+v", in)
	}
	if f := results[2].Findings[0]; f.Rule != "num.range" || f.Cell() != "K6" || f.Header != "人员信息/务工时间（月）" {
		t.Error(f)
	}
}

func TestOpenRefusesInWords(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "空.xlsx", nil)
	write(t, dir, "乱.xlsx", []byte{0, 1, 2, 3})
	for _, name := range []string{"空.xlsx", "乱.xlsx"} {
		wb, err := Open(context.Background(), filepath.Join(dir, name))
		var refusal *loaders.Refusal
		if wb != nil || !errors.As(err, &refusal) {
			t.Errorf("%s: %v %v", name, wb, err)
		}
	}
	if wb, err := Open(context.Background(), filepath.Join(dir, "没有")); wb != nil || err == nil {
		t.Error("opened what is not there")
	}
}

// Hidden rows and columns are read like any other, and noted.
func TestHiddenCellsAreReadAndNoted(t *testing.T) {
	f := excelize.NewFile()
	rows := [][]any{
		{"乡镇", "农业户籍人口", "建档立卡人口"}, {"阳光乡", 100, 10}, {"月亮乡", 50, 5}, {"星星乡", 20, 2},
	}
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(f.SetRowVisible("Sheet1", 3, false), f.SetColVisible("Sheet1", "C", false), f.SetColVisible("Sheet1", "G:H", false)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "乡镇表.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	res := readOne(t, path)
	if in := res.Intake[0]; in.Kind != "township" || in.Loaded != 3 {
		t.Errorf("%+v", in)
	}
	if len(res.Findings) != 1 || res.Findings[0].Rule != "sheet.hiddencells" || !strings.HasPrefix(res.Findings[0].Message, "有1行、1列是隐藏的") {
		t.Error(res.Findings)
	}
}

// An old workbook is read, and a note says what its format cannot show.
func TestOldWorkbook(t *testing.T) {
	res := readOne(t, filepath.Join("..", "xls", "testdata", "libreoffice.xls"))
	if len(res.Intake) == 0 || res.Intake[0].Status == loaders.Refused {
		t.Errorf("%+v", res.Intake)
	}
	if len(res.Findings) == 0 || res.Findings[0].Rule != "file.oldformat" || res.Findings[0].Severity != finding.Notice {
		t.Error(res.Findings)
	}
}

func readOne(t *testing.T, path string) loaders.Result {
	t.Helper()
	cat, bad, err := catalog.Load(reference.Files, nil, models.Files)
	if err != nil || len(bad) > 0 {
		t.Fatal(err, bad)
	}
	reader, err := loaders.NewReader(cat, Open)
	if err != nil {
		t.Fatal(err)
	}
	files, err := loaders.DiscoverFiles(t.Context(), []string{path})
	if err != nil {
		t.Fatal(err)
	}
	res, err := reader.Read(t.Context(), files[0], func(b loaders.Batch) error { b.Record.Release(); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return res
}
