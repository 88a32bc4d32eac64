package survey

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// dataset is a file of the oracle.
type dataset struct {
	name   string
	header []string
	rows   [][]string
}

func (d *dataset) column(name string) int { return slices.Index(d.header, name) }

func blank(s string) bool { return s == "" || s == "NA" }

// text is a cell; ok is false where there is no such column.
func (d *dataset) text(row int, name string) (string, bool) {
	c := d.column(name)
	if c < 0 {
		return "", false
	}
	return d.rows[row][c], true
}

// value is one side of an expression: a number, or a text to compare.
type value struct {
	number float64
	text   string
}

func asValue(s string) value {
	if blank(s) {
		return value{math.NaN(), ""}
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		n = math.NaN()
	}
	return value{n, s}
}

func truth(b bool) value {
	if b {
		return value{1, "1"}
	}
	return value{0, "0"}
}

// derived are names the notes define in words.
var derived = map[string]string{
	"incl": "persons*registered*(1-poor)", // registered but not poor
	"reg":  "persons*registered",
	"excl": "persons*poor*(1-registered)", // poor but not registered
	"pr":   "persons*poor",
	"leak": "benefit*(1-poor)", // benefit to who is not poor
}

// expression evaluates y and x: numbers, columns, + - * /, comparisons,
// parentheses and "persons[register=exited]" = persons where, else 0. A missing
// value gives NaN.
type expression struct {
	text string
	at   int
	d    *dataset
	row  int
}

func (d *dataset) eval(text string, row int) (v float64, err error) {
	e := &expression{text: text, d: d, row: row}
	defer func() {
		if p := recover(); p != nil {
			v, err = math.NaN(), fmt.Errorf("%q: %v", text, p)
		}
	}()
	out := e.comparison()
	if e.skip(); e.at < len(e.text) {
		return math.NaN(), fmt.Errorf("%q: what is %q?", text, e.text[e.at:])
	}
	return out.number, nil
}

func (e *expression) skip() {
	for e.at < len(e.text) && e.text[e.at] == ' ' {
		e.at++
	}
}

func (e *expression) take(symbols ...string) string {
	e.skip()
	for _, s := range symbols {
		if strings.HasPrefix(e.text[e.at:], s) {
			e.at += len(s)
			return s
		}
	}
	return ""
}

func (e *expression) comparison() value {
	a := e.sum()
	op := e.take("==", "!=", ">=", "<=", ">", "<")
	if op == "" {
		return a
	}
	b := e.sum()
	if a.text == "" && math.IsNaN(a.number) {
		return value{math.NaN(), ""}
	}
	return truth(compareValues(a, b, op))
}

func compareValues(a, b value, op string) bool {
	order := strings.Compare(a.text, b.text)
	if !math.IsNaN(a.number) && !math.IsNaN(b.number) {
		order = 0
		if a.number < b.number {
			order = -1
		} else if a.number > b.number {
			order = 1
		}
	}
	switch op {
	case "==", "=":
		return order == 0
	case "!=":
		return order != 0
	case ">=":
		return order >= 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order < 0
}

func (e *expression) sum() value {
	a := e.product()
	for {
		switch e.take("+", "-") {
		case "+":
			a = value{number: a.number + e.product().number}
		case "-":
			a = value{number: a.number - e.product().number}
		default:
			return a
		}
	}
}

func (e *expression) product() value {
	a := e.atom()
	for {
		switch e.take("*", "/") {
		case "*":
			a = value{number: a.number * e.atom().number}
		case "/":
			a = value{number: a.number / e.atom().number}
		default:
			return a
		}
	}
}

func (e *expression) atom() value {
	if e.take("(") != "" {
		v := e.comparison()
		if e.take(")") == "" {
			panic("no closing parenthesis")
		}
		return v
	}
	e.skip()
	start := e.at
	for e.at < len(e.text) && !strings.ContainsRune("+-*/()[]=!<> ", rune(e.text[e.at])) {
		e.at++
	}
	name := e.text[start:e.at]
	if name == "" {
		panic("a name or a number is missing")
	}
	var v value
	if s, ok := e.d.text(e.row, name); ok {
		v = asValue(s)
	} else if def, ok := derived[name]; ok {
		n, err := e.d.eval(def, e.row)
		if err != nil {
			panic(err)
		}
		v = value{number: n}
	} else {
		v = asValue(name)
	}
	if e.take("[") != "" {
		end := strings.Index(e.text[e.at:], "]")
		if end < 0 {
			panic("no closing bracket")
		}
		in, err := e.d.within(e.text[e.at:e.at+end], e.row)
		if err != nil {
			panic(err)
		}
		e.at += end + 1
		if !in {
			return value{number: 0, text: "0"}
		}
	}
	return v
}

// within says whether a row lies in a domain: "all", "complete" (no deprivation
// missing), "a=b", "a notna", joined by ";".
func (d *dataset) within(domain string, row int) (bool, error) {
	for part := range strings.SplitSeq(domain, ";") {
		part = strings.TrimSpace(part)
		switch {
		case part == "" || part == "all":
			continue
		case part == "complete":
			for i, h := range d.header {
				if strings.HasPrefix(h, "d_") && blank(d.rows[row][i]) {
					return false, nil
				}
			}
			continue
		case strings.HasSuffix(part, " notna"), strings.HasSuffix(part, " isna"):
			name, word, _ := strings.Cut(part, " ")
			s, ok := d.text(row, name)
			if !ok {
				return false, fmt.Errorf("domain %q: no such column", part)
			}
			if blank(s) == (word == "notna") {
				return false, nil
			}
			continue
		}
		op := strings.IndexAny(part, "=<>!")
		if op < 0 {
			return false, fmt.Errorf("domain %q is not understood", part)
		}
		symbol := part[op : op+1]
		rest := part[op+1:]
		if strings.HasPrefix(rest, "=") {
			symbol, rest = symbol+"=", rest[1:]
		}
		s, ok := d.text(row, strings.TrimSpace(part[:op]))
		if !ok {
			return false, fmt.Errorf("domain %q: no such column", part)
		}
		if blank(s) || !compareValues(asValue(s), asValue(strings.TrimSpace(rest)), symbol) {
			return false, nil
		}
	}
	return true, nil
}

// micro reads a data set as records by the design column. Each value function is
// one variable of the records.
func (d *dataset) micro(design, domain string, values func(row int) ([]float64, error)) ([]Record, Rule, Sampling, error) {
	k := keys(design)
	number := func(row int, name string) (float64, error) {
		s, ok := d.text(row, name)
		if !ok {
			return strconv.ParseFloat(name, 64) // a constant, as in weight=1
		}
		return asValue(s).number, nil
	}
	rule := Rule{}
	how := Sampling{Whole: k["ssu"] == "", Nested: k["nest"] == "1" || strings.EqualFold(k["nest"], "true")}
	switch k["lonely"] {
	case "", "fail":
		rule.Lonely = LonelyFail // R's default
	case "adjust":
		rule.Lonely = LonelyAdjust
	case "certainty", "remove": // R computes the same
		rule.Lonely = LonelyCertainty
	case "average":
		rule.Lonely = lonelyAverage
	default:
		return nil, rule, how, fmt.Errorf("lonely=%s", k["lonely"])
	}
	strata := strings.Split(k["strata"], ",")
	var out []Record
	for row := range d.rows {
		r := Record{PSU: strconv.Itoa(row), Weight: 1}
		var err error
		for _, f := range []struct {
			column string
			to     *string
		}{{strata[0], &r.Stratum}, {append(strata, "")[1], &r.Group}, {k["psu"], &r.PSU}, {k["ssu"], &r.Unit}} {
			if f.column == "" {
				continue
			}
			var ok bool
			if *f.to, ok = d.text(row, f.column); !ok {
				return nil, rule, how, fmt.Errorf("no column %q", f.column)
			}
		}
		for _, f := range []struct {
			column string
			to     *float64
		}{{k["fpc1"], &r.PSUs}, {k["fpc2"], &r.Units}} {
			if f.column == "" {
				continue
			}
			if *f.to, err = number(row, f.column); err != nil {
				return nil, rule, how, err
			}
			if math.IsNaN(*f.to) {
				*f.to = 0 // not known
			}
		}
		switch w := k["weight"]; {
		case w == "derive":
			r.Weight = math.NaN()
		case w != "":
			if r.Weight, err = number(row, w); err != nil {
				return nil, rule, how, err
			}
		case d.column("weight") >= 0:
			if r.Weight, err = number(row, "weight"); err != nil {
				return nil, rule, how, err
			}
		}
		in, err := d.within(domain, row)
		if err != nil {
			return nil, rule, how, err
		}
		r.Outside = !in
		if r.Values, err = values(row); err != nil {
			return nil, rule, how, err
		}
		out = append(out, r)
	}
	return out, rule, how, nil
}
