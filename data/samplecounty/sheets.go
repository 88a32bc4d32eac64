package samplecounty

import (
	"fmt"
	"slices"
)

// householdSheetName is the sheet of a household workbook of one village.
const householdSheetName = "户信息"

// file is a file that the village sends.
func (v *Village) file(suffix string) string { return v.Township.folder() + "/" + v.Name + suffix }

// layOut makes all files of the county and notes where everything came to stand.
func (c *County) layOut() {
	for _, t := range c.Townships {
		c.layOutHouseholds(t)
		c.layOutMembers(t)
		name := t.folder() + "/" + t.Name + "村表.xlsx"
		c.documents = append(c.documents, document{name: name, sheets: []*grid{c.villageSheet(t, name)}})
	}
	const county = "乡镇表2018.xlsx"
	c.documents = append(c.documents, document{name: county, sheets: []*grid{c.townshipSheet(county)}})
	for i, team := range teams {
		c.documents = append(c.documents, document{name: team.file, sheets: []*grid{c.verificationSheet(i)}})
	}
	c.documents = append(c.documents,
		document{name: frameFile, sheets: []*grid{c.frameSheet()}},
		document{name: "01青石镇/~$上坪村户表.xlsx", raw: []byte("a lock file that Excel leaves behind")},
		document{name: "核查/现场照片.jpg", raw: []byte("\xff\xd8\xff\xe0 not a real picture")},
		document{name: "关于报送户表人表的通知.docx", raw: []byte("not a real letter")},
	)
}

func (c *County) layOutHouseholds(t *Township) {
	var book []*grid
	for _, v := range t.Villages {
		d := document{name: v.file("户表.xlsx"), kind: v.Layout.file, cut: v == c.damaged()}
		sheet := householdSheetName
		switch d.kind {
		case townshipWorkbook:
			sheet, d.name = v.Name, t.folder()+"/"+t.Name+"各村户表.xlsx"
		case csvGB18030, csvUTF8:
			sheet, d.name = v.Name+"户表", v.file("户表.csv")
		}
		g, places := v.householdSheet(sheet, false)
		for id, p := range places {
			p.file = d.name
			c.places[id] = p
		}
		switch {
		case d.kind == townshipWorkbook:
			book = append(book, g)
			continue
		case v == c.neverSent():
			continue
		}
		d.sheets = []*grid{g}
		c.documents = append(c.documents, d)
		if v == c.damaged() {
			c.locate("damaged-file", d.name, "", "")
		}
		if v == t.lacksHouseholdID() {
			c.locate("no-id-column", d.name, sheet, "")
		}
		if v == c.resent() {
			old, _ := v.householdSheet(sheet, true)
			c.documents = append(c.documents, document{name: v.file("户表（11月）.xlsx"), sheets: []*grid{old}})
		}
	}
	if len(book) > 0 {
		cover := newGrid("填表说明")
		cover.title(1, 1, 6, "填表说明")
		cover.put(2, 1, "一、每村一张工作表。")
		cover.put(3, 1, "二、收入按元填写，保留整数。")
		c.documents = append(c.documents, document{name: t.folder() + "/" + t.Name + "各村户表.xlsx", sheets: append([]*grid{cover}, book...)})
	}
}

// locate gives a plant its place in a file.
func (c *County) locate(id, file, sheet, cell string) {
	for _, plants := range [][]Plant{c.Plants, c.ExitPlants} {
		if i := slices.IndexFunc(plants, func(p Plant) bool { return p.ID == id }); i >= 0 {
			plants[i].File, plants[i].Sheet, plants[i].Cell = file, sheet, cell
			return
		}
	}
	panic("nothing planted as " + id)
}

// officeColumn is a column of the village or the township sheet.
type officeColumn struct {
	header string
	name   string // of the figure or the exit item that may be planted there
	value  func() any
}

// villageColumns are the columns of the village sheet, with what stands in them.
func (c *County) villageColumns(v *Village) []officeColumn {
	f := v.figures()
	count := func(name string) func() any { return func() any { return reported(f[name], v.Reported, name) } }
	number := func(n int64) func() any { return func() any { return n } }
	word := func(s string) func() any { return func() any { return text(s) } }
	poor, planned := "否", any(nil)
	if v.Poor {
		poor, planned = "是", int64(2018)
	}
	return []officeColumn{
		{"县", "", word(countyName)}, {"乡镇", "", word(v.Township.Name)}, {"行政村", "", word(v.Name)}, {"村代码", "", word(v.Code)},
		{"是否贫困村", "", word(poor)}, {"计划退出年度", "", func() any { return planned }},
		{"总户数", "", count("households")}, {"总人口", "", count("persons")},
		{"贫困户数", "registered_households", count("registered_households")}, {"贫困人口", "incidence", count("registered_persons")},
		{"已脱贫户数", "", count("exited_households")}, {"已脱贫人口", "", count("exited_persons")},
		{"自然村总数（个）", "", number(v.NaturalVillages)}, {"25户以上自然村数", "", number(v.Sized)},
		{"其中:通硬化路自然村数", "roads", number(v.Roads)}, {"其中:有保洁员自然村数", "", number(v.Cleaners)},
		{"其中:有垃圾集中收集点自然村数", "", number(v.Waste)},
		{"饮水安全户数", "water", count("safe_water_households")}, {"住房安全户数", "", count("safe_housing_households")}, {"通生活用电户数", "", count("households")},
		{"村委会通动力电", "power", word(v.Power)}, {"村委会通宽带", "broadband", word(v.Broadband)},
		{"能收看电视户数", "", number(v.TV)}, {"有收视意愿户数", "", number(v.TVWilling)}, {"无害化卫生厕所户数", "toilets", number(v.Toilets)},
		{"有卫生室", "clinic", word(v.Clinic)}, {"有综合服务平台", "", word(v.Platform)},
		{"村集体经济收入（万元）", "collective_income", func() any { return float64(v.Income) / 10000 }},
	}
}

func (c *County) villageSheet(t *Township, file string) *grid {
	const name, top = "村表", 4
	g := newGrid(name)
	var sums [2]int64
	for k, v := range t.Villages {
		columns := c.villageColumns(v)
		if k == 0 {
			g.title(1, 1, len(columns), fmt.Sprintf("%s%s行政村基本情况表", countyName, t.Name))
			g.put(2, 1, "填报单位："+t.Name+"人民政府")
			g.put(2, len(columns)-1, "填报日期：2018年12月22日")
			var heads []string
			for _, x := range columns {
				heads = append(heads, x.header)
			}
			g.headRow(3, 1, heads)
		}
		for i, x := range columns {
			g.put(top+k, 1+i, x.value())
			if x.name == "registered_households" && v.Reported[x.name] != "" {
				c.locate("village-total", file, name, address(top+k, 1+i))
			}
			for j := range c.ExitPlants {
				if p := &c.ExitPlants[j]; p.VillageCode == v.Code && p.column == x.name {
					p.File, p.Sheet, p.Cell = file, name, address(top+k, 1+i)
				}
			}
		}
		f := v.figures()
		sums[0], sums[1] = sums[0]+f["households"], sums[1]+f["persons"]
	}
	last := top + len(t.Villages)
	g.put(last, 1, "总计")
	g.put(last, 7, sums[0])
	g.put(last, 8, sums[1])
	g.body = [4]int{top, 1, last, g.cols}
	g.putRow(last+1, 1, "填表人：", nil, nil, "审核人：", nil, nil, "负责人：")
	return g
}

func (c *County) townshipSheet(file string) *grid {
	const name = "乡镇表"
	g := newGrid(name)
	heads := []string{"乡(镇)", "乡镇代码", "行政村数（个）", "农业户籍户数（户）", "农业户籍人口（人）", "建档立卡户数", "建档立卡人口", "未脱贫户数", "未脱贫人口", "已脱贫户数", "已脱贫人口", "低保人口", "特困人口"}
	columns := []string{"villages", "households", "persons", "registered_households", "registered_persons", "remaining_households", "remaining_persons", "exited_households", "exited_persons",
		"low_income_aid_persons", "extreme_poverty_persons"}
	g.title(1, 1, len(heads), countyName+"各乡镇脱贫攻坚基本情况")
	g.put(2, 1, "统计日期：2018年12月25日")
	g.headRow(3, 1, heads)
	totals := map[string]int64{}
	for k, t := range c.Townships {
		f := t.figures()
		g.putRow(4+k, 1, t.Name, t.Code)
		for i, column := range columns {
			value := reported(f[column], t.Reported, column)
			g.put(4+k, 3+i, value)
			totals[column] += value.(int64)
			if t.Reported[column] != "" {
				c.locate("township-total", file, name, address(4+k, 3+i))
			}
		}
	}
	last := 4 + len(c.Townships)
	g.put(last, 1, "合计")
	for i, column := range columns {
		g.put(last, 3+i, totals[column])
	}
	g.body = [4]int{4, 1, last, len(heads)}
	g.putRow(last+1, 1, "填表人：", nil, nil, "审核人：")
	return g
}
