package sampling

import (
	"errors"
	"math"
	"strings"
	"testing"

	"sanlv/pipeline/survey"
)

var wrongExit = Goal{Indicator: "wrong_exit_rate", Label: "错退率", Comparator: "<", Threshold: 0.02, Direction: survey.Ceiling, Expected: 0.005, Class: Exited}
var approval = Goal{Indicator: "approval", Label: "群众认可度", Comparator: ">=", Threshold: 0.9, Direction: survey.Floor, Expected: 0.97, Households: true}

// usual are the assumptions of the design file's example (§4): 149 effective
// households, ten to a village, become 281.
func usual() Assumptions {
	return Assumptions{Confidence: 0.95, Power: 0.8, ICC: 0.05, Response: 1, Persons: 3, CV2: [Outside]float64{0.3, 0.3, 0.3}}
}

func TestNeed(t *testing.T) {
	a := usual()
	load := Load{Exited: 10, Unregistered: 10}
	for _, c := range []struct {
		truth                                   float64
		effective, accept, households, villages int
	}{
		{0, 149, 0, 281, 29},
		{0.0025, 236, 1, 445, 45}, // 236·1.885 = 444.9
		{0.005, 386, 3, 728, 73},
		{0.01, 969, 12, 1827, 183},
	} {
		n, err := a.Need(wrongExit, load, c.truth)
		if err != nil || !n.Possible || n.Effective != c.effective || n.Accept != c.accept || n.Households != c.households || n.Villages != c.villages || n.Visits != 20*c.villages {
			t.Errorf("at %v: %+v, %v", c.truth, n, err)
		}
		if math.Abs(n.Deff-1.885) > 1e-12 {
			t.Errorf("design effect %v", n.Deff)
		}
		// so many villages can show it, one tenth fewer cannot
		can, err := a.Can(wrongExit, load, n.Villages)
		if err != nil || can.Households != 10*n.Villages || can.Effective < c.effective || can.Provable < c.truth {
			t.Errorf("%d villages: %+v %v", n.Villages, can, err)
		}
		if less, err := a.Can(wrongExit, load, n.Villages*9/10); err != nil || less.Provable >= c.truth && c.truth > 0 {
			t.Errorf("%d villages: %+v %v", n.Villages*9/10, less, err)
		}
	}
	for _, truth := range []float64{0.02, 0.5, 0.0199999} {
		if n, err := a.Need(wrongExit, load, truth); err != nil || n.Possible {
			t.Errorf("a rate of %v is shown below 2 %%: %+v %v", truth, n, err)
		}
	}
	a.Response = 0.9
	if n, _ := a.Need(wrongExit, load, 0); n.Households != 313 { // 281/0.9
		t.Errorf("with absent households: %+v", n)
	}
	// every second village has one: twice as many villages, and nothing in common
	a = usual()
	n, err := a.Need(wrongExit, Load{Exited: 0.5, Unregistered: 9.5}, 0)
	if err != nil || n.Households != 194 || n.Villages != 388 || n.Visits != 3880 {
		t.Errorf("half a household a village: %+v %v", n, err)
	}
	var refused *DesignError
	if _, err := a.Need(wrongExit, Load{Unregistered: 9}, 0); !errors.As(err, &refused) {
		t.Error(err)
	}
	if _, err := a.Can(wrongExit, Load{Exited: 0.1, Unregistered: 9}, 2); !errors.As(err, &refused) {
		t.Error(err)
	}
}

// Where a county has too few villages, more households in each can stand in for
// them, as far as there are any.
func TestEverywhere(t *testing.T) {
	a := usual()
	for range 20 {
		a.Frame = append(a.Frame, [classes]int{25, 40, 2, 0})
	}
	load := Load{Exited: 10, Unregistered: 10}
	n, err := a.Need(wrongExit, load, 0)
	if err != nil || n.Villages <= 20 {
		t.Fatalf("%+v %v", n, err)
	}
	h, ok := a.Everywhere(n, load)
	if !ok || h != 18 { // 149·1.3·0.95/(20-149·1.3·0.05) = 17.8
		t.Errorf("%d households a village, %v", h, ok)
	}
	// so many are enough, and one fewer is not
	for more, enough := range map[int]bool{0: true, -1: false} {
		load[Exited] = float64(h + more)
		if again, err := a.Need(wrongExit, load, 0); err != nil || (again.Villages <= 20) != enough {
			t.Errorf("%d to a village: %+v %v", h+more, again, err)
		}
	}
	for i := range a.Frame {
		a.Frame[i][Exited] = 17
	}
	if h, ok := a.Everywhere(n, load); ok {
		t.Errorf("%d households of 17", h)
	}
	n.Effective = 2000 // not even with endless villages
	if h, ok := a.Everywhere(n, load); ok {
		t.Errorf("%d households", h)
	}
}

// A floor is planned as well as a ceiling, over all the households visited.
func TestNeedOfApproval(t *testing.T) {
	a := usual()
	load := Load{Exited: 7, Unregistered: 8}
	n, err := a.Need(approval, load, approval.Expected)
	want, _ := survey.Claim{Threshold: 0.1, Confidence: 0.95}.PowerSize(0.03, 0.8)
	if err != nil || n.Size != want || math.Abs(n.Deff-1.7) > 1e-12 || n.Visits != 15*n.Villages {
		t.Errorf("%+v %v, want %+v", n, err, want)
	}
	if can, err := a.Can(approval, load, 20); err != nil || can.Households != 300 || !(can.Provable > 0.9 && can.Provable < 1) || !(can.Bound > 0.9) {
		t.Errorf("%+v %v", can, err)
	}
}

// What a county's villages say takes the place of assumptions: sizes of households,
// and how the classes share the visits.
func TestObserve(t *testing.T) {
	villages := county([3]int{10, 20, 0}, [3]int{20, 40, 4}, [3]int{0, 0, 0})
	a := usual()
	a.Observe(villages)
	if a.Villages() != 2 {
		t.Errorf("%d villages", a.Villages())
	}
	var n, sum, square float64
	for _, v := range villages {
		for _, h := range v.Households {
			if h.Class == Exited {
				n, sum, square = n+1, sum+float64(h.Persons), square+float64(h.Persons*h.Persons)
			}
		}
	}
	mean := sum / n
	if want := (square/n - mean*mean) / (mean * mean); math.Abs(a.CV2[Exited]-want) > 1e-12 || want < 0.1 {
		t.Errorf("CV² %v, want %v", a.CV2[Exited], want)
	}
	load, err := a.LoadOf(Design{Stratify: ByNothing, Method: Equal, Households: 9})
	// 30 households: 3 and 6; 64 households: 2 or 3, 5 or more, 2
	if err != nil || math.Abs(load.All()-9) > 1e-12 || load[Remaining] != 1 || load[Exited] < 2 || load[Unregistered] < 5 {
		t.Errorf("%v %v", load, err)
	}
	// drawn in proportion, all households weigh about the same; not so half and half
	if even, skew := a.unequal(Load{30, 60, 4}), a.unequal(Load{45, 45, 4}); even > 1e-12 || math.Abs(skew-(30.*30/45+60.*60/45+4)/94+1) > 1e-12 {
		t.Errorf("unequal weights: %v and %v", even, skew)
	}
	// without a county
	a = usual()
	if load, err = a.LoadOf(Design{Stratify: ByNothing, Method: Equal, Households: 15}); err != nil || load != (Load{7.5, 7.5, 0}) {
		t.Errorf("%v %v", load, err)
	}
	var refused *DesignError
	if _, err = a.LoadOf(Design{Stratify: ByNothing, Method: Equal, Sizes: map[Class]Size{Exited: {All: true}}}); !errors.As(err, &refused) {
		t.Error(err)
	}
	if _, err = a.LoadOf(Design{Stratify: ByNothing, Method: Equal, Households: 15, Outside: &Size{All: true}}); !errors.As(err, &refused) {
		t.Error(err)
	}
}

// A drawn sample is worth what its own weights and persons make it.
func TestCanSample(t *testing.T) {
	villages := many()
	a := usual()
	a.Observe(villages)
	s := mustDraw(t, villages, design())
	can, ok, err := a.CanSample(approval, s)
	if err != nil || !ok || can.Households != s.Households() || can.Villages != 16 {
		t.Fatalf("%+v %v %v", can, ok, err)
	}
	var w, w2 float64
	for i := range s.Villages {
		for _, c := range Classes {
			for range s.Villages[i].Cells[c].Sampled {
				x, _ := s.Villages[i].Weight(c).Float64()
				w, w2 = w+x, w2+x*x
			}
		}
	}
	// Kish's n over the design effect of villages
	want := w * w / w2 / (1 + (float64(can.Households)/16-1)*a.ICC)
	if can.Effective != int(want) {
		t.Errorf("worth %d households, not %v", can.Effective, want)
	}
	exits, ok, err := a.CanSample(wrongExit, s)
	if err != nil || !ok || exits.Households >= can.Households || exits.Chance < 0 || exits.Chance > 1 {
		t.Errorf("%+v %v %v", exits, ok, err)
	}
	d := design()
	d.Households, d.Sizes = 0, map[Class]Size{Unregistered: {N: 4}}
	if _, ok, err := a.CanSample(wrongExit, mustDraw(t, villages, d)); ok || err != nil {
		t.Errorf("nobody of the class: %v %v", ok, err)
	}
	// 档外户 drawn apart are still unregistered
	omission := Goal{Indicator: "omission_rate", Label: "漏评率", Threshold: 0.02, Class: Unregistered}
	d.Outside = &Size{All: true}
	s = mustDraw(t, villages, d)
	if can, _, err := a.CanSample(omission, s); err != nil || can.Households != s.Households() {
		t.Errorf("%d of %d households, %v", can.Households, s.Households(), err)
	}
}

func TestAssumptionsRefused(t *testing.T) {
	for says, change := range map[string]func(*Assumptions){
		"置信度":  func(a *Assumptions) { a.Confidence = 1 },
		"功效":   func(a *Assumptions) { a.Power = 0 },
		"相关系数": func(a *Assumptions) { a.ICC = math.NaN() },
		"访到":   func(a *Assumptions) { a.Response = 1.1 },
		"户均人口": func(a *Assumptions) { a.Persons = 0 },
		"变异系数": func(a *Assumptions) { a.CV2[Unregistered] = -1 },
	} {
		a := usual()
		change(&a)
		var refused *DesignError
		if err := a.Check(); !errors.As(err, &refused) || !strings.Contains(refused.Reason, says) {
			t.Errorf("%s: %v", says, err)
		}
	}
	if a := usual(); a.Check() != nil {
		t.Error("the usual assumptions are refused")
	}
}

func TestPlan(t *testing.T) {
	p, err := NewPlan(usual(), []Goal{wrongExit, approval}, Design{Stratify: ByNothing, Method: Equal, Households: 20}, []int{20, 30}, []int{10, 20})
	if err != nil {
		t.Fatal(err)
	}
	var truths []float64
	for _, n := range p.Needs {
		truths = append(truths, n.Truth)
	}
	if want := []float64{0, 0.0025, 0.005, 0.01, 1, 0.9875, 0.975, 0.97, 0.95}; len(truths) != len(want) {
		t.Errorf("true rates %v", truths)
	} else {
		for i := range want {
			if math.Abs(truths[i]-want[i]) > 1e-12 {
				t.Errorf("true rates %v, want %v", truths, want)
			}
		}
	}
	if len(p.Cans) != 4 || p.Cans[1].Label != "群众认可度" || p.Cans[2].Villages != 30 {
		t.Errorf("%+v", p.Cans)
	}
	for _, c := range p.Curve {
		for i, point := range c.Points {
			if len(point.Needs) != 2 || !point.Needs[0].Possible || point.Needs[0].Villages < point.Needs[1].Villages {
				t.Errorf("%s at %v: %+v", c.Label, point.Truth, point.Needs)
			}
			if i > 0 && point.Needs[0].Villages < c.Points[i-1].Needs[0].Villages {
				t.Errorf("%s at %v: fewer villages than at a better rate", c.Label, point.Truth)
			}
		}
	}
	bad := usual()
	bad.Power = 2
	var refused *DesignError
	if _, err := NewPlan(bad, []Goal{wrongExit}, Design{Stratify: ByNothing, Method: Equal, Households: 20}, nil, nil); !errors.As(err, &refused) {
		t.Error(err)
	}
	if _, err := NewPlan(usual(), []Goal{wrongExit}, Design{Stratify: ByNothing, Method: Equal, Sizes: map[Class]Size{Unregistered: {N: 5}}}, nil, nil); !errors.As(err, &refused) {
		t.Error(err)
	}
}
