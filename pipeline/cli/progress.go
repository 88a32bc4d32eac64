//go:build cgo

package cli

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/sys/unix"
	"golang.org/x/term"

	"sanlv/pipeline"
	"sanlv/reports"
)

// progress shows how far a run is: a bar on a terminal, plain lines elsewhere.
type progress struct {
	to       io.Writer
	terminal bool

	mu       sync.Mutex
	bar      *progressbar.ProgressBar
	measured bool // the bar knows how much there is to do
	step     string
	next     int // plain lines: the tenth of the files to report next
}

func newProgress(to io.Writer) *progress {
	p := &progress{to: to, next: 1}
	if s, ok := to.(screen); ok { // the bar moves the cursor
		if f, ok := s.to.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
			p.to, p.terminal = f, true
		}
	}
	return p
}

// Step implements pipeline.Progress.
func (p *progress) Step(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
	p.step = name
	if p.terminal {
		p.bar = progressbar.NewOptions64(-1, progressbar.OptionSetWriter(p.to), progressbar.OptionSetDescription(name),
			progressbar.OptionClearOnFinish(), progressbar.OptionSetElapsedTime(true))
		return
	}
	fmt.Fprintln(p.to, name)
}

// Unfinished implements pipeline.Progress.
func (p *progress) Unfinished(owner *pipeline.LockOwner) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
	who := ""
	if owner != nil {
		who = fmt.Sprintf("(进程 %d,主机 %s,始于 %s)", owner.PID, owner.Host, owner.Start)
	}
	fmt.Fprintf(screen{p.to}, "上次运行%s没有正常结束;留下的半成品已清除,已发布的结果不受影响。\n", who)
}

// Read implements pipeline.Progress. The time left is reckoned from bytes, for
// files differ in size.
func (p *progress) Read(files, allFiles int, bytes, allBytes, rows int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	text := fmt.Sprintf("%s %s/%s 件 %s 行", p.step, reports.Count(int64(files)), reports.Count(int64(allFiles)), reports.Count(rows))
	if !p.terminal {
		if files*10 >= p.next*allFiles {
			p.next = files*10/max(allFiles, 1) + 1
			fmt.Fprintln(p.to, " ", text)
		}
		return
	}
	if !p.measured {
		p.clear()
		p.measured = true
		p.bar = progressbar.NewOptions64(allBytes, progressbar.OptionSetWriter(p.to), progressbar.OptionClearOnFinish(),
			progressbar.OptionSetPredictTime(true), progressbar.OptionSetWidth(20), progressbar.OptionThrottle(100*time.Millisecond))
	}
	p.bar.Describe(text)
	// a terminal that cannot be written to is no reason to stop a run
	_ = p.bar.Set64(bytes)
}

func (p *progress) clear() {
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar, p.measured = nil, false
	}
}

// timedSteps writes into the log what each step took: seconds, seconds of the
// processor, and the most memory that was resident up to its end.
type timedSteps struct {
	pipeline.Progress
	log   *slog.Logger
	name  string
	since time.Time
	used  time.Duration // of the processor, when the step began
}

// Step implements pipeline.Progress.
func (s *timedSteps) Step(name string) {
	s.end()
	s.name, s.since = name, time.Now()
	s.used, _ = used()
	s.Progress.Step(name)
}

// end logs the step that is at an end, if there is one.
func (s *timedSteps) end() {
	if s.name != "" {
		processor, resident := used()
		s.log.Info("step", "name", s.name, "seconds", time.Since(s.since).Seconds(), "cpu-seconds", (processor - s.used).Seconds(), "peak-mib", resident>>20)
	}
	s.name = ""
}

// used is the time of the processor that this process has taken so far, and the
// most bytes of it that were resident; nothing where the system does not tell.
func used() (processor time.Duration, resident int64) {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		return 0, 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), u.Maxrss << 10
}

func (p *progress) finish() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
}
