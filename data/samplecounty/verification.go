package samplecounty

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Visit is one household of the verification sample and what was found there.
type Visit struct {
	Household   *Household
	Class       string            // 抽样类别, as it was drawn
	VillageCode string            // as it stands in the sheet
	Weight      string            // 抽样权重, where the team's sheet has it
	State       string            // 核实状态; blank is 核实
	Pending     bool              // nobody has been there yet: the form is blank
	Persons     int64             // 核查人口数
	PerCapita   *int64            // 核查人均纯收入
	Found       map[string]string // the six guarantees by column
	Conclusion  string            // blank: judged by the standard from the facts
	Answers     [4]string         // 认可帮扶政策, 帮扶措施, 脱贫退出, 干部帮扶
	Approves    string            // 总体认可: 是, 否 or blank
	Checker     string
	Day         time.Time
	Remark      string
}

var guaranteeNames = []string{"food", "clothing", "education", "medical", "housing", "water"}

// visits lets the teams visit the households that were drawn. What they find is
// what the register says, but for what is planted. It has chances of its own, so
// that the rest of the county does not depend on it.
func (c *County) visits() {
	r := rand.New(rand.NewPCG(2018, 1210))
	c.draw(r)
	for _, f := range c.Frame {
		if !f.Drawn {
			continue
		}
		checker, day := randomName(r, ""), time.Date(2018, 12, 10+f.order%6, 0, 0, 0, 0, time.UTC)
		for _, class := range sampleClasses {
			for k, h := range f.Of[class].Sample {
				v := visitOf(h, checker, day, k)
				v.Class = class
				if teamOf(f.Village.Township) == 2 {
					v.Weight = fmt.Sprintf("%.4f", f.weight(class))
				}
				c.Visits = append(c.Visits, v)
			}
		}
	}
	c.answers()
	c.plantSample()
	c.plantSampleCells()
	for _, v := range c.Visits {
		c.checkedVisit(v)
	}
}

// eligible are the visits of a township, or of one of its villages, to
// households of a status in which nothing else is out of order.
func (c *County) eligible(t, n int, status string) []*Visit {
	var out []*Visit
	for _, v := range c.Visits {
		h := v.Household
		if h.Village.Township == c.Townships[t-1] && (n == 0 || h.Village.Number == n) && (status == "" || h.Status == status) &&
			!h.taken && v.Approves == "是" && h.Exclusion == "" && v.Conclusion != "错退" && v.Conclusion != "漏评" {
			out = append(out, v)
		}
	}
	return out
}

// answers lets some refuse: 长滩镇 stays below 90 %. Some do not answer, some are
// not at home, and in one village the team has not been everywhere yet.
func (c *County) answers() {
	for _, at := range [][2]int{{1, 4}, {3, 1}, {3, 9}, {3, 14}, {3, 19}, {3, 24}, {3, 29}} {
		v := c.eligible(at[0], 0, "")[at[1]]
		v.answer("否")
		v.Answers[0] = "是"
	}
	c.eligible(2, 0, "")[7].Answers[3] = "否" // approves on the whole, not of everything
	for i, at := range [][2]int{{1, 3}, {1, 17}, {2, 9}} {
		v := c.eligible(at[0], 0, "")[at[1]]
		v.answer("")
		c.add(Plant{ID: fmt.Sprintf("approval-unanswered-%d", i+1), What: "访到而未答复总体认可", Kind: "认可未答", HouseholdID: v.Household.ID,
			VillageCode: v.Household.Village.Code, Expect: "不计入认可度的分母,列为未答", visit: "overall"})
	}
	for i, at := range [][2]int{{1, 9}, {2, 20}} {
		v := c.eligible(at[0], 0, "一般农户")[at[1]]
		v.answer("")
		v.Conclusion, v.Persons, v.PerCapita, v.Found, v.Remark = "未访到", 0, nil, nil, "两次上门均无人"
		c.add(Plant{ID: fmt.Sprintf("approval-absent-%d", i+1), What: "核查结论为未访到", Kind: "未访到", HouseholdID: v.Household.ID,
			VillageCode: v.Household.Village.Code, Expect: "不计入认可度", visit: "overall"})
	}
	late := c.eligible(4, 5, "")
	for _, v := range late[len(late)-4:] {
		v.answer("")
		v.Pending, v.Conclusion, v.Persons, v.PerCapita, v.Found, v.Checker, v.Day = true, "", 0, nil, nil, "", time.Time{}
	}
}

func visitOf(h *Household, checker string, day time.Time, k int) *Visit {
	v := &Visit{Household: h, VillageCode: h.Village.Code, Persons: int64(h.Persons), Found: map[string]string{}, Conclusion: "正确", Checker: checker, Day: day}
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
		v := c.eligible(t, n, status)[0]
		v.Household.taken = true
		change(v)
		c.SamplePlants = append(c.SamplePlants, Plant{ID: id, What: what, Kind: kind, HouseholdID: v.Household.ID, VillageCode: v.Household.Village.Code, Expect: expect, visit: "overall"})
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
}

// plantSampleCells plants in the verification sheets what has to be found there.
func (c *County) plantSampleCells() {
	plant := func(v *Visit, rule, what, expect, column string, change func(*Visit)) {
		v.Household.taken = true
		change(v)
		c.late = append(c.late, Plant{ID: strings.ReplaceAll(rule, "_", "-"), What: what, Kind: rule, HouseholdID: v.Household.ID, VillageCode: v.VillageCode, Expect: expect, visit: column})
	}
	plant(c.eligible(1, 6, "一般农户")[1], "verification_persons_differ", "核查人口数比户表多一人", "警告两处不一致;率按核查人口数", "persons", func(v *Visit) { v.Persons++ })
	plant(c.eligible(4, 1, "脱贫户")[0], "verification_conclusion_facts", "脱贫户核查人均 2860 元,核查结论却填正确", "警告结论与事实不符;按结论计算", "conclusion", func(v *Visit) {
		v.PerCapita, v.Conclusion = ptr(2860), "正确"
	})
	for _, v := range c.Visits {
		if v.Class == "脱贫户" && v.Household.Status == "一般农户" {
			plant(v, "verification_class_differs", "抽样时是脱贫户,户表填一般农户", "警告不一致;权重按抽样类别,率按户表", "class", func(*Visit) {})
			break
		}
	}
	wrong := c.eligible(1, 2, "一般农户")[2]
	short := wrong.Household.Village
	plant(wrong, "sample_village_not_drawn", "村代码写成没有抽中的石塘村", "错误:该户不计入抽样评估", "village_code", func(v *Visit) { v.VillageCode = c.village(1, 3).Code })
	c.late = append(c.late, Plant{ID: "verification-village-differs", What: "同一户:村代码与户表的不同", Kind: "verification_village_differs", HouseholdID: wrong.Household.ID, VillageCode: wrong.VillageCode,
		Expect: "错误:两处的村不同", visit: "village_code"})
	c.late = append(c.late, Plant{ID: "frame-results-short", What: "同一户:所在的下坪村少了一户一般农户", Kind: "frame_results_short", VillageCode: short.Code, Expect: "警告核查表的户数少于样本户数"})
}
