// Package explain answers where a figure comes from: from a rate to its
// numerator and denominator, to the areas and households behind it, to the rule
// and the values that decided, to the cell each value was read from. It reads
// what one publication holds and works nothing out anew, so that it says of a
// publication what the models said when it was made.
package explain

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/internal/duck"
	"sanlv/pipeline/manifest"
)

// Note is one line of an explanation, with what it rests on below it.
type Note struct {
	Text   string         `json:"text"`
	Facts  map[string]any `json:"facts,omitempty"` // the values in the text, by their names in the published data
	Source *Source        `json:"source,omitempty"`
	Below  []Note         `json:"below,omitempty"`
}

// Source is the cell that a value was read from.
type Source struct {
	File   string `json:"file"`
	Sheet  string `json:"sheet"`
	Cell   string `json:"cell"` // F128
	Header string `json:"header,omitempty"`
	Unit   string `json:"unit,omitempty"` // in which the sheet gives the value, where it was scaled
}

// String writes a source as the reports do: file › sheet › F128(header).
func (s Source) String() string {
	at := s.File
	if s.Sheet != "" {
		at += " › " + s.Sheet
	}
	if s.Cell != "" {
		at += " › " + s.Cell
	}
	if s.Header != "" {
		at += "(" + s.Header + ")"
	}
	if s.Unit == "万元" {
		at += ",原表以万元填写"
	}
	return at
}

func note(format string, args ...any) Note { return Note{Text: fmt.Sprintf(format, args...)} }

// Answer is what there is to say about what was asked.
type Answer struct {
	RunID string `json:"run_id"`
	AsOf  string `json:"as_of"`
	Notes []Note `json:"notes"`
	List  *List  `json:"list,omitempty"`
}

// List is what a figure is made of, row by row.
type List struct {
	Title   string     `json:"title"`
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`
}

// UnknownError means that a publication knows nothing of a name that was asked for.
type UnknownError struct {
	Word string
	Near []string // what may have been meant
}

func (e *UnknownError) Error() string { return fmt.Sprintf("%q is not in the publication", e.Word) }

// UnlistedError means that there is no list behind what was asked for.
type UnlistedError struct{}

func (UnlistedError) Error() string { return "no list behind this" }

// Publication is a published run that can be asked.
type Publication struct {
	db     *duck.DB
	temp   string
	dir    string
	defs   []definition
	places map[place]column // filled sheet by sheet
	homes  []record         // trace/village_area
	runID  string
	asOf   string
}

// definition is one row of trace/definition; its fields are those of
// catalog.Definition.
type definition struct{ record }

func (d definition) kind() string { return d.text("kind") }
func (d definition) id() string   { return d.text("id") }

// title is what a definition is called: a rule of the readers, which has no label,
// by what it says.
func (d definition) title() string {
	return cmp.Or(d.text("label"), strings.TrimRight(d.text("definition"), "。"))
}

// Open opens a published folder. Close it after use.
func Open(ctx context.Context, dir string) (_ *Publication, err error) {
	m, err := manifest.Read(dir)
	if err != nil {
		return nil, fmt.Errorf("explain: %w", err)
	}
	temp, err := os.MkdirTemp("", "sanlv-explain-")
	if err != nil {
		return nil, fmt.Errorf("explain: %w", err)
	}
	db, err := duck.Open(ctx, duck.Options{Threads: runtime.NumCPU(), Memory: 512 << 20, TempDir: temp, ReadFiles: true})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(temp))
	}
	p := &Publication{db: db, temp: temp, dir: dir, places: map[place]column{}, runID: m.RunID[:min(8, len(m.RunID))], asOf: m.AsOf}
	rows, err := p.table(ctx, "trace/definition", "true ORDER BY place_order")
	if err != nil {
		return nil, errors.Join(err, p.Close())
	}
	for _, r := range rows {
		p.defs = append(p.defs, definition{r})
	}
	if p.homes, err = p.table(ctx, "trace/village_area", "true"); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// Close gives back what Open took.
func (p *Publication) Close() error {
	return errors.Join(p.db.Close(), os.RemoveAll(p.temp))
}

// Ask answers a question of up to two words, in either order: whom (the code or
// name of an area, a household, the id of a finding) and what (an indicator, an
// exit item, a ledger, a check, by id or name). Without any word it says what can be asked
// for. list asks for the rows behind a figure: "" for none, else Numerator,
// Denominator or Unknown, where a figure has these parts.
func (p *Publication) Ask(ctx context.Context, words []string, list string) (*Answer, error) {
	var who *subject
	var what []definition
	for _, word := range words {
		if d := p.topic(word); len(d) > 0 && what == nil {
			what = d
			continue
		}
		s, err := p.subject(ctx, word)
		if err != nil {
			return nil, err
		}
		if s == nil || who != nil {
			near, err := p.near(ctx, word)
			if err != nil {
				return nil, err
			}
			return nil, &UnknownError{Word: word, Near: near}
		}
		who = s
	}
	a := &Answer{RunID: p.runID, AsOf: p.asOf}
	var err error
	switch {
	case who == nil && what == nil:
		a.Notes = p.contents()
	case who == nil:
		if who, err = p.whole(ctx); err == nil {
			a.Notes, err = p.area(ctx, who, what)
		}
	case who.finding != nil:
		a.Notes, err = p.finding(ctx, who.finding)
	case who.household != nil:
		a.Notes, err = p.household(ctx, who.household, what)
	default:
		a.Notes, err = p.area(ctx, who, what)
	}
	if err != nil {
		return nil, err
	}
	if list != "" {
		if a.List, err = p.list(ctx, who, what, list); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// topic finds what a word names: definitions of one id or label.
func (p *Publication) topic(word string) []definition {
	var out []definition
	for _, d := range p.defs {
		short, _, _ := strings.Cut(d.text("label"), "(")
		named := word == d.id() || word == d.title() || word == short
		switch d.kind() {
		case catalog.KindColumn, catalog.KindGroup: // named together with their sheets and measures only
			named = false
		case catalog.KindStandard: // its id is the indicator's
			named = word == d.text("list")
		case catalog.KindExitItem:
			named = named || word == d.text("list")
		}
		if named {
			out = append(out, d)
		}
	}
	return out
}

// near lists names that hold a word or are held by it.
func (p *Publication) near(ctx context.Context, word string) ([]string, error) {
	var out []string
	for _, d := range p.defs {
		label := d.text("label")
		if label != "" && d.kind() != catalog.KindColumn && (strings.Contains(label, word) || strings.Contains(word, label)) && !slices.Contains(out, label) {
			out = append(out, label)
		}
	}
	areas, err := p.query(ctx, "SELECT DISTINCT area_name FROM {data/indicators} WHERE contains(area_name, ?) OR contains(?, area_name) ORDER BY area_name", word, word)
	if err != nil {
		return nil, err
	}
	for _, a := range areas {
		out = append(out, a.text("area_name"))
	}
	return out[:min(len(out), 8)], nil
}

// subject is whom a question is about.
type subject struct {
	areas     []record // one a level, indicators of none
	household record
	finding   record
}

// subject finds an area by code or name, a household or a finding; nil for none.
func (p *Publication) subject(ctx context.Context, word string) (*subject, error) {
	areas, err := p.table(ctx, "data/indicators", "area_code = ? OR area_name = ?", word, word)
	if err != nil {
		return nil, err
	}
	var s subject
	for _, r := range areas {
		if !slices.ContainsFunc(s.areas, func(o record) bool {
			return o.text("level") == r.text("level") && o.text("area_code") == r.text("area_code")
		}) {
			s.areas = append(s.areas, r)
		}
	}
	if len(s.areas) > 0 {
		slices.SortFunc(s.areas, func(a, b record) int { // county, township, village: as it happens in order of the alphabet
			return strings.Compare(a.text("level")+a.text("area_code"), b.text("level")+b.text("area_code"))
		})
		return &s, nil
	}
	for _, t := range []struct {
		table, key string
		into       *record
	}{{"trace/household", "household_id", &s.household}, {"data/findings", "finding_id", &s.finding}} {
		rows, err := p.table(ctx, t.table, t.key+" = ?", word)
		if err != nil {
			return nil, err
		}
		if len(rows) > 0 {
			*t.into = rows[0]
			return &s, nil
		}
	}
	return nil, nil
}

// apart are the areas of a subject, each household in one of them: of areas with
// the same code (未定 stands at every level) only the largest.
func (s *subject) apart() []record {
	var out []record
	for _, level := range []catalog.Level{catalog.County, catalog.Township, catalog.Village} {
		for _, a := range s.areas {
			if a.text("level") == string(level) && !slices.ContainsFunc(out, func(o record) bool { return o.text("area_code") == a.text("area_code") }) {
				out = append(out, a)
			}
		}
	}
	return out
}

// record is one row by column name.
type record map[string]any

// table reads the rows of a published Parquet file for which a condition holds.
func (p *Publication) table(ctx context.Context, name, where string, args ...any) ([]record, error) {
	return p.query(ctx, "SELECT * FROM {"+name+"} WHERE "+where, args...)
}

// published names a published table in a query: {trace/household}.
var published = regexp.MustCompile(`\{[a-z_/]+\}`)

// query runs a query over published tables.
func (p *Publication) query(ctx context.Context, sql string, args ...any) ([]record, error) {
	sql = published.ReplaceAllStringFunc(sql, func(name string) string {
		path := filepath.Join(p.dir, filepath.FromSlash(name[1:len(name)-1])+".parquet")
		return "read_parquet('" + strings.ReplaceAll(path, "'", "''") + "')"
	})
	columns, rows, err := p.db.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("read publication: %w", err)
	}
	out := make([]record, len(rows))
	for i, row := range rows {
		out[i] = record{}
		for j, c := range columns {
			out[i][c] = row[j]
		}
	}
	return out, nil
}
