package estimates

import (
	"math"
	"math/big"

	"sanlv/pipeline/survey"
)

// outcome is what a domain comes to by one method, before a standard judges it.
type outcome struct {
	Row
	// rate is what the sentence speaks of; bounds are the one-sided ones.
	rate        survey.Rate
	bounds      survey.Interval
	resolved    survey.Interval // the bounds if all unresolved households were no events
	exactLow    *big.Rat        // both nil where there is a sampling error
	exactHigh   *big.Rat
	howMany     func(survey.Standard) (survey.More, error) // nil: more households would not help
	unjudgeable string                                     // the verdict whatever the bounds; "" for none
	visited     int64                                      // persons of the denominator whose households were surveyed, where it counts others too; else 0
	census      bool
}

// outcome starts the row of a domain: nothing is known of it yet.
func (b *book) outcome(d *domain, indicator, method string) *outcome {
	nan := math.NaN()
	none := survey.Interval{Lo: nan, Hi: nan}
	return &outcome{Row: b.row(d, indicator, method), bounds: none, resolved: none}
}

func (b *book) row(d *domain, indicator, method string) Row {
	nan := math.NaN()
	r := Row{Indicator: indicator, Domain: d.id, Method: method, Kind: d.kind, Name: d.name, Order: d.order, Verdict: NotJudged,
		Estimate: nan, SE: nan, Low: nan, High: nan, Deff: nan, DF: -1, Threshold: nan, BoundLow: nan, BoundHigh: nan, Effective: nan,
		Numerator: nan, Denominator: nan, RangeLow: nan, RangeHigh: nan, ConfidenceLevel: nan, More: -1, Villages: int64(len(d.villages))}
	for _, v := range d.villages {
		r.Drawn += v.Drawn
		r.Surveyed += v.Surveyed
		r.Absent += v.Absent
		r.Pending += v.Pending
	}
	return r
}

// counted fills in what a rate's figures say.
func (r *Row) counted(f figures) {
	r.N, r.Events, r.Unresolved, r.Suspected = f.households, f.events, f.unresolved, f.suspected
}

// rates estimates wrong exit, omission and approval.
func (b *book) rates(d *domain) ([]Row, error) {
	var rows []Row
	for _, indicator := range []string{WrongExit, Omission, Approval} {
		r, err := b.judge(d, b.officialRate(d, indicator))
		if err != nil {
			return nil, err
		}
		rows = append(rows, r...)
		weighted, err := b.weightedRate(d, indicator)
		if err != nil {
			return nil, err
		}
		if r, err = b.judge(d, &weighted); err != nil {
			return nil, err
		}
		rows = append(rows, r...)
		if r, err = b.otherIntervals(d, indicator); err != nil {
			return nil, err
		}
		rows = append(rows, r...)
	}
	return rows, nil
}

// officialRate is the unweighted ratio of the sample (口径值): no interval, and a
// verdict of its own by the point, unless unresolved households could turn it.
func (b *book) officialRate(d *domain, indicator string) *outcome {
	o := b.outcome(d, indicator, Official)
	f := b.figures(d, indicator)
	o.counted(f)
	x := f.x
	if indicator == Omission && !b.OmissionSurveyed && x > 0 {
		x = 0
		for _, v := range d.villages {
			x += v.Unregistered
			if !v.Arrived {
				o.Reason, o.unjudgeable = RegisterIncomplete, NoData
			}
		}
		x = max(x, f.x) // a register that has fewer than were found there
		o.visited = f.x
	}
	o.fillRatio(f.y, x, f.unresolvedX)
	if x > 0 {
		all := x
		if indicator != Omission || b.OmissionSurveyed {
			all += f.missingX
		}
		o.RangeLow, o.RangeHigh = ratio(f.y, all), ratio(min(all, f.y+f.unresolvedX+f.suspectedX+f.missingX), all)
	}
	return o
}

// fillRatio sets an exact ratio of which open could be events too.
func (o *outcome) fillRatio(y, x, open int64) {
	if x == 0 {
		o.Reason, o.unjudgeable = survey.EmptyDomain, NoData
		return
	}
	o.Numerator, o.Denominator, o.Estimate = float64(y), float64(x), ratio(y, x)
	o.exactLow, o.exactHigh = big.NewRat(y, x), big.NewRat(min(x, y+open), x)
}

func ratio(y, x int64) float64 {
	if x == 0 {
		return math.NaN()
	}
	return float64(y) / float64(x)
}

// weightedRate is the design-weighted ratio with the KG+ interval. Unresolved
// households count as no events for the lower end and as events for the upper one.
// It is worked out once; the caller changes a copy.
func (b *book) weightedRate(d *domain, indicator string) (outcome, error) {
	if o, ok := d.rates[indicator]; ok {
		return *o, nil
	}
	o, err := b.newWeightedRate(d, indicator)
	if err != nil {
		return *o, err
	}
	d.rates[indicator] = o
	return *o, nil
}

func (b *book) newWeightedRate(d *domain, indicator string) (*outcome, error) {
	o := b.outcome(d, indicator, KGPlus)
	f := b.figures(d, indicator)
	o.counted(f)
	if all := f.weightedX + f.weightedNo; all > 0 {
		o.RangeLow, o.RangeHigh = f.weightedY/all, math.Min(1, (f.weightedY+f.weightedOpen+f.weightedNo)/all)
	}
	low, err := b.ratio(o, d, indicator, false)
	if err != nil || o.Reason != "" && math.IsNaN(o.Estimate) {
		return o, err
	}
	high := low
	if f.unresolvedX > 0 {
		if high, err = b.ratio(&outcome{Row: o.Row}, d, indicator, true); err != nil {
			return o, err
		}
	}
	rate, err := low.Rate()
	if err != nil {
		return o, err
	}
	upper, err := high.Rate()
	if err != nil {
		return o, err
	}
	o.rate, o.Deff = rate, survey.RateDeff(rate)
	if low.Census {
		o.takeCensus(f.y, f.x+f.missingX, f.unresolvedX+f.missingX)
		return o, nil
	}
	return o, o.intervals(
		func(level float64) (survey.Interval, error) { return survey.KGPlus(rate, level) },
		func(level float64) (survey.Interval, error) { return survey.KGPlus(upper, level) },
		func(s survey.Standard, bounds survey.Interval) (survey.More, error) {
			return s.HowManyMore(rate, bounds)
		}, rate)
}

// ratio estimates one rate and fills in what does not depend on the interval.
func (b *book) ratio(o *outcome, d *domain, indicator string, pessimistic bool) (survey.Estimate, error) {
	p, ok := d.points[indicator]
	if !ok || pessimistic {
		var t *survey.Totals
		if t, p.refused = b.totals(d, pessimistic, indicator); p.refused == "" {
			var err error
			if p.Estimate, err = survey.Ratio(t, 0, 1, b.rule); err != nil {
				if p.refused, err = refused(err); err != nil {
					return p.Estimate, err
				}
			}
		}
		if !pessimistic {
			d.points[indicator] = p
		}
	}
	if p.refused != "" {
		o.refuse(p.refused)
	} else {
		o.take(p.Estimate)
	}
	return p.Estimate, nil
}

// point is the estimate of a rate, or why there is none.
type point struct {
	survey.Estimate
	refused survey.Reason
}

// take fills in an estimate.
func (o *outcome) take(e survey.Estimate) {
	o.Estimate, o.Numerator, o.Denominator = e.Value, e.Numerator, e.Denominator
	o.Reason, o.Warnings, o.census = e.Reason, e.Warnings, e.Census
	o.Deff = e.Deff
	if math.IsNaN(e.Value) {
		o.unjudgeable = string(survey.CannotTell)
		return
	}
	o.DF = int64(e.DF)
	if e.DF >= 1 || e.Census {
		o.SE = e.SE
	}
}

func (o *outcome) refuse(why survey.Reason) {
	o.Reason, o.unjudgeable = why, string(survey.CannotTell)
}

// intervals fills in the interval and the bounds, the lower ends from one and the
// upper ends from another rate.
func (o *outcome) intervals(low, high func(float64) (survey.Interval, error), more func(survey.Standard, survey.Interval) (survey.More, error), rate survey.Rate) error {
	ends := func(level float64) (survey.Interval, error) {
		i, err := low(level)
		if err != nil {
			return i, err
		}
		j, err := high(level)
		i.Hi = j.Hi
		return i, err
	}
	i, err := ends(Confidence)
	if err != nil {
		return err
	}
	o.bounds, err = ends(survey.BoundsLevel)
	if err != nil {
		return err
	}
	o.Low, o.High, o.Effective = i.Lo, i.Hi, i.Effective
	o.BoundLow, o.BoundHigh = o.bounds.Lo, o.bounds.Hi
	o.Reliability = survey.Reliable(rate, i)
	if o.resolved, err = low(survey.BoundsLevel); err != nil {
		return err
	}
	if o.Unresolved == 0 {
		bounds := o.bounds
		o.howMany = func(s survey.Standard) (survey.More, error) { return more(s, bounds) }
	}
	return nil
}

// takeCensus fills in a domain that was taken whole: there is no sampling error,
// and what is not known gives the worst-case bounds (Manski).
func (o *outcome) takeCensus(y, all, open int64) {
	o.census, o.SE, o.DF, o.Deff = true, 0, -1, math.NaN()
	o.exactLow, o.exactHigh = big.NewRat(y, all), big.NewRat(min(all, y+open), all)
	o.Low, o.High = ratio(y, all), ratio(min(all, y+open), all)
	o.BoundLow, o.BoundHigh = o.Low, o.High
	o.Reliability = survey.Printable
	if o.lost() > 0 { // nobody knows what they would make of it
		o.Reason, o.unjudgeable = NotReturned, Undecided
	}
}

// otherIntervals offers the same estimate with other intervals, unjudged.
func (b *book) otherIntervals(d *domain, indicator string) ([]Row, error) {
	var rows []Row
	for _, m := range []struct {
		method   string
		interval func(survey.Rate, float64) (survey.Interval, error)
	}{{Logit, survey.Logit}, {Wilson, survey.WilsonDesign}} {
		o := b.outcome(d, indicator, m.method)
		o.counted(b.figures(d, indicator))
		e, err := b.ratio(o, d, indicator, false)
		if err != nil {
			return nil, err
		}
		if !math.IsNaN(o.Estimate) {
			rate, err := e.Rate()
			if err != nil {
				return nil, err
			}
			i, err := m.interval(rate, Confidence)
			if err != nil {
				return nil, err
			}
			o.Low, o.High, o.Effective, o.Deff = i.Lo, i.Hi, i.Effective, survey.RateDeff(rate)
			if i.Reason != "" {
				o.Reason = i.Reason
			}
		}
		rows = append(rows, o.finish())
	}
	return rows, nil
}
