package pipeline

import (
	"context"
	"fmt"
	"testing"
)

// Hard spending is what was not paid back, and its share of the net income; a
// blank cell is 0 beside one that is filled, one that could not be read is not.
func TestBurden(t *testing.T) {
	for name, c := range map[string]struct {
		cells, rejected string // 教育支出, 教育补助, 医疗总费用, 医疗报销, 其他
		want            string // schooling, illness, other, sum, share
	}{
		"all filled":             {"5000,1000,20000,15000,500", "", "[4000.0000000000 5000.0000000000 500.0000000000 9500.0000000000 0.9500]"},
		"one filled":             {"NULL,NULL,3000,NULL,NULL", "", "[<nil> 3000.0000000000 <nil> 3000.0000000000 0.3000]"},
		"a third, half up":       {"NULL,NULL,NULL,NULL,1234.56", "", "[<nil> <nil> 1234.5600000000 1234.5600000000 0.1235]"},
		"paid back without cost": {"NULL,800,NULL,NULL,NULL", "", "[<nil> <nil> <nil> <nil> <nil>]"},
		"all blank":              {"NULL,NULL,NULL,NULL,NULL", "", "[<nil> <nil> <nil> <nil> <nil>]"},
		"unreadable":             {"2000,NULL,3000,NULL,NULL", ";medical_reimbursed;", "[2000.0000000000 <nil> <nil> <nil> <nil>]"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBatch(t, nil)
			sql := fmt.Sprintf(`INSERT INTO raw_household (_file,_sheet,_row,household_id,status,persons,wage_income,
				education_expense,education_subsidy,medical_expense,medical_reimbursed,other_rigid_expense,_rejected,_inferred)
				VALUES ('f','s',2,'H1','脱贫户',2,10000,%s,'%s','')`, c.cells, c.rejected)
			if err := b.db.Exec(context.Background(), sql); err != nil {
				t.Fatal(err)
			}
			b.transform(t, "int_household_burden")
			_, rows, err := b.db.Query(context.Background(), `SELECT CAST(education_cost AS VARCHAR), CAST(medical_cost AS VARCHAR), CAST(other_cost AS VARCHAR),
				CAST(burden AS VARCHAR), CAST(share AS VARCHAR) FROM int_household_burden`)
			if err != nil || len(rows) != 1 || fmt.Sprint(rows[0]) != c.want {
				t.Errorf("%v %v, want %s", rows, err, c.want)
			}
		})
	}
}

// A person whom the verification finds in a registered household and the
// register does not count is counted apart, and in no rate.
func TestMissingPerson(t *testing.T) {
	ctx := context.Background()
	b := newBatch(t, nil)
	insertPeople(t, b, []people{{testVillage, "脱贫户", 3, "4000", ""}, {testVillage, "一般农户", 3, "4000", ""}, {testVillage, "未脱贫户", 3, "4000", ""}, {testVillage, "脱贫户", 3, "4000", ""}})
	insertVisits(t, b, []testVisit{{"1", testVillage, "H000", "", "正确", [5]truth{}, 5}, {"1", testVillage, "H001", "", "正确", [5]truth{}, 5},
		{"1", testVillage, "H002", "疑似", "正确", [5]truth{}, 5}, {"1", testVillage, "H003", "", "未访到", [5]truth{}, 5}})
	if err := b.db.Exec(ctx, "UPDATE raw_verification SET persons = 4"); err != nil {
		t.Fatal(err)
	}
	if err := b.db.Exec(ctx, `INSERT INTO raw_member (_file,_sheet,_row,household_id,name,_rejected,_inferred) SELECT 'm','s',i,'H002','n' || i,'','' FROM range(1, 6) t(i)`); err != nil {
		t.Fatal(err)
	}
	b.transform(t, "int_household_missing_person", "fct_indicators")
	_, rows, err := b.db.Query(ctx, "SELECT household_id, missing FROM int_household_missing_person ORDER BY household_id")
	if err != nil || fmt.Sprint(rows) != "[[H000 1] [H002 2]]" { // one found on the spot, two by the member sheet
		t.Errorf("%v %v", rows, err)
	}
	if r := indicatorRow(t, b, "国家中部", testVillage, "comprehensive_incidence"); r["denominator"] != int64(12) {
		t.Errorf("%v", r)
	}
}
