package samplecounty

import (
	"slices"
	"strings"
)

// layout is how a village lays its household sheet out: every one of them has
// been seen in real files.
type layout struct {
	file         fileKind
	start        [2]int // row and column of the table's corner, from 1
	facts        bool   // title and 填报单位 / 填报时间 lines above
	twoRows      bool   // 收入 over its parts, 两不愁三保障 over its six
	tenThousand  string // "" yuan; "sheet": 单位:万元 above; "header": （万元） in the headers
	yes, no      string
	fullWidth    bool // ４ for 4
	thousands    bool // 12,345
	repeated     bool // the header again in the middle, as on every printed page
	mergedName   bool // 行政村 merged down its rows
	localColumns bool
	spaced       bool // 户 编 号
	aliases      bool
	subtotals    bool // 小计 by group in the body
	more         bool // the years, the spending, the relocation, the helper
}

type fileKind int

const (
	workbook fileKind = iota
	csvGB18030
	csvUTF8
	townshipWorkbook // one sheet a village in one workbook
)

func layoutOf(t *Township, number int) layout {
	l := layout{start: [2]int{1, 1}, facts: true, yes: "是", no: "否"}
	if t.Name == "白杨乡" {
		l.file, l.twoRows, l.more, l.subtotals = townshipWorkbook, true, true, number%2 == 0
		if number%3 == 0 {
			l.yes, l.no = "√", "×"
		}
		return l
	}
	switch number {
	case 1:
		l.twoRows, l.subtotals, l.more = true, true, true
	case 2:
		l.tenThousand = "sheet"
	case 3:
		l.tenThousand, l.yes, l.no = "header", "1", "0"
	case 4:
		l.fullWidth, l.thousands, l.repeated = true, true, true
	case 5:
		l.mergedName, l.localColumns, l.twoRows, l.more = true, true, true, true
	case 6:
		l.start, l.spaced, l.facts = [2]int{4, 3}, true, false
	case 7:
		l.file, l.facts = csvGB18030, t.Name == "青石镇"
	case 8:
		l.aliases, l.yes, l.no = true, "√", "×"
	}
	if t.Name == "长滩镇" && number == 3 {
		l = layout{start: [2]int{1, 1}, file: csvUTF8, yes: "有", no: "无"}
	}
	return l
}

// column is a column of the household sheet as it is written.
type column struct {
	name, header string
	group        string // the header above it in a two-row header
	alias        string
	money        bool
	more         bool // only in the sheets with more columns
	local        bool // not in the dictionary
}

const (
	incomeGroup    = "收入(元)"
	spendingGroup  = "家庭支出(元)"
	guaranteeGroup = "两不愁三保障"
	moveGroup      = "易地搬迁"
	watchGroup     = "防返贫监测"
	excludedGroup  = "排除情形"
)

var householdColumns = []column{
	{name: "number", header: "序号"},
	{name: "county", header: "县", alias: "县(市、区)"},
	{name: "township", header: "乡镇", alias: "乡(镇)"},
	{name: "village", header: "行政村", alias: "村"},
	{name: "village_code", header: "村代码", alias: "行政村代码"},
	{name: "group_name", header: "村民小组", alias: "自然村"},
	{name: "household_id", header: "户编号"},
	{name: "head_name", header: "户主姓名"},
	{name: "head_id_number", header: "户主证件号码", alias: "户主身份证号码"},
	{name: "phone", header: "联系电话", more: true},
	{name: "persons", header: "家庭人口数", alias: "人数"},
	{name: "status", header: "户类型", alias: "脱贫属性"},
	{name: "poor_attribute", header: "贫困户属性", more: true},
	{name: "identified_year", header: "识别年度", more: true},
	{name: "exit_year", header: "脱贫年度", more: true},
	{name: "main_cause", header: "主要致贫原因", alias: "致贫原因"},
	{name: "contractor", header: "包组干部意见", local: true},
	{name: "wage_income", header: "工资性收入", group: incomeGroup, money: true},
	{name: "business_income", header: "生产经营性收入", group: incomeGroup, money: true},
	{name: "property_income", header: "财产性收入", group: incomeGroup, money: true},
	{name: "transfer_income", header: "转移性收入", group: incomeGroup, money: true},
	{name: "pension", header: "其中养老金", alias: "其中:养老金", group: incomeGroup, money: true},
	{name: "excluded_income", header: "其中不计入收入", alias: "其中:不计入收入", group: incomeGroup, money: true},
	{name: "business_expense", header: "生产经营性支出", money: true},
	{name: "declared_per_capita", header: "人均纯收入", money: true},
	{name: "education_expense", header: "教育支出", group: spendingGroup, more: true},
	{name: "medical_expense", header: "医疗总费用", group: spendingGroup, more: true},
	{name: "medical_reimbursed", header: "医疗报销", group: spendingGroup, more: true},
	{name: "food", header: "不愁吃", group: guaranteeGroup, alias: "吃不愁"},
	{name: "clothing", header: "不愁穿", group: guaranteeGroup, alias: "穿不愁"},
	{name: "education", header: "义务教育保障", group: guaranteeGroup, alias: "义务教育"},
	{name: "medical", header: "基本医疗保障", group: guaranteeGroup, alias: "基本医疗"},
	{name: "housing", header: "住房安全", group: guaranteeGroup},
	{name: "water", header: "饮水安全", group: guaranteeGroup},
	{name: "house_grade", header: "危房等级"},
	{name: "electricity", header: "通生活用电", more: true},
	{name: "toilet", header: "卫生厕所"},
	{name: "relocated", header: "易地搬迁户", group: moveGroup, more: true},
	{name: "moved_in", header: "实际入住", group: moveGroup, more: true},
	{name: "old_house_removed", header: "拆除旧房", group: moveGroup, more: true},
	{name: "excl_public_salary", header: "财政供养人员", group: excludedGroup},
	{name: "excl_village_cadre", header: "村干部", group: excludedGroup},
	{name: "excl_business", header: "经商办企业", group: excludedGroup},
	{name: "monitored_class", header: "监测对象类别", group: watchGroup, more: true},
	{name: "risk_removed", header: "风险是否已消除", group: watchGroup, more: true},
	{name: "monitored_since", header: "识别监测时间", group: watchGroup, more: true},
	{name: "monitored_until", header: "消除监测时间", group: watchGroup, more: true},
	{name: "no_labour_support", header: "整户无劳动能力兜底保障户", group: watchGroup, more: true},
	{name: "helper", header: "帮扶责任人", more: true},
}

// columnsOf are the columns that a village's sheet has, in its order.
func columnsOf(v *Village) []column {
	var out []column
	for _, c := range householdColumns {
		if c.local && !v.Layout.localColumns || c.more && !v.Layout.more || c.name == "number" && !v.Layout.facts {
			continue
		}
		if c.name == "household_id" && v == v.Township.lacksHouseholdID() {
			continue
		}
		out = append(out, c)
	}
	if v.Layout.aliases { // the operator chose another order as well
		i := slices.IndexFunc(out, func(c column) bool { return c.name == "persons" })
		out[i], out[i+1] = out[i+1], out[i]
	}
	return out
}

// headerText is the header as the village writes it.
func (l layout) headerText(c column) string {
	text := c.header
	if l.aliases && c.alias != "" {
		text = c.alias
	}
	if c.money && l.tenThousand == "header" {
		text += "（万元）"
	}
	if l.spaced && len([]rune(text)) <= 4 {
		text = strings.Join(strings.Split(text, ""), " ")
	}
	return text
}

// wide turns ASCII digits into full-width ones.
func wide(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + '０'
		}
		return r
	}, s)
}

// grouped puts thousands separators into a whole number.
func grouped(s string) string {
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
