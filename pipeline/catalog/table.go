package catalog

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// record is one row of a reference file.
type record struct {
	file   string
	line   int
	fields map[string]string
	r      *reference
}

// get returns the trimmed field under a header.
func (rec record) get(header string) string { return rec.fields[header] }

// list returns the field split at semicolons, ASCII or full-width.
func (rec record) list(header string) []string {
	return splitList(rec.get(header))
}

func splitList(s string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(s, func(c rune) bool { return c == ';' || c == '\uFF1B' }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// empty is the message about a field that has to be filled in.
const empty = "是空的。"

// bad reports a field that cannot be used.
func (rec record) bad(header, rule, message, mend string) {
	value := rec.get(header)
	switch {
	case value != "":
		message = "“" + value + "”" + message
	case message != empty:
		message = "空白" + message
	}
	rec.r.report(rec.file, rec.line, header, value, rule, message, mend)
}

// filled reports whether a field has something in it, and says so if not.
func (rec record) filled(header, mend string) bool {
	if rec.get(header) != "" {
		return true
	}
	rec.bad(header, "ref.value", empty, mend)
	return false
}

// date reads a field as a date; an empty one gives the zero time.
func (rec record) date(header string) time.Time {
	s := rec.get(header)
	if s == "" {
		return time.Time{}
	}
	t, ok := parseDate(s)
	if !ok {
		rec.bad(header, "ref.date", "不是日期。", "按 2018-12-31 的样子填写。")
	}
	return t
}

// parseDate reads a date as our files have it or as Excel saves it.
func parseDate(s string) (time.Time, bool) {
	for _, layout := range []string{"2006-1-2", "2006/1/2", "2006年1月2日"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// oneOf reads a field that must be one of a few values.
func (rec record) oneOf(header string, allowed ...string) (string, bool) {
	s := rec.get(header)
	if slices.Contains(allowed, s) {
		return s, true
	}
	rec.bad(header, "ref.value", "不在可用的取值之内。", "改为:"+strings.Join(allowed, "、")+"。")
	return "", false
}

// rows is a reference file taken apart: its header and the rows that are not
// blank, trimmed.
type rows struct {
	header []string
	body   []row
}

// row is one row of a reference file; line counts from 1 as Excel shows it.
type row struct {
	line   int
	fields []string
}

// decode gives a text as UTF-8 without BOM. It is none when it is UTF-16, or a
// workbook renamed.
func decode(raw []byte) ([]byte, bool) {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(raw) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
		if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
			return nil, false
		}
		raw = decoded
	}
	return raw, bytes.IndexByte(raw, 0) < 0
}

// parse takes a reference file apart: UTF-8 with or without BOM, or GB18030 as
// Excel and WPS on Chinese Windows save a CSV. Rows that cannot be read are
// findings; ok is false when the file has no header to read it by.
func (r *reference) parse(name string, raw []byte) (file rows, ok bool) {
	raw, ok = decode(raw)
	if !ok {
		r.report(name, 0, "", "", "ref.encoding", "文件既不是 UTF-8 也不是 GB18030 编码的文本。", "在 Excel 中另存为“CSV UTF-8(逗号分隔)”后再用。")
		return rows{}, false
	}
	in := csv.NewReader(bytes.NewReader(raw))
	in.FieldsPerRecord = -1
	wrapped := 0 // line breaks within cells, which are no rows to Excel
	for {
		fields, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var damaged *csv.ParseError
		if errors.As(err, &damaged) {
			r.report(name, damaged.StartLine-wrapped, "", "", "ref.csv", "这一行读不出来。", "检查引号是否成对,或在 Excel 中另存为“CSV UTF-8(逗号分隔)”。")
			if file.header == nil {
				return rows{}, false
			}
			continue
		}
		line, _ := in.FieldPos(0)
		line -= wrapped
		blank := true
		for i, f := range fields {
			wrapped += strings.Count(f, "\n")
			fields[i] = strings.TrimSpace(f)
			blank = blank && fields[i] == ""
		}
		switch {
		case blank: // Excel leaves empty rows behind
		case file.header == nil:
			file.header = fields
		default:
			file.body = append(file.body, row{line, fields})
		}
	}
	return file, true
}

// read reads a reference file. The first row names the columns: required ones
// must be there, optional ones may be, others are findings. It gives nil when
// the columns are not to be told.
func (r *reference) read(name string, required, optional []string) ([]record, error) {
	raw, err := r.open(name)
	if err != nil {
		return nil, err
	}
	file, ok := r.parse(name, raw)
	if !ok {
		return nil, nil
	}
	header := file.header
	if header == nil {
		r.report(name, 1, "", "", "ref.header", "文件是空的。", "恢复表头行:"+strings.Join(required, ",")+"。")
		return nil, nil
	}
	for i, h := range header {
		switch {
		case h == "":
			// Excel leaves empty trailing columns behind; they matter only with data in them.
		case slices.Index(header, h) < i:
			r.report(name, 1, h, h, "ref.header", "表头“"+h+"”出现了两次。", "删去重复的一列。")
			ok = false
		case !slices.Contains(required, h) && !slices.Contains(optional, h):
			r.report(name, 1, h, h, "ref.unknown", "不认识表头“"+h+"”。", "改为:"+strings.Join(append(slices.Clone(required), optional...), "、")+"。")
			ok = false
		}
	}
	for _, h := range required {
		if !slices.Contains(header, h) {
			r.report(name, 1, h, "", "ref.header", "缺少“"+h+"”一列。", "补上这一列。")
			ok = false
		}
	}
	if !ok {
		return nil, nil
	}
	out := make([]record, 0, len(file.body))
	for _, row := range file.body {
		rec := record{file: name, line: row.line, fields: make(map[string]string, len(header)), r: r}
		for i, f := range row.fields {
			switch {
			case f == "":
			case i >= len(header) || header[i] == "":
				r.report(name, row.line, "", f, "ref.csv", "“"+f+"”落在没有表头的列里。", "删去多余的内容,或检查逗号。")
			default:
				rec.fields[header[i]] = f
			}
		}
		out = append(out, rec)
	}
	return out, nil
}
