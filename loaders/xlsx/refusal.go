package xlsx

import (
	"errors"
	"fmt"
	"strconv"

	"sanlv/loaders"
)

// What a person can do about a refused file.
const (
	mendSaveAs  = "请用 Excel 或 WPS 打开后“另存为”Excel 工作簿(.xlsx)再报"
	mendCopy    = "请从原处重新拷贝或重新导出这个文件;仍不行时用 Excel 或 WPS 打开,修复后“另存为”.xlsx 再报"
	mendDecrypt = "请在 Excel 或 WPS 中去掉打开密码,再“另存为”.xlsx 报送"
	mendSplit   = "请只保留要报的工作表和数据,去掉图片等,“另存为”.xlsx 再报;数据确实很多时分成几个文件"
	mendReenter = "请用 Excel 或 WPS 打开,检查这个单元格并重新填写,“另存为”.xlsx 再报"
)

// refuse says that the file is at fault. Names come from the file and may be of
// any length and kind.
func refuse(rule, mend, format string, args ...any) error {
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = clip(s)
		}
	}
	return &loaders.Refusal{Rule: rule, Message: fmt.Sprintf(format, args...) + "。", Mend: mend + "。"}
}

// refuseCell says that one cell is at fault.
func refuseCell(rule, mend string, row, column int, format string, args ...any) error {
	cell := Address(row, column)
	return &loaders.Refusal{
		Rule: rule, Message: "单元格 " + cell + " " + fmt.Sprintf(format, args...) + "。", Mend: mend + "。", Cell: cell,
	}
}

// inPart names the part (or sheet) a fault was met in, unless the fault is
// none of the file's.
func inPart(err error, what string) error {
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

// atCell gives a refusal the address of the cell it was met in.
func atCell(err error, row, column int) error {
	var r *loaders.Refusal
	if !errors.As(err, &r) || r.Cell != "" {
		return err
	}
	named := *r
	named.Cell = Address(row, column)
	named.Message = "单元格 " + named.Cell + ":" + r.Message
	return &named
}
