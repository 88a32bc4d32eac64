package reports

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
)

// Methods of the estimates that the tables show.
const (
	methodOfficial  = "official"
	methodWeighted  = "kgplus"
	methodExpansion = "expansion"
)

// tooFew stands for an estimate of a small area that is not to be printed.
const (
	tooFew     = "样本太少"
	suppressed = "样本太少,不发布"
)

// noSample is what the tables of the sample say without one.
const noSample = "本次没有核查表,没有抽样评估。"

// estimate is one row of the published estimates.
type estimate struct {
	standard, indicator, domain, kind, name, method  string
	n, events                                        int64
	value, low, high, deff, effective                Cell
	df                                               Cell
	numerator, denominator                           Cell
	boundLow, boundHigh                              Cell
	rangeLow, rangeHigh                              Cell
	verdict, sentence, comparator, condition, reason string
	more                                             Cell
	drawn, surveyed, absent, pending                 int64
	unresolved, suspected, villages                  int64
	batch                                            string
	order                                            int64
	hidden                                           bool // of a small area, and not to be printed
}

// EstimateIndicators are the rates that are estimated, in order.
var EstimateIndicators = []string{"comprehensive_incidence", "wrong_exit_rate", "omission_rate", "approval"}

// domainOrder puts the county before its strata, townships and villages.
var domainOrder = []string{"county", "stratum", "township", "villages"}

// readEstimates reads the estimates in the order in which they are shown.
func readEstimates(ctx context.Context, pub Publication) ([]estimate, error) {
	v, err := load(ctx, pub, "estimates", "standard", "indicator", "domain", "method", "n", "events", "estimate", "ci_low", "ci_high", "deff", "df", "verdict",
		"reason", "sentence", "more_households", "comparator", "threshold", "bound_low", "bound_high", "effective_n", "reliability", "numerator", "denominator",
		"domain_kind", "domain_name", "domain_order", "villages", "drawn", "surveyed", "absent", "pending", "unresolved", "suspected", "value_low", "value_high", "batch")
	if err != nil {
		return nil, err
	}
	var out []estimate
	for i := range v.len() {
		e := estimate{standard: v.text(i, "standard"), indicator: v.text(i, "indicator"), domain: v.text(i, "domain"), kind: v.text(i, "domain_kind"),
			name: nameCell(v.text(i, "domain_name"), NotKnown).Text, method: v.text(i, "method"), n: v.count(i, "n"), events: v.count(i, "events"),
			verdict: v.text(i, "verdict"), sentence: v.text(i, "sentence"), comparator: v.text(i, "comparator"), reason: v.text(i, "reason"),
			drawn: v.count(i, "drawn"), surveyed: v.count(i, "surveyed"), absent: v.count(i, "absent"), pending: v.count(i, "pending"),
			unresolved: v.count(i, "unresolved"), suspected: v.count(i, "suspected"), order: v.count(i, "domain_order"), villages: v.count(i, "villages"), batch: v.text(i, "batch")}
		share := KindPercent
		if strings.HasSuffix(e.indicator, "_persons") {
			share = KindCount
		}
		e.hidden = e.kind != "county" && e.method != methodOfficial && v.text(i, "reliability") == suppressed
		real := func(column string, kind Kind) Cell {
			f, ok := v.float(i, column)
			switch {
			case !ok:
				return Cell{Text: NotApplicable}
			case e.hidden:
				return Cell{Text: tooFew}
			case kind == KindCount: // of persons, who are whole
				return countCell(int64(math.Floor(f + 0.5)))
			}
			return realCell(f, kind)
		}
		e.value, e.low, e.high = real("estimate", share), real("ci_low", share), real("ci_high", share)
		hidden := e.hidden
		if e.verdict == Met || e.verdict == Missed { // what a verdict rests on is told
			e.hidden = false
		}
		e.boundLow, e.boundHigh = real("bound_low", share), real("bound_high", share)
		e.hidden = hidden
		e.rangeLow, e.rangeHigh = real("value_low", share), real("value_high", share)
		e.deff, e.effective = real("deff", KindMoney), real("effective_n", KindMoney)
		e.numerator, e.denominator = whole(v, i, "numerator"), whole(v, i, "denominator")
		e.df, e.more = whole(v, i, "df"), whole(v, i, "more_households")
		if threshold, ok := v.float(i, "threshold"); ok {
			e.condition = catalog.Asks(e.comparator, PercentOf(threshold)+"%")
		}
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(a, b estimate) int {
		return cmp.Or(cmp.Compare(slices.Index(domainOrder, a.kind), slices.Index(domainOrder, b.kind)), cmp.Compare(a.order, b.order),
			cmp.Compare(slices.Index(EstimateIndicators, a.indicator), slices.Index(EstimateIndicators, b.indicator)), cmp.Compare(a.indicator, b.indicator))
	})
	// a stratum that is a township is told once
	town := func(e estimate) bool {
		return e.kind == "stratum" && slices.ContainsFunc(out, func(x estimate) bool {
			return x.kind == "township" && x.name == e.name && x.drawn == e.drawn && x.villages == e.villages
		})
	}
	return slices.DeleteFunc(slices.Clone(out), town), nil
}

// whole is a count, or — where there is none.
func whole(v *view, row int, column string) Cell {
	f, ok := v.float(row, column)
	if !ok {
		return Cell{Text: NotApplicable}
	}
	return countCell(int64(f + 0.5))
}

// place names the domain of an estimate.
func (e estimate) place() Cell {
	word := map[string]string{"county": "", "stratum": "抽样层 ", "township": "", "villages": ""}[e.kind]
	return nameCell(word+e.name, NotKnown)
}

func (e estimate) areas() []string {
	if _, code, ok := strings.Cut(e.domain, ":"); ok && (e.kind == "county" || e.kind == "township") {
		return []string{code}
	}
	return nil
}

// none says that a table has nothing to show, and why.
func (t *Table) none(why string) {
	t.Rows, t.nothing = []Row{t.emptyRow()}, why
}

// Estimates is the 三率一度抽样评估表: every rate of every domain, the official
// ratio beside the weighted estimate with its interval.
func Estimates(ctx context.Context, pub Publication) (*Table, error) {
	list, err := readEstimates(ctx, pub)
	if err != nil {
		return nil, err
	}
	t := declaredTable(pub.Meta, "estimate")
	t.Columns = []Column{
		{Heads: []string{"范围"}, Mark: "甲", Wrap: 24}, {Heads: []string{"指标"}, Mark: "乙", Wrap: 20},
		{Heads: []string{"样本", "抽中村(个)"}, Mark: "1", Kind: KindCount}, {Heads: []string{"样本", "抽中户(户)"}, Mark: "2", Kind: KindCount}, {Heads: []string{"样本", "访到户(户)"}, Mark: "3", Kind: KindCount},
		{Heads: []string{"样本", "计入户(户)"}, Mark: "4", Kind: KindCount}, {Heads: []string{"样本", "问题户(认可户)"}, Mark: "5", Kind: KindCount}, {Heads: []string{"样本", "待核户(户)"}, Mark: "6", Kind: KindCount},
		{Heads: []string{"口径值(不加权)", "分子"}, Mark: "7", Kind: KindCount}, {Heads: []string{"口径值(不加权)", "分母"}, Mark: "8", Kind: KindCount}, {Heads: []string{"口径值(不加权)", "率(%)"}, Mark: "9", Kind: KindPercent},
		{Heads: []string{"加权估计", "率(%)"}, Mark: "10", Kind: KindPercent}, {Heads: []string{"加权估计", "95%区间下限(%)"}, Mark: "11", Kind: KindPercent}, {Heads: []string{"加权估计", "95%区间上限(%)"}, Mark: "12", Kind: KindPercent},
		{Heads: []string{"加权估计", "设计效应"}, Mark: "13", Kind: KindMoney}, {Heads: []string{"加权估计", "自由度"}, Mark: "14", Kind: KindCount}, {Heads: []string{"加权估计", "有效户数"}, Mark: "15", Kind: KindMoney},
		{Heads: []string{"未访到、待核和疑似户的影响", "都不是问题户(%)"}, Mark: "16", Kind: KindPercent}, {Heads: []string{"未访到、待核和疑似户的影响", "都是问题户(%)"}, Mark: "17", Kind: KindPercent},
	}
	seen := map[string]bool{}
	for _, w := range list {
		key := w.domain + " " + w.indicator
		if w.method != methodWeighted || !slices.Contains(EstimateIndicators, w.indicator) || seen[key] {
			continue
		}
		seen[key] = true
		at := slices.IndexFunc(list, func(e estimate) bool {
			return e.domain == w.domain && e.indicator == w.indicator && e.method == methodOfficial
		})
		official := estimate{value: Cell{Text: NotApplicable}, numerator: Cell{Text: NotApplicable}, denominator: Cell{Text: NotApplicable}}
		if at >= 0 {
			official = list[at]
		}
		rate := official.value
		if n, ok := official.numerator.Value.(int64); ok && w.indicator != "comprehensive_incidence" {
			if d, ok := official.denominator.Value.(int64); ok {
				rate = shareCell(n, d)
				rate.Formula = &Formula{Op: OpPercent, Columns: []int{8, 9}}
			}
		}
		t.Rows = append(t.Rows, Row{Areas: w.areas(), Cells: []Cell{w.place(), {Text: indicatorLabel(pub.Meta, w.indicator)},
			countCell(w.villages), countCell(w.drawn), countCell(w.surveyed), countCell(w.n), countCell(w.events), countCell(w.unresolved),
			official.numerator, official.denominator, rate,
			w.value, w.low, w.high, w.deff, w.df, w.effective, w.rangeLow, w.rangeHigh}})
	}
	if len(t.Rows) == 0 {
		t.none(noSample)
	}
	return t, nil
}

// judged is one verdict with the standards that ask the same.
type judged struct {
	official, weighted estimate
	standards          []string
}

// judgements groups the standards that ask the same of a domain and an indicator.
func judgements(list []estimate) []judged {
	var out []judged
	for _, w := range list {
		if w.method != methodWeighted || w.standard == "" {
			continue
		}
		at := slices.IndexFunc(out, func(j judged) bool {
			return j.weighted.domain == w.domain && j.weighted.indicator == w.indicator && j.weighted.condition == w.condition && w.condition != ""
		})
		if at >= 0 {
			out[at].standards = append(out[at].standards, w.standard)
			continue
		}
		j := judged{weighted: w, standards: []string{w.standard}}
		if at := slices.IndexFunc(list, func(e estimate) bool {
			return e.method == methodOfficial && e.domain == w.domain && e.indicator == w.indicator && e.standard == w.standard
		}); at >= 0 {
			j.official = list[at]
		}
		out = append(out, j)
	}
	return out
}

// EstimateVerdicts is the 抽样判定表: what each standard makes of the estimates, in
// a sentence.
func EstimateVerdicts(ctx context.Context, pub Publication) (*Table, error) {
	list, err := readEstimates(ctx, pub)
	if err != nil {
		return nil, err
	}
	t := declaredTable(pub.Meta, "estimate_verdict")
	t.Columns = []Column{
		{Heads: []string{"范围"}, Wrap: 20}, {Heads: []string{"指标"}, Wrap: 18}, {Heads: []string{"标准"}, Wrap: 28}, {Heads: []string{"条件"}, Kind: KindWord},
		{Heads: []string{"口径值", "率(%)"}, Kind: KindPercent}, {Heads: []string{"口径值", "判定"}, Kind: KindVerdict},
		{Heads: []string{"抽样判定", "95%把握不低于(%)"}, Kind: KindPercent}, {Heads: []string{"抽样判定", "95%把握不高于(%)"}, Kind: KindPercent}, {Heads: []string{"抽样判定", "判定"}, Kind: KindVerdict},
		{Heads: []string{"约再查(户)"}, Kind: KindCount}, {Heads: []string{"说明"}, Wrap: 64},
	}
	for _, j := range judgements(list) {
		w := j.weighted
		official := Cell{Text: NotApplicable}
		if j.official.method != "" {
			official = j.official.value
		}
		t.Rows = append(t.Rows, Row{Areas: w.areas(), Cells: []Cell{w.place(), {Text: indicatorLabel(pub.Meta, w.indicator)}, textCell(strings.Join(j.standards, "、"), NotKnown), textCell(w.condition, "阈值待填"),
			official, verdictCell(j.official.verdict), w.boundLow, w.boundHigh, verdictCell(w.verdict), w.more, textCell(Prose(w.sentence), NotApplicable)}})
	}
	if len(t.Rows) == 0 {
		t.none(noSample)
	}
	return t, nil
}

// EstimateCounts is 推算人数与名册误差: the rates extrapolated to the persons of the
// register, and how wrong the register is by what was found.
func EstimateCounts(ctx context.Context, pub Publication) (*Table, error) {
	list, err := readEstimates(ctx, pub)
	if err != nil {
		return nil, err
	}
	t := declaredTable(pub.Meta, "estimate_count")
	t.Columns = []Column{{Heads: []string{"范围"}, Wrap: 24}, {Heads: []string{"项目"}, Wrap: 28}, {Heads: []string{"计入户(户)"}, Kind: KindCount}, {Heads: []string{"其中问题户(户)"}, Kind: KindCount},
		{Heads: []string{"估计"}, Kind: KindMoney}, {Heads: []string{"95%区间", "下限"}, Kind: KindMoney}, {Heads: []string{"95%区间", "上限"}, Kind: KindMoney}, {Heads: []string{"直接扩大(供比较)"}, Kind: KindMoney}}
	type name struct{ id, label string }
	names := []name{{"wrong_exit_persons", "推算错退人口(人)"}, {"omitted_persons", "推算漏评人口(人)"},
		{"inclusion_error", "误纳率(%,在册而不该在册)"}, {"exclusion_error", "遗漏率(%,该在册而不在册)"}}
	find := func(domain, indicator, method string) (estimate, bool) {
		i := slices.IndexFunc(list, func(e estimate) bool { return e.domain == domain && e.indicator == indicator && e.method == method })
		if i < 0 {
			return estimate{}, false
		}
		return list[i], true
	}
	told := map[string]bool{}
	for _, d := range list {
		if told[d.domain] {
			continue
		}
		told[d.domain] = true
		for _, n := range names {
			e, ok := find(d.domain, n.id, methodWeighted)
			if !ok || e.hidden {
				continue
			}
			expansion := Cell{Text: NotApplicable}
			if x, ok := find(d.domain, n.id, methodExpansion); ok {
				expansion = x.value
			}
			t.Rows = append(t.Rows, Row{Areas: e.areas(), Cells: []Cell{e.place(), {Text: Prose(n.label)}, countCell(e.n), countCell(e.events), e.value, e.low, e.high, expansion}})
		}
	}
	if len(t.Rows) == 0 {
		t.none(noSample)
	}
	return t, nil
}
