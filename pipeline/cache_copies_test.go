package pipeline

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sanlv/loaders"
	"sanlv/loaders/open"
	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
	"sanlv/pipeline/marked"
	"sanlv/reports"
	"sanlv/reports/xlsx"
)

// A copy is drawn once. Whatever decides it asks for another when it changes: the
// bytes of the input, its name, what was found and where, which columns are
// personal, whether they are shown, the as-of date, the version, the people
// whose names may have to be hidden. A kept copy that is damaged is drawn anew.
func TestCopiesAreKept(t *testing.T) {
	ctx := context.Background()
	c, files := cachedFiles(t)
	const name = "上坪村户表.csv"
	found := finding.Finding{Rule: "num.format", Severity: finding.Error, Location: finding.Location{File: name, Row: 2, Column: "F", Header: "收入"}, Message: "不是数字。", Mend: "只填数字。"}
	cat, _, err := catalog.OpenOn(nil, yearEnd2018)
	if err != nil {
		t.Fatal(err)
	}
	var results []loaders.Result
	for _, f := range files {
		r, ok, err := c.replay(ctx, f, func(b loaders.Batch) error { b.Record.Release(); return nil })
		if err != nil || !ok {
			t.Fatal(f.Name, ok, err)
		}
		results = append(results, r)
		if f.Name == name {
			found.Sheet = r.Intake[0].Sheet
		}
	}
	// people are those of the villages, and one more household there.
	people := func(more string) *finding.Names {
		n := finding.NewNames(nil)
		n.Add("H001", "999901001001", "张某某")
		n.Add("H900", "", more)
		n.Home("H900", "999901001001")
		n.Settle()
		return n
	}
	names := people("钱多多")
	// copyOf gives a copy and whether the input had to be read for it.
	copyOf := func(name string, unmasked bool, meta reports.Meta, found ...finding.Finding) (string, bool) {
		t.Helper()
		read := false
		opened := func(ctx context.Context, path string) (loaders.Workbook, error) {
			read = true
			return open.Open(ctx, path)
		}
		copies := marked.New(opened, cat, results, marked.Listed(found), names, unmasked)
		copies.KeepIn(c)
		meta.Unmasked = unmasked
		var out bytes.Buffer
		if err := xlsx.MarkedCopy(ctx, reports.Publication{Meta: meta, Copies: copies}, name, &out); err != nil {
			t.Fatal(err)
		}
		return out.String(), read
	}
	meta := reports.Meta{AsOf: yearEnd2018, Version: "0.1", RunID: "11111111"}
	first, read := copyOf(name, false, meta, found)
	if !read || len(first) < 1000 {
		t.Fatal(read, len(first))
	}
	meta.RunID = "22222222" // what else has come in changes nothing
	if again, read := copyOf(name, false, meta, found); read || again != first {
		t.Errorf("read again: %t, equal: %t", read, again == first)
	}
	names = people("钱多多") // told once more
	if again, read := copyOf(name, false, meta, found); read || again != first {
		t.Errorf("the same people: read again: %t, equal: %t", read, again == first)
	}
	names = people("孙二娘") // no cell of this file, but its texts may speak of her
	if _, read := copyOf(name, false, meta, found); !read {
		t.Error("other people in the village: not read again")
	}
	if again, read := copyOf(name, false, meta, found); read || again != first {
		t.Errorf("the same other people: read again: %t, equal: %t", read, again == first)
	}
	with := func(change func(*finding.Finding)) finding.Finding {
		f := found
		change(&f)
		return f
	}
	other, later := meta, meta
	other.Version, later.AsOf = "0.2", yearEnd2018.AddDate(0, 0, 1)
	for what, make := range map[string]func() (string, bool){
		"shown":   func() (string, bool) { return copyOf(name, true, meta, found) },
		"version": func() (string, bool) { return copyOf(name, false, other, found) },
		"as-of":   func() (string, bool) { return copyOf(name, false, later, found) },
		"two":     func() (string, bool) { return copyOf(name, false, meta, found, found) },
		"severity": func() (string, bool) {
			return copyOf(name, false, meta, with(func(f *finding.Finding) { f.Severity = finding.Notice }))
		},
		"row": func() (string, bool) { return copyOf(name, false, meta, with(func(f *finding.Finding) { f.Row = 3 })) },
		"column": func() (string, bool) {
			return copyOf(name, false, meta, with(func(f *finding.Finding) { f.Column = "G" }))
		},
		"message": func() (string, bool) {
			return copyOf(name, false, meta, with(func(f *finding.Finding) { f.Message = "是负数。" }))
		},
		"mend": func() (string, bool) {
			return copyOf(name, false, meta, with(func(f *finding.Finding) { f.Mend = "" }))
		},
		"the other": func() (string, bool) {
			return copyOf("下坪村户表.csv", false, meta, with(func(f *finding.Finding) { f.File = "下坪村户表.csv" }))
		},
		"bytes": func() (string, bool) {
			path := filepath.Join(filepath.Dir(files[0].Path), name)
			whole, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			changed := bytes.Replace(whole, []byte("四口"), []byte("五口"), 1)
			at := slices.IndexFunc(results, func(r loaders.Result) bool { return r.File.Name == name })
			was := results[at].File.SHA256
			results[at].File.SHA256 = sha256Of(changed)
			defer func() {
				results[at].File.SHA256 = was
				if err := os.WriteFile(path, whole, 0o600); err != nil {
					t.Fatal(err)
				}
			}()
			if err := os.WriteFile(path, changed, 0o600); err != nil {
				t.Fatal(err)
			}
			return copyOf(name, false, meta, found)
		},
	} {
		if got, read := make(); !read || got == first {
			t.Errorf("another %s: read again: %t, equal: %t", what, read, got == first)
		}
	}
	entries, err := filepath.Glob(filepath.Join(c.dir, "*"+copyEnding))
	if err != nil || len(entries) != 12 {
		t.Fatal(len(entries), err)
	}
	for _, part := range []string{copyFileName, cacheIndexName} {
		for _, e := range entries {
			if err := os.WriteFile(filepath.Join(e, part), []byte("PK"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if got, read := copyOf(name, false, meta, found); !read || got != first {
			t.Errorf("%s damaged: read again: %t, equal: %t", part, read, got == first)
		}
		if got, read := copyOf(name, false, meta, found); read || got != first {
			t.Errorf("%s mended: read again: %t, equal: %t", part, read, got == first)
		}
	}
	// what nobody asks for goes after some days, sooner than what reading gave
	if err := c.sweep(time.Now().AddDate(0, 0, copyDays+1)); err != nil {
		t.Fatal(err)
	}
	entries, err = filepath.Glob(filepath.Join(c.dir, "*"+copyEnding))
	kept, errKept := os.Stat(filepath.Join(c.dir, c.key(files[0])))
	if err != nil || len(entries) != 0 || errKept != nil || !kept.IsDir() {
		t.Errorf("swept: %v %v, kept: %v", entries, err, errKept)
	}
	if n, err := clearCache(c.disk, c.dir); err != nil || n != len(files) {
		t.Errorf("cleared %d of %d: %v", n, len(files), err)
	}
	if left, err := filepath.Glob(filepath.Join(c.dir, "*")); err != nil || len(left) != 1 || filepath.Base(left[0]) != cacheOwnerName {
		t.Errorf("left: %v %v", left, err)
	}
}

// A copy that was not finished, or that no longer is of the bytes that were read,
// is not kept; and where the cache cannot be written, it is drawn all the same.
func TestDoubtfulCopiesAreNotKept(t *testing.T) {
	ctx := context.Background()
	c, _ := cachedFiles(t)
	broke := errors.New("broke")
	var out strings.Builder
	keep := func(err error, good bool) error {
		return c.KeepCopy(ctx, marked.Drawing{
			Ingredients: "x",
			Draw:        func(w io.Writer) error { _, _ = io.WriteString(w, "a copy"); return err },
			Asked:       func() []finding.About { return nil },
			Answers:     func([]finding.About) string { return "" },
			Good:        func() bool { return good },
		}, &out)
	}
	if err := keep(broke, true); !errors.Is(err, broke) {
		t.Error(err)
	}
	if err := keep(nil, false); err != nil {
		t.Error(err)
	}
	left, err := filepath.Glob(filepath.Join(c.dir, "*"+copyEnding))
	begun, _ := filepath.Glob(filepath.Join(c.dir, newEntryPrefix+"*"))
	if err != nil || len(left) != 0 || len(begun) != 0 {
		t.Errorf("kept %v %v, left %v", left, err, begun)
	}
	out.Reset()
	if err := os.RemoveAll(c.dir); err != nil {
		t.Fatal(err)
	}
	if err := keep(nil, true); err != nil || out.String() != "a copy" {
		t.Errorf("%q %v", out.String(), err)
	}
}
