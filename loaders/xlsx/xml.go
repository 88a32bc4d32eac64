package xlsx

import (
	"bytes"
	"io"

	"sanlv/loaders/excel"
)

// Caps on XML: far above what honest parts need, far below what hurts.
const (
	maxDepth      = 256
	maxAttributes = 256
	maxPrefixes   = 16 // that stand for a namespace of ours
	maxTagBytes   = 1 << 20
	textPiece     = 64 << 10 // longer text comes in several pieces
)

// token is what scanner.next found.
type token uint8

const (
	tokenEnd   token = iota // of an element
	tokenStart              // of an element, with name and attrs
	tokenText               // a piece of character data
	tokenEOF
)

// attr is an attribute as written: the value is not yet decoded.
type attr struct{ name, value []byte }

// scanner cuts XML into tokens. encoding/xml is an order of magnitude slower
// and hides where it stopped. Slices that it gives are valid until the next
// call. It checks that tags are whole and balanced; text is checked by whoever
// decodes it, because most text is never looked at.
type scanner struct {
	r   io.Reader
	buf []byte // buf[pos:] is not read yet
	pos int
	eof bool
	off int64 // bytes that have left buf

	name  []byte // of the element that started or ended
	attrs []attr
	text  []byte
	cdata bool // text holds no references

	main    []string // prefixes that are bound to a namespace of ours
	stack   []byte   // names of the open elements, one after the other
	starts  []int    // where each begins
	pending bool     // an empty element was started: its end comes next
	rooted  bool     // the root element has been seen
	work    *work    // what may still be done; nil is without end
}

func newScanner(r io.Reader) *scanner {
	return &scanner{r: r, buf: make([]byte, 0, chunkSize)}
}

// scanBytes scans a part that is held in memory, which stays as it is.
func scanBytes(b []byte) *scanner { return &scanner{buf: b, eof: true} }

// depth is the number of open elements.
func (x *scanner) depth() int { return len(x.starts) }

func (x *scanner) damaged(what string) error {
	return excel.Refuse("xml.damaged", excel.MendCopy, "XML 内容已损坏:%s(第 %d 字节附近)", what, x.off+int64(x.pos)+1)
}

// more reads on. At the end of the part it reports damage: it is only called
// where something is missing.
func (x *scanner) more() error {
	if !x.eof {
		if err := x.fill(); err != nil {
			return err
		}
	}
	if x.eof {
		return x.damaged("内容在中途断了")
	}
	return nil
}

// fill adds to buf what the reader gives, and sets eof if that is nothing.
func (x *scanner) fill() error {
	if x.pos > 0 {
		x.off += int64(x.pos)
		x.buf = x.buf[:copy(x.buf, x.buf[x.pos:])]
		x.pos = 0
	}
	if len(x.buf) == cap(x.buf) {
		if cap(x.buf) > maxTagBytes {
			return x.damaged("一个标记或一段文字太长")
		}
		x.buf = append(x.buf, make([]byte, cap(x.buf))...)[:len(x.buf)]
	}
	for range 100 {
		n, err := x.r.Read(x.buf[len(x.buf):cap(x.buf)])
		x.buf = x.buf[:len(x.buf)+n]
		if err != nil && err != io.EOF {
			return err
		}
		if n > 0 {
			return nil
		}
		if err == io.EOF {
			x.eof = true
			return nil
		}
	}
	return io.ErrNoProgress
}

// next finds the next token.
func (x *scanner) next() (token, error) {
	if x.pending {
		x.pending = false
		x.pop()
		return tokenEnd, nil
	}
	for {
		b := x.buf[x.pos:]
		if len(b) < 2 && !x.eof {
			if err := x.fill(); err != nil {
				return 0, err
			}
			continue
		}
		if len(b) == 0 {
			if len(x.starts) > 0 || !x.rooted {
				return 0, x.damaged("内容在中途断了")
			}
			return tokenEOF, nil
		}
		if b[0] != '<' {
			if err := x.characters(); err != nil {
				return 0, err
			}
			if len(x.starts) == 0 {
				if !isSpace(x.text) {
					return 0, x.damaged("根元素之外有文字")
				}
				continue
			}
			return tokenText, nil
		}
		if len(b) < 2 {
			return 0, x.damaged("内容在中途断了")
		}
		switch b[1] {
		case '/':
			return x.endTag()
		case '?':
			if err := x.work.spend(1); err != nil {
				return 0, err
			}
			if err := x.skipTo("?>"); err != nil {
				return 0, err
			}
		case '!':
			if err := x.work.spend(1); err != nil {
				return 0, err
			}
			isText, err := x.declaration()
			if err != nil {
				return 0, err
			}
			if isText {
				return tokenText, nil
			}
		default:
			return x.startTag()
		}
	}
}

// characters finds text up to the next tag, or a piece of it that cuts no
// character and no reference.
func (x *scanner) characters() error {
	for {
		b := x.buf[x.pos:]
		n := bytes.IndexByte(b, '<')
		if n < 0 {
			if !x.eof && len(b) < textPiece {
				if err := x.fill(); err != nil {
					return err
				}
				continue
			}
			n = len(b)
			if !x.eof {
				n = safeCut(b)
			}
		}
		x.text, x.cdata = b[:n], false
		x.pos += n
		return nil
	}
}

// safeCut says how much of a text that goes on may be handed out.
func safeCut(b []byte) int {
	n := len(b)
	if i := bytes.LastIndexByte(b[n-16:], '&'); i >= 0 {
		return n - 16 + i
	}
	for n > 1 && (b[n-1]&0xC0 == 0x80) { // back to the start of a character
		n--
	}
	if b[n-1] >= 0x80 || b[n-1] == '\r' {
		n--
	}
	return n
}

// skipTo leaves everything up to and including mark.
func (x *scanner) skipTo(mark string) error {
	for {
		b := x.buf[x.pos:]
		if i := bytes.Index(b, []byte(mark)); i >= 0 {
			x.pos += i + len(mark)
			return nil
		}
		x.pos += max(0, len(b)-len(mark)+1)
		if err := x.more(); err != nil {
			return err
		}
	}
}

// declaration reads what begins with <!: a comment, character data, or a
// document type, which is refused: it is how entity bombs come in, and no
// spreadsheet program writes one.
func (x *scanner) declaration() (isText bool, err error) {
	for len(x.buf)-x.pos < 9 && !x.eof {
		if err := x.fill(); err != nil {
			return false, err
		}
	}
	b := x.buf[x.pos:]
	switch {
	case bytes.HasPrefix(b, []byte("<!--")):
		x.pos += 4
		return false, x.skipTo("-->")
	case bytes.HasPrefix(b, []byte("<![CDATA[")) && len(x.starts) > 0:
		for {
			if i := bytes.Index(x.buf[x.pos:], []byte("]]>")); i >= 0 {
				x.text, x.cdata = x.buf[x.pos+9:x.pos+i], true
				x.pos += i + 3
				return true, nil
			}
			if err := x.more(); err != nil {
				return false, err
			}
		}
	case bytes.HasPrefix(b, []byte("<!DOCTYPE")):
		return false, excel.Refuse("file.doctype", excel.MendSaveAs, "XML 中有 DOCTYPE 声明,可能藏有恶意内容,不读")
	}
	return false, x.damaged("不认识的标记")
}

// endTag checks that the element that ends is the one that is open.
func (x *scanner) endTag() (token, error) {
	for {
		b := x.buf[x.pos:]
		i := bytes.IndexByte(b, '>')
		if i < 0 {
			if err := x.more(); err != nil {
				return 0, err
			}
			continue
		}
		name := b[2:i]
		for len(name) > 0 && space(name[len(name)-1]) {
			name = name[:len(name)-1]
		}
		if len(x.starts) == 0 || string(name) != string(x.stack[x.starts[len(x.starts)-1]:]) {
			return 0, x.damaged("结束标记与开始标记不配对")
		}
		x.pos += i + 1
		x.pop()
		return tokenEnd, nil
	}
}

// pop leaves the name of the closed element in x.name.
func (x *scanner) pop() {
	at := x.starts[len(x.starts)-1]
	x.name = x.stack[at:]
	x.stack = x.stack[:at]
	x.starts = x.starts[:len(x.starts)-1]
}

func (x *scanner) startTag() (token, error) {
	if len(x.starts) == 0 && x.rooted {
		return 0, x.damaged("有两个根元素")
	}
	if len(x.starts) >= maxDepth {
		return 0, excel.Refuse("xml.limit", excel.MendSaveAs, "XML 嵌套超过 %d 层", maxDepth)
	}
	for {
		n, fault := x.parseTag(x.buf[x.pos:])
		if n > 0 {
			x.pos += n
			break
		}
		if fault == "limit" {
			return 0, excel.Refuse("xml.limit", excel.MendSaveAs, "一个 XML 元素的属性超过 %d 个", maxAttributes)
		}
		if fault != "" {
			return 0, x.damaged(fault)
		}
		if err := x.more(); err != nil {
			return 0, err
		}
	}
	if x.repeats() {
		return 0, x.damaged("一个元素有两个同名的属性")
	}
	if err := x.bind(); err != nil {
		return 0, err
	}
	if err := x.work.spend(1 + 2*max(0, len(x.attrs)-fewAttributes)); err != nil {
		return 0, err
	}
	x.rooted = true
	x.starts = append(x.starts, len(x.stack))
	x.stack = append(x.stack, x.name...)
	return tokenStart, nil
}

// fewAttributes is what is compared one by one, and costs no work of its own.
const fewAttributes = 8

// repeats says that two attributes of the tag have the same name.
func (x *scanner) repeats() bool {
	if len(x.attrs) > fewAttributes {
		names := make(map[string]bool, len(x.attrs))
		for _, a := range x.attrs {
			names[string(a.name)] = true
		}
		return len(names) < len(x.attrs)
	}
	for i, a := range x.attrs {
		for _, b := range x.attrs[:i] {
			if string(a.name) == string(b.name) {
				return true
			}
		}
	}
	return false
}

// parseTag reads a start tag. It returns 0 when the tag goes on beyond b, or
// names the fault.
func (x *scanner) parseTag(b []byte) (n int, fault string) {
	i := 1
	for i < len(b) && !space(b[i]) && b[i] != '>' && b[i] != '/' {
		if !nameByte[b[i]] {
			return 0, "元素名不合法"
		}
		i++
	}
	if i == 1 && len(b) > 1 {
		return 0, "元素名不合法"
	}
	x.name = b[1:i]
	x.attrs = x.attrs[:0]
	for {
		gap := i
		for i < len(b) && space(b[i]) {
			i++
		}
		if i >= len(b) {
			return 0, ""
		}
		switch b[i] {
		case '>':
			return i + 1, ""
		case '/':
			if i+1 >= len(b) {
				return 0, ""
			}
			if b[i+1] != '>' {
				return 0, "标记不完整"
			}
			x.pending = true
			return i + 2, ""
		}
		if gap == i {
			return 0, "属性之间没有空格"
		}
		from := i
		for i < len(b) && nameByte[b[i]] {
			i++
		}
		name := b[from:i]
		for i < len(b) && space(b[i]) {
			i++
		}
		if i < len(b) && (b[i] != '=' || len(name) == 0) {
			return 0, "属性不完整"
		}
		i++
		for i < len(b) && space(b[i]) {
			i++
		}
		if i >= len(b) {
			return 0, ""
		}
		quote := b[i]
		if quote != '"' && quote != '\'' {
			return 0, "属性值没有引号"
		}
		i++
		end := bytes.IndexByte(b[i:], quote)
		if end < 0 {
			return 0, ""
		}
		value := b[i : i+end]
		if bytes.IndexByte(value, '<') >= 0 {
			return 0, "属性值里有“<”"
		}
		if len(x.attrs) >= maxAttributes {
			return 0, "limit"
		}
		x.attrs = append(x.attrs, attr{name, value})
		i += end + 1
	}
}

// skipElement reads on to the end of the element that has just started.
func (x *scanner) skipElement() error {
	for depth := len(x.starts); len(x.starts) >= depth; {
		if _, err := x.next(); err != nil {
			return err
		}
	}
	return nil
}

func space(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

func isSpace(b []byte) bool {
	for _, c := range b {
		if !space(c) {
			return false
		}
	}
	return true
}

// nameByte holds the bytes that may stand in a name; those of other alphabets
// are not told apart.
var nameByte = func() (t [256]bool) {
	for c := range t {
		t[c] = c >= 0x80 || c >= '0' && c <= ':' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '_' || c == '-' || c == '.'
	}
	return t
}()
