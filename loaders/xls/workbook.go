// Package xls reads old Excel workbooks: .xls of Excel 97 to 2003 (BIFF8 in an
// OLE2 compound file), and the .et of WPS that hold the same. What it cannot
// read, and every fault of the file, is a *loaders.Refusal that names it.
//
// The format has no checksum. Damage that makes the parts of a file contradict
// each other is found: chains of sectors, lengths, counts, indexes, cells that
// come twice, missing ends, sectors of zeros. Damage inside a value cannot be
// seen by anyone: a digit of a number, a character of a name, a row or text that
// a cell points to while another exists, a cell whose record turned into one of
// another kind. Who needs to be sure asks for an .xlsx.
//
// A formula's value is the one stored with it. Writers that cannot compute store
// 0 or an empty text, which looks like any other.
//
// Cells are given as stored. Left out are cells without a value and cells whose
// text is empty, and rows without any other, as in loaders/xlsx.
package xls

import (
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"

	"sanlv/loaders"
	"sanlv/loaders/excel"
)

// Workbook is an open workbook. It implements loaders.Workbook and
// loaders.Merger.
type Workbook struct {
	file     *os.File
	stream   *stream  // of the workbook
	records  *records // of stream; a sheet is read in one go, so they share it
	sheets   []sheet
	skipped  []int64 // where the sheets start that hold no cells
	shared   texts
	styles   []excel.Format // of the cell styles
	codePage uint16
	date1904 bool
	merged   int // areas of all sheets
	closed   bool
}

var (
	_ loaders.Workbook = (*Workbook)(nil)
	_ loaders.Merger   = (*Workbook)(nil)
)

// Open checks the file and reads all of it but the cells. A fault of the file
// is a *loaders.Refusal.
func Open(ctx context.Context, path string) (*Workbook, error) {
	file, size, err := excel.OpenFile(path)
	if err != nil {
		return nil, err
	}
	w := &Workbook{file: file}
	if err := w.open(ctx, file, size); err != nil {
		file.Close()
		return nil, err
	}
	return w, nil
}

func (w *Workbook) open(ctx context.Context, file io.ReaderAt, size int64) error {
	if err := checkMagic(file, size); err != nil {
		return err
	}
	c, err := openContainer(file, size)
	if err != nil {
		return err
	}
	if w.stream, err = c.workbook(); err != nil {
		return err
	}
	w.records = &records{src: w.stream}
	if err := w.readGlobals(ctx); err != nil {
		return err
	}
	for i := range w.sheets {
		if err := w.survey(ctx, &w.sheets[i]); err != nil {
			return inSheet(err, w.sheets[i].Name)
		}
	}
	return nil
}

// checkMagic refuses what is no compound file. Who has a file of an unknown
// kind asks loaders/xlsx, which has a word for each.
func checkMagic(file io.ReaderAt, size int64) error {
	switch {
	case size == 0:
		return excel.Refuse("file.empty", excel.MendSaveAs, "文件是空的(0 字节)")
	case size > maxFileSize:
		return excel.Refuse("file.toobig", excel.MendSplit, "文件有 %d MB,超过旧版 .xls 的上限 %d MB", size>>20, maxFileSize>>20)
	}
	head := make([]byte, min(size, 8))
	if n, err := file.ReadAt(head, 0); n < len(head) {
		return err
	}
	switch starts := func(s string) bool { return strings.HasPrefix(string(head), s) }; {
	case starts(magicOLE2):
		return nil
	case len(head) < len(magicOLE2) && strings.HasPrefix(magicOLE2, string(head)):
		return truncated("只有 %d 字节", size)
	case starts("\x09\x00\x04\x00"), starts("\x09\x02\x06\x00"), starts("\x09\x04\x06\x00"), starts("\x09\x08"):
		return excel.Refuse("file.xls", excel.MendSaveAs, "这是很旧的 .xls 格式(BIFF2–5,没有 OLE2 外壳),读不了")
	}
	return excel.Refuse("file.notworkbook", excel.MendSaveAs, "文件内容不是旧版 Excel 工作簿(开头不是 .xls 的标志)")
}

// workbook finds the stream of the workbook, or says what the file is instead.
func (c *container) workbook() (*stream, error) {
	list, err := c.top()
	if err != nil {
		return nil, err
	}
	var books []entry
	has := map[string]bool{}
	for _, e := range list {
		name := strings.ToLower(e.name) // names differ by more than case
		if e.kind == entryStream && name == "workbook" {
			books = append(books, e)
		}
		has[name] = true
		has["__substg"] = has["__substg"] || strings.HasPrefix(name, "__substg")
	}
	switch {
	case has["encryptedpackage"]:
		return nil, excel.Refuse("file.encrypted", excel.MendDecrypt, "工作簿设了打开密码(已加密),读不了")
	case len(books) == 1:
		return c.stream(books[0])
	case len(books) > 1:
		return nil, damaged("有两个同名的工作簿数据流,不知道该读哪一个")
	case has["book"]:
		return nil, excel.Refuse("file.xls", excel.MendSaveAs, "这是 Excel 5.0/95 的旧版 .xls 格式(BIFF5),读不了")
	case has["worddocument"]:
		return nil, excel.Refuse("file.notworkbook", "请报送 Excel 表格", "这是旧版 Word 文档(.doc),不是 Excel 工作簿")
	case has["powerpoint document"]:
		return nil, excel.Refuse("file.notworkbook", "请报送 Excel 表格", "这是旧版演示文稿(.ppt),不是 Excel 工作簿")
	case has["__substg"]:
		return nil, excel.Refuse("file.notworkbook", "请把邮件里的 Excel 附件另存出来再报", "这是邮件(.msg),不是 Excel 工作簿")
	}
	return nil, excel.Refuse("file.notworkbook", excel.MendSaveAs, "这是 OLE2 文件,里面没有 Excel 工作簿")
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

// Rows implements loaders.Workbook. The cells of the sheet are collected
// first, for a file may hold them in any order: a fault anywhere in the sheet
// is found before its first row is handed out.
func (w *Workbook) Rows(ctx context.Context, sheet int) iter.Seq2[loaders.Row, error] {
	return func(yield func(loaders.Row, error) bool) {
		if sheet < 0 || sheet >= len(w.sheets) {
			yield(loaders.Row{}, fmt.Errorf("xls: no sheet %d among %d", sheet, len(w.sheets)))
			return
		}
		s := &sheetReader{book: w, sheet: &w.sheets[sheet], r: w.records}
		if err := s.collect(ctx); err != nil {
			yield(loaders.Row{}, inSheet(err, s.sheet.Name))
			return
		}
		s.rows(ctx, yield)
	}
}

func (s *sheetReader) rows(ctx context.Context, yield func(loaders.Row, error) bool) {
	var row loaders.Row
	flush := func() bool {
		if len(row.Cells) == 0 {
			return true
		}
		if err := ctx.Err(); err != nil {
			yield(loaders.Row{}, err)
			return false
		}
		more := yield(row, nil)
		row.Cells = row.Cells[:0]
		return more
	}
	for i, block := range s.blocks {
		s.blocks[i] = nil // let go of what has been handed out
		for _, c := range block {
			if number := int(c.row) + 1; number != row.Number {
				if !flush() {
					return
				}
				row.Number = number
			}
			if shown, ok := s.show(c); ok {
				row.Cells = append(row.Cells, shown)
			}
		}
	}
	flush()
}

// Close implements loaders.Workbook. To close twice is no fault.
func (w *Workbook) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	w.sheets = nil
	return w.file.Close()
}

// Unchecked implements loaders.Unchecked.
func (w *Workbook) Unchecked() bool { return true }
