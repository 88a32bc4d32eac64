package loaders

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Discover lists the files below a folder, ordered by name, with the hash of
// those to read and the reason for those that are not. Links are not followed,
// so nothing outside the folder is read; only regular files are opened.
func Discover(ctx context.Context, root string) ([]File, error) {
	root, err := filepath.EvalSymlinks(root)
	if err != nil {
		return nil, fmt.Errorf("input folder: %w", err)
	}
	if info, err := os.Stat(root); err != nil {
		return nil, fmt.Errorf("input folder: %w", err)
	} else if !info.IsDir() {
		return nil, fmt.Errorf("input folder: %s is not a folder", root)
	}
	var files []File
	err = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if cerr := ctx.Err(); cerr != nil {
			return cerr
		}
		if p == root {
			return err
		}
		hidden := strings.HasPrefix(d.Name(), ".")
		if hidden && d.IsDir() {
			return fs.SkipDir
		}
		f := File{Path: p, Name: nameBelow(root, p)}
		switch {
		case err != nil:
			f.Skip = "文件夹打不开,里面的文件没有读。请检查访问权限。"
		case d.IsDir() || hidden || strings.HasPrefix(d.Name(), "~$"):
			return nil
		default:
			if err := f.inspect(ctx, d); err != nil {
				return err
			}
		}
		files = append(files, f)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list input folder: %w", err)
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return files, nil
}

// DiscoverFiles lists single files as Discover does those of a folder. A file is
// named by its base name, and by as much of its path as tells it from the others.
func DiscoverFiles(ctx context.Context, paths []string) ([]File, error) {
	var files []File
	used := map[string]bool{}
	for _, p := range paths {
		abs, err := filepath.Abs(p)
		if err != nil {
			return nil, fmt.Errorf("input file: %w", err)
		}
		info, err := os.Lstat(abs)
		if err != nil {
			return nil, fmt.Errorf("input file: %w", err)
		}
		name, rest := filepath.Base(abs), filepath.Dir(abs)
		for used[name] && filepath.Base(rest) != rest {
			name, rest = filepath.Base(rest)+"/"+name, filepath.Dir(rest)
		}
		if used[name] {
			continue // the same file twice
		}
		used[name] = true
		f := File{Path: abs, Name: readable(name)}
		if err := f.inspect(ctx, fs.FileInfoToDirEntry(info)); err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return files, nil
}

func nameBelow(root, p string) string {
	rel, err := filepath.Rel(root, p)
	if err != nil {
		rel = p
	}
	return readable(filepath.ToSlash(rel))
}

// readable gives a file name that is not UTF-8, as an archive packed on Chinese
// Windows leaves it, in characters; bytes that are no GB18030 either are
// written out, so that two names never become one.
func readable(name string) string {
	if utf8.ValidString(name) {
		return name
	}
	if decoded, err := simplifiedchinese.GB18030.NewDecoder().String(name); err == nil && !strings.ContainsRune(decoded, utf8.RuneError) {
		return decoded
	}
	var b strings.Builder
	for len(name) > 0 {
		r, n := utf8.DecodeRuneInString(name)
		if r == utf8.RuneError && n == 1 {
			fmt.Fprintf(&b, "%%%02X", name[0])
		} else {
			b.WriteString(name[:n])
		}
		name = name[n:]
	}
	return b.String()
}

// MaxFile is the largest file that is read; the largest honest workbook is far
// below it. A larger one is not even hashed, and refused by the reader.
const MaxFile = 2 << 30

// inspect decides whether a file is read. One that cannot be hashed is left to
// the reader, which says why it cannot be opened.
func (f *File) inspect(ctx context.Context, d fs.DirEntry) error {
	if d.Type()&fs.ModeSymlink != 0 {
		f.Skip = "是链接,不读。请把文件本身放进文件夹。"
		return nil
	}
	if !d.Type().IsRegular() {
		f.Skip = "不是普通文件,不读。"
		return nil
	}
	if info, err := d.Info(); err == nil {
		f.Size = info.Size()
	}
	if f.Skip = skipReason(f.Name); f.Skip == "" && f.Size <= MaxFile {
		f.SHA256, _ = HashFile(ctx, f.Path)
	}
	return ctx.Err()
}

// Again looks at a file that was discovered before as it is now.
func (f File) Again(ctx context.Context) (File, error) {
	info, err := os.Lstat(f.Path)
	if err != nil {
		f.SHA256, f.Size = "", 0 // the reader says why it cannot be opened
		return f, ctx.Err()
	}
	f.SHA256 = ""
	err = f.inspect(ctx, fs.FileInfoToDirEntry(info))
	return f, err
}

const saveAs = "在 Excel 或 WPS 中打开,选“文件 › 另存为”,类型选“Excel 工作簿(*.xlsx)”,再放入文件夹。"

// oldSpreadsheets are tables in formats that we do not read.
var oldSpreadsheets = map[string]string{
	".xlt": "旧版 Excel 模板(.xlt)", ".xlsb": "Excel 二进制格式(.xlsb)", ".ett": "WPS 表格模板(.ett)",
	".ods": "OpenDocument 格式(.ods)", ".fods": "OpenDocument 格式(.fods)", ".numbers": "Numbers 格式(.numbers)", ".mdb": "Access 数据库(.mdb)", ".dbf": "dBase 格式(.dbf)",
}

func isSpreadsheet(name string) bool {
	_, ok := oldSpreadsheets[strings.ToLower(path.Ext(name))]
	return ok
}

// skipReason says why a file is not read, by its name. What an .xls really holds
// is seen when it is opened: many a one is an .xlsx or a web page.
func skipReason(name string) string {
	base := path.Base(name)
	ext := strings.ToLower(path.Ext(base))
	if strings.EqualFold(strings.TrimSuffix(base, path.Ext(base)), "readme") {
		return "说明文件,不读。"
	}
	switch ext {
	case ".xlsx", ".xlsm", ".xls", ".et", ".csv", ".txt":
		return ""
	case ".zip", ".rar", ".7z", ".gz", ".tar":
		return "压缩包不读。请解压后把里面的表格放进文件夹。"
	}
	if format, ok := oldSpreadsheets[ext]; ok {
		return format + "不读。请" + saveAs
	}
	return "不是表格文件(.xlsx、.xlsm、.xls、.et、.csv、.txt),不读。"
}
