package survey

import (
	"errors"
	"math"
	"strings"
	"testing"
)

var (
	twoPercent = Standard{Threshold: 200}
	approval   = Standard{Threshold: 9000, Direction: Floor, Inclusive: true}
)

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		s      Standard
		lo, hi float64
		want   Verdict
	}{
		{twoPercent, 0.001, 0.019, Meets},
		{twoPercent, 0.001, 0.02, CannotTell}, // an upper bound at 2 % does not lie below it
		{twoPercent, 0.02, 0.03, Misses},
		{Standard{Threshold: 200, Inclusive: true}, 0.001, 0.02, Meets},
		{Standard{Threshold: 200, Inclusive: true}, 0.02, 0.03, CannotTell},
		{approval, 0.9, 0.95, Meets},
		{approval, 0.89, 0.95, CannotTell},
		{approval, 0.8, 0.8999, Misses},
		{approval, 0.8, 0.9, CannotTell},
		{twoPercent, math.NaN(), math.NaN(), CannotTell},
	} {
		if got, err := c.s.Judge(Interval{Lo: c.lo, Hi: c.hi}); err != nil || got != c.want {
			t.Errorf("%+v: %s %v", c, got, err)
		}
	}
	if _, err := (Standard{Threshold: 20000}).Judge(Interval{}); !errors.Is(err, ErrInput) {
		t.Error(err)
	}
	if All(Meets, Meets) != Meets || All(Meets, CannotTell) != CannotTell || All(CannotTell, Misses) != Misses || All() != CannotTell {
		t.Error("all rates together")
	}
}

// Integers decide at the boundary, also where 64 bits would overflow.
func TestJudgeCounts(t *testing.T) {
	for _, c := range []struct {
		bad, all int64
		want     Verdict
	}{{2, 100, Misses}, {199, 10000, Meets}, {0, 0, CannotTell}, {math.MaxInt64 / 50, math.MaxInt64, Meets}, {math.MaxInt64/50 + 1, math.MaxInt64, Misses}} {
		if got, err := twoPercent.JudgeCounts(c.bad, c.all); err != nil || got != c.want {
			t.Errorf("%+v: %s %v", c, got, err)
		}
	}
	if v, _ := approval.JudgeCounts(90, 100); v != Meets {
		t.Errorf("90 %% approval: %s", v)
	}
	for _, c := range [][2]int64{{-1, 5}, {6, 5}} {
		if _, err := twoPercent.JudgeCounts(c[0], c[1]); !errors.Is(err, ErrInput) {
			t.Errorf("%v is not refused", c)
		}
	}
}

// The numbers of §4.
func TestEffectiveNeeded(t *testing.T) {
	for p, want := range map[float64]int{0: 149, 0.001: 164, 0.0025: 192, 0.005: 259, 0.01: 569, 0.015: 2205, 0.018: 13477} {
		if n, toward, err := twoPercent.EffectiveNeeded(p); err != nil || toward != Meets || n != want {
			t.Errorf("%v: %d %s %v, want %d", p, n, toward, err, want)
		}
		mirror := Standard{Threshold: 9800, Direction: Floor}
		if n, toward, err := mirror.EffectiveNeeded(1 - p); err != nil || toward != Meets || n != want {
			t.Errorf("%v mirrored: %d %s %v, want %d", p, n, toward, err, want)
		}
	}
	if _, toward, err := twoPercent.EffectiveNeeded(0.02); err != nil || toward != CannotTell {
		t.Errorf("at the threshold: %s %v", toward, err)
	}
	if n, toward, err := twoPercent.EffectiveNeeded(0.05); err != nil || toward != Misses || n < 50 || n > 400 {
		t.Errorf("above the threshold: %d %s %v", n, toward, err)
	}
}

func TestHowManyMore(t *testing.T) {
	r := Rate{P: 0.005, Variance: 2e-5, DF: 38, N: 400, Villages: 40, Kish: 300, ICC: DefaultICC}
	i, err := KGPlus(r, BoundsLevel)
	if err != nil {
		t.Fatal(err)
	}
	more, err := twoPercent.HowManyMore(r, i)
	want := int(math.Ceil((259/i.Effective - 1) * 400))
	if err != nil || more.Toward != Meets || more.Households != want || more.Households < 1 {
		t.Errorf("%+v %v, want %d", more, err, want)
	}
	text := twoPercent.Sentence("错退率", r, i, CannotTell, &more)
	for _, part := range []string{"错退率", "0.50%", "低于2.00%", "样本不足以判定", "再查"} {
		if !strings.Contains(text, part) {
			t.Errorf("%q lacks %q", text, part)
		}
	}
	settled, err := twoPercent.HowManyMore(r, Interval{Lo: 0.001, Hi: 0.01, Effective: 500})
	if err != nil || settled.Toward != Meets || settled.Households != 0 {
		t.Errorf("%+v %v", settled, err)
	}
	r.P = 0.02
	if none, err := twoPercent.HowManyMore(r, i); err != nil || none.Toward != CannotTell {
		t.Errorf("%+v %v", none, err)
	}
}

// The incidence has its own threshold for what the sample audits.
func TestIncidenceMore(t *testing.T) {
	e := IncidenceEstimate{Estimate: Estimate{Value: 0.0109, Variance: 4e-6, SE: 0.002, DF: 28, N: 473, Clusters: 30, Kish: 210},
		Register: Register{Unexited: 1397, Exited: 27236, Unregistered: 128439, All: 157072}, Audited: 0.002}
	more, err := e.HowManyMore(twoPercent)
	if err != nil || more.Toward != Meets || more.Households < 1 {
		t.Fatalf("%+v %v", more, err)
	}
	// with that many the verdict is settled
	e.Kish = more.Effective
	e.Variance = e.Audited * (1 - e.Audited) / (2 * more.Effective)
	i, err := e.KGPlus(BoundsLevel)
	if v, err2 := twoPercent.Judge(i); err != nil || err2 != nil || v != Meets {
		t.Errorf("%+v %s %v %v", i, v, err, err2)
	}
	e.Register.Unexited, e.Register.Exited = 27236, 1397 // the poor alone pass 2 %
	if more, err := e.HowManyMore(twoPercent); err != nil || more.Toward != Misses || more.Households != 0 {
		t.Errorf("%+v %v", more, err)
	}
	if lo, hi, err := WorstCase(3, 2, 100); err != nil || lo != 0.03 || hi != 0.05 {
		t.Errorf("%v %v %v", lo, hi, err)
	}
}

// The numbers of §4.
func TestPlan(t *testing.T) {
	c := Claim{Threshold: 0.02, Confidence: 0.95}
	for accept, want := range []int{149, 236, 313, 386, 456, 523} {
		if n, err := c.AcceptSize(accept); err != nil || n != want {
			t.Errorf("accept %d: %d %v", accept, n, err)
		}
		if a, err := c.Accept(want); err != nil || a != accept {
			t.Errorf("%d households accept %d %v", want, a, err)
		}
		if a, err := c.Accept(want - 1); err != nil || a != accept-1 {
			t.Errorf("%d households accept %d %v", want-1, a, err)
		}
	}
	for accept, want := range []int{99, 157, 208, 257, 303, 348} {
		if n, err := (Claim{Threshold: 0.03, Confidence: 0.95}).AcceptSize(accept); err != nil || n != want {
			t.Errorf("3 %%, accept %d: %d %v", accept, n, err)
		}
	}
	for _, s := range []struct {
		truth, power float64
		want         int
	}{{0.0025, 0.8, 236}, {0.0025, 0.9, 313}, {0.005, 0.8, 386}, {0.005, 0.9, 456}, {0.01, 0.8, 969}, {0.01, 0.9, 1271}, {0.015, 0.8, 4318}, {0.015, 0.9, 5895}} {
		if n, err := c.PowerSize(s.truth, s.power); err != nil || n.Effective != s.want || n.Power < s.power {
			t.Errorf("%+v: %+v %v", s, n, err)
		}
		floor := Claim{Threshold: 0.98, Direction: Floor, Confidence: 0.95}
		if n, err := floor.PowerSize(1-s.truth, s.power); err != nil || n.Effective != s.want {
			t.Errorf("mirrored %+v: %+v %v", s, n, err)
		}
	}
	f := Fieldwork{PerVillage: 10, ICC: 0.05, CV2: 0.3, ResponseRate: 1}
	if h, v, err := f.Needed(149); err != nil || h != 281 || v != 29 {
		t.Errorf("%d households in %d villages, %v", h, v, err)
	}
	s, err := c.Shows(f, 281, 0.8)
	if err != nil || s.Effective != 149 || s.Accept != 0 || s.Bound >= 0.02 {
		t.Errorf("%+v %v", s, err)
	}
	if p, err := c.Power(s.Effective, s.Provable); err != nil || math.Abs(p-0.8) > 1e-9 {
		t.Errorf("power %v at %v, %v", p, s.Provable, err)
	}
	small, err := c.Shows(f, 100, 0.8)
	if err != nil || small.Accept != -1 || !math.IsNaN(small.Provable) || small.Bound < 0.02 {
		t.Errorf("%+v %v", small, err)
	}
	for name, err := range map[string]error{
		"truth above": second(c.PowerSize(0.02, 0.8)), "threshold": second(Claim{Threshold: 0, Confidence: 0.95}.AcceptSize(0)),
		"accept": second(c.AcceptSize(-1)), "all": second(c.AcceptSizeFinite(2, 100)), "response": second(Fieldwork{PerVillage: 10}.Deff()),
	} {
		if !errors.Is(err, ErrInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// The tails beyond the limits are at most α/2, and one count further in more.
func TestFunnel(t *testing.T) {
	for _, n := range []int{1, 5, 20, 60, 300, 5000} {
		for _, p := range []float64{0, 0.005, 0.02, 0.1, 0.5, 0.95, 1} {
			f, err := NewFunnel(n, p)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range []struct {
				lo, hi int
				level  float64
			}{{f.InnerLo, f.InnerHi, FunnelInner}, {f.OuterLo, f.OuterHi, FunnelOuter}} {
				q := (1 - l.level) / 2
				above := func(x int) float64 { return binomialCDF(float64(n-x), float64(n), 1-p) }
				below := func(x int) float64 { return binomialCDF(float64(x), float64(n), p) }
				if l.hi < n && above(l.hi+1) > q || above(l.hi) <= q || l.lo > 0 && below(l.lo-1) > q || below(l.lo) <= q {
					t.Errorf("n=%d p=%v: %d to %d at %v", n, p, l.lo, l.hi, l.level)
				}
			}
			if f.OuterLo > f.InnerLo || f.OuterHi < f.InnerHi {
				t.Errorf("the outer limits lie within: %+v", f)
			}
		}
	}
	f, _ := NewFunnel(60, 0.02)
	for x, want := range map[int]Flag{0: Within, f.InnerHi: Within, f.InnerHi + 1: AboveInner, f.OuterHi + 1: AboveOuter} {
		if got, err := f.Flag(x); err != nil || got != want {
			t.Errorf("%d: %s %v", x, got, err)
		}
	}
	if _, err := f.Flag(61); !errors.Is(err, ErrInput) {
		t.Error("61 of 60 is not refused")
	}
}

// Reliability has an edge on each of its conditions.
func TestReliable(t *testing.T) {
	ok := Rate{P: 0.1, N: 200, DF: 20}
	for _, c := range []struct {
		r    Rate
		i    Interval
		want Reliability
	}{
		{ok, Interval{Lo: 0.06, Hi: 0.15, Effective: 150}, Printable},
		{ok, Interval{Lo: 0.06, Hi: 0.15, Effective: 29}, Suppress},
		{ok, Interval{Lo: 0.01, Hi: 0.31, Effective: 150}, Suppress},
		{ok, Interval{Lo: 0.03, Hi: 0.17, Effective: 150}, Suppress},
		{Rate{P: 0.001, N: 200, DF: 20}, Interval{Lo: 0, Hi: 0.04, Effective: 150}, Printable},
		{Rate{P: 0.1, N: 200, DF: 7}, Interval{Lo: 0.06, Hi: 0.15, Effective: 150}, Caution},
		{Rate{P: 0.1, N: 29, DF: 20}, Interval{Lo: 0.06, Hi: 0.15, Effective: 150}, Suppress},
		{ok, noInterval(0.95, FewVillages), Suppress},
	} {
		if got := Reliable(c.r, c.i); got != c.want {
			t.Errorf("%+v %+v: %s", c.r, c.i, got)
		}
	}
}

// Small sets whose measures are known by hand.
func TestMeasures(t *testing.T) {
	one := []float64{1, 1, 1, 1}
	g, _ := Gini([]float64{0, 0, 0, 8}, one)
	near(t, "Gini of one owner among four", g, 0.75, 1e-12)
	sst, _ := SenShorrocksThon([]float64{0, 10, 10, 10}, one, 4)
	near(t, "SST of one destitute", sst, 0.25*1.75, 1e-12)
	sen, _ := Sen([]float64{2, 2, 10, 10}, one, 4)
	near(t, "Sen of two equal poor", sen, 0.25, 1e-12)
	// the poorest 30 % hold all of the first household and a fifth of the second
	cgh, _ := Targeting([]float64{1, 2, 3, 4}, one, []float64{4, 2, 1, 1}, 0.3)
	near(t, "CGH", cgh, (4+0.2*2)/8/0.3, 1e-12)
	even, _ := Targeting([]float64{3, 1, 2}, []float64{2, 5, 1}, []float64{7, 7, 7}, 0.4)
	near(t, "CGH of an even benefit", even, 1, 1e-12)
	q, _ := Quantile([]float64{3, 1, 2, 4}, one, 0.5)
	near(t, "median between two", q, 2.5, 0)
	now, before := Estimate{Value: 12, Variance: 0.04, DF: 10}, Estimate{Value: 10, Variance: 0.01, DF: 8}
	e, err := GrowthIndependent(now, before)
	if err != nil || e.DF != 18 {
		t.Errorf("%+v %v", e, err)
	}
	near(t, "growth", e.Value, 0.2, 1e-12)
	near(t, "its se", e.SE, 1.2*math.Sqrt(0.04/144+0.01/100), 1e-12)
}
