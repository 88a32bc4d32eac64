package xlsx

import (
	"bytes"
	"context"
	"io"
	"strconv"

	"sanlv/loaders"
)

// Limits of a worksheet.
const (
	maxRow    = 1_048_576
	maxColumn = 16_384
	maxMerged = 1_000_000
)

// sheetReader reads one worksheet part.
type sheetReader struct {
	ctx    context.Context
	book   *Workbook
	x      *scanner
	yield  func(loaders.Row, error) bool // nil: the rows are only read over
	merged []loaders.MergedArea

	row     int // number of the row that is read
	column  int // of the cell last met in it
	cells   []loaders.Cell
	spans   []span // where the text of each cell lies in text
	text    []byte
	scratch []byte
}

// span is a piece of the row's text; a cell that points to a shared string has
// none.
type span struct{ from, to int }

// stopped ends a sheet whose reader has seen enough.
type stopped struct{}

func (stopped) Error() string { return "stopped" }

// worksheet reads the whole part.
func (s *sheetReader) worksheet() error {
	return readPart(s.x, "worksheet", func(x *scanner) error {
		return children(x, func(name []byte) error {
			switch string(name) {
			case "sheetData":
				if s.yield == nil {
					return nil
				}
				return s.sheetData()
			case "mergeCells":
				return s.mergeCells()
			}
			return nil
		})
	})
}

func (s *sheetReader) mergeCells() error {
	return children(s.x, func(name []byte) error {
		if string(name) != "mergeCell" {
			return nil
		}
		ref, err := s.x.attribute("ref")
		if err != nil {
			return err
		}
		area, ok := parseArea(ref)
		if !ok {
			return refuse("cell.reference", mendSaveAs, "合并单元格的区域 %q 读不懂", clip(ref))
		}
		if s.merged = append(s.merged, area); len(s.merged) > maxMerged {
			return refuse("file.toobig", mendSplit, "合并单元格超过 %d 处", maxMerged)
		}
		return nil
	})
}

func (s *sheetReader) sheetData() error {
	return children(s.x, func(name []byte) error {
		if string(name) != "row" {
			return s.x.damaged("表格数据中有不认识的元素 " + clip(name))
		}
		return s.readRow()
	})
}

// readRow reads a row and hands it on.
func (s *sheetReader) readRow() error {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	before, numbered := s.row, false
	s.row++
	for _, a := range s.x.attrs {
		if string(a.name) != "r" {
			continue
		}
		n, ok := parseUint(a.value)
		if !ok || n < 1 {
			return refuse("cell.reference", mendSaveAs, "第 %d 行之后有一行的行号 %q 读不懂", before, clip(a.value))
		}
		s.row, numbered = n, true
	}
	if err := s.checkRow(before); err != nil {
		return err
	}
	s.cells, s.spans, s.text, s.column = s.cells[:0], s.spans[:0], s.text[:0], 0
	for {
		for {
			n := s.fastCell()
			if n == 0 {
				break
			}
			s.x.pos += n
		}
		t, err := s.x.next()
		if err != nil {
			return err
		}
		switch t {
		case tokenEnd:
			return s.flush()
		case tokenText:
			if !isSpace(s.x.text) {
				return s.x.damaged("第 " + strconv.Itoa(s.row) + " 行的单元格之间有多余的文字")
			}
		case tokenStart:
			switch name := s.x.local(); {
			case string(name) == "c":
				if !numbered && s.column == 0 {
					s.rowFromCell(before)
				}
				if err := s.readCell(); err != nil {
					return err
				}
			case name == nil || string(name) == "extLst":
				if err := s.x.skipElement(); err != nil {
					return err
				}
			default:
				return s.x.damaged("第 " + strconv.Itoa(s.row) + " 行中有不认识的元素 " + clip(name))
			}
		}
	}
}

func (s *sheetReader) checkRow(before int) error {
	switch {
	case s.row > maxRow:
		return refuse("cell.range", mendSaveAs, "行号 %d 超出 Excel 的上限 %d 行", s.row, maxRow)
	case s.row == before:
		return refuseCell("cell.repeated", mendSaveAs, s.row, 1, "所在的第 %d 行出现了两次", s.row)
	case s.row < before:
		return refuseCell("cell.backward", mendSaveAs, s.row, 1, "所在的第 %d 行排在第 %d 行之后,行的顺序乱了", s.row, before)
	}
	return nil
}

// rowFromCell numbers a row that does not say its own number by its first
// cell, when that lies further down.
func (s *sheetReader) rowFromCell(before int) {
	for _, a := range s.x.attrs {
		if string(a.name) == "r" {
			if _, row, ok := parseRef(a.value); ok && row > before {
				s.row = row
			}
		}
	}
}

// flush hands the row on. The texts of a row are one string, so that whoever
// keeps one of them never sees it change.
func (s *sheetReader) flush() error {
	if len(s.cells) == 0 {
		return nil
	}
	text := string(s.text)
	for i, p := range s.spans {
		if p.to > p.from {
			s.cells[i].Text = text[p.from:p.to]
		}
	}
	if !s.yield(loaders.Row{Number: s.row, Cells: s.cells}, nil) {
		return stopped{}
	}
	return nil
}

// survey reads a sheet once from end to end, so that its size and CRC are known
// to be right before a row is handed out, and finds the merged areas, which
// stand behind the rows. Looking for the end of the rows is much cheaper than
// reading them; that the finding was right is checked when they are read.
func (w *Workbook) survey(ctx context.Context, sh *sheet) error {
	r, err := w.archive.open(ctx, sh.part)
	if err != nil {
		return err
	}
	defer r.Close()
	t := tail{}
	if _, err := io.Copy(&t, struct{ io.Reader }{r}); err != nil {
		return err
	}
	if t.found && !t.cut {
		if !bytes.Contains(t.kept, []byte("mergeCell")) {
			return nil
		}
		part := io.MultiReader(&prefix{t.root()}, bytes.NewReader(t.kept))
		s := sheetReader{ctx: ctx, book: w, x: newScanner(part)}
		if s.worksheet() == nil {
			sh.merged = s.merged
			return nil
		}
	}
	// The tail was not to be found, or is none: read the sheet in full.
	again, err := w.archive.open(ctx, sh.part)
	if err != nil {
		return err
	}
	defer again.Close()
	s := sheetReader{ctx: ctx, book: w, x: newScanner(again)}
	err = s.worksheet()
	sh.merged = s.merged
	return err
}

// tail keeps what comes after the last end of sheetData.
type tail struct {
	kept  []byte
	mark  []byte // the tag that ended it, as far as it was seen
	found bool
	cut   bool // it was too long to keep
}

const (
	maxTail = 16 << 20
	endMark = "sheetData>"
)

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	n := len(p)
	const overlap = 64 // a tag may lie across two writes
	if t.cut {
		t.kept = append(t.kept[:0], t.kept[max(0, len(t.kept)-overlap):]...)
	}
	from := max(0, len(t.kept)-overlap)
	t.kept = append(t.kept, p...)
	if i := bytes.LastIndex(t.kept[from:], []byte(endMark)); i >= 0 {
		i += from
		start := bytes.LastIndexByte(t.kept[:i], '<') + 1
		t.mark = append(t.mark[:0], bytes.TrimPrefix(t.kept[start:i], []byte("/"))...)
		t.kept = append(t.kept[:0], t.kept[i+len(endMark):]...)
		t.found, t.cut = true, false
	} else if !t.found && len(t.kept) > overlap {
		t.kept = append(t.kept[:0], t.kept[len(t.kept)-overlap:]...)
	}
	if len(t.kept) > maxTail {
		t.cut = true
	}
	return n, nil
}

// root makes a start tag for the tail, with the prefix that its end has.
func (t *tail) root() []byte {
	const uri = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	name := "xmlns"
	if p := bytes.TrimSuffix(t.mark, []byte(":")); len(p) > 0 {
		name += ":" + string(p)
	}
	return []byte("<" + string(t.mark) + "worksheet " + name + `="` + uri + `">`)
}
