package pipeline

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// accuracyCount is what the definition of 信息正确率 asks of an area.
type accuracyCount struct {
	households, wrong         int64
	errors, warnings, notices int64
	groups                    map[string]int64
}

func (a *accuracyCount) top() (string, int64) {
	name, most := "", int64(0)
	for _, g := range sortedNames(a.groups) {
		if a.groups[g] > most {
			name, most = g, a.groups[g]
		}
	}
	return name, most
}

// 信息正确率 by the SQL and by plain Go over random findings: settled ones, ones
// of the verification and of the not-to-exit rules, ones without a village or a
// household, several of one household.
func TestAccuracyTwoWays(t *testing.T) {
	ctx := context.Background()
	r := rand.New(rand.NewPCG(7, 2018))
	b := newBatch(t, nil)
	var ps []people
	villages := []string{"999901001001", "999901001002", "999901002001", "999901009009"} // the last is in no list
	for range 60 {
		ps = append(ps, people{villages[r.IntN(len(villages))], "脱贫户", 2, "4000", ""})
	}
	insertPeople(t, b, ps)
	for _, sql := range []string{
		`INSERT INTO raw_village (_file,_sheet,_row,township,village,village_code,_rejected,_inferred) VALUES
			('v','s',2,'镇','甲','999901001001','',''), ('v','s',3,'镇','乙','999901001002','',''), ('v','s',4,'乡','丙','999901002001','','')`,
		`INSERT INTO meta_intake VALUES ('f.xlsx','s','household',61,60,0,1,'已读入','',NULL), ('核查.xlsx','s','verification',9,8,0,1,'已读入','',NULL),
			('镇表.xlsx','s','township',9,8,0,1,'已读入','',NULL)`,
	} {
		if err := b.db.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.build(ctx, beforeChecks); err != nil {
		t.Fatal(err)
	}

	type kind struct{ rule, group, severity string }
	kinds := []kind{{"member_sex_digit", "身份", "错误"}, {"status_blank", "贫困状况", "错误"}, {"income_low", "收入", "警告"}, {"persons_many", "家庭结构", "提示"},
		{"num.format", "填报格式", "错误"}, {"file.encrypted", "填报格式", "错误"}, {"verification_weight", "核查", "错误"}}
	township := map[string]string{"999901001001": "999901001", "999901001002": "999901001", "999901002001": "999901002", "999901009009": "未定"}
	want := map[[2]string]*accuracyCount{}
	at := func(level, code string) *accuracyCount {
		k := [2]string{level, code}
		if want[k] == nil {
			want[k] = &accuracyCount{groups: map[string]int64{}}
		}
		return want[k]
	}
	places := func(village string) []*accuracyCount {
		return []*accuracyCount{at("village", village), at("township", township[village]), at("county", "999901")}
	}
	for _, p := range ps {
		for _, a := range places(p.village) {
			a.households++
		}
	}
	wrong := map[int]bool{}
	var rows, answers [][]any
	for i := range 120 {
		k := kinds[r.IntN(len(kinds))]
		h := r.IntN(len(ps))
		id, file, household, village := fmt.Sprintf("w%d", i), "f.xlsx", fmt.Sprintf("H%03d", h), ps[h].village
		areas := places(village)
		switch r.IntN(6) {
		case 0: // in another sheet than those of the register
			file = "核查.xlsx"
		case 1: // of a township's sheet
			file, household, village = "镇表.xlsx", "", ""
			areas = []*accuracyCount{at("township", "999901001"), at("county", "999901")}
		case 2: // of a file that says of no place where it is from
			file, household, village = "名单.xls", "", ""
			areas = []*accuracyCount{at("county", "999901")}
		}
		rows = append(rows, []any{int64(i), id, k.rule, k.severity, file, "s", int64(2), "", "", "", "", "话", "改", household, village})
		if settled := r.IntN(5) == 0; settled {
			answers = append(answers, []any{id})
			if k.rule == "income_low" || k.rule == "persons_many" { // an answer settles what may well be right
				continue
			}
		}
		for _, a := range areas {
			a.groups[k.group]++
			switch k.severity {
			case "错误":
				a.errors++
			case "警告":
				a.warnings++
			default:
				a.notices++
			}
		}
		if k.severity == "错误" && k.group != "核查" && file == "f.xlsx" && !wrong[h] {
			wrong[h] = true
			for _, a := range places(ps[h].village) {
				a.wrong++
			}
		}
	}
	if err := b.db.Fill(ctx, "meta_finding", findingColumns, rows); err != nil {
		t.Fatal(err)
	}
	for _, a := range answers {
		sql := fmt.Sprintf(`INSERT INTO stg_answer SELECT '%s', '属实无误', '查过', 'a', 's', 2, true`, a[0])
		if err := b.db.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.build(ctx, afterChecks); err != nil {
		t.Fatal(err)
	}
	_, got, err := b.db.Query(ctx, "SELECT level, area_code, households, wrong_households, errors, warnings, notices, top_group, top_findings, rate FROM fct_accuracy ORDER BY 1, 2")
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(want) || len(wrong) == 0 || len(wrong) == len(ps) {
		t.Errorf("%d areas, want %d; %d of %d households wrong", len(got), len(want), len(wrong), len(ps))
	}
	for _, g := range got {
		a := want[[2]string{g[0].(string), g[1].(string)}]
		if a == nil {
			t.Errorf("unexpected %v", g)
			continue
		}
		top, most := a.top()
		if line := []any{a.households, a.wrong, a.errors, a.warnings, a.notices, top, most, float64(a.households-a.wrong) / float64(a.households)}; !slices.Equal(g[2:], line) {
			t.Errorf("%v: want %v", g, line)
		}
	}
}

// What keeps a household from leaving poverty is no error of the register.
func TestAccuracyLeavesOutNotToExit(t *testing.T) {
	ctx := context.Background()
	b := newBatch(t, nil)
	insertPeople(t, b, []people{{testVillage, "未脱贫户", 2, "1000", ""}})
	for _, sql := range []string{
		"INSERT INTO meta_intake VALUES ('f.xlsx','s','household',2,1,0,1,'已读入','',NULL)",
		"INSERT INTO ref_rule VALUES ('new_this_year', false, '不得脱贫', 15, '')",
	} {
		if err := b.db.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.build(ctx, beforeChecks); err != nil {
		t.Fatal(err)
	}
	if err := b.db.Fill(ctx, "meta_finding", findingColumns, [][]any{
		{int64(0), "w1", "new_this_year", "错误", "f.xlsx", "s", int64(2), "", "", "", "", "话", "改", "H000", testVillage}}); err != nil {
		t.Fatal(err)
	}
	if err := b.build(ctx, afterChecks); err != nil {
		t.Fatal(err)
	}
	_, got, err := b.db.Query(ctx, "SELECT households, wrong_households, errors, top_group FROM fct_accuracy WHERE level = 'village'")
	if err != nil || fmt.Sprint(got) != "[[1 0 0 ]]" {
		t.Errorf("%v %v", got, err)
	}
}
