package reports

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
)

// diffCells is 各表变动: every cell of every table that prints something else than the
// last time, and why.
func diffCells(_ context.Context, pub Publication) ([]*Table, error) {
	if pub.Past.Change == nil {
		return nil, nil
	}
	t := diffTable(pub.Meta, pub.Past.Change, "diff_cells")
	t.Columns = []Column{{Heads: []string{"表"}, Wrap: 20}, {Heads: []string{"工作表"}, Wrap: 18}, {Heads: []string{"地区或行"}, Wrap: 24}, {Heads: []string{"栏目"}, Wrap: 36},
		{Heads: []string{"上次"}, Kind: KindWord, Wrap: 20}, {Heads: []string{"本次"}, Kind: KindWord, Wrap: 20}, {Heads: []string{"增减"}, Kind: KindWord}, {Heads: []string{"原因"}, Wrap: 56}}
	t.says[catalog.PartFacts] = pub.Moved.left()
	if pub.Moved == nil {
		t.none("上次的结果由旧版程序发布,或已不能读,不能逐表比较。")
		return []*Table{t}, nil
	}
	n := 0
	for _, m := range pub.Moved.Tables {
		n += len(m.Moves)
	}
	if n > LongLedger {
		t.later = &laterRows{rows: n, from: pub.Moved}
		return []*Table{t}, nil
	}
	for _, m := range pub.Moved.Tables {
		for _, v := range m.Moves {
			t.Rows = append(t.Rows, m.row(v))
		}
	}
	return []*Table{t}, nil
}

// each implements rowSource.
func (m *Moved) each(ctx context.Context, _ Publication, _ []*Table, row func(string, func(*Table) (Row, error)) error) error {
	for _, t := range m.Tables {
		if err := ctx.Err(); err != nil {
			return err
		}
		for _, v := range t.Moves {
			if err := row("", func(*Table) (Row, error) { return t.row(v), nil }); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m MovedTable) row(v Move) Row {
	change := v.Change
	if change == "" {
		change = NotApplicable
	}
	return Row{Cells: []Cell{{Text: m.Book()}, {Text: Clean(m.Sheet)}, textCell(v.Row, NotKnown), {Text: strings.Join(v.Heads, " › ")},
		{Text: v.Before}, {Text: v.After}, {Text: change}, {Text: v.Reason}}}
}

// Book is the name of the workbook that the table stands in: 三率一度汇总表.
func (m MovedTable) Book() string {
	return strings.TrimSuffix(m.File[strings.LastIndexByte(m.File, '/')+1:], ".xlsx")
}

// left says which tables are not compared, and why.
func (m *Moved) left() string {
	if m == nil {
		return ""
	}
	var whys []string
	tables := map[string][]string{}
	for _, t := range m.Tables {
		if t.Left == "" || t.Left == leftChange {
			continue
		}
		if tables[t.Left] == nil {
			whys = append(whys, t.Left)
		}
		tables[t.Left] = append(tables[t.Left], fmt.Sprintf("%s(%s)", t.Book(), Clean(t.Sheet)))
	}
	slices.Sort(whys)
	var out []string
	for _, why := range whys {
		out = append(out, why+":"+strings.Join(tables[why], "、"))
	}
	if len(out) == 0 {
		return ""
	}
	return "没有逐格比较的:" + strings.Join(out, "\uff1b") + "。"
}
