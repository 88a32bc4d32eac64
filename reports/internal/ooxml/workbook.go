package ooxml

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

var (
	workbookOrder = strings.Fields("fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches extLst")
	stylesOrder   = strings.Fields("numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst")
	noSheetName   = regexp.MustCompile(`[\\/?*\[\]:]|^'|'$`)
)

// workbook looks at the workbook, its styles and strings, and every sheet.
func (b *book) workbook(main string) {
	w := b.read(main)
	b.order(main, w, workbookOrder)
	ids, targets := map[string]bool{}, []string{}
	for _, s := range w.child("sheets").Children {
		name := s.attr("name")
		if n := len(utf16.Encode([]rune(name))); n == 0 || n > 31 || noSheetName.MatchString(name) {
			b.bad("%s: no sheet may be called %q", main, name)
		}
		for _, o := range b.sheets {
			if strings.EqualFold(o, name) {
				b.bad("%s: two sheets are called %s", main, name)
			}
		}
		b.sheets = append(b.sheets, name)
		if ids[s.attr("sheetId")] {
			b.bad("%s: the sheetId %s is there twice", main, s.attr("sheetId"))
		}
		ids[s.attr("sheetId")] = true
		r := b.relations[main][s.relation()]
		if r.kind != "worksheet" {
			b.bad("%s: sheet %s leads to a %q", main, name, r.kind)
			continue
		}
		targets = append(targets, r.target)
	}
	if len(b.sheets) == 0 {
		b.bad("%s: no sheet", main)
	}
	names := map[string]bool{}
	for _, d := range w.child("definedNames").Children {
		key := strings.ToLower(d.attr("name")) + " " + d.attr("localSheetId")
		if names[key] {
			b.bad("%s: the name %s is there twice", main, key)
		}
		names[key] = true
		if d.attr("localSheetId") == "" { // of all sheets
			continue
		}
		if at, err := strconv.Atoi(d.attr("localSheetId")); err != nil || at < 0 || at >= len(b.sheets) {
			b.bad("%s: the name %s belongs to no sheet", main, key)
		} else if !strings.HasPrefix(d.Text, "'"+strings.ReplaceAll(b.sheets[at], "'", "''")+"'!") {
			b.bad("%s: the name %s speaks of %s", main, key, d.Text)
		}
	}
	if part := b.one(main, "styles"); part != "" {
		b.styleSheet(part)
	}
	if part := b.one(main, "sharedStrings"); part != "" {
		b.strings = len(b.read(part).Children)
	}
	for _, t := range targets {
		b.sheet(t)
	}
}

// styleSheet looks whether the styles speak of fonts, fills, borders and formats
// that there are.
func (b *book) styleSheet(part string) {
	s := b.read(part)
	b.order(part, s, stylesOrder)
	size := map[string]int{}
	for _, name := range []string{"fonts", "fills", "borders", "cellStyleXfs", "cellXfs"} {
		size[name] = b.count(part, s.child(name))
		if size[name] == 0 {
			b.bad("%s: no %s", part, name)
		}
	}
	formats := map[string]bool{}
	for _, f := range s.child("numFmts").Children {
		id, err := strconv.Atoi(f.attr("numFmtId"))
		if err != nil || id < 164 || formats[f.attr("numFmtId")] || f.attr("formatCode") == "" {
			b.bad("%s: the format %s %q", part, f.attr("numFmtId"), f.attr("formatCode"))
		}
		formats[f.attr("numFmtId")] = true
	}
	for _, list := range []string{"cellStyleXfs", "cellXfs"} {
		for i, x := range s.child(list).Children {
			for attr, of := range map[string]string{"fontId": "fonts", "fillId": "fills", "borderId": "borders", "xfId": "cellStyleXfs"} {
				if v := x.attr(attr); v != "" && !within(v, size[of]) {
					b.bad("%s: %s %d has the %s %s", part, list, i, attr, v)
				}
			}
			if id, _ := strconv.Atoi(x.attr("numFmtId")); id >= 164 && !formats[x.attr("numFmtId")] {
				b.bad("%s: %s %d has the format %d", part, list, i, id)
			}
		}
	}
	b.styles = size["cellXfs"]
}

// within tells whether a text is an index into so many.
func within(s string, n int) bool {
	i, err := strconv.Atoi(s)
	return err == nil && i >= 0 && i < n
}
