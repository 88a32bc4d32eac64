package samplecounty

import (
	"fmt"
	"time"
)

// memberStyle is how a township lays its member sheets out, by its number.
type memberStyle struct {
	perVillage fileKind // townshipWorkbook: a sheet a village; workbook: a file a village; csvGB18030: one for the township
	single     bool     // all villages on one sheet
	hanging    bool     // 户编号 on the head's row only
	merged     bool     // 户编号 merged over the members
	aliases    bool
	birth      string // layout of a birth date; "" writes a serial under a date format
	more       bool   // the columns on schooling, work and aid
}

var memberStyles = []memberStyle{
	{single: true, hanging: true, birth: "2006-01-02"},
	{perVillage: townshipWorkbook, more: true},
	{perVillage: workbook, merged: true, aliases: true, birth: "2006.1.2"},
	{perVillage: csvGB18030, single: true, birth: "2006-01-02"},
}

// memberColumn is a column of a member sheet.
type memberColumn struct {
	name, header, alias string
	more                bool
	value               func(memberStyle, Person) any
}

var memberColumns = []memberColumn{
	{name: "household_id", header: "户编号"},
	{name: "person_id", header: "人编号", alias: "人口编号"},
	{name: "name", header: "姓名", alias: "成员姓名", value: func(_ memberStyle, p Person) any { return p.Name }},
	{name: "id_number", header: "证件号码", alias: "公民身份号码", value: func(_ memberStyle, p Person) any {
		switch s := p.Override["id_number"]; s {
		case "":
			return p.ID
		case "as number":
			return asNumber(p.ID)
		default:
			return s
		}
	}},
	{name: "relationship", header: "与户主关系", alias: "关系", value: func(_ memberStyle, p Person) any { return p.Relationship }},
	{name: "sex", header: "性别", value: func(_ memberStyle, p Person) any { return p.Sex }},
	{name: "birth_date", header: "出生日期", value: func(s memberStyle, p Person) any { return s.born(p.Born) }},
	{name: "ethnicity", header: "民族", value: func(memberStyle, Person) any { return "汉族" }},
	{name: "schooling", header: "文化程度", more: true, value: func(_ memberStyle, p Person) any { return p.Schooling }},
	{name: "school_status", header: "在校生状况", value: func(_ memberStyle, p Person) any { return text(p.School) }},
	{name: "dropout_reason", header: "失学或辍学原因", alias: "义务教育阶段未上学原因", value: func(_ memberStyle, p Person) any { return text(p.Dropout) }},
	{name: "health", header: "健康状况", value: func(_ memberStyle, p Person) any { return p.Health }},
	{name: "labour_skill", header: "劳动技能", alias: "劳动能力", value: func(_ memberStyle, p Person) any { return p.Labour }},
	{name: "work_months", header: "务工时间（月）", more: true, value: func(_ memberStyle, p Person) any {
		if p.Months == 0 {
			return nil
		}
		return int64(p.Months)
	}},
	{name: "resident_medical", header: "参加居民医保", alias: "新农合", value: func(_ memberStyle, p Person) any { return text(p.Insured) }},
	{name: "low_income_aid", header: "享受低保", more: true, value: func(_ memberStyle, p Person) any { return yesOrNo(p.LowIncomeAid) }},
	{name: "extreme_poverty_aid", header: "特困供养", more: true, value: func(_ memberStyle, p Person) any { return yesOrNo(p.ExtremePoverty) }},
	{name: "disability_class", header: "残疾类别", more: true, value: func(_ memberStyle, p Person) any { return text(p.Disability) }},
	{name: "disability_level", header: "残疾等级", more: true, value: func(_ memberStyle, p Person) any { return text(p.DisabilityLevel) }},
}

func yesOrNo(b bool) any {
	if b {
		return "是"
	}
	return "否"
}

func (s memberStyle) born(born time.Time) any {
	if s.birth == "" {
		return born
	}
	return born.Format(s.birth)
}

func personKey(household string, member int) string { return fmt.Sprintf("%s/%d", household, member) }

// layOutMembers makes the member sheets of a township, of the villages whose
// household sheets come.
func (c *County) layOutMembers(t *Township) {
	s := memberStyles[t.Number-1]
	var came []*Village
	for _, v := range t.Villages {
		if v.Arrives {
			came = append(came, v)
		}
	}
	whole := t.folder() + "/" + t.Name + "人表"
	switch {
	case s.single && s.perVillage == csvGB18030:
		c.documents = append(c.documents, document{name: whole + ".csv", kind: csvGB18030, sheets: []*grid{c.memberSheet(s, t.Name+"人表", whole+".csv", t.Name, came)}})
	case s.single:
		c.documents = append(c.documents, document{name: whole + ".xlsx", sheets: []*grid{c.memberSheet(s, "人口信息", whole+".xlsx", t.Name, came)}})
	case s.perVillage == townshipWorkbook:
		var book []*grid
		for _, v := range came {
			book = append(book, c.memberSheet(s, v.Name, whole+".xlsx", t.Name+v.Name, []*Village{v}))
		}
		c.documents = append(c.documents, document{name: whole + ".xlsx", sheets: book})
	default:
		for _, v := range came {
			name := v.file("人表.xlsx")
			c.documents = append(c.documents, document{name: name, sheets: []*grid{c.memberSheet(s, "Sheet1", name, v.Name, []*Village{v})}})
		}
	}
}

func (c *County) memberSheet(s memberStyle, sheet, file, owner string, villages []*Village) *grid {
	g := newGrid(sheet)
	var columns []memberColumn
	var heads []string
	at := map[string]int{}
	for _, x := range memberColumns {
		if x.more && !s.more {
			continue
		}
		columns = append(columns, x)
		at[x.name] = len(columns)
		if s.aliases && x.alias != "" {
			x.header = x.alias
		}
		heads = append(heads, x.header)
	}
	row := 1
	if s.perVillage != csvGB18030 {
		g.title(1, 1, len(heads), owner+"农户家庭成员信息表（人表）")
		g.put(2, 1, "填报时间：2018.12.20")
		row = 3
	}
	g.headRow(row, 1, heads)
	row++
	first := row
	for _, v := range villages {
		for _, h := range v.counted() {
			top := row
			for k, m := range h.Members {
				for i, x := range columns {
					switch x.name {
					case "household_id":
						if k == 0 || !s.hanging && !s.merged {
							g.put(row, 1+i, h.ID)
						}
					case "person_id":
						g.put(row, 1+i, fmt.Sprintf("%s%02d", h.ID, k+1))
					default:
						value := x.value(s, m)
						if text, ok := m.Override[x.name]; ok && x.name != "id_number" {
							value = text
						}
						g.put(row, 1+i, value)
					}
				}
				c.persons[personKey(h.ID, k+1)] = place{file: file, sheet: sheet, row: row, columns: at}
				row++
			}
			if s.merged {
				g.merge(top, 1, row-1, 1)
			}
		}
	}
	g.body = [4]int{first, 1, row - 1, len(heads)}
	return g
}
