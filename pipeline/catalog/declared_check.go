package catalog

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Bodies are the tables that the program draws by itself, for no declaration
// could say them: their title, place and notes are declared like those of others.
var Bodies = []string{
	"summary_township", "summary_village", "verdict_township", "verdict_village", "change_township",
	"exit_overview", "exit_township", "exit_detail",
	"estimate", "estimate_verdict", "estimate_count", "agreement_rate", "agreement",
	"four_levels", "ledger_contents", "ledger_areas", "arrivals", "intake", "scores", "score_list",
	"diff_figures", "diff_verdicts", "diff_rules", "diff_cells", "diff_households", "diff_rulings", "diff_findings",
}

// LedgerTable begins the id of the table of a ledger, however it is declared.
const LedgerTable = "ledger_"

const (
	ledgerFrame = "ledger" // whose rows ledgers list
	ledgerName  = "{台账}"
)

// tableCheck looks whether what the tables speak of is there.
type tableCheck struct {
	cat    *Catalog
	r      *reference
	models map[string]Model    // by frame
	frames map[string][]string // columns of the frames that were asked for
}

// columns are those of a frame, and whether there is one.
func (k *tableCheck) columns(frame string) ([]string, bool) {
	m, ok := k.models[frame]
	if ok && k.frames[frame] == nil {
		k.frames[frame] = m.Output()
	}
	return k.frames[frame], ok
}

// checkTables reports tables that speak of frames, columns and tables that there
// are not, or of figures that their rows cannot have.
func (c *Catalog) checkTables(r *reference) {
	k := &tableCheck{cat: c, r: r, models: map[string]Model{}, frames: map[string][]string{}}
	for _, m := range c.Models {
		if p := m.Header["publish"]; p != "" {
			k.models[p[strings.LastIndexByte(p, '/')+1:]] = m
		}
	}
	if len(k.models) == 0 {
		return // only the dictionary was loaded
	}
	for i := range c.Tables {
		k.table(&c.Tables[i])
	}
}

// table looks at one table.
func (k *tableCheck) table(t *Table) {
	bad := func(header, value, rule, message, mend string) {
		k.r.report(tablesFile, t.line, header, value, rule, message, mend)
	}
	k.texts(t)
	if t.Rows == RowsBody {
		k.arranged(t)
		return
	}
	if t.Rows == RowsLedgers {
		k.ledgers(t, bad)
	}
	if t.Frame == "" && t.Rows == RowsList {
		bad("数据", "", "ref.value", empty, "填上数据的名称,如 households。")
		return
	}
	columns, known := k.columns(t.Frame)
	if t.Frame != "" && !known {
		bad("数据", t.Frame, "ref.unknown", "没有名为“"+t.Frame+"”的数据。", "数据有:"+strings.Join(sortedKeys(k.models), "、")+"。")
		return
	}
	for _, cond := range t.Where {
		if !slices.Contains(columns, cond.Column) {
			bad("筛选", cond.Column, "ref.unknown", k.noColumn(t.Frame, cond.Column), k.columnsOf(t.Frame))
		}
	}
	for _, o := range t.Order {
		if !slices.Contains(columns, o.Column) {
			bad("排序", o.Column, "ref.unknown", k.noColumn(t.Frame, o.Column), k.columnsOf(t.Frame))
		}
	}
	if t.Each != nil {
		k.each(t.Each, func(value, message, mend string) { bad("行", value, "ref.unknown", message, mend) })
	}
	if t.columnRows == 0 && !t.Off {
		bad("编号", t.ID, "ref.missing", "在 table_columns.csv 中一列也没有。", "在 table_columns.csv 中添上它的各列;自带的表,从自带的 table_columns.csv 中抄上。")
	}
	for i := range t.Columns {
		k.column(t, i)
	}
}

// ledgers looks whether there are the ledgers that a table is of.
func (k *tableCheck) ledgers(t *Table, bad func(header, value, rule, message, mend string)) {
	var known []string
	for _, m := range k.cat.Ledgers() {
		known = append(known, m.Name)
	}
	counts := slices.Sorted(maps.Values(countWords))
	for _, l := range t.Ledgers {
		if !slices.Contains(known, l) && !slices.Contains(counts, l) {
			bad("行", l, "ref.unknown", "没有编号为“"+l+"”的台账。", "填 户、人、件,或台账的编号:"+strings.Join(known, "、")+"。")
		}
	}
	if t.Frame != ledgerFrame {
		bad("数据", t.Frame, "ref.value", "台账的数据只能是 "+ledgerFrame+"。", "留空,或填 "+ledgerFrame+";别的数据用 逐行。")
		t.Frame = ledgerFrame
	}
	if (len(t.Ledgers) != 1 || slices.Contains(counts, t.Ledgers[0])) && !strings.Contains(t.File+t.Sheet, ledgerName) {
		bad("文件", t.File, "ref.value", "几本台账会写在同一个工作表里。", "在文件或工作表的名称中写上 "+ledgerName+",如 台账/"+ledgerName+"台账.xlsx。")
	}
	for _, f := range []struct {
		header string
		filled bool
	}{{"筛选", len(t.Where) > 0}, {"排序", len(t.Order) > 0}, {"合计", t.Total != TotalNone}} {
		if f.filled {
			bad(f.header, "", "ref.value", "台账列哪些行、按什么次序由台账本身定,不能另外筛选、排序、合计。", "留空;要另列一张,用 逐行,数据填 "+ledgerFrame+",筛选写 ledger=编号。")
		}
	}
}

// noColumn and columnsOf say that a frame has no such column, and which it has.
func (k *tableCheck) noColumn(frame, column string) string {
	return fmt.Sprintf("数据“%s”没有“%s”这一列。", frame, column)
}

func (k *tableCheck) columnsOf(frame string) string {
	return "列有:" + strings.Join(k.frames[frame], "、") + "。"
}

// each looks at a list of values that comes from a frame.
func (k *tableCheck) each(e *Each, bad func(value, message, mend string)) {
	if e.Frame == "" {
		return
	}
	columns, ok := k.columns(e.Frame)
	if !ok {
		bad(e.Frame, "没有名为“"+e.Frame+"”的数据。", "数据有:"+strings.Join(sortedKeys(k.models), "、")+"。")
		return
	}
	names := []string{e.Column}
	if e.Label != "" {
		names = append(names, e.Label)
	}
	for _, cond := range e.Where {
		names = append(names, cond.Column)
	}
	for _, n := range names {
		if !slices.Contains(columns, n) {
			bad(n, k.noColumn(e.Frame, n), k.columnsOf(e.Frame))
		}
	}
}

// column looks at one column of a table.
func (k *tableCheck) column(t *Table, at int) {
	col := &t.Columns[at]
	bad := func(header, value, rule, message, mend string) {
		k.r.report(columnsFile, col.line, header, value, rule, message, mend)
	}
	if col.Name != "" && slices.ContainsFunc(t.Columns[:at], func(o TableColumn) bool { return o.Name == col.Name }) {
		bad("列名", col.Name, "ref.duplicate", "列名“"+col.Name+"”在这张表中用过。", "换一个名称。")
	}
	if col.Each != nil {
		k.each(col.Each, func(value, message, mend string) { bad("逐项", value, "ref.unknown", message, mend) })
	}
	if col.Link != "" && !k.isTable(col.Link) {
		bad("链接", col.Link, "ref.unknown", "没有编号为“"+col.Link+"”的表。", "填 tables.csv 中的编号,或台账的编号,如 ledger_wrong_exit。")
	}
	v := &col.Value
	if v.Kind == ValueFormula {
		k.formula(t, at, func(value, message, mend string) { bad("取数", value, "ref.unknown", message, mend) })
		return
	}
	for _, ph := range placeholders(col.Heads, v.Where) {
		if !k.mayStand(t, col, ph) {
			bad("取数", "{"+ph+"}", "ref.unknown", "中的 {"+ph+"} 没有所指。", "{项} 只用于填了“逐项”的列,{行} 只用于行为逐项的表,{列名} 只用于逐行的表和台账,{原因} 只用于台账;{县}、{年} 都可用。")
		}
	}
	frame := k.value(t, v, func(value, rule, message, mend string) { bad("取数", value, rule, message, mend) })
	if frame == "" {
		return
	}
	columns := k.frames[frame]
	if t.Rows == RowsLedgers && frame == t.Frame && (v.Frame != "" || len(v.Where) > 0 || slices.Contains([]ValueKind{ValueSum, ValueCount, ValueUnique}, v.Kind)) {
		bad("取数", frame, "ref.value", "台账的一列只能取本行的列,不能在台账中另找一行。", "写列名、序号、来源、范围:甲~乙、算:甲-乙,或另一数据[条件].列名。")
	}
	if t.Rows != RowsAreas {
		return
	}
	byArea := slices.Contains(columns, "level") && slices.Contains(columns, "area_code")
	switch {
	case v.Kind == ValueSource:
		bad("取数", "来源", "ref.value", "只用于逐行的表。", "删去这一列。")
	case byArea:
	case !slices.Contains(columns, "village_code"):
		bad("取数", frame, "ref.value", "数据“"+frame+"”不分县、乡镇、村,不能按单位取数。", "换用有 area_code 或 village_code 的数据。")
	case v.Kind == ValuePick:
		bad("取数", v.Column, "ref.value", "数据“"+frame+"”一个单位有许多行,不知取哪一行。", "写成 合计:"+frame+"[条件]."+v.Column+" 或 个数:"+frame+"[条件]。")
	}
}

// value looks whether there is what a value is got from; it gives the frame, "" for
// none that is needed or none that there is.
func (k *tableCheck) value(t *Table, v *Value, bad func(value, rule, message, mend string)) string {
	if v.Kind == ValueNumber || v.Kind == ValueArea {
		return ""
	}
	frame := v.Frame
	if frame == "" {
		frame = t.Frame
	}
	columns, ok := k.columns(frame)
	switch {
	case frame == "":
		bad(v.Column, "ref.value", "没有写出数据的名称。", "写成 数据[条件].列名,或在 tables.csv 的“数据”一栏中填上。")
		return ""
	case !ok:
		bad(frame, "ref.unknown", "没有名为“"+frame+"”的数据。", "数据有:"+strings.Join(sortedKeys(k.models), "、")+"。")
		return ""
	}
	var names []string
	for _, cond := range v.Where {
		names = append(names, cond.Column)
	}
	if v.Column != "" {
		names = append(names, v.Column)
	}
	for _, n := range append(names, v.Columns...) {
		if !slices.Contains(columns, n) {
			bad(n, "ref.unknown", k.noColumn(frame, n), k.columnsOf(frame))
		}
	}
	return frame
}

// texts looks at the figures in the notes and the unit line.
func (k *tableCheck) texts(t *Table) {
	look := func(file string, line int, header string, parts []Part) {
		for _, p := range parts {
			if in := partsOfTable[p.Macro]; in != nil && !slices.ContainsFunc(in, func(start string) bool {
				return start == string(t.Rows) || t.Rows == RowsBody && strings.HasPrefix(t.ID, start)
			}) {
				k.r.report(file, line, header, "{"+p.Macro+"}", "ref.unknown", "这张表没有 {"+p.Macro+"}。", "删去 {"+p.Macro+"},写成文字。")
			}
			if p.Value == nil {
				continue
			}
			k.value(t, p.Value, func(value, rule, message, mend string) { k.r.report(file, line, header, value, rule, message, mend) })
		}
	}
	look(tablesFile, t.line, "单位", t.Units)
	for _, n := range t.Notes {
		look(notesFile, n.line, "注", n.Parts)
	}
}

// formula looks at what a column is worked out from: columns of numbers, of those
// that are worked out themselves only such as stand before it, and of those that
// are repeated only such as are repeated with it.
func (k *tableCheck) formula(t *Table, at int, bad func(value, message, mend string)) {
	col := &t.Columns[at]
	for _, name := range col.Value.Columns {
		i := slices.IndexFunc(t.Columns, func(o TableColumn) bool { return o.Name == name })
		switch {
		case i < 0:
			bad(name, "算式中的“"+name+"”不是这张表中某一列的列名。", "在那一列的“列名”中填上它。")
		case t.Columns[i].Value.Kind == ValueFormula && i >= at:
			bad(name, "算式中的“"+name+"”本身是算出的,又不在前面。", "把那一列移到前面。")
		case t.Columns[i].Format != FormatCount && t.Columns[i].Format != FormatMoney && t.Columns[i].Format != FormatNumber:
			bad(name, "算式中的“"+name+"”不是整数、金额或数。", "算式只能用数字的列。")
		case t.Columns[i].Each != nil && !sameEach(t.Columns[i].Each, col.Each):
			bad(name, "算式中的“"+name+"”逐项重复,不知取哪一项。", "两列的“逐项”要写得一样。")
		}
	}
}

// sameEach tells whether two columns are repeated over the same values.
func sameEach(a, b *Each) bool {
	return a == b || a != nil && b != nil && fmt.Sprint(*a) == fmt.Sprint(*b)
}

var placeholderOf = regexp.MustCompile(`\{([^{}]*)\}`)

// placeholders lists what stands in braces in heads and conditions.
func placeholders(heads []string, where []Condition) []string {
	texts := slices.Clone(heads)
	for _, c := range where {
		texts = append(texts, c.Values...)
	}
	var out []string
	for _, m := range placeholderOf.FindAllStringSubmatch(strings.Join(texts, "\x00"), -1) {
		out = append(out, m[1])
	}
	return out
}

func (k *tableCheck) mayStand(t *Table, col *TableColumn, placeholder string) bool {
	switch placeholder {
	case "县", "年":
		return true
	case "项":
		return col.Each != nil
	case "原因", "台账":
		return t.Rows == RowsLedgers
	case "行":
		return t.Rows == RowsEach
	}
	return (t.Rows == RowsList || t.Rows == RowsLedgers) && slices.Contains(k.frames[t.Frame], placeholder)
}

// isTable tells whether a link can lead to a table: one that is declared, or one
// of the ledgers.
func (k *tableCheck) isTable(id string) bool {
	if ledger, ok := strings.CutPrefix(id, LedgerTable); ok && slices.ContainsFunc(k.cat.Ledgers(), func(m Model) bool { return m.Name == ledger }) {
		return true
	}
	return k.cat.Table(id) != nil
}
