package html

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"sanlv/reports"
)

// trends draws each indicator of each county over the runs, where there is more
// than one run.
func trends(pub reports.Publication, figs *figures) ([]*chart, error) {
	if len(pub.Past.Runs) < 2 {
		return nil, nil
	}
	var out []*chart
	for n, county := range figs.areas["county"] {
		for _, info := range reports.Indicators(pub.Meta) {
			c, err := trend(pub, figs, county, info, fmt.Sprintf("trend-%d-%s", n+1, info.ID))
			if err != nil {
				return nil, err
			}
			if c != nil {
				out = append(out, c)
			}
		}
	}
	return out, nil
}

// trend draws one indicator of a county, run after run, with its thresholds. A
// hollow point is provisional; where a rule changed, the point is a diamond. It is
// nil where fewer than two runs have a rate.
func trend(pub reports.Publication, figs *figures, county *figure, info reports.IndicatorInfo, id string) (*chart, error) {
	rows := []any{[]any{"截止日期", "批次", info.Numerator, info.Denominator, "率（%）", "待核或未答", "来件（村）", "标准、参数的变动"}}
	var names []string
	var data []opts.LineData
	var tips, labels []any
	known, top, least := 0, 0.0, math.Inf(1)
	for _, run := range pub.Past.Runs {
		i := slices.IndexFunc(run.Figures, func(f reports.PastFigure) bool { return f.Code == county.Code && f.Indicator == info.ID })
		if i < 0 {
			continue
		}
		f := run.Figures[i]
		short := run.Name[strings.LastIndexByte(run.Name, '-')+1:]
		names = append(names, run.AsOf()+"\n"+short)
		came := fmt.Sprintf("%d/%d", f.Arrived, f.Expected)
		var changed []string
		for _, c := range run.Changed {
			changed = append(changed, reports.Prose(reports.Clean(c)))
		}
		tip := []any{"截止 " + run.AsOf() + "　批次 " + short}
		if f.Denominator == 0 {
			data, labels, tips = append(data, opts.LineData{Value: "-"}), append(labels, object{}), append(tips, append(tip, "没有数据"))
			rows = append(rows, []any{run.AsOf(), short, f.Numerator, f.Denominator, "", f.Unknown, came, strings.Join(changed, "；")})
			continue
		}
		known++
		rate := math.Round(ratio(f.Numerator, f.Denominator)*1e8) / 1e6
		top, least = math.Max(top, rate), math.Min(least, rate)
		point := opts.LineData{Value: rate, Symbol: "circle", SymbolSize: 8}
		word := ""
		if f.Arrived < f.Expected {
			point.Symbol, word = "emptyCircle", "（暂算）"
		}
		if len(changed) > 0 {
			point.Symbol, point.SymbolSize = "diamond", 14
		}
		data, labels = append(data, point), append(labels, object{"label": object{"formatter": reports.Percent(f.Numerator, f.Denominator) + "%"}})
		tip = append(tip, fmt.Sprintf("%s %s%%%s", info.Label, reports.Percent(f.Numerator, f.Denominator), word),
			fmt.Sprintf("%s %s ÷ %s %s", info.Numerator, reports.Count(f.Numerator), info.Denominator, reports.Count(f.Denominator)), "来件 "+came+" 村")
		for _, c := range changed {
			tip = append(tip, "口径变动："+c)
		}
		tips = append(tips, tip)
		rows = append(rows, []any{run.AsOf(), short, f.Numerator, f.Denominator, rate, f.Unknown, came, orElse(strings.Join(changed, "；"), "")})
	}
	if known < 2 {
		return nil, nil
	}
	lines := figs.lines["county/"+info.ID]
	for _, l := range lines {
		top, least = math.Max(top, l.percent), math.Min(least, l.percent)
	}
	from := 0.0
	if info.HigherIsBetter { // the rates stand near 100 %
		top, from = 100, math.Max(0, math.Floor((least-2)/5)*5)
	}
	c := &chart{ID: id, Title: county.Name + info.Label, Height: 250}
	c.Description = fmt.Sprintf("%s%s历次变化折线图，共%d次。最近一次%s%%。实心点为来件到齐，空心点为暂算，菱形为标准或参数有变动。数据见图下的表。",
		county.Name, info.Label, len(names), reports.Percent(county.of(figs, info.ID)))
	l := charts.NewLine()
	l.SetGlobalOptions(
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "axis", AxisPointer: &opts.AxisPointer{Type: "line"}}),
		charts.WithGridOpts(opts.Grid{Left: "12", Right: "190", Top: "16", Bottom: "8", ContainLabel: opts.Bool(true)}),
		charts.WithXAxisOpts(opts.XAxis{Type: "category", Data: names, AxisLabel: &opts.AxisLabel{Color: "#4a525c"}}),
		charts.WithYAxisOpts(opts.YAxis{Type: "value", Min: from, Max: ceiling(top),
			AxisLabel: &opts.AxisLabel{Formatter: "{value}%", Color: "#4a525c"}, SplitLine: &opts.SplitLine{LineStyle: &opts.LineStyle{Color: "#e3e6ea"}}}),
	)
	l.AddSeries(info.Label, data, charts.WithLineStyleOpts(opts.LineStyle{Color: "#0072B2", Width: 2}))
	option, err := generic(l.JSON())
	if err != nil {
		return nil, err
	}
	marks := []any{}
	for i, m := range lines {
		marks = append(marks, object{"name": shorten(strings.Join(m.standards, "、"), 16) + " " + m.condition, "yAxis": m.percent,
			"label": object{"formatter": "{b}", "position": "end", "color": ink, "fontSize": 12, "offset": []any{0, apart(lines, i, ceiling(top)-from, 210)}}})
	}
	merge(option, quiet(c.Description))
	merge(option, object{
		"legend":   object{"show": false},
		"markLine": object{"z": 1}, // behind the numbers
		"xAxis":    []any{object{"axisLabel": object{"hideOverlap": true, "lineHeight": 14}}},
		"series": []any{object{"itemStyle": object{"color": "#0072B2"}, "showAllSymbol": true, "data": labels,
			"label": object{"show": len(names) <= 12, "position": "top", "color": ink, "fontSize": 12, "backgroundColor": "#ffffff", "padding": []any{0, 2}},
			"markLine": object{"symbol": []any{"none", "none"}, "silent": true, "animation": false, "data": marks,
				"lineStyle": object{"color": ink, "width": 1.5, "type": "dashed"}}}},
	})
	delete(option, "toolbox")
	c.Data = object{"id": c.ID, "kind": "line", "height": c.Height, "option": option, "tips": tips, "file": csvName(pub, county.Name+info.Label+"历次"), "rows": rows}
	c.Table = tableOf(c, county.Name+info.Label+"历次", pub.Meta.Draft)
	return c, nil
}

// of is another figure of the same area: numerator and denominator.
func (f *figure) of(figs *figures, indicator string) (num, den int64) {
	if g := figs.by[figureKey{f.Level, f.Code, indicator}]; g != nil {
		return g.Num, g.Den
	}
	return 0, 0
}

// apart is how far the label of a threshold goes up (negative) so that it does not
// lie on the one of the line below it, on an axis of so many per cent and pixels.
func apart(lines []line, i int, span, pixels float64) float64 {
	const high = 15.0
	shift := 0.0
	for j := 1; j <= i; j++ {
		gap := (lines[j].percent - lines[j-1].percent) / span * pixels
		shift = math.Max(0, shift+high-gap)
	}
	return -shift
}
