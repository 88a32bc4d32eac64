package reports

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// basis is chapter 一: by which standards, who was assessed, what has come, who
// was visited.
func (f *facts) basis(ctx context.Context, c *composer) error {
	c.section("basis", "一、基本情况")
	c.heading("评估依据")
	f.standards(c)
	c.heading("评估对象")
	if err := f.population(ctx, c); err != nil {
		return err
	}
	c.heading("来件情况")
	if err := f.arrived(ctx, c); err != nil {
		return err
	}
	c.heading("入户核查")
	return f.fieldwork(ctx, c)
}

// standards name the documents that are judged by.
func (f *facts) standards(c *composer) {
	line := ""
	for _, p := range f.meta.Parameters {
		if strings.HasPrefix(p.Name, "line.") && p.Name != "line.set" {
			line = fmt.Sprintf("贫困线为每人每年%s元(%s)。", textCell(p.Words, NotKnown).Text, sourceAndStatus(p.Source, p.Status))
		}
	}
	c.say(fmt.Sprintf("本次评估年度为%d年,数据截至%s。", f.meta.Period, Date(f.meta.AsOf)), line,
		"三率一度按下列标准分别判定,互不替代:")
	var items []string
	open := 0
	for _, standard := range f.meta.Standards {
		var sources []string
		for _, r := range f.meta.Rules {
			if r.Standard != standard {
				continue
			}
			if s := textCell(r.Source, "未写明出处").Text; !slices.Contains(sources, s) {
				sources = append(sources, s)
			}
			if r.Status != "" {
				open++
			}
		}
		if len(sources) == 0 {
			sources = []string{"未写明出处"}
		}
		items = append(items, quoted([]string{standard})+",依据"+strings.Join(sources, "\uff1b")+"。")
	}
	if len(items) == 0 {
		items = []string{"截至日期没有生效的标准,各率只列数字,不作判定。"}
	}
	c.list(items)
	var exits []string
	for _, s := range f.exits {
		exits = append(exits, s.name)
	}
	if len(exits) > 0 {
		c.say("贫困村退出另按" + quoted(exits) + "标准逐项判定,见第四章。")
	}
	if open > 0 {
		c.say(fmt.Sprintf("上列标准共%s条规定标注“待核对”,其数值取自二手转载或有遮盖的文本,在与文件原文核对以前,据以作出的判定只供内部掌握。各条规定见%s。", Count(int64(open)), ref("standards")))
	} else if len(f.meta.Rules) > 0 {
		c.say("各条规定见" + ref("standards") + "。")
	}
}

// population tells how many households there are, of which status, with what income.
func (f *facts) population(ctx context.Context, c *composer) error {
	v, err := load(ctx, f.pub, "villages", "village_code", "poor_village")
	if err != nil {
		return err
	}
	poor := map[string]bool{}
	for i := range v.len() {
		poor[v.text(i, "village_code")] = v.truth(i, "poor_village")
	}
	any := false
	for _, county := range f.counties {
		towns, villages, poorVillages := 0, 0, 0
		for _, a := range f.areas {
			switch {
			case !slices.Contains(a.codes, county.code) || a.code == undecidedPlace:
			case a.level == LevelTownship:
				towns++
			case a.level == LevelVillage:
				villages++
				if poor[a.code] {
					poorVillages++
				}
			}
		}
		all := f.tally.get(county, everybody, "total", "合计")
		s := fmt.Sprintf("%s共%d个乡镇、%d个村,其中村表标为贫困村的%d个。", county.name, towns, villages, poorVillages)
		if poorVillages == 0 {
			s = fmt.Sprintf("%s共%d个乡镇、%d个村,村表没有标为贫困村的村。", county.name, towns, villages)
		}
		if all.households == 0 {
			c.say(s, "没有读入农户,以下各章凡由户表计算的数字都没有。")
			continue
		}
		s += fmt.Sprintf("已到的户表登记农户%s户、%s人,其中%s(%s)。", Count(all.households), Count(all.persons), f.statuses(county), ref("statuses"))
		if all.personsUnknown > 0 {
			s += fmt.Sprintf("有%s户人数不明,只计户数,不计人数。", Count(all.personsUnknown))
		}
		if f.cover[county.code].missing() {
			s += "未到的村不在其中。"
		}
		c.say(s)
		any = true
	}
	if len(f.counties) == 0 {
		c.say("没有读入县、乡镇、村的数据。")
	}
	if !any {
		return nil
	}
	c.table("statuses", "农户构成", f.statusTable(), "注:户类型按户表填报;占比按人数计算。")
	c.say(fmt.Sprintf("各乡镇农户数见%s。", ref("townships")), f.incomeWords())
	c.table("townships", "分乡镇农户和建档立卡户", f.townshipTable(), "注:建档立卡户含脱贫户、未脱贫户和返贫户。应报、已报为户表应报、已报的村数。")
	for _, county := range f.counties {
		f.bands(c, county, everybody, "income", "农户人均纯收入分布", "户表全部农户")
		f.bands(c, county, registered, "cause", "建档立卡户主要致贫原因", "建档立卡户")
	}
	return nil
}

// statuses lists the households and persons of each status.
func (f *facts) statuses(a area) string {
	var parts []string
	for _, item := range f.tally.items["status"] {
		if n := f.tally.get(a, everybody, "status", item); n.households > 0 {
			parts = append(parts, fmt.Sprintf("%s%s户%s人", statusName(item), Count(n.households), Count(n.persons)))
		}
	}
	return strings.Join(parts, "、")
}

// statusName says 不明 of what.
func statusName(item string) string {
	if item == "不明" {
		return "户类型不明的"
	}
	return Name(item)
}

func (f *facts) statusTable() *Table {
	t := grid(f.meta, col(KindText, "户类型"))
	for _, county := range f.counties {
		head := func(s string) []string {
			if len(f.counties) == 1 {
				return []string{s}
			}
			return []string{county.name, s}
		}
		t.Columns = append(t.Columns, col(KindCount, head("户数(户)")...), col(KindCount, head("人口(人)")...), col(KindPercent, head("占人口(%)")...))
	}
	row := func(label, class, item string, total bool) {
		r := Row{Total: total, Cells: []Cell{{Text: label}}}
		for _, county := range f.counties {
			n, all := f.tally.get(county, everybody, class, item), f.tally.get(county, everybody, "total", "合计")
			r.Cells = append(r.Cells, countCell(n.households), countCell(n.persons), shareCell(n.persons, all.persons))
		}
		t.put(r)
	}
	row("合计", "total", "合计", true)
	for _, item := range f.tally.items["status"] {
		if !slices.ContainsFunc(f.counties, func(a area) bool { return f.tally.get(a, everybody, "status", item).households > 0 }) {
			continue
		}
		row(Name(item), "status", item, false)
	}
	return t
}

func (f *facts) townshipTable() *Table {
	t := grid(f.meta, col(KindText, "单位"), col(KindCount, "户表(村)", "应报"), col(KindCount, "户表(村)", "已报"), col(KindCount, "农户", "户数(户)"), col(KindCount, "农户", "人口(人)"),
		col(KindCount, "建档立卡户", "户数(户)"), col(KindCount, "建档立卡户", "人口(人)"), col(KindPercent, "建档立卡户", "占人口(%)"))
	for _, a := range f.areas {
		if a.level > LevelTownship {
			continue
		}
		came := f.cover[a.code]
		all, cards := f.tally.get(a, everybody, "total", "合计"), f.tally.get(a, registered, "total", "合计")
		r := Row{Level: a.level, Total: a.level == LevelCounty, Cells: []Cell{{Text: a.name}, countCell(came.expected), countCell(came.arrived),
			countCell(all.households), countCell(all.persons), countCell(cards.households), countCell(cards.persons), shareCell(cards.persons, all.persons)}}
		if came.missing() && came.arrived == 0 {
			for i := 3; i < len(r.Cells); i++ {
				r.Cells[i] = Cell{Text: NotKnown}
			}
		}
		t.put(r)
	}
	return t
}

// incomeWords name the figures of incomes and causes that follow.
func (f *facts) incomeWords() string {
	var names []string
	for _, county := range f.counties {
		for _, of := range [][2]string{{everybody, "income"}, {registered, "cause"}} {
			if f.counted(county, of[0], of[1]) > 0 {
				names = append(names, ref(of[1]+county.code))
			}
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "人均纯收入分布和主要致贫原因见" + strings.Join(names, "、") + "。"
}

// counted is how many households a class counts in an area.
func (f *facts) counted(a area, scope, class string) (n int64) {
	for _, item := range f.tally.items[class] {
		n += f.tally.get(a, scope, class, item).households
	}
	return n
}

// bands draws the households of the items of a class as bars.
func (f *facts) bands(c *composer, a area, scope, class, title, whose string) {
	all := f.counted(a, scope, class)
	if all == 0 {
		return
	}
	fig := &Figure{ID: class + a.code, Unit: "户"}
	var told []string
	for _, item := range f.tally.items[class] {
		n := f.tally.get(a, scope, class, item).households
		if n == 0 {
			continue
		}
		fig.Bars = append(fig.Bars, Bar{Label: Name(item), Value: float64(n), Text: fmt.Sprintf("%s户(%s%%)", Count(n), Percent(n, all))})
		fig.Most = max(fig.Most, float64(n))
		told = append(told, fmt.Sprintf("%s%s户", Name(item), Count(n)))
	}
	if len(f.counties) > 1 {
		title = a.name + title
	}
	fig.Description = title + ":" + strings.Join(told, "、") + "。"
	c.figure(title, fig, fmt.Sprintf("注:按户数,共%s%s户;没有户的不列。", whose, Count(all)))
}

// arrived tells which sheets have come, that every row is accounted for, and
// which villages are missing.
func (f *facts) arrived(ctx context.Context, c *composer) error {
	v, err := load(ctx, f.pub, "intake", "file", "rows_read", "rows_loaded", "rows_rejected", "rows_recognised", "status")
	if err != nil {
		return err
	}
	files := map[string]bool{}
	var read, loaded, rejected, recognised int64
	for i := range v.len() {
		files[v.text(i, "file")] = true
		read, loaded = read+v.count(i, "rows_read"), loaded+v.count(i, "rows_loaded")
		rejected, recognised = rejected+v.count(i, "rows_rejected"), recognised+v.count(i, "rows_recognised")
	}
	if len(files) == 0 {
		c.say("没有收到来件。")
		return nil
	}
	c.say(f.coverageWords(), fmt.Sprintf("共收到来件%s件,读取%s行,其中入库%s行、拒收%s行、识别为标题、表头、合计等非数据的%s行,%s。各种表的到件情况见%s。",
		Count(int64(len(files))), Count(read), Count(loaded), Count(rejected), Count(recognised), balanceWords(read, loaded, rejected, recognised), ref("arrivals")))
	t, err := f.arrivalTable(ctx)
	if err != nil {
		return err
	}
	c.table("arrivals", "来件情况", t, "注:“有问题”指已读入而有错误或警告,“重复”指同一村报来几份、用较新的一份,两者都算已到。不要求每村都报的表,不计未到。逐村情况见报表《来件登记》。")
	return nil
}

func balanceWords(read, loaded, rejected, recognised int64) string {
	if read == loaded+rejected+recognised {
		return "三者之和等于读取行数"
	}
	return "三者之和不等于读取行数,须查明"
}

// coverageWords say whether all household sheets have come, and which have not.
func (f *facts) coverageWords() string {
	all := f.all()
	switch {
	case all.expected == 0:
		return "没有应报村名单,来件是否到齐无从核对。"
	case !all.missing():
		return fmt.Sprintf("应报户表的%s个村全部报到。", Count(all.expected))
	case all.arrived == 0:
		return fmt.Sprintf("应报户表的%s个村都没有报到,以下由户表计算的各数都没有,不作判定。", Count(all.expected))
	}
	n := all.expected - all.arrived
	more := ""
	if all.more > 0 {
		more = fmt.Sprintf("另有%s个不在应报名单的村报来户表,暂列“未定”,其人户计入全县。", Count(all.more))
	}
	return fmt.Sprintf("应报户表的%s个村,报到%s个,未到%s个:%s。未到以前,有村未到的乡镇和县的数字都是暂算数,不作判定。", Count(all.expected), Count(all.arrived), Count(n), f.missingWords()) + more
}

func (f *facts) arrivalTable(ctx context.Context) (*Table, error) {
	v, err := load(ctx, f.pub, "arrivals", "kind", "owed", "rows", "state")
	if err != nil {
		return nil, err
	}
	type sums struct {
		owed                                bool
		came, troubled, twice, absent, rows int64
	}
	var kinds []string
	by := map[string]*sums{}
	for i := range v.len() {
		kind := v.text(i, "kind")
		s := by[kind]
		if s == nil {
			s = &sums{owed: v.truth(i, "owed")}
			by[kind] = s
			kinds = append(kinds, kind)
		}
		s.rows += v.count(i, "rows")
		switch v.text(i, "state") {
		case "已到":
			s.came++
		case "有问题":
			s.came, s.troubled = s.came+1, s.troubled+1
		case "重复":
			s.came, s.twice = s.came+1, s.twice+1
		case "未到":
			s.absent++
		}
	}
	t := grid(f.meta, col(KindText, "表种"), col(KindCount, "已到(村)", "合计"), col(KindCount, "已到(村)", "其中有问题"), col(KindCount, "已到(村)", "其中重复"), col(KindCount, "未到(村)"), col(KindCount, "读入(行)"))
	for _, kind := range kinds {
		s := by[kind]
		absent := Cell{Text: NotApplicable}
		if s.owed {
			absent = countCell(s.absent)
			absent.Alarm = s.absent > 0
		}
		t.put(Row{Cells: []Cell{{Text: f.meta.sheetLabel(kind)}, countCell(s.came), countCell(s.troubled), countCell(s.twice), absent, countCell(s.rows)}})
	}
	if len(t.Rows) == 0 {
		t.put(t.emptyRow())
	}
	return t, nil
}

// fieldwork tells who was drawn and who was reached.
func (f *facts) fieldwork(ctx context.Context, c *composer) error {
	v, err := load(ctx, f.pub, "fieldwork", "file")
	if err != nil {
		return err
	}
	teams := map[string]bool{}
	for i := range v.len() {
		teams[v.text(i, "file")] = true
	}
	told := false
	for _, county := range f.counties {
		i := slices.IndexFunc(f.sample, func(e estimate) bool {
			return e.kind == "county" && e.method == methodWeighted && slices.Equal(e.areas(), []string{county.code})
		})
		if i < 0 {
			continue
		}
		told = true
		c.say(sampleWords(f.here(county), f.sample[i], int64(len(teams))))
	}
	if !told {
		c.say("本次没有入户核查资料。错退率、漏评率和综合贫困发生率由户表逐户计算,是普查结果,没有抽样误差,但未经实地核实;群众认可度没有数据。")
		return nil
	}
	c.say("率的推断按抽样权重加权,方差按分层二阶段抽样计算,置信区间用KG+法;抽样方案和逐组进度见报表《三率一度抽样评估表》。")
	return nil
}

// sampleWords say how large the sample is and how much of it is done.
func sampleWords(place string, e estimate, teams int64) string {
	s := fmt.Sprintf("%s入户核查批次%s,在%s个村抽取%s户,访到%s户", place, textCell(e.batch, NotKnown).Text, Count(e.villages), Count(e.drawn), Count(e.surveyed))
	if e.drawn > 0 {
		s += fmt.Sprintf("(访到率%s)", percentWords(e.surveyed, e.drawn))
	}
	var left []string
	if e.absent > 0 {
		left = append(left, "未访到"+Count(e.absent)+"户")
	}
	if e.pending > 0 {
		left = append(left, "待访"+Count(e.pending)+"户")
	}
	if rest := e.drawn - e.surveyed - e.absent - e.pending; rest > 0 {
		left = append(left, "没有可计入的结果"+Count(rest)+"户")
	}
	if len(left) > 0 {
		s += "," + strings.Join(left, "、")
	}
	s += "。"
	if teams > 0 {
		s = strings.TrimSuffix(s, "。") + fmt.Sprintf(";核查结果由%s份核查表报回。", Count(teams))
	}
	if e.pending > 0 {
		s += "核查尚未结束,样本结果是暂算的。"
	}
	return s
}
