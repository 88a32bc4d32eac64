package xlsx

import (
	"context"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"
)

// The sheets of a workbook share what may be done, however often one of them is
// read.
func TestWork(t *testing.T) {
	cells := `<row r="1">` + strings.Repeat("<c><v>1</v></c>", 100) + `</row>`
	path := book(t, minimal(oneSheet(cells),
		part{"xl/workbook.xml", strings.Replace(bookXML, "</sheets>", `<sheet name="人表" sheetId="2" r:id="rId4"/></sheets>`, 1)},
		part{"xl/_rels/workbook.xml.rels", strings.Replace(bookRels, "</Relationships>", `<Relationship Id="rId4" Type="`+relSpace+`/worksheet" Target="two.xml"/></Relationships>`, 1)},
		part{"xl/two.xml", oneSheet(cells)}))
	w, err := Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	rule := func(sheet int) string {
		var last error
		for _, last = range w.Rows(context.Background(), sheet) {
		}
		return ruleOf(t, last)
	}
	const eachSheet = 204 // declaration, worksheet, sheetData, row, and two elements a cell
	opened := w.work.done
	w.work.limit = opened + 2*eachSheet
	for _, sheet := range []int{0, 1, 0, 0, 1} {
		if got := rule(sheet); got != "" {
			t.Errorf("sheet %d: %s", sheet, got)
		}
	}
	w.work.limit--
	for _, sheet := range []int{0, 1, 1, 0} {
		if got := rule(sheet); got != "file.slow" {
			t.Errorf("sheet %d: %q", sheet, got)
		}
	}
	if w.work.done != opened {
		t.Error("reading rows counted as opening")
	}
}

// UTF-16 is converted whatever the pieces, and a cut or half a pair is refused.
func TestUTF16(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	runes := []rune("a<柳𠀀é\n𡐓")
	var text []rune
	for range 40_000 {
		text = append(text, runes[rng.IntN(len(runes))])
	}
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		var b []byte
		for _, u := range utf16.Encode(text) {
			b = order.AppendUint16(b, u)
		}
		convert := func(r io.Reader) (string, error) {
			out, err := io.ReadAll(newUTF16(r, order.(binary.ByteOrder)))
			return string(out), err
		}
		for name, feed := range map[string]func(io.Reader) io.Reader{
			"one byte": iotest.OneByteReader, "half": iotest.HalfReader, "data with the error": iotest.DataErrReader,
		} {
			if got, err := convert(feed(strings.NewReader(string(b)))); err != nil || got != string(text) {
				t.Errorf("%v, %s: %d bytes of %d, %v", order, name, len(got), len(string(text)), err)
			}
		}
		if got, err := convert(strings.NewReader(string(b[:len(b)-1]))); ruleOf(t, err) != "xml.damaged" || !strings.HasPrefix(string(text), got) {
			t.Errorf("%v, cut: %v", order, err)
		}
		for name, units := range map[string][]uint16{"first half": {0xD800, 'a', 'b'}, "second half": {0xDC00, 'a'}, "first half at the end": {'a', 0xD800}} {
			var b []byte
			for _, u := range units {
				b = order.AppendUint16(b, u)
			}
			if got, err := convert(strings.NewReader(string(b))); ruleOf(t, err) != "xml.damaged" {
				t.Errorf("%v, %s: %q, %v", order, name, got, err)
			}
		}
	}
}
