package csv

import (
	"bytes"
	"strings"

	"sanlv/loaders"
)

// findSeparator looks at the first records. A first line sep=; decides, as it
// does for Excel, which does not show it.
func findSeparator(head []byte, whole bool) (separator byte, skipLine bool) {
	if n := separatorLine(head); n > 0 {
		return separatorOf(head), true
	}
	best, bestScore := byte(','), 0
	for _, s := range []byte{'\t', ',', ';'} {
		if score := scoreOf(head, s, whole); score > bestScore {
			best, bestScore = s, score
		}
	}
	return best, false
}

// scoreOf says how well a separator cuts the first records into a table: by
// the records that have the commonest width, and then by that width.
func scoreOf(head []byte, separator byte, whole bool) int {
	const sample = 30
	widths := map[int]int{}
	p := parser{separator: separator, line: 1}
	records := 0
	p.emit = func(loaders.Row) bool { records++; return records < sample }
	p.width = func(n int) { widths[n]++ }
	if p.feed(head) != nil || whole && p.finish() != nil {
		return 0
	}
	score := 0
	for width, n := range widths {
		if width > 1 {
			score = max(score, n*1000+min(width, 999))
		}
	}
	return score
}

// separatorLine returns the length of a first line that names the separator,
// with its line end, or 0.
func separatorLine(b []byte) int {
	if separatorOf(b) == 0 {
		return 0
	}
	end := bytes.IndexAny(b, "\r\n")
	if end < 0 {
		return len(b)
	}
	if b[end] == '\r' && end+1 < len(b) && b[end+1] == '\n' {
		end++
	}
	return end + 1
}

func separatorOf(b []byte) byte {
	line := string(b[:min(len(b), 16)])
	if i := strings.IndexAny(line, "\r\n"); i >= 0 {
		line = line[:i]
	}
	if len(line) > 2 && line[0] == '"' && line[len(line)-1] == '"' {
		line = line[1 : len(line)-1]
	}
	const words = "sep="
	if len(line) != len(words)+1 || !strings.EqualFold(line[:len(words)], words) {
		return 0
	}
	if c := line[len(words)]; c < 0x80 && c != '"' {
		return c
	}
	return 0
}
