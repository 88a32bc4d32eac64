package xls

import (
	"encoding/binary"
	"io"
	"math"
	"unicode/utf16"

	"sanlv/loaders/excel"
)

// The OLE2 compound file: sectors, and a table (FAT) that chains them. It is
// read here and not by a library because every number in it may lie. What is
// allocated is bounded by what the file really holds, and no sector may be used
// twice: that ends every cycle and shows chains that run into each other.
const (
	magicOLE2  = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
	headerSize = 512

	sectorLast = 0xFFFFFFFA // the highest number of a sector
	sectorEnd  = 0xFFFFFFFE // ends a chain
	sectorFree = 0xFFFFFFFF
	noEntry    = 0xFFFFFFFF // no neighbour in the directory

	entrySize   = 128
	miniSize    = 64
	miniCutoff  = 4096    // shorter streams lie in the mini stream
	maxEntries  = 1 << 16 // of the directory; honest workbooks have some dozens
	maxFileSize = 512 << 20
)

// container is an open compound file.
type container struct {
	file    io.ReaderAt
	size    int64
	sector  int64    // bytes of a sector
	sectors uint32   // that the file has room for; the last may be short
	fat     []uint32 // the sector that follows each
	used    []uint64 // a bit for each sector: it is part of something
	header  [headerSize]byte
	entries []entry // of the directory; the first is the root
}

// entry is a stream or folder of the directory.
type entry struct {
	name               string
	kind               byte
	left, right, child uint32
	start              uint32
	size               int64
}

const (
	entryStream = 2
	entryRoot   = 5
)

func (c *container) field(at int) uint32 { return binary.LittleEndian.Uint32(c.header[at:]) }

// openContainer reads the header, the sector table and the directory.
func openContainer(file io.ReaderAt, size int64) (*container, error) {
	c := &container{file: file, size: size}
	if size < headerSize {
		return nil, truncated("只有 %d 字节,连文件头都不全", size)
	}
	if err := c.readAt(c.header[:], 0); err != nil {
		return nil, err
	}
	version, shift := binary.LittleEndian.Uint16(c.header[26:]), binary.LittleEndian.Uint16(c.header[30:])
	// Writers disagree about the version, but 512 and 4096 are the only sizes.
	if c.header[28] != 0xFE || c.header[29] != 0xFF || shift != 9 && shift != 12 ||
		binary.LittleEndian.Uint16(c.header[32:]) != 6 || c.field(56) != miniCutoff {
		return nil, damaged("OLE2 文件头的参数(扇区大小等)不对")
	}
	c.sector = 1 << shift
	c.sectors = uint32(max(0, (size-1)/c.sector)) // the header takes the place of one
	c.used = make([]uint64, c.sectors/64+1)
	if err := c.readFAT(); err != nil {
		return nil, err
	}
	return c, c.readDirectory(version)
}

// readAt fills b from the file, which was long enough when it was opened.
func (c *container) readAt(b []byte, at int64) error {
	if at+int64(len(b)) > c.size {
		return truncated("需要的内容在第 %d 字节之后,文件到第 %d 字节就没有了", at, c.size)
	}
	n, err := c.file.ReadAt(b, at)
	switch {
	case n == len(b):
		return nil
	case err == io.EOF:
		return truncated("读到第 %d 字节就没有了", at+int64(n))
	}
	return err
}

func (c *container) offset(sector uint32) int64 { return (int64(sector) + 1) * c.sector }

// claim notes that a sector is used.
func (c *container) claim(sector uint32) error {
	switch {
	case sector > sectorLast:
		return damaged("扇区链指向不是数据的扇区")
	case sector >= c.sectors:
		return truncated("指向第 %d 扇区,文件只有 %d 个", sector, c.sectors)
	case c.used[sector/64]&(1<<(sector%64)) != 0:
		return damaged("第 %d 扇区被用了两次(循环或交叉)", sector)
	}
	c.used[sector/64] |= 1 << (sector % 64)
	return nil
}

// readFAT gathers the table from its sectors, of which the header names the
// first 109 and a chain of further sectors the rest.
func (c *container) readFAT() error {
	left := c.field(44)
	if left > c.sectors {
		return truncated("扇区表应有 %d 个扇区,文件只有 %d 个", left, c.sectors)
	}
	buf := make([]byte, c.sector)
	list := c.header[76:]
	next := c.field(68)
	for {
		for ; len(list) >= 4 && left > 0; list = list[4:] {
			sector := binary.LittleEndian.Uint32(list)
			if sector == sectorFree {
				continue
			}
			if err := c.claim(sector); err != nil {
				return err
			}
			table := make([]byte, c.sector)
			if err := c.readAt(table, c.offset(sector)); err != nil {
				return err
			}
			for ; len(table) > 0; table = table[4:] {
				c.fat = append(c.fat, binary.LittleEndian.Uint32(table))
			}
			left--
		}
		if left == 0 {
			break
		}
		if next > sectorLast {
			return damaged("扇区表缺 %d 个扇区", left)
		}
		if err := c.claim(next); err != nil {
			return err
		}
		if err := c.readAt(buf, c.offset(next)); err != nil {
			return err
		}
		list, next = buf[:len(buf)-4], binary.LittleEndian.Uint32(buf[len(buf)-4:])
	}
	for i := int(c.sectors); i < len(c.fat); i++ {
		if c.fat[i] != sectorFree {
			return truncated("扇区表记有第 %d 扇区,文件只有 %d 个", i, c.sectors)
		}
	}
	return nil
}

// chain follows the table from a sector, to the end of the chain or as far as
// the bytes that are needed.
func (c *container) chain(start uint32, need int64) ([]uint32, error) {
	var list []uint32
	for at := start; at != sectorEnd && int64(len(list))*c.sector < need; at = c.fat[at] {
		if err := c.claim(at); err != nil {
			return nil, err
		}
		list = append(list, at)
		if int64(at) >= int64(len(c.fat)) {
			return nil, damaged("第 %d 扇区不在扇区表里", at)
		}
	}
	return list, nil
}

// readDirectory reads all entries; which of them count, the tree says.
func (c *container) readDirectory(version uint16) error {
	list, err := c.chain(c.field(48), maxEntries*entrySize+1)
	if err != nil {
		return err
	}
	if int64(len(list))*c.sector > maxEntries*entrySize {
		return excel.Refuse("file.toobig", excel.MendSaveAs, "文件的目录超过 %d 项", maxEntries)
	}
	buf := make([]byte, c.sector)
	for _, sector := range list {
		if err := c.readAt(buf, c.offset(sector)); err != nil {
			return err
		}
		for b := buf; len(b) > 0; b = b[entrySize:] {
			c.entries = append(c.entries, readEntry(b, version))
		}
	}
	if len(c.entries) == 0 || c.entries[0].kind != entryRoot {
		return damaged("OLE2 文件没有根目录")
	}
	return nil
}

func readEntry(b []byte, version uint16) entry {
	u32 := func(at int) uint32 { return binary.LittleEndian.Uint32(b[at:]) }
	// The length counts bytes with the zero at the end.
	units := make([]uint16, 0, 32)
	for i := 0; i < min(int(b[64])-2, 62); i += 2 {
		units = append(units, binary.LittleEndian.Uint16(b[i:]))
	}
	size := int64(u32(120))
	if version >= 4 {
		// In version 3 the upper half may hold anything.
		size = int64(binary.LittleEndian.Uint64(b[120:]) & math.MaxInt64)
	}
	return entry{
		name: string(utf16.Decode(units)), kind: b[66],
		left: u32(68), right: u32(72), child: u32(76), start: u32(116), size: size,
	}
}

// top lists the entries that lie directly under the root: an embedded workbook
// lies in a folder and has streams of the same names.
func (c *container) top() ([]entry, error) {
	var list []entry
	seen := make([]bool, len(c.entries))
	stack := []uint32{c.entries[0].child}
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if i == noEntry {
			continue
		}
		if int64(i) >= int64(len(c.entries)) || i == 0 || seen[i] {
			return nil, damaged("OLE2 文件的目录有循环或指向不存在的项")
		}
		seen[i] = true
		e := c.entries[i]
		list = append(list, e)
		stack = append(stack, e.left, e.right)
	}
	return list, nil
}

// stream opens the content of an entry.
func (c *container) stream(e entry) (*stream, error) {
	if e.size > c.size {
		return nil, truncated("工作簿应有 %d 字节,整个文件只有 %d 字节", e.size, c.size)
	}
	if e.size < miniCutoff {
		return c.miniStream(e)
	}
	return c.chained(e.start, e.size)
}

func (c *container) chained(start uint32, size int64) (*stream, error) {
	list, err := c.chain(start, size)
	if err != nil {
		return nil, err
	}
	if int64(len(list))*c.sector < size {
		return nil, damaged("扇区链太短:应有 %d 字节,只有 %d 个扇区", size, len(list))
	}
	if n := len(list); n > 0 && c.fat[list[n-1]] != sectorEnd {
		return nil, damaged("扇区链太长:应有 %d 字节,%d 个扇区之后还没有完", size, n)
	}
	return &stream{c: c, chain: list, size: size}, nil
}

// miniStream collects a short stream from the pieces of 64 bytes that lie in
// the stream of the root and are chained by a table of their own.
func (c *container) miniStream(e entry) (*stream, error) {
	if e.size == 0 {
		return &stream{c: c}, nil
	}
	root := c.entries[0]
	if root.size > c.size {
		return nil, truncated("短数据流应有 %d 字节,整个文件只有 %d 字节", root.size, c.size)
	}
	all, err := c.chained(root.start, root.size)
	if err != nil {
		return nil, err
	}
	list, err := c.chain(c.field(60), math.MaxInt64)
	if err != nil {
		return nil, err
	}
	table := &stream{c: c, chain: list, size: int64(len(list)) * c.sector}
	data := make([]byte, 0, miniCutoff)
	// Less than miniCutoff bytes are wanted: a cycle ends with them.
	for at := e.start; int64(len(data)) < e.size; {
		piece := data[len(data) : len(data)+int(min(miniSize, e.size-int64(len(data))))]
		if at > sectorLast || int64(at)*miniSize+int64(len(piece)) > all.size {
			return nil, damaged("短数据流的扇区链不完整")
		}
		if err := all.readAt(piece, int64(at)*miniSize); err != nil {
			return nil, err
		}
		data = data[:len(data)+len(piece)]
		var next [4]byte
		if err := table.readAt(next[:], int64(at)*4); err != nil {
			return nil, err
		}
		at = binary.LittleEndian.Uint32(next[:])
	}
	return &stream{held: data, size: e.size}, nil
}

// stream is the content of an entry: a chain of sectors, or a few bytes that
// are held.
type stream struct {
	c     *container
	chain []uint32
	held  []byte
	size  int64
}

// readAt fills b, which must lie within the stream. Sectors that follow each
// other in the file are read at once.
func (s *stream) readAt(b []byte, at int64) error {
	if at < 0 || at+int64(len(b)) > s.size {
		return damaged("内容超出数据流的末尾")
	}
	if s.held != nil {
		copy(b, s.held[at:])
		return nil
	}
	for len(b) > 0 {
		i, skip := at/s.c.sector, at%s.c.sector
		n := s.c.sector - skip
		for j := i; n < int64(len(b)) && s.chain[j+1] == s.chain[j]+1; j++ {
			n += s.c.sector
		}
		n = min(n, int64(len(b)))
		if err := s.c.readAt(b[:n], s.c.offset(s.chain[i])+skip); err != nil {
			return err
		}
		b, at = b[n:], at+n
	}
	return nil
}
