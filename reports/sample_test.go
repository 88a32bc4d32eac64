package reports_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"sanlv/pipeline/sampling"
	"sanlv/pipeline/survey"
	"sanlv/reports"
	"sanlv/reports/internal/sample"
)

// frame is a county of twelve villages in three townships, one of them without a
// household.
func frame() []sampling.Village {
	var out []sampling.Village
	for i := range 12 {
		v := sampling.Village{Code: fmt.Sprintf("9999011%02d%03d", i%3, i), Name: fmt.Sprintf("村%d", i), TownshipCode: fmt.Sprintf("9999011%02d", i%3), Township: fmt.Sprintf("=乡%d", i%3)}
		for k := range 8 * i {
			v.Households = append(v.Households, sampling.Household{ID: fmt.Sprintf("%s%04d", v.Code, k), Class: sampling.Class(k % 3), Outside: k%6 == 1, Head: "张*", Persons: int64(k % 5)})
		}
		out = append(out, v)
	}
	return out
}

func goals() []sampling.Goal {
	return []sampling.Goal{
		{Indicator: "wrong_exit_rate", Label: "错退率", Comparator: "<", Threshold: 0.02, Expected: 0.005, Class: sampling.Exited},
		{Indicator: "approval", Label: "群众认可度", Comparator: ">=", Threshold: 0.9, Direction: survey.Floor, Expected: 0.97, Households: true},
	}
}

func assume() sampling.Assumptions {
	return sampling.Assumptions{Confidence: 0.95, Power: 0.8, ICC: 0.05, Response: 1, Persons: 3, CV2: [sampling.Outside]float64{0.3, 0.3, 0.3}}
}

// shaped checks that every row has a text in every column.
func shaped(t *testing.T, tables []*reports.Table) {
	t.Helper()
	for _, table := range tables {
		if !strings.HasPrefix(table.Short, "抽样·") {
			t.Errorf("the readers would take the sheet %s for one of the county's", table.Short)
		}
		if len(table.Rows) == 0 {
			t.Errorf("%s is empty", table.ID)
		}
		for i, r := range table.Rows {
			if len(r.Cells) != len(table.Columns) {
				t.Fatalf("%s, row %d: %d cells in %d columns", table.ID, i, len(r.Cells), len(table.Columns))
			}
			for j, c := range r.Cells {
				if c.Text == "" {
					t.Errorf("%s, row %d: nothing under %v", table.ID, i, table.Columns[j].Heads)
				}
				if v, ok := c.Value.(float64); ok && math.IsNaN(v) {
					t.Errorf("%s, row %d: no number under %v", table.ID, i, table.Columns[j].Heads)
				}
			}
		}
	}
}

// words gathers the texts of a table's last column.
func words(table *reports.Table) string {
	var out []string
	for _, r := range table.Rows {
		out = append(out, r.Cells[len(r.Cells)-1].Text)
	}
	return strings.Join(out, "\n")
}

func TestPlanTables(t *testing.T) {
	p, err := sampling.NewPlan(assume(), goals(), sampling.Design{Stratify: sampling.ByNothing, Method: sampling.Equal, Households: 20}, []int{20, 50}, []int{10, 20})
	if err != nil {
		t.Fatal(err)
	}
	meta := sample.Publication().Meta
	tables := reports.PlanTables(meta, p, []reports.PlanBasis{{Name: "村内相关系数", Value: "0.05"}})
	shaped(t, tables)
	if len(tables) != 5 || tables[2].Chart == nil || tables[3].Chart == nil {
		t.Fatalf("%d tables", len(tables))
	}
	for _, want := range []string{
		// 149 effective households are 281 (§4), ten of twenty in a village
		"若真实错退率为0%\uff0c抽29个村、每村20户\uff0c共入户580户\uff0c至少有80%的机会能以95%的把握证明低于2%。",
		"若真实群众认可度为97%\uff0c抽",
	} {
		if !strings.Contains(words(tables[0]), want) {
			t.Errorf("lacks %s:\n%s", want, words(tables[0]))
		}
	}
	cans := words(tables[1])
	for _, want := range []string{
		"抽20个村、每村20户\uff0c太少\uff1a即使一户问题也没有查出\uff0c也证明不了低于2%\uff0c只能说错退率低于2.79%。", // 106 effective: 1 - 0.05^(1/106) = 2.786 %
		"抽50个村、每村20户\uff0c若真实错退率不超过0.31%\uff0c有80%的机会能以95%的把握证明低于2%",
		"抽20个村、每村20户\uff0c若真实群众认可度不低于",
	} {
		if !strings.Contains(cans, want) {
			t.Errorf("lacks %s:\n%s", want, cans)
		}
	}
	if got := reports.PlanConclusion(p); !strings.Contains(got, "至少抽73个村、每村20户,共入户1,460户(取决于错退率)") {
		t.Error(got)
	}
	// a county that is too small, and a rate that cannot be shown
	a := assume()
	a.Observe(frame())
	list := goals()
	p, err = sampling.NewPlan(a, list, sampling.Design{Stratify: sampling.ByNothing, Method: sampling.Equal, Households: 9}, []int{5}, []int{9})
	if err != nil {
		t.Fatal(err)
	}
	if got := reports.PlanConclusion(p); !strings.Contains(got, "本县可抽的村只有11个") {
		t.Error(got)
	}
	list[0].Expected = 0.03
	if p, err = sampling.NewPlan(a, list, sampling.Design{Stratify: sampling.ByNothing, Method: sampling.Equal, Households: 9}, []int{5}, []int{9}); err != nil {
		t.Fatal(err)
	}
	if got := reports.PlanConclusion(p); !strings.Contains(got, "抽多少户都证明不了低于2%") {
		t.Error(got)
	}
	shaped(t, reports.PlanTables(meta, p, nil)[:3])
}

func TestSampleTables(t *testing.T) {
	whole := sampling.Size{All: true}
	s, err := sampling.Draw(frame(), sampling.Design{Seed: 9, Villages: 6, Stratify: sampling.ByTownship, Method: sampling.PPS, Households: 9, Outside: &whole, Substitutes: 1, Teams: 2,
		Certainty: []string{frame()[7].Code}})
	if err != nil {
		t.Fatal(err)
	}
	d := reports.SampleDraw{Batch: "2018-S9", Sample: s, Basis: []reports.PlanBasis{{Name: "随机种子", Value: "9"}}, Assumptions: assume(), Late: []sampling.Village{{Code: "999901102099", Name: "远村", Township: "乡2"}}}
	for _, g := range goals() {
		can, ok, err := d.Assumptions.CanSample(g, s)
		if err != nil || !ok {
			t.Fatal(err, ok)
		}
		d.Cans = append(d.Cans, can)
	}
	meta := sample.Publication().Meta
	design, lists := reports.SampleDesign(meta, d), reports.SampleLists(meta, d)
	shaped(t, design)
	shaped(t, lists)
	if len(design) != 4 || len(lists) != 3 {
		t.Fatalf("%d and %d tables", len(design), len(lists))
	}
	strata := design[1]
	total := strata.Rows[len(strata.Rows)-1]
	if !total.Total || total.Cells[3].Text != "6" || total.Cells[len(total.Cells)-2].Text != fmt.Sprint(s.Households()) {
		t.Errorf("%+v", total)
	}
	left := words(design[3])
	if !strings.Contains(left, "户表没有到") || !strings.Contains(left, "没有可抽的户") {
		t.Errorf("left out: %s", left)
	}
	if n := len(lists[1].Rows); n != s.Households() {
		t.Errorf("%d households listed of %d", n, s.Households())
	}
	if rules := strings.Join(lists[2].Notes, ""); !strings.Contains(rules, "不得跳选") {
		t.Errorf("no rule for substitutes: %s", rules)
	}
	// nobody to stand in, and no village left out
	s, err = sampling.Draw(frame()[1:], sampling.Design{Seed: 9, Villages: 11, Stratify: sampling.ByNothing, Method: sampling.Equal, Households: 9, Teams: 1})
	if err != nil {
		t.Fatal(err)
	}
	d.Sample, d.Late, d.Cans = s, nil, nil
	if design = reports.SampleDesign(meta, d); len(design) != 3 {
		t.Errorf("%d tables", len(design))
	}
	shaped(t, design)
	shaped(t, reports.SampleLists(meta, d))
}
