package catalog

import (
	"fmt"
	"slices"
	"time"
)

// LevelKinds are the sheets of the four levels (户表, 村表, 乡镇表, 县表), from the
// bottom up.
var LevelKinds = []string{"household", "village", "township", "county"}

// Levels holds the choices behind the four-level tables.
type Levels struct {
	BandEdges []int64              // yuan a head and year at which the next income band begins, beside the line
	Deadlines map[string]time.Time // by kind of sheet: the last day on which it may be filled in; none where there is none
}

// IncomeBand is a band of the income a head (收入分组): from From up to, but
// without, To yuan; 0 is no bound.
type IncomeBand struct{ From, To int64 }

// Bands are the income bands from the lowest up; the line is one of the edges.
func (l Levels) Bands(line int64) []IncomeBand {
	edges := append(slices.Clone(l.BandEdges), line)
	slices.Sort(edges)
	edges = slices.Compact(edges)
	out := []IncomeBand{{To: edges[0]}}
	for i, from := range edges {
		b := IncomeBand{From: from}
		if i+1 < len(edges) {
			b.To = edges[i+1]
		}
		out = append(out, b)
	}
	return out
}

// Label says in Chinese which incomes a band takes in.
func (b IncomeBand) Label() string {
	switch {
	case b.From == 0:
		return fmt.Sprintf("不足%d元", b.To)
	case b.To == 0:
		return fmt.Sprintf("%d元及以上", b.From)
	}
	return fmt.Sprintf("%d元至不足%d元", b.From, b.To)
}

// levelSettings resolves the parameters of the four-level tables; they were looked at
// when they were read.
func levelSettings(value map[string]Parameter) Levels {
	l := Levels{BandEdges: risingNumbers(value["income.bands"].Value), Deadlines: map[string]time.Time{}}
	for _, kind := range LevelKinds {
		if t, ok := parseDate(value["deadline."+kind].Value); ok {
			l.Deadlines[kind] = t
		}
	}
	return l
}
