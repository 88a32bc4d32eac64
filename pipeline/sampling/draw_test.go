package sampling

import (
	"errors"
	"fmt"
	"math/big"
	oldrand "math/rand" // as testing/quick wants it
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/quick"
)

// county makes villages of two townships and more. counts are the households of
// each village by class; of the 一般农户 every fifth is a 档外户.
func county(counts ...[3]int) []Village {
	var out []Village
	for i, n := range counts {
		poor := i%3 == 0
		v := Village{Code: fmt.Sprintf("9999011%02d%03d", 1+i%4, i+1), Name: fmt.Sprintf("村%d", i+1),
			TownshipCode: fmt.Sprintf("9999011%02d", 1+i%4), Township: fmt.Sprintf("乡%d", 1+i%4), Poor: &poor}
		for c, m := range n {
			for k := range m {
				v.Households = append(v.Households, Household{ID: fmt.Sprintf("%s%d%04d", v.Code, c, k), Class: Class(c),
					Outside: Class(c) == Unregistered && k%5 == 0, Persons: int64(1 + k%6)})
			}
		}
		out = append(out, v)
	}
	return out
}

// many is what most tests draw from: 40 villages, from 12 to 75 households.
func many() []Village {
	var counts [][3]int
	for i := range 40 {
		counts = append(counts, [3]int{4 + i/2, 8 + i, i % 7})
	}
	return county(counts...)
}

func design() Design {
	return Design{Seed: 20181231, Villages: 16, Stratify: ByTownship, Method: Equal, Households: 15, Substitutes: 2, Teams: 3}
}

func mustDraw(t *testing.T, villages []Village, d Design) *Sample {
	t.Helper()
	s, err := Draw(villages, d)
	if err != nil {
		t.Fatal(err)
	}
	sound(t, s)
	return s
}

// sound checks what holds for every sample, whatever the design.
func sound(t *testing.T, s *Sample) {
	t.Helper()
	once := map[string]bool{}
	drawn, certain := 0, 0
	for _, st := range s.Strata {
		sum, n, all := new(big.Rat), 0, int64(0)
		var probabilities []string
		for _, v := range s.Villages {
			if v.Stratum != st.Name {
				continue
			}
			n++
			all += int64(v.Frames())
			sum.Add(sum, v.Probability)
			if v.Probability.Sign() <= 0 || v.Probability.Cmp(big.NewRat(1, 1)) > 0 {
				t.Errorf("village %s has the probability %s", v.Code, v.Probability)
			}
			if p := v.Probability.String(); !slices.Contains(probabilities, p) {
				probabilities = append(probabilities, p)
			}
		}
		if n != st.Frame || all != st.Households {
			t.Errorf("stratum %s: %d villages of %d, %d households of %d", st.Name, n, st.Frame, all, st.Households)
		}
		if sum.Cmp(big.NewRat(int64(st.Drawn), 1)) != 0 {
			t.Errorf("stratum %s: the probabilities sum to %s for %d villages", st.Name, sum, st.Drawn)
		}
		if !st.PPS && len(probabilities) != 1 {
			t.Errorf("stratum %s, of equal probability, has %v", st.Name, probabilities)
		}
		if st.Certain && (st.Drawn != st.Frame || probabilities[0] != "1/1") {
			t.Errorf("certain stratum %+v with %v", st, probabilities)
		}
		drawn += st.Drawn
		if st.Certain {
			certain += st.Drawn
		}
	}
	if drawn != s.Design.Villages {
		t.Errorf("%d villages drawn of %d", drawn, s.Design.Villages)
	}
	teams := map[int]bool{}
	for i := range s.Villages {
		v := &s.Villages[i]
		if !v.Drawn {
			if v.Samples() != 0 || v.Team != 0 {
				t.Errorf("village %s is not drawn and has households", v.Code)
			}
			continue
		}
		drawn--
		teams[v.Team] = true
		for c := range v.Cells {
			cell := &v.Cells[c]
			for _, h := range slices.Concat(cell.Sampled, cell.Substitutes) {
				if once[h.ID] {
					t.Errorf("household %s is drawn twice", h.ID)
				}
				once[h.ID] = true
				if classOf(h, s.Design.Outside != nil) != Class(c) || !strings.HasPrefix(h.ID, v.Code) {
					t.Errorf("household %s does not belong to %s of %s", h.ID, Class(c), v.Code)
				}
			}
			if len(cell.Sampled) == 0 {
				continue
			}
			// the weights of a class in a village, times the village's chance, are its households
			sum := new(big.Rat).Mul(v.Weight(Class(c)), big.NewRat(int64(len(cell.Sampled)), 1))
			if sum.Mul(sum, v.Probability); sum.Cmp(big.NewRat(int64(cell.Frame), 1)) != 0 {
				t.Errorf("%s of %s: the weights stand for %s of %d", Class(c), v.Code, sum, cell.Frame)
			}
			if one := new(big.Rat).Mul(v.Weight(Class(c)), v.Inclusion(Class(c))); one.Cmp(big.NewRat(1, 1)) != 0 {
				t.Errorf("weight and probability of %s: %s", v.Code, one)
			}
			if want := min(s.Design.Substitutes, cell.Frame-len(cell.Sampled)); len(cell.Substitutes) != want {
				t.Errorf("%s of %s: %d substitutes of %d", Class(c), v.Code, len(cell.Substitutes), want)
			}
		}
	}
	if drawn != 0 {
		t.Errorf("the strata count %d villages too many", drawn)
	}
	for k := 1; k <= s.Design.Teams; k++ {
		if !teams[k] {
			t.Errorf("team %d has no village", k)
		}
	}
	if len(teams) != s.Design.Teams {
		t.Errorf("teams %v", teams)
	}
}

// drawnIDs lists what was drawn, for comparison.
func drawnIDs(s *Sample) []string {
	var out []string
	for _, v := range s.Villages {
		if !v.Drawn {
			continue
		}
		line := v.Code + ":"
		for _, c := range v.Cells {
			for _, h := range c.Sampled {
				line += " " + strings.TrimPrefix(h.ID, v.Code)
			}
			for _, h := range c.Substitutes {
				line += " +" + strings.TrimPrefix(h.ID, v.Code)
			}
		}
		out = append(out, line)
	}
	return out
}

// The same seed draws the same sample, in whatever order the villages and their
// households come; another seed draws another.
func TestDrawIsReproducible(t *testing.T) {
	for _, method := range []Method{Equal, PPS} {
		d := design()
		d.Method = method
		want := drawnIDs(mustDraw(t, many(), d))
		chance := rand.New(rand.NewPCG(1, 1))
		for range 5 {
			villages := many()
			chance.Shuffle(len(villages), func(i, j int) { villages[i], villages[j] = villages[j], villages[i] })
			for _, v := range villages {
				chance.Shuffle(len(v.Households), func(i, j int) { v.Households[i], v.Households[j] = v.Households[j], v.Households[i] })
			}
			before := villages[0].Households[0].ID
			if got := drawnIDs(mustDraw(t, villages, d)); !slices.Equal(got, want) {
				t.Fatalf("another order draws\n%v, not\n%v", got, want)
			}
			if villages[0].Households[0].ID != before {
				t.Error("drawing moved the caller's households")
			}
		}
		d.Seed++
		if slices.Equal(drawnIDs(mustDraw(t, many(), d)), want) {
			t.Error("another seed draws the same")
		}
	}
}

// A fixed draw, so that no platform and no later library draws another sample for
// a seed that stands in somebody's files.
func TestDrawOfOneSeed(t *testing.T) {
	d := Design{Seed: 7, Villages: 4, Stratify: ByPoor, Method: Equal, Households: 5, Substitutes: 1, Teams: 1}
	small := county([3]int{6, 9, 1}, [3]int{5, 20, 0}, [3]int{4, 8, 3}, [3]int{7, 12, 2}, [3]int{3, 30, 1}, [3]int{8, 10, 2})
	for method, want := range map[Method][]string{
		Equal: {
			"999901101001: 00000 00002 +00003 10001 10006 +10005 20000",
			"999901102002: 00000 00002 +00003 10002 10003 10007 +10006",
			"999901103003: 00001 +00002 10002 10004 10006 +10007 20002 +20000",
			"999901104004: 00004 +00003 10001 10002 10004 +10011 20001 +20000",
		},
		PPS: {
			"999901101001: 00000 00002 +00003 10001 10006 +10005 20000",
			"999901101005: 00001 00002 +00000 10001 10008 +10009 20000",
			"999901102002: 00000 00002 +00003 10002 10003 10007 +10006",
			"999901104004: 00004 +00003 10001 10002 10004 +10011 20001 +20000",
		},
	} {
		d.Method = method
		if got := drawnIDs(mustDraw(t, small, d)); !slices.Equal(got, want) {
			t.Errorf("%s: %q", method, got)
		}
	}
}

// More households of the same design add to a sample and do not replace it; the
// draw in one village does not depend on the others.
func TestDrawGrows(t *testing.T) {
	d := design()
	d.Households, d.Sizes, d.Substitutes = 0, map[Class]Size{Exited: {N: 4}, Unregistered: {N: 3}}, 0
	small := mustDraw(t, many(), d)
	d.Sizes = map[Class]Size{Exited: {N: 6}, Unregistered: {N: 3}}
	large := mustDraw(t, many(), d)
	for i, v := range small.Villages {
		for _, h := range v.Cells[Exited].Sampled {
			if !slices.Contains(large.Villages[i].Cells[Exited].Sampled, h) {
				t.Errorf("%s is not in the larger sample", h.ID)
			}
		}
		if !reflect.DeepEqual(v.Cells[Unregistered].Sampled, large.Villages[i].Cells[Unregistered].Sampled) {
			t.Errorf("another class of %s changed", v.Code)
		}
	}
}

// A village that a PPS draw would take always is certain and stands apart; so does
// one that is asked for.
func TestCertainty(t *testing.T) {
	villages := county([3]int{900, 900, 0}, [3]int{10, 10, 0}, [3]int{20, 20, 0}, [3]int{30, 30, 0}, [3]int{40, 40, 0}, [3]int{50, 50, 0})
	d := Design{Seed: 1, Villages: 3, Stratify: ByNothing, Method: PPS, Households: 6, Teams: 1}
	s := mustDraw(t, villages, d)
	if len(s.Strata) != 2 || s.Strata[0] != (Stratum{Name: "全县", PPS: true, Frame: 5, Drawn: 2, Households: 300}) ||
		s.Strata[1] != (Stratum{Name: "全县·必查", Certain: true, Frame: 1, Drawn: 1, Households: 1800}) {
		t.Errorf("%+v", s.Strata)
	}
	at := func(s *Sample, code string) FrameVillage {
		i := slices.IndexFunc(s.Villages, func(v FrameVillage) bool { return v.Code == code })
		return s.Villages[i]
	}
	if v := at(s, villages[0].Code); !v.Drawn || v.Stratum != "全县·必查" || v.Weight(Exited).String() != "300/1" {
		t.Errorf("%+v", v)
	}
	if v := at(s, villages[5].Code); v.Probability.String() != "2/3" { // 2 of 300 households, 100 of them here
		t.Errorf("probability %s", v.Probability)
	}
	d.Method, d.Stratify, d.Certainty = Equal, ByTownship, []string{villages[1].Code, villages[1].Code}
	d.Villages = 5
	s = mustDraw(t, villages, d)
	if v := at(s, villages[1].Code); !v.Drawn || v.Stratum != "乡2·必查" && v.Stratum != "乡2" || v.Probability.String() != "1/1" {
		t.Errorf("%+v", v)
	}
	// all the villages of a stratum
	d.Villages = 6
	s = mustDraw(t, villages, d)
	for _, st := range s.Strata {
		if !st.Certain || strings.Contains(st.Name, "必查") {
			t.Errorf("a census of the villages has %+v", st)
		}
	}
}

// 档外户 taken whole or oversampled weigh by their own share; the other 一般农户
// weigh as if they were not there.
func TestOutside(t *testing.T) {
	villages := county([3]int{10, 50, 4}, [3]int{10, 50, 4}, [3]int{10, 50, 4})
	d := Design{Seed: 3, Villages: 2, Stratify: ByNothing, Method: Equal, Sizes: map[Class]Size{Exited: {N: 5}, Unregistered: {N: 8}, Remaining: {All: true}}, Teams: 1}
	for _, c := range []struct {
		outside *Size
		m       [classes]int
		frame   [classes]int
		weight  [classes]string
	}{
		{nil, [classes]int{5, 8, 4, 0}, [classes]int{10, 50, 4, 0}, [classes]string{"3/1", "75/8", "3/2", ""}},
		{&Size{All: true}, [classes]int{5, 8, 4, 10}, [classes]int{10, 40, 4, 10}, [classes]string{"3/1", "15/2", "3/2", "3/2"}},
		{&Size{N: 4}, [classes]int{5, 8, 4, 4}, [classes]int{10, 40, 4, 10}, [classes]string{"3/1", "15/2", "3/2", "15/4"}},
		{&Size{N: 99}, [classes]int{5, 8, 4, 10}, [classes]int{10, 40, 4, 10}, [classes]string{"3/1", "15/2", "3/2", "3/2"}},
	} {
		d.Outside = c.outside
		s := mustDraw(t, villages, d)
		for i := range s.Villages {
			v := &s.Villages[i]
			for class, cell := range v.Cells {
				if cell.Frame != c.frame[class] || v.Drawn && len(cell.Sampled) != c.m[class] {
					t.Errorf("%v: %s of %s: %d of %d", c.outside, Class(class), v.Code, len(cell.Sampled), cell.Frame)
				}
				if w := v.Weight(Class(class)); v.Drawn && w != nil && w.String() != c.weight[class] {
					t.Errorf("%v: a %s of %s weighs %s", c.outside, Class(class), v.Code, w)
				}
			}
		}
	}
}

// What a county's villages may lack.
func TestSmallVillages(t *testing.T) {
	// the fifth has no household, the fourth one class only, the third fewer than asked
	villages := county([3]int{9, 20, 2}, [3]int{8, 30, 0}, [3]int{1, 2, 1}, [3]int{0, 25, 0}, [3]int{0, 0, 0}, [3]int{4, 12, 1})
	s := mustDraw(t, villages, Design{Seed: 5, Villages: 5, Stratify: ByNothing, Method: Equal, Households: 9, Substitutes: 3, Teams: 5})
	if len(s.Empty) != 1 || s.Empty[0].Code != villages[4].Code || len(s.Villages) != 5 {
		t.Errorf("empty %v, %d in the frame", s.Empty, len(s.Villages))
	}
	for _, want := range []struct {
		village int
		m       [classes]int
	}{{0, [classes]int{2, 5, 2, 0}}, {2, [classes]int{1, 2, 1, 0}}, {3, [classes]int{0, 9, 0, 0}}, {5, [classes]int{2, 6, 1, 0}}} {
		i := slices.IndexFunc(s.Villages, func(v FrameVillage) bool { return v.Code == villages[want.village].Code })
		for c, m := range want.m {
			if got := len(s.Villages[i].Cells[c].Sampled); got != m {
				t.Errorf("village %d: %d %s, not %d", want.village+1, got, Class(c), m)
			}
		}
	}
	for _, v := range s.Villages {
		if v.Code == villages[2].Code && (v.Weight(Exited).Cmp(big.NewRat(1, 1)) != 0 || len(v.Cells[Exited].Substitutes) != 0) {
			t.Errorf("a class taken whole: %+v", v.Cells[Exited])
		}
	}
	// a class that is not asked for is not reached, and said so
	s = mustDraw(t, villages, Design{Seed: 5, Villages: 4, Stratify: ByNothing, Method: Equal, Sizes: map[Class]Size{Exited: {N: 3}}, Teams: 1})
	if got := s.Missed(); got != [classes]int{0, 89, 4, 0} {
		t.Errorf("missed %v", got)
	}
}

// A stratum with fewer villages than its share is taken whole, and the others take
// the rest.
func TestSmallStratum(t *testing.T) {
	var villages []Village
	for i := range 30 {
		v := county([3]int{5, 10, 1})[0]
		v.Code = fmt.Sprintf("9999011%02d%03d", 1+min(i, 1), i)
		v.TownshipCode = v.Code[:9]
		v.Township = "城关镇" // both are called so
		for k := range v.Households {
			v.Households[k].ID = v.Code + v.Households[k].ID
		}
		villages = append(villages, v)
	}
	s := mustDraw(t, villages, Design{Seed: 1, Villages: 20, Stratify: ByTownship, Method: Equal, Households: 5, Teams: 2})
	want := []Stratum{{Name: "城关镇", Certain: true, Frame: 1, Drawn: 1, Households: 16}, {Name: "城关镇(999901102)", Frame: 29, Drawn: 19, Households: 464}}
	if !slices.Equal(s.Strata, want) || s.Strata[0].Lonely() {
		t.Errorf("%+v", s.Strata)
	}
	s = mustDraw(t, villages[1:], Design{Seed: 1, Villages: 1, Stratify: ByTownship, Method: Equal, Households: 5, Teams: 1})
	if !s.Strata[0].Lonely() {
		t.Errorf("%+v", s.Strata)
	}
}

func TestDesignsRefused(t *testing.T) {
	villages := many()
	for _, c := range []struct {
		says   string
		change func(*Design)
	}{
		{"抽村数至少为1", func(d *Design) { d.Villages = 0 }},
		{"组数至少为1", func(d *Design) { d.Teams = 0 }},
		{"17个组多于16个抽中村", func(d *Design) { d.Teams = 17 }},
		{"只有40个", func(d *Design) { d.Villages = 41 }},
		{"每村户数至少为3", func(d *Design) { d.Households = 2 }},
		{"只能给一种", func(d *Design) { d.Sizes = map[Class]Size{Exited: {N: 1}} }},
		{"都是0", func(d *Design) { d.Households, d.Sizes = 0, map[Class]Size{Exited: {}} }},
		{"不能小于0", func(d *Design) { d.Households, d.Sizes = 0, map[Class]Size{Exited: {N: -1}} }},
		{"不认识的抽样类别", func(d *Design) { d.Households, d.Sizes = 0, map[Class]Size{Outside: {N: 1}} }},
		{"至少抽1户", func(d *Design) { d.Outside = &Size{} }},
		{"备选户数", func(d *Design) { d.Substitutes = -1 }},
		{"分层", func(d *Design) { d.Stratify = "village" }},
		{"抽村方法", func(d *Design) { d.Method = "" }},
		{"不在抽样框中", func(d *Design) { d.Certainty = []string{"999901199999"} }},
		{"多于抽村数", func(d *Design) { d.Villages, d.Teams, d.Certainty = 1, 1, []string{villages[0].Code, villages[1].Code} }},
		{"4个抽样层", func(d *Design) { d.Villages = 3 }},
		{"还要抽1个村", func(d *Design) { d.Villages, d.Teams, d.Certainty = 2, 1, []string{villages[0].Code} }},
	} {
		d := design()
		c.change(&d)
		_, err := Draw(villages, d)
		var refused *DesignError
		if !errors.As(err, &refused) || !strings.Contains(refused.Reason, c.says) {
			t.Errorf("%s: %v", c.says, err)
		}
	}
	var refused *DesignError
	twice := append(many(), many()[0])
	if _, err := Draw(twice, design()); err == nil || errors.As(err, &refused) {
		t.Errorf("a village that comes twice: %v", err)
	}
	twice = many()
	twice[1].Households[0].ID = twice[0].Households[0].ID
	if _, err := Draw(twice, design()); err == nil {
		t.Error("a household that comes twice is drawn from")
	}
	none := county([3]int{0, 5, 0}, [3]int{0, 6, 0})
	if _, err := Draw(none, Design{Villages: 1, Stratify: ByNothing, Method: Equal, Sizes: map[Class]Size{Exited: {N: 1}}, Teams: 1}); !errors.As(err, &refused) {
		t.Errorf("nobody to draw: %v", err)
	}
}

// Whatever the county and the design, a draw is sound or is refused.
func TestAnyDraw(t *testing.T) {
	refusals := 0
	err := quick.Check(func(seed uint64, raw []uint16, villages, per, teams uint8, pps, poor, sizes, apart bool) bool {
		var counts [][3]int
		for _, n := range raw {
			counts = append(counts, [3]int{int(n % 7), int(n / 7 % 31), int(n / 217 % 4)})
		}
		d := Design{Seed: seed, Villages: int(villages)%(len(raw)+1) + 1, Stratify: ByTownship, Method: Equal, Households: int(per % 40), Teams: int(teams)%5 + 1, Substitutes: int(per % 3)}
		if pps {
			d.Method = PPS
		}
		if poor {
			d.Stratify = ByPoor
		}
		if sizes {
			d.Households, d.Sizes = 0, map[Class]Size{Exited: {N: int(per % 9)}, Unregistered: {N: int(per % 5)}, Remaining: {All: true}}
		}
		if apart {
			d.Outside = &Size{N: 1 + int(per%4)}
		}
		s, err := Draw(county(counts...), d)
		if err != nil {
			refusals++
			var refused *DesignError
			return errors.As(err, &refused)
		}
		sound(t, s)
		return !t.Failed()
	}, &quick.Config{MaxCount: 400, Rand: oldrand.New(oldrand.NewSource(1))})
	if err != nil {
		t.Error(err)
	}
	if refusals > 300 {
		t.Errorf("%d of 400 designs were refused: nothing is tested", refusals)
	}
}

// Teams get neighbouring villages and about the same number of households.
func TestTeams(t *testing.T) {
	for _, c := range []struct {
		load  []int
		count int
		want  []int
	}{
		{[]int{5, 5, 5, 5}, 2, []int{1, 1, 2, 2}},
		{[]int{9, 1, 1, 1}, 2, []int{1, 2, 2, 2}},
		{[]int{1, 1, 1}, 3, []int{1, 2, 3}},
		{[]int{0, 0, 7}, 3, []int{1, 2, 3}},
		{[]int{3}, 1, []int{1}},
	} {
		if got := teams(c.load, c.count); !slices.Equal(got, c.want) {
			t.Errorf("%v among %d: %v", c.load, c.count, got)
		}
	}
}
