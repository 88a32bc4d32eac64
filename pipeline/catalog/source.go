package catalog

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Source (来源) is a system whose exports carry numbers instead of labels: 3 is
// 因学 in one and 因灾 in another. A number is read only where the sheet says
// which system it comes from.
type Source struct {
	Name     string
	Words    []string                     // one of them stands above the table or in the file's name
	Headers  []string                     // all of them are headers of the sheet
	Codes    map[string]map[string]string // code list → code → label
	YesNo    map[string]bool              // what the system's codes mean under a header of 是否
	Lapsed   map[string]map[string]string // code list → code out of force → when it is in force
	Entries  []SourceCode                 // what Codes, YesNo and Lapsed come from
	From, To time.Time                    // zero: open
	Basis    string                       // the document the codes come from
	Status   string                       // 待核对 until the office confirms

	line int
}

// SourceCode is one row of source_codes.csv: what a code means, while valid.
type SourceCode struct {
	List, Code, Label string
	From, To          time.Time // zero: open
	Basis             string
	Status            string

	line int
}

// yesNoList is what stands for a code list where the codes mean 是 and 否.
const yesNoList = "是否"

func (c *Catalog) readSources(r *reference, name string) error {
	rows, err := r.read(name, []string{"来源", "特征文字", "特征表头", "依据"}, []string{"生效日期", "失效日期", "状态", "说明"})
	if err != nil {
		return err
	}
	for _, rec := range rows {
		s := Source{Name: rec.get("来源"), Words: rec.list("特征文字"), Headers: rec.list("特征表头"), Basis: rec.get("依据"), Status: rec.get("状态"), line: rec.line}
		var dated bool
		s.From, s.To, dated = rec.openPeriod()
		switch {
		case s.Name == "":
			rec.bad("来源", "ref.value", "是空的。", "填上系统的名称。")
		case c.source(s.Name) != nil:
			rec.bad("来源", "ref.duplicate", "出现了两次。", "每个来源只留一行。")
		case len(s.Words)+len(s.Headers) == 0:
			rec.bad("特征文字", "ref.value", "与“特征表头”都是空的,认不出这个来源。", "至少填一项。")
		case dated:
			c.Sources = append(c.Sources, s)
		}
	}
	return nil
}

func (c *Catalog) source(name string) *Source {
	i := slices.IndexFunc(c.Sources, func(s Source) bool { return s.Name == name })
	if i < 0 {
		return nil
	}
	return &c.Sources[i]
}

// readSourceCodes comes after sources and code lists have been read.
func (c *Catalog) readSourceCodes(r *reference, name string) error {
	rows, err := r.read(name, []string{"来源", "代码表", "编码", "名称"}, []string{"生效日期", "失效日期", "依据", "状态", "说明"})
	if err != nil {
		return err
	}
	for _, rec := range rows {
		e := SourceCode{List: rec.get("代码表"), Code: rec.get("编码"), Label: rec.get("名称"), Basis: rec.get("依据"), Status: rec.get("状态"), line: rec.line}
		var dated bool
		e.From, e.To, dated = rec.openPeriod()
		s := c.source(rec.get("来源"))
		switch {
		case !dated:
		case s == nil:
			rec.bad("来源", "ref.unknown", "不在 sources.csv 中。", "在 sources.csv 中添上这个来源,或改用已有的名称。")
		case e.Code == "":
			rec.bad("编码", "ref.value", "是空的。", "填上编码。")
		case e.List != yesNoList && c.Codes[e.List] == nil:
			rec.bad("代码表", "ref.unknown", "不是代码表。", "改为“是否”或 codes 文件夹中的代码表名。")
		case e.List != yesNoList && !slices.Contains(c.Codes[e.List].Labels, e.Label):
			rec.bad("名称", "ref.unknown", "不在代码表 "+e.List+" 中。", "改为该代码表的名称。")
		case slices.ContainsFunc(s.Entries, func(o SourceCode) bool {
			return o.List == e.List && o.Code == e.Code && overlap(o.From, o.To, e.From, e.To)
		}):
			rec.bad("编码", "ref.duplicate", "在这个来源的代码表中出现了两次。", "删去一行,或让两行的有效期前后相接。")
		default:
			if e.List == yesNoList {
				if _, ok := rec.oneOf("名称", "是", "否"); !ok {
					continue
				}
			}
			s.Entries = append(s.Entries, e)
		}
	}
	for i := range c.Sources {
		c.Sources[i].keep(func(SourceCode) (string, bool) { return "", true })
	}
	return nil
}

// keep makes the codes those of some entries; of the others it notes why.
func (s *Source) keep(inForce func(SourceCode) (why string, ok bool)) (out []string) {
	s.Codes, s.YesNo, s.Lapsed = map[string]map[string]string{}, map[string]bool{}, map[string]map[string]string{}
	put := func(in map[string]map[string]string, e SourceCode, text string) {
		if in[e.List] == nil {
			in[e.List] = map[string]string{}
		}
		in[e.List][e.Code] = text
	}
	for _, e := range s.Entries {
		why, ok := inForce(e)
		switch {
		case !ok:
			out = append(out, fmt.Sprintf("%s %d %s", sourceCodes, e.line, why))
			put(s.Lapsed, e, why)
		case e.List == yesNoList:
			s.YesNo[e.Code] = e.Label == "是"
		default:
			put(s.Codes, e, e.Label)
		}
	}
	for list, codes := range s.Codes {
		for code := range codes {
			delete(s.Lapsed[list], code) // another row has it
		}
	}
	return out
}

// keepSources does for the sources what KeepInForce is for: a code lapses on its
// own date, or with the label that it stands for.
func (c *Catalog) keepSources(day time.Time) {
	c.Sources = slices.DeleteFunc(c.Sources, func(s Source) bool {
		gone := !valid(s.From, s.To, day)
		if gone {
			c.outOfForce = append(c.outOfForce, fmt.Sprintf("sources.csv %d", s.line))
		}
		return gone
	})
	for i := range c.Sources {
		c.outOfForce = append(c.outOfForce, c.Sources[i].keep(func(e SourceCode) (string, bool) {
			if !valid(e.From, e.To, day) {
				return lapse(e.From, e.To, day), false
			}
			if l := c.Codes[e.List]; l != nil && l.lapsed[e.Label] != "" {
				return l.lapsed[e.Label], false
			}
			return "", true
		})...)
	}
}

// DecidesReading reports whether what the readers make of a sheet depends on a
// reference file.
func DecidesReading(file string) bool {
	for _, own := range []string{"standards.csv", "parameters.csv", "village_exit.csv", "units.csv", "frozen_population.csv", "scorecard.csv", "policies.csv", "alerts.csv"} {
		if file == own {
			return false
		}
	}
	return !strings.HasPrefix(file, ownChecks+"/")
}
