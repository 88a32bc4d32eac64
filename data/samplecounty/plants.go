package samplecounty

import "fmt"

// Plant is one thing that was put into the county to be found.
type Plant struct {
	ID          string
	What        string // what was planted
	Kind        string // the verdict it must lead to, or the id of the rule that must find it
	File, Sheet string
	Cell        string // of a finding at a cell
	HouseholdID string
	VillageCode string
	Expect      string // what sanlv must say

	column string // of the household sheet, until the row has its place
}

func (c *County) add(p Plant) { c.Plants = append(c.Plants, p) }

func (c *County) village(township, number int) *Village {
	return c.Townships[township-1].Villages[number-1]
}

// take gives the next household of a village with a status, at least so many
// members, that nothing was planted in yet, and marks it as used.
func (c *County) take(v *Village, status string, members int) *Household {
	for _, h := range v.Households {
		if h.Status == status && len(h.Members) >= members && h.Override["taken"] == "" {
			h.Override["taken"] = "yes"
			return h
		}
	}
	panic(fmt.Sprintf("%s has no %s of %d members", v.Name, status, members))
}

// onHousehold plants something in a household: change makes it so.
func (c *County) onHousehold(id, kind, column string, h *Household, what, expect string, change func(*Household)) {
	change(h)
	c.add(Plant{ID: id, What: what, Kind: kind, HouseholdID: h.ID, VillageCode: h.Village.Code, Expect: expect, column: column})
}

func flag(name, value string) func(*Household) {
	return func(h *Household) { h.Flags[name] = value }
}

func ptr(n int64) *int64 { return &n }

func (c *County) plant() {
	c.plantWrongExits()
	c.plantOmissions()
	c.plantUnknowns()
	c.plantCells()
	c.plantRows()
	c.plantVillages()
	c.plantFiles()
}

func (c *County) plantWrongExits() {
	const kind = "错退"
	exit := func(id string, t, v, members int, what, why string, change func(*Household)) *Household {
		h := c.take(c.village(t, v), "脱贫户", members)
		c.onHousehold("wrong-exit-"+id, kind, "", h, what, "错退:"+why, change)
		return h
	}
	exit("income", 1, 1, 2, "脱贫户人均纯收入低于贫困线", "人均纯收入不高于贫困线", func(h *Household) { h.earn(int64(h.Persons) * 2700) })
	at := exit("at-line", 2, 2, 2, "脱贫户人均纯收入恰为 2995 元", "恰等于贫困线,不高于线", func(h *Household) {
		h.Wage, h.Business, h.Property, h.Transfer, h.Pension, h.Excluded, h.Expense = ptr(int64(h.Persons)*line), nil, nil, nil, nil, nil, nil
	})
	c.add(Plant{ID: "at-line-notice", What: "同一户:收入恰在线上", Kind: "income_at_line", HouseholdID: at.ID, VillageCode: at.Village.Code, Expect: "提示收入恰等于贫困线"})
	exit("ten-thousand", 1, 2, 3, "以万元填报的表中,脱贫户人均 2600 元", "人均纯收入不高于贫困线", func(h *Household) { h.earn(int64(h.Persons) * 2600) })
	exit("food", 2, 3, 1, "脱贫户不愁吃填否(写作 ×)", "不愁吃未达到", flag("food", "否"))
	exit("water", 1, 3, 1, "脱贫户饮水安全填否(写作 0)", "饮水安全无保障", flag("water", "否"))
	exit("housing-grade", 2, 5, 1, "脱贫户住房安全空白,危房等级 D", "住房安全无保障", func(h *Household) { h.Flags["housing"], h.Grade = "", "D" })
	exit("dropout", 3, 1, 3, "脱贫户义务教育保障空白,一名12岁成员因厌学辍学", "义务教育无保障", func(h *Household) {
		h.Flags["education"] = ""
		c.reborn(&h.Members[2], 12)
		h.Members[2].School, h.Members[2].Dropout = "", "因厌学"
	})
	exit("uninsured", 3, 2, 2, "脱贫户基本医疗保障空白,配偶未参保", "基本医疗无保障", func(h *Household) { h.Flags["medical"], h.Members[1].Insured = "", "否" })
	clash := exit("conflict", 3, 4, 1, "脱贫户住房安全填是,危房等级却是 C", "两处矛盾,按不安全处理", func(h *Household) { h.Grade = "C" })
	c.add(Plant{ID: "conflict-finding", What: "同一户:住房安全与危房等级矛盾", Kind: "housing_conflict", HouseholdID: clash.ID, VillageCode: clash.Village.Code,
		Expect: "警告两处矛盾", column: "housing"})
}

// reborn gives a member another age and an ID number to go with it.
func (c *County) reborn(p *Person, years int) {
	p.Born = asOf.AddDate(-years, -3, 0)
	p.ID = idNumber(p.Born, 499-years, p.Sex)
}

func (c *County) plantOmissions() {
	omit := func(id string, t, v, members int, what string, change func(*Household)) {
		h := c.take(c.village(t, v), "一般农户", members)
		c.onHousehold("omission-"+id, "漏评", "", h, what, "漏评:收入低于线且有保障项未达到", func(h *Household) {
			h.earn(int64(h.Persons) * 2400)
			change(h)
		})
	}
	omit("water", 1, 4, 2, "一般农户人均 2400 元,饮水安全填否", flag("water", "否"))
	omit("housing", 2, 1, 2, "一般农户人均 2400 元,住房安全填否、危房等级 D", func(h *Household) { h.Flags["housing"], h.Grade = "否", "D" })
	omit("medical", 2, 6, 2, "一般农户人均 2400 元,基本医疗填否、户主未参保", func(h *Household) { h.Flags["medical"], h.Members[0].Insured = "否", "否" })
	omit("food", 3, 3, 2, "一般农户人均 2400 元,不愁吃填否(写作 无)", flag("food", "否"))
	omit("ten-thousand", 3, 2, 2, "以万元填报的表中,一般农户人均 2400 元,饮水安全填否", flag("water", "否"))
	omit("members-decide", 3, 6, 3, "一般农户人均 2400 元,义务教育空白,一名10岁成员因病失学", func(h *Household) {
		h.Flags["education"] = ""
		c.reborn(&h.Members[2], 10)
		h.Members[2].School, h.Members[2].Dropout = "", "因病"
	})
	omit("clothing", 4, 1, 2, "一般农户人均 2400 元,不愁穿填否", flag("clothing", "否"))

	h := c.take(c.village(1, 5), "一般农户", 2)
	c.onHousehold("excluded", "有排除情形", "", h, "一般农户人均 2300 元、饮水安全填否,但有财政供养人员", "不判漏评", func(h *Household) {
		h.earn(int64(h.Persons) * 2300)
		h.Flags["water"], h.Exclusion = "否", "excl_public_salary"
	})
	h = c.take(c.village(2, 7), "脱贫户", 2)
	c.onHousehold("wrongly-registered", "错评", "", h, "脱贫户有经商办企业的排除情形", "错评(wrongly_registered)", func(h *Household) { h.Exclusion = "excl_business" })
}

func (c *County) plantUnknowns() {
	unknown := func(id, status string, t, v int, what, column, rule string, change func(*Household)) {
		h := c.take(c.village(t, v), status, 2)
		c.onHousehold("unknown-"+id, "待核", "", h, what, "待核", change)
		if rule != "" {
			c.add(Plant{ID: "unknown-" + id + "-cell", What: "同一户:" + what, Kind: rule, HouseholdID: h.ID, VillageCode: h.Village.Code, Expect: "指出该单元格和改法", column: column})
		}
	}
	unknown("no-income", "脱贫户", 1, 6, "脱贫户四项收入全部空白", "", "", func(h *Household) {
		h.Wage, h.Business, h.Property, h.Transfer, h.Pension, h.Excluded, h.Expense = nil, nil, nil, nil, nil, nil, nil
	})
	unknown("no-flag", "脱贫户", 2, 4, "脱贫户饮水安全空白,别无依据", "", "", flag("water", ""))
	unknown("income-cell", "脱贫户", 3, 5, "脱贫户工资性收入写作 3,2oo", "wage_income", "num.format", func(h *Household) { h.Override["wage_income"], h.RejectedIncome = "3,2oo", true })
	unknown("flag-cell", "脱贫户", 1, 8, "脱贫户饮水安全写作 不清楚", "water", "yesno.value", func(h *Household) {
		h.Override["water"], h.Flags["water"], h.RejectedFlag = "不清楚", "", "water"
	})
	unknown("not-registered", "一般农户", 3, 8, "一般农户人均 2500 元,饮水安全空白", "", "", func(h *Household) {
		h.earn(int64(h.Persons) * 2500)
		h.Flags["water"] = ""
	})
	unknown("insurance", "脱贫户", 4, 2, "脱贫户基本医疗空白,一名成员参保情况空白", "", "", func(h *Household) { h.Flags["medical"], h.Members[1].Insured = "", "" })
}

func (c *County) plantCells() {
	h := c.take(c.village(1, 1), "一般农户", 3)
	c.onHousehold("persons-words", "num.format", "persons", h, "家庭人口数写作 中文数字", "指出该单元格;人数按人表", func(h *Household) {
		h.Override["persons"] = []string{"", "", "", "三口", "四口", "五口"}[len(h.Members)]
	})
	c.add(Plant{ID: "persons-words-inferred", What: "同一户:人数按人表", Kind: "persons_inferred", HouseholdID: h.ID, VillageCode: h.Village.Code, Expect: "警告按人表人数计算", column: "persons"})

	h = c.take(c.village(2, 1), "一般农户", 2)
	c.onHousehold("full-stop", "num.format", "property_income", h, "财产性收入写作 1。5", "指出该单元格", func(h *Household) {
		h.Override["property_income"], h.RejectedIncome = "1。5", true
	})
	h = c.take(c.village(3, 4), "一般农户", 2)
	c.onHousehold("head-check-digit", "id.checkdigit", "head_id_number", h, "户主证件号码的校验位不对", "警告校验位", func(h *Household) {
		id := h.Members[0].ID
		last := byte('0')
		if id[17] == '0' {
			last = '1'
		}
		h.Override["head_id_number"] = id[:17] + string(last)
	})
	h = c.take(c.village(1, 8), "一般农户", 2)
	c.onHousehold("declared-differs", "income_declared_differs", "declared_per_capita", h, "填报的人均纯收入与各项收入不符", "警告两数不符,判定用计算的数", func(h *Household) {
		h.Override["declared_per_capita"] = "1888"
	})
	h = c.take(c.village(2, 8), "一般农户", 3)
	c.onHousehold("persons-differ", "persons_differ", "persons", h, "家庭人口数比人表多一人", "警告两表不一致", func(h *Household) { h.Persons++ })
	h = c.take(c.village(3, 1), "一般农户", 2)
	c.onHousehold("id-as-number", "id.asnumber", "head_id_number", h, "户主证件号码以数值存储", "错误:尾数已丢失,不作证件号码用", func(h *Household) {
		h.Override["head_id_number"] = "as number"
	})
}

func (c *County) plantRows() {
	v := c.village(2, 3)
	h := c.take(v, "一般农户", 1)
	c.onHousehold("no-household-id", "key.missing", "household_id", h, "一行的户编号空白", "该行拒收,指出单元格", func(h *Household) {
		h.Override["household_id"], h.LeftOut = "blank", true
	})
	v = c.village(1, 3)
	one, two := c.take(v, "一般农户", 1), c.take(v, "一般农户", 1)
	if number(one) > number(two) {
		one, two = two, one
	}
	two.Override["household_id"], two.LeftOut = one.ID, true
	for i, h := range []*Household{one, two} {
		p := Plant{ID: fmt.Sprintf("duplicate-%d", i+1), What: "两户的户编号相同", Kind: "household_duplicate", HouseholdID: one.ID, VillageCode: v.Code,
			Expect: "两行都指出;先出现的一行计入", column: "household_id"}
		if i == 1 {
			p.HouseholdID = h.ID // where its row stands; the finding carries the number it shares
		}
		c.add(p)
	}
}

func number(h *Household) string { return h.ID }
