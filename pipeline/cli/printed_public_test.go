package cli

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"

	"sanlv/reports"
)

// hiddenSign stands where a figure is not public.
const hiddenSign = "*"

// comparePublic holds every cell of the tables for the public, in the workbooks and in
// the CSV beside them, against the data where it is shown and against the rule where it
// is not: what is hidden of the two frames that they rest on, and what follows from it.
func comparePublic(t *testing.T, out string) {
	t.Helper()
	d := readPublished(t, filepath.Join(out, "latest"))
	public, wanted, err := reports.Public(context.Background(), reports.Publication{Meta: d.meta, Source: parquetSource{d.dir}})
	if err != nil || !wanted {
		t.Fatal(wanted, err)
	}
	stars := 0
	for _, id := range []string{"tally", "indicators"} {
		f, err := public.Source.Frame(context.Background(), id)
		if err != nil {
			t.Fatal(err)
		}
		stars += d.hide(f)
	}
	d.meta.Declared = public.Meta.Declared
	want := map[string]*wantedTable{}
	for _, w := range d.tables() {
		if strings.HasPrefix(w.file, reports.PublicFolder+"/") {
			want[w.file+" › "+w.sheet] = w
		}
	}
	names, err := os.ReadDir(filepath.Join(d.dir, reports.PublicFolder))
	if err != nil {
		t.Fatal(err)
	}
	cells, shownStars, lists := 0, 0, 0
	for _, e := range names {
		name := reports.PublicFolder + "/" + e.Name()
		if !strings.HasSuffix(name, ".xlsx") {
			lists++
			continue
		}
		f := openBook(t, filepath.Join(d.dir, filepath.FromSlash(name)))
		for _, sheet := range f.GetSheetList() {
			key := name + " › " + sheet
			w := want[key]
			if w == nil {
				t.Errorf("%s: nothing says what it has to show", key)
				continue
			}
			delete(want, key)
			p, err := readPrinted(f, sheet)
			if err != nil {
				t.Errorf("%s: %v", key, err)
				continue
			}
			wrong, n := w.differences(p)
			for _, line := range wrong[:min(8, len(wrong))] {
				t.Errorf("%s: %s", key, line)
			}
			cells += n
			plantErrors(t, key, w, p)
			lists--
			shownStars += d.compareCSV(strings.TrimSuffix(name, ".xlsx")+"_"+sheet+".csv", p)
		}
	}
	for key := range want {
		t.Errorf("%s is not printed", key)
	}
	if lists != 0 {
		t.Errorf("%d CSV files more than sheets", lists)
	}
	if stars == 0 || shownStars == 0 || cells == 0 {
		t.Errorf("%d figures are hidden, %d signs stand in %d cells", stars, shownStars, cells)
	}
	t.Logf("%d public cells, of these %d hidden", cells, shownStars)
}

// hide puts the sign into a set where its public frame hides a value; it also holds
// what that shows against the set.
func (d *published) hide(f *reports.Frame) (hidden int) {
	s := d.set(f.ID)
	for i, row := range f.Rows {
		if i == len(s.rows) { // what is hidden, and has no row
			s.rows = append(s.rows, make([]string, len(f.Columns)))
			for j, v := range row {
				switch v.(type) {
				case string, int64:
					s.rows[i][j] = fmt.Sprint(v)
				}
			}
			key := s.get(i, "level") + " " + s.get(i, "area_code")
			s.byArea[key] = append(s.byArea[key], i)
		}
		small := false
		for j, column := range f.Columns {
			_, gone := row[j].(reports.Hidden)
			if n, ok := row[j].(int64); ok && n >= 1 && n <= d.meta.Office.SmallCell && slices.Contains([]string{"households", "persons", "persons_unknown", "unclear_households", "unclear_persons", "numerator", "unknown"}, column) && s.get(i, "level") != "county" {
				d.t.Errorf("%s: %s of %v is public", f.ID, column, row)
			}
			if gone {
				hidden++
				s.rows[i][s.at[column]] = hiddenSign
				small = true
			} else if n, ok := row[j].(int64); ok && fmt.Sprint(n) != s.get(i, column) {
				d.t.Errorf("%s: %s is %d, by the data %s", f.ID, column, n, s.get(i, column))
			}
		}
		if small && s.get(i, "level") == "county" && f.ID == "indicators" {
			d.t.Errorf("a figure of the county is hidden: %v", row)
		}
	}
	return hidden
}

// compareCSV holds the CSV of a table against its sheet, and counts the signs.
func (d *published) compareCSV(name string, p *printedSheet) (signs int) {
	raw := mustRead(d.t, filepath.Join(d.dir, filepath.FromSlash(name)))
	text, marked := strings.CutPrefix(raw, "\ufeff")
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !marked || len(lines) != len(p.rows)+1 {
		d.t.Errorf("%s: %d lines for %d rows, marked %v: %v", name, len(lines), len(p.rows), marked, err)
		return 0
	}
	var heads []string
	for _, h := range lines[0][2:] {
		heads = append(heads, plainText(h))
	}
	if !slices.Equal(heads, p.heads) {
		d.t.Errorf("%s: heads %q, in the workbook %q", name, heads, p.heads)
	}
	areas := map[string]string{} // level and code → name
	for _, u := range d.tree {
		areas[map[string]string{"county": "县", "township": "乡镇", "village": "村"}[u.level]+u.code] = u.begins()[0].text
	}
	for i, line := range lines[1:] {
		if whose := areas[line[0]+line[1]]; whose == "" || plainText(line[2]) != plainText(whose) {
			d.t.Errorf("%s: row %d is of %s %s %s, not %s", name, i+1, line[0], line[1], line[2], whose)
		}
		delete(areas, line[0]+line[1])
		for j, c := range p.rows[i] {
			got, shown := line[2+j], c.text
			if got == hiddenSign {
				signs++
			}
			if strings.ContainsAny(shown, "0123456789") && !strings.ContainsAny(shown, "/~") {
				shown = strings.ReplaceAll(shown, ",", "")
			}
			if plainText(got) != plainText(shown) && !(got == "…" && strings.Trim(shown, "0.") == "") {
				d.t.Errorf("%s: row %d, %s is %q, in the workbook %q", name, i+1, p.heads[j], got, c.text)
			}
		}
	}
	return signs
}

// parquetSource gives the frames of a publication from its files.
type parquetSource struct{ dir string }

// Published implements reports.Source.
func (s parquetSource) Published() (names []string) {
	for _, folder := range []string{"data", "trace"} {
		files, _ := filepath.Glob(filepath.Join(s.dir, folder, "*.parquet"))
		for _, f := range files {
			names = append(names, folder+"/"+strings.TrimSuffix(filepath.Base(f), ".parquet"))
		}
	}
	return names
}

// Frame implements reports.Source.
func (s parquetSource) Frame(ctx context.Context, id string) (*reports.Frame, error) {
	f := &reports.Frame{ID: id}
	return f, reports.Batches(ctx, s, id, nil, func(part *reports.Frame) error {
		f.Columns, f.Rows = part.Columns, append(f.Rows, part.Rows...)
		return nil
	})
}

// Records implements reports.Source.
func (s parquetSource) Records(ctx context.Context, id string) (array.RecordReader, error) {
	for _, name := range s.Published() {
		if !strings.HasSuffix(name, "/"+id) {
			continue
		}
		f, err := file.OpenParquetFile(filepath.Join(s.dir, name+".parquet"), false)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
		if err != nil {
			return nil, err
		}
		table, err := r.ReadTable(ctx)
		if err != nil {
			return nil, err
		}
		return array.NewTableReader(table, 0), nil
	}
	return nil, fmt.Errorf("no frame %s: %w", id, io.EOF)
}
