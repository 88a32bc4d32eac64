package pipeline

import (
	"fmt"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/internal/duck"
)

// ledgerColumns are the columns that every ledger returns. kind, file, sheet, row
// and column_name name the cell that decided; certain is false where it is not
// known whether the row belongs, and such rows are counted, not listed.
var ledgerColumns = []string{"village_code", "household_id", "reason", "certain", "kind", "file", "sheet", "row", "column_name"}

// ledgerMore are the further columns of a ledger by what it counts, with their
// types: a person of a household, or the subject of a problem.
var ledgerMore = []struct{ counts, column, typ string }{
	{catalog.CountsPersons, "person", "VARCHAR"}, {catalog.CountsPersons, "relationship", "VARCHAR"}, {catalog.CountsPersons, "age", "BIGINT"},
	{catalog.CountsProblems, "subject", "VARCHAR"},
}

// ledgerView makes catalog.LedgerRows.
func ledgerView(models []catalog.Model) string {
	var parts []string
	for _, m := range models {
		if m.Layer != catalog.LayerLedger {
			continue
		}
		columns := slices.Clone(ledgerColumns)
		for _, c := range ledgerMore {
			if c.counts == m.Header["counts"] {
				columns = append(columns, c.column)
			} else {
				columns = append(columns, fmt.Sprintf("CAST(NULL AS %s) AS %s", c.typ, c.column))
			}
		}
		parts = append(parts, fmt.Sprintf("SELECT '%s' AS ledger, %s FROM %s", m.Name, strings.Join(columns, ", "), m.Table()))
	}
	return "CREATE VIEW " + catalog.LedgerRows + " AS " + strings.Join(parts, " UNION ALL ")
}

// ledgerRefColumns are those of ref_ledger.
var ledgerRefColumns = []duck.Column{{Name: "ledger", Type: "VARCHAR"}, {Name: "number", Type: "BIGINT"}, {Name: "label", Type: "VARCHAR"}, {Name: "counts", Type: "VARCHAR"}}

// ledgers are the rows of ref_ledger.
func (b *batch) ledgers() [][]any {
	var rows [][]any
	for i, m := range b.cat.Ledgers() {
		rows = append(rows, []any{m.Name, int64(i + 1), m.Header["label"], m.Header["counts"]})
	}
	return rows
}
