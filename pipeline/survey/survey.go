// Package survey estimates rates, means and totals of a county from a
// verification sample, says how sure they are, and judges them against a
// standard. Everything is design based: villages (the primary sampling units,
// PSUs) drawn within strata, households drawn within villages, a weight per
// household.
//
// The work is done in two halves, so that the sums may come from SQL:
//
//  1. Aggregate turns records into Totals: per village and class of household
//     the sums, squares and products of the weighted values.
//  2. Ratio, Total, Growth, Incidence and the rest work on Totals alone.
//
// An Estimate then gives a Rate, from which KGPlus and the other methods make
// intervals, and Standard.Judge a verdict. Plan and Funnel stand beside it.
//
// The formulas are those of the project's design file "statistics.md", cited
// below as §1 to §5. In their notation: h a stratum, i a village, g a class of
// households within the village, k a household, w its weight, N_h villages in
// the frame and n_h drawn, M_hig households in the class and m_hig drawn,
// f_h = n_h/N_h, f_hig = m_hig/M_hig.
//
// A query gives Totals from one scan grouped by domain, stratum, village and class
// (§6): Cell.Rows is count(*), Weight sum(w), Total sum(w*u), Square
// sum((w*u)*(w*v)), Moment sum(w*u*v), Nonzero count(*) filter (where u <> 0), one
// row a household; Drawn and Stratum.Drawn are counted without the domain.
//
// Every sum is taken in one fixed order on one thread: equal input gives equal
// bytes. No function panics on bad input; it returns an error.
package survey

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// ErrInput is wrapped by every error about impossible input.
var ErrInput = errors.New("survey: bad input")

func badInput(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrInput, fmt.Sprintf(format, args...))
}

// Stratum is a stratum of villages.
type Stratum struct {
	Name  string
	Drawn int     // n_h: villages drawn, those without a household of the domain included
	Frame float64 // N_h: villages in the frame; 0 when unknown or drawn with unequal probability
}

// Sums are the sums over the records of the domain in one cell. u_j are the
// values of a record, t_j = Σ w·u_j the weighted value of a household (a unit).
// Symmetric matrices are packed by rows of the lower triangle, see packed.
type Sums struct {
	Weight  float64   // Σ w
	Total   []float64 // Σ w·u_j
	Square  []float64 // Σ over households t_j·t_l, for the second stage and Kish's n
	Moment  []float64 // Σ w·u_j·u_l, for the design effect
	Nonzero []int     // households with t_j ≠ 0
}

// Cell is one class of households of one village: what one row of the
// aggregating query holds. A cell without a record of the domain may be left
// out, as long as the stratum counts its village in Drawn.
type Cell struct {
	Stratum, PSU, Group string
	Drawn               int     // m_hig: households drawn, in the domain or not
	Frame               float64 // M_hig: households in the class; 0 when unknown, read as endless
	Rows                int     // records of the domain
	Sums
}

// Sampling is what holds for the whole sample.
type Sampling struct {
	// Whole says that villages drawn were taken whole: there is no second stage. It
	// has to be said; without it a class of unknown size counts as sampled.
	Whole bool
	// Nested says that village ids are unique only within their stratum.
	Nested bool
}

// Totals are all the sums one domain needs, of K variables.
type Totals struct {
	Sampling
	K      int
	Strata []Stratum
	Cells  []Cell
}

// packed is the place of (j,l) in a packed symmetric matrix.
func packed(j, l int) int {
	if j < l {
		j, l = l, j
	}
	return j*(j+1)/2 + l
}

// village is a PSU with records of the domain.
type village struct {
	name  string
	cells []Cell
}

// layer is a stratum with its villages that hold records of the domain.
type layer struct {
	Stratum
	villages []village
	whole    bool               // villages were taken whole
	f        float64            // f_h before any collapsing
	own      map[string]float64 // f_h of each stratum collapsed into this one
}

// arrange checks Totals and puts them into order of stratum, village and class.
func (t *Totals) arrange() ([]layer, error) {
	if t == nil || t.K < 0 {
		return nil, badInput("no variables")
	}
	strata := slices.Clone(t.Strata)
	slices.SortFunc(strata, func(a, b Stratum) int { return cmp.Compare(a.Name, b.Name) })
	at := map[string]int{}
	for i, s := range strata {
		if _, twice := at[s.Name]; twice {
			return nil, badInput("stratum %q is listed twice", s.Name)
		}
		if s.Drawn < 1 {
			return nil, badInput("stratum %q: %d villages drawn", s.Name, s.Drawn)
		}
		if err := frame(s.Frame, s.Drawn, "villages"); err != nil {
			return nil, fmt.Errorf("stratum %q: %w", s.Name, err)
		}
		at[s.Name] = i
	}
	cells := slices.Clone(t.Cells)
	slices.SortFunc(cells, func(a, b Cell) int {
		return cmp.Or(cmp.Compare(a.Stratum, b.Stratum), cmp.Compare(a.PSU, b.PSU), cmp.Compare(a.Group, b.Group))
	})
	layers := make([]layer, len(strata))
	for i, s := range strata {
		layers[i] = layer{Stratum: s, whole: t.Whole}
		if s.Frame > 0 {
			layers[i].f = float64(s.Drawn) / s.Frame
		}
	}
	home := map[string]string{}
	seen := make([]map[string]bool, len(strata))
	for i, c := range cells {
		s, ok := at[c.Stratum]
		if !ok {
			return nil, badInput("cell %s/%s/%s: no such stratum", c.Stratum, c.PSU, c.Group)
		}
		if i > 0 && cells[i-1].Stratum == c.Stratum && cells[i-1].PSU == c.PSU && cells[i-1].Group == c.Group {
			return nil, badInput("cell %s/%s/%s is listed twice", c.Stratum, c.PSU, c.Group)
		}
		if err := c.check(t.K); err != nil {
			return nil, fmt.Errorf("cell %s/%s/%s: %w", c.Stratum, c.PSU, c.Group, err)
		}
		if other, ok := home[c.PSU]; ok && other != c.Stratum && !t.Nested {
			return nil, badInput("village %q lies in the strata %q and %q", c.PSU, other, c.Stratum)
		}
		home[c.PSU] = c.Stratum
		if t.Whole && c.Frame > float64(c.Drawn) {
			return nil, badInput("cell %s/%s/%s: %d of %v households drawn in a village taken whole", c.Stratum, c.PSU, c.Group, c.Drawn, c.Frame)
		}
		if seen[s] == nil {
			seen[s] = map[string]bool{}
		}
		if seen[s][c.PSU] = true; len(seen[s]) > strata[s].Drawn {
			return nil, badInput("stratum %q: more villages than the %d drawn", c.Stratum, strata[s].Drawn)
		}
		if c.Rows == 0 {
			continue
		}
		vs := layers[s].villages
		if len(vs) == 0 || vs[len(vs)-1].name != c.PSU {
			vs = append(vs, village{name: c.PSU})
		}
		last := &vs[len(vs)-1]
		last.cells = append(last.cells, c)
		layers[s].villages = vs
	}
	return layers, nil
}

// frame checks a count of the frame against the number drawn; 0 is unknown.
func frame(population float64, drawn int, what string) error {
	switch {
	case population == 0:
		return nil
	case !finite(population) || population < 0:
		return badInput("%v %s in the frame", population, what)
	case population < float64(drawn):
		return badInput("%v %s in the frame, %d drawn", population, what, drawn)
	}
	return nil
}

func (c *Cell) check(k int) error {
	if c.Drawn < 1 || c.Rows < 0 {
		return badInput("%d drawn, %d records", c.Drawn, c.Rows)
	}
	if err := frame(c.Frame, c.Drawn, "households"); err != nil {
		return err
	}
	if c.Rows == 0 {
		return nil
	}
	if len(c.Total) != k || len(c.Nonzero) != k || len(c.Square) != k*(k+1)/2 || len(c.Moment) != k*(k+1)/2 {
		return badInput("the sums are not of %d variables", k)
	}
	if !finite(c.Weight) || c.Weight <= 0 {
		return badInput("sum of weights %v", c.Weight)
	}
	for _, list := range [][]float64{c.Total, c.Square, c.Moment} {
		for _, v := range list {
			if !finite(v) {
				return badInput("a sum is %v", v)
			}
		}
	}
	return nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
