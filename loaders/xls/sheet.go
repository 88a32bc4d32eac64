package xls

import (
	"context"
	"encoding/binary"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"sanlv/loaders"
	"sanlv/loaders/excel"
)

// maxColumn is the last column of the format; a row number has 16 bits.
const maxColumn = 256

// cell is a cell in 16 bytes: a sheet may hold 16 million.
type cell struct {
	value  uint64 // a float's bits, the number of a text, a code
	row    uint16 // from 0
	column uint8  // from 0
	kind   kind
	format excel.Format
}

func (c cell) order() uint32 { return uint32(c.row)<<8 | uint32(c.column) }

// kind says what value is.
type kind uint8

const (
	kindNumber  kind = iota
	kindShared       // a shared text
	kindOwn          // a text of the sheet: a formula's, or one of an old writer
	kindBool         // 0 or 1
	kindError        // a key of errorNames
	kindNoValue      // a formula without a stored value
	kindEmpty        // a formula that gives an empty text
)

const errorNumber = 0x24

var errorNames = map[byte]string{
	0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", errorNumber: "#NUM!", 0x2A: "#N/A",
	0x2B: "#GETTING_DATA",
}

// blockCells is how many cells are held in a piece: one list would be copied as
// it grows.
const blockCells = 1 << 15

// maxUnsorted bounds what is sorted, which takes twice the memory. Cells out of
// order are rare, and so many of them never seen.
const maxUnsorted = 4_000_000

// sheetReader collects the cells of a sheet.
type sheetReader struct {
	book    *Workbook
	sheet   *sheet
	r       *records
	blocks  [][]cell
	last    int64 // order of the last cell
	sorted  bool  // cells came in order
	count   int
	seen    [][4]uint64 // by row, a bit for each column
	texts   texts
	text    []byte
	waiting *cell // a formula whose text follows
}

// survey reads through a worksheet and finds the merged areas, which come after
// the cells.
func (w *Workbook) survey(ctx context.Context, sh *sheet) error {
	r := w.records
	r.seek(sh.start)
	if err := r.next(); err != nil {
		return err
	}
	if err := checkBOF(r, bofWorksheet); err != nil {
		return err
	}
	err := r.substream(ctx, sh.limit, func() error {
		if r.id != recMerged {
			return nil
		}
		count, err := r.uint(2)
		if err != nil {
			return err
		}
		if len(r.body) < 2+8*int(count) {
			return damaged("合并单元格的记录太短")
		}
		for b := r.body[2:]; count > 0; count, b = count-1, b[8:] {
			u16 := func(at int) int { return int(binary.LittleEndian.Uint16(b[at:])) }
			area := loaders.MergedArea{FirstRow: u16(0) + 1, LastRow: u16(2) + 1, FirstColumn: u16(4) + 1, LastColumn: u16(6) + 1}
			if area.FirstRow > area.LastRow || area.FirstColumn > area.LastColumn || area.LastColumn > maxColumn {
				return excel.Refuse("cell.reference", excel.MendSaveAs, "合并单元格的区域 %s:%s 不对",
					excel.Address(area.FirstRow, area.FirstColumn), excel.Address(area.LastRow, area.LastColumn))
			}
			sh.merged = append(sh.merged, area)
			if w.merged++; w.merged > maxMerged {
				return excel.Refuse("file.toobig", excel.MendSplit, "合并单元格超过 %d 处", maxMerged)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	// a sheet has 256 columns, which bounds the work
	return excel.CheckMerged(sh.merged, func(int) error { return nil })
}

// collect reads the cells of the sheet, in order.
func (s *sheetReader) collect(ctx context.Context) error {
	s.r.seek(s.sheet.start)
	if err := s.r.next(); err != nil {
		return err
	}
	s.last, s.sorted = -1, true
	if err := s.r.substream(ctx, s.sheet.limit, s.record); err != nil {
		return err
	}
	if !s.sorted {
		if s.count > maxUnsorted {
			return excel.Refuse("file.toobig", excel.MendSplit, "单元格没有按行列排列,又超过 %d 万个", maxUnsorted/10_000)
		}
		all := slices.Concat(s.blocks...)
		slices.SortFunc(all, func(a, b cell) int { return int(a.order()) - int(b.order()) })
		s.blocks = [][]cell{all}
	}
	return nil
}

// record reads a record of the sheet.
func (s *sheetReader) record() error {
	r := s.r
	switch r.id {
	case recString:
		return s.formulaText()
	case recShared, recArray, recTable, recContinue:
		return nil // they stand between a formula and its text
	}
	s.waiting = nil
	switch r.id {
	case recMulRK:
		return s.many(6)
	case recMulBlank:
		return s.many(2)
	case recBlank, recNumber, recRK, recLabelSST, recBoolErr, recLabel, recRString, recFormula:
	case 0x0206, 0x0406:
		r.id = recFormula // as BIFF3 and BIFF4 number it; some writers still do
	case 0x0001, 0x0002, 0x0003, 0x0004, 0x0005, 0x0007:
		return damaged("第 %d 字节处有更旧格式(BIFF2–4)的单元格", r.start)
	default:
		return nil
	}
	if len(r.body) < 6 {
		return damaged("第 %d 字节处的单元格记录太短", r.start)
	}
	u16 := func(i int) uint16 { return binary.LittleEndian.Uint16(r.body[i:]) }
	at, err := s.place(u16(0), u16(2), u16(4), r.id != recBlank)
	if err != nil {
		return err
	}
	want, fixed := bodySize[r.id]
	if r.id == recBoolErr && len(r.body) == 9 && r.body[7] == 0 {
		want = 9 // OpenOffice wrote the value in two bytes
	}
	if fixed && len(r.body) != want || r.id == recFormula && len(r.body) < 20 {
		return at.refuse("cell.type", excel.MendSaveAs, "的记录有 %d 字节,长度不对", len(r.body))
	}
	switch r.id {
	case recNumber:
		s.float(at, r.body[6:])
	case recRK:
		s.number(at, rkNumber(binary.LittleEndian.Uint32(r.body[6:])))
	case recLabelSST:
		i := binary.LittleEndian.Uint32(r.body[6:])
		if int64(i) >= int64(s.book.shared.n) {
			return at.refuse("cell.index", excel.MendSaveAs, "指向不存在的共享文字 %d(共 %d 条)", i, s.book.shared.n)
		}
		s.add(at, kindShared, uint64(i))
	case recBoolErr:
		return s.code(at, r.body[6], r.body[want-1])
	case recLabel, recRString:
		return s.label(at)
	case recFormula:
		return s.formula(at, r.body[6:14])
	}
	return nil
}

// bodySize of the cell records that always have the same.
var bodySize = map[uint16]int{recBlank: 6, recNumber: 14, recRK: 10, recLabelSST: 10, recBoolErr: 8}

// place is where a cell stands, and how numbers look there.
type place struct {
	row    uint16
	column uint8
	format excel.Format
}

func (p *place) refuse(rule, mend, format string, args ...any) error {
	return excel.RefuseCell(rule, mend, int(p.row)+1, int(p.column)+1, format, args...)
}

// place checks where a cell wants to stand. Of two values for one cell nobody
// knows which is right, and a blank cell after a value may have been meant to
// delete it. A value after a blank cell is no riddle, and some writers do it.
func (s *sheetReader) place(row, column, style uint16, valued bool) (place, error) {
	if column >= maxColumn {
		return place{}, excel.RefuseCell("cell.range", excel.MendSaveAs, int(row)+1, int(column)+1, "超出 .xls 的范围(%d 列)", maxColumn)
	}
	at := place{row: row, column: uint8(column)}
	// A workbook without styles may still number them.
	if styles := s.book.styles; int(style) < len(styles) {
		at.format = styles[style]
	} else if len(styles) > 0 {
		return at, at.refuse("cell.index", excel.MendSaveAs, "指向不存在的样式 %d(共 %d 种)", style, len(styles))
	}
	for len(s.seen) <= int(row) {
		s.seen = append(s.seen, [4]uint64{})
	}
	bits, bit := &s.seen[row][column/64], uint64(1)<<(column%64)
	if *bits&bit != 0 {
		return at, at.refuse("cell.repeated", excel.MendSaveAs, "出现了两次,不知道哪个是对的")
	}
	if valued {
		*bits |= bit
	}
	return at, nil
}

// many reads a record of cells that stand side by side: row, first column, the
// cells, last column. A cell is a style and, in a record of numbers, an RK.
func (s *sheetReader) many(size int) error {
	b := s.r.body
	if len(b) < 6+size || (len(b)-6)%size != 0 {
		return damaged("第 %d 字节处的单元格记录长度不对", s.r.start)
	}
	row, column := binary.LittleEndian.Uint16(b), binary.LittleEndian.Uint16(b[2:])
	last := binary.LittleEndian.Uint16(b[len(b)-2:])
	if int(last)-int(column)+1 != (len(b)-6)/size {
		return excel.RefuseCell("cell.misplaced", excel.MendSaveAs, int(row)+1, int(column)+1, "起的一组单元格有 %d 个,却写着到 %d 列为止",
			(len(b)-6)/size, int(last)+1)
	}
	for b = b[4 : len(b)-2]; len(b) > 0; b, column = b[size:], column+1 {
		at, err := s.place(row, column, binary.LittleEndian.Uint16(b), size > 2)
		if err != nil {
			return err
		}
		if size > 2 {
			s.number(at, rkNumber(binary.LittleEndian.Uint32(b[2:])))
		}
	}
	return nil
}

// add keeps a cell.
func (s *sheetReader) add(at place, k kind, value uint64) {
	if n := len(s.blocks); n == 0 {
		s.blocks = append(s.blocks, make([]cell, 0, 256)) // most sheets are small
	} else if last := s.blocks[n-1]; len(last) == cap(last) {
		s.blocks = append(s.blocks, make([]cell, 0, blockCells))
	}
	block := &s.blocks[len(s.blocks)-1]
	c := cell{value: value, row: at.row, column: at.column, kind: k, format: at.format}
	if int64(c.order()) < s.last {
		s.sorted = false
	}
	s.last = int64(c.order())
	s.count++
	*block = append(*block, c)
}

func (s *sheetReader) number(at place, v float64) { s.add(at, kindNumber, math.Float64bits(v)) }

// float adds a number of eight bytes. Excel stores none that is infinite or no
// number at all; other writers do, and Excel then shows an error.
func (s *sheetReader) float(at place, b []byte) {
	v := math.Float64frombits(binary.LittleEndian.Uint64(b))
	if math.IsNaN(v) || math.IsInf(v, 0) {
		s.add(at, kindError, errorNumber)
		return
	}
	s.number(at, v)
}

// code adds a boolean or an error.
func (s *sheetReader) code(at place, value, isError byte) error {
	switch {
	case isError == 0 && value <= 1:
		s.add(at, kindBool, uint64(value))
	case isError == 1 && errorNames[value] != "":
		s.add(at, kindError, uint64(value))
	default:
		return at.refuse("cell.type", excel.MendSaveAs, "的是非值或错误值 %#02x 不认识", value)
	}
	return nil
}

// formula adds the value that was stored with a formula: eight bytes of a
// number, or a code and what kind of value it is.
func (s *sheetReader) formula(at place, b []byte) error {
	if b[6] != 0xFF || b[7] != 0xFF {
		s.float(at, b)
		return nil
	}
	switch b[0] {
	case 0:
		s.add(at, kindNoValue, 0) // until its text comes
		block := s.blocks[len(s.blocks)-1]
		s.waiting = &block[len(block)-1]
	case 1:
		return s.code(at, b[2], 0)
	case 2:
		return s.code(at, b[2], 1)
	case 3:
		s.add(at, kindEmpty, 0)
	default:
		return at.refuse("cell.type", excel.MendSaveAs, "的公式结果类型 %d 不认识", b[0])
	}
	return nil
}

// formulaText reads the text of the formula before it.
func (s *sheetReader) formulaText() error {
	c := s.waiting
	if c == nil {
		return damaged("第 %d 字节处有一段公式文字,前面没有公式", s.r.start)
	}
	s.waiting = nil
	text, err := s.r.wholeText(s.text[:0])
	if s.text = text; err != nil {
		return excel.AtCell(err, int(c.row)+1, int(c.column)+1)
	}
	c.kind, c.value = kindOwn, uint64(s.texts.n)
	return s.texts.add(text)
}

// label adds a cell with a text of its own. Excel shares texts; other writers
// may not.
func (s *sheetReader) label(at place) error {
	s.r.off = 6
	text, err := s.labelText()
	if s.text = text; err != nil {
		return excel.AtCell(err, int(at.row)+1, int(at.column)+1)
	}
	s.add(at, kindOwn, uint64(s.texts.n))
	return s.texts.add(text)
}

func (s *sheetReader) labelText() ([]byte, error) {
	r := s.r
	// Some old writers put bytes of the code page where the flag and the
	// characters should be: no text of the format has this length, and no flag
	// is a printable character.
	if len(r.body) > 8 && r.id == recLabel && r.body[8] >= ' ' {
		if n := int(binary.LittleEndian.Uint16(r.body[6:])); len(r.body) == 8+n {
			return decodeBytes(s.text[:0], r.body[8:], s.book.codePage)
		}
	}
	if r.id == recRString {
		return r.text(s.text[:0], 2) // formatting runs follow
	}
	return r.wholeText(s.text[:0])
}

// decodeBytes reads text in a code page: the Chinese one, else only ASCII.
func decodeBytes(dst, b []byte, page uint16) ([]byte, error) {
	ascii := !slices.ContainsFunc(b, func(c byte) bool { return c >= utf8.RuneSelf })
	if !ascii && page == 936 {
		text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
		if err == nil && !slices.Contains([]rune(string(text)), utf8.RuneError) {
			return append(dst, text...), nil
		}
	}
	if !ascii {
		return dst, excel.Refuse("file.encoding", excel.MendSaveAs, "文字不是 Unicode,代码页 %d 读不懂", page)
	}
	return append(dst, b...), nil
}

// show gives a cell as the reader of sheets wants it; false when it is empty.
func (s *sheetReader) show(c cell) (loaders.Cell, bool) {
	out := loaders.Cell{Column: int(c.column) + 1}
	switch c.kind {
	case kindNumber:
		v := math.Float64frombits(c.value)
		out.Kind, out.Text = loaders.CellNumber, numberText(v)
		switch c.format {
		case excel.Percent:
			out.Percent = true
		case excel.Date:
			out.Date, out.Time = true, excel.DateOf(v, s.book.date1904)
		}
		return out, true
	case kindShared:
		out.Text = s.book.shared.at(c.value)
	case kindOwn:
		out.Text = s.texts.at(c.value)
	case kindBool:
		out.Kind, out.Text = loaders.CellBool, strconv.FormatUint(c.value, 10)
	case kindError:
		out.Kind, out.Text = loaders.CellError, errorNames[byte(c.value)]
	case kindNoValue:
		out.Kind = loaders.CellNoValue
		return out, true
	}
	return out, out.Text != ""
}
