package cli

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
)

const (
	logFolder   = "logs"
	auditName   = "audit.jsonl"
	logsKept    = 100
	logTimeForm = "20060102T150405"
)

// openLog opens the log of one run. The logs and the audit are the only places
// where clock times are kept.
func openLog(out string, now time.Time) (*os.File, error) {
	dir := filepath.Join(out, logFolder)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make log folder: %w", err)
	}
	old, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil {
		return nil, fmt.Errorf("list logs: %w", err)
	}
	slices.Sort(old)
	for len(old) >= logsKept {
		if err := os.Remove(old[0]); err != nil {
			return nil, fmt.Errorf("remove old log: %w", err)
		}
		old = old[1:]
	}
	name := fmt.Sprintf("%s-%d.jsonl", now.Format(logTimeForm), os.Getpid())
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open log: %w", err)
	}
	return f, nil
}

// newLog is a log that holds no number of a person, also where an error repeats
// what it stumbled over.
func newLog(to io.Writer, from slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(to, &slog.HandlerOptions{Level: from, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		switch v := a.Value.Any().(type) {
		case string:
			a.Value = slog.StringValue(finding.Scrub(v, ""))
		case error:
			a.Value = slog.StringValue(finding.Scrub(v.Error(), ""))
		}
		return a
	}}))
}

// auditLine says who did what, when, with what. Two stand for every run: one when
// it begins, so that one that was killed is there too, and one when it ends.
type auditLine struct {
	Time     string   `json:"time"`
	Event    string   `json:"event"` // begin, end
	User     string   `json:"user"`
	UID      int      `json:"uid"`
	Host     string   `json:"host"`
	PID      int      `json:"pid"`
	Version  string   `json:"version"`
	Command  []string `json:"command"`
	Unmasked bool     `json:"unmasked"`

	Exit      *int   `json:"exit,omitempty"`
	RunID     string `json:"run_id,omitempty"`
	Published string `json:"published,omitempty"`
	Inputs    int    `json:"inputs,omitempty"`
	Manifest  string `json:"manifest_sha256,omitempty"` // stands for all inputs and outputs
}

// commandLine is what was asked for, flags as they were given.
func commandLine(c *cobra.Command) []string {
	words := strings.Fields(c.CommandPath())
	c.Flags().Visit(func(f *pflag.Flag) { words = append(words, "--"+f.Name+"="+f.Value.String()) })
	return append(words, c.Flags().Args()...)
}

// newAudit fills in who and where.
func newAudit(command []string, unmasked bool) auditLine {
	host, _ := os.Hostname()
	a := auditLine{User: cmp.Or(os.Getenv("USER"), os.Getenv("LOGNAME")), UID: os.Getuid(), Host: host, PID: os.Getpid(), Version: catalog.Version, Unmasked: unmasked}
	if by := os.Getenv("SUDO_USER"); by != "" {
		a.User = by
	}
	for _, word := range command {
		a.Command = append(a.Command, finding.Scrub(word, ""))
	}
	return a
}

// write adds the line to the audit of an output folder, which is there; it is on
// disk when write returns. A folder that has vanished since is not made anew:
// where a disk was, it would fill the one below.
func (a auditLine) write(out, event string, now time.Time) error {
	a.Event, a.Time = event, now.Format(time.RFC3339)
	raw, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("write audit: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(out, auditName), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write audit: %w", err)
	}
	_, err = f.Write(append(raw, '\n'))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write audit: %w", err)
	}
	return nil
}
