package samplecounty

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// What is planted comes out of the plain recomputation too, and nothing else has
// a verdict that an inspector would look at.
func TestPlantsAndTruthAgree(t *testing.T) {
	c := Build()
	planted := map[string]string{}
	for _, p := range c.Plants {
		switch p.Kind {
		case "错退", "漏评", "待核":
			planted[p.HouseholdID] = p.Kind
		}
	}
	count := map[string]int{}
	for id, verdict := range c.Truth().Verdicts {
		count[verdict]++
		if verdict == "错退" || verdict == "漏评" || verdict == "待核" {
			if planted[id] != verdict {
				t.Errorf("%s is %s, planted %q", id, verdict, planted[id])
			}
			delete(planted, id)
		}
	}
	if len(planted) > 0 {
		t.Errorf("planted and not so: %v", planted)
	}
	if count["错退"] != 9 || count["漏评"] != 7 || count["待核"] != 6 || count["剩余"] < 10 {
		t.Errorf("verdicts: %v", count)
	}
}

// Every poor village meets all nine standards but where an item is planted.
func TestExitPlantsAndTruthAgree(t *testing.T) {
	c := Build()
	planted := map[string]string{}
	for _, p := range c.ExitPlants {
		planted[p.VillageCode+" "+p.column] = strings.TrimPrefix(p.Kind, "退出")
	}
	for code, items := range c.Truth().Exit {
		for item, verdict := range items {
			want, ok := planted[code+" "+item]
			if !ok {
				want = "达标"
			}
			if verdict != want {
				t.Errorf("%s %s: %s, want %s", code, item, verdict, want)
			}
			delete(planted, code+" "+item)
		}
	}
	if len(planted) > 0 {
		t.Errorf("planted and not judged: %v", planted)
	}
}

// The townships differ: the county has one of every kind of verdict under the
// threshold of two per cent.
func TestTownshipsDiffer(t *testing.T) {
	c := Build()
	truth := c.Truth()
	rate := func(n int) VillageTruth {
		var sum VillageTruth
		for _, v := range c.Townships[n-1].Villages {
			if f := truth.Villages[v.Code]; f != nil {
				sum.add(f)
			}
		}
		return sum
	}
	below := func(n, d int64) bool { return 50*n < d }
	if a := rate(1); !below(a.WrongExit, a.Exited) || below(a.WrongExit+a.UnknownExited, a.Exited) {
		t.Errorf("青石镇 is not undecided: %+v", a)
	}
	if b := rate(2); !below(b.WrongExit+b.UnknownExited, b.Exited) || !below(b.Remaining+b.WrongExit+b.Omitted+b.UnknownExited+b.UnknownUnregistered, b.Persons) {
		t.Errorf("白杨乡 does not meet the standard: %+v", b)
	}
	l := rate(3)
	bad := l.Remaining + l.WrongExit + l.Omitted
	if below(l.WrongExit, l.Exited) || below(bad, l.Persons) || 100*(bad+l.UnknownExited+l.UnknownUnregistered) >= 3*l.Persons || 10*l.Approve >= 9*l.Answered {
		t.Errorf("长滩镇 is to miss two per cent and to stay below three: %+v", l)
	}
}

// The counts of the villages add up to those of the households.
func TestTruthAddsUp(t *testing.T) {
	c := Build()
	truth := c.Truth()
	var sum VillageTruth
	for _, v := range truth.Villages {
		sum.add(v)
	}
	var persons, wrong, omitted, left int64
	c.everyHousehold(func(h *Household) {
		verdict, counts := truth.Verdicts[h.ID]
		if !counts || h.LeftOut {
			return
		}
		n := int64(h.Persons)
		persons += n
		switch verdict {
		case "错退":
			wrong += n
		case "漏评":
			omitted += n
		case "剩余":
			left += n
		}
	})
	if persons != sum.Persons || wrong != sum.WrongExit || omitted != sum.Omitted || left != sum.Remaining {
		t.Errorf("%d %d %d %d against %+v", persons, wrong, omitted, left, sum)
	}
	if len(c.Visits) != int(sum.Answered+sum.Unanswered)+2+4+2 {
		t.Errorf("%d visits, %d answered, %d unanswered, two absent, four to be made, two not settled", len(c.Visits), sum.Answered, sum.Unanswered)
	}
	for indicator, s := range truth.Sample {
		if s.Events == 0 || s.Events >= s.Households || s.SE <= 0 || s.DF != 8 {
			t.Errorf("%s: %+v", indicator, s)
		}
	}
}

// Every village is in the frame, the households drawn are of the class they were
// drawn from, and the weights of a class add up to its households in the frame,
// 8/3 times.
func TestDraw(t *testing.T) {
	c := Build()
	if len(c.Frame) != 32 {
		t.Errorf("%d villages in the frame", len(c.Frame))
	}
	drawn := 0
	for _, f := range c.Frame {
		seen := map[string]bool{}
		for class, of := range f.Of {
			if !f.Drawn && len(of.Sample) > 0 {
				t.Errorf("%s was not drawn", f.Village.Name)
			}
			var sum float64
			for _, h := range of.Sample {
				if h.Village != f.Village || seen[h.ID] {
					t.Errorf("%s: %s", f.Village.Name, h.ID)
				}
				seen[h.ID] = true
				sum += f.weight(class)
			}
			if f.Drawn && of.Frame > 0 && math.Abs(sum-8.0/3*float64(of.Frame)) > 1e-9 {
				t.Errorf("%s %s: weights of %v for %d households", f.Village.Name, class, sum, of.Frame)
			}
			drawn += len(of.Sample)
		}
	}
	if drawn != len(c.Visits) {
		t.Errorf("%d drawn, %d visits", drawn, len(c.Visits))
	}
}

// Every plant says where it is, but for the village that sent nothing.
func TestPlantsHaveAPlace(t *testing.T) {
	c, ids := Build(), map[string]bool{}
	for _, p := range slices.Concat(c.Plants, c.ExitPlants, c.SamplePlants) {
		if p.What == "" || p.Expect == "" || p.Kind == "" || ids[p.ID] {
			t.Errorf("%+v", p)
		}
		ids[p.ID] = true
		if p.File == "" && p.Kind != "village_not_arrived" {
			t.Errorf("%s is nowhere", p.ID)
		}
		if p.column != "" && p.Cell == "" {
			t.Errorf("%s is in no cell", p.ID)
		}
	}
}
