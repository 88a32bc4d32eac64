package reports

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
)

// RateAgreement is 普查与抽样比率对照: for the county and its townships the rates by
// the register, which judges every household, beside the weighted estimates from
// the sample, with their difference and whether chance alone can explain it.
func RateAgreement(ctx context.Context, pub Publication) (*Table, error) {
	list, err := readEstimates(ctx, pub)
	if err != nil {
		return nil, err
	}
	census, err := readFigures(ctx, pub)
	if err != nil {
		return nil, err
	}
	t := declaredTable(pub.Meta, "agreement_rate")
	t.Columns = []Column{{Heads: []string{"范围"}, Wrap: 20}, {Heads: []string{"指标"}, Wrap: 18},
		{Heads: []string{"户表(普查)", "分子"}, Kind: KindCount}, {Heads: []string{"户表(普查)", "分母"}, Kind: KindCount}, {Heads: []string{"户表(普查)", "率(%)"}, Kind: KindPercent},
		{Heads: []string{"抽样", "计入户(户)"}, Kind: KindCount}, {Heads: []string{"抽样", "加权估计(%)"}, Kind: KindPercent}, {Heads: []string{"抽样", "95%区间下限(%)"}, Kind: KindPercent}, {Heads: []string{"抽样", "95%区间上限(%)"}, Kind: KindPercent},
		{Heads: []string{"抽样减户表(百分点)"}, Kind: KindDifference, Decimals: 2}, {Heads: []string{"户表的率"}, Kind: KindWord}}
	seen := map[string]bool{}
	for _, e := range list {
		key := e.domain + " " + e.indicator
		level, code, _ := strings.Cut(e.domain, ":")
		of := census.of[[3]string{level, code, e.indicator}]
		// who approves is known from the sample alone
		if e.method != methodWeighted || seen[key] || of == nil || of.denominator == 0 || e.indicator == "approval" || e.hidden || !slices.Contains(EstimateIndicators, e.indicator) {
			continue
		}
		estimate, ok := e.value.Value.(float64)
		if !ok {
			continue
		}
		seen[key] = true
		rate := shareCell(of.numerator, of.denominator)
		rate.Formula = &Formula{Op: OpPercent, Columns: []int{2, 3}}
		register := float64(of.numerator) * 100 / float64(of.denominator)
		place := Cell{Text: "无区间可比"}
		if low, ok := e.low.Value.(float64); ok {
			switch high, _ := e.high.Value.(float64); {
			case register < low:
				place = Cell{Text: "低于区间", Alarm: true}
			case register > high:
				place = Cell{Text: "高于区间", Alarm: true}
			default:
				place = Cell{Text: "在区间内"}
			}
		}
		t.Rows = append(t.Rows, Row{Areas: e.areas(), Cells: []Cell{e.place(), {Text: indicatorLabel(pub.Meta, e.indicator)}, countCell(of.numerator), countCell(of.denominator), rate,
			countCell(e.n), e.value, e.low, e.high, differenceCell(estimate-register, true), place}})
	}
	if len(t.Rows) == 0 {
		t.none(noSample)
		if len(list) > 0 {
			t.none("样本没有可与户表对照的率。")
		}
	}
	outside := 0
	for _, r := range t.Rows {
		if strings.HasSuffix(r.Cells[len(r.Cells)-1].Text, "于区间") {
			outside++
		}
	}
	t.says = map[string]string{catalog.PartFacts: fmt.Sprintf("共%d项,%d项户表的率在抽样的95%%区间之外。", len(t.Rows), outside)}
	return t, nil
}

// differenceCell shows a difference with its sign, with decimals where it has any
// or is to have them.
func differenceCell(d float64, decimals bool) Cell {
	text := Count(int64(math.Abs(d)))
	if decimals || d != math.Trunc(d) {
		text = realCell(math.Abs(d), KindMoney).Text
	}
	switch {
	case strings.Trim(text, "0.") == "":
	case d < 0:
		text = "−" + text
	default:
		text = "+" + text
	}
	return Cell{Text: text, Value: d}
}
