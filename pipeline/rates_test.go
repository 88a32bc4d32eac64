package pipeline

import (
	"context"
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"sanlv/pipeline/catalog"
)

// counts is what an area adds to an indicator.
type counts struct{ num, den, unknown int64 }

func (c *counts) add(o counts) { c.num += o.num; c.den += o.den; c.unknown += o.unknown }

// meets compares num ÷ den with a threshold, exactly.
func meets(num, den int64, s catalog.Standard) bool {
	c := big.NewRat(num, den).Cmp(big.NewRat(s.Threshold.Num, s.Threshold.Den))
	return map[string]bool{"<": c < 0, "<=": c <= 0, ">": c > 0, ">=": c >= 0, "=": c == 0}[s.Comparator]
}

// The whole of the indicators table a second time, in plain Go over random
// counties: every area, indicator and standard, with its range and verdict. The
// villages are made so that rates stand exactly at thresholds, denominators are
// zero, somebody is unknown, and one village has not come.
func TestRatesTwoWays(t *testing.T) {
	seen := map[string]int{} // what the counties held
	for seed := range uint64(2) {
		r := rand.New(rand.NewPCG(2018, seed))
		pick := func(of ...int) int { return of[r.IntN(len(of))] }
		b := newBatch(t, nil)
		var ps []people
		var visits []testVisit
		sums := map[[3]string]*counts{} // level, area, indicator
		expected, arrived := map[[2]string]int64{}, map[[2]string]int64{}
		areasOf := func(village string) [][2]string {
			return [][2]string{{"village", village}, {"township", village[:9]}, {"county", village[:6]}}
		}
		for v := range 13 {
			village := fmt.Sprintf("99990100%d%03d", 1+v/4, 1+v%4)
			come := v != 11
			if err := b.db.Exec(context.Background(), fmt.Sprintf(`INSERT INTO raw_village (_file,_sheet,_row,township,village,village_code,poor_village,households,persons,_rejected,_inferred)
				VALUES ('村表','s',%d,'镇%s','村%s','%s',false,1,1,'','')`, v+2, village[:9], village, village)); err != nil {
				t.Fatal(err)
			}
			for _, a := range areasOf(village) {
				expected[a]++
				if come {
					arrived[a]++
				}
			}
			if !come {
				continue
			}
			left, exitUnknown, wrong := pick(0, 50, 100, 200), pick(0, 0, 0, 1, 2), pick(0, 0, 1, 2, 2, 4)
			free, freeUnknown, omitted := pick(0, 50, 100, 150), pick(0, 0, 0, 1), pick(0, 0, 1, 2, 3)
			if left == 0 {
				exitUnknown, wrong = 0, 0
			}
			if free == 0 {
				freeUnknown, omitted = 0, 0
			}
			remaining, blank := pick(0, 1, 2, 3), pick(0, 0, 0, 1)
			cleared := pick(0, 10, 100-(left+free+remaining+blank)%100) // the last makes hundreds
			for _, p := range []people{
				{village, "脱贫户", left - exitUnknown - wrong, "4000", ""}, {village, "脱贫户", exitUnknown, "4000", "NULL"}, {village, "脱贫户", wrong, "2995", ""},
				{village, "一般农户", free - freeUnknown - omitted, "2995", "false"}, {village, "一般农户", freeUnknown, "2000", "NULL"}, {village, "一般农户", omitted, "2994", "false"},
				{village, "返贫户", remaining, "1000", "false"}, {village, "清退户", cleared, "1000", "false"}, {village, "", blank, "1000", ""},
			} {
				if p.persons > 0 {
					ps = append(ps, p)
				}
			}
			yes, no, silent := pick(0, 9, 18, 19), pick(0, 1, 2), pick(0, 0, 1)
			for i := range yes + no + silent {
				a := truth(1)
				if i >= yes {
					a = -1
				}
				if i >= yes+no {
					a = 0
				}
				visits = append(visits, testVisit{"1", village, fmt.Sprintf("V%02d%02d", v, i), "", "正确", [5]truth{a, a, a, a, a}, 10})
			}
			all := int64(left + free + remaining + cleared + blank)
			for indicator, c := range map[string]counts{
				"registered_incidence":    {int64(remaining), all, int64(blank)},
				"comprehensive_incidence": {int64(remaining + wrong + omitted), all, int64(exitUnknown + freeUnknown + blank)},
				"wrong_exit_rate":         {int64(wrong), int64(left), int64(exitUnknown)},
				"omission_rate":           {int64(omitted), int64(free), int64(freeUnknown)},
				"approval":                {int64(yes), int64(yes + no), int64(silent)},
			} {
				for _, a := range areasOf(village) {
					k := [3]string{a[0], a[1], indicator}
					if sums[k] == nil {
						sums[k] = &counts{}
					}
					sums[k].add(c)
				}
			}
		}
		insertPeople(t, b, ps)
		if err := b.db.Exec(context.Background(), "UPDATE raw_household SET status = NULL WHERE status = ''"); err != nil {
			t.Fatal(err)
		}
		insertVisits(t, b, visits)
		b.transform(t)

		columns, rows, err := b.db.Query(context.Background(), "SELECT * FROM fct_indicators")
		if err != nil {
			t.Fatal(err)
		}
		got := map[[4]string]map[string]any{}
		for _, row := range rows {
			m := map[string]any{}
			for i, c := range columns {
				m[c] = row[i]
			}
			got[[4]string{m["level"].(string), m["area_code"].(string), m["indicator"].(string), m["standard"].(string)}] = m
		}
		for area := range expected {
			for _, indicator := range b.cat.Indicators() {
				c := sums[[3]string{area[0], area[1], indicator.Name}]
				if c == nil {
					c = &counts{}
				}
				standards := []catalog.Standard{{}}
				for _, s := range b.cat.Standards {
					if s.Indicator == indicator.Name && string(s.Level) == area[0] && s.ValidOn(yearEnd2018) {
						standards = append(standards, s)
					}
				}
				if len(standards) > 1 {
					standards = standards[1:]
				}
				for _, s := range standards {
					k := [4]string{area[0], area[1], indicator.Name, s.Name}
					row := got[k]
					if row == nil {
						t.Fatalf("county %d: no row %v", seed, k)
					}
					delete(got, k)
					verdict, want := "", fmt.Sprint(c.num, c.den, c.unknown, expected[area], arrived[area])
					bound := c.den
					if indicator.UnknownApart() {
						bound += c.unknown
					}
					high := min(c.num+c.unknown, bound)
					switch {
					case s.Threshold == nil:
						verdict = "—"
					case arrived[area] < expected[area] || c.den == 0:
						verdict = "数据缺"
					case meets(c.num, bound, s) && meets(high, bound, s):
						verdict = "达标"
					case !meets(c.num, bound, s) && !meets(high, bound, s):
						verdict = "未达标"
					default:
						verdict = "待核"
					}
					if said := fmt.Sprint(row["numerator"], row["denominator"], row["unknown"], row["villages_expected"], row["villages_arrived"]); said != want || row["verdict"] != verdict {
						t.Errorf("county %d %v: SQL %s %v, Go %s %s", seed, k, said, row["verdict"], want, verdict)
					}
					seen[verdict]++
					if c.den == 0 {
						seen["zero"]++
						if row["value"] != nil || row["value_low"] != nil || row["value_high"] != nil {
							t.Errorf("%v has a value of nothing: %v", k, row)
						}
						continue
					}
					if row["value"] != float64(c.num)/float64(c.den) || row["value_low"] != float64(c.num)/float64(bound) || row["value_high"] != float64(high)/float64(bound) {
						t.Errorf("%v: %v", k, row)
					}
					if s.Threshold != nil && big.NewRat(c.num, c.den).Cmp(big.NewRat(s.Threshold.Num, s.Threshold.Den)) == 0 {
						seen["tie of "+indicator.Name]++
					}
				}
			}
		}
		for k := range got {
			t.Errorf("county %d: a row too many: %v", seed, k)
		}
	}
	for _, of := range []string{"达标", "未达标", "待核", "数据缺", "—", "zero", "tie of wrong_exit_rate", "tie of omission_rate", "tie of comprehensive_incidence", "tie of approval"} {
		if seen[of] == 0 {
			t.Errorf("the random counties hold no %s", of)
		}
	}
}
