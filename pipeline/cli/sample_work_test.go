package cli

import (
	"fmt"
	"strconv"
	"testing"
)

// compareWork holds what is published of helpers, teams, projects and
// rectification against what the generator wrote into its sheets, area by area.
func compareWork(t *testing.T, want map[string]map[string][2]int64, assistance, projects, rectification []map[string]string) {
	got := map[string]map[string]string{}
	put := func(area, measure, part, whole string) {
		if got[area] == nil {
			got[area] = map[string]string{}
		}
		got[area][measure] = part + "/" + whole
	}
	for _, r := range assistance {
		put(r["area_code"], r["measure"], r["numerator"], r["denominator"])
	}
	for _, r := range projects {
		if r["project_type"] == "" {
			put(r["area_code"], "projects finished", r["finished"], r["projects"])
			put(r["area_code"], "projects paid", r["paid_compared"], r["arrived_compared"])
		}
	}
	for _, r := range rectification {
		if r["dimension"] == "" {
			put(r["area_code"], "problems finished", r["finished"], r["problems"])
			put(r["area_code"], "problems overdue", r["overdue"], r["problems"])
		}
	}
	seen := 0
	for area, measures := range want {
		for measure, n := range measures {
			seen++
			text := fmt.Sprintf("%d/%d", n[0], n[1])
			if measure == "projects paid" {
				text = fmt.Sprintf("%d.00/%d.00", n[0], n[1])
			}
			if got[area][measure] != text {
				t.Errorf("%s %s: %s, want %s", area, measure, got[area][measure], text)
			}
		}
	}
	if seen < 150 {
		t.Errorf("only %d figures to compare", seen)
	}
	// the three villages that sent no household sheet
	for _, r := range assistance {
		if r["measure"] == "visits" && r["villages_arrived"] == "0" && (r["numerator"] != "" || r["verdict"] != "数据缺") {
			t.Errorf("%s sent nothing and shows %s, %s", r["area_code"], r["numerator"], r["verdict"])
		}
	}
}

// comparePolicyAreas counts the rows of policy_gaps again.
func comparePolicyAreas(t *testing.T, gaps, areas []map[string]string) {
	type count struct {
		cases    int
		received float64
		homes    map[string]bool
	}
	counts := map[string]*count{}
	for _, g := range gaps {
		for _, area := range []string{g["village_code"], g["village_code"][:9], g["village_code"][:6]} {
			for _, policy := range []string{g["policy"], ""} {
				key := area + " " + policy + " " + g["state"]
				c := counts[key]
				if c == nil {
					c = &count{homes: map[string]bool{}}
					counts[key] = c
				}
				yuan, _ := strconv.ParseFloat(g["received"], 64)
				c.cases++
				c.received += yuan
				c.homes[g["household_id"]] = true
			}
		}
	}
	for _, r := range areas {
		key := r["area_code"] + " " + r["policy"] + " " + r["state"]
		c := counts[key]
		if c == nil {
			t.Errorf("%s: not among the cases", key)
			continue
		}
		if want := fmt.Sprintf("%d %d %.2f", c.cases, len(c.homes), c.received); want != fmt.Sprintf("%s %s %s", r["cases"], r["households"], r["received"]) {
			t.Errorf("%s: %v, want %s", key, r, want)
		}
		delete(counts, key)
	}
	for key := range counts {
		t.Errorf("%s: is missing", key)
	}
}
