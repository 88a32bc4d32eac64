package xls

import (
	"context"
	"encoding/binary"
)

// Records of BIFF8 that are read, or that say something about the file.
const (
	recFormula  = 0x0006
	recEOF      = 0x000A
	recDateMode = 0x0022
	recFilePass = 0x002F
	recContinue = 0x003C
	recCodePage = 0x0042
	recSheet    = 0x0085
	recMulRK    = 0x00BD
	recMulBlank = 0x00BE
	recRString  = 0x00D6
	recXF       = 0x00E0
	recMerged   = 0x00E5
	recSST      = 0x00FC
	recLabelSST = 0x00FD
	recBlank    = 0x0201
	recNumber   = 0x0203
	recLabel    = 0x0204
	recBoolErr  = 0x0205
	recString   = 0x0207
	recArray    = 0x0221
	recTable    = 0x0236
	recRK       = 0x027E
	recFormat   = 0x041E
	recShared   = 0x04BC
	recBOF      = 0x0809
)

// records reads the records of a stream one after the other. A record's body
// is valid until the next is read.
type records struct {
	src    *stream
	window []byte // of the stream, from windowAt on
	at     int64  // where window starts
	pos    int64  // of the next record

	id    uint16
	start int64 // of the record
	body  []byte
	off   int // what has been read of the body, for texts
}

const (
	maxRecord  = 8224 // of the format
	windowSize = 256 << 10
)

// fetch returns bytes of the stream. What it returned before is lost.
func (r *records) fetch(at int64, n int) ([]byte, error) {
	if at < r.at || at+int64(n) > r.at+int64(len(r.window)) {
		size := int(min(windowSize, r.src.size-at))
		if cap(r.window) < size {
			r.window = make([]byte, size)
		}
		r.window = r.window[:size]
		r.at = at
		if err := r.src.readAt(r.window, at); err != nil {
			r.window = r.window[:0]
			return nil, err
		}
	}
	from := int(at - r.at)
	return r.window[from : from+n : from+n], nil
}

// seek makes the record at a place the next one.
func (r *records) seek(to int64) { r.pos, r.id, r.body, r.off = to, 0, nil, 0 }

// next reads a record.
func (r *records) next() error {
	if r.pos+4 > r.src.size {
		return truncated("第 %d 字节处应有下一条记录,数据流只有 %d 字节", r.pos, r.src.size)
	}
	head, err := r.fetch(r.pos, 4)
	if err != nil {
		return err
	}
	id, size := binary.LittleEndian.Uint16(head), int(binary.LittleEndian.Uint16(head[2:]))
	if size > maxRecord {
		return damaged("第 %d 字节处的记录(%#04x)有 %d 字节,超过上限 %d", r.pos, id, size, maxRecord)
	}
	if r.pos+4+int64(size) > r.src.size {
		return truncated("第 %d 字节处的记录(%#04x)有 %d 字节,超出数据流的末尾", r.pos, id, size)
	}
	if r.body, err = r.fetch(r.pos+4, size); err != nil {
		return err
	}
	r.id, r.start, r.off = id, r.pos, 0
	r.pos += 4 + int64(size)
	return nil
}

// more goes on to the CONTINUE record of a text that is split.
func (r *records) more() error {
	if r.pos+4 > r.src.size {
		return truncated("文字在数据流的末尾中断")
	}
	head, err := r.fetch(r.pos, 4)
	if err != nil {
		return err
	}
	if binary.LittleEndian.Uint16(head) != recContinue {
		return damaged("第 %d 字节处的记录(%#04x)太短,文字不完整", r.start, r.id)
	}
	id, start := r.id, r.start
	err = r.next()
	r.id, r.start = id, start // still the same record to whoever reads it
	return err
}

// continued says that the record that follows is a CONTINUE.
func (r *records) continued() (bool, error) {
	if r.pos+4 > r.src.size {
		return false, nil
	}
	head, err := r.fetch(r.pos, 4)
	return err == nil && binary.LittleEndian.Uint16(head) == recContinue, err
}

// known says that a record may be one. All of BIFF8 lie in these six ranges, and
// so does what LibreOffice, POI and WPS write; what does not is damage, such as
// a sector of zeros or a length that leads into the middle of things. Were it
// skipped, so would be the cells after it.
func known(id uint16) bool {
	switch id >> 8 {
	case 0x00:
		return id != 0
	case 0x01, 0x02, 0x04, 0x08, 0x10:
		return true
	}
	return false
}

// substream calls read for each record from a BOF to its EOF, but for those of
// substreams inside (charts). It ends at limit at the latest, which is where
// another substream starts: each byte is read once, however the file is made.
func (r *records) substream(ctx context.Context, limit int64, read func() error) error {
	depth := 0
	for n := 0; ; n++ {
		if n%4096 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		if r.pos >= limit && limit < r.src.size {
			return damaged("缺少结束标志(EOF)")
		}
		if r.pos >= r.src.size {
			return truncated("缺少结束标志(EOF)")
		}
		if err := r.next(); err != nil {
			return err
		}
		if !known(r.id) {
			return damaged("第 %d 字节处不像记录(%#04x)", r.start, r.id)
		}
		switch r.id {
		case recBOF:
			depth++
			continue
		case recEOF:
			if depth == 0 {
				return nil
			}
			depth--
			continue
		}
		if depth == 0 {
			if err := read(); err != nil {
				return err
			}
		}
	}
}
