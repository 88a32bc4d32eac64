// Package csv reads delimited text: comma, tab or semicolon, in UTF-8, GB18030
// or UTF-16. The encoding is proved over the whole file before a row is handed
// out: a file that is damaged, cut or mixed is refused at the byte, and U+FFFD
// never stands for what could not be read.
//
// encoding/csv does not fit: it leaves blank lines out, so that its record
// numbers are not the rows that Excel shows, knows no CR line ends, and holds
// a field of any length.
package csv

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"sanlv/loaders"
)

const (
	mendCopy   = "请从原处重新导出,或用 Excel、WPS 打开检查后“另存为”Excel 工作簿(.xlsx)再报。"
	mendQuotes = "请检查这一行的双引号是否成对(文字里的引号要写成两个);或用 Excel、WPS 打开检查后“另存为”Excel 工作簿(.xlsx)再报。"
)

func refuse(rule, mend, format string, args ...any) error {
	return &loaders.Refusal{Rule: rule, Message: fmt.Sprintf(format, args...) + "。", Mend: mend}
}

// Workbook is a text file as a workbook of one sheet. It implements
// loaders.Workbook.
type Workbook struct {
	file      *os.File
	info      os.FileInfo
	name      string
	encoding  encoding
	separator byte
	skipLine  bool // the first line only names the separator
}

var _ loaders.Workbook = (*Workbook)(nil)

// Open proves the encoding and finds the separator. A fault of the file is a
// *loaders.Refusal.
func Open(ctx context.Context, path string) (*Workbook, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		// Opening a pipe would wait for ever.
		return nil, refuse("file.notregular", "请报送文件本身。", "这不是普通文件(是文件夹、管道或设备)")
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	base := filepath.Base(path)
	w := &Workbook{file: file, info: info, name: strings.TrimSuffix(base, filepath.Ext(base))}
	if err := w.open(ctx); err != nil {
		file.Close()
		return nil, err
	}
	return w, nil
}

func (w *Workbook) open(ctx context.Context) error {
	if w.info.Size() == 0 {
		return refuse("file.empty", mendCopy, "文件是空的(0 字节)")
	}
	var err error
	if w.encoding, err = detect(ctx, io.NewSectionReader(w.file, 0, w.info.Size())); err != nil {
		return err
	}
	head := make([]byte, 64<<10)
	n, err := io.ReadFull(w.text(), head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return err
	}
	w.separator, w.skipLine = findSeparator(head[:n], n < len(head))
	return nil
}

// text returns the file from its start as UTF-8 without a byte order mark.
func (w *Workbook) text() io.Reader {
	return w.encoding.decode(io.NewSectionReader(w.file, 0, w.info.Size()))
}

// Sheets implements loaders.Workbook: the one sheet is called like the file.
func (w *Workbook) Sheets() []loaders.SheetInfo { return []loaders.SheetInfo{{Name: w.name}} }

// Rows implements loaders.Workbook.
func (w *Workbook) Rows(ctx context.Context, sheet int) iter.Seq2[loaders.Row, error] {
	return func(yield func(loaders.Row, error) bool) {
		if sheet != 0 {
			yield(loaders.Row{}, fmt.Errorf("csv: no sheet %d: there is one", sheet))
			return
		}
		stopped := false
		var cancelled error
		p := parser{separator: w.separator, line: 1, emit: func(row loaders.Row) bool {
			if cancelled = ctx.Err(); cancelled != nil {
				return false
			}
			stopped = !yield(row, nil)
			return !stopped
		}}
		err := w.parse(ctx, &p)
		if cancelled != nil {
			err = cancelled
		}
		if err == nil && !stopped {
			err = w.unchanged()
		}
		if err != nil && !stopped {
			yield(loaders.Row{}, err)
		}
	}
}

func (w *Workbook) parse(ctx context.Context, p *parser) error {
	r := w.text()
	skip := w.skipLine
	block := make([]byte, 128<<10)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := io.ReadFull(r, block)
		b := block[:n]
		if skip {
			b, skip = b[separatorLine(b):], false
			p.line++
		}
		if err := p.feed(b); err != nil || p.stopped {
			return err
		}
		switch err {
		case nil:
		case io.EOF, io.ErrUnexpectedEOF:
			return p.finish()
		default:
			return err
		}
	}
}

// unchanged makes sure that the text that was read is the text whose encoding
// was proved: nothing in the text itself would show it.
func (w *Workbook) unchanged() error {
	info, err := w.file.Stat()
	if err != nil {
		return err
	}
	if info.Size() != w.info.Size() || !info.ModTime().Equal(w.info.ModTime()) {
		return errNotProved
	}
	return nil
}

// Close implements loaders.Workbook. To close twice is no fault.
func (w *Workbook) Close() error {
	if err := w.file.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
		return err
	}
	return nil
}
