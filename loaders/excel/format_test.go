package excel

import (
	"testing"
	"time"
)

func TestDates(t *testing.T) {
	for _, c := range []struct {
		serial float64
		is1904 bool
		want   string
	}{
		{0, false, "1899-12-31"}, {1, false, "1900-01-01"}, {59, false, "1900-02-28"}, {59.9, false, "1900-02-28 21:36:00"},
		{60, false, ""}, {60.5, false, ""}, {61, false, "1900-03-01"}, {45292, false, "2024-01-01"},
		{45291.999999999, false, "2024-01-01"}, {45292.75, false, "2024-01-01 18:00:00"}, {2958465, false, "9999-12-31"},
		{2958466, false, ""}, {-1, false, ""}, {1e308, false, ""},
		{0, true, "1904-01-01"}, {60, true, "1904-03-01"}, {43830, true, "2024-01-01"},
	} {
		want := time.Time{}
		for _, layout := range []string{time.DateOnly, time.DateTime} {
			if d, err := time.Parse(layout, c.want); err == nil {
				want = d
			}
		}
		if got := DateOf(c.serial, c.is1904); !got.Equal(want) {
			t.Errorf("serial %v (1904: %v) is %v, want %v", c.serial, c.is1904, got, want)
		}
	}
}

func TestNumberFormats(t *testing.T) {
	for code, want := range map[string]Format{
		"General": Plain, "GENERAL": Plain, "G/通用格式": Plain, "0.00": Plain, "#,##0.00_ ": Plain, "0.00E+00": Plain, "@": Plain,
		"[Red]0.0": Plain, "[$-804]0": Plain, `0"年"`: Plain, `"ymd"0`: Plain, `0\d`: Plain, "0_d": Plain, "*y0": Plain,
		"[DBNum1][$-804]General": Plain, "[>100]0;yyyy": Plain, `"unclosed y`: Plain, "[unclosed y": Plain, "0[": Plain, "[": Plain, `"`: Plain, `0\\`: Plain,
		"0%": Percent, "0.00%;[Red]-0.00%": Percent, `0"%"`: Plain, `0\%`: Plain,
		"yyyy-mm-dd": Date, `yyyy"年"m"月"d"日"`: Date, `[$-804]yyyy"年"m"月";@`: Date, "[h]:mm": Date, "[mm]": Date,
		"h:mm AM/PM": Date, "aaaa": Date, "[DBNum1][$-804]m\"月\"d\"日\"": Date, "mmm-yy": Date, "m/d/yy h:mm": Date,
	} {
		if got := Classify(code); got != want {
			t.Errorf("%q is %v, want %v", code, got, want)
		}
	}
	for id, want := range map[int]Format{0: Plain, 4: Plain, 9: Percent, 10: Percent, 11: Plain, 14: Date, 22: Date, 23: Plain, 27: Date, 36: Date, 37: Plain, 46: Date, 49: Plain, 50: Date, 58: Date, 164: Plain} {
		if got := Builtin(id); got != want {
			t.Errorf("format %d is %v, want %v", id, got, want)
		}
	}
}
