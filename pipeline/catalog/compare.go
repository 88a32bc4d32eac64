package catalog

import (
	"fmt"
	"io/fs"
	"slices"

	shipped "sanlv/data/reference"
)

// Difference says how the office's own copy of a reference file differs from the
// shipped one. Rows are counted, columns and the order of rows are not.
type Difference struct {
	File    string
	New     bool  // the program ships no such file
	Check   bool  // a check of the office's own
	Added   []int // rows of the office's copy, as Excel shows them
	Changed []int
	Removed int // rows of the shipped file
}

// Rows is how many rows differ.
func (d Difference) Rows() int { return len(d.Added) + len(d.Changed) + d.Removed }

// Compare holds the office's own reference files, ordered by name, against the
// shipped ones. What Excel makes of a file on saving is no difference: the
// encoding, the way a date or a percentage is written, empty rows and columns.
// A row is changed when a row of the other file shares its first column and at
// least half of its fields; of several, the one with the most. Files that cannot
// be read are passed over: Load has findings about them.
func Compare(override fs.FS) ([]Difference, error) {
	own := &reference{override: override}
	if err := own.list(); err != nil {
		return nil, fmt.Errorf("list reference files: %w", err)
	}
	ours := &reference{builtin: shipped.Files}
	if err := ours.list(); err != nil {
		return nil, fmt.Errorf("list shipped reference files: %w", err)
	}
	var out []Difference
	for _, name := range own.names {
		raw, err := own.open(name)
		if err != nil {
			return nil, err
		}
		now, ok := own.parse(name, raw)
		if !ok {
			continue
		}
		d := Difference{File: name, New: !slices.Contains(ours.names, name)}
		var was rows
		if !d.New {
			if raw, err = ours.open(name); err != nil {
				return nil, err
			}
			was, _ = ours.parse(name, raw)
		}
		d.count(was, now)
		out = append(out, d)
	}
	for _, name := range own.checks() {
		out = append(out, Difference{File: name, New: true, Check: true})
	}
	return out, nil
}

// count pairs the rows of two files: first those that are the same, then those
// that were changed.
func (d *Difference) count(was, now rows) {
	// a file of before the rows were dated is held against what it can tell
	headers := slices.DeleteFunc(slices.Clone(was.header), func(h string) bool {
		return slices.Contains([]string{"生效日期", "失效日期", "依据", "状态"}, h) && !slices.Contains(now.header, h)
	})
	for _, h := range now.header {
		if !slices.Contains(headers, h) {
			headers = append(headers, h)
		}
	}
	before := was.values(headers)
	var left [][]string
	var lines []int
	for i, fields := range now.values(headers) {
		if at := slices.IndexFunc(before, func(b []string) bool { return slices.Equal(b, fields) }); at >= 0 {
			before = slices.Delete(before, at, at+1)
			continue
		}
		left, lines = append(left, fields), append(lines, now.body[i].line)
	}
	for i, fields := range left {
		best, most := -1, 0
		for at, b := range before {
			if b[0] != fields[0] {
				continue
			}
			if n, of := shared(b, fields); 2*n >= of && n > most {
				best, most = at, n
			}
		}
		if best < 0 {
			d.Added = append(d.Added, lines[i])
			continue
		}
		d.Changed = append(d.Changed, lines[i])
		before = slices.Delete(before, best, best+1)
	}
	d.Removed = len(before)
}

// values gives the rows under some headers, dates and thresholds written in one
// way.
func (f rows) values(headers []string) [][]string {
	out := make([][]string, len(f.body))
	for i, row := range f.body {
		out[i] = make([]string, len(headers))
		for at, h := range headers {
			from := slices.Index(f.header, h)
			if h == "" || from < 0 || from >= len(row.fields) {
				continue
			}
			v := row.fields[from]
			if t, ok := parseDate(v); ok {
				v = t.Format("2006-01-02")
			} else if t, ok := parseThreshold(v); ok && (h == "阈值" || h == "取值") {
				v = t.String()
			}
			out[i][at] = v
		}
	}
	return out
}

// shared counts the fields that two rows have in common, of those that either
// has filled in.
func shared(a, b []string) (n, of int) {
	for i := range a {
		switch {
		case a[i] == "" && b[i] == "":
		case a[i] == b[i]:
			n++
			of++
		default:
			of++
		}
	}
	return n, of
}
