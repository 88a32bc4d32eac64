package catalog

import (
	"slices"
	"strings"
)

// ofBody reads a column of a table that the program draws: which one it is, and
// perhaps other heads and another width.
func (rec record) ofBody(col *TableColumn) bool {
	head, ok := strings.CutPrefix(rec.get("取数"), bodyColumn)
	if !ok || head == "" {
		rec.bad("取数", "ref.value", "不是内置的表的一列。", "写成 "+bodyColumn+"表头,如 "+bodyColumn+"行数/读到;只能换次序、改表头、改宽、去掉一列。")
		return false
	}
	for _, other := range []string{"列名", "格式", "小数", "空值", "对照", "警示", "链接", "逐项"} {
		if rec.get(other) != "" {
			rec.bad(other, "ref.value", "由程序定,不能另填。", "留空;内置的表只能换次序、改表头、改宽、去掉一列。")
			return false
		}
	}
	col.Value = Value{Kind: ValueBody, Column: head}
	return true
}

// bodyColumn begins the name of a column that the program draws.
const bodyColumn = "内置:"

// arranged looks whether the program draws the columns that are chosen for a table;
// of those that follow from indicators or standards none can be.
func (k *tableCheck) arranged(t *Table) {
	var drawn, chosen []string
	for _, s := range ShippedTables() {
		for _, c := range s.Columns {
			if s.ID == t.ID {
				drawn = append(drawn, c.Value.Column)
			}
		}
	}
	for _, c := range t.Columns {
		bad := func(rule, message, mend string) {
			k.r.report(columnsFile, c.line, "取数", c.Value.Column, rule, message, mend)
		}
		switch name := c.Value.Column; {
		case len(drawn) == 0:
			bad("ref.value", "这张表的列随指标、标准而定,不能另排。", "删去这一行。")
		case !slices.Contains(drawn, name):
			bad("ref.unknown", "这张表没有“"+name+"”这一列。", "列有:"+strings.Join(drawn, "、")+"。")
		case slices.Contains(chosen, name):
			bad("ref.duplicate", "“"+name+"”写了两次。", "删去一行。")
		}
		chosen = append(chosen, c.Value.Column)
	}
}
