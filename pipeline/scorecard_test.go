package pipeline

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"sanlv/pipeline/catalog"
)

// withCards gives a county with the scorecards of a filled file.
func withCards(t *testing.T, csv string) *batch {
	t.Helper()
	b := newBatch(t, nil)
	cat, settings, err := catalog.OpenOn(fstest.MapFS{"scorecard.csv": {Data: []byte(csv)}}, yearEnd2018)
	if err != nil {
		t.Fatal(err)
	}
	b.cat, b.settings = cat, settings
	heads, rows := scorecardRows(cat.Cards(yearEnd2018))
	if err := b.db.Fill(context.Background(), "ref_scorecard", cardColumns, heads); err != nil {
		t.Fatal(err)
	}
	if err := b.db.Fill(context.Background(), "ref_score_row", scoreColumns, rows); err != nil {
		t.Fatal(err)
	}
	return b
}

func filledCards(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("testdata/scorecard.csv")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// The cards as an office would fill them: a total that passes, one that does not,
// and one that a blank cell leaves open.
func TestFilledScorecards(t *testing.T) {
	b := withCards(t, filledCards(t))
	ctx := context.Background()
	for _, sql := range []string{
		`INSERT INTO raw_household (_file,_sheet,_row,county,township,village,village_code,household_id,status,persons,farmland,house_grade,housing,water,_rejected,_inferred) VALUES
			('h','s',2,'县','镇','村','999901001001','H1','脱贫户',2,2,'A',NULL,true,'',''),
			('h','s',3,'县','镇','村','999901001001','H2','脱贫户',2,0.9,'C',NULL,false,'',''),
			('h','s',4,'县','镇','村','999901001001','H3','一般农户',2,1,NULL,NULL,NULL,'','')`,
		`INSERT INTO raw_member (_file,_sheet,_row,household_id,name,birth_date,labour_skill,school_status,_rejected,_inferred) VALUES
			('m','s',2,'H1','a',DATE '1980-01-01','普通劳动力',NULL,'',''), ('m','s',3,'H1','b',DATE '1980-01-01','技能劳动力',NULL,'',''),
			('m','s',4,'H2','c',DATE '1980-01-01','普通劳动力',NULL,'',''), ('m','s',5,'H2','d',DATE '2008-01-01','无劳动力','小学','',''),
			('m','s',6,'H3','e',DATE '1980-01-01','普通劳动力',NULL,'',''), ('m','s',7,'H3','f',DATE '1980-01-01','普通劳动力',NULL,'','')`,
	} {
		if err := b.db.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	b.transform(t, "int_household_score")
	_, rows, err := b.db.Query(ctx, "SELECT household_id, card, plain(points_low), plain(points_high), items, items_unknown, passes FROM int_household_score ORDER BY card, household_id")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"[H1 十二个不能脱贫(示例) 0 0 3 0 true]",
		"[H2 十二个不能脱贫(示例) 2 2 3 0 false]",
		"[H1 四看法(示例) 100 100 4 0 true]",   // 25 + 25 + 25 + 25
		"[H2 四看法(示例) 30 30 4 0 false]",    // 5 + 0 + 15 + 10: 0.45 亩 a head gives nothing
		"[H3 四看法(示例) 67.5 87.5 4 1 true]", // the grade is blank: 5 to 25 + 12.5 + 25 + 25
	}
	for i, w := range want {
		if i >= len(rows) || fmt.Sprint(rows[i]) != w {
			t.Errorf("%v, want %s", rows, w)
			break
		}
	}
	if len(rows) != len(want) {
		t.Errorf("%d rows", len(rows))
	}
}

// An unknown that could turn the total leaves the household open.
func TestScoreIsOpenWhenTheUnknownDecides(t *testing.T) {
	const head = "卡名,项目,指标,比较,值,得分,适用户类型,生效日期,失效日期,依据\n"
	b := withCards(t, head+"卡,房,house_grade,=,A,10,,2014-01-01,,\n卡,水,water,=,是,5,,2014-01-01,,\n卡,及格,,>=,10,,,2014-01-01,,文\n卡,旧,house_grade,=,A,99,,2014-01-01,2016-12-31,\n")
	insertPeople(t, b, []people{{testVillage, "脱贫户", 3, "4000", "true"}, {testVillage, "脱贫户", 3, "4000", "false"}, {testVillage, "脱贫户", 3, "4000", "NULL"}})
	if err := b.db.Exec(context.Background(), "UPDATE raw_household SET house_grade = CASE household_id WHEN 'H002' THEN 'A' END"); err != nil {
		t.Fatal(err)
	}
	b.transform(t, "int_household_score")
	_, rows, err := b.db.Query(context.Background(), "SELECT household_id, plain(points_low), plain(points_high), items_unknown, passes FROM int_household_score ORDER BY household_id")
	if err != nil || fmt.Sprint(rows) != "[[H000 5 15 1 <nil>] [H001 0 10 1 <nil>] [H002 10 15 1 true]]" {
		t.Errorf("%v %v", rows, err)
	}
}

// Every fact that a card may ask for has a value where the sheets are filled, and
// none where they are not.
func TestEveryFactHasAValue(t *testing.T) {
	ctx := context.Background()
	b := newBatch(t, nil)
	var csv strings.Builder
	csv.WriteString("卡名,项目,指标,比较,值,得分,生效日期,失效日期,依据\n卡,及格,,>=,1,,2014-01-01,,文\n")
	for _, f := range b.cat.Facts() {
		value, comparator := "0", ">="
		switch list := b.cat.Codes[f.Type]; {
		case list != nil:
			value, comparator = list.Labels[0], "="
		case f.Type == "是否":
			value, comparator = "是", "="
		}
		fmt.Fprintf(&csv, "卡,%s,%s,%s,%s,1,2014-01-01,,\n", f.Label, f.Name, comparator, value)
	}
	b = withCards(t, csv.String())
	for _, sql := range []string{
		`INSERT INTO raw_household (_file,_sheet,_row,county,township,village,village_code,household_id,status,poor_attribute,main_cause,outside_class,persons,
			wage_income,business_income,property_income,transfer_income,education_expense,medical_expense,farmland,forest_land,house_area,house_grade,
			food,clothing,education,medical,housing,water,electricity,television,toilet,relocated,moved_in,old_house_removed,no_labour_support,_rejected,_inferred)
			VALUES ('h','s',2,'县','镇','村','999901001001','H1','一般农户','一般贫困户','因病','危房户',2,1000,1000,1000,1000,10,10,1,1,60,'A',true,true,true,true,true,true,true,true,true,true,true,true,true,'','')`,
		`INSERT INTO raw_household (_file,_sheet,_row,county,township,village,village_code,household_id,_rejected,_inferred) VALUES ('h','s',3,'县','镇','村','999901001001','H2','','')`,
		`INSERT INTO raw_member (_file,_sheet,_row,household_id,name,birth_date,health,labour_skill,school_status,resident_medical,_rejected,_inferred) VALUES ('m','s',2,'H1','a',DATE '1980-01-01','健康','普通劳动力','非在校生',true,'','')`,
	} {
		if err := b.db.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	b.transform(t, "int_household_fact_value")
	_, rows, err := b.db.Query(ctx, "SELECT household_id, fact, coalesce(cast(number / divisor AS VARCHAR), text) FROM int_household_fact_value ORDER BY fact")
	if err != nil || len(rows) != 2*len(b.cat.Facts()) {
		t.Fatal(len(rows), err)
	}
	for _, r := range rows {
		if (r[0] == "H1") != (r[2] != nil) {
			t.Errorf("%v", r)
		}
	}
}

// The scores worked out a second time in plain Go over random households full of
// blanks.
func TestScoresTwoWays(t *testing.T) {
	ctx := context.Background()
	b := withCards(t, filledCards(t))
	r := rand.New(rand.NewPCG(2018, 12))
	type home struct {
		grade, status      string
		persons, land      int     // land in tenths of a mu; -1 blank
		labour             []truth // of each member
		pupils             int
		housing, water     truth
		dropouts, doubtful int // children out of school, and whose schooling is blank
	}
	var homes []home
	var hs, ms []string
	for i := range 800 {
		h := home{grade: []string{"A", "B", "C", ""}[r.IntN(4)], status: []string{"一般农户", "脱贫户", "未脱贫户", "返贫户", "清退户", ""}[r.IntN(6)],
			persons: 1 + r.IntN(4), land: r.IntN(50) - 5, housing: truth(r.IntN(3) - 1), water: truth(r.IntN(3) - 1)}
		for j := range r.IntN(4) {
			able := truth(r.IntN(3) - 1)
			h.labour = append(h.labour, able)
			born, school, reason := "1980-01-01", "NULL", "NULL"
			if r.IntN(3) == 0 { // a child of ten
				born = "2008-01-01"
				switch r.IntN(3) {
				case 0:
					school = "'小学'"
					h.pupils++
				case 1:
					reason = "'因厌学'"
					h.dropouts++
				default:
					h.doubtful++
				}
			}
			ms = append(ms, fmt.Sprintf("('m','s',%d,'H%04d','n%d',DATE '%s',%s,%s,%s,'','')", len(ms)+2, i, j, born,
				[]string{"'无劳动力'", "NULL", "'普通劳动力'"}[able+1], school, reason))
		}
		land, grade, status := "NULL", "NULL", "NULL"
		if h.land >= 0 {
			land = fmt.Sprintf("%d.%d", h.land/10, h.land%10)
		}
		if h.grade != "" {
			grade = "'" + h.grade + "'"
		}
		if h.status != "" {
			status = "'" + h.status + "'"
		}
		hs = append(hs, fmt.Sprintf("('h','s',%d,'县','镇','村','999901001001','H%04d',%s,%d,%s,%s,%s,%s,'','')", i+2, i, status, h.persons, land, grade, h.housing.sql(), h.water.sql()))
		homes = append(homes, h)
	}
	for _, sql := range []string{
		"INSERT INTO raw_household (_file,_sheet,_row,county,township,village,village_code,household_id,status,persons,farmland,house_grade,housing,water,_rejected,_inferred) VALUES " + strings.Join(hs, ","),
		"INSERT INTO raw_member (_file,_sheet,_row,household_id,name,birth_date,labour_skill,school_status,dropout_reason,_rejected,_inferred) VALUES " + strings.Join(ms, ","),
	} {
		if err := b.db.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	b.transform(t, "int_household_score")
	_, rows, err := b.db.Query(ctx, "SELECT household_id, card, plain(points_low), plain(points_high), passes FROM int_household_score ORDER BY household_id, card")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, row := range rows {
		got[row[0].(string)+row[1].(string)] = fmt.Sprint(row[2:])
	}
	// span is what the points could be, times ten, over every state of what is unknown
	type span struct{ low, high int }
	over := func(values ...int) span {
		s := span{values[0], values[0]}
		for _, v := range values {
			s.low, s.high = min(s.low, v), max(s.high, v)
		}
		return s
	}
	verdicts := map[any]int{}
	for i, h := range homes {
		id := fmt.Sprintf("H%04d", i)
		house := map[string]span{"A": {250, 250}, "B": {200, 200}, "C": {50, 50}, "": {50, 250}}[h.grade]
		grain := over(0, 125, 250)
		if h.land >= 0 {
			switch {
			case h.land >= 10*h.persons:
				grain = over(250)
			case 2*h.land >= 10*h.persons:
				grain = over(125)
			default:
				grain = over(0)
			}
		}
		// a count is known once every member is
		labour, pupils, out := over(0, 150, 250), over(0, 100, 250), over(0, 10)
		known, able := len(h.labour) > 0, 0
		for _, l := range h.labour {
			known = known && l != 0
			if l == 1 {
				able++
			}
		}
		if known {
			labour = over([]int{0, 150, 250, 250}[able])
		}
		if len(h.labour) > 0 {
			pupils = over([]int{250, 100, 100, 0}[h.pupils])
			if h.doubtful == 0 {
				out = over(10 * min(1, h.dropouts))
			}
		}
		// the grade decides with the flag
		safe := settle(h.housing, map[string]truth{"A": 1, "B": 1, "C": -1}[h.grade], false)
		cards := map[string]span{"四看法(示例)": {house.low + grain.low + labour.low + pupils.low, house.high + grain.high + labour.high + pupils.high}}
		if h.status == "脱贫户" || h.status == "未脱贫户" || h.status == "返贫户" {
			house, water := map[truth]span{1: {0, 0}, 0: {0, 10}, -1: {10, 10}}[safe], map[truth]span{1: {0, 0}, 0: {0, 10}, -1: {10, 10}}[h.water]
			cards["十二个不能脱贫(示例)"] = span{house.low + water.low + out.low, house.high + water.high + out.high}
		}
		for _, card := range []string{"四看法(示例)", "十二个不能脱贫(示例)"} {
			s, applies := cards[card]
			pass := func(total int) bool {
				if card == "四看法(示例)" {
					return total >= 600
				}
				return total < 10
			}
			var passes any
			if pass(s.low) == pass(s.high) {
				passes = pass(s.low)
			}
			want := ""
			if applies {
				want = fmt.Sprint([]any{tenth(s.low), tenth(s.high), passes})
				verdicts[passes]++
			}
			if got[id+card] != want {
				t.Errorf("%s %s %+v: SQL %s, Go %s", id, card, h, got[id+card], want)
			}
		}
	}
	if len(verdicts) != 3 {
		t.Errorf("%v", verdicts)
	}
}

func tenth(n int) string {
	return strings.TrimSuffix(fmt.Sprintf("%d.%d", n/10, n%10), ".0")
}

// The shipped file holds no card: nothing is scored.
func TestNoCardsAreShipped(t *testing.T) {
	cat, err := catalog.Open(nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(cat.Cards(yearEnd2018)) > 0 {
		t.Error("the shipped scorecard.csv has cards")
	}
}
