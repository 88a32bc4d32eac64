package cli

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
)

// cells are those of a row; number is its place in the list.
func (r *reckoning) cells(columns []declaredColumn, at spot, number int) []wanted {
	out := make([]wanted, len(columns))
	for pass := range 2 { // formulas follow from the others
		for i, c := range columns {
			if (c.Value.Kind == catalog.ValueFormula) != (pass == 1) {
				continue
			}
			w := r.cell(c, at, number, columns, out)
			if zero := w.number == nil || w.number.Sign() == 0; at.unit != nil && r.decl.Arrivals && at.unit.silent() && c.Format.IsNumber() && zero {
				w = wanted{text: "不详"}
			}
			out[i] = w
		}
	}
	return out
}

func (r *reckoning) cell(c declaredColumn, at spot, number int, columns []declaredColumn, row []wanted) wanted {
	empty := cmp.Or(c.Empty, "不详")
	v := c.Value
	switch v.Kind {
	case catalog.ValueNumber:
		return whole(int64(number))
	case catalog.ValueArea:
		return word(at.item.Text)
	case catalog.ValueFormula:
		return worked(c, columns, row)
	case catalog.ValueSource:
		s := r.set(r.decl.Frame)
		text := place(s, at.row, v.Columns)
		return orWord(text, empty)
	case catalog.ValueRange:
		s, ends := r.set(cmp.Or(v.Frame, r.decl.Frame)), []string{}
		for _, column := range v.Columns {
			if s.get(at.row, column) == "" {
				return wanted{text: empty}
			}
			ends = append(ends, r.shown(c, s.get(at.row, column)).text)
		}
		return wanted{text: strings.Join(ends, "~")}
	}
	value, ok := r.value(c, at)
	if !ok {
		return wanted{text: "不详"}
	}
	return r.shown(c, value)
}

// place is where a row was read: workbook › sheet › cell.
func place(s *dataset, row int, columns []string) string {
	var parts []string
	for i, column := range columns {
		text := s.get(row, column)
		if i == 3 { // the header, behind the cell
			if text != "" {
				parts[len(parts)-1] += "(" + text + ")"
			}
		} else if text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, " › ")
}

// value is what a column gets; false for what nobody can tell.
func (r *reckoning) value(c declaredColumn, at spot) (string, bool) {
	v := c.Value
	s := r.set(cmp.Or(v.Frame, r.decl.Frame))
	if v.Kind == catalog.ValuePick && v.Frame == "" && len(v.Where) == 0 && at.unit == nil && at.row >= 0 {
		return s.get(at.row, v.Column), true
	}
	where := slices.Clone(v.Where)
	if s.id == r.decl.Frame && r.decl.Rows != catalog.RowsList {
		where = append(where, r.decl.Where...)
	}
	rows := r.fitting(s, where, at, c.item)
	switch v.Kind {
	case catalog.ValueCount:
		return fmt.Sprint(len(rows)), true
	case catalog.ValueUnique:
		seen := map[string]bool{}
		for _, i := range rows {
			if text := s.get(i, v.Column); text != "" {
				seen[text] = true
			}
		}
		return fmt.Sprint(len(seen)), true
	case catalog.ValueSum:
		sum := new(big.Rat)
		for _, i := range rows {
			if n := s.number(i, v.Column); n != nil {
				sum.Add(sum, n)
			} else if s.get(i, v.Column) == hiddenSign {
				return hiddenSign, true
			}
		}
		if sum.IsInt() {
			return sum.Num().String(), true
		}
		return sum.FloatString(8), true
	}
	if len(rows) == 0 {
		return "", true
	}
	left, over := s.number(rows[0], "unknown"), s.number(rows[0], "persons")
	if s.get(rows[0], v.Column) == "" && left != nil && left.Sign() > 0 && over != nil && over.Sign() == 0 {
		return "", false // all households of a measure are left out
	}
	return s.get(rows[0], v.Column), true
}

// shown is a value by the format of its column.
func (r *reckoning) shown(c declaredColumn, value string) wanted {
	empty, format := cmp.Or(c.Empty, "不详"), c.Format
	if c.Dictionary != "" && value != "" {
		value = r.dictionary(c.Dictionary, value)
	}
	for _, w := range c.Words {
		if w.Value == value {
			value = w.Text
			break
		}
	}
	if value == "" && empty == "0" && format.IsNumber() {
		value = "0"
	}
	n, ok := new(big.Rat).SetString(value)
	if !ok || !format.IsNumber() {
		return orWord(value, empty)
	}
	switch format {
	case catalog.FormatCount:
		return wholeRat(n)
	case catalog.FormatMoney:
		if s := r.set(cmp.Or(c.Value.Frame, r.decl.Frame)); textColumns[s.id+"."+c.Value.Column] && !strings.Contains(value, ".") {
			return wholeRat(n) // counts among amounts
		}
		return moneyOf(n)
	case catalog.FormatPercent:
		return percent(n)
	case catalog.FormatIndex:
		return decimals(n, 4)
	case catalog.FormatChange:
		places := 0
		if c.Decimals > 0 || !n.IsInt() {
			places = 2
		}
		return signedNumber(n, places)
	}
	if c.Decimals > 0 {
		return wanted{text: grouped(n.FloatString(c.Decimals)), number: n}
	}
	return wanted{text: grouped(strings.TrimSuffix(strings.TrimRight(n.FloatString(6), "0"), ".")), number: n}
}

// textColumns hold counts, amounts and words in one column.
var textColumns = map[string]bool{"sample_difference.register_value": true, "sample_difference.found_value": true}

// dictionary is what an id is called.
func (r *reckoning) dictionary(of, id string) string {
	switch of {
	case catalog.WordsIndicators:
		for _, i := range r.meta.Indicators {
			if i.ID == id {
				return i.Label
			}
		}
	case catalog.WordsSheets:
		return r.sheetName(id)
	case catalog.WordsLevels:
		return map[string]string{"county": "县", "township": "乡镇", "village": "村"}[id]
	case catalog.WordsGroups:
		for _, g := range r.meta.Groups {
			if g.Item == id {
				return g.Label
			}
		}
	case catalog.WordsThresholds:
		var out []string
		for _, pair := range strings.Split(id, ";") {
			name, value, _ := strings.Cut(pair, "=")
			for _, p := range r.meta.CheckParameters {
				if p.Name == name {
					name = cmp.Or(p.Note, name)
				}
			}
			out = append(out, name+":"+value)
		}
		return strings.Join(out, ";")
	}
	return id
}

func (d *published) sheetName(kind string) string {
	for _, s := range d.meta.Sheets {
		if s.Kind == kind {
			return s.Label
		}
	}
	return cmp.Or(kind, "—")
}

// worked is a cell that follows from others of its row.
func worked(c declaredColumn, columns []declaredColumn, row []wanted) wanted {
	var n []*big.Rat
	for _, name := range c.Value.Columns {
		for i, o := range columns {
			if o.Name != name || o.Each != nil && o.item != c.item {
				continue
			}
			if row[i].number == nil {
				return wanted{text: row[i].text}
			}
			n = append(n, row[i].number)
		}
	}
	result := new(big.Rat).Set(n[0])
	for _, o := range n[1:] {
		switch {
		case c.Value.Op == "÷" && o.Sign() == 0:
			return wanted{text: "—"}
		case c.Value.Op == "÷":
			result.Quo(result, o)
		case c.Value.Op == "-":
			result.Sub(result, o)
		default:
			result.Add(result, o)
		}
	}
	return (&reckoning{}).shownNumber(c, result)
}

// shownNumber is a number that was worked out.
func (r *reckoning) shownNumber(c declaredColumn, n *big.Rat) wanted {
	switch c.Format {
	case catalog.FormatCount:
		return wholeRat(n)
	case catalog.FormatMoney:
		return moneyOf(n)
	case catalog.FormatPercent:
		return percent(n)
	case catalog.FormatChange:
		places := 0
		if c.Decimals > 0 || !n.IsInt() {
			places = 2
		}
		return signedNumber(n, places)
	case catalog.FormatIndex:
		return decimals(n, 4)
	}
	return wanted{text: grouped(n.FloatString(c.Decimals)), number: n}
}
