package survey

import (
	"cmp"
	"math"
	"slices"
)

// The measures of §1 that need incomes in order. Weights are w·m, the persons a
// record stands for; a weight of 0 leaves a record out. All are NaN for an empty
// set.

type weighted struct {
	x, w float64
	at   int // place in the input
}

// ascending pairs and sorts values and weights.
func ascending(values, weights []float64) ([]weighted, error) {
	if len(values) != len(weights) {
		return nil, badInput("%d values, %d weights", len(values), len(weights))
	}
	out := make([]weighted, 0, len(values))
	for i, x := range values {
		w := weights[i]
		if !finite(x) || !finite(w) || w < 0 {
			return nil, badInput("value %v with weight %v", x, w)
		}
		if w > 0 {
			out = append(out, weighted{x, w, i})
		}
	}
	slices.SortStableFunc(out, func(a, b weighted) int { return cmp.Compare(a.x, b.x) })
	return out, nil
}

// Quantile is the smallest value whose cumulative share of weight passes p, and the
// mean of two where one share is p exactly, as R's laeken defines it.
func Quantile(values, weights []float64, p float64) (float64, error) {
	list, err := ascending(values, weights)
	if err == nil && !(p >= 0 && p <= 1) {
		err = badInput("quantile %v", p)
	}
	if err != nil || len(list) == 0 {
		return math.NaN(), err
	}
	return quantile(list, p), nil
}

func quantile(list []weighted, p float64) float64 {
	var all, sum float64
	for _, v := range list {
		all += v.w
	}
	for i, v := range list {
		sum += v.w
		switch share := sum / all; {
		case p == 0:
			return v.x
		case share == p && i+1 < len(list):
			return (v.x + list[i+1].x) / 2
		case share >= p:
			return v.x
		}
	}
	return list[len(list)-1].x
}

// PovertyThreshold is the at-risk-of-poverty threshold, 0.6 of the weighted median.
func PovertyThreshold(incomes, weights []float64) (float64, error) {
	median, err := Quantile(incomes, weights, 0.5)
	return 0.6 * median, err
}

// MedianGap is the relative median poverty gap: (line - weighted median of incomes
// below the line)/line.
func MedianGap(incomes, weights []float64, line float64) (float64, error) {
	list, err := ascending(incomes, weights)
	if err == nil && !(line > 0) {
		err = badInput("line %v", line)
	}
	if err != nil {
		return math.NaN(), err
	}
	list = slices.DeleteFunc(list, func(v weighted) bool { return v.x >= line })
	if len(list) == 0 {
		return math.NaN(), nil
	}
	return (line - quantile(list, 0.5)) / line, nil
}

// QuintileShareRatio is what those above the 80 % quantile have to what those up to
// the 20 % quantile have.
func QuintileShareRatio(incomes, weights []float64) (float64, error) {
	list, err := ascending(incomes, weights)
	if err != nil || len(list) == 0 {
		return math.NaN(), err
	}
	low, high := quantile(list, 0.2), quantile(list, 0.8)
	var bottom, top float64
	for _, v := range list {
		if v.x <= low {
			bottom += v.w * v.x
		}
		if v.x > high {
			top += v.w * v.x
		}
	}
	if bottom == 0 {
		return math.NaN(), nil
	}
	return top / bottom, nil
}

// Gini is [2Σ w·x·C - Σ w²·x]/(Σw·Σ w·x) - 1, x ascending, C the cumulative weight
// (§1, as R's laeken). NaN where all values are 0.
func Gini(values, weights []float64) (float64, error) {
	list, err := ascending(values, weights)
	if err != nil {
		return math.NaN(), err
	}
	return gini(list), nil
}

func gini(list []weighted) float64 {
	var c, wxc, wwx, wx float64
	for _, v := range list {
		c += v.w
		wxc += v.w * v.x * c
		wwx += v.w * v.w * v.x
		wx += v.w * v.x
	}
	if c == 0 || wx == 0 {
		return math.NaN()
	}
	return (2*wxc-wwx)/(c*wx) - 1
}

// GiniLinearised gives the Gini and its linearised variable of Langel & Tillé 2013,
//
//	z_k = [2(N_k·y_k - Y_k) + Y - N·y_k - G(Y + N·y_k)]/(N·Y)
//
// N_k and Y_k the sums of w and w·y over y_j ≤ y_k (ties share them). The variance
// of the Gini is that of the Total of m·z, m the persons of the record. z is 0 for
// a record of weight 0.
func GiniLinearised(values, weights []float64) (g float64, z []float64, err error) {
	list, err := ascending(values, weights)
	if err != nil {
		return math.NaN(), nil, err
	}
	g = gini(list)
	z = make([]float64, len(values))
	var n, y float64
	for _, v := range list {
		n += v.w
		y += v.w * v.x
	}
	var nk, yk float64
	for i := 0; i < len(list); {
		end := i
		for ; end < len(list) && list[end].x == list[i].x; end++ {
			nk += list[end].w
			yk += list[end].w * list[end].x
		}
		x := list[i].x
		for ; i < end; i++ {
			z[list[i].at] = (2*(nk*x-yk) + y - n*x - g*(y+n*x)) / (n * y)
		}
	}
	return g, z, nil
}

// Sen is Sen's 1976 measure H[I + (1-I)·G_p]: H the headcount, I the mean gap of the
// poor, G_p the Gini of their incomes. Incomes are floored at 0; poor is strictly
// below the line (§1). 0 where nobody is poor.
func Sen(incomes, weights []float64, line float64) (float64, error) {
	list, err := ascending(incomes, weights)
	if err == nil && !(line > 0) {
		err = badInput("line %v", line)
	}
	if err != nil || len(list) == 0 {
		return math.NaN(), err
	}
	var all, count, gap float64
	var poor []weighted
	for _, v := range list {
		all += v.w
		if v.x < line {
			v.x = math.Max(v.x, 0)
			count += v.w
			gap += v.w * (line - v.x) / line
			poor = append(poor, v)
		}
	}
	if count == 0 {
		return 0, nil
	}
	mean := gap / count
	g := gini(poor)
	if math.IsNaN(g) { // no poor person has any income
		g = 0
	}
	return count / all * (mean + (1-mean)*g), nil
}

// SenShorrocksThon is the mean gap over all persons times 1 + the Gini of the gaps
// of all (§1).
func SenShorrocksThon(incomes, weights []float64, line float64) (float64, error) {
	if !(line > 0) {
		return math.NaN(), badInput("line %v", line)
	}
	gaps := make([]float64, len(incomes))
	for i, x := range incomes {
		if x < line {
			gaps[i] = (line - math.Max(x, 0)) / line
		}
	}
	list, err := ascending(gaps, weights)
	if err != nil || len(list) == 0 {
		return math.NaN(), err
	}
	var all, gap float64
	for _, v := range list {
		all += v.w
		gap += v.w * v.x
	}
	if gap == 0 {
		return 0, nil
	}
	return gap / all * (1 + gini(list)), nil
}

// Targeting is the measure of Coady, Grosh & Hoddinott 2004: the share of the
// benefit that reaches the poorest q of persons, over q. benefit is per person;
// the household on the boundary is split pro rata. 1 is neutral.
func Targeting(incomes, weights, benefit []float64, q float64) (float64, error) {
	list, err := ascending(incomes, weights)
	if err == nil && (!(q > 0 && q <= 1) || len(benefit) != len(incomes)) {
		err = badInput("poorest share %v, %d benefits for %d incomes", q, len(benefit), len(incomes))
	}
	if err != nil {
		return math.NaN(), err
	}
	var all, paid float64
	for _, v := range list {
		if b := benefit[v.at]; !finite(b) {
			return math.NaN(), badInput("benefit %v", b)
		}
		all += v.w
		paid += v.w * benefit[v.at]
	}
	if paid == 0 {
		return math.NaN(), nil
	}
	var below, reached float64
	for _, v := range list {
		part := math.Min(1, math.Max(0, (q*all-below)/v.w))
		reached += part * v.w * benefit[v.at]
		below += v.w
	}
	return reached / paid / q, nil
}
