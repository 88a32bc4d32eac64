package xlsx

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strconv"
	"sync"

	"sanlv/loaders"
	"sanlv/loaders/excel"
)

// Limits of a worksheet.
const (
	maxRow    = 1_048_576
	maxColumn = 16_384
	maxMerged = 1_000_000 // in the whole workbook

	// maxRowText bounds the texts of one row, which are held together, and while
	// the header is looked for with those of forty others.
	maxRowText = 4 << 20
)

// sheetReader reads one worksheet part.
type sheetReader struct {
	ctx    context.Context
	book   *Workbook
	x      *scanner
	yield  func(loaders.Row, error) bool // nil: the rows are only read over
	merged []loaders.MergedArea
	hidden [][2]int // columns

	row     int  // number of the row that is read
	unseen  bool // the row is hidden
	column  int  // of the cell last met in it
	other   int  // merged areas of other sheets
	cells   []loaders.Cell
	spans   []span // where the text of each cell lies in text
	text    []byte
	tags    tags
	scratch []byte
	inline  []byte
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
			case "cols":
				return s.columns()
			case "mergeCells":
				return s.mergeCells()
			}
			return nil
		})
	})
}

// columns notes which columns are hidden; numbers that make no sense hide none.
func (s *sheetReader) columns() error {
	return children(s.x, func(name []byte) error {
		if string(name) != "col" || len(s.hidden) >= maxColumn {
			return nil
		}
		hidden, err := s.x.attribute("hidden")
		if err != nil || !isTrue(hidden) {
			return err
		}
		first, err := s.x.attribute("min")
		if err != nil {
			return err
		}
		last, err := s.x.attribute("max")
		if err != nil {
			return err
		}
		from, ok := parseUint([]byte(first))
		to, also := parseUint([]byte(last))
		if ok && also && from >= 1 && from <= to && to <= maxColumn {
			s.hidden = append(s.hidden, [2]int{from, to})
		}
		return nil
	})
}

// isTrue reads a boolean attribute.
func isTrue(s string) bool { return s == "1" || s == "true" }

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
			return excel.Refuse("cell.reference", excel.MendSaveAs, "合并单元格的区域 %q 读不懂", excel.Clip(ref))
		}
		if s.merged = append(s.merged, area); s.other+len(s.merged) > maxMerged {
			return excel.Refuse("file.toobig", excel.MendSplit, "合并单元格超过 %d 处", maxMerged)
		}
		return nil
	})
}

func (s *sheetReader) sheetData() error {
	return children(s.x, func(name []byte) error {
		if string(name) != "row" {
			return s.skipWithoutCells()
		}
		if s.tags.cell == "" {
			s.tags = tagsOf(string(bytes.TrimSuffix(s.x.name, name)))
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
	s.unseen = false
	for _, a := range s.x.attrs {
		switch string(a.name) {
		case "r":
		case "hidden":
			s.unseen = isTrue(string(a.value))
			continue
		default:
			continue
		}
		n, ok := parseUint(a.value)
		if !ok || n < 1 {
			return excel.Refuse("cell.reference", excel.MendSaveAs, "第 %d 行之后有一行的行号 %q 读不懂", before, excel.Clip(a.value))
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
			if err := s.x.work.spend(1); err != nil {
				return err
			}
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
			default:
				if err := s.skipWithoutCells(); err != nil {
					return err
				}
			}
		}
	}
}

// skipWithoutCells skips an element among rows or cells that is neither, after
// making sure that no row or cell is lost with it.
func (s *sheetReader) skipWithoutCells() error {
	x := s.x
	for depth, t := x.depth(), tokenStart; x.depth() >= depth; {
		if t == tokenStart {
			if name := string(x.local()); name == "row" || name == "c" {
				return x.damaged("第 " + strconv.Itoa(s.row) + " 行附近的单元格不在应在的位置")
			}
		}
		var err error
		if t, err = x.next(); err != nil {
			return err
		}
	}
	return nil
}

func (s *sheetReader) checkRow(before int) error {
	switch {
	case s.row > maxRow:
		return excel.Refuse("cell.range", excel.MendSaveAs, "行号 %d 超出 Excel 的上限 %d 行", s.row, maxRow)
	case s.row == before:
		return excel.RefuseCell("cell.repeated", excel.MendSaveAs, s.row, 1, "所在的第 %d 行出现了两次", s.row)
	case s.row < before:
		return excel.RefuseCell("cell.backward", excel.MendSaveAs, s.row, 1, "所在的第 %d 行排在第 %d 行之后,行的顺序乱了", s.row, before)
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
	if !s.yield(loaders.Row{Number: s.row, Cells: s.cells, Hidden: s.unseen}, nil) {
		return stopped{}
	}
	return nil
}

// survey reads a sheet once from end to end, so that its size and CRC are known
// to be right before a row is handed out, and finds the merged areas, which
// stand behind the rows. Looking for the end of the rows is much cheaper than
// reading them; that the finding was right is checked when they are read.
func (w *Workbook) survey(ctx context.Context, sh *sheet) error {
	t := &tail{}
	if w.held+sh.part.size <= maxHeld {
		if err := w.hold(ctx, sh); err != nil {
			return err
		}
		// The end of the rows is near the end of the part.
		for from := len(sh.held); from > 0 && !t.found; {
			from = max(0, len(sh.held)-max(64<<10, 8*(len(sh.held)-from)))
			t.look(sh.held[from:], 0)
		}
	} else {
		r, err := w.archive.open(ctx, sh.part)
		if err != nil {
			return err
		}
		defer r.Close()
		if err := t.read(r); err != nil {
			return err
		}
	}
	if t.found && !t.cut {
		if !bytes.Contains(t.kept, []byte("mergeCell")) {
			return nil
		}
		s := sheetReader{ctx: ctx, book: w, x: scanBytes(append(t.root(), t.kept...)), other: w.merged}
		s.x.work = w.work
		if s.worksheet() == nil {
			sh.merged = s.merged
			return excel.CheckMerged(sh.merged, w.work.spend)
		}
	}
	// The tail was not to be found, or is none: read the sheet in full.
	x, done, err := w.scan(ctx, sh)
	if err != nil {
		return err
	}
	defer done()
	x.work = w.work
	s := sheetReader{ctx: ctx, book: w, x: x, other: w.merged}
	if err := s.worksheet(); err != nil {
		return err
	}
	sh.merged = s.merged
	return excel.CheckMerged(sh.merged, w.work.spend)
}

// maxHeld bounds the worksheets that are kept inflated between the two times
// that they are read: inflating is half of the work. Larger ones are inflated
// twice, so that memory does not grow with the file.
const maxHeld = 128 << 20

// buffers holds what inflated sheets were held in: to make room for one anew
// takes nearly as long as to fill it.
var buffers sync.Pool

// hold inflates a sheet into memory.
func (w *Workbook) hold(ctx context.Context, sh *sheet) error {
	r, err := w.archive.openHere(ctx, sh.part)
	if err != nil {
		return err
	}
	defer r.Close()
	size := int(sh.part.size) + 1
	buf, ok := buffers.Get().(*[]byte)
	if !ok || cap(*buf) < size {
		b := make([]byte, 0, size)
		buf = &b
	}
	b := (*buf)[:0]
	for {
		if len(b) == cap(b) { // UTF-16 grows when it becomes UTF-8
			b = slices.Grow(b, chunkSize)
		}
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if err == io.EOF {
			sh.held = b
			w.held += int64(len(b))
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// scan starts reading a sheet that was surveyed.
func (w *Workbook) scan(ctx context.Context, sh *sheet) (x *scanner, done func(), err error) {
	if sh.held != nil {
		return scanBytes(sh.held), func() {}, nil
	}
	r, err := w.archive.open(ctx, sh.part)
	if err != nil {
		return nil, nil, err
	}
	return newScanner(r), func() { r.Close() }, nil
}

// tail is what comes after the last end of sheetData.
type tail struct {
	kept  []byte
	name  []byte // prefix of the element, with its colon
	found bool
	cut   bool // it was too long to keep
}

// read finds the tail of a worksheet that is too large to hold.
func (t *tail) read(r io.Reader) error {
	const (
		maxTail = 16 << 20
		overlap = 64 // a tag may lie across two reads
	)
	buf := make([]byte, overlap+chunkSize)
	for carried := 0; ; {
		n, err := r.Read(buf[carried:])
		window := buf[:carried+n]
		t.look(window, carried)
		t.cut = t.cut || len(t.kept) > maxTail
		if t.cut {
			t.kept = t.kept[:0]
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		carried = copy(buf, window[max(0, len(window)-overlap):])
	}
}

// look looks at a piece of which the first bytes were seen before.
func (t *tail) look(window []byte, carried int) {
	mark := []byte("sheetData>")
	at := -1
	for from := 0; ; { // forward: bytes.LastIndex is an order of magnitude slower
		i := bytes.Index(window[from:], mark)
		if i < 0 {
			break
		}
		at, from = from+i, from+i+len(mark)
	}
	switch {
	case at >= 0:
		start := bytes.LastIndexByte(window[:at], '<') + 1
		t.name = append(t.name[:0], bytes.TrimPrefix(window[start:at], []byte("/"))...)
		t.kept = append(t.kept[:0], window[at+len(mark):]...)
		t.found, t.cut = true, false
	case t.found && !t.cut:
		t.kept = append(t.kept, window[carried:]...)
	}
}

// root makes a start tag for the tail, with the prefix that its end has.
func (t *tail) root() []byte {
	const uri = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	name := "xmlns"
	if p := bytes.TrimSuffix(t.name, []byte(":")); len(p) > 0 {
		name += ":" + string(p)
	}
	return []byte("<" + string(t.name) + "worksheet " + name + `="` + uri + `">`)
}
