package samplecounty

// truth is a value of three-valued logic.
type truth int

const (
	no      truth = -1
	unknown truth = 0
	yes     truth = 1
)

func said(s string) truth {
	switch s {
	case "是":
		return yes
	case "否":
		return no
	default:
		return unknown
	}
}

// Truth is what the assessment of the county must come to, worked out from the
// invented households alone.
type Truth struct {
	Verdicts map[string]string            // by household that counts in a village that arrives: 错退, 漏评, 剩余, 待核 or ""
	Villages map[string]*VillageTruth     // by code, of the villages that arrive
	Exit     map[string]map[string]string // by code of poor village and item
	Sample   SampleTruth
}

// VillageTruth holds persons, and households for the approval.
type VillageTruth struct {
	Persons, Exited, Unregistered      int64
	Remaining, WrongExit, Omitted      int64
	UnknownExited, UnknownUnregistered int64
	Approve, Answered, Unanswered      int64
	// KnownIncome is persons whose income is known, Below those of them below the
	// line, Gap what these lack to it in yuan; UnknownIncome is households.
	KnownIncome, Below, Gap, UnknownIncome int64
}

// Truth works the assessment out by the definitions of the three rates.
func (c *County) Truth() Truth {
	t := Truth{Verdicts: map[string]string{}, Villages: map[string]*VillageTruth{}, Exit: map[string]map[string]string{}}
	for _, town := range c.Townships {
		for _, v := range town.Villages {
			if v.Poor {
				t.Exit[v.Code] = v.exit()
			}
			if !v.Arrives {
				continue
			}
			s := &VillageTruth{}
			t.Villages[v.Code] = s
			for _, h := range v.counted() {
				n := int64(h.Persons)
				verdict := h.verdict()
				t.Verdicts[h.ID] = verdict
				s.Persons += n
				switch net, known := h.netIncome(); {
				case !known:
					s.UnknownIncome++
				case net < line*n:
					s.Below += n
					s.Gap += line*n - net
					fallthrough
				default:
					s.KnownIncome += n
				}
				switch h.Status {
				case "脱贫户":
					s.Exited += n
				case "一般农户":
					s.Unregistered += n
				}
				switch {
				case verdict == "剩余":
					s.Remaining += n
				case verdict == "错退":
					s.WrongExit += n
				case verdict == "漏评":
					s.Omitted += n
				case verdict == "待核" && h.Status == "脱贫户":
					s.UnknownExited += n
				case verdict == "待核":
					s.UnknownUnregistered += n
				}
			}
		}
	}
	t.Sample = c.sample(t.Villages)
	for _, visit := range c.Visits {
		s := t.Villages[visit.VillageCode]
		switch {
		case visit.Conclusion == "未访到" || visit.Pending || !visit.settled():
		case visit.Approves == "":
			s.Unanswered++
		default:
			s.Answered++
			if visit.Approves == "是" {
				s.Approve++
			}
		}
	}
	return t
}

// settled reports whether the case is settled as 核实; a blank state is.
func (v *Visit) settled() bool { return v.State == "" || v.State == "核实" }

// netIncome of the household; known is false when it cannot be told.
func (h *Household) netIncome() (net int64, known bool) {
	if h.RejectedIncome || (h.Wage == nil && h.Business == nil && h.Property == nil && h.Transfer == nil) {
		return 0, false
	}
	for _, p := range []*int64{h.Wage, h.Business, h.Property, h.Transfer} {
		if p != nil {
			net += *p
		}
	}
	for _, p := range []*int64{h.Pension, h.Excluded, h.Expense} {
		if p != nil {
			net -= *p
		}
	}
	return net, true
}

// guarantees decides each of the six: the flag, else the members or the grade;
// where both speak and differ, no.
func (h *Household) guarantees() map[string]truth {
	g := map[string]truth{}
	for name, value := range h.Flags {
		g[name] = said(value)
	}
	school, medical, housing := yes, yes, unknown
	for _, m := range h.Members {
		if years := age(m.Born); years >= 6 && years <= 15 {
			switch {
			case m.Dropout != "":
				school = no
			case m.School == "":
				school = min(school, unknown)
			}
		}
		medical = min(medical, said(m.Insured))
	}
	switch h.Grade {
	case "A", "B":
		housing = yes
	case "C", "D":
		housing = no
	}
	for name, evidence := range map[string]truth{"education": school, "medical": medical, "housing": housing} {
		switch {
		case g[name] == no || evidence == no:
			g[name] = no
		case g[name] == unknown && h.RejectedFlag != name:
			g[name] = evidence
		}
	}
	return g
}

func (h *Household) verdict() string {
	net, known := h.netIncome()
	above, below := unknown, unknown
	if known {
		above, below = no, no
		if limit := int64(line * h.Persons); net > limit {
			above = yes
		} else if net < limit {
			below = yes
		}
	}
	all := yes
	for _, value := range h.guarantees() {
		all = min(all, value)
	}
	switch h.Status {
	case "未脱贫户", "返贫户":
		return "剩余"
	case "脱贫户":
		return map[truth]string{yes: "", unknown: "待核", no: "错退"}[min(above, all)]
	case "一般农户":
		if h.Exclusion == "" {
			return map[truth]string{yes: "漏评", unknown: "待核", no: ""}[min(below, -all)]
		}
	}
	return ""
}

// exit judges the village by the nine standards.
func (v *Village) exit() map[string]string {
	f := v.figures()
	reach := func(num, den int64, share int64) string {
		switch {
		case den == 0 || num*100 >= den*share:
			return "达标"
		default:
			return "未达标"
		}
	}
	has := func(s string) string {
		return map[truth]string{yes: "达标", no: "未达标", unknown: "数据缺"}[said(s)]
	}
	incidence := "未达标"
	if f["remaining_persons"]*100 < f["persons"]*2 {
		incidence = "达标"
	}
	income := "未达标"
	if v.Income >= 50000 {
		income = "达标"
	}
	return map[string]string{
		"incidence": incidence, "collective_income": income,
		"roads": reach(v.Roads, v.Sized, 100), "cleaners": reach(v.Cleaners, v.Sized, 100), "waste_points": reach(v.Waste, v.Sized, 100),
		"water": reach(f["safe_water_households"], f["households"], 100), "housing": reach(f["safe_housing_households"], f["households"], 100),
		"electricity": "达标", "television": reach(v.TV, v.TVWilling, 100), "toilets": reach(v.Toilets, f["households"], 65),
		"power": has(v.Power), "broadband": has(v.Broadband), "clinic": has(v.Clinic), "service_platform": has(v.Platform),
	}
}
