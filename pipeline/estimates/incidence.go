package estimates

import (
	"fmt"
	"math"
	"math/big"

	"sanlv/pipeline/survey"
)

// incidence estimates the comprehensive incidence: what the register counts as
// remaining, and its exited and unregistered persons times the rates found.
func (b *book) incidence(d *domain) ([]Row, error) {
	rows, err := b.judge(d, b.officialIncidence(d))
	if err != nil {
		return nil, err
	}
	weighted, err := b.weightedIncidence(d)
	if err != nil {
		return nil, err
	}
	r, err := b.judge(d, weighted)
	if err != nil {
		return nil, err
	}
	rows = append(rows, r...)
	expansion, err := b.expandedIncidence(d)
	return append(rows, expansion), err
}

// known says whether the register of a domain can be extrapolated to.
func (d *domain) known() bool {
	return d.register.All > 0 && d.register.Exited+d.register.Unregistered > 0
}

func (b *book) incidenceRow(d *domain, method string) *outcome {
	o := b.outcome(d, Incidence, method)
	w, u := b.figures(d, WrongExit), b.figures(d, Omission)
	o.N, o.Events = w.households+u.households, w.events+u.events
	o.Unresolved, o.Suspected = w.unresolved+u.unresolved, w.suspected+u.suspected
	switch {
	case !d.known():
		o.Reason, o.unjudgeable = NoRegister, NoData
	case d.missing:
		o.Reason, o.unjudgeable = RegisterIncomplete, NoData
	}
	return o
}

// officialIncidence is (U + R_w·T_x + R_o·T_n)/N with the official ratios, exact
// to the end.
func (b *book) officialIncidence(d *domain) *outcome {
	o := b.incidenceRow(d, Official)
	if !d.known() {
		return o
	}
	low, high := big.NewRat(int64(d.register.Unexited), 1), big.NewRat(int64(d.register.Unexited), 1)
	for _, part := range []struct {
		indicator string
		persons   float64
	}{{WrongExit, d.register.Exited}, {Omission, d.register.Unregistered}} {
		if part.persons == 0 {
			continue
		}
		r := b.officialRate(d, part.indicator)
		if r.exactLow == nil {
			o.Reason, o.unjudgeable = r.Reason, r.unjudgeable
			return o
		}
		persons := big.NewRat(int64(part.persons), 1)
		low.Add(low, new(big.Rat).Mul(persons, r.exactLow))
		high.Add(high, new(big.Rat).Mul(persons, r.exactHigh))
	}
	o.Numerator, _ = low.Float64()
	o.Denominator = d.register.All
	all := big.NewRat(int64(d.register.All), 1)
	o.exactLow, o.exactHigh = low.Quo(low, all), high.Quo(high, all)
	o.Estimate, _ = o.exactLow.Float64()
	return o
}

func (b *book) estimateIncidence(o *outcome, d *domain, pessimistic bool) (survey.IncidenceEstimate, error) {
	t, why := b.totals(d, pessimistic, WrongExit, Omission)
	if why != "" {
		o.refuse(why)
		return survey.IncidenceEstimate{}, nil
	}
	e, err := survey.Incidence(t, 0, 1, 2, 3, d.register, b.rule)
	if err != nil {
		why, err = refused(err)
		o.refuse(why)
		return e, err
	}
	reason := o.Reason
	o.take(e.Estimate)
	if o.Reason == "" {
		o.Reason = reason
	}
	return e, nil
}

// weightedIncidence has the interval of the share found wrong among those that the
// sample checks.
func (b *book) weightedIncidence(d *domain) (*outcome, error) {
	o := b.incidenceRow(d, KGPlus)
	if !d.known() {
		return o, nil
	}
	low, err := b.estimateIncidence(o, d, false)
	if err != nil || math.IsNaN(o.Estimate) {
		return o, err
	}
	if err := b.incidenceRange(o, d); err != nil {
		return o, err
	}
	high := low
	if o.Unresolved > 0 {
		if high, err = b.estimateIncidence(&outcome{Row: o.Row}, d, true); err != nil {
			return o, err
		}
	}
	audited, err := low.AuditedRate()
	if err != nil {
		return o, err
	}
	o.rate, o.Deff = survey.Rate{P: low.Value, ICC: audited.ICC, Census: low.Census}, survey.RateDeff(audited)
	if audited.P == 0 && low.Value > 0 {
		o.Warnings = append(o.Warnings, fmt.Sprintf("样本中没有发现错退和漏评,上限按村内相关系数%.2f推算", audited.ICC))
	}
	if low.Census {
		w, u := b.figures(d, WrongExit), b.figures(d, Omission)
		r := d.register
		o.takeCensus(int64(r.Unexited)+w.y+u.y, int64(r.All), w.unresolvedX+w.missingX+u.unresolvedX+u.missingX)
		return o, nil
	}
	return o, o.intervals(low.KGPlus, high.KGPlus,
		func(s survey.Standard, _ survey.Interval) (survey.More, error) { return low.HowManyMore(s) }, audited)
}

// incidenceRange is the range that those not reached and not settled could give.
func (b *book) incidenceRange(o *outcome, d *domain) error {
	low, high := d.register.Unexited, d.register.Unexited
	for _, part := range []struct {
		indicator string
		persons   float64
	}{{WrongExit, d.register.Exited}, {Omission, d.register.Unregistered}} {
		if part.persons == 0 {
			continue
		}
		r, err := b.weightedRate(d, part.indicator)
		if err != nil {
			return err
		}
		low, high = low+part.persons*r.RangeLow, high+part.persons*r.RangeHigh
	}
	o.RangeLow, o.RangeHigh = low/d.register.All, high/d.register.All
	return nil
}

// expandedIncidence is the direct expansion, for comparison only.
func (b *book) expandedIncidence(d *domain) (Row, error) {
	o := b.incidenceRow(d, Expansion)
	if !d.known() {
		return o.finish(), nil
	}
	t, why := b.totals(d, false, WrongExit, Omission)
	if why != "" {
		o.refuse(why)
		return o.finish(), nil
	}
	e, err := survey.IncidenceExpansion(t, 0, 2, d.register, b.rule)
	return b.wald(o, e, err)
}

// wald fills in a total with its interval; it is not judged.
func (b *book) wald(o *outcome, e survey.Estimate, err error) (Row, error) {
	if err != nil {
		why, err := refused(err)
		o.refuse(why)
		return o.finish(), err
	}
	reason := o.Reason
	o.take(e)
	if o.Reason == "" {
		o.Reason = reason
	}
	i, err := survey.Wald(e, Confidence)
	if err != nil {
		return o.Row, err
	}
	o.Low, o.High = i.Lo, i.Hi
	return o.finish(), nil
}

// counts extrapolates wrong exits and omissions to the persons of the register:
// the rate times those it is a rate of, and the direct expansion beside it.
func (b *book) counts(d *domain) ([]Row, error) {
	var rows []Row
	for _, c := range []struct {
		indicator, rate string
		persons         float64
	}{{WrongExits, WrongExit, d.register.Exited}, {Omissions, Omission, d.register.Unregistered}} {
		o, err := b.weightedRate(d, c.rate)
		if err != nil {
			return nil, err
		}
		o.Indicator, o.howMany = c.indicator, nil
		for _, v := range []*float64{&o.Estimate, &o.SE, &o.Low, &o.High, &o.BoundLow, &o.BoundHigh, &o.RangeLow, &o.RangeHigh} {
			*v *= c.persons
		}
		if d.missing && o.Reason == "" {
			o.Reason = RegisterIncomplete
		}
		rows = append(rows, o.finish())

		x := b.outcome(d, c.indicator, Expansion)
		x.counted(b.figures(d, c.rate))
		t, why := b.totals(d, false, c.rate)
		if why != "" {
			x.refuse(why)
			rows = append(rows, x.finish())
			continue
		}
		e, err := survey.Total(t, 0, b.rule)
		r, err := b.wald(x, e, err)
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// registerErrors estimates how wrong the register is by what was found: the share
// of those on it who are not poor, and of the poor who are not on it.
func (b *book) registerErrors(d *domain) ([]Row, error) {
	var rows []Row
	for _, indicator := range []string{InclusionError, ExclusionError} {
		official := b.officialRate(d, indicator)
		rows = append(rows, official.finish())
		o, err := b.weightedRate(d, indicator)
		if err != nil {
			return nil, err
		}
		rows = append(rows, o.finish())
	}
	return rows, nil
}
