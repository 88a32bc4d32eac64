package reports_test

import (
	"context"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	shipped "sanlv/data/reference"
	"sanlv/pipeline/catalog"
	"sanlv/reports"
	"sanlv/reports/internal/sample"
)

// office gives the sample with the tables of an office: its files replace the
// shipped ones.
func office(t *testing.T, files map[string]string) reports.Publication {
	t.Helper()
	own := fstest.MapFS{}
	for name, text := range files {
		own[name] = &fstest.MapFile{Data: []byte(text)}
	}
	cat, err := catalog.Open(own)
	if err != nil {
		t.Fatal(err)
	}
	pub := sample.Publication()
	pub.Meta.Declared = cat.Tables
	return pub
}

func shippedText(t *testing.T, name string) string {
	t.Helper()
	raw, err := fs.ReadFile(shipped.Files, name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(raw)) + "\n"
}

func cells(r reports.Row) string {
	var out []string
	for _, c := range r.Cells {
		out = append(out, c.Text)
	}
	return strings.Join(out, "|")
}

// A county adds tables of its own without code: by areas over a frame of villages,
// by the values of a column, and a list that looks up in another frame.
func TestOwnTables(t *testing.T) {
	pub := office(t, map[string]string{
		"tables.csv": "编号,文件,工作表,标题,单位,行,数据,筛选,排序,合计,来件,列号,冻结,表号\n" +
			`by_area,报表/本县.xlsx,分村,{县}{年}年问题户情况表,"户、%",县;乡镇;村,ledger,,,,,是,,本县01表` + "\n" +
			`by_kind,报表/本县.xlsx,分类,台账分类表,共{个数:ledger}行,逐项 wrong_exit=错退|pending=待核|dropout=失学,ledger,,,末,,,,` + "\n" +
			"by_row,报表/本县.xlsx,名单,待核名单,户,逐行,ledger,ledger=pending,per_capita 降,,,,2,\n",
		"table_columns.csv": "表,列名,表头,取数,格式,小数,空值,对照,警示,链接,逐项\n" +
			"by_area,全部,户数/合计,个数:[ledger=wrong_exit|pending],整数,,,,,,\n" +
			"by_area,本项,{项}/户,个数:[ledger={项}],整数,,,,,ledger_wrong_exit,wrong_exit=错退|pending=待核\n" +
			"by_area,,{项}/占比(%),算:本项÷全部,百分比,,,,,,wrong_exit=错退|pending=待核\n" +
			"by_area,,人口(人),合计:[ledger=wrong_exit].persons,整数,,,,,,\n" +
			"by_kind,,类别,名称,名称,,,,,,\n" +
			"by_kind,行数,行数,个数:[ledger={行}],整数,,,,,,\n" +
			"by_kind,户数,户数,不同:[ledger={行}].household_id,整数,,,,,,\n" +
			"by_kind,,相差,算:行数-户数,增减,,,,,,\n" +
			"by_row,,序号,序号,整数,,,,,,\n" +
			"by_row,,户编号,household_id,代码,,,,,,\n" +
			"by_row,,县,villages[village_code={village_code}].county,名称,,,莲塘县=本县,,,\n" +
			"by_row,,户类型,status,判定,,,,一般农户,,\n" +
			"by_row,,人均纯收入(元),per_capita,金额,,—,,,,\n",
		"table_notes.csv": "表,注\nby_row,共{个数:ledger[ledger=pending]}户。\nby_row,{标准}\n",
	})
	books, err := reports.Books(context.Background(), pub)
	if err != nil {
		t.Fatal(err)
	}
	if len(books) != 1 || books[0].Name != "报表/本县.xlsx" || len(books[0].Tables) != 3 {
		t.Fatalf("%d books: %+v", len(books), books)
	}
	area, kind, list := books[0].Tables[0], books[0].Tables[1], books[0].Tables[2]
	if area.Title != "莲塘县2018年问题户情况表" || area.Form != "本县01表" || kind.Units != "单位\uff1a共"+reports.Count(int64(rowsOf(pub, "ledger")))+"行" {
		t.Errorf("%s, %s, %s", area.Title, area.Form, kind.Units)
	}
	var heads, marks []string
	for _, c := range area.Columns {
		heads, marks = append(heads, strings.Join(c.Heads, "/")), append(marks, c.Mark)
	}
	if got, want := strings.Join(heads, " "), "单位 来件/到/应到\uff08村\uff09 来件/状况 户数/合计 错退/户 错退/占比\uff08%\uff09 待核/户 待核/占比\uff08%\uff09 人口\uff08人\uff09"; got != want {
		t.Errorf("heads %s\nwant  %s", got, want)
	}
	if got := strings.Join(marks, " "); got != "甲 1 2 3 4 5 6 7 8" {
		t.Errorf("numbers %s", got)
	}
	if got := cells(area.Rows[0]); got != "莲塘县合计|5/6|暂计|64|61|95.31|3|4.69|64" {
		t.Errorf("county %s", got)
	}
	for _, r := range area.Rows {
		all, _ := r.Cells[3].Value.(int64)
		wrong, _ := r.Cells[4].Value.(int64)
		pending, _ := r.Cells[6].Value.(int64)
		if all != wrong+pending {
			t.Errorf("%s does not add up", cells(r))
		}
		if wrong > 0 && (r.Cells[4].Link == nil || r.Cells[5].Formula == nil || r.Cells[4].Link.Area != r.Areas[0]) {
			t.Errorf("%s: no link or no formula", cells(r))
		}
	}
	if got := area.Rows[0].Cells[4].Formula; got == nil || got.Op != reports.OpSum {
		t.Errorf("the county is no sum of its townships: %v", got)
	}
	if got := cells(kind.Rows[len(kind.Rows)-1]); !strings.HasPrefix(got, "合计|") || len(kind.Rows) != 4 || !strings.HasPrefix(cells(kind.Rows[1]), "待核|3|3|0") {
		t.Errorf("the last row is %s; %s", got, cells(kind.Rows[1]))
	}
	last := ""
	for i, r := range list.Rows {
		if r.Cells[2].Text != "本县" && r.Cells[2].Text != "不详" {
			t.Errorf("row %d: %s", i, cells(r))
		}
		if r.Cells[3].Alarm != (r.Cells[3].Text == "一般农户") {
			t.Errorf("row %d: alarm %v at %s", i, r.Cells[3].Alarm, r.Cells[3].Text)
		}
		last = r.Cells[4].Text
	}
	if len(list.Rows) != 3 || last != "—" && !strings.HasPrefix(last, "-") {
		t.Errorf("%d rows, the last with %s: the lowest comes last", len(list.Rows), last)
	}
	if notes := strings.Join(list.Notes, "\n"); !strings.Contains(notes, "共3户。") || !strings.Contains(notes, "标准“国家中部”") {
		t.Errorf("notes %s", notes)
	}
}

func rowsOf(pub reports.Publication, frame string) int {
	f, err := pub.Source.Frame(context.Background(), frame)
	if err != nil {
		return -1
	}
	return len(f.Rows)
}

// A county rearranges what is shipped: another title, another workbook, another
// order, a column less, a table out; all else stays, and the page can still show
// what is out.
func TestRearrangedTables(t *testing.T) {
	var tables, columns []string
	for _, line := range strings.SplitAfter(shippedText(t, "tables.csv"), "\n") {
		switch {
		case strings.HasPrefix(line, "exit_detail,"), strings.HasPrefix(line, "summary_village,"):
		case strings.HasPrefix(line, "checks,"):
			line = strings.Replace(line, "报表/数据质量与信息正确率.xlsx,检查目录,{县}{年}年数据检查目录及检查结果", "报表/检查.xlsx,检查,{年}年检查了什么", 1)
			tables = slices.Insert(tables, 1, line)
		default:
			tables = append(tables, line)
		}
	}
	for _, line := range strings.SplitAfter(shippedText(t, "table_columns.csv"), "\n") {
		if !strings.HasPrefix(line, "checks,,界限,") {
			columns = append(columns, line)
		}
	}
	pub := office(t, map[string]string{"tables.csv": strings.Join(tables, ""), "table_columns.csv": strings.Join(columns, "")})
	books, err := reports.Books(context.Background(), pub)
	if err != nil {
		t.Fatal(err)
	}
	if books[0].Name != "报表/检查.xlsx" || books[0].Tables[0].Title != "2018年检查了什么" || books[0].Tables[0].Short != "检查" || len(books[0].Tables[0].Columns) != 10 {
		t.Errorf("%s: %+v", books[0].Name, books[0].Tables[0].Title)
	}
	for _, b := range books {
		for _, table := range b.Tables {
			if table.ID == "summary_village" || strings.HasPrefix(table.ID, "exit_detail") {
				t.Errorf("%s is drawn", table.ID)
			}
		}
	}
	if table, err := reports.TableOf(context.Background(), pub, "summary_village"); err != nil || len(table.Rows) == 0 {
		t.Errorf("the page cannot show what is out: %v", err)
	}
	if file, _ := pub.Meta.FileOf("summary_village"); file != "" {
		t.Errorf("summary_village stands in %s", file)
	}
}

// A county rearranges a ledger: columns in another order, one retitled, one out, one
// looked up in other data; one ledger has a declaration of its own, one is out.
func TestRearrangedLedgers(t *testing.T) {
	pub := office(t, map[string]string{
		"tables.csv": "编号,文件,工作表,标题,单位,行,列号,冻结,自动筛选,状态\n" +
			"ours,台账/全部.xlsx,{台账},{县}{台账}名单,户({台账合计}),台账 户,是,2,是,\n" +
			"dropouts,台账/学生.xlsx,学生,辍学学生,,台账 dropout,,,,\n" +
			"none,台账/无.xlsx,无,无,,台账 omission,,,,停用\n",
		"table_columns.csv": "表,列名,表头,取数,格式,小数,空值\n" +
			"ours,,为什么/{原因},reason,文字,,\nours,线,标准/贫困线(元),line,金额,,\nours,收入,标准/人均(元),per_capita,金额,,\nours,,相差(元),算:线-收入,增减,2,\n" +
			"ours,,农户,household_id,代码,,\nours,,县,villages[village_code={village_code}].county,名称,,\nours,,序号,序号,整数,,\n" +
			"dropouts,,学生,person,名称,,没写\ndropouts,,几岁,age,整数,,\n",
		"table_notes.csv": "表,注\nours,{台账说明}\ndropouts,只列学生。\n",
	})
	books, err := reports.Books(context.Background(), pub)
	if err == nil {
		err = reports.DrawLater(context.Background(), pub, books, func(*reports.Book) error { return nil })
	}
	if err != nil {
		t.Fatal(err)
	}
	households := 0
	for _, info := range pub.Meta.Ledgers {
		if info.Counts == reports.CountsHouseholds && info.ID != reports.Omissions {
			households++
		}
	}
	if len(books) != 2 || books[0].Name != "台账/全部.xlsx" || len(books[0].Tables) != households || books[1].Name != "台账/学生.xlsx" || len(books[1].Tables) != 1 {
		t.Fatalf("%d books, %d ledgers of %d", len(books), len(books[0].Tables), households)
	}
	wrong := books[0].Tables[slices.IndexFunc(books[0].Tables, func(t *reports.Table) bool { return t.ID == reports.LedgerID(reports.WrongExits) })]
	var heads []string
	for _, c := range wrong.Columns {
		heads = append(heads, c.Mark+strings.Join(c.Heads, "/"))
	}
	if got, want := strings.Join(heads, " "), "甲为什么/未达到的标准及原因 1标准/贫困线（元） 2标准/人均（元） 3相差（元） 4农户 5县 6序号"; got != want {
		t.Errorf("heads %s\nwant  %s", got, want)
	}
	if wrong.Title != "莲塘县错退名单" || wrong.Short != "错退" || !wrong.Filter || wrong.Frozen != 2 || !strings.HasPrefix(wrong.Units, "单位：户（合计61户") || len(wrong.Notes) < 4 {
		t.Errorf("%s, %s, %v, %d, %s, %v", wrong.Title, wrong.Short, wrong.Filter, wrong.Frozen, wrong.Units, wrong.Notes)
	}
	for i, r := range wrong.Rows {
		line, _ := r.Cells[1].Value.(float64)
		income, known := r.Cells[2].Value.(float64)
		if f := r.Cells[3].Formula; known && (f == nil || r.Cells[3].Value != line-income) || r.Cells[5].Text != "莲塘县" || r.Cells[6].Value != int64(i+1) {
			t.Errorf("row %d: %s", i, cells(r))
		}
	}
	pupils := books[1].Tables[0]
	if len(pupils.Columns) != 2 || pupils.Units != "" || pupils.ID != reports.LedgerID("dropout") || !slices.Contains(pupils.Notes, "只列学生。") {
		t.Errorf("%s %s: %v", pupils.ID, pupils.Units, pupils.Notes)
	}
	if file := reports.LedgerFile(pub.Meta, reports.LedgerInfo{ID: reports.Omissions, Counts: reports.CountsHouseholds}, 1); file != "" {
		t.Errorf("what is out stands in %s", file)
	}
}

// Totals stand last where the office wants them: the county below its villages,
// with the sums still right.
func TestTotalsLast(t *testing.T) {
	pub := sample.Publication()
	pub.Meta.Office.TotalLast = true
	books, err := reports.Books(context.Background(), pub)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, b := range books {
		for _, table := range b.Tables {
			if table.ID == "summary_village" && !strings.HasPrefix(table.Rows[0].Cells[0].Text, "城厢镇") {
				t.Errorf("the summary begins with %s", table.Rows[0].Cells[0].Text)
			}
			for i, r := range table.Rows {
				for j, c := range r.Cells {
					if c.Formula == nil || c.Formula.Op != reports.OpSum {
						continue
					}
					var n int64
					for _, k := range c.Formula.Rows {
						v, _ := table.Rows[k].Cells[j].Value.(int64)
						n += v
						if r.Total && k > i {
							t.Errorf("%s: the total of row %d stands above row %d", table.ID, i, k)
						}
					}
					if seen++; n != c.Value {
						t.Errorf("%s row %d column %d: %v is not %d", table.ID, i, j, c.Value, n)
					}
				}
			}
		}
	}
	if seen < 50 {
		t.Errorf("%d sums", seen)
	}
}

// Every table that the catalog lets an office declare as 内置 is drawn, and every
// table shipped has its columns.
func TestBodies(t *testing.T) {
	pub := sample.Publication()
	for _, id := range catalog.Bodies {
		if d := catalog.ShippedTables(); !slices.ContainsFunc(d, func(x catalog.Table) bool { return x.ID == id }) {
			t.Errorf("%s is not shipped", id)
		}
		pub.Meta.Declared = []catalog.Table{{ID: id, File: "报表/一.xlsx", Sheet: "一", Title: "一", Rows: catalog.RowsBody}}
		if _, err := reports.Books(context.Background(), pub); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
}

// A list of more rows than a sheet takes stands in several, none lost, in order.
func TestLongTable(t *testing.T) {
	table := &reports.Table{ID: "long", Short: "名单", Columns: []reports.Column{{Heads: []string{"序号"}}}}
	for i := range int64(25) {
		table.Rows = append(table.Rows, reports.Row{Cells: []reports.Cell{{Text: reports.Count(i), Value: i}}})
	}
	parts := reports.Split(table, 10)
	var names []string
	next := int64(0)
	for _, p := range parts {
		names = append(names, p.ID+" "+p.Short)
		for _, r := range p.Rows {
			if r.Cells[0].Value != next {
				t.Errorf("%s holds %v, want %d", p.Short, r.Cells[0].Value, next)
			}
			next++
		}
	}
	if got := strings.Join(names, "|"); got != "long 名单|long 名单(2)|long 名单(3)" || next != 25 {
		t.Errorf("%s, %d rows", got, next)
	}
}
