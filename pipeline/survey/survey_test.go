package survey

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// sample draws records of a made-up county: strata × villages × households, two
// classes, persons in x and persons of bad households in y.
func sample(seed uint64, strata, villages, households int) []Record {
	rng := rand.New(rand.NewPCG(seed, 1))
	var out []Record
	for h := range strata {
		for i := range villages {
			for k := range households {
				m := float64(1 + rng.IntN(6))
				bad := 0.0
				if rng.Float64() < 0.1 {
					bad = m
				}
				out = append(out, Record{Stratum: fmt.Sprint("S", h), PSU: fmt.Sprintf("V%d-%d", h, i), Group: fmt.Sprint("G", k%2), Unit: fmt.Sprint(k),
					Weight: 1 + 3*rng.Float64(), PSUs: float64(10 * villages), Units: float64(2 * households), Values: []float64{bad, m}})
			}
		}
	}
	return out
}

func ratio(t *testing.T, records []Record, rule Rule) Estimate {
	t.Helper()
	totals, err := Aggregate(records, Sampling{})
	if err != nil {
		t.Fatal(err)
	}
	e, err := Ratio(totals, 0, 1, rule)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tol*math.Max(1e-300, math.Abs(want)) {
		t.Errorf("%s: %.15g, want %.15g", what, got, want)
	}
}

// Scaling all weights changes no ratio, variance, Kish n or interval.
func TestScaledWeights(t *testing.T) {
	for seed := range uint64(20) {
		records := sample(seed, 3, 4, 6)
		a := ratio(t, records, Rule{})
		for i := range records {
			records[i].Weight *= 37.5
		}
		b := ratio(t, records, Rule{})
		near(t, "ratio", b.Value, a.Value, 1e-12)
		near(t, "se", b.SE, a.SE, 1e-11)
		near(t, "kish", b.Kish, a.Kish, 1e-12)
		near(t, "deff with replacement", b.DeffReplace, a.DeffReplace, 1e-10)
	}
}

// Sums give the same bits in whatever order they come; shuffled records differ by
// the rounding within a class at most.
func TestOrder(t *testing.T) {
	records := sample(7, 3, 5, 6)
	totals, err := Aggregate(records, Sampling{})
	if err != nil {
		t.Fatal(err)
	}
	a, _ := Ratio(totals, 0, 1, Rule{})
	rng := rand.New(rand.NewPCG(1, 2))
	for range 10 {
		rng.Shuffle(len(totals.Cells), func(i, j int) { totals.Cells[i], totals.Cells[j] = totals.Cells[j], totals.Cells[i] })
		rng.Shuffle(len(totals.Strata), func(i, j int) { totals.Strata[i], totals.Strata[j] = totals.Strata[j], totals.Strata[i] })
		b, _ := Ratio(totals, 0, 1, Rule{})
		if a.Value != b.Value || a.Variance != b.Variance || a.Deff != b.Deff || a.Kish != b.Kish {
			t.Fatalf("%+v\n%+v", a, b)
		}
		rng.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
		c := ratio(t, records, Rule{})
		near(t, "variance of shuffled records", c.Variance, a.Variance, 1e-12)
	}
}

// A village, class or cell without a record of the domain may be left out of the
// sums: the count of villages drawn carries its zeros.
func TestDomainKeepsVillages(t *testing.T) {
	records := sample(3, 2, 6, 6)
	for i := range records {
		records[i].Outside = strings.HasSuffix(records[i].PSU, "-0") || records[i].Group == "G1"
	}
	totals, err := Aggregate(records, Sampling{})
	if err != nil {
		t.Fatal(err)
	}
	full, err := Ratio(totals, 0, 1, Rule{})
	if err != nil {
		t.Fatal(err)
	}
	// the same by hand: zeros for all others
	zero := slices.Clone(records)
	for i := range zero {
		if zero[i].Outside {
			zero[i].Values = []float64{0, 0}
		}
		zero[i].Outside = false
	}
	byHand := ratio(t, zero, Rule{})
	near(t, "variance", full.Variance, byHand.Variance, 1e-12)
	totals.Cells = slices.DeleteFunc(totals.Cells, func(c Cell) bool { return c.Rows == 0 })
	bare, err := Ratio(totals, 0, 1, Rule{})
	if err != nil || bare.Variance != full.Variance || bare.DF != full.DF || bare.DF != 8 {
		t.Errorf("%+v %+v %v", bare, full, err)
	}
}

// One village per stratum never yields a zero variance in silence.
func TestLonelyIsNeverSilent(t *testing.T) {
	records := sample(11, 6, 1, 8)
	if e := ratio(t, records, Rule{}); e.Variance <= 0 || len(e.Warnings) != 6 || e.DF != 0 || e.Reason != FewVillages {
		t.Errorf("adjust: %+v", e)
	}
	totals, _ := Aggregate(records, Sampling{})
	if _, err := Ratio(totals, 0, 1, Rule{Lonely: LonelyFail}); !errors.Is(err, ErrInput) {
		t.Errorf("fail: %v", err)
	}
	if e := ratio(t, records, Rule{Lonely: LonelyCertainty}); len(e.Warnings) != 6 {
		t.Errorf("certainty: %+v", e.Warnings)
	}
	pairs := Rule{Collapse: map[string]string{"S0": "S1", "S1": "S0", "S2": "S3", "S3": "S2", "S4": "S5", "S5": "S4"}}
	e := ratio(t, records, pairs)
	if e.DF != 3 || len(e.Warnings) != 3 || e.Variance <= 0 || e.Reason != "" {
		t.Errorf("collapsed: %+v", e)
	}
	// the same strata declared as they were collapsed have the same variance between villages
	for i := range records {
		records[i].Stratum = []string{"A", "A", "B", "B", "C", "C"}[records[i].Stratum[1]-'0']
		records[i].PSUs = 20
	}
	near(t, "collapsed", e.Variance, ratio(t, records, Rule{}).Variance, 1e-12)
	if _, err := Ratio(totals, 0, 1, Rule{Collapse: map[string]string{"S0": "nowhere"}}); !errors.Is(err, ErrInput) {
		t.Errorf("unknown partner: %v", err)
	}
}

// A lonely household of a class is not silent either.
func TestLonelyHousehold(t *testing.T) {
	records := sample(5, 2, 5, 8)
	records = slices.DeleteFunc(records, func(r Record) bool { return r.Group == "G1" && r.Unit != "1" })
	with := ratio(t, records, Rule{})
	without := ratio(t, records, Rule{Lonely: LonelyCertainty})
	if with.Variance <= without.Variance {
		t.Errorf("%v not above %v", with.Variance, without.Variance)
	}
}

// Certainty strata add no variance between villages, and none at all when their
// villages were taken whole.
func TestCertaintyStrata(t *testing.T) {
	base := sample(2, 2, 5, 6)
	whole := sample(3, 1, 4, 6)
	for i := range whole {
		whole[i].Stratum, whole[i].PSU = "certain", "C"+whole[i].PSU
		whole[i].PSUs, whole[i].Units, whole[i].Weight = 4, 3, 1
	}
	variance := func(records []Record) float64 {
		totals, err := Aggregate(records, Sampling{})
		if err != nil {
			t.Fatal(err)
		}
		e, err := Total(totals, 0, Rule{})
		if err != nil {
			t.Fatal(err)
		}
		return e.Variance
	}
	near(t, "variance with a certainty stratum", variance(slices.Concat(base, whole)), variance(base), 1e-12)
	e := ratio(t, whole, Rule{})
	if !e.Census || e.SE != 0 {
		t.Errorf("a census: %+v", e)
	}
	r, err := e.Rate()
	i, err2 := KGPlus(r, 0.95)
	if err != nil || err2 != nil || i.Lo != e.Value || i.Hi != e.Value {
		t.Errorf("%+v %v %v", i, err, err2)
	}
	for k := range whole { // all villages, some households
		whole[k].Units = 9
	}
	if e := ratio(t, whole, Rule{}); e.Census || e.Variance <= 0 {
		t.Errorf("stage two only: %+v", e)
	}
}

// Nothing found gives an upper limit above 0, everything found a lower one below 1.
func TestZeroEvents(t *testing.T) {
	for _, all := range []float64{0, 1} {
		records := sample(4, 3, 5, 6)
		for i := range records {
			records[i].Values[0] = all * records[i].Values[1]
		}
		e := ratio(t, records, Rule{})
		r, err := e.Rate()
		if err != nil {
			t.Fatal(err)
		}
		i, err := KGPlus(r, 0.95)
		if err != nil || r.P != all || i.Lo >= i.Hi || all == 0 && (i.Lo != 0 || i.Hi < 1/float64(r.N)) || all == 1 && (i.Hi != 1 || i.Lo > 1-1/float64(r.N)) {
			t.Errorf("%+v %+v %v", r, i, err)
		}
		for name, f := range map[string]func(Rate, float64) (Interval, error){"logit": Logit, "wilson": WilsonDesign, "kg": KornGraubard, "asin": Arcsine} {
			if i, err := f(r, 0.95); err != nil || !math.IsNaN(i.Hi) || i.Reason != NoSpread {
				t.Errorf("%s: %+v %v", name, i, err)
			}
		}
	}
}

// Members of one household given one by one are that household.
func TestMembers(t *testing.T) {
	records := sample(6, 2, 4, 6)
	var members []Record
	for _, r := range records {
		for range int(r.Values[1]) {
			one := r
			one.Values = []float64{r.Values[0] / r.Values[1], 1}
			members = append(members, one)
		}
	}
	a, b := ratio(t, records, Rule{}), ratio(t, members, Rule{})
	near(t, "ratio", b.Value, a.Value, 1e-12)
	near(t, "variance", b.Variance, a.Variance, 1e-11)
	near(t, "kish", b.Kish, a.Kish, 1e-12)
	if a.N != b.N || b.Rows <= a.Rows {
		t.Errorf("%+v %+v", a, b)
	}
}

// The weights of a draw add up to the population.
func TestWeights(t *testing.T) {
	records := sample(8, 3, 5, 6)
	for i := range records {
		records[i].Weight = math.NaN()
		records[i].Values = []float64{1}
	}
	totals, err := Aggregate(records, Sampling{})
	if err != nil {
		t.Fatal(err)
	}
	e, err := Total(totals, 0, Rule{})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "households", e.Value, 3*50*2*12, 1e-12)
	if w, err := WeightPPS(1000, 4, 50, 40, 8); err != nil || math.Abs(w-25) > 1e-12 {
		t.Errorf("PPS: %v %v", w, err)
	}
	if _, err := WeightPPS(1000, 4, 300, 40, 8); !errors.Is(err, ErrInput) {
		t.Error("a probability above 1 is not refused")
	}
}

// Impossible input is an error, never a panic or a number.
func TestBadInput(t *testing.T) {
	good := sample(1, 2, 3, 4)
	for name, spoil := range map[string]func(*Record){
		"negative weight":   func(r *Record) { r.Weight = -1 },
		"infinite weight":   func(r *Record) { r.Weight = math.Inf(1) },
		"NaN value":         func(r *Record) { r.Values[0] = math.NaN() },
		"too few values":    func(r *Record) { r.Values = r.Values[:1] },
		"N varies":          func(r *Record) { r.PSUs++ },
		"M varies":          func(r *Record) { r.Units++ },
		"NaN frame":         func(r *Record) { r.PSUs = math.NaN() },
		"village elsewhere": func(r *Record) { r.PSU = "V1-0" },
		"no weight at all":  func(r *Record) { r.Weight, r.Units = math.NaN(), 0 },
	} {
		records := slices.Clone(good)
		for i := range records {
			records[i].Values = slices.Clone(records[i].Values)
		}
		spoil(&records[0])
		if _, err := Aggregate(records, Sampling{}); !errors.Is(err, ErrInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Aggregate(nil, Sampling{}); !errors.Is(err, ErrInput) {
		t.Errorf("no records: %v", err)
	}
	totals, _ := Aggregate(good, Sampling{})
	for _, v := range [][2]int{{-1, 0}, {0, 2}} {
		if _, err := Ratio(totals, v[0], v[1], Rule{}); !errors.Is(err, ErrInput) {
			t.Errorf("variables %v: %v", v, err)
		}
	}
	for _, level := range []float64{0, 1, -1, math.NaN()} {
		if _, err := KGPlus(Rate{P: 0.1, N: 10, DF: 3, Kish: 10, Villages: 4}, level); !errors.Is(err, ErrInput) {
			t.Errorf("level %v: %v", level, err)
		}
	}
	for _, r := range []Rate{{P: 2, N: 9, DF: 3, Kish: 9}, {P: 0.1, Variance: -1, N: 9, DF: 3, Kish: 9}, {P: 0.1, N: 0, DF: 3, Kish: 9},
		{P: 0.1, Variance: 1, N: 9, DF: 3, Kish: math.NaN()}, {P: 0, N: 9, DF: 3, Kish: 9, Villages: 0}} {
		if _, err := KGPlus(r, 0.95); !errors.Is(err, ErrInput) {
			t.Errorf("%+v: %v", r, err)
		}
	}
	none := slices.Clone(good)
	for i := range none {
		none[i].Outside, none[i].Values = true, nil
	}
	if e := ratio(t, none, Rule{}); e.Reason != EmptyDomain || !math.IsNaN(e.Value) {
		t.Errorf("an empty domain: %+v", e)
	}
}
