package html

import (
	"context"
	"fmt"
	"slices"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// moreFrames are the frames of the invented county that follow from its sums: the
// make-up of its households, and a few findings.
func moreFrames(list []*sums) source {
	items := &reports.Frame{ID: "tally_item", Columns: []string{"class", "item"}}
	counts := &reports.Frame{ID: "tally", Columns: []string{"level", "area_code", "scope", "class", "item", "households"}}
	accuracy := &reports.Frame{ID: "accuracy", Columns: []string{"level", "area_code", "area_name", "errors", "warnings", "notices"}}
	problems := &reports.Frame{ID: "problems", Columns: []string{"severity", "township", "rule", "state"}}
	checks := &reports.Frame{ID: "checks", Columns: []string{"rule", "rule_group", "about"}}
	for _, c := range []struct {
		class, scope string
		items        []string
	}{{"status", "all", []string{"脱贫户", "一般农户", "未脱贫户", "返贫户"}}, {"guarantee", "all", []string{"住房安全", "饮水安全"}},
		{"cause", "registered", []string{"因病", "因残", "因学", "因灾", "缺土地", "缺水", "缺技术", "缺劳力", "缺资金", "交通落后"}}, {"income", "all", []string{"低于2995元", "2995元以上"}}} {
		for k, item := range c.items {
			items.Rows = append(items.Rows, []any{c.class, item})
			for _, a := range list {
				n := a.of["registered_incidence"][1] / 4
				share := n / int64(len(c.items))
				if k == 0 {
					share = n - share*int64(len(c.items)-1)
					counts.Rows = append(counts.Rows, []any{a.level, a.code, c.scope, "total", "合计", n})
				}
				counts.Rows = append(counts.Rows, []any{a.level, a.code, c.scope, c.class, item, share})
			}
		}
	}
	for k := range 33 {
		rule := fmt.Sprintf("rule_%02d", k)
		checks.Rows = append(checks.Rows, []any{rule, "身份", fmt.Sprintf("第%d种检查看的是什么", k)})
		for _, a := range list {
			for range a.of["wrong_exit_rate"][0] % int64(k+2) {
				if a.level == "township" {
					problems.Rows = append(problems.Rows, []any{[]string{"错误", "警告", "提示"}[k%3], a.name, rule, "未答复"})
				}
			}
		}
	}
	problems.Rows = append(problems.Rows, []any{"错误", "", "rule_00", "未答复"}, []any{"错误", "", "rule_00", reports.Settled})
	for _, a := range list {
		if a.level == "county" {
			accuracy.Rows = append(accuracy.Rows, []any{a.level, a.code, a.name, int64(12), int64(3), int64(40)})
		}
	}
	watched := &reports.Frame{ID: "monitoring_area", Columns: []string{"level", "area_code", "class", "item", "households"}}
	for _, a := range list {
		for k, class := range []string{"合计", "脱贫不稳定户", "边缘易致贫户", "待定"} {
			for _, item := range append([]string{"total"}, monitorStates[:4]...) {
				watched.Rows = append(watched.Rows, []any{a.level, a.code, class, item, a.of["registered_incidence"][1] / int64(100*(k+1))})
			}
		}
	}
	return source{"monitoring_area": watched, "tally_item": items, "tally": counts, "accuracy": accuracy, "problems": problems, "checks": checks}
}

// withPast puts runs before this one in: two months ago with another line, and
// last month, since when three households moved.
func withPast(p *reports.Publication) {
	withSample(p)
	county := func(id string) reports.PastFigure {
		r, at := p.Source.(source)["indicators"], map[string]int{}
		for i, c := range r.Columns {
			at[c] = i
		}
		for _, row := range r.Rows {
			if row[at["level"]] == "county" && row[at["indicator"]] == id {
				return reports.PastFigure{Code: row[at["area_code"]].(string), Area: row[at["area_name"]].(string), Indicator: id, Numerator: row[at["numerator"]].(int64),
					Denominator: row[at["denominator"]].(int64), Unknown: row[at["unknown"]].(int64), Expected: 100, Arrived: 98}
			}
		}
		return reports.PastFigure{}
	}
	d := &reports.Difference{Before: reports.DiffSide{Folder: "2018-11-30-aaaaaaaa", RunID: "aaaaaaaa99", AsOf: "2018-11-30"}, After: reports.DiffSide{Folder: "2018-12-31-1a2b3c4d", RunID: "1a2b3c4d99", AsOf: "2018-12-31"},
		Rules: []reports.DiffRule{{Name: "参数 2018年贫困线(line.national)", Before: "3100", After: "2995"}, {Name: reports.RuleFile + "tables.csv", Before: "SHA-256 aa", After: "SHA-256 bb"}},
		Flows: []reports.DiffFlow{{Before: "脱贫户", After: "脱贫户", Households: 900, Persons: 3000}, {Before: "未脱贫户", After: "脱贫户", Households: 40, Persons: 130}, {After: "一般农户", Households: 3, Persons: 9}},
		Households: []reports.DiffHousehold{{Cause: reports.CauseNew, HouseholdID: "H-new", VillageCode: "360399101201", After: "错退(脱贫户,3人)", Place: "户表.xlsx › 户信息 › 第4行"},
			{Cause: reports.CauseVerdict, HouseholdID: "H-turned", VillageCode: "360399102202", Before: "错退(脱贫户,4人)", After: "无问题(脱贫户,4人)",
				Inputs: []reports.DiffInput{{Label: "工资性收入", Before: "600.00", After: "6000.00", Place: "户表.xlsx › 户信息 › H9(工资性收入)"}}},
			{Cause: reports.CauseGone, HouseholdID: "H-gone", VillageCode: "999", Before: "漏评(一般农户,2人)", Place: "户表.xlsx › 户信息 › 第8行"}},
		Exits: []reports.DiffExit{{Standard: "国家2016", Code: "360399101201", Village: "某村", Item: reports.ExitWhole, Label: "整村", Before: reports.NoData, After: reports.Met},
			{Standard: "国家2016", Code: "360399101201", Village: "某村", Item: "road", Label: "通硬化路", Before: reports.NoData, After: reports.Met, Reason: "3/3"}},
		Rulings: []reports.DiffRuling{{Rule: "rule_01", Severity: "错误", New: 4, Mended: 7}}}
	runs := []reports.PastRun{{Name: "2018-10-31-bbbbbbbb"}, {Name: "2018-11-30-aaaaaaaa", Changed: []string{"标准 国家中部 综合贫困发生率(县级) <3% → <2%"}}, {Name: "2018-12-31-1a2b3c4d", This: true, Changed: d.ChangedRules()}}
	for _, info := range p.Meta.Indicators {
		f := county(info.ID)
		now := reports.DiffFigure{Numerator: f.Numerator, Denominator: f.Denominator, Unknown: f.Unknown}
		before := now
		before.Numerator, before.Denominator = before.Numerator-2, before.Denominator-3
		i := reports.DiffIndicator{Level: "county", Code: f.Code, Area: f.Area, ID: info.ID, Label: info.Label, Unit: info.Unit, Before: before, After: now,
			Causes:   []reports.DiffCause{{Cause: reports.CauseNew, Households: 1, Change: reports.DiffFigure{Numerator: 2, Denominator: 3}}},
			Verdicts: []reports.DiffVerdict{{Standard: "国家中部", Before: reports.Met, After: reports.NoData}}}
		d.Indicators = append(d.Indicators, i)
		i.Level, i.Code, i.Area = "village", "360399101201", "某村"
		i.Before, i.After = reports.DiffFigure{Numerator: 1, Denominator: 50}, reports.DiffFigure{Numerator: 3, Denominator: 53}
		d.Areas = append(d.Areas, i)
		for n := range runs {
			g := f
			g.Numerator -= int64(2 - n)
			runs[n].Figures = append(runs[n].Figures, g)
		}
	}
	p.Past = reports.Past{Change: d, Runs: runs}
}

// withMap gives the county the outlines of its townships but the last.
func withMap(p *reports.Publication) {
	withPast(p)
	for t := range 3 {
		x := 114 + float64(t)/10
		p.Meta.Boundaries = append(p.Meta.Boundaries, reports.Boundary{Code: fmt.Sprintf("360399%03d", 101+t),
			Polygons: [][][][2]float64{{{{x, 27}, {x + 0.1, 27}, {x + 0.1, 27.1}, {x, 27.1}, {x, 27}}}}})
	}
}

// withBefore puts the publication before in: since then the exit standard asks for more
// toilets, which no village has, and a household of the first township is no longer poor.
func withBefore(p *reports.Publication) {
	withMap(p)
	now := p.Source.(source)
	before := source{}
	for id, f := range now {
		old := &reports.Frame{ID: id, Columns: f.Columns}
		for _, r := range f.Rows {
			old.Rows = append(old.Rows, slices.Clone(r))
		}
		before[id] = old
	}
	each := func(f *reports.Frame, change func(get func(string) any, set func(string, any))) {
		for _, r := range f.Rows {
			at := func(c string) int { return slices.Index(f.Columns, c) }
			change(func(c string) any { return r[at(c)] }, func(c string, v any) { r[at(c)] = v })
		}
	}
	each(before["village_exit"], func(get func(string) any, set func(string, any)) {
		if get("item") == "toilets" {
			set("verdict", reports.Met)
		}
	})
	each(now["village_exit"], func(get func(string) any, set func(string, any)) {
		if get("item") == "toilets" {
			set("verdict", reports.Missed)
		}
	})
	each(before["tally"], func(get func(string) any, set func(string, any)) {
		if get("area_code") == "360399101" && get("class") == "status" && get("item") == "未脱贫户" {
			set("households", get("households").(int64)+1)
		}
	})
	p.Meta.Declared = slices.DeleteFunc(slices.Clone(catalog.ShippedTables()), func(d catalog.Table) bool {
		return !slices.Contains([]string{"summary_township", "verdict_township", "exit_overview", "exit_township", "arrivals", "diff_cells"}, d.ID)
	})
	old := reports.Publication{Meta: p.Meta, Source: before}
	moved, err := reports.Compare(context.Background(), old, *p, p.Past.Change)
	if err != nil {
		panic(err)
	}
	p.Before, p.Moved = &old, moved
}
