package pipeline

import (
	"context"
	"fmt"
	"testing"
)

// A household that may not leave poverty is listed with all rules that say so;
// one that the village answered for is not.
func TestNotToExit(t *testing.T) {
	ctx := context.Background()
	b := newBatch(t, nil)
	insertPeople(t, b, []people{{testVillage, "脱贫户", 3, "4000", "false"}, {testVillage, "脱贫户", 3, "4000", "false"}, {testVillage, "脱贫户", 3, "4000", "false"}})
	if err := b.db.Exec(ctx, "UPDATE raw_household SET exit_year = CASE household_id WHEN 'H002' THEN 2016 ELSE 2018 END, identified_year = CASE household_id WHEN 'H000' THEN 2018 ELSE 2014 END"); err != nil {
		t.Fatal(err)
	}
	b.transform(t)
	_, rows, err := b.db.Query(ctx, "SELECT household_id, rules, rule_ids, reasons, row FROM int_household_not_to_exit ORDER BY household_id")
	if err != nil || fmt.Sprint(rows) != "[[H000 2 not_exit_new;not_exit_water 当年新识别或返贫;饮水不安全 2] [H001 1 not_exit_water 饮水不安全 3]]" {
		t.Errorf("%v %v", rows, err)
	}

	_, rows, err = b.db.Query(ctx, "SELECT finding_id FROM meta_finding WHERE household_id = 'H001' AND rule = 'not_exit_water'")
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	answered := newBatch(t, nil)
	b.db, answered.db = answered.db, b.db
	insertPeople(t, b, []people{{testVillage, "脱贫户", 3, "4000", ""}, {testVillage, "脱贫户", 3, "4000", "false"}})
	for _, sql := range []string{"UPDATE raw_household SET exit_year = 2018",
		"INSERT INTO raw_answer (_file,_sheet,_row,finding_id,answer,answer_note,_rejected,_inferred) VALUES ('a','s',2,'" + rows[0][0].(string) + "','已举证','已接自来水','','')"} {
		if err := b.db.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	b.transform(t)
	if _, rows, err := b.db.Query(ctx, "SELECT count(*) FROM int_household_not_to_exit"); err != nil || rows[0][0] != int64(0) {
		t.Errorf("%v %v", rows, err)
	}
}
