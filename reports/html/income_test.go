package html

import (
	"encoding/json"
	"strings"
	"testing"

	"sanlv/reports"
)

// The curve stands twice, near the line and whole, with the line marked and the
// share below it said; a county without a known income has none.
func TestIncomeCurve(t *testing.T) {
	all := parse(t, write(t, invented{townships: 2, villages: 3, name: plain}, nil))
	var data struct {
		Charts []struct {
			ID     string
			Rows   [][]any
			Tips   [][]string
			Option struct {
				XAxis  []struct{ Min, Max float64 }
				Series []struct {
					Data     []struct{ Value any }
					MarkLine struct {
						Data []struct {
							Name  string
							XAxis float64
						}
					}
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(text(find(all, "script", "id", "data"))), &data); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, c := range data.Charts {
		most := map[string]float64{"income-1-near": 6000, "income-1-all": 34725}[c.ID]
		if most == 0 {
			continue
		}
		seen++
		mark, points := c.Option.Series[0].MarkLine.Data[0], c.Option.Series[0].Data
		// 500 yuan and 25·i² more: ten points of 30 persons among 1200 are below 2995
		if mark.XAxis != 2995 || mark.Name != "贫困线 2,995 元，线下 25.00%" {
			t.Errorf("%s marks %+v", c.ID, mark)
		}
		if tenth, _ := points[9].Value.([]any); len(points) != 40 || len(tenth) != 2 || tenth[0] != 2525.0 || tenth[1] != 25.0 || c.Tips[9][1] != "300 人，占 25.00%" {
			t.Errorf("%s: point %v, %v", c.ID, points[9], c.Tips[9])
		}
		if x := c.Option.XAxis[0]; x.Min != 0 || x.Max < most || x.Max > 1.2*most {
			t.Errorf("%s goes from %v to %v", c.ID, x.Min, x.Max)
		}
		if box := find(all, "div", "id", c.ID); box == nil || !strings.Contains(attr(box, "aria-label"), "线下300人，占25.00%") {
			t.Errorf("%s is not described", c.ID)
		}
		if c.ID == "income-1-near" && len(c.Rows) != 41 {
			t.Errorf("the download has %d rows", len(c.Rows))
		}
	}
	if seen != 2 || find(all, "table", "id", "t-income-curve-1") == nil || find(all, "table", "id", "t-poverty_township") == nil {
		t.Errorf("%d curves, or no table", seen)
	}
	none := write(t, invented{townships: 2, villages: 3, name: plain, empty: true}, func(p *reports.Publication) { p.Meta.County = "无数县" })
	if !strings.Contains(string(none), "还没有收入已知的户。") {
		t.Error("a county without incomes does not say so")
	}
}
