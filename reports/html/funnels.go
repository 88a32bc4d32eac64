package html

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"sanlv/reports"
)

// spot are the villages of one size and one number of events: one dot.
type spot struct {
	n, events   int64
	names       []string
	flag        string
	inner       [2]int64
	outer       [2]int64
	percentages float64
}

// flagged is the flag of a village that is not outside its limits.
const unflagged = "范围内"

// funnelLooks are the marks of a funnel: shape and colour say the same.
var funnelLooks = []struct{ name, prefix, symbol, colour string }{
	{"范围内", unflagged, "circle", "#8a9199"},
	{"偏高或偏低，建议核看", "偏", "triangle", "#E69F00"},
	{"明显偏高或偏低，须到村", "明显", "diamond", "#D55E00"},
}

// funnels draws the villages by size and share, of the register and of the sample.
func (s *estimateSection) funnels(ctx context.Context, pub reports.Publication) error {
	r, err := load(ctx, pub.Source, "funnel", "source", "indicator", "village_code", "village", "township", "n", "events", "target", "inner_low", "inner_high", "outer_low", "outer_high", "flag")
	if err != nil {
		return err
	}
	for _, info := range reports.Indicators(pub.Meta) {
		for _, source := range []string{"census", "sample"} {
			var rows []int
			for i := range r.len() {
				if r.key(i, "source") == source && r.key(i, "indicator") == info.ID {
					rows = append(rows, i)
				}
			}
			if len(rows) == 0 {
				continue
			}
			c, err := funnel(pub, info, source, r, rows)
			if err != nil {
				return err
			}
			c.Frames = []string{"funnel"}
			s.Funnels = append(s.Funnels, c)
		}
	}
	return nil
}

func funnel(pub reports.Publication, info reports.IndicatorInfo, source string, r rows, list []int) (*chart, error) {
	title := map[string]string{"census": "户表", "sample": "现场核查"}[source]
	c := &chart{ID: "funnel-" + source + "-" + info.ID, Title: info.Label + "（" + title + "）", Height: 340}
	against := "问题户" // of approval it is those that do not approve
	if info.HigherIsBetter {
		against = "不认可户"
		c.Title = info.Label + "：" + against + "（" + title + "）"
	}
	target, _ := r.float(list[0], "target")
	at := map[[2]int64]*spot{}
	data := []any{[]any{"村代码", "乡镇", "村", "计入户", against, "占比（%）", "95%范围下限", "95%范围上限", "99.9%范围下限", "99.9%范围上限", "结论"}}
	outside := 0
	for _, i := range list {
		k := [2]int64{r.count(i, "n"), r.count(i, "events")}
		if at[k] == nil {
			at[k] = &spot{n: k[0], events: k[1], flag: r.text(i, "flag"), inner: [2]int64{r.count(i, "inner_low"), r.count(i, "inner_high")},
				outer: [2]int64{r.count(i, "outer_low"), r.count(i, "outer_high")}, percentages: math.Round(ratio(k[1], k[0])*1e6) / 1e4}
		}
		at[k].names = append(at[k].names, strings.TrimSpace(r.text(i, "township")+" "+shorten(r.text(i, "village"), 12)))
		if at[k].flag != unflagged {
			outside++
		}
		data = append(data, []any{r.text(i, "village_code"), r.text(i, "township"), r.text(i, "village"), k[0], k[1], reports.Percent(k[1], k[0]), r.count(i, "inner_low"), r.count(i, "inner_high"), r.count(i, "outer_low"), r.count(i, "outer_high"), r.text(i, "flag")})
	}
	var spots []*spot
	for _, p := range at {
		spots = append(spots, p)
	}
	slices.SortFunc(spots, func(a, b *spot) int { return cmp.Or(cmp.Compare(a.n, b.n), cmp.Compare(a.events, b.events)) })
	c.Description = fmt.Sprintf("各村%s漏斗图（%s）。横轴为计入的户数，纵轴为%s占比；全县占比%.2f%%。%d个村中%d个在范围外。数据见图下的表。", info.Label, title, against, 100*target, len(list), outside)

	series, sizes := make([][]opts.ScatterData, len(funnelLooks)), make([][]float64, len(funnelLooks))
	var tips []any
	top := 0.0
	for _, p := range spots {
		look := 0
		for k, l := range funnelLooks {
			if strings.HasPrefix(p.flag, l.prefix) {
				look = k
			}
		}
		series[look] = append(series[look], opts.ScatterData{Value: []any{p.n, p.percentages, len(tips)}})
		sizes[look] = append(sizes[look], 8+3*math.Sqrt(float64(len(p.names))))
		names := strings.Join(p.names[:min(len(p.names), 6)], "、")
		if len(p.names) > 6 {
			names += fmt.Sprintf("等%d村", len(p.names))
		}
		tips = append(tips, []any{names, fmt.Sprintf("%d户中%s%d户，占%s%%", p.n, against, p.events, reports.Percent(p.events, p.n)),
			fmt.Sprintf("95%%范围 %d~%d 户，99.9%%范围 %d~%d 户", p.inner[0], p.inner[1], p.outer[0], p.outer[1]), p.flag})
		top = max(top, p.percentages)
	}
	limits := []struct {
		name, kind string
		of         func(*spot) (float64, bool)
	}{
		{"95%上限", "dashed", func(p *spot) (float64, bool) { return edge(p.inner[1], p.n, 0.5), true }},
		{"99.9%上限", "solid", func(p *spot) (float64, bool) { return edge(p.outer[1], p.n, 0.5), true }},
		{"95%下限", "dashed", func(p *spot) (float64, bool) { return edge(p.inner[0], p.n, -0.5), p.inner[0] > 0 }},
		{"99.9%下限", "solid", func(p *spot) (float64, bool) { return edge(p.outer[0], p.n, -0.5), p.outer[0] > 0 }},
	}
	scatter := charts.NewScatter()
	scatter.SetGlobalOptions(
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "item"}),
		charts.WithGridOpts(opts.Grid{Left: "12", Right: "30", Top: "24", Bottom: "66", ContainLabel: opts.Bool(true)}),
		charts.WithXAxisOpts(opts.XAxis{Type: "value", Name: "计入的户数（户）", Min: math.Floor(float64(spots[0].n) * 0.9), Max: math.Ceil(float64(spots[len(spots)-1].n)*1.04 + 0.5),
			AxisLabel: &opts.AxisLabel{Color: "#4a525c"}, SplitLine: &opts.SplitLine{LineStyle: &opts.LineStyle{Color: "#e3e6ea"}}}),
	)
	extra, legend := []any{}, []any{}
	for k, l := range funnelLooks {
		scatter.AddSeries(l.name, series[k], charts.WithScatterChartOpts(opts.ScatterChart{Symbol: l.symbol, SymbolSize: 11}),
			charts.WithItemStyleOpts(opts.ItemStyle{Color: l.colour, BorderColor: ink, BorderWidth: 1}))
		more := object{"z": 4, "data": sized(series[k], sizes[k])}
		if k == 0 {
			more["markLine"] = object{"symbol": []any{"none", "none"}, "silent": true, "animation": false, "lineStyle": object{"color": ink, "width": 1, "type": "dotted"},
				"data": []any{object{"yAxis": math.Round(target*1e6) / 1e4, "name": fmt.Sprintf("全县 %.2f%%", 100*target), "label": object{"formatter": "{b}", "position": "insideEndTop", "color": ink, "fontSize": 12}}}}
		}
		extra = append(extra, more)
		legend = append(legend, object{"name": l.name, "icon": l.symbol})
	}
	drawn := charts.NewLine()
	for _, l := range limits {
		var points []opts.LineData
		last := int64(-1)
		for _, p := range spots {
			if v, ok := l.of(p); ok && p.n != last {
				points, last = append(points, opts.LineData{Value: []any{p.n, v}}), p.n
				top = max(top, v)
			}
		}
		if len(points) == 0 {
			continue
		}
		drawn.AddSeries(l.name, points, charts.WithLineStyleOpts(opts.LineStyle{Color: "#4a525c", Width: 1.2, Type: l.kind}))
		extra = append(extra, object{"symbol": "none", "silent": true, "z": 2, "itemStyle": object{"color": "#4a525c"}})
		legend = append(legend, object{"name": l.name, "lineStyle": object{"type": l.kind, "width": 1.5}, "itemStyle": object{"opacity": 0}})
	}
	scatter.SetGlobalOptions(charts.WithYAxisOpts(opts.YAxis{Type: "value", Min: 0, Max: ceiling(top),
		AxisLabel: &opts.AxisLabel{Formatter: "{value}%", Color: "#4a525c"}, SplitLine: &opts.SplitLine{LineStyle: &opts.LineStyle{Color: "#e3e6ea"}}}))
	scatter.Overlap(drawn)
	option, err := generic(scatter.JSON())
	if err != nil {
		return nil, err
	}
	merge(option, quiet(c.Description))
	merge(option, object{
		"legend": object{"bottom": 0, "left": 8, "data": legend, "selectedMode": false, "itemWidth": 28, "itemHeight": 11, "textStyle": object{"color": ink}},
		"xAxis":  []any{object{"nameLocation": "middle", "nameGap": 26, "minInterval": 1, "nameTextStyle": object{"color": ink}}},
		"series": extra,
	})
	delete(option, "toolbox")
	c.Data = object{"id": c.ID, "kind": "points", "height": c.Height, "option": option, "tips": tips, "file": csvName(pub, info.Label+title+"漏斗图"), "rows": data}
	c.Table = tableOf(c, c.Title+"各村", pub.Meta.Draft)
	return c, nil
}

// edge is where a count lies between what is flagged and what is not, in per cent.
func edge(count, n int64, half float64) float64 {
	return math.Round(min(100, 100*(float64(count)+half)/float64(n))*1e4) / 1e4
}

// sized gives the dots their sizes, by how many villages they stand for.
func sized(list []opts.ScatterData, sizes []float64) []any {
	out := []any{}
	for i, d := range list {
		out = append(out, object{"value": d.Value, "symbolSize": math.Round(10*sizes[i]) / 10})
	}
	return out
}

// team is a workbook of the fieldwork with what its households came to.
type team struct {
	name  string
	parts [3]int64 // reached, absent, pending
}

var progressLooks = []look{
	{"reached", "访到", "#0072B2", object{"symbol": "none"}},
	{"absent", "未访到", "#E69F00", hatch(-math.Pi/4, []any{1, 0}, []any{2, 5})},
	{"pending", "待访", "#ffffff", hatch(math.Pi/4, []any{1, 0}, []any{1, 6})},
}

// progress draws the households by team, and those done by day.
func (s *estimateSection) progress(ctx context.Context, pub reports.Publication) error {
	r, err := load(ctx, pub.Source, "fieldwork", "file", "checked_on", "households", "reached", "absent", "pending")
	if err != nil || r.len() == 0 {
		return err
	}
	var teams []*team
	at := map[string]*team{}
	done := map[time.Time]int64{}
	var all int64
	for i := range r.len() {
		name := orElse(r.text(i, "file"), reports.NotKnown)
		g := at[name]
		if g == nil {
			g = &team{name: name}
			at[name] = g
			teams = append(teams, g)
		}
		for k, column := range []string{"reached", "absent", "pending"} {
			g.parts[k] += r.count(i, column)
		}
		all += r.count(i, "households")
		if day, ok := r.frame.Rows[i][r.at["checked_on"]].(time.Time); ok {
			done[day] += r.count(i, "reached") + r.count(i, "absent")
		}
	}
	byTeam, err := teamChart(pub, teams)
	if err != nil {
		return err
	}
	byTeam.Frames = []string{"fieldwork"}
	s.Progress = append(s.Progress, byTeam)
	if len(done) > 0 {
		byDay, err := dayChart(pub, done, all)
		if err != nil {
			return err
		}
		byDay.Frames = []string{"fieldwork"}
		s.Progress = append(s.Progress, byDay)
	}
	return nil
}

func teamChart(pub reports.Publication, teams []*team) (*chart, error) {
	c := &chart{ID: "fieldwork-team", Title: "各组", Height: 90 + 30*len(teams)}
	var names []string
	var tips []any
	rows := []any{[]any{"核查表（组）", "访到", "未访到", "待访"}}
	series := make([][]opts.BarData, len(progressLooks))
	c.Description = "各组核查进度图。"
	for _, g := range teams {
		base := g.name[strings.LastIndexByte(g.name, '/')+1:]
		names = append(names, shorten(base, 16))
		tips = append(tips, []any{g.name, fmt.Sprintf("访到 %d 户，未访到 %d 户，待访 %d 户", g.parts[0], g.parts[1], g.parts[2])})
		rows = append(rows, []any{g.name, g.parts[0], g.parts[1], g.parts[2]})
		c.Description += fmt.Sprintf("%s访到%d户、待访%d户。", shorten(base, 20), g.parts[0], g.parts[2])
		for k, n := range g.parts {
			series[k] = append(series[k], opts.BarData{Value: n})
		}
	}
	c.Description += "数据见图下的表。"
	bar := charts.NewBar()
	bar.SetGlobalOptions(
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "axis", AxisPointer: &opts.AxisPointer{Type: "shadow"}}),
		charts.WithGridOpts(opts.Grid{Left: "8", Right: "40", Top: "10", Bottom: "44", ContainLabel: opts.Bool(true)}),
		charts.WithXAxisOpts(opts.XAxis{Type: "value", Min: 0, AxisLabel: &opts.AxisLabel{Color: "#4a525c"}, SplitLine: &opts.SplitLine{LineStyle: &opts.LineStyle{Color: "#e3e6ea"}}}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Data: names, AxisLabel: &opts.AxisLabel{Color: ink, FontSize: 13}}),
	)
	bar.YAxisList[0].Inverse = opts.Bool(true)
	extra, legend := []any{}, []any{}
	for k, l := range progressLooks {
		bar.AddSeries(l.name, series[k], charts.WithBarChartOpts(opts.BarChart{Stack: "households", BarWidth: "15"}),
			charts.WithItemStyleOpts(opts.ItemStyle{Color: l.colour, BorderColor: "#3a3f45", BorderWidth: 1}))
		extra = append(extra, object{"itemStyle": object{"decal": l.decal}})
		legend = append(legend, object{"name": l.name})
	}
	option, err := generic(bar.JSON())
	if err != nil {
		return nil, err
	}
	merge(option, quiet(c.Description))
	merge(option, object{
		"legend": object{"bottom": 0, "left": 8, "data": legend, "selectedMode": false, "itemWidth": 26, "itemHeight": 13, "textStyle": object{"color": ink}},
		"xAxis":  []any{object{"minInterval": 1}},
		"series": extra,
	})
	delete(option, "toolbox")
	c.Data = object{"id": c.ID, "kind": "bar", "height": c.Height, "option": option, "tips": tips, "file": csvName(pub, "核查进度"), "rows": rows}
	c.Table = tableOf(c, "各组核查进度", pub.Meta.Draft)
	return c, nil
}

// dayChart draws the households done by the end of each day, against all drawn.
func dayChart(pub reports.Publication, done map[time.Time]int64, all int64) (*chart, error) {
	c := &chart{ID: "fieldwork-day", Title: "逐日累计", Height: 260}
	var days []time.Time
	for d := range done {
		days = append(days, d)
	}
	slices.SortFunc(days, time.Time.Compare)
	var names []string
	var data []opts.LineData
	var tips []any
	rows := []any{[]any{"日期", "当日（户）", "累计（户）", "核查表共（户）"}}
	var sum int64
	for _, d := range days {
		sum += done[d]
		names = append(names, fmt.Sprintf("%d月%d日", d.Month(), d.Day()))
		data = append(data, opts.LineData{Value: sum})
		tips = append(tips, []any{reports.Date(d), fmt.Sprintf("当日 %d 户，累计 %d 户，还有 %d 户", done[d], sum, all-sum)})
		rows = append(rows, []any{reports.Date(d), done[d], sum, all})
	}
	c.Description = fmt.Sprintf("核查进度逐日累计图。到%s累计%d户，核查表共%d户。数据见图下的表。", reports.Date(days[len(days)-1]), sum, all)
	l := charts.NewLine()
	l.SetGlobalOptions(
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "axis", AxisPointer: &opts.AxisPointer{Type: "line"}}),
		charts.WithGridOpts(opts.Grid{Left: "12", Right: "40", Top: "30", Bottom: "12", ContainLabel: opts.Bool(true)}),
		charts.WithXAxisOpts(opts.XAxis{Type: "category", Data: names, AxisLabel: &opts.AxisLabel{Color: "#4a525c"}}),
		charts.WithYAxisOpts(opts.YAxis{Type: "value", Min: 0, Max: math.Ceil(float64(max(all, 1)) * 1.1), AxisLabel: &opts.AxisLabel{Color: "#4a525c"}, SplitLine: &opts.SplitLine{LineStyle: &opts.LineStyle{Color: "#e3e6ea"}}}),
	)
	l.AddSeries("累计", data, charts.WithLineStyleOpts(opts.LineStyle{Color: "#0072B2", Width: 2.5}), charts.WithLineChartOpts(opts.LineChart{ShowSymbol: opts.Bool(true), Symbol: "circle", SymbolSize: 8}))
	option, err := generic(l.JSON())
	if err != nil {
		return nil, err
	}
	merge(option, quiet(c.Description))
	merge(option, object{
		"legend": object{"show": false},
		"yAxis":  []any{object{"minInterval": 1, "axisLabel": object{"showMaxLabel": false}}},
		"series": []any{object{"itemStyle": object{"color": "#0072B2"}, "label": object{"show": true, "position": "bottom", "color": ink}, "markLine": object{"symbol": []any{"none", "none"}, "silent": true, "animation": false,
			"lineStyle": object{"color": ink, "width": 1.5, "type": "dashed"}, "data": []any{object{"yAxis": all, "name": fmt.Sprintf("核查表共 %d 户", all), "label": object{"formatter": "{b}", "position": "insideStartTop", "color": ink, "fontSize": 12}}}}}},
	})
	delete(option, "toolbox")
	c.Data = object{"id": c.ID, "kind": "curve", "height": c.Height, "option": option, "tips": tips, "file": csvName(pub, "核查逐日累计"), "rows": rows}
	c.Table = tableOf(c, "核查逐日累计", pub.Meta.Draft)
	return c, nil
}
