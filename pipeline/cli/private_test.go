package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"sanlv/pipeline/manifest"
)

// Nothing that a run makes can be read by another user, whatever the umask, and
// no run opens a socket: the process would be killed.
func TestPrivate(t *testing.T) {
	out := t.TempDir()
	if err := os.Chmod(out, 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := program([]string{"SANLV_TEST_UMASK=0", "SANLV_TEST_NO_SOCKET=1"}, "run", "--in", "../../data/samples", "--out", out, "--as-of", "2018-12-31", "--reference", "../../data/reference")
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	n := 0
	err := filepath.WalkDir(out, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.Type()&os.ModeSymlink != 0 {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		n++
		if want := map[bool]os.FileMode{true: 0o700, false: 0o600}[d.IsDir()]; info.Mode().Perm() != want {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return nil
	})
	if err != nil || n < 100 {
		t.Error(n, err)
	}
	// the net is there, or the test would say nothing
	if err := program([]string{"SANLV_TEST_NO_SOCKET=1", "SANLV_TEST_SOCKET=1"}).Run(); err == nil {
		t.Error("a socket could be opened")
	}
}

// prepareProcess makes the process that stands in for the program as a test asks.
func prepareProcess() {
	if os.Getenv("SANLV_TEST_UMASK") != "" {
		syscall.Umask(0)
	}
	if os.Getenv("SANLV_TEST_NO_SOCKET") != "" {
		if err := forbidSockets(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(99)
		}
	}
	if os.Getenv("SANLV_TEST_SOCKET") != "" {
		fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
		fmt.Fprintln(os.Stderr, fd, err)
		os.Exit(0)
	}
}

// forbidSockets has the system kill this process when it asks for a socket.
func forbidSockets() error {
	filter := []unix.SockFilter{
		{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: 0}, // the number of the call
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jf: 1, K: unix.SYS_SOCKET},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_KILL_PROCESS},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
	}
	prog := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	if _, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&prog))); errno != 0 {
		return errno
	}
	return nil
}

// The logs and the audit say what was done and never about whom: neither a name
// nor a number of a person, also where it stands in the wrong column.
func TestLogsHoldNobody(t *testing.T) {
	const name, id, phone = "欧阳铁柱", "999901198001010013", "13812345678"
	in := county(t)
	changeCell(t, filepath.Join(in, "上坪村", "户表.csv"), "张某某,3,脱贫户,6000", name+","+name+",脱贫户,"+id)
	changeCell(t, filepath.Join(in, "下坪村", "户表.csv"), "王某,4,一般农户,60000", phone+","+phone+","+name+","+phone)
	out := t.TempDir()
	for _, args := range [][]string{nil, {"--unmasked"}, {"--as-of", "2031-06-30"}} {
		runCounty(t, in, out, args...)
	}
	logs, err := filepath.Glob(filepath.Join(out, "logs", "*.jsonl"))
	if err != nil || len(logs) == 0 {
		t.Fatal(logs, err)
	}
	all := ""
	for _, path := range append(logs, filepath.Join(out, "audit.jsonl")) {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all += string(raw)
	}
	for _, secret := range []string{name, "铁柱", id, phone} {
		if strings.Contains(all, secret) {
			t.Errorf("the log holds %s:\n%s", secret, all)
		}
	}
	mustContain(t, all, `"event":"begin"`, `"event":"end"`, `"unmasked":true`, `"exit":0`, `"exit":2`, `"manifest_sha256":"`, `"--unmasked=true"`)
}

// planted is a county in which everybody has numbers that are looked for later:
// in their own columns, valid and not, and where they do not belong.
func planted(t *testing.T) (in string, secrets []string) {
	t.Helper()
	const people = 340
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	var households, members strings.Builder
	households.WriteString("县,乡镇,行政村,村代码,户编号,户主姓名,户主证件号码,联系电话,家庭人口数,户类型,工资性收入,不愁吃,不愁穿,义务教育保障,基本医疗保障,住房安全,饮水安全,银行账号,备注\n")
	members.WriteString("户编号,人编号,姓名,证件号码,人联系电话,与户主关系,性别,出生日期,健康状况,备注\n")
	for i := range people {
		body := fmt.Sprintf("9999011970%02d%02d%03d", 1+i%12, 1+i%28, i)
		sum := 0
		for j, w := range weights {
			sum += int(body[j]-'0') * w
		}
		id := body + string("10X98765432"[sum%11])
		if i%5 == 0 { // a typing slip, which is a finding and is shown in the lists
			id = body + string("10X98765432"[(sum+1)%11])
		}
		phone, account := fmt.Sprintf("138%08d", 7654321+i*7919), fmt.Sprintf("62284804%011d", 98765432101+int64(i)*7919)
		secrets = append(secrets, id, phone, account)
		name, remark, status, persons := personName(i), "", "一般农户", "1"
		secrets = append(secrets, name)
		switch i % 10 {
		case 5:
			persons = "由" + name + "代填" // a number that quotes somebody
		case 9:
			status = personName(i-1) + "的户" // of a neighbour
		case 1:
			name = id // in the column of names
		case 2:
			remark = "户主" + id + ",电话" + phone
		case 3:
			status = phone // where a word of a list belongs
		case 4:
			persons = id // where a number belongs
		case 6:
			remark = "一卡通 " + account
		}
		fmt.Fprintf(&households, "莲县,青石镇,上坪村,999901001001,H%04d,%s,%s,%s,%s,%s,6000,是,否,是,是,是,是,%s,%s\n", i, name, id, phone, persons, status, account, remark)
		fmt.Fprintf(&members, "H%04d,H%04d01,%s,%s,%s,户主,男,%s,%s,%s\n", i, i, name, id, phone, map[bool]string{true: id, false: "1970-01-01"}[i%10 == 7],
			map[bool]string{true: account, false: "健康"}[i%10 == 8], remark)
	}
	works, team := personName(people), personName(people+1)
	secrets = append(secrets, works, team)
	in = files(t, map[string]string{"村表.csv": villageSheet, "户表.csv": households.String(), "人表.csv": members.String(),
		"整改台账.csv": "问题编号,问题来源,乡镇,行政村,村代码,户编号,户主姓名,问题类别,问题描述,整改措施,责任单位,整改责任人,整改期限,整改状态,完成日期,备注\n" +
			fmt.Sprintf("Z1,省级巡查,青石镇,上坪村,999901001001,H0007,%s,住房安全,%s与%s同住危房,由%s督办,镇政府,%s,2018-11-30,整改中,,%[4]s说已报\n", personName(7), personName(7), personName(8), works, works),
		"驻村工作队.csv": "乡镇,行政村,村代码,姓名,职务,派出单位,驻村天数,备注\n青石镇,上坪村,999901001001," + team + ",队长,县农业局,二十天由" + team + "报,无\n"})
	return in, secrets
}

// personName is a name that nobody else has, of rare characters.
func personName(i int) string {
	return "张" + string([]rune{rune(0x4E00 + 3000 + i*7), rune(0x4E00 + 9000 + i*5)})
}

// markedInternal makes sure that every page of every marked copy of a run says
// 内部资料 where nothing is masked, and only there, and that the manifest says so and
// lists them.
func markedInternal(t *testing.T, out string, unmasked bool) {
	t.Helper()
	dir := filepath.Join(out, "latest")
	m, err := manifest.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if m.Unmasked != unmasked {
		t.Errorf("the manifest says unmasked %v", m.Unmasked)
	}
	copies := 0
	for _, f := range m.Outputs {
		if !strings.HasPrefix(f.File, "问题清单/标注副本/") {
			continue
		}
		copies++
		book := openBook(t, filepath.Join(dir, filepath.FromSlash(f.File)))
		for _, sheet := range book.GetSheetList() {
			page, err := book.GetHeaderFooter(sheet)
			if err != nil {
				t.Fatal(err)
			}
			if page == nil || strings.Contains(page.OddHeader, "内部资料") != unmasked || page.DifferentFirst || page.DifferentOddEven {
				t.Errorf("unmasked %v: %s, sheet %s, has the head %+v", unmasked, f.File, sheet, page)
			}
		}
	}
	if copies == 0 {
		t.Errorf("unmasked %v: the manifest lists no marked copy", unmasked)
	}
}

// Of a thousand ID, phone and account numbers and 340 names none stands as it is in anything
// that a run leaves, but in the cache, which is as personal as the inputs; and
// nothing is left among the temporary files. With --unmasked they stand in the
// marked copies and nowhere else, and the audit says so.
func TestNumbersOfPersonsAreHidden(t *testing.T) {
	in, secrets := planted(t)
	if len(secrets) < 1000 {
		t.Fatal(len(secrets))
	}
	find := func(dir string) map[string]int {
		hits := map[string]int{}
		err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || !d.Type().IsRegular() {
				return err
			}
			rel, err := filepath.Rel(dir, path)
			if strings.HasPrefix(rel, ".cache") {
				return err
			}
			text := mustRead(t, path) + readable(t, path) // what a Parquet file says of its columns too
			for _, s := range secrets {
				if strings.Contains(text, s) {
					hits[rel]++
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return hits
	}
	for _, unmasked := range []bool{false, true} {
		out, temp := t.TempDir(), t.TempDir()
		args := []string{"run", "--in", in, "--out", out, "--as-of", "2018-12-31", "--reference", "../../data/reference"}
		if unmasked {
			args = append(args, "--unmasked")
		}
		said, err := program([]string{"TMPDIR=" + temp}, args...).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		for _, s := range secrets {
			if strings.Contains(string(said), s) {
				t.Errorf("the run says %s", s)
			}
		}
		copies := 0
		for name, n := range find(out) {
			if unmasked && strings.Contains(filepath.ToSlash(name), "/问题清单/标注副本/") {
				copies += n
				continue
			}
			t.Errorf("unmasked %v: %s shows %d of the names and numbers", unmasked, name, n)
		}
		if unmasked && copies < len(secrets)/2 {
			t.Errorf("the unmasked copies show %d of %d numbers: the test looks in the wrong place", copies, len(secrets))
		}
		markedInternal(t, out, unmasked)
		left, err := os.ReadDir(temp)
		if err != nil || len(left) > 0 {
			t.Errorf("left among the temporary files: %v %v", left, err)
		}
		audit, err := os.ReadFile(filepath.Join(out, "audit.jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(audit), `"unmasked":`+strconv.FormatBool(unmasked)); n != 2 {
			t.Errorf("%d lines of the audit say unmasked %v:\n%s", n, unmasked, audit)
		}
	}
	// a check that writes unmasked copies says so beside them
	out := t.TempDir()
	if code, said := sanlv("check", filepath.Join(in, "户表.csv"), "--out", out, "--unmasked", "--reference", "../../data/reference"); code != ExitFindings {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	audit, err := os.ReadFile(filepath.Join(out, "audit.jsonl"))
	if err != nil || strings.Count(string(audit), `"unmasked":true`) != 2 {
		t.Errorf("%s %v", audit, err)
	}
}

// --share opens the publication to a group, and nothing else of the output folder.
func TestShareWithGroup(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root may give files to any group")
	}
	const group = 4242
	in, out := county(t), filepath.Join(t.TempDir(), "out")
	if code, said := runCounty(t, in, out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	first := latestOf(t, out)
	changeCell(t, filepath.Join(in, "下坪村", "户表.csv"), "王某,4", "王某,5")
	if code, said := runCounty(t, in, out, "--share", strconv.Itoa(group)); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	shared, opened := latestOf(t, out), 0
	err := filepath.WalkDir(out, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.Type()&os.ModeSymlink != 0 {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		mode, gid := info.Mode().Perm(), int(info.Sys().(*syscall.Stat_t).Gid)
		want := map[bool]os.FileMode{true: 0o700, false: 0o600}[d.IsDir()]
		switch {
		case path == out:
			want = 0o710 // through, and no further
		case strings.HasPrefix(path, shared):
			want |= map[bool]os.FileMode{true: 0o050, false: 0o040}[d.IsDir()]
			opened++
		}
		if mode != want || want&0o070 != 0 && gid != group {
			t.Errorf("%s has mode %v and group %d", path, mode, gid)
		}
		return nil
	})
	if err != nil || opened < 20 {
		t.Error(opened, err)
	}
	if first == shared {
		t.Error("there was only one publication")
	}
	if code, said := runCounty(t, in, out, "--share", "没有这个组"); code != ExitUsage || !strings.Contains(said, "没有用户组") {
		t.Errorf("exit %d:\n%s", code, said)
	}
	if n, err := groupOf("root"); err != nil || n == nil || *n != 0 {
		t.Errorf("%v %v", n, err)
	}
}
