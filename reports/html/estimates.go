package html

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// estimateSection is what the page says of the sample: estimates with intervals
// against their thresholds, the villages in their funnels, how far the fieldwork
// is. Without a sample there are the funnels of the register alone.
type estimateSection struct {
	Sampled                                    bool
	Batch                                      string
	Villages, Drawn, Surveyed, Absent, Pending int64
	Intervals, Funnels, Progress               []*chart
	CountyVerdicts                             *reports.Table // those of Verdicts that are the county's
	Verdicts, Estimates                        *reports.Table
	RateAgreement                              *reports.Table
	Agreement, Differences, Cases              *reports.Table
	FunnelVillages, Fieldwork                  *reports.Table
	Moved                                      map[string]*moved // by table
}

// countyDigits is how many digits the code of a county has.
const countyDigits = 6

// charted are all the drawings of the section.
func (s *estimateSection) charted() []*chart {
	return slices.Concat(s.Intervals, s.Funnels, s.Progress)
}

// sampled builds the section.
func sampled(ctx context.Context, pub reports.Publication) (*estimateSection, error) {
	s := &estimateSection{}
	for _, t := range []struct {
		to **reports.Table
		id string
	}{{&s.Estimates, "estimate"}, {&s.Verdicts, "estimate_verdict"}, {&s.RateAgreement, "agreement_rate"}, {&s.Agreement, "agreement"}, {&s.Differences, "difference"},
		{&s.Cases, "sample_case"}, {&s.FunnelVillages, "funnel"}, {&s.Fieldwork, "fieldwork"}} {
		table, err := reports.TableOf(ctx, pub, t.id)
		if err != nil {
			return nil, fmt.Errorf("build table: %w", err)
		}
		*t.to = table
	}
	county := *s.Verdicts
	county.ID += "-county"
	county.Title += reports.Prose("(全县)")
	county.Rows = slices.DeleteFunc(slices.Clone(county.Rows), func(r reports.Row) bool { return len(r.Areas) == 0 || len(r.Areas[0]) > countyDigits })
	s.CountyVerdicts = &county
	return s, s.charts(ctx, pub)
}

// sampleCharts are the drawings of the section alone.
func sampleCharts(ctx context.Context, pub reports.Publication, _ *figures) ([]*chart, error) {
	s := &estimateSection{}
	err := s.charts(ctx, pub)
	return s.charted(), err
}

// charts makes the drawings.
func (s *estimateSection) charts(ctx context.Context, pub reports.Publication) error {
	intervals, err := readIntervals(ctx, pub, s)
	if err != nil {
		return err
	}
	for _, info := range reports.Indicators(pub.Meta) {
		c, err := interval(pub, info, intervals)
		if err != nil {
			return err
		}
		if c != nil {
			c.Frames, c.Like = []string{"estimates"}, "estimate"
			s.Intervals = append(s.Intervals, c)
		}
	}
	if err := s.funnels(ctx, pub); err != nil {
		return err
	}
	return s.progress(ctx, pub)
}

// span is one domain of an interval chart.
type span struct {
	indicator, domain, name string
	order                   [2]int64
	official, value         float64 // per cent; NaN for none
	low, high               float64
	hidden                  bool
	n, events               int64
	verdicts                []string
	lines                   []line
}

// readIntervals reads what the interval charts show, and the size of the sample.
func readIntervals(ctx context.Context, pub reports.Publication, s *estimateSection) ([]*span, error) {
	r, err := load(ctx, pub.Source, "estimates", "standard", "indicator", "domain", "method", "n", "events", "estimate", "ci_low", "ci_high", "verdict", "comparator", "threshold",
		"reliability", "domain_kind", "domain_name", "domain_order", "villages", "drawn", "surveyed", "absent", "pending", "batch")
	if err != nil {
		return nil, err
	}
	at := map[string]*span{}
	var out []*span
	percent := func(i int, column string) float64 {
		f, ok := r.float(i, column)
		if !ok {
			return math.NaN()
		}
		return math.Round(f*1e8) / 1e6
	}
	for i := range r.len() {
		method, kind := r.key(i, "method"), r.key(i, "domain_kind")
		if method != "kgplus" && method != "official" || kind == "stratum" {
			continue
		}
		if kind == "county" && !s.Sampled {
			s.Sampled, s.Batch = true, r.text(i, "batch")
			s.Villages, s.Drawn, s.Surveyed, s.Absent, s.Pending = r.count(i, "villages"), r.count(i, "drawn"), r.count(i, "surveyed"), r.count(i, "absent"), r.count(i, "pending")
		}
		key := r.key(i, "indicator") + "\x00" + r.key(i, "domain")
		p := at[key]
		if p == nil {
			p = &span{indicator: r.key(i, "indicator"), domain: r.key(i, "domain"), name: orElse(r.text(i, "domain_name"), reports.NotKnown),
				order: [2]int64{int64(slices.Index([]string{"county", "township", "villages"}, kind)), r.count(i, "domain_order")},
				value: math.NaN(), official: math.NaN(), low: math.NaN(), high: math.NaN()}
			at[key] = p
			out = append(out, p)
		}
		if method == "official" {
			p.official = percent(i, "estimate")
			continue
		}
		p.n, p.events = r.count(i, "n"), r.count(i, "events")
		p.value, p.low, p.high = percent(i, "estimate"), percent(i, "ci_low"), percent(i, "ci_high")
		p.hidden = kind != "county" && r.key(i, "reliability") == "样本太少,不发布"
		if standard := r.text(i, "standard"); standard != "" {
			p.verdicts = append(p.verdicts, standard+"："+r.text(i, "verdict"))
			if threshold, ok := r.float(i, "threshold"); ok && kind == "county" {
				p.addLine(threshold, r.key(i, "comparator"), standard)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b *span) int { return slices.Compare(a.order[:], b.order[:]) })
	return out, nil
}

// addLine adds a threshold, one line for the standards that ask the same.
func (p *span) addLine(threshold float64, comparator, standard string) {
	percent := math.Round(threshold*1e8) / 1e6
	condition := catalog.Asks(comparator, reports.PercentOf(threshold)+"%")
	for i := range p.lines {
		if p.lines[i].condition == condition {
			p.lines[i].standards = append(p.lines[i].standards, standard)
			return
		}
	}
	p.lines = append(p.lines, line{percent: percent, condition: condition, standards: []string{standard}})
}

const (
	spanName     = "95%区间"
	estimateName = "加权估计"
	officialName = "口径值（不加权）"
)

// interval draws one rate of every domain: the interval as a bar, the estimate as
// a dot, the official ratio as a diamond, the thresholds as lines. nil without one.
func interval(pub reports.Publication, info reports.IndicatorInfo, all []*span) (*chart, error) {
	var list []*span
	for _, p := range all {
		if p.indicator == info.ID {
			list = append(list, p)
		}
	}
	if len(list) == 0 {
		return nil, nil
	}
	c := &chart{ID: "interval-" + info.ID, Title: info.Label}
	var names []string
	var tips, rows []any
	rows = append(rows, []any{"范围", "计入户", "问题户（认可户）", "口径值（%）", "加权估计（%）", "95%区间下限（%）", "95%区间上限（%）", "判定"})
	var base, width []opts.BarData
	var dots, diamonds []opts.ScatterData
	var lines []line
	least, top := math.Inf(1), 0.0
	shown := func(v float64) any {
		if math.IsNaN(v) {
			return ""
		}
		return v
	}
	for i, p := range list {
		names = append(names, shorten(p.name, 10))
		tip := []any{p.name, fmt.Sprintf("计入 %s 户，其中%s %s 户", reports.Count(p.n), eventWord(info), reports.Count(p.events))}
		low, high, value := p.low, p.high, p.value
		if p.hidden {
			low, high, value = math.NaN(), math.NaN(), math.NaN()
			tip = append(tip, "样本太少，估计不发布")
		}
		if math.IsNaN(low) || math.IsNaN(high) {
			base, width = append(base, opts.BarData{Value: "-"}), append(width, opts.BarData{Value: "-"})
		} else {
			base, width = append(base, opts.BarData{Value: low}), append(width, opts.BarData{Value: math.Max(high-low, 0)})
			least, top = math.Min(least, low), math.Max(top, high)
			tip = append(tip, fmt.Sprintf("加权估计 %.2f%%，95%%区间 %.2f%% 至 %.2f%%", value, low, high))
		}
		if !math.IsNaN(value) {
			dots = append(dots, opts.ScatterData{Value: []any{value, i}})
		}
		if !math.IsNaN(p.official) {
			diamonds = append(diamonds, opts.ScatterData{Value: []any{p.official, i}})
			tip = append(tip, fmt.Sprintf("口径值 %.2f%%", p.official))
			least, top = math.Min(least, p.official), math.Max(top, p.official)
		}
		for _, v := range p.verdicts {
			tip = append(tip, v)
		}
		lines = append(lines, p.lines...)
		tips = append(tips, tip)
		rows = append(rows, []any{p.name, p.n, p.events, shown(p.official), shown(value), shown(low), shown(high), strings.Join(p.verdicts, "；")})
	}
	for _, l := range lines {
		least, top = math.Min(least, l.percent), math.Max(top, l.percent)
	}
	from := 0.0
	if info.HigherIsBetter { // the rates stand near 100 %
		top, from = 100, math.Max(0, math.Floor((least-2)/5)*5)
	}
	end := ceiling(top)
	c.Description = intervalSummary(info, list[0], lines)
	head := 10 + 17*len(lines)
	bar := charts.NewBar()
	bar.SetGlobalOptions(
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "axis", AxisPointer: &opts.AxisPointer{Type: "shadow"}}),
		charts.WithGridOpts(opts.Grid{Left: "8", Right: "40", Top: fmt.Sprint(head), Bottom: "44", ContainLabel: opts.Bool(true)}),
		charts.WithXAxisOpts(opts.XAxis{Type: "value", Min: from, Max: end,
			AxisLabel: &opts.AxisLabel{Formatter: "{value}%", Color: "#4a525c"}, SplitLine: &opts.SplitLine{LineStyle: &opts.LineStyle{Color: "#e3e6ea"}}}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Data: names, AxisLabel: &opts.AxisLabel{Color: ink, FontSize: 13}}),
	)
	bar.YAxisList[0].Inverse = opts.Bool(true)
	bar.AddSeries("下限", base, charts.WithBarChartOpts(opts.BarChart{Stack: "span", BarWidth: "9"}), charts.WithItemStyleOpts(opts.ItemStyle{Color: "transparent"}))
	bar.AddSeries(spanName, width, charts.WithBarChartOpts(opts.BarChart{Stack: "span", BarWidth: "9"}), charts.WithItemStyleOpts(opts.ItemStyle{Color: "#9ecae9", BorderColor: "#0072B2", BorderWidth: 1}))
	points := charts.NewScatter()
	points.AddSeries(estimateName, dots, charts.WithScatterChartOpts(opts.ScatterChart{Symbol: "circle", SymbolSize: 11}), charts.WithItemStyleOpts(opts.ItemStyle{Color: "#0072B2", BorderColor: ink, BorderWidth: 1}))
	points.AddSeries(officialName, diamonds, charts.WithScatterChartOpts(opts.ScatterChart{Symbol: "diamond", SymbolSize: 13}), charts.WithItemStyleOpts(opts.ItemStyle{Color: "#ffffff", BorderColor: "#D55E00", BorderWidth: 2}))
	bar.Overlap(points)
	option, err := generic(bar.JSON())
	if err != nil {
		return nil, err
	}
	merge(option, quiet(c.Description))
	none := object{"itemStyle": object{"decal": object{"symbol": "none"}}}
	merge(option, object{
		"legend": object{"bottom": 0, "left": 8, "data": []any{object{"name": spanName}, object{"name": estimateName, "icon": "circle"}, object{"name": officialName, "icon": "diamond"}},
			"selectedMode": false, "itemWidth": 22, "itemHeight": 12, "textStyle": object{"color": ink}},
		"series":   []any{none, object{"itemStyle": object{"decal": object{"symbol": "none"}}, "markLine": markLines(lines, end)}, object{"z": 5}, object{"z": 4}},
		"markLine": object{"z": 1},
	})
	delete(option, "toolbox")
	c.Height = head + 44 + 20 + 30*len(list)
	c.Data = object{"id": c.ID, "kind": "interval", "height": c.Height, "option": option, "tips": tips, "file": csvName(pub, info.Label+"抽样估计"), "rows": rows}
	c.Table = tableOf(c, info.Label+"抽样估计", pub.Meta.Draft)
	return c, nil
}

func eventWord(info reports.IndicatorInfo) string {
	if info.HigherIsBetter {
		return "认可户"
	}
	return "问题户"
}

func intervalSummary(info reports.IndicatorInfo, county *span, lines []line) string {
	s := info.Label + "的抽样估计和95%区间图。"
	if !math.IsNaN(county.value) {
		s += fmt.Sprintf("%s估计为%.2f%%，区间%.2f%%至%.2f%%。", county.name, county.value, county.low, county.high)
	}
	for _, l := range lines {
		s += strings.Join(l.standards, "、") + " " + l.condition + "。"
	}
	return s + "数据见图下的表。"
}

// tableOf is the table of a chart: what its download holds. Long words may break.
func tableOf(c *chart, title string, draft bool) *reports.Table {
	t := tableOfRows(c.Data["rows"].([]any))
	t.ID, t.Title, t.Draft = c.ID+"-table", title, draft
	return t
}

// tableOfRows is a table of a head and rows of values.
func tableOfRows(rows []any) *reports.Table {
	t := &reports.Table{}
	for i, head := range rows[0].([]any) {
		column := reports.Column{Heads: []string{head.(string)}, Kind: reports.KindText}
		for _, r := range rows[1:] {
			switch r.([]any)[i].(type) {
			case int64:
				column.Kind = reports.KindCount
			case float64:
				column.Kind = reports.KindPercent
			}
		}
		t.Columns = append(t.Columns, column)
	}
	for _, r := range rows[1:] {
		var cells []reports.Cell
		for _, v := range r.([]any) {
			switch v := v.(type) {
			case int64:
				cells = append(cells, reports.Cell{Text: reports.Count(v), Value: v})
			case float64:
				cells = append(cells, reports.Cell{Text: rounded(v), Value: v})
			default:
				cells = append(cells, reports.Cell{Text: orElse(reports.Clean(fmt.Sprint(v)), reports.NotApplicable)})
			}
		}
		t.Rows = append(t.Rows, reports.Row{Cells: cells})
	}
	return t
}

// rounded shows a per cent as the tables of the workbooks do.
func rounded(v float64) string {
	r, ok := new(big.Rat).SetString(strconv.FormatFloat(v, 'f', -1, 64))
	if !ok {
		return reports.NotApplicable
	}
	text := reports.RoundHalfUp(r, 2)
	if v > 0 && strings.Trim(text, "0.") == "" {
		return reports.TooSmall
	}
	return text
}
