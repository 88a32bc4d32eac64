package cli

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sanlv/data/samplecounty"
)

// compareMonitoring holds the alerts, the states of the monitoring, the classes of
// low income and the change of incomes against what the generator works out.
func compareMonitoring(t *testing.T, county *samplecounty.County, out string) {
	truth := county.Monitoring()
	alerts := map[string]map[string]int{}
	for _, a := range rows(t, out, "alerts") {
		if a["result"] != "预警" {
			continue
		}
		if a["cell"] == "" || a["header"] == "" || a["file"] == "" || strings.Count(a["person"], "*") == 0 && a["relationship"] != "全户" {
			t.Errorf("an alert without its cell, or with a name: %v", a)
		}
		h := a["household_id"]
		if alerts[h] == nil {
			alerts[h] = map[string]int{}
		}
		alerts[h][a["rule"]]++
	}
	if diff := cmp.Diff(truth.Alerts, alerts); diff != "" {
		t.Errorf("alerts, want and got:\n%s", diff)
	}
	due, state := map[string]string{}, map[string]string{}
	for _, m := range rows(t, out, "monitoring") {
		due[m["household_id"]], state[m["household_id"]] = m["class_due"], m["state"]
	}
	states := map[string]int{}
	for id, want := range truth.State {
		if state[id] != want || due[id] != truth.Due[id] {
			t.Errorf("%s: %s %s, want %s %s", id, state[id], due[id], want, truth.Due[id])
		}
		states[want]++
	}
	for _, p := range county.MonitorPlants {
		if state[p.HouseholdID] != p.Kind {
			t.Errorf("%s: %s, want %s", p.ID, state[p.HouseholdID], p.Kind)
		}
	}
	for _, s := range []string{"已纳入", "应纳未纳", "风险已消除", "应消未消", "消除过早", "整户无劳动能力", "待核"} {
		if states[s] == 0 {
			t.Errorf("nobody is %s: %v", s, states)
		}
	}
	classes := map[string]int{}
	for _, l := range rows(t, out, "low_income") {
		id := l["household_id"]
		classes[l["class"]]++
		if l["class"] != truth.Class[id] || strings.Contains(l["mismatch"], "应享未享低保") != truth.Missed[id] || strings.Contains(l["mismatch"], "死亡仍享受") != (truth.AfterDeath[id] > 0) {
			t.Errorf("%s: %s %q (%s), want %s, missed %v, paid after death %d", id, l["class"], l["mismatch"], l["reason"], truth.Class[id], truth.Missed[id], truth.AfterDeath[id])
		}
	}
	if len(classes) < 7 {
		t.Errorf("only %v", classes)
	}
	for _, c := range rows(t, out, "income_change") {
		if want := truth.Trend[c["household_id"]]; c["trend"] != want {
			t.Errorf("%s: %s, want %s (%v)", c["household_id"], c["trend"], want, c)
		}
	}
}
