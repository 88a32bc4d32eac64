package catalog

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// What a clerk is asked to write, wherever it is missing.
const (
	askSource = "填上文件的名称、文号;没有见到原文的,另在“状态”中写“待核对”。"
	askLevel  = "填 县、乡镇、村,几个之间用分号隔开。"
)

// Directions of an indicator or an exit item: whether lower or higher is better.
const (
	lowerIsBetter  = "lower"
	higherIsBetter = "higher"
)

// exitUnits are the units of the exit items and how their thresholds are
// written.
var exitUnits = []string{"户", "个自然村", "人", yesNoUnit, amountUnit}

const (
	yesNoUnit  = "是否" // met or not: 1 or 0
	amountUnit = "元"  // any amount; the others are shares
)

// checkStandard reports what is wrong with a row of standards.csv beyond the
// form of its fields; ruled says that its comparator and threshold were read.
func (c *Catalog) checkStandard(rec record, s Standard, ruled bool) {
	rec.filled("标准", "填上标准的名称。")
	rec.filled("依据", askSource)
	rec.filled("级别", askLevel)
	listed := rec.list("级别")
	for i, l := range listed {
		if _, ok := levels[l]; !ok {
			rec.bad("级别", "ref.value", "不是级别。", askLevel)
		} else if slices.Contains(listed[:i], l) {
			rec.bad("级别", "ref.duplicate", "把“"+l+"”写了两次。", "每个级别只写一次。")
		}
	}
	indicators := c.Indicators()
	i := slices.IndexFunc(indicators, func(m Model) bool { return m.Name == s.Indicator })
	if i < 0 && len(indicators) == 0 {
		return // only the dictionary was loaded
	}
	if i < 0 {
		names := make([]string, len(indicators))
		for i, m := range indicators {
			names[i] = m.Name + "(" + m.Header["label"] + ")"
		}
		rec.bad("指标", "ref.unknown", "不是指标。", "改为已有的指标的英文名:"+strings.Join(names, "、")+"。")
		return
	}
	rec.checkRate(s.Threshold)
	if ruled {
		rec.checkDirection(indicators[i].Header["direction"], s.Comparator, s.Threshold)
	}
}

// checkExitItem does the same for a row of village_exit.csv.
func (rec record) checkExitItem(e ExitItem, ruled bool) {
	rec.filled("标准", "填上标准的名称。")
	rec.filled("名称", "填上这一条的名称。")
	rec.filled("依据", askSource)
	if _, ok := rec.oneOf("单位", exitUnits...); !ok || !ruled {
		return
	}
	direction := higherIsBetter
	if e.Item == "incidence" { // the one item of which less is asked
		direction = lowerIsBetter
	}
	switch {
	case e.Unit == yesNoUnit && e.Threshold != nil && *e.Threshold != Threshold{1, 1}:
		rec.bad("阈值", "ref.range", "不能作“是否”的阈值。", "填 1(即“是”)。")
	case e.Unit == yesNoUnit:
		rec.checkDirection(direction, e.Comparator, e.Threshold)
	case e.Unit == amountUnit:
		rec.checkComparator(direction, e.Comparator)
	default:
		rec.checkRate(e.Threshold)
		rec.checkDirection(direction, e.Comparator, e.Threshold)
	}
}

// checkRate reports a threshold that no rate can be held against: a rate is from
// 0 to 1, and 2 for two per cent would let everything pass.
func (rec record) checkRate(t *Threshold) {
	if t != nil && t.Num > t.Den {
		rec.bad("阈值", "ref.range", "大于 1;比率在 0 到 1 之间。", "百分之二填 0.02 或 2%。")
	}
}

// checkDirection reports a comparator that praises what is bad. Equality can be
// asked of the best value only: of no poverty at all, of everybody.
func (rec record) checkDirection(direction, comparator string, t *Threshold) {
	best := map[string]Threshold{lowerIsBetter: {0, 1}, higherIsBetter: {1, 1}}[direction]
	if comparator == "=" && t != nil && t.Num <= t.Den && *t != best {
		rec.bad("比较", "ref.direction", "要求恰好等于 "+t.String()+",稍好也算未达标。", "改为:"+strings.Join(towards(direction), "、")+"。")
		return
	}
	rec.checkComparator(direction, comparator)
}

func (rec record) checkComparator(direction, comparator string) {
	asks := map[string]string{lowerIsBetter: "越低越好", higherIsBetter: "越高越好"}[direction]
	if comparator != "=" && !slices.Contains(towards(direction), comparator) {
		rec.bad("比较", "ref.direction", "方向反了:这一项"+asks+"。", "改为:"+strings.Join(towards(direction), "、")+"。")
	}
}

// towards lists the comparators that ask for what is better.
func towards(direction string) []string {
	if direction == lowerIsBetter {
		return []string{"<", "<="}
	}
	return []string{">", ">="}
}

// overlaps reports that a row is valid together with the row on another line, 0
// for none; about says what the two have in common.
func (rec record) overlaps(line int, about string) {
	if line > 0 {
		rec.bad("生效日期", "ref.overlap", fmt.Sprintf("起的有效期与第%d行(同一%s)重叠。", line, about), "让两行的有效期前后相接,或删去重复的一行。")
	}
}

// period is the validity of the row on a line.
type period struct {
	from, to time.Time
	line     int
}

// nearest gives the row, and the date in it, next to a day that no period
// covers: the last that ended before, else the first that begins after. Line 0
// means that there is none.
func nearest(periods []period, day time.Time) (line int, header string) {
	before, after := around(periods, day)
	switch {
	case before != nil:
		return before.line, "失效日期"
	case after != nil:
		return after.line, "生效日期"
	}
	return 0, "参数"
}

// around gives the last period that ended before a day and the first that begins
// after it.
func around(periods []period, day time.Time) (before, after *period) {
	for i := range periods {
		p := &periods[i]
		switch {
		case day.Before(p.from):
			if after == nil || p.from.Before(after.from) {
				after = p
			}
		case !valid(p.from, p.to, day):
			if before == nil || p.to.After(before.to) {
				before = p
			}
		}
	}
	return before, after
}

// reportHoles finds thresholds that were set before a day and are set again after
// it, but not on it: a slip in the dates. What only ends, or only begins, is out
// of force because the document says so.
func (c *Catalog) reportHoles(r *reference, day time.Time) {
	type series struct {
		file, what string
		level      Level
	}
	periods := map[series][]period{}
	var order []series
	add := func(k series, p period) {
		if periods[k] == nil {
			order = append(order, k)
		}
		periods[k] = append(periods[k], p)
	}
	for _, s := range c.Standards {
		add(series{"standards.csv", s.Name + "、" + s.Indicator, s.Level}, period{s.From, s.To, s.line})
	}
	for _, e := range c.ExitItems {
		add(series{"village_exit.csv", e.Standard + "、" + e.Item, Village}, period{e.From, e.To, e.line})
	}
	said := map[string]bool{} // a row may stand for several levels
	for _, k := range order {
		if slices.ContainsFunc(periods[k], func(p period) bool { return valid(p.from, p.to, day) }) {
			continue
		}
		before, after := around(periods[k], day)
		if before == nil || after == nil {
			continue
		}
		message := fmt.Sprintf("“%s”在 %s 没有有效的一行:本行到 %s 为止,第%d行从 %s 起。", k.what, day.Format(time.DateOnly),
			before.to.Format(time.DateOnly), after.line, after.from.Format(time.DateOnly))
		if !said[message] {
			said[message] = true
			r.report(k.file, before.line, "失效日期", before.to.Format(time.DateOnly), "ref.gap", message, "改失效日期或生效日期,让两行前后相接。")
		}
	}
}
