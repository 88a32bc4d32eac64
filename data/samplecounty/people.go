package samplecounty

import (
	"fmt"
	"math/rand/v2"
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
}

// asOf is the day on which the sample county is assessed.
var asOf = time.Date(2018, 12, 31, 0, 0, 0, 0, time.UTC)

func age(born time.Time) int {
	years := asOf.Year() - born.Year()
	if born.YearDay() > asOf.YearDay() {
		years--
	}
	return years
}

var (
	surnames = []string{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗", "欧阳", "上官"}
	first    = []string{"禾", "垄", "岚", "渠", "塘", "坪", "溪", "樟", "榆", "桐", "麦", "稷", "菽", "粟"}
	second   = []string{"旺", "丰", "岁", "年", "亩", "畦", "陌", "阡", "满", "穗"}
)

func randomName(r *rand.Rand, surname string) string {
	if surname == "" {
		surname = surnames[r.IntN(len(surnames))]
	}
	name := surname + first[r.IntN(len(first))]
	if r.IntN(4) > 0 {
		name += second[r.IntN(len(second))]
	}
	return name
}

func surnameOf(name string) string {
	for _, s := range surnames[len(surnames)-2:] { // the two of two characters
		if len(name) > len(s) && name[:len(s)] == s {
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
	// month and day before the as-of date, so that the age is what was asked
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
	head := Person{Name: randomName(r, ""), Relationship: "户主", Sex: []string{"男", "男", "男", "女"}[r.IntN(4)], Born: randomBirth(r, 34, 68)}
	people := []Person{head}
	for len(people) < n {
		p := Person{Name: randomName(r, surnameOf(head.Name)), Sex: []string{"男", "女"}[r.IntN(2)]}
		switch k := len(people); {
		case k == 1:
			p.Relationship, p.Name = "配偶", randomName(r, "")
			p.Sex = map[string]string{"男": "女", "女": "男"}[head.Sex]
			p.Born = head.Born.AddDate(r.IntN(5)-2, 0, 0)
		case k == 4:
			p.Relationship, p.Sex, p.Born = "之母", "女", head.Born.AddDate(-24, 0, 0)
		default:
			p.Relationship = map[string]string{"男": "之子", "女": "之女"}[p.Sex]
			p.Born = randomBirth(r, 1, min(age(head.Born)-20, 28))
		}
		people = append(people, p)
	}
	for i := range people {
		p := &people[i]
		p.School, p.Insured = schoolOf(age(p.Born)), "是"
		for { // two persons never share a number
			p.ID = idNumber(p.Born, r.IntN(500), p.Sex)
			if !b.ids[p.ID] {
				b.ids[p.ID] = true
				break
			}
		}
	}
	return people
}
