package xls

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"sanlv/loaders"
)

// What a person can do about a refused file.
const (
	mendSaveAs  = "请用 Excel 或 WPS 打开后“另存为”Excel 工作簿(.xlsx)再报"
	mendCopy    = "请从原处重新拷贝或重新导出这个文件;仍不行时用 Excel 或 WPS 打开,修复后“另存为”.xlsx 再报"
	mendDecrypt = "请在 Excel 或 WPS 中取消密码(打开密码、工作簿保护),再“另存为”.xlsx 报送"
	mendSplit   = "请只保留要报的工作表和数据,去掉图片等,“另存为”.xlsx 再报;数据确实很多时分成几个文件"
	mendReenter = "请用 Excel 或 WPS 打开,检查这个单元格并重新填写,“另存为”.xlsx 再报"
)

// refuse says that the file is at fault.
func refuse(rule, mend, format string, args ...any) error {
	return &loaders.Refusal{Rule: rule, Message: fmt.Sprintf(format, args...) + "。", Mend: mend + "。"}
}

// truncated and damaged are the two faults that structure alone can show: the
// file ends too early, or its parts contradict each other.
func truncated(format string, args ...any) error {
	return refuse("file.truncated", mendCopy, "文件不完整:"+format+",可能没有拷完或下载中断", args...)
}

func damaged(format string, args ...any) error {
	return refuse("file.damaged", mendCopy, "文件已损坏:"+format, args...)
}

// refuseCell says that one cell is at fault. Row and column count from 1.
func refuseCell(rule, mend string, row, column int, format string, args ...any) error {
	cell := address(row, column)
	return &loaders.Refusal{
		Rule: rule, Message: "单元格 " + cell + " " + fmt.Sprintf(format, args...) + "。", Mend: mend + "。", Cell: cell,
	}
}

// inPart names the part of the file that a fault was met in, unless the fault
// is none of the file's.
func inPart(err error, what string) error {
	var r *loaders.Refusal
	if !errors.As(err, &r) {
		return err
	}
	named := *r
	named.Message = what + ":" + r.Message
	return &named
}

func inSheet(err error, name string) error { return inPart(err, "工作表“"+clip(name)+"”") }

// atCell gives a refusal the address of the cell it was met in.
func atCell(err error, row, column int) error {
	var r *loaders.Refusal
	if !errors.As(err, &r) || r.Cell != "" {
		return err
	}
	named := *r
	named.Cell = address(row, column)
	named.Message = "单元格 " + named.Cell + ":" + r.Message
	return &named
}

// address names a cell as Excel does: address(128, 6) is "F128".
func address(row, column int) string { return loaders.ColumnLetter(column) + strconv.Itoa(row) }

// clip shortens what a file says for a message.
func clip(s string) string {
	const limit = 60
	r := []rune(strings.ToValidUTF8(s, "?"))
	if len(r) > limit {
		return string(r[:limit]) + "…"
	}
	return string(r)
}
