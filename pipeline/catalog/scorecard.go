package catalog

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Scorecard (评分卡) is a list of items that a household gets points for and the
// total that passes: 四看法, or 十二个不能脱贫 with a point for each and none
// allowed. The handbook has both by title only, so the cards ship empty; what an
// office fills in is computed by models/int/household_score.sql.
type Scorecard struct {
	Name       string
	Comparator string // what the total must be against Cutoff to pass
	Cutoff     string // decimal
	Statuses   []string
	From, To   time.Time
	Source     string
	Status     string
	Rows       []ScoreRow // in the order of the file

	line int
}

// ScoreRow gives the points of an item when its condition holds. Of several rows
// of an item the first that holds counts; none, no points.
type ScoreRow struct {
	Item string
	// Fact is a fact about the household that int_household_fact_value computes;
	// "" where nothing is asked: what remains (其余).
	Fact       string
	Comparator string
	Number     string // decimal, "" for a text
	Text       string // a label, or 是 or 否
	Points     string // decimal
	From, To   time.Time

	line int
}

// cutoffItem is the 项目 of the row that says which total passes.
const cutoffItem = "及格"

// Fact is what may be asked of a household: a number, yes or no (是否), or a label
// of a code list.
type Fact struct {
	Name  string
	Label string
	Type  string // factNumber, yesNoUnit, or the name of a code list
}

const factNumber = "数"

// Facts lists what the scorecards may ask of a household.
func (c *Catalog) Facts() []Fact { return c.factsOf("household_fact_value") }

// factsOf lists the facts that a model of LayerInter computes, as it declares
// them: name=label/type, separated by semicolons.
func (c *Catalog) factsOf(model string) []Fact {
	var out []Fact
	for _, m := range c.Models {
		if m.Layer != LayerInter || m.Name != model {
			continue
		}
		for _, pair := range splitList(m.Header["facts"]) {
			name, rest, _ := strings.Cut(pair, "=")
			label, typ, _ := strings.Cut(rest, "/")
			out = append(out, Fact{Name: strings.TrimSpace(name), Label: strings.TrimSpace(label), Type: strings.TrimSpace(typ)})
		}
	}
	return out
}

// decimalText is what the cards may hold as a number.
var decimalText = regexp.MustCompile(`^-?[0-9]{1,9}(\.[0-9]{1,4})?$`)

func (rec record) decimal(header string) (string, bool) {
	s := rec.get(header)
	if decimalText.MatchString(s) {
		return s, true
	}
	rec.bad(header, "ref.number", "不是数字。", "只填数字,如 20 或 2.5。")
	return "", false
}

func (c *Catalog) readScorecards(r *reference, name string) error {
	rows, err := r.read(name, []string{"卡名", "项目", "指标", "比较", "值", "得分", "生效日期", "失效日期", "依据"}, []string{"适用户类型", "状态", "说明"})
	if err != nil {
		return err
	}
	type card struct {
		cutoffs []Scorecard
		rows    []ScoreRow
		line    int
	}
	cards := map[string]*card{}
	var order []string
	for _, rec := range rows {
		before := len(r.findings)
		title := rec.get("卡名")
		rec.filled("卡名", "填上评分卡的名称,如 四看法。")
		rec.filled("项目", "填上项目的名称,如 看房;说明多少分及格的一行填“"+cutoffItem+"”。")
		from, to, _ := rec.period()
		if cards[title] == nil {
			cards[title] = &card{line: rec.line}
			order = append(order, title)
		}
		if rec.get("项目") == cutoffItem {
			s := Scorecard{Name: title, From: from, To: to, Source: rec.get("依据"), Status: rec.get("状态"), Statuses: rec.list("适用户类型"), line: rec.line}
			rec.filled("依据", askSource)
			s.Comparator, _ = rec.oneOf("比较", "<", "<=", ">", ">=")
			s.Cutoff, _ = rec.decimal("值")
			for _, st := range s.Statuses {
				if list := c.Codes["household_status"]; list != nil && !slices.Contains(list.Labels, st) {
					rec.bad("适用户类型", "ref.value", "不是户类型。", "改为:"+strings.Join(list.Labels, "、")+",几个之间用分号隔开;都适用的留空。")
				}
			}
			if len(r.findings) == before {
				cards[title].cutoffs = append(cards[title].cutoffs, s)
			}
			continue
		}
		row := ScoreRow{Item: rec.get("项目"), Fact: rec.get("指标"), From: from, To: to, line: rec.line}
		row.Points, _ = rec.decimal("得分")
		if row.Fact != "" || rec.get("比较") != "" || rec.get("值") != "" {
			row.Comparator, row.Number, row.Text = c.condition(rec, row.Fact)
		}
		if len(r.findings) == before {
			cards[title].rows = append(cards[title].rows, row)
		}
	}
	for _, title := range order {
		k := cards[title]
		switch {
		case len(k.cutoffs) == 0:
			r.report(name, k.line, "项目", title, "ref.missing", "评分卡“"+title+"”没有说明多少分及格的一行。",
				"添一行:卡名填“"+title+"”,项目填“"+cutoffItem+"”,比较和值写总分须怎样,如 >= 60;依据写明文件。")
		case len(k.rows) == 0:
			r.report(name, k.line, "项目", title, "ref.missing", "评分卡“"+title+"”没有一个项目。", "逐行添上项目、指标、比较、值和得分。")
		}
		for i, s := range k.cutoffs {
			for _, o := range k.cutoffs[:i] {
				if overlap(o.From, o.To, s.From, s.To) {
					r.report(name, s.line, "生效日期", title, "ref.overlap", fmt.Sprintf("起的有效期与第%d行(同一评分卡的及格行)重叠。", o.line), "让两行的有效期前后相接,或删去重复的一行。")
				}
			}
			s.Rows = k.rows
			c.Scorecards = append(c.Scorecards, s)
		}
	}
	return nil
}

// condition reads 比较 and 值 against what the fact is.
func (c *Catalog) condition(rec record, fact string) (comparator, number, text string) {
	facts := c.Facts()
	if len(facts) == 0 {
		return "", "", "" // only the dictionary was loaded
	}
	i := slices.IndexFunc(facts, func(f Fact) bool { return f.Name == fact })
	if i < 0 {
		rec.bad("指标", "ref.unknown", "不是户的指标。", "改为:"+factNames(facts)+";“其余”的一行指标、比较、值都留空。")
		return "", "", ""
	}
	if facts[i].Type == factNumber {
		comparator, _ = rec.oneOf("比较", comparators...)
		number, _ = rec.decimal("值")
		return comparator, number, ""
	}
	comparator, _ = rec.oneOf("比较", "=")
	text, _ = rec.oneOf("值", c.labelsOf(facts[i])...)
	return comparator, "", text
}

// labelsOf are the texts that a fact may hold.
func (c *Catalog) labelsOf(f Fact) []string {
	if f.Type == yesNoUnit {
		return []string{"是", "否"}
	}
	if list := c.Codes[f.Type]; list != nil {
		return list.Labels
	}
	return nil
}

// factNames lists facts for a clerk to choose from.
func factNames(facts []Fact) string {
	var names []string
	for _, f := range facts {
		names = append(names, f.Name+"("+f.Label+")")
	}
	return strings.Join(names, "、")
}

// Cards are the cards in force on a day, with the rows in force.
func (c *Catalog) Cards(day time.Time) []Scorecard {
	var out []Scorecard
	for _, s := range c.Scorecards {
		if !valid(s.From, s.To, day) {
			continue
		}
		var rows []ScoreRow
		for _, r := range s.Rows {
			if valid(r.From, r.To, day) {
				rows = append(rows, r)
			}
		}
		s.Rows = rows
		out = append(out, s)
	}
	return out
}
