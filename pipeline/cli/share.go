//go:build cgo

package cli

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
)

const groupFile = "/etc/group"

// shareFlag adds the flag that opens the publication to a group.
func shareFlag(f *pflag.FlagSet, group *string) {
	f.StringVar(group, "share", "", "把这次发布的结果(只此一份,缓存、日志仍只有本人可读)开放给一个用户`组`读,写组名或组号")
}

// groupOf gives the number of a group; nil where none is named. Names are looked
// up in the file only: asking the system's name service opens a socket.
func groupOf(name string) (*int, error) {
	if name == "" {
		return nil, nil
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 0 {
		return &n, nil
	}
	file, err := os.Open(groupFile)
	if err != nil {
		return nil, usageError{fmt.Sprintf("查不到用户组 %s(%v);请写组号", name, err)}
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		fields := strings.Split(lines.Text(), ":")
		if len(fields) < 3 || fields[0] != name {
			continue
		}
		if n, err := strconv.Atoi(fields[2]); err == nil {
			return &n, nil
		}
	}
	return nil, usageError{fmt.Sprintf("本机没有用户组 %s;域用户组请写组号", name)}
}
