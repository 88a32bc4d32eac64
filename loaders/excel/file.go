package excel

import "os"

// OpenFile opens a workbook and gives its size. What is no regular file is
// refused before it is opened: opening a pipe would wait for ever.
func OpenFile(path string) (*os.File, int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, 0, err
	}
	if !info.Mode().IsRegular() {
		return nil, 0, Refuse("file.notregular", "请报送文件本身", "这不是普通文件(是文件夹、管道或设备)")
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	return file, info.Size(), nil
}
