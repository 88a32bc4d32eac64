package survey

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// gonum panics on parameters at the edge of a distribution; these do not.

// betaQuantile is the p-quantile of Beta(a, b); a = 0 is a point mass at 0, b = 0
// one at 1, and what gonum cannot tell from these is taken for them.
func betaQuantile(p, a, b float64) float64 {
	switch {
	case math.IsNaN(a) || math.IsNaN(b) || a < 0 || b < 0 || math.IsInf(a, 0) || math.IsInf(b, 0) || a+b == 0:
		return math.NaN()
	case a < 1e-100:
		return 0
	case b < 1e-100:
		return 1
	}
	return mathext.InvRegIncBeta(a, b, p)
}

// tQuantile is the p-quantile of Student's t with df ≥ 1 degrees of freedom.
func tQuantile(p float64, df float64) float64 {
	if !(df >= 1) || !(p > 0 && p < 1) {
		return math.NaN()
	}
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}.Quantile(p)
}

func normalQuantile(p float64) float64 { return distuv.UnitNormal.Quantile(p) }

// binomialCDF is P(X ≤ x) of X ~ Bin(n, p), x and n whole numbers.
func binomialCDF(x, n, p float64) float64 {
	switch {
	case x < 0:
		return 0
	case x >= n || p <= 0:
		return 1
	case p >= 1:
		return 0
	}
	return mathext.RegIncBeta(n-x, x+1, 1-p)
}

// BinomialTail is P(X ≤ x) of X ~ Bin(n, p): the p-value against "the rate is p or
// more" of x cases among n. Below α it shows a rate below p.
func BinomialTail(x, n int, p float64) (float64, error) {
	if err := counts(x, n); err != nil {
		return math.NaN(), err
	}
	if !(p >= 0 && p <= 1) {
		return math.NaN(), badInput("probability %v", p)
	}
	return binomialCDF(float64(x), float64(n), p), nil
}

func counts(x, n int) error {
	if n < 1 || x < 0 || x > n {
		return badInput("%d of %d", x, n)
	}
	return nil
}

// ClopperPearson is the exact interval for x of n drawn by simple random sampling
// (Clopper & Pearson 1934): B⁻¹(α/2; x, n-x+1) to B⁻¹(1-α/2; x+1, n-x). Closed
// forms at x = 0 and x = n. One-sided bounds at 95 % are the ends at level 0.90.
func ClopperPearson(x, n int, level float64) (Interval, error) {
	alpha, err := alphaOf(level)
	if err == nil {
		err = counts(x, n)
	}
	if err != nil {
		return noInterval(level, ""), err
	}
	return exactEnds(float64(x), float64(n-x), alpha, level), nil
}

// exactEnds is Clopper & Pearson's interval for x cases and y others, which need
// not be integers.
func exactEnds(x, y, alpha, level float64) Interval {
	i := Interval{Level: level, Effective: x + y}
	switch {
	case x == 0:
		i.Hi = -math.Expm1(math.Log(alpha/2) / y) // 1 - (α/2)^(1/n)
	case y == 0:
		i.Lo, i.Hi = math.Pow(alpha/2, 1/x), 1
	default:
		i.Lo, i.Hi = betaQuantile(alpha/2, x, y+1), betaQuantile(1-alpha/2, x+1, y)
	}
	return i
}

// Wilson is the score interval for x of n drawn by simple random sampling (Wilson
// 1927), without continuity correction.
func Wilson(x, n int, level float64) (Interval, error) {
	alpha, err := alphaOf(level)
	if err == nil {
		err = counts(x, n)
	}
	if err != nil {
		return noInterval(level, ""), err
	}
	i := score(float64(x)/float64(n), float64(n), normalQuantile(1-alpha/2), level)
	if x == 0 {
		i.Lo = 0
	}
	if x == n {
		i.Hi = 1
	}
	return i, nil
}

// score is Wilson's interval for a rate p of n with quantile q.
func score(p, n, q, level float64) Interval {
	centre := p + q*q/(2*n)
	half := q * math.Sqrt(p*(1-p)/n+q*q/(4*n*n))
	scale := 1 + q*q/n
	return Interval{Lo: (centre - half) / scale, Hi: (centre + half) / scale, Level: level, Effective: n}
}

// hypergeometricCDF is P(X ≤ x) when n of N are drawn and M of the N are bad,
// summed from logarithms of factorials.
func hypergeometricCDF(x, n, bad, all int) float64 {
	lo, hi := max(0, n-(all-bad)), min(n, bad)
	if x < lo {
		return 0
	}
	if x >= hi {
		return 1
	}
	// sum the shorter tail
	if float64(x) > float64(n)*float64(bad)/float64(all) {
		var upper float64
		for k := hi; k > x; k-- {
			upper += hypergeometric(k, n, bad, all)
		}
		return 1 - upper
	}
	var sum float64
	for k := lo; k <= x; k++ {
		sum += hypergeometric(k, n, bad, all)
	}
	return sum
}

func hypergeometric(k, n, bad, all int) float64 {
	return math.Exp(logChoose(bad, k) + logChoose(all-bad, n-k) - logChoose(all, n))
}

func logChoose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n) + 1)
	b, _ := math.Lgamma(float64(k) + 1)
	c, _ := math.Lgamma(float64(n-k) + 1)
	return a - b - c
}

// Hypergeometric is the exact interval for the share bad in one village of all
// households of which n were drawn by simple random sampling and x were bad: the
// shares M/N for which neither tail P(X ≤ x), P(X ≥ x) is α/2 or less (§5).
func Hypergeometric(x, n, all int, level float64) (Interval, error) {
	alpha, err := alphaOf(level)
	if err == nil {
		err = counts(x, n)
	}
	if err == nil && all < n {
		err = badInput("%d drawn of %d", n, all)
	}
	if err != nil {
		return noInterval(level, ""), err
	}
	// P(X ≤ x) falls and P(X ≥ x) rises with M
	top, bottom := all-(n-x), x
	hi := bottom + search(top-bottom, func(d int) bool { return hypergeometricCDF(x, n, bottom+d+1, all) <= alpha/2 })
	lo := bottom + search(hi-bottom, func(d int) bool { return 1-hypergeometricCDF(x-1, n, bottom+d, all) > alpha/2 })
	return Interval{Lo: float64(lo) / float64(all), Hi: float64(hi) / float64(all), Level: level, Effective: float64(n)}, nil
}

// search is the smallest d in [0, n) for which ok, or n; ok must not go back.
func search(n int, ok func(int) bool) int {
	lo, hi := 0, n
	for lo < hi {
		if mid := int(uint(lo+hi) >> 1); ok(mid) {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}
