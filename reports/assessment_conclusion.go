package reports

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// cannotTell is the verdict of a sample that is too small.
const cannotTell = "样本不足以判定"

// abstract is what the report comes to, in a few sentences.
func (f *facts) abstract() []string {
	if len(f.counties) == 0 {
		return []string{"没有读入可以评估的县、乡镇、村的数据,本报告各章没有结果。"}
	}
	out := []string{f.coverageWords(), f.overview()}
	for _, county := range f.counties {
		out = append(out, f.standardsResult(county)...)
		out = append(out, f.sampleResult(county)...)
	}
	out = append(out, f.suspectAbstract())
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

func (f *facts) suspectAbstract() string { return "户表逐户判定" + f.suspectWords() }

// byStandard gives a sentence for the standards that come to the same words; one
// that comes to none is left out.
func (f *facts) byStandard(words func(standard string) string, sentence func(standards, words string) string) []string {
	var order []string
	same := map[string][]string{}
	for _, standard := range f.meta.Standards {
		w := words(standard)
		if w == "" {
			continue
		}
		if same[w] == nil {
			order = append(order, w)
		}
		same[w] = append(same[w], standard)
	}
	var out []string
	for _, w := range order {
		out = append(out, sentence(quoted(same[w]), w))
	}
	return out
}

// standardsResult says for each standard which of its rates meet it, which miss it
// and which are open; the standards that come to the same are named together.
func (f *facts) standardsResult(county area) []string {
	return f.byStandard(func(standard string) string {
		by := map[string][]string{}
		n := 0
		for _, info := range f.infos {
			rule, ok := f.rule(standard, info.ID, LevelCounty.id())
			if !ok {
				continue
			}
			verdict := f.fig.get(county, info.ID).verdicts[standard]
			if !rule.HasThreshold {
				verdict = NotJudged
			}
			by[verdict] = append(by[verdict], info.Label)
			n++
		}
		if n == 0 {
			return ""
		}
		return resultWords(by, n, f.cover[county.code].missing())
	}, func(standards, words string) string {
		return fmt.Sprintf("%s按%s标准,%s。", f.here(county), standards, words)
	})
}

// resultWords say how many of the rates that a standard judges meet it.
func resultWords(by map[string][]string, n int, missing bool) string {
	switch {
	case len(by[Met]) == n:
		return allOf(n) + "达标"
	case len(by[NoData]) == n && missing:
		return "因来件不齐," + allOf(n) + "暂不判定(数据缺)"
	}
	return listVerdicts(by, []listedVerdict{{Met, "达标的有"}, {Missed, "未达标的有"}, {Undecided, "待核实后才能判定的有"}, {NoData, "数据缺、暂不判定的有"}, {NotJudged, "阈值未填、不作判定的有"}})
}

// listedVerdict is how the rates of a verdict are introduced.
type listedVerdict struct{ verdict, words string }

// listVerdicts names the rates of each verdict, in the order of the words.
func listVerdicts(by map[string][]string, order []listedVerdict) string {
	var parts []string
	for _, v := range order {
		if list := by[v.verdict]; len(list) > 0 {
			parts = append(parts, v.words+strings.Join(list, "、"))
		}
	}
	return strings.Join(parts, ";")
}

func allOf(n int) string {
	if n == 1 {
		return "所判的一项"
	}
	return fmt.Sprintf("所判的%d项都", n)
}

// sampleResult says what the sample of a county comes to by each standard.
func (f *facts) sampleResult(county area) []string {
	return f.byStandard(func(standard string) string {
		by := map[string][]string{}
		n := 0
		for _, info := range f.infos {
			for _, j := range f.judgedOf(county, info.ID) {
				if !slices.Contains(j.standards, standard) || j.weighted.condition == "" {
					continue
				}
				by[j.weighted.verdict] = append(by[j.weighted.verdict], info.Label)
				n++
			}
		}
		if n == 0 {
			return ""
		}
		return sampleResultWords(by, n)
	}, func(standards, words string) string {
		return fmt.Sprintf("按入户核查样本推断,以%s标准衡量,%s。", standards, words)
	})
}

func sampleResultWords(by map[string][]string, n int) string {
	if len(by[Met]) == n {
		return allOf(n) + "达标"
	}
	return listVerdicts(by, []listedVerdict{{Met, "达标的有"}, {Missed, "未达标的有"}, {cannotTell, "样本不足以判定的有"}, {Undecided, "待核的有"}, {NoData, "数据缺、暂不判定的有"}})
}

// settles are what would settle the verdicts that the sample cannot carry: the
// clause of the published sentence behind the verdict.
func (f *facts) settles(county area) []string {
	var out []string
	for _, info := range f.infos {
		for _, j := range f.judgedOf(county, info.ID) {
			if j.weighted.verdict != cannotTell {
				continue
			}
			_, clause, _ := strings.Cut(j.weighted.sentence, cannotTell+";")
			clause, _, _ = strings.Cut(strings.TrimSuffix(clause, "。"), ";")
			if clause == "" {
				clause = "怎样才能判定见第二章"
			}
			out = append(out, fmt.Sprintf("%s按%s标准样本不足以判定:%s。", info.Label, quoted(j.standards), clause))
		}
	}
	return out
}

// conclusion is chapter 八.
func (f *facts) conclusion(ctx context.Context, c *composer) error {
	c.section("conclusion", "八、结论与建议")
	c.heading("结论")
	if len(f.counties) == 0 {
		c.say("没有读入可以评估的数据,不作结论。")
	}
	var items []string
	if f.all().missing() {
		items = append(items, f.coverageWords())
	}
	for _, county := range f.counties {
		items = append(items, f.standardsResult(county)...)
		items = append(items, f.sampleResult(county)...)
		items = append(items, f.settles(county)...)
	}
	items = append(items, exitsResult(f.exits)...)
	if f.meta.Draft {
		items = append(items, "本报告为草稿,数据不足以发布,以上各项不得作为上报依据。")
	}
	c.list(items)
	c.heading("建议")
	todo, err := f.suggestions(ctx)
	if err != nil {
		return err
	}
	if len(todo) == 0 {
		c.say("按本次数据,没有需要另行处理的事项。")
		return nil
	}
	c.say(fmt.Sprintf("根据以上各章的数据,需要处理的事项有%d项:", len(todo)))
	c.list(todo)
	return nil
}

// suggestions are what follows from the figures, in the order in which it has to
// be done.
func (f *facts) suggestions(ctx context.Context) ([]string, error) {
	var out []string
	say := func(n int64, format string, args ...any) {
		if n > 0 {
			out = append(out, fmt.Sprintf(format, args...))
		}
	}
	missing := f.missing()
	say(int64(len(missing)), "催报户表。%d个村的户表未到:%s。到齐以前,所在乡镇和县不作判定。", len(missing), f.missingWords())
	files, err := f.unread(ctx)
	if err != nil {
		return nil, err
	}
	say(int64(len(files)), "重报来件。下列来件没有读入,须改正后重报:%s。", enumerate(files, longestList, "件"))
	pending := f.ledgers.all(Pending)
	say(pending.rows, "核清待核户。%s户%s人的收入或保障情况不明,须按《待核台账》逐户补齐。", Count(pending.households), Count(pending.persons))
	wrong, omitted := f.ledgers.all(WrongExits), f.ledgers.all(Omissions)
	say(wrong.rows, "核实错退户。%s户%s人已脱贫而未达到退出标准%s,须按《错退台账》逐户核实,属实的按规定程序纠正。", Count(wrong.households), Count(wrong.persons), f.mostWords(WrongExits))
	say(omitted.rows, "核实漏评户。%s户%s人符合贫困识别条件而没有建档立卡%s,须按《漏评台账》逐户核实,属实的按规定程序纳入。", Count(omitted.households), Count(omitted.persons), f.mostWords(Omissions))
	registered := f.ledgers.all("wrong_registration")
	say(registered.rows, "核实错评户。%s户%s人在册而有排除情形,须按《错评台账》核实。", Count(registered.households), Count(registered.persons))
	out = append(out, f.guaranteesTodo()...)
	held := f.ledgers.all("not_to_exit")
	say(held.rows, "严格退出程序。%s户%s人有“不得脱贫”的情形,列在《不得脱贫台账》,解决以前不得列入本年脱贫计划。", Count(held.households), Count(held.persons))
	if len(f.visits) > 0 {
		names := visitNames(f.visits)
		out = append(out, fmt.Sprintf("到村核看。%s的率超出凭机会可能出现的范围(%s),须查明是情况特殊还是登记、核查有误。", enumerate(names, longestList, "个村"), ref("visits")))
	}
	out = append(out, f.sampleTodo()...)
	out = append(out, f.exitTodo()...)
	policies := f.ledgers.all("policy_missed")
	say(policies.rows, "落实政策。应享受而没有享受的%s人次,须按《政策应享未享台账》核实补发。", Count(policies.rows))
	watched, err := f.watchTodo(ctx)
	if err != nil {
		return nil, err
	}
	out = append(out, watched...)
	more, err := f.dataTodo(ctx)
	return append(out, more...), err
}

// unread are the files of which nothing was read.
func (f *facts) unread(ctx context.Context) ([]string, error) {
	v, err := load(ctx, f.pub, "intake", "file", "sheet", "status", "reason")
	if err != nil {
		return nil, err
	}
	var out []string
	for i := range v.len() {
		if v.text(i, "status") == "未读入" {
			out = append(out, fmt.Sprintf("%s(%s)", Place(v.text(i, "file"), v.text(i, "sheet")), strings.TrimRight(textCell(v.text(i, "reason"), "原因不明").Text, "。")))
		}
	}
	return out, nil
}

// mostWords name the township with most rows of a ledger: ,以长滩镇最多(3户).
func (f *facts) mostWords(ledger string) string {
	info, ok := f.ledger(ledger)
	if !ok || len(f.at(LevelTownship)) < 2 {
		return ""
	}
	if name := f.most(info); name != NotApplicable {
		return ",以" + name + "最多"
	}
	return ""
}

// guaranteesTodo are the ledgers of guarantees that somebody lacks.
func (f *facts) guaranteesTodo() []string {
	var parts []string
	for _, id := range []string{"dangerous_house", "dropout", "uninsured", "unsafe_water", "not_moved_in"} {
		info, ok := f.ledger(id)
		n := f.ledgers.all(id)
		if !ok || n.rows == 0 {
			continue
		}
		if info.Counts == CountsPersons {
			parts = append(parts, fmt.Sprintf("%s%s人", Name(info.Label), Count(n.rows)))
			continue
		}
		parts = append(parts, fmt.Sprintf("%s%s户%s人", Name(info.Label), Count(n.households), Count(n.persons)))
	}
	if len(parts) == 0 {
		return nil
	}
	return []string{"补齐保障短板。" + strings.Join(parts, "、") + ",须按各台账逐户解决并销号。"}
}

func visitNames(visits []visit) []string {
	var names []string
	for _, v := range visits {
		if n := v.township + v.village; !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names
}

// sampleTodo are what the sample still lacks.
func (f *facts) sampleTodo() []string {
	var out []string
	for _, county := range f.counties {
		e, ok := f.estimateOf(county, "wrong_exit_rate", methodWeighted)
		if !ok {
			e, ok = f.estimateOf(county, "approval", methodWeighted)
		}
		if !ok {
			continue
		}
		if e.pending > 0 {
			out = append(out, fmt.Sprintf("完成入户核查。%s还有%s户待访,访完以前样本结果是暂算的。", f.here(county), Count(e.pending)))
		}
		var undecided []string
		for _, info := range f.infos {
			if slices.ContainsFunc(f.judgedOf(county, info.ID), func(j judged) bool { return j.weighted.verdict == cannotTell }) {
				undecided = append(undecided, info.Label)
			}
		}
		if len(undecided) > 0 {
			out = append(out, fmt.Sprintf("补充核查。%s%s样本不足以判定,所需户数见本章结论;补抽方案可用 sanlv sample plan 测算。", f.here(county), strings.Join(undecided, "、")))
		}
	}
	return out
}

// exitsResult says how many poor villages meet each list of exit standards.
func exitsResult(exits []exitStandard) []string {
	var parts []string
	for _, s := range exits {
		if len(s.villages) == 0 {
			continue
		}
		r, all := s.result(), len(s.villages)
		words := fmt.Sprintf("%d个贫困村中%d个全部达标", all, r.met)
		switch {
		case r.met == all:
			words = fmt.Sprintf("%d个贫困村全部达标", all)
		case all == 1:
			words = "1个贫困村没有全部达标"
		case r.met == 0:
			words = fmt.Sprintf("%d个贫困村没有一个全部达标", all)
		}
		if r.missing > 0 {
			words += fmt.Sprintf("(%d个因数据缺不能判定)", r.missing)
		}
		parts = append(parts, "按"+quoted([]string{s.name})+words)
	}
	if len(parts) == 0 {
		return nil
	}
	return []string{"贫困村退出," + strings.Join(parts, ";") + "。"}
}

// exitTodo are the villages that are short by one standard: the nearest to exit.
func (f *facts) exitTodo() []string {
	var parts []string
	for _, s := range f.exits {
		var near []string
		for _, p := range s.villages {
			if _, missed, _ := p.tally(s.numbers); missed == 1 {
				near = append(near, p.township+p.name)
			}
		}
		if len(near) > 0 {
			parts = append(parts, fmt.Sprintf("按%s有%s", quoted([]string{s.name}), enumerate(near, longestList, "个村")))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return []string{"补齐村退出短板。只差一条的贫困村," + strings.Join(parts, ";") + ";所差的项目见第四章。"}
}

// watchTodo are what the monitoring and the work ask for.
func (f *facts) watchTodo(ctx context.Context) ([]string, error) {
	var out []string
	if f.has("monitoring_area") {
		by, _, err := f.tallied(ctx, "monitoring_area", "class", "item")
		if err != nil {
			return nil, err
		}
		if told := listed(by, "合计/", "应纳未纳", "应消未消", "消除过早"); told != "" {
			out = append(out, "完善监测。"+told+",须核实后纳入、消除或重新监测。")
		}
	}
	if f.has("low_income_area") {
		by, _, err := f.tallied(ctx, "low_income_area", "part", "item")
		if err != nil {
			return nil, err
		}
		if told := listed(by, "mismatch/", "应享未享低保", "超标享受低保", "死亡仍享受"); told != "" {
			out = append(out, "核实救助。"+told+",须会同民政部门逐户核实。")
		}
	}
	if len(f.helpMissed) > 0 {
		out = append(out, "压实帮扶责任。"+strings.Join(f.helpMissed, "、")+"没有达到要求,须按"+ref("assistance")+"督促。")
	}
	if f.lateProjects > 0 {
		out = append(out, fmt.Sprintf("加快项目进度。过了计划完工日期没有完工的项目%s个,须逐个查明原因。", Count(f.lateProjects)))
	}
	return out, nil
}

// dataTodo are the findings, the problems to be put right and the standards to be
// looked up.
func (f *facts) dataTodo(ctx context.Context) ([]string, error) {
	var out []string
	counts, err := ProblemCounts(ctx, f.pub)
	if err != nil {
		return nil, err
	}
	var wrong int64
	by := map[string]int64{}
	for _, n := range counts {
		if n.Severity == "错误" && n.State != Settled {
			wrong += n.Findings
			by[nameCell(n.Township, NoTownship).Text] += n.Findings
		}
	}
	if wrong > 0 {
		out = append(out, fmt.Sprintf("更正数据。未了结的错误%s处(%s),须按问题清单改正原表后重报。", Count(wrong), mostFirst(by, "处")))
	}
	if n := f.ledgers.all("rectification"); n.rows > 0 {
		s := fmt.Sprintf("整改问题。整改台账中没有整改完的%s件", Count(n.rows))
		if f.lateProblems > 0 {
			s += fmt.Sprintf(",逾期%s件", Count(f.lateProblems))
		}
		out = append(out, s+",须督促责任单位按期整改销号。")
	}
	open, blank := 0, 0
	for _, r := range f.meta.Rules {
		if strings.Contains(r.Status, "待核对") {
			open++
		}
		if !r.HasThreshold {
			blank++
		}
	}
	if open > 0 {
		s := fmt.Sprintf("核对标准。标准中有%d条规定须与文件原文核对", open)
		if blank > 0 {
			s += fmt.Sprintf(",%d条的阈值须填入", blank)
		}
		out = append(out, s+",核对后在参照文件 standards.csv 中改为已核对。")
	}
	return out, nil
}

// mostFirst lists counts by name, the largest first.
func mostFirst(by map[string]int64, unit string) string {
	var names []string
	for n := range by {
		names = append(names, n)
	}
	slices.SortFunc(names, func(a, b string) int {
		if by[a] != by[b] {
			if by[a] > by[b] {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	var parts []string
	for _, n := range names {
		parts = append(parts, n+Count(by[n])+unit)
	}
	return enumerate(parts, longestList, "处地方")
}
