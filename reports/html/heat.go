package html

import (
	"context"
	"fmt"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// States of a cell of the heat map.
const (
	cellNoData = iota
	cellMissed
	cellMet
	cellNotApplicable
)

var exitTones = []tint{{"#E3E5E8", "缺", "数据缺"}, {"#EE9A66", "✗", "未达标"}, {"#CFE6F6", "✓", "达标"}, {"#FFFFFF", "–", "不适用（按达标计）"}}

// heatRow is a village by one standard: item → what is found.
type heatRow struct {
	name  string
	items map[string]matrixCell
}

// heats draws the exit items of the poor villages for each standard, the
// villages grouped by township. The standards stand in the order of the tables
// of reports.ExitOverview; one without villages has no chart.
func heats(ctx context.Context, pub reports.Publication, villages []place) ([]*matrixFigure, error) {
	r, err := load(ctx, pub.Source, "village_exit", "standard", "village_code", "village_name", "township", "item",
		"numerator", "denominator", "verdict", "reason")
	if err != nil {
		return nil, err
	}
	home := map[string]place{}
	for _, v := range villages {
		home[v.Code] = v
	}
	var standards []string
	data := map[string]map[string]*heatRow{} // standard → village code → row
	for _, it := range pub.Meta.ExitItems {
		if data[it.Standard] == nil {
			standards = append(standards, it.Standard)
			data[it.Standard] = map[string]*heatRow{}
		}
	}
	for i := range r.len() {
		standard, code := r.key(i, "standard"), r.key(i, "village_code")
		if data[standard] == nil {
			standards = append(standards, standard)
			data[standard] = map[string]*heatRow{}
		}
		row := data[standard][code]
		if row == nil {
			row = &heatRow{name: orElse(r.text(i, "village_name"), code), items: map[string]matrixCell{}}
			data[standard][code] = row
			if _, ok := home[code]; !ok {
				home[code] = place{Code: code, Name: row.name, Township: orElse(r.text(i, "township"), "未定")}
				villages = append(villages, home[code])
			}
		}
		row.items[r.key(i, "item")] = heatCell(r, i)
	}
	out := make([]*matrixFigure, len(standards))
	for n, s := range standards {
		items := append(itemsOf(pub.Meta, s), reports.ExitItemInfo{Item: "all", Label: "全部项目"})
		if out[n], err = heat(s, fmt.Sprintf("heat-%d", n+1), items, data[s], villages); err != nil {
			return nil, err
		}
		if list := out[n].Charts(); len(list) > 0 {
			list[0].Data["file"], list[0].Data["rows"] = csvName(pub, "贫困村退出"+list[0].Title), heatRows(items, data[s], villages)
		}
	}
	return out, nil
}

func itemsOf(meta reports.Meta, standard string) []reports.ExitItemInfo {
	var items []reports.ExitItemInfo
	for _, it := range meta.ExitItems {
		if it.Standard == standard {
			items = append(items, it)
		}
	}
	return items
}

func heatCell(r rows, i int) matrixCell {
	c := matrixCell{tone: cellNoData}
	reason := strings.ReplaceAll(r.text(i, "reason"), ";", "；")
	switch r.key(i, "verdict") {
	case reports.Met:
		c.tone = cellMet
	case reports.Missed:
		c.tone = cellMissed
	}
	if strings.Contains(reason, "不适用") && c.tone == cellMet {
		c.tone = cellNotApplicable
	}
	figures := ""
	if _, ok := r.float(i, "numerator"); ok {
		figures = "数字 " + reports.Count(r.count(i, "numerator"))
		if _, ok := r.float(i, "denominator"); ok {
			figures += " / " + reports.Count(r.count(i, "denominator"))
		}
	}
	c.more = []string{figures, reason}
	return c
}

func heat(standard, id string, items []reports.ExitItemInfo, data map[string]*heatRow, villages []place) (*matrixFigure, error) {
	m := matrix{id: id, title: reports.Clean(standard), tones: exitTones, left: 118}
	for _, it := range items {
		label := reports.Clean(it.Label)
		if it.Number > 0 {
			label = fmt.Sprintf("%d %s", it.Number, label)
		}
		m.columns, m.asks = append(m.columns, label), append(m.asks, "要求 "+itemCondition(it))
	}
	lines := map[string]matrixRow{}
	for _, v := range villages {
		row := data[v.Code]
		if row == nil {
			continue
		}
		line := matrixRow{name: shorten(row.name, 9), tip: v.Township + " " + row.name}
		for _, it := range items {
			c, ok := row.items[it.Item]
			if !ok {
				c = matrixCell{tone: cellNoData, more: []string{"没有这一项的结果"}}
			}
			line.cells = append(line.cells, c)
		}
		lines[v.Code] = line
	}
	m.description = func(rows []matrixRow) string {
		met, count := 0, 0
		for _, row := range rows {
			if n := len(row.cells); n > 0 { // the last is the whole
				count++
				met += btoi(row.cells[n-1].tone == cellMet)
			}
		}
		return fmt.Sprintf("贫困村退出各项标准判定图，标准“%s”，本图%d个贫困村，全部达标%d个。每村一行，每项一列，✓达标，✗未达标，缺为数据缺，横线为不适用。数据见图下的表。", m.title, count, met)
	}
	f, err := m.byVillage(byTownship(lines, villages), m.tally([]int{cellMissed, cellNoData}, []int{cellMet, cellNotApplicable}))
	if err != nil {
		return nil, err
	}
	f.Where = "报表/贫困村退出一览表.xlsx"
	return f, nil
}

// itemCondition prints what an item asks.
func itemCondition(it reports.ExitItemInfo) string {
	switch {
	case it.Item == "all":
		return "各项都达标"
	case !it.HasThreshold:
		return "阈值待填"
	case it.Unit == "是否":
		return "是"
	case it.Unit == "元":
		return catalog.Asks(it.Comparator, reports.Count(int64(it.Threshold))+"元")
	}
	return catalog.Asks(it.Comparator, reports.PercentOf(it.Threshold)+"%")
}

func heatRows(items []reports.ExitItemInfo, data map[string]*heatRow, villages []place) []any {
	head := []any{"村代码", "乡镇", "村"}
	for _, it := range items {
		head = append(head, reports.Clean(it.Label))
	}
	out := []any{append(head, "原因")}
	for _, v := range villages {
		row := data[v.Code]
		if row == nil {
			continue
		}
		line := []any{reports.Clean(v.Code), v.Township, row.name}
		reason := any("")
		for _, it := range items {
			word := reports.NoData
			if c, ok := row.items[it.Item]; ok {
				word = [...]string{reports.NoData, reports.Missed, reports.Met, "不适用"}[c.tone]
				if it.Item == "all" {
					reason = c.more[1]
				}
			}
			line = append(line, word)
		}
		out = append(out, append(line, reason))
	}
	return out
}
