package xlsx

import (
	"bufio"
	"encoding/binary"
	"io"
	"unicode/utf16"
	"unicode/utf8"
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
	r     *bufio.Reader
	order binary.ByteOrder
	rest  []byte
	buf   []byte
	err   error
}

func newUTF16(r io.Reader, order binary.ByteOrder) io.Reader {
	return &utf16Reader{r: bufio.NewReaderSize(r, 32<<10), order: order}
}

// Read implements io.Reader.
func (u *utf16Reader) Read(p []byte) (int, error) {
	if len(u.rest) == 0 {
		u.buf = u.buf[:0]
		for len(u.buf) < 16<<10 && u.err == nil {
			var c rune
			if c, u.err = u.rune(); u.err == nil {
				u.buf = utf8.AppendRune(u.buf, c)
			}
		}
		if u.rest = u.buf; len(u.rest) == 0 {
			return 0, u.err
		}
	}
	n := copy(p, u.rest)
	u.rest = u.rest[n:]
	return n, nil
}

func (u *utf16Reader) unit() (rune, error) {
	var b [2]byte
	_, err := io.ReadFull(u.r, b[:])
	return rune(u.order.Uint16(b[:])), err
}

func (u *utf16Reader) rune() (rune, error) {
	c, err := u.unit()
	if err == nil && utf16.IsSurrogate(c) {
		var low rune
		if low, err = u.unit(); err == nil {
			if c = utf16.DecodeRune(c, low); c == utf8.RuneError {
				return 0, refuse("xml.damaged", mendCopy, "UTF-16 文字已损坏")
			}
		}
	}
	if err == io.ErrUnexpectedEOF {
		err = refuse("xml.damaged", mendCopy, "UTF-16 文字在半个字符处中断")
	}
	return c, err
}
