package estimates

import (
	"fmt"
	"strings"
	"testing"

	"sanlv/pipeline/catalog"
)

// county is a sample of four of ten villages, twenty households of each class
// visited in each, all of three persons and in order, out of so many.
func county(exited, unregistered int64) Sample {
	s := Sample{Labels: map[string]string{WrongExit: "错退率", Omission: "漏评率", Approval: "群众认可度", Incidence: "综合贫困发生率"},
		Strata: []Stratum{{Name: "全县", Frame: 10, Drawn: 4, Simple: true}}}
	for _, of := range []string{WrongExit, Omission, Incidence} {
		s.Standards = append(s.Standards, Standard{Name: "国家中部", Indicator: of, Level: catalog.County, Comparator: "<", Threshold: &catalog.Threshold{Num: 2, Den: 100}})
	}
	for i := range 10 {
		v := fmt.Sprintf("999901001%03d", i+1)
		a := Area{Village: v, TownshipCode: v[:9], Township: "甲乡", CountyCode: v[:6], County: "甲县", Stratum: "全县", InFrame: true, InSample: i < 4, Expected: true, Arrived: true,
			Exited: 3 * exited, Unregistered: 3 * unregistered, Persons: 3 * (exited + unregistered),
			Households: exited + unregistered, ExitedHouseholds: exited, UnregisteredHouseholds: unregistered}
		if i < 4 {
			a.Drawn, a.Surveyed = 40, 40
			for class, all := range map[string]int64{"脱贫户": exited, "一般农户": unregistered} {
				s.Classes = append(s.Classes, Class{Village: v, Class: class, Frame: all, Drawn: 20})
				for measure, of := range map[string]string{WrongExit: "脱贫户", Omission: "一般农户", InclusionError: "", ExclusionError: "", Approval: class} {
					c := Cell{Measure: measure, Village: v, Class: class, Weight: 2.5 * float64(all) / 20, Rows: 20}
					if of == class {
						c.Households, c.X, c.XX = 20, 60, 180
					}
					s.Cells = append(s.Cells, c)
				}
			}
		}
		s.Areas = append(s.Areas, a)
	}
	return s
}

// What it takes to settle a verdict is said of the households that the rate is
// about, and where there are not as many left it takes them all.
func TestMoreHouseholds(t *testing.T) {
	for _, c := range []struct {
		exited, unregistered int64
		indicator, want      string
		more                 bool
	}{
		{100, 200, WrongExit, "若比例不变,约再查", true},
		{100, 200, WrongExit, "户脱贫户可判定为达标", true},
		{100, 200, Omission, "户一般农户可判定为达标", true},
		{100, 200, Incidence, "户脱贫户和一般农户可判定为达标", true},
		// 25 in each village: 170 are left, 211 would have to be visited, whatever there is of the others
		{25, 200, WrongExit, "若比例不变,没有查的户再抽一部分也判定不了,须全面核查", false},
		{25, 200, Omission, "户一般农户可判定为达标", true},
	} {
		rows, err := Estimate(county(c.exited, c.unregistered))
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, r := range rows {
			if r.Indicator != c.indicator || r.Method != KGPlus || r.Kind != KindCounty {
				continue
			}
			found = true
			if r.Verdict == "达标" && c.indicator == Incidence {
				t.Errorf("the case is settled already: %s", r.Sentence)
			}
			if !strings.Contains(r.Sentence, c.want) || r.More > 0 != c.more {
				t.Errorf("%s of %d and %d: %d: %s", c.indicator, c.exited, c.unregistered, r.More, r.Sentence)
			}
		}
		if !found {
			t.Errorf("no %s", c.indicator)
		}
	}
}
