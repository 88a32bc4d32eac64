package survey

import (
	"fmt"
	"math"
	"slices"
)

// Lonely says what to do with a stratum of which one village was drawn out of
// several (§1, edge rules). A stratum with N_h = 1 or f_h = 1 is a certainty
// stratum whatever the rule: it has no variance between villages.
type Lonely int

const (
	// LonelyAdjust takes the distance of the village's total from the mean over
	// all strata, (1-f_h)(z - z̄)². Lumley calls it conservative. The default.
	LonelyAdjust Lonely = iota
	// LonelyFail makes it an error.
	LonelyFail
	// LonelyCertainty says that the village was taken with certainty though the
	// frame counts others. It adds no variance, and a warning says so.
	LonelyCertainty
	// lonelyAverage is R's "average". It scales the first stage only and is not
	// offered; the reference values hold it.
	lonelyAverage
)

// Rule is how variance is taken where the formula leaves a choice. The zero
// value is the product's default.
type Rule struct {
	Lonely Lonely
	// Collapse names for a stratum the one it is joined with when a single village
	// of it was drawn. It comes before Lonely. The joined stratum has the villages
	// of both, drawn and in the frame.
	Collapse map[string]string
	// ICC is ρ0 of the intervals of the estimate at 0 % and 100 %; 0 is DefaultICC.
	ICC float64
}

// spread is the variance of a linear form Σ_j c_j·û_j of estimated totals.
type spread struct {
	between, within float64 // first and second stage
	villages        int     // with records of the domain
	strata          int     // with records of the domain
	census          bool    // nothing was drawn: f = 1 at both stages, everywhere
	warnings        []string
}

func (s *spread) variance() float64 { return s.between + s.within }

// df is the degrees of freedom: villages with records of the domain less strata
// with records of the domain (§1; R's degf of a subset).
func (s *spread) df() int { return s.villages - s.strata }

// zSums is Σ z and Σ z² over the households of a cell, z = Σ_j c_j t_j.
func (c *Cell) zSums(coef []float64) (sum, square float64) {
	for j, a := range coef {
		if a == 0 {
			continue
		}
		sum += a * c.Total[j]
		for l, b := range coef[:j] {
			square += 2 * a * b * c.Square[packed(j, l)]
		}
		square += a * a * c.Square[packed(j, j)]
	}
	return sum, square
}

// linear is the linearised variance of Woodruff 1971 for a stratified two-stage
// design, from sums alone (§1):
//
//	v = Σ_h [ (1-f_h)·n_h/(n_h-1)·Σ_i (z_hi - z̄_h)²
//	          + f_h Σ_i Σ_g (1-f_hig)·m/(m-1)·Σ_k (z_k - z̄_hig)² ]
//
// z_k = Σ_j c_j·w·u_jk. n_h and m count everything drawn, also what holds no
// record of the domain (z = 0).
func linear(layers []layer, coef []float64, rule Rule) (spread, error) {
	s := spread{strata: len(layers), census: true}
	z := make([][]float64, len(layers))
	var all float64
	var drawn int
	for h, l := range layers {
		for _, v := range l.villages {
			var sum float64
			for _, c := range v.cells {
				a, _ := c.zSums(coef)
				sum += a
			}
			z[h] = append(z[h], sum)
			all += sum
		}
		drawn += l.Drawn
		s.villages += len(l.villages)
	}
	mean := all / float64(drawn)
	skipped := 0
	for h, l := range layers {
		f := 0.0
		if l.Frame > 0 {
			f = float64(l.Drawn) / l.Frame
		}
		n := float64(l.Drawn)
		switch {
		case 1-f < 1e-7: // a certainty stratum
		case l.Drawn > 1:
			s.census = false
			var sum, square float64
			for _, v := range z[h] {
				sum += v
			}
			centre := sum / n
			for _, v := range z[h] {
				square += (v - centre) * (v - centre)
			}
			square += (n - float64(len(z[h]))) * centre * centre
			s.between += (1 - f) * n / (n - 1) * square
		default:
			s.census = false
			switch rule.Lonely {
			case LonelyAdjust:
				s.between += (1 - f) * (z[h][0] - mean) * (z[h][0] - mean)
				s.warnings = append(s.warnings, fmt.Sprintf("层 %s 只抽了一个村,村间方差按各层平均推算(偏保守)", l.Name))
			case LonelyCertainty:
				s.warnings = append(s.warnings, fmt.Sprintf("层 %s 只抽了一个村,按必抽村处理,不计村间方差", l.Name))
			case lonelyAverage:
				skipped++
			default:
				return spread{}, badInput("one village was drawn in stratum %q", l.Name)
			}
		}
		for _, v := range l.villages {
			within, whole, err := v.within(coef, rule, l.whole)
			if err != nil {
				return spread{}, err
			}
			s.census = s.census && whole
			s.within += v.cells[0].share(l) * within
		}
	}
	if skipped == len(layers) {
		return spread{}, badInput("one village was drawn in every stratum")
	}
	if skipped > 0 {
		s.between *= float64(len(layers)) / float64(len(layers)-skipped)
	}
	return s, nil
}

// share is f_h of the stratum the village was drawn in.
func (c *Cell) share(l layer) float64 {
	if f, ok := l.own[c.Stratum]; ok {
		return f
	}
	return l.f
}

// within is the second-stage sum of one village, and whether it was taken whole.
// A class of which one household was drawn out of several is treated as a lonely
// village is: by default its distance from the mean household of the village (R's
// "adjust" at the second stage). all says that the village was taken whole.
func (v *village) within(coef []float64, rule Rule, all bool) (sum float64, whole bool, err error) {
	if all {
		return 0, true, nil
	}
	var total, drawn float64
	for _, c := range v.cells {
		a, _ := c.zSums(coef)
		total += a
		drawn += float64(c.Drawn)
	}
	whole = true
	for _, c := range v.cells {
		m := float64(c.Drawn)
		rest := 1.0
		if c.Frame > 0 {
			rest -= m / c.Frame
		}
		if rest < 1e-7 {
			continue
		}
		whole = false
		a, square := c.zSums(coef)
		switch {
		case c.Drawn > 1:
			sum += rest * m / (m - 1) * math.Max(0, square-a*a/m)
		case rule.Lonely == LonelyAdjust:
			d := a - total/drawn
			sum += rest * d * d
		case rule.Lonely == LonelyFail:
			return 0, false, badInput("one household was drawn of class %s/%s", c.PSU, c.Group)
		}
	}
	return sum, whole, nil
}

// collapse joins lonely strata with their declared partners.
func collapse(layers []layer, rule Rule) ([]layer, []string, error) {
	if len(rule.Collapse) == 0 {
		return layers, nil, nil
	}
	out := make([]layer, len(layers))
	at := map[string]int{} // where a stratum's villages now are
	for i, l := range layers {
		out[i] = l
		out[i].own = map[string]float64{l.Name: l.f}
		at[l.Name] = i
	}
	var warnings []string
	gone := map[int]bool{}
	for i := range layers {
		l := out[i]
		if gone[i] || l.Drawn > 1 || l.f > 1-1e-7 {
			continue
		}
		partner, ok := rule.Collapse[l.Name]
		if !ok {
			continue
		}
		to, ok := at[partner]
		if !ok {
			return nil, nil, badInput("stratum %q is to be joined with %q, which was not drawn from", l.Name, partner)
		}
		for gone[to] { // the partner was itself joined with another
			to = at[out[to].Name]
		}
		if to == i {
			return nil, nil, badInput("stratum %q is to be joined with itself", l.Name)
		}
		p := &out[to]
		p.Drawn += l.Drawn
		if p.Frame > 0 && l.Frame > 0 {
			p.Frame += l.Frame
		} else {
			p.Frame = 0
		}
		p.villages = append(slices.Clone(p.villages), l.villages...)
		for name, f := range l.own {
			p.own[name] = f
			at[name] = to
		}
		gone[i] = true
		warnings = append(warnings, fmt.Sprintf("层 %s 只抽了一个村,与层 %s 合并计算方差", l.Name, p.Name))
	}
	kept := out[:0:0]
	for i, l := range out {
		if !gone[i] {
			kept = append(kept, l)
		}
	}
	return kept, warnings, nil
}
