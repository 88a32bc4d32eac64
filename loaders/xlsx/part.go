package xlsx

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"sync"

	"sanlv/loaders/excel"

	"github.com/klauspost/compress/flate"
)

const (
	flagEncrypted = 1
	stored        = 0
	deflated      = 8

	chunkSize  = 128 << 10
	aheadFrom  = 256 << 10 // below this a second goroutine costs more than it gives
	aheadDepth = 4
)

// open returns the bytes of a part as UTF-8. The reader ends with io.EOF only
// after size and CRC have been found right; large parts are inflated in a
// goroutine of their own, ended by Close.
func (a *archive) open(ctx context.Context, e *entry) (io.ReadCloser, error) {
	r, err := a.openHere(ctx, e)
	if err != nil || e.size < aheadFrom {
		return r, err
	}
	return startAhead(r), nil
}

// openHere is open without the goroutine.
func (a *archive) openHere(ctx context.Context, e *entry) (io.ReadCloser, error) {
	if e.flags&flagEncrypted != 0 {
		return nil, excel.Refuse("file.encrypted", excel.MendDecrypt, "压缩包设了密码,部件 %q 读不了", e.name)
	}
	section := io.NewSectionReader(a.file, e.data, e.packed)
	v := &verified{ctx: ctx, entry: e}
	switch e.method {
	case stored:
		v.source = section
	case deflated:
		v.pooled = pooledInflater(section)
		v.source = v.pooled.inflate
	default:
		return nil, excel.Refuse("file.damaged", excel.MendSaveAs, "部件 %q 用了不认识的压缩方法 %d", e.name, e.method)
	}
	r, err := asUTF8(v)
	if err != nil {
		v.Close()
		return nil, excel.InPart(err, excel.Clip(e.name))
	}
	return struct {
		io.Reader
		io.Closer
	}{r, v}, nil
}

// verified hands out what was unpacked and checks it at the end.
type verified struct {
	ctx    context.Context
	entry  *entry
	source io.Reader
	pooled *inflater
	sum    uint32
	n      int64
}

// Read implements io.Reader.
func (v *verified) Read(p []byte) (int, error) {
	if err := v.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := v.source.Read(p)
	v.sum = crc32.Update(v.sum, crc32.IEEETable, p[:n])
	v.n += int64(n)
	var corrupt flate.CorruptInputError
	switch {
	case v.n > v.entry.size:
		return 0, excel.Refuse("file.size", excel.MendCopy, "部件 %q 解压后比声明的大,文件已损坏或经人改造", v.entry.name)
	case err == io.EOF && v.n < v.entry.size, errors.Is(err, io.ErrUnexpectedEOF):
		return 0, excel.Refuse("file.truncated", excel.MendCopy, "部件 %q 的数据不完整,文件可能没有拷完", v.entry.name)
	case err == io.EOF && v.sum != v.entry.crc, errors.As(err, &corrupt):
		return 0, excel.Refuse("file.crc", excel.MendCopy, "部件 %q 的校验和不对,数据已损坏", v.entry.name)
	}
	return n, err
}

// Close gives the inflater back.
func (v *verified) Close() error {
	if v.pooled != nil {
		inflaters.Put(v.pooled)
		v.pooled, v.source = nil, nil
	}
	return nil
}

// inflater is an inflate state with its input buffer: 100 KB that are worth
// keeping when hundreds of small files are read.
type inflater struct {
	input   *bufio.Reader
	inflate io.ReadCloser
}

var inflaters sync.Pool

func pooledInflater(r io.Reader) *inflater {
	if p, ok := inflaters.Get().(*inflater); ok {
		p.input.Reset(r)
		if p.inflate.(flate.Resetter).Reset(p.input, nil) == nil {
			return p
		}
	}
	input := bufio.NewReaderSize(r, 64<<10)
	return &inflater{input, flate.NewReader(input)}
}

// ahead reads in a second goroutine.
type ahead struct {
	full, free chan chunk
	stop       chan struct{}
	done       chan struct{}
	now        chunk
	rest       []byte
}

type chunk struct {
	buf []byte // its whole capacity is used again
	n   int
	err error
}

func startAhead(r io.ReadCloser) *ahead {
	a := &ahead{
		full: make(chan chunk, aheadDepth), free: make(chan chunk, aheadDepth),
		stop: make(chan struct{}), done: make(chan struct{}),
	}
	for range aheadDepth {
		a.free <- chunk{buf: make([]byte, chunkSize)}
	}
	go func() {
		defer close(a.done)
		defer r.Close()
		defer close(a.full)
		// A panic here could not be caught by whoever called us.
		defer func() {
			if p := recover(); p != nil {
				a.full <- chunk{err: fmt.Errorf("inflate: %v", p)}
			}
		}()
		for {
			var c chunk
			select {
			case c = <-a.free:
			case <-a.stop:
				return
			}
			c.n, c.err = io.ReadFull(r, c.buf)
			if c.err == io.ErrUnexpectedEOF {
				c.err = io.EOF
			}
			select {
			case a.full <- c:
			case <-a.stop:
				return
			}
			if c.err != nil {
				return
			}
		}
	}()
	return a
}

// Read implements io.Reader.
func (a *ahead) Read(p []byte) (int, error) {
	for len(a.rest) == 0 {
		if a.now.err != nil {
			return 0, a.now.err
		}
		if a.now.buf != nil {
			a.free <- a.now // never blocks: there are only aheadDepth of them
		}
		var ok bool
		if a.now, ok = <-a.full; !ok {
			return 0, io.ErrClosedPipe
		}
		a.rest = a.now.buf[:a.now.n]
	}
	n := copy(p, a.rest)
	a.rest = a.rest[n:]
	return n, nil
}

// Close ends the goroutine and waits for it, so that the file may be closed.
func (a *ahead) Close() error {
	close(a.stop)
	<-a.done
	return nil
}
