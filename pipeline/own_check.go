package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
	"sanlv/pipeline/internal/duck"
)

// TryChecks runs the office's own checks over a county that has sent nothing, so
// that a slip in one of them is told before anything is read. Findings in them
// come as a *catalog.ConfigError.
func TryChecks(ctx context.Context, cat *catalog.Catalog, settings catalog.Settings) (err error) {
	own := slices.DeleteFunc(slices.Clone(cat.Models), func(m catalog.Model) bool { return !m.Own })
	if len(own) == 0 {
		return nil
	}
	temp, err := os.MkdirTemp("", "sanlv-check-")
	if err != nil {
		return fmt.Errorf("try checks: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	db, err := duck.Open(ctx, duck.Options{Threads: 1, Memory: 256 << 20, TempDir: filepath.Join(temp, "spill")})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	b := &batch{db: db, cat: cat, settings: settings}
	if err := b.createTables(ctx); err != nil {
		return err
	}
	if err := b.build(ctx, beforeChecks); err != nil {
		return err
	}
	var findings []finding.Finding
	for _, m := range own {
		if message := b.tryCheck(ctx, m); message != "" {
			findings = append(findings, finding.Finding{Rule: "ref.check", Severity: finding.Error, Location: finding.Location{File: m.File},
				Message: message, Mend: "照说明.txt 第七节的例子改;表和列见方法手册的数据字典。"})
		}
	}
	if len(findings) > 0 {
		return &catalog.ConfigError{Findings: findings}
	}
	return nil
}

// tryCheck says in Chinese what is wrong with a check, or "".
func (b *batch) tryCheck(ctx context.Context, m catalog.Model) string {
	columns, _, err := b.db.Query(ctx, m.SQL)
	if err != nil {
		why := err
		for errors.Unwrap(why) != nil { // the database's own words
			why = errors.Unwrap(why)
		}
		return "SQL 不能运行:" + strings.Join(strings.Fields(why.Error()), " ")
	}
	for _, c := range checkColumns {
		if !slices.Contains(columns, c) {
			return "SQL 的结果缺少列 " + c + ";要有 " + strings.Join(checkColumns, "、") + "。"
		}
	}
	for _, text := range []string{m.Header["message"], m.Header["mend"]} {
		for _, part := range strings.Split(text, "{")[1:] {
			if name, _, ok := strings.Cut(part, "}"); !ok || !slices.Contains(columns, name) {
				return "话中的 {" + name + "} 不是 SQL 结果的列。"
			}
		}
	}
	return ""
}
