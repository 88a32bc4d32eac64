// Package samplecounty invents the sample county: villages, households, members,
// the mess that real sheets are in, and what is planted in them to be found. No
// person, place or number in it is real. data/samples is its output.
package samplecounty

import (
	"fmt"
	"math/rand/v2"
)

// The county. Region code 999901 belongs to no county of China.
const (
	countyCode = "999901"
	countyName = "安禾县"
)

// line is the poverty line of 2018 in yuan a head.
const line = 2995

// Household is a household as its village knows it.
type Household struct {
	ID      string
	Village *Village
	Group   string
	Members []Person
	Persons int // as declared
	Status  string
	Cause   string
	// the parts of the income in yuan; nil is left blank
	Wage, Business, Property, Transfer *int64
	Pension, Excluded, Expense         *int64
	Flags                              map[string]string // the six guarantees by column: 是, 否 or blank
	Grade                              string            // 危房等级
	Exclusion                          string            // column of the exclusion that holds, or ""
	Override                           map[string]string // cell texts that stand instead of the right ones, by column
	LeftOut                            bool              // the row is rejected or a duplicate: it counts nowhere
	RejectedFlag                       string            // guarantee whose cell cannot be read
	RejectedIncome                     bool              // an income cell cannot be read
}

// Village is a village with what its village sheet says.
type Village struct {
	Code, Name string
	Township   *Township
	Number     int // within the township, from 1
	Poor       bool
	Households []*Household
	Layout     layout
	Arrives    bool // its household sheet comes and can be read

	NaturalVillages, Sized, Roads, Cleaners, Waste int64
	TV, TVWilling, Toilets                         int64
	Income                                         int64
	Power, Broadband, Clinic, Platform             string
	// figures that the village reports instead of the right ones, by column; "" is blank
	Reported map[string]string
}

// Township of the county.
type Township struct {
	Code, Name string
	Villages   []*Village
	Reported   map[string]string // figures reported instead of the right ones, by column
}

// Visit is one household of the verification sample.
type Visit struct {
	Household  *Household
	Conclusion string
	Approves   string // 总体认可: 是, 否 or blank
}

// County is the whole invention.
type County struct {
	Townships []*Township
	Visits    []Visit
	Plants    []Plant
	places    map[string]place // where each household's row came to stand
}

var townshipNames = []string{"青石镇", "白杨乡", "长滩镇", "云岭乡"}

var villageNames = [][]string{
	{"上坪村", "下坪村", "石塘村", "樟树村", "大塘村", "竹山村", "桥头村", "新屋村"},
	{"白杨村", "杨家村", "河口村", "柳林村", "沙洲村", "枫树村", "古井村", "东岭村"},
	{"长滩村", "渡口村", "油坊村", "青渠村", "麦垄村", "南畈村", "北畈村", "西塘村"},
	{"云岭村", "岭下村", "茶园村", "梨山村", "雾坪村", "高坎村", "天池村", "马鞍村"},
}

type builder struct {
	rand *rand.Rand
	ids  map[string]bool
}

// Build invents the county; it is the same every time.
func Build() *County {
	b := &builder{rand: rand.New(rand.NewPCG(2018, 1231)), ids: map[string]bool{}}
	c := &County{places: map[string]place{}}
	for t, name := range townshipNames {
		town := &Township{Code: fmt.Sprintf("%s%03d", countyCode, t+1), Name: name, Reported: map[string]string{}}
		for v, village := range villageNames[t] {
			town.Villages = append(town.Villages, b.village(town, v+1, village))
		}
		c.Townships = append(c.Townships, town)
	}
	c.plant()
	b.visits(c)
	c.settleFigures()
	return c
}

func (b *builder) village(t *Township, number int, name string) *Village {
	r := b.rand
	v := &Village{Code: fmt.Sprintf("%s%03d", t.Code, number), Name: name, Township: t, Number: number, Arrives: true, Reported: map[string]string{}}
	v.Poor = number%3 == 1
	v.Layout = layoutOf(t, number)
	n := 56 + r.IntN(9)
	for k := range n {
		v.Households = append(v.Households, b.household(v, k+1))
	}
	v.NaturalVillages, v.Sized = int64(5+r.IntN(4)), int64(3+r.IntN(3))
	v.Roads, v.Cleaners, v.Waste = v.Sized, v.Sized, v.Sized
	v.TVWilling = int64(n - r.IntN(4))
	v.TV = v.TVWilling
	v.Toilets = int64(n * (75 + r.IntN(20)) / 100)
	v.Income = int64(52000 + 500*r.IntN(80))
	v.Power, v.Broadband, v.Clinic, v.Platform = "是", "是", "是", "是"
	return v
}

func (b *builder) household(v *Village, number int) *Household {
	r := b.rand
	h := &Household{ID: fmt.Sprintf("%s%04d", v.Code, number), Village: v, Group: fmt.Sprintf("第%d组", 1+number/15), Override: map[string]string{},
		Flags: map[string]string{"food": "是", "clothing": "是", "education": "是", "medical": "是", "housing": "是", "water": "是"}, Grade: []string{"A", "B"}[r.IntN(2)]}
	h.Members = b.family(1 + []int{0, 1, 1, 2, 2, 2, 3, 3, 4}[r.IntN(9)])
	h.Persons = len(h.Members)
	low, high := int64(6000), int64(21000)
	h.Status = "一般农户"
	switch k := r.IntN(1000); {
	case k < 9:
		h.Status, low, high = "未脱贫户", 1500, 2900
	case k < 12:
		h.Status, low, high = "返贫户", 1500, 2900
	case k < 15:
		h.Status = "清退户"
	case k < 300:
		h.Status, low, high = "脱贫户", 3600, 9500
	}
	if h.Status != "一般农户" && h.Status != "清退户" {
		h.Cause = []string{"因病", "因残", "因学", "缺技术", "缺劳力", "缺资金"}[r.IntN(6)]
	}
	h.earn((low + r.Int64N(high-low)) * int64(h.Persons))
	return h
}

// earn sets the parts so that they make up a net income.
func (h *Household) earn(net int64) {
	pension := int64(0)
	for _, m := range h.Members {
		if age(m.Born) >= 60 {
			pension += 1260
		}
	}
	expense := net / 20
	property := net / 50
	transfer := net/10 + pension
	business := net / 4
	wage := net - (business + property + transfer - pension - expense)
	h.Wage, h.Business, h.Property, h.Transfer, h.Expense = &wage, &business, &property, &transfer, &expense
	h.Pension = nil
	if pension > 0 {
		h.Pension = &pension
	}
}

// visits draws every fourth household of six villages for the verification.
func (b *builder) visits(c *County) {
	for _, at := range [][2]int{{0, 1}, {0, 4}, {1, 1}, {1, 5}, {2, 2}, {2, 7}} {
		v := c.Townships[at[0]].Villages[at[1]-1]
		for k, h := range v.Households {
			if k%4 != 0 || h.LeftOut {
				continue
			}
			visit := Visit{Household: h, Approves: "是"}
			if b.rand.IntN(22) == 0 {
				visit.Approves = "否"
			}
			c.Visits = append(c.Visits, visit)
		}
	}
	for i, k := range []int{3, 17, 40} { // answered nothing
		c.Visits[k].Approves = ""
		c.add(Plant{ID: fmt.Sprintf("approval-unanswered-%d", i+1), What: "访到而未答复总体认可", Kind: "认可未答", HouseholdID: c.Visits[k].Household.ID,
			VillageCode: c.Visits[k].Household.Village.Code, Expect: "不计入认可度的分母,列为未答"})
	}
	for i, k := range []int{9, 55} {
		c.Visits[k].Approves, c.Visits[k].Conclusion = "", "未访到"
		c.add(Plant{ID: fmt.Sprintf("approval-absent-%d", i+1), What: "核查结论为未访到", Kind: "未访到", HouseholdID: c.Visits[k].Household.ID,
			VillageCode: c.Visits[k].Household.Village.Code, Expect: "不计入认可度"})
	}
}
