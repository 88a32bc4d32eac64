package loaders

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
)

// Opener opens a file by its content. A *Refusal says that the file must not be
// used. (loaders/open has the one for the file kinds we read; it is injected
// because it imports this package.)
type Opener func(ctx context.Context, path string) (Workbook, error)

// Reader reads files by the dictionary. It may be used by several goroutines.
type Reader struct {
	open    Opener
	kinds   []*kind
	sources []*source
}

// NewReader makes a reader for the sheets of a catalog.
func NewReader(c *catalog.Catalog, open Opener) (*Reader, error) {
	r := &Reader{open: open}
	for i := range c.Sheets {
		k, err := newKind(&c.Sheets[i], c.Codes)
		if err != nil {
			return nil, fmt.Errorf("prepare dictionary: %w", err)
		}
		r.kinds = append(r.kinds, k)
	}
	for i := range c.Sources {
		r.sources = append(r.sources, newSource(&c.Sources[i]))
	}
	return r, nil
}

// Read reads every sheet of a file and hands its rows to emit, in order, in
// batches of at most BatchRows; see Result for which of them count. What is
// wrong with the file is a finding. The error is one that must end the run:
// the context's, emit's, or rows that do not add up.
func (r *Reader) Read(ctx context.Context, f File, emit func(Batch) error) (Result, error) {
	if f.Skip != "" {
		return skipped(f), nil
	}
	res, err := r.guarded(ctx, f, emit)
	if err != nil {
		return Result{File: f}, err
	}
	finding.Sort(res.Findings)
	return res, nil
}

func skipped(f File) Result {
	res := Result{File: f, Intake: []Intake{{File: f.Name, Status: Skipped, Reason: f.Skip}}}
	if isSpreadsheet(f.Name) {
		res.Findings = []finding.Finding{finding.FileKind.At(finding.Location{File: f.Name}, "", finding.Public)}
	}
	return res
}

// refusedFile is the result of a file of which nothing is used.
func refusedFile(f File, why finding.Finding, detail error) Result {
	return Result{File: f, Intake: []Intake{{File: f.Name, Status: Refused, Reason: why.Message}}, Findings: []finding.Finding{why}, Detail: detail}
}

// guarded reads a file and turns a panic into a finding: one bad file never
// stops the run.
func (r *Reader) guarded(ctx context.Context, f File, emit func(Batch) error) (res Result, err error) {
	emitting := false
	defer func() {
		if emitting {
			return // the receiver's own panic goes on
		}
		if p := recover(); p != nil {
			res = refusedFile(f, finding.FilePanic.At(finding.Location{File: f.Name}, "", finding.Public),
				fmt.Errorf("read %s: panic: %v\n%s", f.Name, p, debug.Stack()))
			err = nil
		}
	}()
	return r.read(ctx, f, func(b Batch) error {
		emitting = true
		err := emit(b)
		emitting = false
		return err
	})
}

func (r *Reader) read(ctx context.Context, f File, emit func(Batch) error) (res Result, err error) {
	res.File = f
	if f.Size > MaxFile {
		return refusedFile(f, finding.FileTooBig.At(finding.Location{File: f.Name}, "", finding.Public, fmt.Sprint(f.Size>>20), fmt.Sprint(MaxFile>>20)), nil), nil
	}
	wb, err := r.open(ctx, f.Path)
	if err != nil {
		if ctx.Err() != nil {
			return res, ctx.Err()
		}
		why, detail := faultOf(err, finding.Location{File: f.Name})
		return refusedFile(f, why, detail), nil
	}
	defer func() {
		if cerr := wb.Close(); cerr != nil && err == nil && res.Detail == nil {
			res.Detail = fmt.Errorf("close %s: %w", f.Name, cerr)
		}
	}()
	if old, ok := wb.(Unchecked); ok && old.Unchecked() {
		res.Findings = append(res.Findings, finding.FileOldFormat.At(finding.Location{File: f.Name}, "", finding.Public))
	}
	merger, _ := wb.(Merger)
	sheets := wb.Sheets()
	if len(sheets) == 0 {
		res.Intake = []Intake{{File: f.Name, Status: Unknown, Reason: "文件中没有工作表。"}}
	}
	for _, s := range sheets {
		switch s.Name {
		case markedSheet:
			return refusedFile(f, finding.FileMarked.At(finding.Location{File: f.Name}, "", finding.Public), nil), nil
		case publishedSheet:
			return refusedFile(f, finding.FilePublished.At(finding.Location{File: f.Name}, "", finding.Public), nil), nil
		}
	}
	for i, info := range sheets {
		info.Name = strings.ToValidUTF8(info.Name, "\uFFFD")
		s := &sheetReader{kinds: r.kinds, sources: r.sources, file: f, info: info, emit: emit, intake: Intake{File: f.Name, Sheet: info.Name}}
		if merger != nil {
			s.merged = merger.Merged(i)
		}
		err := s.read(ctx, wb, i)
		switch {
		case err == nil:
		case ctx.Err() != nil:
			return res, ctx.Err()
		case errors.Is(err, errEmit):
			return res, err
		case s.intake.Status != "" && s.balance() != nil:
			return res, err
		default:
			why, detail := faultOf(err, finding.Location{File: f.Name, Sheet: info.Name})
			s.withdraw(why)
			res.Detail = errors.Join(res.Detail, detail)
		}
		res.Intake = append(res.Intake, s.intake)
		res.Columns = append(res.Columns, s.columns...)
		res.Findings = append(res.Findings, s.findings...)
	}
	// Last of all, so that what was read is what Discover announced.
	if f.SHA256 != "" {
		if sum, err := HashFile(ctx, f.Path); ctx.Err() != nil {
			return res, ctx.Err()
		} else if err != nil || sum != f.SHA256 {
			return refusedFile(f, finding.FileChanged.At(finding.Location{File: f.Name}, "", finding.Public), err), nil
		}
	}
	return res, nil
}

// faultOf makes the finding for a file or sheet that cannot be read. What is
// not a refusal in plain words is also returned for the log.
func faultOf(err error, where finding.Location) (finding.Finding, error) {
	var refusal *Refusal
	if !errors.As(err, &refusal) {
		return finding.FileUnreadable.At(where, "", finding.Public), fmt.Errorf("read %s: %w", where.File, err)
	}
	where.Column, where.Row = splitAddress(refusal.Cell)
	return finding.Finding{Rule: refusal.Rule, Severity: finding.Error, Location: where, Message: refusal.Message, Mend: refusal.Mend}, nil
}

// splitAddress takes F128 apart.
func splitAddress(cell string) (column string, row int) {
	i := strings.IndexFunc(cell, func(r rune) bool { return r >= '0' && r <= '9' })
	if i < 0 {
		return cell, 0
	}
	row, err := strconv.Atoi(cell[i:])
	if err != nil {
		return "", 0
	}
	return cell[:i], row
}

// HashFile gives the SHA-256 of a file, in hexadecimal.
func HashFile(ctx context.Context, path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	buffer := make([]byte, 1<<20)
	for {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		n, err := f.Read(buffer)
		h.Write(buffer[:n])
		if errors.Is(err, io.EOF) {
			return hex.EncodeToString(h.Sum(nil)), nil
		}
		if err != nil {
			return "", err
		}
	}
}

// ReadAll reads files, several at a time. emit is called from several
// goroutines at once, but for one file always from one, in the order of its
// rows. done, which may be nil, is told of every file as it is finished, one
// call at a time, and may take the findings out of its result. The results come in
// the order of the file names, however many threads there are.
func (r *Reader) ReadAll(ctx context.Context, files []File, threads int, emit func(Batch) error, done func(*Result) error) ([]Result, error) {
	files = slices.Clone(files)
	slices.SortStableFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	// The largest first, so that no thread is left alone with it at the end.
	order := make([]int, len(files))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(files[b].Size, files[a].Size) })

	results := make([]Result, len(files))
	var mu sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(max(1, threads))
	for _, i := range order {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			res, err := r.Read(ctx, files[i], emit)
			if err != nil {
				return err
			}
			results[i] = res
			if done != nil {
				mu.Lock()
				defer mu.Unlock()
				return done(&results[i])
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return results, nil
}
