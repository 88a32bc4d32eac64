package forms

import (
	"fmt"
	"math/big"
	"strconv"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// Filled is a form with rows that are filled in already: what a draw hands out.
type Filled struct {
	File  string
	Title string // "" for the label of the kind
	Rows  []Row
	Spare int // empty rows below them with borders, to add to
}

// Row is a row of a form by the names of its columns: string, int64, bool or an
// exact number. What is not there is left to be filled in.
type Row map[string]any

// WriteFilled writes the form of a kind of sheet with rows in it.
func WriteFilled(c *catalog.Catalog, kind string, filled Filled, out reports.Sink) error {
	s, ok := c.Sheet(kind)
	if !ok {
		return fmt.Errorf("write %s: no sheet of kind %q", filled.File, kind)
	}
	for _, row := range filled.Rows {
		for name := range row {
			if _, ok := s.Column(name); !ok {
				return fmt.Errorf("write %s: the sheet %s has no column %q", filled.File, kind, name)
			}
		}
	}
	if err := writeFile(s, c.Codes, filled, out); err != nil {
		return fmt.Errorf("write %s: %w", filled.File, err)
	}
	return nil
}

// fill writes the rows that are given, on a ground of their own.
func (b *book) fill() error {
	for n, row := range b.filled.Rows {
		for i, c := range b.columns {
			v := row[c.Name]
			if v == nil || v == "" {
				continue
			}
			cell, look := at(i+1, firstRow+n), c.body()
			look.given = true
			if _, ok := v.(*big.Rat); ok && look.format == "General" { // shown short, kept whole
				look.format = "0.00##"
			}
			id, err := b.style(look)
			if err != nil {
				return err
			}
			if err := b.file.SetCellStyle(b.form, cell, cell, id); err != nil {
				return err
			}
			switch v := v.(type) {
			case string:
				err = b.file.SetCellStr(b.form, cell, reports.Clean(v))
			case int64:
				err = b.file.SetCellInt(b.form, cell, v)
			case bool:
				err = b.file.SetCellStr(b.form, cell, map[bool]string{true: "是", false: "否"}[v])
			case *big.Rat:
				var f float64
				if f, err = strconv.ParseFloat(v.FloatString(numberDecimals), 64); err == nil {
					err = b.file.SetCellFloat(b.form, cell, f, -1, 64)
				}
			default:
				err = fmt.Errorf("column %s: a value of type %T", c.Name, v)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// numberDecimals is how many decimals the readers keep of a number.
const numberDecimals = 10
