package survey

import (
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
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

// coverageFile holds what the full simulation came to, for whoever tells of it.
const coverageFile = "coverage.csv"

// How many samples are drawn of each design: all of them when asked for, else the
// first few, which have to come to what the file says of them.
const (
	coverageSamples = 2000
	coverageFirst   = 100
)

// covered counts how often the 95 % interval holds the truth.
type covered struct {
	rate, icc                      float64
	villages                       int
	truth                          float64
	held, below, above, none, wald int
	width                          float64
	first                          int // held among the first coverageFirst
}

func (c covered) row(samples int) []string {
	share := func(n int) string { return fmt.Sprintf("%.2f", 100*float64(n)/float64(samples)) }
	return []string{fmt.Sprintf("%.1f", 100*c.rate), fmt.Sprintf("%.2f", 100*c.truth), fmt.Sprint(c.icc), fmt.Sprint(c.villages), fmt.Sprint(samples),
		share(c.held), share(c.below), share(c.above), fmt.Sprintf("%.2f", 100*c.width), share(c.none), share(c.wald), fmt.Sprint(c.first)}
}

var coverageHeader = []string{"rate_percent", "truth_percent", "icc", "villages", "samples", "held_percent", "truth_below_percent", "truth_above_percent", "mean_width_percent",
	"nothing_found_percent", "wald_held_percent", fmt.Sprintf("held_of_first_%d", coverageFirst)}

// simulate draws samples of one design from a fixed population.
func (c *covered) simulate(t *testing.T, from county, samples int) {
	c.truth = from.bad / from.all
	rng := rand.New(rand.NewPCG(uint64(c.villages), uint64(c.rate*1e4+c.icc*1e6)))
	for n := range samples {
		totals, err := Aggregate(from.draw(rng, c.villages, 5), Sampling{})
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
		case c.truth < i.Lo:
			c.below++
		case c.truth > i.Hi:
			c.above++
		default:
			c.held++
			if n < coverageFirst {
				c.first++
			}
		}
		if r.P == 0 {
			c.none++
		}
		c.width += (i.Hi - i.Lo) / float64(samples)
		if w, err := Wald(e, 0.95); err == nil && w.Lo <= c.truth && c.truth <= w.Hi {
			c.wald++
		}
	}
}

// TestCoverage draws samples of each design and counts how often the 95 % interval
// holds the true rate. With SANLV_COVERAGE=full (make bench) it draws 2,000 of
// each and compares with the file, with SANLV_COVERAGE=write it writes the file;
// else it draws the first 100, which have to be those of the file.
func TestCoverage(t *testing.T) {
	mode := os.Getenv("SANLV_COVERAGE")
	samples := coverageFirst
	if mode != "" {
		samples = coverageSamples
	}
	var rows [][]string
	for _, p := range []float64{0.005, 0.02, 0.10} {
		for _, icc := range []float64{0.02, 0.05} {
			from := population(rand.New(rand.NewPCG(20181231, uint64(p*1e4+icc*1e6))), p, icc)
			for _, villages := range []int{20, 40, 60} {
				c := covered{rate: p, icc: icc, villages: villages}
				c.simulate(t, from, samples)
				rows = append(rows, c.row(samples))
				if mode != "" && 100*c.held < 93*samples {
					t.Errorf("rate %v, correlation %v, %d villages: %d of %d hold the truth", p, icc, villages, c.held, samples)
				}
			}
		}
	}
	if mode != "" {
		t.Logf("95 %% intervals, %d samples each, 10 households a village, two strata × two classes, weights from the frame\n%s", samples, csvText(t, rows))
	}
	if mode == "write" {
		if err := os.WriteFile(coverageFile, []byte(csvText(t, rows)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	_, stored, err := readCSV(coverageFile)
	if err != nil {
		t.Fatal(err)
	}
	if len(stored) != len(rows) {
		t.Fatalf("%s has %d rows, not %d", coverageFile, len(stored), len(rows))
	}
	for i, want := range stored {
		got, last := rows[i], len(rows[i])-1
		if mode != "" && !slices.Equal(got, want) || !slices.Equal(got[:4], want[:4]) || got[last] != want[last] {
			t.Errorf("drawn %v\nstored %v", got, want)
		}
		if held, err := strconv.ParseFloat(want[5], 64); err != nil || held < 93 {
			t.Errorf("%s: %s %% hold the truth", coverageFile, want[5])
		}
	}
}

func csvText(t *testing.T, rows [][]string) string {
	t.Helper()
	var b strings.Builder
	w := csv.NewWriter(&b)
	if err := w.WriteAll(append([][]string{coverageHeader}, rows...)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
