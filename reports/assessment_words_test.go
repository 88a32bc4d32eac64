package reports

import (
	"math/big"
	"testing"
)

func wrongExit() IndicatorInfo {
	return IndicatorInfo{ID: "wrong_exit_rate", Label: "错退率", Numerator: "错退人口", Denominator: "脱贫户人口", Unit: "人"}
}

func approved() IndicatorInfo {
	return IndicatorInfo{ID: "approval", Label: "群众认可度", Numerator: "认可户", Denominator: "答复户", Unit: "户", HigherIsBetter: true}
}

func of(numerator, denominator, unknown int64) figure {
	return figure{found: true, numerator: numerator, denominator: denominator, unknown: unknown}
}

var whole29 = coverage{expected: 29, arrived: 29}

// Whatever the numbers, the sentence of a rate is one that an official would write.
func TestRateWords(t *testing.T) {
	for _, c := range []struct {
		name  string
		info  IndicatorInfo
		g     figure
		cover coverage
		want  string
	}{
		{"many", wrongExit(), of(1028, 61655, 0), whole29, "全县错退率为1.67%,即脱贫户人口61,655人中有错退人口1,028人。"},
		{"one", wrongExit(), of(1, 800, 0), whole29, "全县错退率为0.13%,即脱贫户人口800人中有错退人口1人。"},
		{"none", wrongExit(), of(0, 1655, 0), whole29, "全县脱贫户人口1,655人,没有错退人口,错退率为零。"},
		{"all", wrongExit(), of(4, 4, 0), whole29, "全县错退率为100.00%,脱贫户人口4人全部为错退人口。"},
		{"too small to print", wrongExit(), of(1, 100000, 0), whole29, "全县错退率为不足0.01%,即脱贫户人口100,000人中有错退人口1人。"},
		{"unknown", wrongExit(), of(28, 1655, 14), whole29, "全县错退率为1.69%,即脱贫户人口1,655人中有错退人口28人。另有待核人口14人,情况不明,没有计入分子;全部计入时为2.54%。"},
		{"only unknown", wrongExit(), of(0, 5, 5), whole29, "全县脱贫户人口5人,没有错退人口,错退率为零。另有待核人口5人,情况不明,没有计入分子;全部计入时为100.00%。"},
		{"no denominator", wrongExit(), of(0, 0, 0), whole29, "全县没有脱贫户人口,错退率不予计算。"},
		{"denominator unknown", wrongExit(), figure{found: true, numerator: 3, noDenominator: true}, whole29, "全县有错退人口3人,脱贫户人口不详,错退率无从计算。"},
		{"nothing came", wrongExit(), of(0, 0, 0), coverage{expected: 3}, "全县没有报来计算错退率的数据,错退率不详。"},
		{"provisional", wrongExit(), of(28, 1655, 0), coverage{expected: 32, arrived: 29}, "全县错退率为1.69%,即脱贫户人口1,655人中有错退人口28人。尚有3个村的户表未到,以上为暂算数。"},
		{"approval", approved(), of(158, 165, 3), whole29, "全县群众认可度为95.76%,即答复户165户中有认可户158户。另有3户访到而没有作答,不计入分子、分母。"},
		{"nobody was asked", approved(), of(0, 0, 0), whole29, "全县没有答复户,群众认可度不予计算。"},
		{"nobody approves", approved(), of(0, 20, 0), whole29, "全县答复户20户,没有认可户,群众认可度为零。"},
		{"everybody approves", approved(), of(20, 20, 1), whole29, "全县群众认可度为100.00%,答复户20户全部为认可户。另有1户访到而没有作答,不计入分子、分母。"},
	} {
		if got := rateWords(c.info, "全县", c.g, c.cover); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestVerdictWords(t *testing.T) {
	rule := func(standard, indicator, comparator string, threshold float64) RuleInfo {
		return RuleInfo{Standard: standard, Indicator: indicator, Levels: []string{"county"}, Comparator: comparator, Threshold: threshold, HasThreshold: true}
	}
	meta := Meta{Standards: []string{"国家中部", "国家西部", "手册", "本县"}, Rules: []RuleInfo{
		rule("国家中部", "wrong_exit_rate", "<", 0.02), rule("国家西部", "wrong_exit_rate", "<", 0.02), rule("手册", "wrong_exit_rate", "<=", 0.01),
		rule("国家中部", "approval", ">=", 0.9), {Standard: "本县", Indicator: "approval", Levels: []string{"county"}, Comparator: ">="},
	}}
	judged := func(g figure, verdicts ...string) figure {
		g.verdicts = map[string]string{}
		for i := 0; i+1 < len(verdicts); i += 2 {
			g.verdicts[verdicts[i]] = verdicts[i+1]
		}
		return g
	}
	for _, c := range []struct {
		name  string
		info  IndicatorInfo
		g     figure
		cover coverage
		want  string
	}{
		{"met by two, missed by one", wrongExit(), judged(of(169, 10000, 0), "国家中部", Met, "国家西部", Met, "手册", Missed), whole29,
			"按“国家中部”“国家西部”标准(低于2%),判定为达标,低于标准0.31个百分点。按“手册”标准(不高于1%),判定为未达标,高于标准0.69个百分点。"},
		{"met whatever the unknown", wrongExit(), judged(of(1, 1000, 2), "国家中部", Met, "国家西部", Met, "手册", Met), whole29,
			"按“国家中部”“国家西部”标准(低于2%),判定为达标,低于标准1.90个百分点,待核的全部计入仍然达标。按“手册”标准(不高于1%),判定为达标,低于标准0.90个百分点,待核的全部计入仍然达标。"},
		{"exactly the threshold", wrongExit(), judged(of(2, 100, 0), "国家中部", Missed, "国家西部", Missed, "手册", Missed), whole29,
			"按“国家中部”“国家西部”标准(低于2%),判定为未达标,恰等于标准。按“手册”标准(不高于1%),判定为未达标,高于标准1.00个百分点。"},
		{"by a hair", wrongExit(), judged(of(200001, 10000000, 0), "国家中部", Missed, "国家西部", Missed, "手册", Missed), whole29,
			"按“国家中部”“国家西部”标准(低于2%),判定为未达标,高于标准不足0.01个百分点。按“手册”标准(不高于1%),判定为未达标,高于标准1.00个百分点。"},
		{"missed whatever the unknown", wrongExit(), judged(of(30, 1000, 1), "国家中部", Missed, "国家西部", Missed, "手册", Missed), whole29,
			"按“国家中部”“国家西部”标准(低于2%),判定为未达标,高于标准1.00个百分点,与待核的如何核实无关。按“手册”标准(不高于1%),判定为未达标,高于标准2.00个百分点,与待核的如何核实无关。"},
		{"undecided", wrongExit(), judged(of(19, 1000, 14), "国家中部", Undecided, "国家西部", Undecided, "手册", Missed), whole29,
			"按“国家中部”“国家西部”标准(低于2%),判定为待核:待核的14人全部计入与全部不计入,结论不同,须核实后再判。按“手册”标准(不高于1%),判定为未达标,高于标准0.90个百分点,与待核的如何核实无关。"},
		{"incomplete", wrongExit(), judged(of(19, 1000, 14), "国家中部", NoData, "国家西部", NoData, "手册", NoData), coverage{expected: 32, arrived: 29},
			"因来件不齐,按“国家中部”“国家西部”“手册”标准暂不判定(数据缺)。"},
		{"no denominator", wrongExit(), judged(of(0, 0, 0), "国家中部", NoData, "国家西部", NoData, "手册", NoData), whole29,
			"按“国家中部”“国家西部”标准(低于2%),因没有分母,不能判定(数据缺)。按“手册”标准(不高于1%),因没有分母,不能判定(数据缺)。"},
		{"a floor, and a threshold that is not filled in", approved(), judged(of(158, 165, 3), "国家中部", Met, "本县", NotJudged), whole29,
			"按“国家中部”标准(不低于90%),判定为达标,高于标准5.76个百分点。按“本县”标准不作判定:原文件的数值尚未填入。"},
		{"approval undecided", approved(), judged(of(18, 20, 2), "国家中部", Undecided, "本县", NotJudged), whole29,
			"按“国家中部”标准(不低于90%),判定为待核:未作答的2户都认可与都不认可,结论不同,须补访后再判。按“本县”标准不作判定:原文件的数值尚未填入。"},
		{"asked by none", IndicatorInfo{ID: "x", Label: "另一率"}, of(1, 2, 0), whole29, "现行各标准对本级的另一率没有要求,不作判定。"},
	} {
		if got := verdictWords(meta, c.info, "county", c.g, c.cover); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestSampleWords(t *testing.T) {
	rate := func(v float64) Cell { return realCell(v, KindPercent) }
	none := Cell{Text: NotApplicable}
	for _, c := range []struct {
		name string
		got  string
		want string
	}{
		{"inside", estimateWords(wrongExit(), estimate{n: 300, events: 7, value: rate(0.0324), low: rate(0.0054), high: rate(0.1017)}, estimate{value: rate(0.03)}, of(28, 1655, 14)),
			"入户核查计入300户,其中错退户7户,口径值(不加权)为3.00%;加权估计为3.24%,其95%置信区间为0.54%至10.17%。户表计算的1.69%在区间之内,两者没有矛盾。"},
		{"below", estimateWords(wrongExit(), estimate{n: 300, events: 7, value: rate(0.0324), low: rate(0.02), high: rate(0.05)}, estimate{value: none}, of(0, 1655, 0)),
			"入户核查计入300户,其中错退户7户;加权估计为3.24%,其95%置信区间为2.00%至5.00%。户表计算的零在区间之外,低于现场核查所见,户表可能漏登问题,须逐户核对。"},
		{"above", estimateWords(wrongExit(), estimate{n: 300, events: 0, value: rate(0), low: rate(0), high: rate(0.01)}, estimate{value: rate(0)}, of(28, 1655, 0)),
			"入户核查计入300户,没有发现错退户,口径值(不加权)为零;加权估计为零,其95%置信区间为零至1.00%。户表计算的1.69%在区间之外,高于现场核查所见,户表可能有误登,须逐户核对。"},
		{"one household", estimateWords(wrongExit(), estimate{n: 1, events: 1, value: rate(1), low: none, high: none}, estimate{value: rate(1)}, of(0, 0, 0)),
			"入户核查计入1户,其中错退户1户,口径值(不加权)为100.00%;加权估计为100.00%,区间无从计算。"},
		{"nobody counts", estimateWords(wrongExit(), estimate{value: none}, estimate{value: none}, of(28, 1655, 0)), "入户核查没有可计入错退率的户,样本不能推断错退率。"},
		{"no weights", estimateWords(wrongExit(), estimate{n: 20, events: 1, value: none}, estimate{value: rate(0.05)}, of(28, 1655, 0)),
			"入户核查计入20户,其中错退户1户,口径值(不加权)为5.00%;不足以作出加权估计。"},
		{"all done", sampleWords("全县", estimate{batch: "2018-1", villages: 12, drawn: 176, surveyed: 176}, 3),
			"全县入户核查批次2018-1,在12个村抽取176户,访到176户(访到率100.00%);核查结果由3份核查表报回。"},
		{"under way", sampleWords("全县", estimate{batch: "2018-1", villages: 12, drawn: 176, surveyed: 169, absent: 2, pending: 4}, 3),
			"全县入户核查批次2018-1,在12个村抽取176户,访到169户(访到率96.02%),未访到2户、待访4户、没有可计入的结果1户;核查结果由3份核查表报回。核查尚未结束,样本结果是暂算的。"},
		{"nothing came back", sampleWords("全县", estimate{villages: 1, drawn: 5, pending: 5}, 0), "全县入户核查批次不详,在1个村抽取5户,访到0户(访到率零),待访5户。核查尚未结束,样本结果是暂算的。"},
		{"cases", caseWords(map[string]int64{"核实 错退": 3, "核实 漏评": 1, "疑似 错退": 1, "未访到": 2}),
			"入户核查中,核实为问题户的4户(错退3户、漏评1户),仍属疑似的1户(错退1户)。只有核实的计入样本各率,疑似的和举证排除的只列出。"},
		{"no case", caseWords(map[string]int64{"未访到": 2}), "入户核查没有发现问题户。"},
		{"agree", agreementWords(169, 169), "访到并在户表中的169户,户表判定与现场核查全部一致。"},
		{"differ", agreementWords(169, 165), "访到并在户表中的169户,户表判定与现场核查一致的165户,不一致或有一方不能判断的4户。"},
		{"nothing to compare", agreementWords(0, 0), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, c.got, c.want)
		}
	}
}

func TestOtherWords(t *testing.T) {
	item := func(number int, id, label string) ExitItemInfo {
		return ExitItemInfo{Standard: "九项", Number: number, Item: id, Label: label, Source: "某文件"}
	}
	village := func(name string, verdicts ...string) poorVillage {
		p := poorVillage{township: "甲乡", name: name}
		for i, v := range verdicts {
			p.items = append(p.items, exitItem{info: item(i+1, []string{"a", "b"}[i], []string{"路", "水"}[i]), verdict: v})
		}
		return p
	}
	nine := func(villages ...poorVillage) exitStandard {
		return exitStandard{name: "九项", items: []ExitItemInfo{item(1, "a", "路"), item(2, "b", "水")}, numbers: []int{1, 2}, villages: villages}
	}
	exit := func(s exitStandard) (out string) {
		for _, text := range exitWords(s) {
			out += text
		}
		return out
	}
	visits := func(flags ...string) (out []visit) {
		for i, f := range flags {
			out = append(out, visit{township: "甲乡", village: "村" + string(rune('A'+i)), flag: f})
		}
		return out
	}
	for _, c := range []struct{ name, got, want string }{
		{"few names", enumerate([]string{"甲", "乙"}, 3, "个村"), "甲、乙"},
		{"many names", enumerate([]string{"甲", "乙", "丙"}, 2, "个村"), "甲、乙等3个村"},
		{"no finding", findingWords(nil), "对来件逐格逐户检查,没有发现数据问题。"},
		{"one finding", findingWords(map[[2]string]int64{{"警告", "待处理"}: 1}), "对来件逐格逐户检查,发现数据问题1处,其中警告1处,已按乡镇列入问题清单。还没有核实了结的:待处理的1处。"},
		{"all settled", findingWords(map[[2]string]int64{{"警告", Settled}: 2}), "对来件逐格逐户检查,发现数据问题2处,其中警告2处,已按乡镇列入问题清单。所列问题经核实全部了结。"},
		{"some settled", findingWords(map[[2]string]int64{{"警告", Settled}: 2, {"错误", "待处理"}: 1200, {"错误", "仍未更正"}: 1}),
			"对来件逐格逐户检查,发现数据问题1,203处,其中错误1,201处、警告2处,已按乡镇列入问题清单。已核实了结2处,未了结1,201处,其中待处理的1,200处、仍未更正的1处。"},
		{"no wrong household", accuracyWords("全县", 120, 0, "", 0), "全县120户中没有发现有错误的户,信息正确率为100.00%。"},
		{"wrong households", accuracyWords("全县", 1733, 13, "填报格式", 31), "全县1,733户中有错误的13户,信息正确率为99.25%。未了结的问题以填报格式类最多,31处。"},
		{"no household", accuracyWords("全县", 0, 0, "", 0), "全县没有读入农户,信息正确率无从计算。"},
		{"levels agree", levelWords(map[[2]string]int64{{"village", Balanced}: 8}), "各级填报数与户表逐户汇总数核对:村表能够核对的8个数全部相符。"},
		{"levels differ", levelWords(map[[2]string]int64{{"village", Balanced}: 8, {"village", mismatch}: 1, {"township", "来件不齐"}: 2}),
			"各级填报数与户表逐户汇总数核对:村表能够核对的9个数中不符1个,乡镇表没有能够核对的数(另有2个因来件不齐或情况不明不能核对)。不符的数和相差的户见报表《四级核对差异表》。"},
		{"nothing reported", levelWords(nil), "没有村表、乡镇表、县表的填报数可以与户表核对。"},
		{"all villages leave", exit(nine(village("一村", Met, Met))), "共2条2项。依据:某文件。1个贫困村各项都达标。"},
		{"no village", exit(nine()), "共2条2项。依据:某文件。没有按这套标准判定的贫困村。"},
		{"short", exit(nine(village("一村", Met, Missed), village("二村", Met, Met))),
			"共2条2项。依据:某文件。2个贫困村中,各项都达标的1个、差一条的1个。未达标的项目和村:第2条水:甲乡一村。"},
		{"short by more and unknown", exit(nine(village("一村", Missed, Missed), village("二村", NoData, Met))),
			"共2条2项。依据:某文件。2个贫困村中,差两条及以上的1个、没有未达标而数据不全的1个。未达标的项目和村:第1条路:甲乡一村；第2条水:甲乡一村。没有数据、不能判定的项目:第1条路(甲乡二村)。"},
		{"nothing known", exit(nine(village("一村", NoData, Met))),
			"共2条2项。依据:某文件。1个贫困村有项目没有数据,不能判定。没有数据、不能判定的项目:第1条路(各村都没有)。"},
		{"one village to visit", visitWords(visits("偏高\uff0c建议核看")), "与全县的率相比,甲乡村A的率超出凭机会可能出现的范围,建议核看,"},
		{"two, one of them surely", visitWords(visits("偏高\uff0c建议核看", "明显偏高\uff0c须到村")), "与全县的率相比,甲乡村A、甲乡村B的率超出凭机会可能出现的范围,其中1个村须到村核看,"},
		{"all surely", visitWords(visits("明显偏高\uff0c须到村")), "与全县的率相比,甲乡村A的率超出凭机会可能出现的范围,须到村核看,"},
		{"all policies received", policyWords(map[string]int64{"应享已享": 9}), "把应享受的政策与实际发放核对,能够判断的9例都已享受。"},
		{"policies missed", policyWords(map[string]int64{"应享已享": 9, "应享未享": 1}), "把应享受的政策与实际发放核对,应享已享9例,应享未享1例。"},
		{"nobody watched", monitorWords(nil), "户表没有登记防返贫监测对象。按收入和预警,没有发现应当纳入而没有纳入的户。"},
		{"watched", monitorWords(map[string]people{"合计/total": {12, 40}, "合计/已纳入": {10, 33}, "合计/应消未消": {2, 7}, "合计/应纳未纳": {1, 4}, "合计/待核": {3, 9}}),
			"户表登记防返贫监测对象12户40人。登记与收入、部门比对等预警对照,已纳入10户33人、应纳未纳1户4人、应消未消2户7人。另有3户9人因登记、收入或预警情况不明,不能判断,待核。"},
		{"all unclear", monitorWords(map[string]people{"合计/待核": {172, 611}}), "户表没有登记防返贫监测对象。另有172户611人因登记、收入或预警情况不明,不能判断,待核。"},
		{"no alert", alertWords(0, 0, 0), "部门比对表、户表和上年收入表没有达到预警规则的,没有预警。"},
		{"one alert", alertWords(1, 0, 1), "部门比对表、户表和上年收入表触发预警1条,涉及1户。"},
		{"unclear alerts", alertWords(0, 66, 0), "没有可以确定的预警。另有66条因金额或户类型不明,待核。"},
		{"low income", lowIncomeWords(map[string]people{"class/特困": {22, 26}, "class/其他": {7, 21}, "class/待核": {5, 9}, "mismatch/应享未享低保": {45, 158}}, []string{"class/特困", "class/其他", "class/待核", "mismatch/应享未享低保"}),
			"按低收入人口分类,能够判定的有特困22户26人。不属于低收入人口的7户21人。另有5户9人因收入、支出或享受救助情况不明,不能归类。与享受救助情况核对,应享未享低保45户158人。"},
		{"no low income", lowIncomeWords(nil, nil), "没有能够判定为低收入人口的户。与享受救助情况核对,没有发现不符的户。"},
		{"no last year", incomeWords(nil, nil, nil), "没有上年收入可以比较,收入变化没有结果。"},
		{"incomes", incomeWords(map[string]people{"trend/有上年收入": {335, 0}, "trend/增收": {244, 0}, "trend/减收": {89, 0}, "fallen_part/工资性收入": {62, 0}, "fallen_part/生产经营性收入": {27, 0}},
			[]string{"fallen_part/工资性收入", "fallen_part/生产经营性收入"}, []string{"青石镇", "白杨乡"}),
			"有上年收入的335户中,增收244户(72.84%)、减收89户(26.57%)。减收户中以工资性收入下降为主的最多,62户。减收户较多、须逐户分析的乡镇:青石镇、白杨乡。"},
		{"growth", growthWords(333, 171, 6388.47, 0.0517521734), "建档立卡户中两年收入都有的333户,人均纯收入6,388.47元,比上年增长5.18%。另有171户不明,没有计入。"},
		{"decline", growthWords(1, 0, 3000, -0.1), "建档立卡户中两年收入都有的1户,人均纯收入3,000.00元,比上年下降10.00%。"},
		{"help", helpWords(map[string][]string{Met: {"群众满意度"}, Missed: {"签到", "驻村天数"}}), "帮扶责任各项中,达到要求的有群众满意度;没有达到要求的有签到、驻村天数,"},
		{"no project", projectWords(nil, nil), "没有项目资金台账,或台账中没有项目。"},
		{"projects", projectWords(map[string]int64{"projects": 30, "finished": 23, "under_way": 7, "overdue": 7}, map[string]*big.Rat{"planned": big.NewRat(7564000, 1), "arrived": big.NewRat(7108400, 1),
			"paid": big.NewRat(6733800, 1), "arrived_compared": big.NewRat(7108400, 1), "paid_compared": big.NewRat(6440800, 1)}),
			"项目30个,其中已完工23个、在建7个。过了计划完工日期没有完工的7个。计划投资756.40万元,到位710.84万元,已拨付673.38万元,拨付占到位的90.61%。"},
		{"no problem listed", rectifiedWords(nil), "没有问题整改台账,或台账中没有问题。"},
		{"all put right", rectifiedWords(map[string]int64{"problems": 3, "finished": 3}), "检查发现的问题3件已全部整改。"},
		{"some late", rectifiedWords(map[string]int64{"problems": 15, "finished": 9, "under_way": 3, "not_started": 2, "state_unknown": 1, "overdue": 5}),
			"检查发现的问题15件,已整改9件,整改率60.00%;整改中3件、未整改2件、状态不明1件。过了整改期限没有整改完的5件。"},
		{"better", changeWords(wrongExit(), DiffFigure{Numerator: 4, Denominator: 100}, DiffFigure{Numerator: 2, Denominator: 100}, "判定变动 1 户"), "上次错退率为4.00%,本次下降2.00个百分点,有所改善,原因是判定变动 1 户。"},
		{"worse", changeWords(wrongExit(), DiffFigure{Denominator: 100}, DiffFigure{Numerator: 2, Denominator: 100}, None), "上次错退率为零,本次上升2.00个百分点,有所恶化。"},
		{"approval better", changeWords(approved(), DiffFigure{Numerator: 80, Denominator: 100}, DiffFigure{Numerator: 90, Denominator: 100}, None), "上次群众认可度为80.00%,本次上升10.00个百分点,有所改善。"},
		{"approval worse", changeWords(approved(), DiffFigure{Numerator: 90, Denominator: 100}, DiffFigure{Numerator: 80, Denominator: 100}, None), "上次群众认可度为90.00%,本次下降10.00个百分点,有所恶化。"},
		{"as before", changeWords(wrongExit(), DiffFigure{Numerator: 2, Denominator: 100}, DiffFigure{Numerator: 2, Denominator: 100}, None), "上次错退率为2.00%,本次没有变化。"},
		{"new", changeWords(wrongExit(), DiffFigure{}, DiffFigure{Numerator: 2, Denominator: 100}, None), "上次没有错退率的数据,不能比较。"},
		{"gone", changeWords(wrongExit(), DiffFigure{Numerator: 2, Denominator: 100}, DiffFigure{}, None), "上次错退率为2.00%,本次没有数据,不能比较。"},
		{"never", changeWords(wrongExit(), DiffFigure{}, DiffFigure{}, None), ""},
		{"all rates met", resultWords(map[string][]string{Met: {"甲率", "乙率"}}, 2, false), "所判的2项都达标"},
		{"one rate met", resultWords(map[string][]string{Met: {"甲率"}}, 1, false), "所判的一项达标"},
		{"mixed", resultWords(map[string][]string{Met: {"甲率"}, Missed: {"乙率"}, Undecided: {"丙率"}}, 3, false), "达标的有甲率;未达标的有乙率;待核实后才能判定的有丙率"},
		{"nothing judged yet", resultWords(map[string][]string{NoData: {"甲率", "乙率"}}, 2, true), "因来件不齐,所判的2项都暂不判定(数据缺)"},
		{"the sample cannot tell", sampleResultWords(map[string][]string{Met: {"甲率"}, cannotTell: {"乙率"}}, 2), "达标的有甲率;样本不足以判定的有乙率"},
		{"some leave", exitsResult([]exitStandard{nine(village("一村", Met, Missed), village("二村", Met, Met))})[0], "贫困村退出,按“九项”2个贫困村中1个全部达标。"},
		{"none leaves", exitsResult([]exitStandard{nine(village("一村", NoData, Met))})[0], "贫困村退出,按“九项”1个贫困村没有全部达标(1个因数据缺不能判定)。"},
	} {
		if c.got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, c.got, c.want)
		}
	}
	for n, want := range map[int]string{1: "一", 10: "十", 11: "十一", 20: "二十", 35: "三十五"} {
		if got := chineseNumber(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}

// What moved reads well for none, one and many, of the county and of others.
func TestMovesWords(t *testing.T) {
	one := Move{Area: "360821", Row: "莲塘县", Heads: []string{"错退率", "率(%)"}, Before: "1.69", After: "1.80"}
	bar := Move{Row: "城厢镇", Heads: []string{barHead}, Before: "1.69%", After: "1.80%"}
	other := Move{Row: "白石乡", Heads: []string{barHead}, Before: "0", After: NotApplicable}
	for _, c := range []struct{ name, got, want string }{
		{"none", tableWords(nil, 0), "较上次没有变动。"},
		{"one of the county", tableWords([]Move{one}, 1), "较上次变动1处:莲塘县“错退率率(%)”由1.69变为1.80,原因见" + ref(movesKey) + "。"},
		{"one of a village", tableWords([]Move{one}, 0), "较上次变动1处:莲塘县“错退率率(%)”由1.69变为1.80。"},
		{"many, none of the county", tableWords(make([]Move, 1200), 0), "较上次变动1,200处,县的数没有变动。"},
		{"many, some of the county", tableWords(make([]Move, 12), 3), "较上次变动12处,其中县的数3处,见" + ref(movesKey) + "。"},
		{"many, all of the county", tableWords(make([]Move, 12), 12), "较上次变动12处,见" + ref(movesKey) + "。"},
		{"no bar", figureWords(nil), "较上次没有变动。"},
		{"one bar", figureWords([]Move{bar}), "较上次变动1处:城厢镇由1.69%变为1.80%。"},
		{"bars", figureWords([]Move{bar, other}), "较上次变动2处:城厢镇、白石乡。"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.name, c.got, c.want)
		}
	}
}
