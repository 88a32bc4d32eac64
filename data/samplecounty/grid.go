package samplecounty

import (
	"cmp"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// grid is a sheet before it is a file. A value is a string, int64, float64 or
// time.Time; nil leaves the cell out.
type grid struct {
	name   string
	cells  map[[2]int]any // by row and column, from 1
	merges [][4]int       // first row, first column, last row, last column
	titles [][4]int       // areas by how they look
	heads  [][4]int
	body   [4]int // the table below its header, ruled; none when zero
	rows   int
	cols   int
}

func newGrid(name string) *grid { return &grid{name: name, cells: map[[2]int]any{}} }

func (g *grid) put(row, col int, value any) {
	if value == nil {
		return
	}
	g.cells[[2]int{row, col}] = value
	g.rows, g.cols = max(g.rows, row), max(g.cols, col)
}

func (g *grid) putRow(row, col int, values ...any) {
	for i, v := range values {
		g.put(row, col+i, v)
	}
}

func (g *grid) merge(r1, c1, r2, c2 int) {
	if r1 != r2 || c1 != c2 {
		g.merges = append(g.merges, [4]int{r1, c1, r2, c2})
	}
}

// title puts a title over the columns of a table.
func (g *grid) title(row, first, columns int, text string) {
	g.put(row, first, text)
	g.merge(row, first, row, first+columns-1)
	g.titles = append(g.titles, [4]int{row, first, row, first + columns - 1})
}

func (g *grid) headRow(row, first int, heads []string) {
	for i, s := range heads {
		g.put(row, first+i, s)
	}
	g.heads = append(g.heads, [4]int{row, first, row, first + len(heads) - 1})
}

func letter(col int) string {
	name, err := excelize.ColumnNumberToName(col)
	if err != nil {
		panic(err)
	}
	return name
}

func address(row, col int) string { return fmt.Sprintf("%s%d", letter(col), row) }

// looks are the styles of a workbook.
type looks struct{ title, head, cell, day int }

func newLooks(f *excelize.File) (looks, error) {
	var border []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		border = append(border, excelize.Border{Type: side, Color: "000000", Style: 1})
	}
	var l looks
	for _, s := range []struct {
		at    *int
		style excelize.Style
	}{
		{&l.title, excelize.Style{Font: &excelize.Font{Family: "宋体", Bold: true, Size: 18}, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"}}},
		{&l.head, excelize.Style{Font: &excelize.Font{Family: "宋体", Bold: true, Size: 10}, Border: border, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}}},
		{&l.cell, excelize.Style{Font: &excelize.Font{Family: "宋体", Size: 10}, Border: border, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"}}},
		{&l.day, excelize.Style{Font: &excelize.Font{Family: "宋体", Size: 10}, Border: border, NumFmt: 14}},
	} {
		id, err := f.NewStyle(&s.style)
		if err != nil {
			return l, err
		}
		*s.at = id
	}
	return l, nil
}

// fill writes the sheet into a workbook, in the order of its cells.
func (g *grid) fill(f *excelize.File, l looks) error {
	if g.body[0] > 0 {
		if err := g.paint(f, g.body, l.cell); err != nil {
			return err
		}
	}
	keys := make([][2]int, 0, len(g.cells))
	for k := range g.cells {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	width := make([]int, g.cols+1)
	for _, k := range keys {
		at, value := address(k[0], k[1]), g.cells[k]
		if t, ok := value.(time.Time); ok {
			value = int64(t.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24)
			if err := g.paint(f, [4]int{k[0], k[1], k[0], k[1]}, l.day); err != nil {
				return err
			}
			width[k[1]] = max(width[k[1]], 10)
		} else if k[0] >= g.body[0] && k[0] <= g.body[2] {
			width[k[1]] = max(width[k[1]], columnsOn(fmt.Sprint(value)))
		}
		if err := f.SetCellValue(g.name, at, value); err != nil {
			return err
		}
	}
	for _, m := range g.merges {
		if err := f.MergeCell(g.name, address(m[0], m[1]), address(m[2], m[3])); err != nil {
			return err
		}
	}
	for i, areas := range [][][4]int{g.titles, g.heads} {
		for _, a := range areas {
			if err := g.paint(f, a, []int{l.title, l.head}[i]); err != nil {
				return err
			}
			for row := a[0]; row <= a[2]; row++ {
				if err := f.SetRowHeight(g.name, row, 40); err != nil {
					return err
				}
			}
		}
	}
	for col := 1; col <= g.cols; col++ {
		if err := f.SetColWidth(g.name, letter(col), letter(col), float64(min(max(width[col]+1, 8), 22))); err != nil {
			return err
		}
	}
	return g.page(f)
}

func (g *grid) paint(f *excelize.File, area [4]int, style int) error {
	return f.SetCellStyle(g.name, address(area[0], area[1]), address(area[2], area[3]), style)
}

// page sets the sheet up to be printed: A3 on its side, all columns on a page.
func (g *grid) page(f *excelize.File) error {
	paper, orientation, wide, high, fit := 8, "landscape", 1, 0, true
	if err := f.SetPageLayout(g.name, &excelize.PageLayoutOptions{Size: &paper, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &high}); err != nil {
		return err
	}
	return f.SetSheetProps(g.name, &excelize.SheetPropsOptions{FitToPage: &fit})
}

// columnsOn is how many half-width columns a text takes on the screen.
func columnsOn(s string) int { return (len(s)-utf8.RuneCountInString(s))/2 + utf8.RuneCountInString(s) }
