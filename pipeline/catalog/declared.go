package catalog

import "time"

// Table (报表) is a table of the workbooks as the office declares it in tables.csv,
// table_columns.csv and table_notes.csv: what it is called, in which workbook it
// stands, what its rows and columns are, how it is printed.
type Table struct {
	ID    string // stable: what links lead to; of RowsBody, one of Bodies
	File  string // of the workbook, below the publication: 报表/三率一度汇总表.xlsx
	Sheet string
	Title string // {县} and {年} stand for the county and the assessment year; {台账} in these for the name of a ledger
	Units []Part // 户、人

	Rows   RowKind // of RowsBody, Columns only choose, order and rename what the program draws; none: all of it
	Levels []Level // of RowsAreas, from the top; VillageKind last
	Each   *Each   // of RowsEach
	// Ledgers says of which ledgers RowsLedgers are tables: of those with an id, or
	// those whose rows are CountsHouseholds, CountsPersons or CountsProblems.
	Ledgers []string
	Frame   string // whose rows are listed, and where a pick without a frame looks
	Where   []Condition
	Order   []Order

	Total    string // TotalFirst, TotalLast, TotalNone, or TotalYes: as the parameter report.total says
	Arrivals bool   // of RowsAreas: tells what of the area has come, and says 不详 where nothing has
	Numbered bool   // the columns have numbers: 甲, 1, 2
	Frozen   int
	Filter   bool
	Paper    string // A4 or A3; empty: as wide as it needs
	Upright  bool

	Form, Authority, Document string // 表号, 制定机关, 文号

	From, To time.Time // zero: open

	Off     bool // declared, and not drawn
	Columns []TableColumn
	Notes   []Note

	line       int
	columnRows int // in table_columns.csv, those that cannot be read too
}

// Note is a note below a table.
type Note struct {
	Parts []Part

	line int
}

// Part is a piece of a text: as it stands, a figure that is got from the frames,
// or one of the texts that the program knows.
type Part struct {
	Text  string
	Value *Value
	Macro string
	Asked []string // of PartParameters: how the names of the parameters begin
}

// What a text leaves to the program.
const (
	PartCounty     = "县"
	PartYear       = "年"
	PartDay        = "截止"
	PartParameters = "参数"    // those in force
	PartStandards  = "标准"    // what each asks
	PartMeasures   = "贫困测度"  // what those of the table mean
	PartOpen       = "待核对界限" // thresholds of checks whose document nobody has seen
	PartIndicators = "指标解释"  // what those in force mean

	// What the program knows of one table alone.
	PartFacts            = "本表情况" // what there is to say of its rows
	PartCompared         = "与上次比" // with what a change is compared
	PartExit             = "退出标准" // its items with their thresholds
	PartCard             = "评分卡"  // what it asks
	PartLedger           = "台账说明" // what a ledger lists, by which document, and what not
	PartLedgerTotal      = "台账合计" // 合计60户、81人
	PartLedgerParameters = "台账参数" // those that decide who stands in it
)

// partsOfTable says in which tables a part may stand that not all can have: by how
// their ids begin, RowsLedgers for a ledger.
var partsOfTable = map[string][]string{
	PartFacts:    {"exit_", "agreement", "ledger_contents", "ledger_areas", "intake", "diff_cells"},
	PartCompared: {"change_township", "diff_"}, PartExit: {"exit_"}, PartCard: {"scores", "score_list"},
	PartLedger: {string(RowsLedgers)}, PartLedgerTotal: {string(RowsLedgers)}, PartLedgerParameters: {string(RowsLedgers)},
}

// Office is what an office chooses about the face of all its tables: the parameters
// that begin with report., which decide no figure.
type Office struct {
	TitleFont, BodyFont string // 宋体, 方正小标宋简体, 仿宋
	Authority, Document string // 制定机关, 文号 of the tables that declare none
	TotalLast           bool   // 合计 stands last
	// SmallCell is the largest count of households or persons below the county that
	// the public tables hide; 0 for no public tables.
	SmallCell int64
}

// OfficeParameters begins the names of these parameters.
const OfficeParameters = "report."

// RowKind says what the rows of a table are.
type RowKind string

const (
	RowsAreas RowKind = "areas" // the county, its townships, their villages
	RowsList  RowKind = "list"  // the rows of a frame
	RowsEach  RowKind = "each"  // one for each value of a column, or of a list
	RowsBody  RowKind = "body"  // drawn by the program
	// RowsLedgers are the rows of a ledger: a table for each of some ledgers.
	RowsLedgers RowKind = "ledgers"
)

// VillageKind is the level of the poor villages of a county and of the others,
// which the poverty measures have.
const VillageKind Level = "village_kind"

// Where the row of totals (合计) stands.
const (
	TotalYes   = "yes"
	TotalFirst = "first"
	TotalLast  = "last"
	TotalNone  = "none"
)

// TableColumn is a column of a table, or several: one for each value of Each.
type TableColumn struct {
	Name     string   // by which formulas speak of it
	Heads    []string // from the top; {项} stands for the value of Each, {原因} for what a ledger calls its reasons
	Value    Value
	Format   Format
	Decimals int
	Width    int      // widest, in half-width characters; 0 for the default
	Empty    string   // what stands where there is no value
	Words    []Word   // what values are called
	Alarm    []string // texts that are red
	Link     string   // the table that a cell with something in it leads to
	Each     *Each
	// Dictionary names the words where they are the program's own: WordsIndicators …
	Dictionary string

	line int
}

// Word is what a value is called: census is 户表.
type Word struct{ Value, Text string }

// Format says how the values of a column are shown.
type Format string

const (
	FormatText    Format = "文字"
	FormatName    Format = "名称" // cut where it is too long
	FormatCode    Format = "代码"
	FormatWord    Format = "短词"
	FormatCount   Format = "整数"
	FormatPercent Format = "百分比" // a fraction, shown in per cent
	FormatMoney   Format = "金额"
	FormatNumber  Format = "数"
	FormatIndex   Format = "指数"
	FormatVerdict Format = "判定"
	FormatSource  Format = "来源"
	FormatDate    Format = "日期"
	FormatChange  Format = "增减" // a number with its sign
	FormatPlain   Format = "原文" // as it came
)

var formats = []Format{FormatText, FormatName, FormatCode, FormatWord, FormatCount, FormatPercent, FormatMoney, FormatNumber, FormatIndex, FormatVerdict, FormatSource, FormatDate, FormatChange, FormatPlain}

// IsNumber tells whether a column of the format holds numbers.
func (f Format) IsNumber() bool {
	switch f {
	case FormatCount, FormatPercent, FormatMoney, FormatNumber, FormatIndex, FormatChange:
		return true
	}
	return false
}

// ValueKind says where the cells of a column come from.
type ValueKind string

const (
	ValuePick    ValueKind = "pick"
	ValueSum     ValueKind = "sum"      // of a column over the rows that fit
	ValueCount   ValueKind = "count"    // of the rows that fit
	ValueUnique  ValueKind = "distinct" // of the values of a column over the rows that fit
	ValueNumber  ValueKind = "number"   // 序号
	ValueSource  ValueKind = "source"   // workbook › sheet › cell
	ValueArea    ValueKind = "area"     // the name of the row: of its area, or of its value of Each
	ValueRange   ValueKind = "range"    // of two columns: 2~5
	ValueFormula ValueKind = "formula"  // from other columns of the row
	ValueBody    ValueKind = "body"     // a column that the program draws, by its heads: in a table of RowsBody
)

// Value is how the cells of a column are got.
type Value struct {
	Kind    ValueKind
	Frame   string // empty: that of the table
	Where   []Condition
	Column  string
	Columns []string // of ValueSource: file, sheet, cell and perhaps header; of ValueRange: the ends; of ValueFormula: names of columns
	Op      string   // of ValueFormula: + - ÷
}

// Condition is what a row of a frame has to fulfil: its column is one of the
// values, or compares so with the only one. Values may hold {项} and {行}, the
// values of Each of the column and of the table, {年}, and {x} for column x of the
// row of a list.
type Condition struct {
	Column string
	Op     string // = != < <= > >=
	Values []string
}

// Order is a column to sort by.
type Order struct {
	Column  string
	Falling bool
}

// Each is a list of values with what each is called: written out, or those of a
// column of a frame in the order in which they stand there.
type Each struct {
	Words  []Word
	Frame  string
	Where  []Condition
	Column string
	Label  string // column with what a value is called; empty: as it is

	Dictionary string // WordsIndicators or WordsGroups: all that there are
}

// Dictionaries of what ids are called.
const (
	WordsIndicators = "指标"
	WordsSheets     = "表种"
	WordsLevels     = "级别"
	WordsGroups     = "收入组"
	WordsThresholds = "检查界限" // name=value, joined by semicolons
)

var dictionaries = []string{WordsIndicators, WordsSheets, WordsLevels, WordsGroups, WordsThresholds}
