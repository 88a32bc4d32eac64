package estimates

import (
	"cmp"
	"errors"
	"maps"
	"math"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/survey"
)

// domain is a set of villages that is estimated for.
type domain struct {
	id, kind, name string
	level          catalog.Level // "" where no standard sets a threshold
	order          int64
	villages       []Area // drawn, by code
	households     households
	register       survey.Register
	// missing says that household sheets of the domain have not arrived.
	missing bool
	// empty are strata of the domain without a village drawn, unreached those in
	// which nobody was reached: neither is in the estimate.
	empty, unreached []string
	rates            map[string]*outcome // weighted, by indicator
	points           map[string]point    // what they come from
}

// households of the register of a domain.
type households struct{ all, exited, unregistered int64 }

// group are the cells of one class of one village, by weight.
type group struct {
	class string
	cells []Cell
}

type villageClass struct{ village, class string }

type book struct {
	Sample
	rule    survey.Rule
	strange []string                      // strata of Collapse that no village was drawn from
	groups  map[string]map[string][]group // by measure and village
	classes map[villageClass]Class
}

func newBook(s Sample) *book {
	b := &book{Sample: s, groups: map[string]map[string][]group{}, classes: map[villageClass]Class{}}
	cells := slices.Clone(s.Cells)
	slices.SortFunc(cells, func(x, y Cell) int {
		return cmp.Or(cmp.Compare(x.Measure, y.Measure), cmp.Compare(x.Village, y.Village), cmp.Compare(x.Class, y.Class), cmp.Compare(x.Weight, y.Weight))
	})
	for _, c := range cells {
		of := b.groups[c.Measure]
		if of == nil {
			of = map[string][]group{}
			b.groups[c.Measure] = of
		}
		list := of[c.Village]
		if n := len(list); n == 0 || list[n-1].class != c.Class {
			list = append(list, group{class: c.Class})
		}
		last := &list[len(list)-1]
		last.cells = append(last.cells, c)
		of[c.Village] = list
	}
	b.rule = survey.Rule{ICC: s.ZeroICC, Collapse: map[string]string{}}
	drawn := map[string]bool{}
	for _, t := range s.Strata {
		drawn[t.Name] = t.Drawn > 0
	}
	for _, name := range slices.Sorted(maps.Keys(s.Collapse)) {
		switch with := s.Collapse[name]; {
		case !drawn[name]:
			b.strange = append(b.strange, name)
		case !drawn[with]:
			b.strange = append(b.strange, with)
		default:
			b.rule.Collapse[name] = with
		}
	}
	for _, c := range s.Classes {
		b.classes[villageClass{c.Village, c.Class}] = c
	}
	return b
}

// domains are the county, its strata, its townships, and its poor and other
// villages: those with a village drawn.
func (b *book) domains() []*domain {
	at := map[string]*domain{}
	var list []*domain
	drawn, surveyed := map[string]int64{}, map[string]int64{}
	for _, s := range b.Strata {
		drawn[s.Name] = s.Drawn
	}
	for _, a := range b.Areas {
		surveyed[a.Stratum] += a.Surveyed
	}
	areas := slices.Clone(b.Areas)
	slices.SortFunc(areas, func(x, y Area) int { return cmp.Compare(x.Village, y.Village) })
	for _, a := range areas {
		add := func(kind, key, name string, level catalog.Level) {
			id := kind + ":" + key
			d := at[id]
			if d == nil {
				d = &domain{id: id, kind: kind, name: name, level: level, rates: map[string]*outcome{}, points: map[string]point{}}
				at[id] = d
				list = append(list, d)
			}
			d.households.all += a.Households
			d.households.exited += a.ExitedHouseholds
			d.households.unregistered += a.UnregisteredHouseholds
			d.register.Unexited += float64(a.Remaining)
			d.register.Exited += float64(a.Exited)
			d.register.Unregistered += float64(a.Unregistered)
			d.register.All += float64(a.Persons)
			d.missing = d.missing || (a.Expected || a.InFrame) && !a.Arrived
			if a.InSample {
				d.villages = append(d.villages, a)
			}
			switch {
			case !a.InFrame && !a.InSample:
			case drawn[a.Stratum] == 0 && !slices.Contains(d.empty, a.Stratum):
				d.empty = append(d.empty, a.Stratum)
			case drawn[a.Stratum] > 0 && surveyed[a.Stratum] == 0 && !slices.Contains(d.unreached, a.Stratum):
				d.unreached = append(d.unreached, a.Stratum)
			}
		}
		add(KindCounty, a.CountyCode, a.County, catalog.County)
		add(KindTownship, a.TownshipCode, a.Township, catalog.Township)
		if a.InFrame || a.InSample {
			add(KindStratum, a.Stratum, cmp.Or(a.Stratum, "全部"), "")
		}
		if a.Poor != nil && *a.Poor {
			add(KindVillages, "poor", "贫困村", "")
		} else if a.Poor != nil {
			add(KindVillages, "other", "非贫困村", "")
		}
	}
	list = slices.DeleteFunc(list, func(d *domain) bool { return len(d.villages) == 0 })
	for i, d := range list { // in order of their first villages
		d.order = int64(i)
		if d.id == KindVillages+":other" {
			d.order += int64(len(list))
		}
	}
	slices.SortFunc(list, func(x, y *domain) int { return strings.Compare(x.id, y.id) })
	return list
}

// figures are unweighted sums of a rate over a domain, in whole numbers.
type figures struct {
	households, events       int64
	x, y                     int64
	unresolved, unresolvedX  int64
	suspected, suspectedX    int64
	missing, missingX        int64
	weightedX, weightedY     float64 // with the weights; NaN when one is missing
	weightedOpen, weightedNo float64 // of unresolved and suspected, and of missing households
}

func (b *book) figures(d *domain, measure string) figures {
	var f figures
	for _, v := range d.villages {
		for _, g := range b.groups[measure][v.Village] {
			for _, c := range g.cells {
				f.households += c.Households
				f.events += c.Events
				f.x += c.X
				f.y += c.Y
				f.unresolved += c.Unresolved
				f.unresolvedX += c.UnresolvedX
				f.suspected += c.Suspected
				f.suspectedX += c.SuspectedX
				f.missing += c.Missing
				f.missingX += c.MissingX
				f.weightedX += c.Weight * float64(c.X)
				f.weightedY += c.Weight * float64(c.Y)
				f.weightedOpen += c.Weight * float64(c.UnresolvedX+c.SuspectedX)
				f.weightedNo += c.Weight * float64(c.MissingX)
			}
		}
	}
	return f
}

// totals puts the sums of some rates over a domain together, y and x of the first,
// then of the second. pessimistic counts the unresolved households as events. A
// household has x of one rate at most, so that products between rates are 0.
func (b *book) totals(d *domain, pessimistic bool, measures ...string) (*survey.Totals, survey.Reason) {
	k := 2 * len(measures)
	t := &survey.Totals{K: k}
	for _, s := range b.Strata {
		if s.Drawn == 0 {
			continue
		}
		frame := 0.0 // unknown, or drawn with unequal probability
		if s.Simple {
			frame = float64(s.Frame)
		}
		t.Strata = append(t.Strata, survey.Stratum{Name: s.Name, Drawn: int(s.Drawn), Frame: frame})
	}
	for _, v := range d.villages {
		for i, g := range b.groups[measures[0]][v.Village] {
			class := b.classes[villageClass{v.Village, g.class}]
			cell := survey.Cell{Stratum: v.Stratum, PSU: v.Village, Group: g.class, Drawn: int(max(1, class.Drawn)), Frame: float64(class.Frame), Sums: newSums(k)}
			for j, m := range measures {
				other := b.groups[m][v.Village]
				if i >= len(other) || other[i].class != g.class {
					return nil, BadFrame
				}
				for _, c := range other[i].cells {
					if c.Rows == 0 {
						continue
					}
					if math.IsNaN(c.Weight) {
						return nil, NoWeight
					}
					if j == 0 {
						cell.Rows += int(c.Rows)
						cell.Weight += c.Weight * float64(c.Rows)
					}
					addSums(&cell.Sums, 2*j, c, pessimistic)
				}
			}
			t.Cells = append(t.Cells, cell)
		}
	}
	return t, ""
}

func newSums(k int) survey.Sums {
	n := k * (k + 1) / 2
	return survey.Sums{Total: make([]float64, k), Square: make([]float64, n), Moment: make([]float64, n), Nonzero: make([]int, k)}
}

// addSums adds the sums of one weight as the variables at and at+1.
func addSums(s *survey.Sums, at int, c Cell, pessimistic bool) {
	w := c.Weight
	y, yy, events := c.Y, c.YY, c.Events
	if pessimistic { // no household is both an event and unresolved
		y, yy, events = y+c.UnresolvedX, yy+c.UnresolvedXX, events+c.Unresolved
	}
	s.Total[at] += w * float64(y)
	s.Total[at+1] += w * float64(c.X)
	s.Nonzero[at] += int(events)
	s.Nonzero[at+1] += int(c.Households)
	for _, p := range []struct {
		place int
		sum   int64
	}{{packed(at, at), yy}, {packed(at+1, at), yy}, {packed(at+1, at+1), c.XX}} {
		s.Square[p.place] += w * w * float64(p.sum)
		s.Moment[p.place] += w * float64(p.sum)
	}
}

// packed is the place of row j, column l ≤ j in a lower triangle packed by rows.
func packed(j, l int) int { return j*(j+1)/2 + l }

// refused tells a sample that does not fit its frame from a failure of the program.
func refused(err error) (survey.Reason, error) {
	if errors.Is(err, survey.ErrInput) {
		return BadFrame, nil
	}
	return "", err
}
