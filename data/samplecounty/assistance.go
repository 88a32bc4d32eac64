package samplecounty

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// helperUnits are the offices that the helpers come from.
var helperUnits = []string{"县农业农村局", "县林业局", "县教育局", "县交通运输局", "县卫生健康局", "县档案馆", "县供销社"}

var visitMeasures = []string{"宣讲政策,核对收入", "联系务工岗位", "送鸡苗30只", "帮助办理慢性病证", "打扫卫生,查看住房", "联系产业合作社"}

// layOutVisits makes the 帮扶记录表 of a township: the visits of the last quarter,
// one a month but where a helper missed a month.
func (c *County) layOutVisits(t *Township) {
	base := t.folder() + "/" + t.Name + "帮扶记录表"
	heads := []string{"序号", "行政村", "户编号", "户主姓名", "帮扶责任人", "单位", "走访日期", "走访方式", "帮扶措施", "签到", "日志上传"}
	kind, yes, no := workbook, "是", "否"
	l := c.listing(base+".xlsx", "帮扶记录", 1, 1)
	switch t.Number {
	case 1:
		l.title(len(heads), t.Name+"2018年第四季度结对帮扶走访记录")
		l.line(0, "填报单位："+t.Name+"扶贫工作站", 8, "填报时间：2018-12-28")
	case 2: // three lines of instructions above the table, under other headers
		heads = []string{"序号", "村", "户编码", "户主", "帮扶干部", "帮扶单位", "入户时间", "走访形式", "帮扶内容", "APP签到", "走访日志"}
		l.title(len(heads), "帮扶日志汇总")
		l.line(0, "说明：1.每走访一次填一行。2.入户时间填到日。3.签到以手机定位为准。")
		yes, no = "√", "×"
	case 3:
		l, kind, yes, no = c.listing(base+"（10-12月）.csv", t.Name+"帮扶记录表（10-12月）", 1, 1), csvGB18030, "1", "0"
	default:
		l = c.listing(base+".xlsx", "10-12月", 2, 2)
		yes, no = "有", "无"
	}
	l.header(heads...)
	word := func(ok bool) any {
		if ok {
			return yes
		}
		return no
	}
	n := 0
	for _, v := range t.Villages {
		for _, h := range v.registered() {
			months := 0 // in which somebody came, not over the phone
			for month := 10; month <= 12; month++ {
				if h.unhelped || (h.Number+month+v.Number)%9 == 0 {
					continue // nobody came in that month
				}
				n++
				day := time.Date(2018, time.Month(month), 1+(7*h.Number+month)%28, 0, 0, 0, 0, time.UTC)
				var date any = day
				switch t.Number {
				case 2:
					date = day.Format("2006.1.2")
				case 4:
					date = day.Format("20060102")
				}
				way := []string{"入户走访", "入户走访", "入户", "电话联系", "座谈"}[(h.Number+month)%5]
				l.add(int64(n), v.Name, h.ID, h.Members[0].Name, h.Helper, helperUnits[(v.Number+h.Number)%len(helperUnits)], date, way,
					visitMeasures[(h.Number+month)%len(visitMeasures)], word(way != "电话联系"), word((h.Number+month)%7 > 0))
				if read := c.plantVisit(l, t.Number, n, h); read && way != "电话联系" {
					months++
				}
			}
			c.work("visits", v, months == 3)
		}
	}
	if t.Number == 1 {
		l.line(0, "填表人：", 3, "审核人：")
	}
	c.send(l.document(kind))
}

// plantVisit spoils a few visits, and reports whether the row can still be read.
func (c *County) plantVisit(l *listing, township, n int, h *Household) bool {
	p := Plant{HouseholdID: h.ID, VillageCode: h.Village.Code}
	switch {
	case township == 1 && n == 31:
		p.ID, p.What, p.Kind, p.Expect = "visit-date", "走访日期写作 十月上旬", "date.format", "该行拒收,指出单元格和写法"
		l.plant(6, "十月上旬", p)
		return false
	case township == 3 && n == 77:
		p.ID, p.What, p.Kind, p.Expect = "visit-sign-in", "签到写作 补签", "yesno.value", "指出该单元格;该行其余照常读入"
		l.plant(9, "补签", p)
	case township == 4 && n == 12:
		p.ID, p.What, p.Kind, p.Expect, p.HouseholdID = "visit-no-household", "帮扶记录一行的户编号空白", "key.missing", "该行拒收,指出单元格", ""
		l.plant(2, nil, p)
		return false
	}
	return true
}

// layOutTeams makes the 驻村工作队表: a first secretary and two members in every
// poor village, for the last two quarters; the village merged over its team.
func (c *County) layOutTeams() {
	r := rand.New(rand.NewPCG(2018, 4)) // of its own: the rest of the county stays as it is
	l := c.listing("驻村工作队表（下半年）.xlsx", "驻村工作队", 1, 1)
	l.title(13, countyName+"驻村工作队人员及驻村情况")
	l.line(0, "填报单位：县委组织部（虚构）", 9, "填报日期：2018年12月30日")
	l.header("序号", "乡镇", "行政村", "村代码", "年度", "季度", "姓名", "职务", "派出单位", "联系电话", "季度驻村天数（天）", "季度签到次数", "APP 开通")
	n := 0
	for _, t := range c.Townships {
		for _, v := range t.Villages {
			if !v.Poor {
				continue
			}
			unit := helperUnits[n%len(helperUnits)]
			top := l.row
			for k, role := range []string{"驻村第一书记", "工作队员", "工作队员"} {
				name, phone := randomName(r, ""), fmt.Sprintf("129%08d", r.IntN(100000000))
				for quarter, word := range []string{"第三季度", "四季度"} {
					n++
					days := 52 + (5*n+k)%13
					if n%11 == 0 {
						days = 43
					}
					app := []string{"是", "是", "是", "否"}[(n/2)%4]
					l.add(int64(n), t.Name, v.Name, v.Code, int64(2018), word, name, role, unit, phone, int64(days), int64(days+(n+quarter)%4), app)
					c.work("resident_days", v, days >= 50 && n != 20) // the planted number is out of range
					c.work("sign_ins", v, days+(n+quarter)%4 >= 50)
					c.work("app", v, app == "是")
					if n == 20 {
						l.plant(10, int64(166), Plant{ID: "team-days", What: "一名工作队员的季度驻村天数填 166 天", Kind: "num.range", VillageCode: v.Code, Expect: "指出该单元格和范围(0至92)"})
					}
				}
			}
			for _, column := range []int{1, 2, 3} {
				l.mergeUp(column, l.row-top)
			}
		}
	}
	c.send(l.document(workbook))
}
