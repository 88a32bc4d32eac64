package diff

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sanlv/pipeline/manifest"
	"sanlv/reports"
)

// files lists the input files that came, went, or are not what they were, with the
// kinds of sheets in them and the villages that they speak of.
func (c *comparison) files(ctx context.Context, before, after manifest.Manifest) error {
	was, is := hashesOf(before), hashesOf(after)
	names := map[string][]string{} // by hash, of the files that are new
	for name, sum := range is {
		if was[name] == "" {
			names[sum] = append(names[sum], name)
		}
	}
	for _, name := range sortedKeys(was, is) {
		f := reports.DiffFile{File: name, State: reports.FileMended}
		switch {
		case was[name] == is[name]:
			continue
		case is[name] == "":
			f.State = reports.FileGone
			if len(names[was[name]]) > 0 {
				continue // told by its new name
			}
		case was[name] == "":
			f.State = reports.FileNew
			for old, sum := range was {
				if sum == is[name] && is[old] == "" {
					f.State = reports.FileRenamed
				}
			}
		}
		c.out.Inputs = append(c.out.Inputs, f)
	}
	if len(c.out.Inputs) == 0 {
		return nil
	}
	kinds, villages := map[string][]string{}, map[string][]string{}
	for _, side := range []struct{ mark, dir string }{{"a", c.before}, {"b", c.after}} {
		for _, q := range []struct {
			table, columns string
			add            func(file, value string)
		}{
			{"data/intake", "file, kind", func(file, kind string) { kinds[file] = append(kinds[file], kind) }},
			{"trace/arrivals", "files, village_code", func(list, village string) {
				for _, file := range strings.Split(list, ";") {
					villages[file] = append(villages[file], village)
				}
			}},
		} {
			if _, err := os.Stat(filepath.Join(side.dir, filepath.FromSlash(q.table)+".parquet")); err != nil {
				continue // published by a version that did not tell it
			}
			rows, err := c.query(ctx, "SELECT DISTINCT "+q.columns+" FROM {"+side.mark+":"+q.table+"}")
			if err != nil {
				return err
			}
			for _, r := range rows {
				q.add(text(r[0]), text(r[1]))
			}
		}
	}
	each := func(list []string) []string {
		list = slices.DeleteFunc(list, func(s string) bool { return s == "" })
		slices.Sort(list)
		return slices.Compact(list)
	}
	for i := range c.out.Inputs {
		f := &c.out.Inputs[i]
		f.Kinds, f.Villages = each(kinds[f.File]), each(villages[f.File])
	}
	return nil
}

// hashesOf are the files that were read, or refused, by name.
func hashesOf(m manifest.Manifest) map[string]string {
	out := map[string]string{}
	for _, f := range m.Inputs {
		if f.SHA256 != "" {
			out[f.File] = f.SHA256
		}
	}
	return out
}
