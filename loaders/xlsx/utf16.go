package xlsx

import (
	"encoding/binary"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"sanlv/loaders/excel"
)

// asUTF8 takes a byte order mark off and converts UTF-16, which the standard
// allows for every XML part.
func asUTF8(r io.Reader) (io.Reader, error) {
	var head [4]byte
	n, err := io.ReadFull(r, head[:])
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	b := head[:n]
	rest := io.MultiReader(&prefix{b}, r)
	switch {
	case n >= 3 && string(b[:3]) == "\xEF\xBB\xBF":
		return io.MultiReader(&prefix{b[3:]}, r), nil
	case n >= 2 && string(b[:2]) == "\xFF\xFE":
		return newUTF16(io.MultiReader(&prefix{b[2:]}, r), binary.LittleEndian), nil
	case n >= 2 && string(b[:2]) == "\xFE\xFF":
		return newUTF16(io.MultiReader(&prefix{b[2:]}, r), binary.BigEndian), nil
	case n == 4 && b[0] == '<' && b[1] == 0:
		return newUTF16(rest, binary.LittleEndian), nil
	case n == 4 && b[0] == 0 && b[1] == '<':
		return newUTF16(rest, binary.BigEndian), nil
	}
	return rest, nil
}

// prefix reads the few bytes that were looked at.
type prefix struct{ b []byte }

// Read implements io.Reader.
func (p *prefix) Read(to []byte) (int, error) {
	if len(p.b) == 0 {
		return 0, io.EOF
	}
	n := copy(to, p.b)
	p.b = p.b[n:]
	return n, nil
}

// utf16Reader converts strictly: golang.org/x/text would put U+FFFD where the
// text is damaged, and the damage would be read as text.
type utf16Reader struct {
	r     io.Reader
	order binary.ByteOrder
	in    []byte
	held  int // bytes of in that are not converted: a beginning of a character
	out   []byte
	rest  []byte
	err   error
}

func newUTF16(r io.Reader, order binary.ByteOrder) io.Reader {
	return &utf16Reader{r: r, order: order, in: make([]byte, 16<<10)}
}

// Read implements io.Reader.
func (u *utf16Reader) Read(p []byte) (int, error) {
	for len(u.rest) == 0 {
		if u.err != nil {
			return 0, u.err
		}
		u.fill()
	}
	n := copy(p, u.rest)
	u.rest = u.rest[n:]
	return n, nil
}

func (u *utf16Reader) fill() {
	n, err := u.r.Read(u.in[u.held:])
	b := u.in[:u.held+n]
	big := u.order == binary.BigEndian
	out := u.out[:0]
	for ; len(b) >= 2; b = b[2:] {
		c := rune(b[0]) | rune(b[1])<<8
		if big {
			c = rune(b[1]) | rune(b[0])<<8
		}
		if c < utf8.RuneSelf {
			out = append(out, byte(c))
			continue
		}
		if utf16.IsSurrogate(c) {
			if len(b) < 4 {
				break
			}
			if c = utf16.DecodeRune(c, rune(u.order.Uint16(b[2:]))); c == utf8.RuneError {
				err = excel.Refuse("xml.damaged", excel.MendCopy, "UTF-16 文字已损坏")
				b = nil
				break
			}
			b = b[2:]
		}
		out = utf8.AppendRune(out, c)
	}
	if err == io.EOF && len(b) > 0 {
		err = excel.Refuse("xml.damaged", excel.MendCopy, "UTF-16 文字在半个字符处中断")
	}
	u.held = copy(u.in, b)
	u.out, u.rest, u.err = out, out, err
}
