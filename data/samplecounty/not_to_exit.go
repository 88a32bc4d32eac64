package samplecounty

import (
	"fmt"
	"time"
)

// leaving reports whether the household's sheet says that it left poverty in the
// year of the assessment: the not-to-exit rules (不得脱贫) apply to it.
func (h *Household) leaving() bool {
	return h.Village.Arrives && h.Village.Layout.more && !h.LeftOut && h.Status == "脱贫户" && h.ExitYear == asOf.Year() && h.Override["exit_year"] == ""
}

// plantNotToExit plants what keeps a household from leaving poverty. What the
// invented households bear out by themselves is worked out by NotToExit.
func (c *County) plantNotToExit() {
	plant := func(id, kind, column string, holds func(*Household) bool, what, expect string, change func(*Household)) {
		for i := len(c.Townships) - 1; i >= 0; i-- {
			for _, v := range c.Townships[i].Villages {
				for _, h := range v.Households {
					if h.leaving() && !h.taken && h.Exclusion == "" && h.verdict() == "" && holds(h) {
						h.taken = true
						c.onHousehold(id, kind, column, h, what, expect, change)
						return
					}
				}
			}
		}
		panic("nobody leaves for " + id)
	}
	sick := func(h *Household) bool {
		return h.memberIf(func(p Person) bool { return p.Health == "患有大病" }) > 0
	}
	plant("exit-not-moved-in", "not_exit_not_moved_in", "moved_in", func(h *Household) bool { return h.Relocated }, "2018年脱贫的易地搬迁户没有入住", "不得脱贫:未入住",
		func(h *Household) { h.Override["moved_in"], h.Override["old_house_removed"] = "否", "否" })
	plant("exit-costs", "not_exit_costs", "medical_expense", sick, "2018年脱贫户医疗总费用 188000 元,报销 8300 元", "不得脱贫:就医支出超过收入",
		func(h *Household) { h.Override["medical_expense"] = "188000" })
	plant("exit-no-measure", "not_exit_no_measure", "exit_year", func(h *Household) bool { return h.Attribute == "一般贫困户" && !sick(h) && !h.Relocated }, "2018年脱贫户没有一项政策、一次走访",
		"不得脱贫:没有落实帮扶措施", func(h *Household) { h.unhelped = true })
	plant("exit-disaster", "not_exit_disaster", "", func(h *Household) bool { return !sick(h) }, "2018年脱贫户在应急局的受灾名单中", "不得脱贫:当年受灾", func(h *Household) { h.struck = true })
}

// layOutDisaster makes the list of those struck by the flood of 2018; one of them
// left poverty long ago.
func (c *County) layOutDisaster() {
	l := c.listing("部门比对/应急局受灾.xlsx", "受灾户", 1, 1)
	l.title(6, "2018年洪涝灾害受灾人员")
	l.header("姓名", "身份证号码", "部门", "事项", "受灾日期", "备注")
	before := 0
	c.everyMember(func(h *Household, p *Person) {
		other := h.Cause != "" && h.ExitYear == 2015 && h.Number%11 == 0 && before < 2
		if p.Relationship != "户主" || !h.struck && !other {
			return
		}
		if other {
			before++
		}
		l.add(p.Name, p.ID, "县应急管理局", "受灾", time.Date(2018, 7, 6, 0, 0, 0, 0, time.UTC), "房屋进水")
		if h.struck {
			for i := range c.Plants {
				if q := &c.Plants[i]; q.Kind == "not_exit_disaster" {
					q.File, q.Sheet, q.Cell = l.file, l.g.name, address(l.row-1, l.left+3)
				}
			}
		}
	})
	c.send(l.document(workbook))
}

// NotToExit works out by rule which households may not leave poverty, from the
// invented households alone.
func (c *County) NotToExit() map[string]map[string]bool {
	out := map[string]map[string]bool{}
	rows := c.baselineRows()
	for _, t := range c.Townships {
		for _, v := range t.Villages {
			for _, h := range v.counted() {
				if !h.leaving() {
					continue
				}
				for rule, holds := range h.notToExit(rows[h]) {
					if holds {
						if out[rule] == nil {
							out[rule] = map[string]bool{}
						}
						out[rule][h.ID] = true
					}
				}
			}
		}
	}
	return out
}

// notToExit says which rules hold for a household that leaves; row is where it
// stands among last year's incomes, from 1, or 0.
func (h *Household) notToExit(row int) map[string]bool {
	g := h.guarantees()
	net, known := h.netIncome()
	sick, disabled, works, dropped := false, false, false, false
	for _, m := range h.Members {
		sick = sick || m.Health == "患有大病"
		disabled = disabled || m.Disability != "" || m.Health == "残疾"
		works = works || m.Months > 0
		dropped = dropped || m.Dropout != ""
	}
	education, medical, reimbursed := h.spending()
	if text := h.Override["medical_expense"]; text != "" {
		if _, err := fmt.Sscan(text, &medical); err != nil {
			panic(err)
		}
	}
	return map[string]bool{
		"not_exit_not_moved_in": h.Override["moved_in"] == "否",
		"not_exit_house":        g["housing"] == no,
		"not_exit_water":        g["water"] == no,
		"not_exit_dropout":      dropped || h.Flags["education"] == "否",
		"not_exit_illness":      sick,
		"not_exit_disabled":     disabled && !works && h.Wage == nil && h.Override["wage_income"] == "",
		"not_exit_costs":        known && education+medical-reimbursed > net,
		"not_exit_disaster":     h.struck,
		"not_exit_no_measure":   h.unhelped,
		"not_exit_no_effect":    known && !h.unhelped && h.fell(net, row),
	}
}

// baselineRows gives the row of each household in the sheet of last year's incomes,
// from 1.
func (c *County) baselineRows() map[*Household]int {
	rows := map[*Household]int{}
	for _, t := range c.Townships {
		for _, v := range t.Villages {
			for _, h := range v.registered() {
				if h.Number%3 != 0 {
					rows[h] = len(rows) + 1
				}
			}
		}
	}
	return rows
}

// fell reports whether the household earns less a head than last year's sheet says.
func (h *Household) fell(net int64, row int) bool {
	before, said := h.before(row)
	return said == yes && net*int64(len(h.Members)) < before*int64(h.Persons)
}

// before is the income of last year by a row of its sheet: no where the household
// has none there, unknown where a cell of it is spoilt.
func (h *Household) before(row int) (net int64, said truth) {
	percent := int64(84 + (7*h.Number+3*h.Village.Number)%22)
	switch row {
	case 0, 50:
		return 0, no
	case 15:
		return 0, unknown
	case 80:
		percent = 30
	}
	if percent == 100 {
		percent = 101
	}
	for _, part := range []struct {
		now           *int64
		percent, sign int64
	}{{h.Wage, percent, 1}, {h.Business, percent, 1}, {h.Property, percent, 1}, {h.Transfer, 100, 1}, {h.Pension, 100, -1}, {h.Excluded, 100, -1}, {h.Expense, percent, -1}} {
		if part.now != nil {
			net += part.sign * (*part.now * part.percent / 100)
		}
	}
	return net, yes
}
