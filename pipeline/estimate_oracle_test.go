package pipeline

import (
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// oracleCSV reads a file of the reference values as maps; the test is skipped
// where they are not beside the project.
func oracleCSV(t *testing.T, name string) []map[string]string {
	t.Helper()
	folder := os.Getenv("SANLV_ORACLE")
	for _, f := range []string{"/work/shared/oracle", "../../shared/oracle"} {
		if _, err := os.Stat(filepath.Join(f, "expected.csv")); folder == "" && err == nil {
			folder = f
		}
	}
	f, err := os.Open(filepath.Join(folder, name))
	if os.IsNotExist(err) {
		t.Skipf("the reference values are not here: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	all[0][0] = strings.TrimPrefix(all[0][0], "\ufeff")
	var out []map[string]string
	for _, cells := range all[1:] {
		m := map[string]string{}
		for i, c := range all[0] {
			m[c] = strings.TrimSpace(cells[i])
		}
		out = append(out, m)
	}
	return out
}

var registerClass = map[string]string{"exited": "脱贫户", "unregistered": "一般农户", "unexited": "未脱贫户"}

// loadOracleCounty puts a county of the reference values into the raw tables: its
// frame, its sample, and for the register one household a village and class.
func loadOracleCounty(t *testing.T, b *batch, name string, weights bool) {
	t.Helper()
	quote := func(s string) string { return "'" + s + "'" }
	code := func(r map[string]string) string {
		n, err := strconv.Atoi(strings.TrimLeft(r["village"], "V0"))
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("999901%s%03d", "0"+strings.TrimPrefix(r["township"], "T"), n)
	}
	sample := oracleCSV(t, filepath.Join("data", name+"_sample.csv"))
	drawn := map[string]bool{}
	size := map[string]string{} // m2 by village and class
	var inserts [3][]string
	for i, r := range sample {
		v := code(r)
		drawn[v], size[v+r["register"]] = true, r["m2"]
		conclusion, approve, weight := "正确", "NULL", "NULL"
		if r["wrong_exit"] == "1" {
			conclusion = "错退"
		} else if r["omitted"] == "1" {
			conclusion = "漏评"
		}
		if r["approve"] != "" {
			approve = map[string]string{"1": "true", "0": "false"}[r["approve"]]
		}
		if weights {
			weight = r["weight"]
		}
		inserts[0] = append(inserts[0], fmt.Sprintf("('k.xlsx','s',%d,'1',%s,'%s','%s',%s,%s,%s,%s,DATE '2018-12-01','','')",
			i+2, quote(v), r["hh_id"], registerClass[r["register"]], r["persons"], quote(conclusion), approve, weight))
	}
	row := 1
	for i, r := range oracleCSV(t, filepath.Join("data", name+"_frame.csv")) {
		v := code(r)
		inserts[1] = append(inserts[1], fmt.Sprintf("('f.xlsx','s',%d,'1',%s,'%s',%v,%s,%s,%s,nullif('%s','')::BIGINT,nullif('%s','')::BIGINT,nullif('%s','')::BIGINT,'','')",
			i+2, quote(v), r["stratum"], drawn[v], r["hh_exited"], r["hh_unregistered"], r["hh_unexited"], size[v+"exited"], size[v+"unregistered"], size[v+"unexited"]))
		for class, label := range registerClass {
			row++
			if r["persons_"+class] == "0" {
				continue
			}
			inserts[2] = append(inserts[2], fmt.Sprintf("('h.xlsx','s',%d,'县','%s','%s',%s,'%s-%s','%s',%s,99999999,true,true,true,true,true,true,'','')",
				row, r["township"], r["village"], quote(v), r["village"], class, label, r["persons_"+class]))
		}
	}
	for i, into := range []string{
		"raw_verification (_file,_sheet,_row,batch,village_code,household_id,sample_class,persons,conclusion,approves_overall,weight,checked_on,_rejected,_inferred)",
		"raw_frame (_file,_sheet,_row,batch,village_code,stratum,drawn,exited_households,unregistered_households,remaining_households,sampled_exited_households,sampled_unregistered_households,sampled_remaining_households,_rejected,_inferred)",
		"raw_household (_file,_sheet,_row,county,township,village,village_code,household_id,status,persons,wage_income,food,clothing,education,medical,housing,water,_rejected,_inferred)",
	} {
		if err := b.db.Exec(context.Background(), "INSERT INTO "+into+" VALUES "+strings.Join(inserts[i], ",")); err != nil {
			t.Fatal(err)
		}
	}
	var villages []string
	for i, r := range oracleCSV(t, filepath.Join("data", name+"_frame.csv")) {
		villages = append(villages, fmt.Sprintf("('v.xlsx','s',%d,'县','%s','%s',%s,%v,1,1,'','')", i+2, r["township"], r["village"], quote(code(r)), r["village_type"] == "poor"))
	}
	if err := b.db.Exec(context.Background(), "INSERT INTO raw_village (_file,_sheet,_row,county,township,village,village_code,poor_village,households,persons,_rejected,_inferred) VALUES "+strings.Join(villages, ",")); err != nil {
		t.Fatal(err)
	}
}

// published reads the estimates by "indicator domain method", of one standard.
func published(t *testing.T, b *batch, standards ...string) map[string]map[string]any {
	t.Helper()
	out := map[string]map[string]any{}
	for _, s := range standards {
		columns, rows, err := b.db.Query(context.Background(), "SELECT * FROM fct_estimates WHERE standard = ?", s)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			m := map[string]any{}
			for i, c := range columns {
				m[c] = r[i]
			}
			out[fmt.Sprint(m["indicator"], " ", m["domain"], " ", m["method"])] = m
		}
	}
	return out
}

// oracleKey is where the published estimates have what a row of the reference
// values asks for; "" where they do not publish it.
func oracleKey(r map[string]string) string {
	if !strings.Contains(r["design"], "fpc1=N1;fpc2=M2") || !strings.Contains(r["design"], "lonely=adjust") {
		return ""
	}
	indicator := map[string]string{"persons*wrong_exit": "wrong_exit_rate", "persons*omitted": "omission_rate", "approve": "approval",
		"U+Tx*Rw+Tn*Ro": "comprehensive_incidence", "incidence": "comprehensive_incidence", "U+W+O": "comprehensive_incidence"}[r["y"]]
	method := map[string]string{"svyratio": "kgplus", "svymean": "kgplus", "kgplus": "kgplus", "verdict": "kgplus", "xlogit": "xlogit", "svyciprop.xlogit": "xlogit",
		"wilson_eff": "wilson", "svyciprop.wilson": "wilson", "incidence_ratio": "kgplus", "incidence_kgplus": "kgplus", "incidence_expansion": "expansion", "svytotal": "expansion"}[r["estimator"]]
	if r["estimator"] == "svytotal" {
		indicator = map[string]string{"persons*wrong_exit": "wrong_exit_persons", "persons*omitted": "omitted_persons"}[r["y"]]
	}
	domain := "county:999901"
	for _, part := range strings.Split(r["domain"], ";") {
		key, value, _ := strings.Cut(part, "=")
		switch key {
		case "township":
			domain = "township:9999010" + strings.TrimPrefix(value, "T")
		case "village_type":
			domain = "villages:" + map[string]string{"poor": "poor", "nonpoor": "other"}[value]
		}
	}
	if indicator == "" || method == "" {
		return ""
	}
	return indicator + " " + domain + " " + method
}

// From the raw sheets to the published estimates: what R computed comes out.
func TestEstimatesAgreeWithReference(t *testing.T) {
	rows := oracleCSV(t, "expected.csv")
	for _, weights := range []bool{false, true} {
		for _, county := range []string{"county1", "county2", "county4"} {
			t.Run(fmt.Sprintf("%s weights %v", county, weights), func(t *testing.T) {
				b := newBatch(t, nil)
				loadOracleCounty(t, b, county, weights)
				b.transform(t)
				got := published(t, b, "", "国家中部")
				west := published(t, b, "国家西部")
				compared := 0
				for _, r := range rows {
					key := oracleKey(r)
					if r["dataset"] != county+"_sample.csv" || key == "" {
						continue
					}
					e := got[key]
					if r["domain"] == "tau=0.03" {
						e = west[key]
					}
					if e == nil {
						t.Errorf("%s %s: nothing at %s", r["id"], r["case"], key)
						continue
					}
					compareOracle(t, r, e)
					compared++
				}
				if compared < 30 {
					t.Errorf("only %d rows to compare", compared)
				}
				t.Logf("%s: %d rows of the reference values through SQL", county, compared)
			})
		}
	}
}

func compareOracle(t *testing.T, r map[string]string, e map[string]any) {
	t.Helper()
	tol, err := strconv.ParseFloat(r["tol"], 64)
	if err != nil {
		t.Fatal(err)
	}
	pairs := map[string]string{"estimate": "estimate", "se": "se", "df": "df"}
	wald := r["estimator"] == "svyratio" || r["estimator"] == "svymean" || r["estimator"] == "incidence_ratio" || r["estimator"] == "incidence_expansion"
	switch {
	case wald: // another interval than ours
	case r["level"] == "0.95":
		pairs["ci_lo"], pairs["ci_hi"] = "ci_low", "ci_high"
	case e["method"] == "kgplus":
		pairs["ci_lo"], pairs["ci_hi"] = "bound_low", "bound_high"
	}
	if r["level"] == "0.95" && r["n_eff"] != "" {
		pairs["n_eff"] = "effective_n"
	}
	if r["estimator"] == "kgplus" {
		pairs["deff"] = "deff"
	}
	if !strings.HasPrefix(r["estimator"], "incidence") && r["estimator"] != "svytotal" && r["y"] != "incidence" {
		pairs["n"] = "n"
	}
	for theirs, ours := range pairs {
		want, err := strconv.ParseFloat(r[theirs], 64)
		if r[theirs] == "" || theirs == "df" && want < 1 {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		var have float64
		switch v := e[ours].(type) {
		case int64:
			have = float64(v)
		case float64:
			have = v
		default:
			t.Errorf("%s %s %s: %s is %v, want %v", r["id"], r["case"], r["estimator"], ours, v, want)
			continue
		}
		if math.Abs(have-want) > math.Max(tol*math.Abs(want), 1e-12) {
			t.Errorf("%s %s %s: %s is %.17g, want %.17g", r["id"], r["case"], r["estimator"], ours, have, want)
		}
	}
	for theirs, ours := range map[string]string{"verdict=meets": "达标", "verdict=misses": "未达标", "verdict=cannot_tell": "样本不足以判定"} {
		if strings.Contains(r["notes"], theirs) && e["verdict"] != ours {
			t.Errorf("%s %s: verdict %v, want %s", r["id"], r["case"], e["verdict"], ours)
		}
	}
	for theirs, ours := range map[string]string{"reliability=ok": "可发布", "reliability=suppress": "样本太少,不发布", "reliability=caution": "可发布但须慎用"} {
		if strings.Contains(r["notes"], theirs) && e["reliability"] != ours {
			t.Errorf("%s %s: %v, want %s", r["id"], r["case"], e["reliability"], ours)
		}
	}
}
