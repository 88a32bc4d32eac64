package samplecounty

import (
	"fmt"
	"strings"
	"time"
)

// grant is one policy that a household or a person of it received in 2018.
type grant struct {
	household *Household
	person    *Person // nil when it is the household's
	policy    string
	amount    int64
	paid      time.Time
	period    string
}

func (g grant) name() any {
	if g.person == nil {
		return nil
	}
	return g.person.Name
}

func (g grant) id() any {
	if g.person == nil {
		return nil
	}
	return g.person.ID
}

// grants of a household are what its members' age, school and health entitle
// them to; pension and disability money are the sums that the household sheet has.
func (h *Household) grants() []grant {
	if h.unhelped {
		return nil
	}
	return h.due()
}

// due is what a household is entitled to, whether or not it gets it.
func (h *Household) due() []grant {
	var out []grant
	day := func(month time.Month) time.Time { return time.Date(2018, month, 1+h.Number%27, 0, 0, 0, 0, time.UTC) }
	give := func(p *Person, policy string, amount int64, paid time.Time, period string) {
		out = append(out, grant{h, p, policy, amount, paid, period})
	}
	aid := int64(0)
	for i := range h.Members {
		p := &h.Members[i]
		years := age(p.Born)
		switch {
		case p.School == "学前教育":
			give(p, "学前教育资助", 1000, day(10), "2018-2019")
		case strings.HasPrefix(p.School, "普通高中"):
			give(p, "普通高中助学金", 2000, day(10), "2018-2019")
		case p.School != "" && h.Number%2 == 0:
			give(p, "义务教育寄宿生补助", 1250, day(11), "2018-2019")
		}
		if p.LowIncomeAid {
			aid += 2160
		}
		if p.ExtremePoverty {
			give(p, "特困供养", 5460, day(12), "2018")
		}
		if p.Disability != "" {
			give(p, "残疾人生活补贴", 960, day(12), "2018")
		}
		if years >= 60 {
			give(p, "居民养老金", 1260, day(12), "2018")
		}
		if years >= 80 {
			give(p, "高龄津贴", 1200, day(12), "2018")
		}
	}
	if aid > 0 {
		give(nil, "低保", aid, day(12), "2018")
	}
	if h.Relocated {
		give(nil, "易地扶贫搬迁", 25000*int64(len(h.Members)), day(6), "2018")
	}
	if h.Number%4 == 0 {
		give(nil, "产业奖补", 1500, day(9), "2018")
	}
	return out
}

// otherWords are the names of policies as the second township writes them.
var otherWords = map[string]string{"低保": "农村低保金", "居民养老金": "城乡居民养老金", "产业奖补": "产业扶持资金", "特困供养": "五保供养", "残疾人生活补贴": "困难残疾人生活补贴"}

// layOutPolicies makes the 政策享受表 of a township, each in a layout of its own.
func (c *County) layOutPolicies(t *Township) {
	base := t.folder() + "/" + t.Name + "政策享受表"
	var l *listing
	kind := workbook
	switch t.Number {
	case 1:
		l = c.listing(base+"2018.xlsx", "政策享受", 1, 1)
		l.title(11, countyName+t.Name+"2018年政策享受情况表")
		l.line(0, "填报单位："+t.Name+"人民政府", 5, "填报时间：2018年12月26日", 10, "单位：元")
		l.header("序号", "乡镇", "行政村", "户编号", "户主姓名", "姓名", "证件号码", "政策", "金额", "发放日期", "学年或年度")
	case 2: // in 万元, under other headers
		l = c.listing(base+".xlsx", "Sheet1", 1, 1)
		l.title(8, t.Name+"享受政策花名册")
		l.header("村", "户编码", "户主", "享受人姓名", "享受人身份证号", "享受政策名称", "补助金额（万元）", "打卡时间")
	case 3:
		l, kind = c.listing(base+".csv", t.Name+"政策享受表", 1, 1), csvGB18030
		l.header("村代码", "户编号", "姓名", "身份证号码", "政策名称", "发放金额", "发放时间", "年度", "备注")
	default: // not at A1, the villages merged, a column of its own
		l = c.listing(base+".xlsx", "政策", 4, 3)
		l.header("行政村", "户编号", "户主姓名", "姓名", "证件号码", "政策", "金额", "发放日期", "学年或年度", "村级审核意见")
		c.add(Plant{ID: "local-column-policy", What: t.Name + "的政策享受表有本地自加的一列", Kind: "header.unknown", File: l.file, Sheet: l.g.name, Expect: "提示有不认识的列"})
	}
	no, sum := int64(0), int64(0)
	for _, v := range t.Villages {
		rows, sub := 0, int64(0)
		for _, h := range v.registered() {
			if h.unhelped {
				c.missed(h)
			}
			for _, g := range h.grants() {
				no++
				rows++
				sub += g.amount
				switch t.Number {
				case 1:
					l.add(no, t.Name, v.Name, h.ID, h.Members[0].Name, g.name(), g.id(), g.policy, grouped(fmt.Sprint(g.amount)), g.paid, g.period)
				case 2:
					word := g.policy
					if w := otherWords[word]; w != "" {
						word = w
					}
					l.add(v.Name, h.ID, h.Members[0].Name, g.name(), g.id(), word, tenThousand(g.amount), g.paid.Format("2006年1月"))
				case 3:
					l.add(v.Code, h.ID, g.name(), g.id(), g.policy, g.amount, g.paid, g.period[:4], nil)
				default:
					l.add(v.Name, h.ID, h.Members[0].Name, g.name(), g.id(), g.policy, g.amount, g.paid.Format("2006.1.2"), g.period, "同意")
				}
				c.plantPolicy(l, t.Number, no, g)
				c.plantPolicyCheck(l, t.Number, g)
				c.plantPolicyGap(l, t.Number, g)
			}
		}
		sum += sub
		switch {
		case rows == 0:
		case t.Number == 1:
			l.sum(1, v.Name+"小计", 8, sub)
		case t.Number == 4:
			l.mergeUp(0, rows)
		}
	}
	if t.Number == 1 {
		l.sum(0, "合  计", 8, sum)
		l.line(0, "填表人：", 4, "审核人：", 8, "负责人：")
	}
	c.send(l.document(kind))
}

// plantPolicy spoils a few rows of the policy sheets.
func (c *County) plantPolicy(l *listing, township int, no int64, g grant) {
	p := Plant{HouseholdID: g.household.ID, VillageCode: g.household.Village.Code}
	switch {
	case township == 1 && no == 23:
		p.ID, p.What, p.Kind, p.Expect = "policy-amount", "政策享受表的金额写作 一千二", "num.format", "指出该单元格;该行其余照常读入"
		l.plant(8, "一千二", p)
	case township == 2 && no == 40:
		p.ID, p.What, p.Kind, p.Expect = "policy-unknown", "政策写作 爱心超市,不在政策清单之内", "code.unknown", "该行拒收,列出可填的政策"
		l.plant(5, "爱心超市", p)
	case township == 3 && no >= 60 && !c.planted("policy-check-digit") && g.person != nil:
		p.ID, p.What, p.Kind, p.Expect = "policy-check-digit", "政策享受表中一人的证件号码校验位不对", "id.checkdigit", "警告校验位"
		l.plant(3, wrongCheckDigit(g.person.ID), p)
	}
}

// plantPolicyGap plants a payment of another amount, and one to a child that does
// not go to school yet; what a household without help misses stands already.
func (c *County) plantPolicyGap(l *listing, township int, g grant) {
	gap := func(column int, value any, kind, what string) {
		l.plant(column, value, Plant{ID: fmt.Sprint("policy-gap-", len(c.PolicyPlants)+1), What: what, Kind: kind, HouseholdID: g.household.ID,
			VillageCode: g.household.Village.Code, Expect: "政策落实:" + kind})
		last := len(c.Plants) - 1
		c.PolicyPlants, c.Plants = append(c.PolicyPlants, c.Plants[last]), c.Plants[:last]
	}
	once := func(kind string) bool {
		for _, p := range c.PolicyPlants {
			if p.Kind == kind {
				return false
			}
		}
		return true
	}
	switch {
	case township == 1 && g.policy == "高龄津贴" && once("享受标准不符"):
		gap(8, "1,250", "享受标准不符", "高龄津贴全年发放1250元,标准为每月100元")
	case township == 2 && g.policy == "学前教育资助" && once("不应享而享"):
		gap(5, "普高助学金", "不应享而享", "学前儿童领了普通高中助学金")
	}
}

// missed are the policies with an amount of their own that a household without
// help has missed.
func (c *County) missed(h *Household) {
	for _, g := range h.due() {
		if g.policy == "普通高中助学金" || g.policy == "高龄津贴" {
			c.PolicyPlants = append(c.PolicyPlants, Plant{ID: fmt.Sprint("policy-gap-", len(c.PolicyPlants)+1), What: "没有享受" + g.policy, Kind: "应享未享",
				HouseholdID: h.ID, VillageCode: h.Village.Code, Expect: "台账:政策应享未享"})
		}
	}
}

func (c *County) planted(id string) bool {
	for _, p := range c.Plants {
		if p.ID == id {
			return true
		}
	}
	return false
}
