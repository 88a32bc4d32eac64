package sampling

import (
	"cmp"
	"slices"

	"sanlv/pipeline/survey"
)

// Plan (抽样方案) answers for some goals how many villages and households are
// needed, and what a given number can show.
type Plan struct {
	Assumptions
	Goals []Goal
	Load  Load    // visited in a village
	Needs []Need  // by goal and true rate
	Cans  []Can   // by number of villages and goal
	Curve []Curve // by goal
	Loads []Load  // of the curves
}

// Curve is how many villages show a goal as the true rate nears its threshold.
type Curve struct {
	Goal
	Points []CurvePoint
}

// CurvePoint is a true rate, and for each load the need.
type CurvePoint struct {
	Truth float64
	Needs []Need
}

// NewPlan plans for goals with the load of a design; villages are the sizes whose
// worth is wanted, and others the households in a village to compare with.
func NewPlan(a Assumptions, goals []Goal, d Design, villages, others []int) (*Plan, error) {
	if err := a.Check(); err != nil {
		return nil, err
	}
	p := &Plan{Assumptions: a, Goals: goals}
	var err error
	if p.Load, err = a.LoadOf(d); err != nil {
		return nil, err
	}
	for _, n := range others {
		l, err := a.LoadOf(Design{Stratify: d.Stratify, Method: d.Method, Households: n})
		if err != nil {
			return nil, err
		}
		p.Loads = append(p.Loads, l)
	}
	for _, g := range goals {
		for _, truth := range g.truths() {
			n, err := a.Need(g, p.Load, truth)
			if err != nil {
				return nil, err
			}
			p.Needs = append(p.Needs, n)
		}
		c := Curve{Goal: g}
		for step := range curveSteps + 1 {
			point := CurvePoint{Truth: g.truth(float64(step) / (2 * curveSteps))}
			for _, l := range p.Loads {
				n, err := a.Need(g, l, point.Truth)
				if err != nil {
					return nil, err
				}
				point.Needs = append(point.Needs, n)
			}
			c.Points = append(c.Points, point)
		}
		p.Curve = append(p.Curve, c)
	}
	for _, n := range villages {
		for _, g := range goals {
			c, err := a.Can(g, p.Load, n)
			if err != nil {
				return nil, err
			}
			p.Cans = append(p.Cans, c)
		}
	}
	return p, nil
}

// curveSteps is how many steps a curve takes from no bad household to half the
// threshold; beyond, the need grows past any county.
const curveSteps = 10

// truth is the true rate whose bad share is a part of what the threshold allows.
func (g Goal) truth(part float64) float64 {
	if g.Direction == survey.Floor {
		return 1 - part*(1-g.Threshold)
	}
	return part * g.Threshold
}

// truths are the true rates planned for: none bad, an eighth, a quarter and half
// of what the threshold allows, and the one expected, the best first.
func (g Goal) truths() []float64 {
	out := []float64{g.Expected}
	for _, part := range []float64{0, 0.125, 0.25, 0.5} {
		if t := g.truth(part); t-g.Expected > 1e-9 || g.Expected-t > 1e-9 {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b float64) int {
		if g.Direction == survey.Floor {
			return cmp.Compare(b, a)
		}
		return cmp.Compare(a, b)
	})
	return out
}
