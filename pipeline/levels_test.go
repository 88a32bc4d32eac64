package pipeline

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"sanlv/pipeline/catalog"
)

// This file counts the four-level tables a second time, household by household in
// plain Go, at every level, and compares them with the SQL.

// registry is what the tally looks at beside the facts of a verdict.
type registry struct{ attribute, cause string }

// levelCounty is a random county of three townships with four villages each.
func levelCounty(t *testing.T, b *batch, seed uint64) ([]testHousehold, []registry) {
	t.Helper()
	r := rand.New(rand.NewPCG(2018, seed))
	var hs []testHousehold
	var rs []registry
	for i := range 1200 {
		h := randomHousehold(r, i)
		h.village = fmt.Sprintf("99990100%d00%d", 1+r.IntN(3), 1+r.IntN(4))
		hs = append(hs, h)
		rs = append(rs, registry{[]string{"", "一般贫困户", "低保贫困户"}[r.IntN(3)], []string{"", "因病", "因学", "缺劳力", "其他"}[r.IntN(5)]})
	}
	insert(t, b, hs)
	for i, x := range rs {
		sql := fmt.Sprintf("UPDATE raw_household SET poor_attribute = nullif('%s', ''), main_cause = nullif('%s', '') WHERE household_id = '%s'", x.attribute, x.cause, hs[i].id)
		if err := b.db.Exec(context.Background(), sql); err != nil {
			t.Fatal(err)
		}
	}
	return hs, rs
}

// areasOf are the level and code of the areas of a village.
func areasOf(village string) [][2]string {
	return [][2]string{{"village", village}, {"township", village[:9]}, {"county", village[:6]}}
}

func isRegistered(status string) bool {
	return status == "脱贫户" || status == "未脱贫户" || status == "返贫户"
}

// scopesOf says among whom a household is counted.
func scopesOf(status string) []string {
	scopes := []string{"all"}
	if isRegistered(status) {
		scopes = append(scopes, "registered")
	}
	switch status {
	case "脱贫户":
		scopes = append(scopes, "exited")
	case "未脱贫户", "返贫户":
		scopes = append(scopes, "remaining")
	case "一般农户":
		scopes = append(scopes, "unregistered")
	}
	return scopes
}

// bandOf is the income band of a household: the edges are those of the parameter
// and the line.
func bandOf(h testHousehold, persons int64) string {
	known := persons > 0 && h.rejected != "wage_income" && h.rejected != "business_expense" && h.rejected != "pension" &&
		slices.ContainsFunc(h.parts[:], func(p *int64) bool { return p != nil })
	if !known {
		return "不明"
	}
	net := netIncome(h)
	edges := []int64{2800, 2995, 5000, 10000}
	k := 0
	for k < len(edges) && net >= edges[k]*persons {
		k++
	}
	switch k {
	case 0:
		return "不足2800元"
	case len(edges):
		return "10000元及以上"
	}
	return fmt.Sprintf("%d元至不足%d元", edges[k-1], edges[k])
}

// marksOf says of a household in which items it counts (1), does not (-1), or
// may (0).
func marksOf(h testHousehold, x registry, persons int64) map[[2]string]truth {
	orUnknown := func(s string) string {
		if s == "" {
			return "不明"
		}
		return s
	}
	m := map[[2]string]truth{{"total", "合计"}: 1, {"status", orUnknown(h.status)}: 1, {"income", bandOf(h, persons)}: 1}
	if isRegistered(h.status) {
		m[[2]string{"attribute", orUnknown(x.attribute)}] = 1
		m[[2]string{"cause", orUnknown(x.cause)}] = 1
	}
	g := guaranteesOf(h)
	for i, name := range []string{"不愁吃", "不愁穿", "义务教育", "基本医疗", "住房安全", "饮水安全"} {
		m[[2]string{"guarantee", name}] = -g[i]
	}
	m[[2]string{"guarantee", "六项合计"}] = -and(g[:]...)
	m[[2]string{"exclusion", "经商办企业"}] = h.excluded
	return m
}

func TestTallyTwoWays(t *testing.T) {
	b := newBatch(t, nil)
	hs, rs := levelCounty(t, b, 41)
	b.transform(t, "fct_tally")
	want := map[string][5]int64{}
	for i, h := range hs {
		v := judge(h, b.settings)
		for mark, holds := range marksOf(h, rs[i], int64(v.persons)) {
			for _, area := range areasOf(h.village) {
				for _, scope := range scopesOf(h.status) {
					key := strings.Join([]string{area[0], area[1], scope, mark[0], mark[1]}, " ")
					n := want[key]
					switch holds {
					case 1:
						n[0]++
						n[1] += int64(v.persons)
						n[2] += int64(btoi(!v.hasPeople))
					case 0:
						n[3]++
						n[4] += int64(v.persons)
					}
					want[key] = n
				}
			}
		}
	}
	_, rows, err := b.db.Query(context.Background(), "SELECT level, area_code, scope, class, item, households, persons, persons_unknown, unclear_households, unclear_persons FROM fct_tally")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, r := range rows {
		key := fmt.Sprintf("%v %v %v %v %v", r[0], r[1], r[2], r[3], r[4])
		got := [5]int64{r[5].(int64), r[6].(int64), r[7].(int64), r[8].(int64), r[9].(int64)}
		if got != want[key] {
			t.Errorf("%s: %v, want %v", key, got, want[key])
		}
		if _, ok := want[key]; ok {
			seen++
		}
	}
	if seen != len(want) || seen < 1000 {
		t.Errorf("%d of %d counts are in the tally", seen, len(want))
	}
}

// testFigure is what the households come to for a reported figure.
type testFigure struct{ amount, unclear, uncounted int64 }

// figuresOf adds up the figures of a household sheet by area.
func figuresOf(b *batch, hs []testHousehold) map[[2]string]map[string]testFigure {
	out := map[[2]string]map[string]testFigure{}
	for _, h := range hs {
		v := judge(h, b.settings)
		in := func(statuses ...string) truth {
			if h.status == "" {
				return 0
			}
			return truth(2*btoi(slices.Contains(statuses, h.status)) - 1)
		}
		for part, holds := range map[string]truth{"": 1, "registered_": in("脱贫户", "未脱贫户", "返贫户"), "exited_": in("脱贫户"), "remaining_": in("未脱贫户", "返贫户")} {
			for _, area := range areasOf(h.village) {
				if out[area] == nil {
					out[area] = map[string]testFigure{}
				}
				for _, count := range []struct {
					item   string
					amount int64
					known  bool
				}{{part + "households", 1, true}, {part + "persons", int64(v.persons), v.hasPeople}} {
					f := out[area][count.item]
					switch {
					case holds == -1:
					case !count.known:
						f.uncounted++
					case holds == 1:
						f.amount += count.amount
					default:
						f.unclear += count.amount
					}
					out[area][count.item] = f
				}
			}
		}
	}
	return out
}

var reportedItems = []string{"households", "persons", "registered_households", "registered_persons", "exited_households", "exited_persons"}

// report fills in the village, township and county sheets: as the households have
// it, a little more or less, or not at all.
func report(t *testing.T, b *batch, r *rand.Rand, figures map[[2]string]map[string]testFigure) map[[2]string]map[string]*int64 {
	t.Helper()
	out := map[[2]string]map[string]*int64{}
	row := map[string]int{}
	for _, area := range slices.SortedFunc(mapKeys(figures), func(a, b [2]string) int { return strings.Compare(a[0]+a[1], b[0]+b[1]) }) {
		level, code := area[0], area[1]
		row[level]++
		names, values := []string{"_file", "_sheet", "_row", "_rejected", "_inferred"}, []string{"'" + level + "'", "'s'", fmt.Sprint(row[level]), "''", "''"}
		switch level {
		case "village":
			names, values = append(names, "village_code", "township", "village", "poor_village"), append(values, "'"+code+"'", "'镇"+code[:9]+"'", "'村"+code+"'", "false")
		case "township":
			names, values = append(names, "township", "township_code"), append(values, "'镇"+code+"'", "'"+code+"000'") // 12 digits, as some fill it in
		case "county":
			names, values = append(names, "county"), append(values, "'县'")
		}
		out[area] = map[string]*int64{}
		for _, item := range reportedItems {
			f := figures[area][item]
			n := f.amount + []int64{0, 0, 0, 1, -1, f.unclear, f.unclear + 1}[r.IntN(7)]
			value := "NULL"
			if r.IntN(8) > 0 {
				out[area][item] = &n
				value = fmt.Sprint(n)
			}
			names, values = append(names, item), append(values, value)
		}
		sql := fmt.Sprintf("INSERT INTO raw_%s (%s) VALUES (%s)", level, strings.Join(names, ", "), strings.Join(values, ", "))
		if err := b.db.Exec(context.Background(), sql); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func mapKeys[K comparable, V any](m map[K]V) func(yield func(K) bool) {
	return func(yield func(K) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func TestReconcileTwoWays(t *testing.T) {
	b := newBatch(t, nil)
	hs, _ := levelCounty(t, b, 42)
	r := rand.New(rand.NewPCG(4, 4))
	for i := range hs { // enough villages where all is known
		if hs[i].village[8] != '1' || hs[i].village[11] < '3' {
			hs[i].status, hs[i].persons = map[bool]string{true: "脱贫户", false: hs[i].status}[hs[i].status == ""], max(hs[i].persons, 1)
			sql := fmt.Sprintf("UPDATE raw_household SET status = '%s', persons = %d WHERE household_id = '%s'", hs[i].status, hs[i].persons, hs[i].id)
			if err := b.db.Exec(context.Background(), sql); err != nil {
				t.Fatal(err)
			}
		}
	}
	const absent = "999901003009" // in the village sheet, but without households
	figures := figuresOf(b, hs)
	figures[[2]string{"village", absent}] = map[string]testFigure{}
	reported := report(t, b, r, figures)
	b.transform(t, "fct_reconcile")

	below := func(area [2]string, item string) (sum int64, filled, places int) {
		for other, values := range reported {
			part := area[0] == "township" && other[0] == "village" && strings.HasPrefix(other[1], area[1]) ||
				area[0] == "county" && other[0] == "township" && strings.HasPrefix(other[1], area[1])
			if !part {
				continue
			}
			places++
			if values[item] != nil {
				sum, filled = sum+*values[item], filled+1
			}
		}
		return sum, filled, places
	}
	seen := map[string]int{}
	_, rows, err := b.db.Query(context.Background(), "SELECT level, area_code, item, reported, worked_out, unclear, uncounted, verdict, below, below_verdict, cell FROM fct_reconcile")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		area, item := [2]string{r[0].(string), r[1].(string)}, r[2].(string)
		if !slices.Contains(reportedItems, item) {
			continue
		}
		f, said := figures[area][item], reported[area][item]
		missing := area[1] == absent || area[1] == absent[:9] || area[0] == "county"
		want := "有不明"
		switch {
		case said == nil:
			want = "未填"
		case missing:
			want = "来件不齐"
		case *said == f.amount && f.unclear == 0 && f.uncounted == 0:
			want = "相符"
		case *said < f.amount || f.uncounted == 0 && *said > f.amount+f.unclear:
			want = "不符"
		}
		if r[7] != want {
			t.Errorf("%v %s: %v, want %s (reported %v, worked out %+v)", area, item, r[7], want, r[3], f)
		}
		seen[want]++
		if area[1] == absent {
			if r[4] != nil {
				t.Errorf("%s: worked out %v without households", item, r[4])
			}
			continue
		}
		if r[4] != f.amount || r[5] != f.unclear || r[6] != f.uncounted {
			t.Errorf("%v %s: %v, %v, %v, want %+v", area, item, r[4], r[5], r[6], f)
		}
		sum, filled, places := below(area, item)
		want = "不符"
		switch {
		case area[0] == "village" || said == nil:
			want = "—"
		case filled < places:
			want = "下级不齐"
		case sum == *said:
			want = "相符"
		}
		if r[9] != want || filled > 0 && r[8] != sum {
			t.Errorf("%v %s: below %v %v, want %d %s", area, item, r[8], r[9], sum, want)
		}
		seen["below "+want]++
	}
	for _, verdict := range []string{"未填", "来件不齐", "相符", "不符", "有不明", "below —", "below 下级不齐", "below 不符"} {
		if seen[verdict] == 0 {
			t.Errorf("no case of %s: %v", verdict, seen)
		}
	}
}

// What may be behind a difference is listed row by row, and named beside the
// figures of every level.
func TestDoubts(t *testing.T) {
	ctx := context.Background()
	b := newBatch(t, nil)
	income := int64(9000)
	home := func(id string, change func(*testHousehold)) testHousehold {
		h := testHousehold{id: id, village: "999901001001", status: "脱贫户", persons: 2, parts: [4]*int64{&income}, flags: [6]truth{1, 1, 1, 1, 1, 1}, excluded: -1}
		change(&h)
		return h
	}
	insert(t, b, []testHousehold{
		home("H1", func(*testHousehold) {}),
		home("H2", func(h *testHousehold) { h.status = "" }),
		home("H3", func(h *testHousehold) { h.persons = 0 }),
		home("H4", func(h *testHousehold) { h.persons, h.members = 0, []testMember{{age: 40, resident: 1}} }),
		home("H1", func(*testHousehold) {}),
		home("H5", func(h *testHousehold) { h.flags[5] = 0 }),
	})
	for _, sql := range []string{
		"INSERT INTO raw_village (_file, _sheet, _row, village_code, township, village, poor_village, households, exited_persons, safe_water_households) VALUES ('v', 's', 1, '999901001001', '镇', '村', false, 9, 10, 4)",
		"INSERT INTO meta_intake VALUES ('f', 's', 'household', 9, 6, 2, 1, '部分读入', '', NULL)",
	} {
		if err := b.db.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	b.transform(t, "fct_reconcile", "fct_reconcile_doubt")
	_, rows, err := b.db.Query(ctx, "SELECT reason, household_id, rows, row FROM fct_reconcile_doubt ORDER BY number, row")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]any{{"户类型不明", "H2", 1, 2}, {"人口数不明,没有计入人数", "H3", 1, 3}, {"人口数按人表推定", "H4", 1, 4}, {"户编号重复,这一行没有计入", "H1", 1, 5},
		{"有行被拒收,没有计入", "", 2, 0}, {"饮水安全不明", "H5", 1, 6}}
	if fmt.Sprint(rows) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", rows, want)
	}
	_, rows, err = b.db.Query(ctx, "SELECT item, verdict, clue FROM fct_reconcile WHERE level = 'village' AND reported IS NOT NULL ORDER BY number")
	if err != nil {
		t.Fatal(err)
	}
	const left = "户编号重复,这一行没有计入1行;有行被拒收,没有计入2行"
	want = [][]any{{"households", "不符", left}, {"exited_persons", "有不明", "该项不明的2人;户类型不明1户;人口数不明,没有计入人数1户;人口数按人表推定1户;" + left},
		{"safe_water_households", "有不明", "该项不明的1户;" + left}}
	if fmt.Sprint(rows) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", rows, want)
	}
}

// A deadline is kept on its last day; a sheet without a date, or of a kind without
// a deadline, is neither late nor in time.
func TestLateSheets(t *testing.T) {
	ctx := context.Background()
	b := newBatch(t, func(s *catalog.Settings) {
		s.Levels.Deadlines = map[string]time.Time{"household": time.Date(2018, 12, 20, 0, 0, 0, 0, time.UTC)}
	})
	if err := b.db.Exec(ctx, `INSERT INTO meta_intake VALUES
		('a', 's', 'household', 1, 1, 0, 0, '已读入', '', DATE '2018-12-20'), ('b', 's', 'household_member', 1, 1, 0, 0, '已读入', '', DATE '2018-12-21'),
		('c', 's', 'household', 1, 1, 0, 0, '已读入', '', NULL), ('d', 's', 'village', 1, 1, 0, 0, '已读入', '', DATE '2019-12-21')`); err != nil {
		t.Fatal(err)
	}
	b.transform(t, "fct_late_sheet")
	_, rows, err := b.db.Query(ctx, "SELECT file, late FROM fct_late_sheet ORDER BY file")
	if err != nil {
		t.Fatal(err)
	}
	if want := [][]any{{"a", false}, {"b", true}, {"c", nil}, {"d", nil}}; fmt.Sprint(rows) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", rows, want)
	}
}
