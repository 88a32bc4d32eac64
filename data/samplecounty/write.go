package samplecounty

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// Write writes the county's files into a folder, as the townships sent them.
func (c *County) Write(dir string) error {
	for i, t := range c.Townships {
		if err := c.writeHouseholds(dir, fmt.Sprintf("%02d%s", i+1, t.Name), t); err != nil {
			return err
		}
		if err := c.writeMembers(dir, fmt.Sprintf("%02d%s", i+1, t.Name), i, t); err != nil {
			return err
		}
		if err := writeWorkbook(filepath.Join(dir, fmt.Sprintf("%02d%s", i+1, t.Name), t.Name+"村表.xlsx"), c.villageSheet(t)); err != nil {
			return err
		}
	}
	if err := writeWorkbook(filepath.Join(dir, "乡镇表2018.xlsx"), c.townshipSheet()); err != nil {
		return err
	}
	if err := writeWorkbook(filepath.Join(dir, "核查", "第三方核查表（2018-1）.xlsx"), c.verificationSheet()); err != nil {
		return err
	}
	for name, raw := range map[string]string{
		"01青石镇/~$上坪村户表.xlsx": "a lock file that Excel leaves behind",
		"核查/现场照片.jpg":        "\xff\xd8\xff\xe0 not a real picture",
	} {
		if err := writeFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(raw)); err != nil {
			return err
		}
	}
	c.settlePlants()
	return writeFile(filepath.Join(dir, "README.md"), []byte(c.readme()))
}

func (c *County) writeHouseholds(dir, folder string, t *Township) error {
	var book []*grid
	for _, v := range t.Villages {
		sheet, name := "户信息", folder+"/"+v.Name+"户表.xlsx"
		switch v.Layout.file {
		case townshipWorkbook:
			sheet, name = v.Name, folder+"/"+t.Name+"各村户表.xlsx"
		case csvGB18030, csvUTF8:
			sheet, name = v.Name+"户表", folder+"/"+v.Name+"户表.csv"
		}
		g, places := v.householdSheet(sheet, false)
		for id, p := range places {
			p.file = name
			c.places[id] = p
		}
		path := filepath.Join(dir, filepath.FromSlash(name))
		var err error
		switch {
		case v.Layout.file == townshipWorkbook:
			book = append(book, g)
		case v.Layout.file == csvGB18030 || v.Layout.file == csvUTF8:
			err = writeCSV(path, g, v.Layout.file == csvGB18030)
		case v == c.village(4, 8): // never sent
		case v == c.village(4, 6):
			var raw []byte
			if raw, err = workbookBytes(g); err == nil {
				err = writeFile(path, raw[:len(raw)*3/5])
			}
		default:
			err = writeWorkbook(path, g)
		}
		if err != nil {
			return err
		}
		if v == c.resent() {
			old, _ := v.householdSheet(sheet, true)
			name := folder + "/" + v.Name + "户表（11月）.xlsx"
			if err := writeWorkbook(filepath.Join(dir, filepath.FromSlash(name)), old); err != nil {
				return err
			}
			c.add(Plant{ID: "sent-twice", What: v.Name + "的户表来了两份,11月的一份较旧", Kind: "sheet_superseded", File: name, Sheet: sheet, Expect: "较旧的一份列为重复来件,不计入"})
		}
		if v.Layout.localColumns {
			c.add(Plant{ID: "local-column-" + v.Code, What: v.Name + "的户表插有本地自加的一列", Kind: "header.unknown", File: name, Sheet: sheet, Expect: "提示有不认识的列"})
		}
	}
	if len(book) > 0 {
		cover := newGrid("填表说明")
		cover.put(1, 1, "填表说明")
		cover.put(2, 1, "一、每村一张工作表。")
		cover.put(3, 1, "二、收入按元填写，保留整数。")
		return writeWorkbook(filepath.Join(dir, folder, t.Name+"各村户表.xlsx"), append([]*grid{cover}, book...)...)
	}
	return nil
}

// writeMembers writes the member sheet of a township: one workbook or CSV, of
// the villages whose sheets come.
func (c *County) writeMembers(dir, folder string, style int, t *Township) error {
	g := newGrid("人口信息")
	hanging := style == 0 // 户编号 on the head's row only
	row := 1
	if style != 3 {
		g.put(1, 1, t.Name+"农户家庭成员信息表（人表）")
		g.merge(1, 1, 1, 13)
		g.put(2, 1, "填报时间：2018.12.20")
		row = 3
	}
	heads := []any{"户编号", "人编号", "姓名", "证件号码", "与户主关系", "性别", "出生日期", "民族", "在校生状况", "失学或辍学原因", "健康状况", "劳动技能", "参加居民医保"}
	if style == 2 {
		heads = []any{"户编号", "人口编号", "成员姓名", "公民身份号码", "关系", "性别", "出生日期", "民族", "在校生状况", "义务教育阶段未上学原因", "健康状况", "劳动技能", "新农合"}
	}
	g.putRow(row, 1, heads...)
	g.heads = append(g.heads, [4]int{row, 1, row, len(heads)})
	row++
	for _, v := range t.Villages {
		if !v.Arrives {
			continue
		}
		for _, h := range v.counted() {
			for k, m := range h.Members {
				var id any = h.ID
				if hanging && k > 0 {
					id = nil
				}
				g.putRow(row, 1, id, fmt.Sprintf("%s%02d", h.ID, k+1), m.Name, m.ID, m.Relationship, m.Sex, bornCell(style, m.Born), "汉族",
					text(m.School), text(m.Dropout), "健康", labourOf(m), text(m.Insured))
				row++
			}
		}
	}
	path := filepath.Join(dir, folder, t.Name+"人表")
	if style == 3 {
		return writeCSV(path+".csv", g, true)
	}
	return writeWorkbook(path+".xlsx", g)
}

// bornCell writes a birth date as this township does.
func bornCell(style int, born time.Time) any {
	switch style {
	case 1:
		return born // a serial under a date format
	case 2:
		return born.Format("2006.1.2")
	default:
		return born.Format("2006-01-02")
	}
}

func labourOf(p Person) any {
	if years := age(p.Born); years < 16 || years > 65 {
		return "无劳动力"
	}
	return "普通劳动力"
}

func (c *County) villageSheet(t *Township) *grid {
	g := newGrid("村表")
	g.put(1, 1, fmt.Sprintf("%s%s行政村基本情况表", countyName, t.Name))
	heads := []any{"县", "乡镇", "行政村", "村代码", "是否贫困村", "总户数", "总人口", "贫困户数", "贫困人口", "已脱贫户数", "已脱贫人口", "自然村总数（个）",
		"25户以上自然村数", "其中:通硬化路自然村数", "其中:有保洁员自然村数", "其中:有垃圾集中收集点自然村数", "饮水安全户数", "住房安全户数", "通生活用电户数",
		"村委会通动力电", "村委会通宽带", "能收看电视户数", "有收视意愿户数", "无害化卫生厕所户数", "有卫生室", "有综合服务平台", "村集体经济收入（万元）"}
	g.merge(1, 1, 1, len(heads))
	g.put(2, 1, "填报单位："+t.Name+"人民政府")
	g.putRow(3, 1, heads...)
	g.heads = append(g.heads, [4]int{3, 1, 3, len(heads)})
	var households, persons int64
	for k, v := range t.Villages {
		f := v.figures()
		poor := "否"
		if v.Poor {
			poor = "是"
		}
		g.putRow(4+k, 1, countyName, t.Name, v.Name, v.Code, poor, f["households"], f["persons"],
			reported(f["registered_households"], v.Reported, "registered_households"), f["registered_persons"], f["exited_households"], f["exited_persons"],
			v.NaturalVillages, v.Sized, v.Roads, v.Cleaners, v.Waste, f["safe_water_households"], f["safe_housing_households"], f["households"],
			text(v.Power), text(v.Broadband), v.TV, v.TVWilling, v.Toilets, text(v.Clinic), text(v.Platform), float64(v.Income)/10000)
		households, persons = households+f["households"], persons+f["persons"]
	}
	last := 4 + len(t.Villages)
	g.put(last, 1, "总计")
	g.put(last, 6, households)
	g.put(last, 7, persons)
	g.putRow(last+1, 1, "填表人：", nil, nil, "审核人：")
	return g
}

func (c *County) townshipSheet() *grid {
	g := newGrid("乡镇表")
	g.put(1, 1, countyName+"各乡镇脱贫攻坚基本情况")
	g.merge(1, 1, 1, 11)
	g.put(2, 1, "统计日期：2018年12月25日")
	heads := []any{"乡(镇)", "乡镇代码", "行政村数（个）", "农业户籍户数（户）", "农业户籍人口（人）", "建档立卡户数", "建档立卡人口", "未脱贫户数", "未脱贫人口", "已脱贫户数", "已脱贫人口"}
	g.putRow(3, 1, heads...)
	g.heads = append(g.heads, [4]int{3, 1, 3, len(heads)})
	for k, t := range c.Townships {
		f := t.figures()
		g.putRow(4+k, 1, t.Name, t.Code, f["villages"], f["households"], f["persons"], f["registered_households"], f["registered_persons"],
			f["remaining_households"], reported(f["remaining_persons"], t.Reported, "remaining_persons"), f["exited_households"], f["exited_persons"])
	}
	g.put(4+len(c.Townships), 1, "合计")
	return g
}

func (c *County) verificationSheet() *grid {
	g := newGrid("入户核查")
	g.put(1, 1, countyName+"2018年脱贫攻坚入户核查表")
	heads := []any{"批次", "核实状态", "村代码", "户编号", "抽样类别", "核查人口数", "核查人均纯收入", "不愁吃", "不愁穿", "义务教育保障", "基本医疗保障", "住房安全", "饮水安全",
		"核查结论", "认可帮扶政策", "认可帮扶措施", "认可脱贫退出", "认可干部帮扶", "总体认可", "核查日期"}
	g.merge(1, 1, 1, len(heads))
	g.putRow(2, 1, heads...)
	g.heads = append(g.heads, [4]int{2, 1, 2, len(heads)})
	for k, visit := range c.Visits {
		h := visit.Household
		class := map[string]string{"脱贫户": "脱贫户", "一般农户": "一般农户", "清退户": "一般农户"}[h.Status]
		if class == "" {
			class = "未脱贫户"
		}
		approves := text(visit.Approves)
		conclusion := visit.Conclusion
		if conclusion == "" {
			conclusion = "正确"
		}
		g.putRow(3+k, 1, "2018-1", "核实", h.Village.Code, h.ID, class, int64(h.Persons), nil, nil, nil, nil, nil, nil, nil,
			conclusion, approves, approves, approves, approves, approves, time.Date(2018, 12, 10+k%15, 0, 0, 0, 0, time.UTC))
	}
	return g
}

// settlePlants gives the plants the places that their rows came to stand in.
func (c *County) settlePlants() {
	reported := map[string]place{}
	for i, p := range c.Plants {
		at, ok := c.places[p.HouseholdID]
		if p.HouseholdID == "" || !ok {
			continue
		}
		reported[p.ID] = at
		c.Plants[i].File, c.Plants[i].Sheet = at.file, at.sheet
		if p.column != "" {
			c.Plants[i].Cell = address(at.row, at.columns[p.column])
		}
	}
	for i := range c.Plants { // the shared number of the second duplicate
		if p := &c.Plants[i]; strings.HasPrefix(p.ID, "duplicate-") || p.ID == "no-household-id" {
			for _, t := range c.Townships {
				for _, v := range t.Villages {
					for _, h := range v.Households {
						if h.ID != p.HouseholdID {
							continue
						}
						switch shared := h.Override["household_id"]; shared {
						case "":
						case "blank":
							p.HouseholdID = ""
						default:
							p.HouseholdID = shared
						}
					}
				}
			}
		}
	}
}
