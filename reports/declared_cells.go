package reports

import (
	"math/big"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
)

// cells are those of the declared columns in a place of the table.
func (g *drawing) cells(at place) ([]Cell, error) {
	all := make([]Cell, len(g.table.Columns)) // so that formulas find their operands
	first := len(all) - len(g.columns)
	for _, c := range g.order {
		cell, err := g.cell(c, at, all)
		if err != nil {
			return nil, err
		}
		if at.came.missing() {
			if cell.Provisional = true; at.came.arrived == 0 && c.Format.IsNumber() && (cell.Value == nil || cell.Value == int64(0) || cell.Value == 0.0) {
				cell = Cell{Text: NotKnown, Provisional: true}
			}
		}
		if slices.Contains(c.Alarm, cell.Text) || len(c.Alarm) == 0 && c.Format == catalog.FormatVerdict && (cell.Text == Missed || cell.Text == Unbalanced) {
			cell.Alarm = true
		}
		if c.Link != "" && cell.Value != nil && cell.Value != int64(0) && cell.Value != 0.0 || c.Link != "" && cell.Value == nil && cell.Text != NotKnown && cell.Text != NotApplicable {
			cell.Link = g.link(c, at)
		}
		all[c.at] = cell
	}
	return all[first:], nil
}

// link leads to the rows of the area in another table.
func (g *drawing) link(c drawnColumn, at place) *Link {
	if at.area != nil {
		return &Link{Table: c.Link, Area: at.area.code}
	}
	if at.row < 0 {
		return nil
	}
	l := g.frames[g.decl.Frame]
	for _, column := range []string{"village_code", "area_code"} {
		if code := l.text(at.row, column); code != "" {
			return &Link{Table: c.Link, Area: code}
		}
	}
	return nil
}

// cell is one cell.
func (g *drawing) cell(c drawnColumn, at place, row []Cell) (Cell, error) {
	v := c.Value
	switch v.Kind {
	case catalog.ValueNumber:
		return countCell(int64(at.number)), nil
	case catalog.ValueArea:
		return nameCell(at.item.Text, NotKnown), nil
	case catalog.ValueFormula:
		return c.worked(row), nil
	case catalog.ValueSource:
		l, err := g.lookup(g.decl.Frame)
		if err != nil {
			return Cell{}, err
		}
		parts := make([]string, 3)
		for i, column := range v.Columns[:min(3, len(v.Columns))] {
			parts[i] = l.text(at.row, column)
		}
		if len(v.Columns) > 3 {
			parts[2] = CellName(parts[2], l.text(at.row, v.Columns[3]))
		}
		if strings.Join(parts, "") == "" {
			return Cell{Text: c.empty()}, nil
		}
		return Cell{Text: Place(parts...)}, nil
	}
	if v.Kind == catalog.ValueRange {
		return g.ends(c, at)
	}
	value, err := g.value(c, at)
	if err != nil {
		return Cell{}, err
	}
	return g.shown(c, value), nil
}

// ends are two columns of the row as a range.
func (g *drawing) ends(c drawnColumn, at place) (Cell, error) {
	var texts []string
	for _, column := range c.Value.Columns {
		pick := *c.TableColumn
		pick.Value = catalog.Value{Kind: catalog.ValuePick, Frame: c.Value.Frame, Column: column}
		end := c
		end.TableColumn = &pick
		value, err := g.value(end, at)
		if err != nil {
			return Cell{}, err
		}
		if value == nil {
			return Cell{Text: c.empty()}, nil
		}
		texts = append(texts, g.shown(end, value).Text)
	}
	return Cell{Text: strings.Join(texts, "~")}, nil
}

// value gets the value of a column that is not worked out from others.
func (g *drawing) value(c drawnColumn, at place) (any, error) {
	v := c.Value
	if v.Kind == catalog.ValuePick && v.Frame == "" && len(v.Where) == 0 && at.area == nil && at.row >= 0 {
		return g.frames[g.decl.Frame].value(at.row, v.Column), nil
	}
	frame := v.Frame
	if frame == "" {
		frame = g.decl.Frame
	}
	l, err := g.lookup(frame)
	if err != nil {
		return nil, err
	}
	where := v.Where
	if frame == g.decl.Frame && g.decl.Rows != catalog.RowsList {
		where = append(slices.Clone(where), g.decl.Where...)
	}
	var sum *total
	var value any
	look := func(l *lookup) (err error) {
		if v.Kind != catalog.ValuePick {
			return sum.add(g, l, where, at, c.item)
		}
		if value == nil {
			value, err = g.picked(l, v, where, at, c.item)
		}
		return err
	}
	if sum = sumUp(v); l.long {
		err = g.through(look)
	} else {
		err = look(l)
	}
	if v.Kind != catalog.ValuePick {
		value = sum.value()
	}
	return value, err
}

// picked is what stands in the first row that fulfils the conditions.
func (g *drawing) picked(l *lookup, v catalog.Value, where []catalog.Condition, at place, item catalog.Word) (any, error) {
	rows, err := g.find(l, where, at, item)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	value := l.value(rows[0], v.Column)
	if left, over := number(l.value(rows[0], "unknown")), number(l.value(rows[0], "persons")); value == nil && left != nil && left.Sign() > 0 && over != nil && over.Sign() == 0 {
		return NotKnown, nil // a measure of which all households are left out
	}
	return value, nil
}

// total counts or adds up what stands in a column of rows.
type total struct {
	of     catalog.Value
	count  int64
	seen   map[string]bool
	sum    *big.Rat
	hidden bool // some of it is not made public
}

func sumUp(v catalog.Value) *total { return &total{of: v, seen: map[string]bool{}, sum: new(big.Rat)} }

// add takes in the rows of a frame, or of a part of it, that fulfil the conditions.
func (t *total) add(g *drawing, l *lookup, where []catalog.Condition, at place, item catalog.Word) error {
	rows, err := g.find(l, where, at, item)
	if err != nil {
		return err
	}
	t.count += int64(len(rows))
	for _, i := range rows {
		switch t.of.Kind {
		case catalog.ValueUnique:
			if s := l.text(i, t.of.Column); s != "" {
				t.seen[s] = true
			}
		case catalog.ValueSum:
			v := l.value(i, t.of.Column)
			if n := number(v); n != nil {
				t.sum.Add(t.sum, n)
			}
			t.hidden = t.hidden || v == (Hidden{})
		}
	}
	return nil
}

func (t *total) value() any {
	switch {
	case t.hidden:
		return Hidden{}
	case t.of.Kind == catalog.ValueUnique:
		return int64(len(t.seen))
	case t.of.Kind != catalog.ValueSum:
		return t.count
	case t.sum.IsInt() && t.sum.Num().IsInt64():
		return t.sum.Num().Int64()
	}
	return Decimal{Unscaled: new(big.Int).Div(new(big.Int).Mul(t.sum.Num(), big.NewInt(1e8)), t.sum.Denom()), Scale: 8}
}

// empty is what stands where there is no value.
func (c drawnColumn) empty() string {
	if c.Empty != "" {
		return c.Empty
	}
	return NotKnown
}

// shown is a value in the format of its column.
func (g *drawing) shown(c drawnColumn, value any) Cell {
	if value == (Hidden{}) {
		return Cell{Text: SmallSign}
	}
	if text, ok := g.word(c, valueText(value)); ok {
		value = text
	}
	if value == nil || value == "" {
		if c.Empty == "0" && c.Format.IsNumber() {
			value = int64(0)
		} else {
			return Cell{Text: c.empty()}
		}
	}
	n, format := number(value), c.Format
	if text, ok := value.(string); ok && format == catalog.FormatMoney { // amounts among counts and words
		if r, ok := new(big.Rat).SetString(text); ok {
			if n = r; !strings.Contains(text, ".") {
				format = catalog.FormatCount
			}
		}
	}
	switch format {
	case catalog.FormatName, catalog.FormatCode:
		return nameCell(valueText(value), c.empty())
	case catalog.FormatDate, catalog.FormatSource, catalog.FormatPlain:
		return textCell(valueText(value), c.empty())
	case catalog.FormatVerdict, catalog.FormatWord:
		return textCell(Prose(valueText(value)), c.empty())
	case catalog.FormatText:
		return textCell(spread(valueText(value)), c.empty())
	}
	if n == nil {
		return textCell(Prose(valueText(value)), c.empty())
	}
	return realNumber(n, format, c.Decimals)
}

// realNumber shows an exact number.
func realNumber(n *big.Rat, format catalog.Format, decimals int) Cell {
	f, _ := n.Float64()
	switch format {
	case catalog.FormatCount:
		text := RoundHalfUp(n, 0)
		whole, ok := new(big.Int).SetString(text, 10)
		if !ok || !whole.IsInt64() {
			return Cell{Text: text}
		}
		return countCell(whole.Int64())
	case catalog.FormatMoney:
		return Cell{Text: Money(n), Value: f}
	case catalog.FormatChange:
		return differenceCell(f, decimals > 0)
	case catalog.FormatPercent, catalog.FormatIndex:
		kind, show, places := kindOf(format), n, 4
		if kind == KindPercent {
			show, places, f = new(big.Rat).Mul(n, big.NewRat(100, 1)), 2, f*100
		}
		text := RoundHalfUp(show, places)
		if n.Sign() > 0 && strings.Trim(text, "0.") == "" {
			text = TooSmall
		}
		return Cell{Text: text, Value: f}
	}
	if decimals > 0 {
		return Cell{Text: RoundHalfUp(n, decimals), Value: f}
	}
	return Cell{Text: plain(RoundHalfUp(n, 6)), Value: f}
}

// word is what a value is called.
func (g *drawing) word(c drawnColumn, value string) (string, bool) {
	if c.Dictionary != "" {
		return g.pub.Meta.word(c.Dictionary, value), value != ""
	}
	for _, w := range c.Words {
		if w.Value == value {
			return w.Text, true
		}
	}
	return "", false
}

// word looks an id up in a dictionary of the program's own.
func (m Meta) word(dictionary, id string) string {
	switch dictionary {
	case catalog.WordsIndicators:
		return indicatorLabel(m, id)
	case catalog.WordsSheets:
		return m.sheetLabel(id)
	case catalog.WordsLevels:
		return levelNames([]string{id})
	case catalog.WordsThresholds:
		notes := map[string]string{}
		for _, p := range m.CheckParameters {
			notes[p.Name] = p.Note
		}
		return thresholdWords(id, notes)
	case catalog.WordsGroups:
		for _, g := range m.Groups {
			if g.Item == id {
				return g.Label
			}
		}
	}
	return id
}

// worked is a cell that follows from others of its row.
func (c drawnColumn) worked(row []Cell) Cell {
	var n []*big.Rat
	whole := true
	for _, at := range c.operands {
		v := number(row[at].Value)
		if v == nil {
			return Cell{Text: row[at].Text}
		}
		whole = whole && v.IsInt()
		n = append(n, v)
	}
	if len(n) != len(c.Value.Columns) {
		return Cell{Text: NotKnown}
	}
	formula := &Formula{Columns: c.operands}
	result := new(big.Rat).Set(n[0])
	switch c.Value.Op {
	case "÷":
		if n[1].Sign() == 0 {
			return Cell{Text: NotApplicable}
		}
		result.Quo(n[0], n[1])
		if formula.Op = OpQuotient; c.Format == catalog.FormatPercent {
			formula.Op = OpPercent
		}
	case "-":
		for _, v := range n[1:] {
			result.Sub(result, v)
		}
		formula.Op = OpMinus
	default:
		for _, v := range n[1:] {
			result.Add(result, v)
		}
		formula.Op = OpPlus
	}
	cell := realNumber(result, c.Format, c.Decimals)
	if whole && formula.Op == OpPercent && n[0].Num().IsInt64() && n[1].Num().IsInt64() {
		cell = shareCell(n[0].Num().Int64(), n[1].Num().Int64())
	}
	cell.Formula = formula
	return cell
}
