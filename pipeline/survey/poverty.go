package survey

import "math"

// The poverty measures of §1 that are ratios: each gives the y of one person, to
// be multiplied by persons and estimated with Ratio over x = persons. The line is
// official and fixed, so no variance of the line is added.

// FGT is the measure of Foster, Greer & Thorbecke 1984 for one person: 0 unless
// income < line (strictly), else ((line - income)/line)^power. power 0 is the
// headcount, 1 the gap, 2 the squared gap. A negative income is kept: its gap
// passes 1. NaN for a line not above 0 or a negative power.
func FGT(income, line, power float64) float64 {
	switch {
	case !(line > 0) || !(power >= 0) || math.IsNaN(income):
		return math.NaN()
	case income >= line:
		return 0
	case power == 0:
		return 1
	}
	return math.Pow((line-income)/line, power)
}

// Watts is ln(line/income) for income < line, else 0. Incomes below floor (§1: 1
// yuan) are taken as floor.
func Watts(income, line, floor float64) float64 {
	switch {
	case !(line > 0) || !(floor > 0) || math.IsNaN(income):
		return math.NaN()
	case income >= line:
		return 0
	}
	return math.Log(line / math.Max(income, floor))
}

// Deprivations counts what a household lacks (Alkire & Foster 2011). Units are the
// integer weights of the dimensions, Cutoff the units from which a household is
// poor: integers, so that no rounding decides. The project's default is the union
// rule, Cutoff 1 over units of 1.
type Deprivations struct {
	Units  []int
	Cutoff int
}

func (d Deprivations) check() (all int, err error) {
	for _, u := range d.Units {
		if u < 1 {
			return 0, badInput("a dimension of %d units", u)
		}
		all += u
	}
	if d.Cutoff < 1 || d.Cutoff > all {
		return 0, badInput("cutoff %d of %d units", d.Cutoff, all)
	}
	return all, nil
}

// Score is the share c of units lacked and whether that makes the household poor.
// lacks must know every dimension: a household with one missing leaves the measure
// (it is never "not deprived").
//
// With m persons: H has y = m·[poor], x = m; M0 has y = m·c·[poor], x = m; A has
// y = m·c·[poor], x = m·[poor]; the uncensored headcount of dimension j has
// y = m·[lacks j], the censored one y = m·[lacks j]·[poor], x = m.
func (d Deprivations) Score(lacks []bool) (c float64, poor bool, err error) {
	all, err := d.check()
	if err != nil {
		return math.NaN(), false, err
	}
	if len(lacks) != len(d.Units) {
		return math.NaN(), false, badInput("%d dimensions, not %d", len(lacks), len(d.Units))
	}
	sum := 0
	for j, l := range lacks {
		if l {
			sum += d.Units[j]
		}
	}
	return float64(sum) / float64(all), sum >= d.Cutoff, nil
}

// Contribution is the share of M0 that dimension j brings: u_j·h_j/(Σu·M0), h_j the
// censored headcount. NaN where nobody is poor.
func (d Deprivations) Contribution(j int, censored, m0 float64) (float64, error) {
	all, err := d.check()
	if err != nil {
		return math.NaN(), err
	}
	if j < 0 || j >= len(d.Units) {
		return math.NaN(), badInput("no dimension %d", j)
	}
	if m0 == 0 {
		return math.NaN(), nil
	}
	return float64(d.Units[j]) * censored / (float64(all) * m0), nil
}
