package loaders

import (
	"strings"
	"unicode/utf8"

	"sanlv/pipeline/catalog"
)

// yesNo are the words that mean yes or no under any header.
var yesNo = map[string]bool{
	"是": true, "有": true, "√": true, "✓": true, "✔": true, "☑": true, "Y": true, "YES": true, "T": true, "TRUE": true, "1": true, "对": true, "已": true,
	"否": false, "无": false, "×": false, "✗": false, "✘": false, "✕": false, "X": false, "N": false, "NO": false, "F": false, "FALSE": false, "0": false, "不是": false, "没有": false, "错": false, "未": false,
}

// states say that what the header names is or is not so. Under a header of the
// opposite sense (饮水困难) they would be read the wrong way round, so there
// they are not taken.
var states = map[string]bool{
	"达标": true, "已达标": true, "不达标": false, "未达标": false, "合格": true, "不合格": false,
	"安全": true, "不安全": false, "有保障": true, "已保障": true, "保障": true, "无保障": false, "未保障": false,
	"已解决": true, "未解决": false, "已参加": true, "参加": true, "未参加": false, "不参加": false,
	"已参保": true, "未参保": false, "已签约": true, "未签约": false, "已建": true, "未建": false, "已建档": true, "未建档": false,
	"已通": true, "通": true, "未通": false, "不通": false, "已入住": true, "未入住": false, "已拆除": true, "未拆除": false,
	"已消除": true, "未消除": false, "已公示": true, "未公示": false, "已签到": true, "未签到": false, "已上传": true, "未上传": false, "已开通": true, "未开通": false,
	"入样": true, "未入样": false, "抽中": true, "未抽中": false,
	"已享受": true, "享受": true, "未享受": false, "认可": true, "不认可": false, "满意": true, "不满意": false,
}

func parseYesNo(s string, inverted bool) (yes, ok bool) {
	s = squeeze(s)
	if yes, ok = yesNo[s]; ok {
		return yes != inverted, true
	}
	if inverted {
		return false, false
	}
	yes, ok = states[s]
	return yes, ok
}

// words finds the label of a code list for what a cell says.
type words struct {
	list   *catalog.CodeList
	folded map[string]string
	lapsed map[string]string // folded words out of force, and when they are in force
}

func newWords(l *catalog.CodeList) *words {
	w := &words{list: l, folded: map[string]string{}, lapsed: map[string]string{}}
	for word, label := range l.Words() {
		key := letters(squeeze(word))
		if _, taken := w.folded[key]; !taken {
			w.folded[key] = label
		}
	}
	for _, label := range l.Labels { // a label before any synonym
		w.folded[letters(squeeze(label))] = label
	}
	for word, why := range l.Lapsed() {
		w.lapsed[letters(squeeze(word))] = why
	}
	return w
}

// lapse finds the first word of a cell that is out of force, as a word of the list
// or as a code of the sheet's source, and says when it is in force.
func (w *words) lapse(s string, lapsedCodes map[string]string) (string, bool) {
	for _, part := range append([]string{s}, splitWords(s)...) {
		key := letters(squeeze(part))
		if _, ok := w.folded[key]; ok {
			continue
		}
		if why, ok := w.lapsed[key]; ok {
			return why, true
		}
		if why, ok := lapsedCodes[key]; ok {
			return why, true
		}
	}
	return "", false
}

// label finds the label for a word, or for a code of the sheet's source.
func (w *words) label(s string, codes map[string]string) (string, bool) {
	if label, ok := w.list.Label(s); ok {
		return label, true
	}
	key := letters(squeeze(s))
	if label, ok := w.folded[key]; ok {
		return label, true
	}
	label, ok := codes[key]
	return label, ok
}

// choices names the labels, for the mend.
func (w *words) choices() string { return strings.Join(w.list.Labels, "、") }

// labels reads several labels from one cell and joins them by ";".
func (w *words) labels(s string, codes map[string]string) (string, bool) {
	if label, ok := w.label(s, codes); ok {
		return label, true
	}
	var out []string
	seen := map[string]bool{}
	for _, part := range splitWords(s) {
		label, ok := w.label(part, codes)
		if !ok {
			return "", false
		}
		if !seen[label] {
			seen[label] = true
			out = append(out, label)
		}
	}
	return strings.Join(out, ";"), len(out) > 0
}

func splitWords(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return invisible(r) || strings.ContainsRune("、,，;；/／+＋|", r) })
}

// unwrap takes off what Excel users put round a text to keep it a text: a
// leading apostrophe, or ="…".
func unwrap(s string) string {
	s = trim(s)
	if len(s) >= 3 && strings.HasPrefix(s, `="`) && strings.HasSuffix(s, `"`) {
		s = trim(s[2 : len(s)-1])
	}
	return trim(strings.TrimPrefix(s, "'"))
}

// damaged reports text that a wrong decoding or a broken file has left behind.
func damaged(s string) bool {
	if !utf8.ValidString(s) {
		return true
	}
	return strings.ContainsFunc(s, func(r rune) bool { return r == utf8.RuneError || r < ' ' && r != '\n' && r != '\r' && r != '\t' })
}
