package pipeline

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// workFigure is one measure of one area, counted in plain Go.
type workFigure struct{ held, unknown, cases, expected, arrived int }

// workCounty is a random county of which everything about the work of helpers,
// teams, projects and rectification is full of blanks, and sheets are missing.
type workCounty struct {
	r        *rand.Rand
	inserts  map[string][]string // rows by table and columns
	villages []string
	arrives  map[string]bool  // village → its household sheet
	poor     map[string]truth // village → poor village
	measures map[[2]string]*workFigure
	ledgers  map[string][2]int // listed and unclear
	projects map[[2]string]map[string]int64
	problems map[[3]string]map[string]int64
	told     map[[2]string]bool // kind and township of which something came
}

func (c *workCounty) pick(s ...string) string { return s[c.r.IntN(len(s))] }

func (c *workCounty) insert(into, format string, values ...any) {
	c.inserts[into] = append(c.inserts[into], fmt.Sprintf("("+format+")", values...))
}

// areasAbove are the three areas of a village.
func areasAbove(village string) []string { return []string{village, village[:9], village[:6]} }

func (c *workCounty) count(measure, village string, holds truth) {
	for _, a := range areasAbove(village) {
		f := c.measures[[2]string{a, measure}]
		f.cases++
		f.held += btoi(holds == 1)
		f.unknown += btoi(holds == 0)
	}
}

func (c *workCounty) list(ledger string, belongs truth) {
	n := c.ledgers[ledger]
	c.ledgers[ledger] = [2]int{n[0] + btoi(belongs == 1), n[1] + btoi(belongs == 0)}
}

func newWorkCounty() *workCounty {
	c := &workCounty{r: rand.New(rand.NewPCG(2018, 9)), inserts: map[string][]string{}, arrives: map[string]bool{}, poor: map[string]truth{}, measures: map[[2]string]*workFigure{},
		ledgers: map[string][2]int{}, projects: map[[2]string]map[string]int64{}, problems: map[[3]string]map[string]int64{}, told: map[[2]string]bool{}}
	for i := range 15 {
		v := fmt.Sprintf("999901%03d%03d", 1+i/5, 1+i%5)
		c.villages = append(c.villages, v)
		c.arrives[v], c.poor[v] = i%5 != 4, truth(c.r.IntN(3)-1)
		for _, a := range areasAbove(v) {
			for _, m := range []string{"helper", "visits", "resident_days", "sign_ins", "app", "satisfaction"} {
				c.measures[[2]string{a, m}] = &workFigure{}
			}
		}
		c.insert("raw_village (_file,_sheet,_row,county,township,village,village_code,poor_village,_rejected,_inferred)",
			"'v','s',%d,'县','镇%s','村%d','%s',%s,'',''", i+2, v[8:9], i, v, c.poor[v].sql())
	}
	c.households()
	c.teams()
	c.projectsAndProblems()
	return c
}

// households with their helpers and visits: October to December 2018 are looked
// at; the sheets of the first township cover them, those of the second one month
// less, and the third has sent none.
func (c *workCounty) households() {
	first := map[string]int{"999901001": 9, "999901002": 10}
	last := map[string]int{"999901001": 12, "999901002": 11}
	row, visit := 1, 1
	come := func(sheet, household string, month, day int, kind string) {
		visit++
		c.insert("raw_assistance (_file,_sheet,_row,household_id,helper,visited_on,visit_kind,_rejected,_inferred,_nokey)",
			"'a','%s',%d,'%s','某','2018-%02d-%02d',nullif('%s',''),'','',''", sheet, visit, household, month, day, kind)
	}
	anybody := map[string]bool{}
	for _, v := range c.villages {
		if !c.arrives[v] {
			continue
		}
		noColumn := v[11:] == "1" // its sheet has no column for the helper
		if !noColumn {
			c.insert("meta_column (file,sheet,kind,column_name,letter,header,unit)", "'h%s','s','household','helper','K','帮扶责任人',''", v)
		}
		for range 20 {
			row++
			h := fmt.Sprintf("H%04d", row)
			status := c.pick("脱贫户", "未脱贫户", "返贫户", "一般农户", "")
			registered := status != "一般农户" && status != ""
			helper, rejected := "某", ""
			if noColumn || c.r.IntN(3) == 0 {
				helper = ""
				if !noColumn && c.r.IntN(3) == 0 {
					rejected = ";helper;"
				}
			}
			c.insert("raw_household (_file,_sheet,_row,county,township,village,village_code,household_id,status,helper,_rejected,_inferred)",
				"'h%s','s',%d,'县','镇%s','村','%s','%s',nullif('%s',''),nullif('%s',''),'%s',''", v, row, v[8:9], v, h, status, helper, rejected)
			sheet := v[:9]
			visited, short, open := false, false, last[sheet] < 12
			if last[sheet] > 0 && v[11:] != "4" { // of one village nobody tells
				for month := first[sheet]; month <= last[sheet]; month++ {
					counted := 0
					for range c.r.IntN(6) {
						kind := c.pick("入户走访", "电话联系", "微信或视频", "", "慰问")
						come(sheet, h, month, 1+c.r.IntN(28), kind)
						visited = true
						anybody[v] = true
						if kind != "电话联系" && kind != "微信或视频" {
							counted++
						}
					}
					short = short || month >= 10 && counted == 0
				}
			}
			if !registered {
				continue
			}
			switch {
			case helper != "" || visited:
				c.count("helper", v, 1)
			case noColumn || rejected != "":
				c.count("helper", v, 0)
			default:
				c.count("helper", v, -1)
			}
			told := last[sheet] > 0 && v[11:] != "4"
			holds := truth(1)
			switch {
			case !told:
				holds = 0
			case short:
				holds = -1
			case open:
				holds = 0
			}
			if told {
				c.count("visits", v, holds)
				c.list("unvisited", -holds)
			}
		}
	}
	// the first and the last day of a sheet are in it
	for sheet := range first {
		for _, month := range []int{first[sheet], last[sheet]} {
			come(sheet, "H0002", month, 3, "电话联系")
		}
	}
	anybody["999901001001"] = true
	for _, v := range c.villages {
		for _, a := range areasAbove(v) {
			helper, visits := c.measures[[2]string{a, "helper"}], c.measures[[2]string{a, "visits"}]
			helper.expected++ // every village that came has registered households
			helper.arrived += btoi(c.arrives[v])
			visits.expected++
			visits.arrived += btoi(c.arrives[v] && anybody[v])
		}
	}
}

// teams tell of the third and fourth quarter; that of another year does not count.
func (c *workCounty) teams() {
	row := 1
	for _, v := range c.villages {
		came := c.r.IntN(3) > 0
		for _, a := range areasAbove(v) {
			for _, m := range []string{"resident_days", "sign_ins", "app"} {
				c.measures[[2]string{a, m}].expected += btoi(c.poor[v] >= 0 || came)
				c.measures[[2]string{a, m}].arrived += btoi(came)
			}
		}
		if !came {
			continue
		}
		for person := range 3 {
			for _, quarter := range []string{"三季度", "四季度"} {
				row++
				days, signs, app := []int{-1, 40, 49, 50, 51, 60}[c.r.IntN(6)], []int{-1, 49, 50, 70}[c.r.IntN(4)], truth(c.r.IntN(3)-1)
				c.insert("raw_work_team (_file,_sheet,_row,village_code,year,quarter,name,team_role,resident_days,sign_ins,app_opened,_rejected,_inferred,_nokey)",
					"'t','s',%d,'%s',2018,'%s','人%d','工作队员',nullif(%d,-1),nullif(%d,-1),%s,'','',''", row, v, quarter, person, days, signs, app.sql())
				c.insert("raw_work_team (_file,_sheet,_row,village_code,year,quarter,name,resident_days,_rejected,_inferred,_nokey)",
					"'t','s',%d,'%s',2017,'%s','人%d',1,'','',''", row+1000, v, quarter, person)
				parts := []truth{truth(2*btoi(days >= 50) - 1), truth(2*btoi(signs >= 50) - 1), app}
				for i, n := range []int{days, signs} {
					if n < 0 {
						parts[i] = 0
					}
				}
				for i, m := range []string{"resident_days", "sign_ins", "app"} {
					c.count(m, v, parts[i])
				}
				c.list("team_short", -min(parts[0], parts[1], parts[2]))
			}
		}
	}
}

// add counts something of an area that a row belongs to.
func (c *workCounty) areas(kind, village, township string) []string {
	switch {
	case village != "":
		c.told[[2]string{kind, village[:9]}] = true
		return areasAbove(village)
	case township != "":
		c.told[[2]string{kind, township}] = true
		return []string{township, township[:6]}
	}
	return []string{"999901"}
}

// projectsAndProblems of the first two townships; of some only the township is
// known, of some nothing.
func (c *workCounty) projectsAndProblems() {
	for _, column := range []string{"started_on", "finished_on"} {
		c.insert("meta_column (file,sheet,kind,column_name,letter,header,unit)", "'p','s','project','%s','X','日','' ", column)
	}
	day := func(s string) string {
		if s == "" {
			return "NULL"
		}
		return "DATE '" + s + "'"
	}
	yuan := func(n int) string {
		if n < 0 {
			return "NULL"
		}
		return fmt.Sprint(n)
	}
	for i := range 300 {
		village := c.villages[c.r.IntN(10)]
		township, code, name := village[:9], village, "村x"
		switch c.r.IntN(8) {
		case 0:
			village, code = "", ""
		case 1:
			village, code, township = "", "", ""
		}
		townName := ""
		if township != "" {
			townName = "镇" + township[8:]
		}
		year := c.pick("NULL", "2018", "2018", "2017", "2019")
		progress, started := c.pick("NULL", "0", "0.5", "1"), c.pick("", "2018-03-01", "2019-02-01")
		finished, planned := c.pick("", "2018-10-01", "2019-01-01"), c.pick("", "2018-12-30", "2018-12-31", "2019-05-01")
		rejected := ""
		if finished == "" && c.r.IntN(4) == 0 {
			rejected = ";finished_on;"
		}
		arrived, paid := []int{-1, 100, 200}[c.r.IntN(3)], []int{-1, 0, 150}[c.r.IntN(3)]
		c.insert("raw_project (_file,_sheet,_row,project_id,project_name,township,village,village_code,year,project_type,progress,started_on,finished_on,planned_finish_on,arrived_funds,paid_funds,_rejected,_inferred,_nokey)",
			"'p','s',%d,'P%03d','路',nullif('%s',''),'%s',nullif('%s',''),%s,'产业项目',%s,%s,%s,%s,%s,%s,'%s','',''",
			i+2, i, townName, name, code, year, progress, day(started), day(finished), day(planned), yuan(arrived), yuan(paid), rejected)
		done := truth(-1)
		switch {
		case finished == "2018-10-01" || progress == "1":
			done = 1
		case rejected != "" && progress == "NULL":
			done = 0
		}
		if year == "2019" || year == "2017" && done == 1 {
			continue
		}
		state := "not_started"
		switch {
		case done == 1:
			state = "finished"
		case done == 0:
			state = "state_unknown"
		case progress == "0.5" || started == "2018-03-01":
			state = "under_way"
		}
		late := truth(-1)
		switch {
		case done == 1 || planned == "2018-12-31" || planned == "2019-05-01":
		case planned == "2018-12-30" && done == -1:
			late = 1
		default:
			late = 0
		}
		c.list("project_overdue", late)
		for _, a := range c.areas("project", village, township) {
			n := c.projects[[2]string{a, ""}]
			if n == nil {
				n = map[string]int64{}
				c.projects[[2]string{a, ""}] = n
			}
			n["projects"]++
			n[state]++
			n["overdue"] += int64(btoi(late == 1))
			n["overdue_unknown"] += int64(btoi(late == 0))
			n["arrived_unknown"] += int64(btoi(arrived < 0))
			if arrived >= 0 && paid >= 0 {
				n["arrived_compared"] += int64(arrived)
				n["paid_compared"] += int64(paid)
			}
		}
	}
	for i := range 200 {
		village := c.villages[c.r.IntN(10)]
		township, code := village[:9], village
		if c.r.IntN(6) == 0 {
			village, code = "", ""
		}
		source, state, deadline, finished := c.pick("审计", "自查", ""), c.pick("已整改", "整改中", "未整改", ""), c.pick("", "2018-12-30", "2018-12-31"), c.pick("", "2018-12-30", "2018-12-31")
		c.insert("raw_rectification (_file,_sheet,_row,problem_id,source,township,village_code,category,state,deadline,finished_on,_rejected,_inferred,_nokey)",
			"'r','s',%d,'W%03d',nullif('%s',''),'镇%s',nullif('%s',''),'类',nullif('%s',''),%s,%s,'','',''", i+2, i, source, township[8:], code, state, day(deadline), day(finished))
		late := truth(-1)
		switch {
		case state == "已整改" || deadline == "2018-12-31":
		case deadline == "" || state == "":
			late = 0
		default:
			late = 1
		}
		c.list("rectification_overdue", late)
		if source == "" {
			source = "不明"
		}
		column := map[string]string{"已整改": "finished", "整改中": "under_way", "未整改": "not_started", "": "state_unknown"}[state]
		for _, a := range c.areas("rectification", village, township) {
			for _, k := range [][3]string{{a, "", ""}, {a, "source", source}, {a, "category", "类"}} {
				n := c.problems[k]
				if n == nil {
					n = map[string]int64{}
					c.problems[k] = n
				}
				n["problems"]++
				n[column]++
				n["overdue"] += int64(btoi(late == 1))
				n["overdue_unknown"] += int64(btoi(late == 0))
				if state == "已整改" {
					n["finished_late"] += int64(btoi(deadline == "2018-12-30" && finished == "2018-12-31"))
					n["finished_late_unknown"] += int64(btoi(deadline == "" || finished == ""))
				}
			}
		}
	}
}

// worked gives a batch of the county with all its tables.
func (c *workCounty) worked(t *testing.T) *batch {
	b := newBatch(t, nil)
	for into, rows := range c.inserts {
		execute(t, b, "INSERT INTO "+into+" VALUES "+strings.Join(rows, ","))
	}
	b.transform(t)
	return b
}

// frameRows reads a frame, row by row.
func frameRows(t *testing.T, b *batch, id string) []map[string]any {
	t.Helper()
	f, err := newSource(b.db, b.cat, nil).Frame(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]any
	for _, r := range f.Rows {
		row := map[string]any{}
		for i, c := range f.Columns {
			row[c] = r[i]
		}
		out = append(out, row)
	}
	return out
}

// What the models count is what is counted here one by one; where no sheet came
// there is no number, and no verdict but 数据缺.
func TestWorkTwoWays(t *testing.T) {
	c := newWorkCounty()
	b := c.worked(t)
	t.Run("assistance", func(t *testing.T) { c.compareAssistance(t, frameRows(t, b, "assistance_areas")) })
	t.Run("projects", func(t *testing.T) {
		seen := c.compareCounts(t, "project", frameRows(t, b, "project_areas"), func(r map[string]any) (map[string]int64, bool) {
			return c.projects[[2]string{r["area_code"].(string), ""}], r["project_type"] == ""
		}, "projects", "finished", "under_way", "not_started", "state_unknown", "overdue", "overdue_unknown")
		if seen != 1+3+15 {
			t.Errorf("%d areas", seen)
		}
		for _, r := range frameRows(t, b, "project_areas") {
			want := c.projects[[2]string{r["area_code"].(string), ""}]
			if r["project_type"] == "" && want["arrived_compared"] > 0 && r["paid_share"] != float64(want["paid_compared"])/float64(want["arrived_compared"]) {
				t.Errorf("%v: paid share %v, want %v", r["area_code"], r["paid_share"], want)
			}
		}
	})
	t.Run("rectification", func(t *testing.T) {
		seen := c.compareCounts(t, "rectification", frameRows(t, b, "rectification_areas"), func(r map[string]any) (map[string]int64, bool) {
			return c.problems[[3]string{r["area_code"].(string), r["dimension"].(string), r["item"].(string)}], true
		}, "problems", "finished", "under_way", "not_started", "state_unknown", "overdue", "overdue_unknown", "finished_late", "finished_late_unknown")
		if none := 1 + 5; seen != len(c.problems)+none { // the third township and its villages have a row all the same
			t.Errorf("%d rows, want %d", seen, len(c.problems)+none)
		}
	})
	t.Run("ledgers", func(t *testing.T) {
		for ledger, want := range c.ledgers {
			var listed, unclear int64
			for _, r := range frameRows(t, b, "ledger_count") {
				if r["ledger"] == ledger {
					listed += r["rows"].(int64)
					unclear += r["unclear"].(int64)
				}
			}
			if listed != int64(want[0]) || unclear != int64(want[1]) {
				t.Errorf("%s: %d listed and %d unclear, want %v", ledger, listed, unclear, want)
			}
			if want[0] < 10 || want[1] < 5 {
				t.Errorf("%s: only %v to find", ledger, want)
			}
		}
	})
}

func (c *workCounty) compareAssistance(t *testing.T, rows []map[string]any) {
	percent := map[string]int{"satisfaction": 90}
	verdicts := map[any]int{}
	seen := 0
	for _, r := range rows {
		measure := r["measure"].(string)
		f := *c.measures[[2]string{r["area_code"].(string), measure}]
		if measure == "satisfaction" { // nobody was asked anywhere
			f.expected = int(r["villages_expected"].(int64))
		}
		seen++
		need := 100
		if p := percent[measure]; p > 0 {
			need = p
		}
		want := fmt.Sprintf("%d/%d unknown %d", f.held, f.cases, f.unknown)
		if f.arrived == 0 && f.expected > 0 {
			want = "<nil>/<nil> unknown <nil>"
		}
		if got := fmt.Sprintf("%v/%v unknown %v", r["numerator"], r["denominator"], r["unknown"]); got != want {
			t.Errorf("%v %s: %s, want %s", r["area_code"], measure, got, want)
		}
		verdict := "待核"
		switch {
		case f.expected == 0 && f.cases == 0:
			verdict = "—"
		case f.arrived < f.expected || f.cases == 0:
			verdict = "数据缺"
		case f.held*100 >= f.cases*need:
			verdict = "达标"
		case (f.held+f.unknown)*100 < f.cases*need:
			verdict = "未达标"
		}
		if r["verdict"] != verdict || r["villages_expected"] != int64(f.expected) || r["villages_arrived"] != int64(f.arrived) {
			t.Errorf("%v %s: %v of %v/%v, want %s of %d/%d", r["area_code"], measure, r["verdict"], r["villages_arrived"], r["villages_expected"], verdict, f.arrived, f.expected)
		}
		verdicts[verdict]++
	}
	if seen != len(c.measures) {
		t.Errorf("%d rows, want %d", seen, len(c.measures))
	}
	for _, v := range []string{"未达标", "待核", "数据缺", "—"} {
		if verdicts[v] == 0 {
			t.Errorf("nowhere %s: %v", v, verdicts)
		}
	}
}

// compareCounts holds the columns of a frame against what wanted gives for a row;
// an area of whose township nothing came has no numbers.
func (c *workCounty) compareCounts(t *testing.T, kind string, rows []map[string]any, wanted func(map[string]any) (map[string]int64, bool), columns ...string) int {
	seen, missing := 0, 0
	for _, r := range rows {
		want, ok := wanted(r)
		if !ok {
			continue
		}
		seen++
		area := r["area_code"].(string)
		told := want != nil || len(area) == 6 || c.told[[2]string{kind, area[:9]}]
		if !told {
			missing++
		}
		for _, column := range columns {
			if told && r[column] != want[column] || !told && r[column] != nil {
				t.Errorf("%v: %s is %v, want %d (told %v)", r, column, r[column], want[column], told)
			}
		}
	}
	if missing == 0 || !slices.ContainsFunc(rows, func(r map[string]any) bool {
		return r["villages_arrived"] == int64(10) && r["villages_expected"] == int64(15)
	}) {
		t.Errorf("%s: %d areas of which nothing came", kind, missing)
	}
	return seen
}
