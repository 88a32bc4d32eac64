package samplecounty

import (
	"slices"
	"strconv"
)

// teams are the files of the teams: each writes the headers its own way.
var teams = []struct {
	file, sheet string
	heads       []string // with the columns that they stand for
	columns     []string
}{
	{"核查/核查表（第一组）.xlsx", "入户核查",
		[]string{"序号", "批次", "核实状态", "抽样层", "村代码", "户编号", "抽样类别", "核查人口数", "核查人均纯收入", "不愁吃", "不愁穿", "义务教育保障", "基本医疗保障", "住房安全", "饮水安全",
			"核查结论", "认可帮扶政策", "认可帮扶措施", "认可脱贫退出", "认可干部帮扶", "总体认可", "核查人", "核查日期", "备注"},
		[]string{"no", "batch", "state", "stratum", "village_code", "household_id", "class", "persons", "per_capita", "food", "clothing", "education", "medical", "housing", "water",
			"conclusion", "policies", "measures", "exit", "cadres", "overall", "checker", "day", "remark"}},
	{"核查/第二组核查表.xlsx", "Sheet1",
		[]string{"序号", "批次", "抽样层", "村编码", "户编码", "抽样类别", "核查人口数（人）", "核查人均纯收入（元）", "吃不愁", "穿不愁", "义务教育", "基本医疗", "住房安全", "饮水安全",
			"核查结论", "核实状态", "总体认可", "认可帮扶政策", "认可帮扶措施", "认可脱贫退出", "认可干部帮扶", "核查日期", "核查人", "备注"},
		[]string{"no", "batch", "stratum", "village_code", "household_id", "class", "persons", "per_capita", "food", "clothing", "education", "medical", "housing", "water",
			"conclusion", "state", "overall", "policies", "measures", "exit", "cadres", "day", "checker", "remark"}},
	{"核查/核查表（第三组）.xlsx", "核查表",
		[]string{"批次", "核实状态", "抽样层", "乡镇", "行政村", "村代码", "户编号", "村民小组", "登记人口数", "抽样类别", "抽样权重", "核查人口数", "核查人均纯收入", "不愁吃", "不愁穿", "义务教育保障", "基本医疗保障", "住房安全", "饮水安全",
			"核查结论", "认可帮扶政策", "认可帮扶措施", "认可脱贫退出", "认可干部帮扶", "总体认可", "核查人", "核查日期", "备注"},
		[]string{"batch", "state", "stratum", "township", "village", "village_code", "household_id", "group", "register_persons", "class", "weight", "persons", "per_capita", "food", "clothing", "education", "medical", "housing", "water",
			"conclusion", "policies", "measures", "exit", "cadres", "overall", "checker", "day", "remark"}},
}

// teamOf is the team that visits a township, by its place in teams.
func teamOf(t *Township) int { return []int{0, 0, 1, 2}[t.Number-1] }

// verificationSheet lays out the visits of a team.
func (c *County) verificationSheet(team int) *grid {
	of := teams[team]
	g := newGrid(of.sheet)
	g.title(1, 1, len(of.heads), countyName+"2018年脱贫攻坚入户核查表")
	g.put(2, 1, "核查单位：第三方评估组（虚构）")
	g.headRow(3, 1, of.heads)
	row := 4
	for _, v := range c.Visits {
		if teamOf(v.Household.Village.Township) != team {
			continue
		}
		for i, column := range of.columns {
			g.put(row, 1+i, v.cell(column, int64(row-3)))
		}
		c.placeVisit(v.Household, place{file: of.file, sheet: of.sheet, row: row}, of.columns)
		row++
	}
	g.body = [4]int{4, 1, row - 1, len(of.heads)}
	g.putRow(row+1, 1, "核查人签字：", nil, nil, nil, nil, nil, "复核人：")
	return g
}

// cell is what stands in a column of a visit; nil is blank.
func (v *Visit) cell(column string, no int64) any {
	h := v.Household
	switch column {
	case "no":
		return no
	case "batch":
		return sampleBatch
	case "state":
		return text(v.State)
	case "stratum", "township":
		return h.Village.Township.Name
	case "village":
		return h.Village.Name
	case "village_code":
		return v.VillageCode
	case "household_id":
		return h.ID
	case "group":
		return h.Group
	case "register_persons":
		return int64(h.Persons)
	case "class":
		return v.Class
	case "weight":
		w, err := strconv.ParseFloat(v.Weight, 64)
		if err != nil {
			panic(err)
		}
		return w
	case "persons":
		if v.Persons == 0 {
			return nil
		}
		return v.Persons
	case "per_capita":
		if v.PerCapita == nil {
			return nil
		}
		return *v.PerCapita
	case "conclusion":
		return text(v.Conclusion)
	case "policies", "measures", "exit", "cadres":
		return text(v.Answers[slices.Index([]string{"policies", "measures", "exit", "cadres"}, column)])
	case "overall":
		return text(v.Approves)
	case "checker":
		return text(v.Checker)
	case "day":
		if v.Day.IsZero() {
			return nil
		}
		return v.Day
	case "remark":
		return text(v.Remark)
	}
	return text(v.Found[column])
}

// placeVisit gives the plants of a visit their place in the verification sheet.
func (c *County) placeVisit(h *Household, at place, columns []string) {
	settle := func(plants []Plant) {
		for i := range plants {
			p := &plants[i]
			if p.visit == "" || p.HouseholdID != h.ID {
				continue
			}
			p.File, p.Sheet, p.Cell = at.file, at.sheet, address(at.row, 1+slices.Index(columns, p.visit))
		}
	}
	settle(c.Plants)
	settle(c.late)
	settle(c.SamplePlants)
}
