package reports_test

import (
	"context"
	"strings"
	"testing"

	"sanlv/reports"
	"sanlv/reports/internal/sample"
)

// A township finds its open problems first, village by village, and what its
// answers have settled last, with the answers.
func TestProblemLists(t *testing.T) {
	var names []string
	var list *reports.Table
	err := reports.ProblemLists(context.Background(), sample.Publication(), func(name string, table *reports.Table) error {
		names, list = append(names, name), table
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(names, " "); got != "县级及未定乡镇 坪里乡" {
		t.Fatalf("lists %s", got)
	}
	at := map[string]int{}
	for i, c := range list.Columns {
		at[c.Heads[0]] = i
	}
	var got []string
	for _, r := range list.Rows {
		got = append(got, strings.Join([]string{r.Cells[at["村"]].Text, r.Cells[at["核实情况"]].Text, r.Cells[at["处理状态"]].Text, r.Cells[at["问题编号"]].Text}, " "))
	}
	want := "桥头村  待处理 w01|石塘村 已更正 仍未更正 w03|安坪村 属实无误 已核实 w02"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("rows\n  %s\nwant\n  %s", s, want)
	}
	if !strings.Contains(list.Units, "共3处") || !strings.Contains(list.Units, "待办2处") {
		t.Error(list.Units)
	}
	if c := list.Columns[at["核实情况"]]; !c.Fill || len(c.Choices) != 3 {
		t.Errorf("核实情况 is not to be filled in: %+v", c)
	}
}
