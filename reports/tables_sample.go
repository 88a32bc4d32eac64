package reports

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"sanlv/pipeline/sampling"
)

// sampleSheet begins the names of the sheets of a plan and of the lists of a draw.
// The readers know them by it: they lie beside the sheets that come back filled
// in, and are not to be taken for one of the county's.
const sampleSheet = "抽样·"

// SampleDraw is a drawn sample with what its tables say beside it.
type SampleDraw struct {
	Batch       string // 批次
	Sample      *sampling.Sample
	Basis       []PlanBasis // the design, where the households come from, how to draw again
	Assumptions sampling.Assumptions
	Cans        []sampling.Can     // what it can show
	Late        []sampling.Village // that sent no households
}

// SampleDesign is the 抽样方案表 of a draw: the design, the strata, what the sample
// can show, and the villages that it does not speak of.
func SampleDesign(meta Meta, d SampleDraw) []*Table {
	tables := []*Table{basisTable(meta, "sample_basis", "方案", d.Basis), strataTable(meta, d), sampleCans(meta, d)}
	if t := leftOut(meta, d); t != nil {
		tables = append(tables, t)
	}
	return tables
}

// strataTable shows the strata as drawn.
func strataTable(meta Meta, d SampleDraw) *Table {
	t := newTable(meta, "sample_strata", sampleSheet+"分层抽样", "核查抽样方案表:分层抽样情况", "个、户")
	t.Columns = []Column{{Heads: []string{"抽样层"}}, {Heads: []string{"抽村方法"}, Kind: KindWord},
		{Heads: []string{"村", "抽样框"}, Kind: KindCount}, {Heads: []string{"村", "抽中"}, Kind: KindCount}, {Heads: []string{"抽样框户数"}, Kind: KindCount}}
	for _, c := range drawnClasses(d.Sample) {
		t.Columns = append(t.Columns, Column{Heads: []string{"样本户数", c.String()}, Kind: KindCount})
	}
	t.Columns = append(t.Columns, Column{Heads: []string{"样本户数", "合计"}, Kind: KindCount}, Column{Heads: []string{"说明"}, Wrap: 44})
	t.Frozen = 1
	row := func(name, method string, frame, drawn int, households int64, in func(string) bool, note string) Row {
		r := Row{Cells: []Cell{textCell(name, NotKnown), {Text: method}, countCell(int64(frame)), countCell(int64(drawn)), countCell(households)}}
		all := 0
		for _, c := range drawnClasses(d.Sample) {
			n := 0
			for i := range d.Sample.Villages {
				if v := &d.Sample.Villages[i]; in(v.Stratum) {
					n += len(v.Cells[c].Sampled)
				}
			}
			all += n
			r.Cells = append(r.Cells, countCell(int64(n)))
		}
		r.Cells = append(r.Cells, countCell(int64(all)), textCell(Prose(note), NotApplicable))
		return r
	}
	var frame, drawn int
	var households int64
	var parts []int
	for i, s := range d.Sample.Strata {
		method, note := "等概率", ""
		switch {
		case s.Certain:
			method, note = "全部抽取", "各村入样概率为1。"
		case s.PPS:
			method = "按户数比例"
		}
		if s.Lonely() {
			note = "只抽1个村,看不出村与村的差别,估计误差时要借用其他层。"
		}
		t.Rows = append(t.Rows, row(s.Name, method, s.Frame, s.Drawn, s.Households, func(name string) bool { return name == s.Name }, note))
		frame, drawn, households = frame+s.Frame, drawn+s.Drawn, households+s.Households
		parts = append(parts, i)
	}
	total := row("合计", NotApplicable, frame, drawn, households, func(name string) bool { return name != "" }, "")
	total.Total = true
	t.Rows = append(t.Rows, total)
	for column := 2; column < len(t.Columns)-1; column++ {
		sum(t.Rows, len(parts), column, parts)
	}
	t.Notes = append(t.Notes, "等概率:层内各村入样概率相同,不放回;按户数比例:入样概率与村的户数成比例,随机排序后等距抽取,户数大到必然抽中的村列入“·必查”层;全部抽取:指定必查或层内全部村都抽。")
	t.finish(meta)
	return t
}

// drawnClasses are the classes that the frame of a sample has.
func drawnClasses(s *sampling.Sample) []sampling.Class {
	if s.Design.Outside != nil {
		return sampling.Classes
	}
	return sampling.Classes[:sampling.Outside]
}

// sampleCans is what the drawn sample can show.
func sampleCans(meta Meta, d SampleDraw) *Table {
	t := newTable(meta, "sample_cans", sampleSheet+"能证明什么", "核查抽样方案表:本次样本能证明什么", "村、户")
	t.Columns = canColumns()
	t.Frozen = 2
	for _, c := range d.Cans {
		t.Rows = append(t.Rows, Row{Cells: canCells(c, d.Assumptions, fmt.Sprintf("抽中%d个村、有关的户%s户", c.Villages, Count(int64(c.Households))))})
	}
	if len(t.Rows) == 0 {
		t.Rows = []Row{t.emptyRow()}
	}
	a := d.Assumptions
	t.Notes = append(t.Notes, kindsNote, canNote, fmt.Sprintf("按抽中各户的权重和登记人口计算;假定村内相关系数%s、访到的比例%s。", trimmed(a.ICC), share(a.Response)))
	t.finish(meta)
	return t
}

func trimmed(v float64) string {
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.4f", v), "0"), ".")
}

// leftOut lists the villages that the sample does not speak of; nil for none.
func leftOut(meta Meta, d SampleDraw) *Table {
	t := newTable(meta, "sample_left_out", sampleSheet+"未列入的村", "未列入抽样框的村", fmt.Sprintf("个(共%d个)", len(d.Late)+len(d.Sample.Empty)))
	t.Columns = []Column{{Heads: []string{"乡镇"}, Wrap: 20}, {Heads: []string{"行政村"}, Wrap: 20}, {Heads: []string{"村代码"}, Kind: KindCode}, {Heads: []string{"原因"}, Wrap: 50}}
	add := func(list []sampling.Village, why string) {
		for _, v := range list {
			t.Rows = append(t.Rows, Row{Cells: []Cell{nameCell(v.Township, NotKnown), nameCell(v.Name, NotKnown), textCell(v.Code, NotKnown), {Text: Prose(why)}}})
		}
	}
	add(d.Late, "户表没有到")
	add(d.Sample.Empty, "没有可抽的户(脱贫户、一般农户、未脱贫户)")
	if len(t.Rows) == 0 {
		return nil
	}
	t.Notes = append(t.Notes, "样本不能代表这些村;户表补到后请重新抽样。")
	t.finish(meta)
	return t
}

// SampleLists is the 抽样名单: the drawn villages by team, the drawn households,
// and the households that may stand in for them.
func SampleLists(meta Meta, d SampleDraw) []*Table {
	return []*Table{teamTable(meta, d), householdTable(meta, d), substituteTable(meta, d)}
}

// teamTable lists the drawn villages with the team that goes there.
func teamTable(meta Meta, d SampleDraw) *Table {
	t := newTable(meta, "sample_teams", sampleSheet+"抽中村及分组", "核查抽中村及分组", "户")
	t.Columns = []Column{{Heads: []string{"组"}, Kind: KindWord}, {Heads: []string{"乡镇"}, Wrap: 16}, {Heads: []string{"行政村"}, Wrap: 16}, {Heads: []string{"村代码"}, Kind: KindCode},
		{Heads: []string{"抽样层"}, Wrap: 24}, {Heads: []string{"入样概率"}, Kind: KindNumber, Decimals: 4}}
	for _, c := range drawnClasses(d.Sample) {
		t.Columns = append(t.Columns, Column{Heads: []string{c.String(), "全村"}, Kind: KindCount}, Column{Heads: []string{c.String(), "样本"}, Kind: KindCount}, Column{Heads: []string{c.String(), "权重"}, Kind: KindNumber, Decimals: 4})
	}
	t.Columns = append(t.Columns, Column{Heads: []string{"样本合计"}, Kind: KindCount})
	t.Frozen = 3
	for i := range d.Sample.Villages {
		v := &d.Sample.Villages[i]
		if !v.Drawn {
			continue
		}
		row := []Cell{{Text: teamName(v.Team)}, nameCell(v.Township, NotKnown), nameCell(v.Name, NotKnown), textCell(v.Code, NotKnown), textCell(v.Stratum, NotKnown), ratCell(v.Probability, 4)}
		for _, c := range drawnClasses(d.Sample) {
			weight := Cell{Text: NotApplicable}
			if w := v.Weight(c); w != nil {
				weight = ratCell(w, 4)
			}
			row = append(row, countCell(int64(v.Cells[c].Frame)), countCell(int64(len(v.Cells[c].Sampled))), weight)
		}
		t.Rows = append(t.Rows, Row{Cells: append(row, countCell(int64(v.Samples())))})
	}
	t.Notes = append(t.Notes, "权重=1÷入样概率×全村户数÷样本户数:该类每个样本户代表全县多少户。")
	t.finish(meta)
	return t
}

func teamName(n int) string { return fmt.Sprintf("第%d组", n) }

// ratCell prints an exact number with so many decimals.
func ratCell(r *big.Rat, decimals int) Cell {
	f, _ := r.Float64()
	return Cell{Text: RoundHalfUp(r, decimals), Value: f}
}

// placeColumns are what all lists of households begin with.
func placeColumns() []Column {
	return []Column{{Heads: []string{"组"}, Kind: KindWord}, {Heads: []string{"乡镇"}, Wrap: 14}, {Heads: []string{"行政村"}, Wrap: 14}, {Heads: []string{"村代码"}, Kind: KindCode}, {Heads: []string{"抽样类别"}, Kind: KindWord}}
}

// ofHousehold says of a household what a team needs to find it.
func ofHousehold(v *sampling.FrameVillage, c sampling.Class) []Cell {
	return []Cell{{Text: teamName(v.Team)}, nameCell(v.Township, NotKnown), nameCell(v.Name, NotKnown), textCell(v.Code, NotKnown), {Text: c.String()}}
}

func findCells(h sampling.Household) []Cell {
	persons := Cell{Text: NotKnown}
	if h.Persons > 0 {
		persons = countCell(h.Persons)
	}
	return []Cell{textCell(h.ID, NotKnown), nameCell(h.Head, NotKnown), nameCell(h.Group, NotApplicable), persons}
}

func findColumns() []Column {
	return []Column{{Heads: []string{"户编号"}, Kind: KindCode, Wrap: 24}, {Heads: []string{"户主"}, Wrap: 12}, {Heads: []string{"村民小组"}, Wrap: 16}, {Heads: []string{"登记人口数"}, Kind: KindCount}}
}

// householdTable lists the drawn households.
func householdTable(meta Meta, d SampleDraw) *Table {
	t := newTable(meta, "sample_households", sampleSheet+"抽中户", "核查抽中户名单", fmt.Sprintf("户(共%s户)", Count(int64(d.Sample.Households()))))
	t.Columns = slices.Concat([]Column{{Heads: []string{"序号"}, Kind: KindCount}}, placeColumns(), findColumns(), []Column{
		{Heads: []string{"抽样层"}, Wrap: 24}, {Heads: []string{"入样概率", "村"}, Kind: KindNumber, Decimals: 4}, {Heads: []string{"入样概率", "户"}, Kind: KindNumber, Decimals: 6}, {Heads: []string{"抽样权重"}, Kind: KindNumber, Decimals: 4}})
	t.Frozen, t.Filter = 4, true
	for i := range d.Sample.Villages {
		v := &d.Sample.Villages[i]
		for _, c := range sampling.Classes {
			for _, h := range v.Cells[c].Sampled {
				row := append([]Cell{countCell(int64(len(t.Rows) + 1))}, ofHousehold(v, c)...)
				row = append(append(row, findCells(h)...), textCell(v.Stratum, NotKnown), ratCell(v.Probability, 4), ratCell(v.Inclusion(c), 6), ratCell(v.Weight(c), 4))
				t.Rows = append(t.Rows, Row{Cells: row})
			}
		}
	}
	t.Notes = append(t.Notes, "户的入样概率是两个阶段合计的,抽样权重是它的倒数。户主姓名已掩去;按村、村民小组和户编号找户,须与村里的花名册核对。")
	t.finish(meta)
	return t
}

// substituteTable lists the households that stand in, with the rule.
func substituteTable(meta Meta, d SampleDraw) *Table {
	t := newTable(meta, "sample_substitutes", sampleSheet+"备选户", "核查备选户名单", "户")
	t.Columns = slices.Concat(placeColumns(), []Column{{Heads: []string{"次序"}, Kind: KindCount}}, findColumns(),
		[]Column{{Heads: []string{"顶替时的抽样层"}, Wrap: 24}, {Heads: []string{"顶替时的权重"}, Kind: KindNumber, Decimals: 4}})
	t.Frozen, t.Filter = 3, true
	for i := range d.Sample.Villages {
		v := &d.Sample.Villages[i]
		for _, c := range sampling.Classes {
			for k, h := range v.Cells[c].Substitutes {
				row := append(append(ofHousehold(v, c), countCell(int64(k+1))), findCells(h)...)
				t.Rows = append(t.Rows, Row{Cells: append(row, textCell(v.Stratum, NotKnown), ratCell(v.Weight(c), 4))})
			}
		}
	}
	if len(t.Rows) == 0 {
		t.Rows = []Row{t.emptyRow()}
		t.Filter = false
	}
	t.Notes = append(t.Notes, SubstituteRules...)
	t.finish(meta)
	return t
}

// SubstituteRules say when a 备选户 may stand in, and how.
var SubstituteRules = []string{
	"可以替换:两次(不同日期)上门都没有访到,或整户外迁、整户死亡、户已不存在。拒绝受访的不替换。",
	"只在同村同类别中替换,按次序从小到大取用,不得跳选;没有备选户了就不再替换。全村该类户都抽中的,没有备选户。",
	"原户的一行保留,核查结论填“未访到”,备注写明“由备选户某某替换”;另加一行填备选户,批次、抽样层、村代码、抽样类别、抽样权重照抄原户。",
	"替换会使样本偏向常在家的户,能访到原户的不要替换;用了几户,报告中要写明。",
}
