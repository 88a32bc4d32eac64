package html

import (
	"fmt"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"sanlv/reports"
)

// statuses in the order in which they stand on both sides of the flow.
var statuses = []string{"未脱贫户", "返贫户", "脱贫户", "一般农户", "清退户", reports.NotKnown, ""}

// flow draws how many households went from one 户类型 to another since the last
// run. It is nil where there is no household.
func flow(pub reports.Publication, d *reports.Difference) (*chart, error) {
	if len(d.Flows) == 0 {
		return nil, nil
	}
	c := &chart{ID: "flow", Title: "户类型的流向", Height: 300}
	colours := map[string]string{"未脱贫户": "#D55E00", "返贫户": "#CC79A7", "脱贫户": "#0072B2", "一般农户": "#009E73", "清退户": "#F0E442", reports.NotKnown: "#999999", "": "#DDDDDD"}
	type side struct {
		prefix, none string
		of           func(reports.DiffFlow) string
	}
	sides := []side{{"上次 ", "上次没有", func(f reports.DiffFlow) string { return f.Before }}, {"本次 ", "本次没有", func(f reports.DiffFlow) string { return f.After }}}
	name := func(s side, status string) string {
		if status == "" {
			return s.none
		}
		return s.prefix + reports.Clean(status)
	}
	rank := func(status string) int {
		if i := slices.Index(statuses, status); i >= 0 {
			return i
		}
		return len(statuses)
	}
	nodes, looks := []opts.SankeyNode{}, []any{}
	for _, s := range sides {
		sums := map[string]int64{}
		var found []string
		for _, f := range d.Flows {
			if sums[s.of(f)] += f.Households; !slices.Contains(found, s.of(f)) {
				found = append(found, s.of(f))
			}
		}
		slices.SortStableFunc(found, func(a, b string) int { return rank(a) - rank(b) })
		for _, status := range found {
			nodes = append(nodes, opts.SankeyNode{Name: name(s, status)})
			looks = append(looks, object{"itemStyle": object{"color": colours[status], "borderColor": ink, "borderWidth": 0.5},
				"label": object{"formatter": fmt.Sprintf("%s %s 户", name(s, status), reports.Count(sums[status]))}})
		}
	}
	flows := slices.Clone(d.Flows)
	slices.SortStableFunc(flows, func(a, b reports.DiffFlow) int {
		if n := rank(a.Before) - rank(b.Before); n != 0 {
			return n
		}
		return rank(a.After) - rank(b.After)
	})
	links, tips := []opts.SankeyLink{}, []any{}
	rows := []any{[]any{"上次户类型", "本次户类型", "户数（户）", "人数（人）"}}
	var moved int64
	for _, f := range flows {
		from, to := name(sides[0], f.Before), name(sides[1], f.After)
		links = append(links, opts.SankeyLink{Source: from, Target: to, Value: float32(f.Households)})
		tips = append(tips, []any{from + " → " + to, reports.Count(f.Households) + " 户，" + reports.Count(f.Persons) + " 人"})
		rows = append(rows, []any{from, to, f.Households, f.Persons})
		if f.Before != f.After {
			moved += f.Households
		}
	}
	c.Description = fmt.Sprintf("户类型流向图：左边是上次的户类型，右边是本次的户类型，带的宽窄是户数。户类型变了的（含新增和减少的）%s户。数据见图下的表。", reports.Count(moved))
	k := charts.NewSankey()
	k.SetGlobalOptions(charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "item"}))
	k.AddSeries("户类型", nodes, links)
	option, err := generic(k.JSON())
	if err != nil {
		return nil, err
	}
	merge(option, quiet(c.Description))
	merge(option, object{"legend": object{"show": false}, "series": []any{object{"data": looks, "left": 170, "right": 170, "top": 12, "bottom": 12, "nodeWidth": 14, "nodeGap": 26,
		"draggable": false, "layoutIterations": 0, "nodeAlign": "justify", "emphasis": object{"disabled": true},
		"label": object{"color": ink, "fontSize": 13, "lineHeight": 17}, "lineStyle": object{"color": "source", "opacity": 0.35, "curveness": 0.5},
		"levels": []any{object{"depth": 0, "label": object{"position": "left"}}, object{"depth": 1, "label": object{"position": "right"}}}}}})
	delete(option, "toolbox")
	c.Data = object{"id": c.ID, "kind": "flow", "height": c.Height, "option": option, "tips": tips, "file": csvName(pub, "户类型流向"), "rows": rows}
	c.Table = tableOf(c, "户类型流向", pub.Meta.Draft)
	return c, nil
}
