package samplecounty

import (
	"fmt"
	"time"
)

// project is an invented project of a village.
type project struct {
	village                          *Village
	name, kind, content, unit        string
	planned, arrived, paid           int64 // yuan
	started, plannedFinish, finished any   // time.Time or nil
	progress                         string
	households, poor                 int64
	disclosed                        string
}

var projectKinds = []struct{ name, kind, content, unit string }{
	{"村组道路硬化", "基础设施", "硬化通组道路%d公里", "县交通运输局"}, {"安全饮水巩固", "生活条件改善", "更换管网%d公里", "县水利局"},
	{"茶叶基地", "产业发展", "新建茶园%d0亩", "县农业农村局"}, {"危房改造", "危房改造", "改造C、D级危房%d户", "县住房城乡建设局"}, {"村卫生室改建", "公共服务", "改建业务用房%d间", "县卫生健康局"},
}

// projects gives every poor village two and every third of the others one.
func (t *Township) projects() []project {
	var out []project
	for _, v := range t.Villages {
		n := 0
		switch {
		case v.Poor:
			n = 2
		case v.Number%3 == 0:
			n = 1
		}
		for k := range n {
			seed := 5*t.Number + 3*v.Number + 2*k
			kind := projectKinds[seed%len(projectKinds)]
			size := 1 + seed%4
			f := v.figures()
			p := project{village: v, name: fmt.Sprintf("%s2018年%s项目", v.Name, kind.name), kind: kind.kind, content: fmt.Sprintf(kind.content, size), unit: kind.unit,
				planned: int64(size)*96000 + 5000*int64(seed%7), households: f["households"] / 2, poor: f["registered_households"] / 2, disclosed: "是"}
			p.started = time.Date(2018, time.Month(3+seed%3), 1+seed%25, 0, 0, 0, 0, time.UTC)
			p.plannedFinish = time.Date(2018, time.Month(9+seed%3), 30, 0, 0, 0, 0, time.UTC)
			p.arrived = p.planned
			switch seed % 5 {
			case 0: // late
				p.paid, p.progress = p.planned/2, "60%"
			case 1: // no money for the end of it
				p.arrived, p.paid, p.progress, p.disclosed = p.planned*4/5, p.planned*3/5, "85%", "否"
			default:
				p.paid, p.progress = p.planned, "100%"
				p.finished = time.Date(2018, time.Month(8+seed%3), 2+seed%26, 0, 0, 0, 0, time.UTC)
			}
			out = append(out, p)
		}
	}
	return out
}

// layOutProjects makes the 项目资金台账: money in 万元 under a header of two rows,
// a 小计 for every township.
func (c *County) layOutProjects() {
	l := c.listing("项目资金台账2018.xlsx", "项目台账", 1, 1)
	heads := []string{"序号", "项目编号", "项目名称", "项目类型", "乡镇", "行政村", "村代码", "建设内容", "责任单位", "计划投资", "到位资金", "已拨付", "开工日期", "计划完工", "实际完工", "形象进度", "受益户数（户）", "受益贫困户数（户）", "是否公示"}
	l.title(len(heads), countyName+"2018年扶贫项目资金台账")
	l.line(0, "填报单位：县扶贫办（虚构）", 16, "填报时间：2018年12月28日")
	groups := map[int]string{9: "资金（万元）", 12: "工期"}
	for i := range heads {
		switch {
		case groups[i] != "":
			l.g.put(l.row, l.left+i, groups[i])
			l.g.merge(l.row, l.left+i, l.row, l.left+i+2)
		case i < 9 || i > 14:
			l.g.put(l.row, l.left+i, heads[i])
			l.g.merge(l.row, l.left+i, l.row+1, l.left+i)
			heads[i] = "" // it stands in the row above
		}
	}
	l.g.heads = append(l.g.heads, [4]int{l.row, l.left, l.row, l.left + len(heads) - 1})
	l.row++
	l.header(heads...)
	for i, s := range heads {
		if s == "" {
			delete(l.g.cells, [2]int{l.row - 1, l.left + i})
		}
	}
	n := 0
	var sum [3]int64
	for _, t := range c.Townships {
		var sub [3]int64
		for _, p := range t.projects() {
			n++
			l.add(int64(n), fmt.Sprintf("AH2018-%03d", n), p.name, p.kind, t.Name, p.village.Name, p.village.Code, p.content, p.unit, tenThousand(p.planned), tenThousand(p.arrived), tenThousand(p.paid),
				p.started, p.plannedFinish, p.finished, p.progress, p.households, p.poor, p.disclosed)
			for i, yuan := range []int64{p.planned, p.arrived, p.paid} {
				sub[i] += yuan
				sum[i] += yuan
			}
			plant := Plant{VillageCode: p.village.Code}
			switch n {
			case 5:
				plant.ID, plant.What, plant.Kind, plant.Expect = "project-progress", "项目进度写作 120%", "percent.range", "指出该单元格;该行其余照常读入"
				l.plant(15, "120%", plant)
			case 12:
				plant.ID, plant.What, plant.Kind, plant.Expect = "project-money", "项目的到位资金写作 约28", "num.format", "指出该单元格;该行其余照常读入"
				l.plant(10, "约28", plant)
			case 17:
				plant.ID, plant.What, plant.Kind, plant.Expect, plant.VillageCode = "project-village", "项目的村代码少了一位", "code.village", "指出该单元格;该行其余照常读入", ""
				l.plant(6, p.village.Code[:11], plant)
			case 20:
				plant.ID, plant.What, plant.Kind, plant.Expect = "project-paid", "已拨付比到位资金多 1 万元", "project_paid_over", "错误:拨付多于到位"
				l.plant(11, tenThousand(p.arrived+10000), plant)
			}
			c.work("projects finished", p.village, p.finished != nil)
			if n != 12 { // what has arrived cannot be read
				paid := p.paid
				if n == 20 {
					paid = p.arrived + 10000
				}
				c.sum("projects paid", p.village, paid, p.arrived)
			}
			if p.finished == nil {
				if n == 17 {
					plant.VillageCode = ""
				}
				l.late(13, "project_overdue", p.name+":过了计划完工的日期没有完工", plant)
			}
		}
		l.sum(1, t.Name+"小计", 9, tenThousand(sub[0]), 10, tenThousand(sub[1]), 11, tenThousand(sub[2]))
	}
	l.sum(1, "合计", 9, tenThousand(sum[0]), 10, tenThousand(sum[1]), 11, tenThousand(sum[2]))
	l.line(0, "填表人：", 5, "审核人：", 10, "负责人：")
	c.send(l.document(workbook))
}

// layOutRectification makes the 问题整改台账 of problems that inspections found.
func (c *County) layOutRectification() {
	l := c.listing("问题整改台账.xlsx", "整改台账", 1, 1)
	heads := []string{"序号", "问题编号", "问题来源", "乡镇", "行政村", "村代码", "户编号", "问题类型", "问题描述", "整改措施", "责任单位", "责任人", "整改时限", "整改状态", "完成日期"}
	l.title(len(heads), countyName+"脱贫攻坚问题整改台账")
	l.line(0, "截止日期：2018年12月25日")
	l.header(heads...)
	found := []struct{ source, category, text, measure string }{
		{"省级督查", "帮扶工作", "帮扶责任人第三季度未入户", "约谈责任人,每月入户一次"}, {"第三方评估", "三保障", "家中饮水季节性不足", "接入集中供水管网"},
		{"审计", "资金使用", "项目资金拨付不及时", "限期拨付"}, {"自查", "数据质量", "户表收入与台账不一致", "入户核实后更正"},
	}
	n := 0
	for _, t := range c.Townships {
		for _, v := range t.Villages {
			homes := v.registered()
			if len(homes) == 0 || (v.Number+t.Number)%2 == 0 {
				continue
			}
			n++
			x, h := found[n%len(found)], homes[(5*n)%len(homes)]
			household, responsible := any(h.ID), any(h.Helper)
			if x.category == "资金使用" { // it concerns the village
				household = nil
			}
			deadline := time.Date(2018, time.Month(10+n%3), 25, 0, 0, 0, 0, time.UTC)
			state, done := "已销号", any(deadline.AddDate(0, 0, -3-n))
			switch {
			case n%5 == 0:
				state, done = "整改中", nil
			case n%7 == 0:
				state, done = "未整改", nil
			}
			l.add(int64(n), fmt.Sprintf("WT-%03d", n), x.source, t.Name, v.Name, v.Code, household, x.category, x.text, x.measure, t.Name+"人民政府", responsible, deadline, state, done)
			c.work("problems finished", v, state == "已销号" && n != 9)
			c.work("problems overdue", v, done == nil && n != 4 && n != 9)
			p := Plant{HouseholdID: h.ID, VillageCode: v.Code}
			if household == nil {
				p.HouseholdID = ""
			}
			switch n {
			case 4:
				p.ID, p.What, p.Kind, p.Expect = "rectification-deadline", "整改时限写作 立行立改", "date.format", "指出该单元格;该行其余照常读入"
				l.plant(12, "立行立改", p)
			case 9:
				p.ID, p.What, p.Kind, p.Expect = "rectification-state", "整改状态写作 基本到位,不在可填之列", "code.unknown", "指出该单元格,列出可填的状态"
				l.plant(13, "基本到位", p)
			}
			if done == nil && n != 4 && n != 9 {
				l.late(12, "rectification_overdue", "过了整改期限没有整改好", p)
			}
		}
	}
	c.send(l.document(workbook))
}
