package catalog

import (
	"regexp"
	"strings"
)

// Output gives the columns of the table that the model makes, in their order, as
// its SQL names them; nil where the SQL does not say: a * over another model.
func (m Model) Output() []string {
	sql, ctes := comment.ReplaceAllString(m.SQL, ""), map[string]string{}
	for _, at := range cteHead.FindAllStringSubmatchIndex(sql, -1) {
		if body, ok := balanced(sql[at[1]:]); ok {
			ctes[sql[at[2]:at[3]]] = body
		}
	}
	return outputOf("final", ctes, len(ctes))
}

var (
	cteHead    = regexp.MustCompile(`\b([a-z0-9_]+) as \(`)
	selectHead = regexp.MustCompile(`(?is)^\s*select\s+(?:distinct\s+)?`)
	alias      = regexp.MustCompile(`(?is)(?:^|[\s)])as\s+"?([a-z0-9_]+)"?\s*$`)
	plainName  = regexp.MustCompile(`(?is)^(?:[a-z0-9_]+\.)?([a-z0-9_]+)$`)
	tableOf    = regexp.MustCompile(`(?is)(?:^|\sfrom|\sjoin|,)\s*([a-z0-9_]+)(?:\s+(?:as\s+)?([a-z0-9_]+))?`)
	star       = regexp.MustCompile(`(?is)^(?:([a-z0-9_]+)\.)?\*$`)
)

// outputOf gives the columns of a CTE. Each * goes one CTE deeper, so depth ends
// what would go in a circle.
func outputOf(name string, ctes map[string]string, depth int) []string {
	body, ok := ctes[name]
	head := selectHead.FindStringIndex(body)
	if !ok || head == nil || depth < 0 {
		return nil
	}
	list, rest := selectList(body[head[1]:])
	var out []string
	for _, item := range list {
		item = strings.TrimSpace(item)
		if s := star.FindStringSubmatch(item); s != nil {
			all := outputOf(sourceOf(s[1], rest), ctes, depth-1)
			if all == nil {
				return nil
			}
			out = append(out, all...)
			continue
		}
		found := alias.FindStringSubmatch(item)
		if found == nil {
			found = plainName.FindStringSubmatch(item)
		}
		if found == nil {
			return nil
		}
		out = append(out, found[1])
	}
	return out
}

// sourceOf is the table that an alias stands for in what follows a from; the
// first one where there is no alias.
func sourceOf(alias, rest string) string {
	for _, t := range tableOf.FindAllStringSubmatch(rest, -1) {
		if alias == "" || t[2] == alias || t[1] == alias {
			return t[1]
		}
	}
	return ""
}

// selectList splits the list of a select at its commas, up to the from that is
// its own; rest is what follows that.
func selectList(sql string) (list []string, rest string) {
	depth, quoted, begin := 0, false, 0
	for i := 0; i < len(sql); i++ {
		switch c := sql[i]; {
		case c == '\'':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			depth--
		case depth > 0:
		case c == ',':
			list, begin = append(list, sql[begin:i]), i+1
		case (c == 'f' || c == 'F') && i > 0 && strings.ContainsRune(" \n\t", rune(sql[i-1])) && len(sql) > i+4 &&
			strings.EqualFold(sql[i:i+4], "from") && strings.ContainsRune(" \n\t", rune(sql[i+4])):
			return append(list, sql[begin:i]), sql[i+4:]
		}
	}
	return append(list, sql[begin:]), ""
}

// balanced is the text up to the parenthesis that closes one opened before it.
func balanced(sql string) (string, bool) {
	depth, quoted := 1, false
	for i := 0; i < len(sql); i++ {
		switch c := sql[i]; {
		case c == '\'':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				return sql[:i], true
			}
		}
	}
	return "", false
}
