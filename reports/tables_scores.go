package reports

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
)

// Scores and ScoreLists are the tables of the scorecards (评分卡) that the office has
// filled in: of each, how many households pass by township, and those that do not
// or cannot be told. There are none where no card is filled.
func Scores(ctx context.Context, pub Publication) ([]*Table, error) {
	return eachCard(ctx, pub, scoreSummary)
}

func ScoreLists(ctx context.Context, pub Publication) ([]*Table, error) {
	return eachCard(ctx, pub, scoreList)
}

func eachCard(ctx context.Context, pub Publication, draw func(context.Context, Publication, ScorecardInfo, int) (*Table, error)) ([]*Table, error) {
	var out []*Table
	for i, card := range pub.Meta.Scorecards {
		t, err := draw(ctx, pub, card, i+1)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// scoreID is the id of a table of a card: summary or list.
func scoreID(kind string, number int) string { return fmt.Sprintf("score_%s_%d", kind, number) }

func scoreSummary(ctx context.Context, pub Publication, card ScorecardInfo, number int) (*Table, error) {
	v, err := load(ctx, pub, "score_area", "card", "level", "area_code", "households", "passing", "failing", "undecided")
	if err != nil {
		return nil, err
	}
	list, _, cover, err := summaryInputs(ctx, pub, LevelTownship)
	if err != nil {
		return nil, err
	}
	at := map[[2]string]int{}
	for i := range v.len() {
		if v.text(i, "card") == card.Name {
			at[[2]string{v.text(i, "level"), v.text(i, "area_code")}] = i
		}
	}
	name := Clean(card.Name)
	t := declaredTable(pub.Meta, "scores")
	t.ID, t.Short, t.Title = scoreID("summary", number), name, strings.ReplaceAll(t.Title, "{卡}", name)
	t.areaColumns()
	const judged = 3 // column
	for i, head := range []string{"评分的户(户)", "及格(户)", "不及格(户)", "无法判断(户)", "及格率(%)"} {
		kind := KindCount
		if strings.HasSuffix(head, "(%)") {
			kind = KindPercent
		}
		t.Columns = append(t.Columns, Column{Heads: []string{head}, Kind: kind, Mark: fmt.Sprint(i + 3)})
	}
	for _, a := range list {
		r := areaRow(a, cover[a.code])
		i, ok := at[[2]string{a.level.id(), a.code}]
		count := func(column string) int64 {
			if !ok {
				return 0
			}
			return v.count(i, column)
		}
		failing := countCell(count("failing"))
		if failing.Value != int64(0) {
			failing.Link = &Link{Table: scoreID("list", number), Area: a.code}
		}
		r.Cells = append(r.Cells, countCell(count("households")), countCell(count("passing")), failing, countCell(count("undecided")),
			shareCell(count("passing"), count("households")))
		for j := range r.Cells[judged:] {
			r.Cells[judged+j].Provisional = cover[a.code].missing()
		}
		t.Rows = append(t.Rows, r)
	}
	for i, below := range parts(list) {
		for c := judged; c < judged+4; c++ {
			sum(t.Rows, i, c, below)
		}
	}
	t.Notes = append(t.Notes, t.coverageNote()...)
	t.says = map[string]string{catalog.PartCard: strings.Join(cardNotes(card), "\n")}
	return t, nil
}

func scoreList(ctx context.Context, pub Publication, card ScorecardInfo, number int) (*Table, error) {
	v, err := load(ctx, pub, "score_list", "card", "village_code", "township", "village", "household_id", "head_name", "status",
		"total_low", "total_high", "undecided", "item", "points_low", "points_high", "file", "sheet", "cell")
	if err != nil {
		return nil, err
	}
	homes, err := homesOf(ctx, pub)
	if err != nil {
		return nil, err
	}
	name := Clean(card.Name)
	t := declaredTable(pub.Meta, "score_list")
	t.ID, t.Short, t.Title = scoreID("list", number), name+"名单", strings.ReplaceAll(t.Title, "{卡}", name)
	for _, head := range []string{"序号", "乡镇", "村", "户编号", "户主", "户类型"} {
		kind := KindText
		switch head {
		case "序号":
			kind = KindCount
		case "户编号":
			kind = KindCode
		}
		t.Columns = append(t.Columns, Column{Heads: []string{head}, Kind: kind})
	}
	for _, item := range card.Items {
		t.Columns = append(t.Columns, Column{Heads: []string{"得分", Clean(item)}, Kind: KindWord})
	}
	t.Columns = append(t.Columns, Column{Heads: []string{"总分"}, Kind: KindWord}, Column{Heads: []string{"结果"}, Kind: KindVerdict}, Column{Heads: []string{"来源"}, Kind: KindSource})
	const before = 6
	for i := range v.len() {
		if v.text(i, "card") != card.Name {
			continue
		}
		if n := len(t.Rows); n == 0 || t.Rows[n-1].Cells[3].Text != nameCell(v.text(i, "household_id"), NotKnown).Text {
			code := v.text(i, "village_code")
			cells := []Cell{countCell(int64(n + 1)), nameCell(v.text(i, "township"), NotKnown), nameCell(v.text(i, "village"), NotKnown),
				nameCell(v.text(i, "household_id"), NotKnown), nameCell(v.text(i, "head_name"), NotKnown), textCell(v.text(i, "status"), NotKnown)}
			for range card.Items {
				cells = append(cells, Cell{Text: NotApplicable})
			}
			result := Cell{Text: "不及格", Alarm: true}
			if v.truth(i, "undecided") {
				result = Cell{Text: "无法判断"}
			}
			cells = append(cells, Cell{Text: v.points(i, "total_low", "total_high")}, result, Cell{Text: Place(v.text(i, "file"), v.text(i, "sheet"), v.text(i, "cell"))})
			t.Rows = append(t.Rows, Row{Areas: append([]string{code}, homes[code]...), Cells: cells})
		}
		if at := slices.Index(card.Items, v.text(i, "item")); at >= 0 {
			t.Rows[len(t.Rows)-1].Cells[before+at].Text = v.points(i, "points_low", "points_high")
		}
	}
	t.says = map[string]string{catalog.PartCard: strings.Join(cardNotes(card), "\n")}
	return t, nil
}

// points prints points, as a range where the ends differ.
func (v *view) points(row int, low, high string) string {
	one := func(column string) string {
		d, ok := v.value(row, column).(Decimal)
		if !ok {
			return NotKnown
		}
		return strings.TrimSuffix(strings.TrimRight(d.Rat().FloatString(4), "0"), ".")
	}
	a, b := one(low), one(high)
	if a == b {
		return a
	}
	return a + "~" + b
}

// cardNotes says what a card asks and by which document.
func cardNotes(card ScorecardInfo) []string {
	passes := "“" + Clean(card.Name) + "”:总分" + catalog.Asks(card.Comparator, card.Cutoff) + "为及格"
	if len(card.Statuses) > 0 {
		passes += ",适用于" + strings.Join(card.Statuses, "、")
	}
	return []string{passes + "。" + sourceAndStatus(card.Source, card.Status) + "。",
		"各项从上到下第一条符合的给分,都不符合的不给分:" + strings.Join(card.Rules, "\uff1b") + "。"}
}
