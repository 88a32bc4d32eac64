package html

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"sanlv/reports"
)

// functions are what the templates call.
var functions = template.FuncMap{
	"count": reports.Count,
	"size":  func(n int) string { return reports.Count(int64(n)) },
	"unknownRange": func(f *figure) string {
		if r := reports.RateRange(f.Num, f.Most(), f.Den); r != reports.NotApplicable {
			return r + "%"
		}
		return ""
	},
	"mark":        mark,
	"tone":        tone,
	"verdicts":    groupVerdicts,
	"year":        year,
	"header":      headRows,
	"cellClass":   cellClass,
	"rowClass":    rowClass,
	"areaClass":   func(l reports.Level) string { return rowClass(reports.Row{Level: l}) },
	"areas":       func(r reports.Row) string { return strings.Join(r.Areas, " ") },
	"ledgerOf":    ledgerOf,
	"villageLink": func(l *reports.Link) bool { return l != nil && l.Table == "summary_village" },
	"anchor":      anchor,
	"dash":        func(s string) string { return orElse(s, reports.NotApplicable) },
	"open":        func(s string) bool { return strings.Contains(s, "待核对") },
	"long":        func(t *reports.Table) bool { return len(t.Rows) > longOnPaper },
}

// longOnPaper is how many rows of a table are printed with the page; a longer one
// is left to its workbook.
const longOnPaper = 100

func year(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n) + "年"
}

// mark is the sign that stands before a verdict, so that colour is never alone.
func mark(verdict string) string {
	switch verdict {
	case reports.Met:
		return "✓"
	case reports.Missed:
		return "✗"
	case reports.Undecided:
		return "?"
	case reports.NoData:
		return "缺"
	}
	return ""
}

// tone is the class of a verdict.
func tone(verdict string) string {
	switch verdict {
	case reports.Met:
		return "met"
	case reports.Missed:
		return "missed"
	case reports.Undecided:
		return "open"
	case reports.NoData:
		return "nodata"
	}
	return "none"
}

// group is the standards that come to one verdict.
type group struct{ Verdict, Standards string }

// groupVerdicts gathers the judgements of a figure by verdict, the worst first.
// Where all the standards agree, they are not named.
func groupVerdicts(f *figure) []group {
	if f == nil {
		return nil
	}
	by := map[string][]string{}
	var found []string
	for _, j := range f.Judgements {
		if j.Verdict == reports.NotJudged {
			continue
		}
		if by[j.Verdict] == nil {
			found = append(found, j.Verdict)
		}
		by[j.Verdict] = append(by[j.Verdict], j.Standard)
	}
	var out []group
	for _, v := range []string{reports.Missed, reports.Undecided, reports.NoData, reports.Met} {
		if by[v] != nil {
			g := group{Verdict: v}
			if len(found) > 1 {
				g.Standards = strings.Join(by[v], "、")
			}
			out = append(out, g)
		}
	}
	return out
}

// headRows are the header cells of a table, a list a level.
func headRows(t *reports.Table) [][]reports.Head {
	out := make([][]reports.Head, t.HeadLevels())
	for _, h := range t.Header() {
		out[h.Level] = append(out[h.Level], h)
	}
	return out
}

// cellClass says how a cell of a column is set.
func cellClass(t *reports.Table, column int, c reports.Cell) string {
	var out []string
	switch t.Columns[column].Kind {
	case reports.KindCount, reports.KindPercent, reports.KindMoney, reports.KindNumber, reports.KindIndex, reports.KindDifference:
		out = append(out, "n")
	case reports.KindWord, reports.KindVerdict:
		out = append(out, "c")
	case reports.KindCode:
		out = append(out, "k")
	case reports.KindText, reports.KindSource:
		if t.Columns[column].Wrap >= 30 {
			out = append(out, "long")
		}
	}
	if t.Columns[column].Kind == reports.KindVerdict {
		words := strings.Fields(c.Text)
		if len(words) > 0 {
			out = append(out, "v", tone(words[len(words)-1]))
		}
	}
	if c.Alarm && !slices.Contains(out, "v") {
		out = append(out, "alarm")
	}
	if c.Provisional {
		out = append(out, "prov")
	}
	return strings.Join(out, " ")
}

func rowClass(r reports.Row) string {
	switch {
	case r.Level == reports.LevelCounty || r.Total:
		return "county"
	case r.Level == reports.LevelTownship:
		return "township"
	case r.Level == reports.LevelVillage:
		return "village"
	}
	return ""
}

// ledgerOf is the list that a link leads to, or "".
func ledgerOf(l *reports.Link) string {
	if l == nil {
		return ""
	}
	list, ok := strings.CutPrefix(l.Table, "ledger_")
	if !ok {
		return ""
	}
	return list
}
