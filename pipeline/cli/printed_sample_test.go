package cli

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
)

// The rates that are estimated, in the order in which they are printed.
var estimated = []string{"comprehensive_incidence", "wrong_exit_rate", "omission_rate", "approval"}

// estimates are the rows of the estimates in the order of print: the county, the
// strata, the townships, the villages; a stratum that is a township is told once.
func (d *published) estimates() (*dataset, []int) {
	s := d.set("estimates")
	var rows []int
	for i := range s.rows {
		twice := s.get(i, "domain_kind") == "stratum" && slices.ContainsFunc(s.rows, func(r []string) bool {
			return r[s.at["domain_kind"]] == "township" && r[s.at["domain_name"]] == s.get(i, "domain_name") &&
				r[s.at["drawn"]] == s.get(i, "drawn") && r[s.at["villages"]] == s.get(i, "villages")
		})
		if !twice {
			rows = append(rows, i)
		}
	}
	kinds := []string{"county", "stratum", "township", "villages"}
	slices.SortStableFunc(rows, func(a, b int) int {
		return cmp.Or(cmp.Compare(slices.Index(kinds, s.get(a, "domain_kind")), slices.Index(kinds, s.get(b, "domain_kind"))),
			cmp.Compare(s.count(a, "domain_order"), s.count(b, "domain_order")),
			cmp.Compare(slices.Index(estimated, s.get(a, "indicator")), slices.Index(estimated, s.get(b, "indicator"))),
			strings.Compare(s.get(a, "indicator"), s.get(b, "indicator")))
	})
	return s, rows
}

// scope names the domain of an estimate.
func scope(s *dataset, i int) wanted {
	name := s.get(i, "domain_name")
	if s.get(i, "domain_kind") == "stratum" {
		name = "抽样层 " + name
	}
	return word(name)
}

// kept tells that an estimate of a small area is not to be printed.
func kept(s *dataset, i int) bool {
	return s.get(i, "domain_kind") != "county" && s.get(i, "method") != "official" && s.get(i, "reliability") == "样本太少,不发布"
}

// estimatedCell shows a number of an estimate; persons are whole.
func estimatedCell(s *dataset, i int, column string) wanted {
	n := s.number(i, column)
	told := strings.HasPrefix(column, "bound_") && (s.get(i, "verdict") == "达标" || s.get(i, "verdict") == "未达标") // what a verdict rests on
	switch {
	case n == nil:
		return wanted{text: "—"}
	case kept(s, i) && !told:
		return wanted{text: "样本太少"}
	case column == "deff" || column == "effective_n":
		return moneyOf(n)
	case strings.HasSuffix(s.get(i, "indicator"), "_persons"):
		return wholeRat(n)
	}
	return percent(n)
}

// rounded is a count, — for none.
func rounded(s *dataset, i int, column string) wanted {
	if n := s.number(i, column); n != nil {
		return wholeRat(n)
	}
	return wanted{text: "—"}
}

// labelOf is what an indicator is called.
func (d *published) labelOf(indicator string) wanted {
	for _, info := range d.meta.Indicators {
		if info.ID == indicator {
			return word(info.Label)
		}
	}
	return word(indicator)
}

func estimateWanted(d *published, _ catalog.Table) []*wantedTable {
	w := &wantedTable{heads: []string{"范围", "指标", "样本/抽中村(个)", "样本/抽中户(户)", "样本/访到户(户)", "样本/计入户(户)", "样本/问题户(认可户)", "样本/待核户(户)",
		"口径值(不加权)/分子", "口径值(不加权)/分母", "口径值(不加权)/率(%)", "加权估计/率(%)", "加权估计/95%区间下限(%)", "加权估计/95%区间上限(%)", "加权估计/设计效应", "加权估计/自由度", "加权估计/有效户数",
		"未访到、待核和疑似户的影响/都不是问题户(%)", "未访到、待核和疑似户的影响/都是问题户(%)"}}
	s, rows := d.estimates()
	seen := map[string]bool{}
	for _, i := range rows {
		key := s.get(i, "domain") + " " + s.get(i, "indicator")
		if s.get(i, "method") != "kgplus" || !slices.Contains(estimated, s.get(i, "indicator")) || seen[key] {
			continue
		}
		seen[key] = true
		cells := []wanted{scope(s, i), d.labelOf(s.get(i, "indicator"))}
		for _, c := range []string{"villages", "drawn", "surveyed", "n", "events", "unresolved"} {
			cells = append(cells, whole(s.count(i, c)))
		}
		official := []wanted{{text: "—"}, {text: "—"}, {text: "—"}}
		for _, j := range rows {
			if s.get(j, "method") == "official" && s.get(j, "domain")+" "+s.get(j, "indicator") == key {
				official = []wanted{rounded(s, j, "numerator"), rounded(s, j, "denominator"), estimatedCell(s, j, "estimate")}
				break
			}
		}
		cells = append(cells, official...)
		for _, c := range []string{"estimate", "ci_low", "ci_high", "deff", "df", "effective_n", "value_low", "value_high"} {
			if c == "df" {
				cells = append(cells, rounded(s, i, c))
				continue
			}
			cells = append(cells, estimatedCell(s, i, c))
		}
		w.rows = append(w.rows, wantedRow{cells: cells})
	}
	return []*wantedTable{w}
}

// asked is the condition of a standard: <2%.
func asked(s *dataset, i int) string {
	n := s.number(i, "threshold")
	if n == nil {
		return ""
	}
	limit := strings.TrimSuffix(strings.TrimRight(new(big.Rat).Mul(n, big.NewRat(100, 1)).FloatString(2), "0"), ".")
	return strings.NewReplacer("<=", "≤", ">=", "≥").Replace(s.get(i, "comparator")) + limit + "%"
}

// estimateVerdictWanted groups the standards that ask the same.
func estimateVerdictWanted(d *published, _ catalog.Table) []*wantedTable {
	w := &wantedTable{heads: []string{"范围", "指标", "标准", "条件", "口径值/率(%)", "口径值/判定", "抽样判定/95%把握不低于(%)", "抽样判定/95%把握不高于(%)", "抽样判定/判定", "约再查(户)", "说明"}}
	s, rows := d.estimates()
	standards, order := map[string][]string{}, []int{}
	first := map[string]int{}
	for _, i := range rows {
		if s.get(i, "method") != "kgplus" || s.get(i, "standard") == "" {
			continue
		}
		key := strings.Join([]string{s.get(i, "domain"), s.get(i, "indicator"), asked(s, i)}, "|")
		if asked(s, i) == "" {
			key += s.get(i, "standard")
		}
		if standards[key] == nil {
			order, first[key] = append(order, i), i
		}
		standards[key] = append(standards[key], s.get(i, "standard"))
	}
	for _, i := range order {
		official := []wanted{{text: "—"}, {text: "—"}}
		for _, j := range rows {
			if s.get(j, "method") == "official" && s.get(j, "domain") == s.get(i, "domain") && s.get(j, "indicator") == s.get(i, "indicator") && s.get(j, "standard") == s.get(i, "standard") {
				official = []wanted{estimatedCell(s, j, "estimate"), orWord(s.get(j, "verdict"), "—")}
				break
			}
		}
		var names []string
		for key, j := range first {
			if j == i {
				names = standards[key]
			}
		}
		w.rows = append(w.rows, wantedRow{cells: []wanted{scope(s, i), d.labelOf(s.get(i, "indicator")), word(strings.Join(names, "、")), orWord(asked(s, i), "阈值待填"),
			official[0], official[1], estimatedCell(s, i, "bound_low"), estimatedCell(s, i, "bound_high"), orWord(s.get(i, "verdict"), "—"),
			rounded(s, i, "more_households"), orWord(s.get(i, "sentence"), "—")}})
	}
	return []*wantedTable{w}
}

func estimateCountWanted(d *published, _ catalog.Table) []*wantedTable {
	w := &wantedTable{heads: []string{"范围", "项目", "计入户(户)", "其中问题户(户)", "估计", "95%区间/下限", "95%区间/上限", "直接扩大(供比较)"}}
	s, rows := d.estimates()
	var domains []string
	for _, i := range rows {
		if domain := s.get(i, "domain"); !slices.Contains(domains, domain) {
			domains = append(domains, domain)
		}
	}
	find := func(domain, indicator, method string) int {
		at := slices.IndexFunc(rows, func(i int) bool {
			return s.get(i, "domain") == domain && s.get(i, "indicator") == indicator && s.get(i, "method") == method
		})
		if at < 0 {
			return -1
		}
		return rows[at]
	}
	for _, domain := range domains {
		for _, item := range [][2]string{{"wrong_exit_persons", "推算错退人口(人)"}, {"omitted_persons", "推算漏评人口(人)"},
			{"inclusion_error", "误纳率(%,在册而不该在册)"}, {"exclusion_error", "遗漏率(%,该在册而不在册)"}} {
			i := find(domain, item[0], "kgplus")
			if i < 0 || kept(s, i) {
				continue
			}
			direct := wanted{text: "—"}
			if j := find(domain, item[0], "expansion"); j >= 0 {
				direct = estimatedCell(s, j, "estimate")
			}
			w.rows = append(w.rows, wantedRow{cells: []wanted{scope(s, i), {text: item[1]}, whole(s.count(i, "n")), whole(s.count(i, "events")),
				estimatedCell(s, i, "estimate"), estimatedCell(s, i, "ci_low"), estimatedCell(s, i, "ci_high"), direct}})
		}
	}
	return []*wantedTable{w}
}

func agreementRateWanted(d *published, _ catalog.Table) []*wantedTable {
	w := &wantedTable{heads: []string{"范围", "指标", "户表(普查)/分子", "户表(普查)/分母", "户表(普查)/率(%)", "抽样/计入户(户)", "抽样/加权估计(%)", "抽样/95%区间下限(%)", "抽样/95%区间上限(%)", "抽样减户表(百分点)", "户表的率"}}
	s, rows := d.estimates()
	seen := map[string]bool{}
	outside := 0
	for _, i := range rows {
		level, code, _ := strings.Cut(s.get(i, "domain"), ":")
		indicator := s.get(i, "indicator")
		key := s.get(i, "domain") + " " + indicator
		census, at := d.figure(unit{level: level, code: code}, indicator)
		estimate := s.number(i, "estimate")
		if s.get(i, "method") != "kgplus" || seen[key] || at < 0 || census.count(at, "denominator") == 0 || indicator == "approval" || kept(s, i) ||
			!slices.Contains(estimated, indicator) || estimate == nil {
			continue
		}
		seen[key] = true
		rate := big.NewRat(census.count(at, "numerator"), census.count(at, "denominator"))
		place := "无区间可比"
		if low, high := s.number(i, "ci_low"), s.number(i, "ci_high"); low != nil && high != nil {
			switch {
			case rate.Cmp(low) < 0:
				place, outside = "低于区间", outside+1
			case rate.Cmp(high) > 0:
				place, outside = "高于区间", outside+1
			default:
				place = "在区间内"
			}
		}
		points := new(big.Rat).Mul(new(big.Rat).Sub(estimate, rate), big.NewRat(100, 1))
		w.rows = append(w.rows, wantedRow{cells: []wanted{scope(s, i), d.labelOf(indicator), whole(census.count(at, "numerator")), whole(census.count(at, "denominator")), percent(rate),
			whole(s.count(i, "n")), estimatedCell(s, i, "estimate"), estimatedCell(s, i, "ci_low"), estimatedCell(s, i, "ci_high"), signedNumber(points, 2), {text: place}}})
	}
	if len(w.rows) > 0 {
		w.notes = []string{fmt.Sprintf("共%d项,%d项户表的率在抽样的95%%区间之外", len(w.rows), outside)}
	}
	return []*wantedTable{w}
}

func agreementWanted(d *published, _ catalog.Table) []*wantedTable {
	w := &wantedTable{heads: []string{"户类型(户表)", "户表判定", "现场核查", "户数(户)", "人口(人)", "是否一致"}}
	s := d.set("sample_agreement")
	var households, persons, same int64
	for i := range s.rows {
		register, found := s.get(i, "register_verdict"), s.get(i, "found")
		agree := "不一致"
		switch {
		case register == found:
			agree = "一致"
			same += s.count(i, "households")
		case register == "待核" || found == "待核":
			agree = "有一方待核"
		case !slices.Contains([]string{"无问题", "错退", "漏评", "剩余"}, found):
			agree = "未核实"
		}
		households += s.count(i, "households")
		persons += s.count(i, "persons")
		w.rows = append(w.rows, wantedRow{cells: []wanted{word(s.get(i, "status")), word(register), word(found), whole(s.count(i, "households")), whole(s.count(i, "persons")), {text: agree}}})
	}
	if len(w.rows) > 0 {
		w.notes = []string{fmt.Sprintf("%s户中%s户的判定一致", grouped(fmt.Sprint(households)), grouped(fmt.Sprint(same)))}
		w.rows = slices.Insert(w.rows, 0, wantedRow{cells: []wanted{{text: "合计"}, {text: "—"}, {text: "—"}, whole(households), whole(persons), {text: grouped(fmt.Sprint(same)) + "户一致"}}})
	}
	return []*wantedTable{w}
}
