package verify

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"sanlv/loaders"
	"sanlv/loaders/xlsx"
	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// printed compares what stands in the workbooks with the data: every figure of
// the summary, and the households of every ledger.
func (p *publication) printed(ctx context.Context) (string, []string, error) {
	labels := map[string]string{} // as printed, to indicator
	err := p.texts(ctx, "trace/definition.parquet", []string{"kind", "id", "label"}, func(row []string) {
		if row[0] == catalog.KindIndicator {
			labels[row[2]] = row[1]
		}
	})
	if err != nil {
		return "", nil, err
	}
	meta, err := p.meta()
	if err != nil {
		return "", nil, err
	}
	var problems []string
	figures := 0
	for id, levels := range map[string][]string{"summary_township": {"county", "township"}, "summary_village": {"county", "township", "village"}} {
		file, short := meta.FileOf(id)
		if file == "" { // the office does not print it
			continue
		}
		sheets, err := readBook(ctx, p.path(file))
		if err != nil {
			return "", nil, err
		}
		n, wrong, err := p.summary(sheets[short], file+" › "+short, labels, levels)
		if err != nil {
			return "", problems, err
		}
		figures, problems = figures+n, append(problems, wrong...)
	}
	all := 0
	for _, info := range meta.Ledgers {
		households := reports.LedgerHouseholds(meta, info)
		if households.Column == 0 || !slices.Contains([]string{reports.WrongExits, reports.Omissions, reports.Pending}, info.ID) {
			continue
		}
		n, wrong, err := p.ledger(ctx, info.Label, reports.LedgerFile(meta, info, 0), households)
		if err != nil {
			return "", problems, err
		}
		all, problems = all+n, append(problems, wrong...)
	}
	return fmt.Sprintf("汇总表 %d 个数,台账 %d 户", figures, all), problems, nil
}

// meta is what the publication says about itself.
func (p *publication) meta() (reports.Meta, error) {
	var meta reports.Meta
	raw, err := os.ReadFile(p.path(reports.MetaFile))
	if err == nil {
		err = json.Unmarshal(raw, &meta)
	}
	if err != nil {
		return meta, fmt.Errorf("read %s: %w", reports.MetaFile, err)
	}
	return meta, nil
}

// summary compares one sheet of the summary. Names of villages repeat within a
// county, so the figures of a name are compared as a set.
func (p *publication) summary(rows [][]loaders.Cell, place string, labels map[string]string, levels []string) (int, []string, error) {
	columns := map[int]string{} // first column of an indicator
	left := map[string]int{}    // figures in print, minus those in the data
	body := false
	n := 0
	for _, row := range rows {
		cells := map[int]loaders.Cell{}
		for _, c := range row {
			cells[c.Column] = c
			if id := labels[c.Text]; id != "" && !body {
				columns[c.Column] = id
			}
		}
		if cells[1].Text == "甲" {
			body = true
			continue
		}
		if !body || strings.HasPrefix(cells[1].Text, "负责人") {
			if body {
				break
			}
			continue
		}
		for first, id := range columns {
			if cells[first].Kind == loaders.CellNumber && cells[first+1].Kind == loaders.CellNumber && cells[first+1].Text != "0" {
				n++
				left[strings.Join([]string{strings.TrimSuffix(cells[1].Text, "合计"), id, cells[first].Text, cells[first+1].Text, cells[first+3].Text}, " ")]++
			}
		}
	}
	figures, names, err := p.indicators()
	if err != nil {
		return 0, nil, err
	}
	for k, f := range figures {
		for _, level := range levels {
			if k.level == level && f.denominator > 0 {
				left[strings.Join([]string{reports.Name(names[k]), k.indicator, fmt.Sprint(f.numerator), fmt.Sprint(f.denominator), fmt.Sprint(f.unknown)}, " ")]--
			}
		}
	}
	var problems []string
	for _, key := range sorted(left) {
		switch {
		case left[key] > 0:
			problems = append(problems, fmt.Sprintf("%s:印有 %s,数据中没有", place, key))
		case left[key] < 0:
			problems = append(problems, fmt.Sprintf("%s:数据中有 %s,没有印出", place, key))
		}
	}
	return n, problems, nil
}

// ledger compares the households of the ledger of a verdict with the data.
func (p *publication) ledger(ctx context.Context, list, name string, in reports.HouseholdColumn) (int, []string, error) {
	names := []string{name}
	folder := strings.TrimSuffix(name, ".xlsx")
	if files, err := os.ReadDir(p.path(folder)); err == nil { // of a long one
		names = nil
		for _, f := range files {
			names = append(names, folder+"/"+f.Name())
		}
	}
	left := map[string]int{}
	n := 0
	for _, name := range names {
		sheets, err := readBook(ctx, p.path(name))
		if err != nil {
			return 0, nil, err
		}
		for sheet, rows := range sheets {
			if !strings.HasPrefix(sheet, in.Sheet) {
				continue
			}
			below, number := false, in.Numbered
			for _, row := range rows {
				if below && strings.HasPrefix(row[0].Text, "负责人") {
					break
				}
				for _, c := range row {
					switch {
					case c.Column != in.Column:
					case !below:
						below = strings.ReplaceAll(c.Text, "\n", "") == in.Head
					case number:
						number = false
					case c.Text != reports.None && c.Text != reports.NotApplicable: // an empty ledger
						left[c.Text]++
						n++
					}
				}
			}
		}
	}
	t, err := p.table("households", "household_id", "verdict")
	if err != nil {
		return 0, nil, err
	}
	for _, r := range t.rows {
		if t.get(r, "verdict") == list {
			left[reports.Name(t.get(r, "household_id"))]--
		}
	}
	var problems []string
	for _, id := range sorted(left) {
		if left[id] != 0 {
			problems = append(problems, fmt.Sprintf("%s:户 %s 在台账与数据中不一致", name, id))
		}
	}
	return n, problems, nil
}

// readBook reads all sheets of a workbook of ours, by name.
func readBook(ctx context.Context, path string) (map[string][][]loaders.Cell, error) {
	wb, err := xlsx.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	defer wb.Close()
	sheets := map[string][][]loaders.Cell{}
	for i, s := range wb.Sheets() {
		for row, err := range wb.Rows(ctx, i) {
			if err != nil {
				return nil, err
			}
			cells := make([]loaders.Cell, len(row.Cells))
			for j, c := range row.Cells {
				c.Text = strings.Clone(c.Text)
				cells[j] = c
			}
			sheets[s.Name] = append(sheets[s.Name], cells)
		}
	}
	return sheets, nil
}
