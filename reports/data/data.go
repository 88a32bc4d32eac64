// Package data writes the published tables for other programs: CSV (UTF-8 with
// BOM), Parquet and one workbook of the same rows in the same order. All are made
// from one stream of Arrow records, so they cannot differ.
package data

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"

	"sanlv/reports"
)

// traceFolder holds what explain and the reports read; it is for this program alone, so Parquet
// only.
const traceFolder = "trace/"

// Writer writes all published tables.
type Writer struct{}

// New returns the writer.
func New() Writer { return Writer{} }

// Write writes <folder>/<id>.parquet for every published table, and, but for the
// trace, .csv beside it and a sheet of the workbook. What the reports say of the
// publication goes with the trace.
func (Writer) Write(ctx context.Context, pub reports.Publication, out reports.Sink) error {
	file, err := out.Create(WorkbookFile)
	if err != nil {
		return err
	}
	book := newWorkbook(file, pub.Meta)
	for _, name := range pub.Source.Published() {
		if err := writeTable(ctx, pub.Source, name, book, out); err != nil {
			return errors.Join(fmt.Errorf("write %s: %w", name, err), file.Close())
		}
	}
	if err := book.close(); err != nil {
		return fmt.Errorf("write %s: %w", WorkbookFile, err)
	}
	if file, err = out.Create(reports.MetaFile); err != nil {
		return err
	}
	e := json.NewEncoder(file)
	e.SetEscapeHTML(false)
	if err := errors.Join(e.Encode(pub.Meta), file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", reports.MetaFile, err)
	}
	return nil
}

func writeTable(ctx context.Context, src reports.Source, name string, book *workbook, out reports.Sink) error {
	id := name[strings.LastIndexByte(name, '/')+1:]
	records, err := src.Records(ctx, id)
	if err != nil {
		return err
	}
	defer records.Release()
	pq, err := out.Create(name + ".parquet")
	if err != nil {
		return err
	}
	props := parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Snappy), parquet.WithAllocator(memory.DefaultAllocator))
	// the Parquet writer would close the sink's file and hide its error
	pw, err := pqarrow.NewFileWriter(records.Schema(), keepOpen{pq}, props, pqarrow.DefaultWriterProps())
	if err != nil {
		return err
	}
	var text *csvFile
	var sheet *workbookTable
	if !strings.HasPrefix(name, traceFolder) {
		w, err := out.Create(name + ".csv")
		if err != nil {
			return err
		}
		text, sheet = newCSVFile(w, records.Schema()), book.table(id, records.Schema())
	}
	var group rowGroup
	defer group.release()
	for records.Next() {
		if err := ctx.Err(); err != nil {
			return err
		}
		rec := records.Record()
		if group.full() {
			pw.NewBufferedRowGroup()
			group.release()
		}
		group.hold(rec)
		var paged sync.WaitGroup // a sheet takes as long as the other two
		var failed error
		if text != nil {
			paged.Go(func() { failed = sheet.write(rec) })
		}
		err := pw.WriteBuffered(rec)
		if err == nil && text != nil {
			err = text.write(rec)
		}
		if paged.Wait(); err != nil || failed != nil {
			return errors.Join(err, failed)
		}
	}
	if err := records.Err(); err != nil {
		return err
	}
	if err := pw.Close(); err != nil {
		return err
	}
	if err := pq.Close(); err != nil {
		return err
	}
	if text != nil {
		return errors.Join(sheet.end(), text.close())
	}
	return nil
}

// rowGroup holds the records of the row group being written: the writer keeps
// the smallest and largest text of a column by reference until the group ends.
type rowGroup struct {
	records []arrow.Record
	rows    int64
}

const rowGroupRows = 64 << 10

func (g *rowGroup) full() bool { return g.rows >= rowGroupRows }

func (g *rowGroup) hold(rec arrow.Record) {
	rec.Retain()
	g.records = append(g.records, rec)
	g.rows += rec.NumRows()
}

func (g *rowGroup) release() {
	for _, rec := range g.records {
		rec.Release()
	}
	g.records, g.rows = nil, 0
}

type keepOpen struct{ io.Writer }

// CSV writes records as the CSV of a published table, so that whoever holds the
// Parquet file can tell whether the CSV beside it says the same.
func CSV(to io.Writer, records array.RecordReader) error {
	f := newCSVFile(nopCloser{to}, records.Schema())
	for records.Next() {
		if err := f.write(records.Record()); err != nil {
			return err
		}
	}
	// a reader of Parquet says EOF when all is well
	if err := records.Err(); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return f.close()
}

// byteOrderMark begins every CSV: Excel takes one without it for GB18030.
const byteOrderMark = "\xef\xbb\xbf"

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

// csvFile writes records as CSV by RFC 4180 with LF line ends.
type csvFile struct {
	to  io.WriteCloser
	buf *bufio.Writer
}

func newCSVFile(to io.WriteCloser, schema *arrow.Schema) *csvFile {
	f := &csvFile{to: to, buf: bufio.NewWriterSize(to, 1<<16)}
	f.buf.WriteString(byteOrderMark)
	for i, field := range schema.Fields() {
		if i > 0 {
			f.buf.WriteByte(',')
		}
		f.buf.WriteString(field.Name)
	}
	f.buf.WriteByte('\n')
	return f
}

func (f *csvFile) close() error {
	if err := f.buf.Flush(); err != nil {
		return err
	}
	return f.to.Close()
}

func (f *csvFile) write(rec arrow.Record) error {
	for row := range int(rec.NumRows()) {
		for i, col := range rec.Columns() {
			if i > 0 {
				f.buf.WriteByte(',')
			}
			s, err := cellText(col, row)
			if err != nil {
				return fmt.Errorf("column %s: %w", rec.ColumnName(i), err)
			}
			f.buf.WriteString(s)
		}
		if err := f.buf.WriteByte('\n'); err != nil {
			return err
		}
	}
	return nil
}

// cellText gives one value as it stands in the CSV: null is empty, booleans are
// true and false, rates have all their digits, dates are 2018-12-31.
func cellText(col arrow.Array, row int) (string, error) {
	if col.IsNull(row) {
		return "", nil
	}
	switch col := col.(type) {
	case *array.String:
		return quote(harmless(col.Value(row))), nil
	case *array.Boolean:
		return strconv.FormatBool(col.Value(row)), nil
	case *array.Int32:
		return strconv.FormatInt(int64(col.Value(row)), 10), nil
	case *array.Int64:
		return strconv.FormatInt(col.Value(row), 10), nil
	case *array.Float64:
		return strconv.FormatFloat(col.Value(row), 'f', -1, 64), nil
	case *array.Decimal128:
		return decimalText(col.Value(row), col.DataType().(*arrow.Decimal128Type).Scale), nil
	case *array.Date32:
		return col.Value(row).ToTime().Format(time.DateOnly), nil
	default:
		return "", fmt.Errorf("type %s is not part of the contract", col.DataType())
	}
}

// decimalText is Num.ToString without its detour over big numbers where the digits
// fit a machine word, as nearly all do.
func decimalText(n decimal128.Num, scale int32) string {
	whole := int64(n.LowBits())
	if n.HighBits() != whole>>63 || whole == math.MinInt64 || scale < 0 {
		return n.ToString(scale)
	}
	sign := ""
	if whole < 0 {
		sign, whole = "-", -whole
	}
	digits := strconv.FormatInt(whole, 10)
	if scale == 0 {
		return sign + digits
	}
	if short := int(scale) + 1 - len(digits); short > 0 {
		digits = strings.Repeat("0", short) + digits
	}
	point := len(digits) - int(scale)
	return sign + digits[:point] + "." + digits[point:]
}

// harmless keeps a spreadsheet from taking a text for a formula: a ' stands before
// one that begins with a sign, and before one that looks as if it did. A lone sign
// is a comparator and does nothing.
func harmless(s string) string {
	if signed(strings.TrimLeft(s, "'")) {
		return "'" + s
	}
	return s
}

// Text gives the text of a cell of the CSV as it was before it was made harmless.
func Text(cell string) string {
	if strings.HasPrefix(cell, "'") && signed(strings.TrimLeft(cell, "'")) {
		return cell[1:]
	}
	return cell
}

// signed reports what a spreadsheet may take for a formula.
func signed(s string) bool { return len(s) > 1 && strings.ContainsRune("=+-@\t\r", rune(s[0])) }

func quote(s string) string {
	if !strings.ContainsAny(s, ",\"\r\n") && !strings.HasPrefix(s, " ") {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}
