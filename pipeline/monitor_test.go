package pipeline

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// This file works out the alerts and the states of the monitoring a second time, in
// plain Go from their definitions, over a random county with the shipped rules.

// event is a row of a department's list; amounts are cents, -1 blank.
type event struct {
	person int // of the household, 0 or 1; 2 for an ID number with a flaw
	item   string
	amount int64
	on     string // "" blank
}

// watched is a household as the monitoring looks at it.
type watched struct {
	id, status string // "" blank
	persons    int64  // 0 blank: two members
	perHead    int64  // twice the yuan a head, -1 blank, -2 cannot be read
	vehicle    truth  // exclusion; blank says no
	unread     bool   // the cell of the exclusion cannot be read
	told       bool   // the sheet has the columns of the monitoring
	class      string // "" blank, "?" cannot be read
	removed    truth
	since      string
	until      string
	noLabour   bool
	medical    int64 // -1 blank, -2 cannot be read
	before     int64 // -1 no row, -2 a cell of it cannot be read, else the income of the household
	were       int64 // persons last year, 0 blank
	events     []event
}

func randomWatched(r *rand.Rand, i int) watched {
	pick := func(s ...string) string { return s[r.IntN(len(s))] }
	pickN := func(n ...int64) int64 { return n[r.IntN(len(n))] }
	w := watched{id: fmt.Sprintf("H%04d", i), status: pick("脱贫户", "脱贫户", "一般农户", "一般农户", "清退户", "未脱贫户", ""), persons: pickN(0, 1, 2, 3, 4),
		perHead: pickN(6000, 8984, 8985, 8986, 16000, 16000, -1, -2), vehicle: truth(pickN(-1, -1, -1, 0, 1)), unread: r.IntN(8) == 0, told: r.IntN(5) > 0,
		class: pick("", "", "", "脱贫不稳定户", "边缘易致贫户", "突发严重困难户", "?"), removed: truth(r.IntN(3) - 1),
		since: pick("", "2016-05-31", "2017-12-01", "2018-01-15", "2018-06-30", "2018-07-01"), until: pick("", "", "2017-09-30", "2018-04-10", "2018-07-14", "2018-07-15"),
		noLabour: r.IntN(6) == 0, medical: pickN(-1, -1, 0, 5999, 6000, 12000, -2), before: pickN(-1, -1, 6000, 10000, 12000, 0, -2), were: pickN(0, 2, 2, 3)}
	if !w.told {
		w.class, w.removed, w.since, w.until, w.noLabour = "", 0, "", "", false
	}
	if w.vehicle != 0 && w.unread {
		w.vehicle = 0
	}
	for range r.IntN(3) * r.IntN(3) {
		w.events = append(w.events, event{person: r.IntN(3), item: pick("住院自付", "住院自付", "门诊自付", "学年自付", "失业", "受灾", "车辆"),
			amount: pickN(-1, 25000, 25000, 50000, 250000, 499999, 500000, 1000000, 1000001, 2000000), on: pick("", "2018-03-05", "2018-03-20", "2018-07-14", "2018-07-16", "2017-12-31")})
	}
	return w
}

func (w watched) size() int64 {
	if w.persons == 0 {
		return 2
	}
	return w.persons
}

func (w watched) key(person int) string {
	var i int
	fmt.Sscanf(w.id, "H%d", &i)
	return fmt.Sprintf("9999011980%04d%04d", i, person)
}

// raised is an alert: its certainty and its last day.
type raised struct {
	certain bool
	last    string
	shock   bool
}

// alerts of a household by rule and person.
func (w watched) alerts() map[string]raised {
	out := map[string]raised{}
	add := func(rule string, person string, statuses []string, passes truth, last string, shock bool) {
		meant := truth(-1)
		switch {
		case w.status == "":
			meant = 0
		case slices.Contains(statuses, w.status):
			meant = 1
		}
		if x := and(passes, meant); x >= 0 {
			out[rule+" "+person] = raised{x == 1, last, shock}
		}
	}
	all, exited, others := []string{"脱贫户", "一般农户", "清退户"}, []string{"脱贫户"}, []string{"一般农户", "清退户"}
	byPerson := map[string][]event{} // item and person
	for n, e := range w.events {
		if strings.HasPrefix(e.on, "2017") {
			continue
		}
		who := fmt.Sprint(e.person)
		if e.person == 2 {
			who = fmt.Sprint("row", n) // nobody else's
		}
		k := e.item + " " + who
		if e.on != "" && slices.Contains(byPerson[k], e) {
			continue
		}
		byPerson[k] = append(byPerson[k], e)
	}
	for k, es := range byPerson {
		item, who, _ := strings.Cut(k, " ")
		sum, blank, last := int64(0), false, ""
		months := map[string]int64{}
		for n, e := range es {
			last = max(last, e.on)
			if e.amount < 0 {
				blank = true
				continue
			}
			sum += e.amount
			month := fmt.Sprint(n)
			if e.on != "" {
				month = e.on[:7]
			}
			months[month] += e.amount
		}
		reach := func(passes bool) truth {
			if passes {
				return 1
			} else if blank {
				return 0
			}
			return -1
		}
		var month int64
		for _, m := range months {
			month = max(month, m)
		}
		switch item {
		case "住院自付":
			add("住院自付大额(脱贫户)", who, exited, reach(sum >= 500000), last, true)
			add("住院自付大额(其他户)", who, others, reach(sum >= 2000000), last, true)
		case "门诊自付":
			add("门诊慢性病自付", who, all, reach(month >= 50000), last, false)
		case "学年自付":
			add("就学支出大额", who, all, reach(sum > 1000000), last, false)
		case "失业":
			add("失业", who, all, 1, last, false)
		case "受灾":
			add("受灾", who, all, 1, last, true)
		}
	}
	if w.before == -1 {
		return out
	}
	tell := func(known, passes bool) truth {
		switch {
		case !known:
			return 0
		case passes:
			return 1
		}
		return -1
	}
	if w.medical != -1 {
		add("刚性支出骤增", "", all, tell(w.medical >= 0 && w.before > 0, w.medical >= w.before), "", true)
	}
	n := w.size()
	add("收入骤降", "", all, tell(w.perHead >= 0 && w.before > 0 && w.were > 0, (2*w.before*n-w.perHead*n*w.were)*100 >= 30*2*w.before*n), "", true)
	return out
}

func wholeMonths(a, b string) int {
	var ay, am, ad, by, bm, bd int
	fmt.Sscanf(a, "%d-%d-%d", &ay, &am, &ad)
	fmt.Sscanf(b, "%d-%d-%d", &by, &bm, &bd)
	n := (by-ay)*12 + bm - am
	if bd < ad {
		n--
	}
	return n
}

// state is what follows for the household, with the class that is due.
func (w watched) state() (due truth, class, state string) {
	below := truth(-1)
	switch {
	case w.perHead < 0:
		below = 0
	case w.perHead < 8985: // the line is 4492.5
		below = 1
	}
	risk, shock, again := truth(-1), truth(-1), truth(-1)
	for _, a := range w.alerts() {
		x, later := truth(0), truth(0)
		switch {
		case a.certain:
			x = 1
		}
		switch {
		case w.until == "":
		case a.last == "" && w.until < "2018":
			later = x
		case a.last == "":
		case a.last > w.until:
			later = x
		default:
			later = -1
		}
		risk, again = max(risk, x), max(again, later)
		if a.shock {
			shock = max(shock, x)
		}
	}
	excluded := truth(-1)
	switch {
	case w.vehicle == 1:
		excluded = 1
	case w.unread:
		excluded = 0
	}
	meant := truth(-1)
	lasting := "待定"
	switch w.status {
	case "脱贫户":
		meant, lasting = 1, "脱贫不稳定户"
	case "一般农户", "清退户":
		meant, lasting = -excluded, "边缘易致贫户"
	case "":
		meant = 0
	}
	due, dueAgain := and(meant, or(below, risk)), and(meant, or(below, again))
	if due == 1 {
		switch {
		case below == 1, below == -1 && shock == -1:
			class = lasting
		case below == -1 && shock == 1:
			class = "突发严重困难户"
		default:
			class = "待定"
		}
	}
	removed := w.removed
	if removed == 0 && w.until == "" {
		removed = -1
	} else if removed == 0 {
		removed = 1
	}
	months, dated := 0, w.since != ""
	if dated {
		end := "2018-12-31"
		if removed == 1 {
			end = w.until
		}
		if dated = end != ""; dated {
			months = wholeMonths(w.since, end)
		}
	}
	switch {
	case !w.told || w.class == "?":
		if due >= 0 {
			state = "待核"
		}
	case w.class == "":
		state = map[truth]string{1: "应纳未纳", 0: "待核"}[due]
	case removed == 1 && dated && months < 6:
		state = "消除过早"
	case removed == 1 && dueAgain == 1:
		state = "应纳未纳"
	case removed == 1:
		state = "风险已消除"
	case w.noLabour:
		state = "整户无劳动能力"
	case due == -1 && meant == 1 && dated && months >= 6:
		state = "应消未消"
	default:
		state = "已纳入"
	}
	return due, class, state
}

func (w watched) sql() (household, baseline string, members, events []string) {
	text := func(s string) string {
		if s == "" || s == "?" {
			return "NULL"
		}
		return "'" + s + "'"
	}
	day := func(s string) string {
		if s == "" {
			return "NULL"
		}
		return "DATE '" + s + "'"
	}
	number := func(n int64) string {
		if n < 0 {
			return "NULL"
		}
		return fmt.Sprint(n)
	}
	rejected := ""
	for column, yes := range map[string]bool{"wage_income": w.perHead == -2, "excl_vehicle": w.unread, "monitored_class": w.class == "?", "medical_expense": w.medical == -2} {
		if yes {
			rejected += ";" + column + ";"
		}
	}
	wage := "NULL"
	if w.perHead >= 0 {
		wage = fmt.Sprintf("%d.%d", w.perHead*w.size()/2, w.perHead*w.size()%2*5)
	}
	var n int
	fmt.Sscanf(w.id, "H%d", &n)
	file := "bare"
	if w.told {
		file = "told"
	}
	persons := "NULL"
	if w.persons > 0 {
		persons = fmt.Sprint(w.persons)
	}
	household = fmt.Sprintf("('%s','s',%d,'县','镇','村','999901001001','%s',%s,%s,%s,%s,%s,%s,%s,%s,%t,%s,'%s','')", file, n+2, w.id, text(w.status), persons, wage,
		w.vehicle.sql(), text(w.class), w.removed.sql(), day(w.since), day(w.until), w.noLabour, number(w.medical), rejected)
	if w.before != -1 {
		flaw, were := "", "NULL"
		if w.before == -2 {
			flaw = ";wage_income;"
		}
		if w.were > 0 {
			were = fmt.Sprint(w.were)
		}
		baseline = fmt.Sprintf("('b','s',%d,'%s',2017,%s,%s,'%s','')", n+2, w.id, were, number(w.before), flaw)
	}
	for m := range 2 {
		members = append(members, fmt.Sprintf("('m','s',%d,'%s','人%d','%s','','','')", 2*n+m+2, w.id, m, w.key(m)))
	}
	for i, e := range w.events {
		amount := "NULL"
		if e.amount >= 0 {
			amount = fmt.Sprintf("%d.%02d", e.amount/100, e.amount%100)
		}
		flaw := ""
		if e.person == 2 {
			flaw = ";id_number;"
		}
		events = append(events, fmt.Sprintf("('d','s',%d,'%s','某','%s','医保','%s',%s,%s,'','','%s')", 100*n+i+2, w.id, w.key(min(e.person, 1)), e.item, amount, day(e.on), flaw))
	}
	return household, baseline, members, events
}

// watch puts households into the tables; the file told has the columns of the
// monitoring.
func watch(t *testing.T, ws []watched) *batch {
	t.Helper()
	b := newBatch(t, nil)
	var households, baselines, members, events []string
	for _, w := range ws {
		h, before, ms, es := w.sql()
		households, members, events = append(households, h), append(members, ms...), append(events, es...)
		if before != "" {
			baselines = append(baselines, before)
		}
	}
	into := func(table, columns string, rows []string) {
		if len(rows) > 0 {
			execute(t, b, "INSERT INTO "+table+" (_file,_sheet,_row,"+columns+") VALUES "+strings.Join(rows, ","))
		}
	}
	into("raw_household", "county,township,village,village_code,household_id,status,persons,wage_income,excl_vehicle,monitored_class,risk_removed,monitored_since,monitored_until,no_labour_support,medical_expense,_rejected,_inferred", households)
	into("raw_baseline", "household_id,year,persons,wage_income,_rejected,_inferred", baselines)
	into("raw_member", "household_id,name,id_number,_rejected,_inferred,_nokey", members)
	into("raw_department", "household_id,name,id_number,department,item,amount,occurred_on,_rejected,_inferred,_nokey", events)
	execute(t, b, "INSERT INTO meta_column VALUES ('told','s','household','monitored_class','C','监测对象类别','')")
	return b
}

func TestMonitoringTwoWays(t *testing.T) {
	r := rand.New(rand.NewPCG(2018, 6))
	var ws []watched
	for i := range 1200 {
		ws = append(ws, randomWatched(r, i))
	}
	b := watch(t, ws)
	b.transform(t, "fct_alerts", "fct_monitoring_area", "fct_monitoring", "led_alert_open", "led_monitor_missed", "led_monitor_removal")
	alerts, open := map[string]bool{}, map[string]int{}
	for _, a := range rowsOf(t, b, "SELECT household_id, rule, certain, count(*) FROM int_alert GROUP BY 1, 2, 3") {
		open[fmt.Sprint(a[0], " ", a[1], " ", a[2])] = int(a[3].(int64))
	}
	for _, a := range rowsOf(t, b, "SELECT household_id, rule, result FROM fct_alerts") {
		alerts[fmt.Sprint(a[0], " ", a[1], " ", a[2] == "预警")] = true
	}
	states := map[string][2]string{}
	for _, s := range rowsOf(t, b, "SELECT household_id, class_due, state FROM int_household_monitoring") {
		states[s[0].(string)] = [2]string{s[1].(string), s[2].(string)}
	}
	seen, rules := map[string]int{}, map[string]int{}
	households := map[string]int64{}
	for _, w := range ws {
		want := map[string]int{}
		for k, a := range w.alerts() {
			rule, _, _ := strings.Cut(k, " ")
			want[fmt.Sprint(w.id, " ", rule, " ", a.certain)]++
			rules[fmt.Sprint(rule, a.certain)]++
		}
		for k, n := range want {
			if open[k] != n || !alerts[k] {
				t.Fatalf("%s: %d alerts, want %d: %+v", k, open[k], n, w)
			}
			delete(open, k)
		}
		_, class, state := w.state()
		if got := states[w.id]; got != [2]string{class, state} {
			t.Fatalf("%s: %v, want %s %s: %+v %v", w.id, got, class, state, w, w.alerts())
		}
		seen[state+class]++
		seen[state]++
		households[state]++
	}
	if len(open) > 0 {
		t.Errorf("alerts besides: %v", open)
	}
	for _, s := range []string{"已纳入", "应纳未纳", "风险已消除", "应消未消", "消除过早", "整户无劳动能力", "待核", "应纳未纳脱贫不稳定户", "应纳未纳边缘易致贫户", "应纳未纳突发严重困难户", "应纳未纳待定"} {
		if seen[s] < 5 {
			t.Errorf("only %d of %s", seen[s], s)
		}
	}
	for _, a := range b.cat.AlertsOn(yearEnd2018) {
		if !slices.Contains([]string{"失学辍学", "住危房", "饮水不安全", "交通事故"}, a.Name) && rules[a.Name+"true"] < 5 {
			t.Errorf("only %d alerts of %s", rules[a.Name+"true"], a.Name)
		}
	}
	for _, a := range rowsOf(t, b, "SELECT item, households FROM fct_monitoring_area WHERE level = 'county' AND class = '合计' AND item_order BETWEEN 11 AND 17") {
		if n := households[a[0].(string)]; a[1] != n {
			t.Errorf("%s: %v households, want %d", a[0], a[1], n)
		}
	}
	for ledger, of := range map[string][]string{"monitor_missed": {"应纳未纳"}, "monitor_removal": {"应消未消", "消除过早"}} {
		want := 0
		for _, s := range of {
			want += int(households[s])
		}
		if got := rowsOf(t, b, "SELECT count(*) FROM led_"+ledger+" WHERE certain")[0][0]; got != int64(want) {
			t.Errorf("%s has %v rows, want %d", ledger, got, want)
		}
	}
	want := 0
	for _, w := range ws {
		for _, a := range w.alerts() {
			switch removed := w.removed == 1 || w.removed == 0 && w.until != ""; {
			case !a.certain || !w.told || w.class == "?":
			case w.class == "":
				want++
			case removed && w.until != "" && (a.last > w.until || w.until < "2018"):
				want++
			}
		}
	}
	if got := rowsOf(t, b, "SELECT count(*) FROM led_alert_open WHERE certain")[0][0]; got != int64(want) {
		t.Errorf("alert_open has %v rows, want %d", got, want)
	}
}

// A rule of the county's own, in per cent of last year's disposable income, and
// one that is only a clue; a rule that is not in force raises nothing.
func TestOwnAlertRules(t *testing.T) {
	w := watched{id: "H0001", status: "脱贫户", persons: 2, perHead: 16000, told: true, medical: -1, before: -1, vehicle: -1,
		events: []event{{0, "住院自付", 671600, "2018-05-01"}, {1, "住院自付", 671599, "2018-05-01"}, {1, "车辆", -1, "2018-05-01"}, {0, "失业", -1, "2018-05-01"}}}
	b := watch(t, []watched{w})
	b.cat.Alerts = nil
	execute(t, b, "DELETE FROM ref_alert_rule",
		`INSERT INTO ref_alert_rule VALUES (1,'住院自付','突发','住院自付','年合计',';脱贫户;','>=',50,'上年可支配收入%','','文',''), (2,'名下有车','线索','车辆','有',NULL,'',NULL,'','','文','')`)
	b.transform(t, "fct_alerts", "fct_monitoring")
	_, rows, err := b.db.Query(context.Background(), "SELECT rule, plain(value), plain(threshold), relationship, result, monitored FROM fct_alerts ORDER BY rule_order")
	if err != nil || fmt.Sprint(rows) != "[[住院自付 6716 6716  预警 未纳入] [名下有车 <nil> <nil>  预警 未纳入]]" {
		t.Errorf("%v %v", rows, err)
	}
	_, rows, err = b.db.Query(context.Background(), "SELECT class_due, state, reason FROM fct_monitoring")
	if err != nil || fmt.Sprint(rows) != "[[突发严重困难户 应纳未纳 预警:住院自付]]" {
		t.Errorf("%v %v", rows, err)
	}
}
