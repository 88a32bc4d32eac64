// Package finding describes what is wrong with the data, as opposed to what
// went wrong in the program (that is an error). A finding names the place, what
// was read there, what is wrong with it and how to mend it, in Chinese, for the
// person who filled the sheet in.
package finding

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// Severity (严重程度) ranks findings. The values are published as they stand.
type Severity string

const (
	Error   Severity = "错误" // the value or the sheet was not used as it stands
	Warning Severity = "警告" // used, but a person has to look
	Notice  Severity = "提示" // worth knowing; nothing to mend
)

// Location is a place in an input file. Row counts from 1 as Excel shows it and
// is 0 for a finding about a whole sheet or file; Column is the letter.
type Location struct {
	File   string
	Sheet  string
	Row    int
	Column string
	Header string
}

// Cell returns the address as Excel shows it: "F128", or "第128行" when the
// finding is about a row, or "" when it is about the sheet or the file.
func (l Location) Cell() string {
	switch {
	case l.Row == 0:
		return l.Column
	case l.Column == "":
		return fmt.Sprintf("第%d行", l.Row)
	default:
		return fmt.Sprintf("%s%d", l.Column, l.Row)
	}
}

// Finding is one thing wrong with the data.
type Finding struct {
	Rule     string // stable id of the rule, e.g. "num.format" or a check's name
	Severity Severity
	Location
	Raw      string // the text of the cell as read; never published, see Value
	Personal Mask   // how Raw is masked before anybody sees it
	Message  string // what is wrong
	Mend     string // what to do about it

	HouseholdID string // filled whenever the row has one
	VillageCode string
	// Entity is what the finding is about when that is neither the household nor
	// a place (a person, a township); it keeps the id stable when rows move.
	Entity string
}

// Value returns the cell's text as it may be shown: masked where personal.
func (f Finding) Value() string { return f.Personal.Apply(f.Raw) }

// String gives the finding on one line:
//
//	户表.xlsx › 户信息 › F128(人均纯收入):"3,2oo" 不是数字。改正:只填数字,如 3200。[num.format]
func (f Finding) String() string {
	var b strings.Builder
	for _, part := range []string{f.File, f.Sheet, f.Cell()} {
		if part == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(" › ")
		}
		b.WriteString(part)
	}
	if f.Header != "" {
		b.WriteString("(" + f.Header + ")")
	}
	b.WriteString(":" + f.Message)
	if f.Mend != "" {
		b.WriteString("改正:" + f.Mend)
	}
	b.WriteString(" [" + f.Rule + "]")
	return b.String()
}

// entity is what the id is made from: the household, else the named entity,
// else the village, else the row it stands on.
func (f Finding) entity() string {
	switch {
	case f.Entity != "":
		return f.Entity
	case f.HouseholdID != "":
		return f.HouseholdID
	case f.Row == 0 && f.VillageCode != "":
		return f.VillageCode
	default:
		return fmt.Sprintf("%s\x00%s\x00%d", f.File, f.Sheet, f.Row)
	}
}

// Sort orders findings by file, sheet, row, column, rule, then by the rest, so
// that equal inputs give equal lists whatever the order they were found in.
func Sort(fs []Finding) {
	slices.SortFunc(fs, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File), cmp.Compare(a.Sheet, b.Sheet), cmp.Compare(a.Row, b.Row),
			cmp.Compare(len(a.Column), len(b.Column)), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Entity, b.Entity),
			cmp.Compare(a.HouseholdID, b.HouseholdID), cmp.Compare(a.VillageCode, b.VillageCode),
			cmp.Compare(a.Raw, b.Raw), cmp.Compare(a.Message, b.Message))
	})
}

// Key is what the id of a finding is made from: rule, entity, column and raw value.
func (f Finding) Key() string {
	return strings.Join([]string{f.Rule, f.entity(), cmp.Or(f.Header, f.Column), f.Raw}, "\x00")
}

// ID returns the stable id of a finding: a hash of its key and of how many with the
// same key stand before it in the order of Sort. An id begins with a letter, so that no
// spreadsheet takes it for a number, not even for one in E notation.
func ID(key string, before int) string {
	if before > 0 {
		key = fmt.Sprintf("%s\x00%d", key, before)
	}
	sum := sha256.Sum256([]byte(key))
	return "w" + hex.EncodeToString(sum[:8])
}

// IDs returns the id of every finding of a sorted list.
func IDs(fs []Finding) []string {
	ids := make([]string, len(fs))
	seen := map[string]int{}
	for i, f := range fs {
		key := f.Key()
		ids[i] = ID(key, seen[key])
		seen[key]++
	}
	return ids
}

// Counts counts the findings by severity.
type Counts struct {
	Error   int `json:"错误"`
	Warning int `json:"警告"`
	Notice  int `json:"提示"`
}

// Count counts findings by severity.
func Count(fs []Finding) (n Counts) {
	for _, f := range fs {
		n.Add(f.Severity, 1)
	}
	return n
}

// Add counts some more of a severity.
func (n *Counts) Add(s Severity, more int) {
	switch s {
	case Error:
		n.Error += more
	case Warning:
		n.Warning += more
	case Notice:
		n.Notice += more
	}
}
