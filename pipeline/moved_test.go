package pipeline

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"sanlv/pipeline/internal/duck"
	"sanlv/reports"
)

// taken keeps the publication that the writers are given.
type taken struct{ pub reports.Publication }

func (w *taken) Write(_ context.Context, pub reports.Publication, _ reports.Sink) error {
	w.pub = pub
	return nil
}

// Whatever changes between two runs, the cells that it moves tell what they were, by
// how much they moved, and why: what is true of their area and of the sheets that
// they are made of, and nothing else.
func TestWhatMoved(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(in, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	change := func(name, was, is string) {
		raw, err := os.ReadFile(filepath.Join(in, name))
		if err != nil || !strings.Contains(string(raw), was) {
			t.Fatal(name, err)
		}
		write(name, strings.Replace(string(raw), was, is, 1))
	}
	const head = "县,乡镇,行政村,村代码,户编号,户主姓名,家庭人口数,户类型,工资性收入,不愁吃,不愁穿,义务教育保障,基本医疗保障,住房安全,饮水安全\n"
	const gone = "莲县,青石镇,下坪村,999901001002,H004,赵某,2,一般农户,30000,是,是,是,是,是,是\n"
	write("村表.csv", "县,乡镇,行政村,村代码,是否贫困村,总户数,总人口\n莲县,青石镇,上坪村,999901001001,是,2,7\n莲县,青石镇,下坪村,999901001002,否,2,6\n")
	write("上坪村户表.csv", head+"莲县,青石镇,上坪村,999901001001,H001,张某某,3,脱贫户,60000,是,是,是,是,是,是\n莲县,青石镇,上坪村,999901001001,H002,李某,4,脱贫户,60000,是,是,是,是,是,是\n")
	write("下坪村户表.csv", head+"莲县,青石镇,下坪村,999901001002,H003,王某,4,一般农户,60000,是,是,是,是,是,是\n"+gone)
	write("人表.csv", "户编号,姓名,证件号码,与户主关系,出生日期\nH003,王某,999901193605010011,户主,1936-05-01\n")
	write("政策享受表.csv", "户编号,姓名,证件号码,政策,金额,发放日期\nH003,王某,999901193605010011,高龄津贴,1200,2018-12-01\n")
	write("项目资金台账.csv", "年度,乡镇,行政村,村代码,项目编号,项目名称,项目类型,计划投资,到位资金,已拨付,计划完工,进度(%)\n2018,青石镇,上坪村,999901001001,P001,村道,基础设施,100000,100000,50000,2018-12-30,60\n")
	var last taken
	var reference fs.FS
	asOf := yearEnd2018
	run := func() (dir string) {
		t.Helper()
		outcome, err := runSmall(in, out, nil, func(o *Options) { o.Writers, o.AsOf, o.Reference = []reports.Writer{&last}, asOf, reference })
		if err != nil {
			t.Fatal(err)
		}
		return outcome.Dir
	}
	before := run()
	if last.pub.Before != nil || last.pub.Moved != nil {
		t.Fatal("the first run is compared with something")
	}
	for _, c := range []struct {
		what   string
		change func()
		want   []string
		still  string   // tables in which nothing moved
		sql    []string // head of a column, and how its cells follow from the data of both sides
	}{
		{"in one village an income falls below the line, in the other a household goes", func() {
			change("上坪村户表.csv", ",3,脱贫户,60000,", ",3,脱贫户,6000,")
			change("下坪村户表.csv", gone, "")
		}, []string{
			"summary_village|莲县|错退率/错退人口(人)|0 → 3|+3|减少户 1 户、判定变动 1 户;数据更正:上坪村户表.csv、下坪村户表.csv",
			"summary_village|青石镇 上坪村|错退率/错退率(%)|0.00 → 42.86|+42.86|判定变动 1 户;数据更正:上坪村户表.csv",
			"summary_village|青石镇 下坪村|漏评率/一般农户人口(人)|6 → 4|−2|减少户 1 户;数据更正:下坪村户表.csv",
			"verdict_village|青石镇 上坪村|按“国家中部”判定/错退率<2%|达标 → 未达标||判定变动 1 户;数据更正:上坪村户表.csv",
			"poverty_township|贫困村合计|收入贫困/贫困人口(人)|0 → 3|+3|减少户 1 户、判定变动 1 户;数据更正:上坪村户表.csv、下坪村户表.csv",
			"tally_households|青石镇 下坪村|全部农户/户|2 → 1|−1|减少户 1 户;数据更正:下坪村户表.csv",
		}, "policy_list project_area project_list", []string{
			"summary_village 错退率/错退人口(人)", "SELECT DISTINCT area_code, numerator FROM {data/indicators} WHERE indicator = 'wrong_exit_rate'",
			"tally_households 全部农户/户", "SELECT area_code, households FROM {trace/tally} WHERE scope = 'all' AND class = 'total'",
		}},
		{"what was paid is corrected, a project is added", func() {
			change("政策享受表.csv", "高龄津贴,1200", "高龄津贴,1000")
			change("项目资金台账.csv", ",60\n", ",60\n2018,青石镇,下坪村,999901001002,P002,水厂,产业项目,80000,40000,10000,,20\n")
		}, []string{
			"policy_list|高龄津贴|应享已享/享受金额(元)|1,200.00 → 1,000.00|−200.00|数据更正:政策享受表.csv",
			"policy_area|青石镇 下坪村|应享已享/享受金额(元)|1,200.00 → 1,000.00|−200.00|数据更正:政策享受表.csv",
			"project_area|青石镇 下坪村|资金(元)/计划投资|0.00 → 80,000.00|+80,000.00|数据更正:项目资金台账.csv",
			"project_type|产业项目|资金(元)/计划投资|— → 80,000.00||数据更正:项目资金台账.csv",
			"project_list|青石镇 下坪村 P002 水厂 产业项目|资金(元)/计划投资|— → 80,000.00||数据更正:项目资金台账.csv",
		}, "summary_village tally_households poverty_township exit_overview", []string{
			"project_area 资金(元)/计划投资", "SELECT area_code, planned FROM {data/project_areas} WHERE project_type = ''",
			"project_type 资金(元)/计划投资", "SELECT project_type, planned FROM {data/project_areas} WHERE level = 'county' AND project_type <> ''",
			"project_list 资金(元)/计划投资", "SELECT project_id, planned FROM {data/projects}",
		}},
		{"a threshold changes", func() {
			raw, err := os.ReadFile("../data/reference/standards.csv")
			if err != nil {
				t.Fatal(err)
			}
			reference = fstest.MapFS{"standards.csv": {Data: []byte(strings.Replace(string(raw), "国家中部,wrong_exit_rate,县;乡镇;村,<,0.02", "国家中部,wrong_exit_rate,县;乡镇;村,<,0.5", 1))}}
		}, []string{
			"verdict_township|莲县|按“国家中部”判定/错退率<50%|未达标 → 达标||标准变动:标准 国家中部 错退率(乡镇级) <2% → <50%、标准 国家中部 错退率(县级) <2% → <50%、标准 国家中部 错退率(村级) <2% → <50%",
		}, "summary_village tally_households project_area policy_list exit_detail", []string{
			"verdict_village 按“国家中部”判定/错退率<50%", "SELECT area_code, verdict FROM {data/indicators} WHERE indicator = 'wrong_exit_rate' AND standard = '国家中部'",
		}},
		{"another day", func() { asOf = asOf.AddDate(0, 0, -1) }, []string{
			"project_area|青石镇 上坪村|逾期(个)/逾期|1 → 0|−1|截止日期 2018-12-31 → 2018-12-30",
		}, "summary_village tally_households policy_list", []string{
			"project_area 逾期(个)/逾期", "SELECT area_code, overdue FROM {data/project_areas} WHERE project_type = ''",
		}},
	} {
		c.change()
		after := run()
		said := map[string]int{}
		for _, table := range last.pub.Moved.Tables {
			for _, m := range table.Moves {
				said[half.Replace(fmt.Sprintf("%s|%s|%s|%s → %s|%s|%s", table.ID, m.Row, strings.Join(m.Heads, "/"), m.Before, m.After, m.Change, m.Reason))]++
				if strings.HasPrefix(m.Reason, reports.Unexplained) {
					t.Errorf("%s: %s %s %v: %s", c.what, table.ID, m.Row, m.Heads, m.Reason)
				}
				if slices.Contains(strings.Fields(c.still), table.ID) {
					t.Errorf("%s: %s moved: %+v", c.what, table.ID, m)
				}
			}
		}
		for _, w := range c.want {
			if said[w] != 1 {
				t.Errorf("%s: said %d times: %s", c.what, said[w], w)
				for is := range said {
					if id, _, _ := strings.Cut(w, "|"); strings.HasPrefix(is, id+"|") {
						t.Log(is)
					}
				}
			}
		}
		for i := 0; i < len(c.sql); i += 2 {
			table, head, _ := strings.Cut(c.sql[i], " ")
			var got []string
			for _, m := range last.pub.Moved.Of(table) {
				if half.Replace(strings.Join(m.Heads, "/")) == head {
					got = append(got, plainNumber(m.Before)+" → "+plainNumber(m.After))
				}
			}
			slices.Sort(got)
			if want := movedBySQL(t, before, after, c.sql[i+1]); !slices.Equal(got, want) || len(want) == 0 {
				t.Errorf("%s: %s: %q\n by the data %q", c.what, c.sql[i], got, want)
			}
		}
		before = after
	}
}

// half gives the marks of a text their half-width form.
var half = strings.NewReplacer("\uff08", "(", "\uff09", ")", "\uff1a", ":", "\uff1b", ";", "\uff0c", ",")

// plainNumber writes a number without what makes it easier to read.
func plainNumber(s string) string {
	return strings.TrimSuffix(strings.ReplaceAll(s, ",", ""), ".00")
}

// movedBySQL compares a key and a value of the data of two publications, in plain SQL;
// nothing and nought of a row that is not there are no move.
func movedBySQL(t *testing.T, before, after, sql string) []string {
	t.Helper()
	db, err := duck.Open(context.Background(), duck.Options{Threads: 1, Memory: 256 << 20, TempDir: t.TempDir(), ReadFiles: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	side := func(dir string) string {
		at, end := strings.IndexByte(sql, '{'), strings.IndexByte(sql, '}')
		return sql[:at] + "read_parquet('" + filepath.Join(dir, sql[at+1:end]) + ".parquet')" + sql[end+1:]
	}
	_, rows, err := db.Query(context.Background(), `SELECT coalesce(CAST(a.v AS VARCHAR), '—'), coalesce(CAST(b.v AS VARCHAR), '—')
		FROM (SELECT * FROM (`+side(before)+`) AS s(k, v)) a FULL JOIN (SELECT * FROM (`+side(after)+`) AS s(k, v)) b ON a.k = b.k WHERE a.v IS DISTINCT FROM b.v`)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range rows {
		out = append(out, plainNumber(r[0].(string))+" → "+plainNumber(r[1].(string)))
	}
	slices.Sort(out)
	return out
}
