package pipeline

import (
	"maps"
	"slices"

	"sanlv/pipeline/internal/duck"
)

// What the four-level tables are told: ref_income_band, ref_deadline and ref_code.
var (
	incomeBandColumns = []duck.Column{{Name: "number", Type: "BIGINT"}, {Name: "label", Type: "VARCHAR"}, {Name: "from_yuan", Type: "BIGINT"}, {Name: "to_yuan", Type: "BIGINT"}}
	deadlineColumns   = []duck.Column{{Name: "kind", Type: "VARCHAR"}, {Name: "due", Type: "DATE"}}
	codeColumns       = []duck.Column{{Name: "list", Type: "VARCHAR"}, {Name: "number", Type: "BIGINT"}, {Name: "label", Type: "VARCHAR"}}
)

// incomeBands, deadlines and codes give the rows of these tables.
func (b *batch) incomeBands() [][]any {
	var rows [][]any
	for i, band := range b.settings.Levels.Bands(b.settings.Line.Yuan) {
		rows = append(rows, []any{int64(i + 1), band.Label(), bound(band.From), bound(band.To)})
	}
	return rows
}

func (b *batch) deadlines() [][]any {
	var rows [][]any
	for _, kind := range slices.Sorted(maps.Keys(b.settings.Levels.Deadlines)) {
		rows = append(rows, []any{kind, b.settings.Levels.Deadlines[kind]})
	}
	return rows
}

func (b *batch) codes() [][]any {
	var rows [][]any
	for _, list := range slices.Sorted(maps.Keys(b.cat.Codes)) {
		for i, label := range b.cat.Codes[list].Labels {
			rows = append(rows, []any{list, int64(i + 1), label})
		}
	}
	return rows
}
