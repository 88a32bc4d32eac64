package estimates

import (
	"fmt"
	"math"
	"strings"

	"sanlv/pipeline/survey"
)

// standard turns a row of standards.csv into what survey judges by. An equality
// can be judged at 0 and at 1 only, where it is a ceiling and a floor; elsewhere no
// sample could ever show it.
func standard(s Standard) (survey.Standard, bool) {
	if s.Threshold == nil {
		return survey.Standard{}, false
	}
	out := survey.Standard{Threshold: s.Threshold.Num, Parts: s.Threshold.Den}
	switch s.Comparator {
	case "<":
	case "<=":
		out.Inclusive = true
	case ">":
		out.Direction = survey.Floor
	case ">=":
		out.Direction, out.Inclusive = survey.Floor, true
	case "=":
		out.Inclusive = true
		switch s.Threshold.Num {
		case 0:
		case s.Threshold.Den:
			out.Direction = survey.Floor
		default:
			return out, false
		}
	default:
		return out, false
	}
	return out, true
}

// judge gives a row for each standard that judges the indicator at the level of
// the domain, one with an empty standard where none does.
func (b *book) judge(d *domain, o *outcome) ([]Row, error) {
	if o.Method == KGPlus && !math.IsNaN(o.Estimate) {
		for _, left := range []struct {
			strata []string
			why    string
		}{{d.empty, "没有抽到村"}, {d.unreached, "没有一户访到"}} {
			if len(left.strata) > 0 {
				o.Warnings = append(o.Warnings, fmt.Sprintf("抽样层 %s %s,估计不包括这些村", strings.Join(left.strata, "、"), left.why))
			}
		}
	}
	if len(b.strange) > 0 && o.Method == KGPlus && d.kind == KindCounty {
		o.Warnings = append(o.Warnings, fmt.Sprintf("参数sample.collapse中的抽样层 %s 没有抽到村或不在样本中,这一对没有合并", strings.Join(b.strange, "、")))
	}
	if open := o.provisional(); open != "" {
		o.Warnings = append(o.Warnings, open)
	}
	var rows []Row
	for _, st := range b.Standards {
		if st.Indicator != o.Indicator || st.Level != d.level || d.level == "" {
			continue
		}
		r, err := b.judgeBy(d, o, st)
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	if len(rows) == 0 {
		rows = append(rows, o.finish())
	}
	return rows, nil
}

func (b *book) judgeBy(d *domain, o *outcome, st Standard) (Row, error) {
	r := o.finish()
	r.Standard, r.Comparator = st.Name, st.Comparator
	label := b.Labels[r.Indicator]
	if st.Threshold != nil {
		r.Threshold = st.Threshold.Float()
	}
	s, ok := standard(st)
	if !ok {
		r.Sentence = fmt.Sprintf("%s:标准“%s”没有可以比较的阈值,不作判定。", label, st.Name)
		return r, nil
	}
	if o.unjudgeable != "" {
		r.Verdict = o.unjudgeable
		r.Sentence = fmt.Sprintf("%s:%s,标准为%s,%s。", label, o.because(), s.Wants(), r.Verdict)
		return r, nil
	}
	if o.exactLow != nil {
		return r.exact(label, o, s)
	}
	v, err := s.Judge(o.bounds)
	if err != nil {
		return r, err
	}
	if v == survey.CannotTell && o.Unresolved > 0 {
		if resolved, err := s.Judge(o.resolved); err != nil {
			return r, err
		} else if resolved != v && r.Reason == "" {
			r.Reason = UnresolvedCases
		}
	}
	partial := len(d.empty)+len(d.unreached) > 0
	if partial {
		v, r.Reason = survey.CannotTell, EmptyStratum
	}
	var more *survey.More
	if v == survey.CannotTell && o.howMany != nil && !partial {
		m, err := o.howMany(s)
		if err != nil {
			return r, err
		}
		var left int64
		m.Of, left = d.unvisited(r)
		m.Census = int64(m.Households) > left
		more = &m
		if m.Toward != survey.CannotTell && !m.Census {
			r.More = int64(m.Households)
		}
	}
	r.Verdict = string(v)
	r.Sentence = s.Sentence(label, o.rate, o.bounds, v, more)
	if d.kind != KindCounty && r.Reliability == survey.Suppress {
		bounds := ""
		if v != survey.CannotTell { // a verdict tells what it rests on
			bounds = fmt.Sprintf(";以95%%的把握不低于%s、以95%%的把握不高于%s", percent(r.BoundLow), percent(r.BoundHigh))
		}
		r.Sentence = fmt.Sprintf("%s:计入%d户,样本太少,估计不发布%s,标准为%s,%s。", label, r.N, bounds, s.Wants(), v)
		if r.More > 0 {
			r.add(more.Clause())
		}
	}
	if o.Unresolved > 0 {
		r.add(fmt.Sprintf("样本中有%d户待核,下限按都不是问题户、上限按都是问题户推算", o.Unresolved))
	}
	for _, w := range r.Warnings {
		r.add(w)
	}
	return r, nil
}

// unvisited counts the households that a rate is about and that the sample does
// not hold yet, and names their class where it is not all.
func (d *domain) unvisited(r Row) (class string, left int64) {
	switch r.Indicator {
	case WrongExit:
		return "脱贫户", d.households.exited - r.N
	case Omission:
		return "一般农户", d.households.unregistered - r.N
	case Incidence:
		return "脱贫户和一般农户", d.households.exited + d.households.unregistered - r.N
	}
	return "", d.households.all - r.N
}

// exact judges what has no sampling error: both ends of what the unknown
// households could make of it have to agree.
func (r Row) exact(label string, o *outcome, s survey.Standard) (Row, error) {
	low, err := s.JudgeExact(o.exactLow)
	if err != nil {
		return r, err
	}
	high, err := s.JudgeExact(o.exactHigh)
	if err != nil {
		return r, err
	}
	r.Verdict = string(low)
	if low != high {
		r.Verdict, r.Reason = Undecided, UnresolvedCases
	}
	what := "口径值(不加权)"
	if r.Indicator != Incidence {
		what += fmt.Sprintf("%.0f÷%.0f", r.Numerator, r.Denominator)
	}
	if o.census {
		what = "全面核查"
	}
	span := ""
	if o.exactLow.Cmp(o.exactHigh) != 0 {
		a, _ := o.exactLow.Float64()
		z, _ := o.exactHigh.Float64()
		span = fmt.Sprintf(",连同未定的户在%s至%s之间", percent(a), percent(z))
	}
	r.Sentence = fmt.Sprintf("%s:%s为%s%s,标准为%s,%s。", label, what, percent(r.Estimate), span, s.Wants(), r.Verdict)
	if o.visited > 0 && float64(o.visited) < r.Denominator {
		r.add(fmt.Sprintf("分母是抽中村全部一般农户人口,其中访到的%d人", o.visited))
	}
	if open := o.provisional(); open != "" {
		r.add(open)
	}
	return r, nil
}

// provisional says of a sample that is not yet complete what is missing; "" of one
// that is.
func (r *Row) provisional() string {
	var parts []string
	if r.Pending > 0 {
		parts = append(parts, fmt.Sprintf("尚有%d户待访", r.Pending))
	}
	if lost := r.lost(); lost > 0 {
		parts = append(parts, fmt.Sprintf("抽中的%d户没有可计入的核查结果", lost))
	}
	if parts == nil {
		return ""
	}
	return strings.Join(parts, ",") + ",结果是暂算的"
}

// lost is how many households drawn have no result that counts: in no sheet that came
// back, of a village that was not drawn, or of weight 0.
func (r *Row) lost() int64 { return r.Drawn - r.Surveyed - r.Absent - r.Pending }

func percent(p float64) string { return fmt.Sprintf("%.2f%%", 100*p) }

// add adds a clause to the sentence.
func (r *Row) add(clause string) {
	r.Sentence = strings.TrimSuffix(r.Sentence, "。") + ";" + clause + "。"
}

// because puts a reason in words.
func (o *outcome) because() string {
	switch o.Reason {
	case NoWeight:
		return "有的户抽样权重为负,或者没有填、抽样框也推不出,不作加权估计"
	case NotReturned:
		return o.provisional()
	case BadFrame:
		return "抽样框与样本对不上,不作加权估计"
	case RegisterIncomplete:
		if math.IsNaN(o.Estimate) {
			return "户表没有到齐"
		}
		return fmt.Sprintf("户表没有到齐,暂算为%s", percent(o.Estimate))
	}
	if o.Reason == NoRegister {
		return "户表中没有可推算的人口"
	}
	return "样本中没有可用于计算的户"
}

// finish gives the row as published.
func (o *outcome) finish() Row {
	r := o.Row
	if !math.IsNaN(r.Low) && !math.IsNaN(r.High) {
		r.ConfidenceLevel = Confidence
		if o.census {
			r.ConfidenceLevel = math.NaN()
		}
	}
	return r
}
