// Package xlsx writes the workbooks for printing and sending up (报表) and the
// ledgers (台账). It lays out the tables of package reports; what stands in them
// is decided there.
package xlsx

import (
	"context"
	"fmt"
	"path"
	"runtime"
	"strings"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"sanlv/reports"
)

// Writer implements reports.Writer.
type Writer struct{}

// New returns a writer.
func New() *Writer { return &Writer{} }

// usualFont is that of an office that has chosen none.
const usualFont = "宋体"

// book is one workbook: its name and its sheets.
type book struct {
	name   string
	tables []*reports.Table
	drawn  *reports.Book
	sheets []string // names of the sheets, one a table
}

// target is where a table stands, for links.
type target struct {
	book  *book
	sheet string
	short string
	first int            // row of the sheet that holds the first row of the body
	areas map[string]int // code of an area → its first row of the table
}

// areasOf indexes the rows of a table by the areas that they belong to.
func areasOf(t *reports.Table) map[string]int {
	if t.Starts != nil {
		return t.Starts
	}
	areas := map[string]int{}
	for i, r := range t.Rows {
		for _, a := range r.Areas {
			if _, ok := areas[a]; !ok {
				areas[a] = i
			}
		}
	}
	return areas
}

// Write writes all workbooks, and those for the public where the office wants some.
func (w *Writer) Write(ctx context.Context, pub reports.Publication, out reports.Sink) error {
	if err := w.writeBooks(ctx, pub, out); err != nil {
		return err
	}
	public, wanted, err := reports.Public(ctx, pub)
	if err != nil {
		return err
	}
	if wanted {
		if err := w.writeBooks(ctx, public, out); err != nil {
			return err
		}
	}
	return w.WriteProblems(ctx, pub, out)
}

func (w *Writer) writeBooks(ctx context.Context, pub reports.Publication, out reports.Sink) error {
	books, err := build(ctx, pub)
	if err != nil {
		return err
	}
	targets := map[string][]target{} // parts of a long list have one ID
	of := map[*reports.Book]*book{}
	for _, b := range books {
		b.nameSheets()
		of[b.drawn] = b
		for i, t := range b.tables {
			targets[t.ID] = append(targets[t.ID], target{book: b, sheet: b.sheets[i], short: t.Short, first: layout(t).body, areas: areasOf(t)})
		}
	}
	g, writing := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0)) // as many at a time hold a workbook each
	start := func(b *book) {
		g.Go(func() error {
			if err := writing.Err(); err != nil {
				return err
			}
			if err := w.writeBook(b, pub.Meta, targets, out); err != nil {
				return fmt.Errorf("write %s: %w", b.name, err)
			}
			for _, t := range b.tables { // no longer needed, and large
				t.Rows = nil
			}
			return nil
		})
	}
	var later []*reports.Book
	for _, b := range books {
		if b.drawn.Later() {
			later = append(later, b.drawn)
		} else {
			start(b)
		}
	}
	err = reports.DrawLater(writing, pub, later, func(b *reports.Book) error {
		start(of[b]) // waits until there is room
		return nil
	})
	if failed := g.Wait(); failed != nil {
		return failed // and why the rows were not drawn on
	}
	return err
}

// WriteTables writes one workbook of tables that are no part of a publication.
func (w *Writer) WriteTables(name string, tables []*reports.Table, meta reports.Meta, out reports.Sink) error {
	b := &book{name: name, tables: tables}
	b.nameSheets()
	if err := w.writeBook(b, meta, nil, out); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// build draws every table of every workbook.
func build(ctx context.Context, pub reports.Publication) ([]*book, error) {
	drawn, err := reports.Books(ctx, pub)
	if err != nil {
		return nil, err
	}
	var books []*book
	used := map[string]bool{}
	for _, b := range drawn {
		folder, name := path.Split(strings.TrimSuffix(b.Name, ".xlsx"))
		books = append(books, &book{name: fileName(folder+reports.FileSafe(name), ".xlsx", used), tables: b.Tables, drawn: b})
	}
	return books, nil
}

// fileName makes a name that is short enough for a file system and not used yet.
func fileName(stem, end string, used map[string]bool) string {
	for n := 1; ; n++ {
		tail := end
		if n > 1 {
			tail = fmt.Sprintf("(%d)%s", n, end)
		}
		dir, base := path.Split(stem)
		for len(base)+len(tail) > longestName {
			_, size := utf8.DecodeLastRuneInString(base)
			base = base[:len(base)-size]
		}
		if name := dir + base + tail; !used[strings.ToLower(name)] {
			used[strings.ToLower(name)] = true
			return name
		}
	}
}

// longestName is the most bytes of a file's name on every system in use.
const longestName = 200

// writeBook writes one workbook through the sink.
func (w *Writer) writeBook(b *book, meta reports.Meta, targets map[string][]target, out reports.Sink) (err error) {
	f, err := out.Create(b.name)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	return w.render(b, meta, targets, f)
}
