package cli

import (
	"bytes"
	"encoding/json"
	"testing"
)

// A terminal gets no character that it would obey, and what is left in order.
func TestScreen(t *testing.T) {
	var b bytes.Buffer
	if n, err := (screen{&b}).Write([]byte("甲\x1b[31m\u202e乙\r\u2028\n\t丙\x07\xff")); n != 25 || err != nil {
		t.Error(n, err)
	}
	if want := "甲\ufffd[31m\ufffd乙\ufffd\ufffd\n\t丙\ufffd\ufffd"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}

// JSON keeps every text, and shows none of them to the terminal.
func TestJSONKeepsTexts(t *testing.T) {
	var b bytes.Buffer
	const text = "甲\u202e<乙>\x07\n\U000E0001\u0085"
	if err := writeJSON(&b, map[string]string{"名": text}); err != nil {
		t.Fatal(err)
	}
	if r, bad := unsafeRune(b.String()); bad {
		t.Errorf("%U in %q", r, b.String())
	}
	var back map[string]string
	if err := json.Unmarshal(b.Bytes(), &back); err != nil || back["名"] != text {
		t.Errorf("%q, %v", back["名"], err)
	}
}
