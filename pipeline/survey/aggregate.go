package survey

import (
	"cmp"
	"math"
	"slices"
)

// Record is one surveyed household (or person) as Aggregate reads it.
type Record struct {
	Stratum string // stratum of villages; "" when there is only one
	PSU     string // village
	Group   string // class of households within the village; "" when there is only one
	// Unit is the household. Records of one class with equal Unit are its members
	// and are added up; "" makes the record a household of its own.
	Unit string
	// Weight is the number of households this one stands for. NaN is missing and
	// derived from PSUs and Units; 0 leaves the record out; below 0 is an error.
	Weight float64
	PSUs   float64 // N_h; 0 when unknown or drawn with unequal probability
	Units  float64 // M_hig; 0 when unknown
	// Outside takes the record out of the domain. It still counts as drawn.
	Outside bool
	Values  []float64 // u_j; may hold NaN when Outside
}

// Aggregate adds records up to the sums the estimators need. Records outside the
// domain count as drawn and add nothing: every village stays in the design
// (§1, "n_h counts all drawn PSUs").
//
// It is an error when a weight is negative, or missing without frame counts to
// derive it, when the frame counts differ within a stratum or class or are
// smaller than what was drawn, when a village lies in two strata, and when a
// value of the domain is not a number.
func Aggregate(records []Record, how Sampling) (*Totals, error) {
	k := -1
	var order []int
	for i, r := range records {
		if r.Weight < 0 || math.IsInf(r.Weight, 0) {
			return nil, badInput("record %d: weight %v", i+1, r.Weight)
		}
		if r.Weight == 0 {
			continue
		}
		if len(r.Values) > 0 && k < 0 {
			k = len(r.Values)
		}
		if !r.Outside {
			if len(r.Values) != k {
				return nil, badInput("record %d: %d values, not %d", i+1, len(r.Values), k)
			}
			for _, v := range r.Values {
				if !finite(v) {
					return nil, badInput("record %d: value %v", i+1, v)
				}
			}
		}
		order = append(order, i)
	}
	if len(order) == 0 {
		return nil, badInput("no record with a weight")
	}
	// the order of the records of one class is theirs; all else is sorted
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := &records[a], &records[b]
		return cmp.Or(cmp.Compare(x.Stratum, y.Stratum), cmp.Compare(x.PSU, y.PSU), cmp.Compare(x.Group, y.Group))
	})
	k = max(k, 0)
	t := &Totals{Sampling: how, K: k}
	var members [][]int // per cell
	for _, i := range order {
		r := &records[i]
		s := len(t.Strata) - 1
		if s < 0 || t.Strata[s].Name != r.Stratum {
			t.Strata = append(t.Strata, Stratum{Name: r.Stratum, Frame: r.PSUs})
			s++
		}
		if t.Strata[s].Frame != r.PSUs {
			return nil, badInput("record %d: stratum %q has %v and %v villages in the frame", i+1, r.Stratum, t.Strata[s].Frame, r.PSUs)
		}
		c := len(t.Cells) - 1
		if c < 0 || t.Cells[c].Stratum != r.Stratum || t.Cells[c].PSU != r.PSU || t.Cells[c].Group != r.Group {
			if c < 0 || t.Cells[c].Stratum != r.Stratum || t.Cells[c].PSU != r.PSU {
				t.Strata[s].Drawn++
			}
			t.Cells = append(t.Cells, Cell{Stratum: r.Stratum, PSU: r.PSU, Group: r.Group, Frame: r.Units})
			members = append(members, nil)
			c++
		}
		if t.Cells[c].Frame != r.Units {
			return nil, badInput("record %d: class %s/%s has %v and %v households in the frame", i+1, r.PSU, r.Group, t.Cells[c].Frame, r.Units)
		}
		members[c] = append(members[c], i)
	}
	of := 0 // both lists are in order of the stratum
	for c := range t.Cells {
		for t.Strata[of].Name != t.Cells[c].Stratum {
			of++
		}
		if err := t.Cells[c].add(records, members[c], t.Strata[of], t.K, how.Whole); err != nil {
			return nil, err
		}
	}
	if _, err := t.arrange(); err != nil {
		return nil, err
	}
	return t, nil
}

// add sums the records of one cell household by household.
func (c *Cell) add(records []Record, members []int, s Stratum, k int, whole bool) error {
	unit := func(i int) string { return records[i].Unit }
	// members of one household need not stand together
	first := map[string]int{}
	rank := make(map[int]int, len(members))
	for n, i := range members {
		rank[i] = n
		if u := unit(i); u != "" {
			if f, ok := first[u]; ok {
				rank[i] = f
			} else {
				first[u] = n
			}
		}
	}
	slices.SortStableFunc(members, func(a, b int) int { return cmp.Compare(rank[a], rank[b]) })
	for n, i := range members {
		if n == 0 || rank[i] != rank[members[n-1]] {
			c.Drawn++
		}
	}
	c.Sums = Sums{Total: make([]float64, k), Square: make([]float64, k*(k+1)/2), Moment: make([]float64, k*(k+1)/2), Nonzero: make([]int, k)}
	for n := 0; n < len(members); {
		end := n + 1
		for end < len(members) && rank[members[end]] == rank[members[n]] {
			end++
		}
		household := make([]float64, k)
		for _, i := range members[n:end] {
			r := &records[i]
			w := r.Weight
			if math.IsNaN(w) {
				households := c.Frame
				if whole {
					households = float64(c.Drawn)
				}
				var err error
				if w, err = Weight(s.Frame, s.Drawn, households, c.Drawn); err != nil {
					return badInput("record %d: the weight is missing and cannot be derived: %v", i+1, err)
				}
			}
			if r.Outside {
				continue
			}
			c.Rows++
			c.Weight += w
			for j, u := range r.Values {
				household[j] += w * u
				for l := 0; l <= j; l++ {
					c.Moment[packed(j, l)] += w * u * r.Values[l]
				}
			}
		}
		for j, tj := range household {
			c.Total[j] += tj
			if tj != 0 {
				c.Nonzero[j]++
			}
			for l := 0; l <= j; l++ {
				c.Square[packed(j, l)] += tj * household[l]
			}
		}
		n = end
	}
	return nil
}

// Weight is the weight of a household from the counts of the frame, both stages
// by simple random sampling: w = (N_h/n_h)·(M/m) (§1). Where villages are taken
// whole M = m has to be said: a count that is missing is never read as 1.
func Weight(villages float64, villagesDrawn int, households float64, householdsDrawn int) (float64, error) {
	if !(villages > 0) || !(households > 0) || villagesDrawn < 1 || householdsDrawn < 1 {
		return math.NaN(), badInput("no frame counts for a weight")
	}
	if err := frame(villages, villagesDrawn, "villages"); err != nil {
		return math.NaN(), err
	}
	if err := frame(households, householdsDrawn, "households"); err != nil {
		return math.NaN(), err
	}
	return villages / float64(villagesDrawn) * (households / float64(householdsDrawn)), nil
}

// WeightPPS is the weight of a household where villages are drawn with
// probability proportional to size: w = A_h/(n_h·A_hi)·(M/m) with size A_hi of
// the village and A_h of all villages of the stratum (§1). A village whose size
// alone passes the sampling interval is a certainty village and belongs into a
// stratum of its own: an error here.
func WeightPPS(sizeOfStratum float64, villagesDrawn int, sizeOfVillage, households float64, householdsDrawn int) (float64, error) {
	if !(sizeOfStratum > 0) || !(sizeOfVillage > 0) || sizeOfVillage > sizeOfStratum || villagesDrawn < 1 || !finite(sizeOfStratum) {
		return math.NaN(), badInput("size %v of %v, %d villages drawn", sizeOfVillage, sizeOfStratum, villagesDrawn)
	}
	w := sizeOfStratum / (float64(villagesDrawn) * sizeOfVillage)
	if w < 1-1e-9 {
		return math.NaN(), badInput("the village's probability is %v: make it a certainty village", 1/w)
	}
	if !(households > 0) || householdsDrawn < 1 {
		return math.NaN(), badInput("%v households, %d drawn", households, householdsDrawn)
	}
	if err := frame(households, householdsDrawn, "households"); err != nil {
		return math.NaN(), err
	}
	return w * households / float64(householdsDrawn), nil
}
