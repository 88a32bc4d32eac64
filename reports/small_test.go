package reports_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
	"sanlv/reports/internal/sample"
)

// smallVillage counts the exited and the remaining households of a village by the
// cause of their poverty, and those that were never registered; then the persons of
// them all in this order, three a household where nothing is said; then the persons
// wrongly exited, left out, and those of either whose case is open; then the households
// that approve, those that answered and those that did not.
type smallVillage struct {
	exited, remaining [3]int64
	unregistered      int64

	persons              [7]int64
	wrong, omitted, open int64

	approve, answer, silent int64 // households that were asked
}

// of is how many persons stand in a count of a village.
func (v smallVillage) of(i int, households int64) int64 {
	if v.persons[i] == 0 {
		return 3 * households
	}
	return v.persons[i]
}

var smallCauses = []string{"因病", "因残", "因学"}

// smallRates are the indicators of a small county: whose persons they are of, and
// whose numerators add up to that of the last.
var smallRates = []struct{ id, scope string }{{"wrong_exit", "exited"}, {"omission", "unregistered"}, {"registered_incidence", "registered"}, {"comprehensive_incidence", "all"}}

// smallCounty is a publication of townships of villages.
func smallCounty(townships [][]smallVillage, bound int64) reports.Publication {
	pub := sample.Publication()
	old := pub.Source.(sample.Source)
	src := sample.Source{}
	for id, f := range old {
		src[id] = f
	}
	villages := &reports.Frame{ID: "villages", Columns: old["villages"].Columns}
	tally := &reports.Frame{ID: "tally", Columns: []string{"level", "area_code", "scope", "class", "number", "item", "households", "persons", "persons_unknown", "unclear_households", "unclear_persons"}}
	type key struct{ level, code, scope, class, item string }
	sums := map[key][2]int64{}
	var order []key
	rates := map[[2]string][3]int64{} // numerator, denominator, unknown
	for t, list := range townships {
		for v, village := range list {
			town := fmt.Sprintf("3608211%02d", t+1)
			code := fmt.Sprintf("%s2%02d", town, v+1)
			row := make([]any, len(villages.Columns))
			for i, c := range villages.Columns {
				row[i] = map[string]any{"village_code": code, "village_name": "村" + code, "township_code": town, "township": "乡" + town, "county_code": "360821", "county": "莲塘县",
					"listed": true, "arrived": true, "poor_village": true, "households": int64(0), "persons": int64(0)}[c]
			}
			villages.Rows = append(villages.Rows, row)
			in := map[string]int64{} // persons by scope
			add := func(at int, n int64, class, item string, scopes ...string) {
				for _, area := range [][2]string{{"county", "360821"}, {"township", town}, {"village", code}} {
					for _, scope := range scopes {
						k := key{area[0], area[1], scope, class, item}
						if _, ok := sums[k]; !ok {
							order = append(order, k)
						}
						sums[k] = [2]int64{sums[k][0] + n, sums[k][1] + village.of(at, n)}
					}
				}
				if class == "total" {
					for _, scope := range scopes {
						in[scope] += village.of(at, n)
					}
				}
			}
			for i, cause := range smallCauses {
				add(i, village.exited[i], "cause", cause, "all", "registered", "exited")
				add(3+i, village.remaining[i], "cause", cause, "all", "registered", "remaining")
				add(i, village.exited[i], "total", "合计", "all", "registered", "exited")
				add(3+i, village.remaining[i], "total", "合计", "all", "registered", "remaining")
			}
			add(6, village.unregistered, "total", "合计", "all", "unregistered")
			numerators := map[string]int64{"wrong_exit": village.wrong, "omission": village.omitted, "registered_incidence": in["remaining"], "comprehensive_incidence": in["remaining"] + village.wrong + village.omitted}
			unknown := map[string]int64{"wrong_exit": village.open, "comprehensive_incidence": village.open}
			for _, area := range []string{"county 360821", "township " + town, "village " + code} {
				for _, r := range smallRates {
					k := [2]string{area, r.id}
					rates[k] = [3]int64{rates[k][0] + numerators[r.id], rates[k][1] + in[r.scope], rates[k][2] + unknown[r.id]}
				}
				k := [2]string{area, "approval"}
				rates[k] = [3]int64{rates[k][0] + village.approve, rates[k][1] + village.answer, rates[k][2] + village.silent}
			}
		}
	}
	for _, k := range order {
		if n := sums[k]; n[0] > 0 { // what is 0 has no row
			tally.Rows = append(tally.Rows, []any{k.level, k.code, k.scope, k.class, int64(1), k.item, n[0], n[1], int64(0), int64(0), int64(0)})
		}
	}
	indicators := &reports.Frame{ID: "indicators", Columns: old["indicators"].Columns}
	for k, n := range rates {
		level, code, _ := strings.Cut(k[0], " ")
		row := make([]any, len(indicators.Columns))
		for i, c := range indicators.Columns {
			row[i] = map[string]any{"standard": "国家中部", "level": level, "area_code": code, "area_name": code, "indicator": k[1], "numerator": n[0], "denominator": n[1], "unknown": n[2],
				"value": float64(n[0]) / float64(max(n[1], 1)), "verdict": reports.Met, "villages_expected": int64(1), "villages_arrived": int64(1), "period": int64(2018)}[c]
		}
		indicators.Rows = append(indicators.Rows, row)
	}
	src["villages"], src["tally"], src["indicators"] = villages, tally, indicators
	pub.Source = src
	pub.Meta.Office.SmallCell = bound
	pub.Meta.Declared = catalog.ShippedTables()
	return pub
}

// public gives what the public may know of a county, and what is so: the households of
// every count of the tally, its persons behind " persons", and the figures of the
// indicators.
func public(t *testing.T, pub reports.Publication) (shown, truth map[string]any) {
	t.Helper()
	p, wanted, err := reports.Public(context.Background(), pub)
	if err != nil || !wanted {
		t.Fatal(wanted, err)
	}
	read := func(src reports.Source) map[string]any {
		out := map[string]any{}
		f, err := src.Frame(context.Background(), "tally")
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range f.Rows {
			key := fmt.Sprint(r[0], " ", r[1], "|", r[2], "|", r[3], "|", r[5])
			out[key], out[key+" persons"] = r[6], r[7]
		}
		if f, err = src.Frame(context.Background(), "indicators"); err != nil {
			t.Fatal(err)
		}
		for i := range f.Rows {
			get := func(column string) any { at, _ := f.Column(column); return f.Rows[i][at] }
			key := fmt.Sprint(get("level"), " ", get("area_code"), "|", get("indicator"), "|")
			for _, figure := range []string{"numerator", "denominator", "unknown"} {
				out[key+figure] = get(figure)
			}
			if _, hidden := get("value").(reports.Hidden); hidden != (get("numerator") == reports.Hidden{}) {
				t.Errorf("%s: the rate is hidden: %v, its numerator is not so", key, hidden)
			}
		}
		return out
	}
	return read(p.Source), read(pub.Source)
}

func hiddenOf(shown map[string]any) (out []string) {
	for k, v := range shown {
		if v == (reports.Hidden{}) {
			out = append(out, k)
		}
	}
	return out
}

// Small counts below the county are not made public, nor what would tell them.
func TestSmallCells(t *testing.T) {
	big := smallVillage{exited: [3]int64{20, 30, 40}, remaining: [3]int64{11, 12, 13}, unregistered: 200}
	next := smallVillage{exited: [3]int64{9, 30, 40}, remaining: [3]int64{11, 12, 13}, unregistered: 100}
	with := func(n int64) smallVillage { v := big; v.exited[0] = n; return v }
	const cell = "village 360821101201|exited|cause|因病"
	for _, c := range []struct {
		why       string
		townships [][]smallVillage
		hidden    []string // among others
		shown     []string
	}{
		{"none small", [][]smallVillage{{big, next}, {big, big}}, nil, []string{cell}},
		{"zero is shown", [][]smallVillage{{with(0), next}, {big, big}}, nil, nil},
		{"three is not small", [][]smallVillage{{with(3), next}, {big, big}}, nil, []string{cell}},
		{"one small: the smallest other cause goes too, and the smaller of the other villages", [][]smallVillage{{with(1), big, next}, {big, big}},
			[]string{cell, "village 360821101203|exited|cause|因病", "village 360821101203|exited|cause|因残", "village 360821101201|exited|cause|因残", "village 360821101201|all|cause|因病"},
			[]string{"village 360821101202|exited|cause|因病", "village 360821101201|exited|cause|因学", "village 360821101201|exited|total|合计", "township 360821101|exited|cause|因病", "county 360821|exited|cause|因病"}},
		{"a whole scope is small: only all households of the village are shown", [][]smallVillage{{{exited: [3]int64{2, 0, 0}, remaining: [3]int64{9, 9, 9}, unregistered: 50}, big, next}, {big, big}},
			[]string{"village 360821101201|exited|total|合计", "village 360821101201|registered|total|合计", "village 360821101201|remaining|cause|因学"}, []string{"village 360821101201|all|total|合计"}},
		{"a small township: its villages go too", [][]smallVillage{{{exited: [3]int64{1, 9, 9}, remaining: [3]int64{9, 9, 9}, unregistered: 50}}, {big, big}, {next}},
			[]string{"township 360821101|exited|cause|因病", "village 360821101201|exited|cause|因病"}, []string{"county 360821|exited|cause|因病"}},
	} {
		pub := smallCounty(c.townships, 2)
		shown, truth := public(t, pub)
		for _, k := range c.hidden {
			if shown[k] != (reports.Hidden{}) {
				t.Errorf("%s: %s is shown as %v", c.why, k, shown[k])
			}
		}
		for _, k := range c.shown {
			if shown[k] != truth[k] {
				t.Errorf("%s: %s is %v", c.why, k, shown[k])
			}
		}
		if c.hidden == nil && len(hiddenOf(shown)) > 0 {
			t.Errorf("%s: hidden %v", c.why, hiddenOf(shown))
		}
		if leaks := told(shown, truth, c.townships, 2); len(leaks) > 0 {
			t.Errorf("%s: the rest tells %v", c.why, leaks)
		}
	}
}

// Households that did not answer hide the approval, and no rate beside it.
func TestSmallApproval(t *testing.T) {
	v := smallVillage{exited: [3]int64{20, 30, 40}, remaining: [3]int64{11, 12, 13}, unregistered: 200, answer: 42, approve: 42}
	silent := v
	silent.silent = 1
	townships := [][]smallVillage{{silent, silent}, {v, v}}
	shown, truth := public(t, smallCounty(townships, 2))
	for _, k := range []string{"village 360821101201|approval|unknown", "township 360821101|approval|unknown"} {
		if shown[k] != (reports.Hidden{}) {
			t.Errorf("%s is shown as %v", k, shown[k])
		}
	}
	for _, k := range []string{"village 360821101201|wrong_exit|numerator", "village 360821101201|comprehensive_incidence|denominator", "village 360821101201|exited|total|合计", "village 360821101201|approval|denominator"} {
		if shown[k] != truth[k] {
			t.Errorf("%s is %v", k, shown[k])
		}
	}
	if leaks := told(shown, truth, townships, 2); len(leaks) > 0 {
		t.Errorf("the rest tells %v", leaks)
	}
}

// The equations tell what is hidden alone: or they would show nothing.
func TestSmallCellsAlone(t *testing.T) {
	big := smallVillage{exited: [3]int64{20, 30, 40}, remaining: [3]int64{11, 12, 13}, unregistered: 200}
	small := big
	small.exited[0] = 1
	townships := [][]smallVillage{{small, big, big}, {big, big}}
	shown, truth := public(t, smallCounty(townships, 2))
	for _, k := range hiddenOf(shown) {
		if v, _ := truth[k].(int64); v > 2 {
			shown[k] = truth[k]
		}
	}
	if leaks := told(shown, truth, townships, 2); len(leaks) == 0 {
		t.Error("a small count that is hidden alone is not told by the others")
	}
}

// In no county of many can a small count be worked out from the others.
func TestSmallCellsCannotBeWorkedOut(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 60 {
		var townships [][]smallVillage
		for range 1 + r.IntN(3) + r.IntN(2) {
			var list []smallVillage
			for range 1 + r.IntN(4) {
				v := smallVillage{unregistered: r.Int64N(40)}
				for i := range 3 {
					if r.IntN(3) > 0 {
						v.exited[i] = r.Int64N(4 + 8*int64(r.IntN(3)))
					}
					if r.IntN(2) > 0 {
						v.remaining[i] = r.Int64N(9)
					}
				}
				most := 1 + 5*r.Int64N(2) // persons of a household: in every second county mostly 1
				exited := int64(0)
				for i, households := range slices.Concat(v.exited[:], v.remaining[:], []int64{v.unregistered}) {
					v.persons[i] = households
					for range households {
						v.persons[i] += r.Int64N(most)
					}
					if i < 3 {
						exited += v.persons[i]
					}
				}
				v.wrong = min(r.Int64N(5)*r.Int64N(2), exited)
				v.open = min(r.Int64N(3)*r.Int64N(2), exited-v.wrong)
				v.omitted = min(r.Int64N(4)*r.Int64N(2), v.persons[6])
				v.answer = r.Int64N(9)
				v.approve, v.silent = r.Int64N(v.answer+1), r.Int64N(3)
				list = append(list, v)
			}
			townships = append(townships, list)
		}
		bound := int64(2 + n%4)
		shown, truth := public(t, smallCounty(townships, bound))
		for k, v := range truth {
			if v, _ := v.(int64); v >= 1 && v <= bound && !strings.HasPrefix(k, "county") && shown[k] != (reports.Hidden{}) {
				t.Errorf("county %d: %s is shown: %v", n, k, shown[k])
			}
		}
		if len(townships) == 1 {
			continue // what the county shows of its only township is the same
		}
		if leaks := told(shown, truth, townships, bound); len(leaks) > 0 {
			t.Errorf("county %d, up to %d: the rest tells %s of\n%+v", n, bound, strings.Join(leaks, "\n\t"), townships)
		}
	}
}
