package html

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"sanlv/reports"
)

// looks in the order of the legend.
var looks = []look{
	{reports.Met, "达标", "#0072B2", object{"symbol": "none"}},
	{reports.Missed, "有标准未达标", "#D55E00", hatch(-math.Pi/4, []any{1, 0}, []any{2, 5})},
	{reports.Undecided, "待核", "#F0E442", object{"symbol": "circle", "color": "rgba(0,0,0,0.6)", "symbolSize": 0.7,
		"dashArrayX": []any{[]any{6, 6}, []any{0, 6, 6, 0}}, "dashArrayY": []any{6, 0}}},
	{reports.NoData, "数据缺（暂算）", "#C9CDD2", hatch(math.Pi/4, []any{1, 0}, []any{1, 6})},
	{reports.NotJudged, "不作判定", "#56B4E9", object{"symbol": "none"}},
}

const (
	rangeName = "待核户全按不利计，至多到此"
	markName  = "阈值"
)

// chart is one drawing on the page: Data goes to the script, the rest to the template.
type chart struct {
	ID, Title, Description string
	Height                 int
	Township               string // whose villages it shows, once they are chosen; "" always
	Note                   string // above it
	Data                   object
	Table                  *reports.Table
	Whole                  *reports.Table // what is compared with the last time, where it is not Table
	Frames                 []string       // that it is drawn from
	Like                   string         // the table of the workbooks that has its numbers, by area; "" for none
	Moved                  *moved
}

// drawer draws the charts of one kind from a publication, and its figures.
type drawer func(context.Context, reports.Publication, *figures) ([]*chart, error)

// rateBars draws each indicator by township.
func rateBars(ctx context.Context, pub reports.Publication, figs *figures) ([]*chart, error) {
	summary, err := reports.TableOf(ctx, pub, "summary_township")
	if err != nil {
		return nil, fmt.Errorf("build table: %w", err)
	}
	verdicts, err := reports.TableOf(ctx, pub, "verdict_township")
	if err != nil {
		return nil, fmt.Errorf("build table: %w", err)
	}
	var out []*chart
	for _, info := range reports.Indicators(pub.Meta) {
		c, err := bars(pub, figs, info)
		if err != nil {
			return nil, err
		}
		if c != nil {
			c.Table, c.Frames, c.Like = ofIndicator(info, summary, verdicts), []string{"indicators"}, "summary_township"
			out = append(out, c)
		}
	}
	return out, nil
}

// bars draws one indicator by township, worst first, with its thresholds. It is
// nil when there is no township. Its table comes from the workbooks.
func bars(pub reports.Publication, figs *figures, info reports.IndicatorInfo) (*chart, error) {
	list := figs.of("township", info.ID)
	if len(list) == 0 {
		return nil, nil
	}
	slices.SortStableFunc(list, func(a, b *figure) int {
		if (a.Den == 0) != (b.Den == 0) { // no value: last
			return cmp.Compare(btoi(a.Den == 0), btoi(b.Den == 0))
		}
		c := cmp.Compare(ratio(b.Num, b.Den), ratio(a.Num, a.Den))
		if info.HigherIsBetter {
			c = -c
		}
		return c
	})
	lines := figs.lines["township/"+info.ID]
	c := &chart{ID: "bar-" + info.ID, Title: info.Label}
	c.Description = barSummary(info, list, lines)

	names, tips := []string{}, []any{}
	series := map[string][]opts.BarData{}
	used, rest := map[string]bool{}, false
	var top float64
	for i, f := range list {
		names = append(names, shorten(f.Name, 10))
		tips = append(tips, barTip(info, f))
		w := f.worst()
		used[w] = true
		value := math.Round(ratio(f.Num, f.Den)*1e8) / 1e6
		more := 0.0
		if !info.HigherIsBetter && f.Den > 0 && f.Unknown > 0 {
			more = math.Round(ratio(f.Most()-f.Num, f.Den)*1e8) / 1e6
			rest = true
		}
		top = max(top, value+more)
		for _, l := range looks {
			for len(series[l.verdict]) <= i {
				series[l.verdict] = append(series[l.verdict], opts.BarData{Value: "-"})
			}
		}
		series[w][i] = opts.BarData{Value: value}
		series[rangeName] = append(series[rangeName], opts.BarData{Value: more})
		series[markName] = append(series[markName], opts.BarData{Value: 0.0, Label: &opts.Label{
			Show: opts.Bool(true), Position: "right", Color: ink, Formatter: barLabel(info, f)}})
	}
	for _, l := range lines {
		top = max(top, l.percent)
	}

	bar := charts.NewBar()
	head := 10 + 17*len(lines)
	bar.SetGlobalOptions(
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "axis", AxisPointer: &opts.AxisPointer{Type: "shadow"}}),
		charts.WithGridOpts(opts.Grid{Left: "8", Right: "170", Top: fmt.Sprint(head), Bottom: "44", ContainLabel: opts.Bool(true)}),
		charts.WithXAxisOpts(opts.XAxis{Type: "value", Min: 0, Max: ceiling(top),
			AxisLabel: &opts.AxisLabel{Formatter: "{value}%", Color: "#4a525c"}, SplitLine: &opts.SplitLine{LineStyle: &opts.LineStyle{Color: "#e3e6ea"}}}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Data: names, AxisLabel: &opts.AxisLabel{Color: ink, FontSize: 13}}),
	)
	bar.YAxisList[0].Inverse = opts.Bool(true)
	extra, legend := []any{}, []any{}
	add := func(name, key, colour string, more object) {
		bar.AddSeries(name, series[key], charts.WithBarChartOpts(opts.BarChart{Stack: "rate", BarWidth: "15"}),
			charts.WithItemStyleOpts(opts.ItemStyle{Color: colour, BorderColor: "#3a3f45", BorderWidth: 1}))
		extra = append(extra, more)
	}
	for _, l := range looks {
		if !used[l.verdict] {
			continue
		}
		add(l.name, l.verdict, l.colour, object{"itemStyle": object{"decal": l.decal}})
		legend = append(legend, object{"name": l.name})
	}
	if rest {
		add(rangeName, rangeName, "#ffffff", object{"itemStyle": object{"borderType": "dashed", "decal": object{"symbol": "none"}}})
		legend = append(legend, object{"name": rangeName})
	}
	add(markName, markName, "transparent", object{"label": object{"backgroundColor": "#ffffff", "padding": []any{1, 2}, "distance": 3}, "itemStyle": object{"borderWidth": 0, "decal": object{"symbol": "none"}}, "markLine": markLines(lines, ceiling(top))})

	option, err := generic(bar.JSON())
	if err != nil {
		return nil, err
	}
	merge(option, quiet(c.Description))
	merge(option, object{
		"legend": object{"bottom": 0, "left": 8, "data": legend, "selectedMode": false, "itemWidth": 26, "itemHeight": 13, "textStyle": object{"color": ink}},
		"series": extra,
		// Behind the bars and their labels; ECharts takes it from here, not from the series.
		"markLine": object{"z": 1},
	})
	delete(option, "toolbox")
	c.Height = head + 44 + 20 + 27*len(list)
	c.Data = object{"id": c.ID, "kind": "bar", "height": c.Height, "option": option, "tips": tips, "file": csvName(pub, info.Label), "rows": barRows(info, list)}
	return c, nil
}

// of lists an indicator's figures over the areas of a level, in their order.
func (f *figures) of(level, indicator string) []*figure {
	var out []*figure
	for _, a := range f.areas[level] {
		if g := f.by[figureKey{level, a.Code, indicator}]; g != nil {
			out = append(out, g)
		}
	}
	return out
}

// markLines draws a line at each threshold, its label above the plot, each a
// step higher than the one before so that close thresholds do not collide.
func markLines(lines []line, top float64) object {
	data := []any{}
	for i, l := range lines {
		align := "left"
		if l.percent > top*0.55 {
			align = "right"
		}
		data = append(data, object{
			"name": shorten(strings.Join(l.standards, "、"), 24) + " " + l.condition, "xAxis": l.percent,
			"label": object{"formatter": "{b}", "position": "start", "align": align, "distance": 4 + 16*(len(lines)-1-i), "color": ink, "fontSize": 12},
		})
	}
	return object{"symbol": []any{"none", "none"}, "silent": true, "animation": false, "data": data,
		"lineStyle": object{"color": "#1b1f24", "width": 1.5, "type": "dashed"}}
}

// barLabel stands behind the bar and its 待核 extension, so it names both ends.
func barLabel(info reports.IndicatorInfo, f *figure) string {
	if f.NoDen {
		return "无数（分母不详）" + arrivedNote(f)
	}
	if f.Den == 0 {
		return "无数（分母为0）" + arrivedNote(f)
	}
	text := reports.Percent(f.Num, f.Den) + "%"
	if f.Unknown > 0 && !info.HigherIsBetter {
		text += "（至多" + reports.Percent(f.Most(), f.Den) + "%）"
	}
	return text + arrivedNote(f)
}

func arrivedNote(f *figure) string {
	if !f.Incomplete() {
		return ""
	}
	return fmt.Sprintf(" 来件%d/%d", f.Arrived, f.Expected)
}

func barTip(info reports.IndicatorInfo, f *figure) []any {
	tip := []any{f.Name, info.Label + " " + f.Percent() + f.provisional(),
		fmt.Sprintf("%s %s%s ÷ %s %s%s", info.Numerator, reports.Count(f.Num), info.Unit, info.Denominator, f.DenText(), info.Unit)}
	if s := unknownText(info, f); s != "" {
		tip = append(tip, s)
	}
	tip = append(tip, fmt.Sprintf("来件 %d/%d 村", f.Arrived, f.Expected))
	for _, j := range f.Judgements {
		tip = append(tip, j.Standard+" "+j.Condition+"："+j.Verdict)
	}
	return tip
}

// barSummary describes the chart to a screen reader in one or two sentences.
func barSummary(info reports.IndicatorInfo, list []*figure, lines []line) string {
	s := fmt.Sprintf("分乡镇%s条形图，共%d个乡镇", info.Label, len(list))
	if f := list[0]; f.Den > 0 {
		word := "最高"
		if info.HigherIsBetter {
			word = "最低"
		}
		s += fmt.Sprintf("，%s的是%s %s%%", word, shorten(f.Name, 20), reports.Percent(f.Num, f.Den))
	}
	n := 0
	for _, f := range list {
		n += btoi(f.worst() == reports.Missed)
	}
	s += fmt.Sprintf("。有标准未达标的乡镇%d个。", n)
	for _, l := range lines {
		s += strings.Join(l.standards, "、") + " " + l.condition + "。"
	}
	return s + "数据见图下的表。"
}

// ceiling is a round number above v with room for the last label, for an axis
// that ends there.
func ceiling(v float64) float64 {
	if v <= 0 {
		return 1
	}
	if v > 60 {
		return 100
	}
	step := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10} {
		if m*step >= v*1.04 {
			return math.Round(m*step*1e6) / 1e6
		}
	}
	return math.Round(15*step*1e6) / 1e6
}

func ratio(num, den int64) float64 {
	if den == 0 {
		return 0
	}
	return float64(num) / float64(den)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// shorten cuts a name for a place with little room.
func shorten(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most-1]) + "…"
}
