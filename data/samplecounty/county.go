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
	Number     int // from 1
	Villages   []*Village
	Reported   map[string]string // figures reported instead of the right ones, by column
}

func (t *Township) folder() string { return fmt.Sprintf("%02d%s", t.Number, t.Name) }

// County is the whole invention.
type County struct {
	Townships []*Township
	Frame     []*FrameVillage
	Visits    []*Visit
	// Plants are what the register must lead to: verdicts and findings.
	Plants []Plant
	// ExitPlants are the items on which a poor village does not leave poverty.
	ExitPlants []Plant
	// PolicyPlants are policies that somebody should have got and did not, or did and
	// should not, or of another amount; the kind is the state.
	PolicyPlants []Plant
	// MonitorPlants are households whose state in the monitoring is to be found; the
	// kind is the state. The others follow from incomes and lists: see Monitoring.
	MonitorPlants []Plant
	// SamplePlants are what the verification found on the spot.
	SamplePlants []Plant

	// Work is how far the work of helpers, teams, projects and rectification is, by
	// area and measure: how many do what is asked, or yuan, of how many.
	Work map[string]map[string][2]int64

	late      []Plant // planted in the sample, to stand behind the others
	documents []document
	places    map[string]place // where each household's row came to stand
	persons   map[string]place // where each member's row came to stand, by household and number
}

var townshipNames = []string{"青石镇", "白杨乡", "长滩镇", "云岭乡"}

var villageNames = [][]string{
	{"上坪村", "下坪村", "石塘村", "樟树村", "大塘村", "竹山村", "桥头村", "新屋村"},
	{"白杨村", "杨家村", "河口村", "柳林村", "沙洲村", "枫树村", "古井村", "东岭村"},
	{"长滩村", "渡口村", "油坊村", "青渠村", "麦垄村", "南畈村", "北畈村", "西塘村"},
	{"云岭村", "岭下村", "茶园村", "梨山村", "雾坪村", "高坎村", "天池村", "马鞍村"},
}

// remaining are the households that are still poor, by township and village: the
// number of their members. They are set and not drawn, so that the incidence of
// every township is what the county is to show, and so that only 长滩村 of the
// poor villages reaches two per cent.
var remaining = map[[2]int][]int{
	{1, 1}: {2}, {1, 3}: {3}, {1, 5}: {4}, {1, 6}: {3},
	{2, 2}: {3}, {2, 4}: {2}, {2, 6}: {4}, {2, 8}: {2},
	{3, 1}: {4, 3}, {3, 3}: {3}, {3, 5}: {3}, {3, 7}: {2}, {3, 8}: {2},
	{4, 1}: {2}, {4, 3}: {4}, {4, 4}: {3}, {4, 5}: {3}, {4, 6}: {4}, {4, 8}: {3},
}

// returned are the villages whose remaining household had left poverty before.
var returned = map[[2]int]bool{{2, 8}: true, {3, 8}: true, {4, 5}: true}

type builder struct {
	rand *rand.Rand
	ids  map[string]bool
}

// Generate writes the sample county into a folder, the same bytes every time.
func Generate(dir string) error { return Build().Write(dir) }

// Build invents the county and lays its files out; it is the same every time.
func Build() *County {
	b := &builder{rand: rand.New(rand.NewPCG(2018, 1231)), ids: map[string]bool{}}
	c := &County{places: map[string]place{}, persons: map[string]place{}}
	for t, name := range townshipNames {
		town := &Township{Code: fmt.Sprintf("%s%03d", countyCode, t+1), Name: name, Number: t + 1, Reported: map[string]string{}}
		for v, village := range villageNames[t] {
			town.Villages = append(town.Villages, b.village(town, v+1, village))
		}
		c.Townships = append(c.Townships, town)
	}
	c.plant()
	c.visits()
	c.settleFigures()
	c.settleMonitoring()
	c.layOut()
	c.layOutMore()
	c.Plants = append(c.Plants, c.late...)
	c.settlePlants()
	c.documents = append(c.documents, document{name: "README.md", raw: []byte(c.readme())})
	return c
}

func (b *builder) village(t *Township, number int, name string) *Village {
	r := b.rand
	v := &Village{Code: fmt.Sprintf("%s%03d", t.Code, number), Name: name, Township: t, Number: number, Arrives: true, Reported: map[string]string{}}
	v.Poor = number%3 == 1
	if t.Number == 4 && number == 7 {
		v.Poor = false
	}
	v.Layout = layoutOf(t, number)
	n := 56 + r.IntN(9)
	for k := range n {
		v.Households = append(v.Households, b.household(v, k+1))
	}
	b.keepPoor(v)

	v.NaturalVillages, v.Sized = int64(5+r.IntN(4)), int64(3+r.IntN(3))
	v.Roads, v.Cleaners, v.Waste = v.Sized, v.Sized, v.Sized
	v.TVWilling = int64(n - r.IntN(4))
	v.TV = v.TVWilling
	v.Income = int64(52000 + 500*r.IntN(80))
	v.Power, v.Broadband, v.Clinic, v.Platform = "是", "是", "是", "是"
	if !v.Poor { // nobody judges these by the nine standards
		v.Roads -= int64(r.IntN(2))
		v.Income = int64(18000 + 500*r.IntN(150))
	}
	return v
}

// keepPoor turns households of a village into those that are still poor.
func (b *builder) keepPoor(v *Village) {
	at := [2]int{v.Township.Number, v.Number}
	for i, size := range remaining[at] {
		var h *Household
		for _, x := range v.Households {
			if len(x.Members) != size || x.Exclusion != "" {
				continue
			}
			if x.Status == "脱贫户" || x.Status == "一般农户" && h == nil {
				h = x
			}
		}
		if h == nil {
			panic(fmt.Sprintf("%s has no household of %d", v.Name, size))
		}
		if h.Status == "一般农户" {
			b.register(h)
		}
		h.Status, h.ExitYear = "未脱贫户", 0
		if returned[at] {
			h.Status, h.IdentifiedYear, h.ExitYear = "返贫户", 2014, 2016
		}
		for i := range h.Members {
			h.Members[i].settle(b.rand.IntN(100))
		}
		h.earn(int64(h.Persons) * int64(1950+170*i+45*v.Number))
	}
}
