//go:build cgo

package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
)

// Profiles of a run, to be read with go tool pprof. They name functions and
// hold nothing of the data.
const (
	cpuProfile  = "cpu.pprof"
	heapProfile = "heap.pprof"
)

// profiled does work and writes into a folder where the processor's time went
// and what was in memory at the end; without a folder it only does the work.
func profiled(dir string, work func() error) (err error) {
	if dir == "" {
		return work()
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return usageError{fmt.Sprintf("--profile 的文件夹 %s 建不了:%v", dir, err)}
	}
	create := func(name string) (*os.File, error) {
		return os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	}
	cpu, err := create(cpuProfile)
	if err != nil {
		return usageError{fmt.Sprintf("--profile 的文件夹 %s 写不进:%v", dir, err)}
	}
	if err := pprof.StartCPUProfile(cpu); err != nil {
		return errors.Join(fmt.Errorf("profile: %w", err), cpu.Close())
	}
	defer func() {
		pprof.StopCPUProfile()
		err = errors.Join(err, cpu.Close())
		heap, herr := create(heapProfile)
		if herr != nil {
			err = errors.Join(err, herr)
			return
		}
		runtime.GC() // so that only what is held counts
		err = errors.Join(err, pprof.Lookup("allocs").WriteTo(heap, 0), heap.Close())
	}()
	return work()
}
