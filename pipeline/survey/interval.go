package survey

import (
	"cmp"
	"math"
)

// Interval is a confidence interval. Lo and Hi are NaN where it is undefined, and
// Reason says why.
type Interval struct {
	Lo, Hi    float64
	Level     float64 // two-sided, as 0.95
	Effective float64 // effective sample size n* in households; NaN where the method has none
	Reason    Reason
}

func noInterval(level float64, reason Reason) Interval {
	nan := math.NaN()
	return Interval{Lo: nan, Hi: nan, Level: level, Effective: nan, Reason: reason}
}

func alphaOf(level float64) (float64, error) {
	if !(level > 0 && level < 1) {
		return 0, badInput("confidence level %v", level)
	}
	return 1 - level, nil
}

// DefaultICC is ρ0: the correlation of households of one village assumed where
// nothing was found and the sample cannot show it, where no other is given. Say it beside every bound that
// rests on it (§2; a choice of this project).
const DefaultICC = 0.05

// Rate is what the intervals for a rate need to know of its estimate.
type Rate struct {
	P        float64 // the estimate, in [0, 1]
	Variance float64
	DF       int
	N        int     // households in the denominator: members share one outcome
	Villages int     // villages these households lie in
	Kish     float64 // Kish's n of the weights w·x
	ICC      float64 // ρ0 at 0 % and 100 %; 0 is read as 0, see DefaultICC
	Census   bool
}

// Rate takes an estimated ratio for a rate, with the ρ0 of its Rule. It is an error
// when the value is not within [0, 1].
func (e Estimate) Rate() (Rate, error) {
	r := Rate{P: e.Value, Variance: e.Variance, DF: e.DF, N: e.N, Villages: e.Clusters, Kish: e.Kish, ICC: cmp.Or(e.ICC, DefaultICC), Census: e.Census}
	const rounding = 1e-12
	if r.P < 0 && r.P > -rounding {
		r.P = 0
	}
	if r.P > 1 && r.P < 1+rounding {
		r.P = 1
	}
	if r.P < 0 || r.P > 1 {
		return r, badInput("%v is not a rate", r.P)
	}
	return r, nil
}

// usual checks a rate and deals with what all methods share: an undefined rate, a
// census, no degrees of freedom. done says that the interval is the answer.
func (r Rate) usual(level float64) (i Interval, alpha float64, done bool, err error) {
	alpha, err = alphaOf(level)
	switch {
	case err != nil:
		return noInterval(level, ""), 0, true, err
	case math.IsNaN(r.P):
		return noInterval(level, EmptyDomain), alpha, true, nil
	case !(r.P >= 0 && r.P <= 1) || !(r.Variance >= 0) || math.IsInf(r.Variance, 0) || r.N < 1:
		return noInterval(level, ""), alpha, true, badInput("rate %v, variance %v, %d households", r.P, r.Variance, r.N)
	case r.Census:
		return Interval{Lo: r.P, Hi: r.P, Level: level, Effective: math.NaN()}, alpha, true, nil
	case r.DF < 1:
		return noInterval(level, FewVillages), alpha, true, nil
	}
	return noInterval(level, ""), alpha, false, nil
}

// KGPlus is the product's interval for a rate (§2): Korn & Graubard 1998 on
// Clopper–Pearson, adjusted for the degrees of freedom, the effective size capped
// at Kish's n (the cap after Dean & Pagano 2015 and NCHS, Parker et al. 2017).
//
//	0<p<1: n* = min(kish, p(1-p)/v·[t_{n-1}(α/2)/t_df(α/2)]²)
//	       B⁻¹(α/2; n*p, n*(1-p)+1)  to  B⁻¹(1-α/2; n*p+1, n*(1-p))
//	p=0:   n* = kish/(1+(m̄-1)ρ0), m̄ = n/villages;  0 to 1-(α/2)^(1/n*); p=1 mirrored
//
// A variance of 0 between 0 % and 100 % leaves the cap alone.
func KGPlus(r Rate, level float64) (Interval, error) {
	i, alpha, done, err := r.usual(level)
	if done {
		return i, err
	}
	if !(r.Kish > 0) || math.IsInf(r.Kish, 0) {
		return i, badInput("Kish's n is %v", r.Kish)
	}
	if r.P == 0 || r.P == 1 {
		if r.Villages < 1 || r.Villages > r.N || !(r.ICC >= 0 && r.ICC <= 1) {
			return i, badInput("%d households in %d villages, intra-village correlation %v", r.N, r.Villages, r.ICC)
		}
		n := math.Min(r.Kish, float64(r.N)) / (1 + (float64(r.N)/float64(r.Villages)-1)*r.ICC)
		return exactEnds(n*r.P, n*(1-r.P), alpha, level), nil
	}
	n := r.Kish
	if r.Variance > 0 {
		n = math.Min(n, r.P*(1-r.P)/r.Variance*r.shrink(alpha))
	}
	return exactEnds(n*r.P, n*(1-r.P), alpha, level), nil
}

// shrink is [t_{n-1}(α/2)/t_df(α/2)]². A single household between 0 % and 100 %
// is as good as two.
func (r Rate) shrink(alpha float64) float64 {
	t := tQuantile(1-alpha/2, float64(max(1, r.N-1))) / tQuantile(1-alpha/2, float64(r.DF))
	return t * t
}

// KornGraubard is the interval as R's survey has it (svyciprop, "beta"): KGPlus
// without a cap, undefined at 0 % and 100 %.
func KornGraubard(r Rate, level float64) (Interval, error) {
	i, alpha, done, err := r.spread(level)
	if done {
		return i, err
	}
	n := r.P * (1 - r.P) / r.Variance * r.shrink(alpha)
	return exactEnds(n*r.P, n*(1-r.P), alpha, level), nil
}

// spread is usual for the methods that are undefined without variance.
func (r Rate) spread(level float64) (Interval, float64, bool, error) {
	i, alpha, done, err := r.usual(level)
	if !done && (r.P == 0 || r.P == 1 || r.Variance == 0) {
		return noInterval(level, NoSpread), alpha, true, nil
	}
	return i, alpha, done, err
}

// Logit is the interval on the log odds with t_df, logit p ± t·se/(p(1-p)), as in
// SUDAAN, Stata and R ("xlogit"). Undefined at 0 % and 100 %: R's own answer there
// is not to be copied (§2).
func Logit(r Rate, level float64) (Interval, error) {
	i, alpha, done, err := r.spread(level)
	if done {
		return i, err
	}
	centre := math.Log(r.P / (1 - r.P))
	half := tQuantile(1-alpha/2, float64(r.DF)) * math.Sqrt(r.Variance) / (r.P * (1 - r.P))
	expit := func(v float64) float64 { return 1 / (1 + math.Exp(-v)) }
	i.Lo, i.Hi = expit(centre-half), expit(centre+half)
	return i, nil
}

// WilsonDesign is Wilson's 1927 interval with the effective size p(1-p)/v and t_df
// (R's survey from 4.2). Undefined at 0 % and 100 %.
func WilsonDesign(r Rate, level float64) (Interval, error) {
	i, alpha, done, err := r.spread(level)
	if done {
		return i, err
	}
	return score(r.P, r.P*(1-r.P)/r.Variance, tQuantile(1-alpha/2, float64(r.DF)), level), nil
}

// Arcsine is R's "asin": sin²(asin √p ± t·se/(2√(p(1-p)))). It folds back where the
// angle falls below 0 and is here to compare with R only. Undefined at 0 %, 100 %.
func Arcsine(r Rate, level float64) (Interval, error) {
	i, alpha, done, err := r.spread(level)
	if done {
		return i, err
	}
	centre := math.Asin(math.Sqrt(r.P))
	half := tQuantile(1-alpha/2, float64(r.DF)) * math.Sqrt(r.Variance/(r.P*(1-r.P))) / 2
	a, b := math.Sin(centre-half), math.Sin(centre+half)
	i.Lo, i.Hi = a*a, b*b
	return i, nil
}

// Wald is value ± t_df·se. For totals, means and gaps; not for rates near 0 or 1.
func Wald(e Estimate, level float64) (Interval, error) {
	t, i, done, err := e.tOf(level)
	if done {
		return i, err
	}
	i.Lo, i.Hi = e.Value-t*e.SE, e.Value+t*e.SE
	return i, nil
}

// GrowthInterval is the interval of a Growth on the scale of log R:
// R·exp(±t·se/R) - 1 with R = 1 + growth (§1). Undefined for R ≤ 0.
func GrowthInterval(e Estimate, level float64) (Interval, error) {
	t, i, done, err := e.tOf(level)
	if done {
		return i, err
	}
	r := 1 + e.Value
	if r <= 0 {
		return noInterval(level, NoSpread), nil
	}
	half := t * e.SE / r
	i.Lo, i.Hi = r*math.Exp(-half)-1, r*math.Exp(half)-1
	return i, nil
}

// tOf is the t quantile of an estimate, or the interval where there is none.
func (e Estimate) tOf(level float64) (float64, Interval, bool, error) {
	alpha, err := alphaOf(level)
	switch {
	case err != nil:
		return 0, noInterval(level, ""), true, err
	case math.IsNaN(e.Value):
		return 0, noInterval(level, e.Reason), true, nil
	case e.Census:
		return 0, Interval{Lo: e.Value, Hi: e.Value, Level: level, Effective: math.NaN()}, true, nil
	case e.DF < 1:
		return 0, noInterval(level, FewVillages), true, nil
	}
	return tQuantile(1-alpha/2, float64(e.DF)), Interval{Level: level, Effective: math.NaN()}, false, nil
}

// AuditedRate is the rate KGPlus is applied to for the incidence: p' with
// v' = v·(N/(T_x+T_n))² (§2).
func (e IncidenceEstimate) AuditedRate() (Rate, error) {
	scaled := e.Estimate
	scaled.Value = e.Audited
	scale := e.Register.All / (e.Register.Exited + e.Register.Unregistered)
	scaled.Variance *= scale * scale
	return scaled.Rate()
}

// KGPlus is the interval for the comprehensive incidence: KGPlus on the audited
// share, then (U + p'(T_x+T_n))/N (§2).
func (e IncidenceEstimate) KGPlus(level float64) (Interval, error) {
	r, err := e.AuditedRate()
	if err != nil {
		return noInterval(level, ""), err
	}
	i, err := KGPlus(r, level)
	checked := e.Register.Exited + e.Register.Unregistered
	i.Lo = (e.Register.Unexited + i.Lo*checked) / e.Register.All
	i.Hi = (e.Register.Unexited + i.Hi*checked) / e.Register.All
	return i, err
}

// RateDeff is the design effect of a rate, v·n/(p(1-p)) with n the households in
// the denominator (§1); NaN at 0 % and 100 %.
func RateDeff(r Rate) float64 {
	if !(r.P > 0 && r.P < 1) {
		return math.NaN()
	}
	return r.Variance * float64(r.N) / (r.P * (1 - r.P))
}

// Reliability says whether a rate may be printed for a small domain.
type Reliability string

const (
	Printable Reliability = "可发布"      // printable, which is not decidable
	Caution   Reliability = "可发布但须慎用"  // few villages
	Suppress  Reliability = "样本太少,不发布" // do not print
)

// Reliable applies NCHS 2017 (Parker et al., adapted, §5): suppress with fewer
// than 30 households or effective households, an interval of 0.30 or wider, or one
// wider than 0.05 and than 130 % of the rate; caution below 8 degrees of freedom.
// i is the rate's KGPlus interval at 95 %.
func Reliable(r Rate, i Interval) Reliability {
	if r.Census {
		return Printable
	}
	width := i.Hi - i.Lo
	switch {
	case math.IsNaN(width), r.N < 30, i.Effective < 30, width >= 0.30, width > 0.05 && width > 1.3*r.P:
		return Suppress
	case r.DF < 8:
		return Caution
	}
	return Printable
}
