package forms

import (
	"bytes"
	"fmt"
	"strings"
)

// startHeight is the height of the rows that are drawn. The library fixes every
// height it is given; these are to grow with their texts.
var startHeight = fmt.Appendf(nil, ` ht="%d" customHeight="true"`, rowHeight)

// mendSheet mends what the library writes of a worksheet.
func mendSheet(name string, content []byte) []byte {
	if !strings.HasPrefix(name, "xl/worksheets/") {
		return content
	}
	content = bytes.Replace(content, []byte(` filterMode="true"`), nil, 1) // no row is filtered out yet
	return bytes.ReplaceAll(content, startHeight, startHeight[:bytes.LastIndexByte(startHeight, ' ')])
}
