package finding

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Rule is one thing that the loader looks for: its stable id, how grave it is,
// and the words for the person who filled the sheet in. Says may hold %s verbs
// that At fills in; what it says follows the quoted value.
type Rule struct {
	ID       string
	Severity Severity
	Says     string
	Mend     string
	// Confirmable says that the value was used and may well be right: an answer
	// of 属实无误 or 已举证 settles the finding.
	Confirmable bool
}

// The loader's rules. A workbook that cannot be opened brings its own rule with
// its own words (file.encrypted and the like).
var (
	FileUnreadable = rule("file.unreadable", Error, "文件打不开,没有读入。", "确认文件没有损坏、没有被别的程序占用,再放入文件夹。")
	FilePanic      = rule("file.panic", Error, "读这个文件时程序出了错,整个文件没有读入。", "用 Excel 打开后另存为新的 xlsx 再试;仍不行请把运行日志交给维护人员。")
	FileChanged    = rule("file.changed", Error, "文件在读取过程中被改动,整个文件没有读入。", "关闭正在编辑它的程序,再运行一次。")
	FileKind       = rule("file.kind", Warning, "是本程序不读的表格格式,没有读入。", "在 Excel 或 WPS 中打开,选“文件 › 另存为”,类型选“Excel 工作簿(*.xlsx)”。")
	FileTooBig     = rule("file.toobig", Error, "文件有 %s MB,超过 %s MB,没有读入。", "按乡镇或按村拆成几个文件再报。")
	FileOldFormat  = confirmable("file.oldformat", Notice, "是旧版格式(.xls 或 .et),文件里没有校验码,传输中损坏的数字看不出来;已照常读入。", "有条件时另存为 xlsx 再报。")
	FilePublished  = rule("file.published", Warning, "是本程序发布的数据工作簿,不是来件,没有读入。", "移出来件文件夹;要改数据,请改原来的表后重报。")
	FileMarked     = rule("file.marked", Warning, "是本程序写出的标注副本,不是原表,没有读入。", "在原来的表中改正后重报原表;副本请移出来件文件夹。")

	SheetUnknown     = confirmable("sheet.unknown", Notice, "有表格内容,但表头不像任何一种表,没有读入。", "如应读入,请按模板的表头填写;如是附件,可不理会。")
	SheetHidden      = confirmable("sheet.hidden", Notice, "是隐藏的工作表,已照常读入。", "如不该上报,请删去该工作表。")
	SheetHiddenCells = confirmable("sheet.hiddencells", Notice, "有%s行、%s列是隐藏的(或被筛选掉的),已照常读入。", "如不该上报,请删去,不要只隐藏。")

	HeaderMissing    = rule("header.missing", Error, "像是%s,但缺少必需的列:%s。整张表没有读入。", "补上所缺的列,表头照模板写。%s")
	HeaderUnknown    = confirmable("header.unknown", Notice, "有%s个不认识的列,没有读入:%s。", "如是本地自加的列,可不理会;如应读入,请改用模板的表头。")
	HeaderDuplicate  = rule("header.duplicate", Warning, "与%s列的表头重复,本列没有读入。", "删去重复的列,或把两列的表头改得不一样。")
	HeaderSideBySide = rule("header.sidebyside", Error, "必需的列都出现了两次,像是两张表左右并排。整张表没有读入。", "把右边的表移到左边的表下面,只留一行表头。")
	HeaderSuggested  = confirmable("header.suggested", Notice, "不是模板的表头,只差一个字,已按“%s”读入。", "把表头改为“%s”;如不是这一列,请改成另外的名称。")
	HeaderUnit       = rule("header.unit", Warning, "的单位“%s”不能换算为“%s”,本列没有读入。", "按“%s”换算后填写,表头的单位也改过来。")
	HeaderUnitClash  = rule("header.unitclash", Warning, "写了几种金额单位(%s),没有采用;表头未注明单位的列按元读入。", "表上只写一个金额单位,或在每列表头中注明。")
	HeaderMoved      = rule("header.moved", Error, "像是另一张表的表头,列的位置与上面不同;从本行起没有读入。", "把这一部分移到另一个工作表。")
	HeaderTwoKinds   = confirmable("header.twokinds", Warning, "像是%s,也像是%s;按%s读入,没有读入的列:%s。", "如两种都要报,请分成两张表。")
	HeaderHousehold  = rule("header.household", Warning, "除人的信息外还有户的信息,但缺少:%s;只读入了人的信息。", "补上所缺的列,或另报户表。")

	MapUnmatched = rule("map.unmatched", Notice, "第%s个面与本县哪个乡镇都对不上,地图上没有画。", "把它的名称 name 改成与报表相同的乡镇名,或填区划代码 code;不是本县的请删去。")
	MapMissing   = rule("map.missing", Notice, "没有%s的边界,地图上看不到这个乡镇。", "在文件中补上这个乡镇的面。")

	KeyMissing  = rule("key.missing", Error, "“%s”是空的,本行没有读入。", "补上“%s”。")
	KeyNumbered = rule("key.numbered", Error, "以序号开头,分不清是分组的标题还是名称。", "去掉序号;分组的合计请写“小计”。")

	CellError     = rule("cell.error", Error, "是公式的错误值。", "改正公式,或直接填写数值。")
	CellNoValue   = rule("cell.novalue", Error, "是公式,但文件中没有存下计算结果。", "用 Excel 打开、重新计算并保存,或改填数值。")
	CellMerged    = rule("cell.merged", Error, "是横向合并的单元格盖住的数,不能分摊,没有采用。", "取消合并,各列分别填写。")
	TextLong      = rule("text.long", Error, "有%s个字,超过%s个字。", "缩短,或检查是否填错了列。")
	TextDamaged   = rule("text.damaged", Error, "含有乱码。", "检查文件的编码,重新填写。")
	NumFormat     = rule("num.format", Error, "不是数字。", "只填数字,如 3200。")
	NumInteger    = rule("num.integer", Error, "不是整数。", "填整数。")
	NumRange      = rule("num.range", Error, "超出范围(%s)。", "核对后改正;注意单位。")
	NumDate       = rule("num.date", Error, "是日期格式的单元格,不能作数字。", "把单元格格式改为“常规”,重新填写数字。")
	PercentRange  = rule("percent.range", Error, "不在 0–100% 之内。", "填 0 到 100 之间的百分数,如 1.2%%。")
	YesNoValue    = rule("yesno.value", Error, "不能认作是或否。", "填“是”或“否”。")
	YesNoClash    = rule("yesno.clash", Warning, "与“%s”列互相矛盾,按“否”处理。", "核对后改正其中一列。")
	DateFormat    = rule("date.format", Error, "不是日期。", "按 2018-06-15 的样子填写。")
	DateAmbig     = rule("date.ambiguous", Error, "以数值存储,分不清是1月还是10月。", "按 2018-01 或 2018-10 的样子填写。")
	YearFormat    = rule("year.format", Error, "不是年份。", "填四位年份,如 2018。")
	CodeFormat    = rule("code.format", Error, "不是编码。", "编码以文本格式填写,不带小数。")
	CodeSci       = rule("code.scientific", Error, "是科学记数法,后面的数字已经丢失。", "把单元格格式改为“文本”,重新填写完整的编码。")
	CodeVillage   = rule("code.village", Error, "不是12位数字的村代码。", "填12位统计用区划代码。")
	CodeUnknown   = rule("code.unknown", Error, "不在可填的内容之内。", "改为:%s。")
	CodeLapsed    = rule("code.lapsed", Error, "在截止日期不是有效的填法:%s。", "改为:%s。")
	CodePersonal  = rule("code.personal", Warning, "有%s行的户编号是证件号码;各表、各清单中一律改用以 Z 开头的代号。", "另编户编号,不要用证件号码作户编号。")
	CodeNoSource  = rule("code.nosource", Error, "是数字代码,但看不出是哪个系统的代码,没有采用。", "改填名称:%s;或在表头上方注明“数据来源:…”,名称见 sources.csv。")
	SourceSeveral = rule("source.several", Warning, "像是出自几个系统(%s),数字代码没有采用。", "在表头上方只注明一个数据来源。")

	HouseholdDiffers = rule("household.differs", Warning, "与本户户主行所填不同,按户主行计入。", "核对后改为一致。")

	IDAsNumber     = rule("id.asnumber", Error, "以数值存储,第15位以后的数字已经丢失。", "把单元格格式改为“文本”,重新填写完整的号码。")
	IDAsNumberKept = rule("id.asnumber", Warning, "证件号码以数值存储;校验位正确,已保留。", "把单元格格式改为“文本”,重新填写,以免丢失尾数。")
	IDCheck        = confirmable("id.checkdigit", Warning, "校验位不对。", "对照证件核对号码。")
	IDOld          = confirmable("id.old15", Warning, "是15位的旧号码。", "改填18位号码。")
	IDPlaceholder  = rule("id.placeholder", Warning, "是占位用的假号码。", "填真实的证件号码;没有证件的请留空。")
	IDDisability   = confirmable("id.disability", Warning, "有20位或22位,但不是有效的残疾人证号。", "残疾人证号为身份证号加1位类别(1–7)和1位等级(1–4)。")
	IDFormat       = confirmable("id.format", Warning, "不像证件号码。", "填18位身份证号,或20位残疾人证号。")
)

var loaderRules []Rule

func rule(id string, severity Severity, says, mend string) Rule {
	r := Rule{ID: id, Severity: severity, Says: says, Mend: mend}
	loaderRules = append(loaderRules, r)
	return r
}

func confirmable(id string, severity Severity, says, mend string) Rule {
	r := rule(id, severity, says, mend)
	r.Confirmable = true
	loaderRules[len(loaderRules)-1] = r
	return r
}

// Rules lists the loader's rules by id.
func Rules() []Rule {
	out := slices.Clone(loaderRules)
	slices.SortStableFunc(out, func(a, b Rule) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// At makes the finding of a rule at a place. The raw text is quoted in the
// message unless it is personal. args fill the verbs of Says and then of Mend.
func (r Rule) At(where Location, raw string, mask Mask, args ...string) Finding {
	says, args := fill(r.Says, args)
	mend, _ := fill(r.Mend, args)
	return Finding{
		Rule: r.ID, Severity: r.Severity, Location: where, Raw: raw, Personal: mask,
		Message: subject(raw, mask) + says, Mend: mend,
	}
}

// subject is what the message is about: the value where it may be shown.
func subject(raw string, mask Mask) string {
	const most = 40
	switch {
	case raw == "":
		return ""
	case mask != Public:
		return "所填内容"
	case utf8.RuneCountInString(raw) > most:
		return "“" + string([]rune(raw)[:most]) + "…”"
	default:
		return "“" + raw + "”"
	}
}

// fill puts the first args into the %s verbs of a text and returns the others.
func fill(text string, args []string) (string, []string) {
	n := strings.Count(text, "%s")
	values := make([]any, n)
	for i := range values {
		values[i] = ""
		if i < len(args) {
			values[i] = args[i]
		}
	}
	if strings.Contains(text, "%") && n > 0 || strings.Contains(text, "%%") {
		text = fmt.Sprintf(text, values...)
	}
	return text, args[min(n, len(args)):]
}
