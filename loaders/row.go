package loaders

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// rowClass says what a row below the header is.
type rowClass uint8

const (
	dataRow rowClass = iota
	emptyRow
	headerRow // the header again, as on every printed page, or numbers of columns
	movedRow  // a header, but with other columns than the sheet's
	totalRow
	footerRow
)

// classifier tells data from the other rows of a sheet whose header is known.
type classifier struct {
	kinds    []*kind
	headers  map[int]map[string]bool // by column: what the header rows say
	preface  map[string]bool         // what the rows above the header say
	fields   map[int]string          // column of the sheet -> column of the dictionary
	keys     []int                   // columns of the sheet that hold the key
	ordinals map[int]bool            // columns of running numbers
	footer   bool                    // a footer has been seen and no data since
	filled   []*Cell                 // of the row at hand
	first    string                  // the last text that saysFooter was asked about
	ends     bool
	asked    [2]string // the last texts that names was asked about for
	named    [2]bool   // the first two cells, which repeat down a sheet
}

func newClassifier(p *preamble, c *candidate) *classifier {
	k := &classifier{kinds: c.kinds, headers: map[int]map[string]bool{}, preface: map[string]bool{}, fields: map[int]string{}, ordinals: map[int]bool{}}
	for r := c.top; r <= c.bottom; r++ {
		for col, s := range p.text[r] {
			if k.headers[col] == nil {
				k.headers[col] = map[string]bool{}
			}
			k.headers[col][squeeze(s)] = true
		}
	}
	for r, level := range p.text {
		if r < c.top {
			for _, s := range level {
				k.preface[squeeze(s)] = true
			}
		}
	}
	for n, m := range c.maps {
		for i, ms := range m.by {
			def := c.kinds[n].sheet.Columns[i]
			for _, x := range ms {
				k.fields[x.column] = def.Name
				if def.Key {
					k.keys = append(k.keys, x.column)
				}
			}
		}
	}
	for _, h := range c.headings {
		switch h.leaf() {
		case "序号", "编号", "序", "顺序号", "NO":
			if k.fields[h.column] == "" {
				k.ordinals[h.column] = true
			}
		}
	}
	return k
}

// class looks at a row that has something in it.
func (k *classifier) class(cells []Cell) rowClass {
	filled := k.filled[:0]
	mapped, ordinal := 0, 0
	keyed, key := false, "" // whether a key column is filled, and with what
	for i := range cells {
		c := &cells[i]
		if isBlank(c) {
			continue
		}
		filled = append(filled, c)
		if k.fields[c.Column] != "" {
			mapped++
		} else if k.ordinals[c.Column] {
			ordinal++
		}
		for _, column := range k.keys {
			if column == c.Column {
				keyed, key = true, c.Text
			}
		}
	}
	k.filled = filled
	first := squeeze(filled[0].Text)
	switch {
	case ordinal == len(filled): // rows numbered in advance
		return emptyRow
	case k.isHeader(filled):
		return headerRow
	case k.isMoved(filled):
		return movedRow
	case saysTotal(filled):
		k.footer = false
		return totalRow
	case k.saysFooter(first) && (!keyed || len(filled) <= 3 || k.signs(filled, key)):
		k.footer = true
		return footerRow
	case k.footer && len(filled) <= 2, !keyed && isNote(filled, mapped), k.isPreface(filled):
		return footerRow
	case isNumbering(filled):
		return headerRow
	}
	k.footer = false
	return dataRow
}

// signs reports a row with a key that is the line of signatures all the same: a
// label stands where the key belongs, or there are several labels. One label
// elsewhere is a value, such as 第一书记 under 职务.
func (k *classifier) signs(filled []*Cell, key string) bool {
	if slices.Contains(k.keys, filled[0].Column) || isFooter(squeeze(key)) {
		return true
	}
	labels := 0
	for _, c := range filled {
		if c.Kind == CellText && isFooter(squeeze(c.Text)) {
			labels++
		}
	}
	return labels > 1
}

// saysFooter remembers its last answer: places repeat down a sheet.
func (k *classifier) saysFooter(squeezed string) bool {
	if squeezed != k.first {
		k.first, k.ends = squeezed, isFooter(squeezed)
	}
	return k.ends
}

// isHeader reports that every cell says what the header says in its column.
func (k *classifier) isHeader(filled []*Cell) bool {
	for _, c := range filled {
		if c.Kind != CellText || !k.headers[c.Column][squeeze(c.Text)] {
			return false
		}
	}
	return true
}

// isMoved reports a row of headers of this kind that stand in other columns.
// The first cells are looked at before the whole row is folded.
func (k *classifier) isMoved(filled []*Cell) bool {
	if len(filled) < 3 {
		return false
	}
	for i := range k.asked {
		if filled[i].Text != k.asked[i] {
			k.asked[i], k.named[i] = filled[i].Text, k.names(filled[i])
		}
	}
	if !k.named[0] && !k.named[1] {
		return false
	}
	n := 0
	for _, c := range filled {
		if k.names(c) {
			n++
		}
	}
	return n >= 3 && n*10 >= len(filled)*6
}

func (k *classifier) names(c *Cell) bool {
	if c.Kind != CellText || len(c.Text) > longestHeader*3 || !strings.ContainsFunc(c.Text, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return false
	}
	key, _ := headerKey(c.Text)
	for _, kind := range k.kinds {
		if _, ok := kind.headers[key]; ok {
			return true
		}
	}
	return false
}

func saysTotal(filled []*Cell) bool {
	for i := 0; i < len(filled) && i < 2; i++ {
		c := filled[i]
		if c.Kind == CellText && len(c.Text) < 60 && (strings.ContainsRune(c.Text, '计') || strings.Contains(c.Text, "其中")) && isTotal(squeeze(c.Text)) {
			return true
		}
	}
	return false
}

// isNote reports a lone text that runs on, or a numbered heading between rows.
func isNote(filled []*Cell, mapped int) bool {
	if len(filled) > 1 || filled[0].Kind != CellText {
		return false
	}
	s := squeeze(filled[0].Text)
	return utf8.RuneCountInString(s) >= 15 || numbering.MatchString(brackets.Replace(s))
}

// isPreface reports the title and the facts once more, at the head of a page.
func (k *classifier) isPreface(filled []*Cell) bool {
	for _, c := range filled {
		if c.Kind != CellText || !k.preface[squeeze(c.Text)] {
			return false
		}
	}
	return true
}

// isNumbering reports the numbers of the columns below the header: 甲 乙 1 2 3,
// (1) (2) (3).
func isNumbering(filled []*Cell) bool {
	if len(filled) < 3 {
		return false
	}
	next := 0
	for _, c := range filled {
		s := strings.Trim(squeeze(c.Text), "()栏")
		if next == 0 && strings.Contains("甲乙丙丁戊己", s) {
			continue
		}
		n, err := strconv.Atoi(s)
		if err != nil || next > 0 && n != next || next == 0 && n != 1 {
			return false
		}
		next = n + 1
	}
	return next > 2
}
