package explain

import (
	"context"
	"fmt"
	"math/big"
	"strings"
	"time"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/internal/duck"
	"sanlv/reports"
)

// text gives a value as it is said; nothing is "".
func (r record) text(name string) string {
	switch v := r[name].(type) {
	case nil:
		return ""
	case string:
		return v
	case duck.Decimal:
		return trimZeros(reports.Decimal(v).String())
	case time.Time:
		return v.Format(time.DateOnly)
	default:
		return fmt.Sprint(v)
	}
}

func (r record) count(name string) int64 {
	n, _ := r[name].(int64)
	return n
}

// facts are the named values as JSON holds them: decimals as text, exactly; days
// as 2018-12-31.
func (r record) facts(names ...string) map[string]any {
	out := map[string]any{}
	for _, n := range names {
		switch v := r[n].(type) {
		case duck.Decimal, time.Time:
			out[n] = r.text(n)
		default:
			out[n] = v
		}
	}
	return out
}

// trimZeros leaves two decimals at least: money as read has ten.
func trimZeros(s string) string {
	whole, frac, ok := strings.Cut(s, ".")
	if !ok {
		return s
	}
	for len(frac) > 2 && strings.HasSuffix(frac, "0") {
		frac = frac[:len(frac)-1]
	}
	return whole + "." + frac
}

// shown gives a value in words: unknown and yes/no are never blank.
func (r record) shown(name string) string {
	switch v := r[name].(type) {
	case nil:
		return "空白"
	case bool:
		return tri(v, "是", "否", "")
	case duck.Decimal:
		if v.Unscaled.Cmp(big.NewInt(0)) == 0 {
			return "0"
		}
	}
	return r.text(name)
}

func tri(v any, yes, no, unknown string) string {
	switch v {
	case true:
		return yes
	case false:
		return no
	default:
		return unknown
	}
}

// place is a column of a kind in a sheet of a file, and column is how it was
// found there.
type (
	place  struct{ file, sheet, kind, column string }
	column struct{ letter, header, unit string }
)

// source is the cell of a row that a value was read from, or nil where its sheet
// has no such column. kind says as which sheet the row was read.
func (p *Publication) source(ctx context.Context, row record, kind, name string) (*Source, error) {
	file, sheet := row.text("file"), row.text("sheet")
	if _, ok := p.places[place{file, sheet, kind, ""}]; !ok {
		p.places[place{file, sheet, kind, ""}] = column{}
		found, err := p.table(ctx, "trace/column", "file = ? AND sheet = ? AND kind = ?", file, sheet, kind)
		if err != nil {
			return nil, err
		}
		for _, c := range found {
			p.places[place{file, sheet, kind, c.text("column_name")}] = column{c.text("letter"), c.text("header"), c.text("unit")}
		}
	}
	c, ok := p.places[place{file, sheet, kind, name}]
	if !ok {
		return nil, nil
	}
	return &Source{File: file, Sheet: sheet, Cell: fmt.Sprintf("%s%d", c.letter, row.count("row")), Header: c.header, Unit: c.unit}, nil
}

// sources are the cells of a row that stand in columns joined by semicolons; a
// column that the sheet has not is left out.
func (p *Publication) sources(ctx context.Context, row record, kind, columns string) ([]Source, error) {
	var out []Source
	for _, name := range strings.Split(columns, ";") {
		at, err := p.source(ctx, row, kind, name)
		if err != nil {
			return nil, err
		}
		if at != nil {
			out = append(out, *at)
		}
	}
	return out, nil
}

// joinSources writes cells behind each other: those of one sheet name it once.
func joinSources(cells []Source) string {
	var out []string
	for i, c := range cells {
		if i > 0 && c.File == cells[i-1].File && c.Sheet == cells[i-1].Sheet {
			c.File, c.Sheet = "", ""
			out = append(out, strings.TrimPrefix(c.String(), " › "))
			continue
		}
		out = append(out, c.String())
	}
	return strings.Join(out, ";")
}

// inputs are the values of several columns of a row, joined by semicolons, with
// their cells.
func (p *Publication) inputs(ctx context.Context, row record, kind, columns string) ([]Note, error) {
	var out []Note
	for _, name := range strings.Split(columns, ";") {
		line, err := p.input(ctx, row, kind, name, name)
		if err != nil {
			return nil, err
		}
		out = append(out, line)
	}
	return out, nil
}

// input is one value of a sheet with its cell: 工资性收入 = 12000.00. name is the
// column of the record, column that of the sheet.
func (p *Publication) input(ctx context.Context, row record, kind, name, column string) (Note, error) {
	label := p.label(catalog.KindColumn, kind+"."+column)
	at, err := p.source(ctx, row, kind, column)
	if err != nil {
		return Note{}, err
	}
	if at == nil {
		return note("%s:表中没有这一列", label), nil
	}
	value := row.shown(name)
	switch {
	case strings.Contains(row.text("rejected"), ";"+column+";"):
		value = "读不出(单元格已拒收)"
	case strings.Contains(row.text("inferred"), ";"+column+";"):
		value += "(由相邻单元格补得)"
	}
	n := note("%s = %s", label, value)
	n.Facts, n.Source = row.facts(name), at
	return n, nil
}

// label is what a thing is called.
func (p *Publication) label(kind, id string) string {
	for _, d := range p.defs {
		if d.kind() == kind && d.id() == id && d.text("label") != "" {
			return d.text("label")
		}
	}
	return id
}
