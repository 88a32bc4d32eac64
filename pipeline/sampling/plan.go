package sampling

import (
	"fmt"
	"math"

	"sanlv/pipeline/survey"
)

// Goal is what a sample is to show of one indicator: that it lies on the right
// side of a threshold.
type Goal struct {
	Indicator, Label string
	Standards        []string // that ask for it
	Comparator       string   // as the standards write it
	Threshold        float64  // a fraction
	Direction        survey.Direction
	Expected         float64 // the true rate that is planned with
	Class            Class   // the households that the rate is about
	// Households says that the rate counts households, and all that were visited
	// (认可度); else it counts the persons of Class.
	Households bool
}

// Assumptions (假定) are what a plan takes for granted.
type Assumptions struct {
	Confidence float64 // of the claim, one-sided
	Power      float64 // 机会: the probability that the claim can be shown when it is true
	ICC        float64 // ρ: correlation of households of one village
	Response   float64 // share of households found at home
	Persons    float64 // of a household, mean
	// CV2 is the squared coefficient of variation of the persons of a household, by
	// class: rates count persons, and large households weigh more.
	CV2 [Outside]float64
	// Frame, when it is known, has for each village its households by class.
	Frame [][classes]int
}

// Observe takes from a county's villages what a plan would else have to assume.
func (a *Assumptions) Observe(villages []Village) {
	var sum, square, count [Outside]float64
	a.Frame = nil
	for _, v := range villages {
		if len(v.Households) == 0 {
			continue
		}
		var frame [classes]int
		for _, h := range v.Households {
			frame[h.Class]++
			if h.Persons > 0 {
				p := float64(h.Persons)
				count[h.Class]++
				sum[h.Class] += p
				square[h.Class] += p * p
			}
		}
		a.Frame = append(a.Frame, frame)
	}
	var all, persons float64
	for c := range sum {
		all, persons = all+count[c], persons+sum[c]
		if sum[c] > 0 {
			a.CV2[c] = math.Max(0, count[c]*square[c]/(sum[c]*sum[c])-1)
		}
	}
	if all > 0 {
		a.Persons = persons / all
	}
}

// Villages is how many villages the county has, 0 when that is not known.
func (a *Assumptions) Villages() int { return len(a.Frame) }

// Load is how many households are visited in a village, by class, on average.
type Load [Outside]float64

// All is the households of every class.
func (l Load) All() float64 {
	sum := 0.0
	for _, n := range l {
		sum += n
	}
	return sum
}

// LoadOf is what a design visits in a village: what it would draw there on
// average, or where nothing is known of the villages, its own sizes or, of a
// number shared by the classes, half 脱贫户 and half 一般农户.
func (a *Assumptions) LoadOf(d Design) (Load, error) {
	var out Load
	if d.Villages == 0 {
		d.Villages = 1 // not looked at
	}
	if d.Teams == 0 {
		d.Teams = 1
	}
	if err := d.check(); err != nil {
		return out, err
	}
	if d.Outside != nil {
		return out, refuse("方案不分档外户;它们算在一般农户中")
	}
	for _, frame := range a.Frame {
		for c, n := range d.sizes(frame) {
			if c < len(out) {
				out[c] += float64(n) / float64(len(a.Frame))
			}
		}
	}
	if a.Frame != nil {
		return out, nil
	}
	if d.Sizes == nil {
		out[Exited], out[Unregistered] = float64(d.Households)/2, float64(d.Households)/2
	}
	for c, size := range d.Sizes {
		if size.All {
			return out, refuse("%s取全部时,须知道各村有多少户,请指定已发布的结果", c)
		}
		out[c] = float64(size.N)
	}
	return out, nil
}

// Check says what cannot be planned with, as a *DesignError.
func (a *Assumptions) Check() error {
	switch {
	case !(a.Confidence > 0.5 && a.Confidence < 1):
		return refuse("把握(置信度)应在0.5与1之间,给的是%v", a.Confidence)
	case !(a.Power > 0 && a.Power < 1):
		return refuse("机会(功效)应在0与1之间,给的是%v", a.Power)
	case !(a.ICC >= 0 && a.ICC < 1):
		return refuse("村内相关系数应在0与1之间,给的是%v", a.ICC)
	case !(a.Response > 0 && a.Response <= 1):
		return refuse("访到的比例应大于0、不大于1,给的是%v", a.Response)
	case !(a.Persons >= 1 && a.Persons <= 50):
		return refuse("户均人口应在1与50之间,给的是%v", a.Persons)
	}
	for _, v := range a.CV2 {
		if !(v >= 0 && v <= 100) {
			return refuse("户人口的变异系数平方应在0与100之间,给的是%v", v)
		}
	}
	return nil
}

// claim is the goal in the terms of package survey.
func (a *Assumptions) claim(g Goal) survey.Claim {
	return survey.Claim{Threshold: g.Threshold, Direction: g.Direction, Confidence: a.Confidence}
}

// PerVillage is how many of a village's visited households a goal is about.
func (g Goal) PerVillage(l Load) float64 {
	if g.Households {
		return l.All()
	}
	return l[g.Class]
}

// fieldwork is the visits that a goal is about. Where not every village has such
// a household, those that are visited are one a village.
func (a *Assumptions) fieldwork(g Goal, l Load) (survey.Fieldwork, error) {
	f := survey.Fieldwork{PerVillage: max(1, g.PerVillage(l)), ICC: a.ICC, ResponseRate: a.Response, CV2: a.CV2[g.Class]}
	if g.Households {
		f.CV2 = a.unequal(l)
	}
	if g.PerVillage(l) == 0 {
		return f, refuse("%s要看的户一户也不查", g.Label)
	}
	return f, nil
}

// unequal is the squared coefficient of variation of the weights of all
// households when the classes are not drawn in proportion: Σ P²/s - 1 for shares
// P of the county and s of the sample. 0 when the county's are not known.
func (a *Assumptions) unequal(l Load) float64 {
	var frame [Outside]float64
	all := 0.0
	for _, v := range a.Frame {
		for c := range frame {
			if l[c] > 0 { // a class that is not visited is not spoken of
				frame[c] += float64(v[c])
				all += float64(v[c])
			}
		}
	}
	if all == 0 {
		return 0
	}
	sum := 0.0
	for c := range frame {
		if l[c] > 0 {
			p := frame[c] / all
			sum += p * p * l.All() / l[c]
		}
	}
	return math.Max(0, sum-1)
}

// Need is what it takes to show a goal.
type Need struct {
	Goal
	Truth    float64 // the true rate
	Possible bool    // false: no sample shows it, for the true rate is not on its side or too near
	survey.Size
	Deff       float64
	Households int // of the kind that the goal is about
	Villages   int
	Visits     int // households in all: the other classes of these villages too
}

// Need says how many villages and households show a goal with the power asked
// for, when the rate truly is truth. The assumptions have been checked.
func (a *Assumptions) Need(g Goal, l Load, truth float64) (Need, error) {
	out := Need{Goal: g, Truth: truth}
	f, err := a.fieldwork(g, l)
	if err != nil {
		return out, err
	}
	if out.Deff, err = f.Deff(); err != nil {
		return out, fmt.Errorf("plan %s: %w", g.Indicator, err)
	}
	if out.Size, err = a.claim(g).PowerSize(truth, a.Power); err != nil {
		return out, nil // with all else checked, it is the true rate that cannot be shown
	}
	if out.Households, _, err = f.Needed(out.Effective); err != nil {
		return out, fmt.Errorf("plan %s: %w", g.Indicator, err)
	}
	out.Possible = true
	out.Villages = int(math.Ceil(float64(out.Households)/g.PerVillage(l) - 1e-9))
	out.Visits = int(math.Round(float64(out.Villages) * l.All()))
	return out, nil
}

// Everywhere is how many households of its kind a need takes in each village, on
// average, when all villages of the county are drawn: the h for which h·V are
// needed at h to a village. ok is false when a village does not have as many.
func (a *Assumptions) Everywhere(n Need, l Load) (households int, ok bool) {
	f, err := a.fieldwork(n.Goal, l)
	villages := float64(a.Villages())
	if err != nil || villages == 0 || !n.Possible {
		return 0, false
	}
	have := 0.0
	for _, frame := range a.Frame {
		for c, m := range frame {
			if n.Goal.Households || Class(c) == n.Class {
				have += float64(m)
			}
		}
	}
	// h·V = n(1+CV²)(1+(h-1)ρ)/r
	base := float64(n.Effective) * (1 + f.CV2) / f.ResponseRate
	h := math.Ceil(base*(1-f.ICC)/(villages-base*f.ICC) - 1e-9)
	if base*f.ICC >= villages || h > have/villages {
		return 0, false
	}
	return max(1, int(h)), true
}

// Can is what a sample of a given size can show of a goal.
type Can struct {
	Goal
	Villages   int
	Households int // of the kind that the goal is about
	survey.Showing
	Chance float64 // that the goal is shown when the rate is the one expected
}

// Can says what visiting so many villages can show.
func (a *Assumptions) Can(g Goal, l Load, villages int) (Can, error) {
	f, err := a.fieldwork(g, l)
	out := Can{Goal: g, Villages: villages, Households: int(math.Round(float64(villages) * g.PerVillage(l)))}
	if err == nil && out.Households < 1 {
		err = refuse("%d个村里要看%s的户不到1户", villages, g.Label)
	}
	if err != nil {
		return out, err
	}
	return a.shows(g, f, out)
}

func (a *Assumptions) shows(g Goal, f survey.Fieldwork, out Can) (Can, error) {
	var err error
	if out.Showing, err = a.claim(g).Shows(f, out.Households, a.Power); err != nil {
		return out, fmt.Errorf("plan %s: %w", g.Indicator, err)
	}
	if out.Effective > 0 {
		if out.Chance, err = a.claim(g).Power(out.Effective, g.Expected); err != nil {
			return out, fmt.Errorf("plan %s: %w", g.Indicator, err)
		}
	}
	return out, nil
}

// CanSample says what a drawn sample can show of a goal, with the weights that it
// has; ok is false when no household that the goal is about was drawn.
func (a *Assumptions) CanSample(g Goal, s *Sample) (can Can, ok bool, err error) {
	can = Can{Goal: g}
	var sum, square float64
	for i := range s.Villages {
		v := &s.Villages[i]
		before := can.Households
		for c := range v.Cells {
			class := Class(c)
			if !g.Households && class != g.Class && (g.Class != Unregistered || class != Outside) {
				continue
			}
			w := v.Weight(class)
			for _, h := range v.Cells[c].Sampled {
				x, _ := w.Float64()
				if !g.Households {
					x *= math.Max(1, float64(h.Persons))
				}
				sum, square = sum+x, square+x*x
				can.Households++
			}
		}
		if can.Households > before {
			can.Villages++
		}
	}
	if can.Households == 0 {
		return can, false, nil
	}
	n := float64(can.Households)
	f := survey.Fieldwork{PerVillage: n / float64(can.Villages), ICC: a.ICC, ResponseRate: a.Response, CV2: math.Max(0, n*square/(sum*sum)-1)}
	can, err = a.shows(g, f, can)
	return can, err == nil, err
}
