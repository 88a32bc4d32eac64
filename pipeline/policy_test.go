package pipeline

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/internal/duck"
)

const policyHead = "政策,档,对象,列,比较,值,金额,周期,不可重复,生效日期,失效日期,依据\n"

// withPolicies gives a county with a policy file of its own.
func withPolicies(t *testing.T, csv string) *batch {
	t.Helper()
	cat, _, err := catalog.OpenOn(fstest.MapFS{"policies.csv": {Data: []byte(policyHead + csv)}}, yearEnd2018)
	if err != nil {
		t.Fatal(err)
	}
	b := newBatch(t, nil)
	rows := policyRows(cat, yearEnd2018)
	for _, r := range []struct {
		table   string
		columns []duck.Column
		rows    [][]any
	}{{"ref_policy", policyColumns, rows.tiers}, {"ref_policy_rule", policyRuleColumns, rows.rules}, {"ref_policy_exclusive", policyExclusiveColumns, rows.exclusive}} {
		execute(t, b, "DELETE FROM "+r.table)
		if err := b.db.Fill(context.Background(), r.table, r.columns, r.rows); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func execute(t *testing.T, b *batch, statements ...string) {
	t.Helper()
	for _, sql := range statements {
		if err := b.db.Exec(context.Background(), sql); err != nil {
			t.Fatal(err)
		}
	}
}

// rowsOf gives the answer to a query.
func rowsOf(t *testing.T, b *batch, sql string) [][]any {
	t.Helper()
	_, rows, err := b.db.Query(context.Background(), sql)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// states gives the state by household, row of the person and policy.
func states(t *testing.T, b *batch) map[string]string {
	t.Helper()
	_, rows, err := b.db.Query(context.Background(), "SELECT household_id, row, policy, state FROM fct_policy_gaps")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, r := range rows {
		out[fmt.Sprint(r[0], " ", r[1], " ", r[2])] = fmt.Sprint(r[3])
	}
	return out
}

// Every outcome of a policy, by the person whom it is for.
func TestPolicyStates(t *testing.T) {
	b := withPolicies(t, `普通高中助学金,,人,school_status,=,普通高中一年级;普通高中二年级,2000,学年,,2016-01-01,,文
普通高中助学金,,,status,=,脱贫户;未脱贫户,,,,,,
高龄津贴,80至89岁,人,age,>=,80,100,月,,2016-01-01,,文
高龄津贴,80至89岁,,age,<=,89,,,,,,
高龄津贴,90岁以上,人,age,>=,90,200,月,,2016-01-01,,文
雨露计划,,人,school_status,=,中职一年级,3000,年,交通生活补助,2016-01-01,,文
义务教育寄宿生补助,,人,school_status,=,小学,1250,学年,,2016-01-01,,文
义务教育寄宿生补助,,,另行核实,,是否寄宿,,,,,,
D级危房改造,,户,house_grade,=,D,23000,一次,,2016-01-01,,文
残疾人护理补贴,,人,disability_level,<=,2,80,月,,2016-01-01,,文
大病保险,,人,age,>=,0,,,,2020-01-01,,文
`)
	member := func(row int, household, id, name, born, school, health, level string) string {
		null := func(s string) string {
			if s == "" {
				return "NULL"
			}
			return "'" + s + "'"
		}
		return fmt.Sprintf("INSERT INTO raw_member (_file,_sheet,_row,household_id,id_number,name,birth_date,school_status,health,disability_level,_rejected,_inferred,_nokey) VALUES ('m','s',%d,'%s',%s,'%s',DATE '%s',%s,%s,%s,'','','')",
			row, household, null(id), name, born, null(school), null(health), null(level))
	}
	paid := func(row int, household, id, name, policy, amount, period string) string {
		return fmt.Sprintf("INSERT INTO raw_policy (_file,_sheet,_row,household_id,id_number,name,policy,amount,period,_rejected,_inferred,_nokey) VALUES ('p','s',%d,'%s',nullif('%s',''),nullif('%s',''),'%s',%s,'%s','','','')",
			row, household, id, name, policy, amount, period)
	}
	ids := []string{"999901200101011234", "999901200201011235", "999901193001011236", "999901192501011237", "999901200301011238", "999901201001011239"}
	execute(t, b,
		`INSERT INTO raw_household (_file,_sheet,_row,county,township,village,village_code,household_id,status,house_grade,_rejected,_inferred) VALUES
			('h','s',2,'县','镇','村','999901001001','H1','脱贫户','D','',''), ('h','s',3,'县','镇','村','999901001001','H2','脱贫户','A','',''), ('h','s',4,'县','镇','村','999901001001','H3','一般农户',NULL,'','')`,
		member(2, "H1", ids[0], "甲", "2001-01-01", "普通高中一年级", "健康", ""), // paid in full
		member(3, "H1", ids[1], "乙", "2002-01-01", "普通高中一年级", "健康", ""), // not paid
		member(4, "H1", ids[2], "丙", "1930-01-01", "非在校生", "健康", ""),    // 88 years old: 1200 is right
		member(5, "H1", ids[3], "丁", "1925-01-01", "非在校生", "残疾", "二级"),  // 93 years old: 2500 is not; care is due
		member(6, "H2", ids[4], "戊", "2003-01-01", "中职一年级", "健康", ""),   // twice for one thing
		member(7, "H2", ids[5], "己", "2010-01-01", "小学", "健康", ""),      // boards or not
		member(8, "H2", "", "庚", "2001-01-01", "普通高中二年级", "残疾", ""),     // a payment to nobody may be this one's; the level is blank
		member(9, "H3", "", "辛", "2001-01-01", "普通高中二年级", "健康", ""),     // of no poor household
		member(10, "H3", "", "壬", "1930-01-01", "", "健康", ""),           // nobody's sheet tells of such households but that one wrong payment
		member(11, "H2", "", "癸", "2002-01-01", "", "健康", ""),           // 16 years old, no word on school
		member(12, "H2", "", "子", "1980-01-01", "", "健康", ""),           // too old for school
		paid(2, "H1", ids[0], "", "普通高中助学金", "1000", "2018-2019"), paid(3, "H1", "", "甲", "普通高中助学金", "1000", "2018-2019"), paid(4, "H1", ids[1], "", "普通高中助学金", "2000", "2017-2018"),
		paid(5, "H1", ids[2], "", "高龄津贴", "1200", "2018"), paid(6, "H1", ids[3], "丁", "高龄津贴", "2500", "2018"),
		paid(7, "H2", ids[4], "", "雨露计划", "3000", "2018"), paid(8, "H2", ids[4], "", "交通生活补助", "500", "2018"), paid(9, "H2", ids[5], "", "义务教育寄宿生补助", "625", "2018-2019"),
		paid(10, "H2", "", "", "普通高中助学金", "2000", "2018-2019"), paid(11, "H3", "", "辛", "普通高中助学金", "NULL", "2018-2019"),
		paid(12, "H1", "", "", "D级危房改造", "23000", "2015"), paid(13, "H2", ids[5], "", "残疾人护理补贴", "960", "2018"))
	b.transform(t)
	got := states(t, b)
	want := map[string]string{
		"H1 2 普通高中助学金": "应享已享", "H1 3 普通高中助学金": "应享未享", // that of 2017 is of another school year
		"H1 4 高龄津贴": "应享已享", "H1 5 高龄津贴": "享受标准不符", "H1 5 残疾人护理补贴": "应享未享",
		"H2 6 雨露计划": "不可重复而重复", "H2 7 义务教育寄宿生补助": "条件待核", "H2 7 残疾人护理补贴": "不应享而享",
		"H2 8 普通高中助学金": "待核", "H2 8 残疾人护理补贴": "待核", "H3 9 普通高中助学金": "不应享而享",
		"H3 10 高龄津贴": "应享未享", "H2 11 普通高中助学金": "待核", "H2 11 雨露计划": "待核", "H2 11 义务教育寄宿生补助": "待核",
		"H1 2 D级危房改造": "应享已享", "H3 4 D级危房改造": "待核",
	}
	for k, w := range want {
		if got[k] != w {
			t.Errorf("%s: %q, want %q", k, got[k], w)
		}
		delete(got, k)
	}
	if len(got) > 0 {
		t.Errorf("besides: %v", got)
	}
	_, rows, err := b.db.Query(context.Background(), "SELECT household_id, person, reason, file, row FROM fct_ledger WHERE ledger = 'policy_missed' ORDER BY household_id, row")
	if err != nil || fmt.Sprint(rows) != "[[H1 乙 普通高中助学金每学年2000元;在校生状况“普通高中一年级”;户类型“脱贫户” m 3] [H1 丁 残疾人护理补贴每月80元;残疾等级2 m 5] [H3 壬 高龄津贴(80至89岁)每月100元;年龄88 m 10]]" {
		t.Errorf("%v %v", rows, err)
	}
}

// Where no sheet tells of such households, or of the policy, nobody is said to
// have missed it.
func TestPolicyWithoutSheets(t *testing.T) {
	for name, payment := range map[string]string{
		"no sheet":            "",
		"of another policy":   "INSERT INTO raw_policy (_file,_sheet,_row,household_id,policy,amount,period,_rejected,_inferred,_nokey) VALUES ('p','s',2,'H1','低保',100,'2018','','','')",
		"of other households": "INSERT INTO raw_policy (_file,_sheet,_row,household_id,policy,amount,period,_rejected,_inferred,_nokey) VALUES ('p','s',2,'H2','高龄津贴',100,'2018','','','')",
		"of another year":     "INSERT INTO raw_policy (_file,_sheet,_row,household_id,policy,amount,period,_rejected,_inferred,_nokey) VALUES ('p','s',2,'H1','高龄津贴',100,'2016','','','')",
	} {
		t.Run(name, func(t *testing.T) {
			b := withPolicies(t, "高龄津贴,,人,age,>=,80,100,月,,2016-01-01,,文\n")
			execute(t, b, "INSERT INTO raw_household (_file,_sheet,_row,county,township,village,village_code,household_id,status,_rejected,_inferred) VALUES ('h','s',2,'县','镇','村','999901001001','H1','脱贫户','',''), ('h','s',3,'县','镇','村','999901001001','H2','一般农户','','')",
				"INSERT INTO raw_member (_file,_sheet,_row,household_id,name,birth_date,_rejected,_inferred,_nokey) VALUES ('m','s',2,'H1','甲',DATE '1930-01-01','','','')")
			if payment != "" {
				execute(t, b, payment)
			}
			b.transform(t, "fct_policy_gaps")
			if got := states(t, b); got["H1 2 高龄津贴"] != "数据缺" {
				t.Errorf("%v", got)
			}
		})
	}
}

// The states worked out a second time in plain Go over random persons and
// payments full of blanks.
func TestPoliciesTwoWays(t *testing.T) {
	b := withPolicies(t, `高龄津贴,甲档,人,age,>=,90,200,月,,2016-01-01,,文
高龄津贴,乙档,人,age,>=,80,100,月,,2016-01-01,,文
高龄津贴,乙档,,status,=,脱贫户,,,,,,
残疾人生活补贴,低保,人,disabled,=,是,80,月,,2016-01-01,,文
残疾人生活补贴,低保,,low_income_aid,=,是,,,,,,
残疾人生活补贴,其他,人,disabled,=,是,80,月,,2016-01-01,,文
残疾人生活补贴,其他,,另行核实,,困难,,,,,,
`)
	r := rand.New(rand.NewPCG(2018, 7))
	pick := func(s ...string) string { return s[r.IntN(len(s))] }
	want := map[string]string{}
	var households, members, payments []string
	row := 1
	for i := range 400 {
		h, status := fmt.Sprintf("H%03d", i), pick("脱贫户", "脱贫户", "一般农户", "")
		households = append(households, fmt.Sprintf("('h','s',%d,'县','镇','村','999901001001','%s',nullif('%s',''),'','')", i+2, h, status))
		for j := range 1 + r.IntN(3) {
			row++
			age, disabled, aid := []int{-1, 40, 79, 80, 89, 90, 95}[r.IntN(7)], pick("残疾", "健康", ""), pick("true", "false", "NULL")
			born := "NULL"
			if age >= 0 {
				born = fmt.Sprintf("DATE '%d-06-01'", 2018-age)
			}
			members = append(members, fmt.Sprintf("('m','s',%d,'%s','人%d',%s,nullif('%s',''),%s,'','','')", row, h, j, born, disabled, aid))
			for _, policy := range []string{"高龄津贴", "残疾人生活补贴"} {
				total, count := 0, 0
				for range r.IntN(3) {
					amount := []int{80, 100, 960, 1200, 2400, 2500}[r.IntN(6)]
					payments = append(payments, fmt.Sprintf("('p','s',%d,'%s','人%d','%s',%d,'2018','','','')", len(payments)+2, h, j, policy, amount))
					total, count = total+amount, count+1
				}
				yes := func(holds, known bool) int { // 1 yes, 0 unknown, -1 no
					switch {
					case !known:
						return 0
					case holds:
						return 1
					}
					return -1
				}
				all := func(parts ...int) int { return min(parts[0], parts[len(parts)-1]) }
				type tier struct{ holds, amount int }
				var tiers []tier
				byHand := false
				if policy == "高龄津贴" {
					tiers = []tier{{yes(age >= 90, age >= 0), 200}, {all(yes(age >= 80, age >= 0), yes(status == "脱贫户", status != "")), 100}}
				} else {
					d := yes(disabled == "残疾", disabled != "")
					tiers = []tier{{all(d, yes(aid == "true", aid != "NULL")), 80}}
					byHand = d == 1
					if d == 0 { // the other tier waits for the same blank
						tiers = append(tiers, tier{0, 80})
					}
				}
				best := -1
				amount := 0
				for _, t := range tiers {
					if t.holds > best {
						best, amount = t.holds, t.amount
					}
				}
				state := ""
				switch {
				case best == 1 && count > 0 && total%amount == 0 && total <= 12*amount:
					state = "应享已享"
				case best == 1 && count > 0:
					state = "享受标准不符"
				case best == 1:
					state = "应享未享"
				case best == 0:
					state = "待核"
				case byHand && count > 0:
					state = "条件待核"
				case byHand:
				case count > 0:
					state = "不应享而享"
				}
				if state != "" {
					want[fmt.Sprint(h, " ", row, " ", policy)] = state
				}
			}
		}
	}
	execute(t, b,
		"INSERT INTO raw_household (_file,_sheet,_row,county,township,village,village_code,household_id,status,_rejected,_inferred) VALUES "+strings.Join(households, ","),
		"INSERT INTO raw_member (_file,_sheet,_row,household_id,name,birth_date,health,low_income_aid,_rejected,_inferred,_nokey) VALUES "+strings.Join(members, ","),
		"INSERT INTO raw_policy (_file,_sheet,_row,household_id,name,policy,amount,period,_rejected,_inferred,_nokey) VALUES "+strings.Join(payments, ","))
	b.transform(t, "fct_policy_gaps")
	got := states(t, b)
	seen := map[string]int{}
	for k, w := range want {
		seen[w]++
		if got[k] != w {
			t.Errorf("%s: %q, want %q", k, got[k], w)
		}
		delete(got, k)
	}
	for k, s := range got {
		t.Errorf("%s: %q, want none", k, s)
	}
	for _, s := range []string{"应享已享", "应享未享", "享受标准不符", "不应享而享", "条件待核", "待核"} {
		if seen[s] < 10 {
			t.Errorf("only %d of %s", seen[s], s)
		}
	}
}
