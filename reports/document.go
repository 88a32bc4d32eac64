package reports

import (
	"fmt"
	"strings"
)

// Document is a report in prose with tables and figures: what every writer of
// documents renders, so that a page and a text document say the same. Texts are
// safe to show (see Clean), but not escaped.
type Document struct {
	Title     []string // in lines
	Under     []string // lines below the title: what of, as of when
	Draft     bool
	Imprint   string // data, run and program, at the end
	AsOf      string
	Abstract  []string
	Sections  []Section
	Signature []string // who has prepared, at the end; to be filled in
}

// Section is a chapter or an annex.
type Section struct {
	ID     string // of its anchor
	Title  string // with its number: 一、基本情况
	Annex  bool   // begins on a page of its own
	Wide   bool   // on pages that lie across
	Blocks []Block
}

// Block is a heading, a paragraph, a list, a table or a figure; one of them.
type Block struct {
	Heading string
	Text    string
	Items   []string // 1. 2. … in order
	Note    string   // small, below a table or figure
	Table   *Table
	Figure  *Figure
	Caption string // of the table or figure: 表1  …, 图1  …
}

// Figure is a chart of bars that lie, one below the other, against thresholds.
type Figure struct {
	ID          string
	Description string // what it shows, for who cannot see it
	Unit        string // of the values: %, 户
	From, Most  float64
	Bars        []Bar
	Lines       []FigureLine // rising
	Spans       bool         // the bars are intervals with a point in them
}

// Bar is one bar: from the start of the axis to Value, with Upper where it may
// reach; or the interval Low to High with Value in it. Absent has no value.
type Bar struct {
	Label, Text       string // Text stands behind the bar and says the number
	Verdict           string // that the look tells, or ""
	Value, Upper      float64
	Low, High         float64
	Absent, Tentative bool // Tentative: sheets are still missing
}

// FigureLine is a threshold.
type FigureLine struct {
	At   float64
	Text string
}

// Numbers of tables and figures are not known when a sentence names them: it
// holds the key between two characters that no text from the sheets can hold
// (see Clean).
const (
	keyBegins = "\ue000"
	keyEnds   = "\ue001"
)

// shortTable is how many rows a table has that is not divided between pages.
const shortTable = 14

// Setting says how a table of a document is set, by its columns and rows: the size
// of its letters in points, and whether it stands on one page.
func (t *Table) Setting() (points float64, whole bool) {
	whole = len(t.Rows) <= shortTable
	switch n := len(t.Columns); {
	case n > 16:
		return 8, whole
	case n > 7 || !whole:
		return 9, whole
	}
	return 10.5, whole
}

// ref stands in a text for the number of a table or figure: 表3.
func ref(key string) string { return keyBegins + key + keyEnds }

// composer puts a document together.
type composer struct {
	doc     *Document
	numbers map[string]string // key → 表3
	counts  map[string]int    // 表, 图, 附表
	part    int               // of the second level of headings
}

func newComposer() *composer {
	return &composer{doc: &Document{}, numbers: map[string]string{}, counts: map[string]int{}}
}

func (c *composer) section(id, title string) *Section {
	c.doc.Sections = append(c.doc.Sections, Section{ID: id, Title: title})
	c.part = 0
	return &c.doc.Sections[len(c.doc.Sections)-1]
}

func (c *composer) add(b Block) {
	s := &c.doc.Sections[len(c.doc.Sections)-1]
	s.Blocks = append(s.Blocks, b)
}

// heading adds a heading of the second level with its number: (一)评估对象.
func (c *composer) heading(text string) {
	c.part++
	c.add(Block{Heading: "(" + chineseNumber(c.part) + ")" + text})
}

// say adds a paragraph of sentences; none for no text.
func (c *composer) say(sentences ...string) {
	if text := strings.Join(sentences, ""); text != "" {
		c.add(Block{Text: text})
	}
}

// list adds a numbered list; one item alone is a paragraph.
func (c *composer) list(items []string) {
	if len(items) < 2 {
		c.say(items...)
		return
	}
	c.add(Block{Items: items})
}

// number gives the next number of a kind and keeps it under the key.
func (c *composer) number(kind, key string) string {
	c.counts[kind]++
	c.numbers[key] = fmt.Sprintf("%s%d", kind, c.counts[kind])
	return c.numbers[key]
}

// table adds a table with its caption and note. It begins a number of its own in
// an annex.
func (c *composer) table(key, caption string, t *Table, notes ...string) {
	kind := "表"
	if c.doc.Sections[len(c.doc.Sections)-1].Annex {
		kind = "附表"
	}
	t.ID = key
	c.add(Block{Table: t, Caption: c.number(kind, key) + "  " + caption, Note: strings.Join(notes, "")})
}

func (c *composer) figure(caption string, f *Figure, notes ...string) {
	c.add(Block{Figure: f, Caption: c.number("图", f.ID) + "  " + caption, Note: strings.Join(notes, "")})
}

// finish puts in the numbers and gives all prose its full-width marks. A key that
// nothing bears is a slip of the program.
func (c *composer) finish() (*Document, error) {
	var pairs []string
	for key, number := range c.numbers {
		pairs = append(pairs, ref(key), number)
	}
	numbers := strings.NewReplacer(pairs...)
	var failed error
	mend := func(s *string) {
		*s = Prose(numbers.Replace(*s))
		if strings.Contains(*s, keyBegins) && failed == nil {
			failed = fmt.Errorf("a sentence names a table that is not there: %q", *s)
		}
	}
	mendAll := func(list []string) {
		for i := range list {
			mend(&list[i])
		}
	}
	d := c.doc
	mend(&d.Imprint)
	mendAll(d.Title)
	mendAll(d.Under)
	mendAll(d.Abstract)
	mendAll(d.Signature)
	for i := range d.Sections {
		s := &d.Sections[i]
		mend(&s.Title)
		for j := range s.Blocks {
			b := &s.Blocks[j]
			for _, text := range []*string{&b.Heading, &b.Text, &b.Note, &b.Caption} {
				mend(text)
			}
			mendAll(b.Items)
			if b.Table != nil {
				for _, column := range b.Table.Columns {
					for h := range column.Heads {
						column.Heads[h] = Prose(column.Heads[h])
					}
				}
			}
			if b.Figure != nil {
				mend(&b.Figure.Description)
				for k := range b.Figure.Bars {
					b.Figure.Bars[k].Text = Prose(b.Figure.Bars[k].Text)
				}
			}
		}
	}
	return d, failed
}

// chineseNumber is 一 to 九十九.
func chineseNumber(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n < 10:
		return digits[n]
	case n < 20:
		return "十" + digits[n%10]
	}
	return digits[n/10%10] + "十" + digits[n%10]
}
