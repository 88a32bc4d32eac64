package catalog

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// ownChecks is the folder among an office's reference files that holds checks of
// its own: one SQL file each, written as those in models/chk, so that an office
// adds a rule without building the program.
const ownChecks = "checks"

// ModelError says what is wrong with a model file: in English for whoever works on
// the program, in Chinese (Says) for the office whose check it is.
type ModelError struct {
	File string
	Line int // 0 for the file as a whole
	What string
	Says string
}

func (e *ModelError) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.What)
	}
	return e.File + ": " + e.What
}

func modelError(file string, line int, says, format string, args ...any) error {
	return &ModelError{File: file, Line: line, Says: says, What: fmt.Sprintf(format, args...)}
}

// checks lists the office's own checks.
func (r *reference) checks() []string {
	if r.override == nil {
		return nil
	}
	files, _ := fs.Glob(r.override, ownChecks+"/*.sql") // the pattern is sound
	slices.Sort(files)
	return files
}

// quoted is a text in SQL.
var quoted = regexp.MustCompile(`'[^']*'`)

// mendCheck is what to do about a check of one's own.
const mendCheck = "照说明.txt 第七节的例子改。"

// readOwnChecks adds the office's own checks to the models. What is wrong with
// them is a finding, for the office wrote them.
func (c *Catalog) readOwnChecks(r *reference) error {
	tables := map[string]bool{}
	for _, m := range c.Models {
		tables[m.Table()] = true
	}
	for _, s := range c.Sheets {
		tables[s.RawTable()] = true
	}
	for _, file := range r.checks() {
		raw, err := r.open(file)
		if err != nil {
			return err
		}
		id := strings.TrimSuffix(path.Base(file), ".sql")
		text, ok := decode(raw)
		if !ok {
			r.report(file, 0, "", "", "ref.encoding", "文件既不是 UTF-8 也不是 GB18030 编码的文本。", "用记事本另存为 UTF-8 编码。")
			continue
		}
		m, err := ParseModel(LayerCheck, file, strings.ReplaceAll(string(text), "\r\n", "\n"))
		var wrong *ModelError
		switch {
		case errors.As(err, &wrong):
			r.report(file, wrong.Line, "", "", "ref.check", wrong.Says, mendCheck)
		case err != nil:
			return err
		case !validName(id):
			r.report(file, 0, "", "", "ref.check", "文件名不能作检查的代号。", "文件名只用小写英文字母、数字和下划线,以字母开头,如 phone_missing.sql。")
		case tables[m.Table()]:
			r.report(file, 0, "", "", "ref.check", "与自带的检查同名。", "换一个文件名;自带的检查不能替换,它的界限可以在 parameters.csv 中改。")
		case strings.Contains(quoted.ReplaceAllString(comment.ReplaceAllString(m.SQL, ""), ""), ";"):
			r.report(file, 0, "", "", "ref.check", "SQL 只能有一句,其中不写分号。", mendCheck)
		default:
			for _, need := range m.Needs {
				if prefix, _, _ := strings.Cut(need, "_"); prefix != "ref" && prefix != "meta" && !tables[need] && Unions[need] == "" {
					r.report(file, 0, "", "", "ref.check", "没有 "+need+" 这张表。", "读入的表和列见方法手册的数据字典:stg_ 加表的代号,如 stg_household。")
				}
			}
			m.Own = true
			c.Models = append(c.Models, m)
		}
	}
	return nil
}
