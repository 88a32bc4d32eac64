package xlsx

import (
	"context"
	"path"
	"strings"

	"sanlv/loaders"
	"sanlv/loaders/excel"
)

// relation is one relationship of a part.
type relation struct {
	kind   string // last element of the type: worksheet, styles, …
	target string // part name
}

// sheet is a worksheet of the workbook.
type sheet struct {
	loaders.SheetInfo
	part   *entry
	merged []loaders.MergedArea
	hidden [][2]int // columns, once the rows have been read
	held   []byte   // the part inflated, if there was room for it
	work   int64    // that reading its rows took
}

// maxIndexBytes bounds the parts that only say what there is: their names are
// held in memory.
const maxIndexBytes = 32 << 20

// maxSheetName is in bytes, and far more than the 31 characters of Excel.
const maxSheetName = 1000

// part reads one part from its first element to its end. The function gets the
// scanner with the root element started and must read to that element's end.
func (w *Workbook) part(ctx context.Context, e *entry, root string, read func(*scanner) error) error {
	r, err := w.archive.open(ctx, e)
	if err != nil {
		return err
	}
	defer r.Close()
	x := newScanner(r)
	x.work = w.work
	return excel.InPart(readPart(x, root, read), "部件 "+excel.Clip(e.name))
}

func readPart(x *scanner, root string, read func(*scanner) error) error {
	switch t, err := x.next(); {
	case err != nil:
		return err
	case t == tokenStart && string(x.local()) == "" && string(localName(x.name)) == root:
		return excel.Refuse("file.notworkbook", excel.MendSaveAs, "XML 的命名空间不是 xlsx 的(如 Office 2007 测试版)")
	case t != tokenStart || string(x.local()) != root:
		return excel.Refuse("file.notworkbook", excel.MendSaveAs, "根元素是 <%s>,应当是 <%s>", excel.Clip(x.name), root)
	}
	if err := read(x); err != nil {
		return err
	}
	// Nothing may follow, and only the end of the part shows that its size and
	// CRC are right.
	if t, err := x.next(); err != nil {
		return err
	} else if t != tokenEOF {
		return x.damaged("根元素之后还有内容")
	}
	return nil
}

// children calls read for each child element of the element that has just
// started, with its name or, for a foreign one, "", and returns at its end. A
// child that read does not consume is skipped. Text between elements is damage: there is none in spreadsheets.
func children(x *scanner, read func(name []byte) error) error {
	depth := x.depth()
	for {
		t, err := x.next()
		if err != nil {
			return err
		}
		switch t {
		case tokenEnd:
			return nil
		case tokenText:
			if !isSpace(x.text) {
				return x.damaged("元素之间有多余的文字")
			}
		case tokenStart:
			if err := read(x.local()); err != nil {
				return err
			}
			if x.depth() > depth {
				if err := x.skipElement(); err != nil {
					return err
				}
			}
		}
	}
}

// relations reads the relationships of a part ("" is the package), by id.
func (w *Workbook) relations(ctx context.Context, part string) (map[string]relation, []relation, error) {
	dir, base := path.Split(part)
	e := w.archive.find(dir + "_rels/" + base + ".rels")
	switch {
	case e == nil:
		return nil, nil, nil
	case e.size > maxIndexBytes:
		return nil, nil, excel.Refuse("file.toobig", excel.MendSaveAs, "部件 %q 解压后超过 %d MB", e.name, maxIndexBytes>>20)
	}
	byID := map[string]relation{}
	var inOrder []relation
	err := w.part(ctx, e, "Relationships", func(x *scanner) error {
		return children(x, func(name []byte) error {
			if string(name) != "Relationship" {
				return nil
			}
			var values [4]string
			for i, a := range [4]string{"Id", "Type", "Target", "TargetMode"} {
				var err error
				if values[i], err = x.attribute(a); err != nil {
					return err
				}
			}
			if values[3] == "External" {
				return nil
			}
			target := strings.ReplaceAll(values[2], `\`, "/")
			if !strings.HasPrefix(target, "/") {
				target = path.Join("/", dir, target)
			}
			r := relation{kind: values[1][strings.LastIndexByte(values[1], '/')+1:], target: path.Clean(target)[1:]}
			byID[values[0]] = r
			if inOrder = append(inOrder, r); len(inOrder) > maxEntries {
				return excel.Refuse("xml.limit", excel.MendSaveAs, "部件之间的关系超过 %d 条", maxEntries)
			}
			return nil
		})
	})
	return byID, inOrder, err
}

// first returns the target of the first relationship of a kind.
func first(list []relation, kind string) string {
	for _, r := range list {
		if r.kind == kind {
			return r.target
		}
	}
	return ""
}

// used returns the entry of a part that the workbook says it has. A part that
// is not there would be read as "no texts" or "no dates": silently wrong.
func (w *Workbook) used(target string) (*entry, error) {
	e := w.archive.find(target)
	if e == nil {
		return nil, excel.Refuse("file.partmissing", excel.MendCopy, "文件里缺少部件 %q,文件不完整", target)
	}
	return e, nil
}

// readWorkbook finds the workbook part and what it holds.
func (w *Workbook) readWorkbook(ctx context.Context) error {
	_, roots, err := w.relations(ctx, "")
	if err != nil {
		return err
	}
	main := first(roots, "officeDocument")
	switch {
	case strings.HasSuffix(strings.ToLower(main), ".bin"), main == "" && w.archive.find("xl/workbook.bin") != nil:
		return excel.Refuse("file.xlsb", excel.MendSaveAs, "这是二进制工作簿(.xlsb),不是 .xlsx 工作簿")
	case main == "" && w.archive.find("content.xml") != nil && w.archive.find("mimetype") != nil:
		return excel.Refuse("file.notworkbook", excel.MendSaveAs, "这是 OpenDocument 文件(.ods 等),不是 .xlsx 工作簿")
	case strings.HasPrefix(main, "word/"):
		return excel.Refuse("file.notworkbook", "请报送 Excel 表格", "这是 Word 文档(.docx),不是 Excel 工作簿")
	case strings.HasPrefix(main, "ppt/"):
		return excel.Refuse("file.notworkbook", "请报送 Excel 表格", "这是演示文稿(.pptx),不是 Excel 工作簿")
	case main == "":
		return excel.Refuse("file.notworkbook", excel.MendSaveAs, "这是压缩包,里面没有 Excel 工作簿")
	}
	e, err := w.used(main)
	if err != nil {
		return err
	}
	if e.size > maxIndexBytes {
		return excel.Refuse("file.toobig", excel.MendSaveAs, "部件 %q 解压后超过 %d MB", e.name, maxIndexBytes>>20)
	}
	byID, related, err := w.relations(ctx, main)
	if err != nil {
		return err
	}
	err = w.part(ctx, e, "workbook", func(x *scanner) error {
		return children(x, func(name []byte) error {
			switch string(name) {
			case "workbookPr":
				v, err := x.attribute("date1904")
				w.date1904 = v == "1" || v == "true"
				return err
			case "sheets":
				return children(x, func(name []byte) error {
					if string(name) != "sheet" {
						return nil
					}
					return w.addSheet(x, byID)
				})
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	if target := first(related, "styles"); target != "" {
		if err := w.readStyles(ctx, target); err != nil {
			return err
		}
	}
	if target := first(related, "sharedStrings"); target != "" {
		return w.readStrings(ctx, target)
	}
	return nil
}

// addSheet lists a worksheet; sheets of charts, dialogs and macros hold no rows.
func (w *Workbook) addSheet(x *scanner, byID map[string]relation) error {
	name, err := x.attribute("name")
	if err != nil {
		return err
	}
	if len(name) > maxSheetName {
		return excel.Refuse("xml.limit", excel.MendSaveAs, "工作表的名称 %q 太长", excel.Clip(name))
	}
	state, err := x.attribute("state")
	if err != nil {
		return err
	}
	id, err := x.attribute("id")
	if err != nil {
		return err
	}
	r, ok := byID[id]
	switch {
	case !ok:
		return excel.Refuse("file.partmissing", excel.MendCopy, "工作表“%s”找不到对应的部件", excel.Clip(name))
	case r.kind != "worksheet":
		return nil
	}
	e, err := w.used(r.target)
	if err != nil {
		return excel.InPart(err, "工作表“"+excel.Clip(name)+"”")
	}
	for _, other := range w.sheets {
		if other.part == e {
			return excel.Refuse("file.duplicatepart", excel.MendSaveAs, "工作表“%s”和“%s”用的是同一个部件", excel.Clip(other.Name), excel.Clip(name))
		}
	}
	w.sheets = append(w.sheets, sheet{
		SheetInfo: loaders.SheetInfo{Name: name, Hidden: state == "hidden" || state == "veryHidden"}, part: e,
	})
	return nil
}
