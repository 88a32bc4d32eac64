// Package xlsx reads .xlsx and .xlsm workbooks: a stream from the zip to rows,
// in bounded memory. Every part that is used is read to its end and its size
// and CRC are found right before a row is handed out, and every fault of the
// file is a *loaders.Refusal that names it: nothing is read silently wrong.
//
// Cells are given as stored. Left out are cells without a value and cells whose
// text is empty, and rows without any other; text keeps its leading and
// trailing spaces whether or not xml:space asks for them.
package xlsx

import (
	"context"
	"fmt"
	"iter"
	"os"
	"slices"

	"sanlv/loaders"
	"sanlv/loaders/excel"
)

// Workbook is an open workbook. It implements loaders.Workbook and
// loaders.Merger.
type Workbook struct {
	file     *os.File
	archive  *archive
	sheets   []sheet
	strings  sharedStrings
	styles   []excel.Format // of the cell styles; nil when the workbook has none
	date1904 bool
	held     int64 // bytes of the sheets that are held
	merged   int   // areas of the sheets that were surveyed
	work     *work // of opening
	closed   bool
}

var (
	_ loaders.Workbook = (*Workbook)(nil)
	_ loaders.Merger   = (*Workbook)(nil)
)

// Open checks the file and reads all of it but the rows. A fault of the file is
// a *loaders.Refusal.
func Open(ctx context.Context, path string) (*Workbook, error) {
	file, size, err := excel.OpenFile(path)
	if err != nil {
		return nil, err
	}
	w := &Workbook{file: file}
	if err := w.open(ctx, size); err != nil {
		file.Close()
		return nil, err
	}
	return w, nil
}

func (w *Workbook) open(ctx context.Context, size int64) error {
	if err := checkMagic(w.file, size); err != nil {
		return err
	}
	var err error
	if w.archive, err = openArchive(w.file, size); err != nil {
		return err
	}
	w.work = newWork(size)
	if err := w.readWorkbook(ctx); err != nil {
		return err
	}
	for i := range w.sheets {
		sh := &w.sheets[i]
		if err := w.survey(ctx, sh); err != nil {
			return excel.InPart(err, "工作表“"+excel.Clip(sh.Name)+"”")
		}
		w.merged += len(sh.merged)
	}
	return nil
}

// Sheets implements loaders.Workbook.
func (w *Workbook) Sheets() []loaders.SheetInfo {
	list := make([]loaders.SheetInfo, len(w.sheets))
	for i, sh := range w.sheets {
		list[i] = sh.SheetInfo
	}
	return list
}

// Merged implements loaders.Merger.
func (w *Workbook) Merged(sheet int) []loaders.MergedArea {
	if sheet < 0 || sheet >= len(w.sheets) {
		return nil
	}
	return w.sheets[sheet].merged
}

// HiddenColumns implements loaders.Hider.
func (w *Workbook) HiddenColumns(sheet int) [][2]int {
	if sheet < 0 || sheet >= len(w.sheets) {
		return nil
	}
	return w.sheets[sheet].hidden
}

// Rows implements loaders.Workbook.
func (w *Workbook) Rows(ctx context.Context, sheet int) iter.Seq2[loaders.Row, error] {
	return func(yield func(loaders.Row, error) bool) {
		if sheet < 0 || sheet >= len(w.sheets) {
			yield(loaders.Row{}, fmt.Errorf("xlsx: no sheet %d among %d", sheet, len(w.sheets)))
			return
		}
		sh := &w.sheets[sheet]
		err := w.rows(ctx, sh, yield)
		if err != nil && err != (stopped{}) {
			yield(loaders.Row{}, excel.InPart(err, "工作表“"+excel.Clip(sh.Name)+"”"))
		}
	}
}

func (w *Workbook) rows(ctx context.Context, sh *sheet, yield func(loaders.Row, error) bool) error {
	x, done, err := w.scan(ctx, sh)
	if err != nil {
		return err
	}
	defer done()
	// All sheets share what may be done; one that is read again counts once.
	left := *w.work
	for i := range w.sheets {
		if other := &w.sheets[i]; other != sh {
			left.done += other.work
		}
	}
	before := left.done
	defer func() { sh.work = max(sh.work, left.done-before) }()
	x.work = &left
	s := sheetReader{ctx: ctx, book: w, x: x, yield: yield}
	if err := s.worksheet(); err != nil {
		return err
	}
	sh.hidden = s.hidden
	if !slices.Equal(s.merged, sh.merged) {
		return excel.Refuse("xml.damaged", excel.MendSaveAs, "合并单元格的记录不在应在的位置")
	}
	return nil
}

// Close implements loaders.Workbook. To close twice is no fault.
func (w *Workbook) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	for _, sh := range w.sheets {
		if sh.held != nil {
			buffers.Put(&sh.held)
		}
	}
	w.sheets = nil
	return w.file.Close()
}
