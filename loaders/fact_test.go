package loaders

import (
	"regexp/syntax"
	"strings"
	"testing"
	"time"
)

func TestFacts(t *testing.T) {
	for _, c := range []struct {
		cells []string
		date  string
		unit  string
	}{
		{[]string{"填报单位:阳光乡", "填报时间:2018年12月20日"}, "2018-12-20", ""},
		{[]string{"填报单位：桃元村　单位：万元　　填表日期：2018.12.5"}, "2018-12-05", "万元"},
		{[]string{"填报时间：", "2018/12/20", "单位", "元"}, "2018-12-20", "元"},
		{[]string{"统计日期:2018-01-01至2018-12-31", "计量单位:户、人、万元"}, "2018-12-31", "万元"},
		{[]string{"截至2018年12月31日", "（单位：人民币元）"}, "2018-12-31", "元"},
		{[]string{"单位:某县扶贫办"}, "0001-01-01", ""},
	} {
		var f facts
		var cells []Cell
		for i, s := range c.cells {
			cells = append(cells, Cell{Column: i + 1, Text: s})
		}
		f.look(cells)
		if got := f.filledOn.Format(time.DateOnly); got != c.date || f.moneyUnit() != c.unit {
			t.Errorf("%q: %s %q", c.cells, got, f.units)
		}
	}
}

func TestNoDataWords(t *testing.T) {
	for _, s := range []string{"合计", "合  计", "总 计", "阳光乡小计", "全县合计", "合计(户)", "本页小计", "合计：", "累计12户"} {
		if !isTotal(squeeze(s)) {
			t.Errorf("%q is a total", s)
		}
	}
	for _, s := range []string{"会计村", "小计划村三组", "统计局", "530102001001合计"} {
		if isTotal(squeeze(s)) {
			t.Errorf("%q is no total", s)
		}
	}
	for _, s := range []string{"填表人：张三", "审核人", "负责人（签字）：", "填报时间: 2018年", "备注：一户一行", "说明", "注:", "注1：见下", "单位负责人：李四  填表人：王五", "第 1 页 共 3 页", "联系电话：123"} {
		if !isFooter(squeeze(s)) {
			t.Errorf("%q is a footer", s)
		}
	}
	for _, s := range []string{"注册村", "审核村", "张三", "备注村"} {
		if isFooter(squeeze(s)) {
			t.Errorf("%q is no footer", s)
		}
	}
}

// Who signs a sheet begins with one of the signs that are looked for first, or
// nobody would look for the rest.
func TestFooterSigns(t *testing.T) {
	pattern, err := syntax.Parse(footerWord.String(), syntax.Perl)
	if err != nil {
		t.Fatal(err)
	}
	signs, blank := firstSigns(pattern)
	if blank || len(signs) < 20 {
		t.Fatalf("%q %t", string(signs), blank)
	}
	for _, r := range signs {
		if !strings.ContainsRune(footerSigns, r) {
			t.Errorf("%c is not looked for", r)
		}
	}
	for text, want := range map[string]string{"填表人：张三": "填表人:", " 村支书 :李四": "村支书:", "": "", "是": "", "填报时间:2018年": "填报时间:"} {
		if label, ok := Signature(text); label != want || ok != (want != "" && want != "填报时间:") {
			t.Errorf("%q: %q %t", text, label, ok)
		}
	}
}

// firstSigns lists what a pattern can begin with, and whether it can be blank.
func firstSigns(p *syntax.Regexp) (signs []rune, blank bool) {
	switch p.Op {
	case syntax.OpLiteral:
		return p.Rune[:1], false
	case syntax.OpCharClass:
		for i := 0; i < len(p.Rune); i += 2 {
			for r := p.Rune[i]; r <= p.Rune[i+1]; r++ {
				signs = append(signs, r)
			}
		}
		return signs, false
	case syntax.OpAlternate:
		for _, s := range p.Sub {
			more, b := firstSigns(s)
			signs, blank = append(signs, more...), blank || b
		}
		return signs, blank
	case syntax.OpConcat, syntax.OpCapture:
		for _, s := range p.Sub {
			more, b := firstSigns(s)
			if signs = append(signs, more...); !b {
				return signs, false
			}
		}
		return signs, true
	case syntax.OpQuest, syntax.OpStar:
		signs, _ = firstSigns(p.Sub[0])
		return signs, true
	default: // begin and end of the text, nothing
		return nil, true
	}
}

func TestHeaderKey(t *testing.T) {
	for header, want := range map[string][2]string{
		"工资性收入（元）": {"工资性收入", "元"}, "工资性收入(万元)": {"工资性收入", "万元"}, "务工时间 （月）": {"务工时间", "月"}, "个数 （个）": {"个数", "个"},
		"县(市、区、旗)": {"县市区旗", ""}, "是否贫困村": {"贫困村", ""}, "是否": {"", ""}, "资   产": {"资产", ""}, "户\n编　号*": {"户编号", ""}, "其中：养老金": {"其中养老金", ""},
		"1.户编号": {"户编号", ""}, "（1）户编号": {"户编号", ""}, "一、户编号": {"户编号", ""}, "25户以上自然村数": {"25户以上自然村数", ""}, "(万元)": {"", "万元"}, "比例(%)": {"比例", "%"},
		"收入【元】": {"收入", "元"}, "收入,单位:万元": {"收入", "万元"}, "收入（元/年）": {"收入", "元/年"}, "收入（元/月）": {"收入元月", ""},
	} {
		key, unit := headerKey(header)
		if key != want[0] || unit != want[1] {
			t.Errorf("%q: %q %q", header, key, unit)
		}
	}
}

func TestWithinOne(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"户主姓名", "户主性名", true}, {"工资性收入", "工资收入", true}, {"家庭人口数", "家庭人口总数", false},
		{"饮水安全", "饮水不安全", false}, {"已脱贫户数", "未脱贫户数", false}, {"脱贫户数", "脱贫人数", false}, {"致贫原因1", "致贫原因2", false},
		{"出生日期", "发生日期", false}, {"主要致贫原因", "次要致贫原因", false}, {"户编号", "人编号", false}, {"户编号", "户编号", false}, {"工资性收入", "财产性收入", false},
	} {
		if withinOne(c.a, c.b) != c.want || withinOne(c.b, c.a) != c.want {
			t.Errorf("%s, %s", c.a, c.b)
		}
	}
}
