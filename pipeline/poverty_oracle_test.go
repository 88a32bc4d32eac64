package pipeline

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sanlv/pipeline/catalog"
)

// oracleMeasures are the estimators whose estimate is a measure of ours; a value
// of laeken's is in per cent.
var oracleMeasures = map[string]string{
	"fgt0": "fgt0", "fgt1": "fgt1", "fgt2": "fgt2", "watts": "watts", "sen": "sen", "sst": "sst",
	"laeken.gini": "gini", "gini_linearised": "gini",
	"af_H": "af_h", "af_M0": "af_m0", "af_A": "af_a",
	"af_uncensored_headcount": "af_uncensored", "af_censored_headcount": "af_censored", "af_contribution": "af_contribution",
}

// setup is what one run of the SQL over a data set needs: rows of one setup share
// the run.
type setup struct{ dataset, weight, income, units, cutoff, line, area string }

// anyLine is the line of a run whose rows ask for none.
const anyLine = "4000"

// setupOf reads from its columns what a row needs. ok is false where it is not
// about a measure of ours.
func setupOf(r map[string]string) (s setup, ok bool) {
	s = setup{dataset: r["dataset"], weight: part(r["design"], "weight"), units: "1,1,1,1,1,1", cutoff: "1", line: part(r["x"], "z")}
	for _, d := range strings.Split(r["domain"], ";") {
		if column, _, is := strings.Cut(d, "="); is {
			s.area = column
		}
	}
	switch {
	case r["dataset"] == "":
		return s, false
	case r["y"] == "incl" || r["y"] == "excl":
		return s, true
	case oracleMeasures[r["estimator"]] == "":
		return s, false
	case strings.HasPrefix(r["estimator"], "af_"):
		s.units, s.cutoff, _ = strings.Cut(part(r["y"], "units")+" "+part(r["y"], "k"), " ")
		s.cutoff, _, _ = strings.Cut(s.cutoff, "/")
	default:
		s.income = r["y"]
	}
	return s, true
}

// shares says that a row of setup s may be answered by a run for o.
func (s setup) shares(o setup) bool {
	if s.line == "" || o.line == "" {
		s.line = o.line
	}
	if s.area == "" || o.area == "" {
		s.area = o.area
	}
	return s == o
}

// TestPovertyAgainstOracle runs the models over the data sets of the reference
// values. A weight stands for so many persons: the weights are multiplied until
// they are whole, which changes no measure; so are incomes and line, by 100,
// where the line has cents. A domain is a village of the run, all of them its
// county.
func TestPovertyAgainstOracle(t *testing.T) {
	var runs []setup
	rows := map[int][]map[string]string{} // by run
	of := 0
	for _, r := range oracleCSV(t, "expected.csv") {
		s, ok := setupOf(r)
		if !ok {
			continue
		}
		of++
		at := slices.IndexFunc(runs, s.shares)
		if at < 0 {
			at = len(runs)
			runs = append(runs, s)
		}
		if runs[at].line == "" {
			runs[at].line = s.line
		}
		if runs[at].area == "" {
			runs[at].area = s.area
		}
		rows[at] = append(rows[at], r)
	}
	agreed := 0
	for i, s := range runs {
		got := runOracle(t, s)
		for _, r := range rows[i] {
			measure, item, scale := oracleMeasures[r["estimator"]], "", 1.0
			switch {
			case r["y"] == "incl":
				measure = "inclusion_error"
			case r["y"] == "excl":
				measure = "exclusion_error"
			case r["estimator"] == "laeken.gini":
				scale = 100
			case strings.HasPrefix(r["x"], "d_"):
				item = strings.TrimPrefix(r["x"], "d_")
			}
			area := oracleCounty
			for _, d := range strings.Split(r["domain"], ";") {
				if _, value, ok := strings.Cut(d, "="); ok {
					area = value
				}
			}
			value, ok := got[[3]string{area, measure, item}]
			want, err := strconv.ParseFloat(r["estimate"], 64)
			tol, _ := strconv.ParseFloat(r["tol"], 64)
			switch v, has := value.(float64); {
			case !ok:
				t.Errorf("%s %s: no row of %s %s %s", r["id"], r["case"], area, measure, item)
			case err != nil && has:
				t.Errorf("%s %s: %v, should be undefined", r["id"], r["case"], v)
			case err == nil && (!has || math.Abs(v*scale-want) > math.Max(tol*math.Abs(want), 1e-12)):
				t.Errorf("%s %s %s %s: %v, want %v", r["id"], r["case"], measure, area, v*scale, want)
			default:
				agreed++
			}
		}
	}
	t.Logf("oracle: %d rows are of measures of the register, %d agree, in %d runs of the SQL", of, agreed, len(runs))
}

const oracleCounty = "all"

// runOracle loads a data set as households whose income, guarantees and verdict
// are known, and gives value by area, measure and item.
func runOracle(t *testing.T, s setup) map[[3]string]any {
	t.Helper()
	ctx := context.Background()
	data := oracleCSV(t, filepath.Join("data", s.dataset))
	if s.line == "" {
		s.line = anyLine
	}
	line, err := strconv.ParseFloat(s.line, 64)
	if err != nil {
		t.Fatal(err)
	}
	cents := 1.0
	if line != math.Trunc(line) {
		cents = 100
	}
	b := newBatch(t, func(set *catalog.Settings) {
		set.Poverty.WattsFloor = int64(cents)
		set.Poverty.Units = nil
		for _, u := range strings.Split(s.units, ",") {
			n, err := strconv.ParseInt(u, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			set.Poverty.Units = append(set.Poverty.Units, n)
		}
		if set.Poverty.Cutoff, err = strconv.ParseInt(s.cutoff, 10, 64); err != nil {
			t.Fatal(err)
		}
	})
	if err := b.build(ctx, beforeChecks); err != nil {
		t.Fatal(err)
	}
	number := func(row map[string]string, column string, none float64) float64 {
		if row[column] == "" || row[column] == "NA" {
			return none
		}
		v, err := strconv.ParseFloat(row[column], 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	stands := func(row map[string]string) float64 { return number(row, s.weight, 1) * number(row, "persons", 1) }
	whole, all := 1.0, 0.0
	for _, row := range data {
		all += stands(row)
	}
	for all*whole < 1e12 && slices.ContainsFunc(data, func(row map[string]string) bool {
		w := stands(row) * whole
		return math.Abs(w-math.Round(w)) > 1e-9*w
	}) {
		whole *= 10
	}
	flag := func(row map[string]string, column string) string { // a guarantee: not what is lacking
		switch row["d_"+column] {
		case "0":
			return "true"
		case "1":
			return "false"
		}
		return "NULL"
	}
	var incomes, guarantees, verdicts, areas []string
	seen := map[string]bool{}
	for i, row := range data {
		persons := int64(math.Round(stands(row) * whole))
		if persons == 0 {
			continue // a weight of 0
		}
		village := oracleCounty + "-village"
		if s.area != "" {
			village = row[s.area]
		}
		if !seen[village] {
			seen[village] = true
			areas = append(areas, fmt.Sprintf("('%s','village','%s','v'),('%s','county','%s','c')", village, village, village, oracleCounty))
		}
		net, below := "NULL", "NULL"
		switch {
		case s.income != "":
			if row[s.income] == "" || row[s.income] == "NA" {
				continue // outside R's domain as well
			}
			income := number(row, s.income, 0)
			net, below = strconv.FormatFloat(income*cents*float64(persons), 'f', 6, 64), fmt.Sprint(income < line)
		case row["d_income"] == "0" || row["d_income"] == "1":
			net, below = "0", fmt.Sprint(row["d_income"] == "1")
		}
		incomes = append(incomes, fmt.Sprintf("('H%06d',%d,%d,%d,%s,%s)", i, persons, persons, int64(math.Round(line*cents)), net, below))
		guarantees = append(guarantees, fmt.Sprintf("('H%06d',%s,true,%s,%s,%s,%s)", i, flag(row, "food_clothing"), flag(row, "education"), flag(row, "medical"), flag(row, "housing"), flag(row, "water")))
		status, poor := "一般农户", row["poor"] == "1"
		if row["registered"] == "1" {
			status = "未脱贫户"
		}
		verdicts = append(verdicts, fmt.Sprintf("('H%06d','%s','%s',%d,%v,%v,false)", i, village, status, persons, poor, !poor))
	}
	for _, sql := range []string{
		"INSERT INTO int_household_income (household_id, persons, divisor, line, net, income_below) VALUES " + strings.Join(incomes, ","),
		"INSERT INTO int_household_guarantee (household_id, food, clothing, education, medical, housing, water) VALUES " + strings.Join(guarantees, ","),
		"INSERT INTO int_household_verdict (household_id, village_code, status, persons, poor, exit_met, excluded) VALUES " + strings.Join(verdicts, ","),
		"INSERT INTO int_poverty_area VALUES " + strings.Join(areas, ","),
	} {
		if err := b.db.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	b.measurePoverty(t)
	_, rows, err := b.db.Query(ctx, "SELECT area_code, measure, item, value FROM fct_poverty")
	if err != nil {
		t.Fatal(err)
	}
	out := map[[3]string]any{}
	for _, r := range rows {
		out[[3]string{r[0].(string), r[1].(string), r[2].(string)}] = r[3]
	}
	return out
}

// measurePoverty runs the poverty models again over the tables that they read.
func (b *batch) measurePoverty(t *testing.T) {
	t.Helper()
	for _, m := range b.cat.Models {
		if m.Layer != catalog.LayerPoverty && m.Table() != "int_poverty_household" && m.Table() != "fct_poverty" {
			continue
		}
		if err := b.db.Exec(context.Background(), "CREATE OR REPLACE TABLE "+m.Table()+" AS "+m.SQL); err != nil {
			t.Fatalf("%s: %v", m.File, err)
		}
	}
}
