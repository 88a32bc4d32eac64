package survey

import "math"

// Funnel is where a village's count may lie if its rate is that of all: beyond the
// inner limits (95 %) is worth a look, beyond the outer ones (99.9 %) a visit. It
// is a list of villages to visit, not a ranking (§5).
type Funnel struct {
	N      int     // households of the village in the denominator
	Target float64 // the common rate
	// Counts within Lo and Hi are not flagged. The tails beyond hold at most 2.5 %
	// (inner) and 0.05 % (outer) each.
	InnerLo, InnerHi int
	OuterLo, OuterHi int
}

// The levels of the funnel's limits.
const (
	FunnelInner = 0.95
	FunnelOuter = 0.999
)

// NewFunnel gives the exact binomial limits for n households at the target rate
// (Spiegelhalter 2005, without his interpolation between counts: a count is flagged
// when its tail, itself included, is α/2 or less). Counts are of households, whose
// members share one outcome; persons would look surer than they are.
func NewFunnel(n int, target float64) (Funnel, error) {
	if n < 1 || n > maxEffective || !(target >= 0 && target <= 1) {
		return Funnel{}, badInput("%d households, target %v", n, target)
	}
	f := Funnel{N: n, Target: target}
	f.InnerLo, f.InnerHi = funnelLimits(n, target, FunnelInner)
	f.OuterLo, f.OuterHi = funnelLimits(n, target, FunnelOuter)
	return f, nil
}

// funnelLimits are the smallest and the largest count that is not flagged.
func funnelLimits(n int, target, level float64) (lo, hi int) {
	q := (1 - level) / 2
	lo = search(n, func(x int) bool { return binomialCDF(float64(x), float64(n), target) > q })
	// P(X ≥ x) = P(n-X ≤ n-x), which keeps small tails exact
	hi = n - search(n, func(y int) bool { return binomialCDF(float64(y), float64(n), 1-target) > q })
	return lo, hi
}

// Flag is where a village lies in the funnel.
type Flag string

const (
	Within     Flag = "范围内"
	AboveInner Flag = "偏高\uff0c建议核看"  // above the 95 % limit
	AboveOuter Flag = "明显偏高\uff0c须到村" // above the 99.9 % limit
	BelowInner Flag = "偏低\uff0c建议核看"
	BelowOuter Flag = "明显偏低\uff0c须到村"
)

// Flag places x of the village's N households.
func (f Funnel) Flag(x int) (Flag, error) {
	switch {
	case f.N < 1 || x < 0 || x > f.N:
		return Within, badInput("%d of %d", x, f.N)
	case x > f.OuterHi:
		return AboveOuter, nil
	case x < f.OuterLo:
		return BelowOuter, nil
	case x > f.InnerHi:
		return AboveInner, nil
	case x < f.InnerLo:
		return BelowInner, nil
	}
	return Within, nil
}

// TailProbability is the smaller of P(X ≤ x) and P(X ≥ x) at the target rate, to be
// shown beside a flag.
func (f Funnel) TailProbability(x int) (float64, error) {
	if f.N < 1 || x < 0 || x > f.N {
		return math.NaN(), badInput("%d of %d", x, f.N)
	}
	n := float64(f.N)
	return math.Min(binomialCDF(float64(x), n, f.Target), binomialCDF(n-float64(x), n, 1-f.Target)), nil
}
