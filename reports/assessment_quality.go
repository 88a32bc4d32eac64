package reports

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// quality is chapter 七: how right the sheets are, what is not known, and every
// switch and standard in force.
func (f *facts) quality(ctx context.Context, c *composer) error {
	c.section("quality", "七、数据质量与口径说明")
	c.heading("信息正确率")
	if err := f.accuracy(ctx, c); err != nil {
		return err
	}
	c.heading("四级数据核对")
	if err := f.reconciled(ctx, c); err != nil {
		return err
	}
	c.heading("不明和未到")
	c.say(f.absentWords(), f.unknownWords())
	c.heading("口径")
	c.say("读不出的单元格一律作不明,不当作零,也不当作“否”;由此不能判断的户列为待核。比率按未取舍的分子、分母计算和判定,印出时四舍五入保留两位小数;“—”为不适用或无此数,“…”为不足0.01,“不详”为来件未到或读不出;分项之和可能与合计不等。县、乡镇的率由本级的分子、分母重新计算,不由下级的率平均。")
	c.say(fmt.Sprintf("本批所用的参数和口径选择见%s,各标准的规定见%s,村退出各项见%s。参数、标准改变,结果随之改变;与其他批次比较,须先看口径是否相同。", ref("parameters"), ref("standards"), ref("exit-items")))
	c.table("parameters", "本批所用的参数", f.parameterTable(), "注:状态为“待核对”的,其数值须先与文件原文核对。检查规则的界限另见报表《数据质量与信息正确率》的检查目录。")
	c.table("standards", "三率一度标准", f.standardTable(), "注:“阈值待填”为原文件数值被遮盖,尚未填入,不作判定。")
	return nil
}

func (f *facts) accuracy(ctx context.Context, c *composer) error {
	v, err := load(ctx, f.pub, "accuracy", "level", "area_code", "area_name", "households", "wrong_households", "errors", "warnings", "notices", "top_group", "top_findings")
	if err != nil {
		return err
	}
	at := map[string]int{}
	for i := range v.len() {
		at[v.text(i, "area_code")] = i
	}
	for _, county := range f.counties {
		i, ok := at[county.code]
		if !ok {
			c.say(f.here(county) + "没有户表,信息正确率无从计算。")
			continue
		}
		c.say(accuracyWords(f.here(county), v.count(i, "households"), v.count(i, "wrong_households"), Clean(v.text(i, "top_group")), v.count(i, "top_findings")))
	}
	t := grid(f.meta, col(KindText, "单位"), col(KindCount, "户数(户)"), col(KindCount, "有错误的户(户)"), col(KindPercent, "信息正确率(%)"), col(KindCount, "未了结(处)", "错误"), col(KindCount, "未了结(处)", "警告"), col(KindCount, "未了结(处)", "提示"))
	for _, a := range f.areas {
		i, ok := at[a.code]
		if a.level > LevelTownship || !ok {
			continue
		}
		all, wrong := v.count(i, "households"), v.count(i, "wrong_households")
		t.put(Row{Level: a.level, Total: a.level == LevelCounty, Cells: []Cell{{Text: a.name}, countCell(all), countCell(wrong), shareCell(all-wrong, all),
			countCell(v.count(i, "errors")), countCell(v.count(i, "warnings")), countCell(v.count(i, "notices"))}})
	}
	if len(t.Rows) > 0 {
		c.say("分乡镇见" + ref("accuracy") + "。")
		c.table("accuracy", "分乡镇信息正确率", t, "注:户表、人表中有一处未了结的错误的户为有错误的户。乡镇、县的处数还含不归到村的问题。")
	}
	return nil
}

// accuracyWords say how many households stand in the sheets without an error.
func accuracyWords(place string, households, wrong int64, group string, findings int64) string {
	var s string
	switch {
	case households == 0:
		return place + "没有读入农户,信息正确率无从计算。"
	case wrong == 0:
		s = fmt.Sprintf("%s%s户中没有发现有错误的户,信息正确率为100.00%%。", place, Count(households))
	default:
		s = fmt.Sprintf("%s%s户中有错误的%s户,信息正确率为%s。", place, Count(households), Count(wrong), percentWords(households-wrong, households))
	}
	if findings > 0 {
		s += fmt.Sprintf("未了结的问题以%s类最多,%s处。", group, Count(findings))
	}
	return s
}

// reconciled tells how the four levels agree.
func (f *facts) reconciled(ctx context.Context, c *composer) error {
	rec, err := readReconciliation(ctx, f.pub)
	if err != nil {
		return err
	}
	by := map[[2]string]int64{}
	for i := range rec.view.len() {
		by[[2]string{rec.view.text(i, "level"), rec.view.text(i, "verdict")}]++
	}
	c.say(levelWords(by))
	return nil
}

// levelWords say how many reported figures agree with the households.
func levelWords(by map[[2]string]int64) string {
	var parts []string
	var wrong int64
	for _, level := range []struct{ id, name string }{{"village", "村表"}, {"township", "乡镇表"}, {"county", "县表"}} {
		var all, unsure, none int64
		for key, n := range by {
			if key[0] != level.id {
				continue
			}
			switch key[1] {
			case Balanced, mismatch:
				all += n
			case "未报", "未填", NotJudged, "":
				none += n
			default:
				unsure += n
			}
		}
		if all+unsure == 0 {
			continue
		}
		bad := by[[2]string{level.id, mismatch}]
		wrong += bad
		part := fmt.Sprintf("%s能够核对的%s个数中不符%s个", level.name, Count(all), Count(bad))
		if bad == 0 {
			part = fmt.Sprintf("%s能够核对的%s个数全部相符", level.name, Count(all))
		}
		if all == 0 {
			part = fmt.Sprintf("%s没有能够核对的数", level.name)
		}
		if unsure > 0 {
			part += fmt.Sprintf("(另有%s个因来件不齐或情况不明不能核对)", Count(unsure))
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return "没有村表、乡镇表、县表的填报数可以与户表核对。"
	}
	s := "各级填报数与户表逐户汇总数核对:" + strings.Join(parts, ",") + "。"
	if wrong > 0 {
		s += "不符的数和相差的户见报表《四级核对差异表》。"
	}
	return s
}

// absentWords say how many villages the figures are without.
func (f *facts) absentWords() string {
	if all := f.all(); all.missing() {
		return fmt.Sprintf("各数不含未到的%s个村(见第一章)。", Count(all.expected-all.arrived))
	}
	return ""
}

// unknownWords count what could not be judged for want of knowledge.
func (f *facts) unknownWords() string {
	var parts []string
	for _, info := range f.infos {
		var n int64
		for _, county := range f.counties {
			n += f.fig.get(county, info.ID).unknown
		}
		if n > 0 {
			what := "待核"
			if info.ID == "approval" {
				what = "未作答"
			}
			parts = append(parts, fmt.Sprintf("%s%s%s%s", info.Label, what, Count(n), info.Unit))
		}
	}
	if len(parts) == 0 {
		return "各率都没有待核的人或户。"
	}
	return "情况不明的计入各率的待核:" + strings.Join(parts, "、") + "。"
}

func (f *facts) parameterTable() *Table {
	line := func(p Parameter) bool { return strings.HasPrefix(p.Name, "line.") }
	list := slices.Clone(f.meta.Parameters)
	slices.SortStableFunc(list, func(a, b Parameter) int { // the line before all
		switch {
		case line(a) == line(b):
			return 0
		case line(a):
			return -1
		}
		return 1
	})
	t := grid(f.meta, Column{Heads: []string{"参数"}, Wrap: 30}, Column{Heads: []string{"取值"}, Wrap: 40}, Column{Heads: []string{"依据"}, Wrap: 30}, col(KindWord, "状态"))
	for _, p := range list {
		t.put(Row{Cells: []Cell{textCell(Prose(p.Label), p.Name), textCell(Prose(p.Words), "(空)"), textCell(Prose(p.Source), NotApplicable), textCell(p.Status, NotApplicable)}})
	}
	if len(t.Rows) == 0 {
		t.put(t.emptyRow())
	}
	return t
}

func (f *facts) standardTable() *Table {
	t := grid(f.meta, Column{Heads: []string{"标准"}, Wrap: 14}, Column{Heads: []string{"指标"}, Wrap: 20}, col(KindWord, "要求"), col(KindWord, "级别"), Column{Heads: []string{"依据"}, Wrap: 36}, col(KindWord, "状态"), Column{Heads: []string{"说明"}, Wrap: 20})
	for _, r := range f.meta.Rules {
		t.put(Row{Cells: []Cell{nameCell(r.Standard, NotKnown), {Text: indicatorLabel(f.meta, r.Indicator)}, {Text: Prose(ruleCondition(r))}, {Text: levelNames(r.Levels)},
			textCell(Prose(r.Source), NotApplicable), textCell(r.Status, NotApplicable), textCell(Prose(r.Note), NotApplicable)}})
	}
	if len(t.Rows) == 0 {
		t.put(t.emptyRow())
	}
	return t
}

func (f *facts) exitItemTable() *Table {
	t := grid(f.meta, Column{Heads: []string{"标准"}, Wrap: 14}, col(KindWord, "条"), Column{Heads: []string{"项目"}, Wrap: 30}, col(KindWord, "要求"), Column{Heads: []string{"说明"}, Wrap: 36})
	for _, s := range f.exits {
		for _, i := range s.items {
			t.put(Row{Cells: []Cell{nameCell(s.name, NotKnown), {Text: fmt.Sprint(i.Number)}, textCell(Prose(i.Label), i.Item), {Text: Prose(strings.TrimPrefix(itemCondition(i), ":"))}, textCell(Prose(i.Note), NotApplicable)}})
		}
	}
	if len(t.Rows) == 0 {
		t.put(t.emptyRow())
	}
	return t
}

// annexes are the tables of the villages.
func (f *facts) annexes(_ context.Context, c *composer) error {
	s := c.section("annex-villages", "附表")
	s.Annex, s.Wide = true, true
	c.table("village-rates", "分村三率一度", f.villageTable(), "注:斜体为暂算数;“不详”为来件未到。待核为人数(认可度为未作答户数)。分村的率只作核实线索,不作排名。")
	c.section("annex-exit", "附表(续)").Annex = true
	for i, s := range f.exits {
		if len(s.villages) == 0 {
			continue
		}
		c.table(fmt.Sprintf("exit-marks-%d", i+1), "贫困村退出逐村结果·"+Name(s.name), f.exitMarks(s), exitNumbers(s))
	}
	c.table("exit-items", "村退出标准", f.exitItemTable())
	return nil
}

// villageTable is every area with numerator, denominator, rate and unknown of the
// four figures.
func (f *facts) villageTable() *Table {
	t := grid(f.meta, col(KindText, "单位"), col(KindWord, "来件"))
	for _, info := range f.infos {
		if !info.Headline {
			continue
		}
		head := info.Label + "(" + info.Unit + ")"
		t.Columns = append(t.Columns, col(KindCount, head, "分子"), col(KindCount, head, "分母"), col(KindPercent, head, "率(%)"), col(KindCount, head, "待核"))
	}
	for _, a := range f.areas {
		came := f.cover[a.code]
		r := Row{Level: a.level, Total: a.level == LevelCounty, Areas: a.codes, Cells: areaRow(a, came).Cells[:2:2]}
		for _, info := range f.infos {
			if !info.Headline {
				continue
			}
			g := f.fig.get(a, info.ID)
			cells := []Cell{countCell(g.numerator), countCell(g.denominator), shareCell(g.numerator, g.denominator), countCell(g.unknown)}
			if g.noDenominator {
				cells[1], cells[2] = Cell{Text: NotKnown}, Cell{Text: NotKnown}
			}
			for i := range cells {
				switch {
				case g.silent(came, info.ID):
					cells[i] = Cell{Text: NotKnown}
				case info.ID == "approval" && g.denominator == 0 && g.unknown == 0:
					cells[i] = Cell{Text: NotApplicable}
				}
				cells[i].Provisional = came.missing()
			}
			r.Cells = append(r.Cells, cells...)
		}
		t.put(r)
	}
	if len(t.Rows) == 0 {
		t.put(t.emptyRow())
	}
	return t
}

// meanings is the last annex: what each indicator means.
func (f *facts) meanings(c *composer) {
	c.section("meanings", "附  指标解释").Annex = true
	for _, info := range f.infos {
		c.say(info.Label + ":" + f.formula(info))
	}
	c.say("判定用语:达标,指符合该标准;未达标,指不符合;待核,指待核的人或户如何核实决定是否符合;数据缺,指来件不齐或没有分母,不作判定;样本不足以判定,指样本推断的界限跨在标准两侧,这一样本既不能说明达标,也不能说明未达标。")
	c.say("置信区间:以现有抽样方法反复抽样,约95%的区间会包含真实的率。抽样判定用两个单侧95%界限,都在标准一侧的才判达标或未达标。")
	if slices.ContainsFunc(f.meta.Measures, func(m MeasureInfo) bool { return m.ID == "fgt0" }) {
		c.say("收入分组、贫困深度和多维贫困各指标的定义和数字见报表《收入分组与贫困深度》。")
	}
}
