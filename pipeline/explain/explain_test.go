package explain_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"sanlv/data/samplecounty"
	"sanlv/loaders/open"
	"sanlv/pipeline"
	"sanlv/pipeline/explain"
	"sanlv/reports"
	"sanlv/reports/data"
)

type silent struct{}

func (silent) Step(string)                              {}
func (silent) Unfinished(*pipeline.LockOwner)           {}
func (silent) Read(int, int, int64, int64, int64)       {}
func ask(t *testing.T, words ...string) *explain.Answer { t.Helper(); return list(t, "", words...) }

func list(t *testing.T, part string, words ...string) *explain.Answer {
	t.Helper()
	a, err := published.Ask(context.Background(), words, part)
	if err != nil {
		t.Fatalf("ask %q: %v", words, err)
	}
	return a
}

// published is the sample county, run once.
var published *explain.Publication

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (_ int, err error) {
	ctx := context.Background()
	out, err := os.MkdirTemp("", "sanlv-explain-test-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(out)) }()
	outcome, err := pipeline.Run(ctx, pipeline.Options{In: "../../data/samples", Out: out, AsOf: time.Date(2018, 12, 31, 0, 0, 0, 0, time.UTC),
		Threads: 2, Memory: 1 << 30, Open: open.Open, Data: data.New(), Progress: silent{}, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		return 0, err
	}
	if published, err = explain.Open(ctx, outcome.Dir); err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, published.Close()) }()
	return m.Run(), nil
}

// said is an answer as one text.
func said(a *explain.Answer) string {
	var b strings.Builder
	var walk func(notes []explain.Note, depth int)
	walk = func(notes []explain.Note, depth int) {
		for _, n := range notes {
			b.WriteString(strings.Repeat("  ", depth) + n.Text)
			if n.Source != nil {
				b.WriteString(" ← " + n.Source.String())
			}
			b.WriteString("\n")
			walk(n.Below, depth+1)
		}
	}
	walk(a.Notes, 0)
	return b.String()
}

func contain(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("lacks %q:\n%s", p, text)
		}
	}
}

// Everything that the contents name can be asked for by its id and by its name,
// of the county, of a village, of a township and of a household; of the checks,
// which are many and answer alike, every tenth.
func TestEveryTopicAnswers(t *testing.T) {
	topics := 0
	for _, kind := range ask(t).Notes {
		if len(kind.Below) == 0 {
			t.Errorf("nothing under %s", kind.Text)
		}
		for _, n := range kind.Below {
			id, label := n.Facts["id"].(string), n.Facts["label"].(string)
			topics++
			whoms := [][]string{nil, {"999901001001"}, {"999901001"}, {"9999010010010003"}}
			if n.Facts["kind"] == "check" && topics%10 > 0 {
				whoms = whoms[:1]
			}
			for _, whom := range whoms {
				a := ask(t, append(whom, id)...)
				if text := said(a); text == "" || label == "" || len(whom) == 0 && !strings.Contains(text, label) {
					t.Errorf("%v %s says %q", whom, n.Text, text)
				}
			}
			if len(whoms) > 1 {
				ask(t, label)
			}
		}
	}
	if topics < 100 {
		t.Errorf("only %d topics", topics)
	}
}

// The list behind a rate adds up to the rate: numerator, denominator and unknown
// of every indicator at every level.
func TestListAddsUpToTheFigure(t *testing.T) {
	for _, indicator := range []string{"registered_incidence", "wrong_exit_rate", "omission_rate", "comprehensive_incidence", "approval"} {
		for _, area := range []string{"999901", "999901001", "999901003", "999901001001", "999901004005"} {
			a := ask(t, area, indicator)
			facts := a.Notes[1].Facts
			for _, part := range []string{explain.Numerator, explain.Denominator, explain.Unknown} {
				var sum int64
				for _, row := range list(t, part, area, indicator).List.Rows {
					n, err := strconv.ParseInt(strings.ReplaceAll(row[3], ",", ""), 10, 64)
					if err != nil {
						t.Fatal(err)
					}
					sum += n
					if row[4] == "" {
						t.Errorf("%s %s: %v has no source", area, indicator, row)
					}
				}
				if sum != facts[part] {
					t.Errorf("%s %s: the rows of %s add up to %d, not %v", area, indicator, part, sum, facts[part])
				}
			}
		}
	}
}

// From the rate of the county to a cell: county, township, village, household.
func TestFromRateToCell(t *testing.T) {
	contain(t, said(ask(t, "错退率")), "定义:", "依据:", "分子:", "标准 国家中部(<2%)", "其中 青石镇(999901001)")
	contain(t, said(ask(t, "999901001", "错退率")), "其中 上坪村(999901001001)")
	contain(t, said(ask(t, "999901001001", "错退率")), "户 9999010010010003(错退)", "上坪村户表.xlsx › 户信息 › ")
	contain(t, said(ask(t, "9999010010010003")), "规则:脱贫户须", "未达到,判为错退", "工资性收入 = 3860.00 ← ", "(收入(元)/工资性收入)")
	contain(t, said(ask(t, "9999010010010003", "错退率")), "计入分子 2人,计入分母 2人")
}

// The words may come in either order, and an area by its name.
func TestWords(t *testing.T) {
	if a, b := said(ask(t, "错退率", "999901001")), said(ask(t, "青石镇", "wrong_exit_rate")); a != b {
		t.Errorf("%s\n%s", a, b)
	}
}

// An exit item is explained from the village sheet, cell by cell.
func TestExitItem(t *testing.T) {
	contain(t, said(ask(t, "999901001004", "农户饮水安全")), "56 ÷ 59,未达标", "饮水安全户数 = 56 ← ", "总户数 = 59 ← ")
	contain(t, said(ask(t, "water")), "个贫困村中", "樟树村(999901001004):56 ÷ 59,未达标")
}

// A check is explained with what it found, and a finding by its id.
func TestCheckAndFinding(t *testing.T) {
	text := said(ask(t, "persons_differ"))
	contain(t, text, "家庭人口数填 … 人", "东岭村 › K60(家庭人口数)")
	rows := list(t, explain.Numerator, "persons_differ").List.Rows
	if len(rows) == 0 {
		t.Fatal("no rows")
	}
	contain(t, said(ask(t, rows[0][0])), rows[0][4], "规则:persons_differ", "改正:")
}

// A name that is not in the publication is answered with what may have been meant.
func TestUnknownWords(t *testing.T) {
	var unknown *explain.UnknownError
	if _, err := published.Ask(context.Background(), []string{"漏评户"}, ""); !errors.As(err, &unknown) || len(unknown.Near) == 0 {
		t.Errorf("%v", err)
	}
	for _, words := range [][]string{{"H404"}, {"999901001001", "H404"}, {"999901001001", "999901001002"}} {
		if _, err := published.Ask(context.Background(), words, ""); !errors.As(err, &unknown) {
			t.Errorf("%v: %v", words, err)
		}
	}
	if _, err := published.Ask(context.Background(), []string{"999901001001"}, explain.Numerator); !errors.As(err, new(explain.UnlistedError)) {
		t.Errorf("%v", err)
	}
}

// The households behind a poverty measure are those whose persons it counts.
func TestMeasure(t *testing.T) {
	for measure, column := range map[string]int{"fgt0": 2, "af_h": 2, "inclusion_error": 2, "exclusion_error": 2} {
		for _, area := range []string{"999901", "999901001", "999901001001"} {
			a := ask(t, area, measure)
			var sum int64
			for _, row := range list(t, explain.Numerator, area, measure).List.Rows {
				n, err := strconv.ParseInt(row[column], 10, 64)
				if err != nil {
					t.Fatal(err)
				}
				sum += n
			}
			if want := a.Notes[1].Facts["numerator"]; float64(sum) != want {
				t.Errorf("%s of %s: the rows add up to %d, not %v", measure, area, sum, want)
			}
		}
	}
	// of every measure, those it is taken over and those it leaves out
	measures := 0
	for _, kind := range ask(t).Notes {
		if kind.Text != "贫困测度" {
			continue
		}
		for _, n := range kind.Below {
			measures++
			measure, _, _ := strings.Cut(n.Text, " ")
			for _, area := range []string{"999901", "999901003", "999901001006"} {
				over, out := list(t, explain.Denominator, area, measure).List.Rows, list(t, explain.Unknown, area, measure).List.Rows
				if want := fmt.Sprintf("计入 %s户 ", reports.Count(int64(len(over)))); !strings.Contains(said(ask(t, area, measure)), want) {
					t.Errorf("%s of %s is not taken over the %d households listed", measure, area, len(over))
				}
				if want := fmt.Sprintf("不明而未计入 %d户", len(out)); !strings.Contains(said(ask(t, area, measure)), want) {
					t.Errorf("%s of %s does not leave out the %d households listed", measure, area, len(out))
				}
			}
		}
	}
	if measures != 17 {
		t.Errorf("%d measures", measures)
	}
	contain(t, said(ask(t, "9999010010010003", "fgt1")), "涉及该户", "人均 2700.00 元,贫困线 2995 元:低于线", "算法:")
	contain(t, said(ask(t, "af_contribution")), "义务教育:", "定义:")
	contain(t, said(ask(t, "income_group")), "50%至不足100%:")
}

// A ledger is explained down to its rows, and the rows add up to what it says.
func TestLedger(t *testing.T) {
	for _, ledger := range []string{"wrong_exit", "pending", "weak_exit", "unsafe_water", "remaining"} {
		for _, area := range []string{"999901", "999901001", "999901001003"} {
			facts := ask(t, area, ledger).Notes[1].Facts
			var rows, persons int64
			for _, r := range list(t, explain.Numerator, area, ledger).List.Rows {
				n, err := strconv.ParseInt(r[6], 10, 64)
				if err != nil {
					t.Fatal(err)
				}
				if rows, persons = rows+1, persons+n; !strings.Contains(r[8], " › ") || r[7] == "" {
					t.Errorf("%s %s: %v has no reason or no source", area, ledger, r)
				}
			}
			if rows != facts["rows"] || persons != facts["persons"] {
				t.Errorf("%s %s: %d rows with %d persons, not %v", area, ledger, rows, persons, facts)
			}
		}
	}
	contain(t, said(ask(t, "失学辍学")), "台账 失学辍学:2 户 2 人", "定义:", "依据:", "其中 长滩镇(999901003):2 户 2 人")
	contain(t, said(ask(t, "999901003001", "dropout")), "户 9999010030010030 的之女 马**(12岁):失学或辍学原因填“因厌学” ← 03长滩镇/长滩村人表.xlsx › Sheet1 › J101(义务教育阶段未上学原因)")
	contain(t, said(ask(t, "9999010030010030")), "所在的台账", "错退:义务教育无保障(1名适龄成员失学) ← 03长滩镇/长滩村人表.xlsx")
	contain(t, said(ask(t, "9999010030010030", "住危房")), "台账 住危房:没有列入")
	contain(t, said(ask(t, "问题整改")), "6 件")
}

// What a household's explanation says of the monitoring is what was planted: the
// state, the class, each alert with its rule, amount, threshold and cell, and the
// class of low income with its reason.
func TestMonitoringOfPlantedHouseholds(t *testing.T) {
	county := samplecounty.Build()
	truth := county.Monitoring()
	for _, plant := range county.MonitorPlants {
		text := said(ask(t, plant.HouseholdID))
		registered, due := "", truth.Due[plant.HouseholdID]
		for _, n := range ask(t, plant.HouseholdID).Notes {
			if !strings.HasPrefix(n.Text, "防返贫监测:") {
				continue
			}
			registered, _ = n.Facts["class_registered"].(string)
			if n.Facts["state"] != plant.Kind || n.Facts["class_due"] != due || n.Source == nil || n.Source.Cell == "" {
				t.Errorf("%s: %v at %v, want %s, %s", plant.ID, n.Facts, n.Source, plant.Kind, due)
			}
		}
		contain(t, text, "防返贫监测:"+plant.Kind+" ← ", "低收入人口:"+truth.Class[plant.HouseholdID])
		if due != "" {
			contain(t, text, "按收入和预警:"+due)
		}
		if registered != "" {
			contain(t, text, "登记的类别:"+registered)
		}
		for rule := range truth.Alerts[plant.HouseholdID] {
			contain(t, text, ":"+rule+",")
		}
	}
	contain(t, said(ask(t, "9999010010010048")), "防返贫监测:应纳未纳 ← 部门比对/医保局住院自付.xlsx › 住院自付 › F5(个人自付金额)",
		"预警(突发):住院自付大额(脱贫户),户主,住院自付年合计 8160.00元,阈值 ≥5000.00元 ← 部门比对/医保局住院自付.xlsx › 住院自付 › F5(个人自付金额)",
		"低收入人口:其他", "依据:人均纯收入8559元;低保标准4080元;刚性支出1900元")
	contain(t, said(ask(t, "9999010010010002")), "防返贫监测:没有登记为监测对象,按收入和预警也不需监测", "预警:没有")
	contain(t, said(ask(t, "monitor.line")), "参数 monitor.line ", " = (空)")
}
