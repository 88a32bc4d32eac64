package catalog

import (
	"fmt"
	"strconv"
	"strings"
)

// Dimensions are the dimensions of multidimensional poverty (多维贫困) in their
// order: income, 不愁吃 and 不愁穿 as one, 义务教育, 基本医疗, 住房安全, 饮水安全.
var Dimensions = []string{"income", "food_clothing", "education", "medical", "housing", "water"}

// Poverty holds the choices behind the poverty measures beyond the headcount.
type Poverty struct {
	// Units are the weights of the dimensions, in whole units so that no rounding
	// decides, in the order of Dimensions; Cutoff is how many units a household must
	// lack to be poor (Alkire & Foster 2011). Cutoff 1 is the union rule.
	Units  []int64
	Cutoff int64
	// WattsFloor is the income a head, in yuan, that lower ones count as in the
	// logarithm of the Watts index.
	WattsFloor int64
	// Register says whom the register counts as poor: "remaining" for 未脱贫户 and
	// 返贫户, "all" for these and 脱贫户.
	Register string
	// GroupPercents part the income groups: the income a head in per cent of the
	// line from which the next group begins.
	GroupPercents []int64
}

// IncomeGroup is an income group (收入分组): from From up to, but without, To per
// cent of the line; 0 is no bound.
type IncomeGroup struct {
	Item     string // lt50, 50_100, ge200
	From, To int64
}

// Groups are the income groups, from the poorest up.
func (p Poverty) Groups() []IncomeGroup {
	var out []IncomeGroup
	var from int64
	for _, to := range p.GroupPercents {
		g := IncomeGroup{Item: fmt.Sprintf("%d_%d", from, to), From: from, To: to}
		if from == 0 {
			g.Item = fmt.Sprintf("lt%d", to)
		}
		out = append(out, g)
		from = to
	}
	if from > 0 {
		out = append(out, IncomeGroup{Item: fmt.Sprintf("ge%d", from), From: from})
	}
	return out
}

// Label says in Chinese which incomes a head a group takes in, in per cent of the
// line.
func (g IncomeGroup) Label() string {
	switch {
	case g.From == 0:
		return fmt.Sprintf("不足%d%%", g.To)
	case g.To == 0:
		return fmt.Sprintf("%d%%及以上", g.From)
	}
	return fmt.Sprintf("%d%%至不足%d%%", g.From, g.To)
}

// poverty resolves the parameters of the poverty measures.
func poverty(value map[string]Parameter, r *reference, file string) Poverty {
	p := Poverty{Cutoff: wholeNumber(value["poverty.af_cutoff"].Value), WattsFloor: wholeNumber(value["poverty.watts_floor"].Value),
		Register: value["poverty.register"].Value, GroupPercents: risingNumbers(value["poverty.income_group_percents"].Value)}
	var all int64
	for _, d := range Dimensions {
		u := wholeNumber(value["poverty.units."+d].Value)
		p.Units = append(p.Units, u)
		all += u
	}
	if cutoff := value["poverty.af_cutoff"]; cutoff.Value != "" && p.Cutoff > all {
		r.report(file, cutoff.line, "取值", cutoff.Value, "ref.value", fmt.Sprintf("多维贫困的临界值大于各维度权数之和 %d,没有人会算作贫困。", all),
			fmt.Sprintf("改为 1 到 %d 的整数。", all))
	}
	return p
}

// wholeNumber reads a whole number from 1, else it is 0.
func wholeNumber(s string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 32)
	if err != nil {
		return 0
	}
	return max(n, 0)
}

// risingNumbers reads whole numbers from 1 joined by semicolons, each above the
// one before, else it is nil.
func risingNumbers(s string) []int64 {
	var out []int64
	for _, part := range splitList(s) {
		n := wholeNumber(part)
		if n < 1 || len(out) > 0 && n <= out[len(out)-1] {
			return nil
		}
		out = append(out, n)
	}
	return out
}
