package forms

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
	"sanlv/reports"
	"sanlv/reports/internal/pack"
)

// column is a column of the dictionary and what its form says of it.
type column struct {
	*catalog.Column
	labels []string // of its code list
	head   string   // the header on the form
}

func newColumn(def *catalog.Column, codes map[string]*catalog.CodeList) column {
	c := column{Column: def, head: reports.Clean(def.Label)}
	if c.head == "" {
		c.head = def.Name
	}
	// 村户数(脱贫户) takes no second pair of brackets; its unit is in the notes.
	if def.Unit != "" && !strings.HasSuffix(c.head, ")") && !strings.HasSuffix(c.head, "\uff09") {
		c.head += "(" + def.Unit + ")"
	}
	if list := codes[def.List]; list != nil && (def.Type == catalog.Coded || def.Type == catalog.CodedList) {
		c.labels = list.Labels
	}
	return c
}

// mustFill says that a sheet without the column, or a row without the value,
// is not read.
func (c column) mustFill() bool { return c.Required || c.Key }

// isVillageCode: the loaders take nothing but twelve digits for it.
func (c column) isVillageCode() bool { return c.Name == "village_code" && c.Type == catalog.Code }

const villageDigits = 12

// Lengths of an ID number: 15 of the old ones, 18, 20 and 22 of disability
// certificates.
const (
	shortestID = 15
	longestID  = 22
)

// format is the number format of the cells. Text formats keep Excel from making
// numbers of codes and dates of 1-2.
func (c column) format() string {
	switch c.Type {
	case catalog.Money:
		return "#,##0.00"
	case catalog.Number:
		return "General"
	case catalog.Integer:
		return "#,##0"
	case catalog.Percent:
		return "0.00%"
	case catalog.Date:
		return "yyyy-mm-dd"
	case catalog.Month:
		return "yyyy-mm"
	case catalog.Year:
		return "0"
	}
	return "@"
}

// body is the style of the cells.
func (c column) body() style {
	s := style{part: partBody, format: c.format()}
	switch c.Type {
	case catalog.Money, catalog.Number, catalog.Integer, catalog.Percent:
		s.right = true
	case catalog.Text:
		s.left, s.wrap, s.shrink = true, c.isLong(), !c.isLong()
	case catalog.Code, catalog.IDNumber, catalog.CodedList:
		s.left, s.shrink = true, true
	}
	return s
}

// isLong reports texts that may take several lines.
func (c column) isLong() bool {
	return c.Type == catalog.Text && (c.MaxLength == 0 || c.MaxLength > 60) && c.Personal != finding.Name
}

// endless is from where on a bound only keeps out slips; nobody needs to be told.
const endless = 1e9

// bounds are the least and the greatest number, as the dictionary has them; for
// per cents those that make sense.
func (c column) bounds() (low, high float64) {
	low, high = -endless*10, endless*10
	if c.Type == catalog.Percent {
		low, high = 0, 1
	}
	if v, err := strconv.ParseFloat(c.Min, 64); err == nil {
		low = v
	}
	if v, err := strconv.ParseFloat(c.Max, 64); err == nil {
		high = v
	}
	return low, high
}

// span says the bounds in words, "" when there are none worth telling.
func (c column) span() string {
	low, high := c.bounds()
	show := func(v float64) string {
		if c.Type == catalog.Percent {
			return plain(v*100) + "%"
		}
		return plain(v)
	}
	switch hasLow, hasHigh := math.Abs(low) < endless, math.Abs(high) < endless; {
	case hasLow && hasHigh:
		return show(low) + "至" + show(high)
	case hasLow:
		return "不小于" + show(low)
	case hasHigh:
		return "不大于" + show(high)
	}
	return ""
}

func plain(v float64) string {
	return strconv.FormatFloat(math.Round(v*1e10)/1e10, 'f', -1, 64)
}

// allowed says in a sentence what may be filled in.
func (c column) allowed() string {
	unit := ""
	if c.Unit != "" && c.Type != catalog.Percent {
		unit = ",单位:" + c.Unit
	}
	span := c.span()
	if span != "" {
		span = "," + span
	}
	switch c.Type {
	case catalog.Code:
		switch {
		case c.isVillageCode():
			return "12位数字"
		case c.Personal == finding.Phone:
			return "电话号码"
		case c.MaxLength > 0:
			return fmt.Sprintf("数字和字母,最多%d位", c.MaxLength)
		}
		return "数字和字母"
	case catalog.IDNumber:
		return "18位证件号码;残疾人证20位或22位"
	case catalog.Money:
		return "金额" + unit + span
	case catalog.Number:
		return "数字" + unit + span
	case catalog.Integer:
		return "整数" + unit + span
	case catalog.Percent:
		return "百分比" + span + ",如12.5%"
	case catalog.YesNo:
		return "是、否"
	case catalog.Date:
		return "日期,如2018-06-15"
	case catalog.Month:
		return "年月,如2018-06"
	case catalog.Year:
		return "4位年份,如2018"
	case catalog.Coded:
		return "选一项:" + strings.Join(c.labels, "、")
	case catalog.CodedList:
		return "可填几项,用“、”隔开:" + strings.Join(c.labels, "、")
	}
	if c.MaxLength > 0 {
		return fmt.Sprintf("文字,最多%d字", c.MaxLength)
	}
	return "文字"
}

// remarks says what else is to be known of the column.
func (c column) remarks() []string {
	var out []string
	if c.Note != "" {
		out = append(out, reports.Clean(c.Note))
	}
	if c.BlankIsNo {
		out = append(out, "空着即“否”")
	}
	if c.Personal != finding.Public {
		out = append(out, "个人信息,注意保密")
	}
	return out
}

// prompt is what shows beside a cell of the column when it is chosen.
func (c column) prompt() string {
	var out []string
	switch {
	case c.Key:
		out = append(out, "必填,空着的行不读入")
	case c.Required:
		out = append(out, "必填")
	}
	allowed := c.allowed()
	if c.Type == catalog.Coded {
		allowed = "在下拉列表中选一项" // which shows them
	}
	out = append(append(out, allowed), c.remarks()...)
	return reports.Prose(strings.Join(out, "。") + "。")
}

// Excel's limits of a validation's texts and of a list within it, in UTF-16 units.
const (
	longestTitle   = 32
	longestMessage = 255
	longestList    = 250
)

// clip shortens a text with a sign that something is missing.
func clip(s string, units int) string {
	if short := pack.Shorten(s, units); short == s {
		return s
	}
	return pack.Shorten(s, units-2) + "……"
}
