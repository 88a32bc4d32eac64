package pipeline

import (
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sanlv/pipeline/catalog"
)

// The reference values computed with R stand beside the project, in the folder
// SANLV_ORACLE names or else here.
const oracleFolder = "/work/shared/oracle"

// oracleMeasures are the estimators whose estimate is a measure of ours; a value
// of laeken's is in per cent.
var oracleMeasures = map[string]string{
	"fgt0": "fgt0", "fgt1": "fgt1", "fgt2": "fgt2", "watts": "watts", "sen": "sen", "sst": "sst",
	"laeken.gini": "gini", "gini_linearised": "gini",
	"af_H": "af_h", "af_M0": "af_m0", "af_A": "af_a",
	"af_uncensored_headcount": "af_uncensored", "af_censored_headcount": "af_censored", "af_contribution": "af_contribution",
}

func readOracle(t *testing.T, name string) []map[string]string {
	t.Helper()
	folder := os.Getenv("SANLV_ORACLE")
	if folder == "" {
		folder = oracleFolder
	}
	f, err := os.Open(filepath.Join(folder, name))
	if os.IsNotExist(err) {
		t.Skipf("the reference values are not here: set SANLV_ORACLE to their folder: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	head := records[0]
	head[0] = strings.TrimPrefix(head[0], "\ufeff")
	var out []map[string]string
	for _, r := range records[1:] {
		m := map[string]string{}
		for i, h := range head {
			m[h] = r[i]
		}
		out = append(out, m)
	}
	return out
}

// setup is what one run of the SQL over a data set needs: rows of one setup share
// the run.
type setup struct{ dataset, weight, income, units, cutoff string }

// oracleData says which column of a data set holds the domains, where there are
// any, and which line its rows ask for.
var oracleData = map[string]struct{ village, line string }{
	"eusilc.csv": {"db040", "10859.24"}, "ses.csv": {"education", "1000"}, "af_households.csv": {"township", "4000"}, "targeting.csv": {"", "4000"},
	"county1_sample.csv": {"", "4000"}, "county2_sample.csv": {"", "4000"}, "county4_sample.csv": {"", "4000"},
}

// TestPovertyAgainstOracle runs the models over the data sets of the reference
// values. A weight stands for so many persons: the weights are multiplied until
// they are whole, which changes no measure; so are incomes and line, by 100,
// where the line has cents. A domain is a village of the run, all of them its
// county.
func TestPovertyAgainstOracle(t *testing.T) {
	rows := map[setup][]map[string]string{}
	var order []setup
	of := 0
	for _, r := range readOracle(t, "expected.csv") {
		s := setup{dataset: r["dataset"], weight: part(r["design"], "weight"), units: "1,1,1,1,1,1", cutoff: "1"}
		switch {
		case r["dataset"] == "":
			continue
		case strings.HasPrefix(r["case"], "tgt.") && (r["y"] == "incl" || r["y"] == "excl"):
		case oracleMeasures[r["estimator"]] == "":
			continue
		case strings.HasPrefix(r["estimator"], "af_"):
			s.units, s.cutoff = part(r["y"], "units"), strings.Split(part(r["y"], "k"), "/")[0]
		default:
			s.income = r["y"]
		}
		of++
		if z := part(r["x"], "z"); z != "" && z != oracleData[s.dataset].line {
			t.Errorf("%s asks for the line %s", r["id"], z)
		}
		if rows[s] == nil {
			order = append(order, s)
		}
		rows[s] = append(rows[s], r)
	}
	agreed := 0
	for _, s := range order {
		got := runOracle(t, s)
		for _, r := range rows[s] {
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
	if of < 150 {
		t.Errorf("only %d rows of the reference values are of these measures", of)
	}
	t.Logf("oracle: %d rows are of measures of the register, %d agree, in %d runs of the SQL", of, agreed, len(order))
}

func part(text, key string) string {
	for _, p := range strings.Split(text, ";") {
		if k, v, ok := strings.Cut(strings.TrimSpace(p), "="); ok && k == key {
			return v
		}
	}
	return ""
}

const oracleCounty = "all"

// runOracle loads a data set as households whose income, guarantees and verdict
// are known, and gives value by area, measure and item.
func runOracle(t *testing.T, s setup) map[[3]string]any {
	t.Helper()
	ctx := context.Background()
	data := readOracle(t, filepath.Join("data", s.dataset))
	line, err := strconv.ParseFloat(oracleData[s.dataset].line, 64)
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
		if column := oracleData[s.dataset].village; column != "" {
			village = row[column]
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
