package explain_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sanlv/loaders/open"
	"sanlv/pipeline"
	"sanlv/pipeline/explain"
	"sanlv/reports/data"
)

// own is a small county with rules of its own: a list of villages, a village-exit
// list and a standard of the office, income as declared, approval of all four.
// 下坪村 has sent nothing; 外村 came and stands in no list; one household names a
// village that nobody knows.
var own = struct{ sheets, reference map[string]string }{
	sheets: map[string]string{
		"村表.csv": "乡镇,行政村,村代码,是否贫困村,总户数,总人口,贫困人口,已脱贫人口,饮水安全户数,村委会通宽带\n" +
			"青石镇,上坪村,999901001001,是,3,10,3,3,2,是\n青石镇,下坪村,999901001002,否,1,4,0,0,1,是\n外乡,外村,999901009009,是,1,5,5,0,1,否\n",
		"户表.csv": "县,乡镇,行政村,村代码,户编号,户主姓名,家庭人口数,户类型,人均纯收入,不愁吃,不愁穿,义务教育保障,基本医疗保障,住房安全,饮水安全\n" +
			"莲县,青石镇,上坪村,999901001001,H001,张某某,3,脱贫户,2000,是,是,是,是,是,是\n" +
			"莲县,青石镇,上坪村,999901001001,H002,李某,4,脱贫户,6000,是,是,是,是,是,\n" +
			"莲县,青石镇,上坪村,999901001001,H003,王某,3,一般农户,6000,是,是,是,是,是,是\n" +
			"莲县,外乡,外村,999901009009,H004,赵某,5,未脱贫户,1000,是,是,是,是,是,是\n" +
			"莲县,青石镇,哪村,,H005,钱某,2,脱贫户,1000,是,是,是,是,是,是\n",
		"核查表.csv": "批次,村代码,户编号,抽样类别,核查人口数,核查人均纯收入,核查结论,认可帮扶政策,认可帮扶措施,认可脱贫退出,认可干部帮扶,总体认可\n" +
			"1,999901001001,H001,脱贫户,3,2000,错退,是,否,是,是,是\n1,999901001001,H002,脱贫户,4,6000,正确,是,是,是,是,否\n1,999901001001,H003,一般农户,3,6000,未访到,,,,,\n",
	},
	reference: map[string]string{
		"units.csv": "村代码,县,乡镇,村,涉农,说明\n999901001001,莲县,青石镇,上坪村,是,\n999901001002,莲县,青石镇,下坪村,是,\n",
		"village_exit.csv": "标准,条,项目,名称,单位,比较,阈值,生效日期,失效日期,依据,状态,说明\n" +
			"本县三条,1,incidence,贫困发生率,人,<,0.5,2018-01-01,,莲县〔2018〕1号,,\n" +
			"本县三条,2,water,都有干净水喝,户,>=,0.9,2018-01-01,,莲县〔2018〕1号,,\n" +
			"本县三条,3,unmeasured_square,有文化广场,是否,=,1,2018-01-01,,莲县〔2018〕1号,,村表没有这一列\n",
		"standards.csv": "标准,指标,级别,比较,阈值,生效日期,失效日期,依据\n本县办法,wrong_exit_rate,县;乡镇;村,<=,0.01,2018-01-01,,莲县〔2018〕2号\n本县办法,approval,村,>=,0.95,2018-01-01,,莲县〔2018〕2号\n",
	},
}

// openOwn runs that county once and opens what it published.
func openOwn(ctx context.Context, out string) (*explain.Publication, error) {
	shipped, err := os.ReadFile("../../data/reference/parameters.csv")
	if err != nil {
		return nil, err
	}
	own.reference["parameters.csv"] = strings.NewReplacer("approval.rule,overall,", "approval.rule,all_four,", "income.source,parts,", "income.source,declared,").Replace(string(shipped))
	for dir, files := range map[string]map[string]string{"来件": own.sheets, "本县标准": own.reference} {
		if err := os.MkdirAll(filepath.Join(out, dir), 0o700); err != nil {
			return nil, err
		}
		for name, text := range files {
			if err := os.WriteFile(filepath.Join(out, dir, name), []byte(text), 0o600); err != nil {
				return nil, err
			}
		}
	}
	outcome, err := pipeline.Run(ctx, pipeline.Options{In: filepath.Join(out, "来件"), Out: filepath.Join(out, "out"), Reference: os.DirFS(filepath.Join(out, "本县标准")),
		AsOf: time.Date(2018, 12, 31, 0, 0, 0, 0, time.UTC), Threads: 2, Memory: 1 << 30, Open: open.Open, Data: data.New(),
		Progress: silent{}, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		return nil, err
	}
	return explain.Open(ctx, outcome.Dir)
}

// What an office changed in its reference files is what an explanation names:
// its thresholds and documents, its exit list with an item that no sheet tells.
func TestOwnStandards(t *testing.T) {
	ctx := context.Background()
	p, err := openOwn(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}()
	ask := func(t *testing.T, part string, words ...string) *explain.Answer {
		t.Helper()
		a, err := p.Ask(ctx, words, part)
		if err != nil {
			t.Fatalf("ask %q: %v", words, err)
		}
		return a
	}
	tell := func(t *testing.T, words ...string) string { t.Helper(); return said(ask(t, "", words...)) }
	t.Run("standard and document", func(t *testing.T) {
		contain(t, tell(t, "错退率", "上坪村"), "错退率 = 3人 ÷ 7人 = 42.86%", "标准 本县办法(≤1%):未达标", "依据:莲县〔2018〕2号",
			"户 H001(错退):3人 ← 户表.csv › 户表 › E2(户编号)", "户 H002(待核):4人 ← 户表.csv › 户表 › E3(户编号)")
	})
	t.Run("who has not come", func(t *testing.T) {
		contain(t, tell(t, "错退率"), "户表没有到齐,数字是暂算的,判定为数据缺;未到:下坪村(999901001002)", "标准 本县办法(≤1%):数据缺")
	})
	t.Run("income as declared", func(t *testing.T) {
		contain(t, tell(t, "H001"), "采用 人均纯收入 = 2000.00 ← 户表.csv › 户表 › I2(人均纯收入)")
		if text := tell(t, "H001"); strings.Contains(text, "工资性收入") || strings.Contains(text, "只作比较") {
			t.Errorf("shows the parts that do not count:\n%s", text)
		}
		contain(t, tell(t, "income.source"), "用填报的人均纯收入,不由各项收入计算")
	})
	t.Run("approval of all four", func(t *testing.T) {
		contain(t, tell(t, "999901001001", "approval"), "群众认可度 = 1户 ÷ 2户", "户 H001(不认可):1户",
			"认可帮扶措施 = 否 ← 核查表.csv › 核查表 › I2(认可帮扶措施)", "认可脱贫退出 = 是 ← 核查表.csv › 核查表 › J2(认可脱贫退出)")
		contain(t, tell(t, "H002", "approval"), "计入分子 1户", "认可干部帮扶 = 是 ← 核查表.csv › 核查表 › K3(认可干部帮扶)")
		contain(t, tell(t, "H003", "approval"), "不计入", "核查结论 = 未访到 ← 核查表.csv › 核查表 › G4(核查结论)")
		rows := ask(t, explain.Numerator, "999901001001", "approval").List.Rows
		if len(rows) != 1 || rows[0][4] != "核查表.csv › 核查表 › H3(认可帮扶政策);I3(认可帮扶措施);J3(认可脱贫退出);K3(认可干部帮扶)" {
			t.Errorf("%q", rows)
		}
	})
	t.Run("own exit list", func(t *testing.T) {
		contain(t, tell(t, "999901001001", "本县三条"), "本县三条 · 都有干净水喝(标准≥90%):2 ÷ 3,未达标(都有干净水喝差1户(2/3))", "依据:莲县〔2018〕1号",
			"饮水安全户数 = 2 ← 村表.csv › 村表 › I2(饮水安全户数)", "本县三条 · 有文化广场(标准=是):没有数据,数据缺", "本县三条 · 整村(标准=100%):1 ÷ 2,未达标")
		contain(t, tell(t, "H001", "water"), "所在的村 上坪村 2 ÷ 3,未达标", "总户数 = 3 ← ")
		contain(t, tell(t, "H003", "本县三条"), "贫困发生率(标准<50%)", "该户不计入贫困人口 3人")
		if rows := ask(t, explain.Numerator, "999901001001", "water").List.Rows; len(rows) != 1 || rows[0][7] != "村表.csv › 村表 › I2(饮水安全户数);E2(总户数)" {
			t.Errorf("%q", rows)
		}
	})
	t.Run("a village in no list", func(t *testing.T) {
		text := tell(t, "999901009009", "incidence")
		contain(t, text, "贫困发生率(标准<50%):5 ÷ 5,未达标", "户表已到,由户表计算")
		if strings.Contains(text, "总人口") {
			t.Errorf("cites the village sheet:\n%s", text)
		}
	})
	t.Run("undecided", func(t *testing.T) {
		contain(t, tell(t, "未定"), "乡镇 未定(未定)2018年", "村 未定(未定)2018年", "户 H005(错退):2人")
		l := ask(t, explain.Numerator, "未定", "错退率").List
		if len(l.Rows) != 1 || l.Rows[0][1] != "H005" {
			t.Errorf("%q", l.Rows)
		}
		if l := ask(t, explain.Denominator, "未定", "comprehensive_incidence").List; len(l.Rows) != 2 {
			t.Errorf("H004 and H005 stand under 未定, each once: %q", l.Rows)
		}
		contain(t, tell(t, "未定", "wrong_exit"), "台账 错退:1 户 2 人")
	})
	t.Run("a name that is nearly right", func(t *testing.T) {
		var unknown *explain.UnknownError
		if _, err := p.Ask(ctx, []string{"上坪"}, ""); !errors.As(err, &unknown) || strings.Join(unknown.Near, " ") != "上坪村" {
			t.Errorf("%v", err)
		}
	})
}
