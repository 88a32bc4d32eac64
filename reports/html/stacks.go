package html

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"sanlv/reports"
)

// palette is the colours of Okabe and Ito, each with a pattern of its own.
var palette = []struct {
	colour string
	decal  object
}{
	{"#0072B2", object{"symbol": "none"}},
	{"#E69F00", hatch(-math.Pi/4, []any{1, 0}, []any{1, 6})},
	{"#009E73", hatch(0, []any{1, 0}, []any{1, 6})},
	{"#CC79A7", hatch(math.Pi/4, []any{1, 0}, []any{1, 6})},
	{"#56B4E9", dots(6)},
	{"#D55E00", hatch(-math.Pi/4, []any{1, 0}, []any{2, 4})},
	{"#F0E442", hatch(math.Pi/2, []any{1, 0}, []any{1, 6})},
	{"#C9CDD2", dots(3)},
}

func dots(apart int) object {
	return object{"symbol": "circle", "color": "rgba(0,0,0,0.55)", "symbolSize": 0.6, "dashArrayX": []any{[]any{apart, apart}, []any{0, apart, apart, 0}}, "dashArrayY": []any{apart, 0}}
}

// stackSpec is a stacked bar chart of the tally: the households of a scope by the
// items of a class.
type stackSpec struct {
	id, title, scope, class string
	// share draws each bar to 100 %; without it the bars are as long as their counts.
	share bool
	note  string
	like  string // see chart
}

var stackSpecs = []stackSpec{
	{"status", "户类型构成", "all", "status", true, "", "tally_households"},
	{"guarantee", "“两不愁三保障”和饮水安全未达到的户", "all", "guarantee", false, "一户可有几项未达到，各段相加不是户数。", "tally_guarantee_all"},
	{"cause", "建档立卡户主要致贫原因", "registered", "cause", true, "", "tally_cause_households"},
	{"income", "人均纯收入分组", "all", "income", true, "", "tally_income_all"},
}

// stacks draws the make-up of the households by township.
func stacks(ctx context.Context, pub reports.Publication, figs *figures) ([]*chart, error) {
	items, err := load(ctx, pub.Source, "tally_item", "class", "item")
	if err != nil {
		return nil, err
	}
	of := map[string][]string{}
	for i := range items.len() {
		of[items.key(i, "class")] = append(of[items.key(i, "class")], items.key(i, "item"))
	}
	r, err := load(ctx, pub.Source, "tally", "level", "area_code", "scope", "class", "item", "households")
	if err != nil {
		return nil, err
	}
	counts := map[[5]string]int64{}
	for i := range r.len() {
		counts[[5]string{r.key(i, "level"), r.key(i, "area_code"), r.key(i, "scope"), r.key(i, "class"), r.key(i, "item")}] = r.count(i, "households")
	}
	areas := slices.Concat(figs.areas["county"], figs.areas["township"])
	var out []*chart
	for _, s := range stackSpecs {
		c, err := s.draw(pub, areas, of[s.class], func(a *figure, class, item string) int64 {
			return counts[[5]string{a.Level, a.Code, s.scope, class, item}]
		})
		if err != nil {
			return nil, err
		}
		if c != nil {
			c.Note, c.Frames, c.Like = s.note, []string{"tally"}, s.like
			out = append(out, c)
		}
	}
	return out, nil
}

// monitorStates are the states of a monitored household, in their order.
var monitorStates = []string{"已纳入", "应纳未纳", "风险已消除", "应消未消", "消除过早", "整户无劳动能力", "待核"}

// everyClass is the class that counts all classes of monitoring.
const everyClass = "合计"

// monitoring draws the households that are monitored, or should be, by class and
// by township, each by state.
func monitoring(ctx context.Context, pub reports.Publication, figs *figures) ([]*chart, error) {
	r, err := load(ctx, pub.Source, "monitoring_area", "level", "area_code", "class", "item", "households")
	if err != nil {
		return nil, err
	}
	counts := map[[4]string]int64{}
	byClass := []*figure{{Level: "county", Code: everyClass, Name: everyClass}}
	for i := range r.len() {
		level, class, item := r.key(i, "level"), r.key(i, "class"), r.key(i, "item")
		if !slices.Contains(monitorStates, item) {
			continue
		}
		counts[[4]string{level, r.key(i, "area_code"), class, item}] += r.count(i, "households")
		if level == "county" && !slices.ContainsFunc(byClass, func(f *figure) bool { return f.Code == class }) {
			byClass = append(byClass, &figure{Level: "class", Code: class, Name: reports.Clean(class)})
		}
	}
	counties := figs.areas["county"]
	total := func(of func(item string) int64) (n int64) {
		for _, item := range monitorStates {
			n += of(item)
		}
		return n
	}
	classOf := func(f *figure) func(string) int64 {
		return func(item string) (n int64) {
			for _, c := range counties {
				n += counts[[4]string{"county", c.Code, f.Code, item}]
			}
			return n
		}
	}
	areaOf := func(f *figure) func(string) int64 {
		return func(item string) int64 { return counts[[4]string{f.Level, f.Code, everyClass, item}] }
	}
	var out []*chart
	for _, v := range []struct {
		spec  stackSpec
		bars  []*figure
		count func(*figure) func(string) int64
		note  string
	}{
		{stackSpec{id: "monitoring-class", title: "监测对象：类别与状态", like: "monitor_class"}, byClass, classOf, "没有登记而应纳入的，按收入和预警应属的类别计；类别定不下来的在“待定”。"},
		{stackSpec{id: "monitoring-area", title: "监测对象：分乡镇", like: "monitor_state"}, slices.Concat(counties, figs.areas["township"]), areaOf, ""},
	} {
		c, err := v.spec.draw(pub, v.bars, monitorStates, func(f *figure, class, item string) int64 {
			if class == "total" {
				return total(v.count(f))
			}
			return v.count(f)(item)
		})
		if err != nil {
			return nil, err
		}
		if c != nil {
			c.Note, c.Frames, c.Like = v.note, []string{"monitoring_area"}, v.spec.like
			out = append(out, c)
		}
	}
	return out, nil
}

// others gathers the items for which there is no colour left.
const others = "其他"

// draw draws one chart: a bar an area, a piece an item, the most frequent items
// first where they have no order of their own. It is nil where nobody is counted.
func (s stackSpec) draw(pub reports.Publication, areas []*figure, items []string, count func(a *figure, class, item string) int64) (*chart, error) {
	sum := func(item string) (n int64) {
		for _, a := range areas {
			if a.Level == "county" {
				n += count(a, s.class, item)
			}
		}
		return n
	}
	shown := slices.DeleteFunc(slices.Clone(items), func(item string) bool { return sum(item) == 0 })
	if len(shown) == 0 {
		return nil, nil
	}
	var rest []string
	if len(shown) > len(palette) {
		slices.SortStableFunc(shown, func(a, b string) int { return cmp.Compare(sum(b), sum(a)) })
		shown, rest = shown[:len(palette)-1], shown[len(palette)-1:]
	}
	pieces := slices.Clone(shown)
	if len(rest) > 0 {
		pieces = append(pieces, others)
	}
	of := func(a *figure, piece int) (n int64) {
		if piece < len(shown) {
			return count(a, s.class, shown[piece])
		}
		for _, item := range rest {
			n += count(a, s.class, item)
		}
		return n
	}
	head := []any{"地区代码", "地区", "户数"}
	for _, p := range pieces {
		head = append(head, reports.Clean(p))
	}
	rows, names, tips := []any{head}, []string{}, []any{}
	series := make([][]opts.BarData, len(pieces))
	for _, a := range areas {
		total := count(a, "total", "合计")
		names = append(names, shorten(a.Name, 10))
		row := []any{reports.Clean(a.Code), a.Name, total}
		tip := []any{a.Name + "　" + reports.Count(total) + " 户"}
		for i, p := range pieces {
			n := of(a, i)
			value := float64(n)
			if s.share {
				value = math.Round(ratio(n, total)*1e6) / 1e4
			}
			series[i] = append(series[i], opts.BarData{Value: value})
			row = append(row, n)
			if n > 0 {
				tip = append(tip, fmt.Sprintf("%s %s 户，占 %s%%", reports.Clean(p), reports.Count(n), reports.Percent(n, total)))
			}
		}
		rows, tips = append(rows, row), append(tips, tip)
	}
	c := &chart{ID: "stack-" + s.id, Title: s.title, Height: 66 + 20*((len(pieces)+4)/5) + 27*len(areas)}
	first := pieces[0]
	for _, p := range pieces {
		if sum(p) > sum(first) {
			first = p
		}
	}
	c.Description = fmt.Sprintf("%s条形图，共%d条，各分%d段。合计中最多的是%s，%s户。数据见图下的表。", s.title, len(areas), len(pieces), reports.Clean(first), reports.Count(sum(first)))
	bar := charts.NewBar()
	axis := opts.XAxis{Type: "value", Min: 0, AxisLabel: &opts.AxisLabel{Color: "#4a525c"}, SplitLine: &opts.SplitLine{LineStyle: &opts.LineStyle{Color: "#e3e6ea"}}}
	if s.share {
		axis.Max, axis.AxisLabel.Formatter = 100, "{value}%"
	}
	bottom := 20 + 20*((len(pieces)+4)/5)
	bar.SetGlobalOptions(
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "axis", AxisPointer: &opts.AxisPointer{Type: "shadow"}}),
		charts.WithGridOpts(opts.Grid{Left: "8", Right: "36", Top: "8", Bottom: fmt.Sprint(bottom), ContainLabel: opts.Bool(true)}),
		charts.WithXAxisOpts(axis),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Data: names, AxisLabel: &opts.AxisLabel{Color: ink, FontSize: 13}}),
	)
	bar.YAxisList[0].Inverse = opts.Bool(true)
	legend, extra := []any{}, []any{}
	for i, p := range pieces {
		look := palette[i]
		bar.AddSeries(reports.Clean(p), series[i], charts.WithBarChartOpts(opts.BarChart{Stack: "all", BarWidth: "16"}),
			charts.WithItemStyleOpts(opts.ItemStyle{Color: look.colour, BorderColor: "#3a3f45", BorderWidth: 0.5}))
		legend, extra = append(legend, object{"name": reports.Clean(p)}), append(extra, object{"itemStyle": object{"decal": look.decal}})
	}
	option, err := generic(bar.JSON())
	if err != nil {
		return nil, err
	}
	merge(option, quiet(c.Description))
	merge(option, object{"legend": object{"bottom": 0, "left": 8, "right": 8, "data": legend, "selectedMode": false, "itemWidth": 24, "itemHeight": 13, "textStyle": object{"color": ink}}, "series": extra})
	delete(option, "toolbox")
	c.Data = object{"id": c.ID, "kind": "bar", "height": c.Height, "option": option, "tips": tips, "file": csvName(pub, s.title), "rows": rows}
	c.Table = tableOf(c, s.title+"（户）", pub.Meta.Draft)
	c.Whole = s.whole(areas, items, count)
	return c, nil
}

// whole is the numbers of all items, whichever of them have a colour of their own.
func (s stackSpec) whole(areas []*figure, items []string, count func(a *figure, class, item string) int64) *reports.Table {
	head := []any{"地区代码", "地区", "户数"}
	for _, item := range items {
		head = append(head, reports.Clean(item))
	}
	rows := []any{head}
	for _, a := range areas {
		row := []any{reports.Clean(a.Code), a.Name, count(a, "total", "合计")}
		for _, item := range items {
			row = append(row, count(a, s.class, item))
		}
		rows = append(rows, row)
	}
	return tableOfRows(rows)
}
