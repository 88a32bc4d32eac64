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
	member int    // of a member sheet: the number within the household, from 1
	visit  string // column of the verification sheet, until the row has its place
}

func (c *County) add(p Plant) { c.Plants = append(c.Plants, p) }

func (c *County) village(township, number int) *Village {
	return c.Townships[township-1].Villages[number-1]
}

// take gives a household of a village with a status and a number of members that
// nothing was planted in yet, and marks it as used. Where it begins to look moves
// on from plant to plant, so that they do not all stand in the first rows.
func (c *County) take(v *Village, status string, members int) *Household {
	n := len(v.Households)
	for k := range n {
		h := v.Households[(11*len(c.Plants)+5+k)%n]
		if h.Status == status && len(h.Members) == members && !h.taken && h.Exclusion == "" {
			h.taken = true
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
	c.plantMemberCells()
	c.plantRows()
	c.plantVillages()
	c.plantFiles()
	c.plantChecks()
	c.plantNotToExit()
}

// plantWrongExits also sees to it that the townships differ: in 白杨乡 the rate
// stays below two per cent, in 青石镇 the unknown households decide, and in 长滩镇
// it is above.
func (c *County) plantWrongExits() {
	const kind = "错退"
	exit := func(id string, t, v, members int, what, why string, change func(*Household)) *Household {
		h := c.take(c.village(t, v), "脱贫户", members)
		c.onHousehold("wrong-exit-"+id, kind, "", h, what, "错退:"+why, change)
		return h
	}
	exit("income", 1, 1, 2, "脱贫户人均纯收入 2700 元,低于贫困线", "人均纯收入不高于贫困线", func(h *Household) { h.earn(int64(h.Persons) * 2700) })
	at := exit("at-line", 2, 2, 3, "脱贫户人均纯收入恰为 2995 元", "恰等于贫困线,不高于线", func(h *Household) {
		h.Wage, h.Business, h.Property, h.Transfer, h.Pension, h.Excluded, h.Expense = ptr(int64(h.Persons)*line), nil, nil, nil, nil, nil, nil
	})
	c.add(Plant{ID: "at-line-notice", What: "同一户:收入恰在线上", Kind: "income_at_line", HouseholdID: at.ID, VillageCode: at.Village.Code, Expect: "提示收入恰等于贫困线"})
	exit("ten-thousand", 1, 2, 3, "以万元填报的表中,脱贫户人均 2600 元", "人均纯收入不高于贫困线", func(h *Household) { h.earn(int64(h.Persons) * 2600) })
	exit("food", 2, 3, 3, "脱贫户不愁吃填否(写作 ×)", "不愁吃未达到", flag("food", "否"))
	exit("water", 1, 3, 3, "脱贫户饮水安全填否(写作 0)", "饮水安全无保障", flag("water", "否"))
	exit("housing-grade", 3, 5, 3, "脱贫户住房安全空白,危房等级 D", "住房安全无保障", func(h *Household) { h.Flags["housing"], h.Grade = "", "D" })
	exit("dropout", 3, 1, 4, "脱贫户义务教育保障空白,一名12岁成员因厌学辍学", "义务教育无保障", func(h *Household) {
		h.Flags["education"] = ""
		h.dropOut(3, 12, "因厌学")
		h.earn(int64(h.Persons) * 5200)
	})
	exit("uninsured", 3, 2, 3, "脱贫户基本医疗保障空白,配偶未参保", "基本医疗无保障", func(h *Household) { h.Flags["medical"], h.Members[1].Insured = "", "否" })
	clash := exit("conflict", 3, 6, 4, "脱贫户住房安全填是,危房等级却是 D", "两处矛盾,按不安全处理", func(h *Household) { h.Grade = "D" })
	c.add(Plant{ID: "conflict-finding", What: "同一户:住房安全与危房等级矛盾", Kind: "housing_conflict", HouseholdID: clash.ID, VillageCode: clash.Village.Code,
		Expect: "警告两处矛盾", column: "housing"})
}

// dropOut makes the n-th member a child of school age that is not at school.
func (h *Household) dropOut(n, years int, reason string) {
	p := &h.Members[n-1]
	p.Born = asOf.AddDate(-years, -3, -2)
	p.ID = idNumber(p.Born, 499-years, p.Sex)
	p.School, p.Dropout, p.Health, p.Disability, p.DisabilityLevel = "", reason, "健康", "", ""
	if reason == "因病" {
		p.Health = "患有大病"
	}
	p.settle(50)
}

func (c *County) plantOmissions() {
	omit := func(id string, t, v, members int, what string, change func(*Household)) {
		h := c.take(c.village(t, v), "一般农户", members)
		c.onHousehold("omission-"+id, "漏评", "", h, what, "漏评:收入低于线且有保障项未达到", func(h *Household) {
			change(h)
			h.earn(int64(h.Persons) * 2400)
		})
	}
	omit("water", 1, 4, 3, "一般农户人均 2400 元,饮水安全填否", flag("water", "否"))
	omit("housing", 2, 5, 3, "一般农户人均 2400 元,住房安全填否、危房等级 D", func(h *Household) { h.Flags["housing"], h.Grade = "否", "D" })
	omit("medical", 2, 6, 2, "一般农户人均 2400 元,基本医疗填否、户主未参保", func(h *Household) { h.Flags["medical"], h.Members[0].Insured = "否", "否" })
	omit("food", 3, 3, 4, "一般农户人均 2400 元,不愁吃填否(写作 无)", flag("food", "否"))
	omit("ten-thousand", 3, 2, 3, "以万元填报的表中,一般农户人均 2400 元,饮水安全填否", flag("water", "否"))
	omit("members-decide", 3, 6, 4, "一般农户人均 2400 元,义务教育空白,一名10岁成员因病失学", func(h *Household) {
		h.Flags["education"] = ""
		h.dropOut(3, 10, "因病")
	})
	omit("clothing", 4, 1, 3, "一般农户人均 2400 元,不愁穿填否", flag("clothing", "否"))

	h := c.take(c.village(1, 5), "一般农户", 3)
	c.onHousehold("excluded", "有排除情形", "", h, "一般农户人均 2300 元、饮水安全填否,但有财政供养人员", "不判漏评", func(h *Household) {
		h.earn(int64(h.Persons) * 2300)
		h.Flags["water"], h.Exclusion = "否", "excl_public_salary"
	})
	h = c.take(c.village(2, 7), "脱贫户", 4)
	c.onHousehold("wrongly-registered", "错评", "", h, "脱贫户有经商办企业的排除情形", "错评(wrongly_registered)", func(h *Household) { h.Exclusion = "excl_business" })
}

func (c *County) plantUnknowns() {
	unknown := func(id, status string, t, v, members int, what, column, rule string, change func(*Household)) {
		h := c.take(c.village(t, v), status, members)
		c.onHousehold("unknown-"+id, "待核", "", h, what, "待核", change)
		if rule != "" {
			c.add(Plant{ID: "unknown-" + id + "-cell", What: "同一户:" + what, Kind: rule, HouseholdID: h.ID, VillageCode: h.Village.Code, Expect: "指出该单元格和改法", column: column})
		}
	}
	unknown("no-income", "脱贫户", 1, 6, 3, "脱贫户四项收入全部空白", "", "", func(h *Household) {
		h.Wage, h.Business, h.Property, h.Transfer, h.Pension, h.Excluded, h.Expense = nil, nil, nil, nil, nil, nil, nil
	})
	unknown("no-flag", "脱贫户", 2, 6, 2, "脱贫户饮水安全空白,别无依据", "", "", flag("water", ""))
	unknown("income-cell", "脱贫户", 3, 5, 3, "脱贫户工资性收入写作 3,2oo", "wage_income", "num.format", func(h *Household) { h.Override["wage_income"], h.RejectedIncome = "3,2oo", true })
	unknown("flag-cell", "脱贫户", 1, 8, 3, "脱贫户饮水安全写作 不清楚", "water", "yesno.value", func(h *Household) {
		h.Override["water"], h.Flags["water"], h.RejectedFlag = "不清楚", "", "water"
	})
	unknown("not-registered", "一般农户", 3, 8, 2, "一般农户人均 2500 元,饮水安全空白", "", "", func(h *Household) {
		h.earn(int64(h.Persons) * 2500)
		h.Flags["water"] = ""
	})
	unknown("insurance", "脱贫户", 4, 2, 3, "脱贫户基本医疗空白,一名成员参保情况空白", "", "", func(h *Household) { h.Flags["medical"], h.Members[1].Insured = "", "" })
}

func (c *County) plantCells() {
	h := c.take(c.village(1, 1), "一般农户", 4)
	c.onHousehold("persons-words", "num.format", "persons", h, "家庭人口数写作 四口", "指出该单元格;人数按人表", func(h *Household) { h.Override["persons"] = "四口" })
	c.add(Plant{ID: "persons-words-inferred", What: "同一户:人数按人表", Kind: "persons_inferred", HouseholdID: h.ID, VillageCode: h.Village.Code, Expect: "警告按人表人数计算", column: "persons"})

	h = c.take(c.village(2, 1), "一般农户", 3)
	c.onHousehold("full-stop", "num.format", "property_income", h, "财产性收入写作 1。5", "指出该单元格;各项保障都有,不判漏评也不待核", func(h *Household) {
		h.Override["property_income"], h.RejectedIncome = "1。5", true
	})
	h = c.take(c.village(3, 4), "一般农户", 3)
	c.onHousehold("head-check-digit", "id.checkdigit", "head_id_number", h, "户主证件号码的校验位不对", "警告校验位", func(h *Household) {
		h.Override["head_id_number"] = wrongCheckDigit(h.Members[0].ID)
	})
	h = c.take(c.village(1, 8), "一般农户", 3)
	c.onHousehold("declared-differs", "income_declared_differs", "declared_per_capita", h, "填报的人均纯收入 1888 元与各项收入不符", "警告两数不符,判定用计算的数", func(h *Household) {
		h.Override["declared_per_capita"] = "1888"
	})
	h = c.take(c.village(2, 8), "一般农户", 3)
	c.onHousehold("persons-differ", "persons_differ", "persons", h, "家庭人口数比人表多一人", "警告两表不一致", func(h *Household) { h.Persons++ })
	h = c.take(c.village(3, 1), "一般农户", 3)
	c.onHousehold("id-as-number", "id.asnumber", "head_id_number", h, "户主证件号码以数值存储", "错误:尾数已丢失,不作证件号码用", func(h *Household) {
		h.Override["head_id_number"] = "as number"
	})
}

// plantMemberCells plants in cells of the member sheets.
func (c *County) plantMemberCells() {
	plant := func(id, kind string, t, v, member int, what, expect string, change func(*Person)) {
		h := c.take(c.village(t, v), "一般农户", 4)
		p := &h.Members[member-1]
		p.Override = map[string]string{}
		change(p)
		c.add(Plant{ID: id, What: what, Kind: kind, HouseholdID: h.ID, VillageCode: h.Village.Code, Expect: expect, column: "id_number", member: member})
	}
	plant("member-check-digit", "id.checkdigit", 2, 2, 2, "人表中一名成员的证件号码校验位不对", "警告校验位", func(p *Person) {
		p.Override["id_number"] = wrongCheckDigit(p.ID)
	})
	plant("member-id-as-number", "id.asnumber", 3, 4, 3, "人表中一名成员的证件号码以数值存储", "错误:尾数已丢失,不作证件号码用", func(p *Person) {
		p.Override["id_number"] = "as number"
	})
}

func (c *County) plantRows() {
	v := c.village(2, 3)
	h := c.take(v, "一般农户", 3)
	h.Override["household_id"], h.LeftOut = "blank", true
	c.add(Plant{ID: "no-household-id", What: "一行的户编号空白", Kind: "key.missing", HouseholdID: h.ID, VillageCode: v.Code, Expect: "该行拒收,指出单元格", column: "household_id"})

	v = c.village(1, 3)
	one, two := c.take(v, "一般农户", 3), c.take(v, "一般农户", 3)
	if one.Number > two.Number {
		one, two = two, one
	}
	two.Override["household_id"], two.LeftOut = one.ID, true
	for i, h := range []*Household{one, two} { // where its row stands; the finding carries the number that they share
		c.add(Plant{ID: fmt.Sprintf("duplicate-%d", i+1), What: "两户的户编号相同", Kind: "household_duplicate", HouseholdID: h.ID, VillageCode: v.Code,
			Expect: "两行都指出;先出现的一行计入", column: "household_id"})
	}
}

// settlePlants gives the plants the places that their rows came to stand in.
func (c *County) settlePlants() {
	byID := map[string]*Household{}
	for _, t := range c.Townships {
		for _, v := range t.Villages {
			for _, h := range v.Households {
				byID[h.ID] = h
			}
		}
	}
	for i := range c.Plants {
		p := &c.Plants[i]
		if p.File != "" || p.HouseholdID == "" {
			continue
		}
		at, ok := c.places[p.HouseholdID]
		if p.member > 0 {
			at, ok = c.persons[personKey(p.HouseholdID, p.member)]
		}
		if ok {
			p.File, p.Sheet = at.file, at.sheet
			if p.column != "" {
				p.Cell = address(at.row, at.columns[p.column])
			}
		}
		switch shown := byID[p.HouseholdID].Override["household_id"]; shown {
		case "":
		case "blank":
			p.HouseholdID = ""
		default:
			p.HouseholdID = shown
		}
	}
}
