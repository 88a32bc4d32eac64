package reports

import "strings"

// Table is a table as it is printed: what every writer renders, so that a
// workbook and a page show the same thing. It is built from a Publication by
//
//	Books, TableOf                         the workbooks as they are declared (catalog.Table), and one table of them
//	SummaryByTownship, ExitOverview …      those that no declaration could say: see bodies
//	ProblemLists                           问题清单, one a township
type Table struct {
	ID      string // stable, e.g. "summary_village", "ledger_wrong_exit"; the target of a Link; the parts of a long list share it
	Short   string // name of the sheet or tab: 分乡镇
	Title   string // time, place, subject
	Subject string // 填报单位:…, left above the table
	Units   string // 单位:…, right above the table
	Sign    string // 负责人/审核人/填表人/填报日期, below the table
	Draft   bool   // every page is marked 草稿

	Columns []Column
	Rows    []Row
	Notes   []string // below the table, without numbers; the first is the 符号说明
	Frozen  int      // columns on the left that stay in sight
	Filter  bool     // a list to search in: autofilter
	Chart   *LineChart

	File                      string // of the workbook that it stands in, "" for none of a publication
	Form, Authority, Document string // 表号, 制定机关, 文号, above the table
	Paper                     string // A4 or A3; "" for the smallest on which it can be read
	Upright                   bool   // 竖
	TotalLast                 bool   // 合计 stands below what it adds up

	Starts map[string]int // where the rows are drawn later: the first row of each area
	later  *laterRows
	order  []int // which cells of its rows, as a body draws them, stand in the columns; nil: all

	says    map[string]string // what the declared notes leave to the body that draws it, by catalog.Part…
	nothing string            // why there is nothing to show; the only note then
}

// LineChart draws the other columns of a table against its first one, a line a
// column, below the table. Its rows ascend and have no gaps.
type LineChart struct{ Title, XTitle, YTitle string }

// Kind is what a column holds.
type Kind uint8

const (
	KindText       Kind = iota // left
	KindCode                   // digits kept as text, left
	KindWord                   // a short word, centred
	KindCount                  // int64, right, thousands separators
	KindPercent                // float64 in per cent (1.25 is 1.25 %), right, two decimals, no % sign
	KindMoney                  // float64, right, two decimals, thousands separators: yuan and other amounts; int64, a count among them, without decimals
	KindNumber                 // float64 as it comes, right
	KindIndex                  // float64, an index number, right, four decimals
	KindDifference             // float64, a difference with its sign, right, thousands separators, two decimals where it or its column has any
	KindVerdict                // a verdict in words, centred
	KindSource                 // workbook › sheet › cell, left
)

// Column is a column under a header of several levels. Neighbours that share
// the leading levels of Heads stand under one merged head.
type Column struct {
	Heads []string // from the top; the last one is the column's own
	Kind  Kind
	Mark  string // number of the column, in a row of its own under the heads: 甲, 1, 2; empty everywhere for no such row
	// Decimals is how many decimals a KindNumber shows, 0 for as many as it has; 2
	// gives every KindDifference decimals.
	Decimals int
	Wrap     int // widest the column may get, in half-width characters; 0 for the writer's default
	// Fill marks a column that the reader is to fill in: its cells may be empty,
	// and Choices, where there are any, are offered for them.
	Fill    bool
	Choices []string

	key    string   // what it is declared to hold, where its heads could say more; "" for its heads
	number bool     // it numbers the rows
	frames []string // that its cells are drawn from; nil for all that the table reads
}

// Level is where a row stands in the tree of areas; it gives indent and outline.
type Level uint8

const (
	LevelNone Level = iota // no area, or a table without a tree
	LevelCounty
	LevelTownship
	LevelVillage
	LevelItem // a line of detail below a village
)

// Row is one line of the body. Cells has as many cells as the table has columns.
type Row struct {
	Level Level
	Total bool     // 合计
	Areas []string // codes of the areas that the row belongs to, its own first; the target of a Link
	Cells []Cell

	key string // of a row of a frame: what tells it from the others, from one run to the next
}

// Cell is one cell. Text is never empty, but in columns to fill in, and is always safe to show (see Clean),
// but not escaped. Value is nil where only Text speaks.
type Cell struct {
	Text        string   // as printed: "1,234", "0.13", "—", "不详", "✗ 未达标"
	Value       any      // int64 or float64, in the unit of the column
	Formula     *Formula // how Value follows from other cells, where a reader may check it
	Link        *Link    // to the households or villages behind the cell
	Alarm       bool     // red as well, never red alone: Text says it in words
	Provisional bool     // sheets are still missing; a column of the row says so in words
}

// Formula says how a cell follows from others of its table.
type Formula struct {
	Op      Op
	Columns []int // of all but OpSum: OpPercent: numerator, denominator; OpBalance: whole, parts…
	Rows    []int // OpSum: rows whose cells of the same column are added
}

// Op is the kind of a Formula.
type Op uint8

const (
	OpPercent  Op = iota + 1 // numerator ÷ denominator × 100
	OpSum                    // sum over rows
	OpBalance                // Balanced when the first column is the sum of the others, else Unbalanced
	OpQuotient               // first ÷ second
	OpMinus                  // the first without the others
	OpPlus                   // sum over columns
)

// Link points at the first row of an area in another table.
type Link struct {
	Table string // its ID
	Area  string // code of the area
}

// Symbols that stand where there is no number (符号说明).
const (
	NotApplicable = "—"
	TooSmall      = "…"
	NotKnown      = "不详"
	None          = "无"
	Balanced      = "相符"
	Unbalanced    = "不符"
)

// SymbolNote explains the symbols below every table.
const SymbolNote = "符号说明:“—”不适用或无此数;“…”不足本表最小单位;“不详”来件未到或读不出。比率按未取舍的分子、分母计算,四舍五入保留两位小数,未作机械调整。"

// Head is one cell of the header. Level and Column count from 0.
type Head struct {
	Text                        string
	Level, Column, Rows, Across int
}

// HeadLevels returns how many rows the header has.
func (t *Table) HeadLevels() int {
	n := 1
	for _, c := range t.Columns {
		n = max(n, len(c.Heads))
	}
	return n
}

// Header lays out the header tree: heads in order of level, then column. A
// column with fewer levels than the table reaches down to the body.
func (t *Table) Header() []Head {
	levels := t.HeadLevels()
	var heads []Head
	for level := range levels {
		for i := 0; i < len(t.Columns); {
			c := t.Columns[i].Heads
			if level >= len(c) {
				i++
				continue
			}
			h := Head{Text: c[level], Level: level, Column: i, Rows: 1, Across: 1}
			if level == len(c)-1 {
				h.Rows = levels - level
			} else {
				for i+h.Across < len(t.Columns) && sameHead(c, t.Columns[i+h.Across].Heads, level) {
					h.Across++
				}
			}
			heads = append(heads, h)
			i += h.Across
		}
	}
	return heads
}

// sameHead reports whether two columns stand under one head at a level.
func sameHead(a, b []string, level int) bool {
	return len(b) > level+1 && strings.Join(a[:level+1], "\x00") == strings.Join(b[:level+1], "\x00")
}
