package xls

import (
	"context"
	"testing"

	"sanlv/loaders"
	"sanlv/loaders/internal/conform"
)

func TestConformance(t *testing.T) {
	var texts []string
	var cells [][]byte
	for row, line := range conform.Grid {
		for column, s := range line {
			if s != "" {
				cells = append(cells, shared(row, column, uint32(len(texts))))
				texts = append(texts, s)
			}
		}
	}
	path := write(t, workbookFile(join(style(0), longSST(texts)), cells...))
	conform.Check(t, func(ctx context.Context, path string) (loaders.Workbook, error) { return Open(ctx, path) }, path)
}

// longSST is a table of texts that goes on in CONTINUE records, each of which
// begins with a text.
func longSST(texts []string) []byte {
	const most = 8000 // a record holds 8,224 bytes
	body := pack(u32(len(texts)), u32(len(texts)))
	id := recSST
	var out []byte
	for _, s := range texts {
		if t := text(s); len(body)+len(t) > most {
			out = append(out, rec(uint16(id), body)...)
			id, body = recContinue, nil
		}
		body = append(body, text(s)...)
	}
	return append(out, rec(uint16(id), body)...)
}
