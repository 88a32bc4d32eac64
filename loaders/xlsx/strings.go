package xlsx

import (
	"context"
	"strings"

	"sanlv/loaders/excel"
)

// maxStringBytes bounds what the shared strings take in memory.
const maxStringBytes = 400 << 20

// maxCellText is Excel's limit, in UTF-16 units.
const maxCellText = 32767

// sharedStrings holds the texts that cells point to.
type sharedStrings struct {
	n      int
	blocks [][]string   // of stringBlock each but the last: one list would be copied as it grows
	long   map[int]bool // longer than a cell may hold; refused where it is used
}

const stringBlock = 1 << 14

func (s *sharedStrings) at(i int) string { return s.blocks[i/stringBlock][i%stringBlock] }

func (s *sharedStrings) add(text string) {
	if s.n%stringBlock == 0 {
		size := stringBlock
		if s.n == 0 {
			size = 0 // most workbooks have few
		}
		s.blocks = append(s.blocks, make([]string, 0, size))
	}
	last := &s.blocks[len(s.blocks)-1]
	*last = append(*last, text)
	s.n++
}

func (w *Workbook) readStrings(ctx context.Context, target string) error {
	e, err := w.used(target)
	if err != nil {
		return err
	}
	w.strings.long = map[int]bool{}
	// Texts are cut out of large blocks: one allocation for thousands of them.
	const block = 64 << 10
	var (
		text   []byte
		pieces strings.Builder
		ends   []int
		total  int
	)
	flush := func() {
		s, from := pieces.String(), 0
		for _, to := range ends {
			w.strings.add(s[from:to])
			from = to
		}
		pieces.Reset()
		ends = ends[:0]
	}
	err = w.part(ctx, e, "sst", func(x *scanner) error {
		return children(x, func(name []byte) error {
			if string(name) != "si" {
				return nil
			}
			var err error
			if text, err = richText(x, text[:0]); err != nil {
				return err
			}
			text := unescape(text)
			if tooLong(text) {
				w.strings.long[w.strings.n+len(ends)] = true
				text = nil
			}
			const header = 16 // of a string
			if total += len(text) + header; total > maxStringBytes {
				return excel.Refuse("file.toobig", excel.MendSplit, "共享文字超过 %d MB", maxStringBytes>>20)
			}
			if pieces.Len()+len(text) > block || len(ends) >= stringBlock {
				flush()
			}
			if pieces.Cap() == 0 && len(text) > 0 {
				pieces.Grow(block)
			}
			pieces.Write(text)
			ends = append(ends, pieces.Len())
			return nil
		})
	})
	flush()
	return err
}

// richText joins the runs of a text (si or is), leaving phonetic guides out.
func richText(x *scanner, dst []byte) ([]byte, error) {
	from := len(dst)
	var inside func(name []byte) error
	inside = func(name []byte) error {
		switch string(name) {
		case "r":
			return children(x, inside)
		case "t":
			var err error
			dst, err = elementText(x, dst, maxRawText-(len(dst)-from))
			return err
		}
		return nil // rPh, phoneticPr, rPr
	}
	err := children(x, inside)
	return dst, err
}

// maxRawText bounds a text that is collected; a cell's limit is checked when it
// is complete, in UTF-16 units.
const maxRawText = 8 * maxCellText

// elementText appends the text of the element that has just started, and reads
// to its end.
func elementText(x *scanner, dst []byte, limit int) ([]byte, error) {
	from := len(dst)
	for {
		t, err := x.next()
		if err != nil {
			return dst, err
		}
		switch t {
		case tokenEnd:
			return dst, nil
		case tokenStart:
			if err := x.skipElement(); err != nil {
				return dst, err
			}
		case tokenText:
			var ok bool
			if dst, ok = appendText(dst, x.text, x.cdata); !ok {
				return dst, x.damaged("文字中有不合法的字符或编码")
			}
			if len(dst)-from > limit {
				return dst, excel.Refuse("cell.toolong", excel.MendReenter, "有一段文字超过 Excel 单元格的上限 %d 个字", maxCellText)
			}
		}
	}
}
