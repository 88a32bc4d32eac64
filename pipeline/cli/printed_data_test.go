package cli

import (
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// dataset is a table of a publication as other programs read it: every value is a
// text, "" for none, 是 and 否 for what is true or not.
type dataset struct {
	id      string
	at      map[string]int
	rows    [][]string
	byArea  map[string][]int // level and code → rows
	general bool             // by level and area_code
}

func (s *dataset) get(row int, column string) string {
	if at, ok := s.at[column]; ok && row >= 0 {
		return s.rows[row][at]
	}
	return ""
}

func (s *dataset) number(row int, column string) *big.Rat {
	n, _ := new(big.Rat).SetString(s.get(row, column))
	return n
}

// count is a whole number, 0 for none.
func (s *dataset) count(row int, column string) int64 {
	if n := s.number(row, column); n != nil {
		return n.Num().Int64() / n.Denom().Int64()
	}
	return 0
}

// published is what a publication holds as data, for what its workbooks print.
type published struct {
	t    *testing.T
	dir  string
	meta reports.Meta
	past reports.Past
	sets map[string]*dataset
	tree []unit

	printed map[string]*wantedTable // by id, once they are worked out
	moved   []wantedRow             // of 各表变动, once it is worked out
	pages   map[string][]pageTable  // by path, once they are read
}

// unit is a county, township or village; above are the codes of what it lies in.
type unit struct {
	level, code, name string
	deep              int
	above             []string

	expected, arrived, unlisted int64 // villages
}

func readPublished(t *testing.T, dir string) *published {
	t.Helper()
	d := &published{t: t, dir: dir, sets: map[string]*dataset{}}
	for name, into := range map[string]any{reports.MetaFile: &d.meta, reports.PastFile: &d.past} {
		if err := json.Unmarshal([]byte(mustRead(t, filepath.Join(dir, filepath.FromSlash(name)))), into); err != nil {
			t.Fatal(err)
		}
	}
	d.tree = d.units()
	return d
}

// books are the printed workbooks.
func (d *published) books() []string {
	var names []string
	for _, folder := range []string{"报表", "台账", "问题清单"} {
		err := filepath.WalkDir(filepath.Join(d.dir, folder), func(path string, e os.DirEntry, err error) error {
			if err == nil && e.IsDir() && e.Name() == "标注副本" { // copies of what came in, not tables
				return filepath.SkipDir
			}
			if err == nil && !e.IsDir() {
				rel, _ := filepath.Rel(d.dir, path)
				names = append(names, filepath.ToSlash(rel))
			}
			return err
		})
		if err != nil && !os.IsNotExist(err) {
			d.t.Fatal(err)
		}
	}
	return names
}

// set reads a table of data or trace.
func (d *published) set(id string) *dataset {
	d.t.Helper()
	if s := d.sets[id]; s != nil {
		return s
	}
	path := filepath.Join(d.dir, "data", id+".parquet")
	if _, err := os.Stat(path); err != nil {
		path = filepath.Join(d.dir, "trace", id+".parquet")
	}
	columns, rows := parquetRows(d.t, path)
	s := &dataset{id: id, at: map[string]int{}, rows: rows, byArea: map[string][]int{}}
	for i, c := range columns {
		s.at[c] = i
	}
	for _, r := range rows {
		for j, v := range r {
			r[j] = map[string]string{"true": "是", "false": "否"}[v]
			if r[j] == "" {
				r[j] = v
			}
		}
	}
	_, level := s.at["level"]
	_, area := s.at["area_code"]
	_, village := s.at["village_code"]
	s.general = level && area
	home := map[string]unit{}
	for _, u := range d.tree {
		home[u.level+" "+u.code] = u
	}
	for i := range rows {
		switch {
		case s.general:
			key := s.get(i, "level") + " " + s.get(i, "area_code")
			s.byArea[key] = append(s.byArea[key], i)
		case village:
			code := s.get(i, "village_code")
			s.byArea["village "+code] = append(s.byArea["village "+code], i)
			if u, ok := home["village "+code]; ok {
				s.byArea["township "+u.above[0]] = append(s.byArea["township "+u.above[0]], i)
				s.byArea["county "+u.above[1]] = append(s.byArea["county "+u.above[1]], i)
			}
		}
	}
	d.sets[id] = s
	return s
}

// parquetRows reads a Parquet file; what is null is "".
func parquetRows(t *testing.T, path string) (columns []string, out [][]string) {
	t.Helper()
	f, err := file.OpenParquetFile(path, false)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	table, err := r.ReadTable(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer table.Release()
	for _, field := range table.Schema().Fields() {
		columns = append(columns, field.Name)
	}
	records := array.NewTableReader(table, 0)
	defer records.Release()
	for records.Next() {
		rec := records.Record()
		for i := range int(rec.NumRows()) {
			row := make([]string, rec.NumCols())
			for j, c := range rec.Columns() {
				if !c.IsNull(i) {
					row[j] = strings.Clone(c.ValueStr(i))
				}
			}
			out = append(out, row)
		}
	}
	return columns, out
}

// units are the county, its townships and their villages by their codes, with how
// many villages have to report and have.
func (d *published) units() []unit {
	v := d.set("villages")
	delete(d.sets, "villages") // whose areas are not known yet
	came := map[string][2]int64{}
	ind := d.set("indicators")
	delete(d.sets, "indicators")
	for i := range ind.rows {
		if ind.get(i, "level") == "village" {
			came[ind.get(i, "area_code")] = [2]int64{ind.count(i, "villages_expected"), ind.count(i, "villages_arrived")}
		}
	}
	var out []unit
	find := func(level, code, name string, deep int, above ...string) *unit {
		for i := range out {
			if out[i].level == level && out[i].code == code {
				return &out[i]
			}
		}
		out = append(out, unit{level: level, code: code, name: name, deep: deep, above: above})
		return &out[len(out)-1]
	}
	for i := range v.rows {
		county, town, code := v.get(i, "county_code"), v.get(i, "township_code"), v.get(i, "village_code")
		find("county", county, v.get(i, "county"), 0)
		find("township", town, v.get(i, "township"), 1, county)
		find("village", code, v.get(i, "village_name"), 2, town, county)
		c := came[code]
		for _, u := range []*unit{find("county", county, "", 0), find("township", town, "", 1), find("village", code, "", 2)} {
			u.expected += c[0]
			if c[0] > 0 {
				u.arrived += min(c[0], c[1])
			} else {
				u.unlisted += c[1]
			}
		}
	}
	slices.SortStableFunc(out, func(a, b unit) int { return strings.Compare(a.path(), b.path()) })
	return out
}

// path puts what lies in an area behind it.
func (u unit) path() string {
	path := u.code
	for _, a := range u.above {
		path = a + "/" + path
	}
	return path
}

// down are the units down to a level.
func (d *published) down(level string) []unit {
	deep := map[string]int{"county": 0, "township": 1, "village": 2}[level]
	return slices.DeleteFunc(slices.Clone(d.tree), func(u unit) bool { return u.deep > deep })
}

func (u unit) missing() bool { return u.arrived < u.expected }

// silent tells that nothing of the area came that had to.
func (u unit) silent() bool { return u.missing() && u.arrived == 0 }

// begins are the cells that begin the row of an area: its name and what has come.
func (u unit) begins() []wanted {
	name := u.name
	if u.level == "county" {
		name += "合计"
	}
	came, state := "—", "齐全"
	if u.expected > 0 {
		came = fmt.Sprintf("%d/%d", u.arrived, u.expected)
	}
	switch {
	case u.expected == 0 && u.unlisted > 0:
		state = "未列入名单"
	case u.expected == 0:
		state = "不需报"
	case u.arrived == 0:
		state = "未到"
	case u.missing():
		state = "暂计"
	}
	return []wanted{word(name), word(came), word(state)}
}

var areaHeads = []string{"单位", "来件/到/应到(村)", "来件/状况"}

// word is a text, 不详 for none.
func word(s string) wanted { return orWord(s, "不详") }

func orWord(s, empty string) wanted {
	if strings.TrimSpace(s) == "" {
		s = empty
	}
	return wanted{text: s}
}

func repeated(text string, n int) (out []wanted) {
	for range n {
		out = append(out, wanted{text: text})
	}
	return out
}

func grouped(digits string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	whole, rest, cut := strings.Cut(digits, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if cut {
		whole += "." + rest
	}
	return sign + whole
}

func whole(n int64) wanted { return wholeRat(big.NewRat(n, 1)) }

func wholeRat(n *big.Rat) wanted {
	r, _ := new(big.Rat).SetString(n.FloatString(0))
	return wanted{text: grouped(n.FloatString(0)), number: r}
}

func moneyOf(n *big.Rat) wanted { return wanted{text: grouped(n.FloatString(2)), number: n} }

// decimals shows a number, … where it is above 0 and below what is shown.
func decimals(n *big.Rat, places int) wanted {
	text := n.FloatString(places)
	if n.Sign() > 0 && strings.Trim(text, "0.") == "" {
		text = "…"
	}
	return wanted{text: text, number: n}
}

// percent shows a fraction in per cent.
func percent(n *big.Rat) wanted {
	return decimals(new(big.Rat).Mul(n, big.NewRat(100, 1)), 2)
}

// ratio is a share in per cent, — of nothing.
func ratio(num, den int64) wanted {
	if den == 0 {
		return wanted{text: "—"}
	}
	return percent(big.NewRat(num, den))
}

func signedNumber(n *big.Rat, places int) wanted {
	text := grouped(new(big.Rat).Abs(n).FloatString(places))
	switch {
	case strings.Trim(text, "0.") == "":
	case n.Sign() > 0:
		text = "+" + text
	default:
		text = "−" + text
	}
	return wanted{text: text, number: n}
}

// declared are the tables as the publication declares them.
func (d *published) declared() []catalog.Table { return d.meta.Declared }

// fill puts the county and the year into a text.
func (d *published) fill(s string) string {
	return strings.NewReplacer("{县}", d.meta.County, "{年}", fmt.Sprint(d.meta.Period)).Replace(s)
}
