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

// smallVillage is the households of a village: exited and remaining by cause, and those
// not registered.
type smallVillage struct {
	exited, remaining [3]int64
	unregistered      int64
}

var smallCauses = []string{"因病", "因残", "因学"}

// smallCounty is a publication of townships of villages, three persons a household.
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
	sums := map[key]int64{}
	var order []key
	rates := map[[2]string][2]int64{}
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
			add := func(n int64, class, item string, scopes ...string) {
				for _, area := range [][2]string{{"county", "360821"}, {"township", town}, {"village", code}} {
					for _, scope := range scopes {
						k := key{area[0], area[1], scope, class, item}
						if _, ok := sums[k]; !ok {
							order = append(order, k)
						}
						sums[k] += n
					}
				}
			}
			for i, cause := range smallCauses {
				add(village.exited[i], "cause", cause, "all", "registered", "exited")
				add(village.remaining[i], "cause", cause, "all", "registered", "remaining")
				add(village.exited[i], "total", "合计", "all", "registered", "exited")
				add(village.remaining[i], "total", "合计", "all", "registered", "remaining")
			}
			add(village.unregistered, "total", "合计", "all", "unregistered")
			for _, area := range []string{"county 360821", "township " + town, "village " + code} {
				k := [2]string{area, "wrong_exit"}
				rates[k] = [2]int64{rates[k][0] + village.exited[0], rates[k][1] + village.exited[0] + village.exited[1] + village.exited[2]}
			}
		}
	}
	for _, k := range order {
		if n := sums[k]; n > 0 { // what is 0 has no row
			tally.Rows = append(tally.Rows, []any{k.level, k.code, k.scope, k.class, int64(1), k.item, n, n * 3, int64(0), int64(0), int64(0)})
		}
	}
	indicators := &reports.Frame{ID: "indicators", Columns: old["indicators"].Columns}
	for k, n := range rates {
		level, code, _ := strings.Cut(k[0], " ")
		row := make([]any, len(indicators.Columns))
		for i, c := range indicators.Columns {
			row[i] = map[string]any{"standard": "国家中部", "level": level, "area_code": code, "area_name": code, "indicator": k[1], "numerator": n[0], "denominator": n[1], "unknown": int64(0),
				"verdict": reports.Met, "villages_expected": int64(1), "villages_arrived": int64(1), "period": int64(2018)}[c]
		}
		indicators.Rows = append(indicators.Rows, row)
	}
	src["villages"], src["tally"], src["indicators"] = villages, tally, indicators
	pub.Source = src
	pub.Meta.Office.SmallCell = bound
	pub.Meta.Declared = catalog.ShippedTables()
	return pub
}

// public gives what the public may know of a county, and what is so.
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
			out[fmt.Sprint(r[0], " ", r[1], "|", r[2], "|", r[3], "|", r[5])] = r[6]
		}
		return out
	}
	return read(p.Source), read(pub.Source)
}

// told reports which hidden counts follow from those that are shown: the sums of areas,
// of the causes and of the scopes are put down as equations, and solved. It knows
// nothing of how they were chosen.
func told(shown, truth map[string]any, townships [][]smallVillage) []string {
	at := map[string]int{}
	value := func(k string) (int64, bool) { // known
		switch v := shown[k].(type) {
		case int64:
			return v, true
		case reports.Hidden:
			return 0, false
		}
		return 0, true
	}
	var rows [][]int64 // coefficients by a prime; what is known goes to the right side, which does not matter for what can be told
	equation := func(keys ...string) {
		row := map[int]int64{}
		for i, k := range keys {
			if _, known := value(k); known {
				continue
			}
			if _, ok := at[k]; !ok {
				at[k] = len(at)
			}
			row[at[k]] += map[bool]int64{true: 1, false: -1}[i == 0]
		}
		if len(row) > 0 {
			out := make([]int64, len(at))
			for j, c := range row {
				out[j] = (c%prime + prime) % prime
			}
			rows = append(rows, out)
		}
	}
	var areas []string
	towns := []string{}
	for t, list := range townships {
		town := fmt.Sprintf("township 3608211%02d", t+1)
		towns = append(towns, town)
		villages := []string{}
		for v := range list {
			villages = append(villages, fmt.Sprintf("village 3608211%02d2%02d", t+1, v+1))
		}
		areas = append(append(areas, town), villages...)
		each(func(rest string) {
			keys := []string{town + rest}
			for _, v := range villages {
				keys = append(keys, v+rest)
			}
			equation(keys...)
		})
	}
	each(func(rest string) {
		keys := []string{"county 360821" + rest}
		for _, town := range towns {
			keys = append(keys, town+rest)
		}
		equation(keys...)
	})
	for _, a := range areas {
		for _, scope := range []string{"registered", "exited", "remaining"} {
			keys := []string{a + "|" + scope + "|total|合计"}
			for _, cause := range smallCauses {
				keys = append(keys, a+"|"+scope+"|cause|"+cause)
			}
			equation(keys...)
		}
		for _, rest := range append([]string{"|total|合计"}, "|cause|因病", "|cause|因残", "|cause|因学") {
			equation(a+"|registered"+rest, a+"|exited"+rest, a+"|remaining"+rest)
			equation(a+"|all"+rest, a+"|registered"+rest, a+"|unregistered"+rest)
		}
	}
	n := len(at)
	for i := range rows {
		rows[i] = append(rows[i], make([]int64, n-len(rows[i]))...)
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
					rows[i][j] = (rows[i][j] + (prime-f)*rows[rank][j]) % prime
				}
			}
		}
		pivots[c] = rank
	}
	var out []string
	for k, c := range at {
		r, ok := pivots[c]
		if !ok {
			continue
		}
		alone := true
		for j := range n {
			alone = alone && (j == c || rows[r][j] == 0)
		}
		if v, _ := truth[k].(int64); alone && v >= 1 && v <= 2 {
			out = append(out, fmt.Sprintf("%s = %d", k, v))
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

// each goes through the counts of an area.
func each(f func(rest string)) {
	for _, scope := range []string{"all", "registered", "exited", "remaining", "unregistered"} {
		f("|" + scope + "|total|合计")
		for _, cause := range smallCauses {
			f("|" + scope + "|cause|" + cause)
		}
	}
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
		if leaks := told(shown, truth, c.townships); len(leaks) > 0 {
			t.Errorf("%s: the rest tells %v", c.why, leaks)
		}
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
	if leaks := told(shown, truth, townships); len(leaks) == 0 {
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
				list = append(list, v)
			}
			townships = append(townships, list)
		}
		shown, truth := public(t, smallCounty(townships, 2))
		for k, v := range truth {
			if v, _ := v.(int64); v >= 1 && v <= 2 && !strings.HasPrefix(k, "county") && shown[k] != (reports.Hidden{}) {
				t.Errorf("county %d: %s is shown: %v", n, k, shown[k])
			}
		}
		if len(townships) == 1 {
			continue // what the county shows of its only township is the same
		}
		if leaks := told(shown, truth, townships); len(leaks) > 0 {
			t.Errorf("county %d: the rest tells %v of\n%v", n, leaks, townships)
		}
	}
}
