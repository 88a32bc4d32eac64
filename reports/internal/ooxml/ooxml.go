// Package ooxml holds workbooks to the structure that the standard (ECMA-376) asks
// of them, for a spreadsheet program that finds it broken offers to repair the
// file. It is for tests: it reads a workbook whole.
package ooxml

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// node is an element of a part.
type node struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []node     `xml:",any"`
}

func (n *node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name && a.Name.Space != relationSpace {
			return a.Value
		}
	}
	return ""
}

const relationSpace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

// relation gives the r:id of an element.
func (n *node) relation() string {
	for _, a := range n.Attrs {
		if a.Name.Local == "id" && a.Name.Space == relationSpace {
			return a.Value
		}
	}
	return ""
}

func (n *node) child(name string) *node {
	for i := range n.Children {
		if n.Children[i].XMLName.Local == name {
			return &n.Children[i]
		}
	}
	return &node{}
}

func (n *node) all(name string) []node {
	var out []node
	for _, c := range n.Children {
		if c.XMLName.Local == name {
			out = append(out, c)
		}
	}
	return out
}

// relationship leads from one part to another, or out of the workbook.
type relationship struct {
	kind, target string
	external     bool
}

// book is a workbook at hand.
type book struct {
	parts     map[string][]byte
	types     map[string]string // content type by part
	relations map[string]map[string]relationship
	sheets    []string // names
	styles    int      // how many there are
	strings   int
	problems  []string
}

func (b *book) bad(format string, args ...any) {
	b.problems = append(b.problems, fmt.Sprintf(format, args...))
}

// Check gives what is wrong with the structure of a workbook; nothing for a sound
// one.
func Check(raw []byte) []string {
	b := &book{parts: map[string][]byte{}, types: map[string]string{}, relations: map[string]map[string]relationship{}}
	zr, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return []string{err.Error()}
	}
	folded := map[string]bool{}
	for _, f := range zr.File {
		if name := strings.ToLower(f.Name); folded[name] {
			b.bad("%s is there twice", f.Name)
		} else {
			folded[name] = true
		}
		r, err := f.Open()
		if err != nil {
			b.bad("%s: %v", f.Name, err)
			continue
		}
		content, err := io.ReadAll(r)
		if err != nil {
			b.bad("%s: %v", f.Name, err)
		}
		b.parts[f.Name] = content
		r.Close()
	}
	b.contentTypes()
	b.relationships()
	if main := b.one("", "officeDocument"); main != "" {
		b.workbook(main)
	} else {
		b.bad("no workbook")
	}
	return b.problems
}

// read parses a part.
func (b *book) read(name string) *node {
	n := &node{}
	if err := xml.Unmarshal(b.parts[name], n); err != nil {
		b.bad("%s: %v", name, err)
	}
	return n
}

const contentTypes = "[Content_Types].xml"

// contentTypes looks whether every part has a type and every type a part.
func (b *book) contentTypes() {
	defaults, seen := map[string]string{}, map[string]bool{}
	for _, c := range b.read(contentTypes).Children {
		key := c.attr("Extension") + c.attr("PartName")
		if seen[key] || c.attr("ContentType") == "" {
			b.bad("content type of %s is there twice or empty", key)
		}
		seen[key] = true
		if c.XMLName.Local == "Default" {
			defaults[c.attr("Extension")] = c.attr("ContentType")
			continue
		}
		part := strings.TrimPrefix(c.attr("PartName"), "/")
		if _, ok := b.parts[part]; !ok {
			b.bad("content type of %s, which is not there", part)
		}
		b.types[part] = c.attr("ContentType")
	}
	for name := range b.parts {
		if b.types[name] == "" {
			b.types[name] = defaults[strings.TrimPrefix(path.Ext(name), ".")]
		}
		if name != contentTypes && b.types[name] == "" {
			b.bad("%s has no content type", name)
		}
	}
}

// relationships reads what leads from each part; "" is the package.
func (b *book) relationships() {
	for name := range b.parts {
		if path.Ext(name) != ".rels" {
			continue
		}
		dir, file := path.Split(name)
		owner := path.Join(path.Dir(strings.TrimSuffix(dir, "/")), strings.TrimSuffix(file, ".rels"))
		if owner == "." || file == ".rels" {
			owner = ""
		} else if _, ok := b.parts[owner]; !ok {
			b.bad("%s speaks of %s, which is not there", name, owner)
		}
		b.relations[owner] = map[string]relationship{}
		for _, c := range b.read(name).Children {
			r := relationship{kind: path.Base(c.attr("Type")), target: c.attr("Target"), external: c.attr("TargetMode") == "External"}
			if _, ok := b.relations[owner][c.attr("Id")]; ok || c.attr("Id") == "" {
				b.bad("%s: the id %q is there twice or empty", name, c.attr("Id"))
			}
			if !r.external {
				if r.target = path.Join(path.Dir(owner), r.target); strings.HasPrefix(c.attr("Target"), "/") {
					r.target = strings.TrimPrefix(c.attr("Target"), "/")
				}
				if _, ok := b.parts[r.target]; !ok {
					b.bad("%s leads to %s, which is not there", name, r.target)
				}
			} else if r.kind != "hyperlink" {
				b.bad("%s: a %s outside the workbook", name, r.kind)
			}
			b.relations[owner][c.attr("Id")] = r
		}
	}
}

// one is the part that a relation of a kind leads to from an owner.
func (b *book) one(owner, kind string) string {
	for _, r := range b.relations[owner] {
		if r.kind == kind && !r.external {
			return r.target
		}
	}
	return ""
}

// order reports the children of an element that do not stand in the order of the
// standard, or are none of its children.
func (b *book) order(where string, n *node, names []string) {
	last := -1
	for _, c := range n.Children {
		at := slices.Index(names, c.XMLName.Local)
		switch {
		case at < 0:
			b.bad("%s: an element %s", where, c.XMLName.Local)
		case at < last:
			b.bad("%s: %s stands behind %s", where, c.XMLName.Local, names[last])
		}
		last = max(last, at)
	}
}

// count compares the count that an element tells with what it has.
func (b *book) count(where string, n *node) int {
	if told := n.attr("count"); told != "" && told != fmt.Sprint(len(n.Children)) {
		b.bad("%s: %s tells %s and has %d", where, n.XMLName.Local, told, len(n.Children))
	}
	return len(n.Children)
}
