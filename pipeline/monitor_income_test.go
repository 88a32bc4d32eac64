package pipeline

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// This file works out the change of incomes and the classes of low income a second
// time, in plain Go from their definitions, over a random county.

// earner is a household with what it earned in two years; -1 is blank.
type earner struct {
	id, status, exclusion                 string // exclusion: true, NULL, or ? for a cell that cannot be read
	persons, were                         int64  // were 0 is blank
	wage, business, expense, transfer     int64
	wage0, business0, expense0, transfer0 int64
	before, unread, unread0               bool // a row of last year; a cell of this year's, of last year's that cannot be read
	medical                               int64
	watched                               string // "", a class, or ? where it cannot be read
	low, extreme                          [2]truth
	severe                                [2]truth // of two members
	listed, paid, dead                    bool     // the first member on the lists of the offices
}

func randomEarner(r *rand.Rand, i int) earner {
	pick := func(n ...int64) int64 { return n[r.IntN(len(n))] }
	tri := func() truth { return truth(r.IntN(3) - 1) }
	e := earner{id: fmt.Sprintf("H%04d", i), status: []string{"脱贫户", "一般农户", "未脱贫户"}[r.IntN(3)], exclusion: []string{"NULL", "NULL", "NULL", "true", "?"}[r.IntN(5)],
		persons: pick(1, 2, 3), were: pick(0, 2, 2, 3), wage: pick(-1, 0, 4079, 4080, 8160, 12240, 26864, 26863, 40000), business: pick(-1, -1, 500, 6000), expense: pick(-1, 300), transfer: pick(-1, 800),
		wage0: pick(-1, 0, 4080, 8160, 12240, 16000, 26864), business0: pick(-1, -1, 500, 3000), expense0: pick(-1, 300), transfer0: pick(-1, 800, 1600),
		before: r.IntN(5) > 0, unread: r.IntN(12) == 0, unread0: r.IntN(12) == 0, medical: pick(-1, 0, 1000, 20000), watched: []string{"", "", "脱贫不稳定户", "?"}[r.IntN(4)],
		listed: r.IntN(8) == 0, paid: r.IntN(8) == 0, dead: r.IntN(10) == 0}
	if r.IntN(10) == 0 { // the very same income
		e.were, e.wage0, e.business0, e.expense0, e.transfer0 = e.persons, e.wage, e.business, e.expense, e.transfer
	}
	for m := range 2 {
		e.low[m], e.extreme[m], e.severe[m] = tri(), max(-1, truth(r.IntN(6)-4)), tri()
	}
	return e
}

func filled(n int64) int64 { return max(0, n) }

func net(wage, business, expense, transfer int64, unread bool) (int64, bool) {
	if unread || wage < 0 && business < 0 && transfer < 0 {
		return 0, false
	}
	return filled(wage) + filled(business) + filled(transfer) - filled(expense), true
}

// change is how the income moved, and the part that fell most.
func (e earner) change() (trend, part string) {
	now, known := net(e.wage, e.business, e.expense, e.transfer, e.unread)
	was, said := net(e.wage0, e.business0, e.expense0, e.transfer0, e.unread0)
	if !e.before || !known || !said || e.were == 0 {
		return "不明", ""
	}
	moved := func(now, was int64) int64 { return now*e.were - was*e.persons }
	switch d := moved(now, was); {
	case d > 0:
		return "增收", ""
	case d == 0:
		return "持平", ""
	}
	least := int64(1)
	for _, p := range []struct {
		name  string
		moved int64
	}{{"工资性收入", moved(filled(e.wage), filled(e.wage0))}, {"生产经营性收入", moved(filled(e.business)-filled(e.expense), filled(e.business0)-filled(e.expense0))},
		{"转移性收入", moved(filled(e.transfer), filled(e.transfer0))}} {
		if p.moved < least {
			least, part = p.moved, p.name
		}
	}
	return "减收", part
}

// class of low income, with what does not fit.
func (e earner) class() (class, mismatch string, single int) {
	now, known := net(e.wage, e.business, e.expense, e.transfer, e.unread)
	was, said := net(e.wage0, e.business0, e.expense0, e.transfer0, e.unread0)
	below := func(n int64, limit int64) truth { // n < limit a head
		switch {
		case !known:
			return 0
		case n < limit*e.persons:
			return 1
		}
		return -1
	}
	// the list of the office has the whole county, so nobody is unknown
	low, extreme := truth(-1), or(e.extreme[0], e.extreme[1])
	if e.low[0] == 1 || e.low[1] == 1 || e.listed || e.paid {
		low = 1
	}
	excluded := map[string]truth{"NULL": -1, "true": 1, "?": 0}[e.exclusion]
	marginal := truth(0) // at most the margin
	if known {
		marginal = -1
		if now <= 6120*e.persons {
			marginal = 1
		}
		marginal = and(marginal, -excluded)
	} else {
		marginal = and(0, -excluded)
	}
	burdened := truth(0)
	if e.medical >= 0 {
		burdened = below(now-e.medical, 6120)
	}
	strained := and(below(now, 13432), burdened, -excluded)
	watched := map[string]truth{"": -1, "脱贫不稳定户": 1, "?": 0}[e.watched]
	class = "其他"
	for _, c := range []struct {
		holds truth
		class string
	}{{extreme, "特困"}, {low, "低保"}, {marginal, "低保边缘"}, {strained, "支出型困难"}, {watched, "防返贫监测对象"}} {
		if c.holds == -1 {
			continue
		}
		class = map[truth]string{1: c.class, 0: "待核"}[c.holds]
		break
	}
	severe, persons, enrolled := 0, 0, 0
	for m := range 2 {
		if e.severe[m] == 1 {
			persons++
			if e.low[m] != 1 {
				severe++
			}
		}
		if e.low[m] == 1 {
			enrolled++
		}
	}
	if class == "低保边缘" {
		single = severe
	}
	var says []string
	if extreme != 1 && low != 1 && excluded != 1 && and(below(now, 4080), -extreme, -low, -excluded) == 1 {
		says = append(says, "应享未享低保")
	}
	within := known && now <= 6120*e.persons
	switch {
	case low != 1:
	case !known:
		says = append(says, "超标享受低保待核")
	case now <= 4080*e.persons || within && persons > 0 && enrolled <= persons:
	case !e.before || !said || e.were == 0:
		says = append(says, "超标享受低保待核")
	case was <= 4080*e.were:
		says = append(says, "低保渐退期")
	default:
		says = append(says, "超标享受低保")
	}
	if e.dead && (e.paid || e.low[0] == 1 || e.extreme[0] == 1) {
		says = append(says, "死亡仍享受")
	}
	return class, strings.Join(says, ";"), single
}

// earners puts households into the tables; the list of 低保 has the county.
func earners(t *testing.T, es []earner) *batch {
	t.Helper()
	b := newBatch(t, nil)
	n := func(v int64) string {
		if v < 0 {
			return "NULL"
		}
		return fmt.Sprint(v)
	}
	var households, baselines, members, lists, grants []string
	for i, e := range es {
		rejected, flaw, vehicle, class := "", "", e.exclusion, "NULL"
		if e.unread {
			rejected += ";wage_income;"
		}
		if e.exclusion == "?" {
			rejected, vehicle = rejected+";excl_vehicle;", "NULL"
		}
		switch e.watched {
		case "?":
			rejected += ";monitored_class;"
		case "":
		default:
			class = "'" + e.watched + "'"
		}
		households = append(households, fmt.Sprintf("('h','s',%d,'县','镇','村','999901001001','%s','%s',%d,%s,%s,%s,%s,%s,%s,%s,'%s','')", i+2, e.id, e.status, e.persons,
			n(e.wage), n(e.business), n(e.expense), n(e.transfer), n(e.medical), vehicle, class, rejected))
		if e.before {
			if e.unread0 {
				flaw = ";wage_income;"
			}
			were := "NULL"
			if e.were > 0 {
				were = fmt.Sprint(e.were)
			}
			baselines = append(baselines, fmt.Sprintf("('b','s',%d,'%s',2017,%s,%s,%s,%s,%s,'%s','')", i+2, e.id, were, n(e.wage0), n(e.business0), n(e.expense0), n(e.transfer0), flaw))
		}
		for m := range 2 {
			key := fmt.Sprintf("9999011980%04d%04d", i, m)
			health := [...]string{"'健康'", "NULL", "'患有大病'"}[e.severe[m]+1]
			members = append(members, fmt.Sprintf("('m','s',%d,'%s','人%d','%s',%s,%s,%s,'','','')", 2*i+m+2, e.id, m, key, health, e.low[m].sql(), e.extreme[m].sql()))
		}
		key := fmt.Sprintf("9999011980%04d0000", i)
		if e.listed {
			lists = append(lists, fmt.Sprintf("('d','s',%d,'某','%s','民政','低保',NULL,'','','')", 2*i+2, key))
		}
		if e.dead {
			lists = append(lists, fmt.Sprintf("('d','s',%d,'某','%s','公安','死亡',DATE '2018-05-12','','','')", 2*i+3, key))
		}
		if e.paid {
			grants = append(grants, fmt.Sprintf("('p','s',%d,'%s','%s','低保',100,DATE '2018-06-01','2018','','','')", i+2, e.id, key))
		}
	}
	for _, x := range []struct {
		into string
		rows []string
	}{{"raw_household (_file,_sheet,_row,county,township,village,village_code,household_id,status,persons,wage_income,business_income,business_expense,transfer_income,medical_expense,excl_vehicle,monitored_class,_rejected,_inferred)", households},
		{"raw_baseline (_file,_sheet,_row,household_id,year,persons,wage_income,business_income,business_expense,transfer_income,_rejected,_inferred)", baselines},
		{"raw_member (_file,_sheet,_row,household_id,name,id_number,health,low_income_aid,extreme_poverty_aid,_rejected,_inferred,_nokey)", members},
		{"raw_department (_file,_sheet,_row,name,id_number,department,item,occurred_on,_rejected,_inferred,_nokey)", lists},
		{"raw_policy (_file,_sheet,_row,household_id,id_number,policy,amount,paid_on,period,_rejected,_inferred,_nokey)", grants}} {
		execute(t, b, "INSERT INTO "+x.into+" VALUES "+strings.Join(x.rows, ","))
	}
	execute(t, b, "INSERT INTO meta_column VALUES ('h','s','household','monitored_class','C','监测对象类别','')")
	return b
}

func TestLowIncomeTwoWays(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 2018))
	var es []earner
	for i := range 1200 {
		es = append(es, randomEarner(r, i))
	}
	b := earners(t, es)
	b.transform(t, "fct_income_change", "fct_income_change_area", "fct_low_income", "fct_low_income_area", "led_income_fall", "led_low_income_missed", "led_low_income_over", "led_single_aid", "led_aid_after_death")
	moved, classed := map[string]string{}, map[string]string{}
	for _, c := range rowsOf(t, b, "SELECT household_id, trend, fallen_part FROM fct_income_change") {
		moved[c[0].(string)] = fmt.Sprint(c[1], c[2])
	}
	for _, c := range rowsOf(t, b, "SELECT household_id, class, mismatch, single_persons FROM fct_low_income") {
		classed[c[0].(string)] = fmt.Sprint(c[1], " ", c[2], " ", c[3])
	}
	seen := map[string]int64{}
	for _, e := range es {
		trend, part := e.change()
		if got := moved[e.id]; got != trend+part {
			t.Fatalf("%s, want %s %s: %+v", got, trend, part, e)
		}
		class, mismatch, single := e.class()
		if got, want := classed[e.id], fmt.Sprint(class, " ", mismatch, " ", single); got != want {
			t.Fatalf("%s, want %s: %+v", got, want, e)
		}
		seen[trend]++
		seen[trend+part]++
		seen[class]++
		for _, m := range strings.Split(mismatch, ";") {
			seen[m]++
		}
		if single > 0 {
			seen["单人"] += int64(single)
		}
	}
	for _, s := range []string{"增收", "减收工资性收入", "减收生产经营性收入", "减收转移性收入", "持平", "不明", "特困", "低保", "低保边缘", "支出型困难", "防返贫监测对象", "其他", "待核",
		"应享未享低保", "超标享受低保", "超标享受低保待核", "低保渐退期", "死亡仍享受", "单人"} {
		if seen[s] < 4 {
			t.Errorf("only %d of %s", seen[s], s)
		}
	}
	for sql, want := range map[string]int64{
		"SELECT count(*) FROM led_income_fall WHERE certain":                                                                    seen["减收"],
		"SELECT count(*) FROM led_low_income_missed WHERE certain":                                                              seen["应享未享低保"],
		"SELECT count(*) FROM led_low_income_over WHERE certain":                                                                seen["超标享受低保"] + seen["低保渐退期"],
		"SELECT count(*) FROM led_single_aid WHERE certain":                                                                     seen["单人"],
		"SELECT count(DISTINCT household_id) FROM led_aid_after_death":                                                          seen["死亡仍享受"],
		"SELECT households FROM fct_low_income_area WHERE level = 'county' AND part = 'class' AND item = '低保边缘'":                seen["低保边缘"],
		"SELECT households FROM fct_income_change_area WHERE level = 'township' AND part = 'trend' AND item = '减收' AND flagged": seen["减收"],
	} {
		if got := rowsOf(t, b, sql); len(got) != 1 || got[0][0] != want {
			t.Errorf("%s: %v, want %d", sql, got, want)
		}
	}
}

// Without a standard nobody can be told to be near it: what rests on it is open and
// says so, and nobody is said to miss anything.
func TestLowIncomeWithoutStandard(t *testing.T) {
	e := earner{id: "H0001", status: "一般农户", exclusion: "NULL", persons: 2, were: 2, wage: 3000, wage0: 9000, business: -1, expense: -1, transfer: -1,
		business0: -1, expense0: -1, transfer0: -1, before: true, medical: -1, low: [2]truth{-1, -1}, extreme: [2]truth{-1, -1}, severe: [2]truth{-1, -1}, listed: false, dead: true, paid: false}
	enrolled := e
	enrolled.id, enrolled.low, enrolled.wage, enrolled.paid = "H0002", [2]truth{1, 1}, 90000, true
	b := earners(t, []earner{e, {id: "H0003", status: "脱贫户", exclusion: "NULL", persons: 1, wage: 9000, business: -1, expense: -1, transfer: -1, medical: -1, listed: true}, enrolled})
	execute(t, b, "UPDATE ref_check_parameter SET value = NULL WHERE name = 'monitor.low_income_standard'")
	b.transform(t, "fct_low_income")
	_, rows, err := b.db.Query(context.Background(), "SELECT household_id, class, open, mismatch FROM fct_low_income ORDER BY 1")
	if err != nil || fmt.Sprint(rows) != "[[H0001 待核 没有低保标准 ] [H0002 低保  超标享受低保待核;死亡仍享受] [H0003 待核 是否享受低保、特困供养不明 超标享受低保待核]]" {
		t.Errorf("%v %v", rows, err)
	}
}
