package csv

import (
	"bytes"
	"context"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// encoding of a file, with the length of its byte order mark.
type encoding struct {
	name string
	mark int64
}

const (
	nameUTF8    = "UTF-8"
	nameGB18030 = "GB18030"
	nameUTF16LE = "UTF-16LE"
	nameUTF16BE = "UTF-16BE"
)

// decode converts what detect has proved to be whole.
func (e encoding) decode(r *io.SectionReader) io.Reader {
	rest := io.NewSectionReader(r, e.mark, r.Size()-e.mark)
	switch e.name {
	case nameGB18030:
		return &gbReader{r: rest}
	case nameUTF16LE:
		return transform.NewReader(rest, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder())
	case nameUTF16BE:
		return transform.NewReader(rest, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder())
	}
	return rest
}

// detect reads the whole file and says which encoding it is valid in. A byte
// order mark decides; without one it is UTF-8 if it is valid as that, else
// GB18030 if it is valid as that and no line is plainly UTF-8.
func detect(ctx context.Context, r *io.SectionReader) (encoding, error) {
	head := make([]byte, 3)
	n, err := r.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return encoding{}, err
	}
	head = head[:n]
	switch {
	case bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")):
		e := encoding{nameUTF8, 3}
		return e, prove(ctx, r, e, &utf8Check{at: 3, fault: -1})
	case bytes.HasPrefix(head, []byte("\xFF\xFE")):
		e := encoding{nameUTF16LE, 2}
		return e, prove(ctx, r, e, &utf16Check{at: 2, fault: -1})
	case bytes.HasPrefix(head, []byte("\xFE\xFF")):
		e := encoding{nameUTF16BE, 2}
		return e, prove(ctx, r, e, &utf16Check{at: 2, fault: -1, big: true})
	}
	asUTF8, asGB, lines := &utf8Check{fault: -1}, &gbCheck{fault: -1}, &lineCheck{found: -1}
	if err := feedAll(ctx, r, 0, asUTF8, asGB, lines); err != nil {
		return encoding{}, err
	}
	switch {
	case asUTF8.fault < 0:
		return encoding{nameUTF8, 0}, lost(asUTF8.lost)
	case asGB.fault < 0 && lines.found < 0:
		return encoding{nameGB18030, 0}, lost(asGB.lost)
	case lines.found >= 0:
		return encoding{}, refuse("file.encoding", mendCopy,
			"文件里混有两种编码,或在一个字的中间断开:UTF-8 在第 %d 个字节处中断", max(asUTF8.fault, 0)+1)
	}
	return encoding{}, refuse("file.encoding", mendCopy,
		"文件既不是 UTF-8,也不是 GB18030:第 %d 个字节不合法", max(asUTF8.fault, asGB.fault)+1)
}

func prove(ctx context.Context, r *io.SectionReader, e encoding, c interface {
	checker
	faults() (fault, lost int64)
}) error {
	if err := feedAll(ctx, r, e.mark, c); err != nil {
		return err
	}
	fault, gone := c.faults()
	if fault >= 0 {
		return refuse("file.encoding", mendCopy, "文件开头标明是 %s,但第 %d 个字节不合法,可能被截断或混入了别的编码", e.name, fault+1)
	}
	return lost(gone)
}

// lost refuses text that an earlier conversion has already spoilt.
func lost(offset int64) error {
	if offset <= 0 {
		return nil
	}
	return refuse("file.encoding", mendCopy, "第 %d 个字节处是乱码符号(U+FFFD):文件在以前转换编码时已经丢字", offset)
}

// checker looks at a file block by block.
type checker interface {
	feed(b []byte)
	end()
}

// feedAll shows the file to the checkers and refuses NUL bytes of 8-bit text
// on the way: text has none.
func feedAll(ctx context.Context, r *io.SectionReader, from int64, checks ...checker) error {
	_, wide := checks[0].(*utf16Check)
	block := make([]byte, 256<<10)
	for at := from; ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := r.ReadAt(block, at)
		if err != nil && err != io.EOF {
			return err
		}
		b := block[:n]
		if !wide {
			if i := bytes.IndexByte(b, 0); i >= 0 {
				return nul(at + int64(i))
			}
		}
		for _, c := range checks {
			c.feed(b)
		}
		if w, ok := checks[0].(*utf16Check); ok && w.nul > 0 {
			return nul(w.nul - 1)
		}
		at += int64(n)
		if err == io.EOF {
			break
		}
	}
	for _, c := range checks {
		c.end()
	}
	return nil
}

func nul(offset int64) error {
	return refuse("file.nul", mendCopy, "第 %d 个字节是空字符(NUL):不是文本文件,或是没有标明的 UTF-16", offset+1)
}

// utf8Check finds the first byte that is no UTF-8. The offsets of this and the
// other checks are of bytes from the file's start; lost is one more, 0 for none.
type utf8Check struct {
	at, fault, lost int64
	rest            []byte // the beginning of a character that goes on
}

func (c *utf8Check) faults() (int64, int64) { return c.fault, c.lost }

func (c *utf8Check) feed(b []byte) {
	if c.fault >= 0 {
		return
	}
	if len(c.rest) > 0 {
		b = append(c.rest, b...)
		c.rest = nil
	}
	whole := b
	for i := 1; i <= min(len(b), utf8.UTFMax); i++ {
		if tail := b[len(b)-i:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				whole, c.rest = b[:len(b)-i], bytes.Clone(tail)
			}
			break
		}
	}
	if !utf8.Valid(whole) {
		for i := 0; ; {
			r, n := utf8.DecodeRune(whole[i:])
			if r == utf8.RuneError && n == 1 {
				c.fault = c.at + int64(i)
				return
			}
			i += n
		}
	}
	if c.lost == 0 {
		if i := bytes.Index(whole, []byte("\uFFFD")); i >= 0 {
			c.lost = c.at + int64(i) + 1
		}
	}
	c.at += int64(len(whole))
}

func (c *utf8Check) end() {
	if c.fault < 0 && len(c.rest) > 0 {
		c.fault = c.at
	}
}

// gbCheck finds the first byte that is no GB18030: strictly, so without the
// lone 0x80 and 0xFF that some readers let pass.
type gbCheck struct {
	at, fault, lost int64
	char            [4]byte
	n               int
}

func (c *gbCheck) feed(b []byte) {
	if c.fault >= 0 {
		return
	}
	for _, x := range b {
		if c.n == 0 && x < 0x80 {
			c.at++
			continue
		}
		c.char[c.n] = x
		c.n++
		ok, whole := gbStep(c.char, c.n)
		if !ok {
			c.fault = c.at
			return
		}
		if whole {
			if c.lost == 0 && c.n == 4 && string(c.char[:]) == "\x84\x31\xA4\x37" {
				c.lost = c.at + 1
			}
			c.at += int64(c.n)
			c.n = 0
		}
	}
}

func (c *gbCheck) end() {
	if c.fault < 0 && c.n > 0 {
		c.fault = c.at
	}
}

// lineCheck finds a line that is plainly UTF-8: text in GB18030 has hardly ever
// a line of five characters that is valid as UTF-8 too, and a file of several
// hands or one that is cut has them by the hundred.
type lineCheck struct {
	at, found int64
	line      []byte
}

const plainlyUTF8 = 15 // bytes that are not ASCII

func (c *lineCheck) feed(b []byte) {
	const keep = 64 << 10 // of a line; more proves nothing more
	for len(b) > 0 && c.found < 0 {
		i := 0
		for i < len(b) && b[i] != '\n' && b[i] != '\r' {
			i++
		}
		if room := keep - len(c.line); room > 0 {
			c.line = append(c.line, b[:min(i, room)]...)
		}
		c.at += int64(i)
		if i == len(b) {
			return
		}
		c.judge()
		c.at++
		b = b[i+1:]
	}
}

func (c *lineCheck) judge() {
	high := 0
	for _, x := range c.line {
		if x >= utf8.RuneSelf {
			high++
		}
	}
	if high >= plainlyUTF8 && utf8.Valid(c.line) {
		c.found = c.at
	}
	c.line = c.line[:0]
}

func (c *lineCheck) end() { c.judge() }

// utf16Check finds half characters.
type utf16Check struct {
	at, fault, lost, nul int64
	big                  bool
	half                 []byte // one byte of a unit
	lead                 rune   // first half of a pair, or 0
}

func (c *utf16Check) faults() (int64, int64) { return c.fault, c.lost }

func (c *utf16Check) feed(b []byte) {
	if c.fault >= 0 {
		return
	}
	if len(c.half) > 0 {
		b = append(c.half, b...)
		c.half = nil
	}
	for ; len(b) >= 2; b = b[2:] {
		u := rune(b[0]) | rune(b[1])<<8
		if c.big {
			u = rune(b[1]) | rune(b[0])<<8
		}
		isLow := u >= 0xDC00 && u <= 0xDFFF
		switch {
		case isLow != (c.lead != 0):
			c.fault = c.at
			return
		case isLow:
			c.lead = 0
		case utf16.IsSurrogate(u):
			c.lead = u
		case u == 0 && c.nul == 0:
			c.nul = c.at + 1
		case u == utf8.RuneError && c.lost == 0:
			c.lost = c.at + 1
		}
		c.at += 2
	}
	c.half = bytes.Clone(b)
}

func (c *utf16Check) end() {
	if c.fault < 0 && (len(c.half) > 0 || c.lead != 0) {
		c.fault = c.at
	}
}
