// Package sample is a small invented publication for the tests of the writers:
// two townships, a village that has not reported, one in no list, names that try
// to do harm, zero denominators, values below the unit.
package sample

import (
	"context"
	"fmt"
	"maps"
	"math/big"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/apache/arrow/go/v17/arrow/array"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// Source holds frames by id.
type Source map[string]*reports.Frame

// Frame implements reports.Source.
func (s Source) Frame(_ context.Context, id string) (*reports.Frame, error) {
	if f, ok := s[id]; ok {
		return f, nil
	}
	if columns := published()[id]; columns != nil {
		return &reports.Frame{ID: id, Columns: columns}, nil
	}
	return nil, fmt.Errorf("no frame %s", id)
}

// published are the columns of all frames that there are: those that the sample
// says nothing of are empty.
var published = sync.OnceValue(func() map[string][]string {
	out := map[string][]string{}
	cat, err := catalog.Open(nil)
	if err != nil {
		return out
	}
	for _, m := range cat.Models {
		if p := m.Header["publish"]; p != "" {
			out[path.Base(p)] = m.Output()
		}
	}
	return out
})

// perRecord is small, so that also the small frames come in several records.
const perRecord = 16

// Records implements reports.Source.
func (s Source) Records(ctx context.Context, id string) (array.RecordReader, error) {
	f, err := s.Frame(ctx, id)
	if err != nil {
		return nil, err
	}
	return reports.RecordsOf(f, perRecord)
}

// Published implements reports.Source: all that a run publishes.
func (s Source) Published() []string {
	names := maps.Clone(published())
	for id := range s {
		names[id] = nil
	}
	return slices.Sorted(maps.Keys(names))
}

// Hostile names: all of them must be harmless wherever they are shown.
var (
	Script  = "</script><script>alert(1)</script>村"
	Command = "=cmd|'/c calc'!A1"
	Long    = strings.Repeat("很长的村名", 100)
	Broken  = "第一行\n第二行\x01\x0b\u202e反向\tA_x0041_"
)

// Village is one village of the sample and what is summed from it.
type Village struct {
	Code, Name, TownshipCode, Township string
	Expected, Arrived                  bool
	Poor                               any
	Sums                               map[string][3]int64 // indicator → numerator, denominator, unknown
}

// Villages are the villages of the sample in official code order.
func Villages() []Village {
	sums := func(remaining, persons, wrong, exited, wrongUnknown, omitted, plain, plainUnknown, approve, answered, silent int64) map[string][3]int64 {
		return map[string][3]int64{
			"registered_incidence":    {remaining, persons, 0},
			"wrong_exit_rate":         {wrong, exited, wrongUnknown},
			"omission_rate":           {omitted, plain, plainUnknown},
			"comprehensive_incidence": {remaining + wrong + omitted, persons, wrongUnknown + plainUnknown},
			"approval":                {approve, answered, silent},
		}
	}
	const a, b = "360821001", "360821002"
	return []Village{
		{a + "201", "荷塘村", a, "城厢镇", true, true, true, sums(6, 1200, 4, 180, 3, 2, 1010, 5, 18, 20, 1)},
		{a + "202", Script, a, "城厢镇", true, true, true, sums(1, 31234, 0, 210, 0, 0, 1150, 0, 20, 20, 0)},
		{a + "203", "新桥村", a, "城厢镇", true, false, nil, sums(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)},
		{b + "201", Command, b, "白石乡", true, true, true, sums(0, 860, 0, 0, 0, 0, 850, 0, 0, 0, 0)},
		{b + "202", Broken, b, "白石乡", true, true, false, sums(3, 900, 6, 120, 0, 9, 777, 12, 12, 19, 2)},
		{b + "203", Long, b, "白石乡", true, true, true, sums(0, 1450, 0, 205, 0, 0, 1200, 0, 9, 10, 0)},
		{"未定", "未定", "未定", "未定", false, true, nil, sums(0, 37, 0, 5, 5, 0, 32, 0, 0, 0, 0)},
	}
}

// Publication is the whole sample.
func Publication() reports.Publication {
	items, counts := tallies()
	return reports.Publication{Meta: meta(), Source: Source{
		"villages": villages(), "indicators": indicators(), "village_exit": exits(), "ledger": ledger(), "ledger_count": ledgerCounts(), "reconcile": reconcile(), "reconcile_doubt": doubts(), "late_sheet": lateSheets(), "tally": counts, "tally_item": items, "arrivals": arrivals(), "intake": intake(), "problems": problems(), "problem_count": problemCounts(), "answers": answers(), "poverty": poverty(),
		"estimates": estimates(), "funnel": funnel(), "sample_agreement": agreement(), "sample_difference": differences(), "sample_case": cases(), "fieldwork": fieldwork(),
		"accuracy": accuracy(), "checks": checks(),
		"households": frame("households", "household_id"), "findings": frame("findings", "finding_id"),
	}}
}

// Empty is a publication in which nothing came.
func Empty() reports.Publication {
	p := Publication()
	s := Source{}
	for id, f := range p.Source.(Source) {
		s[id] = &reports.Frame{ID: f.ID, Columns: f.Columns}
	}
	p.Source = s
	return p
}

func frame(id string, columns ...string) *reports.Frame {
	return &reports.Frame{ID: id, Columns: columns}
}

func add(f *reports.Frame, values ...any) { f.Rows = append(f.Rows, values) }

func dec(s string) reports.Decimal {
	whole, cents, _ := strings.Cut(s, ".")
	n, _ := new(big.Int).SetString(whole+cents, 10)
	return reports.Decimal{Unscaled: n, Scale: len(cents)}
}

func meta() reports.Meta {
	m := reports.Meta{
		County: "莲塘县", Period: 2018, AsOf: time.Date(2018, 12, 31, 0, 0, 0, 0, time.UTC), Version: "0.1.0", RunID: "1a2b3c4d", Draft: true,
		Standards: []string{"国家中部", "手册", "莲花县2018"},
		Parameters: []reports.Parameter{
			{Name: "line.national", Value: "2995", Label: "2018年贫困线,元/人·年", Words: "2995", Source: "国家现行标准当年价(待核对原文)", Status: "待核对"},
			{Name: "income.source", Value: "parts", Label: "纯收入", Words: "由各项收入计算", Note: "纯收入由各项收入计算(parts),还是用填报的人均纯收入(declared)"},
			{Name: "identify.rule", Value: "and", Label: "贫困识别", Words: "收入低于线,并且有一项不保障", Note: "贫困识别:收入低于线“且”有一项不保障(and),或“或”(or)", Source: "贫困户帮扶责任人培训提纲"},
			{Name: "population", Value: "registered", Label: "发生率的分母", Words: "户表人口之和", Note: "发生率的分母:户表人口之和(registered)"},
			{Name: "approval.rule", Value: "overall", Label: "认可", Words: "按总体认可", Note: "认可度:总体认可(overall),或四项都认可(all_four)"},
			{Name: "poverty.af_cutoff", Value: "2", Label: "多维贫困的临界值", Words: "2"},
		},
		CheckParameters: []reports.Parameter{{Name: "check.persons_many", Value: "7", Note: "家庭人口数达到多少人时提示", Source: "各县实际做过的检查", Status: "待核对"}},
		Indicators: []reports.IndicatorInfo{
			{ID: "comprehensive_incidence", Label: "综合贫困发生率", Numerator: "未脱贫、错退、漏评人口", Denominator: "户籍人口", Unit: "人", Decimals: 2, Headline: true},
			{ID: "wrong_exit_rate", Label: "错退率", Definition: "脱贫户中未达到退出标准的人口占脱贫户人口的比重。", Numerator: "错退人口", Denominator: "脱贫户人口", Source: "驻村干部脱贫攻坚工作手册", Unit: "人", Decimals: 2, Headline: true},
			{ID: "omission_rate", Label: "漏评率", Numerator: "漏评人口", Denominator: "一般农户人口", Unit: "人", Decimals: 2, Headline: true},
			{ID: "approval", Label: "群众认可度", Definition: "核查中认可的户占作出答复的户的比重;未访到的户不计。", Numerator: "认可户", Denominator: "答复户", Source: "贫困县退出评估口径(待核对原文)", Unit: "户", Decimals: 2, HigherIsBetter: true, Headline: true},
			{ID: "registered_incidence", Label: "建档立卡贫困发生率", Numerator: "未脱贫人口", Denominator: "户籍人口", Unit: "人", Decimals: 2},
		},
	}
	m.Measures, m.Groups = povertyMeasures, incomeGroups
	m.Rules = append(m.Rules, rules...)
	m.ExitItems = exitItems
	m.Ledgers = ledgers
	return m
}

var allLevels = []string{"county", "township", "village"}

var rules = []reports.RuleInfo{
	{Standard: "国家中部", Indicator: "comprehensive_incidence", Levels: allLevels, Comparator: "<", Threshold: 0.02, HasThreshold: true, Source: "贫困县退出评估口径(国办二手转载,待核对原文)", Status: "待核对"},
	{Standard: "国家中部", Indicator: "wrong_exit_rate", Levels: allLevels, Comparator: "<", Threshold: 0.02, HasThreshold: true, Source: "贫困县退出评估口径(国办二手转载,待核对原文)", Status: "待核对"},
	{Standard: "国家中部", Indicator: "omission_rate", Levels: allLevels, Comparator: "<", Threshold: 0.02, HasThreshold: true, Source: "贫困县退出评估口径(国办二手转载,待核对原文)", Status: "待核对"},
	{Standard: "国家中部", Indicator: "approval", Levels: allLevels, Comparator: ">=", Threshold: 0.9, HasThreshold: true, Source: "贫困县退出评估口径(国办二手转载,待核对原文)", Status: "待核对"},
	{Standard: "手册", Indicator: "comprehensive_incidence", Levels: allLevels, Comparator: "<", Threshold: 0.03, HasThreshold: true, Source: "驻村干部脱贫攻坚工作手册", Status: "待核对"},
	{Standard: "手册", Indicator: "wrong_exit_rate", Levels: allLevels, Comparator: "<", Threshold: 0.02, HasThreshold: true, Source: "驻村干部脱贫攻坚工作手册", Status: "待核对"},
	{Standard: "手册", Indicator: "omission_rate", Levels: allLevels, Comparator: "<", Threshold: 0.02, HasThreshold: true, Source: "驻村干部脱贫攻坚工作手册", Status: "待核对"},
	{Standard: "手册", Indicator: "approval", Levels: allLevels, Comparator: ">", Threshold: 0.9, HasThreshold: true, Source: "驻村干部脱贫攻坚工作手册", Status: "待核对"},
	{Standard: "莲花县2018", Indicator: "registered_incidence", Levels: []string{"county"}, Comparator: "<=", Threshold: 0.01, HasThreshold: true, Source: "脱贫摘帽“包村长”责任落实方案(莲花县2018)", Status: "待核对"},
	{Standard: "莲花县2018", Indicator: "wrong_exit_rate", Levels: []string{"village"}, Comparator: "=", HasThreshold: true, Source: "脱贫摘帽“包村长”责任落实方案(莲花县2018)", Status: "待核对", Note: "每村为零"},
	{Standard: "莲花县2018", Indicator: "approval", Levels: []string{"county"}, Comparator: ">=", Source: "脱贫摘帽“包村长”责任落实方案(莲花县2018)", Status: "待核对", Note: "原文数值被遮盖,请填"},
}

func villages() *reports.Frame {
	f := frame("villages", "village_code", "village_name", "township_code", "township", "county_code", "county", "listed", "arrived", "poor_village", "households", "persons")
	for _, v := range Villages() {
		add(f, v.Code, v.Name, v.TownshipCode, v.Township, "360821", "莲塘县", v.Expected, v.Arrived, v.Poor, v.Sums["registered_incidence"][1]/3, v.Sums["registered_incidence"][1])
	}
	return f
}

// indicators sums the villages and judges them as the contract says.
func indicators() *reports.Frame {
	f := frame("indicators", "period", "standard", "level", "area_code", "area_name", "indicator", "numerator", "denominator", "value", "unknown",
		"value_low", "value_high", "comparator", "threshold", "verdict", "villages_expected", "villages_arrived")
	type sum struct {
		name              string
		expected, arrived int64
		missing           bool
		of                map[string][3]int64
	}
	areas := map[[2]string]*sum{}
	var keys [][2]string
	for _, v := range Villages() {
		for _, a := range [][3]string{{"county", "360821", "莲塘县"}, {"township", v.TownshipCode, v.Township}, {"village", v.Code, v.Name}} {
			key := [2]string{a[0], a[1]}
			s := areas[key]
			if s == nil {
				s = &sum{name: a[2], of: map[string][3]int64{}}
				areas[key] = s
				keys = append(keys, key)
			}
			if v.Expected {
				s.expected++
			}
			if v.Arrived {
				s.arrived++
			}
			s.missing = s.missing || v.Expected && !v.Arrived
			for id, n := range v.Sums {
				have := s.of[id]
				for i := range n {
					have[i] += n[i]
				}
				s.of[id] = have
			}
		}
	}
	for _, key := range keys {
		s := areas[key]
		for _, id := range []string{"approval", "comprehensive_incidence", "omission_rate", "registered_incidence", "wrong_exit_rate"} {
			n := s.of[id]
			var value, high any
			if n[1] > 0 {
				value, high = float64(n[0])/float64(n[1]), float64(n[0]+n[2])/float64(n[1])
			}
			row := func(standard, comparator string, threshold any, verdict string) {
				add(f, int64(2018), standard, key[0], key[1], s.name, id, n[0], n[1], value, n[2], value, high, comparator, threshold, verdict, s.expected, s.arrived)
			}
			judged := false
			for _, r := range rules {
				if r.Indicator != id || !slices.Contains(r.Levels, key[0]) {
					continue
				}
				judged = true
				switch {
				case !r.HasThreshold:
					row(r.Standard, r.Comparator, nil, reports.NotJudged)
				case s.missing || n[1] == 0:
					row(r.Standard, r.Comparator, r.Threshold, reports.NoData)
				default:
					low, up := holds(value.(float64), r), holds(high.(float64), r)
					verdict := map[[2]bool]string{{true, true}: reports.Met, {false, false}: reports.Missed}[[2]bool{low, up}]
					if verdict == "" {
						verdict = reports.Undecided
					}
					row(r.Standard, r.Comparator, r.Threshold, verdict)
				}
			}
			if !judged {
				row("", "", nil, reports.NotJudged)
			}
		}
	}
	return f
}

func holds(v float64, r reports.RuleInfo) bool {
	switch r.Comparator {
	case "<":
		return v < r.Threshold
	case "<=":
		return v <= r.Threshold
	case ">":
		return v > r.Threshold
	case ">=":
		return v >= r.Threshold
	}
	return v == r.Threshold
}
