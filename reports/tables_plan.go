package reports

import (
	"fmt"
	"math"
	"strings"

	"sanlv/pipeline/sampling"
	"sanlv/pipeline/survey"
)

// PlanBasis is one thing that a plan or a draw takes for granted, with what it
// means and where it comes from.
type PlanBasis struct{ Name, Value, Meaning, Source string }

// PlanTables is the 抽样方案表 of a plan: what is needed, what a given size can
// show, how the need grows (with its chart), and what was taken for granted.
func PlanTables(meta Meta, p *sampling.Plan, basis []PlanBasis) []*Table {
	tables := []*Table{planNeeds(meta, p), planCans(meta, p)}
	for i := range p.Curve {
		tables = append(tables, planCurve(meta, p, i))
	}
	tables = append(tables, basisTable(meta, "plan_basis", "所用假定", basis))
	return tables
}

// planNeeds is what it takes to show each goal.
func planNeeds(meta Meta, p *sampling.Plan) *Table {
	t := newTable(meta, "plan_needs", sampleSheet+"需要多少", "核查抽样方案表:需要抽多少村、多少户", "村、户")
	t.Columns = []Column{
		{Heads: []string{"指标"}, Kind: KindText}, {Heads: []string{"要证明"}, Kind: KindWord}, {Heads: []string{"若真实为(%)"}, Kind: KindPercent},
		{Heads: []string{"需要", "村"}, Kind: KindCount}, {Heads: []string{"需要", "有关的户"}, Kind: KindCount}, {Heads: []string{"需要", "入户总户数"}, Kind: KindCount}, {Heads: []string{"需要", "约合人数"}, Kind: KindCount},
		{Heads: []string{"推算", "有效户数"}, Kind: KindCount}, {Heads: []string{"推算", "设计效应"}, Kind: KindNumber, Decimals: 2}, {Heads: []string{"最多容许查出(户)"}, Kind: KindCount},
		{Heads: []string{"说明"}, Wrap: 64},
	}
	t.Frozen = 2
	for _, n := range p.Needs {
		row := []Cell{{Text: n.Label}, {Text: asks(n.Goal)}, percentCell(n.Truth)}
		if n.Possible {
			row = append(row, countCell(int64(n.Villages)), countCell(int64(n.Households)), countCell(int64(n.Visits)), countCell(int64(math.Round(float64(n.Visits)*p.Persons))), countCell(int64(n.Effective)), numberCell(n.Deff, 2), countCell(int64(n.Accept)))
		} else {
			for range 7 {
				row = append(row, Cell{Text: NotApplicable})
			}
		}
		t.Rows = append(t.Rows, Row{Cells: append(row, Cell{Text: Prose(needSentence(n, p))})})
	}
	t.Notes = append(t.Notes,
		PlanConclusion(p),
		"每村入户"+loadText(p.Load)+"。"+kindsNote,
		"有效户数:同样多的户如果从全县简单随机抽取,所需的户数;设计效应:由于同村各户相像、各户人口(权重)不等,需要多查的倍数。应查户数=有效户数×设计效应÷访到的比例。",
		"最多容许查出:按有效户数计,查出的问题户(认可度为不认可户)不超过此数,才能证明。实际判定以核查结果的置信上(下)限为准。",
		"村比户要紧:总户数相同时,多抽村、每村少查几户,比少抽村、每村多查更能说明问题。")
	t.finish(meta)
	return t
}

// PlanConclusion says what all goals together take at the rates expected.
func PlanConclusion(p *sampling.Plan) string {
	var most *sampling.Need
	for i := range p.Needs {
		n := &p.Needs[i]
		if n.Truth != n.Expected {
			continue
		}
		if !n.Possible {
			return needSentence(*n, p)
		}
		if most == nil || n.Villages > most.Villages {
			most = n
		}
	}
	text := fmt.Sprintf("各项真实率都不差于预计值时,要逐项证明,至少抽%d个村、每村%s户,共入户%s户(取决于%s)。", most.Villages, rounded(p.Load.All()), Count(int64(most.Visits)), most.Label)
	return text + fewVillages(*most, p)
}

// planCans is what samples of given sizes can show.
func planCans(meta Meta, p *sampling.Plan) *Table {
	t := newTable(meta, "plan_cans", sampleSheet+"能证明什么", "核查抽样方案表:给定规模能证明什么", "村、户")
	t.Columns = canColumns()
	t.Frozen = 2
	for _, c := range p.Cans {
		t.Rows = append(t.Rows, Row{Cells: canCells(c, p.Assumptions, fmt.Sprintf("抽%d个村、每村%s户", c.Villages, rounded(p.Load.All())))})
	}
	t.Notes = append(t.Notes, "每村入户"+loadText(p.Load)+"。"+kindsNote, canNote)
	t.finish(meta)
	return t
}

const kindsNote = "有关的户:错退率看脱贫户,漏评率看一般农户(含档外户),群众认可度看全部访到的户。"

const canNote = "零错上限:一户问题也没有查出时,能以所定把握说明真实率低于(认可度为高于)此数。最差真实率:真实率不差于此数时,按所定机会能够证明达标;比它差,即使真的达标,这个规模也多半证明不了。"

func canColumns() []Column {
	return []Column{
		{Heads: []string{"抽中村"}, Kind: KindCount}, {Heads: []string{"指标"}, Kind: KindText}, {Heads: []string{"要证明"}, Kind: KindWord},
		{Heads: []string{"有关的户"}, Kind: KindCount}, {Heads: []string{"有效户数"}, Kind: KindCount}, {Heads: []string{"最多容许查出(户)"}, Kind: KindCount},
		{Heads: []string{"零错上(下)限(%)"}, Kind: KindPercent}, {Heads: []string{"能证明的最差真实率(%)"}, Kind: KindPercent},
		{Heads: []string{"若真实为预计值,能证明的机会(%)"}, Kind: KindPercent}, {Heads: []string{"说明"}, Wrap: 64},
	}
}

func canCells(c sampling.Can, a sampling.Assumptions, size string) []Cell {
	accept, worst := countCell(int64(c.Accept)), safePercent(c.Provable, c.Direction == survey.Floor)
	if c.Accept < 0 {
		accept, worst = Cell{Text: NotApplicable}, Cell{Text: NotApplicable}
	}
	return []Cell{countCell(int64(c.Villages)), {Text: c.Label}, {Text: asks(c.Goal)}, countCell(int64(c.Households)), countCell(int64(c.Effective)),
		accept, safePercent(c.Bound, c.Direction == survey.Ceiling), worst, percentCell(c.Chance), {Text: Prose(canSentence(c, a, size))}}
}

// planCurve is how many villages a goal takes as the true rate nears the
// threshold, for several numbers of households in a village.
func planCurve(meta Meta, p *sampling.Plan, i int) *Table {
	c := p.Curve[i]
	t := newTable(meta, fmt.Sprintf("plan_curve_%d", i+1), sampleSheet+"图"+fmt.Sprint(i+1)+" "+c.Label,
		fmt.Sprintf("核查抽样方案表:证明%s%s所需的村数", c.Label, asks(c.Goal)), "村")
	t.Columns = []Column{{Heads: []string{"若真实" + c.Label + "为(%)"}, Kind: KindPercent}}
	for _, l := range p.Loads {
		t.Columns = append(t.Columns, Column{Heads: []string{"需要的村数", "每村" + rounded(l.All()) + "户"}, Kind: KindCount})
	}
	for _, point := range c.Points {
		row := []Cell{percentCell(point.Truth)}
		for _, n := range point.Needs {
			cell := Cell{Text: NotApplicable}
			if n.Possible {
				cell = countCell(int64(n.Villages))
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, Row{Cells: row})
	}
	t.Chart = &LineChart{Title: Prose(fmt.Sprintf("证明%s%s所需的村数", c.Label, asks(c.Goal))), XTitle: Prose("真实的" + c.Label + "(%)"), YTitle: "需要抽的村数"}
	note := fmt.Sprintf("以%s的把握、%s的机会证明。真实率越接近标准,要查的越多;每村多查几户,可少抽几个村,但总户数增加。", share(p.Confidence), share(p.Power))
	if n := p.Villages(); n > 0 {
		note += fmt.Sprintf("本县可抽的村共%d个,需要的村数超过它时,要每村多查或全面核查,见“需要多少”的说明。", n)
	}
	t.Notes = append(t.Notes, note)
	t.finish(meta)
	return t
}

// basisTable lists what was taken for granted.
func basisTable(meta Meta, id, short string, basis []PlanBasis) *Table {
	t := newTable(meta, id, sampleSheet+short, "核查抽样方案表:"+short, "")
	t.Units = ""
	t.Columns = []Column{{Heads: []string{"项目"}, Wrap: 24}, {Heads: []string{"取值"}, Wrap: 44}, {Heads: []string{"含义"}, Wrap: 50}, {Heads: []string{"来源"}, Wrap: 40}}
	t.Frozen = 1
	for _, b := range basis {
		row := Row{}
		for _, text := range []string{b.Name, b.Value, b.Meaning, b.Source} {
			row.Cells = append(row.Cells, textCell(Prose(text), NotApplicable))
		}
		t.Rows = append(t.Rows, row)
	}
	t.finish(meta)
	return t
}

// asks is what a goal is to show, as it is said: 低于2%.
func asks(g sampling.Goal) string {
	word := map[string]string{"<": "低于", "<=": "不高于", ">": "高于", ">=": "不低于"}[g.Comparator]
	return word + PercentOf(g.Threshold) + "%"
}

// share prints a probability: 95%.
func share(p float64) string { return PercentOf(p) + "%" }

// needSentence says in plain words what it takes.
func needSentence(n sampling.Need, p *sampling.Plan) string {
	if !n.Possible {
		return fmt.Sprintf("真实%s为%s,已不在标准的这一边或离得太近,抽多少户都证明不了%s。", n.Label, share(n.Truth), asks(n.Goal))
	}
	text := fmt.Sprintf("若真实%s为%s,抽%d个村、每村%s,共入户%s户,至少有%s的机会能以%s的把握证明%s。", n.Label, share(n.Truth), n.Villages, rounded(p.Load.All())+"户", Count(int64(n.Visits)),
		share(p.Power), share(p.Confidence), asks(n.Goal))
	return text + fewVillages(n, p)
}

// fewVillages says what to do where a need asks for more villages than there are.
func fewVillages(n sampling.Need, p *sampling.Plan) string {
	all := p.Villages()
	if all == 0 || n.Villages <= all {
		return ""
	}
	kind := "户"
	if !n.Goal.Households {
		kind = "户" + n.Class.String()
	}
	if h, ok := p.Everywhere(n, p.Load); ok {
		return fmt.Sprintf("本县可抽的村只有%d个,全部抽到时每村须查约%d%s。", all, h, kind)
	}
	return fmt.Sprintf("本县可抽的村只有%d个,全部抽到也不够,须全面核查。", all)
}

// canSentence says in plain words what a sample of a size can show.
func canSentence(c sampling.Can, a sampling.Assumptions, size string) string {
	beyond := map[bool]string{true: "低于", false: "高于"}[c.Direction == survey.Ceiling]
	if c.Accept < 0 {
		text := size + ",太少:即使一户问题也没有查出,也证明不了" + asks(c.Goal)
		if c.Effective > 0 {
			text += fmt.Sprintf(",只能说%s%s%s%%", c.Label, beyond, safePercent(c.Bound, c.Direction == survey.Ceiling).Text)
		}
		return text + "。"
	}
	limit := map[bool]string{true: "不超过", false: "不低于"}[c.Direction == survey.Ceiling]
	return fmt.Sprintf("%s,若真实%s%s%s%%,有%s的机会能以%s的把握证明%s;若真实为%s,机会是%s%%。", size, c.Label, limit,
		safePercent(c.Provable, c.Direction == survey.Floor).Text, share(a.Power), share(a.Confidence), asks(c.Goal), share(c.Expected), percentCell(c.Chance).Text)
}

// loadText says how the visits of a village are shared.
func loadText(l sampling.Load) string {
	var parts []string
	for _, c := range sampling.Classes {
		if int(c) < len(l) && l[c] > 0 {
			parts = append(parts, c.String()+rounded(l[c])+"户")
		}
	}
	return rounded(l.All()) + "户(平均" + strings.Join(parts, "、") + ")"
}

// rounded prints a mean number of households with at most one decimal.
func rounded(n float64) string {
	return strings.TrimSuffix(fmt.Sprintf("%.1f", n), ".0")
}

func percentCell(p float64) Cell { return numberCell(100*p, 2) }

// numberCell prints a number with so many decimals.
func numberCell(v float64, decimals int) Cell {
	if math.IsNaN(v) {
		return Cell{Text: NotApplicable}
	}
	return Cell{Text: fmt.Sprintf("%.*f", decimals, v), Value: v}
}

// safePercent prints a bound in per cent, rounded away from what it would claim:
// up or down.
func safePercent(p float64, up bool) Cell {
	if math.IsNaN(p) {
		return Cell{Text: NotApplicable}
	}
	const slack = 1e-7
	v := math.Floor(p*1e4+slack) / 100
	if up {
		v = math.Ceil(p*1e4-slack) / 100
	}
	return Cell{Text: fmt.Sprintf("%.2f", v), Value: v}
}
