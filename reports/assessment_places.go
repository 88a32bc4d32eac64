package reports

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// places is chapter 三: the townships, then the villages.
func (f *facts) places(_ context.Context, c *composer) error {
	c.section("places", "三、分乡镇、分村结果")
	c.heading("分乡镇结果")
	towns := f.at(LevelTownship)
	if len(towns) == 0 {
		c.say("没有乡镇的数据。")
		return nil
	}
	c.say(fmt.Sprintf("各乡镇的率由本级分子、分母重新计算,不由村的率平均。%s个乡镇的率和判定见%s,各率的高低见以下各图。", Count(int64(len(towns))), ref("township-rates")))
	c.table("township-rates", "分乡镇三率一度和判定", f.townRates(), "注:判定一栏先列未达标;各标准一致的不列标准名。斜体为暂算数。分子、分母见附表。")
	for _, info := range f.infos {
		if !info.Headline {
			continue
		}
		if f.townshipWords(info, towns) == "" {
			continue
		}
		c.say(f.townshipWords(info, towns))
		if fig := f.townshipFigure(info, towns); fig != nil {
			c.figure("分乡镇"+info.Label, fig, townshipNote(info))
		}
	}
	c.heading("分村结果")
	f.villages(c)
	return nil
}

// townRates is a row a township: each rate and what the standards make of it.
func (f *facts) townRates() *Table {
	t := grid(f.meta, col(KindText, "单位"), col(KindWord, "来件"))
	for _, info := range f.infos {
		if info.Headline {
			t.Columns = append(t.Columns, col(KindPercent, info.Label, "率(%)"), col(KindWord, info.Label, "判定"))
		}
	}
	for _, a := range f.areas {
		if a.level > LevelTownship {
			continue
		}
		t.put(f.rateRow(a, []Cell{{Text: a.name}, areaRow(a, f.cover[a.code]).Cells[1]}))
	}
	return t
}

// rateRow adds the rates and verdicts of an area to the cells that name it.
func (f *facts) rateRow(a area, first []Cell) Row {
	r := Row{Level: a.level, Total: a.level == LevelCounty, Areas: a.codes, Cells: slices.Clone(first)}
	for _, info := range f.infos {
		if !info.Headline {
			continue
		}
		g, came := f.fig.get(a, info.ID), f.cover[a.code]
		rate := shareCell(g.numerator, g.denominator)
		if g.noDenominator || g.silent(came, info.ID) {
			rate = Cell{Text: NotKnown}
		}
		rate.Provisional = came.missing()
		r.Cells = append(r.Cells, rate, f.verdictsCell(g))
	}
	return r
}

// verdictOrder is the order in which verdicts are told.
var verdictOrder = []string{Missed, Undecided, NoData, Met}

// verdictsCell gathers what the standards make of a figure: the verdict where they
// agree, else each verdict with its standards.
func (f *facts) verdictsCell(g figure) Cell {
	by := map[string][]string{}
	for _, standard := range f.meta.Standards {
		if v := g.verdicts[standard]; v != "" && v != NotJudged {
			by[v] = append(by[v], Name(standard))
		}
	}
	var parts []string
	for _, v := range verdictOrder {
		switch {
		case by[v] == nil:
		case len(by) == 1:
			return verdictCell(v)
		default:
			parts = append(parts, v+"("+strings.Join(by[v], "、")+")")
		}
	}
	if len(parts) == 0 {
		return Cell{Text: NotJudged}
	}
	return Cell{Text: Prose(strings.Join(parts, ";")), Alarm: by[Missed] != nil}
}

// valued are the townships with a rate, the best last.
func (f *facts) valued(info IndicatorInfo, towns []area) []area {
	out := slices.DeleteFunc(slices.Clone(towns), func(a area) bool { return f.fig.get(a, info.ID).denominator == 0 })
	slices.SortStableFunc(out, func(a, b area) int {
		x, y := f.fig.get(a, info.ID), f.fig.get(b, info.ID)
		// n1/d1 against n2/d2 without division
		n := cmp.Compare(y.numerator*x.denominator, x.numerator*y.denominator)
		if info.HigherIsBetter {
			return -n
		}
		return n
	})
	return out
}

// townshipWords say which townships have the highest and the lowest rate and how
// many meet each standard.
func (f *facts) townshipWords(info IndicatorInfo, towns []area) string {
	list := f.valued(info, towns)
	rate := func(a area) string {
		g := f.fig.get(a, info.ID)
		s := percentWords(g.numerator, g.denominator)
		if f.cover[a.code].missing() {
			s += ",暂算"
		}
		return fmt.Sprintf("%s(%s)", a.name, s)
	}
	var s string
	switch {
	case len(list) == 0:
		return fmt.Sprintf("各乡镇都没有计算%s的数据。", info.Label)
	case len(list) == 1:
		s = fmt.Sprintf("%s只有%s有数据。", info.Label, rate(list[0]))
	default:
		same := func(a, b area) bool {
			x, y := f.fig.get(a, info.ID), f.fig.get(b, info.ID)
			return x.numerator*y.denominator == y.numerator*x.denominator
		}
		first, last := list[0], list[len(list)-1]
		if same(first, last) {
			g := f.fig.get(first, info.ID)
			s = fmt.Sprintf("各乡镇%s相同,都为%s。", info.Label, percentWords(g.numerator, g.denominator))
			break
		}
		high, low := "最高", "最低"
		if info.HigherIsBetter {
			high, low = low, high
		}
		s = fmt.Sprintf("%s%s的是%s,%s的是%s。", info.Label, high, rate(first), low, f.tied(info, list, last, rate))
	}
	if missing := len(towns) - len(list); missing > 0 {
		s += fmt.Sprintf("%d个乡镇没有数据。", missing)
	}
	fig := ""
	if f.townshipFigure(info, towns) != nil {
		fig = "见" + ref("township-"+info.ID) + "。"
	}
	return s + f.countWords(info, LevelTownship, towns, "个乡镇") + fig
}

// tied names all areas that share the value of one, or how many they are.
func (f *facts) tied(info IndicatorInfo, list []area, last area, rate func(area) string) string {
	y := f.fig.get(last, info.ID)
	var names []string
	for _, a := range list {
		if x := f.fig.get(a, info.ID); x.numerator*y.denominator == y.numerator*x.denominator {
			names = append(names, a.name)
		}
	}
	if len(names) == 1 {
		return rate(last)
	}
	return fmt.Sprintf("%s(%s)", enumerate(names, 3, "个乡镇"), percentWords(y.numerator, y.denominator))
}

// countWords say how many areas meet each standard, the standards that ask and find
// the same together; the ones that miss are named where they are few.
func (f *facts) countWords(info IndicatorInfo, level Level, list []area, counter string) string {
	type result struct {
		standards []string
		words     string
	}
	var results []result
	for _, standard := range f.meta.Standards {
		rule, ok := f.rule(standard, info.ID, level.id())
		if !ok || !rule.HasThreshold {
			continue
		}
		by := map[string][]string{}
		for _, a := range list {
			v := f.fig.get(a, info.ID).verdicts[standard]
			by[v] = append(by[v], a.name)
		}
		var parts []string
		for _, v := range []string{Met, Missed, Undecided, NoData} {
			names := by[v]
			if len(names) == 0 {
				continue
			}
			s := fmt.Sprintf("%s%d%s", v, len(names), counter)
			if v != Met && level == LevelTownship && len(names) <= longestList {
				s += "(" + strings.Join(names, "、") + ")"
			}
			parts = append(parts, s)
		}
		if len(parts) == 0 {
			continue
		}
		words := "(" + conditionWords(rule.Comparator, PercentOf(rule.Threshold)+"%") + ")," + strings.Join(parts, "、")
		if i := slices.IndexFunc(results, func(r result) bool { return r.words == words }); i >= 0 {
			results[i].standards = append(results[i].standards, standard)
			continue
		}
		results = append(results, result{[]string{standard}, words})
	}
	var b strings.Builder
	for _, r := range results {
		b.WriteString("按" + quoted(r.standards) + "标准" + r.words + "。")
	}
	return b.String()
}

// townshipFigure draws a rate by township, worst first; nil without a rate.
func (f *facts) townshipFigure(info IndicatorInfo, towns []area) *Figure {
	list := f.valued(info, towns)
	if len(list) == 0 {
		return nil
	}
	for _, a := range towns {
		if f.fig.get(a, info.ID).denominator == 0 {
			list = append(list, a)
		}
	}
	fig := &Figure{ID: "township-" + info.ID, Unit: "%"}
	var told []string
	for _, a := range list {
		g, came := f.fig.get(a, info.ID), f.cover[a.code]
		b := Bar{Label: a.name, Verdict: f.worst(g), Tentative: came.missing(), Absent: g.denominator == 0}
		switch {
		case g.noDenominator:
			b.Text = "无数(分母不详)"
		case b.Absent:
			b.Text = "无数(分母为0)"
		default:
			b.Value = float64(g.numerator) * 100 / float64(g.denominator)
			b.Upper = b.Value
			b.Text = Rate(g.numerator, g.denominator)
			if g.unknown > 0 && !info.HigherIsBetter {
				most := min(g.numerator+g.unknown, g.denominator)
				b.Upper = float64(most) * 100 / float64(g.denominator)
				b.Text += fmt.Sprintf("(至多%s)", Rate(most, g.denominator))
			}
			if b.Verdict != NotJudged {
				b.Text += " " + b.Verdict
			}
		}
		fig.Most = max(fig.Most, b.Upper)
		fig.Bars = append(fig.Bars, b)
		told = append(told, a.name+b.Text)
	}
	for _, r := range f.meta.Rules {
		if r.Indicator == info.ID && r.HasThreshold && slices.Contains(r.Levels, LevelTownship.id()) {
			fig.addLine(r)
		}
	}
	for i := range fig.Lines {
		fig.Lines[i].Text = f.lineName(info.ID, fig.Lines[i].At)
	}
	fig.Description = "分乡镇" + info.Label + "条形图,单位%:" + strings.Join(told, "、") + "。"
	return fig
}

// lineName names the standards that share a threshold, with what they ask.
func (f *facts) lineName(indicator string, at float64) string {
	var asks []string
	names := map[string][]string{}
	for _, r := range f.meta.Rules {
		if r.Indicator == indicator && r.HasThreshold && r.Threshold*100 == at && slices.Contains(r.Levels, LevelTownship.id()) {
			ask := ruleCondition(r)
			if names[ask] == nil {
				asks = append(asks, ask)
			}
			names[ask] = append(names[ask], Name(r.Standard))
		}
	}
	for i, ask := range asks {
		asks[i] = enumerate(names[ask], 3, "套标准") + " " + ask
	}
	return strings.Join(asks, "\uff1b")
}

// worst is the verdict that decides the look of a bar.
func (f *facts) worst(g figure) string {
	for _, v := range []string{NoData, Missed, Undecided, Met} {
		for _, standard := range f.meta.Standards {
			if g.verdicts[standard] == v {
				return v
			}
		}
	}
	return NotJudged
}

func townshipNote(info IndicatorInfo) string {
	s := "注:条后的判定取各标准中最不利的一个。"
	if !info.HigherIsBetter {
		s += "“至多”为待核的全部计入分子时的率。"
	}
	return s
}

// villages tells how many villages meet the standards and which are to be visited.
func (f *facts) villages(c *composer) {
	list := f.at(LevelVillage)
	if len(list) == 0 {
		c.say("没有村的数据。")
		return
	}
	c.say("村的人口少,一两户就能使率大起大落,所以分村的率只作核实线索,不作排名。逐村的率见" + ref("village-rates") + ",各标准对村有要求的,判定结果如下:")
	var items []string
	for _, info := range f.infos {
		if s := f.countWords(info, LevelVillage, list, "个村"); s != "" {
			items = append(items, info.Label+":"+s)
		}
	}
	if len(items) == 0 {
		items = []string{"现行各标准对村没有要求,不作判定。"}
	}
	c.list(items)
	if len(f.visits) == 0 {
		c.say("与全县的率相比,没有一个村超出凭机会可能出现的范围(95%)。")
		return
	}
	c.say(visitWords(f.visits), "见"+ref("visits")+"。列入的是到村核看的名单,不是排名,也不改变按标准的判定。")
	t := grid(f.meta, col(KindText, "乡镇"), col(KindText, "村"), col(KindText, "指标"), col(KindWord, "来源"), col(KindCount, "计入户(户)"), col(KindCount, "问题户(户)"), col(KindPercent, "占比(%)"), col(KindText, "结论"))
	t.Frozen = 2
	for _, v := range f.visits {
		t.put(Row{Cells: []Cell{{Text: v.township}, {Text: v.village}, {Text: indicatorLabel(f.meta, v.indicator)}, {Text: sourceName(v.source)},
			countCell(v.n), countCell(v.events), shareCell(v.events, v.n), {Text: Prose(v.flag)}}})
	}
	c.table("visits", "需到村核看的村", t, "注:按户计;范围按全县占比由精确二项分布计算,超出95%的建议核看,超出99.9%的须到村。偏低的也可能是没有查出来。认可度的问题户为不认可的户。")
}

// visitWords say how many villages lie outside their range.
func visitWords(visits []visit) string {
	must := map[string]bool{}
	for _, v := range visits {
		if strings.Contains(v.flag, "须到村") {
			must[v.township+v.village] = true
		}
	}
	names := visitNames(visits)
	s := fmt.Sprintf("与全县的率相比,%s的率超出凭机会可能出现的范围,", enumerate(names, longestList, "个村"))
	if len(must) == 0 {
		return s + "建议核看,"
	}
	if len(must) == len(names) {
		return s + "须到村核看,"
	}
	return s + fmt.Sprintf("其中%d个村须到村核看,", len(must))
}
