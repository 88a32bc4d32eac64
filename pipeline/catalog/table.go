package catalog

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
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

// bad reports a field that cannot be used.
func (rec record) bad(header, rule, message, mend string) {
	rec.r.report(rec.file, rec.line, header, rec.get(header), rule, fmt.Sprintf("“%s”%s", rec.get(header), message), mend)
}

// date reads a field as a date; an empty one gives the zero time.
func (rec record) date(header string) time.Time {
	s := rec.get(header)
	if s == "" {
		return time.Time{}
	}
	for _, layout := range []string{"2006-01-02", "2006/1/2", "2006-1-2"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	rec.bad(header, "ref.date", "不是日期。", "按 2018-12-31 的样子填写。")
	return time.Time{}
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

// read parses a reference file: UTF-8 with or without BOM, or GB18030 as Excel
// on Chinese Windows saves it; the first row names the columns. required
// columns must be there, optional ones may be, others are findings.
func (r *reference) read(name string, required, optional []string) ([]record, error) {
	raw, err := r.open(name)
	if err != nil {
		return nil, err
	}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(raw) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
		if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
			r.report(name, 0, "", "", "ref.encoding", "文件既不是 UTF-8 也不是 GB18030 编码。", "在 Excel 中另存为“CSV UTF-8”后再用。")
			return nil, nil
		}
		raw = decoded
	}
	in := csv.NewReader(bytes.NewReader(raw))
	in.FieldsPerRecord = -1
	header, err := in.Read()
	if errors.Is(err, io.EOF) {
		r.report(name, 1, "", "", "ref.header", "文件是空的。", "恢复表头行:"+strings.Join(required, ",")+"。")
		return nil, nil
	}
	if err != nil {
		r.report(name, 1, "", "", "ref.csv", "表头行读不出来。", "检查引号是否成对,或在 Excel 中另存为“CSV UTF-8”。")
		return nil, nil
	}
	for i, h := range header {
		header[i] = strings.TrimSpace(h)
	}
	ok := true
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
	var out []record
	for {
		fields, err := in.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		line, _ := in.FieldPos(0)
		if err != nil {
			r.report(name, line, "", "", "ref.csv", "这一行读不出来。", "检查引号是否成对。")
			return out, nil
		}
		rec := record{file: name, line: line, fields: make(map[string]string, len(header)), r: r}
		blank := true
		for i, f := range fields {
			f = strings.TrimSpace(f)
			if f == "" {
				continue
			}
			blank = false
			if i >= len(header) || header[i] == "" {
				r.report(name, line, "", f, "ref.csv", "“"+f+"”落在没有表头的列里。", "删去多余的内容,或检查逗号。")
				continue
			}
			rec.fields[header[i]] = f
		}
		if !blank {
			out = append(out, rec)
		}
	}
}
