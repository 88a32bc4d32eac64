package samplecounty

import "fmt"

func (c *County) plantVillages() {
	c.Townships[1].Reported["remaining_persons"] = "+5"
	c.add(Plant{ID: "township-total", What: "白杨乡的乡镇表未脱贫人口多报 5 人", Kind: "township_reported_differs", Expect: "警告乡镇表与各村户表合计不符"})
	v := c.village(1, 5)
	v.Reported["registered_households"] = "+2"
	c.add(Plant{ID: "village-total", What: v.Name + "的村表贫困户数多报 2 户", Kind: "village_reported_differs", VillageCode: v.Code, Expect: "警告村表与户表合计不符"})

	c.village(1, 1).Roads -= 2
	for range 2 { // with the planted omission: three households short
		h := c.take(c.village(1, 4), "一般农户", 1)
		h.Flags["water"] = "否"
	}
	w := c.village(1, 7)
	w.Toilets = int64(len(w.Households) * 55 / 100)
	c.village(2, 1).Income = 42000
	c.village(2, 4).Clinic = "否"
	c.village(2, 7).Broadband = ""
	poor := c.village(3, 1)
	for range 2 {
		h := c.take(poor, "一般农户", 4)
		h.Status, h.Cause = "未脱贫户", "因病"
		h.earn(int64(h.Persons) * 2100)
	}
	c.village(3, 4).Power = "否"
	c.village(4, 1).Sized, c.village(4, 1).Roads, c.village(4, 1).Cleaners, c.village(4, 1).Waste = 0, 0, 0, 0
}

func (c *County) plantFiles() {
	for _, x := range []struct {
		id, what, rule string
		v              *Village
	}{
		{"damaged-file", "户表文件传输中断,后半截丢失", "file.truncated", c.village(4, 6)},
		{"no-id-column", "户表缺“户编号”一列", "header.missing", c.Townships[3].lacksHouseholdID()},
		{"no-file", "户表没有报来", "", c.village(4, 8)},
	} {
		x.v.Arrives = false
		if x.rule != "" {
			c.add(Plant{ID: x.id, What: x.v.Name + ":" + x.what, Kind: x.rule, VillageCode: x.v.Code, Expect: "指出文件(表)和改法"})
		}
		c.add(Plant{ID: x.id + "-village", What: x.v.Name + ":" + x.what, Kind: "village_not_arrived", VillageCode: x.v.Code,
			Expect: "该村未到;云岭乡和全县的判定为数据缺"})
	}
}

// lacksHouseholdID is the village whose household sheet has no 户编号 column, or nil.
func (t *Township) lacksHouseholdID() *Village {
	if t.Name != townshipNames[3] {
		return nil
	}
	return t.Villages[6]
}

// resent is the village that sent its household sheet twice.
func (c *County) resent() *Village { return c.village(3, 1) }

// counted are the households that count: rows that are neither rejected nor
// duplicates.
func (v *Village) counted() []*Household {
	var out []*Household
	for _, h := range v.Households {
		if !h.LeftOut {
			out = append(out, h)
		}
	}
	return out
}

// figures are what the village's households add up to, by column of the village
// and township sheets.
func (v *Village) figures() map[string]int64 {
	f := map[string]int64{"villages": 1}
	for _, h := range v.counted() {
		n := int64(h.Persons)
		add := func(name string) {
			f[name+"_households"]++
			f[name+"_persons"] += n
		}
		f["households"]++
		f["persons"] += n
		switch h.Status {
		case "脱贫户":
			add("exited")
			add("registered")
		case "未脱贫户", "返贫户":
			add("remaining")
			add("registered")
		}
		g := h.guarantees()
		if g["water"] == yes {
			f["safe_water_households"]++
		}
		if g["housing"] == yes {
			f["safe_housing_households"]++
		}
	}
	return f
}

// figures of a township are those of its villages.
func (t *Township) figures() map[string]int64 {
	sum := map[string]int64{}
	for _, v := range t.Villages {
		for name, n := range v.figures() {
			sum[name] += n
		}
	}
	return sum
}

// settleFigures keeps the facts of a village within its number of households,
// which the left-out rows have lowered.
func (c *County) settleFigures() {
	for _, t := range c.Townships {
		for _, v := range t.Villages {
			n := int64(len(v.counted()))
			v.TVWilling = min(v.TVWilling, n)
			v.TV, v.Toilets = min(v.TV, v.TVWilling), min(v.Toilets, n)
		}
	}
}

// reported gives a figure as the sheet has it: the right one, or the planted one.
func reported(right int64, planted map[string]string, name string) any {
	more, ok := planted[name]
	switch {
	case !ok:
		return right
	case more == "":
		return nil
	default:
		var n int64
		if _, err := fmt.Sscanf(more, "+%d", &n); err != nil {
			panic(err)
		}
		return right + n
	}
}
