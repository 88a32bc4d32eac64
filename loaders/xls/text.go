package xls

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"sanlv/loaders/excel"
)

const (
	// maxCellText is Excel's limit, in UTF-16 units.
	maxCellText = 32767
	// maxTextBytes bounds what the shared texts, and those of a sheet, take in
	// memory.
	maxTextBytes = 256 << 20
)

// texts holds many texts, cut out of large blocks. The list of them comes in
// pieces too: one list would be copied as it grows.
type texts struct {
	n     int
	lists [][]string // of listTexts each but the last
	block strings.Builder
	bytes int
}

const listTexts = 1 << 12

func (t *texts) at(i uint64) string { return t.lists[i/listTexts][i%listTexts] }

func (t *texts) add(b []byte) error {
	const block, header = 32 << 10, 16
	if t.bytes += len(b) + header; t.bytes > maxTextBytes {
		return excel.Refuse("file.toobig", excel.MendSplit, "文字合计超过 %d MB", maxTextBytes>>20)
	}
	if t.block.Cap()-t.block.Len() < len(b) {
		t.block = strings.Builder{}
		t.block.Grow(max(block, len(b)))
	}
	from := t.block.Len()
	t.block.Write(b)
	if t.n%listTexts == 0 {
		t.lists = append(t.lists, nil)
	}
	last := &t.lists[len(t.lists)-1]
	*last = append(*last, t.block.String()[from:])
	t.n++
	return nil
}

// Flags of a text.
const (
	flagWide = 1 // two bytes a character, else one (the lower half of UTF-16)
	flagExt  = 4 // phonetic data follows
	flagRich = 8 // formatting runs follow
)

// uint reads a number of n bytes, across CONTINUE records.
func (r *records) uint(n int) (uint32, error) {
	var v uint32
	for i := range n {
		for r.off == len(r.body) {
			if err := r.more(); err != nil {
				return 0, err
			}
		}
		v |= uint32(r.body[r.off]) << (8 * i)
		r.off++
	}
	return v, nil
}

// skip leaves out n bytes, across CONTINUE records.
func (r *records) skip(n int64) error {
	for n > 0 {
		if r.off == len(r.body) {
			if err := r.more(); err != nil {
				return err
			}
		}
		step := min(n, int64(len(r.body)-r.off))
		r.off += int(step)
		n -= step
	}
	return nil
}

// text reads a text whose length takes a number of bytes, with what belongs to
// it, and appends it to dst.
func (r *records) text(dst []byte, lengthBytes int) ([]byte, error) {
	length, err := r.uint(lengthBytes)
	if err != nil {
		return dst, err
	}
	if length > maxCellText {
		return dst, excel.Refuse("cell.toolong", excel.MendReenter, "有一段文字有 %d 个字,超过 Excel 的上限 %d", length, maxCellText)
	}
	flags, err := r.uint(1)
	if err != nil {
		return dst, err
	}
	if flags&^(flagWide|flagExt|flagRich) != 0 {
		return dst, damaged("一段文字的标志 %#02x 不认识", flags)
	}
	var runs, ext uint32
	if flags&flagRich != 0 {
		if runs, err = r.uint(2); err != nil {
			return dst, err
		}
	}
	if flags&flagExt != 0 {
		if ext, err = r.uint(4); err != nil {
			return dst, err
		}
	}
	if dst, err = r.characters(dst, int(length), flags&flagWide != 0); err != nil {
		return dst, err
	}
	return dst, r.skip(int64(runs)*4 + int64(ext))
}

// wholeText reads a text that fills its record; only zeros may follow, which
// some writers end texts with. Were its length damaged, more would be left.
func (r *records) wholeText(dst []byte) ([]byte, error) {
	dst, err := r.text(dst, 2)
	if err != nil {
		return dst, err
	}
	for _, c := range r.body[r.off:] {
		if c != 0 {
			return dst, damaged("文字之后多出 %d 字节", len(r.body)-r.off)
		}
	}
	return dst, nil
}

// characters reads n characters. Where a CONTINUE record cuts them, it starts
// with a byte that says anew how wide they are.
func (r *records) characters(dst []byte, n int, wide bool) ([]byte, error) {
	var high rune // the first half of a pair
	for n > 0 {
		if r.off == len(r.body) {
			if err := r.more(); err != nil {
				return dst, err
			}
			if len(r.body) == 0 {
				return dst, damaged("文字中间有空的续接记录")
			}
			if r.body[0]&^flagWide != 0 {
				return dst, damaged("续接文字的标志 %#02x 不认识", r.body[0])
			}
			wide = r.body[0]&flagWide != 0
			r.off = 1
			continue
		}
		if !wide {
			dst = appendHalf(dst, high)
			high = 0
			count := min(n, len(r.body)-r.off)
			for _, c := range r.body[r.off : r.off+count] {
				if c == 0 {
					return dst, errNUL()
				}
				dst = utf8.AppendRune(dst, rune(c))
			}
			r.off, n = r.off+count, n-count
			continue
		}
		count := min(n, (len(r.body)-r.off)/2)
		if count == 0 {
			return dst, damaged("文字在半个字处断开")
		}
		for i := range count {
			c := rune(binary.LittleEndian.Uint16(r.body[r.off+2*i:]))
			if high != 0 {
				if pair := utf16.DecodeRune(high, c); pair != utf8.RuneError {
					dst, high = utf8.AppendRune(dst, pair), 0
					continue
				}
				dst, high = appendHalf(dst, high), 0
			}
			switch {
			case c == 0:
				return dst, errNUL()
			case !utf16.IsSurrogate(c):
				dst = utf8.AppendRune(dst, c)
			case c < 0xDC00:
				high = c
			default:
				dst = appendHalf(dst, c)
			}
		}
		r.off, n = r.off+2*count, n-count
	}
	return appendHalf(dst, high), nil
}

// errNUL refuses a text with the character 0: nobody types it, and it is what
// destroyed sectors are full of.
func errNUL() error { return damaged("文字里有空字符(NUL)") }

// appendHalf writes half a surrogate pair, which UTF-8 has no place for, the
// way Excel writes it in an .xlsx and loaders/xlsx hands it on: _xD83D_. Excel
// leaves halves behind when LEFT() cuts a rare character.
func appendHalf(dst []byte, half rune) []byte {
	if half == 0 {
		return dst
	}
	return fmt.Appendf(dst, "_x%04X_", half)
}
