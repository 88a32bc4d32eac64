package catalog

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sanlv/pipeline/finding"
)

// Type says how a cell is read. The values stand in the dictionary as they are.
type Type string

const (
	Text      Type = "文本"
	Code      Type = "编码"   // 户编号, 村代码: digits and letters, never a number
	IDNumber  Type = "证件号码" // GB 11643 or a disability certificate
	Money     Type = "金额"   // yuan, 10 decimals, exact
	Number    Type = "数值"   // 10 decimals, exact
	Integer   Type = "整数"
	Percent   Type = "百分比" // kept as a fraction, 10 decimals
	YesNo     Type = "是否"
	Date      Type = "日期"
	Month     Type = "年月" // kept as the first day of the month
	Year      Type = "年度"
	Coded     Type = "代码"   // one label of a code list
	CodedList Type = "多选代码" // several labels, kept joined by ;
)

var types = []string{string(Text), string(Code), string(IDNumber), string(Money), string(Number), string(Integer),
	string(Percent), string(YesNo), string(Date), string(Month), string(Year), string(Coded), string(CodedList)}

// SQL returns the column type in the raw tables.
func (t Type) SQL() string {
	switch t {
	case Money, Number, Percent:
		return "DECIMAL(28,10)"
	case Integer, Year:
		return "BIGINT"
	case YesNo:
		return "BOOLEAN"
	case Date, Month:
		return "DATE"
	default:
		return "VARCHAR"
	}
}

// Column is one column of a sheet.
type Column struct {
	Name      string   // in the database and in the code
	Label     string   // the header that our own forms carry
	Aliases   []string // other headers seen for the same thing
	Opposites []string // headers that say the opposite (危房户 for 住房安全): yes and no change places
	Type      Type
	Unit      string // 元, 万元, 亩, 月 …: of the values when the header names none
	Required  bool   // a sheet without this column is rejected
	Key       bool   // a row without this value is rejected
	List      string // code list of Coded and CodedList columns
	BlankIsNo bool   // a blank cell is "no" (the 排除情形), not unknown
	Personal  finding.Mask
	Min, Max  string // bounds of numbers, decimal text, empty for none
	MaxLength int    // of text, in characters; 0 for none
	Note      string

	line int
}

// Sheet is one kind of sheet (表) that a county sends, e.g. household 户表.
//
// Everything about it stands in sheets/<kind>.csv: from that one file come the
// raw table, the reading of its cells, the blank form and its dictionary page.
type Sheet struct {
	Kind    string
	Label   string // what people call it, e.g. 户表
	Note    string // what it is and who fills it in, in Chinese
	Columns []Column
}

// Column returns the column of a name.
func (s *Sheet) Column(name string) (*Column, bool) {
	i := slices.IndexFunc(s.Columns, func(c Column) bool { return c.Name == name })
	if i < 0 {
		return nil, false
	}
	return &s.Columns[i], true
}

// RawTable is the name of the table that holds the sheet's rows as read. Beside
// the dictionary's columns it has _file, _sheet, _row (as Excel shows it) and
// _rejected, _inferred and _nokey: names of columns whose cell was rejected, or
// filled in from another cell, or holds an ID number that must not be joined on,
// each between semicolons (";wage_income;").
func (s *Sheet) RawTable() string { return "raw_" + s.Kind }

// sheetRow is the 列名 of the row that speaks of the sheet itself: 表头 is what
// the sheet is called, 说明 what it is and who fills it in.
const sheetRow = "_sheet"

func (c *Catalog) readSheet(r *reference, name, kind string) error {
	rows, err := r.read(name,
		[]string{"列名", "表头", "类型"},
		[]string{"别名", "反义表头", "单位", "必填", "主键", "代码表", "空白为否", "个人信息", "最小", "最大", "最长", "说明"})
	if err != nil || rows == nil {
		return err
	}
	if !validName(kind) {
		r.report(name, 0, "", kind, "ref.value", "文件名不能作表的代号。", "文件名只用小写英文字母、数字和下划线,以字母开头,如 household.csv。")
		return nil
	}
	s := Sheet{Kind: kind}
	seen := map[string]bool{}
	headers := map[string]string{} // the column that a header stands for
	for _, rec := range rows {
		if rec.get("列名") == sheetRow && s.Label == "" {
			s.Label, s.Note = rec.get("表头"), rec.get("说明")
			continue
		}
		col := Column{Name: rec.get("列名"), Label: rec.get("表头"), Aliases: rec.list("别名"), Opposites: rec.list("反义表头"),
			Unit: rec.get("单位"), List: rec.get("代码表"), Min: rec.get("最小"), Max: rec.get("最大"), Note: rec.get("说明"), line: rec.line}
		if !validName(col.Name) {
			rec.bad("列名", "ref.value", "不能作列名。", "只用小写英文字母、数字和下划线,以字母开头。")
			continue
		}
		if seen[col.Name] {
			rec.bad("列名", "ref.duplicate", "在本表中出现了两次。", "删去一行;别的叫法写进“别名”。")
			continue
		}
		seen[col.Name] = true
		rec.filled("表头", "填上表头,表样中用它。")
		for _, h := range []string{"表头", "别名", "反义表头"} {
			words := rec.list(h)
			if h == "表头" {
				words = []string{col.Label}
			}
			for _, w := range words {
				if was := headers[w]; was != "" {
					rec.bad(h, "ref.duplicate", "中的“"+w+"”已经是列“"+was+"”的表头,读入时分不清。", "删去一处,或改得不一样。")
				} else if w != "" {
					headers[w] = col.Name
				}
			}
		}
		t, ok := rec.oneOf("类型", types...)
		if !ok {
			continue
		}
		col.Type = Type(t)
		col.Required = rec.flag("必填")
		col.Key = rec.flag("主键")
		col.BlankIsNo = rec.flag("空白为否")
		if p := rec.get("个人信息"); p != "" {
			m, ok := rec.oneOf("个人信息", string(finding.Name), string(finding.IDNumber), string(finding.Phone))
			if ok {
				col.Personal = finding.Mask(m)
			}
		}
		for _, h := range []string{"最小", "最大"} {
			if v := rec.get(h); v != "" {
				if !bound.MatchString(v) {
					rec.bad(h, "ref.value", "不是数字。", "只填数字,不带单位、逗号,不用科学记数法。")
				}
			}
		}
		col.setBounds()
		if v := rec.get("最长"); v != "" {
			n, err := strconv.Atoi(v)
			if err != nil || n < 1 {
				rec.bad("最长", "ref.value", "不是正整数。", "填最多的字数。")
			}
			col.MaxLength = n
		}
		if (col.Type == Coded || col.Type == CodedList) && col.List == "" {
			rec.bad("代码表", "ref.value", "是空的,而类型是“"+t+"”。", "填上 codes 文件夹中的代码表名。")
		}
		s.Columns = append(s.Columns, col)
	}
	if s.Label == "" {
		r.report(name, 0, "列名", "", "ref.missing", "没有说明表名的一行。", "添一行:列名填“_sheet”,表头填表的名称,如“户表”。")
	}
	if !slices.ContainsFunc(s.Columns, func(c Column) bool { return c.Required }) {
		r.report(name, 0, "必填", "", "ref.missing", "没有必填的列,认不出这种表。", "把这种表必定有的列的“必填”填为“是”。")
	}
	c.Sheets = append(c.Sheets, s)
	return nil
}

// bound is a number as the readers take it.
var bound = regexp.MustCompile(`^-?[0-9]{1,15}(\.[0-9]{1,10})?$`)

// setBounds gives numbers without bounds of their own the widest that the
// arithmetic of the models holds; what lies outside is a slip, such as an ID
// number in a column of money.
func (c *Column) setBounds() {
	widest := ""
	switch c.Type {
	case Money, Number:
		widest = "10000000000"
	case Integer:
		widest = "1000000000"
	default:
		return
	}
	if c.Max == "" {
		c.Max = widest
	}
	if c.Min == "" {
		c.Min = "-" + widest
	}
}

// flag reads a 是-or-empty field.
func (rec record) flag(header string) bool {
	if rec.get(header) == "" {
		return false
	}
	v, _ := rec.oneOf(header, "是", "否")
	return v == "是"
}

func validName(s string) bool {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}
