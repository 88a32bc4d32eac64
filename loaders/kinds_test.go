package loaders

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sanlv/pipeline/catalog"
)

// kindCase is a kind as counties write it: a header and rows that load without
// a word, and the cells that must be refused.
type kindCase struct {
	header string
	row    string // under the header; #n is a number
	want   string // what the row becomes
	key    string // header of the key that one bad row lacks
	// bad are wrong cells, at least one of every type that the kind uses: header,
	// what stands there, the rule that says so. long*n is a text of n characters.
	bad []string
	// lost is how many of these rows cannot be loaded: a key stands in them.
	lost int
}

const aPerson = "11010519491231002X"

var kindCases = map[string]kindCase{
	"household": {
		header: "县|乡镇街道|行政村(社区)|村代码|户编号|户主|联系电话|家庭人口数(人)|户类型|首次识别时间|主要致贫原因|其他致贫原因|户主身份证号|工资性收入(万元)|低保金|耕地面积(亩)|危房户|风险识别时间",
		row:    "安禾县|青石镇|上坪村|999901001001|9999010010010001|王禾|12900000001|#3|已脱贫|#201404|因病|因残、缺资金|" + aPerson + "|#1.2|2,400|3.5|否|2018/6/15",
		want:   "household_id=9999010010010001 persons=3 status=脱贫户 identified_year=2014 other_causes=因残;缺资金 wage_income=12000 low_income_aid_income=2400 farmland=3.5 housing=true monitored_since=2018-06-15",
		key:    "户编号",
		bad: []string{"县|long*41|text.long", "村代码|99990100|code.village", "家庭人口数(人)|四口|num.format", "家庭人口数(人)|#51|num.range", "户类型|老户|code.unknown",
			"首次识别时间|早年|year.format", "其他致贫原因|因病、因懒|code.unknown", "户主身份证号|110105194912310021|id.checkdigit", "工资性收入(万元)|1。5|num.format",
			"耕地面积(亩)|三亩地|num.format", "危房户|安全|yesno.value", "风险识别时间|去年|date.format"},
	},
	"member": {
		header: "户编号|人口编号|姓名|身份证号码|与户主关系|人联系电话|出生日期|健康状况|务工状况|务工时间（月）|务工月收入|新农合",
		row:    "9999010010010001|999901001001000101|王禾|" + aPerson + "|户主|12900000001|1949.12.31|长期慢性病,残疾|县外省内务工|#10|3,200|√",
		want:   "id_number=" + aPerson + " phone=12900000001 birth_date=1949-12-31 health=长期慢性病;残疾 work_place=县外省内务工 work_months=10 work_monthly_income=3200 resident_medical=true",
		key:    "户编号",
		bad: []string{"姓名|long*61|text.long", "人口编号|9.999E+17|code.scientific", "身份证号码|110105194912310021|id.checkdigit", "与户主关系|之友|code.unknown", "出生日期|属牛|date.format",
			"健康状况|健康、发福|code.unknown", "务工时间（月）|#13|num.range", "务工月收入|三千|num.format", "新农合|不详|yesno.value"},
	},
	"village": {
		header: "县|乡(镇)|行政村|村编码|贫困村|计划退出年度|农业户籍户数|总人口|20户以上自然村数|村集体经济收入(万元)",
		row:    "安禾县|青石镇|上坪村|999901001001|是|2018年|#60|#200|#4|5.25",
		want:   "village_code=999901001001 poor_village=true planned_exit_year=2018 households=60 persons=200 sized_natural_villages=4 collective_income=52500",
		key:    "村编码",
		bad:    []string{"行政村|long*41|text.long", "村编码|99990100|code.village", "贫困村|深度|yesno.value", "计划退出年度|明年|year.format", "总人口|200.5|num.integer", "村集体经济收入(万元)|五万|num.format"},
		lost:   1,
	},
	"township": {
		header: "县|乡(镇)|乡镇代码|行政村数（个）|农业户籍人口|贫困户数|人均纯收入",
		row:    "安禾县|青石镇|999901001|#8|1,640|#500|#9800",
		want:   "township=青石镇 township_code=999901001 villages=8 persons=1640 registered_households=500 per_capita_income=9800",
		key:    "乡(镇)",
		bad:    []string{"县|long*41|text.long", "乡镇代码|9.99E+8|code.scientific", "农业户籍人口|-1|num.range", "人均纯收入|近万|num.format"},
	},
	"county": {
		header: "县(市、区)|县代码|乡镇个数|行政村数|农业户籍户数（户）|农业户籍人口（人）|低保人数|人均纯收入（元）",
		row:    "安禾县|999901|#4|#32|#1914|6,527|#310|9876.5",
		want:   "county=安禾县 county_code=999901 townships=4 villages=32 households=1914 persons=6527 low_income_aid_persons=310 per_capita_income=9876.5",
		key:    "县(市、区)",
		bad:    []string{"县(市、区)|long*41|text.long", "县代码|9.99E+5|code.scientific", "行政村数|三十二|num.format", "人均纯收入（元）|9千|num.format"},
		lost:   1,
	},
	"baseline": {
		header: "乡镇|行政村|户编码|户主姓名|年份|家庭人口|上年工资性收入|经营性收入|财产性收入|转移性收入|养老金|生产经营性支出|上年人均纯收入",
		row:    "青石镇|上坪村|9999010010010001|王禾|2017年|#3|12,000|#3000||#1500|#1260|#800|#4580",
		want:   "household_id=9999010010010001 year=2017 persons=3 wage_income=12000 business_income=3000 property_income=NULL pension=1260 declared_per_capita=4580",
		key:    "户编码",
		bad:    []string{"户主姓名|long*61|text.long", "户编码|9.999E+15|code.scientific", "年份|上年|year.format", "家庭人口|0|num.range", "财产性收入|-5|num.range", "经营性收入|3.0.0|num.format"},
		lost:   2,
	},
	"department": {
		header: "身份证号码|姓名|户编号|提供部门|比对事项|个人自付金额（万元）|数量|就诊日期|备注",
		row:    aPerson + "|王禾|9999010010010001|县医保局|住院费用|1.25|#2|2018年9月3日|跨省就医",
		want:   "id_number=" + aPerson + " department=医保 item=住院自付 amount=12500 quantity=2 occurred_on=2018-09-03 remark=跨省就医",
		key:    "身份证号码",
		bad: []string{"备注|long*501|text.long", "身份证号码|110105194912310021|id.checkdigit", "身份证号码|1.1E+17|code.scientific", "户编号|9.999E+15|code.scientific", "提供部门|气象局|code.unknown", "比对事项|中奖|code.unknown",
			"个人自付金额（万元）|若干|num.format", "数量|两辆半|num.format", "就诊日期|住院时|date.format"},
		lost: 2,
	},
	"policy": {
		header: "户编号|户主|享受人姓名|享受人身份证号|享受政策名称|补助金额|打卡日期|学年",
		row:    "9999010010010001|王禾|王岚|" + aPerson + "|雨露计划补助|3,000元|2018-10-15|2018-2019",
		want:   "household_id=9999010010010001 head_name=王禾 name=王岚 policy=雨露计划 amount=3000 paid_on=2018-10-15 period=2018-2019",
		key:    "享受政策名称",
		bad: []string{"学年|long*21|text.long", "户编号|9.999E+15|code.scientific", "享受人身份证号|110105194912310021|id.checkdigit", "享受政策名称|好政策|code.unknown", "补助金额|-3000|num.range",
			"打卡日期|秋季|date.format"},
		lost: 2,
	},
	"assistance": {
		header: "户编号|户主姓名|帮扶干部|帮扶单位|帮扶人电话|入户时间|走访形式|帮扶内容|APP签到|走访日志",
		row:    "9999010010010001|王禾|李榆|县林业局|12900000002|#201806|上门走访|送鸡苗50只|√|未",
		want:   "helper=李榆 helper_unit=县林业局 helper_phone=12900000002 visited_on=2018-06-01 visit_kind=入户走访 measures=送鸡苗50只 signed_in=true diary=false",
		key:    "入户时间",
		bad:    []string{"帮扶内容|long*501|text.long", "户编号|9.999E+15|code.scientific", "入户时间|上月|date.format", "走访形式|托梦|code.unknown", "APP签到|补签|yesno.value"},
		lost:   2,
	},
	"work_team": {
		header: "乡镇|行政村|村代码|年度|季度|第一书记/工作队员 姓名|驻村职务|派出单位|联系电话|驻村天数（天）|签到次数|APP 开通",
		row:    "青石镇|上坪村|999901001001|2018|第4季度|赵榆|驻村第一书记|县教育局|12900000003|#66|#70|是",
		want:   "village_code=999901001001 year=2018 quarter=四季度 name=赵榆 team_role=第一书记 unit=县教育局 resident_days=66 sign_ins=70 app_opened=true",
		key:    "第一书记/工作队员 姓名",
		bad: []string{"派出单位|long*81|text.long", "村代码|99990100|code.village", "年度|今年|year.format", "季度|五季度|code.unknown", "驻村职务|村长|code.unknown", "驻村天数（天）|#93|num.range",
			"签到次数|70.5|num.integer", "APP 开通|老人机|yesno.value"},
		lost: 3,
	},
	"project": {
		header: "项目编码|项目名称|项目类别|年度|行政村代码|建设内容|计划总投资（万元）|到位资金（万元）|累计拨付(元)|开工日期|计划竣工日期|竣工日期|形象进度|受益户数|受益贫困户|公告公示",
		row:    "AH2018-001|上坪村组道硬化|基础设施|2018|999901001001|硬化1.2公里|#36.5|#30|250,000|2018.3.12|2018-09-30||80%|#58|#16|是",
		want: "project_id=AH2018-001 project_type=村基础设施 year=2018 planned_investment=365000 arrived_funds=300000 paid_funds=250000 started_on=2018-03-12 planned_finish_on=2018-09-30 finished_on=NULL " +
			"progress=0.8 beneficiary_households=58 beneficiary_poor_households=16 disclosed=true",
		key: "项目编码",
		bad: []string{"项目名称|long*201|text.long", "行政村代码|99990100|code.village", "项目类别|形象工程|code.unknown", "年度|跨年|year.format", "计划总投资（万元）|约36|num.format", "开工日期|开春|date.format",
			"形象进度|120%|percent.range", "形象进度|#80|percent.range", "受益户数|全村|num.format", "公告公示|村务栏|yesno.value"},
	},
	"rectification": {
		header: "问题编号|问题来源|行政村|村代码|户编号|问题类型|问题内容|责任人|整改时限|整改完成情况|销号日期",
		row:    "W-07|省级督查|上坪村|999901001001|9999010010010001|帮扶|走访不足|李榆|2018-11-30|已销号|2018/11/20",
		want:   "problem_id=W-07 source=督查巡查 household_id=9999010010010001 category=帮扶 responsible=李榆 deadline=2018-11-30 state=已整改 finished_on=2018-11-20",
		key:    "问题编号",
		bad:    []string{"问题内容|long*1001|text.long", "村代码|99990100|code.village", "问题来源|梦中|code.unknown", "整改时限|立行立改|date.format", "整改完成情况|还行|code.unknown"},
	},
	"frame": {
		header: "批次|抽样层|村代码|入样|入样概率|村户数|村户数(脱贫户)|样本户数|样本户数(脱贫户)",
		row:    "2018-1|山区|999901001001|是|0.125|#60|#18|#15|#6",
		want:   "batch=2018-1 stratum=山区 village_code=999901001001 drawn=true inclusion_probability=0.125 households=60 exited_households=18 sampled_households=15 sampled_exited_households=6",
		key:    "抽样层",
		bad:    []string{"抽样层|long*41|text.long", "村代码|99990100|code.village", "入样|备选|yesno.value", "入样概率|12.5|percent.range", "样本户数|十五|num.format"},
		lost:   2,
	},
	"verification": {
		header: "批次|抽样层|村代码|户编码|抽样类别|抽样权重|核查人口数|核查人均纯收入|吃不愁|核查结论|总体认可|核查日期",
		row:    "2018-1|山区|999901001001|9999010010010001|脱贫户|8.5|#3|4,200|是|正确|认可|#20181210",
		want:   "batch=2018-1 sample_class=脱贫户 weight=8.5 persons=3 per_capita=4200 food=true conclusion=正确 approves_overall=true checked_on=2018-12-10",
		key:    "户编码",
		bad: []string{"抽样层|long*41|text.long", "村代码|99990100|code.village", "抽样类别|亲戚|code.unknown", "抽样权重|八倍|num.format", "核查人口数|#0|num.range", "核查人均纯收入|很高|num.format",
			"吃不愁|凑合|yesno.value", "核查日期|雨天|date.format"},
		lost: 1,
	},
	"answer": {
		header: "问题编号|核实情况|举证材料|核实人|核实日期|户编号|问题|改法",
		row:    "w0123456789abcdef|情况属实|银行流水|王禾|2018-12-28|9999010010010001|不是数字。|只填数字。",
		want:   "finding_id=w0123456789abcdef answer=属实无误 answer_note=银行流水 answered_on=2018-12-28 household_id=9999010010010001",
		key:    "问题编号",
		bad:    []string{"问题编号|long*21|text.long", "核实情况|随便|code.unknown", "核实日期|昨天|date.format", "户编号|9.999E+15|code.scientific"},
		lost:   1,
	},
}

func cells(line string) []string { return strings.Split(line, "|") }

func TestKindsLoadAndRefuse(t *testing.T) {
	cat := testCatalog(t)
	for i := range cat.Sheets {
		sheet := &cat.Sheets[i]
		c, ok := kindCases[sheet.Kind]
		if !ok {
			t.Errorf("no case for the kind %s", sheet.Kind)
			continue
		}
		t.Run(sheet.Kind+" good", func(t *testing.T) {
			l := readBook(t, book(lines(sheet.Label, "填报单位:某某||填报时间:2018年12月20日", c.header, c.row, c.row)))
			if got := counts(l.Intake[0]); got != sheet.Kind+" 已读入 read=5 loaded=2 rejected=0 recognised=3" || len(l.Findings) > 0 {
				t.Fatal(got, l.rules())
			}
			want(t, l.rows[sheet.Kind][1], c.want)
		})
		t.Run(sheet.Kind+" bad", func(t *testing.T) { refuses(t, sheet, c) })
	}
	if len(kindCases) != len(cat.Sheets) {
		t.Errorf("%d cases for %d kinds", len(kindCases), len(cat.Sheets))
	}
}

// refuses reads a sheet with one wrong cell a row and a row without its key, and
// expects a finding at each of them and nowhere else.
func refuses(t *testing.T, sheet *catalog.Sheet, c kindCase) {
	k, err := newKind(sheet, testCatalog(t).Codes)
	if err != nil {
		t.Fatal(err)
	}
	heads := cells(c.header)
	text := []string{c.header}
	var wants []string
	spoilt := map[catalog.Type]bool{}
	spoil := func(header, value, rule string) {
		at := slices.Index(heads, header)
		if at < 0 {
			t.Fatalf("no header %q", header)
		}
		key, _ := headerKey(header)
		spoilt[sheet.Columns[k.headers[key].index].Type] = true
		row := cells(c.row)
		row[at] = value
		text = append(text, strings.Join(row, "|"))
		wants = append(wants, fmt.Sprintf("%s %s%d %s", rule, ColumnLetter(at+1), len(text), strings.Join(strings.Fields(header), "")))
	}
	for _, b := range c.bad {
		part := cells(b)
		if n, ok := strings.CutPrefix(part[1], "long*"); ok {
			times, _ := strconv.Atoi(n)
			part[1] = strings.Repeat("长", times)
		}
		spoil(part[0], part[1], part[2])
	}
	spoil(c.key, "", "key.missing")
	l := readBook(t, book(lines(text...)))
	var got []string
	for _, f := range l.Findings {
		got = append(got, f.Rule+" "+f.Cell()+" "+f.Header)
	}
	if !slices.Equal(got, wants) {
		t.Errorf("findings:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(wants, "\n"))
	}
	lost := c.lost + 1
	if got := counts(l.Intake[0]); got != fmt.Sprintf("%s 部分读入 read=%d loaded=%d rejected=%d recognised=1", sheet.Kind, len(text), len(text)-1-lost, lost) {
		t.Error(got)
	}
	for _, col := range sheet.Columns {
		if !spoilt[col.Type] {
			t.Errorf("nothing wrong in a column of type %s (%s)", col.Type, col.Label)
			spoilt[col.Type] = true
		}
	}
}

// sampleOf is a right value of a type, as it stands in a cell and as it is read.
func sampleOf(c *catalog.Column, codes map[string]*catalog.CodeList) (cell, read string) {
	switch c.Type {
	case catalog.Code:
		return "999901001001", "999901001001"
	case catalog.IDNumber:
		return aPerson, aPerson
	case catalog.Money, catalog.Number, catalog.Integer:
		return "#3", "3"
	case catalog.Percent:
		return "12.5%", "0.125"
	case catalog.YesNo:
		return "是", "true"
	case catalog.Date, catalog.Month:
		return "2018-06-01", "2018-06-01"
	case catalog.Year:
		return "#2018", "2018"
	case catalog.Coded, catalog.CodedList:
		return codes[c.List].Labels[0], codes[c.List].Labels[0]
	default:
		return "甲", "甲"
	}
}

// A sheet with every column of the dictionary under its own header, as our forms
// have it, loads whole.
func TestEveryColumnLoads(t *testing.T) {
	cat := testCatalog(t)
	for i := range cat.Sheets {
		sheet := &cat.Sheets[i]
		t.Run(sheet.Kind, func(t *testing.T) {
			var header, row []string
			reads := map[string]string{}
			for j := range sheet.Columns {
				col := &sheet.Columns[j]
				cell, read := sampleOf(col, cat.Codes)
				header, row, reads[col.Name] = append(header, col.Label), append(row, cell), read
			}
			l := readBook(t, book(lines(strings.Join(header, "|"), strings.Join(row, "|"))))
			if got := counts(l.Intake[0]); got != sheet.Kind+" 已读入 read=2 loaded=1 rejected=0 recognised=1" || len(l.Findings) > 0 {
				t.Fatal(got, l.rules())
			}
			for name, read := range reads {
				if got := l.rows[sheet.Kind][0][name]; got != read {
					t.Errorf("%s is %q, not %q", name, got, read)
				}
			}
		})
	}
}

// No header stands for two columns of a sheet: the second would never be found.
func TestNoHeaderTwice(t *testing.T) {
	cat := testCatalog(t)
	for _, sheet := range cat.Sheets {
		owner := map[string]string{}
		for _, col := range sheet.Columns {
			for _, header := range slices.Concat([]string{col.Label}, col.Aliases, col.Opposites) {
				key, _ := headerKey(header)
				if other, ok := owner[key]; ok && (other != col.Name || header == col.Label) {
					t.Errorf("%s: %q names %s and %s", sheet.Kind, header, other, col.Name)
				}
				owner[key] = col.Name
			}
		}
	}
}

const (
	export32 = "序号|数据日期|县(市、区、旗)|乡(镇)|行政村|自然村|户编号|人编号|姓名|证件号码|人数|与户主关系|民族|文化程度|在校生状况|健康状况|劳动技能|务工时间（月）|是否参加大病保险|致贫原因1|危房户|是否解决安全饮用水|" +
		"人均纯收入|户联系电话|人联系电话|首次识别时间|人员识别时间|户类型|易返贫致贫户(监测对象)类型|风险是否消除|风险识别时间|风险消除时间"
	export27 = "序号|县(市、区、旗)|乡(镇)|行政村|自然村|户编号|人编号|姓名|证件号码|人数|与户主关系|民族|文化程度|在校生状况|健康状况|劳动技能|务工状况|务工时间（月）|参加大病医疗|脱贫属性|贫困户属性|主要致贫原因|危房户|饮水安全|饮水困难|人均纯收入|联系电话"
)

// Kinds that share most of their headers are told apart.
func TestKindsThatResemble(t *testing.T) {
	villagesOf := "村代码|总户数|总人口"
	money := "工资性收入|生产经营性收入|财产性收入|转移性收入|生产经营性支出|人均纯收入"
	for name, c := range map[string]struct{ header, kind string }{
		"乡镇表 with 县":       {"县|乡镇|行政村数|农业户籍户数|农业户籍人口|未脱贫户数|未脱贫人口", "township"},
		"乡镇表 with 县代码":     {"县|县代码|乡镇|农业户籍人口", "township"},
		"乡镇表 under 镇街":     {"县|镇街|农业户籍人口|建档立卡人口", "township"},
		"乡镇表 under 乡镇(街道)": {"县|乡镇(街道)|农业户籍人口|建档立卡人口", "township"},
		"县表":               {"县|行政村数|农业户籍户数|农业户籍人口|未脱贫户数|未脱贫人口", "county"},
		"县表 with 乡镇数":      {"县|乡镇数|行政村数|农业户籍人口", "county"},
		"村表":               {"县|乡镇|行政村|是否贫困村|" + villagesOf, "village"},
		"村表 under 村(社区)":   {"县|乡镇|村(社区)|是否贫困村|" + villagesOf, "village"},
		"户表":               {householdHeader + "|" + strings.TrimPrefix(money, "工资性收入|"), "household"},
		"户表 with 帮扶":       {householdHeader + "|帮扶责任人|帮扶单位|享受政策", "household"},
		"上年收入表":            {"户编号|年度|家庭人口数|" + money, "baseline"},
		"上年收入表 with 村":     {"乡镇|行政村|村代码|户编号|户主姓名|年度|家庭人口数|" + money, "baseline"},
		"核查表":              {"批次|抽样层|村代码|户编号|抽样类别|核查人口数|核查人均纯收入|不愁吃|不愁穿", "verification"},
		"抽样框":              {"批次|抽样层|乡镇|行政村|村代码|入样|入样概率|村户数|样本户数", "frame"},
		"项目":               {"项目编号|项目名称|乡镇|行政村|村代码|责任单位|计划投资|已拨付|计划完工|完工日期|进度", "project"},
		"整改":               {"问题编号|来源|乡镇|行政村|村代码|户编号|责任单位|责任人|整改期限|整改状态|完成日期", "rectification"},
		"整改 of a project":  {"问题编号|项目编号|项目名称|村代码|问题描述|整改期限|整改状态", "rectification"},
		"问题清单":             {"问题编号|核实情况|核实说明|核实人|核实日期|乡镇|村|户编号|问题|改法", "answer"},
		"人表":               {"县|乡镇|行政村|" + memberHeader + "|性别|享受低保|残疾类别", "member"},
		"部门比对表":            {"户编号|姓名|证件号码|部门|事项|金额|发生日期", "department"},
		"部门比对表 with 关系":    {memberHeader + "|部门|事项|金额|发生日期", "department"},
		"政策享受表":            {"乡镇|行政村|户编号|户主姓名|姓名|证件号码|政策|金额|发放日期|年度", "policy"},
		"政策享受表 with 关系":    {memberHeader + "|政策|金额|发放日期", "policy"},
		"帮扶记录表":            {"乡镇|行政村|户编号|户主姓名|帮扶责任人|单位|走访日期|走访方式", "assistance"},
		"驻村工作队表":           {"乡镇|行政村|村代码|年度|季度|姓名|职务|季度驻村天数|季度签到次数", "work_team"},
		"export of 32":     {export32, HouseholdMember},
		"export of 27":     {export27, HouseholdMember},
	} {
		t.Run(name, func(t *testing.T) {
			l := readBook(t, book(lines(c.header, "#1|#2|#3|#4|a")))
			if got := l.Intake[0].Kind; got != c.kind || l.Intake[0].Reason != "没有一行能读入。" && strings.Contains(l.rules(), "header.missing") {
				t.Errorf("kind %q, want %q (%s)", got, c.kind, l.rules())
			}
		})
	}
}

// The exports of the register lose no column but those that nobody asks for.
func TestRegisterExports(t *testing.T) {
	year := strings.Replace(export27, "|贫困户属性", "|脱贫年度|贫困户属性", 1)
	place := "安禾县|青石镇|上坪村|第1组|9999010010010001|999901001001000101|王禾|" + aPerson + "|#3|户主|汉族|小学||健康|普通劳动力"
	for name, c := range map[string]struct{ header, row, unknown, household, member string }{
		"32": {export32, "#1|2023-06-01|" + place + "|#10|是|因病|否|是|#9800|12900000001|12900000002|2014-01-01|2014-01-01|脱贫户|脱贫不稳定户|否|2021-05-01", "有2个不认识的列,没有读入:数据日期(B)、人员识别时间(AA)。",
			"group_name=第1组 persons=3 head_name=王禾 status=脱贫户 main_cause=因病 housing=true water=true declared_per_capita=9800 phone=12900000001 identified_year=2014 monitored_class=脱贫不稳定户 risk_removed=false monitored_since=2021-05-01 monitored_until=NULL",
			"person_id=999901001001000101 ethnicity=汉族 work_months=10 serious_illness_insurance=true phone=12900000002"},
		"27": {export27, "#1|" + place + "|省外务工|#10|是|已脱贫|一般贫困户|因病|否|是|否|#9800|12900000001", "",
			"status=脱贫户 exit_year=NULL poor_attribute=一般贫困户 housing=true water=true phone=12900000001", "work_place=省外务工 work_months=10 serious_illness_insurance=true phone=NULL"},
		"27 with 脱贫年度": {year, "#1|" + place + "|省外务工|#10|是|已脱贫|#2017|一般贫困户|因病|否|是|否|#9800|12900000001", "",
			"status=脱贫户 exit_year=2017 poor_attribute=一般贫困户 main_cause=因病 phone=12900000001", "work_place=省外务工"},
		"27 on row 3": {"全国扶贫开发信息系统导出||\n统计日期:2018-12-20|||导出人:王五\n" + export27, "#1|" + place + "|省外务工|#10|是|已脱贫|一般贫困户|因病|否|是|否|#9800|12900000001", "",
			"_row=4 status=脱贫户 phone=12900000001", "_row=4 work_place=省外务工"},
	} {
		t.Run(name, func(t *testing.T) {
			l := readBook(t, book(lines(append(strings.Split(c.header, "\n"), c.row)...)))
			if l.Intake[0].Kind != HouseholdMember || l.Intake[0].Loaded != 1 {
				t.Fatal(counts(l.Intake[0]), l.rules())
			}
			if c.unknown == "" && len(l.Findings) > 0 || c.unknown != "" && (len(l.Findings) != 1 || l.one(t, "header.unknown").Message != c.unknown) {
				t.Errorf("findings: %v", l.Findings)
			}
			want(t, l.rows["household"][0], c.household)
			want(t, l.rows["member"][0], c.member)
		})
	}
}

// Every new kind is found below a title and a line of facts too, with a header
// of two rows where the groups say what the lower level does not.
func TestFrameWithGroupedHeader(t *testing.T) {
	s := lines("安禾县抽样框", "填报时间:2018-11-01", "批次|抽样层|村代码|入样|村户数|||样本户数", "||||脱贫户|一般农户|未脱贫户|脱贫户|一般农户|未脱贫户",
		"2018-1|山区|999901001001|是|#18|#40|#2|#6|#8|#1").merge(3, 5, 3, 7).merge(3, 8, 3, 10)
	for c := 1; c <= 4; c++ {
		s = s.merge(3, c, 4, c)
	}
	l := readBook(t, book(s))
	if len(l.Findings) > 0 || l.Intake[0].Kind != "frame" {
		t.Fatal(counts(l.Intake[0]), l.rules())
	}
	want(t, l.rows["frame"][0], "exited_households=18 unregistered_households=40 remaining_households=2 sampled_exited_households=6 sampled_unregistered_households=8 sampled_remaining_households=1")
}
