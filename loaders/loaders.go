// Package loaders turns a county's files into typed Arrow records and findings:
// it discovers the files, recognises each sheet by its header, reads the cells,
// and accounts for every row.
package loaders

import (
	"context"
	"iter"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"sanlv/pipeline/finding"
)

// Workbook is what a file kind gives to the sheet reader. One package a file
// kind implements it (loaders/xlsx, loaders/xls, loaders/csv). It is used by one
// goroutine and closed at the end; closing it twice does no harm. What the text
// of a row may come to is bounded by the reader.
type Workbook interface {
	// Sheets lists the worksheets in the order of the workbook.
	Sheets() []SheetInfo
	// Rows reads one sheet from top to bottom. Rows come in ascending order,
	// rows that the file does not hold are left out. The Row and its cells may be
	// reused after the next step. An error ends the sequence; a *Refusal says that
	// the file is at fault and the sheet must not be used. A sheet that is not
	// there is an error; a cancelled context ends the sequence at the next row.
	Rows(ctx context.Context, sheet int) iter.Seq2[Row, error]
	Close() error
}

// SheetInfo describes a worksheet.
type SheetInfo struct {
	Name   string
	Hidden bool // hidden or very hidden; read like any other and noted
}

// Row is one row as the file holds it.
type Row struct {
	Number int    // as Excel shows it, from 1
	Cells  []Cell // ascending by column; cells that the file does not hold are left out
	Hidden bool   // hidden or filtered out in Excel; read like any other and noted
}

// CellKind says what the file holds in a cell.
type CellKind uint8

const (
	CellText    CellKind = iota
	CellNumber           // Text is the number as stored, in plain or E notation
	CellBool             // Text is "1" or "0"
	CellError            // Text is "#REF!" and the like
	CellNoValue          // a formula without a stored value
)

// Cell is one cell as stored: never as displayed.
type Cell struct {
	Column  int // from 1
	Kind    CellKind
	Text    string
	Percent bool      // the number format shows a per cent: 0.012 means 1.2 %
	Date    bool      // the number format shows a date or time
	Time    time.Time // of a number under a date format, in the workbook's date system
}

// MergedArea is a merged range, inclusive, counted from 1.
type MergedArea struct{ FirstRow, LastRow, FirstColumn, LastColumn int }

// Merger is implemented by workbooks that know merged cells. The areas of a
// sheet are known before its rows are read.
type Merger interface {
	Merged(sheet int) []MergedArea
}

// Hider is implemented by workbooks that know hidden columns. Those of a sheet
// are known when its rows have been read.
type Hider interface {
	// HiddenColumns lists ranges of columns, both ends included, counted from 1.
	HiddenColumns(sheet int) [][2]int
}

// Unchecked is implemented by workbooks of a format that has no checksum: damage
// within a value cannot be seen.
type Unchecked interface{ Unchecked() bool }

// Refusal is a file or sheet that must not be used as it stands. It becomes a
// finding: Rule, Message and Mend are those of the finding, in Chinese.
type Refusal struct {
	Rule    string // e.g. "file.encrypted", "file.truncated", "cell.backward"
	Message string
	Mend    string
	Cell    string // address, when a cell is at fault
}

func (r *Refusal) Error() string { return r.Rule + ": " + r.Message }

// File is an input file found below the input folder.
type File struct {
	Path   string // on this machine
	Name   string // relative to the input folder, with slashes
	Size   int64
	SHA256 string
	Skip   string // why it is not read, in Chinese; empty for a file to read
}

// Intake accounts for the rows of one sheet of one file (来件登记).
// Read = Loaded + Rejected + Recognised, asserted by the reader.
type Intake struct {
	File, Sheet, Kind string
	Read              int64 // from row 1 to the last row that is not empty
	Loaded            int64
	Rejected          int64
	Recognised        int64 // blank, title, header, total, footer
	Status            Status
	Reason            string    // in Chinese, when the status asks for one
	FilledOn          time.Time // 填报时间, else the date in the name of sheet or file; zero when there is none
	HeaderTop         int       // first and last row of the header, 0 when none was found
	HeaderRow         int
}

// Status of a sheet in the intake.
type Status string

const (
	Loaded     Status = "已读入"
	Partial    Status = "部分读入" // some rows were rejected
	Refused    Status = "未读入"  // the sheet or the file was rejected whole
	Unknown    Status = "未识别"  // no sheet of ours: a cover, notes, an empty sheet
	Skipped    Status = "已跳过"  // not a file to read
	Superseded Status = "重复来件" // the same village's sheet came again, newer
)

// ColumnMap says where a column of the dictionary stood in a sheet.
type ColumnMap struct {
	File, Sheet, Kind string
	Column            string // name in the dictionary
	Letter            string // as Excel shows it
	Header            string // as found, levels joined by /
	Unit              string // unit that scaled the values, as found; else the dictionary's
}

// Result is what reading one file gave, apart from its rows. Rows that were
// emitted count only when the intake of their sheet says Loaded or Partial: a
// sheet can turn out to be unusable after some of its rows have gone out, and a
// file too (its only intake then has no sheet and says Refused).
type Result struct {
	File     File
	Intake   []Intake
	Columns  []ColumnMap
	Findings []finding.Finding
	Detail   error // for the log: what went wrong in the program with this file, or nil
}

// Batch is a block of rows of one kind, in the schema of Schema(kind), all from
// one sheet of one file. The receiver releases the record.
type Batch struct {
	Kind        string
	File, Sheet string
	Record      arrow.Record
}

// HouseholdMember is the kind, in the intake, of a wide 户+人 sheet; its batches
// are of the kinds household and member.
const HouseholdMember = "household_member"
