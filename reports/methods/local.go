package methods

import (
	"strings"
	"time"

	"sanlv/pipeline/catalog"
)

// levels tells how the four levels (户表 → 村表 → 乡镇表 → 县表) are summed and what
// is compared.
func levels(cat *catalog.Catalog, settings catalog.Settings) section {
	s := section{Title: "四级汇总", ID: "levels", Texts: []string{
		"户表逐户归类(户类型、属性、致贫原因、收入分组、没有的保障、排除情形),村由户、乡镇由村、县由乡镇相加,与村表、乡镇表、县表填报的数并列,列出差数;差数后面有判不准的户的,逐户列出。",
		"填报日期晚于期限的列为逾期;没有定期限的不查。"}}
	bands := table{Caption: "收入分组(人均纯收入)", Heads: []string{"分组"}}
	for _, b := range settings.Levels.Bands(settings.Line.Yuan) {
		bands.Rows = append(bands.Rows, []string{b.Label()})
	}
	deadlines := table{Caption: "填报期限", Heads: []string{"表", "期限"}}
	for _, kind := range catalog.LevelKinds {
		day := "不限"
		if t, ok := settings.Levels.Deadlines[kind]; ok {
			day = t.Format(time.DateOnly)
		}
		sheet, _ := cat.Sheet(kind)
		deadlines.Rows = append(deadlines.Rows, []string{sheet.Label, day})
	}
	s.Tables = []table{bands, deadlines}
	return s
}

// scorecards lists the cards that the office has filled in, row by row.
func scorecards(cat *catalog.Catalog, settings catalog.Settings) section {
	s := section{Title: "评分卡", ID: "scorecards", Texts: []string{
		"四看法、十二个不能脱贫等评分卡,由本县填在 scorecard.csv 中。一个项目有几行的,从上到下第一条符合的给分,都不符合的不得分;情况不明的项目取最低分到最高分的范围,范围的两头都及格才算及格,都不及格才算不及格,其余无法判断。"}}
	cards := cat.Cards(settings.AsOf)
	if len(cards) == 0 {
		s.Texts = append(s.Texts, "本县没有填评分卡,没有按评分判定。怎样填,见 sanlv reference export 写出的 说明.txt 第三节。")
	}
	labels := map[string]string{}
	for _, f := range cat.Facts() {
		labels[f.Name] = f.Label
	}
	for _, card := range cards {
		t := table{Caption: card.Name, Heads: []string{"项目", "情形", "得分"}}
		for _, r := range card.Rows {
			when := "其余"
			switch {
			case r.Number != "":
				when = labels[r.Fact] + " " + catalog.Asks(r.Comparator, r.Number)
			case r.Fact != "":
				when = labels[r.Fact] + "为" + r.Text
			}
			t.Rows = append(t.Rows, []string{r.Item, when, r.Points})
		}
		of := "所有的户"
		if len(card.Statuses) > 0 {
			of = strings.Join(card.Statuses, "、")
		}
		t.Rows = append(t.Rows, []string{"及格", "总分 " + catalog.Asks(card.Comparator, card.Cutoff) + ";适用于" + of + ";依据:" + card.Source, or("")})
		s.Tables = append(s.Tables, t)
	}
	return s
}
