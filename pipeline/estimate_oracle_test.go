package pipeline

import (
	"context"
	"encoding/csv"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// oracleCSV reads a file of the reference values as maps, from the folder that
// SANLV_ORACLE names or else from beside the project; the test is skipped where it
// is not there.
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

// part is the value of a key in "a=b;c=d".
func part(text, key string) string {
	for _, p := range strings.Split(text, ";") {
		if k, v, ok := strings.Cut(strings.TrimSpace(p), "="); ok && k == key {
			return v
		}
	}
	return ""
}

var registerClass = map[string]string{"exited": "脱贫户", "unregistered": "一般农户", "unexited": "未脱贫户"}

// oracleDesign is a design whose estimates are published: villages within strata,
// households within villages by class, a lonely village adjusted for.
type oracleDesign struct {
	strata, class, psu, ssu, weight string // columns of the sample
	counted                         bool   // the villages and households of the frame are counted; else drawn with unequal probability
}

func designOf(text string) (d oracleDesign, ok bool) {
	d.strata, d.class, _ = strings.Cut(part(text, "strata"), ",")
	d.psu, d.ssu, d.weight = part(text, "psu"), part(text, "ssu"), part(text, "weight")
	d.counted = part(text, "fpc1") != ""
	ok = d.strata != "" && d.class != "" && d.psu != "" && d.ssu != "" && d.weight != "" && part(text, "lonely") == "adjust" &&
		d.counted == (part(text, "fpc2") != "")
	return d, ok
}

// referenceCounty is a county of the reference values: a sample and, beside it, its frame.
type referenceCounty struct {
	oracleDesign
	sample, frame []map[string]string
	code          map[string]string // of a township or a village, by its name
}

// referenceCounties are the counties whose rows have a published design, by data set.
func referenceCounties(t *testing.T, rows []map[string]string) map[string]*referenceCounty {
	out := map[string]*referenceCounty{}
	for _, r := range rows {
		stem, isSample := strings.CutSuffix(r["dataset"], "_sample.csv")
		d, ok := designOf(r["design"])
		if !isSample || !ok || out[r["dataset"]] != nil {
			continue
		}
		c := &referenceCounty{oracleDesign: d, code: map[string]string{},
			sample: oracleCSV(t, filepath.Join("data", r["dataset"])), frame: oracleCSV(t, filepath.Join("data", stem+"_frame.csv"))}
		townships, villages := 0, 0
		for _, f := range c.frame {
			if c.code[f["township"]] == "" {
				townships++
				c.code[f["township"]] = fmt.Sprintf("999901%03d", townships)
			}
			villages++
			c.code[f["village"]] = fmt.Sprintf("%s%03d", c.code[f["township"]], villages)
		}
		out[r["dataset"]] = c
	}
	return out
}

// load puts the county into the raw tables: its frame, its sample, and for the
// register one household a village and class. Without weights they have to come
// from the frame.
func (c *referenceCounty) load(t *testing.T, b *batch, weights bool) {
	t.Helper()
	quote := func(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
	number := func(s string) float64 {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	drawn, weight := map[string]map[string]int{}, map[string]string{} // m by village and class, a weight of each
	var visits []string
	for i, r := range c.sample {
		v := r[c.psu]
		if drawn[v] == nil {
			drawn[v] = map[string]int{}
		}
		drawn[v][r[c.class]]++
		weight[v+" "+r[c.class]] = r[c.weight]
		conclusion, approve, given := "正确", "NULL", "NULL"
		if r["wrong_exit"] == "1" {
			conclusion = "错退"
		} else if r["omitted"] == "1" {
			conclusion = "漏评"
		}
		if r["approve"] != "" {
			approve = map[string]string{"1": "true", "0": "false"}[r["approve"]]
		}
		if weights {
			given = r[c.weight]
		}
		visits = append(visits, fmt.Sprintf("('k.xlsx','s',%d,'1',%s,%s,'%s',%s,%s,%s,%s,DATE '2018-12-01','','')",
			i+2, quote(c.code[v]), quote(r[c.ssu]), registerClass[r[c.class]], r["persons"], quote(conclusion), approve, given))
	}
	var frame, households, villages []string
	for i, r := range c.frame {
		v, code := r["village"], quote(c.code[r["village"]])
		probability, cells := "NULL", []string{}
		for _, class := range []string{"exited", "unregistered", "unexited"} {
			m := drawn[v][class]
			cells = append(cells, r["hh_"+class], fmt.Sprint(m))
			if !c.counted { // of the weight, which is 1/π × M/m
				probability = "0.001"
				if m > 0 {
					probability = fmt.Sprintf("%.17g", number(r["hh_"+class])/float64(m)/number(weight[v+" "+class]))
				}
			}
			if r["persons_"+class] != "0" {
				households = append(households, fmt.Sprintf("('h.xlsx','s',%d,'县',%s,%s,%s,%s,'%s',%s,99999999,true,true,true,true,true,true,'','')",
					len(households)+2, quote(r["township"]), quote(v), code, quote(v+"-"+class), registerClass[class], r["persons_"+class]))
			}
		}
		frame = append(frame, fmt.Sprintf("('f.xlsx','s',%d,'1',%s,%s,%v,%s,%s,'','')", i+2, code, quote(r["stratum"]), drawn[v] != nil, probability, strings.Join(cells, ",")))
		villages = append(villages, fmt.Sprintf("('v.xlsx','s',%d,'县',%s,%s,%s,%v,1,1,'','')", i+2, quote(r["township"]), quote(v), code, r["village_type"] == "poor"))
	}
	for into, rows := range map[string][]string{
		"raw_verification (_file,_sheet,_row,batch,village_code,household_id,sample_class,persons,conclusion,approves_overall,weight,checked_on,_rejected,_inferred)":                                                                                                    visits,
		"raw_frame (_file,_sheet,_row,batch,village_code,stratum,drawn,inclusion_probability,exited_households,sampled_exited_households,unregistered_households,sampled_unregistered_households,remaining_households,sampled_remaining_households,_rejected,_inferred)": frame,
		"raw_household (_file,_sheet,_row,county,township,village,village_code,household_id,status,persons,wage_income,food,clothing,education,medical,housing,water,_rejected,_inferred)":                                                                               households,
		"raw_village (_file,_sheet,_row,county,township,village,village_code,poor_village,households,persons,_rejected,_inferred)":                                                                                                                                       villages,
	} {
		if err := b.db.Exec(context.Background(), "INSERT INTO "+into+" VALUES "+strings.Join(rows, ",")); err != nil {
			t.Fatal(err)
		}
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

// key is where the published estimates have what a row of the reference values
// asks for; "" where they do not publish it.
func (c *referenceCounty) key(r map[string]string) string {
	if d, ok := designOf(r["design"]); !ok || d != c.oracleDesign {
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
	for _, p := range strings.Split(r["domain"], ";") {
		switch key, value, _ := strings.Cut(p, "="); key {
		case "all", "approve notna":
		case "tau": // the standards that are published
			if value != "0.02" && value != "0.03" {
				return ""
			}
		case "township":
			domain = "township:" + c.code[value]
		case "village_type":
			domain = "villages:" + map[string]string{"poor": "poor", "nonpoor": "other"}[value]
		case "stratum":
			domain = "stratum:" + value
		default:
			return ""
		}
	}
	if indicator == "" || method == "" {
		return ""
	}
	return indicator + " " + domain + " " + method
}

// From the raw sheets to the published estimates: what R computed comes out, for
// every county of the reference values.
func TestEstimatesAgreeWithReference(t *testing.T) {
	rows := oracleCSV(t, "expected.csv")
	counties := referenceCounties(t, rows)
	total := 0
	for _, weights := range []bool{false, true} {
		for _, name := range slices.Sorted(maps.Keys(counties)) {
			county := counties[name]
			t.Run(fmt.Sprintf("%s weights %v", name, weights), func(t *testing.T) {
				b := newBatch(t, nil)
				county.load(t, b, weights)
				b.transform(t, "fct_estimates")
				got := published(t, b, "", "国家中部")
				west := published(t, b, "国家西部")
				compared := 0
				for _, r := range rows {
					if r["dataset"] != name {
						continue
					}
					key := county.key(r)
					if key == "" {
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
				t.Logf("oracle: %d rows of %s through SQL", compared, name)
				total += compared
			})
		}
	}
	if len(counties) > 0 && total == 0 {
		t.Error("no row of the reference values is published")
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
