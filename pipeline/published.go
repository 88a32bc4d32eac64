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
	kept  map[string][2]int64       // of the publication before, in reports.BeforeFile: where each frame begins, and its size
	cache map[string]*reports.Frame // by id
}

func openPublished(dir string, outputs []manifest.FileHash) *publishedSource {
	p := &publishedSource{dir: dir, cache: map[string]*reports.Frame{}}
	for _, f := range outputs {
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
	f, err := p.open(p.names[i])
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

// open opens the file of a frame.
func (p *publishedSource) open(name string) (*file.Reader, error) {
	at, kept := p.kept[name]
	if !kept {
		return file.OpenParquetFile(filepath.Join(p.dir, filepath.FromSlash(name))+".parquet", false)
	}
	f, err := os.Open(filepath.Join(p.dir, filepath.FromSlash(reports.BeforeFile)))
	if err != nil {
		return nil, err
	}
	r, err := file.NewParquetReader(keptFrame{io.NewSectionReader(f, at[0], at[1]), f})
	if err != nil {
		err = errors.Join(err, f.Close())
	}
	return r, err
}

// keptFrame is the part of a file that holds a frame; closing it closes the file.
type keptFrame struct {
	*io.SectionReader
	io.Closer
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
	if err := ctx.Err(); err != nil {
		return nil, err // also of what is at hand: this is where a writer learns of it
	}
	if f, ok := p.cache[id]; ok {
		return f, nil
	}
	f := &reports.Frame{ID: id}
	if err := reports.Batches(ctx, p, id, nil, func(part *reports.Frame) error {
		f.Columns, f.Rows = part.Columns, append(f.Rows, part.Rows...)
		return nil
	}); err != nil {
		return nil, err
	}
	p.cache[id] = f
	return f, nil
}
