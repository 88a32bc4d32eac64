package survey

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// county is a made-up population of villages in two strata, with two classes of
// households in each village.
type county struct {
	strata   [2][]hamlet // poor and other villages
	bad, all float64
}

// hamlet is a village with its households of two classes.
type hamlet struct {
	name    string
	classes [2][]household
}

type household struct{ m, bad float64 }

// population makes a county whose rate lies near p with intra-village correlation
// icc: village rates from a Beta distribution, drawn as a share of Gammas.
func population(rng *rand.Rand, p, icc float64) county {
	var c county
	for v := range 300 {
		stratum, level := 0, 1.4
		if v%5 >= 2 {
			stratum, level = 1, 0.75
		}
		a, b := p*level*(1-icc)/icc, (1-p*level)*(1-icc)/icc
		x, y := gamma(rng, a), gamma(rng, b)
		rate := x / (x + y)
		at := hamlet{name: fmt.Sprint(v)}
		for k := range 60 + rng.IntN(140) {
			h := household{m: float64(1 + rng.IntN(6))}
			if rng.Float64() < rate {
				h.bad = h.m
			}
			c.bad += h.bad
			c.all += h.m
			class := min(1, k%4)
			at.classes[class] = append(at.classes[class], h)
		}
		c.strata[stratum] = append(c.strata[stratum], at)
	}
	return c
}

// gamma draws Gamma(shape, 1) by Marsaglia & Tsang 2000.
func gamma(rng *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return gamma(rng, shape+1) * math.Pow(rng.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := rng.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-rng.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

// draw takes villages, half of them from each stratum, and perClass households of
// each class in them.
func (c county) draw(rng *rand.Rand, villages, perClass int) []Record {
	out := make([]Record, 0, villages*2*perClass)
	for h, in := range c.strata {
		for _, i := range rng.Perm(len(in))[:villages/2] {
			for g, of := range in[i].classes {
				for _, k := range rng.Perm(len(of))[:perClass] {
					out = append(out, Record{Stratum: [2]string{"贫困村", "非贫困村"}[h], PSU: in[i].name, Group: [2]string{"脱贫户", "一般农户"}[g], Weight: math.NaN(),
						PSUs: float64(len(in)), Units: float64(len(of)), Values: []float64{of[k].bad, of[k].m}})
				}
			}
		}
	}
	return out
}

// TestCoverage draws 2,000 samples of each design from fixed populations and counts
// how often the 95 % interval holds the true rate. It prints its table.
func TestCoverage(t *testing.T) {
	if testing.Short() {
		t.Skip("a simulation of some 25 seconds")
	}
	const samples = 2000
	fmt.Println("coverage of 95 % intervals, 2,000 samples each, 10 households a village, two strata × two classes, weights from the frame")
	fmt.Println("   rate  truth    icc  villages  KG+ cover  below lo  above hi  width    none found  Wald-t cover")
	for _, p := range []float64{0.005, 0.02, 0.10} {
		for _, icc := range []float64{0.02, 0.05} {
			c := population(rand.New(rand.NewPCG(20181231, uint64(p*1e4+icc*1e6))), p, icc)
			truth := c.bad / c.all
			for _, villages := range []int{20, 40, 60} {
				rng := rand.New(rand.NewPCG(uint64(villages), uint64(p*1e4+icc*1e6)))
				var held, below, above, none, wald int
				var width float64
				for range samples {
					totals, err := Aggregate(c.draw(rng, villages, 5), Sampling{})
					if err != nil {
						t.Fatal(err)
					}
					e, err := Ratio(totals, 0, 1, Rule{})
					if err != nil {
						t.Fatal(err)
					}
					r, err := e.Rate()
					if err != nil {
						t.Fatal(err)
					}
					i, err := KGPlus(r, 0.95)
					if err != nil {
						t.Fatal(err)
					}
					switch {
					case truth < i.Lo:
						below++
					case truth > i.Hi:
						above++
					default:
						held++
					}
					if r.P == 0 {
						none++
					}
					width += (i.Hi - i.Lo) / samples
					if w, err := Wald(e, 0.95); err == nil && w.Lo <= truth && truth <= w.Hi {
						wald++
					}
				}
				share := func(n int) float64 { return 100 * float64(n) / samples }
				fmt.Printf("%6.2f%% %5.2f%%  %.2f  %8d  %8.2f%%  %7.2f%%  %7.2f%%  %6.2f%%  %9.2f%%  %11.2f%%\n",
					100*p, 100*truth, icc, villages, share(held), share(below), share(above), 100*width, share(none), share(wald))
				if share(held) < 93 {
					t.Errorf("rate %v, correlation %v, %d villages: %.2f %% hold the truth", p, icc, villages, share(held))
				}
			}
		}
	}
}
