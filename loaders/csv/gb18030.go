package csv

import (
	"io"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// gbGaps are the two-byte characters that golang.org/x/text does not know: the
// zones for characters of an office's own making, which stand for private use
// in Unicode, and what earlier editions of the standard had no character for.
var gbGaps = []struct {
	code   uint16
	r      rune
	length int
}{
	{0xA2AB, 0xE766, 6}, {0xA2E4, 0xE76D, 1}, {0xA2EF, 0xE76E, 2}, {0xA2FD, 0xE770, 2}, {0xA4F4, 0xE772, 11},
	{0xA5F7, 0xE77D, 8}, {0xA6B9, 0xE785, 8}, {0xA6F6, 0xE797, 9}, {0xA7C2, 0xE7A0, 15}, {0xA7F2, 0xE7AF, 13},
	{0xA896, 0xE7BC, 11}, {0xA8C1, 0xE7C9, 4}, {0xA8EA, 0xE7CD, 21}, {0xA958, 0xE7E2, 1}, {0xA95B, 0xE7E3, 1},
	{0xA95D, 0xE7E4, 3}, {0xA997, 0xE7F4, 13}, {0xA9F0, 0xE801, 15}, {0xD7FA, 0xE810, 5},
	// Characters of the edition of 2022.
	{0xA6D9, 0xFE10, 1}, {0xA6DA, 0xFE12, 1}, {0xA6DB, 0xFE11, 1}, {0xA6DC, 0xFE13, 4}, {0xA6EC, 0xFE17, 2},
	{0xA6F3, 0xFE19, 1}, {0xA8BC, 0x1E3F, 1}, {0xFE51, 0x20087, 1}, {0xFE52, 0x20089, 1}, {0xFE53, 0x200CC, 1},
	{0xFE59, 0x9FB4, 1}, {0xFE61, 0x9FB5, 1}, {0xFE66, 0x9FB6, 2}, {0xFE6C, 0x215D7, 1}, {0xFE6D, 0x9FB8, 1},
	{0xFE76, 0x2298F, 1}, {0xFE7E, 0x9FB9, 1}, {0xFE90, 0x9FBA, 1}, {0xFE91, 0x241FE, 1}, {0xFEA0, 0x9FBB, 1},
}

const gbTrails = 190 // second bytes: 0x40–0xFE without 0x7F

func gbIndex(a, b byte) int {
	i := (int(a)-0x81)*gbTrails + int(b) - 0x40
	if b > 0x7F {
		i--
	}
	return i
}

// gbPairs maps every two-byte character.
var gbPairs = sync.OnceValue(func() *[126 * gbTrails]rune {
	pairs := &[126 * gbTrails]rune{}
	decoder := simplifiedchinese.GB18030.NewDecoder()
	for a := 0x81; a <= 0xFE; a++ {
		for b := 0x40; b <= 0xFE; b++ {
			if b == 0x7F {
				continue
			}
			out, err := decoder.Bytes([]byte{byte(a), byte(b)})
			if r, n := utf8.DecodeRune(out); err == nil && n == len(out) {
				pairs[gbIndex(byte(a), byte(b))] = r
			}
		}
	}
	private := rune(0xE000)
	zone := func(from, to, low, high int) {
		for a := from; a <= to; a++ {
			for b := low; b <= high; b++ {
				if b == 0x7F {
					continue
				}
				if i := gbIndex(byte(a), byte(b)); pairs[i] == utf8.RuneError {
					pairs[i] = private
				}
				private++
			}
		}
	}
	zone(0xAA, 0xAF, 0xA1, 0xFE)
	zone(0xF8, 0xFE, 0xA1, 0xFE)
	zone(0xA1, 0xA7, 0x40, 0xA0)
	for _, g := range gbGaps {
		for i := range g.length {
			pairs[gbIndex(byte(g.code>>8), byte(g.code))+i] = g.r + rune(i)
		}
	}
	return pairs
})

// gbReader decodes GB18030 to UTF-8. It has its own table because the decoder
// of golang.org/x/text puts U+FFFD for the characters of gbGaps.
type gbReader struct {
	r    io.Reader
	in   []byte
	held int // bytes of in that are not decoded: the beginning of a character
	out  []byte
	rest []byte
	err  error
}

// Read implements io.Reader.
func (g *gbReader) Read(p []byte) (int, error) {
	for len(g.rest) == 0 {
		if g.err != nil {
			return 0, g.err
		}
		g.fill()
	}
	n := copy(p, g.rest)
	g.rest = g.rest[n:]
	return n, nil
}

func (g *gbReader) fill() {
	if g.in == nil {
		g.in = make([]byte, 32<<10)
	}
	n, err := g.r.Read(g.in[g.held:])
	b := g.in[:g.held+n]
	pairs := gbPairs()
	g.out = g.out[:0]
	for len(b) > 0 {
		if b[0] < utf8.RuneSelf {
			g.out = append(g.out, b[0])
			b = b[1:]
			continue
		}
		size := 2
		if len(b) > 1 && b[1] < 0x40 {
			size = 4
		}
		if len(b) < size {
			break
		}
		var c [4]byte
		copy(c[:], b[:size])
		for i := range size {
			if ok, _ := gbStep(c, i+1); !ok {
				g.err = errNotProved
				return
			}
		}
		if size == 2 {
			g.out = utf8.AppendRune(g.out, pairs[gbIndex(b[0], b[1])])
		} else {
			g.out = utf8.AppendRune(g.out, gbFour(c))
		}
		b = b[size:]
	}
	if g.rest, g.err = g.out, err; err == io.EOF && len(b) > 0 {
		g.err = errNotProved
	}
	g.held = copy(g.in, b)
}

// gbFour decodes a character of four bytes.
func gbFour(c [4]byte) rune {
	number := gbNumber(c)
	if number >= gbBeyond {
		return rune(number - gbBeyond + 0x10000)
	}
	return gbFours()[number]
}

// gbFours maps the characters of four bytes up to U+FFFF, by their number.
var gbFours = sync.OnceValue(func() *[gbLastBMP + 1]rune {
	fours := &[gbLastBMP + 1]rune{}
	decoder := simplifiedchinese.GB18030.NewDecoder()
	for n := range fours {
		c := []byte{byte(n/12600) + 0x81, byte(n/1260%10) + 0x30, byte(n/10%126) + 0x81, byte(n%10) + 0x30}
		fours[n] = utf8.RuneError
		if out, err := decoder.Bytes(c); err == nil {
			fours[n], _ = utf8.DecodeRune(out)
		}
	}
	return fours
})

// errNotProved: the file was changed after its encoding had been proved.
var errNotProved = refuse("file.changed", "请等文件拷完、关闭正在编辑它的程序后重新运行。", "文件在读取时被改动")

// Four bytes count the characters that two have no room for.
const (
	gbLastBMP = 39419
	gbBeyond  = 189000 // U+10000
	gbLast    = gbBeyond + 0xFFFFF
)

func gbNumber(c [4]byte) int {
	return ((int(c[0])-0x81)*10+int(c[1])-0x30)*1260 + (int(c[2])-0x81)*10 + int(c[3]) - 0x30
}

// gbStep judges the first n bytes of a character.
func gbStep(c [4]byte, n int) (ok, whole bool) {
	x := c[n-1]
	switch n {
	case 1:
		return x >= 0x81 && x <= 0xFE, false
	case 2:
		return x >= 0x30 && x <= 0x39 || x >= 0x40 && x <= 0x7E || x >= 0x80 && x <= 0xFE, x >= 0x40
	case 3:
		return x >= 0x81 && x <= 0xFE, false
	}
	number := gbNumber(c)
	return x >= 0x30 && x <= 0x39 && number >= 0 && (number <= gbLastBMP || number >= gbBeyond && number <= gbLast), true
}
