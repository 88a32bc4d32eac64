package xlsx

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// appendText decodes character data or an attribute's value onto dst: it
// resolves references, unifies line ends, and reports false for what XML does
// not allow, so that damage is never read as text.
func appendText(dst, raw []byte, cdata bool) ([]byte, bool) {
	plain, ascii := true, true
	for _, c := range raw {
		if c < 0x20 || c == '&' {
			plain = false
		}
		if c >= utf8.RuneSelf {
			ascii = false
		}
	}
	if !ascii && !utf8.Valid(raw) {
		return dst, false
	}
	if plain {
		return append(dst, raw...), true
	}
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c == '\r':
			if i+1 == len(raw) || raw[i+1] != '\n' {
				dst = append(dst, '\n')
			}
		case c == '&' && !cdata:
			end := bytes.IndexByte(raw[i:min(len(raw), i+16)], ';')
			if end < 0 {
				return dst, false
			}
			r, ok := reference(string(raw[i+1 : i+end]))
			if !ok {
				return dst, false
			}
			dst = utf8.AppendRune(dst, r)
			i += end
		case c < 0x20 && c != '\t' && c != '\n':
			return dst, false
		default:
			dst = append(dst, c)
		}
	}
	return dst, true
}

// reference resolves &name; or a character number.
func reference(name string) (rune, bool) {
	switch name {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	r := rune(n)
	if err != nil || n > utf8.MaxRune || !utf8.ValidRune(r) || r < 0x20 && r != '\t' && r != '\n' && r != '\r' {
		return 0, false
	}
	return r, true
}

// unescape resolves _xHHHH_, the way Excel stores characters that XML does not
// allow, in place. Two that make a surrogate pair are one character; half a
// pair stays as it is written.
func unescape(b []byte) []byte {
	at := bytes.Index(b, []byte("_x"))
	if at < 0 {
		return b
	}
	out := b[:at]
	for i := at; i < len(b); {
		r, ok := escaped(b[i:])
		n := 7
		if ok && utf16.IsSurrogate(r) {
			low, _ := escaped(b[i+7:])
			if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
				ok = false
			}
			n = 14
		}
		if !ok {
			out = append(out, b[i])
			i++
			continue
		}
		out = utf8.AppendRune(out, r) // at most 4 bytes in place of 7
		i += n
	}
	return out
}

func escaped(b []byte) (rune, bool) {
	if len(b) < 7 || b[0] != '_' || b[1] != 'x' || b[6] != '_' {
		return 0, false
	}
	var r rune
	for _, c := range b[2:6] {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
	}
	return r, true
}

// tooLong says that a text is longer than Excel allows in a cell.
func tooLong(b []byte) bool {
	if len(b) <= maxCellText {
		return false
	}
	n := 0
	for _, r := range string(b) {
		n += utf16.RuneLen(r)
	}
	return n > maxCellText
}

// isNumber says that b is a number in plain or E notation. What is none is not
// handed on as one: NaN and 1,5 are for whoever reads the text to judge.
func isNumber(b []byte) bool {
	i := 0
	if i < len(b) && (b[i] == '-' || b[i] == '+') {
		i++
	}
	from := i
	for i < len(b) && b[i]-'0' <= 9 {
		i++
	}
	digits := i - from
	if i < len(b) && b[i] == '.' {
		i++
		from = i
		for i < len(b) && b[i]-'0' <= 9 {
			i++
		}
		digits += i - from
	}
	if digits == 0 {
		return false
	}
	if i < len(b) && (b[i] == 'e' || b[i] == 'E') {
		i++
		if i < len(b) && (b[i] == '-' || b[i] == '+') {
			i++
		}
		from = i
		for i < len(b) && b[i]-'0' <= 9 {
			i++
		}
		if i == from {
			return false
		}
	}
	return i == len(b)
}
