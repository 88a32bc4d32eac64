package catalog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sanlv/pipeline/finding"
)

// Parameter (参数) is a choice that no document settles once for all. It is
// printed in every report next to what it decides.
type Parameter struct {
	Name   string
	Value  string
	From   time.Time
	To     time.Time
	Source string
	Status string
	Note   string

	line int
}

// Line is a poverty line (贫困线) of one set and one period, in yuan a head and year.
type Line struct {
	Set      string
	From, To time.Time
	Yuan     int64
	Source   string
	Status   string

	line int
}

// guarantees are the six guarantees (两不愁三保障和饮水安全) by column name.
var guarantees = []string{"food", "clothing", "education", "medical", "housing", "water"}

// Exclusions are the nine exclusions (排除情形), by column name of the household sheet.
var exclusions = []string{"excl_public_salary", "excl_village_cadre", "excl_bought_flat", "excl_vehicle", "excl_business",
	"excl_savings", "excl_away", "excl_elsewhere", "excl_supporter"}

// parameterSpec says what values a parameter takes. list parameters hold any
// subset of allowed, joined by semicolons; free ones are checked elsewhere.
type parameterSpec struct {
	list    bool
	allowed []string
	whole   bool // a whole number from 1
	rising  bool // whole numbers from 1, each above the one before
	decimal bool // an exact decimal above 0
	day     bool // a day, or blank
	filled  bool // any text, but not blank
	share   bool // a decimal above 0 and not above 1
	pairs   bool // name=name, joined by semicolons, or blank
}

var parameterSpecs = map[string]parameterSpec{
	"assessment.year":      {},
	"line.set":             {},
	"income.source":        {allowed: []string{"parts", "declared"}},
	"income.divisor":       {allowed: []string{"declared", "members"}},
	"income.exclude":       {list: true, allowed: []string{"pension", "excluded_income"}},
	"identify.rule":        {allowed: []string{"and", "or"}},
	"identify.guarantees":  {list: true, allowed: guarantees},
	"identify.exclusions":  {list: true, allowed: exclusions},
	"population":           {allowed: []string{"registered", "reported", "frozen"}},
	"approval.rule":        {allowed: []string{"overall", "all_four"}},
	"omission.denominator": {allowed: []string{"sampled_villages", "surveyed"}},
	"sample.zero_icc":      {share: true},
	"sample.collapse":      {pairs: true},
	"ledger.exit_margin":   {decimal: true},
	"income.bands":         {rising: true},
	"deadline.household":   {day: true},
	"deadline.village":     {day: true},
	"deadline.township":    {day: true},
	"deadline.county":      {day: true},
	"report.title_font":    {filled: true},
	"report.body_font":     {filled: true},
	"report.authority":     {},
	"report.document":      {},
	"report.total":         {allowed: []string{TotalFirst, TotalLast}},
	"report.small_cell":    {allowed: []string{"0", "2", "3", "4", "5"}},

	"poverty.af_cutoff":             {whole: true},
	"poverty.units.income":          {whole: true},
	"poverty.units.food_clothing":   {whole: true},
	"poverty.units.education":       {whole: true},
	"poverty.units.medical":         {whole: true},
	"poverty.units.housing":         {whole: true},
	"poverty.units.water":           {whole: true},
	"poverty.watts_floor":           {whole: true},
	"poverty.register":              {allowed: []string{"remaining", "all"}},
	"poverty.income_group_percents": {rising: true},
}

const linePrefix = "line."

func (c *Catalog) readParameters(r *reference, name string) error {
	rows, err := r.read(name, []string{"参数", "取值", "生效日期", "失效日期", "依据"}, []string{"状态", "说明"})
	if err != nil || rows == nil {
		return err
	}
	c.parameterRows = map[string]int{}
	for _, rec := range rows {
		p := Parameter{Name: rec.get("参数"), Value: rec.get("取值"), Source: rec.get("依据"), Status: rec.get("状态"), Note: rec.get("说明"), line: rec.line}
		c.parameterRows[p.Name]++
		var inTime bool
		p.From, p.To, inTime = rec.period()
		spec, known := parameterSpecs[p.Name]
		set, isLine := strings.CutPrefix(p.Name, linePrefix)
		switch {
		case known:
			c.checkParameter(rec, p, spec)
		case isLine && set != "":
			rec.filled("依据", askSource)
			yuan, err := strconv.ParseInt(p.Value, 10, 64)
			if err != nil || yuan <= 0 {
				rec.bad("取值", "ref.number", "不是元数。", "填每人每年的元数,整数,如 2995。")
				continue
			}
			c.Lines = append(c.Lines, Line{Set: set, From: p.From, To: p.To, Yuan: yuan, Source: p.Source, Status: p.Status, line: rec.line})
		case checkParameterName.MatchString(p.Name): // whether a check reads it is looked at when the models are there
			if !checkParameterValue.MatchString(p.Value) && (p.Value != "" || !strings.HasPrefix(p.Name, monitorPrefix)) {
				rec.bad("取值", "ref.number", "不是数字。", "填不小于0的数,最多四位小数,如 500。")
				continue
			}
		default:
			rec.bad("参数", "ref.unknown", "不是本程序认识的参数。", "改为:"+strings.Join(parameterNames(), "、")+",或 line.<名称>(贫困线)、check.<名称>(检查的界限)、monitor.<名称>(监测的界限)、works.<名称>(帮扶和项目的界限)。")
			continue
		}
		if !inTime {
			continue
		}
		taken := 0
		for _, o := range c.Parameters {
			if o.Name == p.Name && overlap(o.From, o.To, p.From, p.To) {
				taken = o.line
			}
		}
		rec.overlaps(taken, "参数")
		c.Parameters = append(c.Parameters, p)
	}
	for _, n := range parameterNames() {
		if c.parameterRows[n] == 0 {
			r.report(name, 0, "参数", n, "ref.missing", "缺少参数“"+n+"”。", "从自带的 parameters.csv 中抄上这一行。")
		}
	}
	return nil
}

func parameterNames() []string {
	m := map[string]bool{}
	for k := range parameterSpecs {
		m[k] = true
	}
	return sortedKeys(m)
}

func (c *Catalog) checkParameter(rec record, p Parameter, spec parameterSpec) {
	if spec.filled {
		rec.filled("取值", "填字体的名称,如 宋体。")
	}
	if spec.whole && wholeNumber(p.Value) < 1 {
		rec.bad("取值", "ref.number", "不是从1起的整数。", "填整数,如 1。")
	}
	if spec.rising && risingNumbers(p.Value) == nil {
		rec.bad("取值", "ref.number", "不是由小到大、以分号隔开的整数。", "填由小到大的整数,如 50;100;150;200。")
	}
	if t, ok := parseThreshold(p.Value); spec.decimal && (!ok || t.Num == 0) {
		rec.bad("取值", "ref.number", "不是大于 0 的数字。", "填数字,如 1.5。")
	}
	if t, ok := parseThreshold(p.Value); spec.share && (!ok || t.Num == 0 || t.Num > t.Den) {
		rec.bad("取值", "ref.number", "不是大于 0、不大于 1 的数字。", "填数字,如 0.05。")
	}
	if _, ok := pairs(p.Value); spec.pairs && !ok {
		rec.bad("取值", "ref.value", "不是以分号隔开的“层=层”。", "填如 青石镇=白杨乡;长滩镇=云岭乡,每层在左边只出现一次;不合并的留空。")
	}
	if spec.day && p.Value != "" {
		rec.date("取值")
	}
	if spec.allowed == nil {
		return
	}
	values := []string{p.Value}
	if spec.list {
		values = splitList(p.Value)
	}
	for i, v := range values {
		if slices.Contains(values[:i], v) {
			rec.bad("取值", "ref.duplicate", "把“"+v+"”写了两次。", "每个取值只写一次。")
			return
		}
		if !slices.Contains(spec.allowed, v) {
			rec.bad("取值", "ref.value", "不在可用的取值之内。", "改为:"+strings.Join(spec.allowed, "、")+"。")
			return
		}
	}
}

// pairs reads name=name;name=name.
func pairs(text string) (map[string]string, bool) {
	out := map[string]string{}
	for _, p := range splitList(text) {
		name, with, ok := strings.Cut(p, "=")
		name, with = strings.TrimSpace(name), strings.TrimSpace(with)
		if _, twice := out[name]; !ok || twice || name == "" || with == "" || name == with {
			return nil, false
		}
		out[name] = with
	}
	return out, true
}

// Settings are the parameters in force on the as-of date.
type Settings struct {
	AsOf               time.Time
	AssessmentYear     int // also the period of the published data
	LineSet            string
	Line               Line
	IncomeSource       string
	IncomeDivisor      string
	IncomeExclude      []string
	IdentifyRule       string
	IdentifyGuarantees []string
	IdentifyExclusions []string
	ApprovalRule       string
	// Population is what the incidences are taken by: registered, reported or frozen.
	Population string
	// OmissionDenominator is that of the official omission rate of the sample:
	// sampled_villages or surveyed.
	OmissionDenominator string
	// ZeroICC is the correlation of households of one village that is assumed where a
	// sample found nothing.
	ZeroICC float64
	// Collapse names for a stratum from which one village was drawn the one that it is
	// joined with.
	Collapse   map[string]string
	Poverty    Poverty
	ExitMargin Threshold // times the line: exited households below it are no firm exits (已脱贫质量不高)
	Levels     Levels
	Office     Office
	InForce    []Parameter // as printed in the reports, ordered by name
}

// Settings resolves the parameters for an as-of date. A finding says why the
// run cannot go on: a parameter without a value on that day, a year without a
// poverty line.
func (c *Catalog) Settings(asOf time.Time) (Settings, []finding.Finding) {
	const file = "parameters.csv"
	r := &reference{}
	s := Settings{AsOf: asOf, AssessmentYear: asOf.Year()}
	value := map[string]Parameter{}
	for _, p := range c.Parameters {
		if valid(p.From, p.To, asOf) && !strings.HasPrefix(p.Name, linePrefix) || p.Name == "line.set" && valid(p.From, p.To, asOf) {
			value[p.Name] = p
			s.InForce = append(s.InForce, p)
		}
	}
	slices.SortFunc(s.InForce, func(a, b Parameter) int { return strings.Compare(a.Name, b.Name) })
	for _, n := range slices.Concat(parameterNames(), c.checkParameterNames()) {
		if _, ok := value[n]; !ok && c.parameterRows[n] > 0 && c.allRead(n) { // what is missing, or cannot be read, has been reported
			line, header := nearest(c.periods(n), asOf)
			r.report(file, line, header, n, "ref.gap", fmt.Sprintf("参数“%s”在 %s 没有有效的取值。", n, asOf.Format(time.DateOnly)), "补一行,或改生效日期、失效日期。")
		}
	}
	if y := value["assessment.year"]; y.Value != "" {
		n, err := strconv.Atoi(y.Value)
		if err != nil || n < 1978 || n > 2100 {
			r.report(file, y.line, "取值", y.Value, "ref.number", "评估年度“"+y.Value+"”不是年份。", "填四位年份,或留空(用截止日期的年份)。")
			n = 0
		}
		s.AssessmentYear = n
	}
	s.LineSet = value["line.set"].Value
	s.IncomeSource = value["income.source"].Value
	s.IncomeDivisor = value["income.divisor"].Value
	s.IncomeExclude = splitList(value["income.exclude"].Value)
	s.IdentifyRule = value["identify.rule"].Value
	s.IdentifyGuarantees = splitList(value["identify.guarantees"].Value)
	s.IdentifyExclusions = splitList(value["identify.exclusions"].Value)
	s.ApprovalRule = value["approval.rule"].Value
	s.Population = value["population"].Value
	s.OmissionDenominator = value["omission.denominator"].Value
	if t, ok := parseThreshold(value["sample.zero_icc"].Value); ok { // looked at when it was read, as the pairs
		s.ZeroICC = t.Float()
	}
	s.Collapse, _ = pairs(value["sample.collapse"].Value)
	s.Poverty = poverty(value, r, file)
	s.ExitMargin, _ = parseThreshold(value["ledger.exit_margin"].Value) // looked at when it was read
	s.Levels = levelSettings(value)
	s.Office = Office{TitleFont: value["report.title_font"].Value, BodyFont: value["report.body_font"].Value, Authority: value["report.authority"].Value,
		Document: value["report.document"].Value, TotalLast: value["report.total"].Value == TotalLast}
	s.Office.SmallCell, _ = strconv.ParseInt(value["report.small_cell"].Value, 10, 64) // looked at when it was read
	found := false
	yearEnd := time.Date(s.AssessmentYear, 12, 31, 0, 0, 0, 0, time.UTC)
	for _, l := range c.Lines {
		if l.Set == s.LineSet && valid(l.From, l.To, yearEnd) {
			s.Line, found = l, true
		}
	}
	name := linePrefix + s.LineSet
	if !found && s.LineSet != "" && s.AssessmentYear > 0 && c.allRead(name) {
		line, header := nearest(c.periods(name), yearEnd)
		r.report(file, line, header, s.LineSet, "line.missing", fmt.Sprintf("%d年没有贫困线(%s)。", s.AssessmentYear, name),
			fmt.Sprintf("在 parameters.csv 中添一行 %s,取值为该年的贫困线(元/人),生效日期 %d-01-01,失效日期 %d-12-31;或用 --as-of 指定评估年度内的日期。", name, s.AssessmentYear, s.AssessmentYear))
	}
	c.reportHoles(r, asOf)
	return s, r.findings
}

// allRead reports whether every row of a parameter could be read.
func (c *Catalog) allRead(name string) bool { return len(c.periods(name)) == c.parameterRows[name] }

// periods lists the periods of a parameter.
func (c *Catalog) periods(name string) []period {
	var out []period
	for _, p := range c.Parameters {
		if p.Name == name {
			out = append(out, period{p.From, p.To, p.line})
		}
	}
	return out
}
