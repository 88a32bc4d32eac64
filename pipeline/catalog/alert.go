package catalog

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// AlertRule (预警规则) says what of a department list, or of the incomes of two
// years, raises an alert about a household (防返贫监测).
type AlertRule struct {
	Name    string
	Item    string // of code list department_item, or a household's own: HardSpending, NetIncome
	Measure string
	// Statuses are the 户类型 that the rule is for; none for all.
	Statuses   []string
	Comparator string
	Threshold  string // decimal, "" where the item alone raises it
	Unit       string
	Kind       string // AlertRisk, AlertShock or AlertClue
	From, To   time.Time
	Source     string
	Status     string
	Note       string

	line int
}

// What an alert means (类别): a lasting risk of falling back, a shock that may make
// a household 突发严重困难户, or something to look at that makes no class.
const (
	AlertRisk  = "风险"
	AlertShock = "突发"
	AlertClue  = "线索"
)

// Items that the household's own sheets tell.
const (
	HardSpending = "刚性支出"
	NetIncome    = "人均纯收入"
)

// Measures (计量) of the departments' items: that there is one, the sum of the
// assessment year, of the largest month, the largest 数值. Then those of the
// household's own items against last year's income.
const (
	MeasureAny   = "有"
	MeasureYear  = "年合计"
	MeasureMonth = "月合计"
	MeasureCount = "数值"
	MeasureShare = "占上年纯收入"
	MeasureFall  = "比上年下降"
)

// Units (单位) of the thresholds. AlertUnitIncome is per cent of
// monitor.disposable_income.
const (
	AlertUnitYuan    = "元"
	AlertUnitIncome  = "上年可支配收入%"
	AlertUnitPercent = "%"
	AlertUnitNumber  = "数"
)

// alertUnits are the units that each measure may have.
var alertUnits = map[string][]string{MeasureYear: {AlertUnitYuan, AlertUnitIncome}, MeasureMonth: {AlertUnitYuan, AlertUnitIncome},
	MeasureCount: {AlertUnitNumber}, MeasureShare: {AlertUnitPercent}, MeasureFall: {AlertUnitPercent}}

// ownMeasures are the measures of the household's own items.
var ownMeasures = map[string]string{HardSpending: MeasureShare, NetIncome: MeasureFall}

func (c *Catalog) readAlerts(r *reference, name string) error {
	rows, err := r.read(name, []string{"规则", "事项", "计量", "户类型", "比较", "阈值", "单位", "类别", "生效日期", "失效日期", "依据"}, []string{"状态", "说明"})
	if err != nil {
		return err
	}
	for _, rec := range rows {
		before := len(r.findings)
		a := AlertRule{Name: rec.get("规则"), Item: rec.get("事项"), Measure: rec.get("计量"), Statuses: rec.list("户类型"), Source: rec.get("依据"),
			Status: rec.get("状态"), Note: rec.get("说明"), line: rec.line}
		rec.filled("规则", "填上规则的名称,如 住院自付大额;不同户类型阈值不同的,各用一个名称。")
		c.checkAlertItem(rec, a)
		if list := c.Codes["household_status"]; list != nil {
			for _, s := range a.Statuses {
				if !slices.Contains(list.Labels, s) {
					rec.bad("户类型", "ref.value", "不是户类型。", "改为:"+strings.Join(list.Labels, "、")+",几个之间用分号隔开;都适用的留空。")
				}
			}
		}
		if a.Measure == MeasureAny {
			if rec.get("比较")+rec.get("阈值")+rec.get("单位") != "" {
				rec.bad("阈值", "ref.value", "用不上:计量为“"+MeasureAny+"”的,有这件事就预警。", "比较、阈值、单位都留空;要看金额的,计量改为 "+MeasureYear+" 或 "+MeasureMonth+"。")
			}
		} else if units, ok := alertUnits[a.Measure]; ok {
			a.Comparator, _ = rec.oneOf("比较", ">", ">=")
			a.Threshold, _ = rec.decimal("阈值")
			a.Unit, _ = rec.oneOf("单位", units...)
		}
		a.Kind, _ = rec.oneOf("类别", AlertRisk, AlertShock, AlertClue)
		rec.filled("依据", askSource)
		a.From, a.To, _ = rec.period()
		taken := 0
		for _, o := range c.Alerts {
			if o.Name == a.Name && overlap(o.From, o.To, a.From, a.To) {
				taken = o.line
			}
		}
		rec.overlaps(taken, "规则")
		if len(r.findings) == before {
			c.Alerts = append(c.Alerts, a)
		}
	}
	return nil
}

// checkAlertItem looks at 事项 and 计量 together.
func (c *Catalog) checkAlertItem(rec record, a AlertRule) {
	if own, ok := ownMeasures[a.Item]; ok {
		rec.oneOf("计量", own)
		return
	}
	if list := c.Codes["department_item"]; list != nil && !slices.Contains(list.Labels, a.Item) {
		rec.bad("事项", "ref.unknown", "不是部门比对的事项。", fmt.Sprintf("改为 codes/department_item.csv 中的名称,或 %s、%s。", HardSpending, NetIncome))
		return
	}
	rec.oneOf("计量", MeasureAny, MeasureYear, MeasureMonth, MeasureCount)
}

// Says puts the rule into words: 住院自付年合计≥5000元.
func (a AlertRule) Says() string {
	if a.Measure == MeasureAny {
		return "有" + a.Item
	}
	unit := map[string]string{AlertUnitNumber: "", AlertUnitIncome: "%的上年农村居民人均可支配收入"}
	u, ok := unit[a.Unit]
	if !ok {
		u = a.Unit
	}
	return a.Item + a.Measure + Asks(a.Comparator, a.Threshold) + u
}

// AlertsOn are the rules in force on a day, in the order of the file.
func (c *Catalog) AlertsOn(day time.Time) []AlertRule {
	var out []AlertRule
	for _, a := range c.Alerts {
		if valid(a.From, a.To, day) {
			out = append(out, a)
		}
	}
	return out
}
