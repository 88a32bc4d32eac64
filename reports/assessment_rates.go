package reports

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// rates is chapter 二: each rate of the county, what the standards make of it, and
// what the sample says of it.
func (f *facts) rates(_ context.Context, c *composer) error {
	c.section("rates", "二、评估指标结果")
	if len(f.counties) == 0 {
		c.say("没有可以计算各率的数据。")
		return nil
	}
	c.heading("总体结果")
	c.say(f.overview(), fmt.Sprintf("各率的分子、分母见%s,按各标准的判定见%s。", ref("rates"), ref("verdicts")))
	c.say(f.pastWords())
	c.table("rates", "三率一度汇总", f.rateTable(), "注:率=分子÷分母×100%。待核人口情况不明,在分母中,没有计入分子;“全部计入”指待核的全部计入分子时的率。人数为人,认可度为户。认可度的待核户是未作答的户,不在分母中。")
	c.table("verdicts", "三率一度判定", f.verdictTable(), "注:户表判定为普查判定,待核的全部计入与全部不计入都符合标准的为达标,都不符合的为未达标,结论不同的为待核;来件不齐或没有分母的为数据缺。样本判定以两个单侧95%界限与标准比较,见以下各节。“—”为没有核查、不作判定或阈值未填。")
	for _, info := range f.infos {
		c.heading(info.Label)
		c.say(f.formula(info))
		for _, county := range f.counties {
			g, came := f.fig.get(county, info.ID), f.cover[county.code]
			c.say(rateWords(info, f.here(county), g, came), verdictWords(f.meta, info, LevelCounty.id(), g, came))
			c.say(f.changed(info, county, g))
			f.sampled(c, info, county, g)
		}
	}
	f.intervals(c)
	return nil
}

// overview gives the rates of each county in one sentence.
func (f *facts) overview() string {
	var b strings.Builder
	for _, county := range f.counties {
		var parts []string
		for _, info := range f.infos {
			if !info.Headline {
				continue
			}
			parts = append(parts, info.Label+f.short(county, info))
		}
		if len(parts) > 0 {
			fmt.Fprintf(&b, "%s%s%s。", county.name, strings.Join(parts, "、"), f.tentative(county))
		}
	}
	return b.String()
}

// pastWords say which run the rates are compared with, and whether any moved.
func (f *facts) pastWords() string {
	if f.pub.Past.Change == nil {
		return FirstRun
	}
	last := "上次指" + f.pub.Past.Change.Before.Said()
	for _, county := range f.counties {
		for _, info := range f.infos {
			if f.moved(info, county, f.fig.get(county, info.ID)) != nil {
				return "与上次相比的变动和原因见以下各节(" + last + ")。"
			}
		}
	}
	return "与上次相比,各率都没有变化(" + last + ")。"
}

// short is a rate as a sentence lists it.
func (f *facts) short(a area, info IndicatorInfo) string {
	g := f.fig.get(a, info.ID)
	switch {
	case g.silent(f.cover[a.code], info.ID) || g.noDenominator:
		return "不详"
	case g.denominator == 0:
		return "没有数据"
	}
	return percentWords(g.numerator, g.denominator)
}

func (f *facts) tentative(a area) string {
	if f.cover[a.code].missing() {
		return "(均为暂算)"
	}
	return ""
}

func (f *facts) rateTable() *Table {
	t := grid(f.meta, col(KindText, "指标"), col(KindText, "分子÷分母"), col(KindCount, "分子"), col(KindCount, "分母"), col(KindPercent, "率(%)"), col(KindCount, "待核"), col(KindPercent, "全部计入(%)"))
	for _, county := range f.counties {
		if len(f.counties) > 1 {
			r := t.emptyRow()
			r.Total, r.Cells[0].Text = true, county.name
			t.put(r)
		}
		for _, info := range f.infos {
			g := f.fig.get(county, info.ID)
			all := Cell{Text: NotApplicable}
			if info.ID != "approval" && g.unknown > 0 && g.denominator > 0 {
				all = shareCell(min(g.numerator+g.unknown, g.denominator), g.denominator)
			}
			den, rate := countCell(g.denominator), shareCell(g.numerator, g.denominator)
			if g.noDenominator {
				den, rate = Cell{Text: NotKnown}, Cell{Text: NotKnown}
			}
			r := Row{Cells: []Cell{{Text: info.Label}, {Text: info.Numerator + "÷" + info.Denominator}, countCell(g.numerator), den, rate, countCell(g.unknown), all}}
			if g.silent(f.cover[county.code], info.ID) {
				for _, i := range []int{2, 3, 4, 5, 6} {
					r.Cells[i] = Cell{Text: NotKnown}
				}
			}
			t.put(r)
		}
	}
	return t
}

// verdictTable is a row a standard and indicator that it judges at the county.
func (f *facts) verdictTable() *Table {
	t := grid(f.meta, col(KindText, "标准"), col(KindText, "指标"), col(KindWord, "要求"), col(KindPercent, "户表", "率(%)"), col(KindVerdict, "户表", "判定"), col(KindPercent, "样本", "估计(%)"), col(KindVerdict, "样本", "判定"))
	if len(f.counties) > 1 {
		t.Columns = slices.Insert(t.Columns, 0, col(KindText, "县"))
	}
	for _, county := range f.counties {
		for _, standard := range f.meta.Standards {
			for _, info := range f.infos {
				rule, ok := f.rule(standard, info.ID, LevelCounty.id())
				if !ok {
					continue
				}
				g := f.fig.get(county, info.ID)
				sampleRate, sampleVerdict := Cell{Text: NotApplicable}, Cell{Text: NotApplicable}
				for _, j := range f.judgedOf(county, info.ID) {
					if slices.Contains(j.standards, Clean(standard)) || slices.Contains(j.standards, standard) {
						sampleRate, sampleVerdict = j.weighted.value, verdictCell(j.weighted.verdict)
					}
				}
				r := Row{Cells: []Cell{nameCell(standard, NotKnown), {Text: info.Label}, {Text: Prose(ruleCondition(rule))}, shareCell(g.numerator, g.denominator), verdictCell(g.verdicts[standard]), sampleRate, sampleVerdict}}
				if len(f.counties) > 1 {
					r.Cells = slices.Insert(r.Cells, 0, Cell{Text: county.name})
				}
				t.put(r)
			}
		}
	}
	if len(t.Rows) == 0 {
		t.put(t.emptyRow())
	}
	return t
}

// rule is what a standard asks of an indicator at a level.
func (f *facts) rule(standard, indicator, level string) (RuleInfo, bool) {
	i := slices.IndexFunc(f.meta.Rules, func(r RuleInfo) bool {
		return r.Standard == standard && r.Indicator == indicator && slices.Contains(r.Levels, level)
	})
	if i < 0 {
		return RuleInfo{}, false
	}
	return f.meta.Rules[i], true
}

// moved is the movement of a rate of a county; nil where numerator, denominator
// and unknown are what they were.
func (f *facts) moved(info IndicatorInfo, county area, g figure) *DiffIndicator {
	moved := f.pub.Past.Of(LevelCounty.id(), county.code, info.ID)
	if moved == nil || moved.Before == figureOf(g) {
		return nil
	}
	return moved
}

func figureOf(g figure) DiffFigure {
	return DiffFigure{Numerator: g.numerator, Denominator: g.denominator, Unknown: g.unknown}
}

// changed says how a rate of a county moved since the last run; "" where it did not.
func (f *facts) changed(info IndicatorInfo, county area, g figure) string {
	moved := f.moved(info, county, g)
	if moved == nil {
		return ""
	}
	return changeWords(info, moved.Before, figureOf(g), moved.SaidCauses())
}

// formula says how an indicator is worked out and by which document.
func (f *facts) formula(info IndicatorInfo) string {
	s := ""
	if info.Definition != "" {
		s = strings.TrimRight(info.Definition, "。") + "。"
	}
	s += fmt.Sprintf("%s=%s÷%s×100%%", info.Label, info.Numerator, info.Denominator)
	if info.Source != "" {
		s += ",依据" + info.Source
	}
	return s + "。"
}

// eventNames are the households that a sampled rate counts.
var eventNames = map[string]string{"wrong_exit_rate": "错退户", "omission_rate": "漏评户", "comprehensive_incidence": "错退户、漏评户", "approval": "认可户"}

// sampled says what the sample makes of a rate of a county, a paragraph and a
// sentence a standard.
func (f *facts) sampled(c *composer, info IndicatorInfo, county area, census figure) {
	e, ok := f.estimateOf(county, info.ID, methodWeighted)
	if !ok {
		return
	}
	official, _ := f.estimateOf(county, info.ID, methodOfficial)
	c.say(estimateWords(info, e, official, census))
	var items []string
	for _, j := range f.judgedOf(county, info.ID) {
		items = append(items, sampleVerdictWords(info, j))
	}
	c.list(items)
}

// estimateWords give an estimate with its interval, and how the register's own
// rate lies to it.
func estimateWords(info IndicatorInfo, e, official estimate, census figure) string {
	s := fmt.Sprintf("入户核查计入%s户,其中%s%s户", Count(e.n), eventNames[info.ID], Count(e.events))
	if e.events == 0 {
		s = fmt.Sprintf("入户核查计入%s户,没有发现%s", Count(e.n), eventNames[info.ID])
	}
	if e.n == 0 {
		return fmt.Sprintf("入户核查没有可计入%s的户,样本不能推断%s。", info.Label, info.Label)
	}
	if official.value.Value != nil {
		s += fmt.Sprintf(",口径值(不加权)为%s", pointWords(official.value))
	}
	value, ok := e.value.Value.(float64)
	if !ok {
		return s + ";不足以作出加权估计。"
	}
	s += fmt.Sprintf(";加权估计为%s", pointWords(e.value))
	low, has := e.low.Value.(float64)
	high, hasHigh := e.high.Value.(float64)
	if !has || !hasHigh {
		return s + ",区间无从计算。"
	}
	s += fmt.Sprintf(",其95%%置信区间为%s至%s。", pointWords(e.low), pointWords(e.high))
	if census.denominator == 0 || info.ID == "approval" || census.noDenominator {
		return s
	}
	rate := float64(census.numerator) * 100 / float64(census.denominator)
	own := percentWords(census.numerator, census.denominator)
	switch {
	case rate >= low && rate <= high:
		s += fmt.Sprintf("户表计算的%s在区间之内,两者没有矛盾。", own)
	case rate < value:
		s += fmt.Sprintf("户表计算的%s在区间之外,低于现场核查所见,户表可能漏登问题,须逐户核对。", own)
	default:
		s += fmt.Sprintf("户表计算的%s在区间之外,高于现场核查所见,户表可能有误登,须逐户核对。", own)
	}
	return s
}

// sampleVerdictWords say what one condition makes of an estimate: the published
// sentence without the name of the rate.
func sampleVerdictWords(info IndicatorInfo, j judged) string {
	sentence := j.weighted.sentence
	if sentence == "" {
		sentence = textCell(j.weighted.verdict, NotJudged).Text + "。"
		if j.weighted.condition == "" {
			sentence = "不作判定:原文件的数值尚未填入。"
		}
	}
	return "按" + quoted(j.standards) + "标准:" + Clean(strings.TrimPrefix(sentence, info.Label+":"))
}

// pointWords prints a per cent of the sample in a sentence.
func pointWords(c Cell) string {
	switch v, ok := c.Value.(float64); {
	case !ok:
		return c.Text
	case v == 0:
		return "零"
	case c.Text == TooSmall:
		return "不足0.01%"
	}
	return c.Text + "%"
}

// intervals draws the intervals of the rates near zero with their thresholds.
func (f *facts) intervals(c *composer) {
	for _, county := range f.counties {
		fig := &Figure{ID: "intervals" + county.code, Unit: "%", Spans: true}
		var told []string
		for _, info := range f.infos {
			e, ok := f.estimateOf(county, info.ID, methodWeighted)
			low, has := e.low.Value.(float64)
			high, hasHigh := e.high.Value.(float64)
			value, valued := e.value.Value.(float64)
			if !ok || !has || !hasHigh || !valued || info.HigherIsBetter {
				continue
			}
			verdict := ""
			for _, j := range f.judgedOf(county, info.ID) {
				if verdict == "" {
					verdict = j.weighted.verdict
				}
			}
			fig.Bars = append(fig.Bars, Bar{Label: info.Label, Value: value, Low: low, High: high, Verdict: verdict,
				Text: fmt.Sprintf("%s\uff08%s至%s\uff09", pointWords(e.value), pointWords(e.low), pointWords(e.high))})
			fig.Most = max(fig.Most, high)
			told = append(told, fmt.Sprintf("%s估计%s,区间%s至%s", info.Label, pointWords(e.value), pointWords(e.low), pointWords(e.high)))
			for _, r := range f.meta.Rules {
				if r.Indicator == info.ID && r.HasThreshold && slices.Contains(r.Levels, LevelCounty.id()) {
					fig.addLine(r)
				}
			}
		}
		if len(fig.Bars) == 0 {
			continue
		}
		title := "样本估计和95%置信区间"
		if len(f.counties) > 1 {
			title = county.name + title
		}
		fig.Description = title + ":" + strings.Join(told, ";") + "。"
		c.say(fmt.Sprintf("%s各率的样本估计及区间见%s。", f.here(county), ref(fig.ID)))
		c.figure(title, fig, "注:条后为加权估计和95%置信区间;群众认可度的区间见上文。")
	}
}

// addLine adds a threshold once; the axis reaches to it.
func (g *Figure) addLine(r RuleInfo) {
	at := r.Threshold * 100
	if slices.ContainsFunc(g.Lines, func(l FigureLine) bool { return l.At == at }) {
		return
	}
	g.Lines = append(g.Lines, FigureLine{At: at, Text: PercentOf(r.Threshold) + "%"})
	slices.SortFunc(g.Lines, func(a, b FigureLine) int {
		if a.At < b.At {
			return -1
		}
		return 1
	})
	g.Most = max(g.Most, at)
}
