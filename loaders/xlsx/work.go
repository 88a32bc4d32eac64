package xlsx

import "sanlv/loaders/excel"

// work counts what the scanner does for a workbook. Bytes, rows and columns have
// limits of their own, but a file of 30 MB can hold a thousand million empty
// elements within all of them. Elements are counted rather than seconds, so that
// a file is refused on every machine or on none; 64 million take some 4 seconds.
// A sheet of a million rows and thirty columns has 31 million cells, or 94
// million elements when all are formulas, in a file of 100 MB.
type work struct{ done, limit int64 }

const (
	maxWork     = 64_000_000
	workPerByte = 1 // honest files hold less than one element a byte
)

func newWork(fileSize int64) *work { return &work{limit: maxWork + workPerByte*fileSize} }

func (w *work) spend(n int) error {
	if w == nil {
		return nil
	}
	if w.done += int64(n); w.done > w.limit {
		return excel.Refuse("file.slow", excel.MendSplit, "读这个文件用时超过允许的限度:里面的标记(XML 元素)超过 %d 万个,不像正常的表格", w.limit/10_000)
	}
	return nil
}
