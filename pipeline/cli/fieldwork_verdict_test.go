//go:build cgo

package cli

import (
	"fmt"
	"math"
	"math/big"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sanlv/pipeline/survey"
)

// fieldRecord is a row of the sheets that came back, with its weight worked out
// from the frame.
type fieldRecord struct {
	id, class     string
	weight        float64
	record        survey.Record // without values
	finds         seen
	status        string
	approvalKnown bool
}

// fieldRecords reads what was handed in.
func fieldRecords(t *testing.T, put string) []fieldRecord {
	rows, results := drawn(t, put)
	for _, r := range results {
		for _, f := range r.Findings {
			t.Errorf("%s", f)
		}
	}
	columns := map[string]string{"脱贫户": "exited_households", "一般农户": "unregistered_households", "未脱贫户": "remaining_households", "档外户": "outside_households"}
	frame, probabilities, size := map[string]map[string]string{}, map[string][]float64{}, map[string]int{}
	for _, f := range rows["frame"] {
		frame[f["village_code"]] = f
		size[f["stratum"]]++
		probabilities[f["stratum"]] = append(probabilities[f["stratum"]], number(t, f, "inclusion_probability"))
	}
	var out []fieldRecord
	for _, v := range rows["verification"] {
		f, class := frame[v["village_code"]], v["sample_class"]
		r := fieldRecord{id: v["household_id"], class: class, finds: fieldFinds(v["household_id"])}
		_, k := fieldHome(r.id)
		r.status, _ = fieldClass(k)
		all, m := number(t, f, columns[class]), number(t, f, "sampled_"+columns[class])
		r.weight = all / m / number(t, f, "inclusion_probability")
		r.record = survey.Record{Stratum: f["stratum"], PSU: v["village_code"], Group: class, Weight: r.weight, Units: all, PSUs: float64(size[f["stratum"]])}
		if p := probabilities[f["stratum"]]; slices.Max(p)-slices.Min(p) > 1e-9 {
			r.record.PSUs = 0 // drawn in proportion to size
		}
		if class == "档外户" && r.status != "一般农户" {
			t.Errorf("%s is no household outside the register", r.id)
		}
		out = append(out, r)
	}
	return out
}

// compareField works the estimates out from the sheets handed in and compares.
func compareField(t *testing.T, out, put, said string) {
	visits := fieldRecords(t, put)
	published := map[string]map[string]string{}
	for _, r := range rows(t, out, "estimates") {
		if r["domain"] == "county:"+fieldCounty && (r["standard"] == "国家中部" || r["standard"] == "") {
			published[r["indicator"]+" "+r["method"]] = r
		}
	}
	var weights [2]float64 // of 档外户 and of 脱贫户: they stand for all of the county
	register := survey.Register{}
	for v := range fieldTownships * fieldVillages {
		for k := 1; k <= fieldHouseholds; k++ {
			m := float64(fieldPersons(v, k))
			register.All += m
			switch status, _ := fieldClass(k); status {
			case "脱贫户":
				register.Exited += m
			case "一般农户":
				register.Unregistered += m
			default:
				register.Unexited += m
			}
		}
	}
	records := func(values func(fieldRecord) ([]float64, bool)) *survey.Totals {
		var list []survey.Record
		for _, v := range visits {
			r := v.record
			var inside bool
			r.Values, inside = values(v)
			r.Outside = v.finds.absent || !inside
			list = append(list, r)
		}
		totals, err := survey.Aggregate(list, survey.Sampling{})
		if err != nil {
			t.Fatal(err)
		}
		return totals
	}
	share := func(status string) func(fieldRecord) ([]float64, bool) {
		return func(v fieldRecord) ([]float64, bool) {
			m, y := float64(v.finds.persons), 0.0
			if v.status != status {
				return []float64{0, 0}, true
			}
			if v.finds.wrong && v.finds.state == "" {
				y = m
			}
			return []float64{y, m}, true
		}
	}
	approval := func(v fieldRecord) ([]float64, bool) {
		y := 0.0
		if v.finds.approves == "是" {
			y = 1
		}
		return []float64{y, 1}, v.finds.approves != "" && v.finds.state == ""
	}
	absent, events := 0, map[string]int{}
	for _, v := range visits {
		switch {
		case v.finds.absent:
			absent++
		case v.finds.wrong && v.finds.state == "":
			events[v.status]++
		}
		if v.class == "档外户" {
			weights[0] += v.weight
		} else if v.class == "脱贫户" {
			weights[1] += v.weight
		}
	}
	if absent == 0 || events["脱贫户"] == 0 || events["一般农户"] == 0 || weights[0] < 40 || weights[0] > 160 || weights[1] < 240 || weights[1] > 450 {
		t.Errorf("%d absent, %v wrong, weights %v: the draw shows nothing", absent, events, weights)
	}
	verdicts := map[string]bool{}
	for _, c := range []struct {
		indicator string
		values    func(fieldRecord) ([]float64, bool)
		standard  survey.Standard
	}{
		{"wrong_exit_rate", share("脱贫户"), survey.Standard{Threshold: 200}},
		{"omission_rate", share("一般农户"), survey.Standard{Threshold: 200}},
		{"approval", approval, survey.Standard{Threshold: 9000, Direction: survey.Floor, Inclusive: true}},
	} {
		e, err := survey.Ratio(records(c.values), 0, 1, survey.Rule{})
		if err != nil {
			t.Fatal(err)
		}
		rate, err := e.Rate()
		if err != nil {
			t.Fatal(err)
		}
		fieldRow(t, published[c.indicator+" kgplus"], c.standard, rate, func(level float64) (survey.Interval, error) { return survey.KGPlus(rate, level) }, e.SE, verdicts)
		var y, x int64
		for _, v := range visits {
			if values, in := c.values(v); in && !v.finds.absent {
				y, x = y+int64(values[0]), x+int64(values[1])
			}
		}
		official := published[c.indicator+" official"]
		if c.indicator == "omission_rate" { // by default of all that live in the villages drawn
			x = int64(number(t, official, "denominator"))
		}
		want, _ := c.standard.JudgeExact(big.NewRat(y, x))
		if number(t, official, "numerator") != float64(y) || number(t, official, "denominator") != float64(x) || official["verdict"] != string(want) {
			t.Errorf("%s: 口径值 %v, want %d/%d %s", c.indicator, official, y, x, want)
		}
		if e := published[c.indicator+" kgplus"]["absent"]; e != fmt.Sprint(absent) {
			t.Errorf("%s absent, want %d", e, absent)
		}
	}
	both := records(func(v fieldRecord) ([]float64, bool) {
		w, _ := share("脱贫户")(v)
		o, _ := share("一般农户")(v)
		return append(w, o...), true
	})
	e, err := survey.Incidence(both, 0, 1, 2, 3, register, survey.Rule{})
	if err != nil {
		t.Fatal(err)
	}
	fieldRow(t, published["comprehensive_incidence kgplus"], survey.Standard{Threshold: 200}, survey.Rate{P: e.Value, DF: e.DF}, e.KGPlus, e.SE, verdicts)
	if !verdicts["未达标"] || !verdicts["达标"] {
		t.Errorf("verdicts %v", verdicts)
	}
	mustContain(t, said, fmt.Sprintf("户,访到 %d 户)", len(visits)-absent), "国家西部、手册 错退率:估计为")
	fieldDifferences(t, out, visits)
}

// fieldRow holds a published estimate against what it should be.
func fieldRow(t *testing.T, row map[string]string, s survey.Standard, rate survey.Rate, interval func(float64) (survey.Interval, error), se float64, verdicts map[string]bool) {
	t.Helper()
	i, err := interval(0.95)
	if err != nil {
		t.Fatal(err)
	}
	bounds, err := interval(survey.BoundsLevel)
	if err != nil {
		t.Fatal(err)
	}
	verdict, err := s.Judge(bounds)
	if err != nil {
		t.Fatal(err)
	}
	verdicts[string(verdict)] = true
	for column, want := range map[string]float64{"estimate": rate.P, "se": se, "df": float64(rate.DF), "ci_low": i.Lo, "ci_high": i.Hi, "bound_low": bounds.Lo, "bound_high": bounds.Hi} {
		if got := number(t, row, column); math.Abs(got-want) > 1e-8*math.Max(math.Abs(want), 1e-3) {
			t.Errorf("%s: %s is %v, want %v", row["indicator"], column, got, want)
		}
	}
	if row["verdict"] != string(verdict) || !strings.Contains(row["sentence"], string(verdict)) {
		t.Errorf("%s: %s, want %s: %s", row["indicator"], row["verdict"], verdict, row["sentence"])
	}
}

// fieldDifferences looks for what differs from the register in the 核查差异表 and in
// the findings.
func fieldDifferences(t *testing.T, out string, visits []fieldRecord) {
	want, found := map[string]int{}, map[string]int{}
	for _, v := range visits {
		at, k := fieldHome(v.id)
		if !v.finds.absent && v.finds.persons != fieldPersons(at, k) {
			want[v.id+" 人口(人)"]++
		}
		if !v.finds.absent && v.finds.wrong {
			want[v.id+" 饮水安全"]++
			want[v.id+" 判定"]++
			if v.status == "一般农户" {
				want[v.id+" 人均纯收入(元)"]++
			}
		}
	}
	f := openBook(t, filepath.Join(out, "latest", "报表", "核查差异表.xlsx"))
	for _, r := range stored(t, f, f.GetSheetList()[0]) {
		if len(r) > 9 && strings.HasPrefix(r[3], fieldCounty) {
			found[r[3]+" "+strings.NewReplacer("\uff08", "(", "\uff09", ")").Replace(r[6])]++
		}
	}
	for k, n := range want {
		if found[k] != n {
			t.Errorf("%s stands %d times in the 核查差异表", k, found[k])
		}
	}
	if len(found) != len(want) || len(want) == 0 {
		t.Errorf("%d differences, want %d", len(found), len(want))
	}
	persons := 0
	for _, r := range rows(t, out, "findings") {
		if strings.HasPrefix(r["rule"], "frame_") || strings.HasPrefix(r["rule"], "sample_") || strings.HasPrefix(r["rule"], "stratum_") || r["rule"] == "verification_weight" {
			t.Errorf("%v", r)
		}
		if r["rule"] == "verification_persons_differ" {
			persons++
		}
	}
	for k := range want {
		if strings.HasSuffix(k, " 人口(人)") {
			persons--
		}
	}
	if persons != 0 {
		t.Errorf("%d more findings than households whose persons differ", persons)
	}
}
