package catalog

import (
	"cmp"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	shipped "sanlv/data/reference"
)

// The files that declare tables.
const (
	tablesFile  = "tables.csv"
	columnsFile = "table_columns.csv"
	notesFile   = "table_notes.csv"
)

var (
	tableID   = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	tableFile = regexp.MustCompile(`^(报表|台账)/[^/\\:*?"<>|\x00-\x1f.][^/\\:*?"<>|\x00-\x1f]*\.xlsx$`)
	sheetName = regexp.MustCompile(`^[^\\/?*\[\]:']{1,31}$`)
)

// What the fields of tables.csv may hold, in words and in the program's terms.
var (
	rowWords   = map[string]RowKind{"逐行": RowsList, "内置": RowsBody}
	countWords = map[string]string{"户": CountsHouseholds, "人": CountsPersons, "件": CountsProblems}
	totalWords = map[string]string{"有": TotalYes, "首": TotalFirst, "末": TotalLast, "无": TotalNone}
	yes        = "是"
)

func (c *Catalog) readTables(r *reference) error {
	rows, err := r.read(tablesFile, []string{"编号", "文件", "工作表", "标题", "行"},
		[]string{"数据", "单位", "筛选", "排序", "合计", "来件", "列号", "冻结", "自动筛选", "纸张", "方向", "表号", "制定机关", "文号", "生效日期", "失效日期", "依据", "状态", "说明"})
	if err != nil {
		return err
	}
	for _, rec := range rows {
		t := Table{ID: rec.get("编号"), File: rec.get("文件"), Sheet: rec.get("工作表"), Title: rec.get("标题"), Units: rec.says("单位"),
			Form: rec.get("表号"), Authority: rec.get("制定机关"), Document: rec.get("文号"), line: rec.line}
		t.From, t.To, _ = rec.openPeriod()
		if !tableID.MatchString(t.ID) {
			rec.bad("编号", "ref.value", "不能作编号。", "用小写英文字母、数字和下划线,以字母开头,如 my_table。")
			c.spoiltTables = append(c.spoiltTables, t.ID) // its columns are no slips of their own
			continue
		}
		if c.Table(t.ID) != nil {
			rec.bad("编号", "ref.duplicate", "已经用过。", "每张表一个编号;一张表写一行。")
			continue
		}
		if !tableFile.MatchString(t.File) {
			rec.bad("文件", "ref.value", "不能作文件名。", "写成 报表/某某表.xlsx 的样子,名称中不要有 \\ : * ? \" < > |。")
		}
		if !sheetName.MatchString(t.Sheet) {
			rec.bad("工作表", "ref.value", "不能作工作表的名称。", "填1到31个字,不要有 \\ / ? * [ ] : '。")
		}
		rec.filled("标题", "填上标题,如 {县}{年}年某某表。")
		for i := range c.Tables {
			if o := &c.Tables[i]; !strings.Contains(t.File+t.Sheet, ledgerName) && o.File == t.File && strings.EqualFold(o.Sheet, t.Sheet) && overlap(o.From, o.To, t.From, t.To) {
				rec.bad("工作表", "ref.duplicate", "在这个文件中已经有了(第"+strconv.Itoa(o.line)+"行)。", "换一个名称。")
			}
		}
		rec.readRows(&t)
		t.Where = rec.conditions("筛选", rec.get("筛选"))
		for _, o := range rec.list("排序") {
			name, falling := strings.CutSuffix(o, "降")
			t.Order = append(t.Order, Order{Column: strings.TrimSpace(name), Falling: falling})
		}
		rec.readLook(&t)
		c.Tables = append(c.Tables, t)
	}
	return nil
}

// readRows reads what the rows of a table are, and where its figures come from.
func (rec record) readRows(t *Table) {
	t.Frame = rec.get("数据")
	rows := rec.get("行")
	kind, known := rowWords[rows]
	each, isEach := strings.CutPrefix(rows, "逐项")
	ledgers, isLedger := strings.CutPrefix(rows, "台账")
	switch {
	case isLedger:
		t.Rows, t.Frame = RowsLedgers, cmp.Or(t.Frame, ledgerFrame)
		for _, l := range splitBar(strings.TrimSpace(ledgers)) {
			t.Ledgers = append(t.Ledgers, cmp.Or(countWords[l], l))
		}
		if len(t.Ledgers) == 0 {
			rec.bad("行", "ref.value", "没有写出是哪些台账。", "写成 台账 户、台账 人、台账 件(按户、按人、按件列的各本),或 台账 加编号,如 台账 wrong_exit|omission。")
		}
	case known:
		t.Rows = kind
	case isEach:
		t.Rows, t.Each = RowsEach, rec.each("行", strings.TrimSpace(each))
	default:
		t.Rows = RowsAreas
		for _, l := range rec.list("行") {
			level, ok := levels[l]
			if l == "村类" {
				level, ok = VillageKind, true
			}
			if !ok || len(t.Levels) > 0 && !below(t.Levels[len(t.Levels)-1], level) {
				rec.bad("行", "ref.value", "不是行的写法。", "填 县;乡镇;村(或其中由大到小的几级,贫困测度还可加 村类)、逐行、逐项 某列、台账 户,或 内置。")
				return
			}
			t.Levels = append(t.Levels, level)
		}
		if len(t.Levels) == 0 {
			rec.bad("行", "ref.value", empty, "填 县;乡镇;村(或其中由大到小的几级,贫困测度还可加 村类)、逐行、逐项 某列、台账 户,或 内置。")
		}
	}
	if t.Rows == RowsBody && !slices.Contains(Bodies, t.ID) {
		rec.bad("编号", "ref.unknown", "不是内置的表。", "内置的表有:"+strings.Join(Bodies, "、")+"。")
	}
}

// below tells whether a level lies below another.
func below(above, level Level) bool {
	order := []Level{County, Township, Village, VillageKind}
	return slices.Index(order, level) > slices.Index(order, above)
}

// readLook reads how a table is printed.
func (rec record) readLook(t *Table) {
	areas := t.Rows == RowsAreas
	t.Arrivals = areas && rec.get("来件") != "否"
	rec.optional("来件", yes, "否")
	t.Numbered = rec.optional("列号", yes, "否") == yes
	t.Filter = rec.optional("自动筛选", yes, "否") == yes
	t.Upright = rec.optional("方向", "横", "竖") == "竖"
	t.Paper = rec.optional("纸张", "A4", "A3")
	t.Off = rec.optional("状态", "停用") != ""
	t.Total = totalWords[rec.optional("合计", "有", "首", "末", "无")]
	if t.Total == "" {
		t.Total = map[bool]string{true: TotalYes, false: TotalNone}[areas]
	}
	t.Frozen = rec.number("冻结", map[bool]int{true: 1}[areas])
}

// optional reads a field that may be blank, else one of a few values.
func (rec record) optional(header string, allowed ...string) string {
	if rec.get(header) == "" {
		return ""
	}
	s, _ := rec.oneOf(header, allowed...)
	return s
}

// number reads a field that may be blank, else a small whole number.
func (rec record) number(header string, blank int) int {
	s := rec.get(header)
	if s == "" {
		return blank
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 200 {
		rec.bad(header, "ref.number", "不是0到200的整数。", "填整数,或留空。")
		return blank
	}
	return n
}

func (c *Catalog) readTableColumns(r *reference) error {
	rows, err := r.read(columnsFile, []string{"表", "表头", "取数", "格式"}, []string{"列名", "小数", "宽", "空值", "对照", "警示", "链接", "逐项", "说明"})
	if err != nil {
		return err
	}
	ours := r.shippedTables()
	for _, rec := range rows {
		col := TableColumn{Name: rec.get("列名"), Heads: splitHeads(rec.get("表头")), Empty: rec.get("空值"), Link: rec.get("链接"),
			Alarm: splitBar(rec.get("警示")), Decimals: rec.number("小数", 0), Width: rec.number("宽", 0), line: rec.line}
		t := c.Table(rec.get("表"))
		switch {
		case t == nil && (ours[rec.get("表")] || slices.Contains(c.spoiltTables, rec.get("表"))): // the office has taken it out
			continue
		case t == nil:
			rec.bad("表", "ref.unknown", "不在 tables.csv 中。", "改成 tables.csv 中的编号,或在其中添上这张表。")
			continue
		case t.Rows == RowsBody:
			if rec.ofBody(&col) {
				t.Columns = append(t.Columns, col)
			}
			continue
		}
		t.columnRows++
		if len(col.Heads) == 0 {
			rec.bad("表头", "ref.value", empty, "填表头,几级之间用 / 隔开,如 合计/户。")
		}
		names := make([]string, len(formats))
		for i, f := range formats {
			names[i] = string(f)
		}
		format, ok := rec.oneOf("格式", names...)
		if !ok {
			continue
		}
		col.Format = Format(format)
		if rec.get("逐项") != "" {
			col.Each = rec.each("逐项", rec.get("逐项"))
		}
		if said := rec.get("对照"); slices.Contains(dictionaries, said) {
			col.Dictionary = said
		} else {
			col.Words = rec.words("对照", said)
		}
		if col.Value, ok = rec.value("取数", rec.get("取数")); ok {
			t.Columns = append(t.Columns, col)
		}
	}
	return nil
}

func (c *Catalog) readTableNotes(r *reference) error {
	rows, err := r.read(notesFile, []string{"表", "注"}, []string{"说明"})
	if err != nil {
		return err
	}
	ours := r.shippedTables()
	for _, rec := range rows {
		if t := c.Table(rec.get("表")); t == nil && (ours[rec.get("表")] || slices.Contains(c.spoiltTables, rec.get("表"))) {
			continue
		} else if t == nil {
			rec.bad("表", "ref.unknown", "不在 tables.csv 中。", "改成 tables.csv 中的编号,或在其中添上这张表。")
		} else if rec.filled("注", "填上表下的注,或删去这一行。") {
			t.Notes = append(t.Notes, Note{Parts: rec.says("注"), line: rec.line})
		}
	}
	return nil
}

// ShippedTables are the tables as the program ships them.
var ShippedTables = sync.OnceValue(func() []Table {
	c := &Catalog{}
	r := &reference{builtin: shipped.Files}
	for _, read := range []func(*reference) error{c.readTables, c.readTableColumns, c.readTableNotes} {
		if err := read(r); err != nil {
			panic(err) // they are built in
		}
	}
	return c.Tables
})

// says takes a text apart at what it leaves to the program: figures, the county,
// the parameters.
func (rec record) says(header string) []Part {
	var out []Part
	text := rec.get(header)
	for text != "" {
		begin := strings.IndexByte(text, '{')
		end := strings.IndexByte(text, '}')
		if begin < 0 || end < begin {
			return append(out, Part{Text: text})
		}
		if begin > 0 {
			out = append(out, Part{Text: text[:begin]})
		}
		inner := text[begin+1 : end]
		text = text[end+1:]
		name, asked, _ := strings.Cut(inner, ":")
		switch {
		case slices.Contains([]string{PartCounty, PartYear, PartDay, PartStandards, PartMeasures, PartOpen, PartIndicators}, inner), partsOfTable[inner] != nil:
			out = append(out, Part{Macro: inner})
		case name == PartParameters:
			out = append(out, Part{Macro: name, Asked: splitBar(asked)})
		default:
			if v, ok := rec.value(header, inner); ok {
				out = append(out, Part{Value: &v})
			}
		}
	}
	return out
}

// shippedTables are the ids of the tables that the program ships: of those an
// office may take out one and leave its columns and notes.
func (r *reference) shippedTables() map[string]bool {
	ids := map[string]bool{}
	if raw, err := fs.ReadFile(r.builtin, tablesFile); err == nil {
		file, _ := (&reference{}).parse(tablesFile, raw)
		if at := slices.Index(file.header, "编号"); at >= 0 {
			for _, row := range file.body {
				if at < len(row.fields) {
					ids[row.fields[at]] = true
				}
			}
		}
	}
	return ids
}

// Table gives the table of an id, nil for none.
func (c *Catalog) Table(id string) *Table {
	for i := range c.Tables {
		if c.Tables[i].ID == id {
			return &c.Tables[i]
		}
	}
	return nil
}

// splitHeads splits the heads of a column, from the top; a / within brackets is
// part of a unit: (元/年).
func splitHeads(s string) []string {
	var out []string
	depth := 0
	for _, h := range strings.FieldsFunc(s, func(c rune) bool {
		switch c {
		case '(', '\uff08':
			depth++
		case ')', '\uff09':
			depth--
		}
		return c == '/' && depth == 0
	}) {
		if h = strings.TrimSpace(h); h != "" {
			out = append(out, h)
		}
	}
	return out
}

// splitBar splits values that a bar keeps apart.
func splitBar(s string) []string {
	if s == "" {
		return nil
	}
	out := strings.FieldsFunc(s, func(c rune) bool { return c == '|' || c == '\uff5c' })
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	return out
}

var (
	conditionOf = regexp.MustCompile(`^([a-z][a-z0-9_]*)\s*(>=|<=|!=|≥|≤|≠|=|<|>)\s*(.*)$`)
	pickOf      = regexp.MustCompile(`^(?:(合计|个数|不同)[:：])?([a-z][a-z0-9_]*)?(?:\[([^\]]*)\])?(?:\.([a-z][a-z0-9_]*))?$`)
	eachOf      = regexp.MustCompile(`^([a-z][a-z0-9_]*)(?:\[([^\]]*)\])?\.([a-z][a-z0-9_]*)(?:[:：]([a-z][a-z0-9_]*))?$`)
	sourceForm  = regexp.MustCompile(`^来源(?:[(（]([a-z0-9_;；]+)[)）])?$`)
	rangeOf     = regexp.MustCompile(`^范围[:：]([a-z][a-z0-9_]*)[~～]([a-z][a-z0-9_]*)$`)
	formulaOf   = regexp.MustCompile(`^算[:：](.+)$`)
	operators   = map[string]string{"≥": ">=", "≤": "<=", "≠": "!="}
	kinds       = map[string]ValueKind{"": ValuePick, "合计": ValueSum, "个数": ValueCount, "不同": ValueUnique}
	signs       = []struct{ op, written string }{{"÷", "÷/"}, {"-", "-－−"}, {"+", "+＋"}}
)

// conditions reads what rows have to fulfil: class=cause;persons>0;state=核实|疑似.
func (rec record) conditions(header, s string) []Condition {
	out, bad := parseConditions(s)
	if bad != "" {
		rec.bad(header, "ref.value", "中的“"+bad+"”不是条件。", askCondition)
	}
	return out
}

// value reads where the cells of a column come from.
func (rec record) value(header, s string) (Value, bool) {
	v, bad := parseValue(s)
	if bad != "" {
		rec.bad(header, "ref.value", "中的“"+bad+"”不是条件。", askCondition)
		return v, false
	}
	if v.Kind == "" {
		rec.bad(header, "ref.value", "不是取数的写法。", askValue)
		return v, false
	}
	return v, true
}

const (
	askCondition = "写成 列名=值,几个值用 | 隔开,几个条件用分号隔开,如 class=cause;persons>0。"
	askValue     = "写成 列名、数据[条件].列名、合计:数据[条件].列名、不同:数据[条件].列名、个数:数据[条件]、范围:甲~乙、算:甲÷乙、序号、名称 或 来源。"
)

// parseValue reads where the cells of a column come from; a value without kind is
// none, and bad is a condition of it that is none.
func parseValue(s string) (v Value, bad string) {
	switch s {
	case "序号":
		return Value{Kind: ValueNumber}, ""
	case "名称":
		return Value{Kind: ValueArea}, ""
	}
	if m := sourceForm.FindStringSubmatch(s); m != nil {
		v = Value{Kind: ValueSource, Columns: splitList(m[1])}
		if len(v.Columns) == 0 {
			v.Columns = []string{"file", "sheet", "cell"}
		}
		return v, ""
	}
	if m := rangeOf.FindStringSubmatch(s); m != nil {
		return Value{Kind: ValueRange, Columns: m[1:]}, ""
	}
	if m := formulaOf.FindStringSubmatch(s); m != nil {
		return parseFormula(m[1]), ""
	}
	m := pickOf.FindStringSubmatch(s)
	if m == nil || s == "" {
		return Value{}, ""
	}
	kind := kinds[m[1]]
	if m[2] != "" && m[3] == "" && m[4] == "" && !strings.Contains(s, "[") && kind != ValueCount { // a column alone
		return Value{Kind: kind, Column: m[2]}, ""
	}
	if (m[4] == "") != (kind == ValueCount) {
		return Value{}, ""
	}
	v = Value{Kind: kind, Frame: m[2], Column: m[4]}
	v.Where, bad = parseConditions(m[3])
	return v, bad
}

// parseConditions reads what rows have to fulfil; bad is what is no condition.
func parseConditions(s string) (out []Condition, bad string) {
	for _, part := range splitList(s) {
		m := conditionOf.FindStringSubmatch(part)
		if m == nil {
			return nil, part
		}
		cond := Condition{Column: m[1], Op: cmp.Or(operators[m[2]], m[2]), Values: splitBar(m[3])}
		if len(cond.Values) == 0 {
			cond.Values = []string{""}
		}
		out = append(out, cond)
	}
	return out, ""
}

// parseFormula reads how a column follows from others by their names: 甲÷乙, 甲-乙,
// 甲+乙+丙.
func parseFormula(s string) Value {
	for _, sign := range signs {
		parts := strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(sign.written, c) })
		if len(parts) < 2 || sign.op == "÷" && len(parts) > 2 {
			continue
		}
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		return Value{Kind: ValueFormula, Op: sign.op, Columns: parts}
	}
	return Value{}
}

// each reads a list of values: a=甲|b=乙, or a column of a frame, perhaps with the
// column of their names.
func (rec record) each(header, s string) *Each {
	if m := eachOf.FindStringSubmatch(s); m != nil {
		return &Each{Frame: m[1], Where: rec.conditions(header, m[2]), Column: m[3], Label: m[4]}
	}
	if s == WordsGroups || s == WordsIndicators {
		return &Each{Dictionary: s}
	}
	e := &Each{}
	for _, part := range splitBar(s) {
		value, text, named := strings.Cut(part, "=")
		if !named {
			text = value
		}
		e.Words = append(e.Words, Word{Value: strings.TrimSpace(value), Text: strings.TrimSpace(text)})
	}
	if len(e.Words) == 0 {
		rec.bad(header, "ref.value", "不是逐项的写法。", "写成 数据[条件].列名,或直接列出:值=名称|值=名称;也可填 指标、收入组。")
	}
	return e
}

// words reads what values are called: census=户表|sample=核查.
func (rec record) words(header, s string) []Word {
	var out []Word
	for _, part := range splitBar(s) {
		value, text, ok := strings.Cut(part, "=")
		if !ok {
			rec.bad(header, "ref.value", "不是对照。", "写成 值=名称,几个之间用 | 隔开;或填 "+strings.Join(dictionaries, "、")+"。")
			return nil
		}
		out = append(out, Word{Value: strings.TrimSpace(value), Text: strings.TrimSpace(text)})
	}
	return out
}
