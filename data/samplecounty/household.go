package samplecounty

import "fmt"

// Household is a household as its village knows it.
type Household struct {
	ID      string
	Number  int // within the village, from 1
	Village *Village
	Group   string
	Phone   string
	Members []Person
	Persons int // as declared
	Status  string
	// of registered households
	Cause, Attribute, Helper string
	IdentifiedYear, ExitYear int
	Relocated                bool
	// the parts of the income in yuan; nil is left blank
	Wage, Business, Property, Transfer *int64
	Pension, Excluded, Expense         *int64
	Flags                              map[string]string // the six guarantees by column: 是, 否 or blank
	Grade                              string            // 危房等级
	Toilet                             bool
	Exclusion                          string            // column of the exclusion that holds, or ""
	Override                           map[string]string // cell texts that stand instead of the right ones, by column
	LeftOut                            bool              // the row is rejected or a duplicate: it counts nowhere
	RejectedFlag                       string            // guarantee whose cell cannot be read
	RejectedIncome                     bool              // an income cell cannot be read
	taken                              bool              // something is planted in it
	unhelped, struck                   bool              // no measure reached it; the flood did
	watch                              *watch            // registered as 监测对象; nil for not
}

// sizes of households, drawn evenly: 3.4 persons on average.
var sizes = []int{1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5}

func (b *builder) household(v *Village, number int) *Household {
	r := b.rand
	h := &Household{ID: fmt.Sprintf("%s%04d", v.Code, number), Number: number, Village: v, Group: fmt.Sprintf("第%d组", 1+(number-1)/15), Override: map[string]string{},
		Flags: map[string]string{"food": "是", "clothing": "是", "education": "是", "medical": "是", "housing": "是", "water": "是"}, Grade: []string{"A", "B"}[r.IntN(2)]}
	h.Phone = fmt.Sprintf("129%08d", r.IntN(100000000)) // no network has numbers that begin with 129
	h.Members = b.family(sizes[r.IntN(len(sizes))])
	h.Persons = len(h.Members)
	h.Toilet = r.IntN(100) < 86
	low, high := int64(6000), int64(19500)
	h.Status = "一般农户"
	switch k := r.IntN(1000); {
	case k < 4:
		h.Status = "清退户"
	case k < 300:
		h.Status, low, high = "脱贫户", 3600, 9500
		b.register(h)
	case k < 320: // above the line all of them: nothing to be found
		h.Exclusion = []string{"excl_public_salary", "excl_village_cadre", "excl_business"}[k%3]
	}
	for i := range h.Members {
		h.Members[i].settle(r.IntN(100))
	}
	h.earn((low + r.Int64N(high-low)) * int64(h.Persons))
	return h
}

// register gives a registered household its years, its helper, and a cause that
// its members bear out: counties check that 因病 has a sick member.
func (b *builder) register(h *Household) {
	r := b.rand
	h.IdentifiedYear = []int{2014, 2014, 2014, 2015, 2016}[r.IntN(5)]
	h.ExitYear = min(2018, h.IdentifiedYear+1+r.IntN(4))
	h.Helper = randomName(r, "")
	h.Relocated = r.IntN(25) == 0
	head := &h.Members[0]
	switch k := r.IntN(10); {
	case k < 3:
		head.Health = []string{"长期慢性病", "患有大病"}[r.IntN(2)]
		h.Cause = "因病"
	case k < 5:
		head.Health, head.Disability, head.DisabilityLevel = "残疾", "肢体残疾", []string{"三级", "四级"}[r.IntN(2)]
		h.Cause = "因残"
	case h.schooling("普通高中"):
		h.Cause = "因学"
	case h.Persons < 3:
		h.Cause = "缺劳力"
	default:
		h.Cause = []string{"缺技术", "缺资金", "自身发展动力不足", "交通条件落后"}[r.IntN(4)]
	}
	switch {
	case h.Persons == 1 && age(head.Born) >= 60:
		h.Attribute, head.ExtremePoverty = "特困供养贫困户", true
	case r.IntN(4) == 0:
		h.Attribute = "低保贫困户"
		for i := range h.Members {
			h.Members[i].LowIncomeAid = true
		}
	default:
		h.Attribute = "一般贫困户"
	}
}

func (h *Household) schooling(prefix string) bool {
	for _, m := range h.Members {
		if len(m.School) >= len(prefix) && m.School[:len(prefix)] == prefix {
			return true
		}
	}
	return false
}

// earn sets the parts so that they make up a net income. No part lies between
// nothing and 100 yuan, wages need somebody who works away, and what does not
// count (养老金, 残疾补贴) is a part of 转移性收入.
func (h *Household) earn(net int64) {
	tens := func(n int64) int64 { return n / 10 * 10 }
	var pension, excluded int64
	works, able := false, false
	for _, m := range h.Members {
		if age(m.Born) >= 60 {
			pension += 1260
		}
		if m.Disability != "" {
			excluded += 960
		}
		works = works || m.Months > 0
		able = able || m.Labour != "无劳动力"
	}
	n := int64(h.Number)
	business := tens(net * (18 + 3*(n%7)) / 100)
	expense := tens(business / 4)
	property := tens(net / 40)
	if property < 200 || n%3 == 0 {
		property = 0
	}
	support := max(300, tens(net/12))
	wage := net - (business - expense + property + support)
	switch { // who does not work away farms, and the old live on what the children send
	case works:
	case able:
		business, wage = business+wage, 0
	default:
		support, wage = support+wage, 0
	}
	part := func(n int64) *int64 {
		if n == 0 {
			return nil
		}
		return &n
	}
	h.Wage, h.Business, h.Property, h.Transfer = part(wage), part(business), part(property), part(support+pension+excluded)
	h.Pension, h.Excluded, h.Expense = part(pension), part(excluded), part(expense)
}

// spending of a household on schooling and on illness, and what comes back.
func (h *Household) spending() (education, medical, reimbursed int64) {
	for _, m := range h.Members {
		switch {
		case m.School == "":
		case age(m.Born) >= 16:
			education += 3200
		case age(m.Born) >= 6:
			education += 600
		}
		switch m.Health {
		case "患有大病":
			medical += 9600
			reimbursed += 8300
		case "长期慢性病":
			medical += 1800
			reimbursed += 1200
		}
	}
	return education, medical, reimbursed
}
