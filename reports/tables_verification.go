package reports

import (
	"context"
	"fmt"
	"slices"

	"sanlv/pipeline/catalog"
)

// Agreement is 普查与抽样对照: what the register makes of the households drawn,
// and what was found there.
func Agreement(ctx context.Context, pub Publication) (*Table, error) {
	v, err := load(ctx, pub, "sample_agreement", "status", "register_verdict", "found", "households", "persons")
	if err != nil {
		return nil, err
	}
	t := declaredTable(pub.Meta, "agreement")
	t.Columns = []Column{{Heads: []string{"户类型(户表)"}, Mark: "甲", Kind: KindWord}, {Heads: []string{"户表判定"}, Mark: "乙", Kind: KindWord}, {Heads: []string{"现场核查"}, Mark: "丙", Kind: KindWord},
		{Heads: []string{"户数(户)"}, Mark: "1", Kind: KindCount}, {Heads: []string{"人口(人)"}, Mark: "2", Kind: KindCount}, {Heads: []string{"是否一致"}, Mark: "3", Kind: KindWord}}
	same := int64(0)
	for i := range v.len() {
		agree := Cell{Text: "不一致", Alarm: true}
		register, found := v.text(i, "register_verdict"), v.text(i, "found")
		switch {
		case register == found:
			agree = Cell{Text: "一致"}
			same += v.count(i, "households")
		case register == Undecided || found == Undecided:
			agree = Cell{Text: "有一方待核"}
		case found != "无问题" && !slices.Contains([]string{"错退", "漏评", "剩余"}, found):
			agree = Cell{Text: "未核实"}
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{textCell(v.text(i, "status"), NotKnown), textCell(register, NotKnown), textCell(found, NotKnown),
			countCell(v.count(i, "households")), countCell(v.count(i, "persons")), agree}})
	}
	if len(t.Rows) == 0 {
		t.none(noSample)
	} else {
		t.addTotal(func(int) string { return NotApplicable })
		all, _ := t.Rows[0].Cells[3].Value.(int64)
		t.Rows[0].Cells[5].Text = fmt.Sprintf("%s户一致", Count(same))
		t.says = map[string]string{catalog.PartFacts: fmt.Sprintf("%s户中%s户的判定一致。", Count(all), Count(same))}
	}
	return t, nil
}

// within is the flag of a village that needs no visit.
const within = "范围内"

func sourceName(source string) string {
	return map[string]string{"census": "户表", "sample": "核查"}[source]
}
