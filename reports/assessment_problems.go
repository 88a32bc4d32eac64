package reports

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// problems is chapter 五: households in doubt, what was found on the spot, what
// became of the findings.
func (f *facts) problems(ctx context.Context, c *composer) error {
	c.section("problems", "五、疑似问题及核实")
	c.heading("疑似问题")
	c.say("按户表逐户判定,"+f.suspectWords(), "疑似问题户在入户核实以前不等于问题户;逐户名单、判定原因和来源单元格见各台账,本报告不列户。")
	var listed []string
	for _, info := range f.meta.Ledgers {
		if f.ledgers.all(info.ID).rows > 0 {
			listed = append(listed, info.ID)
		}
	}
	if len(listed) == 0 {
		c.say("各台账都没有列入的户。")
	} else {
		c.say(fmt.Sprintf("%d本台账中,%d本有列入的户、人或问题,汇总见%s。", len(f.meta.Ledgers), len(listed), ref("ledgers")))
		c.table("ledgers", "各台账列入情况", f.ledgerTable(), "注:一户可以同时在几本台账中,各台账不能相加。按人列的台账人数为所列的人,其余为户内人口。情况不明的没有列入。")
	}
	if err := f.checked(ctx, c); err != nil {
		return err
	}
	if err := f.answered(ctx, c); err != nil {
		return err
	}
	if err := f.policies(ctx, c); err != nil {
		return err
	}
	return f.rectified(ctx, c)
}

// rectified tells how far the problems that inspections found are put right.
func (f *facts) rectified(ctx context.Context, c *composer) error {
	if !f.has("rectification_areas") {
		return nil
	}
	v, rows, err := f.ofCounties(ctx, "rectification_areas", "dimension", "problems", "finished", "under_way", "not_started", "state_unknown", "overdue")
	if err != nil {
		return err
	}
	sum := map[string]int64{}
	for _, i := range rows {
		if v.text(i, "dimension") != "" {
			continue
		}
		for _, k := range []string{"problems", "finished", "under_way", "not_started", "state_unknown", "overdue"} {
			sum[k] += v.count(i, k)
		}
	}
	f.lateProblems = sum["overdue"]
	c.heading("问题整改")
	c.say(rectifiedWords(sum))
	return nil
}

// rectifiedWords say how many problems are put right and how many are late.
func rectifiedWords(sum map[string]int64) string {
	all := sum["problems"]
	switch {
	case all == 0:
		return "没有问题整改台账,或台账中没有问题。"
	case sum["finished"] == all:
		return fmt.Sprintf("检查发现的问题%s件已全部整改。", Count(all))
	}
	var parts []string
	for _, s := range []struct{ key, word string }{{"under_way", "整改中"}, {"not_started", "未整改"}, {"state_unknown", "状态不明"}} {
		if sum[s.key] > 0 {
			parts = append(parts, fmt.Sprintf("%s%s件", s.word, Count(sum[s.key])))
		}
	}
	s := fmt.Sprintf("检查发现的问题%s件,已整改%s件,整改率%s;%s。", Count(all), Count(sum["finished"]), percentWords(sum["finished"], all), strings.Join(parts, "、"))
	if sum["overdue"] > 0 {
		s += fmt.Sprintf("过了整改期限没有整改完的%s件。", Count(sum["overdue"]))
	}
	return s
}

// suspectWords count the households that the register puts in doubt.
func (f *facts) suspectWords() string {
	var parts []string
	for _, id := range []string{WrongExits, Omissions, "wrong_registration", "missing_person"} {
		info, ok := f.ledger(id)
		if n := f.ledgers.all(id); ok && n.rows > 0 {
			parts = append(parts, fmt.Sprintf("%s%s户%s人", Name(info.Label), Count(n.households), Count(n.persons)))
		}
	}
	s := "没有发现错退、漏评、错评的户"
	if len(parts) > 0 {
		s = "发现" + strings.Join(parts, "、")
	}
	if n := f.ledgers.all(Pending); n.rows > 0 {
		s += fmt.Sprintf(";另有%s户%s人情况不明,待核", Count(n.households), Count(n.persons))
	}
	return s + "。"
}

func (f *facts) ledger(id string) (LedgerInfo, bool) {
	i := slices.IndexFunc(f.meta.Ledgers, func(l LedgerInfo) bool { return l.ID == id })
	if i < 0 {
		return LedgerInfo{}, false
	}
	return f.meta.Ledgers[i], true
}

func (f *facts) ledgerTable() *Table {
	t := grid(f.meta, col(KindText, "台账"), col(KindCount, "列入", "户"), col(KindCount, "列入", "人"), col(KindCount, "列入", "件"), col(KindWord, "情况不明"), col(KindText, "列入最多的乡镇"))
	for _, info := range f.meta.Ledgers {
		n := f.ledgers.all(info.ID)
		cells := []Cell{nameCell(info.Label, info.ID), countCell(n.households), countCell(n.persons), {Text: NotApplicable}, {Text: None}, {Text: f.most(info)}}
		if info.Counts == CountsProblems {
			cells[2], cells[3] = Cell{Text: NotApplicable}, countCell(n.rows)
		}
		if n.unclear > 0 {
			cells[4].Text = Count(n.unclear) + unitOf(info.Counts)
		}
		t.put(Row{Cells: cells})
	}
	return t
}

// most names the township with most households, persons or problems in a ledger: 长滩镇(3户).
func (f *facts) most(info LedgerInfo) string {
	listed := func(a area) int64 {
		switch n := f.ledgers.of(info.ID, a.code); info.Counts {
		case CountsHouseholds:
			return n.households
		case CountsPersons:
			return n.persons
		default:
			return n.rows
		}
	}
	towns := f.at(LevelTownship)
	if len(towns) == 0 {
		return NotApplicable
	}
	best := slices.MaxFunc(towns, func(a, b area) int { return cmp.Compare(listed(a), listed(b)) })
	if listed(best) == 0 {
		return NotApplicable
	}
	return Prose(fmt.Sprintf("%s(%s%s)", best.name, Count(listed(best)), unitOf(info.Counts)))
}

// checked tells what the verification found beside the register.
func (f *facts) checked(ctx context.Context, c *composer) error {
	c.heading("入户核实")
	cases, err := load(ctx, f.pub, "sample_case", "state", "verdict")
	if err != nil {
		return err
	}
	agree, err := load(ctx, f.pub, "sample_agreement", "register_verdict", "found", "households")
	if err != nil {
		return err
	}
	differ, err := load(ctx, f.pub, "sample_difference", "label", "household_id")
	if err != nil {
		return err
	}
	if len(f.sample) == 0 && cases.len() == 0 {
		c.say("本次没有入户核查资料,疑似问题都未经实地核实。")
		return nil
	}
	by := map[string]int64{}
	for i := range cases.len() {
		key := cases.text(i, "state")
		if v := cases.text(i, "verdict"); v != "" && v != Undecided && key != "未访到" && key != "待访" {
			key += " " + v
		}
		by[key]++
	}
	c.say(caseWords(by))
	var all, same int64
	for i := range agree.len() {
		n := agree.count(i, "households")
		all += n
		if agree.text(i, "register_verdict") == agree.text(i, "found") {
			same += n
		}
	}
	items := map[string]int64{}
	homes := map[string]bool{}
	for i := range differ.len() {
		items[differ.text(i, "label")]++
		homes[differ.text(i, "household_id")] = true
	}
	c.say(agreementWords(all, same), differenceWords(items, len(homes)))
	return nil
}

// caseWords count what was found by its state.
func caseWords(by map[string]int64) string {
	sum := func(state string) (n int64, kinds []string) {
		for _, v := range []string{"错退", "漏评", "剩余"} {
			if m := by[state+" "+v]; m > 0 {
				n += m
				kinds = append(kinds, fmt.Sprintf("%s%s户", v, Count(m)))
			}
		}
		return n + by[state], kinds
	}
	var parts []string
	for _, s := range []struct{ state, word string }{{"核实", "核实为问题户的"}, {"疑似", "仍属疑似的"}, {"已举证排除", "经举证排除的"}, {"待核", "访到而不能判断的"}} {
		if n, kinds := sum(s.state); n > 0 {
			part := fmt.Sprintf("%s%s户", s.word, Count(n))
			if len(kinds) > 0 {
				part += "(" + strings.Join(kinds, "、") + ")"
			}
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return "入户核查没有发现问题户。"
	}
	return "入户核查中," + strings.Join(parts, ",") + "。只有核实的计入样本各率,疑似的和举证排除的只列出。"
}

// agreementWords compare what the register says of the households visited with
// what was found.
func agreementWords(all, same int64) string {
	switch {
	case all == 0:
		return ""
	case same == all:
		return fmt.Sprintf("访到并在户表中的%s户,户表判定与现场核查全部一致。", Count(all))
	}
	return fmt.Sprintf("访到并在户表中的%s户,户表判定与现场核查一致的%s户,不一致或有一方不能判断的%s户。", Count(all), Count(same), Count(all-same))
}

// differenceWords count the facts that differ, most first.
func differenceWords(items map[string]int64, households int) string {
	if len(items) == 0 {
		return ""
	}
	var labels []string
	for l := range items {
		labels = append(labels, l)
	}
	slices.SortFunc(labels, func(a, b string) int { return cmp.Or(cmp.Compare(items[b], items[a]), cmp.Compare(a, b)) })
	var parts []string
	for _, l := range labels {
		name, _, _ := strings.Cut(Clean(l), "(")
		parts = append(parts, fmt.Sprintf("%s%s处", name, Count(items[l])))
	}
	return fmt.Sprintf("逐项对照,%d户有出入,其中%s;逐户见报表《核查差异表》。", households, enumerate(parts, longestList, "项"))
}

// answered tells what became of the findings in the sheets.
func (f *facts) answered(ctx context.Context, c *composer) error {
	c.heading("问题清单核实")
	counts, err := ProblemCounts(ctx, f.pub)
	if err != nil {
		return err
	}
	by := map[[2]string]int64{}
	for _, n := range counts {
		by[[2]string{n.Severity, n.State}] += n.Findings
	}
	c.say(findingWords(by))
	return nil
}

// severities in the order of weight.
var severities = []string{"错误", "警告", "提示"}

// findingWords count the findings by severity and by what became of them.
func findingWords(by map[[2]string]int64) string {
	var all, settled int64
	states := map[string]int64{}
	levels := map[string]int64{}
	for key, n := range by {
		all += n
		levels[key[0]] += n
		if key[1] == Settled {
			settled += n
		} else {
			states[key[1]] += n
		}
	}
	if all == 0 {
		return "对来件逐格逐户检查,没有发现数据问题。"
	}
	var parts, left []string
	for _, s := range severities {
		if levels[s] > 0 {
			parts = append(parts, fmt.Sprintf("%s%s处", s, Count(levels[s])))
		}
	}
	s := fmt.Sprintf("对来件逐格逐户检查,发现数据问题%s处,其中%s,已按乡镇列入问题清单。", Count(all), strings.Join(parts, "、"))
	if settled == all {
		return s + "所列问题经核实全部了结。"
	}
	for _, state := range []string{"待处理", "仍未更正", "不能以此了结", "缺核实说明"} {
		if states[state] > 0 {
			left = append(left, fmt.Sprintf("%s的%s处", state, Count(states[state])))
			delete(states, state)
		}
	}
	for _, n := range states {
		if n > 0 {
			left = append(left, "其他状态的若干处")
			break
		}
	}
	if settled == 0 {
		return s + "还没有核实了结的:" + strings.Join(left, "、") + "。"
	}
	return s + fmt.Sprintf("已核实了结%s处,未了结%s处,其中%s。", Count(settled), Count(all-settled), strings.Join(left, "、"))
}

// policies tells which policies are received by those entitled.
func (f *facts) policies(ctx context.Context, c *composer) error {
	if !f.has("policy_gaps") {
		return nil
	}
	v, err := load(ctx, f.pub, "policy_gaps", "policy", "state")
	if err != nil {
		return err
	}
	c.heading("政策享受核对")
	if v.len() == 0 {
		c.say("没有可以核对的政策享受资料。")
		return nil
	}
	var names []string
	by := map[string]map[string]int64{}
	states := map[string]int64{}
	for i := range v.len() {
		name, state := v.text(i, "policy"), v.text(i, "state")
		if by[name] == nil {
			by[name] = map[string]int64{}
			names = append(names, name)
		}
		by[name][state]++
		states[state]++
	}
	slices.Sort(names)
	c.say(policyWords(states), "分政策见"+ref("policies")+"。")
	t := grid(f.meta, col(KindText, "政策"))
	shown := []string{"应享已享", "应享未享", "享受标准不符", "不应享而享", "不可重复而重复"}
	for _, s := range shown {
		t.Columns = append(t.Columns, col(KindCount, s))
	}
	t.Columns = append(t.Columns, col(KindCount, "不能判断"))
	for _, name := range names {
		r := Row{Cells: []Cell{nameCell(name, NotKnown)}}
		var all, told int64
		for _, n := range by[name] {
			all += n
		}
		for _, s := range shown {
			r.Cells = append(r.Cells, countCell(by[name][s]))
			told += by[name][s]
		}
		r.Cells = append(r.Cells, countCell(all-told))
		t.put(r)
	}
	c.table("policies", "政策享受核对(人次、户次)", t, "注:条件由户表、人表和政策享受表核对;“不能判断”指条件中有不明的,或没有来件可以核对。")
	return nil
}

// policyWords count what is amiss with the policies.
func policyWords(states map[string]int64) string {
	var parts []string
	for _, s := range []string{"应享未享", "享受标准不符", "不应享而享", "不可重复而重复"} {
		if states[s] > 0 {
			parts = append(parts, fmt.Sprintf("%s%s例", s, Count(states[s])))
		}
	}
	if len(parts) == 0 {
		return fmt.Sprintf("把应享受的政策与实际发放核对,能够判断的%s例都已享受。", Count(states["应享已享"]))
	}
	return fmt.Sprintf("把应享受的政策与实际发放核对,应享已享%s例,%s。", Count(states["应享已享"]), strings.Join(parts, "、"))
}
