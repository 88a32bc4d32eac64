package csv

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf16"

	"sanlv/loaders"
)

const (
	maxFieldText  = 32767 // UTF-16 units, as in a cell of Excel
	maxFieldBytes = 3 * maxFieldText
	maxColumn     = 16_384
	maxRowText    = 4 << 20 // of all fields of a record, which are held together
)

// state of the parser between two bytes.
type state uint8

const (
	fieldStart state = iota
	plain            // in a field without quotes
	quoted           // in a field with quotes
	quoteSeen        // a quote in it: its end, or half of a doubled one
	afterCR          // a line end that may go on with LF
)

// parser cuts UTF-8 text into records by RFC 4180, as Excel reads them: a quote
// counts only at the start of a field, every line end ends a record, and blank
// lines are records too. Where Excel guesses (text after a closing quote, a
// quote that is never closed) it refuses.
type parser struct {
	separator byte
	emit      func(loaders.Row) bool
	width     func(fields int) // is told of every record, if set

	state    state
	line     int // of the text, from 1
	opened   int // line of the open quote
	quotedCR bool
	record   int // number of the last record
	column   int // of the last field
	begin    int // of the open field in text
	text     []byte
	cells    []loaders.Cell
	spans    []span
	some     bool // the open record has begun
	stopped  bool
}

type span struct{ from, to int }

// feed reads on.
func (p *parser) feed(b []byte) error {
	for i := 0; i < len(b) && !p.stopped; i++ {
		c := b[i]
		switch p.state {
		case afterCR:
			p.state = fieldStart
			if c == '\n' {
				continue
			}
			fallthrough
		case fieldStart:
			p.some = true
			if c == '"' {
				p.state, p.opened = quoted, p.line
				continue
			}
			p.state = plain
			fallthrough
		case plain:
			n := p.plainRun(b[i:])
			p.text = append(p.text, b[i:i+n]...)
			if i += n; i == len(b) {
				return p.checkLength()
			}
			if err := p.endField(b[i]); err != nil {
				return err
			}
		case quoted:
			n := bytes.IndexByte(b[i:], '"')
			if n < 0 {
				n = len(b) - i
			}
			p.appendQuoted(b[i : i+n])
			if i += n; i < len(b) {
				p.state = quoteSeen
			}
			if err := p.checkLength(); err != nil {
				return err
			}
		case quoteSeen:
			switch {
			case c == '"':
				p.text = append(p.text, c)
				p.state, p.quotedCR = quoted, false
			case c == p.separator || c == '\n' || c == '\r':
				if err := p.endField(c); err != nil {
					return err
				}
			case c == ' ' || c == '\t':
				// Blanks that were put between the quote and the separator.
			default:
				return refuse("file.quote", mendQuotes, "第 %d 行:双引号之后还有文字,引号可能没有成对(开始于第 %d 行)", p.line, p.opened)
			}
		}
	}
	return nil
}

// plainRun says how far a field without quotes goes.
func (p *parser) plainRun(b []byte) int {
	for i, c := range b {
		if c == p.separator || c == '\n' || c == '\r' {
			return i
		}
	}
	return len(b)
}

// appendQuoted appends text between quotes; line ends in it become LF, as in a
// cell of Excel.
func (p *parser) appendQuoted(b []byte) {
	for _, c := range b {
		switch {
		case c == '\r':
			p.line++
			p.text = append(p.text, '\n')
		case c == '\n' && p.quotedCR:
		case c == '\n':
			p.line++
			p.text = append(p.text, c)
		default:
			p.text = append(p.text, c)
		}
		p.quotedCR = c == '\r'
	}
}

// endField ends the open field at a separator or line end.
func (p *parser) endField(at byte) error {
	if err := p.checkLength(); err != nil {
		return err
	}
	if p.column++; p.column > maxColumn {
		return refuse("cell.range", mendCopy, "第 %d 行超过 %d 列", p.line, maxColumn)
	}
	if len(p.text) > maxRowText {
		return refuse("file.toobig", mendCopy, "第 %d 行的文字合计超过 %d MB", p.line, maxRowText>>20)
	}
	if len(p.text) > p.begin {
		p.cells = append(p.cells, loaders.Cell{Column: p.column, Kind: loaders.CellText})
		p.spans = append(p.spans, span{p.begin, len(p.text)})
	}
	p.begin, p.state, p.quotedCR = len(p.text), fieldStart, false
	if at == '\n' || at == '\r' {
		p.line++
		p.endRecord()
		if at == '\r' {
			p.state = afterCR
		}
	}
	return nil
}

// endRecord hands the record on, unless it is blank.
func (p *parser) endRecord() {
	p.record++
	if p.width != nil {
		p.width(p.column)
	}
	if len(p.cells) > 0 {
		text := string(p.text) // one for all, so that no kept text ever changes
		for i, s := range p.spans {
			p.cells[i].Text = text[s.from:s.to]
		}
		p.stopped = !p.emit(loaders.Row{Number: p.record, Cells: p.cells})
	}
	p.cells, p.spans, p.text = p.cells[:0], p.spans[:0], p.text[:0]
	p.column, p.begin, p.some = 0, 0, false
}

// finish ends the last record, which may lack a line end.
func (p *parser) finish() error {
	if p.stopped || !p.some {
		return nil
	}
	if p.state == quoted {
		return unclosed(p.opened)
	}
	return p.endField('\n')
}

func unclosed(line int) error {
	return refuse("file.quote", mendQuotes, "第 %d 行的双引号没有结束,后面的内容都连成了一格", line)
}

func (p *parser) checkLength() error {
	if len(p.text)-p.begin <= maxFieldText {
		return nil
	}
	n := 0
	if own := p.text[p.begin:]; len(own) <= maxFieldBytes {
		for _, r := range string(own) {
			n += utf16.RuneLen(r)
		}
		if n <= maxFieldText {
			return nil
		}
	}
	if p.state == quoted || p.state == quoteSeen {
		return unclosed(p.opened)
	}
	cell := loaders.ColumnLetter(p.column+1) + strconv.Itoa(p.record+1)
	return &loaders.Refusal{
		Rule: "cell.toolong", Message: fmt.Sprintf("单元格 %s 的文字超过 Excel 的上限 %d 个字。", cell, maxFieldText),
		Mend: mendCopy, Cell: cell,
	}
}
