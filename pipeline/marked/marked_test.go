package marked

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sanlv/data/reference"
	"sanlv/loaders"
	"sanlv/loaders/open"
	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
	"sanlv/pipeline/models"
	"sanlv/reports"
)

// drawn keeps a copy as text: cells by sheet and address.
type drawn struct {
	sheet string
	cells map[string]string
	marks map[string]string
}

func (d *drawn) Sheet(name string) error { d.sheet = name; return nil }

func (d *drawn) Row(r reports.CopyRow) error {
	for _, c := range r.Cells {
		at := fmt.Sprintf("%s%d", loaders.ColumnLetter(c.Column), r.Number)
		d.cells[at] = c.Text
		for _, m := range c.Marks {
			d.marks[at] += m.Severity + " " + m.Text + "|"
		}
	}
	return nil
}

func readFile(t *testing.T, name, text string) (*catalog.Catalog, []loaders.Result) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cat, bad, err := catalog.Load(reference.Files, nil, fs.FS(models.Files))
	if err != nil || len(bad) > 0 {
		t.Fatal(err, bad)
	}
	files, err := loaders.Discover(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	reader, err := loaders.NewReader(cat, open.Open)
	if err != nil {
		t.Fatal(err)
	}
	results, err := reader.ReadAll(context.Background(), files, 1, func(b loaders.Batch) error { b.Record.Release(); return nil }, nil)
	if err != nil {
		t.Fatal(err)
	}
	return cat, results
}

func draw(t *testing.T, cat *catalog.Catalog, results []loaders.Result, unmasked bool) *drawn {
	t.Helper()
	var found []finding.Finding
	for _, r := range results {
		found = append(found, r.Findings...)
	}
	c := New(open.Open, cat, results, Listed(found), nil, unmasked)
	if n := len(c.Names()); n != 1 {
		t.Fatalf("%d copies", n)
	}
	d := &drawn{cells: map[string]string{}, marks: map[string]string{}}
	if err := c.Copy(context.Background(), c.Names()[0], d); err != nil {
		t.Fatal(err)
	}
	return d
}

const members = "阳光乡人员名单,,,,,,,\n填报人:孙某某,,,电话13812345678,,,,\n户编号,姓名,证件号码,与户主关系,性别,出生日期,备用,文化程度\n" +
	"H1,张三丰,440524188001010014,户主,男,1970-01-01,李家的事,小学\n" +
	"H1,欧阳小小,11010119900307851X,配偶,女人,1990-03-07,138,13812345678\n" +
	"负责人:赵某,,,审核人:钱某,,,,\n"

// A copy shows each cell where it was; what is personal is masked, what nobody
// knows is left out, and with birth dates beside them ID numbers go altogether.
func TestCopyIsMasked(t *testing.T) {
	cat, results := readFile(t, "人表.csv", members)
	d := draw(t, cat, results, false)
	for at, want := range map[string]string{
		"A1": "阳光乡人员名单", "A2": "填报人:…", "D2": "…",
		"A3": "户编号", "C3": "证件号码", "G3": "备用",
		"B4": "张**", "C4": strings.Repeat("*", 18), "D4": "户主", "F4": "1970-01-01", "G4": "…", "H4": "小学",
		"B5": "欧阳**", "C5": strings.Repeat("*", 18), "E5": "女人", "H5": "138****5678", "A6": "负责人:…", "D6": "审核人:…",
	} {
		if got := d.cells[at]; got != want {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
	}
	for at, want := range map[string]string{"C5": "警告 所填内容校验位不对。\n改正:对照证件核对号码。|", "A3": "提示 有1个不认识的列"} {
		if !strings.HasPrefix(d.marks[at], want) {
			t.Errorf("marks of %s: %q", at, d.marks[at])
		}
	}
	if d.marks["E5"] == "" || d.marks["H5"] == "" || len(d.marks) != 4 {
		t.Errorf("marks %v", d.marks)
	}
	for at, text := range d.cells {
		if strings.Contains(text, "孙某某") || strings.Contains(text, "赵某") || strings.Contains(text, "13812345678") {
			t.Errorf("%s shows %q", at, text)
		}
	}
}

func TestUnmaskedCopyIsTheSheet(t *testing.T) {
	cat, results := readFile(t, "人表.csv", members)
	d := draw(t, cat, results, true)
	for at, want := range map[string]string{"A2": "填报人:孙某某", "B5": "欧阳小小", "C5": "11010119900307851X", "G4": "李家的事", "D6": "审核人:钱某"} {
		if got := d.cells[at]; got != want {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
	}
}

// A file that was changed after it was read is not copied: the marks would stand
// at other cells than those that were read.
func TestChangedFileIsNotCopied(t *testing.T) {
	cat, results := readFile(t, "人表.csv", members)
	if err := os.WriteFile(results[0].File.Path, []byte("别的内容\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d := draw(t, cat, results, false)
	if len(d.cells) != 1 || !strings.Contains(d.cells["A1"], "已被改动") {
		t.Errorf("%v", d.cells)
	}
}

// A finding at a blank cell makes the cell; a row as a whole is marked in front.
func TestMarksWithoutCells(t *testing.T) {
	cat, results := readFile(t, "人表.csv", "户编号,姓名,证件号码,与户主关系\n,张三,440524188001010014,户主\n")
	d := draw(t, cat, results, false)
	if d.marks["A2"] == "" || d.cells["B2"] != "张*" {
		t.Errorf("%v %v", d.marks, d.cells)
	}
}

// What stands above a table is shown only when it is a title, who reports, when
// or a unit; a number that could be a birth date is hidden where nobody knows it.
func TestNamesAboveTheTable(t *testing.T) {
	cat, results := readFile(t, "人表.csv", "阳光乡人员名单,村会计：赵铁柱,包村干部,孙悟饭\n填报单位:阳光乡,填报时间:2018年12月20日,0731-88887777,单位:元\n"+
		"户编号,姓名,证件号码,与户主关系,生日,座机,备注数\nH1,张三,11010119900307851X,户主,19900307,88887777,12\n")
	d := draw(t, cat, results, false)
	for at, want := range map[string]string{"A1": "阳光乡人员名单", "B1": "…", "C1": "…", "D1": "…", "A2": "填报单位:阳光乡", "B2": "填报时间:2018年12月20日", "C2": "…", "D2": "单位:元",
		"E3": "生日", "E4": "…", "F4": "…"} {
		if got := d.cells[at]; got != want {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
	}
}
