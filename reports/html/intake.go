package html

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sanlv/reports"
)

// Tones of the cells of the intake: not owed, missing, with problems, here.
const (
	toneNone = iota
	toneHere
	toneTrouble
	toneMissing
)

var intakeTones = []tint{{"#FFFFFF", "–", "不须报送"}, {"#CFE6F6", "✓", "已到"}, {"#FBE9A8", "!", "有问题"}, {"#E3A27C", "缺", "未到"}}

// intake draws which village has sent which sheet: a row a village, a column a
// kind of sheet.
func intake(ctx context.Context, pub reports.Publication, villages []place) (*matrixFigure, error) {
	r, err := load(ctx, pub.Source, "arrivals", "township", "village", "village_code", "kind", "files", "rows", "errors", "warnings", "state")
	if err != nil {
		return nil, err
	}
	var kinds []string
	at := map[[2]string]matrixCell{}
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
		c := matrixCell{tone: toneNone}
		errors, warnings := r.count(i, "errors"), r.count(i, "warnings")
		switch state {
		case "未到":
			c.tone = toneMissing
		case "有问题":
			c.tone, c.text = toneTrouble, "!"+reports.Count(errors+warnings)
		case "重复":
			c.tone, c.text = toneTrouble, "重"
		case "已到":
			c.tone = toneHere
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
	if len(kinds) == 0 {
		return nil, nil
	}
	table := []any{head}
	data := map[string]matrixRow{}
	missing := 0
	for _, v := range villages {
		row := matrixRow{name: shorten(v.Name, 9), tip: v.Township + " " + v.Name}
		line := []any{reports.Clean(v.Code), v.Township, v.Name}
		for _, k := range kinds {
			c := at[[2]string{v.Code, k}] // none: not owed
			missing += btoi(c.tone == toneMissing)
			row.cells = append(row.cells, c)
			line = append(line, orElse(words[[2]string{v.Code, k}], reports.NotApplicable))
		}
		table = append(table, line)
		data[v.Code] = row
	}
	m := matrix{id: "intake", title: "来件情况", columns: columns, tones: intakeTones, left: 118, description: func([]matrixRow) string {
		return fmt.Sprintf("来件情况图，每村一行，每种表一列：✓已到，!有问题（数字是处数），缺为未到，横线为不须报送。全县未到%d件。数据见图下的表。", missing)
	}}
	f, err := m.byVillage(byTownship(data, villages), m.tally([]int{toneMissing, toneTrouble}, []int{toneHere, toneNone}))
	if err != nil {
		return nil, err
	}
	f.Where = "报表/来件登记.xlsx"
	c := f.Charts()[0]
	c.Data["file"], c.Data["rows"] = csvName(pub, "来件情况"), table
	return f, nil
}
