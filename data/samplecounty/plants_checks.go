package samplecounty

import (
	"fmt"
	"strings"
)

// plantChecks plants what the data checks are to find, a few of every group, in
// cells only: what the households are does not change. It comes after the other
// plants, so that those stay where they are.
func (c *County) plantChecks() {
	c.plantPersons()
	c.plantRegister()
	c.plantSeenAgain()
}

// takeIf is take for a household that holds what is asked of it.
func (c *County) takeIf(v *Village, status string, holds func(*Household) bool) *Household {
	for _, h := range v.Households {
		if h.Status == status && !h.taken && h.Exclusion == "" && holds(h) {
			h.taken = true
			return h
		}
	}
	panic(fmt.Sprintf("%s has no %s that will do", v.Name, status))
}

// memberIf is the number of the first member who holds what is asked, from 1; 0
// for none.
func (h *Household) memberIf(holds func(Person) bool) int {
	for i, m := range h.Members {
		if holds(m) {
			return i + 1
		}
	}
	return 0
}

func (c *County) plantPersons() {
	plant := func(id, kind, column string, t, v int, status string, holds func(Person) bool, what, expect string, text func(Person) string) *Household {
		h := c.takeIf(c.village(t, v), status, func(h *Household) bool { return h.memberIf(holds) > 0 })
		n := h.memberIf(holds)
		p := &h.Members[n-1]
		p.Override = map[string]string{column: text(*p)}
		c.add(Plant{ID: id, What: what, Kind: kind, HouseholdID: h.ID, VillageCode: h.Village.Code, Expect: expect, column: column, member: n})
		return h
	}
	say := func(s string) func(Person) string { return func(Person) string { return s } }

	plant("school-preschool", "preschool_old", "school_status", 1, 3, "一般农户", func(p Person) bool { return age(p.Born) >= 8 && age(p.Born) <= 11 }, "一名小学年龄的孩子填学前教育", "警告过了学龄还填学龄前", say("学前教育"))
	plant("labour-none", "labour_none_healthy", "labour_skill", 1, 4, "一般农户", func(p Person) bool {
		return age(p.Born) >= 30 && age(p.Born) < 50 && p.Health == "健康" && p.Labour == "普通劳动力"
	}, "一名健康的壮年填无劳动力", "警告健康而没有劳动力", say("无劳动力"))
	plant("aid-twice", "aid_twice", "extreme_poverty_aid", 2, 8, "脱贫户", func(p Person) bool { return p.LowIncomeAid && p.Health != "健康" }, "享受低保的一人又填特困供养", "错误:两项不能同时享受", say("是"))
	head := plant("no-head", "household_no_head", "relationship", 4, 3, "一般农户", func(p Person) bool { return p.Relationship == "户主" }, "户主的与户主关系填成其他", "错误:没有户主", say("其他"))
	// it is found at the household's row
	last := &c.Plants[len(c.Plants)-1]
	last.HouseholdID, last.column, last.member = head.ID, "household_id", 0

	alone := c.takeIf(c.village(1, 8), "一般农户", func(h *Household) bool { return len(h.Members) == 1 && h.Members[0].Sex == "男" })
	alone.Members[0].Override = map[string]string{"sex": "女"}
	c.add(Plant{ID: "sex-digit", What: "户主的性别填女,证件号码第17位却是单数", Kind: "member_sex_digit", HouseholdID: alone.ID, VillageCode: alone.Village.Code,
		Expect: "错误:性别与证件号码不符", column: "sex", member: 1})

	// the same spouse in the sheets of two villages
	spouse := func(p Person) bool {
		return p.Relationship == "配偶" && p.Sex == "女" && age(p.Born) >= 35 && age(p.Born) <= 50
	}
	var other Person
	counted := c.takeIf(c.village(1, 6), "一般农户", func(h *Household) bool { return h.memberIf(spouse) > 0 })
	other = counted.Members[counted.memberIf(spouse)-1]
	twice := plant("two-villages", "member_two_villages", "id_number", 3, 8, "一般农户", spouse, "一名配偶的证件号码在另一村的户中也有", "错误:一人不能计入两户", func(Person) string { return other.ID })
	twice.Members[twice.memberIf(spouse)-1].Override["birth_date"] = other.Born.Format("2006-01-02")
	c.add(Plant{ID: "two-villages-other", What: "同一人:在另一村", Kind: "member_two_villages", HouseholdID: counted.ID, VillageCode: counted.Village.Code,
		Expect: "错误:一人不能计入两户", column: "id_number", member: counted.memberIf(spouse)})
}

func (c *County) plantRegister() {
	plant := func(id, kind, column string, t, v int, status string, holds func(*Household) bool, what, expect string, change func(*Household)) {
		h := c.takeIf(c.village(t, v), status, holds)
		c.onHousehold(id, kind, column, h, what, expect, change)
	}
	perHead := func(h *Household, more int64) int64 {
		net, _ := h.netIncome()
		return divide(net+more, int64(h.Persons))
	}
	plant("declared-unit", "income_unit_slip", "declared_per_capita", 3, 8, "一般农户", func(h *Household) bool { return h.Persons == 3 }, "人均纯收入按万元填,表上的单位是元", "警告相差一万倍", func(h *Household) {
		n := perHead(h, 0)
		h.Override["declared_per_capita"] = fmt.Sprintf("%d.%04d", n/10000, n%10000)
	})
	plant("part-small", "income_part_small", "property_income", 2, 7, "一般农户", func(h *Household) bool { return h.Property == nil && h.Persons == 4 }, "财产性收入填 35 元", "警告像是单位填错", func(h *Household) {
		h.Override["property_income"], h.Override["declared_per_capita"] = "35", fmt.Sprint(perHead(h, 35))
	})
	plant("exit-early", "exit_before_identified", "exit_year", 2, 4, "脱贫户", func(h *Household) bool { return h.IdentifiedYear == 2014 }, "脱贫年度填 2013 年,早于识别年度", "错误:脱贫早于识别", func(h *Household) { h.Override["exit_year"] = "2013" })
	plant("cause-ill", "cause_ill_healthy", "main_cause", 3, 5, "脱贫户", func(h *Household) bool {
		return h.Cause != "因病" && h.memberIf(func(p Person) bool { return p.Health != "健康" && p.Health != "残疾" }) == 0
	}, "致贫原因填因病,全户没有病人", "警告没有病人", func(h *Household) { h.Override["main_cause"] = "因病" })
}

// plantSeenAgain lists what was planted for the verdicts and the sums and what a
// data check finds as well.
func (c *County) plantSeenAgain() {
	for _, t := range c.Townships {
		for _, v := range t.Villages {
			for _, h := range v.Households {
				for i, m := range h.Members {
					p := Plant{HouseholdID: h.ID, VillageCode: v.Code, member: i + 1}
					switch {
					case m.Dropout != "":
						p.ID, p.What, p.Kind, p.Expect, p.column = "dropout-"+h.ID, "失学辍学的孩子", "child_not_in_school", "警告义务教育阶段没有在校", "dropout_reason"
					case m.Insured == "否":
						p.ID, p.What, p.Kind, p.Expect, p.column = "uninsured-"+h.ID, "没有参保的成员", "insured_neither", "警告两种医保都没有参加", "resident_medical"
					default:
						continue
					}
					p.What = "同一户:" + p.What
					c.add(p)
				}
			}
		}
	}
	const file, sheet = "乡镇表2018.xlsx", "乡镇表"
	c.add(Plant{ID: "township-sum", What: "白杨乡:未脱贫人口多报 5 人,与已脱贫人口之和不等于建档立卡人口", Kind: "township_register_sum", File: file, Sheet: sheet, Expect: "错误:三栏不符"})
	c.add(Plant{ID: "township-villages", What: "大塘村的村表贫困户数多报 2 户,青石镇的乡镇表没有", Kind: "township_villages_differ", File: file, Sheet: sheet, Expect: "警告乡镇表与村表合计不符"})
	c.add(Plant{ID: "county-total", What: "白杨乡的乡镇表未脱贫人口多报 5 人,县表没有", Kind: "county_townships_differ", File: "县表2018.xlsx", Sheet: "县表", Expect: "警告县表与乡镇表合计不符"})
}

// checkedVisit lists what the checks find in a visit that found what the register
// does not say.
func (c *County) checkedVisit(v *Visit) {
	h := v.Household
	net, known := h.netIncome()
	add := func(kind, what, column string) {
		c.late = append(c.late, Plant{ID: kind + "-" + h.ID, What: what, Kind: kind, HouseholdID: h.ID, VillageCode: v.VillageCode, Expect: "提示核查与户表不同", visit: column})
	}
	if perHead := divide(net, int64(h.Persons)); known && v.PerCapita != nil && 2*max(*v.PerCapita-perHead, perHead-*v.PerCapita) > perHead {
		add("verification_income_differs", "核查人均纯收入与户表相差一半以上", "per_capita")
	}
	held := h.guarantees()
	for _, name := range guaranteeNames {
		if found := said(v.Found[name]); found*held[name] < 0 {
			add("verification_guarantee_differs", "核查查到的保障情况与户表相反", name)
		}
	}
}

// plantPolicyCheck plants in the rows of the policy sheets.
func (c *County) plantPolicyCheck(l *listing, township int, g grant) {
	p := Plant{HouseholdID: g.household.ID, VillageCode: g.household.Village.Code}
	switch {
	case township == 1 && g.person != nil && g.household.Village.Number == 7 && !c.planted("policy-person"):
		p.ID, p.What, p.Kind, p.Expect = "policy-person", "享受政策的人不是这一户的成员", "policy_person_elsewhere", "错误:不是本户成员"
		l.plant(6, c.village(1, 2).Households[0].Members[0].ID, p)
	case township == 3 && g.household.Village.Number == 7 && !c.planted("policy-village"):
		p.ID, p.What, p.Kind, p.Expect = "policy-village", "政策享受表的村代码写成了邻村的", "sheet_village_differs", "警告村代码与户表不同"
		l.plant(0, c.village(3, 8).Code, p)
	}
}

// late lists a project or a rectification that is past its day; column is that
// of the day.
func (l *listing) late(column int, kind, what string, p Plant) {
	p.ID, p.What, p.Kind, p.Expect = fmt.Sprintf("%s-%d", strings.TrimSuffix(kind, "_overdue"), l.row), what, kind, "提示已过期限"
	p.File, p.Sheet, p.Cell = l.file, l.g.name, address(l.row-1, l.left+column)
	l.c.add(p)
}
