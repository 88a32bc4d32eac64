package html

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"sanlv/reports"
)

// grid is a matrix drawn as cells with a word or a number in each.
type grid struct {
	id, title, description string
	columns                []string
	rows                   []gridRow
	colours                []any // by tone, from 0
	left                   int   // room for the names of the rows, in pixels
}

// gridRow is a row of a grid; one without cells is a head for those below it.
type gridRow struct {
	name  string
	tip   string // its whole name
	cells []gridCell
}

// gridCell is what stands in a cell, how it is coloured, and what it means.
type gridCell struct {
	tone      int
	text, tip string
}

// draw makes the chart, without table and download.
func (g grid) draw() (*chart, error) {
	names, whole, cells := []any{}, []any{}, []opts.HeatMapData{}
	for y, row := range g.rows {
		if row.cells == nil {
			names = append(names, object{"value": row.name, "textStyle": object{"fontWeight": "bold", "fontSize": 13}})
		} else {
			names = append(names, row.name)
		}
		whole = append(whole, row.tip)
		for x, c := range row.cells {
			cells = append(cells, opts.HeatMapData{Value: []any{x, y, c.tone, c.text, c.tip}})
		}
	}
	columns := []any{}
	for _, c := range g.columns {
		columns = append(columns, c)
	}
	c := &chart{ID: g.id, Title: g.title, Description: g.description, Height: 84 + 22*len(g.rows)}
	m := charts.NewHeatMap()
	m.SetGlobalOptions(
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "item"}),
		charts.WithGridOpts(opts.Grid{Left: fmt.Sprint(g.left), Right: "8", Top: "76", Bottom: "8"}),
		charts.WithXAxisOpts(opts.XAxis{Type: "category", Position: "top", Data: columns, AxisTick: &opts.AxisTick{Show: opts.Bool(false)}}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Data: names}),
		charts.WithVisualMapOpts(opts.VisualMap{Type: "continuous", Show: opts.Bool(false)}),
	)
	m.AddSeries(g.title, cells, charts.WithLabelOpts(opts.Label{Show: opts.Bool(true), Color: ink, FontSize: 12}))
	option, err := generic(m.JSON())
	if err != nil {
		return nil, err
	}
	merge(option, quiet(c.Description))
	merge(option, object{
		"legend":    object{"show": false},
		"xAxis":     []any{object{"axisLabel": object{"interval": 0, "overflow": "break", "fontSize": 11, "lineHeight": 13, "color": ink}}},
		"yAxis":     []any{object{"inverse": true, "axisTick": object{"show": false}, "axisLabel": object{"interval": 0, "color": ink, "width": g.left - 12, "overflow": "truncate"}}},
		"visualMap": []any{object{"dimension": 2, "calculable": false, "min": 0, "max": len(g.colours) - 1, "inRange": object{"color": g.colours}}},
		"series":    []any{object{"progressive": 0, "itemStyle": object{"borderColor": "#8a9199", "borderWidth": 0.5}, "emphasis": object{"disabled": true}}},
	})
	delete(option, "toolbox")
	c.Data = object{"id": c.ID, "kind": "grid", "height": c.Height, "option": option, "names": whole, "items": columns, "left": g.left}
	return c, nil
}

// Tones of the cells of the intake: not owed, missing, with problems, here.
const (
	toneNone = iota
	toneHere
	toneTrouble
	toneMissing
)

var intakeTones = []any{"#FFFFFF", "#CFE6F6", "#FBE9A8", "#E3A27C"}

// intake draws which village has sent which sheet: a row a village, a column a
// kind of sheet.
func intake(ctx context.Context, pub reports.Publication, villages []place) ([]*chart, error) {
	r, err := load(ctx, pub.Source, "arrivals", "township", "village", "village_code", "kind", "files", "rows", "errors", "warnings", "state")
	if err != nil {
		return nil, err
	}
	var kinds []string
	at := map[[2]string]gridCell{}
	words := map[[2]string]string{}
	known := map[string]place{}
	for _, v := range villages {
		known[v.Code] = v
	}
	for i := range r.len() {
		code, kind, state := r.key(i, "village_code"), r.key(i, "kind"), r.text(i, "state")
		if _, ok := known[code]; !ok {
			known[code] = place{Code: code, Name: orElse(r.text(i, "village"), code), Township: orElse(r.text(i, "township"), "未定")}
			villages = append(villages, known[code])
		}
		if !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
		c := gridCell{tone: toneNone, text: "–"}
		errors, warnings := r.count(i, "errors"), r.count(i, "warnings")
		switch state {
		case "未到":
			c.tone, c.text = toneMissing, "缺"
		case "有问题":
			c.tone, c.text = toneTrouble, "!"+reports.Count(errors+warnings)
		case "重复":
			c.tone, c.text = toneTrouble, "重"
		case "已到":
			c.tone, c.text = toneHere, "✓"
		}
		c.tip = state
		if files := r.text(i, "files"); files != "" {
			c.tip = fmt.Sprintf("%s，%s 行，错误 %s 处，警告 %s 处；%s", state, reports.Count(r.count(i, "rows")), reports.Count(errors), reports.Count(warnings), shorten(strings.ReplaceAll(files, ";", "；"), 120))
		}
		at[[2]string{code, kind}], words[[2]string{code, kind}] = c, state
	}
	label := map[string]string{}
	for _, s := range pub.Meta.Sheets {
		label[s.Kind] = reports.Clean(s.Label)
	}
	columns, head := []string{}, []any{"村代码", "乡镇", "村"}
	for _, k := range kinds {
		columns = append(columns, orElse(label[k], k))
		head = append(head, orElse(label[k], k))
	}
	table := []any{head}
	data := map[string]*heatRow{}
	whole := map[string]gridRow{}
	missing := 0
	for _, v := range villages {
		row := gridRow{name: shorten(v.Name, 9), tip: v.Township + " " + v.Name}
		line := []any{reports.Clean(v.Code), v.Township, v.Name}
		for _, k := range kinds {
			c, ok := at[[2]string{v.Code, k}]
			if !ok {
				c.text, c.tip = "–", "不须报送"
			}
			missing += btoi(c.tone == toneMissing)
			row.cells = append(row.cells, c)
			line = append(line, orElse(words[[2]string{v.Code, k}], reports.NotApplicable))
		}
		table = append(table, line)
		whole[v.Code] = row
		data[v.Code] = &heatRow{name: v.Code, cells: map[string][]any{}}
	}
	var out []*chart
	if len(kinds) == 0 {
		return nil, nil
	}
	for part, lines := range split(data, villages) {
		g := grid{id: fmt.Sprintf("intake-%d", part+1), title: "来件情况", columns: columns, colours: intakeTones, left: 118}
		for _, l := range lines {
			if l.cells == nil {
				g.rows = append(g.rows, gridRow{name: shorten(l.township, 8)})
				continue
			}
			g.rows = append(g.rows, whole[l.name])
		}
		g.description = fmt.Sprintf("来件情况图，每村一行，每种表一列：✓已到，!有问题（数字是处数），缺为未到，横线为不须报送。全县未到%d件。数据见图下的表。", missing)
		c, err := g.draw()
		if err != nil {
			return nil, err
		}
		if part == 0 {
			c.Data["file"], c.Data["rows"] = csvName(pub, "来件情况"), table
		}
		out = append(out, c)
	}
	return out, nil
}

// qualityRows is how many checks the chart of the data quality shows.
const qualityRows = 30

var qualityTones = []any{"#FFFFFF", "#E8F1F8", "#C6DDEE", "#94C0E0", "#5CA3D3"}

// quality draws how many findings each check has in each township; nil where there
// is none.
func quality(ctx context.Context, pub reports.Publication, townships []place) (*chart, error) {
	counts, err := reports.ProblemCounts(ctx, pub)
	if err != nil {
		return nil, err
	}
	names, err := ruleNames(ctx, pub)
	if err != nil {
		return nil, err
	}
	columns := []string{}
	for _, t := range townships {
		if t.Township != "未定" && !slices.Contains(columns, t.Township) {
			columns = append(columns, t.Township)
		}
	}
	const elsewhere = "不分乡镇"
	type check struct {
		rule, severity string
		sum            int64
		in             map[string]int64
	}
	by := map[string]*check{}
	var list []*check
	for _, n := range counts {
		if n.State == reports.Settled {
			continue
		}
		c := by[n.Rule]
		if c == nil {
			c = &check{rule: n.Rule, severity: reports.Clean(n.Severity), in: map[string]int64{}}
			by[n.Rule], list = c, append(list, c)
		}
		where := reports.Clean(n.Township)
		if !slices.Contains(columns, where) {
			where = elsewhere
		}
		c.sum += n.Findings
		c.in[where] += n.Findings
	}
	if len(list) == 0 {
		return nil, nil
	}
	if slices.ContainsFunc(list, func(c *check) bool { return c.in[elsewhere] > 0 }) {
		columns = append(columns, elsewhere)
	}
	severities := []string{"错误", "警告", "提示"}
	slices.SortStableFunc(list, func(a, b *check) int {
		if n := slices.Index(severities, a.severity) - slices.Index(severities, b.severity); n != 0 {
			return n
		}
		if a.sum != b.sum {
			return int(b.sum - a.sum)
		}
		return strings.Compare(a.rule, b.rule)
	})
	head := []any{"程度", "检查", "检查编号", "合计（处）"}
	for _, c := range columns {
		head = append(head, c)
	}
	rows := []any{head}
	g := grid{id: "quality-grid", title: "数据质量", columns: append([]string{"合计"}, columns...), colours: qualityTones, left: 270}
	var all int64
	shown := ""
	for i, c := range list {
		all += c.sum
		name := orElse(names[c.rule], reports.Clean(c.rule))
		row := []any{c.severity, name, reports.Clean(c.rule), c.sum}
		if i < qualityRows && c.severity != shown {
			shown = c.severity
			g.rows = append(g.rows, gridRow{name: c.severity})
		}
		line := gridRow{name: name, tip: name + "（" + c.severity + "）", cells: []gridCell{{text: reports.Count(c.sum), tip: reports.Count(c.sum) + " 处"}}}
		for _, where := range columns {
			n := c.in[where]
			row = append(row, n)
			cell := gridCell{tip: reports.Count(n) + " 处"}
			if n > 0 {
				cell.text = reports.Count(n)
				for _, least := range []int64{1, 5, 20, 100} {
					cell.tone += btoi(n >= least)
				}
			}
			line.cells = append(line.cells, cell)
		}
		rows = append(rows, row)
		if i < qualityRows {
			g.rows = append(g.rows, line)
		}
	}
	g.description = fmt.Sprintf("数据质量图，每种检查一行，每个乡镇一列，格中是未了结的问题处数。共%d种检查发现%s处，图中列前%d种。数据见图下的表。", len(list), reports.Count(all), min(len(list), qualityRows))
	c, err := g.draw()
	if err != nil {
		return nil, err
	}
	c.Data["file"], c.Data["rows"] = csvName(pub, "数据质量"), rows
	c.Table = tableOf(c, "未了结的问题（按检查和乡镇）", pub.Meta.Draft)
	return c, nil
}
