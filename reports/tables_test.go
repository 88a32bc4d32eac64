package reports_test

import (
	"context"
	"math/big"
	"strings"
	"testing"
	"time"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
	"sanlv/reports/internal/sample"
)

// all builds every table of a publication.
func all(t *testing.T, pub reports.Publication) map[string]*reports.Table {
	t.Helper()
	out := map[string]*reports.Table{}
	books, err := reports.Books(context.Background(), pub)
	if err != nil {
		t.Fatal(err)
	}
	if err := reports.DrawLater(context.Background(), pub, books, func(*reports.Book) error { return nil }); err != nil {
		t.Fatal(err)
	}
	for _, book := range books {
		for _, table := range book.Tables {
			if out[table.ID] != nil {
				t.Errorf("two tables have the id %s", table.ID)
			}
			out[table.ID] = table
		}
	}
	return out
}

// TestShape checks what every table promises, with data and without.
func TestShape(t *testing.T) {
	for name, pub := range map[string]reports.Publication{"sample": sample.Publication(), "empty": sample.Empty()} {
		for id, table := range all(t, pub) {
			if table.Title == "" || table.Subject == "" || table.Units == "" || len(table.Notes) < 2 || table.Notes[0] == "" {
				t.Errorf("%s: %s lacks a title, a line or notes", name, id)
			}
			if strings.HasPrefix(id, "ledger") && len(table.Rows) == 0 {
				t.Errorf("%s: %s has no row; an empty ledger says 无", name, id)
			}
			for i, row := range table.Rows {
				if len(row.Cells) != len(table.Columns) {
					t.Fatalf("%s: %s row %d has %d cells for %d columns", name, id, i, len(row.Cells), len(table.Columns))
				}
				for j, c := range row.Cells {
					if strings.TrimSpace(c.Text) == "" {
						t.Errorf("%s: %s row %d column %d is blank", name, id, i, j)
					}
					if strings.ContainsAny(c.Text, "\x01\x0b\n\t\u202e") {
						t.Errorf("%s: %s row %d column %d is not clean: %q", name, id, i, j, c.Text)
					}
					switch v := c.Value.(type) {
					case nil, float64:
					case int64:
						if c.Text != reports.Count(v) {
							t.Errorf("%s: %s row %d column %d shows %s for %d", name, id, i, j, c.Text, v)
						}
					default:
						t.Errorf("%s: %s row %d column %d holds a %T", name, id, i, j, v)
					}
				}
			}
		}
	}
}

// TestFormulas computes every formula and compares it with the value it stands for.
func TestFormulas(t *testing.T) {
	sums, rates := 0, 0
	for id, table := range all(t, sample.Publication()) {
		for i, row := range table.Rows {
			for j, c := range row.Cells {
				if c.Formula == nil {
					continue
				}
				number := func(column int) int64 { n, _ := row.Cells[column].Value.(int64); return n }
				switch f := c.Formula; f.Op {
				case reports.OpSum:
					sums++
					var n int64
					for _, r := range f.Rows {
						m, _ := table.Rows[r].Cells[j].Value.(int64)
						n += m
					}
					if n != c.Value {
						t.Errorf("%s row %d column %d: sum %d, shown %v", id, i, j, n, c.Value)
					}
				case reports.OpPercent:
					rates++
					if got := float64(number(f.Columns[0])) * 100 / float64(number(f.Columns[1])); got != c.Value {
						t.Errorf("%s row %d column %d: rate %v, shown %v", id, i, j, got, c.Value)
					}
				case reports.OpBalance:
					rest := number(f.Columns[0])
					for _, p := range f.Columns[1:] {
						rest -= number(p)
					}
					if (rest == 0) != (c.Text == reports.Balanced) {
						t.Errorf("%s row %d: %d left, but %s", id, i, rest, c.Text)
					}
				}
			}
		}
	}
	if sums < 50 || rates < 50 {
		t.Errorf("only %d sums and %d rates have formulas", sums, rates)
	}
}

// column finds a column by its heads.
func column(t *testing.T, table *reports.Table, heads string) int {
	t.Helper()
	for i, c := range table.Columns {
		if strings.Join(c.Heads, "/") == heads {
			return i
		}
	}
	t.Fatalf("%s has no column %s", table.ID, heads)
	return 0
}

func row(t *testing.T, table *reports.Table, area string, nth int) reports.Row {
	t.Helper()
	for _, r := range table.Rows {
		if len(r.Areas) > 0 && r.Areas[0] == area {
			if nth == 0 {
				return r
			}
			nth--
		}
	}
	t.Fatalf("%s has no row of %s", table.ID, area)
	return reports.Row{}
}

func TestSummary(t *testing.T) {
	tables := all(t, sample.Publication())
	village, verdict := tables["summary_village"], tables["verdict_village"]
	if got := village.Title; got != "莲塘县2018年脱贫攻坚“三率一度”汇总表\uff08分村\uff09" {
		t.Errorf("title %s", got)
	}
	var order []string
	for _, r := range village.Rows {
		order = append(order, r.Areas[0])
	}
	if got, want := strings.Join(order, " "), "360821 360821001 360821001201 360821001202 360821001203 360821002 360821002201 360821002202 360821002203 未定 未定"; got != want {
		t.Errorf("order %s\nwant  %s", got, want)
	}
	for _, c := range []struct{ table, area, heads, want string }{
		{"v", "360821", "来件/到/应到\uff08村\uff09", "5/6"}, // the village in no list makes up for none
		{"v", "360821", "来件/状况", "暂计"},
		{"v", "360821001203", "来件/状况", "未到"},
		{"v", "未定", "来件/状况", "未列入名单"},
		{"v", "360821001203", "错退率/脱贫户人口\uff08人\uff09", "不详"},
		{"v", "360821001201", "错退率/错退率\uff08%\uff09", "2.22"},
		{"v", "360821001201", "错退率/可能范围\uff08%\uff09", "2.22~3.89"},
		{"v", "360821001202", "建档立卡贫困发生率/发生率\uff08%\uff09", "…"},
		{"v", "360821001202", "错退率/可能范围\uff08%\uff09", "—"},
		{"v", "360821002201", "错退率/错退率\uff08%\uff09", "—"},
		{"v", "360821002201", "群众认可度/未答户\uff08户\uff09", "—"},
		{"v", "360821002202", "群众认可度/未答户\uff08户\uff09", "2"},
		{"j", "360821001201", "按“国家中部”判定/错退率<2%", "未达标"},
		{"j", "360821001201", "按“手册”判定/群众认可度>90%", "待核"},
		{"j", "360821", "按“国家中部”判定/错退率<2%", "数据缺"},
		{"j", "360821002", "按“莲花县2018”判定/错退率=0%\uff08村\uff09", "—"},
		{"j", "360821001202", "按“莲花县2018”判定/错退率=0%\uff08村\uff09", "达标"},
	} {
		table := map[string]*reports.Table{"v": village, "j": verdict}[c.table]
		cell := row(t, table, c.area, 0).Cells[column(t, table, c.heads)]
		if cell.Text != c.want {
			t.Errorf("%s %s: %s, want %s", c.area, c.heads, cell.Text, c.want)
		}
		if cell.Alarm != (c.want == "未达标" || c.want == "暂计" || c.want == "未到") {
			t.Errorf("%s %s: alarm %v at %s", c.area, c.heads, cell.Alarm, cell.Text)
		}
	}
}

func TestAccuracy(t *testing.T) {
	table := all(t, sample.Publication())["accuracy"]
	for _, c := range []struct{ area, heads, want string }{
		{"360821001201", "户信息/户数\uff08户\uff09", "400"},
		{"360821001201", "户信息/信息正确率\uff08%\uff09", "100.00"},
		{"360821001201", "未了结的问题\uff08处\uff09/最多的一类", "无"},
		{"360821001202", "户信息/有错误的户\uff08户\uff09", "1"},
		{"360821001202", "户信息/信息正确率\uff08%\uff09", "99.99"},
		{"360821001202", "未了结的问题\uff08处\uff09/警告", "6"},
		{"360821001202", "未了结的问题\uff08处\uff09/最多的一类", "家庭结构"},
		{"360821001202", "未了结的问题\uff08处\uff09/该类处数", "2"},
		{"360821001203", "户信息/信息正确率\uff08%\uff09", "不详"}, // it has not reported
		{"360821001203", "来件/状况", "未到"},
		{"360821001", "户信息/有错误的户\uff08户\uff09", "1"},
	} {
		if got := row(t, table, c.area, 0).Cells[column(t, table, c.heads)].Text; got != c.want {
			t.Errorf("%s %s: %s, want %s", c.area, c.heads, got, c.want)
		}
	}
	if f := table.Rows[0].Cells[column(t, table, "户信息/有错误的户\uff08户\uff09")].Formula; f == nil || f.Op != reports.OpSum {
		t.Errorf("the county's wrong households are no sum: %v", f)
	}
}

func TestCheckList(t *testing.T) {
	table := all(t, sample.Publication())["checks"]
	var got []string
	for _, c := range table.Rows[1].Cells {
		got = append(got, c.Text)
	}
	if g, want := strings.Join(got, "|"), "2|家庭结构|家庭人口数偏多|提示|可以|家庭人口数达到多少人时提示\uff1a7|1,204|1,204|12|各县实际做过的检查|persons_many"; g != want {
		t.Errorf("row %s\nwant %s", g, want)
	}
}

func TestExit(t *testing.T) {
	tables := all(t, sample.Publication())
	over, town := tables["exit_overview"], tables["exit_township"]
	if n := len(over.Rows); n != 5 {
		t.Fatalf("%d rows, want 合计 and 4 villages", n)
	}
	for _, c := range []struct{ area, heads, want string }{
		{"360821001201", "条数/未达标", "2"},
		{"360821001201", "结果", "✗ 未达标"},
		{"360821001202", "结果", "缺 数据缺"},
		{"360821002201", "退出标准\uff08江西九项\uff09/2.25户以上自然村通硬化路", "✓ 不适用"},
		{"360821002203", "结果", "✗ 未达标"},
	} {
		if got := row(t, over, c.area, 0).Cells[column(t, over, c.heads)].Text; got != c.want {
			t.Errorf("%s %s: %s, want %s", c.area, c.heads, got, c.want)
		}
	}
	for i, want := range []string{"合计 4 4 1 1 1 1 25.00", "城厢镇 2 2 0 0 1 1 0.00", "白石乡 2 2 1 1 0 0 50.00"} {
		var got []string
		for _, c := range town.Rows[i].Cells {
			got = append(got, c.Text)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("township row %d: %v, want %s", i, got, want)
		}
	}
}

func TestPoverty(t *testing.T) {
	tables := all(t, sample.Publication())
	for _, c := range []struct{ table, area, heads, want string }{
		{"poverty_township", "360821", "收入贫困/收入不明户\uff08户\uff09", "12"},
		{"poverty_township", "360821001", "收入贫困/贫困人口\uff08人\uff09", "14"},
		{"poverty_township", "360821001", "收入贫困/发生率FGT0(%)", "0.04"},
		{"poverty_township", "360821001", "收入贫困/贫困人口人均纯收入\uff08元\uff09", "2,382.66"},
		{"poverty_township", "360821001", "收入贫困/补到贫困线需\uff08元/年\uff09", "8,572.83"},
		{"poverty_township", "360821-poor", "收入差距/基尼系数", "0.3100"},
		{"poverty_village", "360821001201", "收入贫困/瓦茨指数", "0.0026"},
		{"poverty_village", "360821001202", "收入贫困/瓦茨指数", "…"}, // below the last decimal, not nothing
		{"poverty_village", "360821001202", "收入贫困/发生率FGT0(%)", "0.01"},
		{"poverty_village", "360821001203", "收入贫困/贫困人口\uff08人\uff09", "不详"}, // has not come
		{"poverty_village", "360821002201", "收入贫困/发生率FGT0(%)", "0.00"},
		{"poverty_village", "360821002201", "收入贫困/贫困人口人均纯收入\uff08元\uff09", "—"}, // nobody is poor
		{"income_township", "360821001", "人均纯收入为贫困线的100%及以上/人口\uff08人\uff09", "32,420"},
		{"dimension_township", "360821001", "不愁吃穿/多维贫困户缺失率\uff08%\uff09", "0.04"},
		{"dimension_township", "360821001", "不愁吃穿/贡献率\uff08%\uff09", "50.00"},
		{"register_township", "360821002", "遗漏\uff08该在册而不在册\uff09/遗漏率\uff08%\uff09", "50.00"},
	} {
		if got := row(t, tables[c.table], c.area, 0).Cells[column(t, tables[c.table], c.heads)].Text; got != c.want {
			t.Errorf("%s %s %s: %s, want %s", c.table, c.area, c.heads, got, c.want)
		}
	}
	township := tables["poverty_township"]
	if last := township.Rows[len(township.Rows)-2:]; last[0].Cells[0].Text != "贫困村合计" || last[1].Cells[0].Text != "非贫困村合计" {
		t.Errorf("the table ends with %s and %s", last[0].Cells[0].Text, last[1].Cells[0].Text)
	}
	for _, r := range tables["poverty_village"].Rows[:2] {
		if r.Cells[column(t, tables["poverty_village"], "收入贫困/发生率FGT0(%)")].Formula == nil {
			t.Errorf("the rate of %s has no formula", r.Cells[0].Text)
		}
	}
	// where nothing is known of the incomes of a village, its measures are 不详
	if got := row(t, tables["poverty_village"], "未定", 1).Cells[column(t, tables["poverty_village"], "收入贫困/强度FGT2(%)")].Text; got != "不详" {
		t.Errorf("FGT2 of unknown incomes: %s", got)
	}
	notes := strings.Join(township.Notes, "\n")
	if !strings.Contains(notes, "每100人中有多少人") || !strings.Contains(notes, "poverty.af_cutoff=2") || strings.Contains(strings.Join(tables["summary_township"].Notes, "\n"), "poverty.") {
		t.Errorf("notes:\n%s", notes)
	}
}

func TestLedger(t *testing.T) {
	tables := all(t, sample.Publication())
	if omitted := tables["ledger_omission"]; len(omitted.Rows) != 1 || omitted.Rows[0].Cells[0].Text != "无" || !strings.Contains(strings.Join(omitted.Notes, ""), "符合识别标准") {
		t.Errorf("the empty ledger shows %v", omitted.Rows)
	}
	texts := func(id string, row int) string {
		var got []string
		for _, c := range tables[id].Rows[row].Cells {
			got = append(got, strings.Map(func(r rune) rune {
				if r == '\uFFFD' {
					return -1
				}
				return r
			}, c.Text))
		}
		return strings.Join(got, "|")
	}
	for _, c := range []struct {
		id   string
		row  int
		want string
	}{
		{"ledger_pending", 1, "2|白石乡|第一行 第二行 反向 A_x0041_|36082100220200007|欧阳**|一般农户|不详|-1,250.50|2,995.00|饮水安全不明|城厢镇/白石乡户表.xlsx › 户信息 › B20\uff08户编号\uff09"},
		{"ledger_dropout", 0, "1|城厢镇|荷塘村|36082100120100001|张*|脱贫户|张**|之子|12|失学或辍学原因填“因厌学”；户表义务教育保障却填“是”|城厢镇人表.xlsx › 人信息 › M7"},
		{"ledger_dropout", 1, "2|白石乡|第一行 第二行 反向 A_x0041_|36082100220200007|张*|脱贫户|不详|不详|不详|户表义务教育保障填“否”，人表没有指出是谁|户表.xlsx › 人信息 › Q20"},
		{"ledger_rectification", 0, "1|城厢镇|荷塘村|WT-007 审计 资金使用 =项目资金拨付不及时|—|—|—|整改中；期限2018-10-25\uff0c已逾期|整改台账.xlsx › 整改 › N9\uff08整改 状态\uff09"},
	} {
		if got := texts(c.id, c.row); got != c.want {
			t.Errorf("%s row %d\n     %s\nwant %s", c.id, c.row, got, c.want)
		}
	}
	for id, want := range map[string]string{"ledger_wrong_exit": "合计61户、64人", "ledger_pending": "合计3户、8人，其中1户人数不详",
		"ledger_dropout": "合计2户、1人，另有1户没有指出是谁", "ledger_rectification": "合计1件"} {
		if got := tables[id].Units; !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
	for id, want := range map[string]string{"ledger_wrong_exit": "即“错退率”的分子", "ledger_dropout": "不明而未列入的有2人", "ledger_rectification": "不表示没有问题"} {
		if !strings.Contains(strings.Join(tables[id].Notes, "\n"), want) {
			t.Errorf("%s does not say %s: %v", id, want, tables[id].Notes)
		}
	}
	areas := tables["ledger_areas"]
	for _, c := range [][3]string{{"360821", "错退/户", "61"}, {"360821002", "错退/户", "60"}, {"360821001201", "失学辍学/人", "1"}, {"360821001201", "问题整改/件", "1"}, {"360821001202", "待核/户", "0"}} {
		if got := row(t, areas, c[0], 0).Cells[column(t, areas, c[1])].Text; got != c[2] {
			t.Errorf("%s %s: %s, want %s", c[0], c[1], got, c[2])
		}
	}
}

func TestHeader(t *testing.T) {
	table := &reports.Table{Columns: []reports.Column{{Heads: []string{"单位"}}, {Heads: []string{"甲", "一"}}, {Heads: []string{"甲", "二"}}, {Heads: []string{"乙", "一"}}}}
	want := []reports.Head{
		{Text: "单位", Rows: 2, Across: 1}, {Text: "甲", Column: 1, Rows: 1, Across: 2}, {Text: "乙", Column: 3, Rows: 1, Across: 1},
		{Text: "一", Level: 1, Column: 1, Rows: 1, Across: 1}, {Text: "二", Level: 1, Column: 2, Rows: 1, Across: 1}, {Text: "一", Level: 1, Column: 3, Rows: 1, Across: 1},
	}
	got := table.Header()
	if len(got) != len(want) {
		t.Fatalf("heads %v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("head %d: %+v, want %+v", i, got[i], want[i])
		}
	}
}

func TestFormat(t *testing.T) {
	for _, c := range [][2]string{
		{reports.Rate(1, 31234), "…"}, {reports.Rate(0, 5), "0.00"}, {reports.Rate(1, 800), "0.13"}, {reports.Rate(1, 0), "—"}, {reports.Rate(1, 20000), "0.01"},
		{reports.RateRange(1, 2, 100), "1.00~2.00"}, {reports.RateRange(1, 1, 100), "—"},
		{reports.Money(big.NewRat(1234567, 100)), "12,345.67"}, {reports.Money(big.NewRat(-1, 2)), "-0.50"}, {reports.Money(big.NewRat(-125050, 100)), "-1,250.50"},
		{catalog.Asks(">=", "90%"), "≥90%"}, {reports.Date(time.Date(2018, 1, 2, 0, 0, 0, 0, time.UTC)), "2018年1月2日"},
		{reports.Clean(" a\r\n\tb\x00c\ufeff "), "a b\ufffdc\ufffd"}, {reports.Name(sample.Long), strings.Repeat("很长的村名", 8) + "……"},
		{reports.Prose("率(人):1,234人,见approval.rule(all)"), "率\uff08人\uff09\uff1a1,234人\uff0c见approval.rule(all)"},
	} {
		if c[0] != c[1] {
			t.Errorf("got %q, want %q", c[0], c[1])
		}
	}
	if got := reports.Width("村a—✓"); got != 7 {
		t.Errorf("width %d", got)
	}
}

// TestLevels: what each level reports beside what it is compared with, and the
// list of what differs.
func TestLevels(t *testing.T) {
	tables := all(t, sample.Publication())
	four := tables["four_levels"]
	for _, c := range []struct{ area, heads, want string }{
		{"360821", "总户数\uff08户\uff09/填报", "不详"},
		{"360821", "总户数\uff08户\uff09/户表计算", "900"},
		{"360821", "核对", "未报"},
		{"360821001", "总户数\uff08户\uff09/下级合计", "598"},
		{"360821001", "核对", "不符1处"},
		{"360821001201", "总人口\uff08人\uff09/填报", "1,190"},
		{"360821001201", "总人口\uff08人\uff09/下级合计", "—"},
		{"360821001201", "核对", "不符1处"},
		{"360821001202", "核对", "待核"},
	} {
		cell := row(t, four, c.area, 0).Cells[column(t, four, c.heads)]
		if cell.Text != c.want || cell.Alarm != (strings.HasPrefix(c.want, "不符") || c.want == "1,190") {
			t.Errorf("%s %s: %s (alarm %v), want %s", c.area, c.heads, cell.Text, cell.Alarm, c.want)
		}
	}
	differences := tables["differences"]
	var got []string
	for _, r := range differences.Rows {
		got = append(got, r.Cells[2].Text+" "+r.Cells[3].Text+" "+r.Cells[9].Text+" "+r.Cells[12].Text)
	}
	if g, want := strings.Join(got, "|"), "城厢镇 农业户籍户数 来件不齐 不符|荷塘村 总人口 不符 —|=不在名单的镇 农业户籍户数 单位不在名单 —|</script><script>alert(1)</script>村 贫困户数 有不明 —"; g != want {
		t.Errorf("differences %s\nwant %s", g, want)
	}
	if got := differences.Rows[1].Cells; got[6].Text != "0" || got[7].Text != "1" || got[8].Text != "−10" || !strings.Contains(got[13].Text, "户编号重复") || got[14].Text != "村表.xlsx › 村 › E4\uff08总人口\uff09" {
		t.Errorf("row %v", got)
	}
	if note := strings.Join(differences.Notes, ""); !strings.Contains(note, "相符的1项不列\uff1b没有报来的1项") {
		t.Errorf("notes %s", note)
	}
}

// TestTally: the areas add up, what is not known is not taken for no, and what has
// not come is not 0.
func TestTally(t *testing.T) {
	tables := all(t, sample.Publication())
	for _, c := range []struct{ table, area, heads, want string }{
		{"tally_households", "360821", "脱贫户/户", "58"}, {"tally_households", "360821", "不明/人", "10"}, {"tally_households", "360821", "人数不明/户", "1"},
		{"tally_households", "360821001203", "全部农户/户", "不详"}, {"tally_households", "360821002201", "全部农户/户", "0"},
		{"tally_guarantee_all", "360821001201", "不愁吃/达到/户", "307"}, {"tally_guarantee_all", "360821001201", "不愁吃/未达到/人", "4"}, {"tally_guarantee_all", "360821001201", "不愁吃/不明/户", "2"},
		{"tally_cause_households", "360821", "因病/户", "40"}, {"tally_cause_persons", "360821", "不明/人", "60"},
		{"tally_income_all", "360821", "2800元至不足2995元/人", "3"}, {"tally_exclusion", "360821", "读不出/格", "1"},
	} {
		table := tables[c.table]
		if table == nil {
			t.Fatalf("no table %s", c.table)
		}
		if got := row(t, table, c.area, 0).Cells[column(t, table, c.heads)].Text; got != c.want {
			t.Errorf("%s %s %s: %s, want %s", c.table, c.area, c.heads, got, c.want)
		}
	}
}

// TestLateSheets: a sheet that was filled in after its deadline is named so.
func TestLateSheets(t *testing.T) {
	intake := all(t, sample.Publication())["intake"]
	got := map[string]string{}
	for _, r := range intake.Rows {
		got[r.Cells[0].Text+" "+r.Cells[1].Text] = r.Cells[9].Text + " " + r.Cells[10].Text
	}
	for sheet, want := range map[string]string{"城厢镇/荷塘村户表.xlsx 户信息": "2018-12-23 迟报3天", "白石乡/@村表.xlsx Sheet1": "2018-12-20 按时",
		"乡镇表.xlsx 汇总": "— 表中无日期", "核查.csv 核查": "2018-12-20 —", "白石乡/坏文件.xls —": "— —"} {
		if got[sheet] != want {
			t.Errorf("%s: %s, want %s", sheet, got[sheet], want)
		}
	}
	if note := strings.Join(intake.Notes, ""); !strings.Contains(note, "本批迟报1张") {
		t.Errorf("notes %s", note)
	}
}
