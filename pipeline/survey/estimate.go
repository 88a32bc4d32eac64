package survey

import (
	"math"
	"slices"
)

// Reason says why a value is undefined.
type Reason string

const (
	EmptyDomain Reason = "empty_domain" // the denominator of the domain is 0
	FewVillages Reason = "df_below_1"   // no degree of freedom: no interval
	NoSpread    Reason = "no_variation" // the method is undefined at 0 % or 100 %
)

// Estimate is an estimated total, mean or ratio. Undefined numbers are NaN and
// Reason says why. All but counts are in the units of the value.
type Estimate struct {
	Value    float64
	Variance float64
	SE       float64 // √Variance; with DF < 1 it is not fit to be shown, see Reason
	DF       int     // villages less strata, of those with records of the domain
	Rows     int     // records of the domain
	N        int     // households with a denominator above 0; for a total, households with a value
	Villages int     // with records of the domain
	Strata   int     // with records of the domain
	Clusters int     // villages with a household of N
	// Numerator and Denominator are the weighted totals.
	Numerator, Denominator float64
	Population             float64 // N̂ = Σ w over the domain
	// Kish is (Σ w·x)²/Σ(w·x)² over households: the sample size that equal weights
	// would need for the same (Kish 1965).
	Kish float64
	// Deff is v/[N̂²·S²·(1-n/N̂)/n] of the linearised variable, n the records, S²
	// their weighted variance: how much more variance than a simple random sample
	// of as many. DeffReplace leaves the factor 1-n/N̂ out. NaN where undefined.
	Deff, DeffReplace float64
	ICC               float64 // ρ0 of its intervals at 0 % and 100 %, as the Rule says; 0 is DefaultICC
	Census            bool    // everything was taken: no sampling error, no sampling words
	Reason            Reason
	Warnings          []string // for the reader, in Chinese
}

func undefined(reason Reason) Estimate {
	nan := math.NaN()
	return Estimate{Value: nan, Variance: nan, SE: nan, Numerator: nan, Denominator: nan, Kish: nan, Deff: nan, DeffReplace: nan, Reason: reason}
}

// domain adds up what does not depend on the design.
type domain struct {
	rows    int
	weight  float64
	total   []float64
	square  []float64
	moment  []float64
	nonzero []int
	layers  []layer
}

// clusters counts the villages with a household that has a value of any of vars.
func (d *domain) clusters(vars ...int) (n int) {
	holds := func(c Cell) bool { return slices.ContainsFunc(vars, func(j int) bool { return c.Nonzero[j] > 0 }) }
	for _, l := range d.layers {
		for _, v := range l.villages {
			if slices.ContainsFunc(v.cells, holds) {
				n++
			}
		}
	}
	return n
}

func (t *Totals) sum(layers []layer) domain {
	d := domain{total: make([]float64, t.K), square: make([]float64, t.K*(t.K+1)/2), moment: make([]float64, t.K*(t.K+1)/2), nonzero: make([]int, t.K), layers: layers}
	for _, l := range layers {
		for _, v := range l.villages {
			for _, c := range v.cells {
				d.rows += c.Rows
				d.weight += c.Weight
				for j := range d.total {
					d.total[j] += c.Total[j]
					d.nonzero[j] += c.Nonzero[j]
				}
				for j := range d.square {
					d.square[j] += c.Square[j]
					d.moment[j] += c.Moment[j]
				}
			}
		}
	}
	return d
}

// form is the heart of every estimator: value and variance of a function of the
// totals whose gradient is given by coef.
func (t *Totals) form(vars []int, rule Rule, value func(domain) (float64, []float64, Reason)) (Estimate, domain, error) {
	layers, err := t.arrange()
	if err != nil {
		return undefined(""), domain{}, err
	}
	layers, warnings, err := collapse(layers, rule)
	if err != nil {
		return undefined(""), domain{}, err
	}
	// a stratum without a record of the domain holds no variance
	layers = slices.DeleteFunc(layers, func(l layer) bool { return len(l.villages) == 0 })
	d := t.sum(layers)
	if d.rows == 0 {
		return undefined(EmptyDomain), d, nil
	}
	for _, j := range vars {
		if j < 0 || j >= t.K {
			return undefined(""), d, badInput("no variable %d among %d", j, t.K)
		}
	}
	v, coef, reason := value(d)
	if reason != "" {
		e := undefined(reason)
		e.Rows, e.Population = d.rows, d.weight
		return e, d, nil
	}
	s, err := linear(layers, coef, rule)
	if err != nil {
		return undefined(""), d, err
	}
	e := Estimate{Value: v, Variance: s.variance(), SE: math.Sqrt(s.variance()), DF: s.df(), Rows: d.rows,
		Villages: s.villages, Strata: s.strata, Population: d.weight, ICC: rule.ICC, Census: s.census, Warnings: append(warnings, s.warnings...),
		Numerator: math.NaN(), Denominator: math.NaN(), Kish: math.NaN()}
	if e.DF < 1 && !e.Census {
		e.Reason = FewVillages
	}
	e.Deff, e.DeffReplace = d.deff(coef, e.Variance)
	return e, d, nil
}

// deff is the design effect of Σ w·z as R's survey reports it.
func (d *domain) deff(coef []float64, variance float64) (deff, replace float64) {
	var sum, square float64
	for j, a := range coef {
		sum += a * d.total[j]
		for l, b := range coef {
			square += a * b * d.moment[packed(j, l)]
		}
	}
	n := float64(d.rows)
	// the difference of two like sums: what is left of a constant is rounding
	s2 := square/d.weight - (sum/d.weight)*(sum/d.weight)
	if n < 2 || s2 <= 1e-14*square/d.weight {
		return math.NaN(), math.NaN()
	}
	simple := d.weight * d.weight * s2 * n / (n - 1) / n
	deff, replace = math.NaN(), variance/simple
	if rest := 1 - n/d.weight; rest > 1e-12 {
		deff = replace / rest
	}
	return deff, replace
}

// Ratio estimates R = Y/X = Σ w·y / Σ w·x, the combined ratio of variables y and
// x, with the variance of z = w(y - R·x)/X (§1; Woodruff 1971; Särndal, Swensson
// & Wretman 1992). A rate has persons (or 1) in x and persons (or 1) times an
// event in y; a mean has x = 1. Where X = 0 the value is undefined: EmptyDomain.
func Ratio(t *Totals, y, x int, rule Rule) (Estimate, error) {
	var total, ratio float64
	e, d, err := t.form([]int{y, x}, rule, func(d domain) (float64, []float64, Reason) {
		total = d.total[x]
		if total == 0 {
			return 0, nil, EmptyDomain
		}
		ratio = d.total[y] / total
		coef := make([]float64, t.K)
		coef[y] += 1 / total
		coef[x] -= ratio / total
		return ratio, coef, ""
	})
	if err != nil || math.IsNaN(e.Value) {
		return e, err
	}
	e.Numerator, e.Denominator, e.N, e.Clusters = d.total[y], total, d.nonzero[x], d.clusters(x)
	e.Kish = d.kish(x)
	return e, nil
}

// kish is Kish's effective number of households for weights w·u_j.
func (d *domain) kish(j int) float64 {
	return d.total[j] * d.total[j] / d.square[packed(j, j)]
}

// Total estimates Ŷ = Σ w·y, with the variance of z = w·y (§1).
func Total(t *Totals, y int, rule Rule) (Estimate, error) {
	e, d, err := t.form([]int{y}, rule, func(d domain) (float64, []float64, Reason) {
		coef := make([]float64, t.K)
		coef[y] = 1
		return d.total[y], coef, ""
	})
	if err != nil || math.IsNaN(e.Value) {
		return e, err
	}
	e.Numerator, e.N, e.Clusters = e.Value, d.nonzero[y], d.clusters(y)
	return e, nil
}

// Growth estimates the growth of a total over the same households, R - 1 with
// R = Σ w·now / Σ w·before (§1). GrowthInterval gives its interval.
func Growth(t *Totals, now, before int, rule Rule) (Estimate, error) {
	e, err := Ratio(t, now, before, rule)
	e.Value--
	return e, err
}

// GrowthIndependent is the growth between two samples drawn independently:
// R = m₁/m₀ with v(R) = R²(v₁/m₁² + v₀/m₀²) (§1), degrees of freedom added.
func GrowthIndependent(now, before Estimate) (Estimate, error) {
	if math.IsNaN(now.Value) || math.IsNaN(before.Value) {
		return undefined(EmptyDomain), nil
	}
	if now.Value <= 0 || before.Value <= 0 {
		return undefined(""), badInput("growth from %v to %v", before.Value, now.Value)
	}
	r := now.Value / before.Value
	e := undefined("")
	e.Value = r - 1
	e.Variance = r * r * (now.Variance/(now.Value*now.Value) + before.Variance/(before.Value*before.Value))
	e.SE = math.Sqrt(e.Variance)
	e.DF = now.DF + before.DF
	e.Rows, e.N, e.Villages, e.Strata = now.Rows+before.Rows, now.N+before.N, now.Villages+before.Villages, now.Strata+before.Strata
	e.Census = now.Census && before.Census
	if now.Reason != "" || before.Reason != "" {
		e.Reason = FewVillages
	}
	return e, nil
}

// Register is what the register counts of a county's rural registered persons.
type Register struct {
	Unexited     float64 // U: registered poor, not yet exited; they need no sample
	Exited       float64 // T_x: exited
	Unregistered float64 // T_n: in households never registered as poor
	All          float64 // N: rural registered persons
}

// IncidenceEstimate is the comprehensive incidence (综合贫困发生率).
type IncidenceEstimate struct {
	Estimate          // of P
	Register Register // as given
	Audited  float64  // p' = (T_x·R_w + T_n·R_o)/(T_x+T_n): the share wrong among those the sample checks
}

// Incidence estimates P = (U + T_x·R_w + T_n·R_o)/N from the rates of wrong exit
// R_w = wrong/exited and of omission R_o = omitted/unregistered and the counts of
// the register, with one linearised variable, covariance included (§1):
//
//	z_k = w[T_x(y_w - R_w·x_w)/X_w + T_n(y_o - R_o·x_o)/X_o]/N
//
// wrong, exited, omitted and unregistered are variables in persons.
func Incidence(t *Totals, wrong, exited, omitted, unregistered int, r Register, rule Rule) (IncidenceEstimate, error) {
	out := IncidenceEstimate{Estimate: undefined(""), Register: r, Audited: math.NaN()}
	for _, v := range []float64{r.Unexited, r.Exited, r.Unregistered, r.All} {
		if !finite(v) || v < 0 {
			return out, badInput("the register counts %v persons", v)
		}
	}
	checked := r.Exited + r.Unregistered
	if r.All <= 0 || checked <= 0 || r.Unexited+checked > r.All*(1+1e-12) {
		return out, badInput("the register counts %v persons in all, %v in its parts", r.All, r.Unexited+checked)
	}
	e, d, err := t.form([]int{wrong, exited, omitted, unregistered}, rule, func(d domain) (float64, []float64, Reason) {
		coef := make([]float64, t.K)
		var sum float64
		for _, part := range []struct {
			y, x  int
			count float64
		}{{wrong, exited, r.Exited}, {omitted, unregistered, r.Unregistered}} {
			if part.count == 0 {
				continue
			}
			total := d.total[part.x]
			if total == 0 {
				return 0, nil, EmptyDomain
			}
			ratio := d.total[part.y] / total
			sum += part.count * ratio
			coef[part.y] += part.count / total / r.All
			coef[part.x] -= part.count * ratio / total / r.All
		}
		out.Audited = sum / checked
		return (r.Unexited + sum) / r.All, coef, ""
	})
	out.Estimate = e
	if err != nil || math.IsNaN(e.Value) {
		out.Audited = math.NaN()
		return out, err
	}
	// Kish's n with weights w·m·T_g/X̂_g: the weights of each class sum to T_g
	var squares float64
	var checkedBy []int
	for _, part := range [][2]float64{{float64(exited), r.Exited}, {float64(unregistered), r.Unregistered}} {
		j := int(part[0])
		if part[1] == 0 {
			continue
		}
		scale := part[1] / d.total[j]
		squares += scale * scale * d.square[packed(j, j)]
		out.N += d.nonzero[j]
		checkedBy = append(checkedBy, j)
	}
	out.Clusters = d.clusters(checkedBy...)
	out.Kish = checked * checked / squares
	out.Numerator, out.Denominator = out.Value*r.All, r.All
	return out, nil
}

// IncidenceExpansion is the direct expansion (U + Ŵ + Ô)/N, Ŵ and Ô the estimated
// totals of wrongly exited and omitted persons. It is for comparison only (§1).
func IncidenceExpansion(t *Totals, wrong, omitted int, r Register, rule Rule) (Estimate, error) {
	if !(r.All > 0) || !finite(r.All) || !finite(r.Unexited) || r.Unexited < 0 {
		return undefined(""), badInput("the register counts %v persons, %v not exited", r.All, r.Unexited)
	}
	e, _, err := t.form([]int{wrong, omitted}, rule, func(d domain) (float64, []float64, Reason) {
		coef := make([]float64, t.K)
		coef[wrong] += 1 / r.All
		coef[omitted] += 1 / r.All
		return (r.Unexited + d.total[wrong] + d.total[omitted]) / r.All, coef, ""
	})
	e.Denominator = r.All
	return e, err
}
