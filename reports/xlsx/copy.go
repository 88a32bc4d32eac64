package xlsx

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"

	"sanlv/reports"
)

// NoteSheet is the sheet in front of a marked copy that says what it is; the
// readers know a copy by it and do not take it for a sheet of the county.
const NoteSheet = "标注说明"

// WriteProblems writes the problem list of every township and a marked copy of
// every input file that has findings, several at a time.
func (w *Writer) WriteProblems(ctx context.Context, pub reports.Publication, out reports.Sink) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0)) // as many at a time hold a list each
	used := map[string]bool{}
	err := reports.ProblemLists(ctx, pub, func(list string, t *reports.Table) error {
		name := fileName(reports.ProblemFolder+"/"+reports.FileSafe(list), ".xlsx", used)
		g.Go(func() error {
			b := &book{name: name, tables: []*reports.Table{t}}
			b.nameSheets()
			if err := w.writeBook(b, pub.Meta, nil, out); err != nil {
				return fmt.Errorf("write %s: %w", name, err)
			}
			return nil
		})
		return nil
	})
	if err != nil {
		return cmp.Or(g.Wait(), err) // why the lists were not made to the end
	}
	if pub.Copies != nil {
		for _, name := range pub.Copies.Names() {
			stem, end := reports.CopyFolder+"/"+safePath(name), ".xlsx"
			if strings.EqualFold(path.Ext(name), end) {
				stem = strings.TrimSuffix(stem, path.Ext(stem))
			}
			file := fileName(stem, end, used)
			g.Go(func() error {
				if err := writeCopy(ctx, pub, name, file, out); err != nil {
					return fmt.Errorf("write marked copy of %s: %w", name, err)
				}
				return nil
			})
		}
	}
	return g.Wait()
}

// safePath makes the path of an input file into one that every system takes. A
// folder keeps no end that a copy beside it may have.
func safePath(name string) string {
	parts := strings.Split(name, "/")
	for i, p := range parts {
		if p = reports.FileSafe(p); i < len(parts)-1 && strings.EqualFold(path.Ext(p), ".xlsx") {
			p += "_"
		}
		parts[i] = p
	}
	return strings.Join(parts, "/")
}

func writeCopy(ctx context.Context, pub reports.Publication, name, file string, out reports.Sink) (err error) {
	f, err := out.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return MarkedCopy(ctx, pub, name, f)
}

// MarkedCopy writes the marked copy of one input file.
func MarkedCopy(ctx context.Context, pub reports.Publication, name string, out io.Writer) error {
	meta := copyMeta{Note: copyNote(name, pub.Meta), AsOf: pub.Meta.AsOf.UTC(), Unmasked: pub.Meta.Unmasked}
	return pub.Copies.Write(ctx, name, fmt.Sprintf("%#v", meta), out, func(out io.Writer) error {
		w := newCopyBook(out, meta)
		if err := w.note(); err != nil {
			return err
		}
		if err := pub.Copies.Copy(ctx, name, w); err != nil {
			return err
		}
		return w.close()
	})
}

// copyNote says what the copy is. It does not name the run: the same input with
// the same findings gives the same copy, whatever else has come in.
func copyNote(name string, meta reports.Meta) []string {
	lines := []string{
		"标注副本",
		"来件:" + name,
		"各单元格照来件抄录,位置不变;有问题的单元格涂了颜色、加了粗框,批注写明问题和改法,打印时附在各工作表之后。红(加粗字):错误,没有采用;橙:警告,已采用,须核对;蓝:提示。",
		"请在原来的表中改正后重报原表;本副本放进来件文件夹不会被读入。",
	}
	if meta.Unmasked {
		lines = append(lines, "内部资料:本副本含个人信息,不得外传。")
	} else {
		lines = append(lines, "姓名、证件号码、电话已掩去;不认识的列和没有读入的工作表,其内容以“…”代替。")
	}
	return append(lines, fmt.Sprintf("数据截至%s,程序版本%s。", reports.Date(meta.AsOf), meta.Version))
}

// note writes the sheet in front.
func (w *copyBook) note() error {
	if err := w.Sheet(NoteSheet); err != nil {
		return err
	}
	for i, line := range w.Note {
		if err := w.Row(reports.CopyRow{Number: i + 1, Cells: []reports.CopyCell{{Column: 1, Text: reports.Prose(line)}}}); err != nil {
			return err
		}
	}
	return nil
}
