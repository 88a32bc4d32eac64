package methods

import (
	"strconv"
	"strings"
	"time"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
)

// dictionary is the part 数据字典: what is read and what is published.
func dictionary(cat *catalog.Catalog) part {
	p := part{Title: "数据字典", ID: "dictionary",
		Intro: "读入的各种表有哪些列、怎样读;代码表;发布的数据有哪些列。列按表头的名称认,不按位置。"}
	s := section{Title: "读入的表", ID: "sheets"}
	for _, sheet := range cat.Sheets {
		t := table{Heads: []string{"表头", "列名", "类型", "单位", "必填", "可填内容", "也认的表头", "说明"}}
		for _, c := range sheet.Columns {
			must := ""
			switch {
			case c.Key:
				must = "主键"
			case c.Required:
				must = "必填"
			}
			aliases := strings.Join(c.Aliases, "、")
			if len(c.Opposites) > 0 {
				aliases = strings.TrimPrefix(aliases+";意思相反的:"+strings.Join(c.Opposites, "、"), ";")
			}
			note := c.Note
			if c.Personal != finding.Public {
				note = strings.TrimPrefix(note+";个人信息,发布时掩去", ";")
			}
			t.Rows = append(t.Rows, []string{c.Label, c.Name, string(c.Type), or(c.Unit), or(must), or(content(c)), or(aliases), or(note)})
		}
		s.Below = append(s.Below, section{Title: sheet.Label, ID: anchor("sheet", sheet.Kind), Terms: terms("代号", sheet.Kind, "说明", sheet.Note), Tables: []table{t}})
	}
	p.Sections = append(p.Sections, s, codeLists(cat), published(cat))
	return p
}

// content says what may stand in a cell.
func content(c catalog.Column) string {
	var out []string
	switch {
	case c.List != "":
		out = append(out, "代码表 "+c.List)
	case c.Min != "" && c.Max != "":
		out = append(out, c.Min+" 到 "+c.Max)
	case c.Min != "":
		out = append(out, "不小于 "+c.Min)
	case c.Max != "":
		out = append(out, "不大于 "+c.Max)
	}
	if c.MaxLength > 0 {
		out = append(out, "最多 "+strconv.Itoa(c.MaxLength)+" 字")
	}
	if c.BlankIsNo {
		out = append(out, "空白为否")
	}
	return strings.Join(out, ";")
}

// codeLists says what may stand in a cell of a code list, on whose word and since
// when; a label out of force on the day is not read.
func codeLists(cat *catalog.Catalog) section {
	s := section{Title: "代码表", ID: "codes", Texts: []string{"只认截止日期有效的名称和同义词;不在有效期内的,该单元格拒收,并说明何时有效。"}}
	used := map[string]bool{}
	for _, sheet := range cat.Sheets {
		for _, c := range sheet.Columns {
			l := cat.Codes[c.List]
			if l == nil || used[c.List] {
				continue
			}
			used[c.List] = true
			t := table{Caption: l.Name, Heads: []string{"名称", "也认的叫法", "有效期", "依据", "状态", "说明"}}
			for _, e := range l.Entries {
				t.Rows = append(t.Rows, []string{e.Label, or(strings.Join(e.Synonyms, "、")), inForce(e.From, e.To), or(e.Source), or(e.Status), or(e.Note)})
			}
			s.Tables = append(s.Tables, t)
		}
	}
	s.Tables = append(s.Tables, sourceCodes(cat)...)
	return s
}

// sourceCodes lists the numbers that systems write in place of labels.
func sourceCodes(cat *catalog.Catalog) []table {
	var out []table
	for _, s := range cat.Sources {
		t := table{Caption: "来源 " + s.Name, Heads: []string{"代码表", "编码", "名称", "有效期", "依据", "状态"}}
		for _, e := range s.Entries {
			t.Rows = append(t.Rows, []string{e.List, e.Code, e.Label, inForce(e.From, e.To), or(e.Basis), or(e.Status)})
		}
		out = append(out, t)
	}
	return out
}

// inForce writes a validity: 2014-01-01 起.
func inForce(from, to time.Time) string {
	switch {
	case from.IsZero():
		return "一直有效"
	case to.IsZero():
		return from.Format(time.DateOnly) + " 起"
	}
	return from.Format(time.DateOnly) + " 至 " + to.Format(time.DateOnly)
}

// published are the tables for other programs, with their columns.
func published(cat *catalog.Catalog) section {
	s := section{Title: "发布的数据", ID: "published", Texts: []string{
		"在 out/latest/data 中,CSV(UTF-8,带 BOM)和 Parquet 两种,行相同,按主键排序;同样的行也在 数据.xlsx 中,一张表一个工作表。率为小数,不取舍;金额两位小数;三值的列为 true、false 或空。",
		"公开表(参数 report.small_cell 不为 0 时才写):三率一度汇总表、判定表和户表汇总各表的另一份,Excel 之外每张表另有一件 CSV(UTF-8,带 BOM,前两列为级别、区划代码),县以下1至若干户(人)的数印作“*”。同一乡镇各村(同一县各乡镇)之间,按“若干单位×若干项”成片隐去:每个小数在另一单位、另一项中都有可以连同人口对调的户,合计、小计都不变,所以由印出的户数、人数和“一户至少一人”推算它,误差也不小于上述户(人)数;全县(全乡镇)的数本身就小的,只做到推不出确数;一项总数就很小、或只有它才有某类户的单位,除全部农户外都不印;乡镇隐去的,所属各村也隐去。由隐去的数得出的率不印,判定照印,0照印。县级的数不隐去:全县只有一个乡镇的,乡镇的数即县的数。其余输出(报表、看板、评估报告、台账、问题清单、data、explain)供内部核查,不隐去,不要对外提供。"}}
	for _, m := range cat.Published() {
		name := strings.TrimPrefix(m.Header["publish"], catalog.DataFolder)
		t := table{Heads: []string{"列名", "说明"}}
		for _, c := range m.Columns() {
			t.Rows = append(t.Rows, []string{c.Name, c.Label})
		}
		s.Below = append(s.Below, section{Title: m.Header["label"] + "(" + name + ")", ID: anchor("data", name), Terms: terms("内容", m.Header["definition"], "主键", m.Header["order"]), Tables: []table{t}})
	}
	return s
}
