package xlsx

import (
	"bytes"
	"strconv"
	"strings"

	"sanlv/loaders"
	"sanlv/loaders/excel"
)

// kind is the type attribute of a cell.
type kind uint8

const (
	kindNumber kind = iota
	kindShared
	kindInline
	kindText // str: a formula's text
	kindBool
	kindError
	kindDate
	kindUnknown
)

func kindOf(t []byte) kind {
	switch string(t) {
	case "", "n":
		return kindNumber
	case "s":
		return kindShared
	case "inlineStr":
		return kindInline
	case "str":
		return kindText
	case "b":
		return kindBool
	case "e":
		return kindError
	case "d":
		return kindDate
	}
	return kindUnknown
}

// tags are the parts of a cell's markup, which differ by the prefix that the
// workbook gives its elements.
type tags struct{ cell, value, valueEnd, inline, inlineEnd string }

func tagsOf(prefix string) tags {
	tag := func(start string, names ...string) string {
		for _, n := range names {
			start += "<" + strings.Replace(n, ":", prefix, 1) + ">"
		}
		return start
	}
	return tags{
		cell:  "<" + prefix + "c",
		value: tag(">", ":v"), valueEnd: tag("", "/:v", "/:c"),
		inline: tag(">", ":is", ":t"), inlineEnd: tag("", "/:t", "/:is", "/:c"),
	}
}

// fastCell reads a cell of the form that nearly every cell has,
//
//	<c r="B7" s="3" t="s"><v>12</v></c>
//
// and returns its length, or 0 for whatever looks different or goes on beyond
// what is buffered, which readCell then reads. Both must see the same thing in
// the same bytes.
func (s *sheetReader) fastCell() int {
	b := s.x.buf[s.x.pos:]
	i := len(s.tags.cell)
	if len(b) < i+8 || string(b[:i]) != s.tags.cell || s.x.pending || len(s.text) > maxRowText {
		return 0
	}
	var (
		ref, typ []byte
		style    int
		seen     [3]bool
	)
	for b[i] == ' ' { // an attribute: space, one letter, ="…"
		if i+4 >= len(b) || b[i+2] != '=' || b[i+3] != '"' {
			return 0
		}
		n := 0
		value := b[i+4:]
		for n < len(value) && value[n] != '"' {
			n++
		}
		if n >= 16 || n+1 >= len(value) {
			return 0
		}
		value = value[:n]
		which := 0
		switch b[i+1] {
		case 'r':
			ref = value
		case 's':
			which = 1
			var ok bool
			if style, ok = parseUint(value); !ok {
				return 0
			}
		case 't':
			which, typ = 2, value
		default:
			return 0
		}
		if seen[which] {
			return 0
		}
		seen[which] = true
		i += 5 + n
	}
	if ref == nil {
		return 0
	}
	column, row, ok := parseRef(ref)
	if !ok || row != s.row || column <= s.column || column > maxColumn || len(s.book.styles) <= style && style != 0 {
		return 0
	}
	rest := b[i:]
	if len(rest) >= 2 && rest[0] == '/' && rest[1] == '>' {
		s.column = column
		return i + 2
	}
	open, end := s.tags.value, s.tags.valueEnd
	k := kindOf(typ)
	if k == kindInline {
		open, end = s.tags.inline, s.tags.inlineEnd
	}
	if len(rest) < len(open)+len(end) || string(rest[:len(open)]) != open {
		return 0
	}
	value := rest[len(open):]
	n := 0
	if k == kindText || k == kindInline {
		if n = bytes.IndexByte(value, '<'); n < 0 || n > maxRawText {
			return 0
		}
	} else {
		for n < len(value) && value[n] != '<' {
			n++
		}
	}
	if len(value)-n < len(end) || string(value[n:n+len(end)]) != end {
		return 0
	}
	value = value[:n]
	switch k {
	case kindNumber:
		if !isNumber(value) {
			return 0
		}
		s.column = column
		s.number(value, style)
	case kindShared:
		at, ok := parseUint(value)
		if !ok || at >= s.book.strings.n || s.book.strings.long != nil && s.book.strings.long[at] {
			return 0
		}
		s.column = column
		s.shared(at)
	case kindText, kindInline:
		from := len(s.text)
		text, ok := appendText(s.text, value, false)
		if !ok {
			return 0
		}
		own := unescape(text[from:])
		if tooLong(own) {
			return 0
		}
		s.column = column
		if s.text = text[:from+len(own)]; len(own) > 0 {
			s.add(loaders.CellText, from)
		}
	default:
		return 0
	}
	return i + len(open) + n + len(end)
}

// readCell reads any cell; its start tag has just been read.
func (s *sheetReader) readCell() error {
	x := s.x
	column, style, k := s.column+1, 0, kindNumber
	for _, a := range x.attrs {
		switch string(a.name) {
		case "r":
			var row int
			var ok bool
			column, row, ok = parseRef(a.value)
			switch {
			case !ok:
				return excel.Refuse("cell.reference", excel.MendSaveAs, "第 %d 行有一个单元格的地址 %q 读不懂", s.row, excel.Clip(a.value))
			case column > maxColumn || row > maxRow:
				return excel.Refuse("cell.range", excel.MendSaveAs, "单元格地址 %q 超出 Excel 的范围", excel.Clip(a.value))
			case row != s.row:
				return excel.RefuseCell("cell.misplaced", excel.MendSaveAs, row, column, "写在第 %d 行里,地址与位置不符", s.row)
			case column == s.column:
				return excel.RefuseCell("cell.repeated", excel.MendSaveAs, row, column, "出现了两次,不知道哪个是对的")
			case column < s.column:
				return excel.RefuseCell("cell.backward", excel.MendSaveAs, row, column, "排在 %s 之后,顺序乱了", excel.Address(row, s.column))
			}
		case "s":
			var ok bool
			if style, ok = parseUint(a.value); !ok && len(a.value) > 0 {
				return excel.RefuseCell("cell.index", excel.MendSaveAs, s.row, column, "的样式号 %q 读不懂", excel.Clip(a.value))
			}
		case "t":
			k = kindOf(a.value)
			if k == kindUnknown {
				return excel.RefuseCell("cell.type", excel.MendSaveAs, s.row, column, "的类型 %q 不认识", excel.Clip(a.value))
			}
		}
	}
	if column > maxColumn {
		return excel.Refuse("cell.range", excel.MendSaveAs, "第 %d 行超过 %d 列", s.row, maxColumn)
	}
	if len(s.text) > maxRowText {
		return excel.Refuse("file.toobig", excel.MendSplit, "第 %d 行的文字合计超过 %d MB", s.row, maxRowText>>20)
	}
	s.column = column
	// A workbook without styles may still number them.
	if style > 0 && style >= len(s.book.styles) && s.book.styles != nil {
		return excel.RefuseCell("cell.index", excel.MendSaveAs, s.row, column, "指向不存在的样式 %d(共 %d 种)", style, len(s.book.styles))
	}
	var formula, hasValue, hasInline bool
	value, inline := s.scratch[:0], s.inline[:0]
	err := children(x, func(name []byte) error {
		var err error
		switch string(name) {
		case "f":
			formula = true
		case "v":
			if hasValue {
				return excel.RefuseCell("cell.repeated", excel.MendSaveAs, s.row, column, "有两个值,不知道哪个是对的")
			}
			hasValue = true
			value, err = elementText(x, value, maxRawText)
		case "is":
			hasInline = true
			inline, err = richText(x, inline)
		}
		return err
	})
	s.scratch, s.inline = value, inline
	switch {
	case err != nil:
		return excel.AtCell(err, s.row, column)
	case hasInline && (k == kindInline || !hasValue):
		return s.value(kindInline, inline, style)
	case formula && (!hasValue || len(value) == 0 && k != kindText):
		s.add(loaders.CellNoValue, len(s.text))
		return nil
	}
	return s.value(k, value, style)
}

// value adds a cell of a kind with its decoded value. A cell without any is
// left out, like one that the file does not hold.
func (s *sheetReader) value(k kind, value []byte, style int) error {
	if k == kindInline || k == kindText {
		value = unescape(value)
	} else {
		value = bytes.TrimSpace(value)
	}
	if len(value) == 0 {
		return nil
	}
	if tooLong(value) {
		return s.tooLong()
	}
	from := len(s.text)
	switch k {
	case kindNumber:
		if isNumber(value) {
			s.number(value, style)
			return nil
		}
	case kindShared:
		at, ok := parseUint(value)
		if !ok || at >= s.book.strings.n {
			return excel.RefuseCell("cell.index", excel.MendSaveAs, s.row, s.column, "指向不存在的共享文字 %q(共 %d 条)", excel.Clip(value), s.book.strings.n)
		}
		if s.book.strings.long[at] {
			return s.tooLong()
		}
		s.shared(at)
		return nil
	case kindBool:
		switch string(value) {
		case "true":
			value = []byte("1")
		case "false":
			value = []byte("0")
		}
		if string(value) == "0" || string(value) == "1" {
			s.text = append(s.text, value...)
			s.add(loaders.CellBool, from)
			return nil
		}
	case kindError:
		s.text = append(s.text, value...)
		s.add(loaders.CellError, from)
		return nil
	}
	s.text = append(s.text, value...)
	s.add(loaders.CellText, from)
	return nil
}

func (s *sheetReader) tooLong() error {
	return excel.RefuseCell("cell.toolong", excel.MendReenter, s.row, s.column, "的文字超过 Excel 的上限 %d 个字", maxCellText)
}

// number adds a number as stored.
func (s *sheetReader) number(value []byte, style int) {
	from := len(s.text)
	s.text = append(s.text, value...)
	s.add(loaders.CellNumber, from)
	if style < len(s.book.styles) && s.book.styles[style] != excel.Plain {
		c := &s.cells[len(s.cells)-1]
		if s.book.styles[style] == excel.Percent {
			c.Percent = true
			return
		}
		c.Date = true
		if serial, err := strconv.ParseFloat(string(value), 64); err == nil {
			c.Time = excel.DateOf(serial, s.book.date1904)
		}
	}
}

// shared adds a cell that points to a shared string.
func (s *sheetReader) shared(at int) {
	text := s.book.strings.at(at)
	if text == "" {
		return
	}
	s.add(loaders.CellText, len(s.text))
	s.cells[len(s.cells)-1].Text = text
}

// add appends a cell whose text is what s.text has gained since from.
func (s *sheetReader) add(k loaders.CellKind, from int) {
	s.cells = append(s.cells, loaders.Cell{Column: s.column, Kind: k})
	s.spans = append(s.spans, span{from, len(s.text)})
}

// parseRef reads an address such as B7.
func parseRef(b []byte) (column, row int, ok bool) {
	i := 0
	for ; i < len(b); i++ {
		c := b[i] &^ 0x20 // upper case
		if c < 'A' || c > 'Z' {
			break
		}
		if column = column*26 + int(c-'A') + 1; i > 3 {
			return 0, 0, false
		}
	}
	row, ok = parseUint(b[i:])
	return column, row, ok && i > 0 && row > 0
}

// parseUint reads a number of at most nine digits.
func parseUint(b []byte) (int, bool) {
	if len(b) == 0 || len(b) > 9 {
		return 0, false
	}
	n := 0
	for _, c := range b {
		if c-'0' > 9 {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// parseArea reads a range such as A1:C3, or a single cell.
func parseArea(ref string) (loaders.MergedArea, bool) {
	from, to, two := bytes.Cut([]byte(ref), []byte(":"))
	if !two {
		to = from
	}
	c1, r1, ok1 := parseRef(from)
	c2, r2, ok2 := parseRef(to)
	ok := ok1 && ok2 && c1 <= c2 && r1 <= r2 && c2 <= maxColumn && r2 <= maxRow
	return loaders.MergedArea{FirstRow: r1, LastRow: r2, FirstColumn: c1, LastColumn: c2}, ok
}
