package html

import (
	"context"
	"strings"

	"sanlv/reports"
)

// ledgerLists are the lists shown, in order.
var ledgerLists = []string{reports.WrongExits, reports.Omissions, reports.Pending}

// listCount is how many households a list has.
type listCount struct {
	Name  string
	Count int
}

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

// ledger packs the households that have a verdict for the script: texts that
// repeat stand once, rows refer to them by number.
func ledger(ctx context.Context, pub reports.Publication, villages []place) (object, []listCount, error) {
	r, err := load(ctx, pub.Source, "ledger", "list", "village_code", "township", "village", "household_id", "head_name",
		"status", "persons", "per_capita", "line", "reasons", "file", "sheet", "cell")
	if err != nil {
		return nil, nil, err
	}
	home := map[string]place{}
	for _, v := range villages {
		home[v.Code] = v
	}
	lists, places, statuses, lines, reasons, sources := index{}, index{}, index{}, index{}, index{}, index{}
	for _, l := range ledgerLists {
		lists.of(l)
	}
	var areas, out []any
	counts := map[string]int{}
	for i := range r.len() {
		list, code := r.text(i, "list"), r.key(i, "village_code")
		counts[list]++
		n := places.of(code)
		if n == len(areas) {
			v, ok := home[code]
			if !ok {
				v = place{Code: code, Name: r.text(i, "village"), Township: r.text(i, "township"), TownshipCode: r.text(i, "township")}
			}
			areas = append(areas, []any{v.Code, v.Name, v.TownshipCode, v.Township, v.CountyCode})
		}
		out = append(out, []any{
			lists.of(list), n, r.text(i, "household_id"), r.text(i, "head_name"), statuses.of(orElse(r.text(i, "status"), reports.NotKnown)),
			r.number(i, "persons"), r.number(i, "per_capita"), lines.of(r.number(i, "line")),
			reasons.of(strings.ReplaceAll(r.text(i, "reasons"), ";", "；")),
			sources.of(reports.Place(r.text(i, "file"), r.text(i, "sheet"))), r.text(i, "cell"),
		})
	}
	var tally []listCount
	for _, l := range lists.list {
		tally = append(tally, listCount{l, counts[l]})
	}
	if out == nil {
		areas, out = []any{}, []any{}
	}
	return object{"lists": lists.values(), "places": areas, "statuses": statuses.values(), "lines": lines.values(), "reasons": reasons.values(),
		"sources": sources.values(), "rows": out, "file": csvName(pub, "疑似问题户")}, tally, nil
}
