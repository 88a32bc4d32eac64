package html

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"sanlv/reports"
)

// matrix is a drawing of cells, each with a sign, a word or a number in it.
type matrix struct {
	id, title   string
	description func([]matrixRow) string // of the rows in one drawing
	columns     []string
	asks        []any // what each column asks for; none where it asks nothing
	tones       []tint
	left        int // room for the names of the rows, in pixels
}

// tint is a way in which a cell is coloured: the sign in it, and what it means.
type tint struct{ colour, sign, word string }

// matrixRow is a row of a matrix; one without cells is a head for those below it.
type matrixRow struct {
	name  string
	tip   string // its whole name
	cells []matrixCell
}

// matrixCell is how a cell is coloured, and what is said of it: text in the place
// of the sign, tip in the place of the word, more in lines of its own.
type matrixCell struct {
	tone      int
	text, tip string
	more      []string
}

// value packs a cell for the script.
func (c matrixCell) value(x, y int) []any {
	out := []any{x, y, c.tone, c.text, c.tip}
	for _, s := range c.more {
		out = append(out, s)
	}
	for len(out) > 3 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	return out
}

// draw makes the chart, without table and download.
func (m matrix) draw(id string, rows []matrixRow) (*chart, error) {
	names, whole, cells := []any{}, []any{}, []opts.HeatMapData{}
	for y, row := range rows {
		if row.cells == nil {
			names = append(names, object{"value": row.name, "textStyle": object{"fontWeight": "bold", "fontSize": 13}})
		} else {
			names = append(names, row.name)
		}
		whole = append(whole, row.tip)
		for x, c := range row.cells {
			cells = append(cells, opts.HeatMapData{Value: c.value(x, y)})
		}
	}
	columns, colours, signs := []any{}, []any{}, []any{}
	for _, c := range m.columns {
		columns = append(columns, c)
	}
	for _, t := range m.tones {
		colours, signs = append(colours, t.colour), append(signs, []any{t.sign, t.word})
	}
	c := &chart{ID: id, Title: m.title, Description: m.description(rows), Height: 84 + 22*len(rows)}
	h := charts.NewHeatMap()
	h.SetGlobalOptions(
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "item"}),
		charts.WithGridOpts(opts.Grid{Left: fmt.Sprint(m.left), Right: "8", Top: "76", Bottom: "8"}), // the script sets the top by the width
		charts.WithXAxisOpts(opts.XAxis{Type: "category", Position: "top", Data: columns, AxisTick: &opts.AxisTick{Show: opts.Bool(false)}}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Data: names}),
		charts.WithVisualMapOpts(opts.VisualMap{Type: "continuous", Show: opts.Bool(false)}),
	)
	h.AddSeries(m.title, cells, charts.WithLabelOpts(opts.Label{Show: opts.Bool(true), Color: ink, FontSize: 12}))
	option, err := generic(h.JSON())
	if err != nil {
		return nil, err
	}
	merge(option, quiet(c.Description))
	merge(option, object{
		"legend":    object{"show": false},
		"xAxis":     []any{object{"axisLabel": object{"interval": 0, "overflow": "break", "fontSize": 11, "lineHeight": 13, "color": ink}}},
		"yAxis":     []any{object{"inverse": true, "axisTick": object{"show": false}, "axisLabel": object{"interval": 0, "color": ink, "width": m.left - 12, "overflow": "truncate"}}},
		"visualMap": []any{object{"dimension": 2, "calculable": false, "min": 0, "max": len(colours) - 1, "inRange": object{"color": colours}}},
		"series":    []any{object{"progressive": 0, "itemStyle": object{"borderColor": "#8a9199", "borderWidth": 0.5}, "emphasis": object{"disabled": true}}},
	})
	delete(option, "toolbox")
	c.Data = object{"id": c.ID, "kind": "matrix", "height": c.Height, "option": option, "names": whole, "items": columns, "signs": signs, "left": m.left}
	if m.asks != nil {
		c.Data["asks"] = m.asks
	}
	return c, nil
}

// like leaves to a drawing what it does not share with the first of its figure.
func (c *chart) like(first *chart) {
	option := c.Data["option"].(object)
	line := option["yAxis"].([]any)[0].(object)["data"]
	cells := option["series"].([]any)[0].(object)["data"]
	c.Data = object{"id": c.ID, "kind": c.Data["kind"], "like": first.ID, "height": c.Height, "names": c.Data["names"], "lines": line, "cells": cells, "about": c.Description}
}

// A drawing is at most so long that it fits on a sheet of paper; a figure of more
// sheets than two begins with the townships, and shows the villages of the one
// that is chosen.
const (
	longest  = 36
	together = 2 * longest
)

// matrixFigure is a matrix with a row a village, in parts.
type matrixFigure struct {
	ID        string
	Summary   *chart // a row a township; nil where the villages are few
	Parts     []*chart
	Townships []place // to choose from; none where all is shown
	Where     string  // the table with all of it
	Moved     *moved
}

// Charts are all drawings of the figure.
func (f *matrixFigure) Charts() []*chart {
	switch {
	case f == nil:
		return nil
	case f.Summary == nil:
		return f.Parts
	}
	return append([]*chart{f.Summary}, f.Parts...)
}

// block is the villages of one township.
type block struct {
	at   place
	rows []matrixRow
}

// byTownship puts the rows of villages, by code, under their townships.
func byTownship(rows map[string]matrixRow, villages []place) []block {
	var out []block
	at := map[string]int{}
	for _, v := range villages {
		row, ok := rows[v.Code]
		if !ok {
			continue
		}
		key := v.TownshipCode + "\x00" + v.Township
		n, ok := at[key]
		if !ok {
			n = len(out)
			at[key], out = n, append(out, block{at: v})
		}
		out[n].rows = append(out[n].rows, row)
	}
	return out
}

// byVillage draws a matrix with a row a village. sum gives the cell of a township
// from those of its villages.
func (m matrix) byVillage(blocks []block, sum func([]matrixCell) matrixCell) (*matrixFigure, error) {
	f := &matrixFigure{ID: m.id}
	lines := 0
	for _, b := range blocks {
		lines += len(b.rows) + 1
	}
	if lines <= together {
		for part, rows := range sheets(blocks) {
			c, err := m.draw(fmt.Sprintf("%s-%d", m.id, part+1), rows)
			if err != nil {
				return nil, err
			}
			f.Parts = append(f.Parts, c)
			if part > 0 {
				c.like(f.Parts[0])
			}
		}
		return f, nil
	}
	var townships []matrixRow
	for _, b := range blocks {
		row := matrixRow{name: shorten(b.at.Township, 9), tip: b.at.Township}
		for x := range m.columns {
			var column []matrixCell
			for _, r := range b.rows {
				column = append(column, r.cells[x])
			}
			row.cells = append(row.cells, sum(column))
		}
		townships, f.Townships = append(townships, row), append(f.Townships, b.at)
		for _, rows := range sheets([]block{b}) {
			c, err := m.draw(fmt.Sprintf("%s-%d", m.id, len(f.Parts)+1), rows)
			if err != nil {
				return nil, err
			}
			c.Township = b.at.TownshipCode
			f.Parts = append(f.Parts, c)
		}
	}
	whole := m
	whole.description = func([]matrixRow) string {
		return fmt.Sprintf("%s，按乡镇汇总，共%d个乡镇；每乡镇一行，每项一列，格中的数字是村数。", m.title, len(townships))
	}
	var err error
	if f.Summary, err = whole.draw(m.id+"-townships", townships); err != nil {
		return nil, err
	}
	for _, c := range f.Parts {
		c.like(f.Summary)
	}
	return f, nil
}

// sheets lays the rows out on drawings: a row with the name of each township, its
// villages below; a new drawing where one would become too long.
func sheets(blocks []block) [][]matrixRow {
	var parts [][]matrixRow
	room := 0
	for _, b := range blocks {
		for begin := 0; begin < len(b.rows); {
			if room < min(len(b.rows)-begin+1, longest) {
				parts, room = append(parts, nil), longest
			}
			end := min(len(b.rows), begin+room-1)
			last := &parts[len(parts)-1]
			*last = append(append(*last, matrixRow{name: shorten(b.at.Township, 8)}), b.rows[begin:end]...)
			room -= end - begin + 1
			begin = end
		}
	}
	return parts
}

// tally says of a township how many of its villages have each tone; its cell has the
// first tone there is, the bad ones with how many.
func (m matrix) tally(bad, good []int) func([]matrixCell) matrixCell {
	return func(villages []matrixCell) matrixCell {
		var out matrixCell
		var tip []string
		for i, tone := range slices.Concat(bad, good) {
			n := 0
			for _, c := range villages {
				n += btoi(c.tone == tone)
			}
			if n == 0 {
				continue
			}
			if len(tip) == 0 {
				out.tone = tone
				if i < len(bad) {
					out.text = m.tones[tone].sign + reports.Count(int64(n))
				}
			}
			tip = append(tip, fmt.Sprintf("%s %s 村", m.tones[tone].word, reports.Count(int64(n))))
		}
		out.tip = strings.Join(tip, "，")
		return out
	}
}
