package catalog

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	shipped "sanlv/data/reference"
	"sanlv/pipeline/models"
)

func load(t *testing.T, override map[string]string) (*Catalog, []string) {
	t.Helper()
	c, findings, err := Load(shipped.Files, tree(override), models.Files)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, f := range findings {
		texts = append(texts, f.String())
	}
	return c, texts
}

func TestShippedReferenceFilesAreSound(t *testing.T) {
	c, findings := load(t, nil)
	if len(findings) > 0 {
		t.Errorf("findings: %s", strings.Join(findings, "\n"))
	}
	for _, kind := range []string{"household", "member", "village", "township", "verification"} {
		if s, ok := c.Sheet(kind); !ok || !slices.ContainsFunc(s.Columns, func(c Column) bool { return c.Key }) {
			t.Errorf("sheet %s is missing or has no key", kind)
		}
	}
}

const cardHead = "卡名,项目,指标,比较,值,得分,生效日期,失效日期,依据\n"

const policyHead = "政策,档,对象,列,比较,值,金额,周期,不可重复,生效日期,失效日期,依据\n"

const alertHead = "规则,事项,计量,户类型,比较,阈值,单位,类别,生效日期,失效日期,依据\n"

const codeHead = "名称,同义词,生效日期,失效日期,依据\n"

const sourceCodeHead = "来源,代码表,编码,名称,生效日期,失效日期,依据\n"

const frozenHead = "村代码,年份,年末农业户籍人口,依据\n"

const standardsHead = "标准,指标,级别,比较,阈值,生效日期,失效日期,依据\n"

func TestReferenceFilesAreChecked(t *testing.T) {
	for name, c := range map[string]struct{ file, text, want string }{
		"unknown header":    {"standards.csv", "标准,指标,级别,比较,阀值,生效日期,失效日期,依据\n", "standards.csv › 第1行(阀值):不认识表头“阀值”。"},
		"unknown indicator": {"standards.csv", standardsHead + "国标,wrong_exit,县,<,0.02,2018-01-01,,文\n", "standards.csv › 第2行(指标):“wrong_exit”不是指标。"},
		"bad threshold":     {"standards.csv", standardsHead + "\n国标,approval,县,>=,九成,2018-01-01,,文\n", "standards.csv › 第3行(阈值):“九成”不是数字。"},
		"bad comparator":    {"standards.csv", standardsHead + "国标,approval,县,≥,0.9,2018-01-01,,文\n", "第2行(比较)"},
		"no date":           {"standards.csv", standardsHead + "国标,approval,县,>=,0.9,,,文\n", "第2行(生效日期)"},
		"overlap": {"standards.csv", standardsHead + "国标,approval,县;村,>=,0.9,2018-01-01,2018-12-31,文\n国标,approval,村,>=,0.95,2018-06-01,,文\n",
			"第3行(生效日期):“2018-06-01”起的有效期与第2行(同一标准、指标、级别)重叠。"},
		"unknown parameter": {"parameters.csv", "参数,取值,生效日期,失效日期,依据\nincome.exlude,pension,2018-01-01,,\n", "parameters.csv › 第2行(参数):“income.exlude”不是本程序认识的参数。"},
		"parameter value":   {"parameters.csv", "参数,取值,生效日期,失效日期,依据\nidentify.rule,xor,2018-01-01,,\n", "第2行(取值)"},
		"no whole number":   {"parameters.csv", "参数,取值,生效日期,失效日期,依据\npoverty.af_cutoff,0.5,2018-01-01,,\n", "第2行(取值):“0.5”不是从1起的整数。"},
		"groups fall":       {"parameters.csv", "参数,取值,生效日期,失效日期,依据\npoverty.income_group_percents,100;50,2018-01-01,,\n", "第2行(取值):“100;50”不是由小到大"},
		"no share":          {"parameters.csv", "参数,取值,生效日期,失效日期,依据\nsample.zero_icc,1.5,2018-01-01,,\n", "第2行(取值):“1.5”不是大于 0、不大于 1 的数字。"},
		"no pairs":          {"parameters.csv", "参数,取值,生效日期,失效日期,依据\nsample.collapse,青石镇=白杨乡;青石镇=云岭乡,2018-01-01,,\n", "不是以分号隔开的“层=层”。"},
		"lost threshold":    {"parameters.csv", "参数,取值,生效日期,失效日期,依据\nline.set,national,2018-01-01,,\n", "缺少参数“check."},
		"idle threshold":    {"parameters.csv", "参数,取值,生效日期,失效日期,依据\ncheck.persons_lots,7,2018-01-01,,\n", "parameters.csv › 第2行(参数):“check.persons_lots”不是任何一项检查或指标的界限。"},
		"threshold value":   {"parameters.csv", "参数,取值,生效日期,失效日期,依据\ncheck.persons_many,七,2018-01-01,,\n", "parameters.csv › 第2行(取值):“七”不是数字。"},
		"unknown file":      {"standard.csv", "x\n", "standard.csv:不是本程序认识的参照文件。"},
		"dangling list":     {"sheets/township.csv", "列名,表头,类型,代码表,必填\n_sheet,乡镇表,,,\nx,某列,代码,nowhere,是\n", "没有这张代码表。"},
		"lost column":       {"sheets/township.csv", "列名,表头,类型,必填,主键\n_sheet,乡镇表,,,\ntownship,乡镇,文本,是,是\n", "缺少列“persons”"},
		"sheet unnamed":     {"sheets/orchard.csv", "列名,表头,类型,必填\ntrees,果树,整数,是\n", "sheets/orchard.csv(列名):没有说明表名的一行。"},
		"nothing required":  {"sheets/orchard.csv", "列名,表头,类型\n_sheet,果园表,\ntrees,果树,整数\n", "sheets/orchard.csv(必填):没有必填的列"},
		"source unknown":    {"source_codes.csv", "来源,代码表,编码,名称\n旧系统,sex,1,男\n", "source_codes.csv › 第2行(来源):“旧系统”不在 sources.csv 中。"},
		"source label":      {"source_codes.csv", "来源,代码表,编码,名称\n贫困户登记表,sex,1,男人\n", "source_codes.csv › 第2行(名称):“男人”不在代码表 sex 中。"},
		"source code twice": {"source_codes.csv", "来源,代码表,编码,名称\n贫困户登记表,sex,1,男\n贫困户登记表,sex,1,女\n", "source_codes.csv › 第3行(编码)"},
		"source list":       {"source_codes.csv", "来源,代码表,编码,名称\n贫困户登记表,nowhere,1,男\n", "source_codes.csv › 第2行(代码表)"},
		"source unseen":     {"sources.csv", "来源,特征文字,特征表头,依据\n贫困户登记表,,,文\n", "sources.csv › 第2行(特征文字)"},
		"lost label":        {"codes/household_status.csv", "名称,同义词\n非贫困户,一般农户\n", "缺少名称“一般农户”,规则按它判定。"},
		"rural or not":      {"units.csv", "村代码,县,乡镇,村,涉农\n999901001001,县,镇,村,不涉农\n", "第2行(涉农)"},
		"synonym twice":     {"codes/sex.csv", "名称,同义词\n男,男性\n女,男性\n", "第3行(名称):“男性”已经是“男”的名称或同义词。"},
		"village code":      {"units.csv", "村代码,县,乡镇,村,涉农\n3.6E+11,县,镇,村,是\n", "第2行(村代码)"},
		"population code":   {"frozen_population.csv", frozenHead + "99990100,2014,900,文\n", "frozen_population.csv › 第2行(村代码):“99990100”不是12位数字。"},
		"population year":   {"frozen_population.csv", frozenHead + "999901001001,一四,900,文\n", "第2行(年份)"},
		"population number": {"frozen_population.csv", frozenHead + "999901001001,2014,九百,文\n", "第2行(年末农业户籍人口):“九百”不是人数。"},
		"population twice":  {"frozen_population.csv", frozenHead + "999901001001,2014,900,文\n999901001001,2014,901,文\n", "第3行(村代码)"},
		"card fact":         {"scorecard.csv", cardHead + "卡,房,house_size,>=,1,5,2014-01-01,,\n卡,及格,,>=,5,,2014-01-01,,文\n", "scorecard.csv › 第2行(指标):“house_size”不是户的指标。"},
		"card comparator":   {"scorecard.csv", cardHead + "卡,房,house_area,≥,1,5,2014-01-01,,\n卡,及格,,>=,5,,2014-01-01,,文\n", "第2行(比较):“≥”不在可用的取值之内"},
		"card label order":  {"scorecard.csv", cardHead + "卡,房,house_grade,>=,A,5,2014-01-01,,\n卡,及格,,>=,5,,2014-01-01,,文\n", "第2行(比较):“>=”不在可用的取值之内。改正:改为:=。"},
		"card label":        {"scorecard.csv", cardHead + "卡,房,house_grade,=,E,5,2014-01-01,,\n卡,及格,,>=,5,,2014-01-01,,文\n", "第2行(值):“E”不在可用的取值之内。改正:改为:A、B、C、D。"},
		"card yes or no":    {"scorecard.csv", cardHead + "卡,水,water,=,有,5,2014-01-01,,\n卡,及格,,>=,5,,2014-01-01,,文\n", "第2行(值):“有”不在可用的取值之内。改正:改为:是、否。"},
		"card value":        {"scorecard.csv", cardHead + "卡,房,house_area,>=,六十,5,2014-01-01,,\n卡,及格,,>=,5,,2014-01-01,,文\n", "第2行(值):“六十”不是数字。"},
		"card points":       {"scorecard.csv", cardHead + "卡,房,house_area,>=,60,五,2014-01-01,,\n卡,及格,,>=,5,,2014-01-01,,文\n", "第2行(得分):“五”不是数字。"},
		"card no cut-off":   {"scorecard.csv", cardHead + "卡,房,house_area,>=,60,5,2014-01-01,,\n", "scorecard.csv › 第2行(项目):评分卡“卡”没有说明多少分及格的一行。"},
		"card no item":      {"scorecard.csv", cardHead + "卡,及格,,>=,5,,2014-01-01,,文\n", "第2行(项目):评分卡“卡”没有一个项目。"},
		"card cut-off":      {"scorecard.csv", cardHead + "卡,房,house_area,>=,60,5,2014-01-01,,\n卡,及格,,=,5,,2014-01-01,,文\n", "第3行(比较)"},
		"card no source":    {"scorecard.csv", cardHead + "卡,房,house_area,>=,60,5,2014-01-01,,\n卡,及格,,>=,5,,2014-01-01,,\n", "第3行(依据)"},
		"card twice":        {"scorecard.csv", cardHead + "卡,房,house_area,>=,60,5,2014-01-01,,\n卡,及格,,>=,5,,2014-01-01,,文\n卡,及格,,>=,6,,2018-01-01,,文\n", "第4行(生效日期):起的有效期与第3行(同一评分卡的及格行)重叠。"},
		"card no date":      {"scorecard.csv", cardHead + "卡,房,house_area,>=,60,5,,,\n卡,及格,,>=,5,,2014-01-01,,文\n", "第2行(生效日期)"},
		"policy name":       {"policies.csv", policyHead + "奖学金,,人,age,>=,6,100,年,,2014-01-01,,文\n", "policies.csv › 第2行(政策):“奖学金”不在政策清单(codes/policy.csv)之内。"},
		"policy fact":       {"policies.csv", policyHead + "低保,,人,income,>=,6,100,年,,2014-01-01,,文\n", "第2行(列):“income”不是条件可看的列。"},
		"policy label":      {"policies.csv", policyHead + "低保,,人,school_status,=,大学,100,年,,2014-01-01,,文\n", "第2行(值):“大学”不在可用的取值之内。"},
		"policy number":     {"policies.csv", policyHead + "低保,,人,age,>=,六,100,年,,2014-01-01,,文\n", "第2行(值):“六”不是数字。"},
		"policy comparator": {"policies.csv", policyHead + "低保,,人,school_status,>=,小学,100,年,,2014-01-01,,文\n", "第2行(比较)"},
		"policy amount":     {"policies.csv", policyHead + "低保,,人,age,>=,6,百元,年,,2014-01-01,,文\n", "第2行(金额):“百元”不是数字。"},
		"policy cycle":      {"policies.csv", policyHead + "低保,,人,age,>=,6,100,季,,2014-01-01,,文\n", "第2行(周期)"},
		"policy subject":    {"policies.csv", policyHead + "低保,,家庭,age,>=,6,100,年,,2014-01-01,,文\n", "第2行(对象)"},
		"policy of whom":    {"policies.csv", policyHead + "低保,,户,age,>=,6,100,年,,2014-01-01,,文\n", "第2行(列):“age”是人的情况,按户享受的政策看不到。"},
		"policy for all":    {"policies.csv", policyHead + "低保,,人,,,,100,年,,2014-01-01,,文\n", "第2行(列):政策“低保”没有条件,谁都应享。"},
		"policy no source":  {"policies.csv", policyHead + "低保,,人,age,>=,6,100,年,,2014-01-01,,\n", "第2行(依据)"},
		"policy no date":    {"policies.csv", policyHead + "低保,,人,age,>=,6,100,年,,,,文\n", "第2行(生效日期)"},
		"policy twice":      {"policies.csv", policyHead + "低保,,人,age,>=,6,100,年,,2014-01-01,,文\n低保,,人,age,>=,7,100,年,,2016-01-01,,文\n", "第3行(生效日期):“2016-01-01”起的有效期与第2行(同一政策、档)重叠。"},
		"policy two ways":   {"policies.csv", policyHead + "低保,甲,人,age,>=,6,100,年,,2014-01-01,,文\n低保,乙,户,relocated,=,是,100,年,,2014-01-01,,文\n", "第3行(对象):“户”与第2行不一致:同一政策的各档,有的按人、有的按户。"},
		"policy no rule":    {"policies.csv", policyHead + "低保,,人,age,>=,6,100,年,,2014-01-01,,文\n低保,,,,,,,,,,,\n", "第3行(列)"},
		"policy other":      {"policies.csv", policyHead + "低保,,人,age,>=,6,100,年,没有的政策,2014-01-01,,文\n", "第2行(不可重复):“没有的政策”不在政策清单"},
		"card status":       {"scorecard.csv", "卡名,项目,指标,比较,值,得分,适用户类型,生效日期,失效日期,依据\n卡,房,house_area,>=,60,5,,2014-01-01,,\n卡,及格,,>=,5,,贫困户,2014-01-01,,文\n", "第3行(适用户类型):“贫困户”不是户类型。"},
		"alert no name":     {"alerts.csv", alertHead + ",住院自付,年合计,,>=,5000,元,突发,2014-01-01,,文\n", "alerts.csv › 第2行(规则):是空的。改正:填上规则的名称"},
		"alert item":        {"alerts.csv", alertHead + "甲,住院费,年合计,,>=,5000,元,突发,2014-01-01,,文\n", "第2行(事项):“住院费”不是部门比对的事项。改正:改为 codes/department_item.csv 中的名称,或 刚性支出、人均纯收入。"},
		"alert measure":     {"alerts.csv", alertHead + "甲,住院自付,占上年纯收入,,>=,50,%,突发,2014-01-01,,文\n", "第2行(计量):“占上年纯收入”不在可用的取值之内。改正:改为:有、年合计、月合计、数值。"},
		"alert own measure": {"alerts.csv", alertHead + "甲,刚性支出,年合计,,>=,5000,元,突发,2014-01-01,,文\n", "第2行(计量):“年合计”不在可用的取值之内。改正:改为:占上年纯收入。"},
		"alert status":      {"alerts.csv", alertHead + "甲,住院自付,年合计,贫困户,>=,5000,元,突发,2014-01-01,,文\n", "第2行(户类型):“贫困户”不是户类型。"},
		"alert comparator":  {"alerts.csv", alertHead + "甲,住院自付,年合计,,<,5000,元,突发,2014-01-01,,文\n", "第2行(比较):“<”不在可用的取值之内。改正:改为:>、>=。"},
		"alert threshold":   {"alerts.csv", alertHead + "甲,住院自付,年合计,,>=,五千,元,突发,2014-01-01,,文\n", "第2行(阈值):“五千”不是数字。"},
		"alert unit":        {"alerts.csv", alertHead + "甲,住院自付,年合计,,>=,5000,万元,突发,2014-01-01,,文\n", "第2行(单位):“万元”不在可用的取值之内。改正:改为:元、上年可支配收入%。"},
		"alert idle bound":  {"alerts.csv", alertHead + "甲,危房,有,,>=,1,数,风险,2014-01-01,,文\n", "第2行(阈值):“1”用不上:计量为“有”的,有这件事就预警。"},
		"alert kind":        {"alerts.csv", alertHead + "甲,危房,有,,,,,严重,2014-01-01,,文\n", "第2行(类别):“严重”不在可用的取值之内。改正:改为:风险、突发、线索。"},
		"alert no source":   {"alerts.csv", alertHead + "甲,危房,有,,,,,风险,2014-01-01,,\n", "第2行(依据):是空的。"},
		"alert no date":     {"alerts.csv", alertHead + "甲,危房,有,,,,,风险,,,文\n", "第2行(生效日期):是空的。"},
		"alert bad date":    {"alerts.csv", alertHead + "甲,危房,有,,,,,风险,去年,,文\n", "第2行(生效日期):“去年”不是日期。"},
		"alert twice":       {"alerts.csv", alertHead + "甲,危房,有,,,,,风险,2014-01-01,,文\n甲,危房,有,,,,,突发,2018-01-01,,文\n", "alerts.csv › 第3行(生效日期):“2018-01-01”起的有效期与第2行(同一规则)重叠。"},
		"code no name":      {"codes/sex.csv", codeHead + "男,,,,\n女,,,,\n,女人,,,文\n", "codes/sex.csv › 第4行(名称):是空的。"},
		"code bad date":     {"codes/sex.csv", codeHead + "男,,建国后,,\n女,,,,\n", "codes/sex.csv › 第2行(生效日期):“建国后”不是日期。"},
		"code only ends":    {"codes/sex.csv", codeHead + "男,,,2018-12-31,\n女,,,,\n", "第2行(生效日期):是空的。改正:填上生效日期"},
		"code reversed":     {"codes/sex.csv", codeHead + "男,,2018-01-01,2017-12-31,\n女,,,,\n", "第2行(失效日期):“2017-12-31”早于生效日期。"},
		"code overlap":      {"codes/sex.csv", codeHead + "男,,2014-01-01,2018-06-30,\n男,男性,2018-06-30,,\n女,,,,\n", "第3行(生效日期):“2018-06-30”起的有效期与第2行(同一名称)重叠。"},
		"code synonym":      {"codes/sex.csv", codeHead + "男,丁,2014-01-01,2018-06-30,\n女,丁,2018-06-30,,\n", "第3行(名称):“丁”已经是“男”的名称或同义词。"},
		"source code dates": {"source_codes.csv", sourceCodeHead + "贫困户登记表,sex,1,男,2014-01-01,2016-12-31,\n贫困户登记表,sex,1,女,2016-12-31,,\n", "source_codes.csv › 第3行(编码)"},
		"source code date":  {"source_codes.csv", sourceCodeHead + "贫困户登记表,sex,1,男,14年,,\n", "source_codes.csv › 第2行(生效日期):“14年”不是日期。"},
		"source bad date":   {"sources.csv", "来源,特征文字,特征表头,生效日期,失效日期,依据\n贫困户登记表,甲,,2014-01-01,以后,文\n", "sources.csv › 第2行(失效日期):“以后”不是日期。"},
		"table bad date":    {"tables.csv", "编号,文件,工作表,标题,行,生效日期,失效日期\nestimate,报表/甲.xlsx,甲,甲,内置,2019-01-01,2018-01-01\n", "tables.csv › 第2行(失效日期):“2018-01-01”早于生效日期。"},
		"empty file":        {"standards.csv", "", "文件是空的"},
	} {
		t.Run(name, func(t *testing.T) {
			_, findings := load(t, map[string]string{c.file: c.text})
			if all := strings.Join(findings, "\n"); !strings.Contains(all, c.want) {
				t.Errorf("findings:\n%s\nwant: %s", all, c.want)
			}
		})
	}
}

// An office that saves the file from Excel on Chinese Windows gets GB18030.
func TestReferenceFileInGB18030(t *testing.T) {
	text, err := simplifiedchinese.GB18030.NewEncoder().String(standardsHead + "本县标准,approval,县,>=,95%,2018/1/1,,本县文件\n")
	if err != nil {
		t.Fatal(err)
	}
	c, findings := load(t, map[string]string{"standards.csv": text})
	if len(findings) > 0 || len(c.Standards) != 1 || c.Standards[0].Name != "本县标准" || *c.Standards[0].Threshold != (Threshold{95, 100}) {
		t.Errorf("%v %+v", findings, c.Standards)
	}
}

func TestThresholdIsExact(t *testing.T) {
	for text, want := range map[string]Threshold{"0.02": {2, 100}, "2%": {2, 100}, "1": {1, 1}, "0.650": {65, 100}, "50000": {50000, 1}, "0": {0, 1}, "1.5%": {15, 1000}} {
		if got, ok := parseThreshold(text); !ok || got != want {
			t.Errorf("%s gives %v", text, got)
		}
	}
	for _, text := range []string{"", "%", "-1", "1e3", "0,02", "二"} {
		if got, ok := parseThreshold(text); ok {
			t.Errorf("%q gives %v", text, got)
		}
	}
}

func TestYearWithoutLine(t *testing.T) {
	c, _ := load(t, nil)
	s, findings := c.Settings(time.Date(2018, 12, 31, 0, 0, 0, 0, time.UTC))
	if len(findings) > 0 || s.Line.Yuan != 2995 || s.AssessmentYear != 2018 {
		t.Errorf("2018: %+v %v", s, findings)
	}
	_, findings = c.Settings(time.Date(2031, 6, 30, 0, 0, 0, 0, time.UTC))
	if len(findings) != 1 || findings[0].Rule != "line.missing" || !strings.Contains(findings[0].Mend, "line.national") {
		t.Errorf("2031: %v", findings)
	}
}

// A cutoff that no household can reach stops the run.
func TestPovertyCutoffWithinItsUnits(t *testing.T) {
	text, err := fs.ReadFile(shipped.Files, "parameters.csv")
	if err != nil {
		t.Fatal(err)
	}
	for cutoff, want := range map[string]int{"6": 0, "7": 1} {
		c, _ := load(t, map[string]string{"parameters.csv": strings.Replace(string(text), "poverty.af_cutoff,1,", "poverty.af_cutoff,"+cutoff+",", 1)})
		s, findings := c.Settings(time.Date(2018, 12, 31, 0, 0, 0, 0, time.UTC))
		if len(findings) != want || len(s.Poverty.Units) != len(Dimensions) {
			t.Errorf("cutoff %s: %v %+v", cutoff, findings, s.Poverty)
		}
	}
}

func TestOverrideFileByFile(t *testing.T) {
	c, findings, err := Load(shipped.Files, fstest.MapFS{"standards.csv": {Data: []byte(standardsHead + "本县,approval,县,>=,0.95,2018-01-01,,文\n")}}, models.Files)
	if err != nil || len(findings) > 0 {
		t.Fatal(err, findings)
	}
	if len(c.Standards) != 1 || len(c.ExitItems) < 14 {
		t.Errorf("%d standards, %d exit items", len(c.Standards), len(c.ExitItems))
	}
}

// A check whose threshold has no value on the day would find nothing and say
// nothing: the run stops instead.
func TestThresholdOfACheckWithoutAValue(t *testing.T) {
	c, findings := load(t, nil)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	for i := range c.Parameters {
		if c.Parameters[i].Name == "check.persons_many" {
			c.Parameters[i].To = time.Date(2017, 12, 31, 0, 0, 0, 0, time.UTC)
		}
	}
	_, gaps := c.Settings(time.Date(2018, 12, 31, 0, 0, 0, 0, time.UTC))
	if len(gaps) != 1 || gaps[0].Rule != "ref.gap" || !strings.Contains(gaps[0].Message, "“check.persons_many”在 2018-12-31 没有有效的取值") {
		t.Errorf("%v", gaps)
	}
}
