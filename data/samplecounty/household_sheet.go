package samplecounty

import (
	"fmt"
	"strconv"
	"strings"
)

// place is where a household's row stands in what was written.
type place struct {
	file, sheet string
	row         int
	columns     map[string]int
}

// householdSheet lays out a village's household sheet. older makes the copy that
// was sent first: an earlier date, and a household one person larger.
func (v *Village) householdSheet(sheet string, older bool) (*grid, map[string]place) {
	g, l := newGrid(sheet), v.Layout
	columns := columnsOf(v)
	row, left := l.start[0], l.start[1]
	right := left + len(columns) - 1
	if l.facts {
		g.title(row, left, len(columns), fmt.Sprintf("%s%s%s农户基本信息表（户表）", countyName, v.Township.Name, v.Name))
		g.put(row+1, left, "填报单位："+v.Name+"村民委员会")
		filled := "填报时间：2018年12月20日"
		if older {
			filled = "填报时间：2018年11月15日"
		}
		g.put(row+1, left+6, filled)
		if l.tenThousand == "sheet" {
			g.put(row+1, right, "单位：万元")
		}
		row += 2
	}

	row = v.header(g, row, left, columns)
	at := map[string]int{}
	for i, c := range columns {
		at[c.name] = left + i
	}
	places := map[string]place{}
	firstRow, firstOfGroup := row, row
	var persons, sub int
	for k, h := range v.Households {
		if l.repeated && k == len(v.Households)/2 {
			row = v.header(g, row, left, columns)
		}
		for i, c := range columns {
			g.put(row, left+i, l.cell(h, c, older && k == 0))
		}
		places[h.ID] = place{sheet: sheet, row: row, columns: at}
		row++
		if l.mergedName && (k%15 == 14 || k == len(v.Households)-1) {
			for r := firstOfGroup + 1; r < row; r++ {
				delete(g.cells, [2]int{r, at["village"]})
			}
			g.merge(firstOfGroup, at["village"], row-1, at["village"])
			firstOfGroup = row
		}
		persons, sub = persons+h.Persons, sub+h.Persons
		if l.subtotals && k%20 == 19 {
			g.put(row, left, "小计")
			g.put(row, at["persons"], int64(sub))
			row, sub = row+1, 0
		}
	}
	if l.facts {
		g.put(row, left, "合  计")
		g.put(row, at["persons"], int64(persons))
		row++
		g.putRow(row+1, left, "填表人：", nil, nil, "审核人：", nil, nil, nil, "负责人：")
		g.put(row+2, left, "注：本表按户填写，收入为全年数。")
	}
	g.body = [4]int{firstRow, left, row - 1, right}
	return g, places
}

// header writes the header rows and returns the row below.
func (v *Village) header(g *grid, row, left int, columns []column) int {
	l := v.Layout
	if !l.twoRows {
		for i, c := range columns {
			g.put(row, left+i, l.headerText(c))
		}
		g.heads = append(g.heads, [4]int{row, left, row, left + len(columns) - 1})
		return row + 1
	}
	for i := 0; i < len(columns); {
		c := columns[i]
		if c.group == "" {
			g.put(row, left+i, l.headerText(c))
			g.merge(row, left+i, row+1, left+i)
			i++
			continue
		}
		first := i
		for i < len(columns) && columns[i].group == c.group {
			g.put(row+1, left+i, l.headerText(columns[i]))
			i++
		}
		g.put(row, left+first, c.group)
		g.merge(row, left+first, row, left+i-1)
	}
	g.heads = append(g.heads, [4]int{row, left, row + 1, left + len(columns) - 1})
	return row + 2
}

// cell gives what a household's cell holds in this layout.
func (l layout) cell(h *Household, c column, smaller bool) any {
	if text, ok := h.Override[c.name]; ok {
		switch text {
		case "blank":
			return nil
		case "as number":
			return asNumber(h.Members[0].ID)
		}
		if n, err := strconv.ParseInt(text, 10, 64); err == nil && c.money {
			return n
		}
		return text
	}
	v := h.Village
	education, medical, reimbursed := h.spending()
	switch c.name {
	case "number":
		return int64(h.Number)
	case "phone":
		return h.Phone
	case "poor_attribute":
		return text(h.Attribute)
	case "identified_year":
		return year(h.IdentifiedYear)
	case "exit_year":
		return year(h.ExitYear)
	case "helper":
		return text(h.Helper)
	case "education_expense":
		return amount(education)
	case "medical_expense":
		return amount(medical)
	case "medical_reimbursed":
		return amount(reimbursed)
	case "electricity":
		return l.yes
	case "toilet":
		return l.word(h.Toilet)
	case "relocated":
		return l.word(h.Relocated)
	case "moved_in", "old_house_removed":
		if h.Relocated {
			return l.yes
		}
		return nil
	case "monitored_class", "risk_removed", "monitored_since", "monitored_until", "no_labour_support":
		return h.watch.cell(l, c.name)
	case "county":
		return countyName
	case "township":
		return v.Township.Name
	case "village":
		return v.Name
	case "village_code":
		return v.Code
	case "group_name":
		return h.Group
	case "household_id":
		return h.ID
	case "head_name":
		return h.Members[0].Name
	case "head_id_number":
		return h.Members[0].ID
	case "persons":
		n := h.Persons
		if smaller {
			n++
		}
		return l.number(int64(n))
	case "status":
		return h.Status
	case "main_cause":
		return text(h.Cause)
	case "contractor":
		return "情况属实"
	case "wage_income":
		return l.money(h.Wage)
	case "business_income":
		return l.money(h.Business)
	case "property_income":
		return l.money(h.Property)
	case "transfer_income":
		return l.money(h.Transfer)
	case "pension":
		return l.money(h.Pension)
	case "excluded_income":
		return l.money(h.Excluded)
	case "business_expense":
		return l.money(h.Expense)
	case "declared_per_capita":
		net, known := h.netIncome()
		if !known || h.Override["persons"] != "" {
			return nil
		}
		perHead := divide(net, int64(h.Persons))
		return l.money(&perHead)
	case "house_grade":
		return text(h.Grade)
	case "excl_public_salary", "excl_village_cadre", "excl_business":
		if h.Exclusion == c.name {
			return l.yes
		}
		return nil
	default:
		switch h.Flags[c.name] {
		case "是":
			return l.yes
		case "否":
			return l.no
		default:
			return nil
		}
	}
}

// divide rounds half up.
func divide(n, by int64) int64 { return (2*n + by) / (2 * by) }

// asNumber is an ID number as Excel keeps it when somebody types it in as a
// number: its tail is lost.
func asNumber(id string) float64 {
	n, err := strconv.ParseFloat(strings.TrimSuffix(id, "X"), 64)
	if err != nil {
		panic(err)
	}
	return n
}

func year(n int) any { return amount(int64(n)) }

// amount leaves nothing blank.
func amount(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

func (l layout) word(b bool) any {
	if b {
		return l.yes
	}
	return l.no
}

func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func (l layout) number(n int64) any {
	if l.fullWidth {
		return wide(strconv.FormatInt(n, 10))
	}
	return n
}

// money writes yuan in the unit of the sheet; ten-thousands have four decimals,
// so that nothing is lost.
func (l layout) money(yuan *int64) any {
	switch {
	case yuan == nil:
		return nil
	case l.tenThousand != "":
		s := fmt.Sprintf("%d.%04d", *yuan/10000, *yuan%10000)
		n, err := strconv.ParseFloat(s, 64)
		if err != nil {
			panic(err)
		}
		return n
	case l.thousands:
		return grouped(strconv.FormatInt(*yuan, 10))
	default:
		return *yuan
	}
}
