package pipeline

import (
	"fmt"
	"slices"
	"time"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// scorecardRows gives the rows of ref_scorecard and ref_score_row.
func scorecardRows(cards []catalog.Scorecard) (heads, rows [][]any) {
	orNull := func(s string) any {
		if s == "" {
			return nil
		}
		return s
	}
	for _, card := range cards {
		heads = append(heads, []any{card.Name, card.Comparator, card.Cutoff, inList(card.Statuses)})
		var items []string
		for i, r := range card.Rows {
			at := slices.Index(items, r.Item)
			if at < 0 {
				at = len(items)
				items = append(items, r.Item)
			}
			rows = append(rows, []any{card.Name, r.Item, int64(at + 1), int64(i + 1), orNull(r.Fact), r.Comparator, orNull(r.Number), r.Text, r.Points})
		}
	}
	return heads, rows
}

// scorecardInfo tells the reports of the scorecards in force.
func scorecardInfo(cat *catalog.Catalog, day time.Time) []reports.ScorecardInfo {
	labels := map[string]string{}
	for _, f := range cat.Facts() {
		labels[f.Name] = f.Label
	}
	var out []reports.ScorecardInfo
	for _, card := range cat.Cards(day) {
		info := reports.ScorecardInfo{Name: card.Name, Comparator: card.Comparator, Cutoff: card.Cutoff, Source: card.Source, Status: card.Status, Statuses: card.Statuses}
		for _, r := range card.Rows {
			if !slices.Contains(info.Items, r.Item) {
				info.Items = append(info.Items, r.Item)
			}
			asks := "其余"
			switch {
			case r.Number != "":
				asks = labels[r.Fact] + catalog.Asks(r.Comparator, r.Number)
			case r.Fact != "":
				asks = labels[r.Fact] + "为“" + r.Text + "”"
			}
			info.Rules = append(info.Rules, fmt.Sprintf("%s:%s得%s分", r.Item, asks, r.Points))
		}
		out = append(out, info)
	}
	return out
}
