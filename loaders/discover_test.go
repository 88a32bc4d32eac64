package loaders

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestDiscover(t *testing.T) {
	dir := t.TempDir()
	put := func(name, content string) {
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("乙/户表.xlsx", "PK")
	put("甲.csv", "a,b")
	put("真.xls", "PK\x03\x04 really xlsx")
	put("旧.xls", "\xD0\xCF\x11\xE0")
	put("wps.et", "x")
	put("开.ods", "PK\x03\x04")
	put("README.txt", "x")
	put("图.png", "x")
	put("包.zip", "PK\x03\x04")
	put("~$户表.xlsx", "x")
	put(".隐.csv", "x")
	put(".git/x.csv", "x")
	put("夹.xlsx/人表.CSV", "x")
	outside := filepath.Join(t.TempDir(), "外.csv")
	if err := os.WriteFile(outside, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "链.csv")); err != nil {
		t.Skip(err)
	}
	if err := os.Symlink(filepath.Dir(outside), filepath.Join(dir, "链夹")); err != nil {
		t.Skip(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "管.csv"), 0o644); err != nil {
		t.Skip(err)
	}

	files, err := Discover(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	var read, skip []string
	for i, f := range files {
		if i > 0 && files[i-1].Name >= f.Name {
			t.Error("not in order", f.Name)
		}
		if f.Skip == "" {
			read = append(read, f.Name)
			if len(f.SHA256) != 64 || f.Size == 0 {
				t.Error(f)
			}
		} else {
			skip = append(skip, f.Name)
			if f.SHA256 != "" {
				t.Error("opened", f)
			}
		}
	}
	if got := strings.Join(read, " "); got != "wps.et 乙/户表.xlsx 夹.xlsx/人表.CSV 旧.xls 甲.csv 真.xls" {
		t.Error(got)
	}
	if got := strings.Join(skip, " "); got != "README.txt 包.zip 图.png 开.ods 管.csv 链.csv 链夹" {
		t.Error(got)
	}
	for _, f := range files {
		if f.Name == "开.ods" && !strings.Contains(f.Skip, "另存为") {
			t.Error(f.Skip)
		}
	}
	if _, err := Discover(t.Context(), filepath.Join(dir, "甲.csv")); err == nil {
		t.Error("a file is no folder")
	}
	if _, err := Discover(t.Context(), filepath.Join(dir, "没有")); err == nil {
		t.Error("no such folder")
	}
}

// Names that an archive from Chinese Windows leaves in GBK stay apart.
func TestNamesThatAreNotUTF8(t *testing.T) {
	for raw, want := range map[string]string{"\xd5\xc1\xca\xf7\xb4\xe5.xlsx": "樟树村.xlsx", "\xb4\xf3\xcc\xc1\xb4\xe5.xlsx": "大塘村.xlsx", "户表.xlsx": "户表.xlsx", "a\xff.csv": "a%FF.csv"} {
		if got := readable(raw); got != want {
			t.Errorf("%q: %s, want %s", raw, got, want)
		}
	}
}
