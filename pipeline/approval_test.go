package pipeline

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"sanlv/pipeline/catalog"
)

// testVisit is one row of a 核查表.
type testVisit struct {
	batch, village, household string
	state, conclusion         string // "" blank; state "?" could not be read
	answers                   [5]truth
	day                       int // of December 2018, 0 for none
}

func insertVisits(t *testing.T, b *batch, visits []testVisit) {
	t.Helper()
	text := func(s string) string {
		if s == "" || s == "?" {
			return "NULL"
		}
		return "'" + s + "'"
	}
	var rows []string
	for i, v := range visits {
		values := []string{"'f'", "'s'", fmt.Sprint(i + 2), text(v.batch), text(v.village), text(v.household), text(v.state), text(v.conclusion)}
		for _, a := range v.answers {
			values = append(values, a.sql())
		}
		day, rejected := "NULL", "''"
		if v.day > 0 {
			day = fmt.Sprintf("DATE '2018-12-%02d'", v.day)
		}
		if v.state == "?" {
			rejected = "';case_state;'"
		}
		rows = append(rows, "("+strings.Join(append(values, day, rejected, "''"), ",")+")")
	}
	sql := `INSERT INTO raw_verification (_file,_sheet,_row,batch,village_code,household_id,case_state,conclusion,
		approves_policies,approves_measures,approves_exit,approves_cadres,approves_overall,checked_on,_rejected,_inferred) VALUES ` + strings.Join(rows, ",")
	if err := b.db.Exec(context.Background(), sql); err != nil {
		t.Fatal(err)
	}
}

// visited gives visits of which so many approve, do not, and do not answer.
func visited(yes, no, silent int) []testVisit {
	var out []testVisit
	for i, n := range []int{yes, no, silent} {
		a := []truth{1, -1, 0}[i]
		for range n {
			out = append(out, testVisit{"1", testVillage, fmt.Sprintf("H%d", len(out)), "", "正确", [5]truth{a, a, a, a, a}, 10})
		}
	}
	return out
}

// Those who did not answer could all approve or none: the range is taken over
// everybody who was reached, so that no rate exceeds one and a verdict is given
// only when they could not change it.
func TestApprovalRange(t *testing.T) {
	for name, c := range map[string]struct {
		yes, no, silent int
		low, high       float64
		verdict         string
	}{
		"all answered":                          {9, 1, 0, 0.9, 0.9, "达标"},
		"more silent than answered":             {1, 1, 5, 1.0 / 7, 6.0 / 7, "未达标"},
		"one silent of ten cannot matter":       {9, 0, 1, 0.9, 1, "达标"},
		"all who answered approve, two may not": {9, 0, 2, 9.0 / 11, 1, "待核"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBatch(t, nil)
			insertVisits(t, b, visited(c.yes, c.no, c.silent))
			b.transform(t, "fct_indicators")
			r := indicatorRow(t, b, "国家中部", testVillage, "approval")
			if r["value"] != float64(c.yes)/float64(c.yes+c.no) || r["value_low"] != c.low || r["value_high"] != c.high || r["verdict"] != c.verdict {
				t.Errorf("%v", r)
			}
			if r["numerator"] != int64(c.yes) || r["denominator"] != int64(c.yes+c.no) || r["unknown"] != int64(c.silent) {
				t.Errorf("%v", r)
			}
		})
	}
}

// Each batch is a sample of its own: the one that was checked last counts. Cases
// that are not settled as 核实 do not count.
func TestApprovalCountsOneBatchOfSettledCases(t *testing.T) {
	yes, no := [5]truth{1, 1, 1, 1, 1}, [5]truth{-1, -1, -1, -1, -1}
	b := newBatch(t, nil)
	insertVisits(t, b, []testVisit{
		{"2018-1", testVillage, "H1", "", "正确", no, 3},
		{"2018-1", testVillage, "H2", "", "正确", no, 3},
		{"2018-2", testVillage, "H1", "", "正确", yes, 20},
		{"2018-2", testVillage, "H3", "核实", "错退", yes, 20},
		{"2018-2", testVillage, "H4", "疑似", "错退", no, 20},
		{"2018-2", testVillage, "H5", "已举证排除", "漏评", no, 20},
		{"2018-2", testVillage, "H6", "?", "漏评", no, 20},
		{"2018-2", testVillage, "H7", "", "未访到", [5]truth{}, 20},
	})
	b.transform(t, "fct_indicators")
	if r := indicatorRow(t, b, "国家中部", testVillage, "approval"); r["numerator"] != int64(2) || r["denominator"] != int64(2) || r["unknown"] != int64(0) {
		t.Errorf("%v", r)
	}
}

// The approval worked out a second time in plain Go over random visits.
func TestApprovalTwoWays(t *testing.T) {
	for _, rule := range []string{"overall", "all_four"} {
		t.Run(rule, func(t *testing.T) {
			r := rand.New(rand.NewPCG(2018, uint64(len(rule))))
			var visits []testVisit
			for i := range 1200 {
				v := testVisit{batch: fmt.Sprint(1 + r.IntN(3)), village: fmt.Sprintf("99990100100%d", 1+r.IntN(4)), household: fmt.Sprintf("H%04d", i)}
				v.state = []string{"", "", "", "核实", "疑似", "已举证排除", "?"}[r.IntN(7)]
				v.conclusion = []string{"", "正确", "错退", "未访到"}[r.IntN(4)]
				for k := range v.answers {
					v.answers[k] = []truth{1, 1, 1, 0, -1}[r.IntN(5)]
				}
				v.day = r.IntN(28) // 0: no date
				visits = append(visits, v)
			}
			b := newBatch(t, func(s *catalog.Settings) { s.ApprovalRule = rule })
			insertVisits(t, b, visits)
			b.transform(t, "fct_indicators")
			last, latest := map[string]int{}, ""
			for _, v := range visits {
				last[v.batch] = max(last[v.batch], v.day)
			}
			for batch, day := range last {
				if latest == "" || day > last[latest] || day == last[latest] && batch > latest {
					latest = batch
				}
			}
			want := map[string][3]int64{}
			for _, v := range visits {
				if v.batch != latest || v.conclusion == "未访到" || v.state != "" && v.state != "核实" {
					continue
				}
				approves := v.answers[4]
				if rule == "all_four" {
					approves = and(v.answers[0], v.answers[1], v.answers[2], v.answers[3])
				}
				w := want[v.village]
				switch approves {
				case 1:
					w[0]++
					w[1]++
				case -1:
					w[1]++
				default:
					w[2]++
				}
				want[v.village] = w
			}
			for village, w := range want {
				row := indicatorRow(t, b, "手册", village, "approval")
				if row["numerator"] != w[0] || row["denominator"] != w[1] || row["unknown"] != w[2] {
					t.Errorf("%s: SQL %v/%v unknown %v, Go %v", village, row["numerator"], row["denominator"], row["unknown"], w)
				}
				all := float64(w[1] + w[2])
				if low, high := float64(w[0])/all, float64(w[0]+w[2])/all; row["value_low"] != low || row["value_high"] != high || high > 1 {
					t.Errorf("%s: %v to %v, Go %v to %v", village, row["value_low"], row["value_high"], low, high)
				}
			}
			if len(want) != 4 {
				t.Errorf("%d villages", len(want))
			}
		})
	}
}
