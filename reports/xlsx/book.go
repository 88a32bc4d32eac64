package xlsx

import (
	"archive/zip"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"sanlv/reports"
)

// nameSheets gives every table a sheet name that Excel accepts, unique in the book.
func (b *book) nameSheets() {
	used := map[string]bool{}
	for _, t := range b.tables {
		b.sheets = append(b.sheets, sheetName(t.Short, used))
	}
}

// sheetName makes a name into one that Excel accepts and that is not used yet.
func sheetName(name string, used map[string]bool) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) {
			return '_'
		}
		return r
	}, reports.Clean(name))
	if name == "" {
		name = "Sheet"
	}
	for n := 1; ; n++ {
		end := ""
		if n > 1 {
			end = fmt.Sprintf("(%d)", n)
		}
		short := shorten(name, 31-len(end)) + end
		if key := strings.ToLower(short); !used[key] {
			used[key] = true
			return short
		}
	}
}

// shorten cuts a name to so many UTF-16 units, which is how Excel counts.
func shorten(s string, units int) string {
	for len(utf16.Encode([]rune(s))) > units {
		r := []rune(s)
		s = string(r[:len(r)-1])
	}
	return s
}

// render writes the workbook: the same tables give the same bytes.
func (w *Writer) render(b *book, meta reports.Meta, targets map[string]target, out io.Writer) error {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetDefaultFont(w.Look.BodyFont); err != nil {
		return err
	}
	stamp := meta.AsOf.UTC().Format(time.RFC3339)
	if err := f.SetDocProps(&excelize.DocProperties{
		Title: b.tables[0].Title, Creator: "sanlv", LastModifiedBy: "sanlv", Created: stamp, Modified: stamp, Language: "zh-CN",
	}); err != nil {
		return err
	}
	if err := f.SetAppProps(&excelize.AppProperties{Application: "sanlv"}); err != nil {
		return err
	}
	s := &styles{file: f, look: w.Look, ids: map[style]int{}}
	outlines := map[string]int{} // path of a sheet in the package → levels of its outline
	for i, t := range b.tables {
		if i == 0 {
			if err := f.SetSheetName("Sheet1", b.sheets[0]); err != nil {
				return err
			}
		} else if _, err := f.NewSheet(b.sheets[i]); err != nil {
			return err
		}
		sh := &sheet{file: f, book: b, name: b.sheets[i], table: t, plan: w.layout(t), styles: s, look: w.Look, targets: targets}
		if err := sh.write(); err != nil {
			return fmt.Errorf("sheet %s: %w", b.sheets[i], err)
		}
		outlines[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)] = sh.plan.outline
	}
	f.SetActiveSheet(0)
	var raw bytes.Buffer
	if _, err := f.WriteTo(&raw); err != nil {
		return err
	}
	return repack(raw.Bytes(), outlines, out)
}

// zipDate is the date of every entry: the earliest that the format can hold.
var zipDate = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// repack sorts the entries and gives them a fixed date, because the library
// writes streamed sheets in random order. It also says how deep the outline of a
// sheet is, which the library leaves out and Excel needs to show the buttons,
// and names the relationship namespace as Excel does.
func repack(raw []byte, outlines map[string]int, out io.Writer) error {
	in, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return err
	}
	slices.SortFunc(in.File, func(a, b *zip.File) int {
		return cmp.Or(cmp.Compare(rank(a.Name), rank(b.Name)), cmp.Compare(a.Name, b.Name))
	})
	zw := zip.NewWriter(out)
	for _, entry := range in.File {
		r, err := entry.Open()
		if err != nil {
			return err
		}
		h := &zip.FileHeader{Name: entry.Name, Method: zip.Deflate}
		h.ModifiedDate, h.ModifiedTime = dosDate(zipDate), 0
		to, err := zw.CreateHeader(h)
		if err != nil {
			return err
		}
		if depth, ok := outlines[entry.Name]; ok {
			err = copySheet(to, r, depth)
		} else {
			_, err = io.Copy(to, r)
		}
		if e := r.Close(); err == nil {
			err = e
		}
		if err != nil {
			return err
		}
	}
	return zw.Close()
}

// rank puts the content types first, as readers that sniff expect.
func rank(name string) int {
	switch name {
	case "[Content_Types].xml":
		return 0
	case "_rels/.rels":
		return 1
	}
	return 2
}

func dosDate(t time.Time) uint16 {
	return uint16(t.Day() + int(t.Month())<<5 + (t.Year()-1980)<<9)
}

// copySheet copies a sheet and mends its XML.
func copySheet(to io.Writer, from io.Reader, depth int) error {
	content, err := io.ReadAll(from)
	if err != nil {
		return err
	}
	if depth > 0 {
		content = bytes.Replace(content, []byte("<sheetFormatPr "), fmt.Appendf(nil, `<sheetFormatPr outlineLevelRow="%d" `, depth), 1)
	}
	content = bytes.Replace(content, []byte(` filterMode="true"`), nil, 1) // no row is filtered out yet
	content = bytes.ReplaceAll(content, []byte(` xmlns:relationships="http://schemas.openxmlformats.org/officeDocument/2006/relationships" relationships:id=`), []byte(` r:id=`))
	_, err = to.Write(content)
	return err
}
