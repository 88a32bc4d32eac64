package cli

import (
	"fmt"
	"math"
	"math/big"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// wanted is what a cell of a printed table has to show by the data: a number with
// the text that a reader sees, or a text alone.
type wanted struct {
	text   string
	number *big.Rat
}

// wantedRow is a row of a printed table: its cells, and how deep it stands below
// the first.
type wantedRow struct {
	cells []wanted
	deep  int
}

// wantedTable is a printed table as it follows from the data.
type wantedTable struct {
	id          string // of a table that a page shows as well
	file, sheet string
	title       string
	units       string // "" for not told
	heads       []string
	rows        []wantedRow
	notes       []string // notes that hold figures
}

// shown is a cell as a reader meets it, and its formula.
type shown struct{ raw, text, formula string }

// printedSheet is a sheet as a reader meets it.
type printedSheet struct {
	title, units string
	heads        []string
	rows         [][]shown
	deep         []int
	first        int // row of the sheet that holds the first of rows
	notes        string
}

// plainText takes from a text what print alone puts in: full-width marks, lines.
func plainText(s string) string {
	s = strings.NewReplacer("\n", "", "\uff0c", ",", "\uff1a", ":", "\uff1b", ";", "\uff08", "(", "\uff09", ")").Replace(s)
	return strings.Join(strings.Fields(s), " ")
}

// sameText compares what is printed with what is meant; a name that is cut ends so.
func sameText(got, want string) bool {
	got, want = plainText(got), plainText(want)
	if cut, ok := strings.CutSuffix(got, "……"); ok && got != want {
		return len([]rune(cut)) == 40 && strings.HasPrefix(want, cut)
	}
	return got == want
}

// wrong says how a cell differs from what is wanted, "" for not at all.
func (w wanted) wrong(c shown) string {
	if w.number == nil {
		if !sameText(c.raw, w.text) {
			return fmt.Sprintf("%q, by the data %q", c.raw, w.text)
		}
		return ""
	}
	want, _ := w.number.Float64()
	got, err := strconv.ParseFloat(c.raw, 64)
	if err != nil || math.Abs(got-want) > 1e-9*max(1, math.Abs(want)) {
		return fmt.Sprintf("%s, by the data %s", c.raw, w.number.FloatString(6))
	}
	text := strings.TrimSpace(c.text)
	if zero := strings.Trim(text, "+0.") == ""; zero && (w.text == "…" || w.number.Sign() == 0) {
		return "" // the library that reads it here knows no conditions of formats and no sign of nothing
	}
	if text != strings.ReplaceAll(w.text, "−", "-") {
		return fmt.Sprintf("shown as %q, by its format %q", text, w.text)
	}
	return ""
}

// readPrinted reads a sheet of a workbook, with the values that its formulas were
// saved with.
func readPrinted(f *excelize.File, sheet string) (*printedSheet, error) {
	raw, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		return nil, err
	}
	text, err := f.GetRows(sheet)
	if err != nil {
		return nil, err
	}
	merged, err := f.GetMergeCells(sheet, true)
	if err != nil {
		return nil, err
	}
	at := func(list [][]string, i, j int) string {
		if i < len(list) && j < len(list[i]) {
			return list[i][j]
		}
		return ""
	}
	p := &printedSheet{title: at(raw, 0, 0)}
	head := 1
	for ; head < len(raw) && !strings.HasPrefix(at(raw, head, 0), "填报单位"); head++ {
	}
	p.units = strings.TrimSpace(strings.Join(raw[head], " "))
	for _, name := range f.GetDefinedName() {
		if name.Name == "_xlnm.Print_Titles" && name.Scope == sheet {
			_, err = fmt.Sscanf(name.RefersTo[strings.LastIndex(name.RefersTo, "$")+1:], "%d", &p.first)
		}
	}
	if err != nil || p.first <= head+1 {
		return nil, fmt.Errorf("no header")
	}
	wide := 0
	for _, r := range raw[head+1 : p.first] {
		wide = max(wide, len(r))
	}
	p.heads = headsOf(raw, merged, head+1, p.first, wide)
	end := p.first
	for ; end < len(raw) && !strings.HasPrefix(at(raw, end, 0), "负责人"); end++ {
		row := make([]shown, wide)
		for j := range row {
			row[j] = shown{raw: at(raw, end, j), text: at(text, end, j)}
			if _, err := strconv.ParseFloat(row[j].raw, 64); err != nil && row[j].raw != "相符" && row[j].raw != "不符" {
				continue // no formula gives other words
			}
			name, _ := excelize.CoordinatesToCellName(j+1, end+1)
			if row[j].formula, err = f.GetCellFormula(sheet, name); err != nil {
				return nil, err
			}
		}
		deep, err := f.GetRowOutlineLevel(sheet, end+1)
		if err != nil {
			return nil, err
		}
		p.rows, p.deep = append(p.rows, row), append(p.deep, int(deep))
	}
	for i := end + 1; i < len(raw); i++ {
		p.notes += at(raw, i, 0) + "\n"
	}
	p.first++
	return p, nil
}

// headsOf gives the heads above each column, from the top; the numbers of the
// columns are none.
func headsOf(raw [][]string, merged []excelize.MergeCell, first, end, wide int) []string {
	if end-first > 1 && len(raw[end-1]) > 0 && slices.Contains(raw[end-1], "甲") {
		end--
	}
	type place struct{ row, column int }
	start := map[place]place{}
	for _, m := range merged {
		c0, r0, _ := excelize.CellNameToCoordinates(m.GetStartAxis())
		c1, r1, _ := excelize.CellNameToCoordinates(m.GetEndAxis())
		for r := r0; r <= r1; r++ {
			for c := c0; c <= c1; c++ {
				start[place{r - 1, c - 1}] = place{r0 - 1, c0 - 1}
			}
		}
	}
	var out []string
	for j := range wide {
		var path []string
		last := place{-1, -1}
		for i := first; i < end; i++ {
			at, ok := start[place{i, j}]
			if !ok {
				at = place{i, j}
			}
			if at != last && at.column < len(raw[at.row]) {
				path = append(path, plainText(raw[at.row][at.column]))
			}
			last = at
		}
		out = append(out, strings.Join(path, "/"))
	}
	return out
}

// differences holds a printed sheet against what it has to show.
func (w *wantedTable) differences(p *printedSheet) (wrong []string, cells int) {
	say := func(format string, values ...any) { wrong = append(wrong, fmt.Sprintf(format, values...)) }
	if title := plainText(p.title); title != plainText(w.title) && title != plainText(w.title)+"(草稿)" {
		say("title %q, want %q", p.title, w.title)
	}
	if w.units != "" && !strings.HasSuffix(plainText(p.units), "单位:"+plainText(w.units)) {
		say("units %q, want %q", p.units, w.units)
	}
	var heads []string
	for _, h := range w.heads {
		heads = append(heads, plainText(h))
	}
	if !slices.Equal(heads, p.heads) {
		say("heads %q\n want %q", p.heads, heads)
	}
	for _, n := range w.notes {
		if !strings.Contains(plainText(p.notes), plainText(n)) {
			say("no note %q", n)
		}
	}
	if len(p.rows) != len(w.rows) {
		say("%d rows, by the data %d", len(p.rows), len(w.rows))
	}
	for i := range min(len(p.rows), len(w.rows)) {
		if len(w.rows[i].cells) != len(p.rows[i]) {
			say("row %d has %d cells, want %d", i+1, len(p.rows[i]), len(w.rows[i].cells))
			continue
		}
		if p.deep[i] != w.rows[i].deep {
			say("row %d stands %d deep, want %d", i+1, p.deep[i], w.rows[i].deep)
		}
		for j, c := range p.rows[i] {
			cells++
			name, _ := excelize.CoordinatesToCellName(j+1, p.first+i)
			if d := w.rows[i].cells[j].wrong(c); d != "" {
				say("%s: %s (%s, %s)", name, d, p.rows[i][0].raw, w.heads[min(j, len(w.heads)-1)])
			}
			if c.formula != "" {
				if worked, err := p.work(c.formula); err != nil || !sameWorked(worked, c.raw) {
					say("%s: =%s comes to %s, %s is saved (%v)", name, c.formula, worked, c.raw, err)
				}
			}
		}
	}
	return wrong, cells
}

func sameWorked(a, b string) bool {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return a == b || errX == nil && errY == nil && math.Abs(x-y) <= 1e-9*max(1, math.Abs(y))
}

var (
	cellName  = regexp.MustCompile(`^[A-Z]+[0-9]+$`)
	balanceOf = regexp.MustCompile(`^IF\(([^=]+)=([^,]+),"([^"]+)","([^"]+)"\)$`)
)

// work works out a formula from the saved values of the cells that it speaks of:
// sums, differences, a quotient, and the comparison of two of these.
func (p *printedSheet) work(formula string) (string, error) {
	if m := balanceOf.FindStringSubmatch(formula); m != nil {
		a, errA := p.work(m[1])
		b, errB := p.work(m[2])
		if errA != nil || errB != nil {
			return "", fmt.Errorf("%v %v", errA, errB)
		}
		return map[bool]string{true: m[3], false: m[4]}[a == b], nil
	}
	if inner, ok := strings.CutPrefix(formula, "SUM("); ok {
		sum := new(big.Rat)
		for _, part := range strings.Split(strings.TrimSuffix(inner, ")"), ",") {
			from, to, ranged := strings.Cut(part, ":")
			if !ranged {
				to = from
			}
			c0, r0, err0 := excelize.CellNameToCoordinates(from)
			c1, r1, err1 := excelize.CellNameToCoordinates(to)
			if err0 != nil || err1 != nil || c0 != c1 {
				return "", fmt.Errorf("range %s", part)
			}
			for r := r0; r <= r1; r++ {
				if n, err := p.value(c0, r); err == nil { // Excel takes a text for none
					sum.Add(sum, n)
				}
			}
		}
		return sum.RatString(), nil
	}
	total, sign := new(big.Rat), int64(1)
	for rest := formula; ; {
		at := strings.IndexAny(rest, "+-")
		term := rest
		if at >= 0 {
			term = rest[:at]
		}
		n, err := p.product(term)
		if err != nil {
			return "", err
		}
		total.Add(total, n.Mul(n, big.NewRat(sign, 1)))
		if at < 0 {
			f, _ := total.Float64()
			return strconv.FormatFloat(f, 'g', -1, 64), nil
		}
		sign = map[byte]int64{'+': 1, '-': -1}[rest[at]]
		rest = rest[at+1:]
	}
}

// product works out A1*100/B1.
func (p *printedSheet) product(term string) (*big.Rat, error) {
	value := big.NewRat(1, 1)
	for i, part := range strings.Split(term, "/") {
		factor := big.NewRat(1, 1)
		for _, f := range strings.Split(part, "*") {
			n, ok := new(big.Rat).SetString(f)
			if !ok && cellName.MatchString(f) {
				c, r, err := excelize.CellNameToCoordinates(f)
				if err != nil {
					return nil, err
				}
				if n, err = p.value(c, r); err != nil {
					return nil, err
				}
			} else if !ok {
				return nil, fmt.Errorf("%s is no cell", f)
			}
			factor.Mul(factor, n)
		}
		if i == 0 {
			value = factor
		} else if factor.Sign() == 0 {
			return nil, fmt.Errorf("%s divides by nothing", term)
		} else {
			value.Quo(value, factor)
		}
	}
	return value, nil
}

func (p *printedSheet) value(column, row int) (*big.Rat, error) {
	if row < p.first || row >= p.first+len(p.rows) || column > len(p.rows[0]) {
		return nil, fmt.Errorf("row %d column %d is not in the table", row, column)
	}
	n, ok := new(big.Rat).SetString(p.rows[row-p.first][column-1].raw)
	if !ok {
		return nil, fmt.Errorf("%q is no number", p.rows[row-p.first][column-1].raw)
	}
	return n, nil
}

// comparePrinted holds every cell of every printed workbook of a publication, in
// order and by place, against the data of the same publication: what stands there
// by the declaration of its table, or by what this test says of the tables that
// the program lays out. A sheet that neither speaks of is an error.
func comparePrinted(t *testing.T, out string) {
	t.Helper()
	d := readPublished(t, filepath.Join(out, "latest"))
	d.countPersons()
	want := map[string]*wantedTable{}
	for _, w := range d.tables() {
		if key := w.file + " › " + w.sheet; want[key] != nil {
			t.Errorf("%s is declared twice", key)
		} else {
			want[key] = w
		}
	}
	books, cells, formulas, compared := d.books(), 0, 0, 0
	for _, name := range books {
		f := openBook(t, filepath.Join(d.dir, filepath.FromSlash(name)))
		for _, sheet := range f.GetSheetList() {
			key := name + " › " + sheet
			w := want[key]
			if w == nil {
				t.Errorf("%s: nothing says what it has to show", key)
				continue
			}
			delete(want, key)
			p, err := readPrinted(f, sheet)
			if err != nil {
				t.Errorf("%s: %v", key, err)
				continue
			}
			wrong, n := w.differences(p)
			for i, line := range wrong {
				if i == 8 {
					t.Errorf("%s: %d differences", key, len(wrong))
					break
				}
				t.Errorf("%s: %s", key, line)
			}
			compared, cells = compared+1, cells+n
			for _, r := range p.rows {
				for _, c := range r {
					if c.formula != "" {
						formulas++
					}
				}
			}
			plantErrors(t, key, w, p)
			if compared == 1 {
				plantInBook(t, f, sheet, w)
			}
		}
	}
	for key := range want {
		t.Errorf("%s is not printed", key)
	}
	t.Logf("%d workbooks, %d sheets, %d cells, of these %d formulas", len(books), compared, cells, formulas)
}

// plantInBook spoils a workbook itself and looks whether it is found when it is
// read again: another number, then a row less.
func plantInBook(t *testing.T, f *excelize.File, sheet string, w *wantedTable) {
	t.Helper()
	p, err := readPrinted(f, sheet)
	if err != nil {
		t.Fatal(err)
	}
	last := p.first + len(p.rows) - 1
	name, _ := excelize.CoordinatesToCellName(len(p.rows[0]), last)
	for _, spoil := range []func() error{
		func() error { return f.SetCellValue(sheet, name, 987654) },
		func() error { return f.RemoveRow(sheet, last) },
	} {
		if err := spoil(); err != nil {
			t.Fatalf("%s: %v", sheet, err)
		}
		if p, err = readPrinted(f, sheet); err != nil {
			t.Fatal(err)
		}
		if wrong, _ := w.differences(p); len(wrong) == 0 {
			t.Errorf("%s: the workbook is spoilt in row %d, which is not found", sheet, last)
		}
	}
}

// plantErrors spoils a sheet that was read and looks whether each error is found.
func plantErrors(t *testing.T, key string, w *wantedTable, p *printedSheet) {
	t.Helper()
	before, _ := w.differences(p)
	spoil := func(what string, change func(rows [][]shown) [][]shown) {
		t.Helper()
		rows := make([][]shown, len(p.rows))
		for i, r := range p.rows {
			rows[i] = slices.Clone(r)
		}
		q := *p
		if q.rows = change(rows); q.rows == nil {
			return
		}
		if len(q.rows) != len(p.deep) {
			q.deep = append(slices.Clone(p.deep), 0)[:len(q.rows)]
		}
		if after, _ := w.differences(&q); len(after) <= len(before) {
			t.Errorf("%s: %s is not found", key, what)
		}
	}
	spoil("a row less", func(rows [][]shown) [][]shown { return rows[:len(rows)-1] })
	spoil("two cells in each other's place", func(rows [][]shown) [][]shown {
		for _, r := range rows {
			for j := range len(r) - 1 {
				if r[j].raw != r[j+1].raw {
					r[j].raw, r[j+1].raw = r[j+1].raw, r[j].raw
					r[j].text, r[j+1].text = r[j+1].text, r[j].text
					return rows
				}
			}
		}
		return nil
	})
	spoil("two rows in each other's place", func(rows [][]shown) [][]shown {
		for i := range len(rows) - 1 {
			if fmt.Sprint(rows[i]) != fmt.Sprint(rows[i+1]) {
				rows[i], rows[i+1] = rows[i+1], rows[i]
				return rows
			}
		}
		return nil
	})
	spoil("another digit", func(rows [][]shown) [][]shown {
		for i := len(rows) - 1; i >= 0; i-- {
			for j, c := range rows[i] {
				if at := strings.IndexAny(c.raw, "0123456789"); at >= 0 {
					digit := string('0' + (c.raw[at]-'0'+1)%10)
					rows[i][j].raw = c.raw[:at] + digit + c.raw[at+1:]
					return rows
				}
			}
		}
		return nil
	})
	spoil("a formula over another cell", func(rows [][]shown) [][]shown {
		for i, r := range rows {
			for j, c := range r {
				if c.formula != "" && c.raw != "0" && !strings.HasPrefix(c.formula, "IF") {
					rows[i][j].formula = "2*" + c.formula
					return rows
				}
			}
		}
		return nil
	})
}
