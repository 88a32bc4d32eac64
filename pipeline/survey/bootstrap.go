package survey

import "math"

// RaoWu is the rescaled bootstrap of a ratio y/x (Rao & Wu 1988; Rao, Wu & Yue
// 1992) for statistics without a linearisation; no listed indicator needs it (§1).
// counts holds for every village how often each replicate drew it, n_h - 1 of a
// stratum's villages with replacement. In replicate b the weights of a village are
// w·n_h/(n_h-1)·count, and v = Σ(θ_b - θ̄)²/(B-1). Value and SE are given alone.
func RaoWu(t *Totals, y, x int, counts map[string][]int) (Estimate, error) {
	layers, err := t.arrange()
	if err != nil {
		return undefined(""), err
	}
	if y < 0 || x < 0 || y >= t.K || x >= t.K {
		return undefined(""), badInput("no variables %d, %d among %d", y, x, t.K)
	}
	replicates := -1
	var ys, xs []float64
	var allY, allX float64
	for _, l := range layers {
		for _, v := range l.villages {
			drawn := counts[v.name]
			if replicates < 0 {
				replicates = len(drawn)
				ys, xs = make([]float64, replicates), make([]float64, replicates)
			}
			if len(drawn) != replicates || l.Drawn < 2 {
				return undefined(""), badInput("village %q: %d replicates, not %d; %d villages drawn in its stratum", v.name, len(drawn), replicates, l.Drawn)
			}
			scale := float64(l.Drawn) / float64(l.Drawn-1)
			for _, c := range v.cells {
				allY += c.Total[y]
				allX += c.Total[x]
				for b, n := range drawn {
					ys[b] += scale * float64(n) * c.Total[y]
					xs[b] += scale * float64(n) * c.Total[x]
				}
			}
		}
	}
	if replicates < 2 {
		return undefined(""), badInput("%d replicates", replicates)
	}
	if allX == 0 {
		return undefined(EmptyDomain), nil
	}
	e := undefined("")
	e.Value = allY / allX
	var mean, square float64
	for b := range ys {
		if xs[b] == 0 {
			return undefined(EmptyDomain), nil
		}
		mean += ys[b] / xs[b] / float64(replicates)
	}
	for b := range ys {
		d := ys[b]/xs[b] - mean
		square += d * d
	}
	e.Variance = square / float64(replicates-1)
	e.SE = math.Sqrt(e.Variance)
	return e, nil
}
