package reports

import (
	"context"
	"io"
)

// ProblemFolder holds the problem lists, one workbook a township, and below it
// CopyFolder the marked copies of the input files.
const (
	ProblemFolder = "问题清单"
	CopyFolder    = ProblemFolder + "/标注副本"
)

// Copies gives the input files that have findings once more, for marked copies
// (标注副本): the rows as they came, with what was found in their cells.
type Copies interface {
	// Names lists the files, as the intake names them, in order.
	Names() []string
	// Copy reads a file again and hands its sheets and rows to to, from top to
	// bottom. Personal columns come masked unless the publication says otherwise.
	Copy(ctx context.Context, name string, to CopyDrawer) error
	// Write writes the marked copy of a file to out: what draw writes or, where the
	// same was drawn in an earlier run, what it wrote then. about is all that draw
	// goes by besides what Copy hands to it.
	Write(ctx context.Context, name, about string, out io.Writer, draw func(io.Writer) error) error
}

// CopyDrawer takes a file sheet by sheet.
type CopyDrawer interface {
	// Sheet begins a worksheet.
	Sheet(name string) error
	// Row adds a row to the worksheet; rows ascend, and so do their cells.
	Row(CopyRow) error
}

// CopyRow is a row of a marked copy. Number counts from 1.
type CopyRow struct {
	Number int
	Cells  []CopyCell
}

// CopyKind says how a cell of a copy is written.
type CopyKind uint8

const (
	CopyText    CopyKind = iota
	CopyNumber           // Text is a number as stored
	CopyPercent          // the same, shown as a per cent
	CopyDate             // Text is a date, 2018-06-15
)

// CopyCell is a cell of a marked copy. Column counts from 1.
type CopyCell struct {
	Column int
	Kind   CopyKind
	Text   string
	Marks  []CopyMark // what was found here
}

// CopyMark is one finding of a cell.
type CopyMark struct {
	Severity string // 错误, 警告, 提示
	Text     string // message and mend
}
