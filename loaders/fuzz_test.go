package loaders

import (
	"context"
	"math/big"
	"strings"
	"testing"
	"unicode/utf8"

	"sanlv/pipeline/catalog"
)

func FuzzNumber(f *testing.F) {
	for _, s := range []string{"3200", "-1,234.5", "(1,200)", "￥3200元", "1.2万元", "１２。５", "1E-05", "9.99999999999E+27", "1。5", "约5000", "00.10", "0.00000000005"} {
		f.Add(s)
	}
	field := testField(catalog.Column{Type: catalog.Money, Unit: "元"})
	f.Fuzz(func(t *testing.T, s string) {
		for _, c := range []*Cell{text(s), number(s)} {
			field.read(c)
		}
		d, ok := parseDecimal(s)
		if !ok {
			return
		}
		n, ok := d.decimal128()
		if !ok {
			return
		}
		// Against big.Rat: never more than half of the last place away.
		exact, ok := new(big.Rat).SetString(s)
		if !ok {
			t.Fatalf("%q is no number to math/big", s)
		}
		got := new(big.Rat).SetFrac(n.BigInt(), new(big.Int).Exp(big.NewInt(10), big.NewInt(decimalScale), nil))
		off := new(big.Rat).Sub(got, exact)
		if off.Abs(off).Cmp(big.NewRat(1, 20_000_000_000)) > 0 {
			t.Errorf("%q read as %s", s, got.FloatString(12))
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"2018-06-15", "2018年6月15日", "2018.6", "201806", "202304.0", "43266", "2018-06-15 08:30:00", "20181332", "2018年"} {
		f.Add(s)
	}
	field := testField(catalog.Column{Type: catalog.Date})
	year := testField(catalog.Column{Type: catalog.Year})
	f.Fuzz(func(t *testing.T, s string) {
		if d, ok := parseDate(s); ok && (d.Year() < firstYear || d.Year() > lastYear || d.Hour() != 0) {
			t.Errorf("%q read as %v", s, d)
		}
		for _, c := range []*Cell{text(s), number(s)} {
			field.read(c)
			year.read(c)
		}
	})
}

func FuzzID(f *testing.F) {
	for _, s := range []string{"11010519491231002X", "11010519491231002x43B1", "110105491231002", "999999", "4.4E+17", "１１０"} {
		f.Add(s)
	}
	field := testField(catalog.Column{Type: catalog.IDNumber})
	f.Fuzz(func(t *testing.T, s string) {
		for _, c := range []*Cell{text(s), number(s)} {
			if v, bad := field.read(c); bad.reject == v.set && bad.rule != nil {
				t.Errorf("%q both kept and rejected", s)
			} else if v.set && !utf8.ValidString(v.text) {
				t.Errorf("%q kept as it is damaged", s)
			}
		}
	})
}

func FuzzHeader(f *testing.F) {
	f.Add("县|乡镇|行政村|户编号|户主姓名|家庭人口数|户类型\n云岭县|阳光乡|上村|1|张三|4|脱贫户\n合计", uint8(0))
	f.Add("收入(万元)||\n工资性收入|财产性收入|户编号\n1|2|3", uint8(3))
	f.Add("户编号|姓名|证件号码|与户主关系\n1|a|b|户主\n|c||之子\n注：", uint8(7))
	catalog := testCatalog(f)
	f.Fuzz(func(t *testing.T, s string, m uint8) {
		sheet := lines(strings.Split(s, "\n")...)
		if m > 0 {
			sheet = sheet.merge(1, 1, int(m%4)+1, int(m/4)%8+1)
		}
		r, err := NewReader(catalog, book(sheet).opener())
		if err != nil {
			t.Fatal(err)
		}
		res, err := r.Read(context.Background(), File{Name: "f"}, discard)
		if err != nil {
			t.Fatal(err)
		}
		if res.Detail != nil {
			t.Fatal(res.Detail)
		}
	})
}
