package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"

	"sanlv/pipeline/manifest"
	"sanlv/reports"
)

// publishedSource gives the frames of a publication as they were published, in their
// order and masked.
type publishedSource struct {
	dir   string
	names []string                  // folder/id
	cache map[string]*reports.Frame // by id
}

func openPublished(dir string, m manifest.Manifest) *publishedSource {
	p := &publishedSource{dir: dir, cache: map[string]*reports.Frame{}}
	for _, f := range m.Outputs {
		if name, ok := strings.CutSuffix(f.File, ".parquet"); ok {
			p.names = append(p.names, name)
		}
	}
	return p
}

// meta reads what the reports of the publication say about it.
func (p *publishedSource) meta() (meta reports.Meta, err error) {
	return meta, p.read(reports.MetaFile, &meta)
}

// past reads what the publication knows of the runs before it.
func (p *publishedSource) past() (past reports.Past, err error) {
	return past, p.read(reports.PastFile, &past)
}

// read reads a file of JSON.
func (p *publishedSource) read(name string, into any) error {
	raw, err := os.ReadFile(filepath.Join(p.dir, filepath.FromSlash(name)))
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}

// Published implements reports.Source.
func (p *publishedSource) Published() []string { return slices.Clone(p.names) }

// Records implements reports.Source.
func (p *publishedSource) Records(ctx context.Context, id string) (array.RecordReader, error) {
	i := slices.IndexFunc(p.names, func(name string) bool { return name[strings.LastIndexByte(name, '/')+1:] == id })
	if i < 0 {
		return nil, fmt.Errorf("no frame %q", id)
	}
	name := p.names[i] + ".parquet"
	f, err := file.OpenParquetFile(filepath.Join(p.dir, filepath.FromSlash(name)), false)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	reader, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{BatchSize: 8 << 10}, memory.DefaultAllocator)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", name, err), f.Close())
	}
	records, err := reader.GetRecordReader(ctx, nil, nil)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read %s: %w", name, err), f.Close())
	}
	return &parquetRecords{RecordReader: records, file: f}, nil
}

// parquetRecords closes its file with the last release.
type parquetRecords struct {
	array.RecordReader
	file *file.Reader
}

func (r *parquetRecords) Release() {
	r.RecordReader.Release()
	_ = r.file.Close() // was only read
}

// Err gives no error at the end of the file, where the library says EOF.
func (r *parquetRecords) Err() error {
	if err := r.RecordReader.Err(); !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// Frame implements reports.Source.
func (p *publishedSource) Frame(ctx context.Context, id string) (*reports.Frame, error) {
	if f, ok := p.cache[id]; ok {
		return f, nil
	}
	records, err := p.Records(ctx, id)
	if err != nil {
		return nil, err
	}
	defer records.Release()
	f := &reports.Frame{ID: id}
	for _, field := range records.Schema().Fields() {
		f.Columns = append(f.Columns, field.Name)
	}
	for records.Next() {
		rec := records.Record()
		for i := range int(rec.NumRows()) {
			row := make([]any, rec.NumCols())
			for j, column := range rec.Columns() {
				if row[j], err = valueOf(column, i); err != nil {
					return nil, fmt.Errorf("frame %s: column %s: %w", id, f.Columns[j], err)
				}
			}
			f.Rows = append(f.Rows, row)
		}
	}
	if err := records.Err(); err != nil {
		return nil, fmt.Errorf("frame %s: %w", id, err)
	}
	p.cache[id] = f
	return f, nil
}

// valueOf is a value of a column as frames hold it.
func valueOf(column arrow.Array, i int) (any, error) {
	if column.IsNull(i) {
		return nil, nil
	}
	switch c := column.(type) {
	case *array.String:
		return strings.Clone(c.Value(i)), nil // the record is released
	case *array.Boolean:
		return c.Value(i), nil
	case *array.Int64:
		return c.Value(i), nil
	case *array.Int32:
		return int64(c.Value(i)), nil
	case *array.Float64:
		return c.Value(i), nil
	case *array.Date32:
		return c.Value(i).ToTime(), nil
	case *array.Decimal128:
		return reports.Decimal{Unscaled: c.Value(i).BigInt(), Scale: int(c.DataType().(*arrow.Decimal128Type).Scale)}, nil
	default:
		return nil, fmt.Errorf("type %s is not expected", column.DataType())
	}
}
