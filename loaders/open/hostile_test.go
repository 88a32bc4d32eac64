//go:build unix && !race

// The race detector makes everything ten times as slow.

package open

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/klauspost/compress/flate"

	"sanlv/loaders"
)

// What any file may cost, however it is made. Processor time, of all threads, is
// what does not depend on who else uses the machine.
const (
	longest = 10 * time.Second
	largest = 512 << 20
)

const (
	mainSpace = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	relSpace  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	pkgSpace  = "http://schemas.openxmlformats.org/package/2006/relationships"
	sheetHead = `<worksheet ` + mainSpace + `><sheetData>`
	sheetTail = `</sheetData></worksheet>`

	stylesHead = "<styleSheet " + mainSpace + ">"
	sharedHead = "<sst " + mainSpace + ">"
	relsHead   = `<Relationships xmlns="` + pkgSpace + `">`

	styles = "xl/styles.xml"
	shared = "xl/sharedStrings.xml"
	sheet1 = "xl/worksheets/sheet1.xml"
	sheets = "sheets" // every sheet that is not given
)

// stream is the text of a part: a block many times over. It is compressed once
// and the compressed bytes are repeated, so that gigabytes cost nothing to make.
type stream struct {
	head, block string
	times       int
	tail        string
}

// hidden puts so much noise before a text that it packs just under the ratio of
// 200:1 from which on a part is refused for that alone.
func hidden(s string) string {
	rng := rand.New(rand.NewPCG(1, 1))
	b := make([]byte, len(s)/140)
	for i := range b {
		b[i] = byte('a' + rng.IntN(26))
	}
	return "<!--" + string(b) + "-->" + s
}

var deflater = func() *flate.Writer {
	w, err := flate.NewWriter(io.Discard, 6)
	if err != nil {
		panic(err)
	}
	return w
}()

func (s stream) writeTo(z *zip.Writer, name string) error {
	h := &zip.FileHeader{Name: name, Method: zip.Deflate}
	var pieces [3][]byte
	for i, text := range []string{s.head, s.block, s.tail} {
		var b bytes.Buffer
		w := deflater
		w.Reset(&b)
		if _, err := io.WriteString(w, text); err != nil {
			return err
		}
		if err := w.Flush(); err != nil {
			return err
		}
		if i == 2 {
			if err := w.Close(); err != nil {
				return err
			}
		}
		pieces[i] = b.Bytes()
	}
	block := []byte(s.block)
	h.CRC32 = crc32.ChecksumIEEE([]byte(s.head))
	for range s.times {
		h.CRC32 = crc32.Update(h.CRC32, crc32.IEEETable, block)
	}
	h.CRC32 = crc32.Update(h.CRC32, crc32.IEEETable, []byte(s.tail))
	h.UncompressedSize64 = uint64(len(s.head) + len(s.block)*s.times + len(s.tail))
	h.CompressedSize64 = uint64(len(pieces[0]) + len(pieces[1])*s.times + len(pieces[2]))
	w, err := z.CreateRaw(h)
	if err != nil {
		return err
	}
	for _, b := range pieces[:1] {
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	for range s.times {
		if _, err := w.Write(pieces[1]); err != nil {
			return err
		}
	}
	_, err = w.Write(pieces[2])
	return err
}

// rows is a worksheet of a block of rows many times over.
func rows(block string, times int) stream { return stream{sheetHead, block, times, sheetTail} }

// maker writes the file of a case.
type maker func(path string) error

type parts map[string]stream

// book is a workbook of one sheet with the parts given.
func book(p parts) maker { return books(1, p) }

// books is a workbook with so many sheets; those that are not given are empty.
func books(n int, p parts) maker {
	return func(path string) error {
		f, err := os.Create(path)
		if err != nil {
			return err
		}
		defer f.Close()
		z := zip.NewWriter(f)
		rel := func(id, kind, target string) string {
			return fmt.Sprintf(`<Relationship Id="%s" Type="%s/%s" Target="%s"/>`, id, relSpace, kind, target)
		}
		var list, rels strings.Builder
		all := parts{}
		for i := 1; i <= n; i++ {
			name := fmt.Sprintf("worksheets/sheet%d.xml", i)
			fmt.Fprintf(&list, `<sheet name="表%d" sheetId="%d" r:id="s%d"/>`, i, i, i)
			rels.WriteString(rel(fmt.Sprint("s", i), "worksheet", name))
			all["xl/"+name] = rows("", 0)
			if p[sheets].times > 0 {
				all["xl/"+name] = p[sheets]
			}
		}
		for _, k := range []string{"styles", "sharedStrings"} {
			if _, ok := p["xl/"+k+".xml"]; ok {
				rels.WriteString(rel(k, k, k+".xml"))
			}
		}
		all["_rels/.rels"] = stream{head: relsHead + rel("a", "officeDocument", "xl/workbook.xml") + `</Relationships>`}
		all["xl/workbook.xml"] = stream{head: `<workbook ` + mainSpace + ` xmlns:r="` + relSpace + `"><sheets>` + list.String() + `</sheets></workbook>`}
		all["xl/_rels/workbook.xml.rels"] = stream{head: relsHead + rels.String() + `</Relationships>`}
		for name, s := range p {
			all[name] = s
		}
		delete(all, sheets)
		for name, s := range all {
			if err := s.writeTo(z, name); err != nil {
				return err
			}
		}
		if err := z.Close(); err != nil {
			return err
		}
		return f.Close()
	}
}

func sheet(s stream) maker { return book(parts{sheet1: s}) }

// outcome reads every sheet: the rule that refused the file, or what was read,
// in full when it is little.
func outcome(t *testing.T, path string) (rule, cells string) {
	t.Helper()
	refused := func(err error) string {
		var r *loaders.Refusal
		if !errors.As(err, &r) {
			t.Fatalf("not a refusal: %v", err)
		}
		if r.Message == "" || r.Mend == "" {
			t.Fatalf("incomplete: %+v", r)
		}
		t.Log(r.Message)
		return r.Rule
	}
	w, err := Open(t.Context(), path)
	if err != nil {
		return refused(err), ""
	}
	defer w.Close()
	var b strings.Builder
	nRows, nCells := 0, 0
	for i, info := range w.Sheets() {
		for row, err := range w.Rows(t.Context(), i) {
			if err != nil {
				return refused(err), ""
			}
			nRows++
			for _, c := range row.Cells {
				if nCells++; nCells <= 8 {
					fmt.Fprintf(&b, "%s!%s%d=%.40s ", info.Name, loaders.ColumnLetter(c.Column), row.Number, c.Text)
				}
			}
		}
	}
	if nCells > 8 {
		return "", fmt.Sprintf("%d rows, %d cells", nRows, nCells)
	}
	return "", strings.TrimSpace(b.String())
}

// inUse is what the Go program holds of the machine's memory.
func inUse() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64() - s[1].Value.Uint64()
}

// processor is the time that this program has had of all processors.
func processor(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// watch returns the processor time and the growth of memory that f took.
func watch(t *testing.T, f func()) (took time.Duration, grown int64) {
	t.Helper()
	debug.FreeOSMemory()
	before := inUse()
	stop, peak := make(chan struct{}), make(chan uint64)
	go func() {
		most := before
		for tick := time.NewTicker(2 * time.Millisecond); ; {
			select {
			case <-stop:
				tick.Stop()
				peak <- max(most, inUse())
				return
			case <-tick.C:
				most = max(most, inUse())
			}
		}
	}()
	start := processor(t)
	f()
	took = processor(t) - start
	close(stop)
	return took, int64(<-peak - before)
}

func TestHostile(t *testing.T) {
	for _, c := range hostile {
		t.Run(c.name, func(t *testing.T) {
			if c.slow && testing.Short() {
				t.Skip("slow")
			}
			name := c.file
			if name == "" {
				name = "户表.xlsx"
			}
			path := filepath.Join(t.TempDir(), name)
			if err := c.make(path); err != nil {
				t.Fatal(err)
			}
			var rule, cells string
			took, grown := watch(t, func() { rule, cells = outcome(t, path) })
			info, _ := os.Stat(path)
			t.Logf("%s%s: %.2f s, %d MB, file of %d KB", rule, cells, took.Seconds(), grown>>20, info.Size()>>10)
			if rule != c.rule || cells != c.cells {
				t.Errorf("got %q %q, want %q %q", rule, cells, c.rule, c.cells)
			}
			if took > longest || grown > largest {
				t.Errorf("took %v and %d MB", took, grown>>20)
			}
		})
	}
}

// text is a piece so many times over.
func text(piece string, times int) maker {
	return func(path string) error {
		f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		defer f.Close()
		for times > 0 {
			n := min(times, 1+(1<<20)/(1+len(piece)))
			if _, err := f.WriteString(strings.Repeat(piece, n)); err != nil {
				return err
			}
			times -= n
		}
		return f.Close()
	}
}

func join(makers ...maker) maker {
	return func(path string) error {
		for _, m := range makers {
			if err := m(path); err != nil {
				return err
			}
		}
		return nil
	}
}

func sparse(size int64) maker {
	return func(path string) error {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			return err
		}
		return os.Truncate(path, size)
	}
}

func utf16Rows(mb int) stream {
	wide := func(s string) string {
		var b strings.Builder
		for i := range len(s) {
			b.WriteByte(s[i])
			b.WriteByte(0)
		}
		return b.String()
	}
	return stream{"\xFF\xFE" + wide(sheetHead), wide(hidden(hidden(strings.Repeat(" ", 1<<20)))), mb, wide(sheetTail)}
}

func manyAttributes(n int) string {
	var b strings.Builder
	b.WriteString("<y")
	for i := range n {
		fmt.Fprintf(&b, ` %c%c=""`, 'a'+i/26, 'a'+i%26)
	}
	return b.String() + "/>"
}

func merged(n int) stream {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<mergeCell ref="A%d"/>`, i+1)
	}
	return stream{sheetHead + "</sheetData><mergeCells>", b.String(), 1, "</mergeCells></worksheet>"}
}

func prefixes(n int) stream {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<y xmlns:a%d="`+pkgSpace+`"/>`, i)
	}
	return rows(b.String(), 1)
}

// hostile lists files that are made to harm, and what becomes of them: a rule
// that refuses them, or the cells that are read. More of them, that need what is
// inside of a reader or are quick, are in loaders/xlsx and loaders/csv.
var hostile = []struct {
	name  string
	file  string // 户表.xlsx unless given
	make  maker
	rule  string
	cells string
	slow  bool
}{
	// Bombs.
	{name: "a bomb in the styles", make: book(parts{styles: {stylesHead, strings.Repeat(" ", 1<<20), 100, "</styleSheet>"}}), rule: "file.toobig"},
	{name: "a bomb in the shared strings", make: book(parts{shared: {sharedHead, strings.Repeat("<si/>", 1<<18), 100, "</sst>"}}), rule: "file.toobig"},
	{name: "a bomb in a picture nobody reads", make: book(parts{"xl/media/1.png": {"", strings.Repeat("\x00", 1<<20), 500, ""}}), rule: "file.toobig"},
	{name: "a bomb in 750 sheets that are each small", make: books(750, parts{sheets: rows("<row>"+strings.Repeat("<c/>", 16384)+"</row>", 120)}), rule: "file.toobig"},
	{name: "a sheet of 5 GB", make: sheet(rows(strings.Repeat(" ", 1<<20), 5<<10)), rule: "file.toobig"},
	{name: "4 GB of comment, not quite a bomb", make: sheet(rows(strings.Replace(hidden(strings.Repeat("x", 1<<20)), "-->", "", 1)+"-->", 4000)), slow: true},
	{name: "500 MB of UTF-16", make: sheet(utf16Rows(250))},
	{name: "25 million blank shared strings", make: book(parts{shared: {sharedHead, hidden(strings.Repeat("<si/>", 200_000)), 125, "</sst>"}})},
	{name: "27 million blank shared strings", make: book(parts{shared: {sharedHead, hidden(strings.Repeat("<si/>", 300_000)), 90, "</sst>"}}), rule: "file.toobig"},
	{name: "480 MB of shared strings", make: book(parts{shared: {sharedHead, hidden(strings.Repeat("<si><t>"+strings.Repeat("x", 1000)+"</t></si>", 1000)), 480, "</sst>"}}), rule: "file.toobig"},
	{name: "number formats of a megabyte each", make: book(parts{styles: {stylesHead + "<numFmts>", hidden(`<numFmt numFmtId="164" formatCode="` + strings.Repeat("y", 1_000_000) + `"/>`), 300, "</numFmts></styleSheet>"}})},
	{name: "format numbers of a megabyte each", make: book(parts{styles: {stylesHead + "<cellXfs>", hidden(`<xf numFmtId="` + strings.Repeat("1", 1_000_000) + `"/>`), 300, "</cellXfs></styleSheet>"}})},
	{name: "400,000 merged areas in each of 3 sheets", make: books(3, parts{sheets: merged(400_000)}), rule: "file.toobig"},
	{name: "20,000 merged areas, one on the other", make: sheet(stream{sheetHead, "<row><c><v>1</v></c></row>", 20_000, `</sheetData><mergeCells>` + strings.Repeat(`<mergeCell ref="A1:A20000"/>`, 20_000) + "</mergeCells></worksheet>"}), rule: "cell.overlap"},
	{name: "relationships of 100 MB", make: book(parts{"xl/_rels/workbook.xml.rels": {relsHead, hidden(strings.Repeat(" ", 1<<20)), 100, "</Relationships>"}}), rule: "file.toobig"},
	{name: "4,900 sheets", make: books(4900, parts{sheets: rows("<row><c><v>1</v></c></row>", 1)}), cells: "4900 rows, 4900 cells"},

	// Much to do in few bytes.
	{name: "500 million elements that are no rows", make: sheet(rows(hidden(strings.Repeat("<y/>", 1<<18)), 2000)), rule: "file.slow", slow: true},
	{name: "130 million comments", make: sheet(rows(hidden(strings.Repeat("<!---->", 1<<17)), 1000)), rule: "file.slow", slow: true},
	{name: "elements of 250 attributes", make: sheet(rows(hidden(strings.Repeat(manyAttributes(250), 600)), 600)), rule: "file.slow", slow: true},
	{name: "100,000 prefixes of a namespace", make: sheet(prefixes(100_000)), rule: "xml.limit"},
	{name: "character data in large pieces", make: sheet(rows(hidden("<y><![CDATA["+strings.Repeat("]] ", 300_000)+"]]></y>"), 500))},
	{name: "tags of a megabyte", make: sheet(rows(hidden(`<y a="`+strings.Repeat("x", 1_000_000)+`"/>`), 500))},
	{name: "30 million references to characters", make: book(parts{shared: {sharedHead, hidden("<si><t>" + strings.Repeat("&lt;", 32000) + "</t></si>"), 1000, "</sst>"}})},
	{name: "text nested too deep", make: sheet(rows("<row><c><is>"+strings.Repeat("<r>", 300), 1)), rule: "xml.limit"},

	// Rows and cells.
	{name: "16,384 columns, 1,000 blank rows", make: sheet(rows("<row>"+hidden(strings.Repeat("<c/>", 16384))+"</row>", 1000))},
	{name: "16,384 columns, 200 rows", make: sheet(rows("<row>"+hidden(strings.Repeat("<c><v>1</v></c>", 16384))+"</row>", 200)), cells: "200 rows, 3276800 cells"},
	{name: "16,384 columns, 100,000 rows", make: sheet(rows(hidden("<row>"+strings.Repeat("<c><v>1</v></c>", 16384)+"</row>"), 18_000)), rule: "file.toobig"},
	{name: "a million rows without numbers", make: sheet(stream{sheetHead, strings.Repeat("<row/>", 1023), 1025, "<row><c><v>7</v></c></row>" + sheetTail}), cells: "表1!A1048576=7"},
	{name: "one more than a million rows", make: sheet(stream{sheetHead, strings.Repeat("<row/>", 1024), 1024, "<row><c><v>7</v></c></row>" + sheetTail}), rule: "cell.range"},
	{name: "a dimension that is too small", make: sheet(stream{head: strings.Replace(sheetHead, "<sheetData>", `<dimension ref="A1"/><sheetData>`, 1) + `<row r="5"><c r="C5"><v>7</v></c></row>` + sheetTail}), cells: "表1!C5=7"},
	{name: "a dimension that is too large", make: sheet(stream{head: strings.Replace(sheetHead, "<sheetData>", `<dimension ref="A1:XFD1048576"/><sheetData>`, 1) + `<row r="5"><c r="C5"><v>7</v></c></row>` + sheetTail}), cells: "表1!C5=7"},
	{name: "a row number beyond all numbers", make: sheet(rows(`<row r="18446744073709551617"/>`, 1)), rule: "cell.reference"},
	{name: "a shared text beyond 32 bits", make: book(parts{shared: {head: sharedHead + "<si><t>x</t></si></sst>"}, sheet1: rows(`<row><c t="s"><v>4294967296</v></c></row>`, 1)}), rule: "cell.index"},
	{name: "a cell of 200 MB in one piece", make: book(parts{shared: {sharedHead + "<si><t>", hidden(strings.Repeat("x", 1<<20)), 200, "</t></si></sst>"}}), rule: "cell.toolong"},
	{name: "a cell of 200 MB in 200,000 pieces", make: sheet(stream{sheetHead + `<row><c t="inlineStr"><is>`, hidden(strings.Repeat("<r><t>"+strings.Repeat("x", 1000)+"</t></r>", 1000)), 200, "</is></c></row>" + sheetTail}), rule: "cell.toolong"},
	{name: "a row of 500 MB", make: sheet(stream{sheetHead + "<row>", hidden(`<c t="inlineStr"><is><t>` + strings.Repeat("x", 32000) + "</t></is></c>"), 16384, "</row>" + sheetTail}), rule: "file.toobig"},

	// Names and targets.
	{name: "names that attack a reader", make: books(3, parts{"xl/workbook.xml": {head: "<workbook " + mainSpace + ` xmlns:r="` + relSpace + `"><sheets>` +
		`<sheet name="=cmd|&apos;/c calc&apos;!A1" r:id="s1"/><sheet name="&lt;/script&gt;" r:id="s2"/><sheet name="&#x202E;xslx" r:id="s3"/></sheets></workbook>`},
		sheets: rows(`<row><c t="inlineStr"><is><t>=1+1</t></is></c></row>`, 1)}), cells: "=cmd|'/c calc'!A1!A1==1+1 </script>!A1==1+1 \u202Exslx!A1==1+1"},
	{name: "a name of 2 MB", make: book(parts{"xl/workbook.xml": {"<workbook " + mainSpace + `><sheets><sheet name="`, strings.Repeat("x", 1000), 900, `"/></sheets></workbook>`}}), rule: "xml.limit"},
	{name: "a sheet outside of the file", make: book(parts{"xl/_rels/workbook.xml.rels": {head: relsHead + `<Relationship Id="s1" Type="` + relSpace + `/worksheet" Target="../../../../etc/passwd"/></Relationships>`}}), rule: "file.partmissing"},
	{name: "a sheet on the net", make: book(parts{"xl/_rels/workbook.xml.rels": {head: relsHead + `<Relationship Id="s1" TargetMode="External" Type="` + relSpace + `/worksheet" Target="http://127.0.0.1/x"/></Relationships>`}}), rule: "file.partmissing"},
	{name: "a part called ../../x", make: book(parts{"../../x": {head: "x"}, sheet1: rows("<row><c><v>1</v></c></row>", 1)}), cells: "表1!A1=1"},

	// Files that are something else, or nothing.
	{name: "no bytes", file: "a.csv", make: text("", 1), rule: "file.empty"},
	{name: "4 GB of nothing", make: sparse(4 << 30), rule: "file.notworkbook"},
	{name: "4 GB of nothing, called text", file: "a.csv", make: sparse(4 << 30), rule: "file.nul"},
	{name: "a web page called text", file: "a.csv", make: text("<html><table><tr><td>1,2</td></tr></table>", 1), rule: "file.html"},
	{name: "a workbook called text", file: "a.csv", make: sheet(rows("<row><c><v>1</v></c></row>", 1)), cells: "表1!A1=1"},
	{name: "text whose name attacks a reader", file: "=cmd|'calc'!A1\u202E.csv", make: text("a,=1+1\n", 1), cells: "=cmd|'calc'!A1\u202E!A1=a =cmd|'calc'!A1\u202E!B1==1+1"},
	{name: "only a byte order mark", file: "a.csv", make: text("\xFF\xFE", 1)},
	{name: "UTF-32", file: "a.csv", make: text("\xFF\xFE\x00\x00a\x00\x00\x00", 1), rule: "file.nul"},

	// Text.
	{name: "a field of 100 MB", file: "a.csv", make: text("x", 100<<20), rule: "cell.toolong"},
	{name: "a field of 100 MB in quotes", file: "a.csv", make: join(text("a,b\n\"", 1), text("x\n", 50<<20)), rule: "file.quote"},
	{name: "a row of 500 MB of text", file: "a.csv", make: text(strings.Repeat("x", 32000)+",", 16000), rule: "file.toobig", slow: true},
	{name: "an unclosed quote on line 2 of a million", file: "a.csv", make: join(text("a,b\n1,\"2\n", 1), text("3,4\n", 1_000_000)), rule: "file.quote"},
	{name: "50 million blank lines", file: "a.csv", make: text("\n", 50_000_000)},
	{name: "100 million commas", file: "a.csv", make: text(strings.Repeat(",", 10_000)+"\r", 10_000)},
	{name: "10 million quotes", file: "a.csv", make: text(`"","",`+"\n", 2_500_000)},
	{name: "10 million cells", file: "a.csv", make: text(strings.Repeat("1;", 10_000)+"\n", 1000), cells: "1000 rows, 10000000 cells"},
	{name: "GB18030 of four bytes each", file: "a.csv", make: text(strings.Repeat("\x90\x30\x81\x30\x82\x31\xA2\x36", 1000)+"\n", 5000), cells: "5000 rows, 5000 cells"},
	{name: "GB18030 whose last byte is wrong", file: "a.csv", make: join(text("\xD5\xC5,\n", 10_000_000), text("\xFF", 1)), rule: "file.encoding"},
	{name: "pairs of UTF-16", file: "a.csv", make: join(text("\xFE\xFF", 1), text(strings.Repeat("\xD8\x40\xDC\x0B\x00,", 1000)+"\x00\n", 2000)), cells: "2000 rows, 2000000 cells"},
}
