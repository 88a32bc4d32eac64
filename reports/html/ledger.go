package html

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sanlv/reports"
)

// ledgerRows is how many rows of one ledger the page shows at most, allRows how
// many of all: the page is to stay light. The workbooks have all.
const (
	ledgerRows = 1500
	allRows    = 15_000
)

// fair is the most rows that each list may have so that all fit.
func fair(lists []int) int {
	most := ledgerRows
	for ; most > 1; most-- {
		sum := 0
		for _, n := range lists {
			sum += min(n, most)
		}
		if sum <= allRows {
			break
		}
	}
	return most
}

// suspects are the ledgers of households whose verdict is in doubt (疑似问题户). No
// household is in two of them.
var suspects = []string{reports.WrongExits, reports.Omissions, reports.Pending}

// ledgerLine is one ledger in the list of ledgers.
type ledgerLine struct {
	reports.LedgerInfo
	File    string
	Rows    int
	Shown   int
	Each    int // rows shown of each township, 0 for all
	Persons int64
}

// Unit is what the rows are counted in.
func (l ledgerLine) Unit() string {
	return map[string]string{reports.CountsHouseholds: "户", reports.CountsPersons: "人", reports.CountsProblems: "件"}[l.Counts]
}

// Left is how many rows the page leaves out.
func (l ledgerLine) Left() int { return l.Rows - l.Shown }

// index keeps each text once and gives its number.
type index struct {
	at   map[string]int
	list []string
}

func (x *index) of(s string) int {
	if n, ok := x.at[s]; ok {
		return n
	}
	if x.at == nil {
		x.at = map[string]int{}
	}
	x.at[s] = len(x.list)
	x.list = append(x.list, s)
	return len(x.list) - 1
}

func (x *index) values() []string {
	if x.list == nil {
		return []string{}
	}
	return x.list
}

// ledgers is what the page says of the ledgers.
type ledgers struct {
	Data     object // packed for the script
	Lines    []ledgerLine
	Suspects map[string]int // by area: households whose verdict is in doubt
}

// ledgerColumns are what the page reads of the rows of ledgers.
var ledgerColumns = []string{"ledger", "village_code", "township", "village", "household_id", "head_name", "status", "household_persons", "per_capita", "line",
	"person", "relationship", "age", "persons", "subject", "reason", "file", "sheet", "cell", "header"}

// readLedgers packs the rows of the ledgers for the script: texts that repeat
// stand once, rows refer to them by number. Of a ledger with too many rows each
// township has the same share. The rows are read twice, to count them and to take
// those that are shown, for there may be too many to hold.
func readLedgers(ctx context.Context, pub reports.Publication, villages []place) (*ledgers, error) {
	home := map[string]place{}
	for _, v := range villages {
		home[v.Code] = v
	}
	at := func(r rows, i int) place {
		code := r.key(i, "village_code")
		if v, ok := home[code]; ok {
			return v
		}
		return place{Code: code, Name: r.text(i, "village"), Township: r.text(i, "township"), TownshipCode: r.text(i, "township")}
	}
	each := func(see func(r rows, i int)) error {
		return reports.Batches(ctx, pub.Source, "ledger", ledgerColumns, func(f *reports.Frame) error {
			r, err := rowsOf(f, ledgerColumns)
			for i := 0; err == nil && i < r.len(); i++ {
				see(r, i)
			}
			return err
		})
	}
	out := &ledgers{Suspects: map[string]int{}}
	lengths, towns, persons := map[string]int{}, map[string]map[string]int{}, map[string]int64{} // by ledger
	if err := each(func(r rows, i int) {
		id, v := r.key(i, "ledger"), at(r, i)
		if towns[id] == nil {
			towns[id] = map[string]int{}
		}
		lengths[id]++
		towns[id][v.TownshipCode]++
		persons[id] += r.count(i, "persons")
		if slices.Contains(suspects, id) {
			codes := []string{v.Code, v.TownshipCode, v.CountyCode}
			slices.Sort(codes)
			for _, code := range slices.Compact(codes) {
				out.Suspects[code]++
			}
		}
	}); err != nil {
		return nil, err
	}
	var all []int
	for _, info := range pub.Meta.Ledgers {
		all = append(all, lengths[info.ID])
	}
	most := fair(all)
	number, lists := map[string]int{}, []any{}
	for n, info := range pub.Meta.Ledgers {
		number[info.ID] = n
		l := ledgerLine{LedgerInfo: info, File: reports.LedgerFile(pub.Meta, info, int64(lengths[info.ID])), Rows: lengths[info.ID], Persons: persons[info.ID]}
		l.Label, l.Definition, l.Source = reports.Clean(info.Label), reports.Prose(reports.Clean(info.Definition)), reports.Prose(reports.Clean(info.Source))
		l.Each = share(l.Rows, towns[info.ID], most)
		lists = append(lists, []any{info.ID, l.Label, slices.Contains(suspects, info.ID)})
		out.Lines = append(out.Lines, l)
	}
	places, statuses, lines, reasons, sources, heads, headers := index{}, index{}, index{}, index{}, index{}, index{}, index{}
	areas, packed := []any{}, make([][]any, len(out.Lines))
	taken := map[[2]string]int{}
	if err := each(func(r rows, i int) {
		n, ok := number[r.key(i, "ledger")]
		if !ok {
			return
		}
		l, v := &out.Lines[n], at(r, i)
		town := [2]string{l.ID, v.TownshipCode}
		if taken[town]++; l.Each > 0 && taken[town] > l.Each {
			return
		}
		l.Shown++
		p := places.of(v.Code)
		if p == len(areas) {
			areas = append(areas, []any{v.Code, v.Name, v.TownshipCode, v.Township, v.CountyCode})
		}
		cell := r.text(i, "cell")
		packed[n] = append(packed[n], []any{
			n, p, within(r.text(i, "household_id"), v.Code), heads.of(r.text(i, "head_name")), statuses.of(orElse(r.text(i, "status"), reports.NotKnown)),
			r.number(i, "household_persons"), r.number(i, "per_capita"), lines.of(r.number(i, "line")), reasons.of(reasonOf(r, i, l.Counts)),
			sources.of(reports.Place(r.text(i, "file"), r.text(i, "sheet"))), cell, headers.of(strings.TrimPrefix(reports.CellName(cell, r.text(i, "header")), cell)),
		})
	}); err != nil {
		return nil, err
	}
	out.Data = object{"lists": lists, "places": areas, "statuses": statuses.values(), "lines": lines.values(), "reasons": reasons.values(),
		"sources": sources.values(), "heads": heads.values(), "headers": headers.values(), "rows": slices.Concat([]any{}, slices.Concat(packed...)), "file": csvName(pub, "台账")}
	return out, nil
}

// within shortens the id of a household that begins with the code of its village:
// ~ stands for the code.
func within(id, code string) string {
	if rest, ok := strings.CutPrefix(id, code); ok && code != "" {
		return "~" + rest
	}
	if strings.HasPrefix(id, "~") {
		return "~" + id
	}
	return id
}

// share is how many rows of each township fit when at most so many fit in all; 0
// where all do, and never less than one.
func share(rows int, towns map[string]int, most int) int {
	if rows <= most {
		return 0
	}
	fit := func(each int) bool {
		sum := 0
		for _, n := range towns {
			sum += min(n, each)
		}
		return sum <= most
	}
	each := 1
	for fit(each + 1) {
		each++
	}
	return each
}

// reasonOf is why a row stands in its ledger, with the person or the problem that
// it is about.
func reasonOf(r rows, i int, counts string) string {
	reason := reports.Prose(strings.ReplaceAll(r.text(i, "reason"), ";", "；"))
	switch {
	case counts == reports.CountsPersons && r.text(i, "person") != "":
		age := "年龄不详"
		if r.number(i, "age") != reports.NotKnown {
			age = r.number(i, "age") + "岁"
		}
		return fmt.Sprintf("%s（%s，%s）：%s", r.text(i, "person"), orElse(r.text(i, "relationship"), "关系不详"), age, reason)
	case counts == reports.CountsProblems:
		return r.text(i, "subject") + "：" + reason
	}
	return reason
}
