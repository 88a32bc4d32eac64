package xlsx

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strings"
	"testing"
	"time"

	"sanlv/loaders/excel"

	"github.com/klauspost/compress/flate"
)

// measured is one run of a reader.
type measured struct {
	took time.Duration
	peak uint64 // growth of what the program holds of the machine's memory
}

func inUse() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64() - s[1].Value.Uint64()
}

func measure(run func()) measured {
	debug.FreeOSMemory()
	before := inUse()
	stop, peak := make(chan struct{}), make(chan uint64)
	go func() {
		most := before
		ticker := time.NewTicker(10 * time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-stop:
				peak <- max(most, inUse())
				return
			case <-ticker.C:
				most = max(most, inUse())
			}
		}
	}()
	start := time.Now()
	run()
	took := time.Since(start)
	close(stop)
	return measured{took, <-peak - before}
}

func median(runs []measured) (m measured) {
	slices.SortFunc(runs, func(a, b measured) int { return int(a.took - b.took) })
	m.took = runs[len(runs)/2].took
	for _, r := range runs {
		m.peak = max(m.peak, r.peak)
	}
	return m
}

// BenchmarkAgainstExcelize reads 300,000 × 30 cells, from opening the file to
// the last row, by turns with ours, with excelize, and only inflating it. Run it
// with -benchtime 5x: the medians of the five rounds are reported, and the
// highest memory. excelize takes half a minute a round.
func BenchmarkAgainstExcelize(b *testing.B) {
	if testing.Short() {
		b.Skip("large")
	}
	const rows, columns = 300_000, 30
	for _, kind := range []string{"shared", "inline"} {
		b.Run(kind, func(b *testing.B) {
			path := filepath.Join(b.TempDir(), kind+".xlsx")
			writeBenchmark(b, path, kind, rows, columns)
			var ours, theirs, floor []measured
			for b.Loop() {
				ours = append(ours, measure(func() {
					if n := countOurs(b, path); n != rows*columns {
						b.Fatal(n, "cells")
					}
				}))
				theirs = append(theirs, measure(func() {
					if n := countExcelize(b, path); n != rows*columns {
						b.Fatal(n, "cells")
					}
				}))
				floor = append(floor, measure(func() { inflateAll(b, path) }))
			}
			report := func(name string, runs []measured) measured {
				m := median(runs)
				b.ReportMetric(rows/m.took.Seconds(), name+"-rows/s")
				b.ReportMetric(float64(m.peak>>20), name+"-MB")
				return m
			}
			o, t, f := report("ours", ours), report("excelize", theirs), report("inflate", floor)
			b.ReportMetric(t.took.Seconds()/o.took.Seconds(), "×excelize")
			b.ReportMetric(o.took.Seconds()/f.took.Seconds(), "×inflate")
			b.ReportMetric(o.took.Seconds(), "ours-s")
		})
	}
}

// BenchmarkMillionRows reads the largest sheet that is legal at 30 columns.
func BenchmarkMillionRows(b *testing.B) {
	if testing.Short() {
		b.Skip("large")
	}
	const rows, columns, allowed = 1_000_000, 30, 1536 << 20
	for _, kind := range []string{"shared", "inline", "unique"} {
		b.Run(kind, func(b *testing.B) {
			path := filepath.Join(b.TempDir(), kind+".xlsx")
			writeBenchmark(b, path, kind, rows, columns)
			var runs []measured
			for b.Loop() {
				runs = append(runs, measure(func() {
					if n := countOurs(b, path); n != rows*columns {
						b.Fatal(n, "cells")
					}
				}))
			}
			m := median(runs)
			b.ReportMetric(rows/m.took.Seconds(), "rows/s")
			b.ReportMetric(float64(m.peak>>20), "MB")
			if m.peak > allowed {
				b.Errorf("%d MB", m.peak>>20)
			}
		})
	}
}

// inflateAll is the floor: what any reader must do at least.
func inflateAll(b *testing.B, path string) {
	z, err := zip.OpenReader(path)
	if err != nil {
		b.Fatal(err)
	}
	defer z.Close()
	z.RegisterDecompressor(zip.Deflate, func(r io.Reader) io.ReadCloser { return flate.NewReader(bufio.NewReaderSize(r, 64<<10)) })
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, r); err != nil {
			b.Fatal(err)
		}
	}
}

// writeBenchmark writes numbers ("short"), or half texts: "shared", or "inline".
// "unique" has a million shared strings that occur once, as ID numbers do.
func writeBenchmark(b *testing.B, path, kind string, rows, columns int) {
	b.Helper()
	file, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	z := zip.NewWriter(file)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, 5) })
	write := func(name string, content func(w *bufio.Writer)) {
		w, err := z.Create(name)
		if err != nil {
			b.Fatal(err)
		}
		buffered := bufio.NewWriterSize(w, 1<<20)
		content(buffered)
		if err := buffered.Flush(); err != nil {
			b.Fatal(err)
		}
	}
	texts := 50_000
	if kind == "unique" {
		texts = 1_000_000
	}
	for _, p := range minimal("") {
		write(p.name, func(w *bufio.Writer) {
			switch p.name {
			case "xl/worksheets/sheet1.xml":
				writeSheet(w, kind, rows, columns, texts)
			case "xl/sharedStrings.xml":
				start, end, _ := strings.Cut(sharedXML(func(add func(string)) { add("|") }), "|")
				w.WriteString(start)
				for i := range texts {
					fmt.Fprintf(w, "<si><t>柳林乡第%d村民小组</t></si>", i)
				}
				w.WriteString(end)
			default:
				w.WriteString(p.text)
			}
		})
	}
	if err := z.Close(); err != nil {
		b.Fatal(err)
	}
	if err := file.Close(); err != nil {
		b.Fatal(err)
	}
}

func writeSheet(w *bufio.Writer, kind string, rows, columns, texts int) {
	start, end, _ := strings.Cut(oneSheet("|"), "|")
	w.WriteString(start)
	for r := 1; r <= rows; r++ {
		fmt.Fprintf(w, `<row r="%d" spans="1:%d">`, r, columns)
		for c := 1; c <= columns; c++ {
			n := (r*7919 + c*104729) % 100_003
			switch {
			case c%2 == 0 || kind == "short":
				fmt.Fprintf(w, `<c r="%s" s="1"><v>%d.%02d</v></c>`, excel.Address(r, c), n, n%100)
			case kind == "inline":
				fmt.Fprintf(w, `<c r="%s" s="1" t="inlineStr"><is><t>柳林乡第%d村</t></is></c>`, excel.Address(r, c), n)
			case kind == "unique":
				fmt.Fprintf(w, `<c r="%s" s="1" t="s"><v>%d</v></c>`, excel.Address(r, c), (r+c*33_331)%texts)
			default:
				fmt.Fprintf(w, `<c r="%s" s="1" t="s"><v>%d</v></c>`, excel.Address(r, c), n%texts)
			}
		}
		w.WriteString(`</row>`)
	}
	w.WriteString(end)
}
