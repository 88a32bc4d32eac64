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
	village, at := 0, 0
	return made(c.Source["ledger"], c.total, func(column string, _ int, value any) any {
		switch column {
		case "ledger": // the first column
			for ; at == c.rows[village]; village, at = village+1, 0 {
			}
			at++
		case "village_code":
			return c.villages[village]
		case "township":
			return "第" + c.villages[village][6:9] + "镇"
		case "household_id":
			return fmt.Sprintf("%s%05d", c.villages[village], at-1)
		case "cell":
			return fmt.Sprintf("B%d", at+4)
		}
		return value
	})
}

// made gives rows like the first of a frame, some thousand at a time, each value as
// change makes it of that of the first row; it is asked for the columns of a row in
// their order.
func made(form *reports.Frame, rows int, change func(column string, row int, value any) any) (array.RecordReader, error) {
	m := &madeRecords{form: form, rows: rows, change: change}
	return m, m.batch(0) // for the schema
}

type madeRecords struct {
	array.RecordReader
	form   *reports.Frame
	rows   int
	change func(column string, row int, value any) any
	at     int
	err    error
}

func (m *madeRecords) Next() bool {
	if m.RecordReader.Next() {
		return true
	}
	m.RecordReader.Release()
	m.err = m.batch(8192)
	return m.err == nil && m.RecordReader.Next()
}

func (m *madeRecords) Err() error { return m.err }

func (m *madeRecords) batch(most int) error {
	f := &reports.Frame{ID: m.form.ID, Columns: m.form.Columns}
	for ; len(f.Rows) < most && m.at < m.rows; m.at++ {
		row := make([]any, len(f.Columns))
		for i, c := range f.Columns {
			row[i] = m.change(c, m.at, m.form.Rows[0][i])
			if text, ok := row[i].(string); ok {
				row[i] = strings.Clone(text)
			}
		}
		f.Rows = append(f.Rows, row)
	}
	if len(f.Rows) == 0 && most == 0 {
		f.Rows = m.form.Rows[:1] // for the types
		reader, err := reports.RecordsOf(f, 1)
		if err != nil {
			return err
		}
		m.RecordReader, err = array.NewRecordReader(reader.Schema(), nil)
		return err
	}
	records, err := reports.RecordsOf(f, 8192)
	if err != nil {
		return err
	}
	m.RecordReader = records
	return nil
}
