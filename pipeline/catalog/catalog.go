// Package catalog holds what is declared rather than programmed: the sheets a
// county sends and their columns, code lists, standards, parameters, village
// lists, and the SQL models with their headers. All of it is read from
// data/reference and pipeline/models, checked, and handed on as plain values.
//
// What is wrong in a reference file is a finding, for the county edits these
// files; what is wrong in a model is an error, for we do.
package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	shipped "sanlv/data/reference"
	"sanlv/pipeline/finding"
	"sanlv/pipeline/models"
)

// Catalog is everything declared.
type Catalog struct {
	Sheets     []Sheet // ordered by kind
	Codes      map[string]*CodeList
	Standards  []Standard
	Parameters []Parameter
	Lines      []Line
	ExitItems  []ExitItem
	Units      []Unit
	Boundaries []Boundary // of townships; none where the county supplies no map
	Frozen     []FrozenPopulation
	Scorecards []Scorecard
	Policies   []Policy
	Alerts     []AlertRule
	Sources    []Source // systems whose exports carry codes
	Tables     []Table  // of the workbooks, in their order
	Models     []Model  // in the order in which they can be built
	Files      []File   // the reference files used, ordered by name

	outOfForce    []string       // rows of code lists and sources that KeepInForce has taken out
	spoiltTables  []string       // ids of tables.csv that are none
	parameterRows map[string]int // rows of parameters.csv by parameter, those that cannot be read too
}

// File is a reference file that was read.
type File struct {
	Name   string // path below data/reference, with slashes
	SHA256 string
}

// Sheet returns the sheet of a kind.
func (c *Catalog) Sheet(kind string) (*Sheet, bool) {
	for i := range c.Sheets {
		if c.Sheets[i].Kind == kind {
			return &c.Sheets[i], true
		}
	}
	return nil, false
}

// Open loads the shipped reference files and models, with the office's own files
// in override, which may be nil. Findings in them come as a *ConfigError.
func Open(override fs.FS) (*Catalog, error) {
	c, findings, err := Load(shipped.Files, override, models.Files)
	if err != nil {
		return nil, fmt.Errorf("load catalog: %w", err)
	}
	if len(findings) > 0 {
		return nil, &ConfigError{Findings: findings}
	}
	return c, nil
}

// OpenOn does the same for a run on an as-of date, resolves the parameters of that
// date, and keeps of the code lists and tables what is in force on it: the findings
// in all files come together.
func OpenOn(override fs.FS, asOf time.Time) (*Catalog, Settings, error) {
	c, findings, err := Load(shipped.Files, override, models.Files)
	if err != nil {
		return nil, Settings{}, fmt.Errorf("load catalog: %w", err)
	}
	settings, more := c.Settings(asOf)
	if findings = append(findings, more...); len(findings) > 0 {
		finding.Sort(findings)
		return nil, Settings{}, &ConfigError{Findings: findings}
	}
	c.KeepInForce(asOf)
	return c, settings, nil
}

// Load reads the reference files and the models. The reference file of each
// name comes from override when it is there, else from builtin; override may be
// nil. Findings mean that the reference files cannot be used as they stand.
func Load(builtin, override fs.FS, models fs.FS) (*Catalog, []finding.Finding, error) {
	c := &Catalog{Codes: map[string]*CodeList{}}
	r := &reference{builtin: builtin, override: override}
	var err error
	c.Models, err = loadModels(models)
	if err != nil {
		return nil, nil, err
	}
	if err := c.readAll(r); err != nil {
		return nil, nil, err
	}
	if err := c.readOwnChecks(r); err != nil {
		return nil, nil, err
	}
	c.crossCheck(r)
	if override != nil {
		shipped := &Catalog{Codes: map[string]*CodeList{}, Models: c.Models}
		if err := shipped.readAll(&reference{builtin: builtin}); err != nil {
			return nil, nil, err
		}
		c.checkKept(r, shipped)
	}
	c.Files = r.files
	finding.Sort(r.findings)
	return c, r.findings, nil
}

// readAll reads every reference file there is.
func (c *Catalog) readAll(r *reference) error {
	if err := r.list(); err != nil {
		return fmt.Errorf("list reference files: %w", err)
	}
	codesOf, cards, policies, alerts, tables := false, false, false, false, false
	for _, name := range r.names {
		base := strings.TrimSuffix(path.Base(name), ".csv")
		var err error
		switch {
		case path.Dir(name) == "codes":
			err = c.readCodes(r, name, base)
		case path.Dir(name) == "sheets":
			err = c.readSheet(r, name, base)
		case name == "standards.csv":
			err = c.readStandards(r, name)
		case name == "parameters.csv":
			err = c.readParameters(r, name)
		case name == "village_exit.csv":
			err = c.readExitItems(r, name)
		case name == BoundaryFile:
			err = c.readBoundaries(r)
		case name == "units.csv":
			err = c.readUnits(r, name)
		case name == "frozen_population.csv":
			err = c.readFrozenPopulation(r, name)
		case name == "scorecard.csv":
			cards = true // rests on the code lists
		case name == "policies.csv":
			policies = true // as well
		case name == "alerts.csv":
			alerts = true // as well
		case slices.Contains([]string{tablesFile, columnsFile, notesFile}, name):
			tables = true // of one another
		case name == "sources.csv":
			err = c.readSources(r, name)
		case name == sourceCodes:
			codesOf = true // rests on the others
		default:
			r.report(name, 0, "", "", "ref.file", "不是本程序认识的参照文件。", "改名为已有的参照文件名,或移出该文件夹。")
		}
		if err != nil {
			return err
		}
	}
	if cards {
		if err := c.readScorecards(r, "scorecard.csv"); err != nil {
			return err
		}
	}
	if tables {
		for _, read := range []func(*reference) error{c.readTables, c.readTableColumns, c.readTableNotes} {
			if err := read(r); err != nil {
				return err
			}
		}
	}
	if policies {
		if err := c.readPolicies(r, "policies.csv"); err != nil {
			return err
		}
	}
	if alerts {
		if err := c.readAlerts(r, "alerts.csv"); err != nil {
			return err
		}
	}
	if codesOf {
		return c.readSourceCodes(r, sourceCodes)
	}
	return nil
}

// sourceCodes is the file with what the codes of the sources mean.
const sourceCodes = "source_codes.csv"

// crossCheck looks for references between files that lead nowhere.
func (c *Catalog) crossCheck(r *reference) {
	for _, s := range c.Sheets {
		for _, col := range s.Columns {
			if col.List != "" && c.Codes[col.List] == nil {
				r.report("sheets/"+s.Kind+".csv", col.line, "代码表", col.List, "ref.unknown",
					"没有这张代码表。", "在 codes 文件夹中添上该代码表,或改用已有的代码表名。")
			}
		}
	}
	c.crossCheckParameters(r)
	c.checkTables(r)
}

// checkKept looks for columns and labels that the models name and the office's
// own copy of a file has lost. Columns, labels and synonyms may be added freely.
func (c *Catalog) checkKept(r *reference, shipped *Catalog) {
	for _, was := range shipped.Sheets {
		now, ok := c.Sheet(was.Kind)
		if !ok {
			continue // its file has findings of its own
		}
		for _, col := range was.Columns {
			kept, ok := now.Column(col.Name)
			if !ok || kept.Type.SQL() != col.Type.SQL() {
				r.report("sheets/"+was.Kind+".csv", 0, "列名", col.Name, "ref.missing", "缺少列“"+col.Name+"”("+col.Label+"),或类型改得不能计算。",
					"恢复自带的这一行;表头的叫法可以改,列名不能改。")
			}
		}
	}
	for name, list := range shipped.Codes {
		for _, label := range list.Labels {
			if now := c.Codes[name]; now != nil && !slices.Contains(now.Labels, label) {
				r.report("codes/"+name+".csv", 0, "名称", label, "ref.missing", "缺少名称“"+label+"”,规则按它判定。",
					"恢复这一行;本地的叫法写进“同义词”。")
			}
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// reference reads reference files and collects what is wrong with them.
type reference struct {
	builtin, override fs.FS
	names             []string
	files             []File
	findings          []finding.Finding
}

func (r *reference) report(file string, line int, header, raw, rule, message, mend string) {
	r.findings = append(r.findings, finding.Finding{
		Rule: rule, Severity: finding.Error,
		Location: finding.Location{File: file, Row: line, Header: header},
		Raw:      raw, Message: message, Mend: mend,
	})
}

// list gathers the .csv files of both trees, each name once. A file that somebody
// may take for a reference file is a finding: passed over, the shipped one would
// decide and nobody would know.
func (r *reference) list() error {
	seen := map[string]bool{}
	for _, tree := range []fs.FS{r.builtin, r.override} {
		if tree == nil {
			continue
		}
		err := fs.WalkDir(tree, ".", func(p string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			base := path.Base(p)
			if d.IsDir() || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "~$") {
				return nil
			}
			ext := path.Ext(base)
			switch {
			case ext == ".csv", p == BoundaryFile:
				seen[p] = true
			case slices.Contains([]string{".csv", ".xlsx", ".xlsm", ".xls", ".et", ".geojson"}, strings.ToLower(ext)), strings.HasSuffix(strings.ToLower(base), ".csv.txt"):
				r.report(p, 0, "", "", "ref.file", "不是参照文件:只读扩展名为 .csv 的文件和 townships.geojson。", "在 Excel 中另存为“CSV UTF-8(逗号分隔)”,文件名与自带的完全相同,如 standards.csv;本文件移出该文件夹。")
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	r.names = sortedKeys(seen)
	return nil
}

// open returns the bytes of a file, the office's own copy before the built-in one.
func (r *reference) open(name string) ([]byte, error) {
	for _, tree := range []fs.FS{r.override, r.builtin} {
		if tree == nil {
			continue
		}
		b, err := fs.ReadFile(tree, name)
		if err == nil {
			sum := sha256.Sum256(b)
			r.files = append(r.files, File{Name: name, SHA256: hex.EncodeToString(sum[:])})
			return b, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("read reference file %s: %w", name, err)
		}
	}
	return nil, fmt.Errorf("read reference file %s: %w", name, fs.ErrNotExist)
}
