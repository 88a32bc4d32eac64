package pipeline

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// exitCase is one poor village as reported, -1 for a blank figure.
type exitCase struct {
	code                                        string
	households, persons, registered, exited     int
	sized, roads, cleaners, waste               int
	water, housing, electricity, tv, tvWilling  int
	toilets, power, broadband, clinic, platform int
	income                                      int // cents
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
	v.income = []int{-1, 4999999, 5000000, 5000001, 4200050}[r.IntN(5)]
}

// exitVerdict is §3 for one item: numerator of denominator against a floor of
// floorNum/floorDen.
func exitVerdict(num, den, floorNum, floorDen int) string {
	switch {
	case den == 0:
		return "达标"
	case num < 0 || den < 0:
		return "数据缺"
	case num*floorDen >= den*floorNum:
		return "达标"
	default:
		return "未达标"
	}
}

func (v *exitCase) verdicts() map[string]string {
	incidence := "数据缺"
	if v.registered >= 0 && v.exited >= 0 {
		incidence = "未达标"
		if (v.registered-v.exited)*100 < v.persons*2 {
			incidence = "达标"
		}
	}
	return map[string]string{
		"incidence":         incidence,
		"roads":             exitVerdict(v.roads, v.sized, 1, 1),
		"cleaners":          exitVerdict(v.cleaners, v.sized, 1, 1),
		"waste_points":      exitVerdict(v.waste, v.sized, 1, 1),
		"water":             exitVerdict(v.water, v.households, 1, 1),
		"housing":           exitVerdict(v.housing, v.households, 1, 1),
		"electricity":       exitVerdict(v.electricity, v.households, 1, 1),
		"television":        exitVerdict(v.tv, v.tvWilling, 1, 1),
		"toilets":           exitVerdict(v.toilets, v.households, 65, 100),
		"power":             exitVerdict(v.power, 1, 1, 1),
		"broadband":         exitVerdict(v.broadband, 1, 1, 1),
		"clinic":            exitVerdict(v.clinic, 1, 1, 1),
		"service_platform":  exitVerdict(v.platform, 1, 1, 1),
		"collective_income": exitVerdict(v.income, 1, 5000000, 1),
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
			y(v.power), y(v.broadband), y(v.clinic), y(v.platform), income, "''", "''"}, ",")+")")
	}
	// a village that is not poor is not judged
	rows = append(rows, "('v','s',1,'县','镇','富村','999901002001',false,50,200,5,5,1,1,1,1,50,50,50,50,50,50,true,true,true,true,90000,'','')")
	err := b.db.Exec(ctx, `INSERT INTO raw_village (_file,_sheet,_row,county,township,village,village_code,poor_village,households,persons,
		registered_persons,exited_persons,sized_natural_villages,hard_road_villages,cleaner_villages,waste_point_villages,
		safe_water_households,safe_housing_households,electricity_households,television_households,television_willing_households,toilet_households,
		office_power,office_broadband,clinic,service_platform,collective_income,_rejected,_inferred) VALUES `+strings.Join(rows, ","))
	if err != nil {
		t.Fatal(err)
	}
	b.transform(t)
	_, got, err := b.db.Query(ctx, "SELECT village_code, item, verdict, reason, numerator, denominator FROM fct_village_exit ORDER BY village_code, item")
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 15*len(cases) {
		t.Fatalf("%d rows for %d villages", len(got), len(cases))
	}
	byCode := map[string]*exitCase{}
	for i := range cases {
		byCode[cases[i].code] = &cases[i]
	}
	for _, g := range got {
		v := byCode[g[0].(string)]
		verdicts := v.verdicts()
		item, verdict, reason := g[1].(string), g[2].(string), g[3].(string)
		if item == "all" {
			met, missed, missing := int64(0), int64(0), int64(0)
			for _, x := range verdicts {
				switch x {
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
			if verdict != want || g[4] != met || g[5] != met+missed {
				t.Errorf("%s all: %v, want %s %d/%d", v.code, g[2:], want, met, met+missed)
			}
			continue
		}
		if verdict != verdicts[item] {
			t.Errorf("%s %s: SQL %s, Go %s (%+v)", v.code, item, verdict, verdicts[item], *v)
		}
		if (verdict == "达标") != (reason == "" || reason == "不适用") {
			t.Errorf("%s %s %s has reason %q", v.code, item, verdict, reason)
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
	b.transform(t)
	_, rows, err := b.db.Query(ctx, "SELECT item, reason FROM fct_village_exit WHERE verdict <> '达标' ORDER BY item")
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
