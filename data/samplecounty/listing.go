package samplecounty

import "fmt"

// listing writes a sheet row by row: a table of one header row with what stands
// above and below it.
type listing struct {
	c     *County
	file  string
	g     *grid
	left  int // first column
	row   int // the next row
	heads []string
}

func (c *County) listing(file, sheet string, row, left int) *listing {
	return &listing{c: c, file: file, g: newGrid(sheet), row: row, left: left}
}

// title puts a title over the columns of the table to come.
func (l *listing) title(columns int, text string) {
	l.g.title(l.row, l.left, columns, text)
	l.row++
}

// line puts texts into columns of the table, given in pairs.
func (l *listing) line(pairs ...any) {
	for i := 0; i < len(pairs); i += 2 {
		l.g.put(l.row, l.left+pairs[i].(int), pairs[i+1])
	}
	l.row++
}

func (l *listing) header(heads ...string) {
	l.heads = heads
	l.g.headRow(l.row, l.left, heads)
	l.row++
	if l.g.body[0] == 0 {
		l.g.body = [4]int{l.row, l.left, l.row, l.left + len(heads) - 1}
	}
}

func (l *listing) add(values ...any) {
	if len(values) != len(l.heads) {
		panic(fmt.Sprintf("%s: %d values under %d headers", l.file, len(values), len(l.heads)))
	}
	l.g.putRow(l.row, l.left, values...)
	l.row++
	l.g.body[2] = l.row - 1
}

// sum is a row of totals: where it says so, and the figures in pairs.
func (l *listing) sum(at int, text string, pairs ...any) {
	l.g.put(l.row, l.left+at, text)
	l.line(pairs...)
	l.g.body[2] = l.row - 1
}

// mergeUp merges the cells of a column over the last rows, as people do with the
// name of a village.
func (l *listing) mergeUp(column, rows int) {
	first := l.row - rows
	for r := first + 1; r < l.row; r++ {
		delete(l.g.cells, [2]int{r, l.left + column})
	}
	l.g.merge(first, l.left+column, l.row-1, l.left+column)
}

// plant spoils a cell of the last row; a nil value empties it.
func (l *listing) plant(column int, value any, p Plant) {
	at := [2]int{l.row - 1, l.left + column}
	delete(l.g.cells, at)
	l.g.put(at[0], at[1], value)
	p.File, p.Sheet, p.Cell = l.file, l.g.name, address(at[0], at[1])
	l.c.add(p)
}

func (l *listing) document(kind fileKind) document {
	return document{name: l.file, kind: kind, sheets: []*grid{l.g}}
}

func (c *County) send(d document) { c.documents = append(c.documents, d) }

// layOutMore makes the sheets beside those of households, villages and the
// verification. It comes after them and draws nothing at random from where they
// do, so that they stay as they are.
func (c *County) layOutMore() {
	for _, t := range c.Townships {
		c.layOutPolicies(t)
		c.layOutVisits(t)
	}
	c.layOutBaseline()
	c.layOutDepartments()
	c.layOutDisaster()
	c.layOutAid()
	c.layOutDead()
	c.layOutProjects()
	c.layOutRectification()
	c.layOutTeams()
	c.layOutCounty()
}

// registered are the registered households of a village that count and whose
// sheet arrives.
func (v *Village) registered() []*Household {
	var out []*Household
	for _, h := range v.counted() {
		if v.Arrives && h.Cause != "" {
			out = append(out, h)
		}
	}
	return out
}

// tenThousand writes yuan in 万元 without losing anything.
func tenThousand(yuan int64) any { return layout{tenThousand: "header"}.money(&yuan) }
