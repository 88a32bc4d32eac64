package html

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"sanlv/reports"
)

// incomeSection is what the page says of incomes: a curve a county, and the table
// of the poverty measures.
type incomeSection struct {
	Curves []incomeCurve
	Depth  *reports.Table
	Moved  *moved // of Depth
}

// incomeCurve is the cumulative income curve of one county: near the line, and whole.
type incomeCurve struct {
	County string
	Charts []*chart
	Table  *reports.Table
}

// curvePoint says how many of the persons have up to income yuan a head.
type curvePoint struct {
	income         float64
	persons, among int64
}

func (p curvePoint) percent() float64 { return ratio(p.persons, p.among) * 100 }

// incomes draws the cumulative income curves.
func incomes(ctx context.Context, pub reports.Publication) (*incomeSection, error) {
	depth, err := reports.TableOf(ctx, pub, "poverty_township")
	if err != nil {
		return nil, fmt.Errorf("build table: %w", err)
	}
	out := &incomeSection{Depth: depth}
	return out, out.curves(ctx, pub)
}

// incomeCurves are the drawings of the section alone, one a county.
func incomeCurves(ctx context.Context, pub reports.Publication, _ *figures) ([]*chart, error) {
	s := &incomeSection{}
	err := s.curves(ctx, pub)
	return s.charted(), err
}

// charted are the first drawings of the counties, which stand for their numbers.
func (s *incomeSection) charted() []*chart {
	var out []*chart
	for _, c := range s.Curves {
		out = append(out, c.Charts[0])
	}
	return out
}

// curves draws the curve of each county.
func (out *incomeSection) curves(ctx context.Context, pub reports.Publication) error {
	r, err := load(ctx, pub.Source, "income_curve", "area_code", "area_name", "income", "persons", "all_persons", "line")
	if err != nil {
		return err
	}
	for from := 0; from < r.len(); {
		to := from + 1
		for to < r.len() && r.key(to, "area_code") == r.key(from, "area_code") {
			to++
		}
		var points []curvePoint
		for i := from; i < to; i++ {
			income, ok := r.float(i, "income")
			if !ok {
				return fmt.Errorf("frame income_curve has no income in row %d", i)
			}
			points = append(points, curvePoint{income, r.count(i, "persons"), r.count(i, "all_persons")})
		}
		n := len(out.Curves) + 1
		c := incomeCurve{County: orElse(r.text(from, "area_name"), reports.NotKnown)}
		line := r.count(from, "line")
		for _, v := range []struct {
			id, title string
			most      float64
		}{{"near", "贫困线附近", 2 * float64(line)}, {"all", "全部人口", reach(points)}} {
			drawn, err := curve(fmt.Sprintf("income-%d-%s", n, v.id), v.title, points, line, v.most)
			if err != nil {
				return err
			}
			c.Charts = append(c.Charts, drawn)
		}
		c.Charts[0].Data["file"], c.Charts[0].Data["rows"] = csvName(pub, c.County+"人均纯收入累计"), curveRows(points)
		c.Table = curveTable(n, c.County, points, pub.Meta.Draft)
		c.Charts[0].Whole, c.Charts[0].Frames = steps(points, line), []string{"income_curve"}
		out.Curves = append(out.Curves, c)
		from = to
	}
	return nil
}

// steps are how many live on up to round parts of the line, which are the same in every
// run where the points of the curve are not.
func steps(points []curvePoint, line int64) *reports.Table {
	rows := []any{[]any{"人均纯收入低于", "人口（人）", "占全部人口（%）"}}
	for _, tenths := range []int64{5, 8, 10, 11, 12, 15, 20, 30, 40} {
		p := below(points, float64(line*tenths)/10)
		name := fmt.Sprintf("贫困线的%d%%", tenths*10)
		if tenths == 10 {
			name = "贫困线"
		}
		rows = append(rows, []any{name, p.persons, p.percent()})
	}
	return tableOfRows(rows)
}

// reach is the income up to which the whole curve is drawn: that of nineteen in
// twenty persons, for the few highest would press the others together.
func reach(points []curvePoint) float64 {
	for _, p := range points {
		if p.percent() >= 95 {
			return p.income
		}
	}
	return points[len(points)-1].income
}

// below is the last point below an income.
func below(points []curvePoint, income float64) curvePoint {
	p := curvePoint{among: points[0].among}
	for _, q := range points {
		if q.income < income {
			p = q
		}
	}
	return p
}

func curve(id, title string, points []curvePoint, line int64, most float64) (*chart, error) {
	least, top := math.Min(0, points[0].income), math.Max(most, float64(line)*1.2)
	poor, end := below(points, float64(line)), below(points, math.Nextafter(top, math.Inf(1)))
	c := &chart{ID: id, Title: title, Height: 340}
	c.Description = fmt.Sprintf("人均纯收入累计曲线（%s）。横轴为人均纯收入，纵轴为收入不高于此数的人口比重。贫困线%s元，线下%s人，占%s%%。数据见图下的表。",
		title, reports.Count(line), reports.Count(poor.persons), reports.Percent(poor.persons, poor.among))
	data, tips := []opts.LineData{}, []any{}
	for _, p := range points {
		data = append(data, opts.LineData{Value: []any{p.income, math.Round(p.percent()*1e4) / 1e4}})
		tips = append(tips, []any{fmt.Sprintf("人均纯收入不高于 %s 元", reports.Count(int64(math.Floor(p.income)))),
			fmt.Sprintf("%s 人，占 %s%%", reports.Count(p.persons), reports.Percent(p.persons, p.among))})
	}
	l := charts.NewLine()
	l.SetGlobalOptions(
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "axis", AxisPointer: &opts.AxisPointer{Type: "line"}}),
		charts.WithGridOpts(opts.Grid{Left: "12", Right: "30", Top: "34", Bottom: "34", ContainLabel: opts.Bool(true)}),
		charts.WithXAxisOpts(opts.XAxis{Type: "value", Name: "人均纯收入（元）", Min: least, Max: roundIncome(top),
			AxisLabel: &opts.AxisLabel{Color: "#4a525c"}, SplitLine: &opts.SplitLine{LineStyle: &opts.LineStyle{Color: "#e3e6ea"}}}),
		charts.WithYAxisOpts(opts.YAxis{Type: "value", Min: 0, Max: ceiling(end.percent()),
			AxisLabel: &opts.AxisLabel{Formatter: "{value}%", Color: "#4a525c"}, SplitLine: &opts.SplitLine{LineStyle: &opts.LineStyle{Color: "#e3e6ea"}}}),
	)
	l.AddSeries("累计人口比重", data, charts.WithLineStyleOpts(opts.LineStyle{Color: "#0072B2", Width: 2.5}),
		charts.WithLineChartOpts(opts.LineChart{ShowSymbol: opts.Bool(false)}))
	option, err := generic(l.JSON())
	if err != nil {
		return nil, err
	}
	merge(option, quiet(c.Description))
	align := "left"
	if float64(line) > top*0.6 {
		align = "right"
	}
	merge(option, object{
		"legend": object{"show": false},
		"xAxis":  []any{object{"nameLocation": "middle", "nameGap": 26, "nameTextStyle": object{"color": ink}, "axisLabel": object{"hideOverlap": true}}},
		"series": []any{object{"symbol": "none", "itemStyle": object{"color": "#0072B2"}, "markLine": object{
			"symbol": []any{"none", "none"}, "silent": true, "animation": false, "lineStyle": object{"color": "#1b1f24", "width": 1.5, "type": "dashed"},
			"data": []any{object{"xAxis": line, "name": fmt.Sprintf("贫困线 %s 元，线下 %s%%", reports.Count(line), reports.Percent(poor.persons, poor.among)),
				"label": object{"formatter": "{b}", "position": "end", "align": align, "color": ink, "fontSize": 12}}},
		}}},
	})
	delete(option, "toolbox")
	c.Data = object{"id": c.ID, "kind": "curve", "height": c.Height, "option": option, "tips": tips}
	return c, nil
}

// roundIncome is a round amount of yuan at or above v.
func roundIncome(v float64) float64 {
	step := 500.0
	for v/step > 12 {
		step *= 2
	}
	return math.Ceil(v/step) * step
}

func curveRows(points []curvePoint) []any {
	out := []any{[]any{"人均纯收入（元）", "收入不高于此数的人口（人）", "全部人口（人）", "累计比重（%）"}}
	for _, p := range points {
		out = append(out, []any{p.income, p.persons, p.among, reports.Percent(p.persons, p.among)})
	}
	return out
}

func amount(v float64) string {
	r := new(big.Rat)
	r.SetString(strconv.FormatFloat(v, 'f', 2, 64))
	return reports.Money(r)
}

func curveTable(n int, county string, points []curvePoint, draft bool) *reports.Table {
	t := &reports.Table{ID: fmt.Sprintf("income-curve-%d", n), Title: county + "人均纯收入累计表", Units: "单位：元、人、%", Draft: draft, Columns: []reports.Column{
		{Heads: []string{"人均纯收入不高于（元）"}, Kind: reports.KindMoney}, {Heads: []string{"人口（人）"}, Kind: reports.KindCount}, {Heads: []string{"累计比重（%）"}, Kind: reports.KindPercent}}}
	for _, p := range points {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{{Text: amount(p.income), Value: p.income},
			{Text: reports.Count(p.persons), Value: p.persons}, {Text: reports.Percent(p.persons, p.among), Value: p.percent()}}})
	}
	return t
}
