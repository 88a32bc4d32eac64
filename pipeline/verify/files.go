package verify

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"

	"sanlv/loaders"
	"sanlv/pipeline/manifest"
	"sanlv/reports/data"
)

// ownerPrefix begins the name of the file by which Excel and WPS say that
// somebody has a workbook open. It comes and goes by itself and holds a user name.
const ownerPrefix = "~$"

// files compares every file of the folder with the manifest.
func (p *publication) files(ctx context.Context) (string, []string, error) {
	there := map[string]bool{}
	var problems []string
	opened := 0
	err := filepath.WalkDir(p.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(p.dir, path)
		if err != nil || d.IsDir() {
			return err
		}
		if strings.HasPrefix(d.Name(), ownerPrefix) && d.Type().IsRegular() {
			opened++
			return nil
		}
		if name = filepath.ToSlash(name); name != manifest.Name {
			there[name] = true
		}
		if !d.Type().IsRegular() {
			problems = append(problems, name+":不是普通文件")
		}
		return nil
	})
	if err != nil {
		return "", problems, err
	}
	var bytes int64
	for _, f := range p.m.Outputs {
		if !filepath.IsLocal(filepath.FromSlash(f.File)) {
			problems = append(problems, f.File+":清单写到了文件夹之外")
			continue
		}
		if !there[f.File] {
			problems = append(problems, f.File+":缺少")
			continue
		}
		delete(there, f.File)
		sum, err := loaders.HashFile(ctx, p.path(f.File))
		switch {
		case err != nil:
			problems = append(problems, f.File+":"+unreadable(err))
		case sum != f.SHA256:
			problems = append(problems, f.File+":内容与发布时不同")
		}
		bytes += f.Bytes
	}
	for _, name := range sorted(there) {
		problems = append(problems, name+":清单中没有,是后来加进来的")
	}
	checked := fmt.Sprintf("%d 件,%.1f MiB,逐件核对 SHA-256", len(p.m.Outputs), float64(bytes)/(1<<20))
	if opened > 0 {
		checked += fmt.Sprintf(";另有 %d 件正被 Excel 打开的标记(~$),不计", opened)
	}
	return checked, problems, nil
}

// formats writes each Parquet table as CSV again and compares it with the CSV
// beside it.
func (p *publication) formats(ctx context.Context) (string, []string, error) {
	var problems []string
	n := 0
	for _, name := range p.published("data/", ".parquet") {
		text := strings.TrimSuffix(name, ".parquet") + ".csv"
		if !p.has(text) {
			continue
		}
		n++
		want, err := loaders.HashFile(ctx, p.path(text))
		if err != nil {
			return "", problems, err
		}
		h := sha256.New()
		if err := p.parquet(ctx, name, func(r array.RecordReader) error { return data.CSV(h, r) }); err != nil {
			return "", problems, err
		}
		if fmt.Sprintf("%x", h.Sum(nil)) != want {
			problems = append(problems, fmt.Sprintf("%s 与 %s 内容不同", text, name))
		}
	}
	return fmt.Sprintf("%d 张表,逐字节", n), problems, nil
}

// parquet hands the rows of a Parquet file to use.
func (p *publication) parquet(ctx context.Context, name string, use func(array.RecordReader) error) error {
	f, err := file.OpenParquetFile(p.path(name), false)
	if err != nil {
		return fmt.Errorf("open %s: %w", name, err)
	}
	defer f.Close()
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{BatchSize: 8 << 10}, memory.DefaultAllocator)
	if err != nil {
		return fmt.Errorf("open %s: %w", name, err)
	}
	rows, err := r.GetRecordReader(ctx, nil, nil)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	defer rows.Release()
	// the reader says EOF when all is well; that all rows came is seen by what they add up to
	if err := use(rows); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}

// texts hands some text columns of a Parquet file to use, row by row.
func (p *publication) texts(ctx context.Context, name string, columns []string, use func([]string)) error {
	return p.parquet(ctx, name, func(rows array.RecordReader) error {
		row := make([]string, len(columns))
		for rows.Next() {
			rec := rows.Record()
			from := make([]*array.String, len(columns))
			for i, c := range columns {
				var err error
				if from[i], err = column[*array.String](rec, c); err != nil {
					return err
				}
			}
			for i := range int(rec.NumRows()) {
				for j, c := range from {
					row[j] = strings.Clone(c.Value(i)) // the record is released
				}
				use(row)
			}
		}
		return rows.Err()
	})
}

// column gives a column of a record, of the type that it must have.
func column[T arrow.Array](rec arrow.Record, name string) (T, error) {
	var none T
	at := rec.Schema().FieldIndices(name)
	if len(at) != 1 {
		return none, fmt.Errorf("no column %s", name)
	}
	c, ok := rec.Column(at[0]).(T)
	if !ok {
		return none, fmt.Errorf("column %s is of type %s", name, rec.Column(at[0]).DataType())
	}
	return c, nil
}

// table is a CSV file, held in memory.
type table struct {
	columns map[string]int
	rows    [][]string
}

func (t *table) get(row []string, column string) string { return row[t.columns[column]] }

// number gives a count; an empty cell is 0.
func (t *table) number(row []string, column string) (n int64, err error) {
	if s := t.get(row, column); s != "" {
		_, err = fmt.Sscan(s, &n)
	}
	return n, err
}

// table reads data/<name>.csv, which must have the columns.
func (p *publication) table(name string, columns ...string) (*table, error) {
	t := p.tables[name]
	if t == nil {
		raw, err := os.ReadFile(p.path("data/" + name + ".csv"))
		if err != nil {
			return nil, err
		}
		records, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff")))).ReadAll()
		if err != nil {
			return nil, fmt.Errorf("read data/%s.csv: %w", name, err)
		}
		if len(records) == 0 {
			return nil, fmt.Errorf("data/%s.csv is empty", name)
		}
		t = &table{columns: map[string]int{}, rows: records[1:]}
		for i, c := range records[0] {
			t.columns[c] = i
		}
		for _, r := range t.rows {
			for i := range r {
				r[i] = data.Text(r[i])
			}
		}
		p.tables[name] = t
	}
	for _, c := range columns {
		if _, ok := t.columns[c]; !ok {
			return nil, fmt.Errorf("data/%s.csv has no column %s", name, c)
		}
	}
	return t, nil
}
