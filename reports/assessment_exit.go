package reports

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// exit is chapter 四: the poor villages by each list of exit standards.
func (f *facts) exit(_ context.Context, c *composer) error {
	c.section("exit", "四、村退出指标")
	if len(f.exits) == 0 {
		c.say("截至日期没有生效的村退出标准,不作判定。")
		return nil
	}
	villages := 0
	for _, s := range f.exits {
		villages = max(villages, len(s.villages))
	}
	if villages == 0 {
		c.say("村表中没有标为贫困村的村,没有村退出的判定。")
		return nil
	}
	by := "按" + quoted([]string{f.exits[0].name}) + "标准逐项判定"
	if len(f.exits) > 1 {
		by = fmt.Sprintf("按%d套标准逐项判定;各套标准出自不同文件,互不替代,以本地执行的一套为准", len(f.exits))
	}
	c.say(fmt.Sprintf("村表标为贫困村的%d个村,%s。汇总见%s,逐村结果见附表。", villages, by, ref("exit")))
	c.table("exit", "贫困村退出判定汇总", f.exitTable(), "注:一条标准含几项的,各项都达标该条才算达标;分母为零的项目不适用,按达标计。“差一条”“差两条及以上”按未达标的条数分。“数据缺”指没有未达标而有项目没有数据的村。")
	for _, s := range f.exits {
		c.heading(Name(s.name))
		for _, text := range exitWords(s) {
			c.say(text)
		}
	}
	return nil
}

// exitResult counts the villages of a standard by how far they are from it.
type exitResult struct{ met, one, more, missing int }

func (s exitStandard) result() exitResult {
	var r exitResult
	for _, p := range s.villages {
		switch _, missed, missing := p.tally(s.numbers); {
		case missed > 1:
			r.more++
		case missed == 1:
			r.one++
		case missing > 0:
			r.missing++
		default:
			r.met++
		}
	}
	return r
}

func (f *facts) exitTable() *Table {
	t := grid(f.meta, col(KindText, "标准"), col(KindCount, "条数"), col(KindCount, "贫困村(个)"), col(KindCount, "全部达标"), col(KindCount, "差一条"), col(KindCount, "差两条及以上"), col(KindCount, "数据缺"), col(KindPercent, "达标比例(%)"))
	for _, s := range f.exits {
		r := s.result()
		t.put(Row{Cells: []Cell{nameCell(s.name, NotKnown), countCell(int64(len(s.numbers))), countCell(int64(len(s.villages))),
			countCell(int64(r.met)), countCell(int64(r.one)), countCell(int64(r.more)), countCell(int64(r.missing)), shareCell(int64(r.met), int64(len(s.villages)))}})
	}
	return t
}

// exitWords say what a list of standards asks, how many villages meet it, which
// items they miss, and which items nothing is known of.
func exitWords(s exitStandard) []string {
	var sources []string
	for _, i := range s.items {
		if src := sourceAndStatus(i.Source, i.Status); !slices.Contains(sources, src) {
			sources = append(sources, src)
		}
	}
	head := fmt.Sprintf("共%d条%d项。%s。", len(s.numbers), len(s.items), strings.Join(sources, "\uff1b"))
	if len(s.villages) == 0 {
		return []string{head + "没有按这套标准判定的贫困村。"}
	}
	r, all := s.result(), len(s.villages)
	switch {
	case r.met == all:
		return []string{head + fmt.Sprintf("%d个贫困村各项都达标。", all)}
	case r.missing == all && all == 1:
		head += "1个贫困村有项目没有数据,不能判定。"
	case r.missing == all:
		head += fmt.Sprintf("%d个贫困村都有项目没有数据,没有一个村可以判定。", all)
	default:
		var parts []string
		for _, p := range []struct {
			n    int
			what string
		}{{r.met, "各项都达标"}, {r.one, "差一条"}, {r.more, "差两条及以上"}, {r.missing, "没有未达标而数据不全"}} {
			if p.n > 0 {
				parts = append(parts, fmt.Sprintf("%s的%d个", p.what, p.n))
			}
		}
		head += fmt.Sprintf("%d个贫困村中,%s。", all, strings.Join(parts, "、"))
	}
	out := []string{head}
	var missed, unknown []string
	for _, info := range s.items {
		var short, blank []string
		for _, p := range s.villages {
			for _, it := range p.items {
				switch {
				case it.info.Item != info.Item:
				case it.verdict == Missed:
					short = append(short, p.township+p.name)
				case it.verdict == NoData:
					blank = append(blank, p.township+p.name)
				}
			}
		}
		label := fmt.Sprintf("第%d条%s", info.Number, Clean(info.Label))
		if len(short) > 0 {
			missed = append(missed, fmt.Sprintf("%s:%s", label, enumerate(short, longestList, "个村")))
		}
		switch {
		case len(blank) == all:
			unknown = append(unknown, label+"(各村都没有)")
		case len(blank) > 0:
			unknown = append(unknown, fmt.Sprintf("%s(%s)", label, enumerate(blank, longestList, "个村")))
		}
	}
	if len(missed) > 0 {
		out = append(out, "未达标的项目和村:"+strings.Join(missed, "\uff1b")+"。")
	}
	if len(unknown) > 0 {
		out = append(out, "没有数据、不能判定的项目:"+strings.Join(unknown, "\uff1b")+"。")
	}
	return out
}

// exitMarks is the annex of one list: a row a village, a column a numbered standard.
func (f *facts) exitMarks(s exitStandard) *Table {
	t := grid(f.meta, col(KindText, "乡镇"), col(KindText, "贫困村"))
	t.Frozen = 2
	for _, n := range s.numbers {
		t.Columns = append(t.Columns, col(KindWord, "条", fmt.Sprint(n)))
	}
	t.Columns = append(t.Columns, col(KindVerdict, "结果"))
	for _, p := range s.villages {
		r := Row{Areas: p.areas, Cells: []Cell{{Text: p.township}, {Text: p.name}}}
		for _, n := range s.numbers {
			cell := markCell(p.number(n))
			cell.Text, _, _ = strings.Cut(cell.Text, " ")
			r.Cells = append(r.Cells, cell)
		}
		r.Cells = append(r.Cells, verdictCell(p.verdict))
		t.put(r)
	}
	return t
}

// exitNumbers says what the numbers of the columns stand for.
func exitNumbers(s exitStandard) string {
	var asks []string
	for _, n := range s.numbers {
		var items []string
		for _, i := range s.items {
			if i.Number == n {
				items = append(items, Clean(i.Label)+itemCondition(i))
			}
		}
		asks = append(asks, fmt.Sprintf("%d.%s", n, strings.Join(items, "、")))
	}
	return "注:✓达标,✗未达标,缺为数据缺。" + strings.Join(asks, "\uff1b") + "。"
}
