package pipeline

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
)

// A check's case stands in testdata/checks/<id>.txt. It reads like the sheets:
//
//	# what is shown
//	bad
//	household: household_id, persons
//	H1, 3
//	H2, 4
//	finds
//	户表 B3: 家庭人口数填 4 人,人表有 3 人。
//	mended
//	household: household_id, persons
//	H2, 3
//	good
//	…
//	nulls
//	…
//
// A table is "kind:" or "kind file date:" with the columns that its sheet has;
// the header stands in row 1, so its first row is row 2 and its first column is
// A. The file is named after the sheet (户表.xlsx) unless it is named, date is
// 填报时间. An empty cell is blank; one that begins with ! was rejected by the
// reader, one that begins with ~ was kept but must not be joined on. Columns that
// every such sheet has (乡镇, 村, 姓名 …) are filled where they are not written.
// bad must find exactly what it says; the other three find nothing, and take the
// tables that they do not write themselves from bad. "kind:" alone leaves one out.
// "setting:" sets parameters in force, by their columns in ref_setting.
type checkCase struct {
	sections map[string][]caseTable
	finds    []string // of bad: "file cell: message"
}

// caseSections are what every case has.
var caseSections = []string{"bad", "mended", "good", "nulls"}

type caseTable struct {
	kind, file, filled string
	columns            []string
	rows               [][]string
}

func (t caseTable) key() string { return t.kind + " " + t.file }

// caseDefaults fills what every sheet of a kind has, where the case does not
// write it. %d is the number of the row.
var caseDefaults = map[string]map[string]string{
	"household":     {"county": "县", "township": "镇", "village": "村", "village_code": "999901001001", "household_id": "H%d", "head_name": "户主%d"},
	"member":        {"household_id": "H2", "name": "人%d"},
	"village":       {"township": "镇", "village": "村", "village_code": "999901001001"},
	"township":      {"township": "镇"},
	"county":        {"county": "县"},
	"verification":  {"batch": "1", "village_code": "999901001001", "household_id": "H%d"},
	"frame":         {"batch": "1", "stratum": "层", "village_code": "999901001001"},
	"baseline":      {"household_id": "H%d", "year": "2017"},
	"policy":        {"household_id": "H%d", "policy": "其他"},
	"assistance":    {"household_id": "H%d", "helper": "帮扶人", "visited_on": "2018-10-01"},
	"project":       {"project_id": "P%d", "project_name": "路", "village_code": "999901001001"},
	"rectification": {"problem_id": "W%d", "village_code": "999901001001", "deadline": "2018-10-01", "state": "整改中"},
	"work_team":     {"village_code": "999901001001", "year": "2018", "quarter": "四季度", "name": "队员%d"},
	"department":    {"department": "医保", "item": "住院自付"},
}

func readCase(file string) (*checkCase, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	c := &checkCase{sections: map[string][]caseTable{}}
	section, finds := "", false
	for i, line := range strings.Split(string(raw), "\n") {
		line = strings.TrimSpace(line)
		tables := c.sections[section]
		name, columns, isTable := strings.Cut(line, ":")
		kind, rest, _ := strings.Cut(name, " ")
		_, known := caseDefaults[kind]
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case isCaseSection(line):
			if _, twice := c.sections[line]; twice {
				return nil, fmt.Errorf("%s:%d: a second section %s", file, i+1, line)
			}
			section, finds = line, false
			c.sections[section] = nil
		case line == "finds" && section == "bad":
			finds = true
		case finds:
			c.finds = append(c.finds, line)
		case section != "" && isTable && (known || kind == "unit" || kind == "setting"):
			t := caseTable{kind: kind}
			for _, word := range strings.Fields(rest) {
				if strings.HasPrefix(word, "20") {
					t.filled = word
				} else {
					t.file = word
				}
			}
			t.columns = cells(columns)
			c.sections[section] = append(tables, t)
		case len(tables) > 0:
			t := &tables[len(tables)-1]
			row := cells(line)
			if len(row) > len(t.columns) {
				return nil, fmt.Errorf("%s:%d: %d cells under %d columns", file, i+1, len(row), len(t.columns))
			}
			for len(row) < len(t.columns) {
				row = append(row, "")
			}
			t.rows = append(t.rows, row)
		default:
			return nil, fmt.Errorf("%s:%d: %q belongs nowhere", file, i+1, line)
		}
	}
	for _, s := range caseSections {
		if _, ok := c.sections[s]; !ok {
			return nil, fmt.Errorf("%s: no section %s", file, s)
		}
	}
	if len(c.finds) == 0 {
		return nil, fmt.Errorf("%s: bad finds nothing", file)
	}
	return c, nil
}

func isCaseSection(line string) bool {
	for _, s := range caseSections {
		if line == s {
			return true
		}
	}
	return false
}

func cells(line string) []string {
	if strings.TrimSpace(line) == "" {
		return nil
	}
	r := csv.NewReader(strings.NewReader(line))
	r.TrimLeadingSpace = true
	fields, err := r.Read()
	if err != nil {
		return []string{line}
	}
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	return fields
}

// tables of a section, with those of bad that it does not write itself.
func (c *checkCase) tables(section string) []caseTable {
	out := c.sections[section]
	if section == "bad" {
		return out
	}
	own := map[string]bool{}
	for _, t := range out {
		own[t.key()] = true
	}
	for _, t := range c.sections["bad"] {
		if !own[t.key()] {
			out = append(out, t)
		}
	}
	return out
}

// copies reports whether a section has two sheets of a kind.
func (c *checkCase) copies(section string) bool {
	seen := map[string]bool{}
	for _, t := range c.tables(section) {
		if seen[t.kind] {
			return true
		}
		seen[t.kind] = true
	}
	return false
}

// place is the file of a table; it has one sheet, of the same name.
func (t caseTable) place(cat *catalog.Catalog) (file, sheet string) {
	if t.file != "" {
		return t.file + ".xlsx", t.file
	}
	s, ok := cat.Sheet(t.kind)
	if !ok { // a list or a setting, and no sheet
		return "", ""
	}
	return s.Label + ".xlsx", s.Label
}

// inserts is the SQL that puts a section into the empty tables, and the tables
// that get rows by it.
func (c *checkCase) inserts(cat *catalog.Catalog, section string) (sql string, tables []string, err error) {
	rows := map[string][]string{} // by what they are inserted into: one statement for all is quicker
	var order []string
	into := func(table string, columns []string, values []string) {
		if !slices.Contains(tables, table) {
			tables = append(tables, table)
		}
		head := "INSERT INTO " + table + " (" + strings.Join(columns, ",") + ") VALUES "
		if rows[head] == nil {
			order = append(order, head)
		}
		rows[head] = append(rows[head], "("+strings.Join(values, ",")+")")
	}
	for _, t := range c.tables(section) {
		if len(t.columns) == 0 {
			continue
		}
		if t.kind == "setting" {
			for i, value := range quoted(t.rows[0]) {
				sql += "UPDATE ref_setting SET " + t.columns[i] + " = " + value + ";\n"
			}
			tables = append(tables, "ref_setting")
			continue
		}
		if t.kind == "unit" {
			for _, row := range t.rows {
				into("ref_unit", t.columns, quoted(row))
			}
			continue
		}
		s, _ := cat.Sheet(t.kind)
		file, sheet := t.place(cat)
		for i, name := range t.columns {
			col, ok := s.Column(name)
			if !ok {
				return "", nil, fmt.Errorf("the %s sheet has no column %s", t.kind, name)
			}
			into("meta_column", []string{"file", "sheet", "kind", "column_name", "letter", "header", "unit"},
				quoted([]string{file, sheet, t.kind, name, string(rune('A' + i)), col.Label, ""}))
		}
		into("meta_intake", []string{"file", "sheet", "kind", "rows_read", "rows_loaded", "rows_rejected", "rows_recognised", "status", "reason", "filled_on"},
			quoted([]string{file, sheet, t.kind, fmt.Sprint(len(t.rows) + 1), fmt.Sprint(len(t.rows)), "0", "1", "已读入", "", t.filled}))
		for i, row := range t.rows {
			names, values := t.cellsOf(i, row, file, sheet)
			into(s.RawTable(), names, values)
		}
	}
	for _, head := range order {
		sql += head + strings.Join(rows[head], ",") + ";\n"
	}
	return sql, tables, nil
}

// cellsOf gives the columns of a row of the raw table and their SQL values.
func (t caseTable) cellsOf(i int, row []string, file, sheet string) (names, values []string) {
	rejected, nokey := "", ""
	for j, cell := range row {
		switch {
		case strings.HasPrefix(cell, "!"):
			rejected, cell = rejected+";"+t.columns[j]+";", ""
		case strings.HasPrefix(cell, "~"):
			nokey, cell = nokey+";"+t.columns[j]+";", cell[1:]
		}
		names, values = append(names, t.columns[j]), append(values, cell)
	}
	for _, name := range sortedNames(caseDefaults[t.kind]) {
		if !slices.Contains(t.columns, name) {
			names, values = append(names, name), append(values, strings.ReplaceAll(caseDefaults[t.kind][name], "%d", fmt.Sprint(i+2)))
		}
	}
	values = quoted(append(values, file, sheet, fmt.Sprint(i+2)))
	names = append(names, "_file", "_sheet", "_row", "_rejected", "_inferred", "_nokey")
	return names, append(values, "'"+rejected+"'", "''", "'"+nokey+"'")
}

// quoted writes cells as SQL values that any column takes: 是 and 否 are of
// yes-no columns, an empty cell is null.
func quoted(row []string) []string {
	out := make([]string, len(row))
	for i, cell := range row {
		switch cell {
		case "":
			out[i] = "NULL"
		case "是":
			out[i] = "true"
		case "否":
			out[i] = "false"
		default:
			out[i] = "'" + strings.ReplaceAll(cell, "'", "''") + "'"
		}
	}
	return out
}
