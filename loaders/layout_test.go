package loaders

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"sanlv/pipeline/finding"
)

const (
	householdHeader = "县|乡镇|行政村|村代码|户编号|户主姓名|家庭人口数|户类型|工资性收入"
	householdRow    = "云岭县|阳光乡|上村|530102001001|5301020001|张三|#4|脱贫户|#12000"
	memberHeader    = "户编号|姓名|证件号码|与户主关系"
	villageHeader   = "乡镇|行政村|村代码|是否贫困村|总户数|总人口"
)

func TestPlainHousehold(t *testing.T) {
	l := readBook(t, book(lines(householdHeader, householdRow)))
	if got := counts(l.Intake[0]); got != "household 已读入 read=2 loaded=1 rejected=0 recognised=1" {
		t.Error(got)
	}
	if len(l.Findings) > 0 {
		t.Error(l.rules())
	}
	want(t, l.rows["household"][0], "_file=表.xlsx _sheet=Sheet1 _row=2 county=云岭县 village_code=530102001001 household_id=5301020001 persons=4 status=脱贫户 wage_income=12000 property_income=NULL _rejected= _inferred=")
}

func TestKinds(t *testing.T) {
	for name, c := range map[string]struct{ header, kind string }{
		"household":                   {householdHeader, "household"},
		"member":                      {memberHeader, "member"},
		"village":                     {villageHeader, "village"},
		"village wide":                {villageHeader + "|贫困户数|贫困人口|村集体经济收入", "village"},
		"township":                    {"乡镇|行政村数|农业户籍户数|农业户籍人口|贫困户数", "township"},
		"township short":              {"乡镇|总人口|贫困人口|脱贫人口", "township"},
		"verification":                {"批次|抽样层|村代码|户编号|抽样类别|核查人口数|不愁吃|不愁穿|义务教育|基本医疗|住房安全|饮水安全", "verification"},
		"verification with household": {"县|乡镇|行政村|户主姓名|家庭人口数|户类型|批次|村代码|户编号|抽样类别|核查人口数", "verification"},
		"export of 27":                {"序号|县(市、区、旗)|乡(镇)|行政村|自然村|户编号|人编号|姓名|证件号码|人数|与户主关系|民族|文化程度|在校生状况|健康状况|劳动技能|务工状况|务工时间（月）|参加大病医疗|脱贫属性|贫困户属性|主要致贫原因|危房户|饮水安全|饮水困难|人均纯收入|联系电话", "household_member"},
		"export of 32":                {"序号|数据日期|县(市、区、旗)|乡(镇)|行政村|自然村|户编号|人编号|姓名|证件号码|人数|与户主关系|民族|文化程度|在校生状况|健康状况|劳动技能|务工时间（月）|是否参加大病保险|致贫原因1|危房户|是否解决安全饮用水|人均纯收入|户联系电话|人联系电话|首次识别时间|人员识别时间|户类型|易返贫致贫户(监测对象)类型|风险是否消除|风险识别时间|风险消除时间", "household_member"},
		"members with places":         {"县|乡镇|行政村|" + memberHeader, "member"},
		"departments":                 {"证件号码|姓名|部门|事项|金额|发生日期", "department"},
		"policies":                    {"户编号|证件号码|政策|金额|发放日期", "policy"},
		"last year's income":          {"户编号|年度|工资性收入|生产经营性收入|财产性收入|转移性收入|生产经营性支出|人均纯收入|家庭人口数", "baseline"},
		"frame":                       {"批次|抽样层|村代码|入样|入样概率|村户数|样本户数", "frame"},
	} {
		t.Run(name, func(t *testing.T) {
			l := readBook(t, book(lines("某县表格", c.header, "1|2|3|4|a")))
			if l.Intake[0].Kind != c.kind {
				t.Errorf("kind %q, want %q (%s)", l.Intake[0].Kind, c.kind, l.rules())
			}
		})
	}
}

func TestUnknownSheets(t *testing.T) {
	l := readBook(t, book(lines(), lines("云岭县脱贫攻坚", "2018年12月", "填写说明:一户一行"), lines("物资|数量|单价", "水泥|#3|#400", "沙|#2|#90")))
	for i, reason := range []string{"空的工作表。", "没有找到任何一种表的表头。", "没有找到任何一种表的表头。"} {
		if in := l.Intake[i]; in.Status != Unknown || in.Reason != reason || in.Read != in.Recognised {
			t.Errorf("%d: %+v", i, in)
		}
	}
	if l.rules() != "sheet.unknown" {
		t.Error(l.rules())
	}
}

func TestTitleFactsAndUnit(t *testing.T) {
	l := readBook(t, book(lines(
		"", "云岭县农户收入情况表",
		"填报单位:阳光乡|||填报时间:2018年12月20日||||单位:万元",
		"", householdHeader+"|教育支出(元)|务工备注",
		strings.Replace(householdRow, "#12000", "#1.23456789012345", 1)+"|#300")))
	if got := counts(l.Intake[0]); got != "household 已读入 read=6 loaded=1 rejected=0 recognised=5" {
		t.Error(got)
	}
	if got := l.Intake[0].FilledOn.Format("2006-01-02"); got != "2018-12-20" {
		t.Error(got)
	}
	want(t, l.rows["household"][0], "wage_income=12345.6789012345 education_expense=300 persons=4")
	if l.rules() != "header.unknown 第5行" {
		t.Error(l.rules())
	}
	for _, c := range l.Columns {
		if c.Column == "wage_income" && (c.Unit != "万元" || c.Letter != "I" || c.Header != "工资性收入") {
			t.Errorf("%+v", c)
		}
	}
}

func TestTwoRowHeaderMerged(t *testing.T) {
	s := lines("农户收入表", "县|乡镇|行政村|户编号|户主姓名|家庭人口数|户类型|收入(万元)||支出(元)",
		"|||||||工资性收入|生产经营性收入|生产经营性支出",
		"云岭县|阳光乡|上村|1|张三|#4|脱贫户|#1.5|#0.1|#2", "1|2|3|4")
	for c := 1; c <= 7; c++ {
		s = s.merge(2, c, 3, c)
	}
	s = s.merge(1, 1, 1, 10).merge(2, 8, 2, 9)
	l := readBook(t, book(s))
	want(t, l.rows["household"][0], "wage_income=15000 business_income=1000 business_expense=2 household_id=1")
	if got := counts(l.Intake[0]); got != "household 已读入 read=5 loaded=1 rejected=0 recognised=4" {
		t.Error(got, l.rules())
	}
	for _, c := range l.Columns {
		if c.Column == "business_income" && c.Header != "收入(万元)/生产经营性收入" {
			t.Errorf("%+v", c)
		}
	}
}

func TestTwoRowHeaderWithoutMerges(t *testing.T) {
	l := readBook(t, book(lines("县|乡镇|行政村|户编号|户主姓名|家庭人口数|户类型|收入（万元）|||住房",
		"|||||||工资性收入|财产性收入|转移性收入|是否安全住房",
		"云岭县|阳光乡|上村|1|张三|#4|脱贫户|#1.5|#0.1|#2|√")))
	want(t, l.rows["household"][0], "wage_income=15000 transfer_income=20000 housing=true")
}

func TestTableNotAtA1(t *testing.T) {
	shift := func(s string) string { return "||||" + s }
	l := readBook(t, book(lines("", "", "", "导出人:王五", shift(householdHeader), shift(householdRow))))
	want(t, l.rows["household"][0], "household_id=5301020001 _row=6")
	if l.Columns[0].Letter != "E" {
		t.Error(l.Columns[0])
	}
}

func TestHeaderSpelling(t *testing.T) {
	l := readBook(t, book(lines("所属县|县（市、区、旗）|乡 （镇）|行　政　村|户 编\n号|户主姓名*|家庭人口数（人）|户类型|是否危房户|务工 收入|工资性收人",
		"x|云岭县|阳光乡|上村|1|张三|#4|脱贫户|否|x|#5")))
	want(t, l.rows["household"][0], "county=云岭县 housing=true wage_income=5")
	if l.rules() != "header.unknown 第1行; header.suggested K1" {
		t.Error(l.rules())
	}
}

func TestSwappedAndInsertedColumns(t *testing.T) {
	l := readBook(t, book(lines("序号|本地编号|户类型|户主姓名|户编号|行政村|备用|乡镇|县|家庭人口数",
		"#1|L-1|脱贫户|张三|9|上村||阳光乡|云岭县|#3")))
	want(t, l.rows["household"][0], "household_id=9 village=上村 persons=3")
	if f := l.one(t, "header.unknown"); !strings.Contains(f.Message, "本地编号(B)、备用(G)") || strings.Contains(f.Message, "序号") {
		t.Error(f.Message)
	}
}

func TestRowsThatAreNoData(t *testing.T) {
	l := readBook(t, book(lines(
		"云岭县户表", "填报单位:阳光乡||单位:元",
		"序号|"+householdHeader, "甲|#1|#2|#3|#4|#5|#6|#7|#8|#9",
		"#1|"+householdRow,
		"阳光乡 小 计|||||||#4", // sums
		"|合  计||||||#4",
		"云岭县户表", "填报单位:阳光乡||单位:元", "序号|"+householdHeader, // the next page
		"#2|"+strings.Replace(householdRow, "5301020001", "5301020002", 1),
		"#3", "", " |\u3000",
		"填表人:李四||审核人:王五||填报时间:2018.12.20",
		"注:1.本表一户一行;", "2.收入按元填写。")))
	if got := counts(l.Intake[0]); got != "household 已读入 read=17 loaded=2 rejected=0 recognised=15" {
		t.Error(got, l.rules())
	}
	if got := l.Intake[0].FilledOn.Format("2006-01-02"); got != "2018-12-20" {
		t.Error(got)
	}
}

// A signature line may begin under 序号 and have 负责人 just under 户编号.
func TestFooterUnderTheKeyColumn(t *testing.T) {
	header := strings.Split(householdHeader, "|")
	key := slices.Index(header, "户编号")
	if key < 1 {
		t.Fatal("the test's header has changed")
	}
	footer := "填表人:李四" + strings.Repeat("|", key+1) + "负责人:王五"
	l := readBook(t, book(lines("序号|"+householdHeader, "#1|"+householdRow, footer)))
	if got := counts(l.Intake[0]); got != "household 已读入 read=3 loaded=1 rejected=0 recognised=2" {
		t.Error(got, l.rules())
	}
}

func TestTotalsOfVillages(t *testing.T) {
	l := readBook(t, book(lines(villageHeader, "阳光乡|上村|530102001001|是|#100|#400", "阳光乡|小计|||#100|#400", "合计||||#100|#400",
		"|下村|530102001002|否|#1|#2", "阳光乡|中村|12345|否|#1|#2")))
	if got := counts(l.Intake[0]); got != "village 部分读入 read=6 loaded=2 rejected=1 recognised=3" {
		t.Error(got)
	}
	want(t, l.rows["village"][1], "township=NULL village=下村") // after its 小计 a group ends
	f := l.one(t, "code.village")
	if f.Cell() != "C6" || f.Severity != finding.Error || !strings.HasSuffix(f.Message, "本行没有读入。") {
		t.Error(f)
	}
}

func TestMergedPlaces(t *testing.T) {
	s := lines(householdHeader,
		"云岭县|阳光乡|上村|530102001001|1|张三|#4|脱贫户|#100", "||||2|李四|#3|脱贫户|#50", "||||3|王五|#3|脱贫户", "|||||||")
	s = s.merge(2, 1, 4, 1).merge(2, 2, 4, 2).merge(2, 3, 4, 3).merge(2, 4, 4, 4)
	l := readBook(t, book(s))
	want(t, l.rows["household"][2], "county=云岭县 village_code=530102001001 _inferred=;county;township;village;village_code; wage_income=NULL")
	want(t, l.rows["household"][0], "_inferred=")
}

func TestMergedAcrossNumbers(t *testing.T) {
	s := lines(householdHeader+"|财产性收入", householdRow).merge(2, 9, 2, 10)
	l := readBook(t, book(s))
	want(t, l.rows["household"][0], "wage_income=12000 property_income=NULL _rejected=;property_income;")
	if l.rules() != "cell.merged J2" {
		t.Error(l.rules())
	}
}

func TestPlacesOnFirstRowOfGroup(t *testing.T) {
	l := readBook(t, book(lines(householdHeader,
		householdRow, "||||2|李四|#3|脱贫户", "||下村||3|王五|#3|脱贫户", "||||4|赵六|#3|脱贫户",
		"|阴坡乡|||5|孙七|#3|脱贫户", "|||||周八|#3|脱贫户")))
	h := l.rows["household"]
	want(t, h[1], "village=上村 village_code=530102001001 _inferred=;county;township;village;village_code;")
	want(t, h[2], "township=阳光乡 village=下村 village_code=NULL _inferred=;county;township;")
	want(t, h[3], "village=下村 village_code=NULL")
	want(t, h[4], "county=云岭县 township=阴坡乡 village=NULL")
	if l.rules() != "key.missing E7" || l.Intake[0].Rejected != 1 {
		t.Error(l.rules())
	}
}

func TestHangingMembers(t *testing.T) {
	l := readBook(t, book(lines(memberHeader,
		"1|张三|11010519491231002X|户主", "|张妻||配偶", "|张子||之子",
		"|李四||户主", "|李妻||配偶", // a household without its number
		"3|王五||户主")))
	m := l.rows["member"]
	if got := counts(l.Intake[0]); got != "member 部分读入 read=7 loaded=4 rejected=2 recognised=1" {
		t.Error(got)
	}
	want(t, m[2], "household_id=1 name=张子 _inferred=;household_id;")
	want(t, m[3], "household_id=3 _inferred=")
	if l.rules() != "key.missing A5; key.missing A6" {
		t.Error(l.rules())
	}
}

func TestWideSheetFeedsBothKinds(t *testing.T) {
	l := readBook(t, book(lines("县|乡镇|行政村|户编号|姓名|证件号码|人数|与户主关系|脱贫属性|危房户|饮水安全|饮水困难|健康状况",
		"云岭县|阳光乡|上村|1|张妻||#2|配偶|已脱贫|否|是|否|残疾,长期慢性病",
		"云岭县|阳光乡|上村|1|张三|11010519491231002X|#2|户主|已脱贫|否|是|是|健康",
		"云岭县|阳光乡|上村|2|李子||#1|之子|不详||||")))
	if got := counts(l.Intake[0]); got != "household_member 已读入 read=4 loaded=3 rejected=0 recognised=1" {
		t.Error(got)
	}
	h := l.rows["household"]
	if len(h) != 2 || len(l.rows["member"]) != 3 {
		t.Fatal(h)
	}
	want(t, h[0], "_row=3 household_id=1 head_name=张三 head_id_number=11010519491231002X persons=2 status=脱贫户 housing=true water=false")
	want(t, h[1], "_row=4 household_id=2 head_name=NULL status=NULL _rejected=;status;")
	want(t, l.rows["member"][0], "health=残疾;长期慢性病 id_number=NULL")
	if l.rules() != "yesno.clash L3; code.unknown I4" {
		t.Error(l.rules())
	}
	if f := l.Findings[0]; f.HouseholdID != "1" {
		t.Errorf("%+v", f)
	}
}

func TestMissingRequiredColumn(t *testing.T) {
	l := readBook(t, book(lines("县|乡镇|行政村|户的编码号|户主姓名|家庭人口数|户类型", "云岭县|阳光乡|上村|1|张三|#4|脱贫户", "合计|||||#4", "", "云岭县|阳光乡|上村|2|李四|#4|脱贫户")))
	if got := counts(l.Intake[0]); got != "household 未读入 read=5 loaded=0 rejected=2 recognised=3" {
		t.Error(got)
	}
	f := l.one(t, "header.missing")
	if !strings.Contains(f.Message, "缺少必需的列:户编号") || !strings.Contains(f.Mend, "户的编码号") {
		t.Error(f)
	}
	if len(l.rows) > 0 {
		t.Error(l.rows)
	}
}

func TestDuplicateHeaders(t *testing.T) {
	l := readBook(t, book(lines(householdHeader+"|工资性收入", householdRow+"|#1")))
	want(t, l.rows["household"][0], "wage_income=12000")
	if l.rules() != "header.duplicate J1" {
		t.Error(l.rules())
	}
	l = readBook(t, book(lines(memberHeader+"|"+memberHeader, "1|张三|x|户主|2|李四|y|户主")))
	if l.Intake[0].Status != Refused || l.Intake[0].Rejected != 1 {
		t.Error(counts(l.Intake[0]))
	}
	l.one(t, "header.sidebyside")
}

func TestGroupTellsDuplicatesApart(t *testing.T) {
	l := readBook(t, book(lines("户编号|姓名|证件号码|与户主关系|公益性岗位|", "||||是否|月数", "1|张三||户主|是|#6")))
	want(t, l.rows["member"][0], "public_post=true public_post_months=6")
}

func TestSecondTableBelow(t *testing.T) {
	l := readBook(t, book(lines(householdHeader, householdRow, "", "户编号|户主姓名|县|乡镇|行政村|家庭人口数|户类型", "2|李四|云岭县|阳光乡|上村|#3|脱贫户")))
	if got := counts(l.Intake[0]); got != "household 部分读入 read=5 loaded=1 rejected=1 recognised=3" {
		t.Error(got)
	}
	l.one(t, "header.moved")
}

func TestSheetsOfSeveralKinds(t *testing.T) {
	members := lines(memberHeader, "1|张三||户主")
	members.name = "成员"
	l := readBook(t, book(lines("封面"), lines(householdHeader, householdRow), members))
	if l.Intake[1].Kind != "household" || l.Intake[2].Kind != "member" || l.rows["member"][0]["_sheet"] != "成员" {
		t.Error(l.Intake)
	}
}

func TestHeaderMergedAcross(t *testing.T) {
	s := lines("县|乡镇|行政村|户编号|户主姓名||家庭人口数|户类型", "云岭县|阳光乡|上村|1|张三||#4|脱贫户").merge(1, 5, 1, 6).merge(2, 5, 2, 6)
	l := readBook(t, book(s))
	want(t, l.rows["household"][0], "head_name=张三 persons=4")
	if len(l.Findings) > 0 {
		t.Error(l.rules())
	}
}

func TestUnitsInTheirOwnRow(t *testing.T) {
	l := readBook(t, book(lines(householdHeader, "||||||人||(万元)", householdRow)))
	want(t, l.rows["household"][0], "wage_income=120000000 persons=4")
	if len(l.Findings) > 0 {
		t.Error(l.rules())
	}
}

func TestUnitOfAnotherMeasure(t *testing.T) {
	l := readBook(t, book(lines(memberHeader+"|务工时间（天）", "1|张三||户主|#90")))
	want(t, l.rows["member"][0], "work_months=NULL")
	if l.rules() != "header.unit E1" {
		t.Error(l.rules())
	}
}

func TestMemberSheetWithHalfAHousehold(t *testing.T) {
	l := readBook(t, book(lines("县|乡镇|行政村|人数|"+memberHeader, "云岭县|阳光乡|上村|#1|1|张三||户主")))
	if f := l.one(t, "header.household"); l.Intake[0].Kind != "member" || !strings.Contains(f.Message, "户类型") {
		t.Error(f)
	}
}

func TestRefusalInTheMiddle(t *testing.T) {
	bad := lines(householdHeader, householdRow)
	bad.fail = &Refusal{Rule: "file.truncated", Message: "文件不完整。", Mend: "重新导出。", Cell: "C9"}
	l := readBook(t, book(bad, lines(memberHeader, "1|张三||户主")))
	if l.Intake[0].Status != Refused || l.Intake[0].Loaded != 0 || l.Intake[1].Status != Loaded {
		t.Error(l.Intake)
	}
	if l.rules() != "file.truncated C9" {
		t.Error(l.rules())
	}
	bad.fail = errors.New("disk")
	r, _ := NewReader(testCatalog(t), book(bad).opener())
	res, err := r.Read(t.Context(), File{Name: "a.xlsx"}, func(b Batch) error { b.Record.Release(); return nil })
	if err != nil || res.Detail == nil || res.Findings[0].Rule != "file.unreadable" {
		t.Error(res, err)
	}
}

func TestRejectedCellLeavesTheRow(t *testing.T) {
	l := readBook(t, book(lines(householdHeader+"|联系电话", strings.Replace(householdRow, "#12000", "3,2oo", 1)+"|1.38E+10")))
	want(t, l.rows["household"][0], "household_id=5301020001 wage_income=NULL phone=NULL _rejected=;phone;wage_income;")
	f := l.one(t, "num.format")
	if got := f.String(); got != "表.xlsx › Sheet1 › I2(工资性收入):“3,2oo”不是数字。改正:只填数字,如 3200。 [num.format]" {
		t.Error(got)
	}
	if f.HouseholdID != "5301020001" || f.VillageCode != "530102001001" {
		t.Errorf("%+v", f)
	}
	if f := l.one(t, "code.scientific"); strings.Contains(f.String(), "1.38E") || f.Value() == f.Raw {
		t.Error(f)
	}
}

func TestSuggestedRequiredHeader(t *testing.T) {
	l := readBook(t, book(lines(strings.Replace(householdHeader, "户主姓名", "户主性名", 1), householdRow)))
	want(t, l.rows["household"][0], "head_name=张三")
	if l.rules() != "header.suggested F1" {
		t.Error(l.rules())
	}
}

func TestStyledToTheLastColumn(t *testing.T) {
	s := lines(householdHeader, householdRow)
	for i := range s.rows {
		for c := len(s.rows[i].Cells) + 1; c <= 16384; c++ {
			s.rows[i].Cells = append(s.rows[i].Cells, Cell{Column: c, Text: " "})
		}
	}
	l := readBook(t, book(s))
	if l.Intake[0].Loaded != 1 || len(l.Findings) > 0 {
		t.Error(l.Intake, l.rules())
	}
}

func TestUnreadableKeys(t *testing.T) {
	s := lines(householdHeader, householdRow, householdRow, householdRow, householdRow)
	s.rows[1].Cells[4] = Cell{Column: 5, Kind: CellError, Text: "#N/A"}
	s.rows[2].Cells[4] = Cell{Column: 5, Kind: CellNumber, Text: "5.3010200001234E+17"}
	s.rows[3].Cells[4] = Cell{Column: 5, Text: "—"}
	l := readBook(t, book(s))
	if got := counts(l.Intake[0]); got != "household 部分读入 read=5 loaded=1 rejected=3 recognised=1" {
		t.Error(got)
	}
	if l.rules() != "cell.error E2; id.asnumber E3; key.missing E4" {
		t.Error(l.rules())
	}
	for _, f := range l.Findings {
		if !strings.HasSuffix(f.Message, "本行没有读入。") || f.VillageCode != "530102001001" {
			t.Error(f)
		}
	}
}

func TestSameHeadersUnderOtherGroups(t *testing.T) {
	// The whole name is matched before the lowest level alone.
	l := readBook(t, book(lines("县|乡镇|行政村|户编号|户主姓名|家庭人口数|户类型|教育||医疗|", "|||||||支出|补助|总费用|报销",
		"云岭县|阳光乡|上村|1|张三|#4|脱贫户|#1|#2|#3|#4")))
	want(t, l.rows["household"][0], "education_expense=1 education_subsidy=2 medical_expense=3 medical_reimbursed=4")
}

func TestSectionsAndNotesBetweenRows(t *testing.T) {
	l := readBook(t, book(lines(householdHeader, "一、上村", householdRow, "（二）下村", householdRow, "以上数据由各村填报,经乡镇审核后上报县扶贫办。", "||||||#4")))
	if got := counts(l.Intake[0]); got != "household 部分读入 read=7 loaded=2 rejected=1 recognised=4" {
		t.Error(got, l.rules())
	}
}

func TestFactsAboveAreNoGroups(t *testing.T) {
	l := readBook(t, book(lines("云岭县|阳光乡|2018年", householdHeader, strings.Replace(householdRow, "#12000", "x", 1))))
	if f := l.one(t, "num.format"); f.Header != "工资性收入" {
		t.Error(f)
	}
}

func TestUnitOfAGroup(t *testing.T) {
	s := lines("||||||基本情况(万元)", householdHeader, householdRow).merge(1, 7, 1, 9)
	l := readBook(t, book(s))
	want(t, l.rows["household"][0], "persons=4 wage_income=120000000")
	if len(l.Findings) > 0 {
		t.Error(l.rules())
	}
}
