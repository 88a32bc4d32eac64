package html

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"math/big"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow/array"

	"sanlv/reports"
	"sanlv/reports/internal/sample"
)

// hostile is what a village could be called by somebody who means harm.
const hostile = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'` + "\r\n\u202e\u2028=1+1 {b} ${x} `"

// source is a reports.Source of frames in memory.
type source map[string]*reports.Frame

func (s source) Frame(_ context.Context, id string) (*reports.Frame, error) {
	f := s[id]
	if f == nil {
		return nil, fmt.Errorf("no frame %s", id)
	}
	return f, nil
}

func (s source) Records(ctx context.Context, id string) (array.RecordReader, error) {
	f, err := s.Frame(ctx, id)
	if err != nil {
		return nil, err
	}
	return reports.RecordsOf(f, 16)
}

func (source) Published() []string { return nil }

// folder is a reports.Sink in memory.
type folder map[string]*bytes.Buffer

type file struct{ *bytes.Buffer }

func (file) Close() error { return nil }

func (f folder) Create(name string) (io.WriteCloser, error) {
	f[name] = &bytes.Buffer{}
	return file{f[name]}, nil
}

// invented is a county: so many townships of so many villages each.
type invented struct {
	townships, villages int
	name                func(township, village int) string // village 0: the township
	empty               bool                               // no households with a verdict, no poor village
}

var exitItems = []reports.ExitItemInfo{
	{Number: 1, Item: "incidence", Label: "贫困发生率", Unit: "人", Comparator: "<", Threshold: 0.02},
	{Number: 2, Item: "roads", Label: "25户以上自然村通硬化路", Unit: "个自然村", Comparator: ">=", Threshold: 1},
	{Number: 3, Item: "water", Label: "农户饮水安全", Unit: "户", Comparator: ">=", Threshold: 1},
	{Number: 4, Item: "housing", Label: "农户住房安全", Unit: "户", Comparator: ">=", Threshold: 1},
	{Number: 5, Item: "electricity", Label: "户户通生活用电", Unit: "户", Comparator: ">=", Threshold: 1},
	{Number: 5, Item: "power", Label: "村委会通动力电", Unit: "是否", Comparator: "=", Threshold: 1},
	{Number: 6, Item: "broadband", Label: "村委会通宽带", Unit: "是否", Comparator: "=", Threshold: 1},
	{Number: 6, Item: "television", Label: "农户能收看电视", Unit: "户", Comparator: ">=", Threshold: 1},
	{Number: 7, Item: "cleaners", Label: "25户以上自然村有保洁员", Unit: "个自然村", Comparator: ">=", Threshold: 1},
	{Number: 7, Item: "waste_points", Label: "25户以上自然村有垃圾集中收集点", Unit: "个自然村", Comparator: ">=", Threshold: 1},
	{Number: 7, Item: "toilets", Label: "无害化卫生厕所", Unit: "户", Comparator: ">=", Threshold: 0.65},
	{Number: 8, Item: "clinic", Label: "有卫生室", Unit: "是否", Comparator: "=", Threshold: 1},
	{Number: 8, Item: "service_platform", Label: "有农村综合服务平台", Unit: "是否", Comparator: "=", Threshold: 1},
	{Number: 9, Item: "collective_income", Label: "村集体经济收入", Unit: "元", Comparator: ">=", Threshold: 50000},
}

func meta() reports.Meta {
	m := reports.Meta{County: "莲塘县", Period: 2018, AsOf: time.Date(2018, 12, 31, 0, 0, 0, 0, time.UTC), Version: "0.1.0", RunID: "1a2b3c4d", Draft: true,
		Standards: []string{"国家中部", "国家西部", "手册", "莲花县2018"},
		Parameters: []reports.Parameter{
			{Name: "line.national", Value: "2995", Note: "2018年贫困线,元/人·年", Source: "国家现行标准当年价(待核对原文)", Status: "待核对"},
			{Name: "identify.rule", Value: "and", Note: "贫困识别:收入低于线“且”有一项不保障(and),或“或”(or)", Source: "贫困户帮扶责任人培训提纲"},
			{Name: "assessment.year", Value: "", Note: "评估年度;空白:截止日期的年份"},
		}}
	for _, info := range []reports.IndicatorInfo{
		{ID: "comprehensive_incidence", Label: "综合贫困发生率", Numerator: "未脱贫、错退、漏评人口", Denominator: "户籍人口", Unit: "人", Headline: true},
		{ID: "wrong_exit_rate", Label: "错退率", Numerator: "错退人口", Denominator: "脱贫户人口", Unit: "人", Headline: true},
		{ID: "omission_rate", Label: "漏评率", Numerator: "漏评人口", Denominator: "一般农户人口", Unit: "人", Headline: true},
		{ID: "approval", Label: "群众认可度", Numerator: "认可户", Denominator: "答复户", Unit: "户", HigherIsBetter: true, Headline: true},
		{ID: "registered_incidence", Label: "建档立卡贫困发生率", Numerator: "未脱贫人口", Denominator: "户籍人口", Unit: "人"},
	} {
		info.Definition, info.Source, info.Decimals = info.Numerator+"占"+info.Denominator+"的比重。", "贫困县退出评估口径(待核对原文)", 2
		m.Indicators = append(m.Indicators, info)
	}
	for _, l := range [][3]string{{reports.WrongExits, "错退", reports.CountsHouseholds}, {reports.Omissions, "漏评", reports.CountsHouseholds}, {reports.Pending, "待核", reports.CountsHouseholds},
		{"uninsured", "未参保", reports.CountsPersons}} {
		m.Ledgers = append(m.Ledgers, reports.LedgerInfo{ID: l[0], Label: l[1], Counts: l[2], Definition: l[1] + "的定义。", Source: "驻村干部脱贫攻坚工作手册"})
	}
	for _, s := range standards {
		m.Rules = append(m.Rules, reports.RuleInfo{Standard: s.name, Indicator: s.indicator, Levels: s.levels, Comparator: s.comparator,
			Threshold: s.threshold, HasThreshold: true, Source: "贫困县退出评估口径(国办二手转载,待核对原文)", Status: "待核对"})
	}
	for _, it := range exitItems {
		it.Standard, it.HasThreshold, it.Source, it.Status = "江西九项", true, "脱贫摘帽“包村长”责任落实方案(莲花县2018)", "待核对"
		m.ExitItems = append(m.ExitItems, it)
	}
	return m
}

type standard struct {
	name, indicator string
	levels          []string
	comparator      string
	threshold       float64
}

var (
	everywhere = []string{"county", "township", "village"}
	standards  = []standard{
		{"国家中部", "comprehensive_incidence", everywhere, "<", 0.02}, {"国家中部", "wrong_exit_rate", everywhere, "<", 0.02},
		{"国家中部", "omission_rate", everywhere, "<", 0.02}, {"国家中部", "approval", everywhere, ">=", 0.9},
		{"国家西部", "comprehensive_incidence", everywhere, "<", 0.03}, {"国家西部", "wrong_exit_rate", everywhere, "<", 0.02},
		{"国家西部", "omission_rate", everywhere, "<", 0.02}, {"国家西部", "approval", everywhere, ">=", 0.9},
		{"手册", "comprehensive_incidence", everywhere, "<", 0.03}, {"手册", "wrong_exit_rate", everywhere, "<", 0.02},
		{"手册", "omission_rate", everywhere, "<", 0.02}, {"手册", "approval", everywhere, ">", 0.9},
		{"莲花县2018", "registered_incidence", []string{"county"}, "<=", 0.01}, {"莲花县2018", "comprehensive_incidence", []string{"county"}, "<=", 0.01},
		{"莲花县2018", "wrong_exit_rate", []string{"village"}, "=", 0}, {"莲花县2018", "omission_rate", []string{"village"}, "=", 0},
	}
)

func meets(num, den int64, s standard) bool {
	if den == 0 {
		return false
	}
	r, t := float64(num)/float64(den), s.threshold
	return map[string]bool{"<": r < t, "<=": r <= t, ">": r > t, ">=": r >= t, "=": r == t}[s.comparator]
}

// sums is what an area adds up: numerator, denominator, unknown by indicator.
type sums struct {
	level, code, name string
	expected, arrived int64
	of                map[string][3]int64
}

func (c invented) source() source {
	areas := map[string]*sums{}
	var list []*sums
	area := func(level, code, name string) *sums {
		if areas[level+code] == nil {
			areas[level+code] = &sums{level: level, code: code, name: name, of: map[string][3]int64{}}
			list = append(list, areas[level+code])
		}
		return areas[level+code]
	}
	villages := &reports.Frame{ID: "villages", Columns: []string{"village_code", "village_name", "township_code", "township", "county_code", "county", "listed", "arrived", "poor_village", "households", "persons"}}
	exit := &reports.Frame{ID: "village_exit", Columns: []string{"standard", "village_code", "village_name", "township", "item", "numerator", "denominator", "value", "comparator", "threshold", "verdict", "reason"}}
	ledger := &reports.Frame{ID: "ledger", Columns: []string{"ledger", "village_code", "township", "village", "household_id", "head_name", "status", "household_persons", "per_capita", "line",
		"person", "relationship", "age", "persons", "subject", "reason", "file", "sheet", "cell", "header"}}
	arrivals := &reports.Frame{ID: "arrivals", Columns: []string{"township", "village", "village_code", "kind", "owed", "files", "rows", "errors", "warnings", "state"}}
	for t := 1; t <= c.townships; t++ {
		for v := 1; v <= c.villages; v++ {
			n := t*37 + v*11
			tc, township := fmt.Sprintf("360399%03d", 100+t), c.name(t, 0)
			vc, village := fmt.Sprintf("%s%03d", tc, 200+v), c.name(t, v)
			listed := true
			if t == c.townships && v == c.villages { // in no list
				tc, township, vc, listed = "未定", "未定", "未定", false
				village = "未定"
			}
			arrived := n%10 != 0 || !listed
			villages.Rows = append(villages.Rows, []any{vc, village, tc, township, "360399", "莲塘县", listed, arrived, n%3 == 0, int64(300 + n), int64(1200 + n)})
			exited, remain := int64(60+n%50), int64(n%19*t)/2
			wrong := int64(btoi(n%4 == 0)) * int64(n%5) * int64(1+t/3)
			omit := int64(btoi(n%5 == 0)) * int64(n%7)
			people, open := int64(1200+n), int64(btoi(n%9 == 0))*3
			if !arrived {
				exited, remain, wrong, omit, people, open = 0, 0, 0, 0, 0, 0
			}
			given := map[string][3]int64{
				"registered_incidence": {remain, people, 0}, "comprehensive_incidence": {remain + wrong + omit, people, open},
				"wrong_exit_rate": {wrong, exited, open}, "omission_rate": {omit, max(0, people-exited-remain), 0}, "approval": {0, 0, 0},
			}
			if t%2 == 1 && arrived {
				given["approval"] = [3]int64{int64(17 + n%4), 20, int64(n % 3)}
			}
			for _, a := range []*sums{area("county", "360399", "莲塘县"), area("township", tc, township), area("village", vc, village)} {
				if listed {
					a.expected++
				}
				a.arrived += int64(btoi(arrived && listed))
				for k, g := range given {
					s := a.of[k]
					a.of[k] = [3]int64{s[0] + g[0], s[1] + g[1], s[2] + g[2]}
				}
			}
			for k, kind := range []string{"household", "member", "village", "verification"} {
				state, files, count := "已到", "户表_"+township+".xlsx", int64(n+100)
				switch {
				case !arrived && k < 2:
					state, files, count = "未到", "", 0
				case kind == "verification" && t%2 == 0:
					state, files, count = "—", "", 0
				case n%6 == 0:
					state = "有问题"
				}
				arrivals.Rows = append(arrivals.Rows, []any{township, village, vc, kind, true, files, count, int64(n % 6 % 3), int64(n % 4), state})
			}
			if c.empty {
				continue
			}
			if n%3 == 0 {
				exit.Rows = append(exit.Rows, exitRows(vc, village, township, n)...)
			}
			add := func(list, reason string, many int64) {
				for i := range many {
					file := "2018/" + township + "/户表_" + village + ".xlsx"
					ledger.Rows = append(ledger.Rows, []any{list, vc, township, village, fmt.Sprintf("%s%05d", vc, len(ledger.Rows)+1), "张*", "脱贫户", 1 + i,
						reports.Decimal{Unscaled: big.NewInt(283050 + i), Scale: 2}, reports.Decimal{Unscaled: big.NewInt(299500), Scale: 2},
						"", "", nil, 1 + i, "", reason, file, "户信息", fmt.Sprintf("C%d", 10+i), "饮水安全"})
				}
			}
			add(reports.WrongExits, "人均纯收入2830.50元,不高于贫困线2995.00元;住房安全无保障", wrong)
			add(reports.Omissions, "人均纯收入2830.50元,低于贫困线2995.00元;基本医疗无保障", omit)
			add(reports.Pending, "人均纯收入不明;饮水安全不明", open)
		}
	}
	out := source{}
	if other, ok := sample.Empty().Source.(sample.Source); ok { // nobody has been drawn
		for _, id := range sampleFrames {
			out[id] = other[id]
		}
	}
	maps.Copy(out, moreFrames(list))
	maps.Copy(out, source{"poverty": povertyFrame(list), "income_curve": curveFrame(c.empty), "villages": villages, "village_exit": exit, "ledger": ledger, "arrivals": arrivals, "indicators": indicatorFrame(list)})
	return out
}

// sampleFrames are what the page reads of the verification sample.
var sampleFrames = []string{"estimates", "funnel", "sample_agreement", "sample_difference", "sample_case", "fieldwork"}

// withSample puts the verification sample of another county in.
func withSample(p *reports.Publication) {
	for _, id := range sampleFrames {
		p.Source.(source)[id] = sample.Publication().Source.(sample.Source)[id]
	}
}

func indicatorFrame(list []*sums) *reports.Frame {
	f := &reports.Frame{ID: "indicators", Columns: []string{"period", "standard", "level", "area_code", "area_name", "indicator", "numerator", "denominator", "value",
		"unknown", "value_low", "value_high", "comparator", "threshold", "verdict", "villages_expected", "villages_arrived"}}
	for _, a := range list {
		for _, info := range meta().Indicators {
			id := info.ID
			g, judged := a.of[id], false
			row := func(s standard, verdict string, threshold any) {
				var value any
				if g[1] > 0 {
					value = float64(g[0]) / float64(g[1])
				}
				f.Rows = append(f.Rows, []any{int64(2018), s.name, a.level, a.code, a.name, id, g[0], g[1], value, g[2], value, value, s.comparator, threshold, verdict, a.expected, a.arrived})
			}
			for _, s := range standards {
				applies := false
				for _, l := range s.levels {
					applies = applies || l == a.level
				}
				if s.indicator != id || !applies {
					continue
				}
				var verdict string
				judged = true
				low, high := meets(g[0], g[1], s), meets(g[0]+g[2], g[1], s)
				switch {
				case a.arrived < a.expected || g[1] == 0:
					verdict = reports.NoData
				case low && high:
					verdict = reports.Met
				case !low && !high:
					verdict = reports.Missed
				default:
					verdict = reports.Undecided
				}
				row(s, verdict, s.threshold)
			}
			if !judged {
				row(standard{}, reports.NotJudged, nil)
			}
		}
	}
	return f
}

// povertyFrame has the headcount of every area; the table shows 不详 for the rest.
func povertyFrame(list []*sums) *reports.Frame {
	f := &reports.Frame{ID: "poverty", Columns: []string{"level", "area_code", "area_name", "measure", "item", "value", "numerator", "denominator", "persons", "unknown"}}
	for _, a := range list {
		g := a.of["registered_incidence"]
		var value any
		if g[1] > 0 {
			value = float64(g[0]) / float64(g[1])
		}
		f.Rows = append(f.Rows, []any{a.level, a.code, a.name, "fgt0", "", value, float64(g[0]), float64(g[1]), g[1], int64(3)})
	}
	return f
}

// curveFrame is the income curve of the county: nobody below 500 yuan.
func curveFrame(empty bool) *reports.Frame {
	f := &reports.Frame{ID: "income_curve", Columns: []string{"area_code", "area_name", "income", "persons", "all_persons", "line"}}
	for i := range int64(40) {
		if !empty {
			f.Rows = append(f.Rows, []any{"360399", "莲塘县", reports.Decimal{Unscaled: big.NewInt(50000 + i*i*2500), Scale: 2}, 30 * (i + 1), int64(1200), int64(2995)})
		}
	}
	return f
}

func exitRows(code, village, township string, n int) [][]any {
	var out [][]any
	met, missed := int64(0), 0
	for i, it := range exitItems {
		var num, den any = int64(95 + i%6), int64(95 + i%6)
		verdict, reason := reports.Met, ""
		switch {
		case it.Item == "television" && n%2 == 0:
			num, den, reason = int64(0), int64(0), "不适用"
		case (n+i*7)%17 == 0:
			num, verdict, reason = int64(90), reports.Missed, it.Label+"差3"+it.Unit+"(90/93)"
			missed++
		case (n+i*5)%23 == 0:
			num, den, verdict, reason = nil, nil, reports.NoData, "村表缺“"+it.Label+"”的数"
		}
		if verdict == reports.Met {
			met++
		}
		out = append(out, []any{"江西九项", code, village, township, it.Item, num, den, nil, it.Comparator, it.Threshold, verdict, reason})
	}
	verdict := reports.Met
	if missed > 0 {
		verdict = reports.Missed
	} else if met < int64(len(exitItems)) {
		verdict = reports.NoData
	}
	return append(out, []any{"江西九项", code, village, township, "all", met, int64(len(exitItems)), nil, "=", 1.0, verdict, ""})
}

var (
	townNames    = []string{"城关镇", "石塘镇", "白鹭乡", "三板桥乡", "荷花镇", "坪里乡", "六市乡", "高洲乡", "神泉乡", "湖上乡", "闪石乡", "升坊镇", "良坊镇", "路口镇", "南岭乡", "琴亭镇"}
	villageNames = []string{"上塘村", "下塘村", "石门村", "大湾村", "新屋村", "杉木村", "桥头村", "东坑村", "柏树村", "金竹村", "双溪村", "樟树下村"}
)

func plain(t, v int) string {
	if v == 0 {
		return townNames[(t-1)%len(townNames)]
	}
	return villageNames[(t*5+v)%len(villageNames)]
}

// write renders the page of a county.
func write(t testing.TB, c invented, change func(*reports.Publication)) []byte {
	t.Helper()
	pub := reports.Publication{Meta: meta(), Source: c.source()}
	if change != nil {
		change(&pub)
	}
	out := folder{}
	if err := New().Write(context.Background(), pub, out); err != nil {
		t.Fatal(err)
	}
	return out[Name].Bytes()
}
