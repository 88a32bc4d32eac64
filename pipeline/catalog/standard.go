package catalog

import (
	"slices"
	"strings"
	"time"

	"sanlv/pipeline/finding"
)

// Level (级别) of an area.
type Level string

const (
	County   Level = "county"
	Township Level = "township"
	Village  Level = "village"
)

// Comparators as they stand in the published data.
var comparators = []string{"<", "<=", ">", ">=", "="}

// Threshold is an exact decimal, Num/Den with Den a power of ten, so that rates
// are compared in integers.
type Threshold struct{ Num, Den int64 }

// Float returns the threshold as it is published.
func (t Threshold) Float() float64 { return float64(t.Num) / float64(t.Den) }

// Standard (标准) is one threshold that one document sets for an indicator at a
// level of area, while valid.
type Standard struct {
	Name       string
	Indicator  string
	Level      Level
	Comparator string
	Threshold  *Threshold // nil: the document sets one that is not known yet
	From, To   time.Time  // zero: open
	Source     string
	Status     string // 待核对 until the office confirms
	Note       string

	line int
}

// valid tells whether a dated row is in force on a day.
func valid(from, to, day time.Time) bool {
	return !day.Before(from) && (to.IsZero() || !day.After(to))
}

// ValidOn tells whether the standard is in force on a day.
func (s Standard) ValidOn(day time.Time) bool { return valid(s.From, s.To, day) }

var levels = map[string]Level{"县": County, "乡镇": Township, "村": Village}

func (c *Catalog) readStandards(r *reference, name string) error {
	rows, err := r.read(name, []string{"标准", "指标", "级别", "比较", "阈值", "生效日期", "失效日期", "依据"}, []string{"状态", "说明"})
	if err != nil {
		return err
	}
	for _, rec := range rows {
		s := Standard{Name: rec.get("标准"), Indicator: rec.get("指标"), Source: rec.get("依据"), Status: rec.get("状态"), Note: rec.get("说明"), line: rec.line}
		before := len(r.findings)
		var ruled bool
		s.Comparator, s.Threshold, ruled = rec.rule()
		s.From, s.To, _ = rec.period()
		c.checkStandard(rec, s, ruled)
		if len(r.findings) > before {
			continue
		}
		taken := 0 // the row that has the place, of any level
		for _, l := range rec.list("级别") {
			s.Level = levels[l]
			for _, t := range c.Standards {
				if s.Name == t.Name && s.Indicator == t.Indicator && s.Level == t.Level && overlap(s.From, s.To, t.From, t.To) {
					taken = t.line
				}
			}
			c.Standards = append(c.Standards, s)
		}
		rec.overlaps(taken, "标准、指标、级别")
	}
	if len(c.Standards) == 0 && !slices.ContainsFunc(r.findings, func(f finding.Finding) bool { return f.File == name }) {
		r.report(name, 0, "", "", "ref.missing", "一行标准也没有,什么都不能判定。", "从自带的 standards.csv 中抄上所用的标准。")
	}
	return nil
}

// rule reads 比较 and 阈值, nil where none is set or it cannot be read.
func (rec record) rule() (string, *Threshold, bool) {
	cmp, ok := rec.oneOf("比较", comparators...)
	if rec.get("阈值") == "" {
		return cmp, nil, ok
	}
	t, number := parseThreshold(rec.get("阈值"))
	if !number {
		rec.bad("阈值", "ref.number", "不是数字。", "比率填小数或百分数(0.02 或 2%),金额填元,不带千分位的逗号。")
		return cmp, nil, false
	}
	return cmp, &t, ok
}

// period reads 生效日期 and 失效日期.
func (rec record) period() (from, to time.Time, ok bool) {
	before := len(rec.r.findings)
	from, to = rec.date("生效日期"), rec.date("失效日期")
	if from.IsZero() && len(rec.r.findings) == before {
		rec.bad("生效日期", "ref.date", empty, "填上生效日期,如 2018-01-01。")
	}
	if !to.IsZero() && to.Before(from) {
		rec.bad("失效日期", "ref.date", "早于生效日期。", "改正两个日期。")
	}
	return from, to, len(rec.r.findings) == before
}

func overlap(aFrom, aTo, bFrom, bTo time.Time) bool {
	return (bTo.IsZero() || !aFrom.After(bTo)) && (aTo.IsZero() || !bFrom.After(aTo))
}

// parseThreshold reads a decimal of at most 7 decimals, or a per cent: "2%" is
// 0.02, for that is how Excel shows and saves a cell that somebody formatted so.
func parseThreshold(s string) (Threshold, bool) {
	den := int64(1)
	if rest, ok := strings.CutSuffix(s, "%"); ok {
		s, den = rest, 100
	}
	whole, frac, _ := strings.Cut(s, ".")
	if len(frac) > 7 || len(whole) > 10 || whole == "" {
		return Threshold{}, false
	}
	n := int64(0)
	for _, d := range whole + frac {
		if d < '0' || d > '9' {
			return Threshold{}, false
		}
		n = n*10 + int64(d-'0')
	}
	for range frac {
		den *= 10
	}
	for den > 1 && n%10 == 0 {
		n, den = n/10, den/10
	}
	return Threshold{Num: n, Den: den}, true
}

// ExitItem is one row of a village-exit list (村退出标准): what a document asks
// of a village under one item. What is measured for an item is SQL
// (models/int/village_exit_measure.sql); what is asked is this row.
type ExitItem struct {
	Standard   string
	Number     int64  // 第几条 of the document
	Item       string // id of the measure, or of what is not measured
	Label      string
	Unit       string // 户, 个自然村, 人, 元, or 是否 for a yes/no item
	Comparator string
	Threshold  *Threshold
	From, To   time.Time
	Source     string
	Status     string
	Note       string

	line int
}

// ValidOn tells whether the item is in force on a day.
func (e ExitItem) ValidOn(day time.Time) bool { return valid(e.From, e.To, day) }

// Unmeasured begins the id of an item that a list asks for and no sheet tells:
// it is listed as missing, so that a list is never met without it.
const Unmeasured = "unmeasured_"

// exitMeasures are the items that int_village_exit_measure computes, as its header
// says.
func (c *Catalog) exitMeasures() []string {
	for _, m := range c.Models {
		if items := m.Header["items"]; items != "" {
			return strings.Split(items, ";")
		}
	}
	return nil
}

func (c *Catalog) readExitItems(r *reference, name string) error {
	rows, err := r.read(name, []string{"标准", "条", "项目", "名称", "单位", "比较", "阈值", "生效日期", "失效日期", "依据"}, []string{"状态", "说明"})
	if err != nil {
		return err
	}
	measures := c.exitMeasures() // none where only the dictionary was loaded
	for _, rec := range rows {
		e := ExitItem{Standard: rec.get("标准"), Item: rec.get("项目"), Label: rec.get("名称"), Unit: rec.get("单位"),
			Source: rec.get("依据"), Status: rec.get("状态"), Note: rec.get("说明"), line: rec.line}
		before := len(r.findings)
		t, ok := parseThreshold(rec.get("条"))
		if !ok || t.Den != 1 || t.Num < 1 {
			rec.bad("条", "ref.number", "不是序号。", "填 1、2、3 ……")
		}
		e.Number = t.Num
		if name, ok := strings.CutPrefix(e.Item, Unmeasured); len(measures) > 0 && (!ok || !validName(name)) {
			rec.oneOf("项目", measures...)
		}
		var ruled bool
		e.Comparator, e.Threshold, ruled = rec.rule()
		e.From, e.To, _ = rec.period()
		rec.checkExitItem(e, ruled)
		if len(r.findings) > before {
			continue
		}
		taken := 0
		for _, o := range c.ExitItems {
			if o.Standard == e.Standard && o.Item == e.Item && overlap(o.From, o.To, e.From, e.To) {
				taken = o.line
			}
		}
		rec.overlaps(taken, "标准、项目")
		c.ExitItems = append(c.ExitItems, e)
	}
	return nil
}

// Unit is a village that is expected to send its sheets (应报村).
type Unit struct {
	VillageCode               string // 12 digits
	County, Township, Village string
	Rural                     bool // 涉农: only these are expected
}

func (c *Catalog) readUnits(r *reference, name string) error {
	rows, err := r.read(name, []string{"村代码", "县", "乡镇", "村", "涉农"}, []string{"说明"})
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, rec := range rows {
		u := Unit{VillageCode: rec.get("村代码"), County: rec.get("县"), Township: rec.get("乡镇"), Village: rec.get("村"), Rural: rec.get("涉农") == "" || rec.flag("涉农")}
		if !rec.villageCode(u.VillageCode) {
			continue
		}
		if seen[u.VillageCode] {
			rec.bad("村代码", "ref.duplicate", "出现了两次。", "每村只留一行。")
			continue
		}
		seen[u.VillageCode] = true
		c.Units = append(c.Units, u)
	}
	return nil
}

// villageCode reports whether a code is that of a village, and says so if not.
func (rec record) villageCode(code string) bool {
	if len(code) == 12 && strings.Trim(code, "0123456789") == "" {
		return true
	}
	rec.bad("村代码", "ref.value", "不是12位数字。", "填12位统计用区划代码;在 Excel 中先把这一列设为文本。")
	return false
}

// Asks prints a comparator and its threshold: "<2%", "≥50,000元".
func Asks(comparator, threshold string) string {
	switch comparator {
	case "<=":
		comparator = "≤"
	case ">=":
		comparator = "≥"
	}
	return comparator + threshold
}
