package html

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// violation is what axe finds against the rules of accessible pages (WCAG).
type violation struct {
	ID     string   `json:"id"`
	Impact string   `json:"impact"`
	Help   string   `json:"help"`
	Nodes  []string `json:"nodes"`
}

// audit has axe-core look over a page that is open.
const audit = `(async () => {
	const found = await axe.run(document, {resultTypes: ["violations"]});
	return found.violations.map(v => ({id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.slice(0, 5).map(n => n.html.slice(0, 200) + " " + n.failureSummary)}));
})()`

// The page can be used with a keyboard and a screen reader, closed as it opens and
// with all its tables opened: axe-core finds nothing against it.
func TestPageIsAccessible(t *testing.T) {
	axe, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	tab, _ := browse(t, write(t, invented{townships: 3, villages: 4, name: plain}, withBefore))
	ask[bool](t, tab, string(axe)+";true")
	for _, state := range []string{`true`, `document.querySelectorAll("details").forEach(d => d.open = true), true`} {
		ask[bool](t, tab, state)
		for _, v := range ask[[]violation](t, tab, audit) {
			t.Error(fmt.Sprintf("%s (%s): %s\n", v.ID, v.Impact, v.Help) + strings.Join(v.Nodes, "\n"))
		}
	}
}
