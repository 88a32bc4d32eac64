package catalog

import (
	"bufio"
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sanlv/pipeline/finding"
)

// Layer of a model; also its folder and the prefix of its table.
type Layer string

const (
	LayerStage     Layer = "stg" // one row as sent, cleaned: duplicates settled, codes resolved
	LayerInter     Layer = "int" // what is worked out on the way
	LayerFact      Layer = "fct" // what is published and reported
	LayerIndicator Layer = "ind" // what each household adds to numerator, denominator and unknown of an indicator
	LayerPoverty   Layer = "pov" // a poverty measure: its sums by village, or its value by area
	LayerLedger    Layer = "led" // 台账: the households, persons or problems of one kind that somebody has to see to
	LayerCheck     Layer = "chk" // offending rows
)

// The tables that the runner makes from all indicator models. IndicatorRows puts
// their rows under each other: indicator, village_code, household_id, numerator,
// denominator, unknown; a row without a household_id speaks of the village as a
// whole. IndicatorSums adds them up by village; its denominator is null where that
// of the village is not known, or known to be wrong: smaller than the numerator.
// So the list behind a rate and the rate are one computation.
const (
	IndicatorRows = "ind_household"
	IndicatorSums = "ind_village"
)

// The tables that the runner makes from all poverty measures. One whose sums add
// up (its grain is povertyBySums) stands in PovertySums: measure, item,
// village_code, numerator, denominator, households, persons, unknown. One that
// rests on the order of incomes (povertyByArea) stands in PovertyValues: measure,
// item, level, area_code, value, households, persons, unknown. households and
// persons are those that the measure is taken over, unknown the households left
// out because something about them is not known.
const (
	PovertySums   = "pov_village"
	PovertyValues = "pov_area"

	povertyBySums = "village_code, item"
	povertyByArea = "level, area_code, item"
)

// LedgerRows is the table that the runner makes from all ledgers: their rows
// under each other, with the columns that no model of theirs gives left empty.
const LedgerRows = "led_row"

// What the rows of a ledger are, in the header key counts.
const (
	CountsHouseholds = "household"
	CountsPersons    = "person"
	CountsProblems   = "problem"
)

// Unions names the layer whose models the runner puts together in a table.
var Unions = map[string]Layer{IndicatorRows: LayerIndicator, IndicatorSums: LayerIndicator, PovertySums: LayerPoverty,
	PovertyValues: LayerPoverty, LedgerRows: LayerLedger}

// Model is one SQL file: a header of "-- key: value" lines, then one select.
type Model struct {
	Layer  Layer
	Name   string // file name without .sql
	File   string
	Header map[string]string
	SQL    string
	Needs  []string // tables that the select reads, of any layer
	// Parameters are the thresholds of checks (check.<name>) that the select reads.
	Parameters []string

	Severity    finding.Severity // of a check
	Group       string           // of a check: one of CheckGroups
	Confirmable bool             // of a check: see finding.Rule
	Own         bool             // of a check: the office's own, from its reference files
}

// unknownApart says in an indicator's header that its unknown are no part of its
// denominator.
const unknownApart = "apart"

// UnknownApart reports whether the unknown of an indicator are no part of its
// denominator, as households that did not answer are of none of those that did.
// What the rate could be then lies over both together, or it could exceed one.
func (m Model) UnknownApart() bool { return m.Header["unknown"] == unknownApart }

// AddsUp reports whether the sums of a poverty measure add up from villages to
// townships and counties: whether it stands in PovertySums or in PovertyValues.
func (m Model) AddsUp() bool { return m.Header["grain"] == povertyBySums }

// CheckGroups are the kinds of checks (检查的分组) in the order in which the
// reports list them. NotToExit is no check of the data: it holds the rules by
// which a household may not leave poverty this year (不得脱贫).
var CheckGroups = []string{"身份", "家庭结构", "教育", "劳动力", "医疗与健康", "收入", "住房与土地", "日期", "贫困状况",
	"区划与来件", "汇总核对", "上年比对", "核查", "帮扶与项目", "政策享受", NotToExit}

// NotToExit is the group of the not-to-exit rules.
const NotToExit = "不得脱贫"

// Table is the table (or, for a check, the query) of the model.
func (m Model) Table() string { return string(m.Layer) + "_" + m.Name }

// DataFolder begins the publish key of a table for other programs, TraceFolder
// that of one that only explain and the reports read.
const (
	DataFolder  = "data/"
	TraceFolder = "trace/"
)

// PublishedColumn is a column of a table for other programs.
type PublishedColumn struct {
	Name  string
	Label string // what it holds, in Chinese
}

// Columns are the columns of a published table, as its header declares them.
func (m Model) Columns() []PublishedColumn {
	var out []PublishedColumn
	for _, pair := range strings.Split(m.Header["columns"], ";") {
		if name, label, ok := strings.Cut(pair, "="); ok {
			out = append(out, PublishedColumn{Name: strings.TrimSpace(name), Label: strings.TrimSpace(label)})
		}
	}
	return out
}

// Published returns the models of the tables for other programs by their ids,
// which are their names in DataFolder.
func (c *Catalog) Published() []Model {
	var out []Model
	for _, m := range c.Models {
		if strings.HasPrefix(m.Header["publish"], DataFolder) {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b Model) int { return cmp.Compare(a.Header["publish"], b.Header["publish"]) })
	return out
}

// Indicators returns the models of the indicators in the order in which they are
// told.
func (c *Catalog) Indicators() []Model { return c.numbered(LayerIndicator) }

// Ledgers returns the models of the ledgers in the order in which they are told.
func (c *Catalog) Ledgers() []Model { return c.numbered(LayerLedger) }

func (c *Catalog) numbered(layer Layer) []Model {
	var out []Model
	for _, m := range c.Models {
		if m.Layer == layer {
			out = append(out, m)
		}
	}
	number := func(m Model) int { n, _ := strconv.Atoi(m.Header["number"]); return n } // checked by ParseModel
	slices.SortStableFunc(out, func(a, b Model) int { return cmp.Compare(number(a), number(b)) })
	return out
}

// headerKeys are the keys of a header by layer: true when required.
var headerKeys = map[Layer]map[string]bool{
	LayerStage: {"about": true, "grain": true, findsKey: false},
	LayerInter: {"about": true, "grain": true, findsKey: false, "items": false, "facts": false, "source": false},
	LayerFact: {"about": true, "grain": true, "publish": false, "order": false, "mask": false, "source": false, "columns": false,
		"label": false, "definition": false, "view": false},
	LayerIndicator: {"number": true, "id": true, "label": true, "definition": true, "source": true, "unit": true, "decimals": true,
		"direction": true, "numerator": true, "denominator": true, "heads": true, "grain": true, "nulls": true, "charts": true, "headline": false, "sheet": false, "unknown": false},
	LayerPoverty: {"id": true, "label": true, "definition": true, "formula": true, "source": true, "unit": true, "decimals": true,
		"grain": true, "nulls": true, "empty": true, "behind": true, "base": true, "left": true},
	LayerLedger: {"number": true, "id": true, "label": true, "definition": true, "source": true, "counts": true, "reason": true,
		"grain": true, "nulls": true, "indicator": false, "part": false, "sheet": false},
	LayerCheck: {"severity": true, "about": true, "message": true, "mend": true, "source": true, "group": true, "entity": false, "confirm": false},
}

// mayRead says which layers a layer may read; raw, ref and meta tables are the
// loader's and the catalog's.
var mayRead = map[Layer][]string{
	LayerStage:     {"raw", "ref", "meta", "stg"},
	LayerInter:     {"ref", "meta", "stg", "int"},
	LayerFact:      {"ref", "meta", "stg", "int", "ind", "pov", "led", "fct"},
	LayerIndicator: {"ref", "meta", "stg", "int"},
	LayerPoverty:   {"ref", "meta", "stg", "int"},
	LayerLedger:    {"ref", "meta", "stg", "int", "ind"},
	LayerCheck:     {"raw", "ref", "meta", "stg", "int", "ind", "pov", "fct"},
}

var (
	headerLine = regexp.MustCompile(`^-- ([a-z]+): (.+)$`)
	tableName  = regexp.MustCompile(`\b(raw|ref|meta|stg|int|fct|ind|pov|led|chk)_[a-z0-9_]+\b`)
	comment    = regexp.MustCompile(`--[^\n]*`)
	// what DuckDB has and Spark has not; such things belong in macros.sql
	notShared = regexp.MustCompile(`::|//|\bqualify\b|\bexclude\b|\bgroup\s+by\s+all\b|\bcolumns\s*\(|\bvarchar\b`)
	// what such things have in them; looking for these first is a hundred times faster
	maybeNotShared = []string{"::", "//", "qualify", "exclude", "all", "columns", "varchar"}
	finalEnd       = regexp.MustCompile(`(?is)\bselect\s+\*\s+from\s+final\s*$`)
)

func loadModels(tree fs.FS) ([]Model, error) {
	var models []Model
	for _, layer := range []Layer{LayerStage, LayerInter, LayerFact, LayerIndicator, LayerPoverty, LayerLedger, LayerCheck} {
		files, err := fs.Glob(tree, string(layer)+"/*.sql")
		if err != nil {
			return nil, fmt.Errorf("list models: %w", err)
		}
		slices.Sort(files)
		for _, f := range files {
			text, err := fs.ReadFile(tree, f)
			if err != nil {
				return nil, fmt.Errorf("read model: %w", err)
			}
			m, err := ParseModel(layer, f, string(text))
			if err != nil {
				return nil, err
			}
			models = append(models, m)
		}
	}
	return orderModels(models)
}

// ParseModel reads a model file. The header is strict: an unknown, repeated or
// missing key is an error with file and line.
func ParseModel(layer Layer, file, text string) (Model, error) {
	m := Model{Layer: layer, Name: strings.TrimSuffix(path.Base(file), ".sql"), File: file, Header: map[string]string{}}
	keys := headerKeys[layer]
	scan := bufio.NewScanner(strings.NewReader(text))
	scan.Buffer(nil, 1<<20)
	line, offset := 0, 0
	for scan.Scan() {
		line++
		s := scan.Text()
		if !strings.HasPrefix(s, "-- ") {
			break
		}
		offset += len(s) + 1
		match := headerLine.FindStringSubmatch(s)
		if match == nil {
			return m, modelError(file, line, "这一行不是“-- 项: 内容”的样子。", "header line is not \"-- key: value\": %s", s)
		}
		key := match[1]
		if _, ok := keys[key]; !ok {
			return m, modelError(file, line, "没有“"+key+"”这一项;可写 "+strings.Join(sortedKeys(keys), "、")+"。", "unknown header key %q", key)
		}
		if _, ok := m.Header[key]; ok {
			return m, modelError(file, line, "“"+key+"”写了两次。", "header key %q repeated", key)
		}
		m.Header[key] = strings.TrimSpace(match[2])
	}
	for _, key := range sortedKeys(keys) {
		if _, ok := m.Header[key]; keys[key] && !ok {
			return m, modelError(file, 1, "开头缺少“-- "+key+": ……”一行。", "header lacks %q", key)
		}
	}
	m.SQL = strings.TrimSpace(text[min(offset, len(text)):])
	if !strings.HasPrefix(strings.ToLower(m.SQL), "with ") || !finalEnd.MatchString(m.SQL) {
		return m, modelError(file, 0, "SQL 须以 with 开头,以 select * from final 结尾,末尾不写分号。", "a model is one chain of CTEs that ends in \"select * from final\"")
	}
	code := comment.ReplaceAllString(m.SQL, "")
	lower := strings.ToLower(code)
	if slices.ContainsFunc(maybeNotShared, func(s string) bool { return strings.Contains(lower, s) }) {
		if word := notShared.FindString(lower); word != "" {
			return m, modelError(file, 0, "SQL 中不能用“"+word+"”。", "%q is not in the SQL that DuckDB and Spark share", word)
		}
	}
	for _, need := range tableName.FindAllString(code, -1) {
		if !slices.Contains(m.Needs, need) {
			m.Needs = append(m.Needs, need)
		}
	}
	slices.Sort(m.Needs)
	m.Parameters = checkParametersOf(code)
	for _, need := range m.Needs {
		prefix, _, _ := strings.Cut(need, "_")
		if !slices.Contains(mayRead[layer], prefix) {
			return m, modelError(file, 0, "SQL 中不能读 "+need+";可读的表以 "+strings.Join(mayRead[layer], "_、")+"_ 开头。", "a model of layer %s may not read %s", layer, need)
		}
	}
	if id, ok := m.Header["id"]; ok && id != m.Name {
		return m, fmt.Errorf("%s: id %q differs from the file name", file, id)
	}
	if n, ok := m.Header["number"]; ok {
		if _, err := strconv.Atoi(n); err != nil {
			return m, fmt.Errorf("%s: number %q is not a whole number", file, n)
		}
	}
	switch layer {
	case LayerIndicator:
		if strings.Count(m.Header["heads"], ";") != 1 {
			return m, fmt.Errorf("%s: heads %q are not a head of the numerator and one of the denominator", file, m.Header["heads"])
		}
		if u := m.Header["unknown"]; u != "" && u != unknownApart {
			return m, fmt.Errorf("%s: unknown %q is not %s", file, u, unknownApart)
		}
		if d := m.Header["direction"]; d != "lower" && d != "higher" {
			return m, fmt.Errorf("%s: direction %q is not lower or higher", file, d)
		}
	case LayerLedger:
		if c := m.Header["counts"]; c != CountsHouseholds && c != CountsPersons && c != CountsProblems {
			return m, fmt.Errorf("%s: counts %q is not %s, %s or %s", file, c, CountsHouseholds, CountsPersons, CountsProblems)
		}
		if (m.Header["indicator"] == "") != (m.Header["part"] == "") {
			return m, fmt.Errorf("%s: indicator and part go together", file)
		}
	case LayerPoverty:
		if g := m.Header["grain"]; g != povertyBySums && g != povertyByArea {
			return m, fmt.Errorf("%s: grain %q is not %q or %q", file, g, povertyBySums, povertyByArea)
		}
	case LayerStage, LayerInter:
		if f, given := m.Header[findsKey]; given && f != "places" && f != "copies" {
			return m, fmt.Errorf("%s: finds %q is not places or copies", file, f)
		}
	case LayerFact:
		if (m.Header["publish"] == "") != (m.Header["order"] == "") {
			return m, fmt.Errorf("%s: publish and order go together", file)
		}
		if v, given := m.Header["view"]; given && (v != "yes" || m.Header["publish"] == "") {
			return m, fmt.Errorf("%s: view is yes, of a model that is published, or left out", file)
		}
		if p := m.Header["publish"]; p != "" && !strings.HasPrefix(p, DataFolder) && !strings.HasPrefix(p, TraceFolder) {
			return m, fmt.Errorf("%s: publish %q does not begin with %s or %s", file, p, DataFolder, TraceFolder)
		}
		for _, key := range []string{"label", "definition", "columns"} {
			if strings.HasPrefix(m.Header["publish"], DataFolder) != (m.Header[key] != "") {
				return m, fmt.Errorf("%s: what is published as data, and nothing else, has the header key %q", file, key)
			}
		}
	case LayerCheck:
		m.Severity = finding.Severity(m.Header["severity"])
		if m.Severity != finding.Error && m.Severity != finding.Warning && m.Severity != finding.Notice {
			return m, modelError(file, 0, "severity 须是 错误、警告 或 提示。", "severity %q is not %s, %s or %s", m.Severity, finding.Error, finding.Warning, finding.Notice)
		}
		m.Group = m.Header["group"]
		if !slices.Contains(CheckGroups, m.Group) {
			return m, modelError(file, 0, "group 须是 "+strings.Join(CheckGroups, "、")+" 之一。", "group %q is none of %s", m.Group, strings.Join(CheckGroups, ", "))
		}
		confirm, given := m.Header["confirm"]
		if given && confirm != "yes" {
			return m, modelError(file, 0, "confirm 只能写 yes;不能以说明了结的,删去这一行。", "confirm %q is not yes", confirm)
		}
		m.Confirmable = given
	}
	return m, nil
}

// orderModels sorts models so that each comes after those it reads, by layer
// and name where that leaves a choice. The models of a union come before it.
func orderModels(models []Model) ([]Model, error) {
	byTable := map[string]*Model{}
	for i := range models {
		byTable[models[i].Table()] = &models[i]
	}
	var order []Model
	state := map[string]int{} // 1: on the path, 2: placed
	var place func(m *Model, trail []string) error
	place = func(m *Model, trail []string) error {
		table := m.Table()
		trail = append(trail, table)
		switch state[table] {
		case 1:
			return fmt.Errorf("models read each other in a circle: %s", strings.Join(trail, " -> "))
		case 2:
			return nil
		}
		state[table] = 1
		for _, need := range m.Needs {
			if layer, ok := Unions[need]; ok {
				for i := range models {
					if models[i].Layer == layer {
						if err := place(&models[i], trail); err != nil {
							return err
						}
					}
				}
				continue
			}
			prefix, _, _ := strings.Cut(need, "_")
			if prefix == "raw" || prefix == "ref" || prefix == "meta" {
				continue // made by the loader; the prepare test proves that they are there
			}
			dep, ok := byTable[need]
			if !ok {
				return fmt.Errorf("%s reads %s, which no model makes", m.File, need)
			}
			if err := place(dep, trail); err != nil {
				return err
			}
		}
		state[table] = 2
		order = append(order, *m)
		return nil
	}
	for i := range models {
		if err := place(&models[i], nil); err != nil {
			return nil, err
		}
	}
	return order, nil
}
