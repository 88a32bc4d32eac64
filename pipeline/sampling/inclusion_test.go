package sampling

import (
	"math/big"
	"testing"
)

// Over many seeds every village is drawn as often as its probability says, and
// every household of a village as often as the others of its class.
func TestInclusionFrequencies(t *testing.T) {
	const draws = 5000
	villages := many()
	for _, c := range []struct {
		name string
		d    Design
	}{
		{"equal by township", Design{Villages: 12, Stratify: ByTownship, Method: Equal, Households: 6, Teams: 1}},
		{"PPS in one stratum", Design{Villages: 14, Stratify: ByNothing, Method: PPS, Households: 6, Teams: 1}},
		{"PPS with a village asked for", Design{Villages: 14, Stratify: ByPoor, Method: PPS, Households: 6, Teams: 1, Certainty: []string{villages[3].Code}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			hits := map[string]float64{}
			var first *Sample
			for seed := range uint64(draws) {
				c.d.Seed = seed
				s, err := Draw(villages, c.d)
				if err != nil {
					t.Fatal(err)
				}
				if first == nil {
					first = s
					sound(t, s)
				}
				for i := range s.Villages {
					v := &s.Villages[i]
					if !v.Drawn {
						continue
					}
					hits[v.Code]++
					for _, h := range v.Cells[Exited].Sampled {
						hits[h.ID]++
					}
				}
			}
			var square, cells float64
			for _, v := range first.Villages {
				p, _ := v.Probability.Float64()
				if v.Probability.Cmp(big.NewRat(1, 1)) == 0 {
					if hits[v.Code] != draws {
						t.Errorf("certain village %s was drawn %v times", v.Code, hits[v.Code])
					}
					continue
				}
				d := hits[v.Code] - draws*p
				square += d * d / (draws * p * (1 - p))
				cells++
			}
			// each term is about a χ² of one degree; 4 standard deviations of their sum
			if limit := cells + 4*1.5*cells/2; square > limit || cells < 30 {
				t.Errorf("villages: χ² of %.1f over %v cells", square, cells)
			}
			v := first.Villages[20]
			n := v.Cells[Exited].Frame
			per := 0.0
			for _, h := range v.Households {
				if h.Class == Exited {
					per += hits[h.ID] / float64(n)
				}
			}
			square = 0
			for _, h := range v.Households {
				if h.Class == Exited {
					square += (hits[h.ID] - per) * (hits[h.ID] - per) / per
				}
			}
			if limit := float64(n) + 4*1.5*float64(n)/2; square > limit || per == 0 {
				t.Errorf("households of %s: χ² of %.1f over %d", v.Code, square, n)
			}
		})
	}
}

// The weights stand for the county: exactly for villages of equal probability and
// for all households of a PPS draw, on average for the rest.
func TestWeightsSumToTheCounty(t *testing.T) {
	villages := many()
	truth := [classes]float64{}
	for _, v := range villages {
		for _, h := range v.Households {
			truth[h.Class]++
		}
	}
	for _, method := range []Method{Equal, PPS} {
		const draws = 1500
		mean := [classes]float64{}
		for seed := range uint64(draws) {
			s, err := Draw(villages, Design{Seed: seed, Villages: 12, Stratify: ByTownship, Method: method, Households: 9, Teams: 1})
			if err != nil {
				t.Fatal(err)
			}
			standFor := map[string]*big.Rat{}
			for i := range s.Villages {
				v := &s.Villages[i]
				if !v.Drawn {
					continue
				}
				if standFor[v.Stratum] == nil {
					standFor[v.Stratum] = new(big.Rat)
				}
				sum := new(big.Rat)
				for _, c := range Classes {
					if w := v.Weight(c); w != nil {
						w.Mul(w, big.NewRat(int64(len(v.Cells[c].Sampled)), 1))
						sum.Add(sum, w)
						x, _ := w.Float64()
						mean[c] += x / draws
					}
				}
				if method == Equal {
					sum.Inv(v.Probability)
				}
				standFor[v.Stratum].Add(standFor[v.Stratum], sum)
			}
			for _, st := range s.Strata {
				want := st.Households
				if method == Equal {
					want = int64(st.Frame)
				}
				if standFor[st.Name].Cmp(big.NewRat(want, 1)) != 0 {
					t.Fatalf("%s, stratum %s: the weights stand for %s of %d", method, st.Name, standFor[st.Name], want)
				}
			}
		}
		for c, n := range truth {
			if mean[c] < 0.98*n || mean[c] > 1.02*n {
				t.Errorf("%s: the %s sum to %.1f on average, not %v", method, Class(c), mean[c], n)
			}
		}
	}
}
