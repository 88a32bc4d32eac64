package reports

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// longestList is how many names a sentence gives before it says 等.
const longestList = 10

// enumerate joins names: 甲村、乙村; of more than most, 甲村、乙村等12个村.
func enumerate(names []string, most int, counter string) string {
	if len(names) <= most {
		return strings.Join(names, "、")
	}
	return strings.Join(names[:most], "、") + fmt.Sprintf("等%s%s", Count(int64(len(names))), counter)
}

// conditionWords says a condition in words: 低于2%.
func conditionWords(comparator, threshold string) string {
	word, ok := map[string]string{"<": "低于", "<=": "不高于", ">": "高于", ">=": "不低于", "=": "为"}[comparator]
	if !ok {
		return Clean(comparator) + threshold
	}
	return word + threshold
}

// percentWords prints a rate in a sentence: 1.69%, 不足0.01%, 零.
func percentWords(num, den int64) string {
	switch s := Rate(num, den); {
	case den != 0 && num == 0:
		return "零"
	case s == TooSmall:
		return "不足0.01%"
	default:
		return s + "%"
	}
}

// quoted names standards: “国家中部”“手册”.
func quoted(names []string) string {
	var b strings.Builder
	for _, n := range names {
		b.WriteString("“" + Name(n) + "”")
	}
	return b.String()
}

// rateWords say what an indicator comes to in a place, with what is not known.
func rateWords(info IndicatorInfo, place string, g figure, c coverage) string {
	unknown, unit := "待核人口", info.Unit
	if info.Unit != "人" {
		unknown = "待核" + info.Unit
	}
	people := func(n int64) string { return Count(n) + unit }
	var s string
	switch {
	case g.silent(c, info.ID):
		return fmt.Sprintf("%s没有报来计算%s的数据,%s不详。", place, info.Label, info.Label)
	case g.noDenominator:
		return fmt.Sprintf("%s有%s%s,%s不详,%s无从计算。", place, info.Numerator, people(g.numerator), info.Denominator, info.Label)
	case g.denominator == 0:
		s = fmt.Sprintf("%s没有%s,%s不予计算。", place, info.Denominator, info.Label)
	case g.numerator == 0:
		s = fmt.Sprintf("%s%s%s,没有%s,%s为零。", place, info.Denominator, people(g.denominator), info.Numerator, info.Label)
	case g.numerator == g.denominator:
		s = fmt.Sprintf("%s%s为100.00%%,%s%s全部为%s。", place, info.Label, info.Denominator, people(g.denominator), info.Numerator)
	default:
		s = fmt.Sprintf("%s%s为%s,即%s%s中有%s%s。", place, info.Label, percentWords(g.numerator, g.denominator), info.Denominator, people(g.denominator), info.Numerator, people(g.numerator))
	}
	switch {
	case g.unknown == 0:
	case info.ID == "approval":
		s += fmt.Sprintf("另有%s访到而没有作答,不计入分子、分母。", people(g.unknown))
	case g.denominator == 0:
		s += fmt.Sprintf("另有%s%s。", unknown, people(g.unknown))
	default:
		s += fmt.Sprintf("另有%s%s,情况不明,没有计入分子;全部计入时为%s。", unknown, people(g.unknown), percentWords(min(g.numerator+g.unknown, g.denominator), g.denominator))
	}
	if c.missing() {
		s += fmt.Sprintf("尚有%s个村的户表未到,以上为暂算数。", Count(c.expected-c.arrived))
	}
	return s
}

// said is the standards that come to one verdict on one condition.
type said struct {
	rule      RuleInfo
	verdict   string
	standards []string
}

// sayings groups the verdicts of a figure: the standards that ask the same and
// judge the same are named together, in the order of the reference file.
func sayings(meta Meta, indicator, level string, g figure) []said {
	var out []said
	for _, r := range meta.Rules {
		if r.Indicator != indicator || !slices.Contains(r.Levels, level) {
			continue
		}
		verdict := textCell(g.verdicts[r.Standard], NotJudged).Text
		i := slices.IndexFunc(out, func(s said) bool {
			return s.verdict == verdict && s.rule.Comparator == r.Comparator && s.rule.HasThreshold == r.HasThreshold && s.rule.Threshold == r.Threshold
		})
		if i < 0 {
			out = append(out, said{rule: r, verdict: verdict})
			i = len(out) - 1
		}
		out[i].standards = append(out[i].standards, r.Standard)
	}
	return out
}

// verdictWords say what the standards make of a figure and by how much, a sentence
// a verdict; that no standard judges it where none does.
func verdictWords(meta Meta, info IndicatorInfo, level string, g figure, c coverage) string {
	all := sayings(meta, info.ID, level, g)
	if len(all) == 0 {
		return fmt.Sprintf("现行各标准对本级的%s没有要求,不作判定。", info.Label)
	}
	var b strings.Builder
	var waiting []string
	for _, s := range all {
		if s.verdict == NoData && c.missing() {
			waiting = append(waiting, s.standards...)
			continue
		}
		b.WriteString(s.words(info, g))
	}
	if len(waiting) > 0 {
		return "因来件不齐,按" + quoted(waiting) + "标准暂不判定(数据缺)。" + b.String()
	}
	return b.String()
}

func (s said) words(info IndicatorInfo, g figure) string {
	by := "按" + quoted(s.standards) + "标准"
	if !s.rule.HasThreshold {
		return by + "不作判定:原文件的数值尚未填入。"
	}
	by += "(" + conditionWords(s.rule.Comparator, PercentOf(s.rule.Threshold)+"%") + ")"
	switch s.verdict {
	case Met:
		more := ""
		if g.unknown > 0 && info.ID != "approval" {
			more = ",待核的全部计入仍然达标"
		}
		return by + ",判定为达标," + s.gap(g) + more + "。"
	case Missed:
		more := ""
		if g.unknown > 0 && info.ID != "approval" {
			more = ",与待核的如何核实无关"
		}
		return by + ",判定为未达标," + s.gap(g) + more + "。"
	case Undecided:
		if info.ID == "approval" {
			return fmt.Sprintf("%s,判定为待核:未作答的%s户都认可与都不认可,结论不同,须补访后再判。", by, Count(g.unknown))
		}
		return fmt.Sprintf("%s,判定为待核:待核的%s%s全部计入与全部不计入,结论不同,须核实后再判。", by, Count(g.unknown), info.Unit)
	case NoData:
		return by + ",因没有分母,不能判定(数据缺)。"
	}
	return by + ",不作判定。"
}

// gap is how far a figure is from a threshold.
func (s said) gap(g figure) string {
	threshold, ok := new(big.Rat).SetString(strconv.FormatFloat(s.rule.Threshold, 'g', -1, 64))
	if !ok || g.denominator == 0 {
		return "与标准的差距无从计算"
	}
	switch points, sign := apart(big.NewRat(g.numerator, g.denominator), threshold); sign {
	case 0:
		return "恰等于标准"
	case 1:
		return "高于标准" + points
	default:
		return "低于标准" + points
	}
}

// apart says how far a rate is from another, and on which side.
func apart(rate, other *big.Rat) (points string, sign int) {
	d := new(big.Rat).Sub(rate, other)
	sign = d.Sign()
	points = RoundHalfUp(d.Abs(d.Mul(d, big.NewRat(100, 1))), 2) + "个百分点"
	if points == "0.00个百分点" {
		points = "不足0.01个百分点"
	}
	return points, sign
}

// changeWords compare a rate with that of the last run: what it was, whether it
// became better or worse, and why.
func changeWords(info IndicatorInfo, before, now DiffFigure, causes string) string {
	switch {
	case before.Denominator == 0 && now.Denominator == 0:
		return ""
	case before.Denominator == 0:
		return fmt.Sprintf("上次没有%s的数据,不能比较。", info.Label)
	case now.Denominator == 0:
		return fmt.Sprintf("上次%s为%s,本次没有数据,不能比较。", info.Label, percentWords(before.Numerator, before.Denominator))
	}
	points, sign := apart(big.NewRat(now.Numerator, now.Denominator), big.NewRat(before.Numerator, before.Denominator))
	was := fmt.Sprintf("上次%s为%s,本次", info.Label, percentWords(before.Numerator, before.Denominator))
	if causes == None || causes == "" {
		causes = "。"
	} else {
		causes = ",原因是" + causes + "。"
	}
	better := "有所改善"
	if (sign > 0) != info.HigherIsBetter {
		better = "有所恶化"
	}
	switch sign {
	case 0:
		return was + "没有变化" + causes
	case 1:
		return was + "上升" + points + "," + better + causes
	}
	return was + "下降" + points + "," + better + causes
}
