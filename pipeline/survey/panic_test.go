package survey

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Whatever numbers come in, out comes an error, an undefined or an ordered interval.
func TestNoPanic(t *testing.T) {
	odd := []float64{0, 1, -1, 0.5, 1e-300, 1e-12, 0.02, 0.999999999999, 3, 1e6, 1e17, 1e300, math.Inf(1), math.Inf(-1), math.NaN(), math.MaxFloat64, math.SmallestNonzeroFloat64}
	whole := []int{-1, 0, 1, 2, 3, 17, 400, 100000, math.MaxInt32}
	rng := rand.New(rand.NewPCG(5, 9))
	number := func() float64 { return odd[rng.IntN(len(odd))] }
	count := func() int { return whole[rng.IntN(len(whole))] }
	for range 20000 {
		r := Rate{P: number(), Variance: number(), DF: count(), N: count(), Villages: count(), Kish: number(), ICC: number(), Census: rng.IntN(8) == 0}
		level := []float64{0.95, 0.9, number()}[rng.IntN(3)]
		for name, f := range map[string]func(Rate, float64) (Interval, error){"kg+": KGPlus, "kg": KornGraubard, "logit": Logit, "wilson": WilsonDesign, "asin": Arcsine} {
			i, err := f(r, level)
			if err == nil && name != "asin" && !(i.Lo <= i.Hi) && !(math.IsNaN(i.Lo) && math.IsNaN(i.Hi)) && i.Effective > 1e-100 && i.Effective < 1e15 {
				t.Fatalf("%s: %+v at %v: %+v", name, r, level, i)
			}
			s := Standard{Threshold: int64(count()), Direction: Direction(rng.IntN(3)), Inclusive: rng.IntN(2) == 0}
			v, _ := s.Judge(i)
			more, _ := s.HowManyMore(r, i)
			_ = s.Sentence("错退率", r, i, v, &more)
			_ = Reliable(r, i)
			_ = RateDeff(r)
		}
		e := Estimate{Value: number(), Variance: number(), SE: number(), DF: count(), N: count()}
		_, _ = Wald(e, level)
		_, _ = GrowthInterval(e, level)
		_, _ = GrowthIndependent(e, Estimate{Value: number(), Variance: number()})
		_, _ = e.Rate()
		inc := IncidenceEstimate{Estimate: e, Audited: number(), Register: Register{number(), number(), number(), number()}}
		_, _ = inc.KGPlus(level)
		_, _ = inc.HowManyMore(twoPercent)
	}
	for range 300 {
		c := Claim{Threshold: number(), Direction: Direction(rng.IntN(3)), Confidence: []float64{0.95, number()}[rng.IntN(2)]}
		_, _ = c.AcceptSize(min(count(), 1000))
		_, _ = c.AcceptSizeFinite(min(count(), 50), min(count(), 5000))
		_, _ = c.Power(count(), number())
		_, _ = c.Shows(Fieldwork{number(), number(), number(), number()}, count(), number())
		_, _, _ = Fieldwork{number(), number(), number(), number()}.Needed(count())
		if f, err := NewFunnel(count(), number()); err == nil {
			_, _ = f.Flag(count())
			_, _ = f.TailProbability(count())
		}
		x, n := count(), count()
		_, _ = ClopperPearson(x, n, number())
		_, _ = Wilson(x, n, number())
		_, _ = Hypergeometric(x, n, min(count(), 5000), number())
		_, _ = BinomialTail(x, n, number())
		_, _ = Weight(number(), count(), number(), count())
		_, _ = WeightPPS(number(), count(), number(), number(), count())
		_, _ = Quantile([]float64{number(), number()}, []float64{number(), number()}, number())
		_, _ = Gini([]float64{number(), number()}, []float64{number(), number()})
		_, _ = Sen([]float64{number(), number()}, []float64{number(), number()}, number())
		_, _ = Targeting([]float64{number()}, []float64{number()}, []float64{number()}, number())
		_, _ = FGT(number(), number(), number()), Watts(number(), number(), number())
	}
	var none *Totals
	_, err := Ratio(none, 0, 0, Rule{})
	if err == nil {
		t.Error("no totals at all")
	}
	_, _ = RaoWu(none, 0, 0, nil)
	_, _ = Ratio(&Totals{K: 1, Strata: []Stratum{{Name: "a", Drawn: 1}}, Cells: []Cell{{Stratum: "a", Rows: 1, Drawn: 1}}}, 0, 0, Rule{})
	_, _ = Total(&Totals{K: 3}, 2, Rule{Collapse: map[string]string{"a": "b"}})
}
