package xlsx

import (
	"bytes"

	"sanlv/loaders/excel"
)

// ourSpaces are the namespaces whose elements are read: the transitional and
// the strict one of spreadsheets, and that of relationships.
var ourSpaces = map[string]bool{
	"http://schemas.openxmlformats.org/spreadsheetml/2006/main":    true,
	"http://purl.oclc.org/ooxml/spreadsheetml/main":                true,
	"http://schemas.openxmlformats.org/package/2006/relationships": true,
	"http://purl.oclc.org/ooxml/package/relationships":             true,
}

// bind notes which prefixes stand for a namespace of ours. A prefix stays bound
// to the end of the part: elements that bind it to something else are skipped
// whole, see local.
func (x *scanner) bind() error {
	if !x.rooted && bytes.IndexByte(x.name, ':') < 0 && x.declared("") == nil {
		x.main = append(x.main, "") // a bare root: nothing is declared, so it is ours
	}
	for _, a := range x.attrs {
		prefix, ok := declares(a.name)
		if ok && ourSpaces[string(a.value)] && !x.ours(prefix) {
			if x.main = append(x.main, string(prefix)); len(x.main) > maxPrefixes {
				return excel.Refuse("xml.limit", excel.MendSaveAs, "XML 的命名空间前缀超过 %d 个", maxPrefixes)
			}
		}
	}
	return nil
}

// declares says which prefix an attribute binds, if it is an xmlns one.
func declares(name []byte) (prefix []byte, ok bool) {
	if name[0] != 'x' || !bytes.HasPrefix(name, []byte("xmlns")) {
		return nil, false
	}
	if len(name) == 5 {
		return nil, true
	}
	return name[6:], name[5] == ':'
}

// declared returns what the current start tag binds a prefix to, or nil.
func (x *scanner) declared(prefix string) []byte {
	for _, a := range x.attrs {
		if p, ok := declares(a.name); ok && string(p) == prefix {
			return a.value
		}
	}
	return nil
}

func (x *scanner) ours(prefix []byte) bool {
	for _, m := range x.main {
		if m == string(prefix) {
			return true
		}
	}
	return false
}

// local returns the name of the element that has just started, without its
// prefix, or "" for an element of a foreign namespace.
func (x *scanner) local() []byte {
	name, prefix := x.name, x.name[:0]
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		prefix, name = name[:i], name[i+1:]
	}
	if !x.ours(prefix) {
		return nil
	}
	if len(x.attrs) > 0 {
		if uri := x.declared(string(prefix)); uri != nil && !ourSpaces[string(uri)] {
			return nil
		}
	}
	return name
}

// attribute returns the decoded value of an attribute by its local name.
func (x *scanner) attribute(name string) (string, error) {
	for _, a := range x.attrs {
		if string(localName(a.name)) == name {
			value, ok := appendText(nil, a.value, false)
			if !ok {
				return "", x.damaged("属性值不合法")
			}
			return string(value), nil
		}
	}
	return "", nil
}

// localName is a name without its prefix.
func localName(name []byte) []byte { return name[bytes.IndexByte(name, ':')+1:] }
