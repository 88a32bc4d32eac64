package loaders

import (
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
)

// source is a system of the reference files made ready for matching.
type source struct {
	*catalog.Source
	words   []string // squeezed
	headers []string // folded
}

func newSource(s *catalog.Source) *source {
	out := &source{Source: s}
	for _, w := range s.Words {
		out.words = append(out.words, squeeze(w))
	}
	for _, h := range s.Headers {
		key, _ := headerKey(h)
		out.headers = append(out.headers, key)
	}
	return out
}

// is reports that a sheet comes from the system: one of its words stands above
// the table or in the name of the file, and all its headers are there.
func (s *source) is(texts []string, headings []heading) bool {
	said := len(s.words) == 0
	for _, w := range s.words {
		for _, text := range texts {
			said = said || strings.Contains(text, w)
		}
	}
	for _, want := range s.headers {
		found := false
		for _, h := range headings {
			found = found || h.leaf() == want
		}
		said = said && found
	}
	return said
}

// findSource settles which system's codes the sheet is written in. When several
// fit, none is believed.
func (s *sheetReader) findSource(p *preamble) {
	texts := []string{squeeze(s.file.Name), squeeze(s.info.Name)}
	for _, row := range p.rows {
		if row.Number >= s.found.top {
			break
		}
		for i := range row.Cells {
			texts = append(texts, squeeze(row.Cells[i].Text))
		}
	}
	var names []string
	for _, src := range s.sources {
		if src.is(texts, s.found.headings) {
			names = append(names, src.Name)
			s.source = src.Source
		}
	}
	if len(names) > 1 {
		s.source = nil
		s.report(finding.SourceSeveral.At(s.at(s.found.bottom, 0, ""), "", finding.Public, strings.Join(names, "、")))
	}
}
