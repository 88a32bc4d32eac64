package xlsx

import (
	"context"
	"math"
	"strconv"
	"strings"
	"time"
)

// format is what a cell style says about a number.
type format uint8

const (
	formatPlain format = iota
	formatPercent
	formatDate
)

// maxStyles is far above the 65,490 that Excel allows, maxFormat above the 255
// characters of a format.
const (
	maxStyles = 1 << 20
	maxFormat = 4096
)

// readStyles finds the number format of every cell style.
func (w *Workbook) readStyles(ctx context.Context, target string) error {
	e, err := w.used(target)
	if err != nil {
		return err
	}
	custom := map[int]format{} // by id
	var ids []int
	err = w.part(ctx, e, "styleSheet", func(x *scanner) error {
		return children(x, func(name []byte) error {
			switch string(name) {
			case "numFmts":
				return children(x, func(name []byte) error {
					if string(name) != "numFmt" {
						return nil
					}
					id, err := x.formatID()
					if err != nil {
						return err
					}
					code, err := x.attribute("formatCode")
					code = code[:min(len(code), maxFormat)]
					if id >= 0 {
						custom[id] = classify(code)
					}
					if len(custom) > maxStyles {
						return refuse("file.toobig", mendSplit, "数字格式超过 %d 种", maxStyles)
					}
					return err
				})
			case "cellXfs":
				return children(x, func(name []byte) error {
					if string(name) != "xf" {
						return nil
					}
					id, err := x.formatID()
					if ids = append(ids, id); len(ids) > maxStyles {
						return refuse("file.toobig", mendSplit, "单元格样式超过 %d 种", maxStyles)
					}
					return err
				})
			}
			return nil
		})
	})
	// Formats may stand after the styles that use them.
	w.styles = make([]format, len(ids))
	for i, id := range ids {
		if f, ok := custom[id]; ok {
			w.styles[i] = f
		} else {
			w.styles[i] = builtin(id)
		}
	}
	return err
}

// formatID is the number of a format, or -1 where there is none to be read.
func (x *scanner) formatID() (int, error) {
	id, err := x.attribute("numFmtId")
	if n, ok := parseUint([]byte(id)); ok {
		return n, err
	}
	return -1, err
}

// builtin gives the formats that are known by number alone; 27–36 and 50–58
// are the Chinese dates, 71–81 the Thai ones.
func builtin(id int) format {
	switch {
	case id == 9 || id == 10:
		return formatPercent
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id >= 45 && id <= 47, id >= 50 && id <= 58, id >= 71 && id <= 81:
		return formatDate
	}
	return formatPlain
}

// classify looks at the first section of a format code, for positive numbers,
// leaving out what is shown as it stands: quoted and escaped text, fill and
// width characters, and brackets (colours, conditions, locales), except those
// of elapsed time such as [h].
func classify(code string) format {
	var letters strings.Builder
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				end = len(code) - i - 2
			}
			i += end + 1
		case '\\', '_', '*':
			i++
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				end = len(code) - i - 1
			}
			if inside := strings.ToLower(code[i+1 : i+end]); inside != "" && strings.Trim(inside, "hms") == "" {
				return formatDate
			}
			i += end
		case ';':
			i = len(code)
		default:
			letters.WriteByte(c)
		}
	}
	shown := strings.ToLower(letters.String())
	shown = strings.ReplaceAll(shown, "general", "")
	shown = strings.ReplaceAll(shown, "g/通用格式", "")
	switch {
	case strings.ContainsAny(shown, "ymdhs"), strings.Contains(shown, "aaa"):
		return formatDate
	case strings.Contains(shown, "%"):
		return formatPercent
	}
	return formatPlain
}

var (
	epoch1900 = time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC) // serial 0
	epoch1904 = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
)

// dateOf converts a serial, rounded to the millisecond. The 1900 system counts
// 29 February 1900, which never was, as serial 60: what falls on it has no
// time, and neither has what Excel itself would not show as a date.
func dateOf(number []byte, date1904 bool) time.Time {
	serial, err := strconv.ParseFloat(string(number), 64)
	const afterLast = 2958466 // 10000-01-01
	if err != nil || !(serial >= 0 && serial < afterLast) {
		return time.Time{}
	}
	days, fraction := math.Modf(serial)
	ms := math.Round(fraction * 86_400_000)
	if ms == 86_400_000 {
		days, ms = days+1, 0
	}
	start := epoch1904
	if !date1904 {
		start = epoch1900
		if days == 60 {
			return time.Time{}
		}
		if days > 60 {
			days--
		}
	}
	return start.AddDate(0, 0, int(days)).Add(time.Duration(ms) * time.Millisecond)
}
