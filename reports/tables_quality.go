package reports

import (
	"fmt"
	"strings"
)

// openThresholds lists the thresholds of checks whose document nobody has seen; ""
// for none.
func openThresholds(meta Meta) string {
	var states []string
	of := map[string][]string{}
	for _, p := range meta.CheckParameters {
		if state := Clean(p.Status); state != "" {
			if of[state] == nil {
				states = append(states, state)
			}
			of[state] = append(of[state], strings.TrimPrefix(Clean(p.Name), "check."))
		}
	}
	for i, state := range states {
		states[i] = fmt.Sprintf("依据%s的界限%d个(名称前加check.):", state, len(of[state])) + strings.Join(of[state], "、") + "。"
	}
	return strings.Join(states, "")
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
