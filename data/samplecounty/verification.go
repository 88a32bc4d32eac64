package samplecounty

import (
	"fmt"
	"strings"
	"time"
)

// Visit is one household of the verification sample and what was found there.
type Visit struct {
	Household  *Household
	State      string            // 核实状态; blank is 核实
	PerCapita  *int64            // 核查人均纯收入
	Found      map[string]string // the six guarantees by column
	Conclusion string            // blank: judged by the standard from the facts
	Answers    [4]string         // 认可帮扶政策, 帮扶措施, 脱贫退出, 干部帮扶
	Approves   string            // 总体认可: 是, 否 or blank
	Checker    string
	Day        time.Time
	Remark     string
}

var guaranteeNames = []string{"food", "clothing", "education", "medical", "housing", "water"}

// drawn are the villages of the verification, by township and number, and how
// many households were drawn in each.
var drawn = [][2]int{{1, 1}, {1, 2}, {2, 2}, {2, 5}, {3, 2}, {3, 7}}

const drawnHouseholds = 15

// visits draws every n-th household of the drawn villages. What it finds is what
// the register says, but for what is planted.
func (b *builder) visits(c *County) {
	for i, at := range drawn {
		checker := randomName(b.rand, "")
		var frame []*Household
		for _, h := range c.village(at[0], at[1]).counted() {
			if h.Status != "清退户" {
				frame = append(frame, h)
			}
		}
		for k := range drawnHouseholds {
			h := frame[k*len(frame)/drawnHouseholds]
			c.Visits = append(c.Visits, visitOf(h, checker, time.Date(2018, 12, 10+i, 0, 0, 0, 0, time.UTC), k))
		}
	}
	for _, k := range []int{6, 62, 68, 77, 83} { // 长滩镇 (from 60) stays below 90 %
		c.Visits[k].answer("否")
		c.Visits[k].Answers[0] = "是"
	}
	c.Visits[22].Answers[3] = "否" // approves on the whole, not of everything
	for i, k := range []int{3, 17, 40} {
		c.Visits[k].answer("")
		c.add(Plant{ID: fmt.Sprintf("approval-unanswered-%d", i+1), What: "访到而未答复总体认可", Kind: "认可未答", HouseholdID: c.Visits[k].Household.ID,
			VillageCode: c.Visits[k].Household.Village.Code, Expect: "不计入认可度的分母,列为未答"})
	}
	for i, k := range []int{9, 55} {
		v := c.Visits[k]
		v.answer("")
		v.Conclusion, v.PerCapita, v.Found, v.Remark = "未访到", nil, nil, "两次上门均无人"
		c.add(Plant{ID: fmt.Sprintf("approval-absent-%d", i+1), What: "核查结论为未访到", Kind: "未访到", HouseholdID: v.Household.ID,
			VillageCode: v.Household.Village.Code, Expect: "不计入认可度"})
	}
	c.plantSample()
}

func visitOf(h *Household, checker string, day time.Time, k int) *Visit {
	v := &Visit{Household: h, Found: map[string]string{}, Conclusion: "正确", Checker: checker, Day: day}
	perHead := int64(4200)
	if net, known := h.netIncome(); known {
		perHead = divide(net, int64(h.Persons))
	}
	v.PerCapita = &perHead
	for name, value := range h.guarantees() {
		v.Found[name] = map[truth]string{yes: "是", unknown: "是", no: "否"}[value]
	}
	switch verdict := h.verdict(); {
	case verdict == "错退" || verdict == "漏评":
		v.Conclusion = verdict
	case k%3 == 2: // left to the standard
		v.Conclusion = ""
	}
	v.answer("是")
	return v
}

func (v *Visit) answer(s string) {
	v.Answers, v.Approves = [4]string{s, s, s, s}, s
}

// plantSample lets the visits find what the register does not say.
func (c *County) plantSample() {
	plant := func(id string, t, n int, status, what, kind, expect string, change func(*Visit)) {
		for _, v := range c.Visits {
			h := v.Household
			if h.Village != c.village(t, n) || h.Status != status || h.taken || v.Approves != "是" || h.Exclusion != "" {
				continue
			}
			h.taken = true
			change(v)
			c.SamplePlants = append(c.SamplePlants, Plant{ID: id, What: what, Kind: kind, HouseholdID: h.ID, VillageCode: h.Village.Code, Expect: expect})
			return
		}
		panic("nobody to visit for " + id)
	}
	plant("sample-wrong-exit", 2, 2, "脱贫户", "户表达标的脱贫户,核查人均 2610 元,结论错退", "核查错退", "抽样错退率计入该户", func(v *Visit) {
		v.PerCapita, v.Conclusion, v.Remark = ptr(2610), "错退", "务工收入虚报"
	})
	plant("sample-omission", 3, 7, "一般农户", "一般农户核查人均 2480 元、饮水不安全,结论空白", "核查漏评", "按标准判为漏评", func(v *Visit) {
		v.PerCapita, v.Found["water"], v.Conclusion = ptr(2480), "否", ""
	})
	plant("sample-suspected", 3, 2, "脱贫户", "结论错退,但核实状态为疑似", "核查疑似", "只列出,不计入抽样错退率", func(v *Visit) {
		v.PerCapita, v.Conclusion, v.State = ptr(2900), "错退", "疑似"
	})
	plant("sample-disproved", 1, 2, "一般农户", "结论漏评,但已举证排除", "核查已举证排除", "只列出,不计入抽样漏评率", func(v *Visit) {
		v.PerCapita, v.Found["housing"], v.Conclusion, v.State, v.Remark = ptr(2750), "否", "漏评", "已举证排除", "在县城另有住房，已举证"
	})
	for _, v := range c.Visits {
		c.checkedVisit(v)
	}
}

// verificationSheet lays out the visits of some townships. other writes the
// headers as another team does, in another order.
func (c *County) verificationSheet(name, file string, other bool, in func(*Township) bool) *grid {
	g := newGrid(name)
	heads := []string{"序号", "批次", "核实状态", "抽样层", "村代码", "户编号", "抽样类别", "核查人口数", "核查人均纯收入", "不愁吃", "不愁穿", "义务教育保障", "基本医疗保障", "住房安全", "饮水安全",
		"核查结论", "认可帮扶政策", "认可帮扶措施", "认可脱贫退出", "认可干部帮扶", "总体认可", "核查人", "核查日期", "备注"}
	if other {
		heads = []string{"序号", "批次", "抽样层", "村编码", "户编码", "抽样类别", "核查人口数（人）", "核查人均纯收入（元）", "吃不愁", "穿不愁", "义务教育", "基本医疗", "住房安全", "饮水安全",
			"核查结论", "核实状态", "总体认可", "认可帮扶政策", "认可帮扶措施", "认可脱贫退出", "认可干部帮扶", "核查日期", "核查人", "备注"}
	}
	g.title(1, 1, len(heads), countyName+"2018年脱贫攻坚入户核查表")
	g.put(2, 1, "核查单位：第三方评估组（虚构）")
	g.headRow(3, 1, heads)
	row := 4
	for _, v := range c.Visits {
		h := v.Household
		if !in(h.Village.Township) {
			continue
		}
		class := h.Status
		if class == "返贫户" {
			class = "未脱贫户"
		}
		var found []any
		for _, name := range guaranteeNames {
			found = append(found, text(v.Found[name]))
		}
		var perHead any
		if v.PerCapita != nil {
			perHead = *v.PerCapita
		}
		no, answers := int64(row-3), []any{text(v.Answers[0]), text(v.Answers[1]), text(v.Answers[2]), text(v.Answers[3])}
		cells := []any{no, "2018-1", text(v.State), h.Village.Township.Name, h.Village.Code, h.ID, class, int64(h.Persons), perHead}
		overall := 21
		if other {
			cells = []any{no, "2018-1", h.Village.Township.Name, h.Village.Code, h.ID, class, int64(h.Persons), perHead}
			cells = append(append(cells, found...), text(v.Conclusion), text(v.State), text(v.Approves))
			cells = append(append(cells, answers...), v.Day, v.Checker, text(v.Remark))
			overall = 17
		} else {
			cells = append(append(cells, found...), text(v.Conclusion))
			cells = append(append(cells, answers...), text(v.Approves), v.Checker, v.Day, text(v.Remark))
		}
		g.putRow(row, 1, cells...)
		c.placeVisit(h, place{file: file, sheet: name, row: row}, overall)
		row++
	}
	g.body = [4]int{4, 1, row - 1, len(heads)}
	g.putRow(row+1, 1, "核查人签字：", nil, nil, nil, nil, nil, "复核人：")
	return g
}

// placeVisit gives the plants of a visit their place in the verification sheet.
func (c *County) placeVisit(h *Household, at place, overall int) {
	settle := func(plants []Plant) {
		for i := range plants {
			p := &plants[i]
			visited := p.Kind == "认可未答" || p.Kind == "未访到" || len(p.Kind) > 6 && p.Kind[:6] == "核查"
			if visited && p.HouseholdID == h.ID {
				p.File, p.Sheet, p.Cell = at.file, at.sheet, address(at.row, overall)
			}
			if strings.HasPrefix(p.Kind, "verification_") && p.HouseholdID == h.ID {
				p.File, p.Sheet = at.file, at.sheet
			}
		}
	}
	settle(c.Plants)
	settle(c.SamplePlants)
}
