package catalog

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"time"
)

// CodeList (代码表) is a closed list of values with the other words seen for each.
type CodeList struct {
	Name    string
	Labels  []string // canonical labels in order, each once; once KeepInForce was called, those in force
	Entries []CodeEntry
	lookup  map[string]string
	lapsed  map[string]string // words out of force, and why
}

// CodeEntry is one row of a code list: a label and its synonyms, while valid.
type CodeEntry struct {
	Label    string
	Synonyms []string
	From, To time.Time // zero: open
	Source   string
	Status   string // 待核对 until the office confirms
	Note     string

	line int
}

// Label returns the canonical label for a text, which may be the label itself
// or one of its synonyms. The caller folds width and spaces first.
func (l *CodeList) Label(text string) (string, bool) {
	label, ok := l.lookup[text]
	return label, ok
}

// Words returns every word that has a label: the labels and their synonyms, in
// the order of the words.
func (l *CodeList) Words() iter.Seq2[string, string] { return ordered(l.lookup) }

// Lapsed returns the words that are out of force, and when they are in force:
// “有效期到 2020-12-31 为止”.
func (l *CodeList) Lapsed() iter.Seq2[string, string] { return ordered(l.lapsed) }

func ordered(m map[string]string) iter.Seq2[string, string] {
	return func(yield func(key, value string) bool) {
		for _, k := range sortedKeys(m) {
			if !yield(k, m[k]) {
				return
			}
		}
	}
}

func (c *Catalog) readCodes(r *reference, name, list string) error {
	rows, err := r.read(name, []string{"名称"}, []string{"同义词", "生效日期", "失效日期", "依据", "状态", "说明"})
	if err != nil || rows == nil {
		return err
	}
	l := &CodeList{Name: list}
	for _, rec := range rows {
		e := CodeEntry{Label: rec.get("名称"), Synonyms: rec.list("同义词"), Source: rec.get("依据"), Status: rec.get("状态"), Note: rec.get("说明"), line: rec.line}
		if !rec.filled("名称", "填上名称,或删去这一行。") {
			continue
		}
		var dated bool
		if e.From, e.To, dated = rec.openPeriod(); dated {
			l.checkWords(rec, e)
		}
		l.Entries = append(l.Entries, e)
	}
	l.keep(func(CodeEntry) bool { return true })
	c.Codes[list] = l
	return nil
}

// openPeriod reads 生效日期 and 失效日期 where both may be blank: always in force.
func (rec record) openPeriod() (from, to time.Time, ok bool) {
	if rec.get("生效日期") == "" && rec.get("失效日期") == "" {
		return from, to, true
	}
	return rec.period()
}

// checkWords reports a word that two labels have on the same day, and a label
// that two rows have.
func (l *CodeList) checkWords(rec record, e CodeEntry) {
	taken := map[string]string{}
	for _, o := range l.Entries {
		if !overlap(o.From, o.To, e.From, e.To) {
			continue
		}
		if o.Label == e.Label && !(o.From.IsZero() && e.From.IsZero()) {
			rec.overlaps(o.line, "名称")
			return
		}
		for _, word := range o.words() {
			taken[word] = o.Label
		}
	}
	for _, word := range e.words() {
		if was := taken[word]; was != "" {
			rec.r.report(rec.file, rec.line, "名称", word, "ref.duplicate", "“"+word+"”已经是“"+was+"”的名称或同义词。", "删去重复的一处。")
		}
		taken[word] = e.Label
	}
}

func (e CodeEntry) words() []string { return append([]string{e.Label}, e.Synonyms...) }

// keep makes the labels and words those of some entries; the words of the others
// have lapsed.
func (l *CodeList) keep(inForce func(CodeEntry) bool) {
	l.Labels, l.lookup, l.lapsed = nil, map[string]string{}, map[string]string{}
	for _, e := range l.Entries {
		if !inForce(e) {
			continue
		}
		if !slices.Contains(l.Labels, e.Label) {
			l.Labels = append(l.Labels, e.Label)
		}
		for _, word := range e.words() {
			l.lookup[word] = cmp.Or(l.lookup[word], e.Label)
		}
	}
}

// lapse says when a row that is out of force on a day is in force.
func lapse(from, to, day time.Time) string {
	if day.Before(from) {
		return from.Format(time.DateOnly) + " 起才有效"
	}
	return "有效期到 " + to.Format(time.DateOnly) + " 为止"
}

// KeepInForce narrows what sheets are read by, and what is printed, to what is
// valid on a day: of the code lists their labels, of the sources their codes, of
// the tables those in force. Before it is called everything is; it is called once.
func (c *Catalog) KeepInForce(day time.Time) {
	for _, list := range sortedKeys(c.Codes) {
		l := c.Codes[list]
		l.keep(func(e CodeEntry) bool { return valid(e.From, e.To, day) })
		for _, e := range l.Entries {
			if valid(e.From, e.To, day) {
				continue
			}
			why := lapse(e.From, e.To, day)
			c.outOfForce = append(c.outOfForce, fmt.Sprintf("codes/%s.csv %d %s", list, e.line, why))
			for _, word := range e.words() {
				if _, ok := l.lookup[word]; !ok {
					l.lapsed[word] = why
				}
			}
		}
	}
	c.keepSources(day)
	for i := range c.Tables {
		t := &c.Tables[i]
		t.Off = t.Off || !valid(t.From, t.To, day)
	}
}

// OutOfForce lists the rows by which sheets would be read on another day: a cell
// may be read otherwise whenever it changes.
func (c *Catalog) OutOfForce() []string { return c.outOfForce }
