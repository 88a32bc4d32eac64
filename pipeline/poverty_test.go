package pipeline

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/internal/duck"
	"sanlv/pipeline/survey"
)

// This file works the poverty measures out a second time, in plain Go and with
// the estimators of package survey, over random counties full of blanks, incomes
// at the line, zero and negative incomes and single persons.

// povertyFacts is what the measures ask of a household.
type povertyFacts struct {
	weight       float64 // persons; 0 unknown
	income       float64 // a head
	below        truth
	lacks        [6]truth
	onRegister   truth
	entitled     truth
	net, divisor int64
}

func povertyOf(h testHousehold, s catalog.Settings) povertyFacts {
	v := judge(h, s)
	f := povertyFacts{weight: float64(v.persons), divisor: int64(v.persons)}
	if s.IncomeDivisor == "members" {
		f.divisor = int64(len(h.members))
	}
	known, any := h.rejected != "wage_income" && h.rejected != "business_expense" && h.rejected != "pension", false
	for _, p := range h.parts {
		if p != nil {
			any, f.net = true, f.net+*p
		}
	}
	for _, d := range h.deduct {
		if d != nil {
			f.net -= *d
		}
	}
	if known && any && f.divisor > 0 && v.persons > 0 {
		f.income, f.below = float64(f.net)/float64(f.divisor), -1
		if f.net < s.Line.Yuan*f.divisor {
			f.below = 1
		}
	}
	housing := map[string]truth{"A": 1, "B": 1, "C": -1, "D": -1}[h.grade]
	f.lacks = [6]truth{f.below, or(-h.flags[0], -h.flags[1]), -settle(h.flags[2], schooled(h.members), h.rejected == "education"),
		-settle(h.flags[3], insured(h.members), h.rejected == "medical"), -settle(h.flags[4], housing, h.rejected == "housing"), -h.flags[5]}
	if v.persons == 0 {
		return f
	}
	switch h.status {
	case "未脱贫户", "返贫户":
		f.onRegister, f.entitled = 1, -v.exit
	case "脱贫户":
		f.onRegister, f.entitled = -1, -v.exit
		if s.Poverty.Register == "all" {
			f.onRegister = 1
		}
	case "一般农户", "清退户":
		f.onRegister, f.entitled = -1, v.poor
	}
	f.entitled = and(f.entitled, -h.excluded)
	return f
}

// figureOf is a measure of an area: what it comes to and over whom.
type figureOf struct {
	value                        float64 // NaN: undefined
	households, persons, unknown int64
}

// povertyMeasures is §1 of the statistics over the households of one area.
func povertyMeasures(t *testing.T, fs []povertyFacts, s catalog.Settings) map[[2]string]figureOf {
	t.Helper()
	must := func(v float64, err error) float64 {
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	line, out := float64(s.Line.Yuan), map[[2]string]figureOf{}
	var incomes, weights []float64
	var income figureOf
	var gap [3]float64
	var watts, poor, poorIncome float64
	groups := map[string]float64{}
	for _, f := range fs {
		if f.below == 0 {
			income.unknown++
			continue
		}
		income.households++
		income.persons += int64(f.weight)
		incomes, weights = append(incomes, f.income), append(weights, f.weight)
		for a := range gap {
			gap[a] += f.weight * survey.FGT(f.income, line, float64(a))
		}
		watts += f.weight * survey.Watts(f.income, line, float64(s.Poverty.WattsFloor))
		if f.below == 1 {
			poor += f.weight
			poorIncome += f.weight * f.income
		}
		share := f.net * 100 / (s.Line.Yuan * f.divisor) // whole per cent of the line
		if f.net < 0 {
			share = -1
		}
		i := slices.IndexFunc(s.Poverty.GroupPercents, func(p int64) bool { return share < p })
		if i < 0 {
			i = len(s.Poverty.GroupPercents)
		}
		groups[s.Poverty.Groups()[i].Item] += f.weight
	}
	all := float64(income.persons)
	put := func(f figureOf, measure, item string, value float64) {
		f.value = value
		out[[2]string{measure, item}] = f
	}
	for a := range gap {
		put(income, fmt.Sprintf("fgt%d", a), "", gap[a]/all)
	}
	put(income, "watts", "", watts/all)
	put(income, "sen", "", must(survey.Sen(incomes, weights, line)))
	put(income, "sst", "", must(survey.SenShorrocksThon(incomes, weights, line)))
	gini := must(survey.Gini(incomes, weights))
	var total float64
	for i := range incomes {
		total += incomes[i] * weights[i]
	}
	if total <= 0 {
		gini = math.NaN()
	}
	put(income, "gini", "", gini)
	for _, g := range s.Poverty.Groups() {
		put(income, "income_group", g.Item, groups[g.Item]/all)
	}
	of := figureOf{persons: int64(poor), unknown: income.unknown}
	for _, f := range fs {
		if f.below == 1 {
			of.households++
		}
	}
	put(of, "poor_income", "", poorIncome/poor)
	dimensionMeasures(t, fs, s, put)
	var leak, missed figureOf
	var leaked, left float64
	for _, f := range fs {
		switch {
		case f.onRegister == 0, f.onRegister == 1 && f.entitled == 0:
			leak.unknown++
		case f.onRegister == 1:
			leak.households++
			leak.persons += int64(f.weight)
			if f.entitled == -1 {
				leaked += f.weight
			}
		}
		switch {
		case f.entitled == 0, f.entitled == 1 && f.onRegister == 0:
			missed.unknown++
		case f.entitled == 1:
			missed.households++
			missed.persons += int64(f.weight)
			if f.onRegister == -1 {
				left += f.weight
			}
		}
	}
	put(leak, "inclusion_error", "", leaked/float64(leak.persons))
	put(missed, "exclusion_error", "", left/float64(missed.persons))
	return out
}

// dimensionMeasures are those of Alkire & Foster.
func dimensionMeasures(t *testing.T, fs []povertyFacts, s catalog.Settings, put func(figureOf, string, string, float64)) {
	t.Helper()
	af := survey.Deprivations{Cutoff: int(s.Poverty.Cutoff)}
	for _, u := range s.Poverty.Units {
		af.Units = append(af.Units, int(u))
	}
	var of, ofPoor figureOf
	var poor, m0 float64
	var lack, lackPoor [6]float64
	for _, f := range fs {
		if slices.Contains(f.lacks[:], 0) {
			of.unknown++
			ofPoor.unknown++
			continue
		}
		of.households++
		of.persons += int64(f.weight)
		var lacks []bool
		for _, l := range f.lacks {
			lacks = append(lacks, l == 1)
		}
		c, isPoor, err := af.Score(lacks)
		if err != nil {
			t.Fatal(err)
		}
		for j := range lacks {
			if lacks[j] {
				lack[j] += f.weight
				if isPoor {
					lackPoor[j] += f.weight
				}
			}
		}
		if isPoor {
			poor += f.weight
			m0 += c * f.weight
			ofPoor.households++
			ofPoor.persons += int64(f.weight)
		}
	}
	all := float64(of.persons)
	put(of, "af_h", "", poor/all)
	put(of, "af_m0", "", m0/all)
	put(ofPoor, "af_a", "", m0/poor)
	for j, d := range catalog.Dimensions {
		put(of, "af_uncensored", d, lack[j]/all)
		put(of, "af_censored", d, lackPoor[j]/all)
		share, err := af.Contribution(j, lackPoor[j]/all, m0/all)
		if err != nil {
			t.Fatal(err)
		}
		put(ofPoor, "af_contribution", d, share)
	}
}

func TestPovertyTwoWays(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*catalog.Settings)
		tol    float64
	}{
		"defaults":   {nil, 1e-11},
		"identify":   {func(s *catalog.Settings) { s.IdentifyRule, s.Poverty.Register = "or", "all" }, 1e-11},
		"dimensions": {func(s *catalog.Settings) { s.Poverty.Units, s.Poverty.Cutoff = []int64{3, 3, 2, 2, 1, 1}, 4 }, 1e-11},
		// a household's income for its persons is taken to a ten-thousandth of a yuan
		"members divide": {func(s *catalog.Settings) {
			s.IncomeDivisor, s.Poverty.WattsFloor, s.Poverty.GroupPercents = "members", 500, []int64{100}
		}, 1e-7},
	} {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1984, uint64(len(name))))
			var hs []testHousehold
			for i := range 1200 {
				h := randomHousehold(r, i)
				// the fourth village is nearly empty, others lie in a second township
				h.village = []string{"999901001001", "999901001002", "999901002001", "999901002002"}[r.IntN(4)]
				if i < 1190 && h.village == "999901002002" {
					h.village = "999901001001"
				}
				if zero := int64(0); r.IntN(25) == 0 {
					h.parts, h.deduct = [4]*int64{&zero, nil, nil, nil}, [3]*int64{}
				}
				hs = append(hs, h)
			}
			b := newBatch(t, c.change)
			insert(t, b, hs)
			if err := b.db.Exec(context.Background(), `INSERT INTO raw_village (_file,_sheet,_row,county,township,village,village_code,poor_village,_rejected,_inferred) VALUES
				('v','s',1,'县','镇','村','999901001001',true,'',''),('v','s',2,'县','镇','村','999901001002',false,'',''),('v','s',3,'县','镇','村','999901002001',true,'',''),('v','s',4,'县','镇','村','999901002002',NULL,'','')`); err != nil {
				t.Fatal(err)
			}
			b.transform(t, "fct_poverty", "fct_income_curve")
			comparePoverty(t, b, hs, c.tol)
			compareCurve(t, b, hs)
		})
	}
}

func comparePoverty(t *testing.T, b *batch, hs []testHousehold, tol float64) {
	t.Helper()
	_, rows, err := b.db.Query(context.Background(), "SELECT level, area_code, measure, item, value, numerator, denominator, households, persons, unknown, reason FROM fct_poverty ORDER BY ALL")
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]string{"999901001001": "999901-poor", "999901001002": "999901-other", "999901002001": "999901-poor", "999901002002": "999901-unknown"}
	members := map[string][]povertyFacts{}
	for _, h := range hs {
		f := povertyOf(h, b.settings)
		for _, area := range []string{"village " + h.village, "township " + h.village[:9], "county " + h.village[:6], "village_kind " + kinds[h.village]} {
			members[area] = append(members[area], f)
		}
	}
	want := map[string]map[[2]string]figureOf{}
	n := 0
	for area, fs := range members {
		want[area] = povertyMeasures(t, fs, b.settings)
		n += len(want[area])
	}
	if len(rows) != n {
		t.Errorf("%d rows, want %d", len(rows), n)
	}
	unknown := 0
	for _, r := range rows {
		w, ok := want[fmt.Sprintf("%s %s", r[0], r[1])][[2]string{r[2].(string), r[3].(string)}]
		if !ok {
			t.Fatalf("not asked for: %v", r)
		}
		if r[7] != w.households || r[8] != w.persons || r[9] != w.unknown {
			t.Errorf("SQL %v, Go %+v", r, w)
		}
		if w.unknown > 0 {
			unknown++
		}
		value, has := r[4].(float64)
		switch {
		case math.IsNaN(w.value):
			if has || r[10] == "" {
				t.Errorf("%v, should be undefined, with a reason", r)
			}
		case !has || r[10] != "" || math.Abs(value-w.value) > tol*math.Max(math.Abs(w.value), 1e-6):
			t.Errorf("SQL %v, Go %v", r, w.value)
		case r[5] != nil && r[5].(float64)/r[6].(float64) != value:
			t.Errorf("%v: the value is not numerator by denominator", r)
		}
	}
	if unknown == 0 {
		t.Error("the random county has no unknown household")
	}
}

// compareCurve counts the persons up to every point of the income curve again.
func compareCurve(t *testing.T, b *batch, hs []testHousehold) {
	t.Helper()
	_, rows, err := b.db.Query(context.Background(), "SELECT CAST(income * 100 AS BIGINT), persons, all_persons FROM fct_income_curve ORDER BY income")
	if err != nil {
		t.Fatal(err)
	}
	upTo := func(cents int64) (persons int64) {
		for _, h := range hs {
			f := povertyOf(h, b.settings)
			size := 200*max(f.net, -f.net) + f.divisor // twice the cents, and a half
			if f.below == 0 {
				continue
			}
			perHead := size / (2 * f.divisor)
			if f.net < 0 {
				perHead = -perHead
			}
			if perHead <= cents {
				persons += int64(f.weight)
			}
		}
		return persons
	}
	if len(rows) < 40 || len(rows) > 100 {
		t.Errorf("the curve has %d points", len(rows))
	}
	line, poor := b.settings.Line.Yuan*100, int64(0)
	for i, r := range rows {
		if want := upTo(r[0].(int64)); r[1] != want {
			t.Errorf("up to %v: %v persons, want %d", r[0], r[1], want)
		}
		if r[0].(int64) < line {
			poor = r[1].(int64)
		}
		if i == len(rows)-1 && r[1] != r[2] {
			t.Errorf("the curve ends at %v of %v", r[1], r[2])
		}
	}
	if poor != upTo(line-1) {
		t.Errorf("the curve has %d persons below the line, want %d", poor, upTo(line-1))
	}
}

// Every measure has a defined answer where there is nobody, one person, nobody
// below the line, or no income at all.
func TestPovertyAtTheEdges(t *testing.T) {
	none := math.NaN()
	for name, c := range map[string]struct {
		people []people
		want   map[string]float64
	}{
		"nobody known": {[]people{{status: "一般农户", persons: 3, perHead: ""}},
			map[string]float64{"fgt0": none, "fgt1": none, "fgt2": none, "watts": none, "sen": none, "sst": none, "gini": none, "poor_income": none, "af_h": none, "af_a": none, "af_m0": none}},
		"one person without income": {[]people{{status: "一般农户", persons: 1, perHead: "0"}},
			map[string]float64{"fgt0": 1, "fgt1": 1, "fgt2": 1, "watts": math.Log(2995), "sen": 1, "sst": 1, "gini": none, "poor_income": 0, "af_h": 1, "af_a": 1. / 6, "af_m0": 1. / 6, "inclusion_error": none, "exclusion_error": none}},
		"one person at the line": {[]people{{status: "一般农户", persons: 1, perHead: "2995"}},
			map[string]float64{"fgt0": 0, "fgt1": 0, "fgt2": 0, "watts": 0, "sen": 0, "sst": 0, "gini": 0, "poor_income": none, "af_h": 0, "af_a": none, "af_m0": 0}},
		"all alike below the line": {[]people{{status: "未脱贫户", persons: 2, perHead: "599"}, {status: "未脱贫户", persons: 3, perHead: "599"}},
			map[string]float64{"fgt0": 1, "fgt1": 0.8, "fgt2": 0.64, "watts": math.Log(5), "sen": 0.8, "sst": 0.8, "gini": 0, "poor_income": 599, "inclusion_error": 0, "exclusion_error": 0}},
		"losses": {[]people{{status: "脱贫户", persons: 1, perHead: "-2995"}, {status: "脱贫户", persons: 1, perHead: "5990"}},
			// the gap of a loss passes 1; Watts floors at 1 yuan, Sen at 0
			map[string]float64{"fgt0": 0.5, "fgt1": 1, "fgt2": 2, "watts": math.Log(2995) / 2, "sen": 0.5, "sst": 0.75, "gini": 1.5, "poor_income": -2995, "inclusion_error": none, "exclusion_error": 1}},
		"more losses than income": {[]people{{status: "一般农户", persons: 1, perHead: "-5000"}, {status: "一般农户", persons: 1, perHead: "4000"}},
			map[string]float64{"fgt0": 0.5, "gini": none, "poor_income": -5000}},
		"on the register above the line": {[]people{{status: "未脱贫户", persons: 4, perHead: "4000"}, {status: "未脱贫户", persons: 1, perHead: "2000"}, {status: "一般农户", persons: 2, perHead: "2000", water: "false"}, {status: "一般农户", persons: 5, perHead: "2000"}},
			// the last has all guarantees and is not poor by the identification standard
			map[string]float64{"inclusion_error": 0.8, "exclusion_error": 2. / 3, "fgt0": 8. / 12, "af_h": 8. / 12, "af_a": 10. / 48, "af_m0": 10. / 72}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBatch(t, nil)
			for i := range c.people {
				c.people[i].village = testVillage
			}
			insertPeople(t, b, c.people)
			b.transform(t, "fct_poverty")
			for _, level := range []string{"village", "county"} {
				_, rows, err := b.db.Query(context.Background(), "SELECT measure, value, reason FROM fct_poverty WHERE level = ? AND item = ''", level)
				if err != nil {
					t.Fatal(err)
				}
				seen := 0
				for _, r := range rows {
					want, ok := c.want[r[0].(string)]
					if !ok {
						continue
					}
					seen++
					switch value, has := r[1].(float64); {
					case math.IsNaN(want):
						if has || r[2] == "" {
							t.Errorf("%s: %v, should be undefined, with a reason", level, r)
						}
					case !has || math.Abs(value-want) > 1e-12 || r[2] != "":
						t.Errorf("%s: %v, want %v", level, r, want)
					}
				}
				if seen != len(c.want) {
					t.Errorf("%s: %d of %d measures", level, seen, len(c.want))
				}
			}
		})
	}
}

// One thread or two, and rows in another order, give the same bytes.
func TestPovertyIsTheSameOnEveryRun(t *testing.T) {
	ctx := context.Background()
	texts := map[string]bool{}
	for _, c := range []struct {
		threads int
		order   string
	}{{1, "n"}, {2, "n"}, {2, "hash(n)"}} {
		b := newBatch(t, nil)
		db, err := duck.Open(ctx, duck.Options{Threads: c.threads, Memory: 1 << 30, TempDir: filepath.Join(t.TempDir(), "spill")})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
		b.db = db
		if err := b.createTables(ctx); err != nil {
			t.Fatal(err)
		}
		if err := b.build(ctx, beforeChecks); err != nil {
			t.Fatal(err)
		}
		// more rows than one thread takes at a time
		for _, sql := range []string{
			`CREATE TABLE people AS SELECT 'H' || n AS household_id, '99990100' || (1 + hash(n, 1) % 3) || '00' || (1 + hash(n, 2) % 7) AS village_code, 1 + hash(n, 3) % 9 AS persons,
				CASE WHEN hash(n, 4) % 50 = 0 THEN NULL ELSE CAST(hash(n, 5) % 3000000 AS DECIMAL(38, 10)) / 100 - 1000 END AS net, hash(n, 6) AS h FROM range(150000) t(n) ORDER BY ` + c.order,
			`INSERT INTO int_household_income (household_id, persons, divisor, line, net, income_below) SELECT household_id, persons, persons, 2995, net, net < 2995 * persons FROM people`,
			`INSERT INTO int_household_guarantee (household_id, food, clothing, education, medical, housing, water) SELECT household_id, h % 31 > 0, true, h % 17 > 0, h % 13 > 0, h % 11 > 0, h % 29 > 0 FROM people`,
			`INSERT INTO int_household_verdict (household_id, village_code, status, persons, poor, exit_met, excluded) SELECT household_id, village_code, CASE WHEN h % 5 = 0 THEN '未脱贫户' ELSE '一般农户' END, persons, h % 7 = 0, h % 3 = 0, false FROM people`,
			`INSERT INTO int_poverty_area SELECT DISTINCT village_code, unnest(['village', 'township', 'county']), unnest([village_code, substr(village_code, 1, 9), substr(village_code, 1, 6)]), 'a' FROM people`,
		} {
			if err := db.Exec(ctx, sql); err != nil {
				t.Fatal(err)
			}
		}
		b.measurePoverty(t)
		f, err := newSource(db, b.cat, nil).Frame(ctx, "poverty")
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		defined := 0
		for _, r := range f.Rows {
			fmt.Fprintln(&text, r...)
			if r[6] != nil {
				defined++
			}
		}
		if defined < 500 {
			t.Fatalf("only %d values", defined)
		}
		texts[text.String()] = true
	}
	if len(texts) != 1 {
		t.Errorf("%d different answers", len(texts))
	}
}
