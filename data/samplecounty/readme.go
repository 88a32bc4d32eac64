package samplecounty

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// readme tells, in the folder of the samples, what was planted and where.
func (c *County) readme() string {
	var b strings.Builder
	b.WriteString("# An invented county (`make sample` writes it again, byte for byte)\n\n")
	fmt.Fprintf(&b, "# %s:纯属虚构\n\n", countyName)
	fmt.Fprintf(&b, "本县纯属虚构。本文件夹是 sanlv 的样例,由 `data/samplecounty` 中的程序生成。县、乡镇、村、户、人、证件号码、电话号码、评估组、帮扶责任人、驻村工作队、部门名单、项目和问题都是编造的:区划代码 %s 不属于任何真实的县,"+
		"以 129 开头的手机号码不存在;地名、人名如与真实的相同,纯属巧合。截止日期 2018-12-31,贫困线 %d 元。\n\n", countyCode, line)
	households, persons := 0, 0
	for _, t := range c.Townships {
		for _, v := range t.Villages {
			households += len(v.Households)
			for _, h := range v.Households {
				persons += len(h.Members)
			}
		}
	}
	fmt.Fprintf(&b, "%d 个乡镇,%d 个村,%d 户,%d 人。表格照着各地真实来件的样子写:标题行和填报单位行、两行合并表头、以万元为单位(整表或表头注明)、全角数字和千分位、"+
		"每页重复的表头、小计合计行、表尾签字行、合并的行政村、自加的列、表头别名和夹空格的表头、不从 A1 开始的表、是/否、√/×、1/0、有/无混用、GB18030 和 UTF-8 的 CSV、"+
		"户编号只写在户主一行或合并在几行上的人表、序列号日期和“1968.5.3”式的日期、以数值存储的证件号码、封面说明页。\n\n", len(c.Townships), 32, households, persons)

	b.WriteString("除户表、人表、村表、乡镇表、核查表和抽样框外,还有:县表、上年收入表(每三户取两户的建档立卡户)、六个部门的部门比对表、各乡镇的政策享受表和帮扶记录表(第四季度)、驻村工作队表(下半年)、项目资金台账、问题整改台账。\n\n")
	b.WriteString("## 埋设的问题\n\n除下表所列,各表彼此一致,没有别的问题。末列括号内是判定或问题清单中的规则编号。\n\n")
	writePlants(&b, c.Plants)
	b.WriteString("\n## 不得脱贫\n\n不得脱贫的规则说的是户的实情,不是填报的错:除上表埋设的,2018年脱贫的户中还有(户数):")
	rules := c.NotToExit()
	for i, rule := range slices.Sorted(maps.Keys(rules)) {
		if i > 0 {
			b.WriteString("、")
		}
		fmt.Fprintf(&b, "%s %d", rule, len(rules[rule]))
	}
	b.WriteString("(含埋设的)。\n")
	b.WriteString("\n## 贫困村退出\n\n未列的贫困村和项目都达标。云岭村没有25户以上自然村(不适用),北畈村集体经济收入恰为 50000 元(达标)。\n\n")
	writePlants(&b, c.ExitPlants)
	b.WriteString("\n## 政策落实\n\n")
	writePlants(&b, c.PolicyPlants)
	c.writeMonitoring(&b)
	fmt.Fprintf(&b, "\n## 核查样本\n\n按乡镇分层,每层8个村简单随机抽3个;村内按脱贫户(6户)、一般农户(8户)、未脱贫户(2户)分别简单随机抽,不足的全取,共%d户。抽样框见 `%s`。前两组的核查表没有抽样权重,由抽样框计算;第三组的填了,保留四位小数。"+
		"雾坪村有4户还没有去,一格未填(待访)。\n\n## 核查中查出的\n\n", len(c.Visits), frameFile)
	writePlants(&b, c.SamplePlants)
	c.writeExpected(&b)
	c.writeEstimates(&b)
	b.WriteString("\n跳过的文件:`~$` 开头的锁文件、照片、通知(.docx)、本说明。\n")
	return b.String()
}

func writePlants(b *strings.Builder, plants []Plant) {
	b.WriteString("| 编号 | 埋了什么 | 在哪里 | sanlv 应当说 |\n|---|---|---|---|\n")
	for _, p := range plants {
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
		fmt.Fprintf(b, "| %s | %s | %s | %s(%s) |\n", p.ID, p.What, strings.Join(where, " › "), p.Expect, p.Kind)
	}
}

// writeExpected writes the figures that the townships must come to.
func (c *County) writeExpected(b *strings.Builder) {
	b.WriteString("\n## 应当算出的数\n\n只含已到的村;云岭乡和全县来件不全,是暂算数。斜线前为分子,后为分母(人;认可度为户),括号内是待核人数(未答户数)。\n\n" +
		"| | 来件(村) | 综合贫困发生率 | 错退率 | 漏评率 | 群众认可度 |\n|---|---|---|---|---|---|\n")
	truth := c.Truth()
	var county VillageTruth
	came := 0
	row := func(name string, came, of int, v VillageTruth) {
		fmt.Fprintf(b, "| %s | %d/%d | %d/%d(%d) | %d/%d(%d) | %d/%d(%d) | %d/%d(%d) |\n", name, came, of,
			v.Remaining+v.WrongExit+v.Omitted, v.Persons, v.UnknownExited+v.UnknownUnregistered,
			v.WrongExit, v.Exited, v.UnknownExited, v.Omitted, v.Unregistered, v.UnknownUnregistered, v.Approve, v.Answered, v.Unanswered)
	}
	for _, t := range c.Townships {
		var sum VillageTruth
		n := 0
		for _, v := range t.Villages {
			if f, ok := truth.Villages[v.Code]; ok {
				sum.add(f)
				n++
			}
		}
		row(t.Name, n, len(t.Villages), sum)
		county.add(&sum)
		came += n
	}
	row("全县", came, 32, county)
}

func (v *VillageTruth) add(w *VillageTruth) {
	v.Persons += w.Persons
	v.Exited += w.Exited
	v.Unregistered += w.Unregistered
	v.Remaining += w.Remaining
	v.WrongExit += w.WrongExit
	v.Omitted += w.Omitted
	v.UnknownExited += w.UnknownExited
	v.UnknownUnregistered += w.UnknownUnregistered
	v.Approve += w.Approve
	v.Answered += w.Answered
	v.Unanswered += w.Unanswered
}

// writeEstimates writes what the sample must come to for the county.
func (c *County) writeEstimates(b *strings.Builder) {
	b.WriteString("\n## 应当估出的数(全县)\n\n口径值不加权;估计按抽样权重。漏评率口径值的分母是抽中村的全部一般农户人口。推断到全县只含已到的户表,所以综合贫困发生率是暂算数。\n\n" +
		"| | 调查户 | 问题户(认可户) | 口径值 | 加权估计 | 标准误 | 自由度 |\n|---|---|---|---|---|---|---|\n")
	sample := c.Truth().Sample
	for _, r := range []struct{ id, label string }{{"wrong_exit_rate", "错退率"}, {"omission_rate", "漏评率"}, {"approval", "群众认可度"}, {"comprehensive_incidence", "综合贫困发生率"}} {
		s := sample[r.id]
		official := "—"
		if s.Denominator > 0 {
			official = fmt.Sprintf("%d/%d", s.Numerator, s.Denominator)
		}
		fmt.Fprintf(b, "| %s | %d | %d | %s | %.4f%% | %.4f%% | %d |\n", r.label, s.Households, s.Events, official, 100*s.Estimate, 100*s.SE, s.DF)
	}
}
