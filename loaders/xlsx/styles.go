package xlsx

import (
	"context"

	"sanlv/loaders/excel"
)

// maxStyles is far above the 65,490 that Excel allows, maxFormat above the 255
// characters of a format.
const (
	maxStyles = 1 << 20
	maxFormat = 4096
)

// readStyles finds the number format of every cell style.
func (w *Workbook) readStyles(ctx context.Context, target string) error {
	e, err := w.used(target)
	if err != nil {
		return err
	}
	custom := map[int]excel.Format{} // by id
	var ids []int
	err = w.part(ctx, e, "styleSheet", func(x *scanner) error {
		return children(x, func(name []byte) error {
			switch string(name) {
			case "numFmts":
				return children(x, func(name []byte) error {
					if string(name) != "numFmt" {
						return nil
					}
					id, err := x.formatID()
					if err != nil {
						return err
					}
					code, err := x.attribute("formatCode")
					code = code[:min(len(code), maxFormat)]
					if id >= 0 {
						custom[id] = excel.Classify(code)
					}
					if len(custom) > maxStyles {
						return excel.Refuse("file.toobig", excel.MendSplit, "数字格式超过 %d 种", maxStyles)
					}
					return err
				})
			case "cellXfs":
				return children(x, func(name []byte) error {
					if string(name) != "xf" {
						return nil
					}
					id, err := x.formatID()
					if ids = append(ids, id); len(ids) > maxStyles {
						return excel.Refuse("file.toobig", excel.MendSplit, "单元格样式超过 %d 种", maxStyles)
					}
					return err
				})
			}
			return nil
		})
	})
	// Formats may stand after the styles that use them.
	w.styles = make([]excel.Format, len(ids))
	for i, id := range ids {
		if f, ok := custom[id]; ok {
			w.styles[i] = f
		} else {
			w.styles[i] = excel.Builtin(id)
		}
	}
	return err
}

// formatID is the number of a format, or -1 where there is none to be read.
func (x *scanner) formatID() (int, error) {
	id, err := x.attribute("numFmtId")
	if n, ok := parseUint([]byte(id)); ok {
		return n, err
	}
	return -1, err
}
