package reports

import (
	"context"
	"math/big"
	"strconv"
)

// view reads the values of a frame by row and column name.
type view struct {
	frame *Frame
	at    map[string]int
}

// load gets a frame and makes sure that it has the columns that are read.
func load(ctx context.Context, pub Publication, id string, columns ...string) (*view, error) {
	f, err := pub.Source.Frame(ctx, id)
	if err != nil {
		return nil, err
	}
	return viewOf(f, columns...)
}

func viewOf(f *Frame, columns ...string) (*view, error) {
	v := &view{frame: f, at: make(map[string]int, len(columns))}
	for _, c := range columns {
		var err error
		if v.at[c], err = f.Column(c); err != nil {
			return nil, err
		}
	}
	return v, nil
}

func (v *view) len() int { return len(v.frame.Rows) }

func (v *view) value(row int, column string) any { return v.frame.Rows[row][v.at[column]] }

// text returns a string as it stands; "" for nil.
func (v *view) text(row int, column string) string {
	s, _ := v.value(row, column).(string)
	return s
}

// number returns a whole number and whether there is one.
func (v *view) number(row int, column string) (int64, bool) {
	n, ok := v.value(row, column).(int64)
	return n, ok
}

// count returns a whole number, 0 for nil.
func (v *view) count(row int, column string) int64 {
	n, _ := v.number(row, column)
	return n
}

// truth returns a bool, false for nil.
func (v *view) truth(row int, column string) bool {
	b, _ := v.value(row, column).(bool)
	return b
}

// float returns a number as a float64 and whether there is one.
func (v *view) float(row int, column string) (float64, bool) {
	switch n := v.value(row, column).(type) {
	case float64:
		return n, true
	case int64:
		return float64(n), true
	case Decimal:
		f, _ := n.Rat().Float64()
		return f, true
	}
	return 0, false
}

// money makes a cell of an amount in yuan, 不详 for nil.
func (v *view) money(row int, column string) Cell {
	f, ok := v.float(row, column)
	if !ok {
		return Cell{Text: NotKnown}
	}
	r := new(big.Rat)
	if d, exact := v.value(row, column).(Decimal); exact {
		r = d.Rat()
	} else {
		r.SetString(strconv.FormatFloat(f, 'f', -1, 64))
	}
	return Cell{Text: Money(r), Value: f}
}

// textCell shows a text from the sheets, or what to show for an empty one.
func textCell(s, empty string) Cell {
	if s = Clean(s); s == "" {
		s = empty
	}
	return Cell{Text: s}
}

// nameCell shows a name, cut where it is too long for a table.
func nameCell(s, empty string) Cell {
	if s = Name(s); s == "" {
		s = empty
	}
	return Cell{Text: s}
}

func countCell(n int64) Cell { return Cell{Text: Count(n), Value: n} }

// shareCell is num/den in per cent; — where den is 0.
func shareCell(num, den int64) Cell {
	if den == 0 {
		return Cell{Text: NotApplicable}
	}
	return Cell{Text: Rate(num, den), Value: float64(num) * 100 / float64(den)}
}

func verdictCell(verdict string) Cell {
	c := textCell(verdict, NotJudged)
	c.Alarm = c.Text == Missed
	return c
}

// sum gives the cell at a column of row its formula when the rows below add up
// to it, so that a formula never shows anything but the published figure.
func sum(rows []Row, row, column int, parts []int) {
	whole, ok := rows[row].Cells[column].Value.(int64)
	if !ok || len(parts) == 0 {
		return
	}
	for _, p := range parts {
		if rows[p].Cells[column].Text == SmallSign {
			return
		}
		n, _ := rows[p].Cells[column].Value.(int64)
		whole -= n
	}
	if whole == 0 {
		rows[row].Cells[column].Formula = &Formula{Op: OpSum, Rows: parts}
	}
}
