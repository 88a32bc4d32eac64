package pipeline

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"sanlv/pipeline/catalog"
)

// people inserts households of one village: each is status, persons, and income
// a head; guarantees hold unless water is said otherwise.
type people struct {
	village, status string
	persons         int
	perHead         string // yuan, "" for blank
	water           string // true, false, NULL
}

func insertPeople(t *testing.T, b *batch, ps []people) {
	t.Helper()
	for i, p := range ps {
		income := "NULL"
		if p.perHead != "" {
			income = fmt.Sprintf("%s * %d", p.perHead, p.persons)
		}
		if p.water == "" {
			p.water = "true"
		}
		sql := fmt.Sprintf(`INSERT INTO raw_household (_file,_sheet,_row,county,township,village,village_code,household_id,status,persons,wage_income,
			food,clothing,education,medical,housing,water,_rejected,_inferred)
			VALUES ('f.xlsx','s',%d,'县','镇','村%s','%s','H%03d','%s',%d,%s,true,true,true,true,true,%s,'','')`,
			i+2, p.village, p.village, i, p.status, p.persons, income, p.water)
		if err := b.db.Exec(context.Background(), sql); err != nil {
			t.Fatal(err)
		}
	}
}

// figure reads one row of the published indicators.
func indicatorRow(t *testing.T, b *batch, standard, area, indicator string) map[string]any {
	t.Helper()
	columns, rows, err := b.db.Query(context.Background(), "SELECT * FROM fct_indicators WHERE standard = ? AND area_code = ? AND indicator = ?", standard, area, indicator)
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1 {
		t.Fatalf("%d rows for %s %s %s", len(rows), standard, area, indicator)
	}
	m := map[string]any{}
	for i, c := range columns {
		m[c] = rows[0][i]
	}
	return m
}

const testVillage = "999901001001"

// A verdict is given only when both ends of what the unknown households could be
// agree; a rate exactly at the threshold is not below it.
func TestVerdictsAtTheThreshold(t *testing.T) {
	for name, c := range map[string]struct {
		wrong, unknown int // persons
		verdict        string
	}{
		"1 of 100":                       {1, 0, "达标"},
		"2 of 100 is not below 2 %":      {2, 0, "未达标"},
		"1 and one unknown of 100":       {1, 1, "待核"},
		"3 and five unknown":             {3, 5, "未达标"},
		"none":                           {0, 0, "达标"},
		"none and one unknown below 2 %": {0, 1, "达标"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBatch(t, nil)
			ps := []people{{testVillage, "脱贫户", 100 - c.wrong - c.unknown, "4000", ""}}
			if c.wrong > 0 {
				ps = append(ps, people{testVillage, "脱贫户", c.wrong, "2995", ""})
			}
			if c.unknown > 0 {
				ps = append(ps, people{testVillage, "脱贫户", c.unknown, "4000", "NULL"})
			}
			insertPeople(t, b, ps)
			b.transform(t, "fct_indicators")
			r := indicatorRow(t, b, "国家中部", testVillage, "wrong_exit_rate")
			if r["verdict"] != c.verdict || r["numerator"] != int64(c.wrong) || r["unknown"] != int64(c.unknown) || r["denominator"] != int64(100) {
				t.Errorf("%v", r)
			}
			if r["value_low"] != float64(c.wrong)/100 || r["value_high"] != float64(c.wrong+c.unknown)/100 {
				t.Errorf("range %v to %v", r["value_low"], r["value_high"])
			}
		})
	}
}

// Exact equality with a threshold raises a notice.
func TestEqualityRaisesANotice(t *testing.T) {
	b := newBatch(t, nil)
	insertPeople(t, b, []people{{testVillage, "脱贫户", 98, "4000", ""}, {testVillage, "脱贫户", 2, "2000", ""}})
	b.transform(t, "fct_indicators", "chk_threshold_equal")
	found := false
	for _, f := range b.findings(t, "meta_sorted") {
		if f.Rule == "threshold_equal" && f.Message == "村999901001001的错退率恰等于国家中部的阈值(<0.02)。" {
			found = true
		}
	}
	if !found {
		t.Errorf("no notice in %v", b.findings(t, "meta_sorted"))
	}
}

// A village of the list that has not sent its households makes its township and
// county 数据缺, with the provisional value; its neighbours are judged.
func TestCoverage(t *testing.T) {
	b := newBatch(t, nil)
	b.cat.Units = []catalog.Unit{{VillageCode: testVillage, County: "县", Township: "镇", Village: "甲", Rural: true},
		{VillageCode: "999901001002", County: "县", Township: "镇", Village: "乙", Rural: true},
		{VillageCode: "999901002001", County: "县", Township: "乡", Village: "丙", Rural: true}}
	if err := b.db.Fill(context.Background(), "ref_unit", unitColumns, [][]any{
		{testVillage, "县", "镇", "甲", true}, {"999901001002", "县", "镇", "乙", true}, {"999901002001", "县", "乡", "丙", true}}); err != nil {
		t.Fatal(err)
	}
	insertPeople(t, b, []people{{testVillage, "脱贫户", 4, "4000", ""}, {"999901002001", "脱贫户", 4, "4000", ""}, {"999901009009", "脱贫户", 5, "4000", ""}})
	b.transform(t, "fct_indicators")
	for _, c := range []struct {
		area              string
		expected, arrived int64
		verdict, name     string
	}{
		{testVillage, 1, 1, "达标", "甲"},
		{"999901001002", 1, 0, "数据缺", "乙"},
		{"999901001", 2, 1, "数据缺", "镇"},
		{"999901002", 1, 1, "达标", "乡"},
		{"未定", 0, 0, "达标", "未定"},
		{"999901", 3, 2, "数据缺", "县"},
	} {
		r := indicatorRow(t, b, "国家中部", c.area, "wrong_exit_rate")
		if r["villages_expected"] != c.expected || r["villages_arrived"] != c.arrived || r["verdict"] != c.verdict || r["area_name"] != c.name {
			t.Errorf("%s: %v", c.area, r)
		}
	}
	if r := indicatorRow(t, b, "国家中部", "999901", "wrong_exit_rate"); r["denominator"] != int64(13) || r["value"] != 0.0 {
		t.Errorf("the county lost persons: %v", r)
	}
}

// A standard without a threshold judges nothing and says so; where no standard
// judges at a level there is one row with an empty standard.
func TestNotJudged(t *testing.T) {
	b := newBatch(t, nil)
	insertPeople(t, b, []people{{testVillage, "未脱贫户", 4, "1000", ""}})
	b.transform(t, "fct_households", "fct_indicators")
	if r := indicatorRow(t, b, "莲花县2018", "999901", "approval"); r["verdict"] != "—" || r["threshold"] != nil || r["comparator"] != ">=" {
		t.Errorf("%v", r)
	}
	if r := indicatorRow(t, b, "", testVillage, "registered_incidence"); r["verdict"] != "—" || r["value"] != 1.0 {
		t.Errorf("%v", r)
	}
	if r := indicatorRow(t, b, "国家中部", testVillage, "wrong_exit_rate"); r["verdict"] != "数据缺" || r["value"] != nil {
		t.Errorf("zero denominator: %v", r)
	}
}

// A cell of an exclusion that could not be read is neither yes nor no: a poor
// household is then to be looked at, not omitted. A blank cell says no.
func TestExclusionThatCannotBeRead(t *testing.T) {
	for name, c := range map[string]struct {
		perHead, water, cell, rejected string
		verdict                        string
		wrongly                        any // of the same household as 脱贫户
	}{
		"poor, blank":             {"2000", "false", "NULL", "", "漏评", false},
		"poor, unreadable":        {"2000", "false", "NULL", ";excl_vehicle;", "待核", nil},
		"poor, yes beside it":     {"2000", "false", "true", ";excl_vehicle;", "", true},
		"not poor, unreadable":    {"4000", "", "NULL", ";excl_vehicle;", "", nil},
		"unknown, unreadable":     {"2000", "NULL", "NULL", ";excl_vehicle;", "待核", nil},
		"another column, no part": {"2000", "false", "NULL", ";phone;", "漏评", false},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBatch(t, nil)
			insertPeople(t, b, []people{{testVillage, "一般农户", 3, c.perHead, c.water}, {testVillage, "脱贫户", 3, c.perHead, c.water}})
			if err := b.db.Exec(context.Background(), "UPDATE raw_household SET _rejected = '"+c.rejected+"', excl_business = "+c.cell); err != nil {
				t.Fatal(err)
			}
			b.transform(t)
			_, rows, err := b.db.Query(context.Background(), "SELECT verdict, wrongly_registered FROM fct_households ORDER BY household_id")
			if err != nil || rows[0][0] != c.verdict || rows[1][1] != c.wrongly {
				t.Errorf("%v %v", rows, err)
			}
			_, rows, err = b.db.Query(context.Background(), "SELECT reason FROM fct_ledger WHERE ledger = 'pending' AND household_id = 'H000'")
			if unread := strings.Contains(c.rejected, "excl_"); err != nil || (c.verdict == "待核") != (len(rows) == 1) || len(rows) == 1 && unread != strings.Contains(rows[0][0].(string), "排除情形读不出:购车或大型农机") {
				t.Errorf("%v %v", rows, err)
			}
		})
	}
}

// The same village's sheet sent again: the newer by 填报时间 counts, its rows
// stand as recognised, and every row is accounted for.
func TestSupersededSheet(t *testing.T) {
	ctx := context.Background()
	b := newBatch(t, nil)
	for _, file := range []string{"旧.xlsx", "新.xlsx"} {
		for i := range 3 {
			sql := fmt.Sprintf(`INSERT INTO raw_household (_file,_sheet,_row,county,township,village,village_code,household_id,status,persons,wage_income,_rejected,_inferred)
				VALUES ('%s','s',%d,'县','镇','村','%s','H%d','脱贫户',%d,99999,'','')`, file, i+2, testVillage, i, map[string]int{"旧.xlsx": 2, "新.xlsx": 3}[file])
			if err := b.db.Exec(ctx, sql); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := b.db.Exec(ctx, `INSERT INTO meta_intake VALUES ('旧.xlsx','s','household',4,3,0,1,'已读入','',DATE '2018-12-01'), ('新.xlsx','s','household',4,3,0,1,'已读入','',DATE '2018-12-20')`); err != nil {
		t.Fatal(err)
	}
	b.transform(t)
	if r := indicatorRow(t, b, "国家中部", testVillage, "comprehensive_incidence"); r["denominator"] != int64(9) {
		t.Errorf("persons %v, want those of the newer sheet", r["denominator"])
	}
	_, rows, err := b.db.Query(ctx, "SELECT file, rows_loaded, rows_recognised, status FROM fct_intake ORDER BY file")
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(rows); got != "[[新.xlsx 3 1 已读入] [旧.xlsx 0 4 重复来件]]" {
		t.Error(got)
	}
}

// A 户编号 that stands in two villages' sheets: the first counts, both are found.
func TestDuplicateHousehold(t *testing.T) {
	b := newBatch(t, nil)
	insertPeople(t, b, []people{{testVillage, "脱贫户", 4, "4000", ""}, {"999901001002", "脱贫户", 5, "4000", ""}})
	if err := b.db.Exec(context.Background(), "UPDATE raw_household SET household_id = 'H000'"); err != nil {
		t.Fatal(err)
	}
	b.transform(t, "fct_indicators", "fct_households", "chk_household_duplicate")
	n := 0
	for _, f := range b.findings(t, "meta_sorted") {
		if f.Rule == "household_duplicate" {
			n++
		}
	}
	if n != 2 {
		t.Errorf("%d findings", n)
	}
	if r := indicatorRow(t, b, "国家中部", "999901", "wrong_exit_rate"); r["denominator"] != int64(4) {
		t.Errorf("%v", r)
	}
}

// A household sheet without 村代码 finds its villages, and the name of the
// county, by the names that the village sheet uses; what it cannot place stands
// under 未定 with a finding at its cell.
func TestVillageByName(t *testing.T) {
	b := newBatch(t, nil)
	ctx := context.Background()
	for _, sql := range []string{
		`INSERT INTO raw_village (_file,_sheet,_row,township,village,village_code,poor_village,households,persons,_rejected,_inferred)
			VALUES ('c','c',2,'镇','甲','999901001001',false,1,3,'',''), ('c','c',3,'镇','乙','999901001002',false,1,4,'','')`,
		`INSERT INTO raw_household (_file,_sheet,_row,county,township,village,household_id,status,persons,wage_income,_rejected,_inferred)
			VALUES ('h','h',2,'安禾县','镇','甲','H1','脱贫户',3,99999,'',''), ('h','h',3,'安禾县','镇','丙','H2','脱贫户',5,99999,'','')`,
	} {
		if err := b.db.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	b.transform(t, "fct_indicators", "fct_households", "chk_household_unplaced")
	if r := indicatorRow(t, b, "国家中部", "999901001001", "wrong_exit_rate"); r["denominator"] != int64(3) {
		t.Errorf("%v", r)
	}
	if r := indicatorRow(t, b, "国家中部", "999901", "wrong_exit_rate"); r["area_name"] != "安禾县" || r["denominator"] != int64(8) || r["villages_arrived"] != int64(1) {
		t.Errorf("%v", r)
	}
	_, rows, err := b.db.Query(ctx, "SELECT level, denominator FROM fct_indicators WHERE area_code = ? AND standard = '国家中部' AND indicator = 'wrong_exit_rate' ORDER BY level", undecidedVillage)
	if err != nil || fmt.Sprint(rows) != "[[township 5] [village 5]]" {
		t.Errorf("%v %v", rows, err)
	}
	found := false
	for _, f := range b.findings(t, "meta_sorted") {
		found = found || f.Rule == "household_unplaced" && f.HouseholdID == "H2" && f.Row == 3
	}
	if !found {
		t.Errorf("%v", b.findings(t, "meta_sorted"))
	}
}

// A household that the newer copy of its village's sheet no longer has does not
// count, and that is said; a village sheet that comes again in part replaces
// only its own rows.
func TestResentInPart(t *testing.T) {
	ctx := context.Background()
	b := newBatch(t, nil)
	for _, sql := range []string{
		`INSERT INTO raw_household (_file,_sheet,_row,county,township,village,village_code,household_id,status,persons,wage_income,_rejected,_inferred)
			SELECT 'a','s',i,'县','镇','村','999901001001','H' || i,'脱贫户',2,99999,'','' FROM range(1, 5) t(i)
			UNION ALL SELECT 'b','s',i,'县','镇','村',NULL,'H' || i,'脱贫户',3,99999,'','' FROM range(1, 4) t(i)`,
		`INSERT INTO raw_village (_file,_sheet,_row,township,village,village_code,poor_village,households,persons,_rejected,_inferred)
			VALUES ('v1','v',2,'镇','村','999901001001',false,7,7,'',''), ('v1','v',3,'镇','乙','999901001002',false,1,4,'',''),
				('v2','v',2,'镇','村','999901001001',false,3,9,'','')`,
		`INSERT INTO meta_intake VALUES ('a','s','household',4,4,0,0,'已读入','',DATE '2018-11-01'), ('b','s','household',3,3,0,0,'已读入','',DATE '2018-12-01'),
			('v1','v','village',2,2,0,0,'已读入','',DATE '2018-11-01'), ('v2','v','village',1,1,0,0,'已读入','',DATE '2018-12-01')`,
	} {
		if err := b.db.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	b.transform(t)
	if r := indicatorRow(t, b, "国家中部", "999901", "wrong_exit_rate"); r["denominator"] != int64(9) || r["villages_expected"] != int64(2) || r["villages_arrived"] != int64(1) {
		t.Errorf("%v", r)
	}
	rules := map[string]int{}
	for _, f := range b.findings(t, "meta_sorted") {
		rules[f.Rule]++
	}
	if rules["household_superseded_lost"] != 1 || rules["village_duplicate"] != 1 || rules["village_reported_differs"] != 0 {
		t.Errorf("%v", b.findings(t, "meta_sorted"))
	}
}

// Two children with the same placeholder for an ID number are two persons.
func TestPlaceholderIDs(t *testing.T) {
	ctx := context.Background()
	b := newBatch(t, nil)
	if err := b.db.Exec(ctx, `INSERT INTO raw_member (_file,_sheet,_row,household_id,name,id_number,_rejected,_inferred)
		VALUES ('m','s',2,'H1','甲','999999999999999999','',''), ('m','s',3,'H1','乙','999999999999999999','','')`); err != nil {
		t.Fatal(err)
	}
	b.transform(t)
	if _, rows, err := b.db.Query(ctx, "SELECT count(*) FROM stg_member"); err != nil || rows[0][0] != int64(2) {
		t.Errorf("%v %v", rows, err)
	}
}
