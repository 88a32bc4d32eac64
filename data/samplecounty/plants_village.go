package samplecounty

import "fmt"

// plantVillages plants in the village and township sheets, and makes some poor
// villages miss items of the nine standards. The others meet them all, two of
// them only just.
func (c *County) plantVillages() {
	c.Townships[1].Reported["remaining_persons"] = "+5"
	c.add(Plant{ID: "township-total", What: "白杨乡的乡镇表未脱贫人口多报 5 人", Kind: "township_reported_differs", Expect: "警告乡镇表与各村户表合计不符"})
	v := c.village(1, 5)
	v.Reported["registered_households"] = "+2"
	c.add(Plant{ID: "village-total", What: v.Name + "的村表贫困户数多报 2 户", Kind: "village_reported_differs", VillageCode: v.Code, Expect: "警告村表与户表合计不符"})

	fails := func(t, n int, item, what string) *Village {
		v := c.village(t, n)
		c.ExitPlants = append(c.ExitPlants, Plant{ID: "exit-" + item, What: v.Name + ":" + what, Kind: "退出未达标", VillageCode: v.Code, Expect: item + " 未达标", column: item})
		return v
	}
	v = fails(1, 4, "water", "三户饮水不安全")
	for range 2 { // with the planted omission: three households short
		h := c.take(v, "一般农户", 4)
		h.Flags["water"] = "否"
	}
	fails(1, 7, "roads", "两个25户以上自然村未通硬化路").Roads -= 2
	v = fails(1, 7, "toilets", "无害化卫生厕所不到65%")
	for i, h := range v.Households {
		h.Toilet = i%9 < 5
	}
	fails(2, 4, "collective_income", "集体经济收入 42000 元").Income = 42000
	fails(2, 4, "clinic", "没有卫生室").Clinic = "否"
	fails(3, 1, "incidence", "贫困发生率不低于2%")
	fails(3, 4, "power", "村委会未通动力电").Power = "否"
	v = fails(2, 7, "broadband", "村表的宽带一格空白")
	v.Broadband = ""
	last := &c.ExitPlants[len(c.ExitPlants)-1]
	last.Kind, last.Expect = "退出数据缺", "broadband 数据缺"

	// met, and only just: no natural village of that size, and the very sum
	w := c.village(4, 1)
	w.Sized, w.Roads, w.Cleaners, w.Waste = 0, 0, 0, 0
	c.village(3, 7).Income = 50000
}

func (c *County) plantFiles() {
	for _, x := range []struct {
		id, what, rule string
		v              *Village
	}{
		{"damaged-file", "户表文件传输中断,后半截丢失", "file.truncated", c.damaged()},
		{"no-id-column", "户表缺“户编号”一列", "header.missing", c.Townships[3].lacksHouseholdID()},
		{"no-file", "户表没有报来", "", c.neverSent()},
	} {
		x.v.Arrives = false
		if x.rule != "" {
			c.add(Plant{ID: x.id, What: x.v.Name + ":" + x.what, Kind: x.rule, VillageCode: x.v.Code, Expect: "指出文件(表)和改法"})
		}
		c.add(Plant{ID: x.id + "-village", What: x.v.Name + ":" + x.what, Kind: "village_not_arrived", VillageCode: x.v.Code,
			Expect: "该村未到;云岭乡和全县的判定为数据缺"})
	}
	v := c.resent()
	c.add(Plant{ID: "sent-twice", What: v.Name + "的户表来了两份,11月的一份较旧", Kind: "sheet_superseded", File: v.file("户表（11月）.xlsx"), Sheet: householdSheetName, Expect: "较旧的一份列为重复来件,不计入"})
	for _, t := range c.Townships {
		for _, v := range t.Villages {
			if v.Layout.localColumns {
				c.add(Plant{ID: "local-column-" + v.Code, What: v.Name + "的户表插有本地自加的一列", Kind: "header.unknown", File: v.file("户表.xlsx"), Sheet: householdSheetName, Expect: "提示有不认识的列"})
			}
		}
	}
}

// damaged is the village whose household workbook lost its second half on the way.
func (c *County) damaged() *Village { return c.village(4, 6) }

// neverSent is the village that only its township's village sheet knows of.
func (c *County) neverSent() *Village { return c.village(4, 8) }

// resent is the village that sent its household sheet twice.
func (c *County) resent() *Village { return c.village(3, 1) }

// lacksHouseholdID is the village whose household sheet has no 户编号 column, or nil.
func (t *Township) lacksHouseholdID() *Village {
	if t.Number != 4 {
		return nil
	}
	return t.Villages[6]
}

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
		for _, m := range h.Members {
			if m.LowIncomeAid {
				f["low_income_aid_persons"]++
			}
			if m.ExtremePoverty {
				f["extreme_poverty_persons"]++
			}
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

// settleFigures takes what the households tell from them, and keeps the facts of
// a village within its number of households, which the left-out rows have lowered.
func (c *County) settleFigures() {
	for _, t := range c.Townships {
		for _, v := range t.Villages {
			n := int64(0)
			for _, h := range v.counted() {
				n++
				if h.Toilet {
					v.Toilets++
				}
			}
			v.TVWilling = min(v.TVWilling, n)
			v.TV = min(v.TV, v.TVWilling)
		}
	}
}

// reported gives a figure as the sheet has it: the right one, or the planted one.
func reported(right int64, planted map[string]string, name string) any {
	more, ok := planted[name]
	if !ok {
		return right
	}
	var n int64
	if _, err := fmt.Sscanf(more, "+%d", &n); err != nil {
		panic(err)
	}
	return right + n
}
