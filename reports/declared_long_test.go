package reports_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
	"sanlv/reports/internal/sample"
)

// streamed is a publication of which one frame cannot be had as a whole.
type streamed struct {
	sample.Source
	id string
	t  *testing.T
}

func (s streamed) Frame(ctx context.Context, id string) (*reports.Frame, error) {
	if id == s.id {
		s.t.Errorf("frame %s is held as a whole", id)
	}
	return s.Source.Frame(ctx, id)
}

// drawnBooks are the workbooks with all their rows, of which no more than one
// workbook of those drawn later is held at a time.
func drawnBooks(t *testing.T, pub reports.Publication) []*reports.Book {
	t.Helper()
	books, err := reports.Books(context.Background(), pub)
	if err != nil {
		t.Fatal(err)
	}
	rows := func() (n int) {
		for _, b := range books {
			for _, table := range b.Tables {
				n += len(table.Rows)
			}
		}
		return n
	}
	before := rows()
	written := map[string][]*reports.Table{}
	if err := reports.DrawLater(context.Background(), pub, books, func(b *reports.Book) error {
		if n := rows(); n > before+reports.LongLedger {
			t.Errorf("%s: %d rows are held, where a workbook has %d", b.Name, n-before, reports.LongLedger)
		}
		for _, table := range b.Tables { // as the writer does once they are written
			kept := *table
			written[b.Name] = append(written[b.Name], &kept)
			table.Rows = nil
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, b := range books {
		if tables := written[b.Name]; tables != nil {
			b.Tables = tables
		}
	}
	return books
}

// A declared list of more rows than a workbook holds is written in parts, in the
// same order and with the same numbers and texts as if it were held: one in the order
// of its frame, one in an order of its own, one of which its conditions leave little.
func TestLongList(t *testing.T) {
	declared := map[string]string{
		"tables.csv": "编号,文件,工作表,标题,单位,行,数据,筛选,排序,自动筛选\n" +
			"all,报表/名单.xlsx,全部,{县}全部名单,处(共{个数:ledger}行、{不同:ledger.household_id}户),逐行,ledger,,,是\n" +
			"sorted,报表/名单.xlsx,按户编号,{县}名单,户,逐行,ledger,ledger=wrong_exit,household_id 降;row,是\n" +
			"few,报表/名单.xlsx,待核,{县}待核名单,户,逐行,ledger,ledger=pending,,是\n",
		"table_columns.csv": "表,表头,取数,格式,空值\n" +
			"all,序号,序号,整数,\nall,户编号,household_id,代码,\nall,县,villages[village_code={village_code}].county,名称,\n" +
			"sorted,序号,序号,整数,\nsorted,户编号,household_id,代码,\nsorted,来源,来源(file;sheet;cell),来源,\n" +
			"few,序号,序号,整数,\nfew,户编号,household_id,代码,\n",
		"table_notes.csv": "表,注\nfew,其中待核{个数:ledger[ledger=pending]}户。\n",
	}
	pub := office(t, declared)
	held := drawnBooks(t, pub)
	want := map[string][]string{} // by sheet
	for _, table := range held[0].Tables {
		for _, r := range table.Rows {
			want[table.Short] = append(want[table.Short], cells(r))
		}
	}
	usual := reports.LongLedger
	defer func() { reports.LongLedger = usual }()
	reports.LongLedger = 10
	pub.Source = streamed{pub.Source.(sample.Source), "ledger", t}
	got := map[string][]string{}
	var names []string
	for _, b := range drawnBooks(t, pub) {
		names = append(names, b.Name)
		for i, table := range b.Tables {
			if b.Name == held[0].Name {
				if table.Units != held[0].Tables[i].Units {
					t.Errorf("unit line %s, held %s", table.Units, held[0].Tables[i].Units)
				}
				if table.Short != "待核" {
					continue // where the parts are
				}
				if notes := strings.Join(table.Notes, ""); !strings.Contains(notes, fmt.Sprintf("其中待核%d户", len(want["待核"]))) {
					t.Errorf("notes %s", notes)
				}
			}
			for j, r := range table.Rows {
				if at, ok := table.Starts[r.Areas[0]]; ok && at > j {
					t.Errorf("%s: %s begins at row %d, not %d", b.Name, r.Areas[0], j, at)
				}
				got[table.Short] = append(got[table.Short], cells(r))
			}
		}
	}
	for sheet, rows := range want {
		if !slices.Equal(got[sheet], rows) {
			t.Errorf("%s in parts:\n%s\nheld:\n%s", sheet, strings.Join(got[sheet], "\n"), strings.Join(rows, "\n"))
		}
	}
	if rows := len(want["全部"]); len(names) < 1+rows/10 || !slices.Contains(names, "报表/名单/全部(1).xlsx") {
		t.Errorf("%d rows in %v", rows, names)
	}
}

// The table in the place of a long list leads to its parts, and links to an area of
// the list to the part in which it begins.
func TestLongListContents(t *testing.T) {
	usual := reports.LongLedger
	defer func() { reports.LongLedger = usual }()
	reports.LongLedger = 2
	pub := sample.Publication()
	pub.Meta.Declared = slices.DeleteFunc(slices.Clone(catalog.ShippedTables()), func(d catalog.Table) bool { return d.ID != "problems" })
	books := drawnBooks(t, pub)
	if len(books) != 3 {
		t.Fatalf("%d workbooks", len(books))
	}
	contents := books[0].Tables[0]
	if got := cells(contents.Rows[1]); got != "2|问题清单(2).xlsx|2" || contents.Rows[1].Cells[1].Link == nil {
		t.Errorf("second part: %s", got)
	}
	if link := contents.Rows[1].Cells[1].Link; link.Table != books[2].Tables[0].ID || books[2].Tables[0].Starts[link.Area] != 0 {
		t.Errorf("the link %+v does not lead to %s", link, books[2].Name)
	}
	if notes := strings.Join(contents.Notes, "\n"); !strings.Contains(notes, "有4行") || !strings.Contains(notes, "文件夹“来件登记”") {
		t.Errorf("notes %s", notes)
	}
	if !strings.Contains(contents.Units, "共4处") || !strings.HasSuffix(books[2].Tables[0].Title, "(2)") {
		t.Errorf("%s, %s", contents.Units, books[2].Tables[0].Title)
	}
}

// The households behind a change are too many for one workbook.
func TestLongChange(t *testing.T) {
	usual := reports.LongLedger
	defer func() { reports.LongLedger = usual }()
	reports.LongLedger = 4
	pub := sample.Publication()
	d := &reports.Difference{Before: reports.DiffSide{RunID: "1"}, After: reports.DiffSide{RunID: "2"}}
	for i := range 9 {
		d.Households = append(d.Households, reports.DiffHousehold{Cause: reports.CauseNew, VillageCode: "360821001001", HouseholdID: fmt.Sprintf("H%d", i), After: "无问题"})
	}
	pub.Past.Change = d
	pub.Meta.Declared = slices.DeleteFunc(slices.Clone(catalog.ShippedTables()), func(d catalog.Table) bool { return d.ID != "diff_households" && d.ID != "diff_cells" })
	pub.Moved = &reports.Moved{Tables: []reports.MovedTable{{ID: "a", File: "报表/甲.xlsx", Sheet: "甲", Moves: make([]reports.Move, 3)}, {ID: "b", File: "报表/乙.xlsx", Sheet: "乙", Moves: make([]reports.Move, 6)}}}
	var got, cells []string
	for _, b := range drawnBooks(t, pub) {
		for _, table := range b.Tables {
			if table.Short == "各表变动" && b.Name != "报表/变动表.xlsx" {
				for _, r := range table.Rows {
					cells = append(cells, r.Cells[0].Text)
				}
				cells = append(cells, b.Name)
			}
			if table.Short == "户的变动" && b.Name != "报表/变动表.xlsx" {
				for _, r := range table.Rows {
					got = append(got, r.Cells[2].Text)
				}
				got = append(got, b.Name)
			}
		}
	}
	want := "H0 H1 H2 H3 报表/变动表/户的变动(1).xlsx H4 H5 H6 H7 报表/变动表/户的变动(2).xlsx H8 报表/变动表/户的变动(3).xlsx"
	if s := strings.Join(got, " "); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
	if s := strings.Join(cells, " "); s != "甲 甲 甲 乙 报表/变动表/各表变动(1).xlsx 乙 乙 乙 乙 报表/变动表/各表变动(2).xlsx 乙 报表/变动表/各表变动(3).xlsx" {
		t.Errorf("cells: %s", s)
	}
	tables, err := reports.DiffTables(context.Background(), pub.Meta, d, nil)
	if err != nil {
		t.Fatal(err)
	}
	got = nil
	for _, table := range tables { // of a comparison by hand, in one workbook
		if table.Short == "户的变动" {
			for _, r := range table.Rows {
				got = append(got, r.Cells[2].Text)
			}
		}
	}
	if s := strings.Join(got, " "); s != "H0 H1 H2 H3 H4 H5 H6 H7 H8" {
		t.Errorf("by hand: %s", s)
	}
}

// A township with more findings than a workbook holds has several lists, each with
// its own numbers; together they have every finding once.
func TestLongProblemList(t *testing.T) {
	usual := reports.LongLedger
	defer func() { reports.LongLedger = usual }()
	reports.LongLedger = 2
	pub := sample.Publication()
	pub.Source = streamed{pub.Source.(sample.Source), "problems", t}
	var got []string
	if err := reports.ProblemLists(context.Background(), pub, func(name string, list *reports.Table) error {
		got = append(got, name+" "+list.Units)
		for _, r := range list.Rows {
			got = append(got, r.Cells[0].Text+" "+r.Cells[len(r.Cells)-1].Text)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	want := "县级及未定乡镇 单位:处(共1处,其中待办1处)|1 w04|坪里乡 单位:处(共2处,其中待办2处)|1 w01|2 w03|坪里乡(2) 单位:处(共1处,其中待办0处)|1 w02"
	if s := strings.Join(got, "|"); s != reports.Prose(want) && strings.Map(half, s) != strings.Map(half, want) {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}

// half takes full-width brackets, commas and colons for the others.
func half(r rune) rune {
	if i := strings.IndexRune("\uff08\uff09\uff0c\uff1a", r); i >= 0 {
		return []rune("(),:")[i/3]
	}
	return r
}
