package cli

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sanlv/data/samplecounty"
	"sanlv/reports/data"
)

// rows reads a published CSV as other programs do.
func rows(t *testing.T, out, name string) []map[string]string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(out, "latest", "data", name+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(raw), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]string
	for _, r := range records[1:] {
		m := map[string]string{}
		for i, name := range records[0] {
			m[name] = data.Text(r[i])
		}
		list = append(list, m)
	}
	return list
}

// verdictKinds are the plants that show in the verdict of a household; others
// that are no findings show in the approval.
var verdictKinds = map[string]bool{"错退": true, "漏评": true, "待核": true}

// TestSampleCounty asserts that everything planted in the sample county is found
// and nothing else is, and that the figures are those that the generator works
// out from its own households.
func TestSampleCounty(t *testing.T) {
	out, _ := publishedSample(t)
	county := samplecounty.Build()
	if err := county.Write(t.TempDir()); err != nil { // places the plants
		t.Fatal(err)
	}
	truth := county.Truth()
	households := map[string]map[string]string{}
	for _, h := range rows(t, out, "households") {
		households[h["household_id"]] = h
	}
	t.Run("plants", func(t *testing.T) { comparePlants(t, county, households, rows(t, out, "findings")) })
	t.Run("not to exit", func(t *testing.T) { compareNotToExit(t, county.NotToExit(), rows(t, out, "findings")) })
	t.Run("households", func(t *testing.T) {
		if len(households) != len(truth.Verdicts) {
			t.Errorf("%d households of %d", len(households), len(truth.Verdicts))
		}
		for id, want := range truth.Verdicts {
			if got := households[id]["verdict"]; got != want {
				t.Errorf("%s: %q, want %q", id, got, want)
			}
		}
	})
	t.Run("villages", func(t *testing.T) { compareVillages(t, truth, rows(t, out, "indicators")) })
	t.Run("poverty", func(t *testing.T) { comparePoverty(t, truth, rows(t, out, "poverty")) })
	t.Run("estimates", func(t *testing.T) { compareEstimates(t, truth.Sample, rows(t, out, "estimates")) })
	t.Run("exit", func(t *testing.T) {
		n := 0
		for _, e := range rows(t, out, "village_exit") {
			if e["item"] == "all" || e["standard"] != "江西九项" {
				continue
			}
			n++
			if want := truth.Exit[e["village_code"]][e["item"]]; e["verdict"] != want {
				t.Errorf("%s %s: %s, want %s (%v)", e["village_code"], e["item"], e["verdict"], want, e)
			}
		}
		if n != 14*len(truth.Exit) {
			t.Errorf("%d items of %d villages", n, len(truth.Exit))
		}
	})
	t.Run("policies", func(t *testing.T) { comparePolicies(t, county.PolicyPlants, rows(t, out, "policy_gaps")) })
	t.Run("work", func(t *testing.T) {
		compareWork(t, county.Work, rows(t, out, "assistance_areas"), rows(t, out, "project_areas"), rows(t, out, "rectification_areas"))
	})
	t.Run("policy areas", func(t *testing.T) { comparePolicyAreas(t, rows(t, out, "policy_gaps"), rows(t, out, "policy_areas")) })
	t.Run("monitoring", func(t *testing.T) { compareMonitoring(t, county, out) })
	t.Run("masked", func(t *testing.T) { nobodyIsNamed(t, county, out) })
	t.Run("keys", func(t *testing.T) { ordered(t, out) })
	t.Run("workbook", func(t *testing.T) { compareWorkbook(t, out) })
	t.Run("printed", func(t *testing.T) { comparePrinted(t, out) })
	t.Run("pages", func(t *testing.T) { comparePages(t, out) })
	t.Run("explain", func(t *testing.T) { explainAgrees(t, out, households) })
}

// comparePolicies holds the policies that were not given as they should against
// those that are planted.
func comparePolicies(t *testing.T, plants []samplecounty.Plant, gaps []map[string]string) {
	open := map[string]int{}
	for _, g := range gaps {
		if s := g["state"]; s == "应享未享" || s == "享受标准不符" || s == "不应享而享" || s == "不可重复而重复" {
			open[g["household_id"]+" "+s]++
		}
	}
	if len(plants) < 4 {
		t.Errorf("only %d planted", len(plants))
	}
	for _, p := range plants {
		open[p.HouseholdID+" "+p.Kind]--
	}
	for k, n := range open {
		if n != 0 {
			t.Errorf("%s: %d more than planted", k, n)
		}
	}
}

func comparePlants(t *testing.T, county *samplecounty.County, households map[string]map[string]string, findings []map[string]string) {
	key := func(parts ...string) string { return strings.Join(parts, " | ") }
	open := map[string]int{} // findings not yet asked for
	for _, f := range findings {
		village := f["village_code"]
		if f["household_id"] != "" || f["cell"] == "" && f["file"] != "" || f["rule"] == "key.missing" {
			village = "" // the row or the file says it already
		}
		open[key(f["rule"], f["file"], f["sheet"], f["household_id"], village)]++
		if f["message"] == "" || f["mend"] == "" {
			t.Errorf("a finding without words: %v", f)
		}
	}
	cells := map[string]bool{}
	for _, f := range findings {
		cells[key(f["rule"], f["file"], f["sheet"], f["cell"])] = true
	}
	planted, found := 0, 0
	for _, p := range county.Plants {
		planted++
		ok := true
		switch h := households[p.HouseholdID]; {
		case verdictKinds[p.Kind]:
			ok = h["verdict"] == p.Kind && h["file"] == p.File && h["sheet"] == p.Sheet
		case p.Kind == "错评":
			ok = h["wrongly_registered"] == "true"
		case p.Kind == "有排除情形":
			ok = h["excluded_by"] == "财政供养人员" && h["verdict"] == "" && h["poor"] == "true"
		case p.Kind == "认可未答" || p.Kind == "未访到":
			// counted in compareVillages
		default:
			ok = takePlant(open, key, p) && (p.Cell == "" || cells[key(p.Kind, p.File, p.Sheet, p.Cell)])
		}
		if !ok {
			t.Errorf("not found: %+v (household %v)", p, households[p.HouseholdID])
			continue
		}
		found++
	}
	for k, n := range open {
		if n > 0 && !strings.HasPrefix(k, "not_exit_") { // what the households bear out by themselves: compareNotToExit
			t.Errorf("found but not planted: %s", k)
		}
	}
	t.Logf("planted %d, found %d", planted, found)
}

// compareNotToExit holds the households that may not leave poverty against those
// that the generator works out.
func compareNotToExit(t *testing.T, want map[string]map[string]bool, findings []map[string]string) {
	got := map[string]map[string]bool{}
	for _, f := range findings {
		if strings.HasPrefix(f["rule"], "not_exit_") {
			if got[f["rule"]] == nil {
				got[f["rule"]] = map[string]bool{}
			}
			got[f["rule"]][f["household_id"]] = true
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want and got:\n%s", diff)
	}
	if len(want) < 7 {
		t.Errorf("only %d rules hold for anybody", len(want))
	}
}

// takePlant strikes the finding that a plant asks for off the list. A plant names
// its place as far as the generator knows it.
func takePlant(open map[string]int, key func(...string) string, p samplecounty.Plant) bool {
	for k, n := range open {
		part := strings.Split(k, " | ")
		if n == 0 || part[0] != p.Kind || p.File != "" && part[1] != p.File || p.Sheet != "" && part[2] != p.Sheet ||
			part[3] != p.HouseholdID || part[4] != "" && part[4] != p.VillageCode {
			continue
		}
		open[k]--
		return true
	}
	return false
}

func compareVillages(t *testing.T, truth samplecounty.Truth, indicators []map[string]string) {
	got := map[string]string{}
	for _, r := range indicators {
		got[r["area_code"]+" "+r["indicator"]] = fmt.Sprintf("%s/%s unknown %s", r["numerator"], r["denominator"], r["unknown"])
	}
	sum := &samplecounty.VillageTruth{}
	check := func(area string, v *samplecounty.VillageTruth) {
		for indicator, want := range map[string][3]int64{
			"registered_incidence":    {v.Remaining, v.Persons, 0},
			"wrong_exit_rate":         {v.WrongExit, v.Exited, v.UnknownExited},
			"omission_rate":           {v.Omitted, v.Unregistered, v.UnknownUnregistered},
			"comprehensive_incidence": {v.Remaining + v.WrongExit + v.Omitted, v.Persons, v.UnknownExited + v.UnknownUnregistered},
			"approval":                {v.Approve, v.Answered, v.Unanswered},
		} {
			if text := fmt.Sprintf("%d/%d unknown %d", want[0], want[1], want[2]); got[area+" "+indicator] != text {
				t.Errorf("%s %s: %s, want %s", area, indicator, got[area+" "+indicator], text)
			}
		}
	}
	for code, v := range truth.Villages {
		check(code, v)
		sum.Persons += v.Persons
		sum.Exited += v.Exited
		sum.Unregistered += v.Unregistered
		sum.Remaining += v.Remaining
		sum.WrongExit += v.WrongExit
		sum.Omitted += v.Omitted
		sum.UnknownExited += v.UnknownExited
		sum.UnknownUnregistered += v.UnknownUnregistered
		sum.Approve += v.Approve
		sum.Answered += v.Answered
		sum.Unanswered += v.Unanswered
	}
	check("999901", sum)
}

// comparePoverty compares the headcount and the gap of every village.
func comparePoverty(t *testing.T, truth samplecounty.Truth, measures []map[string]string) {
	seen := 0
	for _, r := range measures {
		v := truth.Villages[r["area_code"]]
		if v == nil || r["level"] != "village" || r["measure"] != "fgt0" && r["measure"] != "fgt1" {
			continue
		}
		seen++
		want := fmt.Sprintf("%d/%d unknown %d", v.Below, v.KnownIncome, v.UnknownIncome)
		if r["measure"] == "fgt1" {
			want = fmt.Sprintf("%d/%d unknown %d", v.Gap, 2995*v.KnownIncome, v.UnknownIncome)
		}
		if got := fmt.Sprintf("%s/%s unknown %s", r["numerator"], r["denominator"], r["unknown"]); got != want {
			t.Errorf("%s %s: %s, want %s", r["area_code"], r["measure"], got, want)
		}
	}
	if seen != 2*len(truth.Villages) {
		t.Errorf("%d figures of %d villages", seen, len(truth.Villages))
	}
}

// compareEstimates compares the estimates for the county with those worked out from
// the visits one by one.
func compareEstimates(t *testing.T, truth samplecounty.SampleTruth, estimates []map[string]string) {
	at := map[string]map[string]string{}
	for _, r := range estimates {
		if r["domain"] == "county:999901" {
			at[r["indicator"]+" "+r["method"]] = r
		}
	}
	for indicator, want := range truth {
		official, weighted := at[indicator+" official"], at[indicator+" kgplus"]
		for name, n := range map[string]int64{"n": want.Households, "events": want.Events} {
			if official[name] != fmt.Sprint(n) || weighted[name] != fmt.Sprint(n) {
				t.Errorf("%s: %s is %s and %s, want %d", indicator, name, official[name], weighted[name], n)
			}
		}
		close := func(r map[string]string, name string, want float64) {
			t.Helper()
			got, err := strconv.ParseFloat(r[name], 64)
			if err != nil || math.Abs(got-want) > 1e-9*want {
				t.Errorf("%s %s: %s is %s, want %v", indicator, r["method"], name, r[name], want)
			}
		}
		if want.Denominator > 0 {
			close(official, "estimate", float64(want.Numerator)/float64(want.Denominator))
		}
		close(weighted, "estimate", want.Estimate)
		close(weighted, "se", want.SE)
		close(weighted, "df", float64(want.DF))
	}
	if len(truth) != 4 {
		t.Errorf("%d indicators", len(truth))
	}
}

// explainAgrees asks explain about every household with a verdict and finds the
// published values in what it says.
func explainAgrees(t *testing.T, out string, households map[string]map[string]string) {
	asked := 0
	for id, h := range households {
		if !verdictKinds[h["verdict"]] {
			continue
		}
		asked++
		code, said := sanlv("explain", id, "--out", out)
		if code != ExitOK {
			t.Fatalf("%s: exit %d: %s", id, code, said)
		}
		perCapita := h["per_capita"]
		if perCapita == "" {
			perCapita = "空白"
		}
		mustContain(t, said, "户 "+id+"(村 "+h["village_code"]+")"+h["status"]+":"+h["verdict"], "人均纯收入 "+perCapita+" 元",
			"← "+h["file"]+" › "+h["sheet"]+" › ")
	}
	if asked == 0 {
		t.Error("nobody to ask about")
	}
}

// ordered checks that the published tables are ordered by their keys, byte by
// byte, and that no key stands twice.
func ordered(t *testing.T, out string) {
	for name, keys := range map[string][]string{
		"indicators":   {"period", "standard", "level", "area_code", "indicator"},
		"village_exit": {"standard", "village_code", "item"},
		"households":   {"household_id"},
		"poverty":      {"period", "level", "area_code", "measure", "item"},
		"estimates":    {"period", "standard", "indicator", "domain", "method"},
		"findings":     {"finding_id"},
		"intake":       {"file", "sheet", "kind"},

		"policy_areas":        {"period", "level", "area_code", "policy", "state"},
		"assistance_areas":    {"period", "level", "area_code", "measure"},
		"projects":            {"village_code", "project_id"},
		"project_areas":       {"period", "level", "area_code", "project_type"},
		"rectification_areas": {"period", "level", "area_code", "dimension", "item"},
	} {
		var last []string
		for _, r := range rows(t, out, name) {
			var key []string
			for _, k := range keys {
				key = append(key, r[k])
			}
			if last != nil && slices.Compare(last, key) >= 0 {
				t.Errorf("%s: %q stands before %q", name, last, key)
			}
			last = key
		}
		if last == nil {
			t.Errorf("%s is empty", name)
		}
	}
}
