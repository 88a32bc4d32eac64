package xlsx

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"sanlv/loaders/excel"
)

// Budgets of a workbook. Honest files reach a ratio of 121:1, bombs 397:1 and
// more; small parts may pack better than that without harm.
const (
	maxEntries    = 10_000
	maxSheetBytes = 4 << 30
	maxPartBytes  = 512 << 20
	maxTotalBytes = 6 << 30
	maxRatio      = 200
	ratioFrom     = 8 << 20
	maxExcess     = 64 << 20 // of all parts together, beyond that ratio
	maxDirectory  = 64 << 20
)

// entry is one file in the zip, as its directory says.
type entry struct {
	name       string // with slashes, without a leading one
	method     uint16
	flags      uint16
	crc        uint32
	packed     int64
	size       int64
	header     int64 // offset of the local header
	data       int64 // offset of the packed bytes
	rawName    string
	isSheetDir bool // lies where worksheets lie, and so may be large
}

// archive is the zip below a workbook. It has its own reader of the directory:
// archive/zip hides the offsets, and without them a local header that
// contradicts the directory, or entries that overlap, cannot be seen.
type archive struct {
	file    *os.File
	size    int64
	entries map[string]*entry // by the folded name
}

var errDirectory = errors.New("zip directory")

// openArchive reads the directory and checks every entry against it.
func openArchive(file *os.File, size int64) (*archive, error) {
	a := &archive{file: file, size: size, entries: map[string]*entry{}}
	list, err := a.directory()
	if errors.Is(err, errDirectory) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, excel.Refuse("file.truncated", excel.MendCopy, "文件不完整:压缩目录缺失或损坏,可能没有拷完或下载中断")
	}
	if err != nil {
		return nil, err
	}
	if err := a.checkBudget(list); err != nil {
		return nil, err
	}
	for _, e := range list {
		if err := a.checkLocal(e); err != nil {
			return nil, err
		}
	}
	if err := checkOverlap(list); err != nil {
		return nil, err
	}
	for _, e := range list {
		if strings.HasSuffix(e.name, "/") {
			continue // a folder
		}
		folded := strings.ToLower(e.name)
		if a.entries[folded] != nil {
			return nil, excel.Refuse("file.duplicatepart", excel.MendSaveAs, "文件里有两个同名的部件 %q,不知道该读哪一个", e.name)
		}
		a.entries[folded] = e
	}
	return a, nil
}

// find returns the entry of a part name, or nil. Part names are compared
// without case, as the standard says.
func (a *archive) find(name string) *entry {
	return a.entries[strings.ToLower(strings.TrimPrefix(name, "/"))]
}

const (
	endSize     = 22 // of the end record without its comment
	end64Size   = 56
	locatorSize = 20
	centralSize = 46
	localSize   = 30
)

// directory finds the end record and reads the entries it points to.
func (a *archive) directory() ([]*entry, error) {
	tail := make([]byte, min(a.size, endSize+65535))
	if _, err := a.file.ReadAt(tail, a.size-int64(len(tail))); err != nil {
		return nil, err
	}
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	// Mail and web servers leave bytes behind the end, so they may follow.
	for at >= 0 && (len(tail)-at < endSize || int(u16(tail[at+20:])) > len(tail)-at-endSize) {
		at = bytes.LastIndex(tail[:at], []byte("PK\x05\x06"))
	}
	if at < 0 {
		return nil, errDirectory
	}
	end := tail[at:]
	endAt := a.size - int64(len(tail)) + int64(at)
	count, length, start := uint64(u16(end[10:])), uint64(u32(end[12:])), uint64(u32(end[16:]))
	if u16(end[4:]) != 0 || u16(end[8:]) != u16(end[10:]) {
		return nil, errDirectory // spread over several disks
	}
	if at >= locatorSize && string(tail[at-locatorSize:at-locatorSize+4]) == "PK\x06\x07" {
		offset := int64(u64(tail[at-locatorSize+8:]))
		end64 := make([]byte, end64Size)
		if offset < 0 || offset > a.size-end64Size {
			return nil, errDirectory
		}
		if _, err := a.file.ReadAt(end64, offset); err != nil {
			return nil, err
		}
		if string(end64[:4]) != "PK\x06\x06" {
			return nil, errDirectory
		}
		count, length, start = u64(end64[32:]), u64(end64[40:]), u64(end64[48:])
	}
	if count > maxEntries {
		return nil, excel.Refuse("file.toobig", excel.MendSplit, "文件里有 %d 个部件,超过上限 %d", count, maxEntries)
	}
	if length > maxDirectory || start > uint64(endAt) || length > uint64(endAt)-start {
		return nil, errDirectory
	}
	directory := make([]byte, length)
	if _, err := a.file.ReadAt(directory, int64(start)); err != nil {
		return nil, err
	}
	return parseDirectory(directory, int(count))
}

// parseDirectory reads exactly count entries that fill the directory exactly:
// a count or length that was damaged must not drop parts.
func parseDirectory(b []byte, count int) ([]*entry, error) {
	list := make([]*entry, 0, count)
	for range count {
		if len(b) < centralSize || string(b[:4]) != "PK\x01\x02" {
			return nil, errDirectory
		}
		nameLen, extraLen, noteLen := int(u16(b[28:])), int(u16(b[30:])), int(u16(b[32:]))
		if len(b) < centralSize+nameLen+extraLen+noteLen {
			return nil, errDirectory
		}
		raw := string(b[centralSize : centralSize+nameLen])
		e := &entry{
			name:  strings.TrimPrefix(strings.ReplaceAll(raw, `\`, "/"), "/"),
			flags: u16(b[8:]), method: u16(b[10:]), crc: u32(b[16:]),
			packed: int64(u32(b[20:])), size: int64(u32(b[24:])), header: int64(u32(b[42:])),
			rawName: raw,
		}
		e.isSheetDir = strings.Contains(strings.ToLower(e.name), "sheets/")
		if !e.zip64(b[centralSize+nameLen : centralSize+nameLen+extraLen]) {
			return nil, errDirectory
		}
		list = append(list, e)
		b = b[centralSize+nameLen+extraLen+noteLen:]
	}
	if len(b) != 0 {
		return nil, errDirectory
	}
	return list, nil
}

// zip64 replaces the numbers that did not fit by those of the extra field.
func (e *entry) zip64(extra []byte) bool {
	const full = 0xFFFFFFFF
	wide := []*int64{}
	for _, n := range []*int64{&e.size, &e.packed, &e.header} {
		if *n == full {
			wide = append(wide, n)
		}
	}
	for len(wide) > 0 && len(extra) >= 4 {
		id, n := u16(extra), int(u16(extra[2:]))
		extra = extra[4:]
		if n > len(extra) {
			return false
		}
		if id == 1 {
			field := extra[:n]
			for _, w := range wide {
				if len(field) < 8 {
					return false
				}
				*w = int64(u64(field))
				field = field[8:]
			}
			wide = nil
		}
		extra = extra[n:]
	}
	return len(wide) == 0 && e.size >= 0 && e.packed >= 0 && e.header >= 0
}

// checkBudget refuses what would not fit, by what the directory declares. That
// a part is not larger than declared is checked while it is read.
func (a *archive) checkBudget(list []*entry) error {
	var total, excess int64
	for _, e := range list {
		limit := int64(maxPartBytes)
		if e.isSheetDir {
			limit = maxSheetBytes
		}
		if e.size > limit {
			return excel.Refuse("file.toobig", excel.MendSplit, "部件 %q 解压后有 %d MB,超过上限 %d MB", e.name, e.size>>20, limit>>20)
		}
		if e.size > ratioFrom && e.size/maxRatio > e.packed {
			return excel.Refuse("file.toobig", excel.MendSplit, "部件 %q 的压缩比超过 %d:1,像是“压缩炸弹”", e.name, maxRatio)
		}
		// A bomb may come as hundreds of parts that are each small enough.
		if excess += max(0, e.size-maxRatio*e.packed); excess > maxExcess {
			return excel.Refuse("file.toobig", excel.MendSplit, "文件里压缩比超过 %d:1 的部件太多,像是“压缩炸弹”", maxRatio)
		}
		if total += e.size; total > maxTotalBytes {
			return excel.Refuse("file.toobig", excel.MendSplit, "文件解压后超过 %d GB", maxTotalBytes>>30)
		}
	}
	return nil
}

// checkLocal compares the header before the packed bytes with the directory:
// two readers that trust different ones would see different workbooks.
func (a *archive) checkLocal(e *entry) error {
	damaged := excel.Refuse("file.truncated", excel.MendCopy, "部件 %q 的位置超出文件,文件可能没有拷完", e.name)
	b := make([]byte, localSize+len(e.rawName))
	if e.header > a.size-int64(len(b)) {
		return damaged
	}
	if _, err := a.file.ReadAt(b, e.header); err != nil {
		return err
	}
	nameLen, extraLen := int64(u16(b[26:])), int64(u16(b[28:]))
	if string(b[:4]) != "PK\x03\x04" || int(nameLen) != len(e.rawName) || string(b[localSize:]) != e.rawName ||
		u16(b[8:]) != e.method || u16(b[6:])&flagEncrypted != e.flags&flagEncrypted {
		return excel.Refuse("file.damaged", excel.MendCopy, "压缩目录与部件 %q 自己的记录不一致,文件已损坏", e.name)
	}
	e.data = e.header + localSize + nameLen + extraLen
	if e.data > a.size || e.packed > a.size-e.data {
		return damaged
	}
	return nil
}

// checkOverlap refuses entries that share bytes: the way a small file unpacks
// to a huge one.
func checkOverlap(list []*entry) error {
	sorted := slices.SortedFunc(slices.Values(list), func(x, y *entry) int {
		switch {
		case x.header < y.header:
			return -1
		case x.header > y.header:
			return 1
		}
		return strings.Compare(x.rawName, y.rawName)
	})
	for i := 1; i < len(sorted); i++ {
		if before := sorted[i-1]; sorted[i].header < before.data+before.packed {
			return excel.Refuse("file.damaged", excel.MendSaveAs, "部件 %q 与 %q 占用同一段数据,文件已损坏或经人改造", before.name, sorted[i].name)
		}
	}
	return nil
}

func u16(b []byte) uint16 { return binary.LittleEndian.Uint16(b) }
func u32(b []byte) uint32 { return binary.LittleEndian.Uint32(b) }
func u64(b []byte) uint64 { return binary.LittleEndian.Uint64(b) }
