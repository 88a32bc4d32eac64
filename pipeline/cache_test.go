package pipeline

import (
	"context"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"sanlv/loaders"
	"sanlv/loaders/open"
	"sanlv/pipeline/catalog"
)

// cachedFiles reads a small county through a new cache and gives the files that
// it knows from then on.
func cachedFiles(t *testing.T) (*cache, []loaders.File) {
	t.Helper()
	ctx := context.Background()
	cat, _, err := catalog.OpenOn(nil, yearEnd2018)
	if err != nil {
		t.Fatal(err)
	}
	c, err := newCache(localDisk{}, t.TempDir(), cat, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	reader, err := loaders.NewReader(cat, open.Open)
	if err != nil {
		t.Fatal(err)
	}
	files, err := loaders.Discover(ctx, smallCounty(t, 60000))
	if err != nil {
		t.Fatal(err)
	}
	drop := func(b loaders.Batch) error { b.Record.Release(); return nil }
	if _, err := c.readAll(ctx, reader, files, 1, drop, func(*loaders.Result) error { return nil }); err != nil {
		t.Fatal(err)
	}
	return c, files
}

// Whatever is done to an entry, it is used as it was written or not at all: no
// changed byte, no cut, no file of another entry passes.
func TestSpoiltCacheIsNoticed(t *testing.T) {
	ctx := context.Background()
	c, files := cachedFiles(t)
	r := rand.New(rand.NewPCG(1, 2))
	spoilt := 0
	for _, f := range files {
		if index, err := c.sound(ctx, f); err != nil || index == nil || len(index.Files) == 0 {
			t.Fatalf("%s: %+v %v", f.Name, index, err)
		}
		parts, err := filepath.Glob(filepath.Join(c.dir, c.key(f), "*"))
		if err != nil || len(parts) < 2 {
			t.Fatal(parts, err)
		}
		for _, path := range parts {
			whole, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for range 60 {
				raw := slices.Clone(whole)
				switch at := r.IntN(len(raw)); r.IntN(4) {
				case 0:
					raw = raw[:at]
				case 1:
					raw[at] ^= 1 << r.IntN(8)
				case 2:
					raw = slices.Insert(raw, at, raw[at]+1)
				case 3: // a digit of a count, which JSON would not mind
					if next := slices.IndexFunc(raw[at:], func(b byte) bool { return b >= '0' && b < '9' }); next > 0 {
						at += next
					}
					raw[at]++
				}
				if err := os.WriteFile(path, raw, 0o600); err != nil {
					t.Fatal(err)
				}
				spoilt++
				if index, err := c.sound(ctx, f); err != errDamaged {
					t.Errorf("%s: a spoilt entry passes: %+v %v", filepath.Base(path), index, err)
				}
			}
			if err := os.WriteFile(path, whole, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	// an entry in the place of another, however whole it is
	a, b := filepath.Join(c.dir, c.key(files[0])), filepath.Join(c.dir, c.key(files[1]))
	if err := os.RemoveAll(a); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(b, a); err != nil {
		t.Fatal(err)
	}
	if index, err := c.sound(ctx, files[0]); err != errDamaged {
		t.Errorf("the entry of another file passes: %+v %v", index, err)
	}
	if index, err := c.sound(ctx, files[1]); err != nil || index != nil {
		t.Errorf("an entry that is gone: %+v %v", index, err)
	}
	t.Logf("%d spoilt entries, none used", spoilt)
}

// An entry is for one content, one name, one dictionary: another of any of them
// asks for another entry.
func TestCacheKey(t *testing.T) {
	c, files := cachedFiles(t)
	keys := map[string]string{}
	note := func(what string, c *cache, f loaders.File) {
		if k := c.key(f); keys[k] != "" {
			t.Errorf("%s has the key of %s", what, keys[k])
		} else {
			keys[k] = what
		}
	}
	f := files[0]
	note("as it is", c, f)
	other := f
	other.SHA256 = files[1].SHA256
	note("other bytes", c, other)
	renamed := f
	renamed.Name = "改名.csv" // a name can say of which village a sheet is
	note("another name", c, renamed)
	cat, _, err := catalog.OpenOn(nil, yearEnd2018)
	if err != nil {
		t.Fatal(err)
	}
	for i := range cat.Files {
		if catalog.DecidesReading(cat.Files[i].Name) {
			cat.Files[i].SHA256 = "x" + cat.Files[i].SHA256[1:]
			break
		}
	}
	dictionary, err := newCache(localDisk{}, t.TempDir(), cat, c.log)
	if err != nil {
		t.Fatal(err)
	}
	note("another dictionary", dictionary, f)
	later, err := catalog.Open(nil)
	if err != nil {
		t.Fatal(err)
	}
	later.KeepInForce(yearEnd2018.AddDate(10, 0, 0)) // by then labels have come into force
	others, err := newCache(localDisk{}, t.TempDir(), later, c.log)
	if err != nil {
		t.Fatal(err)
	}
	note("other labels in force", others, f)
}
