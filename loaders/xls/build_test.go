package xls

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf16"
)

// The tests write their own files: records, put into a stream, put into a
// compound file. All data are invented.

// pack writes numbers in little-endian order and strings and bytes as they are.
func pack(parts ...any) []byte {
	var b bytes.Buffer
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			b.WriteString(p)
		case []byte:
			b.Write(p)
		default:
			if err := binary.Write(&b, binary.LittleEndian, p); err != nil {
				panic(err)
			}
		}
	}
	return b.Bytes()
}

type (
	u8  = uint8
	u16 = uint16
	u32 = uint32
)

func rec(id uint16, parts ...any) []byte {
	body := pack(parts...)
	return pack(id, u16(len(body)), body)
}

// wide is the characters of a text, two bytes each.
func wide(s string) []byte { return pack(utf16.Encode([]rune(s))) }

// text is a text as records hold it: length in two bytes, flag, characters.
func text(s string) []byte { return pack(u16(len(utf16.Encode([]rune(s)))), u8(flagWide), wide(s)) }

func sst(list ...string) []byte {
	body := pack(u32(len(list)), u32(len(list)))
	for _, s := range list {
		body = append(body, text(s)...)
	}
	return rec(recSST, body)
}

// Cells; row and column count from 0 as in the file.
func number(row, column, xf int, v float64) []byte {
	return rec(recNumber, u16(row), u16(column), u16(xf), v)
}
func shared(row, column int, i uint32) []byte {
	return rec(recLabelSST, u16(row), u16(column), u16(0), i)
}
func rk(row, column int, v uint32) []byte { return rec(recRK, u16(row), u16(column), u16(0), v) }
func blank(row, column int) []byte        { return rec(recBlank, u16(row), u16(column), u16(0)) }
func formula(row, column int, value []byte) []byte {
	return rec(recFormula, u16(row), u16(column), u16(0), value, u16(0), u32(0), u16(0))
}
func coded(kind, value byte) []byte            { return []byte{kind, 0, value, 0, 0, 0, 0xFF, 0xFF} }
func float(v float64) []byte                   { return pack(math.Float64bits(v)) }
func style(format uint16) []byte               { return rec(recXF, u16(0), format, make([]byte, 16)) }
func join(records ...[]byte) []byte            { return bytes.Join(records, nil) }
func bof(kind uint16) []byte                   { return rec(recBOF, u16(versionBIFF8), kind, make([]byte, 12)) }
func eof() []byte                              { return rec(recEOF) }
func formatCode(id uint16, code string) []byte { return rec(recFormat, id, text(code)) }

// page is a sheet to be written.
type page struct {
	name        string
	state, kind byte
	records     []byte
}

// workbookStream puts the records of the globals, in front of the list of
// sheets, and those of the sheets together.
func workbookStream(globals []byte, pages ...page) []byte {
	entry := func(p page, at int) []byte {
		name := utf16.Encode([]rune(p.name))
		return rec(recSheet, u32(at), p.state, p.kind, u8(len(name)), u8(flagWide), wide(p.name))
	}
	head := join(bof(bofGlobals), globals)
	size := len(head) + len(eof())
	for _, p := range pages {
		size += len(entry(p, 0))
	}
	var bodies []byte
	for _, p := range pages {
		head = append(head, entry(p, size+len(bodies))...)
		kind := uint16(bofWorksheet)
		if p.kind == typeChart {
			kind = 0x0020
		}
		bodies = append(bodies, join(bof(kind), p.records, eof())...)
	}
	return join(head, eof(), bodies)
}

// named is a stream of a compound file.
type named struct {
	name string
	data []byte
}

// compound writes a compound file with sectors of 512 bytes, or of 4096 when
// version is 4. Short streams go where the format wants them.
func compound(version uint16, streams ...named) []byte {
	size := 512
	if version == 4 {
		size = 4096
	}
	var (
		sectors [][]byte
		fat     []uint32
		mini    []byte
		miniFAT []uint32
	)
	add := func(data []byte) uint32 {
		if len(data) == 0 {
			return sectorEnd
		}
		start := uint32(len(sectors))
		for len(data) > 0 {
			sector := make([]byte, size)
			data = data[copy(sector, data):]
			sectors = append(sectors, sector)
			fat = append(fat, uint32(len(sectors)))
		}
		fat[len(fat)-1] = sectorEnd
		return start
	}
	directory := func(name string, kind byte, right, child, start uint32, length int) []byte {
		b := make([]byte, entrySize)
		units := wide(name)
		copy(b, units)
		copy(b[64:], pack(u16(len(units)+2), kind, u8(1), uint32(noEntry), right, child))
		copy(b[116:], pack(start, uint64(length)))
		return b
	}
	var entries []byte
	for i, s := range streams {
		start := uint32(0)
		if len(s.data) < miniCutoff {
			start = uint32(len(miniFAT))
			for at := 0; at < len(s.data); at += miniSize {
				piece := make([]byte, miniSize)
				copy(piece, s.data[at:])
				mini = append(mini, piece...)
				miniFAT = append(miniFAT, uint32(len(miniFAT)+1))
			}
			if len(s.data) > 0 {
				miniFAT[len(miniFAT)-1] = sectorEnd
			}
		} else {
			start = add(s.data)
		}
		right := uint32(noEntry)
		if i+1 < len(streams) {
			right = uint32(i + 2)
		}
		entries = append(entries, directory(s.name, entryStream, right, noEntry, start, len(s.data))...)
	}
	child := uint32(noEntry)
	if len(streams) > 0 {
		child = 1
	}
	root := directory("Root Entry", entryRoot, noEntry, child, add(mini), len(mini))
	dirStart := add(append(root, entries...))
	for len(miniFAT)%(size/4) != 0 {
		miniFAT = append(miniFAT, sectorFree)
	}
	miniStart := add(pack(miniFAT))

	// The table of sectors holds itself, and the list of its sectors too.
	per := size / 4
	fats, lists := 0, 0
	for fats*per < len(sectors)+fats+lists {
		fats++
		lists = max(0, (fats-109+per-2)/(per-1))
	}
	var where []uint32
	for range fats {
		where = append(where, uint32(len(fat)))
		fat = append(fat, 0xFFFFFFFD)
	}
	firstList := uint32(sectorEnd)
	if lists > 0 {
		firstList = uint32(len(fat))
	}
	for range lists {
		fat = append(fat, 0xFFFFFFFC)
	}
	for len(fat) < fats*per {
		fat = append(fat, sectorFree)
	}
	table := pack(fat)
	for ; len(table) > 0; table = table[size:] {
		sectors = append(sectors, table[:size])
	}
	head, rest := where[:min(109, fats)], where[min(109, fats):]
	for i := range lists {
		list := bytes.Repeat([]byte{0xFF}, size)
		n := min(per-1, len(rest))
		copy(list, pack(rest[:n]))
		rest = rest[n:]
		next := uint32(sectorEnd)
		if i+1 < lists {
			next = firstList + uint32(i) + 1
		}
		copy(list[size-4:], pack(next))
		sectors = append(sectors, list)
	}
	header := bytes.Repeat([]byte{0xFF}, 512)
	shift := uint16(9)
	if version == 4 {
		shift = 12
	}
	copy(header, pack(magicOLE2, make([]byte, 16), u16(0x3E), version, u16(0xFFFE), shift, u16(6), make([]byte, 6),
		u32(0), u32(fats), dirStart, u32(0), u32(miniCutoff), miniStart, u32(len(miniFAT)/per), firstList, u32(lists), head))
	out := append(header, make([]byte, size-512)...)
	return append(out, join(sectors...)...)
}

// workbookFile is the usual file: a workbook of one sheet.
func workbookFile(globals []byte, records ...[]byte) []byte {
	return compound(3, named{"Workbook", workbookStream(globals, page{name: "户表", records: join(records...)})})
}

// write puts a file on disk.
func write(t testing.TB, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "book.xls")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
