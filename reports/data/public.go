package data

import (
	"bufio"
	"context"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"sanlv/reports"
)

// Public writes the tables for the public (公开表) as CSV beside their workbooks, where
// the office asks for them: <workbook>_<sheet>.csv, its heads on one line, the level and
// the code of each area in front, numbers as they are printed but without separators.
type Public struct{}

// NewPublic returns the writer.
func NewPublic() Public { return Public{} }

// Write implements reports.Writer.
func (Public) Write(ctx context.Context, pub reports.Publication, out reports.Sink) error {
	public, wanted, err := reports.Public(ctx, pub)
	if err != nil || !wanted {
		return err
	}
	books, err := reports.Books(ctx, public)
	if err != nil {
		return err
	}
	for _, b := range books {
		folder, book := path.Split(strings.TrimSuffix(b.Name, ".xlsx"))
		for _, t := range b.Tables {
			if err := writePublic(t, folder+reports.FileSafe(book+"_"+t.Short)+".csv", out); err != nil {
				return err
			}
		}
	}
	return nil
}

func writePublic(t *reports.Table, name string, out reports.Sink) error {
	file, err := out.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(file)
	w.WriteString(byteOrderMark)
	heads := []string{"级别", "区划代码"}
	for _, c := range t.Columns {
		head := strings.Join(c.Heads, "/")
		for n := 2; slices.Contains(heads, head); n++ {
			head = strings.Join(c.Heads, "/") + strconv.Itoa(n)
		}
		heads = append(heads, head)
	}
	line := func(cells []string) {
		for i, c := range cells {
			if i > 0 {
				w.WriteByte(',')
			}
			w.WriteString(quote(c))
		}
		w.WriteByte('\n')
	}
	line(heads)
	for _, r := range t.Rows {
		code := ""
		if len(r.Areas) > 0 {
			code = r.Areas[0]
		}
		cells := []string{map[reports.Level]string{reports.LevelCounty: "县", reports.LevelTownship: "乡镇", reports.LevelVillage: "村"}[r.Level], harmless(code)}
		for _, c := range r.Cells {
			cells = append(cells, plain(c))
		}
		line(cells)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return file.Close()
}

// plain is a cell as other programs read it.
func plain(c reports.Cell) string {
	switch v := c.Value.(type) {
	case int64:
		return strconv.FormatInt(v, 10)
	case float64: // with the decimals that are printed: more of them would tell more
		return strings.ReplaceAll(c.Text, ",", "")
	}
	return harmless(c.Text)
}
