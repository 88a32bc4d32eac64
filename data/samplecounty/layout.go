package samplecounty

import "strings"

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
	switch t.Name {
	case "白杨乡":
		l.file, l.twoRows, l.subtotals = townshipWorkbook, true, number%2 == 0
		if number%3 == 0 {
			l.yes, l.no = "√", "×"
		}
		return l
	}
	switch number {
	case 1:
		l.twoRows, l.subtotals = true, true
	case 2:
		l.tenThousand = "sheet"
	case 3:
		l.tenThousand, l.yes, l.no = "header", "1", "0"
	case 4:
		l.fullWidth, l.thousands, l.repeated = true, true, true
	case 5:
		l.mergedName, l.localColumns, l.twoRows = true, true, true
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
	local        bool // not in the dictionary
}

var householdColumns = []column{
	{name: "county", header: "县", alias: "县(市、区)"},
	{name: "township", header: "乡镇", alias: "乡(镇)"},
	{name: "village", header: "行政村", alias: "村"},
	{name: "village_code", header: "村代码", alias: "行政村代码"},
	{name: "group_name", header: "村民小组", alias: "自然村"},
	{name: "household_id", header: "户编号"},
	{name: "head_name", header: "户主姓名"},
	{name: "head_id_number", header: "户主证件号码", alias: "户主身份证号码"},
	{name: "persons", header: "家庭人口数", alias: "人数"},
	{name: "status", header: "户类型", alias: "脱贫属性"},
	{name: "main_cause", header: "主要致贫原因", alias: "致贫原因"},
	{name: "contractor", header: "包组干部意见", local: true},
	{name: "wage_income", header: "工资性收入", group: "收入(元)", money: true},
	{name: "business_income", header: "生产经营性收入", group: "收入(元)", money: true},
	{name: "property_income", header: "财产性收入", group: "收入(元)", money: true},
	{name: "transfer_income", header: "转移性收入", group: "收入(元)", money: true},
	{name: "pension", header: "其中养老金", group: "收入(元)", money: true},
	{name: "excluded_income", header: "其中不计入收入", group: "收入(元)", money: true},
	{name: "business_expense", header: "生产经营性支出", money: true},
	{name: "declared_per_capita", header: "人均纯收入", money: true},
	{name: "food", header: "不愁吃", group: "两不愁三保障", alias: "吃不愁"},
	{name: "clothing", header: "不愁穿", group: "两不愁三保障", alias: "穿不愁"},
	{name: "education", header: "义务教育保障", group: "两不愁三保障", alias: "义务教育"},
	{name: "medical", header: "基本医疗保障", group: "两不愁三保障", alias: "基本医疗"},
	{name: "housing", header: "住房安全", group: "两不愁三保障"},
	{name: "water", header: "饮水安全", group: "两不愁三保障"},
	{name: "house_grade", header: "危房等级"},
	{name: "excl_public_salary", header: "财政供养人员"},
	{name: "excl_village_cadre", header: "村干部"},
	{name: "excl_business", header: "经商办企业"},
}

// columnsOf are the columns that a village's sheet has, in its order.
func columnsOf(v *Village) []column {
	var out []column
	for _, c := range householdColumns {
		if c.local && !v.Layout.localColumns {
			continue
		}
		if c.name == "household_id" && v == v.Township.lacksHouseholdID() {
			continue
		}
		out = append(out, c)
	}
	if v.Layout.aliases { // the operator chose another order as well
		out[8], out[9] = out[9], out[8]
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
