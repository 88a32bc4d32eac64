package loaders

import (
	"strings"
	"testing"

	"sanlv/pipeline/finding"
)

const codedHeader = "户编号|姓名|证件号码|与户主关系|性别|健康状况|劳动技能|享受低保"

// Numbers are read as labels only where the sheet says whose numbers they are.
func TestCodesOfTheSource(t *testing.T) {
	rows := []string{codedHeader, "H1|张三|440524188001010014|户主|1|2,4|#3|2", "H1|李四|110101199003078515|配偶|女|健康|普通劳动力|是"}
	l := readBook(t, book(lines(append([]string{"人员登记表", "单位:阳光乡|||数据来源:贫困户登记表"}, rows...)...)))
	want(t, l.rows["member"][0], "sex=男 health=长期慢性病;残疾 labour_skill=丧失劳动力 low_income_aid=false _rejected=")
	want(t, l.rows["member"][1], "sex=女 health=健康 low_income_aid=true _rejected=")
	if len(l.Findings) > 0 {
		t.Error(l.rules())
	}

	l = readBook(t, book(lines(append([]string{"人员登记表", "单位:阳光乡"}, rows...)...)))
	want(t, l.rows["member"][0], "sex=NULL health=NULL labour_skill=NULL low_income_aid=NULL _rejected=;sex;health;labour_skill;low_income_aid;")
	if l.rules() != "code.nosource E4; code.nosource F4; code.nosource G4; yesno.value H4" {
		t.Error(l.rules())
	}
	if f := l.one(t, "code.nosource"); !strings.Contains(f.Mend, "男、女") || !strings.Contains(f.Mend, "数据来源") {
		t.Error(f)
	}
}

// An ID number that something is wrong with is kept and shown, but no row is
// joined on it.
func TestFlawedIDIsNoKey(t *testing.T) {
	l := readBook(t, book(lines("户编号|姓名|证件号码|与户主关系",
		"H1|张三|11010119900307851X|户主", "H1|李四|110101199003078515|配偶", "H1|王五|#440524188001010014|之子", "H1|赵六|110101900307851|之父", "H1|钱七|999999199003078515|之母")))
	var got []string
	for _, r := range l.rows["member"] {
		got = append(got, r["name"]+r["_nokey"])
	}
	if s := strings.Join(got, " "); s != "张三;id_number; 李四 王五;id_number; 赵六;id_number; 钱七;id_number;" {
		t.Error(s)
	}
}

// A column whose unit cannot be converted is unknown in every row, not blank.
func TestColumnWithForeignUnitIsUnknown(t *testing.T) {
	l := readBook(t, book(lines(householdHeader+"|医疗报销(月)", householdRow+"|#300", strings.Replace(householdRow, "5301020001", "5301020002", 1))))
	want(t, l.rows["household"][0], "medical_reimbursed=NULL _rejected=;medical_reimbursed;")
	want(t, l.rows["household"][1], "medical_reimbursed=NULL _rejected=")
	if !strings.HasPrefix(l.rules(), "header.unit ") {
		t.Error(l.rules())
	}
}

// The parts of a sum are no further townships.
func TestPartsOfASumAreRecognised(t *testing.T) {
	l := readBook(t, book(lines("乡镇|农业户籍人口|建档立卡人口", "阳光乡|#100|#10", "其中:贫困村|#40|#8", "其中|#60|#2", "月亮乡|#50|#5", "总计|#150|#15")))
	if got := counts(l.Intake[0]); got != "township 已读入 read=6 loaded=2 rejected=0 recognised=4" {
		t.Error(got)
	}
}

// In a wide sheet the household's columns count as on the head's row; a member's
// row that says otherwise is named, a blank one is not.
func TestWideSheetThatContradictsItself(t *testing.T) {
	header := "县|乡镇|行政村|户编号|姓名|证件号码|与户主关系|人数|户类型|致贫原因"
	l := readBook(t, book(lines(header,
		"云岭县|阳光乡|上村|H1|张三|440524188001010014|户主|#3|脱贫户|因病",
		"云岭县|阳光乡|上村|H1|李四|110101199003078515|配偶|#4|脱贫户|",
		"云岭县|阳光乡|上村|H1|王五|110101199003070716|户主|#3|一般农户|因病")))
	if l.Intake[0].Kind != HouseholdMember || len(l.rows["household"]) != 1 || len(l.rows["member"]) != 3 {
		t.Fatalf("%+v %s", l.Intake[0], l.rules())
	}
	want(t, l.rows["household"][0], "head_name=张三 persons=3 status=脱贫户")
	if l.rules() != "household.differs H3; household.differs I4" {
		t.Error(l.rules())
	}
	if f := l.one(t, "household.differs"); f.HouseholdID != "H1" {
		t.Error(f)
	}
}

// 第一书记 under 职务 is a value; a row that begins with it is no footer.
func TestRowThatBeginsLikeAFooter(t *testing.T) {
	l := readBook(t, book(lines("职务|村代码|年度|季度|姓名|季度驻村天数",
		"第一书记|530102001001|#2018|第四季度|张三|#60", "队员|530102001001|#2018|第四季度|李四|#61", "负责人:王五||审核人:赵六|||", "第一书记|王五")))
	if got := counts(l.Intake[0]); got != "work_team 已读入 read=5 loaded=2 rejected=0 recognised=3" {
		t.Error(got, l.rules())
	}
}

// Places hang down in sheets of every kind: a village named once holds for the
// rows below it.
func TestPlacesHangDownInOtherKinds(t *testing.T) {
	l := readBook(t, book(lines("乡镇|行政村|村代码|项目编号|项目名称", "阳光乡|上村|530102001001|P1|路", "|||P2|桥", "|下村|530102001002|P3|渠")))
	var got []string
	for _, r := range l.rows["project"] {
		got = append(got, r["project_id"]+r["township"]+r["village"]+r["village_code"]+r["_inferred"])
	}
	want := "P1阳光乡上村530102001001 P2阳光乡上村530102001001;township;village;village_code; P3阳光乡下村530102001002;township;"
	if s := strings.Join(got, " "); s != want {
		t.Errorf("%s\nwant %s", s, want)
	}
}

// A sheet that is whole in two ways is read in one, and the finding says so.
func TestSheetOfTwoKinds(t *testing.T) {
	l := readBook(t, book(lines(memberHeader+"|政策|金额", "H1|张三|440524188001010014|户主|产业奖补|#5")))
	if f := l.one(t, "header.twokinds"); l.Intake[0].Kind != "policy" || f.Message != "像是政策享受表,也像是人表;按政策享受表读入,没有读入的列:与户主关系。" {
		t.Error(l.Intake[0].Kind, f)
	}
	l = readBook(t, book(lines(memberHeader+"|性别|民族|健康状况|政策|金额", "H1|张三|440524188001010014|户主|男|汉族|健康|产业奖补|#5")))
	if f := l.one(t, "header.twokinds"); l.Intake[0].Kind != "member" || f.Message != "像是人表,也像是政策享受表;按人表读入,没有读入的列:政策。" {
		t.Error(l.Intake[0].Kind, f)
	}
	if f := l.one(t, "header.unknown"); !strings.Contains(f.Message, "政策") || !strings.Contains(f.Message, "金额") {
		t.Error(f)
	}
}

// A unit on each row scales that row; a unit in the header speaks louder.
func TestUnitOnEachRow(t *testing.T) {
	l := readBook(t, book(lines("项目编号|项目名称|村代码|计划投资|单位|已拨付(元)", "P1|路|530102001001|#12.5|万元|#300", "P2|桥|530102001001|#900|元|#300", "P3|渠|530102001001|#7||#300")))
	var got []string
	for _, r := range l.rows["project"] {
		got = append(got, r["planned_investment"]+"/"+r["paid_funds"])
	}
	if s := strings.Join(got, " "); s != "125000/300 900/300 7/300" {
		t.Error(s, l.rules())
	}
}

// 一、 before a name may head a group of rows: a person has to say.
func TestNumberedKey(t *testing.T) {
	l := readBook(t, book(lines("乡镇|农业户籍人口", "一、贫困乡镇|#150", "阳光乡|#100", "(二)月亮乡|#50")))
	if got := counts(l.Intake[0]); got != "township 部分读入 read=4 loaded=1 rejected=2 recognised=1" || l.rules() != "key.numbered A2; key.numbered A4" {
		t.Error(got, l.rules())
	}
}

// A sheet that does not say when it was filled in is as new as its name.
func TestDateInTheName(t *testing.T) {
	for name, want := range map[string]string{"2018年9月": "2018-09-01", "户表_20181220.xlsx": "2018-12-20", "2018-12": "2018-12-01", "２０１８年１２月３日报": "2018-12-03",
		"999901001001": "0001-01-01", "2018": "0001-01-01", "20181340": "0001-01-01", "2018年(2018.11.5)改": "2018-11-05"} {
		if got := nameDate(name).Format("2006-01-02"); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	s := lines(householdHeader, householdRow)
	s.name = "2018年9月"
	if got := readBook(t, book(s)).Intake[0].FilledOn.Format("2006-01-02"); got != "2018-09-01" {
		t.Error(got)
	}
}

// A household that goes by its head's ID number gets a code, the same in every
// sheet, and the sheet one finding.
func TestHouseholdsThatGoByAnIDNumber(t *testing.T) {
	id := "440524188001010014"
	l := readBook(t, book(lines(householdHeader, strings.Replace(householdRow, "5301020001", id, 1)), lines(memberHeader, id+"|张三|"+id+"|户主", id+"|李四||配偶")))
	code := l.rows["household"][0]["household_id"]
	if code != HouseholdCode(id) || code[0] != 'Z' || strings.Contains(code, "0014") || l.rows["member"][1]["household_id"] != code {
		t.Errorf("%s, %v", code, l.rows["member"])
	}
	if l.rules() != "code.personal; code.personal" || !strings.Contains(l.Findings[1].Message, "有2行") {
		t.Error(l.rules(), l.Findings)
	}
	for _, honest := range []string{"5301020001", "15010200001", "360821200201001", "360821001201000123"} {
		if HouseholdCode(honest) != honest {
			t.Error("an honest 户编号 is changed: ", honest)
		}
	}
}

// Where a source has its own codes for 是 and 否, no other number is taken.
func TestForeignYesNoCode(t *testing.T) {
	l := readBook(t, book(lines("数据来源:贫困户登记表", "户编号|姓名|证件号码|与户主关系|享受低保", "H1|张三|440524188001010014|户主|0", "H1|李四|110101199003078515|配偶|1")))
	if l.rules() != "yesno.value E3" || l.rows["member"][1]["low_income_aid"] != "true" {
		t.Error(l.rules(), l.rows["member"])
	}
}

// The same slip of two persons of a household makes two findings that stay apart
// when one of them is mended.
func TestFindingsOfPersonsStayApart(t *testing.T) {
	both := readBook(t, book(lines(memberHeader, "H1|张三|无证|户主", "H1|李四|无证|配偶")))
	one := readBook(t, book(lines(memberHeader, "H1|张三|440524188001010014|户主", "H1|李四|无证|配偶")))
	before, after := finding.IDs(both.Findings), finding.IDs(one.Findings)
	if len(before) != 2 || len(after) != 1 || after[0] != before[1] {
		t.Errorf("%v, then %v", before, after)
	}
}
