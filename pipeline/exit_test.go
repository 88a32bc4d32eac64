package pipeline

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sanlv/pipeline/catalog"
)

// exitCase is one poor village as reported, -1 for a blank figure.
type exitCase struct {
	code                                        string
	households, persons, registered, exited     int
	sized, roads, cleaners, waste               int
	water, housing, electricity, tv, tvWilling  int
	toilets, power, broadband, clinic, platform int
	income, cooperatives                        int // income in cents
	homes                                       []home
}

// home is a household of a village whose household sheet has come.
type home struct {
	status             string
	persons            int
	medical, education truth
}

func (v *exitCase) randomise(r *rand.Rand) {
	figure := func(most int) int {
		if r.IntN(12) == 0 {
			return -1
		}
		if r.IntN(2) == 0 {
			return most
		}
		return r.IntN(most + 1)
	}
	v.households, v.persons = 40+r.IntN(30), 150+r.IntN(100)
	v.registered = figure(20)
	v.exited = figure(max(v.registered, 0))
	v.sized = r.IntN(6)
	v.roads, v.cleaners, v.waste = figure(v.sized), figure(v.sized), figure(v.sized)
	v.water, v.housing, v.electricity = figure(v.households), figure(v.households), figure(v.households)
	v.tvWilling = r.IntN(v.households)
	v.tv, v.toilets = figure(v.tvWilling), figure(v.households)
	v.power, v.broadband, v.clinic, v.platform = figure(1), figure(1), figure(1), figure(1)
	v.income = []int{-1, 0, 4999999, 5000000, 5000001, 4200050}[r.IntN(6)]
	v.cooperatives = figure(1)
	if r.IntN(2) == 0 {
		for range 1 + r.IntN(4) {
			v.homes = append(v.homes, home{status: []string{"一般农户", "脱贫户", "未脱贫户", "返贫户", ""}[r.IntN(5)], persons: 1 + r.IntN(6),
				medical: truth(min(1, r.IntN(6)-1)), education: truth(min(1, r.IntN(6)-1))})
		}
	}
}

// measure is what a village shows under an item: numerator, denominator (-1 for
// missing) and what may belong to the numerator.
type measure struct{ num, den, unknown int }

func yesNo(x int) measure { return measure{num: x, den: 1} }

// measures works out §3 for every item that is measured; incomes are in cents.
func (v *exitCase) measures() map[string]measure {
	m := map[string]measure{
		"incidence":         {num: -1, den: v.persons},
		"roads":             {num: v.roads, den: v.sized},
		"cleaners":          {num: v.cleaners, den: v.sized},
		"waste_points":      {num: v.waste, den: v.sized},
		"water":             {num: v.water, den: v.households},
		"housing":           {num: v.housing, den: v.households},
		"electricity":       {num: v.electricity, den: v.households},
		"television":        {num: v.tv, den: v.tvWilling},
		"toilets":           {num: v.toilets, den: v.households},
		"power":             yesNo(v.power),
		"broadband":         yesNo(v.broadband),
		"clinic":            yesNo(v.clinic),
		"service_platform":  yesNo(v.platform),
		"collective_income": {num: v.income, den: 1},
		"medical":           {num: -1, den: -1},
		"education":         {num: -1, den: -1},
	}
	if v.registered >= 0 && v.exited >= 0 {
		m["incidence"] = measure{num: v.registered - v.exited, den: v.persons}
	}
	switch {
	case v.income > 0 || v.cooperatives > 0:
		m["collective_or_cooperative"] = yesNo(1)
	case v.income == 0 && v.cooperatives == 0:
		m["collective_or_cooperative"] = yesNo(0)
	default:
		m["collective_or_cooperative"] = yesNo(-1)
	}
	if len(v.homes) > 0 {
		var incidence, medical, education measure
		for _, h := range v.homes {
			incidence.den += h.persons
			medical.den++
			education.den++
			switch h.status {
			case "未脱贫户", "返贫户":
				incidence.num += h.persons
			case "":
				incidence.unknown += h.persons
			}
			count(h.medical, &medical)
			count(h.education, &education)
		}
		m["incidence"], m["medical"], m["education"] = incidence, medical, education
	}
	return m
}

func count(x truth, m *measure) {
	switch x {
	case 1:
		m.num++
	case 0:
		m.unknown++
	}
}

// judge is the verdict on a measure by one row of a list.
func (m measure) judge(e catalog.ExitItem) string {
	meets := func(num int) bool {
		// threshold of an amount in yuan, amount in cents
		scale := int64(1)
		if e.Unit == "元" {
			scale = 100
		}
		left, right := int64(num)*e.Threshold.Den, int64(m.den)*e.Threshold.Num*scale
		return map[string]bool{"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right, "=": left == right}[e.Comparator]
	}
	switch {
	case m.den == 0:
		return "达标"
	case m.num < 0 || m.den < 0 || e.Threshold == nil || meets(m.num) != meets(m.num+m.unknown):
		return "数据缺"
	case meets(m.num):
		return "达标"
	default:
		return "未达标"
	}
}

func TestVillageExitTwoWays(t *testing.T) {
	ctx := context.Background()
	r := rand.New(rand.NewPCG(9, 2018))
	b := newBatch(t, nil)
	var cases []exitCase
	var rows []string
	for i := range 300 {
		v := exitCase{code: fmt.Sprintf("999901001%03d", i)}
		v.randomise(r)
		cases = append(cases, v)
		n := func(x int) string {
			if x < 0 {
				return "NULL"
			}
			return fmt.Sprint(x)
		}
		y := func(x int) string { return map[int]string{-1: "NULL", 0: "false", 1: "true"}[x] }
		income := "NULL"
		if v.income >= 0 {
			income = fmt.Sprintf("%d.%02d", v.income/100, v.income%100)
		}
		rows = append(rows, "("+strings.Join([]string{"'v'", "'s'", fmt.Sprint(i + 2), "'县'", "'镇'", fmt.Sprintf("'村%d'", i), "'" + v.code + "'", "true",
			n(v.households), n(v.persons), n(v.registered), n(v.exited), n(v.sized), n(v.roads), n(v.cleaners), n(v.waste),
			n(v.water), n(v.housing), n(v.electricity), n(v.tv), n(v.tvWilling), n(v.toilets),
			y(v.power), y(v.broadband), y(v.clinic), y(v.platform), income, n(v.cooperatives), "''", "''"}, ",")+")")
	}
	// a village that is not poor is not judged
	rows = append(rows, "('v','s',1,'县','镇','富村','999901002001',false,50,200,5,5,1,1,1,1,50,50,50,50,50,50,true,true,true,true,90000,1,'','')")
	err := b.db.Exec(ctx, `INSERT INTO raw_village (_file,_sheet,_row,county,township,village,village_code,poor_village,households,persons,
		registered_persons,exited_persons,sized_natural_villages,hard_road_villages,cleaner_villages,waste_point_villages,
		safe_water_households,safe_housing_households,electricity_households,television_households,television_willing_households,toilet_households,
		office_power,office_broadband,clinic,service_platform,collective_income,cooperatives,_rejected,_inferred) VALUES `+strings.Join(rows, ","))
	if err != nil {
		t.Fatal(err)
	}
	for i := range cases {
		for j, h := range cases[i].homes {
			status := "NULL"
			if h.status != "" {
				status = "'" + h.status + "'"
			}
			sql := fmt.Sprintf(`INSERT INTO raw_household (_file,_sheet,_row,county,township,village,village_code,household_id,status,persons,medical,education,_rejected,_inferred)
				VALUES ('h','s',%d,'县','镇','村','%s','%s%02d',%s,%d,%s,%s,'','')`, 1000*i+j, cases[i].code, cases[i].code, j, status, h.persons, h.medical.sql(), h.education.sql())
			if err := b.db.Exec(ctx, sql); err != nil {
				t.Fatal(err)
			}
		}
	}
	b.transform(t, "fct_village_exit")
	_, got, err := b.db.Query(ctx, "SELECT standard, village_code, item, verdict, reason, numerator, denominator FROM fct_village_exit")
	if err != nil {
		t.Fatal(err)
	}
	rowOf := map[[3]string][]any{}
	for _, g := range got {
		rowOf[[3]string{g[0].(string), g[1].(string), g[2].(string)}] = g[3:]
	}
	lists := map[string][]catalog.ExitItem{}
	judged := map[string]int{}
	for _, e := range b.cat.ExitItems {
		lists[e.Standard] = append(lists[e.Standard], e)
	}
	if len(lists) < 6 || len(rowOf) != len(cases)*(len(b.cat.ExitItems)+len(lists)) {
		t.Fatalf("%d lists, %d rows for %d villages", len(lists), len(rowOf), len(cases))
	}
	for list, items := range lists {
		for i := range cases {
			v := &cases[i]
			measures := v.measures()
			met, missed, missing := int64(0), int64(0), int64(0)
			for _, e := range items {
				want := "数据缺"
				if m, ok := measures[e.Item]; ok {
					want = m.judge(e)
				} else if !strings.HasPrefix(e.Item, catalog.Unmeasured) {
					t.Fatalf("the test does not know %s", e.Item)
				}
				g := rowOf[[3]string{list, v.code, e.Item}]
				if g == nil || g[0] != want {
					t.Errorf("%s %s %s: SQL %v, Go %s (%+v)", list, v.code, e.Item, g, want, measures[e.Item])
					continue
				}
				if reason := g[1].(string); (want == "达标") != (reason == "" || reason == "不适用") {
					t.Errorf("%s %s %s has reason %q", v.code, e.Item, want, reason)
				}
				judged[e.Item+want]++
				switch want {
				case "达标":
					met++
				case "未达标":
					missed++
				default:
					missing++
				}
			}
			want := "达标"
			if missed > 0 {
				want = "未达标"
			} else if missing > 0 {
				want = "数据缺"
			}
			if g := rowOf[[3]string{list, v.code, "all"}]; g[0] != want || g[2] != met || g[3] != met+missed {
				t.Errorf("%s %s all: %v, want %s %d/%d", list, v.code, g, want, met, met+missed)
			}
		}
	}
	for _, e := range b.cat.ExitItems {
		for _, verdict := range []string{"达标", "未达标", "数据缺"} {
			if judged[e.Item+verdict] == 0 && (verdict == "数据缺" || !strings.HasPrefix(e.Item, catalog.Unmeasured)) {
				t.Errorf("no village had %s %s", e.Item, verdict)
			}
		}
	}
}

// The sentences that an office reads beside what is not met.
func TestVillageExitReasons(t *testing.T) {
	ctx := context.Background()
	b := newBatch(t, nil)
	err := b.db.Exec(ctx, `INSERT INTO raw_village (_file,_sheet,_row,county,township,village,village_code,poor_village,households,persons,
		registered_persons,exited_persons,sized_natural_villages,hard_road_villages,cleaner_villages,waste_point_villages,
		safe_water_households,safe_housing_households,electricity_households,television_households,television_willing_households,toilet_households,
		office_power,office_broadband,clinic,service_platform,collective_income,_rejected,_inferred) VALUES
		('v','s',2,'县','镇','村','999901001001',true,60,200,10,4,4,2,0,4,57,60,NULL,60,60,38,true,true,false,true,42000,'','')`)
	if err != nil {
		t.Fatal(err)
	}
	b.transform(t, "fct_village_exit")
	_, rows, err := b.db.Query(ctx, "SELECT item, reason FROM fct_village_exit WHERE standard = '江西九项' AND verdict <> '达标' ORDER BY item")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"incidence":         "贫困发生率超过标准(6人/200人)",
		"roads":             "25户以上自然村通硬化路差2个自然村(2/4)",
		"cleaners":          "25户以上自然村有保洁员差4个自然村(0/4)",
		"water":             "农户饮水安全差3户(57/60)",
		"electricity":       "村表缺“户户通生活用电”的数",
		"toilets":           "无害化卫生厕所差1户(38/60)",
		"clinic":            "有卫生室:否",
		"collective_income": "村集体经济收入42,000元,差8,000元",
	}
	for _, r := range rows {
		item := r[0].(string)
		if item == "all" {
			continue
		}
		if r[1] != want[item] {
			t.Errorf("%s: %q, want %q", item, r[1], want[item])
		}
		delete(want, item)
	}
	if len(want) > 0 {
		t.Errorf("missing: %v", want)
	}
}

// The header of the model names the items that it measures, and an office's list
// may ask for no others.
func TestExitItemsAreDeclared(t *testing.T) {
	b := newBatch(t, nil)
	if err := b.db.Exec(context.Background(), "INSERT INTO raw_village (_file,_sheet,_row,village_code,poor_village,_rejected,_inferred) VALUES ('v','s',2,'999901001001',true,'','')"); err != nil {
		t.Fatal(err)
	}
	b.transform(t, "int_village_exit_measure")
	_, rows, err := b.db.Query(context.Background(), "SELECT item FROM int_village_exit_measure")
	if err != nil {
		t.Fatal(err)
	}
	var made []string
	for _, r := range rows {
		made = append(made, r[0].(string))
	}
	for _, m := range b.cat.Models {
		if m.Table() == "int_village_exit_measure" {
			declared := strings.Split(m.Header["items"], ";")
			slices.Sort(declared)
			slices.Sort(made)
			if !slices.Equal(declared, made) {
				t.Errorf("the header declares %v, the model makes %v", declared, made)
			}
		}
	}
}
