package xls

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"sanlv/loaders"
	"sanlv/loaders/excel"
)

const (
	versionBIFF8 = 0x0600

	bofGlobals   = 0x0005
	bofWorksheet = 0x0010

	maxSheets = 10_000
	maxMerged = 1_000_000 // in the whole workbook
)

// sheet is a worksheet.
type sheet struct {
	loaders.SheetInfo
	start  int64 // of its BOF
	limit  int64 // where the next worksheet starts, or the stream ends
	merged []loaders.MergedArea
}

// Types of a sheet in BOUNDSHEET. The first also stands for dialogues, which
// hold no cells.
const (
	typeWorksheet = 0
	typeMacro     = 1
	typeChart     = 2
	typeModule    = 6
)

// readGlobals reads what all sheets share: the list of sheets, texts, styles,
// the date system.
func (w *Workbook) readGlobals(ctx context.Context) error {
	r := w.records
	if err := r.next(); err != nil {
		return err
	}
	if err := checkBOF(r, bofGlobals); err != nil {
		return err
	}
	var (
		ids    []uint16 // of the formats of the cell styles
		custom = map[uint16]excel.Format{}
		shared bool
	)
	err := r.substream(ctx, w.stream.size, func() error {
		switch r.id {
		case recFilePass:
			return excel.Refuse("file.encrypted", excel.MendDecrypt, "工作簿设了密码(已加密),读不了")
		case recDateMode:
			mode, err := r.uint(2)
			if err == nil && mode > 1 {
				err = damaged("日期系统 %d 不认识", mode)
			}
			w.date1904 = mode == 1
			return err
		case recCodePage:
			page, err := r.uint(2)
			w.codePage = uint16(page)
			return err
		case recSheet:
			return w.readSheet(r)
		case recFormat:
			id, err := r.uint(2)
			if err != nil {
				return err
			}
			code, err := r.text(nil, 2)
			custom[uint16(id)] = excel.Classify(string(code))
			return err
		case recXF:
			if len(r.body) < 4 {
				return damaged("样式记录太短")
			}
			ids = append(ids, binary.LittleEndian.Uint16(r.body[2:]))
			if len(ids) > math.MaxUint16 {
				return damaged("样式超过 %d 种", math.MaxUint16)
			}
		case recSST:
			if shared {
				return damaged("有两张共享文字表,不知道该用哪一张")
			}
			shared = true
			return w.readShared(ctx, r)
		}
		return nil
	})
	if err != nil {
		return err
	}
	// Formats may stand after the styles that use them.
	w.styles = make([]excel.Format, len(ids))
	for i, id := range ids {
		if f, ok := custom[id]; ok {
			w.styles[i] = f
		} else {
			w.styles[i] = excel.Builtin(int(id))
		}
	}
	return w.placeSheets(r.pos)
}

// checkBOF looks at the record that begins a substream.
func checkBOF(r *records, want uint16) error {
	switch {
	case r.id == 0x0009 || r.id == 0x0209 || r.id == 0x0409:
		return excel.Refuse("file.xls", excel.MendSaveAs, "这是 Excel 2.0–4.0 的很旧的 .xls 格式(BIFF2–4),读不了")
	case r.id != recBOF || len(r.body) < 4:
		return damaged("第 %d 字节处应是开始标志(BOF),却是记录 %#04x", r.start, r.id)
	}
	version, kind := binary.LittleEndian.Uint16(r.body), binary.LittleEndian.Uint16(r.body[2:])
	switch {
	case version == 0x0500 || version == 0x0700:
		return excel.Refuse("file.xls", excel.MendSaveAs, "这是 Excel 5.0/95 的旧版 .xls 格式(BIFF5),读不了")
	case version != versionBIFF8:
		return damaged("版本号 %#04x 不认识", version)
	case kind != want:
		return damaged("第 %d 字节处的内容类型是 %#04x,应是 %#04x", r.start, kind, want)
	}
	return nil
}

// readSheet reads a BOUNDSHEET record.
func (w *Workbook) readSheet(r *records) error {
	start, err := r.uint(4)
	if err != nil {
		return err
	}
	state, err := r.uint(1)
	if err != nil {
		return err
	}
	kind, err := r.uint(1)
	if err != nil {
		return err
	}
	name, err := r.text(nil, 1)
	if err != nil {
		return err
	}
	if len(w.sheets)+len(w.skipped) == maxSheets {
		return excel.Refuse("file.toobig", excel.MendSplit, "工作表超过 %d 张", maxSheets)
	}
	switch kind {
	case typeWorksheet:
	case typeMacro, typeChart, typeModule:
		w.skipped = append(w.skipped, int64(start))
		return nil
	default:
		return damaged("工作表“%s”的类型 %d 不认识", excel.Clip(string(name)), kind)
	}
	// The other bits of state are reserved: 1 is hidden, 2 very hidden.
	info := loaders.SheetInfo{Name: string(name), Hidden: state&3 != 0}
	w.sheets = append(w.sheets, sheet{SheetInfo: info, start: int64(start)})
	return nil
}

// placeSheets finds where each worksheet ends at the latest. No two may
// overlap: the same bytes would be read twice.
func (w *Workbook) placeSheets(after int64) error {
	order := make([]*sheet, len(w.sheets))
	for i := range w.sheets {
		order[i] = &w.sheets[i]
	}
	slices.SortFunc(order, func(a, b *sheet) int { return int(a.start - b.start) })
	for i, sh := range order {
		sh.limit = w.stream.size
		if i+1 < len(order) {
			sh.limit = order[i+1].start
		}
		if sh.start < after || sh.start == sh.limit {
			return inSheet(damaged("开始的位置 %d 不对", sh.start), sh.Name)
		}
	}
	// A sheet whose type is damaged would be left out in silence.
	for _, start := range w.skipped {
		if start+8 > w.stream.size {
			continue
		}
		b, err := w.records.fetch(start, 8)
		if err != nil {
			return err
		}
		if string(b[:2]) == "\x09\x08" && string(b[4:]) == "\x00\x06\x10\x00" {
			return damaged("第 %d 字节处是工作表,目录里却说不是", start)
		}
	}
	return nil
}

// readShared reads the texts that cells point to. Their number is known, and
// they fill the record and its CONTINUE records: a text whose length is damaged
// would shift all that follow, and does not get by.
func (w *Workbook) readShared(ctx context.Context, r *records) error {
	if _, err := r.uint(4); err != nil { // how many cells use them
		return err
	}
	count, err := r.uint(4)
	if err != nil {
		return err
	}
	if more, err := r.continued(); err != nil {
		return err
	} else if r.off == len(r.body) && !more {
		return nil // Excel itself writes a number and no texts; a cell that uses one is refused
	}
	var text []byte
	for i := range count {
		if i%4096 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		if text, err = r.text(text[:0], 2); err != nil {
			return excel.InPart(err, fmt.Sprintf("共享文字第 %d 条(共 %d 条)", i+1, count))
		}
		if err := w.shared.add(text); err != nil {
			return err
		}
	}
	if rest := len(r.body) - r.off; rest > 0 {
		return damaged("共享文字表有 %d 条,其后还多出 %d 字节", count, rest)
	}
	more, err := r.continued()
	if err == nil && more {
		err = damaged("共享文字表有 %d 条,其后还有内容", count)
	}
	return err
}
