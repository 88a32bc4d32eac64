package reports_test

import (
	"fmt"
	"slices"
	"strings"

	"sanlv/reports"
)

// told reports which hidden counts follow from what is shown, or follow but for less
// than the bound. It knows nothing of how they were chosen: it puts down what every
// reader knows (the sums over areas, causes, scopes and indicators; that a household
// has a person; that who counts is one of those that are counted from), solves the
// equations, and narrows every count down by all of them until nothing changes.
func told(shown, truth map[string]any, townships [][]smallVillage, bound int64) []string {
	w := &puzzle{shown: shown, at: map[string]int{}}
	figures := func(f func(rest string)) {
		each(f)
		for _, r := range smallRates {
			f("|" + r.id + "|numerator")
			f("|" + r.id + "|denominator")
			f("|" + r.id + "|unknown")
		}
		for _, figure := range []string{"numerator", "denominator", "unknown"} {
			f("|approval|" + figure)
		}
	}
	var towns []string
	areas := []string{"county 360821"}
	siblings := map[string][]string{}
	for t, list := range townships {
		town := fmt.Sprintf("township 3608211%02d", t+1)
		towns = append(towns, town)
		var villages []string
		for v := range list {
			villages = append(villages, fmt.Sprintf("village 3608211%02d2%02d", t+1, v+1))
		}
		for _, v := range villages {
			siblings[v] = villages
		}
		areas = append(append(areas, town), villages...)
		figures(func(rest string) { w.sum(town+rest, villages, rest) })
	}
	for _, town := range towns {
		siblings[town] = towns
	}
	figures(func(rest string) { w.sum("county 360821"+rest, towns, rest) })
	for _, a := range areas {
		for _, unit := range []string{"", " persons"} {
			for _, scope := range []string{"registered", "exited", "remaining"} {
				keys := []string{a + "|" + scope + "|total|合计" + unit}
				for _, cause := range smallCauses {
					keys = append(keys, a+"|"+scope+"|cause|"+cause+unit)
				}
				w.equation(keys...)
			}
			for _, rest := range []string{"|total|合计", "|cause|因病", "|cause|因残", "|cause|因学"} {
				w.equation(a+"|registered"+rest+unit, a+"|exited"+rest+unit, a+"|remaining"+rest+unit)
				w.equation(a+"|all"+rest+unit, a+"|registered"+rest+unit, a+"|unregistered"+rest+unit)
			}
		}
		for _, r := range smallRates {
			w.equation(a+"|"+r.id+"|denominator", a+"|"+r.scope+"|total|合计 persons")
			w.equation(a+"|"+r.id+"|denominator", a+"|"+r.id+"|numerator", a+"|"+r.id+"|unknown", a+"|"+r.id+"|rest") // the rest is no less than 0
		}
		w.equation(a+"|approval|denominator", a+"|approval|numerator", a+"|approval|rest")
		w.equation(a+"|registered_incidence|numerator", a+"|remaining|total|合计 persons")
		for _, figure := range []string{"|numerator", "|unknown"} {
			w.equation(a+"|comprehensive_incidence"+figure, a+"|registered_incidence"+figure, a+"|wrong_exit"+figure, a+"|omission"+figure)
		}
	}
	w.narrow()
	var out []string
	for k, c := range w.at {
		v, _ := truth[k].(int64)
		if v < 1 || v > bound || strings.HasPrefix(k, "county") {
			continue
		}
		area, rest, _ := strings.Cut(k, "|")
		if least, most := w.least[c], w.most[c]; most-least < bound && !w.allHidden(siblings[area], rest) || least == most {
			out = append(out, fmt.Sprintf("%s = %d, from %d to %d", k, v, least, most))
		}
	}
	for _, k := range w.solved() {
		if v, _ := truth[k].(int64); v >= 1 && v <= bound && !strings.HasPrefix(k, "county") {
			out = append(out, fmt.Sprintf("%s = %d", k, v))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// puzzle is what a reader sets out from.
type puzzle struct {
	shown       map[string]any
	at          map[string]int // of what is hidden
	least, most []int64
	equations   []equation
}

// equation says that the first of the terms is the sum of the others and of what is
// shown of them.
type equation struct {
	terms []term
	known int64
}

type term struct {
	of     int
	factor int64
}

// whoever counts is no figure that is printed.
func isRest(k string) bool { return strings.HasSuffix(k, "|rest") }

func (w *puzzle) value(k string) (int64, bool) {
	if isRest(k) {
		return 0, false
	}
	switch v := w.shown[k].(type) {
	case int64:
		return v, true
	case reports.Hidden:
		return 0, false
	}
	return 0, true
}

func (w *puzzle) sum(whole string, areas []string, rest string) {
	keys := []string{whole}
	for _, a := range areas {
		keys = append(keys, a+rest)
	}
	w.equation(keys...)
}

func (w *puzzle) equation(keys ...string) {
	var e equation
	for i, k := range keys {
		factor := map[bool]int64{true: 1, false: -1}[i == 0]
		v, known := w.value(k)
		if known {
			e.known -= factor * v
			continue
		}
		if _, ok := w.at[k]; !ok {
			w.at[k] = len(w.at)
			w.least, w.most = append(w.least, 0), append(w.most, 1<<40)
		}
		e.terms = append(e.terms, term{w.at[k], factor})
	}
	if len(e.terms) > 0 {
		w.equations = append(w.equations, e)
	}
}

// narrow narrows every count down to what it may be by each equation, and by its
// households where it counts persons, until nothing changes.
func (w *puzzle) narrow() {
	changed := true
	within := func(i int, least, most int64) {
		if least > w.least[i] {
			w.least[i], changed = least, true
		}
		if most < w.most[i] {
			w.most[i], changed = most, true
		}
	}
	for changed {
		changed = false
		for _, e := range w.equations {
			// factor × count = known − the others
			for _, t := range e.terms {
				least, most := e.known, e.known
				for _, o := range e.terms {
					if o.of == t.of {
						continue
					}
					if o.factor > 0 {
						least, most = least-w.most[o.of], most-w.least[o.of]
					} else {
						least, most = least+w.least[o.of], most+w.most[o.of]
					}
				}
				if t.factor < 0 {
					least, most = -most, -least
				}
				within(t.of, least, most)
			}
		}
		for k, persons := range w.at {
			households, ok := w.at[strings.TrimSuffix(k, " persons")]
			if !ok || !strings.HasSuffix(k, " persons") {
				continue
			}
			within(persons, w.least[households], 1<<40)
			within(households, min(w.least[persons], 1), w.most[persons])
			if w.most[households] == 0 {
				within(persons, 0, 0)
			}
		}
	}
}

// allHidden tells that a figure is hidden in all the areas beside, and with it all items
// of its class: nothing is left to hide.
func (w *puzzle) allHidden(areas []string, rest string) bool {
	hidden := func(rest string) bool {
		return !slices.ContainsFunc(areas, func(a string) bool { _, known := w.value(a + rest); return known && w.shown[a+rest] != nil })
	}
	parts := strings.Split(rest, "|")
	if len(parts) == 2 {
		return hidden("|" + rest)
	}
	unit := ""
	if strings.HasSuffix(rest, " persons") {
		unit = " persons"
	}
	items := smallCauses
	if parts[1] == "total" {
		items = []string{"合计"}
	}
	return !slices.ContainsFunc(items, func(item string) bool { return !hidden("|" + parts[0] + "|" + parts[1] + "|" + item + unit) })
}

// solved are the counts that the equations alone decide.
func (w *puzzle) solved() []string {
	n := len(w.at)
	var rows [][]int64 // coefficients by a prime; what is known goes to the right side, which does not matter for what can be told
	for _, e := range w.equations {
		row := make([]int64, n)
		for _, t := range e.terms {
			row[t.of] = (row[t.of] + t.factor + prime) % prime
		}
		rows = append(rows, row)
	}
	pivots := map[int]int{}
	for c := 0; c < n && len(pivots) < len(rows); c++ {
		rank := len(pivots)
		p := slices.IndexFunc(rows[rank:], func(row []int64) bool { return row[c] != 0 })
		if p < 0 {
			continue
		}
		rows[rank], rows[rank+p] = rows[rank+p], rows[rank]
		inverse := power(rows[rank][c], prime-2)
		for j := range n {
			rows[rank][j] = rows[rank][j] * inverse % prime
		}
		for i := range rows {
			if f := rows[i][c]; i != rank && f != 0 {
				for j := c; j < n; j++ {
					if v := rows[rank][j]; v != 0 {
						rows[i][j] = (rows[i][j] + (prime-f)*v) % prime
					}
				}
			}
		}
		pivots[c] = rank
	}
	var out []string
	for k, c := range w.at {
		r, ok := pivots[c]
		alone := ok
		for j := 0; alone && j < n; j++ {
			alone = j == c || rows[r][j] == 0
		}
		if alone {
			out = append(out, k)
		}
	}
	return out
}

const prime = 1<<31 - 1

func power(x, n int64) int64 {
	out := int64(1)
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			out = out * x % prime
		}
		x = x * x % prime
	}
	return out
}

// each goes through the counts of the tally of an area.
func each(f func(rest string)) {
	for _, unit := range []string{"", " persons"} {
		for _, scope := range []string{"all", "registered", "exited", "remaining", "unregistered"} {
			f("|" + scope + "|total|合计" + unit)
			for _, cause := range smallCauses {
				f("|" + scope + "|cause|" + cause + unit)
			}
		}
	}
}
