package pipeline

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"sanlv/pipeline/catalog"
)

// populationCounty is four villages in two townships: 甲 100 persons of whom 3 are
// remaining, 乙 50 and 1, 丙 200 and none; 丁 is listed but has no household.
func populationCounty(t *testing.T, b *batch) {
	t.Helper()
	insertPeople(t, b, []people{
		{"999901001001", "未脱贫户", 3, "1000", ""}, {"999901001001", "一般农户", 97, "4000", ""},
		{"999901001002", "未脱贫户", 1, "1000", ""}, {"999901001002", "一般农户", 49, "4000", ""},
		{"999901002001", "一般农户", 200, "4000", ""},
	})
}

func insertVillageSheet(t *testing.T, b *batch, persons map[string]string) {
	t.Helper()
	var rows []string
	for _, code := range []string{"999901001001", "999901001002", "999901002001"} {
		if p, ok := persons[code]; ok {
			rows = append(rows, fmt.Sprintf("('村表.xlsx','村',%d,'%s','村%s','%s',true,1,%s,'','')", 5+len(rows), map[bool]string{true: "镇", false: "乡"}[code < "999901002"], code, code, p))
		}
	}
	sql := "INSERT INTO raw_village (_file,_sheet,_row,township,village,village_code,poor_village,households,persons,_rejected,_inferred) VALUES " + strings.Join(rows, ",")
	if err := b.db.Exec(context.Background(), sql); err != nil {
		t.Fatal(err)
	}
}

func freeze(t *testing.T, b *batch, persons map[string]int64) {
	t.Helper()
	var rows [][]any
	for code, n := range persons {
		rows = append(rows, []any{code, int64(2014), n})
	}
	if err := b.db.Fill(context.Background(), "ref_frozen_population", frozenColumns, rows); err != nil {
		t.Fatal(err)
	}
}

// The same poor people make three rates by three populations, and villages add
// up to townships and the county by each.
func TestPopulationDecidesTheIncidence(t *testing.T) {
	for population, c := range map[string]struct {
		denominators map[string]any
		verdict      string // of the county by 国家中部 (< 2 %)
	}{
		"registered": {map[string]any{"999901001001": int64(100), "999901001": int64(150), "999901002": int64(200), "999901": int64(350)}, "达标"},
		"reported":   {map[string]any{"999901001001": int64(110), "999901001": int64(170), "999901002": int64(20), "999901": int64(190)}, "未达标"},
		"frozen":     {map[string]any{"999901001001": int64(90), "999901001": int64(130), "999901002": int64(270), "999901": int64(400)}, "达标"},
	} {
		t.Run(population, func(t *testing.T) {
			b := newBatch(t, func(s *catalog.Settings) { s.Population = population })
			populationCounty(t, b)
			insertVillageSheet(t, b, map[string]string{"999901001001": "110", "999901001002": "60", "999901002001": "20"})
			freeze(t, b, map[string]int64{"999901001001": 90, "999901001002": 40, "999901002001": 270})
			b.transform(t, "fct_indicators", "fct_village_exit")
			for area, want := range c.denominators {
				for _, indicator := range []string{"comprehensive_incidence", "registered_incidence"} {
					if r := incidence(t, b, area, indicator); r["denominator"] != want {
						t.Errorf("%s %s: %v, want %v", area, indicator, r["denominator"], want)
					}
				}
			}
			if r := incidence(t, b, "999901", "comprehensive_incidence"); r["numerator"] != int64(4) || r["verdict"] != c.verdict {
				t.Errorf("%v", r)
			}
			if wrong, err := b.levelSums(context.Background()); err != nil || wrong != "" {
				t.Errorf("level sums: %s %v", wrong, err)
			}
			_, rows, err := b.db.Query(context.Background(), "SELECT denominator FROM fct_village_exit WHERE item = 'incidence' AND village_code = '999901001001'")
			if err != nil || rows[0][0] != c.denominators["999901001001"] {
				t.Errorf("village exit: %v %v", rows, err)
			}
		})
	}
}

func incidence(t *testing.T, b *batch, area, indicator string) map[string]any {
	t.Helper()
	standard := "国家中部"
	if indicator == "registered_incidence" {
		standard = map[bool]string{true: "莲花县2018", false: ""}[len(area) == 6]
	}
	return indicatorRow(t, b, standard, area, indicator)
}

// A village whose population is not known, or smaller than its poor, has no
// incidence, and neither have its township and county; its neighbours have. The
// office is told where, and the run may be published.
func TestPopulationMissingOrTooSmall(t *testing.T) {
	for name, c := range map[string]struct {
		population, persons string // of 乙 in the village sheet
		rule, message       string
	}{
		"no number in the village sheet": {"reported", "NULL", "population_missing", "村999901001002没有发生率的分母(村表的总人口),该村和所在乡镇、县的发生率判为数据缺。"},
		"smaller than the poor": {"reported", "0", "population_too_small",
			"村999901001002发生率的分母(村表总人口)只有 0 人,而未脱贫、错退、漏评的人口有 1 人;两数矛盾,该村和所在乡镇、县的发生率判为数据缺。"},
		"not frozen": {"frozen", "60", "population_missing", "村999901001002没有发生率的分母(frozen_population.csv 的年末农业户籍人口),该村和所在乡镇、县的发生率判为数据缺。"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBatch(t, func(s *catalog.Settings) { s.Population = c.population })
			populationCounty(t, b)
			insertVillageSheet(t, b, map[string]string{"999901001001": "110", "999901001002": c.persons, "999901002001": "200"})
			freeze(t, b, map[string]int64{"999901001001": 90, "999901002001": 270})
			b.transform(t, "fct_indicators", "fct_village_exit", "chk_population_missing", "chk_population_too_small")
			for area, missing := range map[string]bool{"999901001001": false, "999901001002": true, "999901001": true, "999901002": false, "999901": true} {
				r := incidence(t, b, area, "comprehensive_incidence")
				if missing != (r["verdict"] == "数据缺" && r["value"] == nil && r["denominator"] == nil && r["value_high"] == nil) {
					t.Errorf("%s: %v", area, r)
				}
			}
			if r := indicatorRow(t, b, "国家中部", "999901001002", "omission_rate"); r["verdict"] != "达标" {
				t.Errorf("the omission rate has a denominator of its own: %v", r)
			}
			var said []string
			for _, f := range b.findings(t, "meta_sorted") {
				if strings.HasPrefix(f.Rule, "population_") {
					said = append(said, f.Rule+": "+f.Message+" "+f.File)
				}
			}
			file := map[bool]string{true: "村表.xlsx"}[c.population == "reported"]
			if want := c.rule + ": " + c.message + " " + file; len(said) != 1 || said[0] != want {
				t.Errorf("%v, want %s", said, want)
			}
			if blocked, err := b.levelSums(context.Background()); err != nil || blocked != "" {
				t.Errorf("%s %v", blocked, err)
			}
			_, rows, err := b.db.Query(context.Background(), "SELECT verdict, reason FROM fct_village_exit WHERE item = 'incidence' AND village_code = '999901001002'")
			if err != nil || fmt.Sprint(rows[0]) != "[数据缺 贫困人口或户籍人口不详,或户籍人口小于贫困人口]" {
				t.Errorf("village exit: %v %v", rows, err)
			}
		})
	}
}

// What the unknown households could be is bounded by the population: no rate can
// pass one.
func TestPopulationBoundsTheRange(t *testing.T) {
	b := newBatch(t, func(s *catalog.Settings) { s.Population = "reported" })
	insertPeople(t, b, []people{{"999901001001", "未脱贫户", 3, "1000", ""}, {"999901001001", "脱贫户", 40, "4000", "NULL"}})
	insertVillageSheet(t, b, map[string]string{"999901001001": "30"})
	b.transform(t, "fct_indicators")
	if r := incidence(t, b, "999901001001", "comprehensive_incidence"); r["value"] != 0.1 || r["value_low"] != 0.1 || r["value_high"] != 1.0 || r["unknown"] != int64(40) {
		t.Errorf("%v", r)
	}
}

// Households of villages that are not known are counted by the villages that
// report them: 未定 has no rate of its own and takes none from the county.
func TestPopulationOfUndecidedVillages(t *testing.T) {
	b := newBatch(t, func(s *catalog.Settings) { s.Population = "reported" })
	insertPeople(t, b, []people{{"999901001001", "一般农户", 50, "4000", ""}, {"999901001001", "未脱贫户", 2, "1000", ""}})
	if err := b.db.Exec(context.Background(), "UPDATE raw_household SET village_code = NULL, village = '别处' WHERE status = '未脱贫户'"); err != nil {
		t.Fatal(err)
	}
	insertVillageSheet(t, b, map[string]string{"999901001001": "100"})
	b.transform(t, "fct_indicators")
	if r := incidence(t, b, "999901", "comprehensive_incidence"); r["numerator"] != int64(2) || r["denominator"] != int64(100) || r["value"] != 0.02 {
		t.Errorf("county: %v", r)
	}
	_, rows, err := b.db.Query(context.Background(), "SELECT numerator, denominator, value, verdict FROM fct_indicators WHERE level = 'village' AND area_code = '未定' AND indicator = 'comprehensive_incidence' AND standard = '国家中部'")
	if err != nil || fmt.Sprint(rows) != "[[2 0 <nil> 数据缺]]" {
		t.Errorf("%v %v", rows, err)
	}
	if wrong, err := b.levelSums(context.Background()); err != nil || wrong != "" {
		t.Errorf("%s %v", wrong, err)
	}
}

// The denominators of every area worked out a second time in plain Go, over
// random villages of which some report nothing or too little.
func TestPopulationTwoWays(t *testing.T) {
	for _, population := range []string{"registered", "reported", "frozen"} {
		t.Run(population, func(t *testing.T) {
			r := rand.New(rand.NewPCG(2018, uint64(len(population))))
			b := newBatch(t, func(s *catalog.Settings) { s.Population = population })
			type village struct{ registered, poor, given int64 } // given -1: none
			all := map[string]*village{}
			var ps []people
			var sheet []string
			frozen := map[string]int64{}
			for i := range 60 {
				code := fmt.Sprintf("9999%02d%03d%03d", 1+i/30, 1+i/6, 1+i%6)
				v := &village{given: -1}
				all[code] = v
				for range 1 + r.IntN(5) {
					p := people{code, []string{"一般农户", "未脱贫户", "返贫户"}[r.IntN(3)], 1 + r.IntN(9), "4000", ""}
					ps = append(ps, p)
					v.registered += int64(p.persons)
					if p.status != "一般农户" {
						v.poor += int64(p.persons)
					}
				}
				number := "NULL"
				if i%30 > 11 || r.IntN(6) > 0 { // the first two townships of each county have gaps
					v.given = v.registered + r.Int64N(10) - 2
					if i%30 > 11 {
						v.given = max(v.given, v.poor)
					}
					number = fmt.Sprint(v.given)
					frozen[code] = v.given
				}
				sheet = append(sheet, fmt.Sprintf("('v','s',%d,'乡%s','村','%s',false,1,%s,'','')", i+2, code[:9], code, number))
			}
			insertPeople(t, b, ps)
			if err := b.db.Exec(context.Background(), "INSERT INTO raw_village (_file,_sheet,_row,township,village,village_code,poor_village,households,persons,_rejected,_inferred) VALUES "+strings.Join(sheet, ",")); err != nil {
				t.Fatal(err)
			}
			freeze(t, b, frozen)
			b.transform(t, "fct_indicators")
			want, gap := map[string]int64{}, map[string]bool{}
			for code, v := range all {
				n := v.given
				if population == "registered" {
					n = v.registered
				}
				for _, area := range []string{code, code[:9], code[:6]} {
					want[area] += n
					gap[area] = gap[area] || n < v.poor
				}
			}
			gaps := 0
			for area, n := range want {
				d := any(n)
				if gap[area] {
					d = nil
					gaps++
				}
				if got := incidence(t, b, area, "comprehensive_incidence"); got["denominator"] != d || (d == nil) != (got["value"] == nil) {
					t.Errorf("%s: SQL %v, Go %v", area, got, d)
				}
			}
			if (population == "registered") != (gaps == 0) {
				t.Errorf("%d gaps", gaps)
			}
		})
	}
}
