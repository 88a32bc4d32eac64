package samplecounty

import (
	"math"
	"strconv"
)

// SampleTruth is what the estimates from the verification must come to for the
// county, by indicator.
type SampleTruth map[string]RateTruth

// RateTruth is one rate: what was found, the official ratio, and the estimate with
// its standard error and degrees of freedom.
type RateTruth struct {
	Households, Events     int64 // in the denominator, and events among them
	Numerator, Denominator int64 // persons, or households for the approval; of the official ratio
	Estimate, SE           float64
	DF                     int64
}

// answer is a visit as it counts for the rates.
type answer struct {
	village *FrameVillage
	class   string
	weight  float64
	persons int64
	reached bool
	status  string
	wrong   bool // 核实, and found to be a wrong exit or omitted
	settled bool // 核实
	approve string
}

// sample works the estimates out from the visits: combined ratios over three of
// eight villages in each township and households by class within them.
func (c *County) sample(villages map[string]*VillageTruth) SampleTruth {
	var answers []answer
	var unregistered int64 // persons of the villages drawn
	for _, f := range c.Frame {
		if f.Drawn {
			unregistered += villages[f.Village.Code].Unregistered
		}
		for _, v := range c.Visits {
			if f.Drawn && v.VillageCode == f.Village.Code {
				answers = append(answers, v.answerIn(f))
			}
		}
	}
	var t VillageTruth
	for _, v := range villages {
		t.add(v)
	}
	s := SampleTruth{}
	rate := func(status string) (y, x func(answer) float64) {
		x = func(a answer) float64 {
			if a.reached && a.status == status {
				return float64(a.persons)
			}
			return 0
		}
		y = func(a answer) float64 {
			if a.wrong {
				return x(a)
			}
			return 0
		}
		return y, x
	}
	counted := func(a answer) bool { return a.reached }
	exitY, exitX := rate("脱贫户")
	omitY, omitX := rate("一般农户")
	wrong := c.estimate(answers, counted, ratioOf(answers, exitY, exitX))
	omitted := c.estimate(answers, counted, ratioOf(answers, omitY, omitX))
	s["wrong_exit_rate"] = wrong.found(answers, exitY, exitX)
	o := omitted.found(answers, omitY, omitX)
	o.Denominator = unregistered
	s["omission_rate"] = o
	answered := func(a answer) bool { return a.reached && a.settled && a.approve != "" }
	one := func(a answer) float64 { return indicator(answered(a)) }
	yes := func(a answer) float64 { return indicator(answered(a) && a.approve == "是") }
	s["approval"] = c.estimate(answers, answered, ratioOf(answers, yes, one)).found(answers, yes, one)

	// U + T_x·R_w + T_n·R_o over N, in one linearised variable
	n := float64(t.Persons)
	w, z := ratioOf(answers, exitY, exitX), ratioOf(answers, omitY, omitX)
	both := linear{(float64(t.Remaining) + float64(t.Exited)*w.value + float64(t.Unregistered)*z.value) / n, func(a answer) float64 {
		return (float64(t.Exited)*w.of(a) + float64(t.Unregistered)*z.of(a)) / n
	}}
	i := c.estimate(answers, counted, both)
	i.Households, i.Events = s["wrong_exit_rate"].Households+s["omission_rate"].Households, s["wrong_exit_rate"].Events+s["omission_rate"].Events
	s["comprehensive_incidence"] = i
	return s
}

// answerIn reads a visit.
func (v *Visit) answerIn(f *FrameVillage) answer {
	a := answer{village: f, class: v.Class, weight: f.weight(v.Class), persons: v.Persons, reached: !v.Pending && v.Conclusion != "未访到", status: v.Household.Status, settled: v.settled(), approve: v.Approves}
	if v.Weight != "" {
		w, err := strconv.ParseFloat(v.Weight, 64)
		if err != nil {
			panic(err)
		}
		a.weight = w
	}
	if !a.reached || !a.settled {
		return a
	}
	all := true
	for _, name := range guaranteeNames {
		all = all && v.Found[name] == "是"
	}
	switch {
	case v.Conclusion != "":
		a.wrong = v.Conclusion != "正确"
	case a.status == "脱贫户":
		a.wrong = !(*v.PerCapita > line && all)
	case a.status == "一般农户":
		a.wrong = *v.PerCapita < line && !all
	}
	return a
}

// linear is an estimate with its linearised variable, weight left out.
type linear struct {
	value float64
	of    func(answer) float64
}

func ratioOf(answers []answer, y, x func(answer) float64) linear {
	var top, bottom float64
	for _, a := range answers {
		top += a.weight * y(a)
		bottom += a.weight * x(a)
	}
	return linear{top / bottom, func(a answer) float64 { return (y(a) - top/bottom*x(a)) / bottom }}
}

// estimate is the variance of two-stage sampling, stratified at both stages:
// Σ_h (1-f)·n/(n-1)·Σ(z-z̄)² + f·Σ_i Σ_g (1-m/M)·m/(m-1)·Σ(z-z̄)².
func (c *County) estimate(answers []answer, in func(answer) bool, l linear) RateTruth {
	out := RateTruth{Estimate: l.value}
	var variance float64
	for _, t := range c.Townships {
		var totals []float64
		var within, n, all float64
		seen := int64(0)
		for _, f := range c.Frame {
			if f.Village.Township != t || !f.Drawn {
				continue
			}
			n, all = float64(f.stratum[1]), float64(f.stratum[0])
			var total float64
			any := false
			for _, class := range sampleClasses {
				of := f.Of[class]
				var sum, square float64
				for _, a := range answers {
					if a.village == f && a.class == class && in(a) {
						z := a.weight * l.of(a)
						sum, square, any = sum+z, square+z*z, true
					}
				}
				total += sum
				if m := float64(len(of.Sample)); m > 1 {
					within += (1 - m/float64(of.Frame)) * m / (m - 1) * (square - sum*sum/m)
				} else if m == 1 && of.Frame > 1 {
					panic("one household of a class drawn")
				}
			}
			totals = append(totals, total)
			if any {
				seen++
			}
		}
		var mean, between float64
		for _, z := range totals {
			mean += z / n
		}
		for _, z := range totals {
			between += (z - mean) * (z - mean)
		}
		variance += (1-n/all)*n/(n-1)*between + n/all*within
		out.DF += seen - 1
	}
	out.SE = math.Sqrt(variance)
	return out
}

// found counts what the rate rests on.
func (r RateTruth) found(answers []answer, y, x func(answer) float64) RateTruth {
	for _, a := range answers {
		if x(a) != 0 {
			r.Households++
		}
		if y(a) != 0 {
			r.Events++
		}
		r.Numerator += int64(y(a))
		r.Denominator += int64(x(a))
	}
	return r
}

func indicator(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
