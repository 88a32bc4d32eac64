package samplecounty

import (
	"fmt"
	"strings"
)

// readme tells, in the folder of the samples, what was planted and where.
func (c *County) readme() string {
	var b strings.Builder
	b.WriteString("# An invented county (`make sample` writes it again, byte for byte)\n\n")
	fmt.Fprintf(&b, "# %s:纯属虚构\n\n", countyName)
	fmt.Fprintf(&b, "本文件夹是 sanlv 的样例,由 `data/samplecounty` 中的程序生成。县、乡镇、村、户、人、证件号码都是编造的:区划代码 %s 不属于任何真实的县。"+
		"截止日期 2018-12-31,贫困线 %d 元。\n\n", countyCode, line)
	b.WriteString("表格照着各地真实来件的样子写:标题行和填报单位行、两行合并表头、以万元为单位(整表或表头注明)、全角数字和千分位、" +
		"每页重复的表头、小计合计行、表尾签字行、合并的行政村、自加的列、表头别名和夹空格的表头、不从 A1 开始的表、GB18030 和 UTF-8 的 CSV、" +
		"户编号只写在户主一行的人表、序列号日期和“1968.5.3”式的日期、以数值存储的证件号码。\n\n")
	b.WriteString("## 埋设的问题\n\n| 编号 | 埋了什么 | 在哪里 | sanlv 应当说 |\n|---|---|---|---|\n")
	for _, p := range c.Plants {
		var where []string
		for _, s := range []string{p.File, p.Sheet, p.Cell} {
			if s != "" {
				where = append(where, s)
			}
		}
		if p.HouseholdID != "" {
			where = append(where, "户 "+p.HouseholdID)
		} else if p.VillageCode != "" {
			where = append(where, "村 "+p.VillageCode)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s(%s) |\n", p.ID, p.What, strings.Join(where, " › "), p.Expect, p.Kind)
	}
	b.WriteString("\n## 贫困村退出\n\n未列的贫困村和项目都达标。\n\n| 村 | 项目 | 判定 |\n|---|---|---|\n")
	t := c.Truth()
	for _, town := range c.Townships {
		for _, v := range town.Villages {
			for _, item := range []string{"incidence", "roads", "water", "housing", "electricity", "power", "broadband", "television", "cleaners",
				"waste_points", "toilets", "clinic", "service_platform", "collective_income"} {
				if verdict := t.Exit[v.Code][item]; verdict != "" && verdict != "达标" {
					fmt.Fprintf(&b, "| %s%s(%s) | %s | %s |\n", town.Name, v.Name, v.Code, item, verdict)
				}
			}
		}
	}
	b.WriteString("\n跳过的文件:`~$` 开头的锁文件、照片、本说明。\n")
	return b.String()
}
