package csv

import (
	"bytes"
	"context"
	stdcsv "encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	textencoding "golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"sanlv/loaders"
	"sanlv/loaders/internal/conform"
)

func write(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// readFile returns the rows as text: 3: A"x" C"y".
func readFile(path string) (string, error) {
	ctx := context.Background()
	w, err := Open(ctx, path)
	if err != nil {
		return "", err
	}
	defer w.Close()
	var b strings.Builder
	for row, err := range w.Rows(ctx, 0) {
		if err != nil {
			return b.String(), err
		}
		fmt.Fprintf(&b, "%d:", row.Number)
		for _, c := range row.Cells {
			fmt.Fprintf(&b, " %s%q", loaders.ColumnLetter(c.Column), c.Text)
		}
		b.WriteString("\n")
	}
	return b.String(), nil
}

func refusalOf(t *testing.T, err error) *loaders.Refusal {
	t.Helper()
	var r *loaders.Refusal
	if !errors.As(err, &r) {
		t.Fatalf("not refused: %v", err)
	}
	if r.Rule == "" || r.Message == "" || r.Mend == "" {
		t.Fatalf("incomplete: %+v", r)
	}
	return r
}

func TestRecords(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"plain", "a,b\n1,2\n", `1: A"a" B"b"; 2: A"1" B"2"`},
		{"no line end at the end", "a,b\n1,2", `1: A"a" B"b"; 2: A"1" B"2"`},
		{"CRLF", "a,b\r\n1,2\r\n", `1: A"a" B"b"; 2: A"1" B"2"`},
		{"CR only", "a,b\r1,2\r", `1: A"a" B"b"; 2: A"1" B"2"`},
		{"line ends mixed, blank lines between", "a,b\r\n\n1,2\r\r3,4\n", `1: A"a" B"b"; 3: A"1" B"2"; 5: A"3" B"4"`},
		{"blank cells are left out, blanks are not", ",b,,\n , ,\n,,\n", `1: B"b"; 2: A" " B" "`},
		{"ragged", "a,b,c\n1\n1,2,3,4\n", `1: A"a" B"b" C"c"; 2: A"1"; 3: A"1" B"2" C"3" D"4"`},
		{"quotes, doubled, over lines", "a,\"x \"\"y\"\"\",\"1\r\n2\r3\n4\"\nb,c\n", `1: A"a" B"x \"y\"" C"1\n2\n3\n4"; 2: A"b" B"c"`},
		{"a quote within a field is text", "a,5\" pipe,b\n", `1: A"a" B"5\" pipe" C"b"`},
		{"blanks after a closing quote", "\"a\" ,\"b\"\t\r\n", `1: A"a" B"b"`},
		{"an empty quoted field", "\"\",b\n\"\"\nc,d\n", `1: B"b"; 3: A"c" B"d"`},
		{"tab", "a\tb,c\n1\t2,5\n", `1: A"a" B"b,c"; 2: A"1" B"2,5"`},
		{"semicolon", "a;b\n1,5;2,5\n3,5;4\n", `1: A"a" B"b"; 2: A"1,5" B"2,5"; 3: A"3,5" B"4"`},
		{"a title above", "柳林乡脱贫户花名册\n\n户编号,姓名,人数\n001,张三,3\n", `1: A"柳林乡脱贫户花名册"; 3: A"户编号" B"姓名" C"人数"; 4: A"001" B"张三" C"3"`},
		{"sep= is not shown", "sep=;\r\na;b\r\n1;2\r\n", `1: A"a" B"b"; 2: A"1" B"2"`},
		{"sep= in quotes", "\"sep=|\"\na|b\n", `1: A"a" B"b"`},
		{"sep= alone", "sep=;", ``},
		{"one column", "a\nb\n", `1: A"a"; 2: A"b"`},
		{"the wrapper of Excel is kept for its reader", "=\"0012\",b\n\"=\"\"0013\"\"\",c\n", `1: A"=\"0012\"" B"b"; 2: A"=\"0013\"" B"c"`},
		{"only line ends", "\n\n\n", ``},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := readFile(write(t, "a.csv", []byte(c.text)))
			if err != nil {
				t.Fatal(err)
			}
			if got = strings.ReplaceAll(strings.TrimSuffix(got, "\n"), "\n", "; "); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// The same table in every encoding gives the same rows.
func TestEncodings(t *testing.T) {
	text := "户编号,姓名,村\r\n0012,张三,㘵村\r\n0013,𠀀,𡐓㟓€①\r\n0014,\"欧阳\n·\",é\r\n" + strings.Repeat("0015,李四,柳林\r\n", 40_000)
	encode := func(e textencoding.Encoding) []byte {
		b, err := e.NewEncoder().Bytes([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	want := ""
	for name, content := range map[string][]byte{
		"UTF-8":             []byte(text),
		"UTF-8 with a BOM":  []byte("\xEF\xBB\xBF" + text),
		"GB18030":           encode(simplifiedchinese.GB18030),
		"UTF-16LE with BOM": encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)),
		"UTF-16BE with BOM": encode(unicode.UTF16(unicode.BigEndian, unicode.UseBOM)),
	} {
		got, err := readFile(write(t, "户表.csv", content))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if want == "" {
			want = got
		}
		if got != want || strings.Count(got, "\n") != 40_004 {
			t.Errorf("%s: %.300s", name, cmp.Diff(want, got))
		}
	}
}

func TestRefusals(t *testing.T) {
	gb := func(s string) string {
		b, err := simplifiedchinese.GB18030.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for _, c := range []struct{ name, content, rule, says string }{
		{"no bytes", "", "file.empty", ""},
		{"NUL", "a,b\n1,\x002\n", "file.nul", "第 7 个字节"},
		{"UTF-16 that is not marked", "a\x00,\x00b\x00", "file.nul", "第 2 个字节"},
		{"NUL in UTF-16", "\xFF\xFEa\x00\x00\x00", "file.nul", "第 5 个字节"},
		{"neither of the two", "a,b\n1,\xFF\n", "file.encoding", "第 7 个字节"},
		{"GB18030 cut in a character", gb("户编号,姓名\n1,张三")[:15], "file.encoding", "第 15 个字节"},
		{"UTF-8 cut in a character", "户编号,姓名,行政村\n1,张"[:30], "file.encoding", "第 30 个字节"},
		{"UTF-8 and then GB18030", "户编号,姓名,行政村\n" + gb("1,张三丰,柳林\n"), "file.encoding", "第 30 个字节"},
		{"GB18030 and then UTF-8", gb("户编号,姓名,行政村\n") + "一,张三丰,柳林\n", "file.encoding", "第 1 个字节"},
		{"marked as UTF-8 and is GB18030", "\xEF\xBB\xBF" + gb("户编号"), "file.encoding", "第 4 个字节"},
		{"half a unit of UTF-16", "\xFF\xFEa\x00b", "file.encoding", "第 5 个字节"},
		{"half a pair of UTF-16", "\xFE\xFF\xD8\x00\x00a", "file.encoding", "第 5 个字节"},
		{"text that was lost before", "户编号\n\uFFFD\uFFFD\n", "file.encoding", "第 11 个字节"},
		{"an unclosed quote", "a,b\n1,\"2\n3,4\n", "file.quote", "第 2 行"},
		{"an unclosed quote that meets another", "a,b\n1,\"2\n3,\"x,y\",z\n", "file.quote", "开始于第 2 行"},
		{"text after a closing quote", "a,b\n1,\"2\"3\n", "file.quote", "第 2 行"},
		{"an unclosed quote on line 2 of many", "a,b\n1,\"2\n" + strings.Repeat("3,4\n", 200_000), "file.quote", "第 2 行"},
		{"a field too long", "a,b\n1," + strings.Repeat("村", maxFieldText+1) + "\n", "cell.toolong", "B2"},
		{"a field of 32 MB", "a,b\n1," + strings.Repeat("x", 32<<20), "cell.toolong", "B2"},
		{"too many columns", strings.Repeat(",", maxColumn), "cell.range", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			start := time.Now()
			_, err := readFile(write(t, "a.csv", []byte(c.content)))
			if r := refusalOf(t, err); r.Rule != c.rule || !strings.Contains(r.Message, c.says) {
				t.Errorf("got %v, want %s with %q", r, c.rule, c.says)
			}
			conform.Answered(t, c.name, start)
		})
	}
	t.Run("a folder", func(t *testing.T) {
		if _, err := readFile(t.TempDir()); refusalOf(t, err).Rule != "file.notregular" {
			t.Error(err)
		}
	})
	t.Run("no file is no refusal", func(t *testing.T) {
		var r *loaders.Refusal
		if _, err := readFile(filepath.Join(t.TempDir(), "x")); err == nil || errors.As(err, &r) {
			t.Error(err)
		}
	})
	t.Run("the longest field that may be", func(t *testing.T) {
		if _, err := readFile(write(t, "a.csv", []byte("a,"+strings.Repeat("村", maxFieldText)))); err != nil {
			t.Error(err)
		}
	})
}

func TestChangedWhileRead(t *testing.T) {
	path := write(t, "a.csv", []byte("a,b\n1,2\n"))
	w, err := Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := os.WriteFile(path, []byte("a,b\n1,2\n3,4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var last error
	for _, last = range w.Rows(context.Background(), 0) {
	}
	if r := refusalOf(t, last); r.Rule != "file.changed" {
		t.Error(last)
	}
}

func TestSheetAndCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	w, err := Open(ctx, write(t, "户表.2024.csv", []byte(strings.Repeat("a,b\n", 200_000))))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if diff := cmp.Diff([]loaders.SheetInfo{{Name: "户表.2024"}}, w.Sheets()); diff != "" {
		t.Error(diff)
	}
	n := 0
	for range w.Rows(ctx, 0) {
		if n++; n == 3 {
			break
		}
	}
	if n != 3 {
		t.Error(n, "rows")
	}
	var last error
	for _, last = range w.Rows(ctx, 0) {
		cancel()
	}
	if !errors.Is(last, context.Canceled) {
		t.Error(last)
	}
}

// Every character of GB18030 is read, as one of its own.
func TestEveryCharacterOfGB18030(t *testing.T) {
	seen := map[rune]string{}
	read := func(c ...byte) {
		g := gbCheck{fault: -1}
		g.feed(c)
		g.end()
		out, err := io.ReadAll(&gbReader{r: bytes.NewReader(c)})
		if valid := g.fault < 0; valid != (err == nil) {
			t.Fatalf("% X: proved %v, read with %v", c, valid, err)
		}
		if err != nil {
			return
		}
		r, n := utf8.DecodeRune(out)
		if n != len(out) || r == utf8.RuneError && g.lost == 0 {
			t.Fatalf("% X: %q", c, out)
		}
		// A3A0 is one more U+3000; four bytes and two may say the same where an
		// edition has moved a character.
		if other, ok := seen[r]; ok && r != '\u3000' && len(c) == 2 {
			t.Errorf("% X and %s are both %U", c, other, r)
		}
		seen[r] = fmt.Sprintf("% X", c)
	}
	for a := byte(0x81); a < 0xFF; a++ {
		for b := 0x40; b <= 0xFF; b++ {
			read(a, byte(b))
		}
	}
	for a := byte(0x81); a < 0xFF; a++ {
		for b := byte(0x30); b <= 0x3A; b++ {
			for c := 0x80; c <= 0xFF; c += 6 {
				for d := byte(0x2F); d <= 0x3A; d += 3 {
					read(a, b, byte(c), d)
				}
			}
		}
	}
	for code, want := range map[string]rune{
		"\xB0\xA1": '啊', "\xA2\xE3": '€', "\xAA\xA1": 0xE000, "\xFE\xFE": 0xE4C5, "\xA1\x40": 0xE4C6, "\xA7\xA0": 0xE765, "\xA2\xAB": 0xE766,
		"\xD7\xFE": 0xE814, "\xFE\x51": 0x20087, "\xFE\xA0": 0x9FBB, "\xA6\xDF": 0xFE16, "\x81\x30\x81\x30": 0x80, "\x82\x31\xA2\x36": 0x3AE8, "\x90\x30\x81\x30": 0x10000, "\xE3\x32\x9A\x35": 0x10FFFF,
	} {
		out, err := io.ReadAll(&gbReader{r: strings.NewReader(code)})
		if err != nil || string(out) != string(want) {
			t.Errorf("% X is %q, want %q (%v)", code, out, want, err)
		}
	}
}

// What encoding/csv writes is read back, whatever the pieces.
func TestLikeEncodingCSV(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	words := []string{"a", "", "张三", "x,y", "say \"hi\"", "two\nlines", " ", "0012", ";", "\t"}
	for range 200 {
		var b bytes.Buffer
		out := stdcsv.NewWriter(&b)
		out.UseCRLF = rng.IntN(2) == 0
		var want strings.Builder
		for r := 1; r <= 20; r++ {
			fields := make([]string, 2+rng.IntN(5))
			line := ""
			for i := range fields {
				fields[i] = words[rng.IntN(len(words))]
				if fields[i] != "" {
					line += fmt.Sprintf(" %s%q", loaders.ColumnLetter(i+1), fields[i])
				}
			}
			if line != "" {
				fmt.Fprintf(&want, "%d:%s\n", r, line)
			}
			if err := out.Write(fields); err != nil {
				t.Fatal(err)
			}
		}
		out.Flush()
		for _, size := range []int{1, 3, 1 << 20} {
			var got strings.Builder
			p := parser{separator: ',', line: 1, emit: func(row loaders.Row) bool {
				fmt.Fprintf(&got, "%d:", row.Number)
				for _, c := range row.Cells {
					fmt.Fprintf(&got, " %s%q", loaders.ColumnLetter(c.Column), c.Text)
				}
				got.WriteString("\n")
				return true
			}}
			for rest := b.Bytes(); len(rest) > 0; {
				n := min(size, len(rest))
				if err := p.feed(rest[:n]); err != nil {
					t.Fatal(err)
				}
				rest = rest[n:]
			}
			if err := p.finish(); err != nil {
				t.Fatal(err)
			}
			if got.String() != want.String() {
				t.Fatalf("in pieces of %d: %s", size, cmp.Diff(want.String(), got.String()))
			}
		}
	}
}

// Every text of the corpus is read or refused by name.
func TestCorpus(t *testing.T) {
	_, files := conform.Corpus(t, ".csv", ".tsv")
	count := map[string]int{}
	limits := conform.Watch()
	for _, path := range files {
		start := time.Now()
		text, err := readFile(path)
		limits.Answered(t, filepath.Base(path), start)
		if strings.Contains(text, "\uFFFD") {
			t.Errorf("%s: U+FFFD", path)
		}
		if err == nil {
			count["read"]++
			continue
		}
		count[refusalOf(t, err).Rule]++
	}
	t.Log(count)
	limits.Report(t)
}

// FuzzCSV gives any bytes as a file: rows in order of valid text without
// U+FFFD, or a refusal; and the rows do not depend on the pieces.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{"a,b\r\n1,\"2\"\r\n", "sep=;\na;b\n", "\xFF\xFEa\x00,\x00", "\xD5\xC5\xC8\xFD,\xC4\xD0\n", "\"a\"\"\n\",b\r\r\"", "张\t三\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		text, err := readFile(write(t, "a.csv", b))
		if err != nil {
			refusalOf(t, err)
		}
		if !utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError) {
			t.Fatalf("%q", text)
		}
		var last int
		for line := range strings.Lines(text) {
			var n int
			if _, err := fmt.Sscanf(line, "%d:", &n); err != nil || n <= last {
				t.Fatalf("row after %d: %q", last, line)
			}
			last = n
		}
		for _, size := range []int{1, 7} {
			p, q := pieces(b, len(b)+1), pieces(b, size)
			if p != q {
				t.Fatalf("in one piece\n%s\nin pieces of %d\n%s", p, size, q)
			}
		}
	})
}

func pieces(b []byte, size int) string {
	var out strings.Builder
	p := parser{separator: ',', line: 1, emit: func(row loaders.Row) bool {
		fmt.Fprintln(&out, row)
		return true
	}}
	r := bytes.NewReader(b)
	for block := make([]byte, size); ; {
		n, err := io.ReadFull(r, block)
		if err := p.feed(block[:n]); err != nil {
			return out.String() + err.Error()
		}
		if err != nil {
			break
		}
	}
	if err := p.finish(); err != nil {
		return out.String() + err.Error()
	}
	return out.String()
}
