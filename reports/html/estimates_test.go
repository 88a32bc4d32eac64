package html

import (
	"encoding/json"
	"strings"
	"testing"
)

// The estimates stand with their intervals, the official ratio and the thresholds;
// what is too small to print is not drawn; villages of one size and count are one
// dot, shaped by their flag; the fieldwork is told by team and day.
func TestSampleSection(t *testing.T) {
	page := write(t, invented{townships: 2, villages: 3, name: plain}, withSample)
	all := parse(t, page)
	type series struct {
		Name     string
		Symbol   string
		Data     []struct{ Value any }
		MarkLine struct {
			Data []struct {
				Name  string
				XAxis float64
			}
		}
	}
	var data struct {
		Charts []struct {
			ID     string
			Rows   [][]any
			Tips   [][]string
			Option struct{ Series []series }
		}
	}
	if err := json.Unmarshal([]byte(text(find(all, "script", "id", "data"))), &data); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, c := range data.Charts {
		seen[c.ID] = true
		s := c.Option.Series
		switch c.ID {
		case "interval-wrong_exit_rate":
			// the county from 0.02 % by 2.38 more; the township is not printed
			if s[0].Data[0].Value != 0.02 || s[1].Data[0].Value != 2.38 || s[0].Data[1].Value != "-" {
				t.Errorf("intervals %v %v", s[0].Data, s[1].Data)
			}
			if len(s[2].Data) != 1 || len(s[3].Data) != 2 {
				t.Errorf("estimates %v, official %v", s[2].Data, s[3].Data)
			}
			if m := s[1].MarkLine.Data; len(m) != 1 || m[0].XAxis != 2 || m[0].Name != "国家中部、国家西部 <2%" {
				t.Errorf("thresholds %+v", m)
			}
			if got := strings.Join(c.Tips[1], "|"); !strings.Contains(got, "样本太少，估计不发布") || strings.Contains(got, "加权估计") {
				t.Errorf("the township says %s", got)
			}
		case "funnel-census-wrong_exit_rate":
			if len(s) < 5 || s[2].Symbol != "diamond" || len(s[2].Data) != 1 || len(s[0].Data) != 5 || len(c.Rows) != 7 {
				t.Errorf("funnel %+v", s)
			}
		case "fieldwork-team":
			if len(c.Rows) != 3 || c.Rows[1][1] != 29.0 || c.Rows[2][3] != 2.0 {
				t.Errorf("teams %v", c.Rows)
			}
		case "fieldwork-day":
			if len(c.Rows) != 3 || c.Rows[1][2] != 25.0 || c.Rows[2][2] != 40.0 || c.Rows[2][3] != 42.0 {
				t.Errorf("days %v", c.Rows)
			}
		}
	}
	for _, id := range []string{"interval-wrong_exit_rate", "interval-approval", "funnel-census-wrong_exit_rate", "funnel-sample-wrong_exit_rate", "fieldwork-team", "fieldwork-day"} {
		if !seen[id] || find(all, "div", "id", id) == nil || find(all, "table", "id", "t-"+id+"-table") == nil {
			t.Errorf("%s is not there, or has no table", id)
		}
	}
	for _, id := range []string{"estimate", "estimate_verdict", "estimate_verdict-county", "agreement", "difference", "sample_case", "funnel", "fieldwork"} {
		if find(all, "table", "id", "t-"+id) == nil {
			t.Errorf("no table %s", id)
		}
	}
	if county := text(find(all, "table", "id", "t-estimate_verdict-county")); !strings.Contains(county, "约再查120户可判定为达标") || strings.Contains(county, "未达标") {
		t.Errorf("the county's verdicts: %s", county)
	}
}

// Without a sample the page says so, and shows the villages by the register.
func TestWithoutSample(t *testing.T) {
	page := string(write(t, invented{townships: 2, villages: 3, name: plain}, nil))
	if !strings.Contains(page, "本次没有核查表，没有抽样评估。") || strings.Contains(page, `id="interval-`) || strings.Contains(page, `id="fieldwork-`) {
		t.Error("a county without a sample does not say so")
	}
}
