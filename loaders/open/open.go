// Package open chooses the reader of a file by what the file holds, not by
// what it is called.
package open

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"sanlv/loaders"
	"sanlv/loaders/csv"
	"sanlv/loaders/xls"
	"sanlv/loaders/xlsx"
)

// Open opens a workbook or a text file. A *loaders.Refusal says that the file
// must not be used.
func Open(ctx context.Context, path string) (loaders.Workbook, error) {
	head, err := readHead(path)
	if err != nil {
		return nil, err
	}
	if isText(head, path) {
		wb, err := csv.Open(ctx, path)
		if err != nil {
			return nil, err // not a nil pointer in an interface
		}
		return wb, nil
	}
	if bytes.HasPrefix(head, []byte(ole2)) {
		wb, err := xls.Open(ctx, path)
		if err != nil {
			return nil, err
		}
		return wb, nil
	}
	wb, err := xlsx.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	return wb, nil
}

// ole2 begins an old workbook, and an encrypted new one.
const ole2 = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

func readHead(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open input: %w", err)
	}
	defer f.Close()
	head := make([]byte, 1024)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fmt.Errorf("read input: %w", err)
	}
	return head[:n], nil
}

// isText tells text from a workbook and from what only claims to be one (an
// encrypted file, an old .xls, a web page), about which the workbook reader has
// the right words.
func isText(head []byte, path string) bool {
	for _, magic := range []string{"PK\x03\x04", "PK\x05\x06", ole2} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return false
		}
	}
	for _, bom := range []string{"\xFF\xFE", "\xFE\xFF", "\xEF\xBB\xBF"} {
		if rest, ok := bytes.CutPrefix(head, []byte(bom)); ok {
			return !isMarkup(rest)
		}
	}
	if len(head) == 0 || bytes.IndexByte(head, 0) >= 0 {
		ext := strings.ToLower(filepath.Ext(path))
		return ext == ".csv" || ext == ".txt"
	}
	return !isMarkup(head)
}

func isMarkup(head []byte) bool {
	s := strings.ToLower(string(bytes.TrimLeft(head, " \t\r\n")))
	for _, tag := range []string{"<html", "<!doctype", "<?xml", "<table", "<meta", "<head", "<style", "<body"} {
		if strings.HasPrefix(s, tag) {
			return true
		}
	}
	return false
}
