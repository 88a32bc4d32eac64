package reports

import "strings"

// openThresholds lists the thresholds of checks whose document nobody has seen; ""
// for none.
func openThresholds(meta Meta) string {
	var pending []string
	for _, p := range meta.CheckParameters {
		if p.Status != "" {
			pending = append(pending, Clean(p.Name)+"["+Clean(p.Status)+"]")
		}
	}
	if len(pending) == 0 {
		return ""
	}
	return "依据有待核对的界限:" + strings.Join(pending, "、") + "。"
}

// thresholdWords says what each threshold (name=value, joined by ;) asks.
func thresholdWords(list string, notes map[string]string) string {
	var out []string
	for _, pair := range strings.Split(list, ";") {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			continue
		}
		if note := Clean(notes[name]); note != "" {
			name = note
		}
		out = append(out, name+"\uff1a"+Clean(value))
	}
	return strings.Join(out, "\uff1b")
}
