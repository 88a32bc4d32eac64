package pipeline

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"sanlv/pipeline/catalog"
)

const (
	countyDomain = "county:999901"
	villageA     = "999901001001"
	villageB     = "999901001002"
	villageC     = "999901001003"
	villageD     = "999901001004"
)

// twoStrata is a frame of two strata, two of four villages drawn in each.
func twoStrata() []drawnVillage {
	var frame []drawnVillage
	for i := range 8 {
		frame = append(frame, drawnVillage{code: fmt.Sprintf("999901001%03d", i+1), stratum: []string{"甲", "乙"}[i/4], drawn: i%4 < 2,
			exited: [2]int{20, 0}, other: [2]int{40, 0}})
		if f := &frame[i]; f.drawn {
			f.exited[1], f.other[1] = 4, 4
		}
	}
	return frame
}

// allRight is a visit to every household drawn, all of three persons and in order.
func allRight(frame []drawnVillage) []visit {
	var out []visit
	for _, f := range frame {
		for g, class := range []string{"脱贫户", "一般农户"} {
			for range [][2]int{f.exited, f.other}[g][1] {
				out = append(out, visit{village: f.code, class: class, persons: 3, perHead: "5000", water: "true", approves: "true"})
			}
		}
	}
	return out
}

// estimated runs a case and gives its estimates, of the standards 国家中部 and none.
func estimated(t *testing.T, frame []drawnVillage, visits []visit, change func(*catalog.Settings)) (*batch, map[string]map[string]any) {
	t.Helper()
	b := newBatch(t, change)
	registerOf(t, b, twoStrata())
	insertSample(t, b, frame, visits)
	b.transform(t, "fct_estimates", "fct_funnel", "chk_sample_weight_missing", "chk_verification_weight", "chk_stratum_lonely", "chk_stratum_empty", "chk_verification_batch_older", "chk_sample_village_not_drawn")
	return b, published(t, b, "", "国家中部")
}

func hasFinding(t *testing.T, b *batch, rule string) bool {
	t.Helper()
	for _, f := range b.findings(t, "meta_sorted") {
		if f.Rule == rule {
			return true
		}
	}
	return false
}

// 疑似 and 已举证排除 are no events, but the household was surveyed; an empty
// conclusion is judged by the standard from the facts; 核实 and blank count.
func TestOnlyConfirmedCasesCount(t *testing.T) {
	visits := allRight(twoStrata())
	exited := func(n int) *visit { // the n-th 脱贫户
		for i := range visits {
			if visits[i].class == "脱贫户" {
				if n--; n < 0 {
					return &visits[i]
				}
			}
		}
		return nil
	}
	exited(0).conclusion = "错退"
	exited(1).conclusion, exited(1).state = "错退", "核实"
	exited(2).conclusion, exited(2).state = "错退", "疑似"
	exited(3).conclusion, exited(3).state = "错退", "已举证排除"
	exited(6).conclusion, exited(6).state = "正确", "疑似" // its approval does not count either
	exited(6).approves = "false"
	exited(4).perHead = "2995"                            // at the line is not above it
	exited(5).water, exited(5).conclusion = "false", "正确" // who was there decides
	_, got := estimated(t, twoStrata(), visits, nil)
	e := got["wrong_exit_rate "+countyDomain+" official"]
	if e["n"] != int64(16) || e["events"] != int64(3) || e["numerator"] != 9.0 || e["denominator"] != 48.0 || e["suspected"] != int64(1) || e["verdict"] != "未达标" {
		t.Errorf("%v", e)
	}
	if e := got["approval "+countyDomain+" official"]; e["n"] != int64(29) || e["estimate"] != 1.0 {
		t.Errorf("%v", e)
	}
	if e := got["omission_rate "+countyDomain+" kgplus"]; e["events"] != int64(0) || e["ci_low"] != 0.0 || e["ci_high"].(float64) < 0.05 || e["verdict"] != "样本不足以判定" ||
		!strings.Contains(e["sentence"].(string), "村内相关系数0.05") {
		t.Errorf("%v", e)
	}
}

// A household that cannot be judged is in the denominator and no event; the verdict
// has to hold whichever way it would turn out.
func TestUnresolvedHouseholds(t *testing.T) {
	visits := allRight(twoStrata())
	visits[0].perHead, visits[0].conclusion = "", ""
	_, got := estimated(t, twoStrata(), visits, nil)
	e := got["wrong_exit_rate "+countyDomain+" official"]
	if e["unresolved"] != int64(1) || e["estimate"] != 0.0 || e["verdict"] != "待核" || e["reason"] != "unresolved" {
		t.Errorf("3 of 48 persons could be 6.25 %%: %v", e)
	}
	w := got["wrong_exit_rate "+countyDomain+" kgplus"]
	if w["estimate"] != 0.0 || w["ci_low"] != 0.0 || w["bound_high"].(float64) < 0.1 || !strings.Contains(w["sentence"].(string), "有1户待核") {
		t.Errorf("%v", w)
	}
}

// Who was not reached leaves the domain but stays drawn: the rate is over those
// who were, the weights are those of the draw, the response and the range are told.
// Nobody has been at a form that holds nothing.
func TestNotReached(t *testing.T) {
	visits := allRight(twoStrata())
	visits[0] = visit{village: villageA, class: "脱贫户", conclusion: "未访到"}
	visits[1] = visit{village: villageA, class: "脱贫户"}
	visits[2].conclusion = "错退"
	visits[8].approves = "NULL" // refuses to say
	b, got := estimated(t, twoStrata(), visits, nil)
	e := got["wrong_exit_rate "+countyDomain+" kgplus"]
	if e["drawn"] != int64(32) || e["surveyed"] != int64(30) || e["absent"] != int64(1) || e["pending"] != int64(1) || e["n"] != int64(14) {
		t.Errorf("%v", e)
	}
	near(t, "over those reached", e["estimate"], 3.0/42)
	// the two are of unknown size in the register too, so that nothing can be added
	near(t, "low", e["value_low"], 3.0/42)
	if !strings.Contains(e["sentence"].(string), "尚有1户待访") {
		t.Errorf("%v", e["sentence"])
	}
	_, rows, err := b.db.Query(context.Background(), "SELECT DISTINCT weight FROM int_sample_household ORDER BY weight")
	if err != nil || fmt.Sprint(rows) != "[[10] [20]]" { // 4/2·20/4 and 4/2·40/4
		t.Errorf("%v %v", rows, err)
	}
	if a := got["approval "+countyDomain+" kgplus"]; a["n"] != int64(29) || a["estimate"] != 1.0 || a["value_low"].(float64) >= 1 || a["value_high"] != 1.0 {
		t.Errorf("%v", a)
	}
}

// Where nobody has been yet nothing is met and nothing is missed.
func TestNobodyVisited(t *testing.T) {
	var visits []visit
	for _, v := range allRight(twoStrata()) {
		visits = append(visits, visit{village: v.village, class: v.class})
	}
	_, got := estimated(t, twoStrata(), visits, nil)
	for _, indicator := range []string{"wrong_exit_rate", "omission_rate", "approval", "comprehensive_incidence"} {
		w, o := got[indicator+" "+countyDomain+" kgplus"], got[indicator+" "+countyDomain+" official"]
		if w["estimate"] != nil || w["ci_low"] != nil || w["bound_high"] != nil || w["verdict"] != "样本不足以判定" || w["reason"] != "empty_domain" || w["pending"] != int64(32) {
			t.Errorf("%v", w)
		}
		if o["estimate"] != nil || o["verdict"] != "数据缺" {
			t.Errorf("%v", o)
		}
	}
}

// Without weights and without a frame there is no weighted estimate of the domains
// that hold such a household, never one with a weight of 1; the official ratio
// stands.
func TestWithoutWeights(t *testing.T) {
	visits := allRight(twoStrata())
	b, got := estimated(t, nil, visits, nil)
	if !hasFinding(t, b, "sample_weight_missing") {
		t.Error("nobody is told")
	}
	e := got["wrong_exit_rate "+countyDomain+" kgplus"]
	if e["estimate"] != nil || e["reason"] != "no_weight" || e["verdict"] != "样本不足以判定" || e["ci_high"] != nil {
		t.Errorf("%v", e)
	}
	if o := got["wrong_exit_rate "+countyDomain+" official"]; o["estimate"] != 0.0 || o["verdict"] != "达标" {
		t.Errorf("%v", o)
	}
	// weights alone do: villages as drawn with replacement
	for i := range visits {
		visits[i].weight = []string{"10", "20"}[min(1, i%8/4)]
	}
	_, got = estimated(t, nil, visits, nil)
	if e := got["wrong_exit_rate "+countyDomain+" kgplus"]; e["estimate"] != 0.0 || e["df"] != int64(3) || e["denominator"] != 480.0 {
		t.Errorf("%v", e)
	}
	// one negative weight refuses what it is in
	visits[3].weight = "-10"
	b, got = estimated(t, twoStrata(), visits, nil)
	if e := got["wrong_exit_rate "+countyDomain+" kgplus"]; e["reason"] != "no_weight" || !hasFinding(t, b, "verification_weight") {
		t.Errorf("%v", e)
	}
	if e := got["wrong_exit_rate stratum:乙 kgplus"]; e["reason"] != "" || e["estimate"] != 0.0 {
		t.Errorf("the other stratum has all its weights: %v", e)
	}
	// a weight of 0 is outside the sample
	visits[3].weight = "0"
	b, got = estimated(t, twoStrata(), visits, nil)
	if e := got["wrong_exit_rate "+countyDomain+" kgplus"]; e["n"] != int64(15) || !hasFinding(t, b, "verification_weight") {
		t.Errorf("%v", e)
	}
}

// A single village drawn of several, and a stratum without any: never a variance of
// zero by silence.
func TestLonelyAndEmptyStrata(t *testing.T) {
	frame := twoStrata()
	frame[1].drawn, frame[1].exited[1], frame[1].other[1] = false, 0, 0
	visits := allRight(frame)
	for i := range visits[:3] {
		visits[i].conclusion = map[string]string{"脱贫户": "错退"}[visits[i].class]
	}
	b, got := estimated(t, frame, visits, nil)
	e := got["wrong_exit_rate "+countyDomain+" kgplus"]
	if e["se"].(float64) <= 0 || e["df"] != int64(1) || !strings.Contains(e["warnings"].(string), "层 甲 只抽了一个村") || !hasFinding(t, b, "stratum_lonely") {
		t.Errorf("%v", e)
	}
	if e := got["wrong_exit_rate stratum:甲 kgplus"]; e["se"] != nil || e["ci_low"] != nil || e["verdict"] != "—" || e["reason"] != "df_below_1" {
		t.Errorf("%v", e)
	}

	// joined with the stratum that the office names: three villages of one stratum
	_, got = estimated(t, frame, visits, func(s *catalog.Settings) { s.Collapse = map[string]string{"甲": "乙", "丙": "乙"} })
	joined := got["wrong_exit_rate "+countyDomain+" kgplus"]
	if joined["df"] != int64(2) || joined["estimate"] != e["estimate"] || joined["se"] == e["se"] || joined["se"].(float64) <= 0 ||
		!strings.Contains(joined["warnings"].(string), "层 甲 只抽了一个村,与层 乙 合并计算方差") || !strings.Contains(joined["warnings"].(string), "抽样层 丙 没有抽到村") {
		t.Errorf("%v", joined)
	}

	frame = twoStrata()
	for i := range frame[:4] {
		frame[i].drawn, frame[i].exited[1], frame[i].other[1] = false, 0, 0
	}
	b, got = estimated(t, frame, allRight(frame), nil)
	e = got["approval "+countyDomain+" kgplus"]
	if e["verdict"] != "样本不足以判定" || e["reason"] != "empty_stratum" || !strings.Contains(e["sentence"].(string), "抽样层 甲 没有抽到村") || !hasFinding(t, b, "stratum_empty") {
		t.Errorf("%v", e)
	}
}

// Where nothing was found, the bound rests on the correlation that the office sets,
// and says so.
func TestNothingFound(t *testing.T) {
	var tops []float64
	for _, icc := range []float64{0.05, 0.5} {
		_, got := estimated(t, twoStrata(), allRight(twoStrata()), func(s *catalog.Settings) { s.ZeroICC = icc })
		e := got["wrong_exit_rate "+countyDomain+" kgplus"]
		n := 16 / (1 + (4-1)*icc) // 16 households of like weight in four villages
		if math.Abs(e["effective_n"].(float64)-n) > 1e-9 || math.Abs(e["bound_high"].(float64)-(1-math.Pow(0.05, 1/n))) > 1e-12 || e["bound_low"] != 0.0 ||
			!strings.Contains(e["sentence"].(string), fmt.Sprintf("上下限按村内相关系数%.2f推算", icc)) {
			t.Errorf("%v: %v", icc, e)
		}
		tops = append(tops, e["bound_high"].(float64))
	}
	if tops[0] >= tops[1] {
		t.Errorf("bounds %v", tops)
	}
}

// Sheets that have not come back: the estimate is called provisional, and where all
// of a stratum is missing, or nobody of it was reached, the sample says nothing of
// the whole.
func TestSheetsNotReturned(t *testing.T) {
	visits := slices.DeleteFunc(allRight(twoStrata()), func(v visit) bool { return v.village == villageA })
	_, got := estimated(t, twoStrata(), visits, nil)
	for _, method := range []string{"kgplus", "official"} {
		e := got["approval "+countyDomain+" "+method]
		if e["verdict"] != "达标" && e["verdict"] != "样本不足以判定" || !strings.Contains(e["sentence"].(string), "抽中的8户没有可计入的核查结果,结果是暂算的") {
			t.Errorf("%v", e)
		}
	}
	// the whole stratum 甲: lost, or nobody at home
	lost := slices.DeleteFunc(allRight(twoStrata()), func(v visit) bool { return v.village == villageA || v.village == villageB })
	absent := allRight(twoStrata())
	for i := range absent {
		if v := absent[i]; v.village == villageA || v.village == villageB {
			absent[i] = visit{village: v.village, class: v.class, persons: 3, conclusion: "未访到"}
		}
	}
	for name, visits := range map[string][]visit{"lost": lost, "absent": absent} {
		_, got := estimated(t, twoStrata(), visits, nil)
		e := got["approval "+countyDomain+" kgplus"]
		if e["verdict"] != "样本不足以判定" || e["reason"] != "empty_stratum" || e["estimate"] != 1.0 || !strings.Contains(e["sentence"].(string), "抽样层 甲 没有一户访到,估计不包括这些村") {
			t.Errorf("%s: %v", name, e)
		}
		if strings.Contains(e["sentence"].(string), "再查") {
			t.Errorf("%s: more households of the other stratum do not help: %v", name, e["sentence"])
		}
	}
}

// Everything drawn at both stages is a census: no sampling words, and what was not
// reached gives the worst case at both ends.
func TestCensusBySample(t *testing.T) {
	frame := twoStrata()
	for i := range frame {
		frame[i].drawn = true
		frame[i].exited, frame[i].other = [2]int{4, 4}, [2]int{4, 4}
	}
	visits := allRight(frame)
	_, got := estimated(t, frame, visits, nil)
	e := got["wrong_exit_rate "+countyDomain+" kgplus"]
	if e["se"] != 0.0 || e["ci_low"] != 0.0 || e["ci_high"] != 0.0 || e["confidence"] != nil || e["df"] != nil || e["verdict"] != "达标" ||
		e["sentence"] != "错退率:全面核查为0.00%,标准为低于2.00%,达标。" {
		t.Errorf("%v", e)
	}
	visits[0] = visit{village: villageA, class: "脱贫户", persons: 3, conclusion: "未访到"}
	_, got = estimated(t, frame, visits, nil)
	e = got["wrong_exit_rate "+countyDomain+" kgplus"]
	if e["verdict"] != "待核" || e["ci_low"] != 0.0 || e["ci_high"] != 3.0/96 {
		t.Errorf("3 of 96 persons were not reached: %v", e)
	}
	// a village whose sheet has not come back
	_, got = estimated(t, frame, slices.DeleteFunc(allRight(frame), func(v visit) bool { return v.village == villageA }), nil)
	e = got["wrong_exit_rate "+countyDomain+" kgplus"]
	if e["verdict"] != "待核" || e["reason"] != "not_returned" || e["sentence"] != "错退率:抽中的8户没有可计入的核查结果,结果是暂算的,标准为低于2.00%,待核。" {
		t.Errorf("%v", e)
	}
}

// Two batches are two samples: the later one is estimated, the other is told of.
func TestLaterBatchCounts(t *testing.T) {
	b := newBatch(t, nil)
	frame := twoStrata()
	registerOf(t, b, frame)
	insertSample(t, b, frame, allRight(frame))
	if err := b.db.Exec(context.Background(), `INSERT INTO raw_verification (_file,_sheet,_row,batch,village_code,household_id,sample_class,weight,persons,conclusion,checked_on,_rejected,_inferred)
		SELECT '旧','s',_row,'0',village_code,household_id,sample_class,1,persons,'错退',DATE '2018-11-01','','' FROM raw_verification`); err != nil {
		t.Fatal(err)
	}
	b.transform(t, "fct_estimates", "chk_verification_batch_older")
	e := published(t, b, "国家中部")["wrong_exit_rate "+countyDomain+" official"]
	if e["batch"] != "1" || e["events"] != int64(0) || e["n"] != int64(16) || !hasFinding(t, b, "verification_batch_older") {
		t.Errorf("%v", e)
	}
}

// A village that was not drawn does not come into the sample.
func TestVillageNotDrawn(t *testing.T) {
	frame := twoStrata()
	visits := append(allRight(frame), visit{village: villageC, class: "脱贫户", persons: 3, conclusion: "错退"})
	b, got := estimated(t, frame, visits, nil)
	if e := got["wrong_exit_rate "+countyDomain+" official"]; e["n"] != int64(16) || e["events"] != int64(0) || !hasFinding(t, b, "sample_village_not_drawn") {
		t.Errorf("%v", e)
	}
}

// The official omission rate is over all unregistered persons of the villages
// drawn, or over those surveyed, as the parameter says.
func TestOmissionDenominator(t *testing.T) {
	visits := allRight(twoStrata())
	i := slices.IndexFunc(visits, func(v visit) bool { return v.class == "一般农户" })
	visits[i].conclusion = "漏评"
	// persons of 一般农户 of villages 0, 1, 4, 5 in the register: 170+i each
	for value, want := range map[string][2]float64{"sampled_villages": {3, 690}, "surveyed": {3, 48}} {
		_, got := estimated(t, twoStrata(), visits, func(s *catalog.Settings) { s.OmissionDenominator = value })
		e := got["omission_rate "+countyDomain+" official"]
		if e["numerator"] != want[0] || e["denominator"] != want[1] {
			t.Errorf("%s: %v", value, e)
		}
		near(t, value, e["estimate"], want[0]/want[1])
		if said := strings.Contains(e["sentence"].(string), "分母是抽中村全部一般农户人口,其中访到的48人"); said != (value == "sampled_villages") {
			t.Errorf("%s: %v", value, e["sentence"])
		}
		near(t, "weighted, whatever the parameter", got["omission_rate "+countyDomain+" kgplus"]["estimate"], 3.0/48)
		official := got["comprehensive_incidence "+countyDomain+" official"]
		u, tn, n := 3.0*8+28, 170.0*8+28, 263.0*8+3*28
		near(t, "incidence", official["estimate"], (u+tn*want[0]/want[1])/n)
	}
}

// Extrapolation needs the whole register: while sheets are missing there is a
// provisional value and no verdict; the rates of the sample stand on their own.
func TestIncidenceWithSheetsMissing(t *testing.T) {
	b := newBatch(t, nil)
	frame := twoStrata()
	registerOf(t, b, frame)
	insertSample(t, b, frame, allRight(frame))
	if err := b.db.Exec(context.Background(), "DELETE FROM raw_household WHERE village_code = '"+villageD+"'"); err != nil {
		t.Fatal(err)
	}
	b.transform(t, "fct_estimates")
	got := published(t, b, "国家中部")
	if e := got["comprehensive_incidence "+countyDomain+" kgplus"]; e["verdict"] != "数据缺" || e["reason"] != "register_incomplete" || e["estimate"] == nil ||
		!strings.Contains(e["sentence"].(string), "户表没有到齐,暂算为") {
		t.Errorf("%v", e)
	}
	if e := got["approval "+countyDomain+" kgplus"]; e["reason"] != "" || e["verdict"] == "数据缺" {
		t.Errorf("%v", e)
	}
}

// A village where many do not approve is on the list to visit.
func TestFunnelOfApproval(t *testing.T) {
	visits := allRight(twoStrata())
	for i := range visits {
		if visits[i].village == villageB {
			visits[i].approves = "false"
		}
	}
	b, _ := estimated(t, twoStrata(), visits, nil)
	_, rows, err := b.db.Query(context.Background(), "SELECT village_code, n, events, target, ci_low, flag FROM fct_funnel WHERE source = 'sample' AND indicator = 'approval' ORDER BY village_code")
	if err != nil || len(rows) != 4 || fmt.Sprint(rows[0][:5]) != "["+villageA+" 8 0 0.25 <nil>]" || fmt.Sprint(rows[1]) != "["+villageB+" 8 8 0.25 <nil> 明显偏高\uff0c须到村]" {
		t.Errorf("%v %v", rows, err)
	}
}

// Without a sample nothing is estimated, and the villages have their funnels by the
// register all the same.
func TestNoSample(t *testing.T) {
	b := newBatch(t, nil)
	registerOf(t, b, twoStrata())
	b.transform(t, "fct_estimates", "fct_funnel")
	ctx := context.Background()
	if _, rows, err := b.db.Query(ctx, "SELECT count(*) FROM fct_estimates"); err != nil || rows[0][0] != int64(0) {
		t.Errorf("%v %v", rows, err)
	}
	_, rows, err := b.db.Query(ctx, "SELECT indicator, count(*), min(flag), max(outer_high) FROM fct_funnel WHERE source = 'census' GROUP BY indicator ORDER BY indicator")
	if err != nil || fmt.Sprint(rows) != "[[omission_rate 8 范围内 0] [wrong_exit_rate 8 范围内 0]]" {
		t.Errorf("%v %v", rows, err)
	}
}
