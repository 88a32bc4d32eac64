package catalog

import (
	"cmp"
	"fmt"
	"strings"
)

// words puts a parameter into Chinese: what it is about and, of a switch, what
// each value means.
type words struct {
	label  string
	values map[string]string
	blank  string // what an empty value means
}

var guaranteeWords = map[string]string{"food": "不愁吃", "clothing": "不愁穿", "education": "义务教育", "medical": "基本医疗", "housing": "住房安全", "water": "饮水安全"}

var exclusionWords = map[string]string{"excl_public_salary": "财政供养人员", "excl_village_cadre": "村干部", "excl_bought_flat": "购商品房",
	"excl_vehicle": "购车或大型农机", "excl_business": "经商办企业", "excl_savings": "存款超限", "excl_away": "全家外出半年以上",
	"excl_elsewhere": "户籍不在本县", "excl_supporter": "有赡养能力的赡养人"}

// parameterWords are the words of the parameters. Reports print these and not the
// notes of the reference file, which say what could be chosen.
var parameterWords = map[string]words{
	"assessment.year":     {label: "评估年度", blank: "截止日期的年份"},
	"line.set":            {label: "贫困线用哪一组"},
	"income.source":       {label: "纯收入", values: map[string]string{"parts": "由各项收入计算", "declared": "用填报的人均纯收入,不由各项收入计算"}},
	"income.divisor":      {label: "人均的除数", values: map[string]string{"declared": "填报的家庭人口数", "members": "人表的人数"}},
	"income.exclude":      {label: "不计入收入的项目", values: map[string]string{"pension": "养老金", "excluded_income": "其中不计入收入"}, blank: "没有,全部计入"},
	"identify.rule":       {label: "贫困识别", values: map[string]string{"and": "收入低于线,并且有一项不保障", "or": "收入低于线,或者有一项不保障"}},
	"identify.guarantees": {label: "识别时看的保障项", values: guaranteeWords, blank: "没有"},
	"identify.exclusions": {label: "使一般农户不判漏评的排除情形", values: exclusionWords, blank: "没有"},
	"population": {label: "发生率的分母", values: map[string]string{"registered": "户表人口之和", "reported": "村表填报的总人口",
		"frozen": "固定年份的年末农业户籍人口(frozen_population.csv)"}},
	"approval.rule":        {label: "认可", values: map[string]string{"overall": "按总体认可", "all_four": "四项都认可才算"}},
	"omission.denominator": {label: "抽样漏评率口径值的分母", values: map[string]string{"sampled_villages": "抽中村的一般农户人口", "surveyed": "访到的一般农户人口"}},
	"sample.zero_icc":      {label: "抽样中一户问题户也没有时假定的村内相关系数"},
	"sample.collapse":      {label: "只抽了一个村的抽样层与哪一层合并计算方差", blank: "不合并,按各层平均推算"},

	"ledger.exit_margin": {label: "已脱贫质量不高:人均纯收入低于贫困线的几倍"},
	"income.bands":       {label: "收入分组的界限(元),所用的贫困线另为一界"},
	"deadline.household": {label: "户表的填报期限", blank: "不限"},
	"deadline.village":   {label: "村表的填报期限", blank: "不限"},
	"deadline.township":  {label: "乡镇表的填报期限", blank: "不限"},
	"deadline.county":    {label: "县表的填报期限", blank: "不限"},
	"report.title_font":  {label: "报表标题的字体"},
	"report.body_font":   {label: "报表正文的字体"},
	"report.authority":   {label: "报表上印的制定机关", blank: "不印"},
	"report.document":    {label: "报表上印的文号", blank: "不印"},
	"report.total":       {label: "合计放在", values: map[string]string{TotalFirst: "首", TotalLast: "末"}},
	"report.small_cell":  {label: "公开表中县以下不公开的数", values: map[string]string{"0": "不写公开表", "2": "一至二户(人)", "3": "一至三户(人)", "4": "一至四户(人)", "5": "一至五户(人)"}},

	"works.visit_by_phone":         {label: "电话联系、微信或视频算不算走访", values: map[string]string{"0": "不算", "1": "算"}},
	"monitor.line":                 {label: "防返贫监测线(元/人·年)"},
	"monitor.low_income_standard":  {label: "农村低保标准(元/人·年)"},
	"monitor.low_income_margin":    {label: "低保边缘:人均纯收入不超过低保标准的几倍"},
	"monitor.disposable_income":    {label: "上年农村居民人均可支配收入(元)"},
	"monitor.expense_income_test":  {label: "支出型困难是否还要人均纯收入低于上年农村居民人均可支配收入", values: map[string]string{"0": "不要", "1": "要"}},
	"monitor.rural_growth_percent": {label: "本县农村居民人均可支配收入比上年增长百分之几"},

	"poverty.af_cutoff":             {label: "多维贫困的临界值(缺的维度权数之和)"},
	"poverty.units.income":          {label: "多维贫困中收入的权数"},
	"poverty.units.food_clothing":   {label: "多维贫困中不愁吃穿的权数"},
	"poverty.units.education":       {label: "多维贫困中义务教育的权数"},
	"poverty.units.medical":         {label: "多维贫困中基本医疗的权数"},
	"poverty.units.housing":         {label: "多维贫困中住房安全的权数"},
	"poverty.units.water":           {label: "多维贫困中饮水安全的权数"},
	"poverty.watts_floor":           {label: "瓦茨指数的收入下限(元)"},
	"poverty.register":              {label: "算误纳率、遗漏率时在册的户", values: map[string]string{"remaining": "未脱贫户和返贫户", "all": "未脱贫户、返贫户和脱贫户"}},
	"poverty.income_group_percents": {label: "收入分组的界限(贫困线的百分之几)"},
}

// Label names a parameter in Chinese: 贫困识别. One that has no words of its own is
// called by its note.
func (p Parameter) Label() string {
	if w, ok := parameterWords[p.Name]; ok {
		return w.label
	}
	if p.Note != "" {
		return strings.TrimRight(p.Note, "。")
	}
	return p.Name
}

// Says puts the value into Chinese: 收入低于线,并且有一项不保障.
func (p Parameter) Says() string {
	w := parameterWords[p.Name]
	switch {
	case p.Value == "" && p.IsThreshold():
		return "没有填"
	case p.Value == "":
		return w.blank
	}
	if w.values == nil {
		return p.Value
	}
	values := []string{p.Value}
	if parameterSpecs[p.Name].list {
		values = splitList(p.Value)
		if len(values) == len(w.values) && len(values) > len(guarantees) {
			return fmt.Sprintf("全部%d项", len(values))
		}
	}
	for i, v := range values {
		values[i] = cmp.Or(w.values[v], v)
	}
	return strings.Join(values, "、")
}

// IsSwitch reports whether the value is an id that stands for a choice, and not a
// number or a list.
func (p Parameter) IsSwitch() bool {
	return parameterWords[p.Name].values != nil && !parameterSpecs[p.Name].list
}

// Parameter is the line as a parameter of a year, as the reports print it.
func (l Line) Parameter(year int) Parameter {
	return Parameter{Name: linePrefix + l.Set, Value: fmt.Sprint(l.Yuan), From: l.From, To: l.To, Source: l.Source, Status: l.Status,
		Note: fmt.Sprintf("%d年贫困线,元/人·年", year)}
}
