package xlsx

import (
	"bytes"
	"io"
	"os"
	"strings"

	"sanlv/loaders/excel"
)

// checkMagic refuses what is no zip, naming what it is instead.
func checkMagic(file *os.File, size int64) error {
	if size == 0 {
		return excel.Refuse("file.empty", excel.MendSaveAs, "文件是空的(0 字节)")
	}
	head := make([]byte, min(size, 4096))
	if _, err := io.ReadFull(io.NewSectionReader(file, 0, size), head); err != nil {
		return err
	}
	switch starts := func(s string) bool { return bytes.HasPrefix(head, []byte(s)) }; {
	case starts("PK\x03\x04"):
		return nil
	case starts("PK\x05\x06"):
		return excel.Refuse("file.notworkbook", excel.MendSaveAs, "这是一个空的压缩包,不是 Excel 工作簿")
	case starts("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"):
		return compound(file)
	case starts("\x09\x00\x04\x00"), starts("\x09\x02\x06\x00"), starts("\x09\x04\x06\x00"), starts("\x09\x08"):
		return excel.Refuse("file.xls", excel.MendSaveAs, "这是很旧的 .xls 格式(BIFF),不是 .xlsx 工作簿")
	case starts("%PDF"):
		return excel.Refuse("file.notworkbook", "请报送原来的 Excel 表格", "这是 PDF 文件,不是 Excel 工作簿")
	case starts("Rar!"), starts("7z\xBC\xAF"), starts("\x1F\x8B"):
		return excel.Refuse("file.notworkbook", "请先解压,再报送里面的 Excel 表格", "这是压缩包,不是 Excel 工作簿")
	}
	text := strings.ReplaceAll(string(head), "\x00", "") // UTF-16 as ASCII
	for _, bom := range []string{"\xEF\xBB\xBF", "\xFF\xFE", "\xFE\xFF"} {
		text = strings.TrimPrefix(text, bom)
	}
	text = strings.ToLower(strings.TrimSpace(text))
	page := strings.HasPrefix(text, "mime-version:")
	for _, tag := range []string{"<!doctype html", "<html", "<head", "<meta", "<style", "<body", "<table"} {
		page = page || strings.HasPrefix(text, tag)
	}
	switch {
	case page, strings.HasPrefix(text, "<") && strings.Contains(text, "<html"):
		return excel.Refuse("file.html", excel.MendSaveAs, "这是网页表格(HTML),只是改了扩展名,不是 Excel 工作簿")
	case strings.HasPrefix(text, "<?xml"), strings.HasPrefix(text, "<"):
		return excel.Refuse("file.notworkbook", excel.MendSaveAs, "这是 XML 文件(如“XML 表格 2003”),不是 .xlsx 工作簿")
	case bytes.IndexByte(head, 0) < 0 && text != "":
		return excel.Refuse("file.notworkbook", "如果内容是逗号分隔的文本,请把扩展名改回 .csv;否则"+excel.MendSaveAs[len("请"):],
			"这是文本文件,只是改了扩展名,不是 Excel 工作簿")
	}
	return excel.Refuse("file.notworkbook", excel.MendSaveAs, "文件内容不是 Excel 工作簿(开头不是 xlsx 的标志)")
}

// compound tells apart what comes in an OLE2 container: an encrypted workbook
// has a stream of that name, everything else is taken for an old .xls.
func compound(file *os.File) error {
	wide := func(s string) []byte {
		var b []byte
		for i := range len(s) {
			b = append(b, s[i], 0)
		}
		return b
	}
	encrypted, word, book := wide("EncryptedPackage"), wide("WordDocument"), wide("Workbook")
	hasWord, hasBook := false, false // a workbook may have a document inside
	block := make([]byte, 1<<20)
	const limit = 256 << 20 // far beyond any .xls
	for offset := int64(0); offset < limit; {
		n, err := file.ReadAt(block, offset)
		if err != nil && err != io.EOF {
			return err
		}
		if bytes.Contains(block[:n], encrypted) {
			return excel.Refuse("file.encrypted", excel.MendDecrypt, "工作簿设了打开密码(已加密),读不了")
		}
		hasWord = hasWord || bytes.Contains(block[:n], word)
		hasBook = hasBook || bytes.Contains(block[:n], book)
		if err == io.EOF {
			break
		}
		offset += int64(n - len(encrypted)) // a name may lie across two blocks
	}
	if hasWord && !hasBook {
		return excel.Refuse("file.notworkbook", "请报送 Excel 表格", "这是旧版 Word 文档(.doc),不是 Excel 工作簿")
	}
	return excel.Refuse("file.xls", excel.MendSaveAs, "这是旧版 .xls 格式(Excel 97-2003),不是 .xlsx 工作簿")
}
