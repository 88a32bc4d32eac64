package finding

import "testing"

func TestString(t *testing.T) {
	f := Finding{Rule: "num.format", Severity: Error, Location: Location{File: "户表.xlsx", Sheet: "户信息", Row: 128, Column: "F", Header: "人均纯收入"},
		Raw: "3,2oo", Message: `"3,2oo" 不是数字。`, Mend: "只填数字,如 3200。"}
	want := `户表.xlsx › 户信息 › F128(人均纯收入):"3,2oo" 不是数字。改正:只填数字,如 3200。 [num.format]`
	if got := f.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestMask(t *testing.T) {
	for _, c := range []struct {
		mask      Mask
		raw, want string
	}{
		{Name, "张三", "张*"},
		{Name, "欧阳小明", "欧阳**"},
		{Name, "欧阳", "欧*"},
		{Name, "张", "*"},
		{Name, "", ""},
		{IDNumber, "99990119680503123X", "**************123X"},
		{IDNumber, "999901680503123", "***********3123"},
		{IDNumber, "99990119", "********"},
		{Phone, "13800001234", "138****1234"},
		{Phone, "0799-123", "********"},
		{Public, "3,2oo", "3,2oo"},
	} {
		if got := c.mask.Apply(c.raw); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.mask, c.raw, got, c.want)
		}
	}
}

// A number that slipped into another column is hidden by its shape.
func TestScrub(t *testing.T) {
	for text, want := range map[string]string{
		"“99990119800101001X”不是数字。": "“**************001X”不是数字。",
		"电话13800001234":             "电话138****1234",
		"户 9999010010010027":        "户 9999010010010027",
		"999901001001":              "999901001001",
		"999999999999999999":        "999999999999999999",
		"3,2oo":                     "3,2oo",
		"13800001234":               "138****1234",
		"8613800001234":             "138****1234",
		"1380000123":                "1380000123",
		"１３８００００１２３４":               "138****1234",
		"999901198001010017":        "**************0017",
	} {
		if got := Scrub(text, ""); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := Scrub("户 13800001234", "13800001234"); got != "户 13800001234" {
		t.Errorf("the household's own number: %q", got)
	}
}

// An id stays the same when rows are inserted above, and two findings that agree
// in everything are still told apart.
func TestIDsAreStable(t *testing.T) {
	at := func(row int, household string) Finding {
		return Finding{Rule: "num.format", Location: Location{File: "a", Sheet: "s", Row: row, Column: "F", Header: "收入"}, Raw: "x", HouseholdID: household}
	}
	before := IDs([]Finding{at(5, "H1"), at(6, "H2")})
	after := IDs([]Finding{at(7, "H1"), at(8, "H2")})
	if before[0] != after[0] || before[1] != after[1] || before[0] == before[1] {
		t.Errorf("%v %v", before, after)
	}
	twice := IDs([]Finding{at(5, "H1"), at(6, "H1")})
	if twice[0] == twice[1] {
		t.Error("two findings have one id")
	}
	if noKey := IDs([]Finding{at(5, ""), at(6, "")}); noKey[0] == noKey[1] {
		t.Error("rows without a key have one id")
	}
}

func TestSortIsTotal(t *testing.T) {
	fs := []Finding{
		{Location: Location{File: "b"}},
		{Location: Location{File: "a", Sheet: "s", Row: 2, Column: "AA"}},
		{Location: Location{File: "a", Sheet: "s", Row: 2, Column: "Z"}},
		{Location: Location{File: "a", Sheet: "s", Row: 1}},
	}
	Sort(fs)
	if fs[0].Row != 1 || fs[1].Column != "Z" || fs[2].Column != "AA" || fs[3].File != "b" {
		t.Errorf("%v", fs)
	}
}

// Numbers of persons are hidden however they are written; others stay.
func TestNumbersOfPersonsAreHidden(t *testing.T) {
	for text, want := range map[string]string{
		"电话13812345678。":       "电话138****5678。",
		"电话138 1234 5678":      "电话138****5678",
		"138-1234-5678":        "138****5678",
		"１３８１２３４５６７８":          "138****5678",
		"8613812345678":        "138****5678",
		"证件110101199003078515": "证件**************8515",
		"110101 19900307 8515": "**************8515",
		"１１０１０１１９９００３０７８５１Ｘ": "**************851X",
		"110101900307851":              "***********7851",
		"6222021001116245702":          "***************5702",
		"村代码999901001001":              "村代码999901001001",
		"9999010010010027":             "9999010010010027",
		"2018-06-15 2018-06-16":        "2018-06-15 2018-06-16",
		"3200.50":                      "3200.50",
		"两人:13812345678、13987654321":   "两人:138****5678、139****4321",
		"110101199003078515 138123456": "**************8515 138123456",
	} {
		if got := Scrub(text, ""); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	if got := Scrub("13812345678", "13812345678"); got != "13812345678" {
		t.Error("the household's own number is hidden: ", got)
	}
}
