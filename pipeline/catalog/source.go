package catalog

import (
	"slices"
	"strings"
)

// Source (来源) is a system whose exports carry numbers instead of labels: 3 is
// 因学 in one and 因灾 in another. A number is read only where the sheet says
// which system it comes from.
type Source struct {
	Name    string
	Words   []string                     // one of them stands above the table or in the file's name
	Headers []string                     // all of them are headers of the sheet
	Codes   map[string]map[string]string // code list → code → label
	YesNo   map[string]bool              // what the system's codes mean under a header of 是否
	Basis   string                       // the document the codes come from
}

// yesNoList is what stands for a code list where the codes mean 是 and 否.
const yesNoList = "是否"

func (c *Catalog) readSources(r *reference, name string) error {
	rows, err := r.read(name, []string{"来源", "特征文字", "特征表头", "依据"}, []string{"说明"})
	if err != nil {
		return err
	}
	for _, rec := range rows {
		s := Source{Name: rec.get("来源"), Words: rec.list("特征文字"), Headers: rec.list("特征表头"), Basis: rec.get("依据"),
			Codes: map[string]map[string]string{}, YesNo: map[string]bool{}}
		switch {
		case s.Name == "":
			rec.bad("来源", "ref.value", "是空的。", "填上系统的名称。")
		case c.source(s.Name) != nil:
			rec.bad("来源", "ref.duplicate", "出现了两次。", "每个来源只留一行。")
		case len(s.Words)+len(s.Headers) == 0:
			rec.bad("特征文字", "ref.value", "与“特征表头”都是空的,认不出这个来源。", "至少填一项。")
		default:
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
	rows, err := r.read(name, []string{"来源", "代码表", "编码", "名称"}, []string{"说明"})
	if err != nil {
		return err
	}
	for _, rec := range rows {
		list, code, label := rec.get("代码表"), rec.get("编码"), rec.get("名称")
		s := c.source(rec.get("来源"))
		switch {
		case s == nil:
			rec.bad("来源", "ref.unknown", "不在 sources.csv 中。", "在 sources.csv 中添上这个来源,或改用已有的名称。")
		case code == "":
			rec.bad("编码", "ref.value", "是空的。", "填上编码。")
		case list == yesNoList:
			if _, ok := rec.oneOf("名称", "是", "否"); ok {
				if _, taken := s.YesNo[code]; taken {
					rec.bad("编码", "ref.duplicate", "在这个来源的代码表中出现了两次。", "删去一行。")
				}
				s.YesNo[code] = label == "是"
			}
		case c.Codes[list] == nil:
			rec.bad("代码表", "ref.unknown", "不是代码表。", "改为“是否”或 codes 文件夹中的代码表名。")
		case !slices.Contains(c.Codes[list].Labels, label):
			rec.bad("名称", "ref.unknown", "不在代码表 "+list+" 中。", "改为该代码表的名称。")
		case s.Codes[list][code] != "":
			rec.bad("编码", "ref.duplicate", "在这个来源的代码表中出现了两次。", "删去一行。")
		default:
			if s.Codes[list] == nil {
				s.Codes[list] = map[string]string{}
			}
			s.Codes[list][code] = label
		}
	}
	return nil
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
