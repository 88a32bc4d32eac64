package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/internal/duck"
	"sanlv/pipeline/manifest"
	"sanlv/pipeline/sampling"
)

// Roster (抽样名册) is what a sample is drawn from: the villages and households of
// one publication.
type Roster struct {
	RunID    string // of the publication
	AsOf     time.Time
	Period   int
	County   string              // as it stands in titles; several are joined by 、
	Files    []manifest.FileHash // that it was read from
	Villages []sampling.Village
	// Late are the villages that have not sent their households; nothing can be
	// drawn there.
	Late []sampling.Village
	// What cannot be drawn: 清退户, households whose 户类型 is unknown, and those
	// whose village is.
	Cleared, Unclassed, Homeless int
}

// ErrNoRoster means that a folder is no publication that a sample can be drawn from.
var ErrNoRoster = errors.New("no publication with a roster")

// Names of the published tables of a roster.
const (
	rosterTable        = catalog.TraceFolder + "roster"
	rosterVillageTable = catalog.TraceFolder + "roster_village"
)

// ReadRoster reads the roster of the publication in dir. What it reads must be
// what was published.
func ReadRoster(ctx context.Context, dir string) (_ *Roster, err error) {
	r := &Roster{}
	if err := r.readManifest(dir); err != nil {
		return nil, err
	}
	temp, err := os.MkdirTemp("", "sanlv-sample-")
	if err != nil {
		return nil, fmt.Errorf("read roster: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	db, err := duck.Open(ctx, duck.Options{Threads: runtime.NumCPU(), Memory: 1 << 30, TempDir: temp, ReadFiles: true})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return r, r.read(ctx, db, dir)
}

func (r *Roster) readManifest(dir string) error {
	m, err := manifest.Read(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", dir, ErrNoRoster)
	}
	if err != nil {
		return fmt.Errorf("read roster: %w", err)
	}
	if m.Draft {
		return fmt.Errorf("%s is a draft: %w", dir, ErrNoRoster)
	}
	r.RunID, r.Period = m.RunID, m.Period
	if r.AsOf, err = time.Parse(time.DateOnly, m.AsOf); err != nil {
		return fmt.Errorf("read %s of %s: %w", manifest.Name, dir, err)
	}
	for _, table := range []string{rosterTable, rosterVillageTable} {
		file := table + ".parquet"
		i := slices.IndexFunc(m.Outputs, func(f manifest.FileHash) bool { return f.File == file })
		if i < 0 {
			return fmt.Errorf("%s has no %s: %w", dir, file, ErrNoRoster)
		}
		sum, err := hashFile(filepath.Join(dir, filepath.FromSlash(file)))
		if err != nil {
			return fmt.Errorf("read roster: %w", err)
		}
		if sum != m.Outputs[i].SHA256 {
			return fmt.Errorf("%s of %s is not what was published", file, dir)
		}
		r.Files = append(r.Files, m.Outputs[i])
	}
	return nil
}

func hashFile(path string) (_ string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func (r *Roster) read(ctx context.Context, db *duck.DB, dir string) error {
	table := func(name, columns, order string) ([][]any, error) {
		path := filepath.Join(dir, filepath.FromSlash(name)+".parquet")
		_, rows, err := db.Query(ctx, "SELECT "+columns+" FROM read_parquet('"+strings.ReplaceAll(path, "'", "''")+"') ORDER BY "+order)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		return rows, nil
	}
	villages, err := table(rosterVillageTable, "village_code, village, township_code, township, county, poor_village", "county_code, township_code, village_code")
	if err != nil {
		return err
	}
	households, err := table(rosterTable, "village_code, household_id, status, coalesce(persons, 0), outside_class, group_name, head_name", "village_code, household_id")
	if err != nil {
		return err
	}
	in := map[string][]sampling.Household{}
	for _, row := range households {
		h := sampling.Household{ID: row[1].(string), Persons: row[3].(int64), Outside: row[4] != "", Group: row[5].(string), Head: row[6].(string)}
		class, drawable := classOf[row[2].(string)]
		switch village := row[0].(string); {
		case village == undecidedVillage:
			r.Homeless++
		case row[2] == "":
			r.Unclassed++
		case !drawable:
			r.Cleared++
		default:
			h.Class = class
			in[village] = append(in[village], h)
		}
	}
	arrived := map[string]bool{}
	for _, row := range households {
		arrived[row[0].(string)] = true
	}
	var counties []string
	for _, row := range villages {
		v := sampling.Village{Code: row[0].(string), Name: row[1].(string), TownshipCode: row[2].(string), Township: row[3].(string), Households: in[row[0].(string)]}
		if v.Code == undecidedVillage {
			continue
		}
		if poor, said := row[5].(bool); said {
			v.Poor = &poor
		}
		if county := row[4].(string); county != undecidedVillage && !slices.Contains(counties, county) {
			counties = append(counties, county)
		}
		if !arrived[v.Code] {
			r.Late = append(r.Late, v)
			continue
		}
		r.Villages = append(r.Villages, v)
	}
	r.County = strings.Join(counties, "、")
	return nil
}

// classOf is the class that a sample takes a household for, by its 户类型; 清退户
// are in none.
var classOf = map[string]sampling.Class{
	"脱贫户": sampling.Exited, "一般农户": sampling.Unregistered, "未脱贫户": sampling.Remaining, "返贫户": sampling.Remaining,
}
