package xlsx

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"sanlv/reports"
	"sanlv/reports/internal/pack"
)

// nameSheets gives every table a sheet name that Excel accepts, unique in the book.
func (b *book) nameSheets() {
	used := map[string]bool{}
	for _, t := range b.tables {
		b.sheets = append(b.sheets, pack.SheetName(t.Short, used))
	}
}

// render writes the workbook: the same tables give the same bytes.
func (w *Writer) render(b *book, meta reports.Meta, targets map[string][]target, out io.Writer) error {
	f := excelize.NewFile()
	defer f.Close()
	office := meta.Office
	office.TitleFont, office.BodyFont = cmp.Or(office.TitleFont, usualFont), cmp.Or(office.BodyFont, usualFont)
	if err := f.SetDefaultFont(office.BodyFont); err != nil {
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
	s := &styles{file: f, office: office, ids: map[style]int{}}
	outlines := map[string]int{} // path of a sheet in the package → levels of its outline
	for i, t := range b.tables {
		if i == 0 {
			if err := f.SetSheetName("Sheet1", b.sheets[0]); err != nil {
				return err
			}
		} else if _, err := f.NewSheet(b.sheets[i]); err != nil {
			return err
		}
		sh := &sheet{file: f, book: b, name: b.sheets[i], table: t, plan: layout(t), styles: s, office: office, targets: targets}
		if err := sh.write(); err != nil {
			return fmt.Errorf("sheet %s: %w", b.sheets[i], err)
		}
		outlines[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)] = sh.plan.outline
	}
	return pack.Write(f, out, func(name string, content []byte) []byte {
		if pack.AreRows(content) {
			return content
		}
		if depth, ok := outlines[name]; ok {
			return mendSheet(content, depth)
		}
		switch {
		case name == "[Content_Types].xml":
			return pictureTypes.ReplaceAll(content, nil)
		case strings.HasPrefix(name, "xl/drawings/drawing"):
			return mendDrawing(content)
		}
		return content
	})
}

// mendSheet says how deep the outline of a sheet is, which the library leaves
// out and Excel needs to show the buttons, and names the relationship namespace
// as Excel does.
func mendSheet(content []byte, depth int) []byte {
	if depth > 0 {
		content = bytes.Replace(content, []byte("<sheetFormatPr "), fmt.Appendf(nil, `<sheetFormatPr outlineLevelRow="%d" `, depth), 1)
	}
	content = bytes.Replace(content, []byte(` filterMode="true"`), nil, 1) // no row is filtered out yet
	return bytes.ReplaceAll(content, []byte(` xmlns:relationships="http://schemas.openxmlformats.org/officeDocument/2006/relationships" relationships:id=`), []byte(` r:id=`))
}
