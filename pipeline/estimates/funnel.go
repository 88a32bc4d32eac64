package estimates

import (
	"cmp"
	"math"
	"slices"

	"sanlv/pipeline/survey"
)

// Sources of a funnel.
const (
	Census  = "census" // the register: every household
	Visited = "sample" // households surveyed
)

// Count is a village's households behind a rate, and how many are events.
type Count struct {
	Source, Indicator, County, Village string
	N, Events                          int64
	// All is M, of which N were drawn at random; 0 where the count is no simple
	// random sample of them.
	All int64
}

// Spot is where a village's count lies in the funnel of all villages (§5): a list
// to visit, no ranking.
type Spot struct {
	Count
	Target             float64 // the share of all villages of the county
	InnerLow, InnerTop int64   // counts within are not flagged at 95 %
	OuterLow, OuterTop int64   // and at 99.9 %
	Flag               survey.Flag
	Tail               float64 // probability of such a count or one further out
	Low, High          float64 // exact interval of the village's share; NaN when it was not sampled at random
}

// Funnels places every village with households.
func Funnels(counts []Count) ([]Spot, error) {
	type key struct{ source, indicator, county string }
	sums := map[key][2]int64{}
	for _, c := range counts {
		k := key{c.Source, c.Indicator, c.County}
		s := sums[k]
		sums[k] = [2]int64{s[0] + c.Events, s[1] + c.N}
	}
	var out []Spot
	for _, c := range counts {
		if c.N == 0 {
			continue
		}
		s := sums[key{c.Source, c.Indicator, c.County}]
		at := Spot{Count: c, Target: ratio(s[0], s[1]), Low: math.NaN(), High: math.NaN()}
		f, err := survey.NewFunnel(int(c.N), at.Target)
		if err != nil {
			return nil, err
		}
		at.InnerLow, at.InnerTop, at.OuterLow, at.OuterTop = int64(f.InnerLo), int64(f.InnerHi), int64(f.OuterLo), int64(f.OuterHi)
		if at.Flag, err = f.Flag(int(c.Events)); err != nil {
			return nil, err
		}
		if at.Tail, err = f.TailProbability(int(c.Events)); err != nil {
			return nil, err
		}
		if c.All >= c.N {
			i, err := survey.Hypergeometric(int(c.Events), int(c.N), int(c.All), Confidence)
			if err != nil {
				return nil, err
			}
			at.Low, at.High = i.Lo, i.Hi
		}
		out = append(out, at)
	}
	slices.SortFunc(out, func(a, b Spot) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Indicator, b.Indicator), cmp.Compare(a.Village, b.Village))
	})
	return out, nil
}
