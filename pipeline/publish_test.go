package pipeline

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"sanlv/pipeline/internal/duck"
	"sanlv/pipeline/manifest"
	"sanlv/reports"
	"sanlv/reports/data"
)

// A table of several row groups comes out whole: its records stand in memory of
// the database, which is gone once they are released.
func TestLargeTable(t *testing.T) {
	ctx := context.Background()
	b := newBatch(t, nil)
	const rows = 150_000
	if err := b.db.Exec(ctx, `INSERT INTO raw_household (_file,_sheet,_row,county,township,village,village_code,household_id,status,persons,wage_income,_rejected,_inferred)
		VALUES ('f','s',1,'县','镇','村','999901001001','H','脱贫户',3,1,'','')`); err != nil {
		t.Fatal(err)
	}
	b.transform(t)
	// one household that was judged stands for all: what is tried is the writing
	if err := b.db.Exec(ctx, `CREATE TABLE many AS SELECT h.* REPLACE ('H' || lpad(((i * 7919) % 150000)::VARCHAR, 7, '0') AS household_id, i AS row)
		FROM fct_households h, range(150000) t(i);
		CREATE OR REPLACE VIEW fct_households AS SELECT * FROM many`); err != nil {
		t.Fatal(err)
	}
	s, err := newStage(context.Background(), localDisk{}, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := data.New().Write(ctx, reports.Publication{Source: newSource(b.db, b.cat, nil)}, s); err != nil {
		t.Fatal(err)
	}
	db, err := duck.Open(ctx, duck.Options{Threads: 2, Memory: 512 << 20, TempDir: t.TempDir(), ReadFiles: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	path := filepath.Join(s.dir, "data", "households")
	_, got, err := db.Query(ctx, "SELECT count(*), count(DISTINCT household_id), min(household_id), max(household_id), sum(persons)::BIGINT FROM read_parquet('"+path+".parquet')")
	if err != nil {
		t.Fatal(err)
	}
	if got[0][0] != int64(rows) || got[0][1] != int64(rows) || got[0][2] != "H0000000" || got[0][3] != "H0149999" || got[0][4] != int64(3*rows) {
		t.Errorf("Parquet: %v", got[0])
	}
	// the smallest and largest of each group are what a search skips groups by
	_, got, err = db.Query(ctx, "SELECT count(*) FROM read_parquet('"+path+".parquet') WHERE household_id IN ('H0000001', 'H0070000', 'H0149999')")
	if err != nil || got[0][0] != int64(3) {
		t.Errorf("search: %v %v", got, err)
	}
	raw, err := os.ReadFile(path + ".csv")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(raw), "\n"); n != rows+1 {
		t.Errorf("CSV has %d lines", n)
	}
}

// plainDisk knows no exchange of two folders, as network disks, and may be cut off
// at one of its renames: with an error, or as by a power cut.
type plainDisk struct {
	disk
	says    error // of an exchange
	renames int
	cutAt   int
	cut     func() error
}

func (d *plainDisk) Exchange(a, b string) error {
	return &os.LinkError{Op: "exchange", Old: a, New: b, Err: d.says}
}

func (d *plainDisk) Rename(from, to string) error {
	if d.renames++; d.renames == d.cutAt {
		if err := d.cut(); err != nil {
			return err
		}
	}
	return d.disk.Rename(from, to)
}

// Where folders cannot be exchanged, a repeated run takes the place of the first
// by plain renames. Whichever of these fails or is the last before a power cut, one
// of the two stands whole under the name, at the latest when the next run begins.
func TestPublishWithoutExchange(t *testing.T) {
	id := strings.Repeat("ab", 32)
	publish := func(d disk, out, text string) (err error) {
		s, err := newStage(context.Background(), d, out)
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if recover() != nil {
				err = errors.New("killed")
			} else if s.discard() != nil {
				t.Error("the stage is left")
			}
		}()
		writeFile(t, s, "data/x.csv", text)
		if err := s.writeManifest(manifest.Manifest{Program: "sanlv"}); err != nil {
			t.Fatal(err)
		}
		_, err = s.publish(yearEnd2018, id)
		return err
	}
	seen := map[string]int{}
	for _, says := range []error{unix.EINVAL, unix.ENOSYS, unix.EOPNOTSUPP} {
		for _, dies := range []bool{false, true} {
			for cutAt := 0; cutAt <= 6; cutAt++ {
				out := t.TempDir()
				if err := publish(&plainDisk{disk: localDisk{}, says: says}, out, "first"); err != nil {
					t.Fatal(err)
				}
				d := &plainDisk{disk: localDisk{}, says: says, cutAt: cutAt, cut: func() error { return os.ErrPermission }}
				if dies {
					d.cut = func() error { panic("power cut") }
				}
				err := publish(d, out, "second")
				if cutAt == 0 && err != nil || cutAt > 0 && cutAt <= d.renames && err == nil {
					t.Errorf("%v, cut at %d: %v", says, cutAt, err)
				}
				next, err := newStage(context.Background(), localDisk{}, out)
				if err != nil {
					t.Fatal(err)
				}
				if err := next.discard(); err != nil {
					t.Fatal(err)
				}
				latest, err := Latest(out)
				if err != nil {
					t.Fatalf("%v, cut at %d: %v", says, cutAt, err)
				}
				got, err := os.ReadFile(filepath.Join(latest, "data/x.csv"))
				if err != nil || string(got) != "first" && string(got) != "second" {
					t.Errorf("%v, cut at %d: %q %v", says, cutAt, got, err)
				}
				if _, err := manifest.Read(latest); err != nil {
					t.Error(err)
				}
				seen[string(got)]++
				if left, err := os.ReadDir(out); err != nil || len(left) != 2 {
					t.Errorf("%v, cut at %d: left %v %v", says, cutAt, left, err)
				}
			}
		}
	}
	if seen["first"] == 0 || seen["second"] == 0 {
		t.Errorf("%v", seen)
	}
}

func writeFile(t *testing.T, s *stage, name, text string) {
	t.Helper()
	w, err := s.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// Publishing the same run twice leaves one whole folder; a killed run's stage is
// cleared by the next.
func TestPublishTwice(t *testing.T) {
	out := t.TempDir()
	if err := os.MkdirAll(filepath.Join(out, stagePrefix+"killed", "work"), 0o700); err != nil {
		t.Fatal(err)
	}
	id := strings.Repeat("ab", 32)
	for _, text := range []string{"first", "second"} {
		s, err := newStage(context.Background(), localDisk{}, out)
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, s, "data/x.csv", text)
		if err := s.writeManifest(manifest.Manifest{Program: "sanlv"}); err != nil {
			t.Fatal(err)
		}
		dir, err := s.publish(yearEnd2018, id)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.discard(); err != nil {
			t.Fatal(err)
		}
		latest, err := Latest(out)
		if err != nil || filepath.Base(latest) != filepath.Base(dir) || filepath.Base(dir) != "2018-12-31-abababab" {
			t.Errorf("%s %s %v", dir, latest, err)
		}
		got, err := os.ReadFile(filepath.Join(latest, "data/x.csv"))
		if err != nil || string(got) != text {
			t.Errorf("%s %v", got, err)
		}
	}
	left, err := os.ReadDir(out)
	if err != nil || len(left) != 2 {
		t.Errorf("left over: %v %v", left, err)
	}
}

func TestStageKeepsInside(t *testing.T) {
	s, err := newStage(context.Background(), localDisk{}, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"../x", "/etc/x", ""} {
		if w, err := s.Create(name); err == nil {
			w.Close()
			t.Errorf("%q was made", name)
		}
	}
	writeFile(t, s, "a", "1")
	if _, err := s.Create("a"); !errors.Is(err, os.ErrExist) {
		t.Errorf("a file was written twice: %v", err)
	}
}
