package html

import (
	"context"
	"fmt"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"sanlv/reports"
)

// States of a cell of the heat map; the script knows the glyph of each.
const (
	cellNoData = iota
	cellMissed
	cellMet
	cellNotApplicable
)

// heatRow is a row of the heat map: a township's name, or a village.
type heatRow struct {
	township, name string
	cells          map[string][]any // item → state, figures, reason
}

// heats draws the exit items of the poor villages for each standard, the
// villages grouped by township. The standards stand in the order of the tables
// of reports.ExitOverview; one without villages has no chart, one with many has
// several, each with the heads and no longer than a sheet of paper.
func heats(ctx context.Context, pub reports.Publication, villages []place) ([][]*chart, error) {
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
			row = &heatRow{name: orElse(r.text(i, "village_name"), code), cells: map[string][]any{}}
			data[standard][code] = row
			if _, ok := home[code]; !ok {
				home[code] = place{Code: code, Name: row.name, Township: orElse(r.text(i, "township"), "未定")}
				villages = append(villages, home[code])
			}
		}
		row.cells[r.key(i, "item")] = heatCell(r, i)
	}
	out := make([][]*chart, len(standards))
	for n, s := range standards {
		items := append(itemsOf(pub.Meta, s), reports.ExitItemInfo{Item: "all", Label: "全部项目"})
		for part, rows := range split(data[s], villages) {
			c, err := heat(s, fmt.Sprintf("heat-%d-%d", n+1, part+1), items, rows)
			if err != nil {
				return nil, err
			}
			if part == 0 {
				c.Data["file"], c.Data["rows"] = csvName(pub, "贫困村退出"+c.Title), heatRows(items, data[s], villages)
			}
			out[n] = append(out[n], c)
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

// longest is how many rows a chart has at most, so that it fits on a page.
const longest = 36

// split lays out the rows of the charts: a row with the name of each township,
// its villages below; a new chart where one would become too long.
func split(data map[string]*heatRow, villages []place) [][]heatRow {
	byTownship := map[string][]heatRow{}
	var townships []string
	for _, v := range villages {
		row := data[v.Code]
		if row == nil {
			continue
		}
		key := v.TownshipCode + "\x00" + v.Township
		if byTownship[key] == nil {
			townships = append(townships, key)
		}
		byTownship[key] = append(byTownship[key], heatRow{name: row.name, township: v.Township, cells: row.cells})
	}
	var parts [][]heatRow
	room := 0
	for _, key := range townships {
		rows := byTownship[key]
		for begin := 0; begin < len(rows); {
			if room < min(len(rows)-begin+1, longest) {
				parts, room = append(parts, nil), longest
			}
			end := min(len(rows), begin+room-1)
			last := &parts[len(parts)-1]
			*last = append(append(*last, heatRow{township: rows[0].township}), rows[begin:end]...)
			room -= end - begin + 1
			begin = end
		}
	}
	return parts
}

func heatCell(r rows, i int) []any {
	state, figures := cellNoData, ""
	reason := strings.ReplaceAll(r.text(i, "reason"), ";", "；")
	switch r.key(i, "verdict") {
	case reports.Met:
		state = cellMet
	case reports.Missed:
		state = cellMissed
	}
	if strings.Contains(reason, "不适用") && state == cellMet {
		state = cellNotApplicable
	}
	if _, ok := r.float(i, "numerator"); ok {
		figures = reports.Count(r.count(i, "numerator"))
		if _, ok := r.float(i, "denominator"); ok {
			figures += " / " + reports.Count(r.count(i, "denominator"))
		}
	}
	return []any{state, figures, reason}
}

func heat(standard, id string, items []reports.ExitItemInfo, rows []heatRow) (*chart, error) {
	columns, conditions := []any{}, []any{}
	for _, it := range items {
		label := reports.Clean(it.Label)
		if it.Number > 0 {
			label = fmt.Sprintf("%d %s", it.Number, label)
		}
		columns, conditions = append(columns, label), append(conditions, itemCondition(it))
	}
	lines, names, cells := []any{}, []any{}, []opts.HeatMapData{}
	met, count := 0, 0
	for y, row := range rows {
		if row.cells == nil {
			lines = append(lines, object{"value": shorten(row.township, 8), "textStyle": object{"fontWeight": "bold", "fontSize": 13}})
			names = append(names, "")
			continue
		}
		lines, names = append(lines, shorten(row.name, 9)), append(names, row.township+" "+row.name)
		for x, it := range items {
			c, ok := row.cells[it.Item]
			if !ok {
				c = []any{cellNoData, "", "没有这一项的结果"}
			}
			cells = append(cells, opts.HeatMapData{Value: append([]any{x, y}, c...)})
		}
		count++
		if c := row.cells["all"]; c != nil && c[0] == cellMet {
			met++
		}
	}
	c := &chart{ID: id, Title: reports.Clean(standard), Height: 112 + 22*len(lines)}
	c.Description = fmt.Sprintf("贫困村退出各项标准判定图，标准“%s”，本图%d个贫困村，全部达标%d个。每村一行，每项一列，✓达标，✗未达标，缺为数据缺，横线为不适用。数据见图下的表。", c.Title, count, met)

	m := charts.NewHeatMap()
	m.SetGlobalOptions(
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "item"}),
		charts.WithGridOpts(opts.Grid{Left: "118", Right: "8", Top: "104", Bottom: "8"}), // the script sets the top by the width
		charts.WithXAxisOpts(opts.XAxis{Type: "category", Position: "top", Data: columns, AxisTick: &opts.AxisTick{Show: opts.Bool(false)}}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Data: lines}),
		charts.WithVisualMapOpts(opts.VisualMap{Type: "continuous", Min: 0, Max: 3, Show: opts.Bool(false)}),
	)
	m.AddSeries("判定", cells, charts.WithLabelOpts(opts.Label{Show: opts.Bool(true), Color: ink, FontSize: 13}))
	option, err := generic(m.JSON())
	if err != nil {
		return nil, err
	}
	merge(option, quiet(c.Description))
	merge(option, object{
		"legend": object{"show": false},
		"xAxis":  []any{object{"axisLabel": object{"interval": 0, "overflow": "break", "fontSize": 11, "lineHeight": 13, "color": ink}}},
		"yAxis":  []any{object{"inverse": true, "axisTick": object{"show": false}, "axisLabel": object{"interval": 0, "color": ink}}},
		"visualMap": []any{object{"dimension": 2, "calculable": false, "min": cellNoData, "max": cellNotApplicable,
			"inRange": object{"color": []any{"#E3E5E8", "#EE9A66", "#CFE6F6", "#FFFFFF"}}}},
		"series": []any{object{"progressive": 0, "itemStyle": object{"borderColor": "#8a9199", "borderWidth": 0.5}, "emphasis": object{"disabled": true}}},
	})
	delete(option, "toolbox")
	c.Data = object{"id": c.ID, "kind": "heat", "height": c.Height, "option": option, "names": names, "items": columns, "asks": conditions}
	return c, nil
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
		return reports.Condition(it.Comparator, reports.Count(int64(it.Threshold))+"元")
	}
	return reports.Condition(it.Comparator, reports.PercentOf(it.Threshold)+"%")
}

func heatRows(items []reports.ExitItemInfo, data map[string]*heatRow, villages []place) []any {
	head := []any{"村代码", "乡镇", "村"}
	for _, it := range items {
		head = append(head, reports.Clean(it.Label))
	}
	words := [...]string{reports.NoData, reports.Missed, reports.Met, "不适用"}
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
			if c, ok := row.cells[it.Item]; ok {
				word = words[c[0].(int)]
				if it.Item == "all" {
					reason = c[2]
				}
			}
			line = append(line, word)
		}
		out = append(out, append(line, reason))
	}
	return out
}
