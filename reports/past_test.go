package reports

import "testing"

// A clerk is told how many reference files changed and what they decide, not
// their hashes.
func TestChangedFilesInWords(t *testing.T) {
	for _, c := range []struct {
		rules      []DiffRule
		said, last string
	}{
		{nil, "", ""},
		{[]DiffRule{{Name: "参数 贫困线(line.national)", Before: "2995", After: "3100"}}, "", ""},
		{[]DiffRule{{Name: RuleFile + "codes/sex.csv"}, {Name: RuleFile + "parameters.csv"}, {Name: RuleFile + "sheets/member.csv"},
			{Name: RuleFile + "table_notes.csv"}, {Name: RuleFile + "tables.csv", Before: "SHA-256 ab"}},
			"参照文件有 5 个内容不同(参数 1 个、报表 2 个、表样 1 个、代码表 1 个)", "代码表 1 个(codes/sex.csv)"},
		{[]DiffRule{{Name: RuleFile + "new.csv"}}, "参照文件有 1 个内容不同(其他 1 个)", "其他 1 个(new.csv)"},
	} {
		d := &Difference{Rules: c.rules}
		if s := d.SaidFiles(); s != c.said {
			t.Errorf("said %q, want %q", s, c.said)
		}
		last := ""
		for _, f := range d.ChangedFiles() {
			last = f.Said()
		}
		if last != c.last {
			t.Errorf("the last kind is %q, want %q", last, c.last)
		}
	}
}
