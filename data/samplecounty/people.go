package samplecounty

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Person is an invented member of a household.
type Person struct {
	Name         string
	ID           string // 18 digits, valid check digit, of a region that does not exist
	Relationship string
	Sex          string
	Born         time.Time
	School       string // 在校生状况, blank for who is not at school
	Dropout      string // 失学或辍学原因
	Insured      string // 参加居民医保: 是, 否 or blank
	Schooling    string // 文化程度
	Health       string
	Labour       string
	Months       int // 务工时间
	Disability   string
	// 残疾等级
	DisabilityLevel string
	LowIncomeAid    bool
	ExtremePoverty  bool
	Override        map[string]string // cell texts that stand instead of the right ones, by column
}

// asOf is the day on which the sample county is assessed.
var asOf = time.Date(2018, 12, 31, 0, 0, 0, 0, time.UTC)

// age on the last day of the year: every birthday has been.
func age(born time.Time) int { return asOf.Year() - born.Year() }

var (
	surnames = strings.Fields("王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 欧阳 上官")
	first    = strings.Fields("禾 垄 岚 渠 塘 坪 溪 樟 榆 桐 麦 稷 菽 粟 春 秋 长 有 广 德 正 玉 金 水 月 桂 兰 菊")
	second   = strings.Fields("旺 丰 岁 年 亩 畦 陌 阡 满 穗 生 根 发 贵 兴 华 英 秀 珍 莲 香 梅")
)

func randomName(r *rand.Rand, surname string) string {
	if surname == "" {
		surname = surnames[r.IntN(len(surnames))]
	}
	name := surname + first[r.IntN(len(first))]
	if r.IntN(5) > 0 {
		name += second[r.IntN(len(second))]
	}
	return name
}

func surnameOf(name string) string {
	for _, s := range surnames[len(surnames)-2:] { // the two of two characters
		if strings.HasPrefix(name, s) {
			return s
		}
	}
	return string([]rune(name)[:1])
}

// checkDigit is the last character of a citizen ID number (GB 11643).
func checkDigit(body string) byte {
	sum := 0
	for i, weight := range [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(body[i]-'0') * weight
	}
	return "10X98765432"[sum%11]
}

// wrongCheckDigit spoils the last character of an ID number.
func wrongCheckDigit(id string) string {
	if id[17] == '0' {
		return id[:17] + "1"
	}
	return id[:17] + "0"
}

// idNumber makes an ID number of region 999901, which no real county has. serial
// is odd for men, as the standard asks.
func idNumber(born time.Time, serial int, sex string) string {
	serial = serial % 500 * 2
	if sex == "男" {
		serial++
	}
	body := fmt.Sprintf("%s%s%03d", countyCode, born.Format("20060102"), serial)
	return body + string(checkDigit(body))
}

func randomBirth(r *rand.Rand, low, high int) time.Time {
	years := low + r.IntN(high-low+1)
	return time.Date(asOf.Year()-years, time.Month(1+r.IntN(12)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC)
}

func schoolOf(years int) string {
	switch {
	case years >= 3 && years < 6:
		return "学前教育"
	case years >= 6 && years < 12:
		return "小学"
	case years >= 12 && years <= 15:
		return []string{"七年级", "八年级", "九年级", "九年级"}[years-12]
	case years >= 16 && years <= 18:
		return []string{"普通高中一年级", "普通高中二年级", "普通高中三年级"}[years-16]
	default:
		return ""
	}
}

// family makes n members, the head first.
func (b *builder) family(n int) []Person {
	r := b.rand
	head := Person{Name: randomName(r, ""), Relationship: "户主", Sex: []string{"男", "男", "男", "男", "女"}[r.IntN(5)], Born: randomBirth(r, 34, 68)}
	if n == 1 {
		head.Born = randomBirth(r, 38, 82)
	}
	people := []Person{head}
	eldest := min(age(head.Born)-21, 27) // the next child is younger
	for len(people) < n {
		p := Person{Name: randomName(r, surnameOf(head.Name)), Sex: []string{"男", "女"}[r.IntN(2)]}
		switch k := len(people); {
		case k == 1:
			p.Relationship, p.Name = "配偶", randomName(r, "")
			p.Sex = map[string]string{"男": "女", "女": "男"}[head.Sex]
			p.Born = randomBirth(r, age(head.Born)-3, age(head.Born)+1)
		case k == 4: // her name is her own
			p.Relationship, p.Name, p.Sex = "之母", randomName(r, ""), "女"
			p.Born = randomBirth(r, age(head.Born)+20, age(head.Born)+25)
		default:
			p.Relationship = map[string]string{"男": "之子", "女": "之女"}[p.Sex]
			p.Born = randomBirth(r, eldest/2, eldest)
			eldest = max(0, age(p.Born)-1)
		}
		people = append(people, p)
	}
	for i := range people {
		p := &people[i]
		p.School, p.Insured, p.Health = schoolOf(age(p.Born)), "是", "健康"
		b.number(p)
	}
	return people
}

// number gives a person an ID number that nobody else has.
func (b *builder) number(p *Person) {
	for {
		p.ID = idNumber(p.Born, b.rand.IntN(500), p.Sex)
		if !b.ids[p.ID] {
			b.ids[p.ID] = true
			return
		}
	}
}

// settle makes the rest of a person agree with age, school and health. chance is
// between 0 and 99.
func (p *Person) settle(chance int) {
	years := age(p.Born)
	if years > 60 && p.Health == "健康" && chance < 30 {
		p.Health = "长期慢性病"
	}
	switch {
	case years < 16 || years > 65 || p.School != "":
		p.Labour = "无劳动力"
	case p.Disability != "" || p.Health == "患有大病" || years > 59:
		p.Labour = "弱劳动力或半劳动力"
	case chance%10 == 0:
		p.Labour = "技能劳动力"
	default:
		p.Labour = "普通劳动力"
	}
	p.Months = 0
	if able := p.Labour == "技能劳动力" || p.Labour == "普通劳动力"; able && chance < 70 {
		p.Months = 4 + chance%8
	}
	switch {
	case years < 6:
		p.Schooling = "学龄前儿童"
	case years < 12:
		p.Schooling = "小学"
	case years < 16:
		p.Schooling = "初中"
	case p.School != "" || years < 35 && chance%3 == 0:
		p.Schooling = "高中"
	case years < 45 || chance%3 == 0:
		p.Schooling = "初中"
	case years < 66:
		p.Schooling = "小学"
	default:
		p.Schooling = "文盲或半文盲"
	}
}
