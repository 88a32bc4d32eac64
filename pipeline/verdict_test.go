package pipeline

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sanlv/pipeline/catalog"
)

// This file works out household verdicts and the rates a second time, in plain
// Go from the definitions, over random counties full of blanks, rejected cells
// and incomes at the line, and compares them with the SQL.

// truth is three-valued: 0 unknown, 1 true, -1 false.
type truth int

func and(xs ...truth) truth {
	// Kleene's logic: false < unknown < true
	return min(truth(1), slices.Min(xs))
}

func or(xs ...truth) truth {
	ys := make([]truth, len(xs))
	for i, x := range xs {
		ys[i] = -x
	}
	return -and(ys...)
}

func (x truth) sql() string { return [...]string{"false", "NULL", "true"}[x+1] }

type testMember struct {
	age      int // -1 unknown
	school   truth
	resident truth
}

type testHousehold struct {
	id, village, status string
	persons             int       // 0: not readable
	parts               [4]*int64 // yuan, nil blank
	deduct              [3]*int64 // pension, excluded_income, business_expense
	rejected            string    // a column name or ""
	flags               [6]truth  // food clothing education medical housing water
	grade               string
	excluded            truth  // 0: the cell could not be read
	declared            *int64 // yuan a head
	members             []testMember
}

var flagNames = [6]string{"food", "clothing", "education", "medical", "housing", "water"}

func randomHousehold(r *rand.Rand, n int) testHousehold {
	h := testHousehold{id: fmt.Sprintf("H%05d", n), village: fmt.Sprintf("99990100100%d", 1+r.IntN(4))}
	h.status = []string{"一般农户", "一般农户", "脱贫户", "脱贫户", "未脱贫户", "返贫户", "清退户", ""}[r.IntN(8)]
	h.persons = r.IntN(7)
	target := int64(max(h.persons, 1)) * 2995
	switch r.IntN(5) {
	case 0: // all blank
	case 1: // exactly at the line
		h.parts[r.IntN(4)] = &target
	default:
		for i := range h.parts {
			if r.IntN(3) > 0 {
				v := r.Int64N(2 * target)
				h.parts[i] = &v
			}
		}
	}
	for i := range h.deduct {
		if r.IntN(4) == 0 {
			v := r.Int64N(target)
			h.deduct[i] = &v
		}
	}
	if r.IntN(8) == 0 {
		h.rejected = []string{"wage_income", "pension", "business_expense", "housing", "education", "medical"}[r.IntN(6)]
	}
	for i := range h.flags {
		h.flags[i] = []truth{1, 1, 1, 1, 0, -1}[r.IntN(6)]
		if h.rejected == flagNames[i] {
			h.flags[i] = 0
		}
	}
	switch h.rejected {
	case "wage_income":
		h.parts[0] = nil
	case "pension":
		h.deduct[0] = nil
	case "business_expense":
		h.deduct[2] = nil
	}
	h.grade = []string{"", "A", "B", "C", "D"}[r.IntN(5)]
	h.excluded = []truth{1, 0, -1, -1, -1, -1, -1, -1}[r.IntN(8)]
	if r.IntN(5) > 0 {
		v := []int64{2995, 1500, 2994, 2996, 6000}[r.IntN(5)]
		h.declared = &v
	}
	for range r.IntN(4) {
		h.members = append(h.members, testMember{age: r.IntN(20) - 1, school: truth(r.IntN(3) - 1), resident: []truth{1, 1, 0, -1}[r.IntN(4)]})
	}
	return h
}

type testVerdict struct {
	verdict    string
	persons    int
	hasPeople  bool
	exit, poor truth
	wrongly    truth // registered
}

// judge is §1 of the definitions.
func judge(h testHousehold, s catalog.Settings) testVerdict {
	v := testVerdict{persons: h.persons, hasPeople: true}
	if h.persons == 0 {
		v.persons = len(h.members)
		v.hasPeople = len(h.members) > 0
	}
	divisor, hasDivisor := v.persons, v.hasPeople
	if s.IncomeDivisor == "members" {
		divisor, hasDivisor = len(h.members), len(h.members) > 0
	}
	above, below := truth(0), truth(0)
	known := h.rejected != "wage_income" && h.rejected != "business_expense" &&
		(h.rejected != "pension" || !contains(s.IncomeExclude, "pension"))
	any, sum := false, int64(0)
	for _, p := range h.parts {
		if p != nil {
			any, sum = true, sum+*p
		}
	}
	for i, name := range []string{"pension", "excluded_income", ""} {
		if h.deduct[i] != nil && (name == "" || contains(s.IncomeExclude, name)) {
			sum -= *h.deduct[i]
		}
	}
	if s.IncomeSource == "declared" {
		known, any, sum = true, h.declared != nil, 0
		if any {
			sum = *h.declared * int64(divisor)
		}
	}
	if known && any && hasDivisor {
		above, below = -1, -1
		switch line := s.Line.Yuan * int64(divisor); {
		case sum > line:
			above = 1
		case sum < line:
			below = 1
		}
	}
	g := h.flags
	g[2] = settle(h.flags[2], schooled(h.members), h.rejected == "education")
	g[3] = settle(h.flags[3], insured(h.members), h.rejected == "medical")
	housing := truth(0)
	switch h.grade {
	case "A", "B":
		housing = 1
	case "C", "D":
		housing = -1
	}
	g[4] = settle(h.flags[4], housing, h.rejected == "housing")
	v.exit = and(above, g[0], g[1], g[2], g[3], g[4], g[5])
	fails := truth(-1)
	for i, name := range flagNames {
		if contains(s.IdentifyGuarantees, name) {
			fails = or(fails, -g[i])
		}
	}
	if s.IdentifyRule == "or" {
		v.poor = or(below, fails)
	} else {
		v.poor = and(below, fails)
	}
	switch h.status {
	case "脱贫户", "未脱贫户", "返贫户":
		v.wrongly = h.excluded
	case "":
		v.wrongly = and(0, h.excluded)
	default:
		v.wrongly = -1
	}
	switch h.status {
	case "":
		v.verdict = "待核"
	case "未脱贫户", "返贫户":
		v.verdict = "剩余"
	case "脱贫户":
		v.verdict = map[truth]string{1: "", 0: "待核", -1: "错退"}[v.exit]
	case "一般农户":
		v.verdict = map[truth]string{1: "漏评", 0: "待核", -1: ""}[and(v.poor, -h.excluded)]
	}
	return v
}

func contains(list []string, s string) bool {
	return strings.Contains(";"+strings.Join(list, ";")+";", ";"+s+";")
}

// settle: the flag decides, blank asks the evidence, two that differ are false,
// an unreadable flag stays unknown unless the evidence is against.
func settle(flag, evidence truth, rejected bool) truth {
	switch {
	case evidence == -1 || flag == -1:
		return -1
	case flag == 1:
		return 1
	case rejected:
		return 0
	default:
		return evidence
	}
}

func schooled(ms []testMember) truth {
	out := truth(1)
	for _, m := range ms {
		switch {
		case m.age == -1:
			out = and(out, 0)
		case m.age >= 6 && m.age <= 15:
			out = and(out, m.school)
		}
	}
	if len(ms) == 0 {
		return 0
	}
	return out
}

func insured(ms []testMember) truth {
	out := truth(1)
	for _, m := range ms {
		out = and(out, m.resident)
	}
	if len(ms) == 0 {
		return 0
	}
	return out
}

// insert puts households and their members into the raw tables.
func insert(t *testing.T, b *batch, hs []testHousehold) {
	t.Helper()
	ctx := context.Background()
	money := func(v *int64) string {
		if v == nil {
			return "NULL"
		}
		return fmt.Sprint(*v)
	}
	text := func(s string) string {
		if s == "" {
			return "NULL"
		}
		return "'" + s + "'"
	}
	var rows, members []string
	for i, h := range hs {
		persons, rejected := "NULL", ""
		if h.persons > 0 {
			persons = fmt.Sprint(h.persons)
		}
		if h.rejected != "" {
			rejected = ";" + h.rejected + ";"
		}
		if h.excluded == 0 {
			rejected += ";excl_business;"
		}
		values := []string{"'f'", "'s'", fmt.Sprint(i + 1), "'县'", "'镇'", "'村'", text(h.village), text(h.id), text(h.status), persons}
		for _, p := range h.parts {
			values = append(values, money(p))
		}
		for _, d := range h.deduct {
			values = append(values, money(d))
		}
		for _, f := range h.flags {
			values = append(values, f.sql())
		}
		values = append(values, text(h.grade), h.excluded.sql(), money(h.declared), "'"+rejected+"'", "''")
		rows = append(rows, "("+strings.Join(values, ",")+")")
		for _, m := range h.members {
			born, reason, school := "NULL", "NULL", "NULL"
			if m.age >= 0 {
				born = fmt.Sprintf("DATE '%d-06-30'", 2018-m.age)
			}
			switch m.school {
			case 1:
				school = "'小学'"
			case -1:
				reason = "'因厌学'"
			}
			members = append(members, fmt.Sprintf("('m','s',%d,'%s',%s,%s,%s,%s,'','')", len(members)+1, h.id, born, school, reason, m.resident.sql()))
		}
	}
	sql := `INSERT INTO raw_household (_file,_sheet,_row,county,township,village,village_code,household_id,status,persons,
		wage_income,business_income,property_income,transfer_income,pension,excluded_income,business_expense,
		food,clothing,education,medical,housing,water,house_grade,excl_business,declared_per_capita,_rejected,_inferred) VALUES ` + strings.Join(rows, ",")
	if err := b.db.Exec(ctx, sql); err != nil {
		t.Fatal(err)
	}
	if len(members) > 0 {
		sql = "INSERT INTO raw_member (_file,_sheet,_row,household_id,birth_date,school_status,dropout_reason,resident_medical,_rejected,_inferred) VALUES " + strings.Join(members, ",")
		if err := b.db.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
}

func TestVerdictsTwoWays(t *testing.T) {
	switches := map[string]func(*catalog.Settings){
		"defaults":         nil,
		"identify or":      func(s *catalog.Settings) { s.IdentifyRule = "or" },
		"members divide":   func(s *catalog.Settings) { s.IncomeDivisor = "members" },
		"pension counts":   func(s *catalog.Settings) { s.IncomeExclude = []string{"excluded_income"} },
		"five guarantees":  func(s *catalog.Settings) { s.IdentifyGuarantees = s.IdentifyGuarantees[:5] },
		"declared income":  func(s *catalog.Settings) { s.IncomeSource = "declared" },
		"business allowed": func(s *catalog.Settings) { s.IdentifyExclusions = []string{"excl_away"} },
	}
	for name, change := range switches {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(2018, uint64(len(name))))
			var hs []testHousehold
			for i := range 1500 {
				hs = append(hs, randomHousehold(r, i))
			}
			b := newBatch(t, change)
			insert(t, b, hs)
			b.transform(t, "fct_households", "fct_indicators")
			compareVerdicts(t, b, hs)
		})
	}
}

func compareVerdicts(t *testing.T, b *batch, hs []testHousehold) {
	t.Helper()
	ctx := context.Background()
	_, rows, err := b.db.Query(ctx, "SELECT household_id, verdict, persons, exit_met, poor, wrongly_registered FROM fct_households ORDER BY household_id")
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(hs) {
		t.Fatalf("%d households of %d", len(rows), len(hs))
	}
	type sums struct{ num, den, unknown [5]int64 }
	want := map[string]*sums{}
	seen := map[string]int{}
	for i, h := range hs {
		if !contains(b.settings.IdentifyExclusions, "excl_business") {
			h.excluded = -1
		}
		v := judge(h, b.settings)
		got := rows[i]
		seen[v.verdict]++
		persons := any(nil)
		if v.hasPeople {
			persons = int64(v.persons)
		}
		if got[1] != v.verdict || got[2] != persons || got[3] != boolOf(v.exit) || got[4] != boolOf(v.poor) || got[5] != boolOf(v.wrongly) {
			t.Fatalf("%+v\n SQL: %v\n Go: %+v", h, got, v)
		}
		s := want[h.village]
		if s == nil {
			s = &sums{}
			want[h.village] = s
		}
		n := int64(v.persons)
		add := func(i int, in, of, unknown bool) {
			if in {
				s.num[i] += n
			}
			if of {
				s.den[i] += n
			}
			if unknown {
				s.unknown[i] += n
			}
		}
		add(0, v.verdict == "剩余", true, h.status == "")
		add(1, v.verdict == "错退", h.status == "脱贫户", h.status == "脱贫户" && v.verdict == "待核")
		add(2, v.verdict == "漏评", h.status == "一般农户", h.status == "一般农户" && v.verdict == "待核")
		add(3, v.verdict == "剩余" || v.verdict == "错退" || v.verdict == "漏评", true, v.verdict == "待核")
	}
	for _, v := range []string{"错退", "漏评", "剩余", "待核", ""} {
		if seen[v] == 0 {
			t.Errorf("the random county has no %q", v)
		}
	}
	for i, id := range []string{"registered_incidence", "wrong_exit_rate", "omission_rate", "comprehensive_incidence"} {
		_, rows, err := b.db.Query(ctx, "SELECT DISTINCT area_code, numerator, denominator, unknown FROM fct_indicators WHERE level = 'village' AND indicator = ?", id)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != len(want) {
			t.Errorf("%s: %d villages of %d", id, len(rows), len(want))
		}
		for _, r := range rows {
			s := want[r[0].(string)]
			if r[1] != s.num[i] || r[2] != s.den[i] || r[3] != s.unknown[i] {
				t.Errorf("%s of %s: SQL %v, Go %d/%d unknown %d", id, r[0], r[1:], s.num[i], s.den[i], s.unknown[i])
			}
		}
	}
	if wrong, err := b.levelSums(ctx); err != nil || wrong != "" {
		t.Errorf("level sums: %s %v", wrong, err)
	}
}

func boolOf(x truth) any {
	switch x {
	case 1:
		return true
	case -1:
		return false
	default:
		return nil
	}
}
