package reports

import (
	"fmt"
	"slices"
	"strings"
)

// mostMoved is how many cells the annex of what moved lists.
const mostMoved = 60

// drawnFrom are the frames that the tables and figures of the report are drawn from,
// by how their keys begin; what they leave out says which rules are in force.
var drawnFrom = []struct{ begins, frame string }{
	{"rates", "indicators"}, {"verdicts", "indicators"}, {"township", "indicators"}, {"village-rates", "indicators"}, {"statuses", "tally"}, {"cause", "tally"}, {"income", "tally"},
	{"arrivals", "arrivals"}, {"exit-items", ""}, {"exit", "village_exit"}, {"monitored", "monitoring_area"}, {"alerts", "alerts"}, {"assistance", "assistance_areas"},
	{"intervals", "estimates"}, {"visits", "funnel"}, {"ledgers", "ledger_count"}, {"policies", "policy_areas"}, {"accuracy", "accuracy"},
}

// moves says under every table and figure what moved in it since the last publication,
// and gives those of the counties in an annex. before is the same report of that one;
// nil where there is none, and nothing is said.
func (f *facts) moves(c, before *composer) {
	if before == nil {
		return
	}
	old := map[string]*Block{}
	before.shown(func(key string, b *Block) { old[key] = b })
	annex := grid(f.meta, Column{Heads: []string{"表"}, Kind: KindWord}, Column{Heads: []string{"地区或行"}, Wrap: 18}, Column{Heads: []string{"栏目"}, Wrap: 22},
		col(KindWord, "上次"), col(KindWord, "本次"), col(KindWord, "增减"), Column{Heads: []string{"原因"}, Wrap: 44})
	more := 0
	c.shown(func(key string, b *Block) {
		was := old[key]
		switch {
		case was == nil && b.Table != nil:
			b.Note += "上次没有这张表。"
			return
		case was == nil:
			b.Note += "上次没有这幅图。"
			return
		}
		var frames []string
		for _, d := range drawnFrom {
			if strings.HasPrefix(key, d.begins) {
				frames = []string{d.frame}
				break
			}
		}
		list := f.pub.Moved.Figure(was.compared(), b.compared(), frames...)
		if b.Figure != nil {
			b.Note += figureWords(list)
			return
		}
		whole := slices.DeleteFunc(slices.Clone(list), func(m Move) bool { return m.Area != "" && !f.isCounty(m.Area) })
		b.Note += tableWords(list, len(whole))
		for _, m := range whole {
			if len(annex.Rows) == mostMoved {
				more++
				continue
			}
			annex.put(Row{Cells: []Cell{{Text: c.numbers[key]}, {Text: Prose(m.Row)}, {Text: Prose(strings.Join(m.Heads, " › "))}, {Text: m.Before}, {Text: m.After},
				textCell(m.Change, NotApplicable), {Text: Prose(m.Reason)}}})
		}
	})
	if len(annex.Rows) == 0 {
		return
	}
	s := c.section("annex-moves", "附表(较上次的变动)")
	s.Annex, s.Wide = true, true
	note := "注:上次指" + f.pub.Past.Change.Before.Said() + "。列各表中县的数和不分地区的数;增减按未取舍的数计算,率为百分点。"
	if more > 0 {
		note += fmt.Sprintf("另有%s处没有列出。", Count(int64(more)))
	}
	c.table(movesKey, "较上次的变动和原因", annex, note)
}

// movesKey is the key of the annex of what moved.
const movesKey = "moves"

// isCounty tells whether a code is that of one of our counties.
func (f *facts) isCounty(code string) bool {
	return slices.ContainsFunc(f.counties, func(a area) bool { return a.code == code })
}

// tableWords say how many cells of a table moved, and how many of those stand in the
// annex.
func tableWords(list []Move, whole int) string {
	switch n := len(list); {
	case n == 0:
		return "较上次没有变动。"
	case n == 1 && whole == 0:
		return "较上次变动1处:" + list[0].words() + "。"
	case n == 1:
		return "较上次变动1处:" + list[0].words() + ",原因见" + ref(movesKey) + "。"
	case whole == 0:
		return fmt.Sprintf("较上次变动%s处,县的数没有变动。", Count(int64(n)))
	case whole == n:
		return fmt.Sprintf("较上次变动%s处,见%s。", Count(int64(n)), ref(movesKey))
	default:
		return fmt.Sprintf("较上次变动%s处,其中县的数%s处,见%s。", Count(int64(n)), Count(int64(whole)), ref(movesKey))
	}
}

// figureWords name the bars that moved.
func figureWords(list []Move) string {
	var names []string
	for _, m := range list {
		if !slices.Contains(names, m.Row) {
			names = append(names, m.Row)
		}
	}
	switch len(list) {
	case 0:
		return "较上次没有变动。"
	case 1:
		return "较上次变动1处:" + list[0].words() + "。"
	}
	return "较上次变动" + Count(int64(len(list))) + "处:" + enumerate(names, longestList, "项") + "。"
}

// words say what a cell was and is.
func (m Move) words() string {
	what := m.Row
	if heads := strings.Join(m.Heads, ""); heads != "" && heads != barHead {
		what += "“" + heads + "”"
	}
	return what + "由" + m.Before + "变为" + m.After
}

// barHead is the head of what is said behind the bars of a figure.
const barHead = "数"

// compared is the table of a block, or what a figure says bar by bar.
func (b *Block) compared() *Table {
	if b.Table != nil {
		return b.Table
	}
	t := &Table{ID: b.Figure.ID, Columns: []Column{col(KindText, "项"), col(KindVerdict, barHead)}}
	for _, bar := range b.Figure.Bars {
		t.put(Row{Cells: []Cell{{Text: bar.Label}, {Text: bar.Text}}})
	}
	return t
}

// shown visits the tables and figures, in their order.
func (c *composer) shown(each func(key string, b *Block)) {
	for i := range c.doc.Sections {
		for j := range c.doc.Sections[i].Blocks {
			switch b := &c.doc.Sections[i].Blocks[j]; {
			case b.Table != nil:
				each(b.Table.ID, b)
			case b.Figure != nil:
				each(b.Figure.ID, b)
			}
		}
	}
}
