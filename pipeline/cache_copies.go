package pipeline

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"

	"sanlv/pipeline/marked"
)

// A marked copy is kept in an entry of its own, named by the hash of all that
// decides it: the bytes of the input, what was found there and where, what the
// copy says of itself, the program. Which names are hidden in it depends on whoever
// lives in the villages that it speaks of, in whatever file they stand: the entry
// says of whom it asked and what the answers were.
const (
	copyEnding   = ".copy"
	copyFileName = "copy.xlsx"
)

// KeepCopy implements marked.Keeper. That a copy cannot be kept stops no run.
func (c *cache) KeepCopy(ctx context.Context, d marked.Drawing, out io.Writer) error {
	key := sha256Of(fmt.Appendf(nil, "%s\n%s", c.salt, d.Ingredients)) + copyEnding
	if given, err := c.giveCopy(ctx, key, d, out); given || err != nil {
		return err
	}
	n, err := c.beginCopy()
	if err != nil {
		c.log.Warn("a marked copy cannot be kept", "error", err)
		return d.Draw(out)
	}
	err = d.Draw(io.MultiWriter(out, n))
	kept := errors.Join(n.buf.Flush(), n.file.Close())
	switch {
	case err != nil || !d.Good():
	case kept != nil:
		c.log.Warn("a marked copy cannot be kept", "error", kept)
	default:
		index := cacheIndex{Key: key, Files: map[string]string{copyFileName: hex.EncodeToString(n.sum.Sum(nil))}, Asked: d.Asked()}
		index.Answers = d.Answers(index.Asked)
		if kept = c.place(n.temp, index); kept == nil {
			return nil
		}
		c.log.Warn("a marked copy cannot be kept", "error", kept)
	}
	if kept = c.disk.RemoveAll(n.temp); kept != nil {
		c.log.Warn("what was begun in the cache cannot be removed", "error", kept)
	}
	return err
}

// giveCopy writes a kept copy to out; given is false where there is no sound one,
// and then nothing was written.
func (c *cache) giveCopy(ctx context.Context, key string, d marked.Drawing, out io.Writer) (given bool, err error) {
	index, err := c.whole(ctx, key)
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if err != nil {
		c.log.Warn("a kept marked copy is damaged; it is made anew", "entry", key)
	}
	if err != nil || index == nil || d.Answers(index.Asked) != index.Answers {
		return false, nil
	}
	f, err := os.Open(filepath.Join(c.dir, key, copyFileName))
	if err != nil {
		return false, fmt.Errorf("take a marked copy from the cache: %w", err)
	}
	_, err = io.Copy(out, f)
	if err := errors.Join(err, f.Close()); err != nil {
		return false, fmt.Errorf("take a marked copy from the cache: %w", err)
	}
	c.used(key)
	c.copied.Add(1)
	return true, nil
}

// newCopy takes down a copy that is being drawn. It never fails: what went wrong
// is told by its buffer at the end.
type newCopy struct {
	temp string
	file diskFile
	buf  *bufio.Writer
	sum  hash.Hash
}

func (c *cache) beginCopy() (*newCopy, error) {
	temp, err := c.disk.MkdirTemp(c.dir, newEntryPrefix)
	if err != nil {
		return nil, err
	}
	f, err := c.disk.Create(filepath.Join(temp, copyFileName))
	if err != nil {
		return nil, errors.Join(err, c.disk.RemoveAll(temp))
	}
	return &newCopy{temp: temp, file: f, buf: bufio.NewWriterSize(f, 1<<16), sum: sha256.New()}, nil
}

// Write implements io.Writer.
func (n *newCopy) Write(p []byte) (int, error) {
	n.sum.Write(p)
	_, _ = n.buf.Write(p) // it holds on to its first error
	return len(p), nil
}
