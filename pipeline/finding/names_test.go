package finding

import "testing"

// everybody is the people of two villages, told in an order in which the household
// comes after its members.
func everybody() *Names {
	n := NewNames([]string{"一般农户", "健康"})
	n.Place("徐塘村")
	for _, name := range []string{"张三丰", "李梅", "欧阳铁柱", "古丽·买买提", "健康", "徐塘", "王", "一般农户", "赵6"} {
		n.Add("H1", "", name)
	}
	n.Home("H1", "v1")
	n.Add("H2", "v1", "钱多多")
	n.Home("H2", "v1")
	n.Add("H9", "v2", "孙外人")
	n.Add("H8", "", "周无村") // a household that is in no 户表
	n.Settle()
	return n
}

// Names within a text are hidden where they are those of the household or the village
// that it is about, and nothing else is.
func TestNamesInText(t *testing.T) {
	n := everybody()
	for _, c := range []struct{ why, household, village, text, want string }{
		{"a member of the household", "H1", "", "由张三丰代领", "由张**代领"},
		{"two of them, one with a compound surname", "H1", "", "李梅、欧阳铁柱外出", "李*、欧阳**外出"},
		{"a name with a point", "H1", "", "古丽·买买提的证件", "古*****的证件"},
		{"a neighbour of the household", "H1", "", "与钱多多合户", "与钱**合户"},
		{"by the village alone", "", "v1", "钱多多反映", "钱**反映"},
		{"of another village", "H1", "", "孙外人", "孙外人"},
		{"no household and no village", "", "", "张三丰", "张三丰"},
		{"a household that is in no 户表", "H8", "", "周无村,张三丰", "周**,张三丰"},
		{"a label that stands in the column of names", "H1", "", "健康,一般农户", "健康,一般农户"},
		{"the name of a place", "H1", "", "徐塘村口", "徐塘村口"},
		{"one character, or a digit", "H1", "", "王家,赵6", "王家,赵6"},
		{"part of a name", "H1", "", "三丰,张三", "三丰,张三"},
		{"numbers of persons go too", "H1", "", "张三丰13812345678", "张**138****5678"},
		{"but not that of the household", "9999010010010001", "", "户9999010010010001", "户9999010010010001"},
		{"an empty text", "H1", "v1", "", ""},
		{"no text of letters", "H1", "v1", "\xff\xfe", "\xff\xfe"},
	} {
		if got := n.Scrub(c.text, c.household, c.village); got != c.want {
			t.Errorf("%s: %q, want %q", c.why, got, c.want)
		}
	}
	var nobody *Names
	if got := nobody.Scrub("张三丰13812345678", "H1", ""); got != "张三丰138****5678" {
		t.Error(got)
	}
}

// What stands for the names that may be hidden in what is said of some households
// and villages changes with these, wherever they are told, and with no others.
func TestNamesDigest(t *testing.T) {
	digest := func(more ...func(*Names)) string {
		n := NewNames(nil)
		n.Add("H1", "v1", "张三丰")
		n.Add("", "v2", "王小二")
		n.Add("H7", "", "赵六")
		for _, m := range more {
			m(n)
		}
		n.Home("H7", "v7")
		n.Home("H1", "v1")
		n.Settle()
		return n.Digest([]About{AboutRow("H1", ""), AboutRow("", "v2"), AboutRow("H9", "")})
	}
	before := digest()
	for what, m := range map[string]func(*Names){
		"somebody of another village": func(n *Names) { n.Add("H7", "", "李四") },
		"somebody told twice":         func(n *Names) { n.Add("", "v1", "张三丰") },
	} {
		if digest(m) != before {
			t.Errorf("%s changes it", what)
		}
	}
	seen := map[string]string{before: "nothing"}
	for what, m := range map[string]func(*Names){
		"somebody of the village":   func(n *Names) { n.Add("H1", "", "李四") },
		"somebody of the other":     func(n *Names) { n.Add("", "v2", "李四") },
		"the same one of the other": func(n *Names) { n.Add("", "v2", "张三丰") },
		"a household that moves":    func(n *Names) { n.Home("H1", "第二"); n.Add("", "第二", "钱五") }, // which comes first of the two
		"one that nobody knew":      func(n *Names) { n.Home("H9", "v2") },
		"a place called like one":   func(n *Names) { n.Place("王小二村") },
	} {
		got := digest(m)
		if seen[got] != "" {
			t.Errorf("%s is told like %s", what, seen[got])
		}
		seen[got] = what
	}
}
