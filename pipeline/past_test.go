package pipeline

import (
	"os"
	"path/filepath"
	"testing"

	"sanlv/pipeline/manifest"
	"sanlv/reports"
)

// With one publication kept, what a run was compared with is gone as soon as it
// stands. The same run once more comes to the same bytes nevertheless; and where
// even its own memory is spoilt, it says that it cannot compare.
func TestRepeatedRunWithoutTheEarlier(t *testing.T) {
	in, out := smallCounty(t, 60000), t.TempDir()
	run := func(in string) *Outcome {
		t.Helper()
		outcome, err := runSmall(in, out, nil, func(o *Options) { o.Keep, o.Writers = 0, nil })
		if err != nil {
			t.Fatal(err)
		}
		return outcome
	}
	run(in)
	in = smallCounty(t, 1000)
	if first := run(in); first.Blind || first.Retired != 1 {
		t.Fatalf("%+v", first)
	}
	latest, err := Latest(out)
	if err != nil {
		t.Fatal(err)
	}
	m, err := manifest.Read(latest)
	if err != nil || m.ComparedWith == nil {
		t.Fatal(m.ComparedWith, err)
	}
	if _, err := os.Stat(filepath.Join(out, m.ComparedWith.Folder)); !os.IsNotExist(err) {
		t.Fatal("the earlier publication is there: ", err)
	}
	made := contents(t, latest)
	if again := run(in); again.Blind || contents(t, latest) != made {
		t.Error("once more is not the same")
	}
	if err := os.WriteFile(filepath.Join(latest, reports.PastFile), []byte(`{"runs":[]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if blind := run(in); !blind.Blind {
		t.Error("a spoilt memory is believed")
	}
	if m, err = manifest.Read(latest); err != nil || m.ComparedWith != nil {
		t.Error(m.ComparedWith, err)
	}
}
