package xlsx

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"

	"sanlv/reports"
	"sanlv/reports/internal/sample"
)

// BenchmarkMillionLedgerRows writes the workbooks of a county whose ledger of wrong
// exits has 1,000,000 rows in 20 townships, one of which has 240,000:
//
//	go test -run '^$' -bench MillionLedgerRows -benchtime 1x ./reports/xlsx
//
// The memory is the largest that was resident.
func BenchmarkMillionLedgerRows(b *testing.B) {
	pub := sample.Publication()
	large := crowd{Source: pub.Source.(sample.Source)}
	villages := &reports.Frame{ID: "villages", Columns: large.Source["villages"].Columns}
	counts := &reports.Frame{ID: "ledger_count", Columns: large.Source["ledger_count"].Columns}
	at := func(f *reports.Frame, values map[string]any) {
		row := make([]any, len(f.Columns))
		for i, c := range f.Columns {
			row[i] = values[c]
		}
		f.Rows = append(f.Rows, row)
	}
	for town := range 20 {
		for village := range 15 {
			code := fmt.Sprintf("3608%05d%03d", 21001+town, 201+village)
			rows := int64(40_000 / 15)
			switch {
			case town == 7:
				rows = 16_000
			case town+village == 0: // what is left of a million
				rows += 190
			}
			at(villages, map[string]any{"village_code": code, "village_name": "荷塘村", "township_code": code[:9], "township": fmt.Sprintf("第%d镇", town+1), "county_code": "360821", "county": "莲塘县",
				"listed": true, "arrived": true, "poor_village": true, "households": rows, "persons": rows})
			at(counts, map[string]any{"ledger": reports.WrongExits, "village_code": code, "rows": rows, "households": rows, "persons": rows, "persons_unknown": int64(0), "unclear": int64(0)})
			large.villages = append(large.villages, code)
			large.rows = append(large.rows, int(rows))
			large.total += int(rows)
		}
	}
	large.Source["villages"], large.Source["ledger_count"] = villages, counts
	pub.Source = large
	for range b.N {
		if err := New().Write(context.Background(), pub, nowhere{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(large.total), "rows")
	b.ReportMetric(peak(b), "MiB")
}

// nowhere is a sink that keeps nothing.
type nowhere struct{}

func (nowhere) Create(string) (io.WriteCloser, error) { return nothing{io.Discard}, nil }

type nothing struct{ io.Writer }

func (nothing) Close() error { return nil }

// peak is the largest memory of the process that was resident, in MiB.
func peak(b *testing.B) float64 {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		b.Skip("no /proc")
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		var kib float64
		if _, err := fmt.Sscanf(s.Text(), "VmHWM: %f kB", &kib); err == nil {
			return kib / 1024
		}
	}
	b.Fatal("no VmHWM")
	return 0
}

// crowd makes the rows of the ledger as they are read.
type crowd struct {
	sample.Source
	villages []string
	rows     []int // by village
	total    int
}

func (c crowd) Records(ctx context.Context, id string) (array.RecordReader, error) {
	if id != "ledger" {
		return c.Source.Records(ctx, id)
	}
	r := &crowdRecords{crowd: c}
	return r, r.batch(0) // for the schema
}

// crowdRecords are made some thousand rows at a time; the first row of the sample
// gives them their form.
type crowdRecords struct {
	array.RecordReader
	crowd       crowd
	village, at int
	err         error
}

func (r *crowdRecords) Next() bool {
	if r.RecordReader.Next() {
		return true
	}
	r.RecordReader.Release()
	r.err = r.batch(8192)
	return r.err == nil && r.RecordReader.Next()
}

func (r *crowdRecords) Err() error { return r.err }

func (r *crowdRecords) batch(most int) error {
	form := r.crowd.Source["ledger"]
	f := &reports.Frame{ID: form.ID, Columns: form.Columns}
	for len(f.Rows) < most && r.village < len(r.crowd.villages) {
		if r.at == r.crowd.rows[r.village] {
			r.village, r.at = r.village+1, 0
			continue
		}
		row := append([]any(nil), form.Rows[0]...)
		for i, c := range f.Columns {
			switch c {
			case "village_code":
				row[i] = r.crowd.villages[r.village]
			case "township":
				row[i] = "第" + r.crowd.villages[r.village][6:9] + "镇"
			case "household_id":
				row[i] = fmt.Sprintf("%s%05d", r.crowd.villages[r.village], r.at)
			case "cell":
				row[i] = fmt.Sprintf("B%d", r.at+5)
			case "reason":
				row[i] = strings.Clone(row[i].(string))
			}
		}
		f.Rows = append(f.Rows, row)
		r.at++
	}
	records, err := reports.RecordsOf(f, 8192)
	if err != nil {
		return err
	}
	r.RecordReader = records
	return nil
}
