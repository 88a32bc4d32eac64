package catalog

import (
	"strings"
	"testing"
	"time"
)

// Whatever a switch can be set to is printed in Chinese.
func TestEveryChoiceHasWords(t *testing.T) {
	for name, spec := range parameterSpecs {
		p := Parameter{Name: name}
		if p.Label() == name {
			t.Errorf("%s: no words say what it decides", name)
		}
		for _, v := range spec.allowed {
			p.Value = v
			if says := p.Says(); says == "" || says == v || strings.Contains(says, v) && v != "frozen" {
				t.Errorf("%s=%s says %q", name, v, says)
			}
		}
	}
}

// The words of the parameters as they ship, and of what an office may set.
func TestParameterWords(t *testing.T) {
	c, _ := load(t, nil)
	s, _ := c.Settings(time.Date(2018, 12, 31, 0, 0, 0, 0, time.UTC))
	got := map[string]string{}
	for _, p := range append(s.InForce, s.Line.Parameter(s.AssessmentYear),
		Parameter{Name: "check.persons_many", Value: "7", Note: "家庭人口数达到多少人时提示。"}) {
		got[p.Name] = p.Label() + ":" + p.Says()
	}
	for name, want := range map[string]string{
		"identify.rule":                "贫困识别:收入低于线,并且有一项不保障",
		"identify.guarantees":          "识别时看的保障项:不愁吃、不愁穿、义务教育、基本医疗、住房安全、饮水安全",
		"identify.exclusions":          "使一般农户不判漏评的排除情形:全部9项",
		"income.exclude":               "不计入收入的项目:养老金、其中不计入收入",
		"population":                   "发生率的分母:户表人口之和",
		"assessment.year":              "评估年度:截止日期的年份",
		"line.national":                "2018年贫困线,元/人·年:2995",
		"works.visit_by_phone":         "电话联系、微信或视频算不算走访:不算",
		"monitor.low_income_standard":  "农村低保标准(元/人·年):4080",
		"monitor.rural_growth_percent": "本县农村居民人均可支配收入比上年增长百分之几:没有填",
		"check.persons_many":           "家庭人口数达到多少人时提示:7",
	} {
		if got[name] != want {
			t.Errorf("%s: %q, want %q", name, got[name], want)
		}
	}
}
