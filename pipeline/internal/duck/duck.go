// Package duck is the only door to DuckDB: it opens a database with its limits
// set and its network shut, takes Arrow records in, runs models and gives frames
// and Arrow records out.
package duck

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/url"
	"strconv"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/marcboeker/go-duckdb"
)

// Options are the limits of a database. All are needed.
type Options struct {
	Path    string // file to create, or "" for a database in memory
	Threads int
	Memory  int64  // bytes
	TempDir string // spill files go here; the folder is made when first needed
	// ReadFiles lets SQL read files of this machine. Only explain sets it, to read
	// what we published ourselves; a county's files never come in this way.
	ReadFiles bool
}

// DB is one connection to one database. It is not for use by several goroutines.
type DB struct {
	connector *duckdb.Connector
	conn      driver.Conn
	arrow     *duckdb.Arrow
}

// Open opens or creates a database. Extension loading is off, and the
// configuration is locked once set.
func Open(ctx context.Context, o Options) (*DB, error) {
	q := url.Values{}
	q.Set("threads", strconv.Itoa(o.Threads))
	q.Set("memory_limit", fmt.Sprintf("%dMiB", max(o.Memory>>20, 64)))
	q.Set("temp_directory", o.TempDir)
	q.Set("autoinstall_known_extensions", "false")
	q.Set("autoload_known_extensions", "false")
	q.Set("allow_community_extensions", "false")
	q.Set("preserve_insertion_order", "false") // models order by what they mean, never by arrival
	q.Set("enable_external_access", strconv.FormatBool(o.ReadFiles))
	c, err := duckdb.NewConnector(o.Path+"?"+q.Encode(), nil)
	if err != nil {
		return nil, fmt.Errorf("open database %q: %w", o.Path, err)
	}
	conn, err := c.Connect(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("connect to database: %w", err), c.Close())
	}
	a, err := duckdb.NewArrowFromConn(conn)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("connect to database: %w", err), conn.Close(), c.Close())
	}
	db := &DB{connector: c, conn: conn, arrow: a}
	for _, set := range []string{
		// it sorts an empty text after all others (DuckDB 1.1.2)
		"SET disabled_optimizers = 'compressed_materialization'",
		// nobody opens the file again: closing need not wait for the disk
		"PRAGMA disable_checkpoint_on_shutdown",
		"SET lock_configuration = true",
	} {
		if err := db.Exec(ctx, set); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	return db, nil
}

// Close closes the connection and the database.
func (db *DB) Close() error { return errors.Join(db.conn.Close(), db.connector.Close()) }

// Exec runs statements that give no rows.
func (db *DB) Exec(ctx context.Context, sql string) error {
	if _, err := db.conn.(driver.ExecerContext).ExecContext(ctx, sql, nil); err != nil {
		return fmt.Errorf("run %.80q: %w", sql, err)
	}
	return nil
}

// Load appends records to a table whose columns agree in order and type.
func (db *DB) Load(ctx context.Context, table string, recs ...arrow.Record) error {
	reader, err := array.NewRecordReader(recs[0].Schema(), recs)
	if err != nil {
		return fmt.Errorf("load %s: %w", table, err)
	}
	defer reader.Release()
	// a registered view can be read once only, hence a name for this load alone
	lent := &lentReader{reader}
	release, err := db.arrow.RegisterView(lent, "arriving")
	if err != nil {
		return fmt.Errorf("load %s: %w", table, err)
	}
	defer func() {
		release()
		lent.RecordReader = nil
	}()
	if err := db.Exec(ctx, "INSERT INTO "+table+" SELECT * FROM arriving"); err != nil {
		return fmt.Errorf("load %s: %w", table, err)
	}
	return nil
}

// lentReader stands before a reader that the driver is given and never lets go of
// (go-duckdb 1.8.2): emptied after use, it holds no rows.
type lentReader struct{ array.RecordReader }

// Prepare checks that a query can be planned, without running it.
func (db *DB) Prepare(query string) error {
	stmt, err := db.conn.Prepare(query)
	if err != nil {
		return fmt.Errorf("prepare %.80q: %w", query, err)
	}
	return stmt.Close()
}

// Records runs a query and gives its rows as Arrow records. The caller releases
// the reader.
func (db *DB) Records(ctx context.Context, sql string) (array.RecordReader, error) {
	r, err := db.arrow.QueryContext(ctx, sql)
	if err != nil {
		return nil, fmt.Errorf("query %.80q: %w", sql, err)
	}
	return r, nil
}

// Decimal is an exact decimal: Unscaled / 10^Scale.
type Decimal struct {
	Unscaled *big.Int
	Scale    int
}

// Query runs a query and gives its columns and rows. A value is nil, string,
// bool, int64, float64, Decimal or time.Time.
func (db *DB) Query(ctx context.Context, sql string, args ...any) ([]string, [][]any, error) {
	named := make([]driver.NamedValue, len(args))
	for i, a := range args {
		named[i] = driver.NamedValue{Ordinal: i + 1, Value: a}
	}
	rows, err := db.conn.(driver.QueryerContext).QueryContext(ctx, sql, named)
	if err != nil {
		return nil, nil, fmt.Errorf("query %.80q: %w", sql, err)
	}
	defer rows.Close()
	columns := rows.Columns()
	var out [][]any
	for {
		values := make([]driver.Value, len(columns))
		err := rows.Next(values)
		if errors.Is(err, io.EOF) {
			return columns, out, nil
		}
		if err != nil {
			return nil, nil, fmt.Errorf("query %.80q: %w", sql, err)
		}
		row := make([]any, len(columns))
		for i, v := range values {
			row[i], err = plain(v)
			if err != nil {
				return nil, nil, fmt.Errorf("query %.80q: column %s: %w", sql, columns[i], err)
			}
		}
		out = append(out, row)
	}
}

// plain narrows the driver's types to those of Query.
func plain(v any) (any, error) {
	switch v := v.(type) {
	case nil, string, bool, int64, float64, time.Time:
		return v, nil
	case int8:
		return int64(v), nil
	case int16:
		return int64(v), nil
	case int32:
		return int64(v), nil
	case *big.Int:
		if !v.IsInt64() {
			return nil, fmt.Errorf("%s does not fit 64 bits", v)
		}
		return v.Int64(), nil
	case duckdb.Decimal:
		return Decimal{Unscaled: v.Value, Scale: int(v.Scale)}, nil
	default:
		return nil, fmt.Errorf("type %T is not expected", v)
	}
}
