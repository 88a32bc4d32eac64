package excel

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"sanlv/loaders"
)

// What a person can do about a refused file.
const (
	MendSaveAs  = "请用 Excel 或 WPS 打开后“另存为”Excel 工作簿(.xlsx)再报"
	MendCopy    = "请从原处重新拷贝或重新导出这个文件;仍不行时用 Excel 或 WPS 打开,修复后“另存为”.xlsx 再报"
	MendDecrypt = "请在 Excel 或 WPS 中取消密码(打开密码、工作簿保护),再“另存为”.xlsx 报送"
	MendSplit   = "请只保留要报的工作表和数据,去掉图片等,“另存为”.xlsx 再报;数据确实很多时分成几个文件"
	MendReenter = "请用 Excel 或 WPS 打开,检查这个单元格并重新填写,“另存为”.xlsx 再报"
)

// Refuse says that the file is at fault. Names come from the file and may be of
// any length and kind.
func Refuse(rule, mend, format string, args ...any) error {
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = Clip(s)
		}
	}
	return &loaders.Refusal{Rule: rule, Message: fmt.Sprintf(format, args...) + "。", Mend: mend + "。"}
}

// RefuseCell says that one cell is at fault.
func RefuseCell(rule, mend string, row, column int, format string, args ...any) error {
	cell := Address(row, column)
	return &loaders.Refusal{
		Rule: rule, Message: "单元格 " + cell + " " + fmt.Sprintf(format, args...) + "。", Mend: mend + "。", Cell: cell,
	}
}

// InPart names the part (or sheet) a fault was met in, unless the fault is
// none of the file's.
func InPart(err error, what string) error {
	var r *loaders.Refusal
	if !errors.As(err, &r) {
		return err
	}
	named := *r
	named.Message = what + ":" + r.Message
	return &named
}

// Address names a cell as Excel does: Address(128, 6) is "F128".
func Address(row, column int) string { return loaders.ColumnLetter(column) + strconv.Itoa(row) }

// AtCell gives a refusal the address of the cell it was met in.
func AtCell(err error, row, column int) error {
	var r *loaders.Refusal
	if !errors.As(err, &r) || r.Cell != "" {
		return err
	}
	named := *r
	named.Cell = Address(row, column)
	named.Message = "单元格 " + named.Cell + ":" + r.Message
	return &named
}

// Clip keeps messages short and readable whatever the file holds: a character
// that turns the direction of writing would turn the message.
func Clip[T string | []byte](s T) string {
	const limit = 60
	var b strings.Builder
	n := 0
	for _, r := range string(s[:min(len(s), (limit+1)*utf8.UTFMax)]) {
		if n++; n > limit {
			return b.String() + "…"
		}
		if r == utf8.RuneError || !unicode.IsGraphic(r) {
			r = '?'
		}
		b.WriteRune(r)
	}
	return b.String()
}
