package xls

import "sanlv/loaders/excel"

// truncated and damaged are the two faults that structure alone can show: the
// file ends too early, or its parts contradict each other.
func truncated(format string, args ...any) error {
	return excel.Refuse("file.truncated", excel.MendCopy, "文件不完整:"+format+",可能没有拷完或下载中断", args...)
}

func damaged(format string, args ...any) error {
	return excel.Refuse("file.damaged", excel.MendCopy, "文件已损坏:"+format, args...)
}

func inSheet(err error, name string) error {
	return excel.InPart(err, "工作表“"+excel.Clip(name)+"”")
}
