package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// screen is where words to a person go. Names and file names in them come from
// others: control characters, which move the cursor or change what stands there
// already, and characters that turn the direction of writing or have no width are
// written as U+FFFD.
type screen struct{ to io.Writer }

// Write implements io.Writer.
func (s screen) Write(p []byte) (int, error) {
	if _, err := io.WriteString(s.to, strings.Map(func(r rune) rune {
		if unseen(r) && r != '\n' && r != '\t' {
			return unicode.ReplacementChar
		}
		return r
	}, string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// unseen reports a character that is not seen itself but changes how others are.
func unseen(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) }

// writeJSON writes a value for other programs: every text intact, and what a
// terminal must not get as \u and four digits.
func writeJSON(to io.Writer, v any) error {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	var out strings.Builder
	for _, r := range b.String() {
		switch {
		case !unseen(r) || r == '\n':
			out.WriteRune(r)
		case r > 0xFFFF: // a pair of surrogates
			r -= 0x10000
			fmt.Fprintf(&out, `\u%04x\u%04x`, 0xD800+r>>10, 0xDC00+r&0x3FF)
		default:
			fmt.Fprintf(&out, `\u%04x`, r)
		}
	}
	_, err := io.WriteString(to, out.String())
	return err
}
