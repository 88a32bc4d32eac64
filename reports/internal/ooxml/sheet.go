package ooxml

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

var (
	sheetOrder = strings.Fields("sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios autoFilter sortState dataConsolidate " +
		"customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties " +
		"cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF picture oleObjects controls webPublishItems tableParts extLst")
	cellTypes = []string{"", "b", "e", "inlineStr", "n", "s", "str", "d"}
	cellName  = regexp.MustCompile(`^([A-Z]{1,3})([1-9][0-9]{0,6})$`)
	// what a formula of ours may be: sums, and arithmetic over cells
	formula = regexp.MustCompile(`^(SUM\([A-Z0-9:,]+\)|[A-Z]+[0-9]+([*/+-]([A-Z]+[0-9]+|100))+|IF\([A-Z0-9=+]+,"[^"]*","[^"]*"\))$`)
)

// area is a rectangle of cells, counted from 1.
type area struct{ left, top, right, bottom int }

// cellAt reads the name of a cell.
func cellAt(name string) (column, row int, ok bool) {
	m := cellName.FindStringSubmatch(name)
	if m == nil {
		return 0, 0, false
	}
	for _, c := range m[1] {
		column = column*26 + int(c-'A') + 1
	}
	row, _ = strconv.Atoi(m[2])
	return column, row, column <= 16384 && row <= 1048576
}

// areaOf reads the name of a rectangle.
func areaOf(name string) (a area, ok bool) {
	from, to, two := strings.Cut(name, ":")
	if !two {
		to = from
	}
	var first, second bool
	a.left, a.top, first = cellAt(from)
	a.right, a.bottom, second = cellAt(to)
	return a, first && second && a.left <= a.right && a.top <= a.bottom
}

func (a area) meets(o area) bool {
	return a.left <= o.right && o.left <= a.right && a.top <= o.bottom && o.top <= a.bottom
}

// sheet looks at one worksheet.
func (b *book) sheet(part string) {
	s := b.read(part)
	b.order(part, s, sheetOrder)
	last := 0
	for _, c := range s.child("cols").Children {
		from, err1 := strconv.Atoi(c.attr("min"))
		to, err2 := strconv.Atoi(c.attr("max"))
		if err1 != nil || err2 != nil || from <= last || to < from || to > 16384 {
			b.bad("%s: columns %s to %s", part, c.attr("min"), c.attr("max"))
		}
		last = to
	}
	b.rows(part, s.child("sheetData"))
	b.count(part, s.child("mergeCells"))
	var merged []area
	for _, m := range s.child("mergeCells").Children {
		a, ok := areaOf(m.attr("ref"))
		if !ok || a.left == a.right && a.top == a.bottom {
			b.bad("%s: merged cells %s", part, m.attr("ref"))
		}
		if slices.ContainsFunc(merged, a.meets) {
			b.bad("%s: the merged cells %s overlap others", part, m.attr("ref"))
		}
		merged = append(merged, a)
	}
	b.count(part, s.child("dataValidations"))
	for _, v := range s.child("dataValidations").Children {
		if _, ok := areaOf(v.attr("sqref")); !ok {
			b.bad("%s: a choice at %s", part, v.attr("sqref"))
		}
		if list := v.child("formula1").Text; len(utf16.Encode([]rune(list))) > 257 { // with its quotes
			b.bad("%s: choices of %d letters", part, len(list))
		}
	}
	if f := s.child("autoFilter").attr("ref"); f != "" {
		if _, ok := areaOf(f); !ok {
			b.bad("%s: a filter over %s", part, f)
		}
	}
	linked := map[string]bool{}
	for _, h := range s.child("hyperlinks").Children {
		if _, ok := areaOf(h.attr("ref")); !ok || linked[h.attr("ref")] {
			b.bad("%s: a link at %s", part, h.attr("ref"))
		}
		linked[h.attr("ref")] = true
		if id := h.relation(); id != "" && b.relations[part][id].kind != "hyperlink" {
			b.bad("%s: the link at %s leads to %s", part, h.attr("ref"), id)
		}
		if place, _, ok := strings.Cut(h.attr("location"), "!"); h.relation() == "" && (!ok || !slices.Contains(b.sheets, strings.Trim(place, "'"))) {
			b.bad("%s: the link at %s leads to %s", part, h.attr("ref"), h.attr("location"))
		}
	}
	for _, name := range []string{"drawing", "legacyDrawing"} {
		if d := s.child(name); d.XMLName.Local != "" && b.relations[part][d.relation()].target == "" {
			b.bad("%s: a %s that is not there", part, name)
		}
	}
}

// rows looks at the cells: in order, with styles, strings and formulas that may be.
func (b *book) rows(part string, data *node) {
	before := 0
	for _, r := range data.Children {
		number, err := strconv.Atoi(r.attr("r"))
		if err != nil || number <= before || number > 1048576 {
			b.bad("%s: row %s after row %d", part, r.attr("r"), before)
		}
		before = number
		if level := r.attr("outlineLevel"); level != "" && !within(level, 8) {
			b.bad("%s: row %d has the outline level %s", part, number, level)
		}
		left := 0
		for _, c := range r.Children {
			column, row, ok := cellAt(c.attr("r"))
			where := fmt.Sprintf("%s %s", part, c.attr("r"))
			if !ok || row != number || column <= left {
				b.bad("%s: in row %d after column %d", where, number, left)
			}
			left = column
			if st := c.attr("s"); st != "" && !within(st, b.styles) {
				b.bad("%s: the style %s of %d", where, st, b.styles)
			}
			b.order(where, &c, []string{"f", "v", "is", "extLst"})
			value := c.child("v").Text
			switch kind := c.attr("t"); {
			case !slices.Contains(cellTypes, kind):
				b.bad("%s: a cell of type %s", where, kind)
			case kind == "s" && !within(value, b.strings):
				b.bad("%s: the string %s of %d", where, value, b.strings)
			case (kind == "" || kind == "n") && value != "":
				if _, err := strconv.ParseFloat(value, 64); err != nil {
					b.bad("%s: the number %q", where, value)
				}
			case kind == "inlineStr":
				value = c.child("is").child("t").Text
			}
			if len(utf16.Encode([]rune(value))) > 32767 {
				b.bad("%s: %d letters", where, len(value))
			}
			if f := c.child("f"); f.XMLName.Local != "" && !formula.MatchString(f.Text) {
				b.bad("%s: the formula %s", where, f.Text)
			}
		}
	}
}
