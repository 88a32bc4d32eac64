package pack

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"
)

var (
	allColumns = regexp.MustCompile(`<cols>.*?</cols>`)
	oneColumn  = regexp.MustCompile(`<col [^>]*min="(\d+)"[^>]*(?:/>|></col>)`)
	filterArea = regexp.MustCompile(`<autoFilter [^>]*>`)
)

// mendSheet puts the columns of a sheet, which the library writes backwards, into
// their order, and the area of its filter into the form that the standard asks for.
func mendSheet(name string, content []byte) []byte {
	if !strings.HasPrefix(name, "xl/worksheets/sheet") {
		return content
	}
	content = replaceFirst(filterArea, content, func(filter []byte) []byte { return bytes.ReplaceAll(filter, []byte("$"), nil) })
	return replaceFirst(allColumns, content, func(cols []byte) []byte {
		list := oneColumn.FindAllSubmatch(cols, -1)
		slices.SortFunc(list, func(a, b [][]byte) int { return cmp.Or(cmp.Compare(len(a[1]), len(b[1])), bytes.Compare(a[1], b[1])) })
		out := []byte("<cols>")
		for _, c := range list {
			out = append(out, c[0]...)
		}
		return append(out, "</cols>"...)
	})
}

// replaceFirst changes the first match of a pattern.
func replaceFirst(pattern *regexp.Regexp, content []byte, change func([]byte) []byte) []byte {
	at := pattern.FindIndex(content)
	if at == nil {
		return content
	}
	return slices.Concat(content[:at[0]], change(slices.Clone(content[at[0]:at[1]])), content[at[1]:])
}
