package reports

import (
	"cmp"
	"slices"
)

// rateValues are the figures of an indicator but its denominator, and what follows from
// them.
var rateValues = []string{"numerator", "unknown", "value", "value_low", "value_high"}

// rateFigure is what an indicator counts in an area. Those who did not answer stand
// apart from the denominator of the approval.
type rateFigure struct {
	numerator, denominator, unknown int64
	apart                           bool
}

// rest is how many of the denominator are neither counted nor unknown.
func (g rateFigure) rest() int64 {
	if g.apart {
		return g.denominator - g.numerator
	}
	return max(0, g.denominator-g.numerator-g.unknown)
}

// freeFigure reports whether the small figures of an area may be so many other numbers,
// while those of other areas make up for it.
func (s *smallCells) freeFigure(g rateFigure, others []rateFigure, numbers int64) bool {
	var numerators, unknown, rest int64
	for _, o := range others {
		numerators, unknown, rest = numerators+o.numerator, unknown+o.unknown, rest+o.rest()
	}
	free := func(n, others int64) bool { return min(g.rest(), others)+min(n, rest) >= numbers }
	if s.isSmall(g.unknown) && !(g.apart && g.unknown+unknown >= numbers && len(others) > 0 || !g.apart && free(g.unknown, unknown)) {
		return false
	}
	return !s.isSmall(g.numerator) && !s.isSmall(g.denominator-g.numerator) || free(g.numerator, numerators)
}

// hideRates hides the small figures of the indicators, and all in areas of which the
// tally shows nothing, with as many others that the sums do not tell them, the next
// smallest first. The verdicts stay. It names an area of which a figure is told all the
// same, for by the tally nobody of the others can be counted: there is none of that
// scope in them.
func (s *smallCells) hideRates(f *Frame, above []string, parts map[string][]string) (hidden *Frame, told string, err error) {
	v, err := viewOf(f, "level", "area_code", "indicator", "numerator", "denominator", "unknown")
	if err != nil {
		return nil, "", err
	}
	of := map[[2]string]rateFigure{} // area, indicator
	var indicators []string
	for i := range v.len() {
		id := v.text(i, "indicator")
		if !slices.Contains(indicators, id) {
			indicators = append(indicators, id)
		}
		of[[2]string{areaKey(v.text(i, "level"), v.text(i, "area_code")), id}] = rateFigure{v.count(i, "numerator"), v.count(i, "denominator"), v.count(i, "unknown"), id == approval}
	}
	gone, base := map[[2]string]bool{}, map[[2]string]bool{} // numerators, denominators
	persons := slices.DeleteFunc(indicators, func(id string) bool { return id == approval })
	for _, parent := range above {
		// the indicators that count persons go together: one is the sum of the others
		told = cmp.Or(s.hideAmong(parent, parts[parent], persons, of, gone, base), told)
		s.hideAmong(parent, parts[parent], []string{approval}, of, gone, base) // whose households stand in no scope of the tally
	}
	out := &Frame{ID: f.ID, Columns: f.Columns}
	for i, row := range f.Rows {
		k := [2]string{areaKey(v.text(i, "level"), v.text(i, "area_code")), v.text(i, "indicator")}
		if gone[k] {
			row = slices.Clone(row)
			for j, c := range f.Columns {
				if slices.Contains(rateValues, c) || c == "denominator" && base[k] {
					row[j] = Hidden{}
				}
			}
		}
		out.Rows = append(out.Rows, row)
	}
	return out, told, nil
}

// approval is the indicator that asks households and counts none of the tally.
const approval = "approval"

// hideAmong hides some indicators in the parts of an area, and names one of which a
// figure is told all the same.
func (s *smallCells) hideAmong(parent string, areas, indicators []string, of map[[2]string]rateFigure, gone, base map[[2]string]bool) (told string) {
	var hide []string
	small := s.tiny[parent]
	size := map[string]int64{}
	for _, a := range areas {
		gives := s.tiny[a]
		small = small || s.tiny[a]
		for _, id := range indicators {
			g := of[[2]string{a, id}]
			size[a] += g.numerator
			small = small || s.isSmall(g.denominator) || base[[2]string{parent, id}]
			gives = gives || gone[[2]string{parent, id}] || s.isSmall(g.numerator) || s.isSmall(g.unknown) || s.isSmall(g.denominator) || s.isSmall(g.denominator-g.numerator)
		}
		if gives {
			hide = append(hide, a)
		}
	}
	rest := slices.DeleteFunc(slices.Clone(areas), func(a string) bool { return slices.Contains(hide, a) })
	slices.SortStableFunc(rest, func(a, b string) int {
		return cmp.Or(-cmp.Compare(min(size[a], 1), min(size[b], 1)), cmp.Compare(size[a], size[b]))
	})
	isTold := func(a string, numbers int64) bool {
		return slices.ContainsFunc(indicators, func(id string) bool {
			var others []rateFigure
			for _, b := range hide {
				if b != a {
					others = append(others, of[[2]string{b, id}])
				}
			}
			return !s.freeFigure(of[[2]string{a, id}], others, numbers)
		})
	}
	for len(hide) > 0 && len(rest) > 0 && (len(hide) == 1 || slices.ContainsFunc(hide, func(a string) bool { return isTold(a, s.bound) })) {
		hide, rest = append(hide, rest[0]), rest[1:]
	}
	if at := slices.IndexFunc(hide, func(a string) bool { return !s.tiny[a] && isTold(a, 1) }); at >= 0 && len(hide) > 1 {
		told, small = hide[at], true // nor is it to be told who is counted from
	}
	for _, a := range hide {
		for _, id := range indicators {
			gone[[2]string{a, id}], base[[2]string{a, id}] = true, small
		}
	}
	return told
}
