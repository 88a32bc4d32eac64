package reports

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Agreement is 普查与抽样对照: what the register makes of the households drawn,
// and what was found there.
func Agreement(ctx context.Context, pub Publication) (*Table, error) {
	v, err := load(ctx, pub, "sample_agreement", "status", "register_verdict", "found", "households", "persons")
	if err != nil {
		return nil, err
	}
	t := newTable(pub.Meta, "agreement", "普查与抽样对照", "户表判定与现场核查对照表", "户、人")
	t.Columns = []Column{{Heads: []string{"户类型(户表)"}, Mark: "甲", Kind: KindWord}, {Heads: []string{"户表判定"}, Mark: "乙", Kind: KindWord}, {Heads: []string{"现场核查"}, Mark: "丙", Kind: KindWord},
		{Heads: []string{"户数(户)"}, Mark: "1", Kind: KindCount}, {Heads: []string{"人口(人)"}, Mark: "2", Kind: KindCount}, {Heads: []string{"是否一致"}, Mark: "3", Kind: KindWord}}
	same := int64(0)
	for i := range v.len() {
		agree := Cell{Text: "不一致", Alarm: true}
		register, found := v.text(i, "register_verdict"), v.text(i, "found")
		switch {
		case register == found:
			agree = Cell{Text: "一致"}
			same += v.count(i, "households")
		case register == Undecided || found == Undecided:
			agree = Cell{Text: "有一方待核"}
		case found != "无问题" && !slices.Contains([]string{"错退", "漏评", "剩余"}, found):
			agree = Cell{Text: "未核实"}
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{textCell(v.text(i, "status"), NotKnown), textCell(register, NotKnown), textCell(found, NotKnown),
			countCell(v.count(i, "households")), countCell(v.count(i, "persons")), agree}})
	}
	if len(t.Rows) == 0 {
		t.none(noSample)
	} else {
		t.addTotal(func(int) string { return NotApplicable })
		all, _ := t.Rows[0].Cells[3].Value.(int64)
		t.Rows[0].Cells[5].Text = fmt.Sprintf("%s户一致", Count(same))
		t.Notes = append(t.Notes, fmt.Sprintf("只含访到、并且在户表中的户;%s户中%s户的判定一致。逐户的不同见核查差异表。", Count(all), Count(same)), parameterNote(pub.Meta))
	}
	t.finish(pub.Meta)
	return t, nil
}

// Differences is the 核查差异表: what was found on the spot and differs from the
// register, item by item, with the cells of both.
func Differences(ctx context.Context, pub Publication) (*Table, error) {
	v, err := load(ctx, pub, "sample_difference", "village_code", "township", "village", "household_id", "head_name", "status", "label",
		"register_value", "found_value", "difference", "register_file", "register_sheet", "register_cell", "file", "sheet", "cell")
	if err != nil {
		return nil, err
	}
	homes, err := homesOf(ctx, pub)
	if err != nil {
		return nil, err
	}
	t := newTable(pub.Meta, "difference", "核查差异", "核查差异表", "处")
	t.Columns = []Column{{Heads: []string{"序号"}, Kind: KindCount}, {Heads: []string{"乡镇"}, Wrap: 16}, {Heads: []string{"村"}, Wrap: 16}, {Heads: []string{"户编号"}, Kind: KindCode, Wrap: 24},
		{Heads: []string{"户主"}, Wrap: 12}, {Heads: []string{"户类型"}, Kind: KindWord}, {Heads: []string{"项目"}, Wrap: 18},
		{Heads: []string{"户表"}, Kind: KindWord}, {Heads: []string{"现场核查"}, Kind: KindWord}, {Heads: []string{"相差"}, Kind: KindDifference},
		{Heads: []string{"来源(工作簿 › 工作表 › 单元格)", "户表"}, Kind: KindSource, Wrap: 40}, {Heads: []string{"来源(工作簿 › 工作表 › 单元格)", "核查表"}, Kind: KindSource, Wrap: 40}}
	t.Filter, t.Frozen = true, 5
	households := map[string]bool{}
	for i := range v.len() {
		code := v.text(i, "village_code")
		households[v.text(i, "household_id")] = true
		difference := Cell{Text: NotApplicable}
		if d, ok := v.float(i, "difference"); ok {
			difference = differenceCell(d, false)
		}
		t.Rows = append(t.Rows, Row{Areas: append([]string{code}, homes[code]...), Cells: []Cell{countCell(int64(i + 1)),
			nameCell(v.text(i, "township"), NotKnown), nameCell(v.text(i, "village"), NotKnown), nameCell(v.text(i, "household_id"), NotKnown), nameCell(v.text(i, "head_name"), NotKnown),
			textCell(v.text(i, "status"), NotKnown), textCell(v.text(i, "label"), NotKnown),
			textCell(v.text(i, "register_value"), NotKnown), textCell(v.text(i, "found_value"), NotKnown), difference,
			{Text: Place(v.text(i, "register_file"), v.text(i, "register_sheet"), v.text(i, "register_cell"))},
			{Text: Place(v.text(i, "file"), v.text(i, "sheet"), v.text(i, "cell"))}}})
	}
	t.Units = fmt.Sprintf("单位:处(共%s户、%s处)", Count(int64(len(households))), Count(int64(v.len())))
	if len(t.Rows) == 0 {
		t.none("访到的户与户表没有不同,或没有核查表。")
	}
	t.Notes = append(t.Notes, "人均纯收入按元比较,户表的为判定所用的数,单元格指该户所在的行。只列两边都有数而不同的项;户主姓名已掩去。户表有误的请改来件原表并重报。", incomeNote(pub.Meta))
	t.finish(pub.Meta)
	return t, nil
}

// SampleCases is the 核查问题户清单: the cases that count, those listed only, and
// the households that could not be judged or reached.
func SampleCases(ctx context.Context, pub Publication) (*Table, error) {
	v, err := load(ctx, pub, "sample_case", "state", "village_code", "township", "village", "household_id", "head_name", "status", "verdict", "persons", "per_capita",
		"weight", "weight_source", "reasons", "file", "sheet", "cell")
	if err != nil {
		return nil, err
	}
	homes, err := homesOf(ctx, pub)
	if err != nil {
		return nil, err
	}
	t := newTable(pub.Meta, "sample_case", "核查问题户", "核查问题户清单", "户、人、元")
	t.Columns = []Column{{Heads: []string{"状态"}, Kind: KindWord}, {Heads: []string{"乡镇"}, Wrap: 16}, {Heads: []string{"村"}, Wrap: 16}, {Heads: []string{"户编号"}, Kind: KindCode, Wrap: 24}, {Heads: []string{"户主"}, Wrap: 12},
		{Heads: []string{"户类型"}, Kind: KindWord}, {Heads: []string{"核查"}, Kind: KindWord}, {Heads: []string{"人口(人)"}, Kind: KindCount}, {Heads: []string{"核查人均纯收入(元)"}, Kind: KindMoney},
		{Heads: []string{"抽样权重"}, Kind: KindMoney}, {Heads: []string{"原因"}, Wrap: 44}, {Heads: []string{"来源(工作簿 › 工作表 › 单元格)"}, Kind: KindSource, Wrap: 40}}
	t.Filter, t.Frozen = true, 5
	for i := range v.len() {
		code := v.text(i, "village_code")
		persons, weight := Cell{Text: NotKnown}, Cell{Text: NotKnown}
		if n, ok := v.number(i, "persons"); ok {
			persons = countCell(n)
		}
		if w, ok := v.float(i, "weight"); ok {
			weight = realCell(w, KindMoney)
		}
		verdict := v.text(i, "verdict")
		if verdict == Undecided {
			verdict = ""
		}
		t.Rows = append(t.Rows, Row{Areas: append([]string{code}, homes[code]...), Cells: []Cell{textCell(v.text(i, "state"), NotKnown),
			nameCell(v.text(i, "township"), NotKnown), nameCell(v.text(i, "village"), NotKnown), nameCell(v.text(i, "household_id"), NotKnown), nameCell(v.text(i, "head_name"), NotKnown),
			textCell(v.text(i, "status"), NotKnown), textCell(verdict, NotApplicable), persons, v.money(i, "per_capita"), weight,
			textCell(spread(v.text(i, "reasons")), NotApplicable), {Text: Place(v.text(i, "file"), v.text(i, "sheet"), v.text(i, "cell"))}}})
	}
	if len(t.Rows) == 0 {
		t.none("没有问题户,也没有未访到的户;或没有核查表。")
	} else {
		t.Notes = append(t.Notes, "状态:“核实”的计入率;“疑似”“已举证排除”的只列出;“待核”访到而不能判断;“未访到”“待访”的不计入率。抽样权重:这一户代表的户数。")
	}
	t.finish(pub.Meta)
	return t, nil
}

// within is the flag of a village that needs no visit.
const within = "范围内"

// FunnelVillages is the list of villages to visit: those whose rates lie outside
// what chance would give a village of their size. It is no ranking.
func FunnelVillages(ctx context.Context, pub Publication) (*Table, error) {
	v, err := load(ctx, pub, "funnel", "source", "indicator", "village_code", "village", "township", "n", "events", "target", "inner_low", "inner_high", "outer_low", "outer_high", "flag", "tail", "ci_low", "ci_high")
	if err != nil {
		return nil, err
	}
	homes, err := homesOf(ctx, pub)
	if err != nil {
		return nil, err
	}
	t := newTable(pub.Meta, "funnel", "需到村核看", "需到村核看的村", "户、%")
	t.Columns = []Column{{Heads: []string{"乡镇"}, Wrap: 16}, {Heads: []string{"村"}, Wrap: 20}, {Heads: []string{"来源"}, Kind: KindWord}, {Heads: []string{"指标"}, Kind: KindWord},
		{Heads: []string{"计入户(户)"}, Kind: KindCount}, {Heads: []string{"问题户(户)"}, Kind: KindCount}, {Heads: []string{"占比(%)"}, Kind: KindPercent}, {Heads: []string{"全县占比(%)"}, Kind: KindPercent},
		{Heads: []string{"95%范围(户)"}, Kind: KindWord}, {Heads: []string{"99.9%范围(户)"}, Kind: KindWord}, {Heads: []string{"结论"}, Kind: KindWord},
		{Heads: []string{"本村占比的95%区间(%)"}, Kind: KindWord}}
	t.Frozen = 2
	flagged, placed := 0, 0
	for i := range v.len() {
		placed++
		if v.text(i, "flag") == within {
			continue
		}
		flagged++
		code := v.text(i, "village_code")
		target, _ := v.float(i, "target")
		own := Cell{Text: NotApplicable}
		if low, ok := v.float(i, "ci_low"); ok {
			high, _ := v.float(i, "ci_high")
			own.Text = realCell(low, KindPercent).Text + "~" + realCell(high, KindPercent).Text
		}
		t.Rows = append(t.Rows, Row{Areas: append([]string{code}, homes[code]...), Cells: []Cell{nameCell(v.text(i, "township"), NotKnown), nameCell(v.text(i, "village"), NotKnown),
			{Text: sourceName(v.text(i, "source"))}, {Text: indicatorLabel(pub.Meta, v.text(i, "indicator"))},
			countCell(v.count(i, "n")), countCell(v.count(i, "events")), shareCell(v.count(i, "events"), v.count(i, "n")), realCell(target, KindPercent),
			{Text: fmt.Sprintf("%d~%d", v.count(i, "inner_low"), v.count(i, "inner_high"))}, {Text: fmt.Sprintf("%d~%d", v.count(i, "outer_low"), v.count(i, "outer_high"))},
			textCell(v.text(i, "flag"), NotKnown), own}})
	}
	if len(t.Rows) == 0 {
		t.none(fmt.Sprintf("看了%d处(村×指标×来源),都在范围内。", placed))
	} else {
		t.Notes = append(t.Notes, fmt.Sprintf("看了%d处(村×指标×来源),%d处在范围外。", placed, flagged))
	}
	t.Notes = append(t.Notes, "村的户数少,率忽高忽低是常事。范围是:如果各村的问题户占比与全县相同,这么多户的村凭机会会有几户问题户(精确二项分布)。超出95%范围的建议核看,超出99.9%的须到村;偏低的也可能是没有查出来。这是到村核看的名单,不是排名,也不改变按标准的判定。按户计,不按人计,因为一户的人同好同坏;群众认可度的问题户是不认可的户。")
	t.finish(pub.Meta)
	return t, nil
}

func sourceName(source string) string {
	return map[string]string{"census": "户表", "sample": "核查"}[source]
}

// Fieldwork is 核查进度: households by team and day.
func Fieldwork(ctx context.Context, pub Publication) (*Table, error) {
	v, err := load(ctx, pub, "fieldwork", "file", "checked_on", "villages", "households", "reached", "absent", "pending")
	if err != nil {
		return nil, err
	}
	t := newTable(pub.Meta, "fieldwork", "核查进度", "入户核查进度表", "户")
	t.Columns = []Column{{Heads: []string{"核查表(组)"}, Wrap: 44}, {Heads: []string{"日期"}, Kind: KindWord}, {Heads: []string{"村(个)"}, Kind: KindWord},
		{Heads: []string{"抽中(户)"}, Kind: KindCount}, {Heads: []string{"访到(户)"}, Kind: KindCount}, {Heads: []string{"未访到(户)"}, Kind: KindCount}, {Heads: []string{"待访(户)"}, Kind: KindCount}}
	t.Frozen = 1
	for i := range v.len() {
		day := Cell{Text: NotApplicable}
		if d, ok := v.value(i, "checked_on").(time.Time); ok {
			day.Text = Date(d)
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{textCell(v.text(i, "file"), NotKnown), day, {Text: Count(v.count(i, "villages"))},
			countCell(v.count(i, "households")), countCell(v.count(i, "reached")), countCell(v.count(i, "absent")), countCell(v.count(i, "pending"))}})
	}
	if len(t.Rows) == 0 {
		t.none(noSample)
	} else {
		t.addTotal(func(int) string { return NotApplicable })
		t.Notes = append(t.Notes, "一份核查表为一组;没有核查日期的列为“—”。待访:表已发出,一格未填。")
	}
	t.finish(pub.Meta)
	return t, nil
}
