package reports

import (
	"fmt"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
)

// evidence is what is known of why figures moved from one publication to the next:
// households that came, went or count otherwise, rules that differ, files that are
// not what they were.
type evidence struct {
	change     *Difference
	feeds      map[string]catalog.Feed     // by frame
	homes      map[string][]string         // township and county of a village
	households map[string]map[string]int64 // by area and cause; "" for all
	told       map[string]string           // by area and frames
}

// Unexplained begins the reason of a cell for which there is no evidence.
const Unexplained = "未查明"

// namedEvidence is how many files, or rules, a reason names before it counts them.
const namedEvidence = 3

func newEvidence(change *Difference, feeds map[string]catalog.Feed, lists ...[]area) *evidence {
	e := &evidence{change: change, feeds: feeds, homes: map[string][]string{}, households: map[string]map[string]int64{}, told: map[string]string{}}
	for _, list := range lists {
		for _, a := range list {
			if a.level == LevelVillage {
				e.homes[a.code] = a.codes
			}
		}
	}
	for _, h := range change.Households {
		areas := map[string]bool{"": true}
		for _, village := range h.villages() {
			areas[village] = true
			for _, a := range e.homes[village] {
				areas[a] = true
			}
		}
		for a := range areas {
			if e.households[a] == nil {
				e.households[a] = map[string]int64{}
			}
			e.households[a][h.Cause]++
		}
	}
	return e
}

// MovedHome is the label of the input that tells that a household is of another
// village than it was.
const MovedHome = "村代码"

// villages are those that a household was and is of.
func (h DiffHousehold) villages() []string {
	out := []string{h.VillageCode}
	for _, i := range h.Inputs {
		if i.Label == MovedHome {
			out = append(out, i.Before)
		}
	}
	return out
}

// reason says why a cell moved, all that there is evidence for.
func (e *evidence) reason(area string, frames []string) string {
	if county, _, kind := strings.Cut(area, "-"); kind { // the poor villages of a county
		area = county
	}
	key := area + "\x00" + strings.Join(frames, "\x00")
	if said, ok := e.told[key]; ok {
		return said
	}
	said := e.find(area, frames)
	e.told[key] = said
	return said
}

func (e *evidence) find(area string, frames []string) string {
	var sheets, tables []string
	for _, f := range frames {
		sheets, tables = append(sheets, e.feeds[f].Sheets...), append(tables, e.feeds[f].Reference...)
	}
	var parts []string
	add := func(s string) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if slices.Contains(sheets, "household") || slices.Contains(sheets, "member") {
		add(e.saidHouseholds(area))
	}
	add(e.saidRules(tables))
	if a, b := e.change.Before.AsOf, e.change.After.AsOf; a != b {
		add("截止日期 " + a + " → " + b)
	}
	add(e.saidFiles("数据更正:", func(f DiffFile) bool { return e.of(f, area) && f.holds(sheets) }))
	if parts == nil {
		add(e.saidFiles("本地区其他来件变动:", func(f DiffFile) bool { return e.of(f, area) }))
	}
	if parts == nil {
		add(e.saidFiles("其他地区来件变动:", func(f DiffFile) bool { return f.holds(sheets) }))
	}
	if parts == nil {
		add(e.saidFiles("其他来件变动:", func(DiffFile) bool { return true }))
	}
	if parts == nil {
		add(e.saidRules(nil))
	}
	if parts == nil {
		return Prose(Unexplained + "(来件、标准、参数、参照文件、程序版本和截止日期都与上次相同)")
	}
	return Prose(strings.Join(parts, ";"))
}

// saidHouseholds counts the households of an area behind changes: 新增户 2 户、判定变动 1 户.
func (e *evidence) saidHouseholds(area string) string {
	var out []string
	for _, cause := range Causes {
		if n := e.households[area][cause]; n > 0 {
			out = append(out, fmt.Sprintf("%s %s 户", cause, Count(n)))
		}
	}
	return strings.Join(out, "、")
}

// saidRules names the rules that differ and that figures of some tables of the
// database may rest on; nil for all.
func (e *evidence) saidRules(tables []string) string {
	var out []string
	for _, r := range e.change.Rules {
		if name, file := strings.CutPrefix(r.Name, RuleFile); file {
			at := slices.IndexFunc(fileKinds, func(k struct {
				begins, kind string
				tables       []string
			}) bool {
				return strings.HasPrefix(name, k.begins)
			})
			if k := fileKinds[at]; tables == nil || k.tables == nil || slices.ContainsFunc(k.tables, func(t string) bool { return slices.Contains(tables, t) }) {
				out = append(out, k.kind+"("+Clean(name)+")")
			}
			continue
		}
		if rests := r.tables(); tables == nil || rests == nil || slices.ContainsFunc(rests, func(t string) bool { return slices.Contains(tables, t) }) {
			out = append(out, Clean(r.Said()))
		}
	}
	return counted("标准变动:", out, "项")
}

// tables are those that a rule stands in, where only figures that rest on them can
// follow it; nil for all.
func (r DiffRule) tables() []string {
	switch {
	case strings.HasPrefix(r.Name, RuleStandard):
		return []string{"ref_standard"}
	case strings.HasPrefix(r.Name, RuleExit):
		return []string{"ref_exit_item"}
	}
	name := strings.TrimSuffix(r.Name[strings.LastIndexByte(r.Name, '(')+1:], ")")
	switch {
	case strings.HasPrefix(name, catalog.OfficeParameters): // they decide no figure
		return []string{}
	case (catalog.Parameter{Name: name}).IsThreshold(): // of the models that name it, or of a check
		return []string{name, "meta_finding"}
	}
	return nil
}

// holds tells whether a file has, or had, one of some kinds of sheets in it.
func (f DiffFile) holds(kinds []string) bool {
	return slices.ContainsFunc(f.Kinds, func(k string) bool {
		return slices.Contains(kinds, k) || k == "household_member" && (slices.Contains(kinds, "household") || slices.Contains(kinds, "member"))
	})
}

// of tells whether a file speaks of an area; of one that names no village it is not
// known, and it may be of any.
func (e *evidence) of(f DiffFile, area string) bool {
	return area == "" || len(f.Villages) == 0 || slices.ContainsFunc(f.Villages, func(v string) bool { return v == area || slices.Contains(e.homes[v], area) })
}

// saidFiles names the files that are not what they were.
func (e *evidence) saidFiles(what string, which func(DiffFile) bool) string {
	var out []string
	for _, f := range e.change.Inputs {
		if which(f) {
			name := Clean(f.File)
			if f.State != FileMended {
				name += "(" + f.State + ")"
			}
			out = append(out, name)
		}
	}
	return counted(what, out, "件")
}

// counted names the first of a list and counts it: 数据更正:a、b、c等5件.
func counted(what string, list []string, unit string) string {
	if len(list) == 0 {
		return ""
	}
	s := what + strings.Join(list[:min(len(list), namedEvidence)], "、")
	if len(list) > namedEvidence {
		s += fmt.Sprintf("等%s%s", Count(int64(len(list))), unit)
	}
	return s
}
