package html

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sanlv/reports"
)

// qualityRows is how many checks the chart of the data quality shows.
const qualityRows = 30

var qualityTones = []tint{{colour: "#FFFFFF"}, {colour: "#E8F1F8"}, {colour: "#C6DDEE"}, {colour: "#94C0E0"}, {colour: "#5CA3D3"}}

// quality draws how many findings each check has in each township; no chart where there
// is none. What keeps a household from leaving poverty is no fault of the data, and
// has a ledger of its own.
func quality(ctx context.Context, pub reports.Publication, _ *figures) ([]*chart, error) {
	_, townships, err := readPlaces(ctx, pub)
	if err != nil {
		return nil, err
	}
	counts, err := reports.ProblemCounts(ctx, pub)
	if err != nil {
		return nil, err
	}
	names, groups, err := ruleNames(ctx, pub)
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
		if n.State == reports.Settled || groups[n.Rule] == "不得脱贫" {
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
	m := matrix{title: "数据质量", columns: append([]string{"合计"}, columns...), tones: qualityTones, left: 270}
	var drawn []matrixRow
	var all int64
	shown := ""
	for i, c := range list {
		all += c.sum
		name := orElse(names[c.rule], reports.Clean(c.rule))
		row := []any{c.severity, name, reports.Clean(c.rule), c.sum}
		if i < qualityRows && c.severity != shown {
			shown = c.severity
			drawn = append(drawn, matrixRow{name: c.severity})
		}
		line := matrixRow{name: name, tip: name + "（" + c.severity + "）", cells: []matrixCell{{text: reports.Count(c.sum), tip: reports.Count(c.sum) + " 处"}}}
		for _, where := range columns {
			n := c.in[where]
			row = append(row, n)
			cell := matrixCell{tip: reports.Count(n) + " 处"}
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
			drawn = append(drawn, line)
		}
	}
	m.description = func([]matrixRow) string {
		return fmt.Sprintf("数据质量图，每种检查一行，每个乡镇一列，格中是未了结的问题处数。共%d种检查发现%s处，图中列前%d种。数据见图下的表。", len(list), reports.Count(all), min(len(list), qualityRows))
	}
	c, err := m.draw("quality-grid", drawn)
	if err != nil {
		return nil, err
	}
	c.Data["file"], c.Data["rows"] = csvName(pub, "数据质量"), rows
	c.Table, c.Frames = tableOf(c, "未了结的问题（按检查和乡镇）", pub.Meta.Draft), []string{"problem_count"}
	var named []any // a check is one name, so that one that is new is told by its numbers alone
	for i, r := range rows {
		row, name := r.([]any), any("检查")
		if i > 0 {
			name = fmt.Sprintf("%s（%s）", row[1], row[2])
		}
		named = append(named, append([]any{name}, row[3:]...))
	}
	c.Whole = tableOfRows(named)
	return []*chart{c}, nil
}
