package samplecounty

import (
	"fmt"
	"time"
)

// layOutBaseline makes the 上年收入表: what the registered households earned in
// 2017, in 万元. Most earned less than in 2018, some more.
func (c *County) layOutBaseline() {
	l := c.listing("上年收入表（2017年）.xlsx", "2017年收入", 1, 1)
	l.title(14, countyName+"建档立卡户2017年收入核定表")
	l.line(0, "填报单位：县统计局（虚构）", 13, "单位：万元")
	l.header("乡镇", "行政村", "户编号", "户主姓名", "年度", "家庭人口数", "工资性收入", "生产经营性收入", "财产性收入", "转移性收入", "其中养老金", "其中不计入收入", "生产经营性支出", "人均纯收入")
	n := 0
	for _, t := range c.Townships {
		for _, v := range t.Villages {
			for _, h := range v.registered() {
				if h.Number%3 == 0 { // the file is kept small
					continue
				}
				n++
				percent := int64(84 + (7*h.Number+3*v.Number)%22)
				switch {
				case percent == 100: // the very same income two years running is what checks look for
					percent = 101
				case n == 80:
					percent = 30
				}
				var net int64
				part := func(now *int64, percent, sign int64) any {
					if now == nil {
						return nil
					}
					was := *now * percent / 100
					net += sign * was
					return tenThousand(was)
				}
				persons := int64(len(h.Members))
				row := []any{t.Name, v.Name, h.ID, h.Members[0].Name, int64(2017), persons, part(h.Wage, percent, 1), part(h.Business, percent, 1),
					part(h.Property, percent, 1), part(h.Transfer, 100, 1), part(h.Pension, 100, -1), part(h.Excluded, 100, -1), part(h.Expense, percent, -1)}
				l.add(append(row, tenThousand(divide(net, persons)))...)
				p := Plant{HouseholdID: h.ID}
				switch n {
				case 15:
					p.ID, p.What, p.Kind, p.Expect = "baseline-negative", "上年财产性收入写作 -0.05 万元", "num.range", "指出该单元格和范围"
					l.plant(8, -0.05, p)
				case 50:
					p.ID, p.What, p.Kind, p.Expect = "baseline-year", "年度写作 去年", "year.format", "该行拒收,指出单元格和写法"
					l.plant(4, "去年", p)
				case 80:
					c.add(Plant{ID: "baseline-moved", What: "人均纯收入比上年增加一倍以上", Kind: "baseline_income_moved", HouseholdID: h.ID, VillageCode: v.Code, Expect: "警告变动过大"})
				}
			}
		}
	}
	l.line(0, "注：收入由各村上报,经县统计局核定。")
	c.send(l.document(workbook))
}

// everyMember visits the members of the households that count, of the villages
// whose sheets arrive.
func (c *County) everyMember(visit func(*Household, *Person)) {
	for _, t := range c.Townships {
		for _, v := range t.Villages {
			for _, h := range v.counted() {
				for i := range h.Members {
					if v.Arrives {
						visit(h, &h.Members[i])
					}
				}
			}
		}
	}
}

// layOutDepartments makes the 部门比对表 of three departments.
func (c *County) layOutDepartments() {
	date := func(h *Household, month time.Month) time.Time {
		return time.Date(2018, month, 1+h.Number%28, 0, 0, 0, 0, time.UTC)
	}
	l := c.listing("部门比对/医保局住院自付.xlsx", "住院自付", 1, 1)
	l.title(8, "2018年住院个人自付5000元以上人员名单")
	l.line(0, "提供单位：县医疗保障局（虚构）", 7, "单位:元")
	l.header("序号", "姓名", "身份证号码", "部门", "事项", "个人自付金额", "结算日期", "备注")
	n, sum := 0, int64(0)
	c.everyMember(func(h *Household, p *Person) {
		paid := h.hospital(p)
		if paid == 0 {
			return
		}
		n++
		sum += paid
		l.add(int64(n), p.Name, p.ID, "医保局", "住院自付", grouped(fmt.Sprint(paid)), date(h, time.Month(3+h.Number%9)), nil)
		if n == 12 {
			l.add(int64(n), p.Name, p.ID, "医保局", "住院自付", grouped(fmt.Sprint(paid)), date(h, time.Month(3+h.Number%9)), nil)
			c.add(Plant{ID: "department-twice", What: "医保局名单中一人的一次住院列了两次", Kind: "department_duplicate", File: l.file, Sheet: l.g.name, HouseholdID: h.ID, Expect: "警告重复;预警只算一次"})
		}
		if n == spoiltHospital {
			l.plant(2, asNumber(p.ID), Plant{ID: "department-id-as-number", What: "医保局名单中一人的证件号码以数值存储", Kind: "id.asnumber", Expect: "错误:尾数已丢失,该行拒收"})
		}
	})
	l.sum(1, "合计", 5, sum)
	c.send(l.document(workbook))

	l = c.listing("部门比对/教育局.csv", "教育局", 1, 1)
	l.header("姓名", "身份证号", "户编号", "数据来源部门", "比对事项", "金额", "发生时间")
	n = 0
	c.everyMember(func(h *Household, p *Person) {
		item, amount := "", any(nil)
		switch paid := h.schoolPaid(p); {
		case p.Dropout != "":
			item = "疑似失学辍学"
		case paid > 0:
			item, amount = "学年自付", paid
		default:
			return
		}
		n++
		l.add(p.Name, p.ID, h.ID, "教育局", item, amount, date(h, 9))
		if n == spoiltEducation {
			l.plant(4, "逃学", Plant{ID: "department-item", What: "教育局名单的事项写作 逃学,不在事项清单之内", Kind: "code.unknown", HouseholdID: h.ID, Expect: "该行拒收,列出可填的事项"})
		}
	})
	c.send(l.document(csvGB18030))

	l = c.listing("部门比对/市场监管局企业法人.xlsx", "Sheet1", 3, 2)
	l.header("公民身份号码", "姓名", "部门", "事项", "数量", "登记日期")
	c.everyMember(func(h *Household, p *Person) {
		if h.Exclusion == "excl_business" && p.Relationship == "户主" {
			l.add(p.ID, p.Name, "市场监督管理局", "工商注册", int64(1), date(h, 5))
		}
	})
	c.send(l.document(workbook))
}

// layOutCounty makes the 县表, which says what the townships' sheets add up to.
func (c *County) layOutCounty() {
	sum := map[string]int64{}
	for _, t := range c.Townships {
		for name, n := range t.figures() {
			sum[name] += n
		}
	}
	l := c.listing("县表2018.xlsx", "县表", 1, 1)
	l.title(14, countyName+"2018年脱贫攻坚基本情况")
	l.line(0, "填报单位：县扶贫办（虚构）", 11, "统计日期：2018年12月30日")
	l.header("县(市、区)", "县代码", "乡镇数（个）", "行政村数（个）", "农业户籍户数（户）", "农业户籍人口（人）", "建档立卡户数", "建档立卡人口", "未脱贫户数", "未脱贫人口", "已脱贫户数", "已脱贫人口", "低保人口", "特困人口")
	values := []any{countyName, countyCode, int64(len(c.Townships))}
	for _, name := range []string{"villages", "households", "persons", "registered_households", "registered_persons", "remaining_households", "remaining_persons",
		"exited_households", "exited_persons", "low_income_aid_persons", "extreme_poverty_persons"} {
		values = append(values, sum[name])
	}
	l.add(values...)
	l.line(0, "填表人：", 5, "审核人：", 9, "负责人：")
	c.send(l.document(workbook))
}
