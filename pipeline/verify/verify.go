// Package verify checks a publication as somebody does to whom it was handed
// over: that every file is the one that was published, and that the figures in
// it agree with each other. It needs nothing but the folder: no database, no
// inputs, no other publication.
package verify

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"sanlv/pipeline/manifest"
)

// Item is one thing that was checked. Texts are in Chinese.
type Item struct {
	ID       string   `json:"id"` // stable: files, formats, rows, …
	Label    string   `json:"label"`
	Sound    bool     `json:"sound"`
	Checked  string   `json:"checked"`            // what was looked at, with counts
	Problems []string `json:"problems,omitempty"` // what is wrong, the first MaxProblems of them
	More     int      `json:"more,omitempty"`     // how many more there are
}

// MaxProblems is how many problems an item lists.
const MaxProblems = 20

// Report is what there is to say about a publication.
type Report struct {
	Dir      string `json:"dir"`
	RunID    string `json:"run_id,omitempty"`
	Version  string `json:"version,omitempty"`
	AsOf     string `json:"as_of,omitempty"`
	Draft    bool   `json:"draft,omitempty"`
	Unmasked bool   `json:"unmasked,omitempty"`
	Sound    bool   `json:"sound"`
	Items    []Item `json:"items"`
}

// check is one item: what it is called and how it is done. look returns what was
// looked at and what is wrong; an error means that it could not be done.
type check struct {
	id, label string
	look      func(*publication, context.Context) (checked string, problems []string, err error)
}

var checks = []check{
	{"files", "文件与清单", (*publication).files},
	{"formats", "CSV 与 Parquet", (*publication).formats},
	{"rows", "行数与清单", (*publication).rowCounts},
	{"intake", "来件行数恒等", (*publication).intake},
	{"levels", "村、乡镇、县合计", (*publication).levels},
	{"rates", "分子、分母与率", (*publication).rates},
	{"households", "逐户合计", (*publication).households},
	{"printed", "印出的表与数据", (*publication).printed},
}

// publication is a folder under check.
type publication struct {
	dir    string
	m      manifest.Manifest
	tables map[string]*table // CSV files that were read, by name
}

// Publication checks the publication in a folder. The error is the context's; all
// else is a problem in the report.
func Publication(ctx context.Context, dir string) (*Report, error) {
	// a link may come to lead elsewhere while the folder is read
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	r := &Report{Dir: dir}
	m, err := manifest.Read(dir)
	if err != nil {
		r.Items = []Item{{ID: "manifest", Label: "清单", Checked: manifest.Name, Problems: []string{unreadable(err)}}}
		return r, nil
	}
	r.RunID, r.Version, r.AsOf, r.Draft, r.Unmasked, r.Sound = m.RunID, m.Version, m.AsOf, m.Draft, m.Unmasked, true
	p := &publication{dir: dir, m: m, tables: map[string]*table{}}
	for _, c := range checks {
		item := p.item(ctx, c)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r.Items = append(r.Items, item)
		r.Sound = r.Sound && item.Sound
	}
	return r, nil
}

// item does one check. A damaged file may bring the library that reads it to
// panic; that is a problem of the file.
func (p *publication) item(ctx context.Context, c check) (item Item) {
	item = Item{ID: c.id, Label: c.label}
	defer func() {
		if v := recover(); v != nil {
			item.Problems = append(item.Problems, fmt.Sprintf("文件损坏,读不下去:%v", v))
		}
		item.Sound = len(item.Problems) == 0
		if n := len(item.Problems) - MaxProblems; n > 0 {
			item.Problems, item.More = item.Problems[:MaxProblems], n
		}
	}()
	checked, problems, err := c.look(p, ctx)
	item.Checked, item.Problems = checked, problems
	if err != nil {
		item.Problems = append(item.Problems, unreadable(err))
	}
	return item
}

// unreadable says why something could not be read.
func unreadable(err error) string {
	var path *fs.PathError
	name := ""
	if errors.As(err, &path) {
		name = filepath.Base(path.Path)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "缺少 " + name
	case errors.Is(err, fs.ErrPermission):
		return "没有权限读 " + name
	default:
		return fmt.Sprintf("读不出:%v", err)
	}
}

// has reports whether a file was published.
func (p *publication) has(name string) bool {
	for _, f := range p.m.Outputs {
		if f.File == name {
			return true
		}
	}
	return false
}

// published lists the published files of a folder with an ending.
func (p *publication) published(folder, ending string) []string {
	var names []string
	for _, f := range p.m.Outputs {
		if strings.HasPrefix(f.File, folder) && strings.HasSuffix(f.File, ending) {
			names = append(names, f.File)
		}
	}
	return names
}

func (p *publication) path(name string) string {
	return filepath.Join(p.dir, filepath.FromSlash(name))
}
