package cli

import (
	"archive/zip"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"
)

// harmful are texts that do harm where they are taken for anything but text.
var harmful = []string{
	`<script>alert(1)</script>`, `</script><img src=x onerror=alert(2)>`, `"><svg onload="alert(3)">`, `=cmd|'/c calc'!A1`, `+cmd|' /c calc'!A1`,
	`@SUM(7+7)`, `-7+7`, "上\n下", "倒\u202e写\u2066的", "\u200f右", `javascript:alert(4)`, "\x1b[31m红", `]]><x/>`, `https://example.invalid/x`, `{{.Meta}}`,
	`_x003C_b`, "'=7+7", strings.Repeat("长", 500), "\t=7+7",
}

// unsafeRune are characters that no output for people may hold as they are.
func unsafeRune(s string) (rune, bool) {
	for _, r := range s {
		if unseen(r) && r != '\n' && r != '\t' && r != '\r' {
			return r, true
		}
	}
	return 0, false
}

func quoted(fields ...string) string {
	for i, f := range fields {
		fields[i] = `"` + strings.ReplaceAll(f, `"`, `""`) + `"`
	}
	return strings.Join(fields, ",") + "\n"
}

// hostileCounty is a folder in which every name, note and file name is harmful.
func hostileCounty(t *testing.T) string {
	t.Helper()
	m := map[string]string{}
	fileName := func(i int, kind string) string {
		name := []rune(strings.NewReplacer("/", "∕", "\x00", "").Replace(harmful[i%len(harmful)]))
		return fmt.Sprintf("%s%02d/%s%s%d.csv", "乡<b>", i%2, string(name[:min(len(name), 40)]), kind, i)
	}
	villages := "县,乡镇,行政村,村代码,是否贫困村,总户数,总人口,通硬化路自然村数,备注\n"
	people := "户编号,姓名,证件类型,证件号码,与户主关系,出生日期,健康状况,参加居民医保,残疾类别,务工所在地\n"
	visits := "户编号,户主姓名,帮扶责任人,单位,走访日期,走访方式,帮扶措施,备注\n"
	projects := "项目编号,项目名称,项目类型,乡镇,行政村,村代码,责任单位,计划投资,到位资金,已拨付,开工日期,计划完工,形象进度,备注\n"
	problems := "问题编号,问题来源,乡镇,行政村,村代码,户编号,问题类别,问题描述,责任单位,整改期限,整改状态,备注\n"
	checked := "批次,村代码,户编号,户主,抽样类别,核查人口数,核查结论,核实状态,总体认可,认可干部帮扶,备注\n"
	for i, bad := range harmful {
		code := fmt.Sprintf("999901%03d%03d", 1+i%2, i+1)
		town := []string{"乡" + harmful[0], "镇" + harmful[8]}[i%2]
		short := string([]rune(bad)[:min(len([]rune(bad)), 38)])
		villages += quoted("县"+harmful[2], town, short, code, []string{"是", "否"}[i%2], "2", "7", "3", bad)
		rows := householdHead[:len(householdHead)-1] + ",帮扶责任人,备注,自加\"列<i>\n"
		rows = strings.Replace(rows, "自加\"列<i>", `"自加""列<script>"`, 1)
		for k := range 2 {
			id := fmt.Sprintf("H%02d%d", i, k)
			if k == 1 && len(bad) < 30 {
				id = strings.TrimSpace(bad) // a key too
			}
			rows += quoted("县"+harmful[2], town, short, code, id, short, strconv.Itoa(3+k), []string{"脱贫户", "一般农户"}[k], "6000", "", "", "", "是", "是", []string{"是", "否"}[k], "是", bad, "是", short, bad, bad)
			people += quoted(id, short, "居民身份证", bad, "户主", bad, "健康", []string{"是", "否"}[k], short, short)
			visits += quoted(id, short, short, bad, "2018-10-0"+strconv.Itoa(1+k), "入户", bad, bad)
			checked += quoted("1", code, id, short, []string{"脱贫户", "一般农户"}[k], "5", []string{"错退", "漏评"}[k], "核实", "是", "否", bad)
		}
		projects += quoted(fmt.Sprint("P", i)+short, bad, "产业发展", town, short, code, bad, "100", "100", "50", "2018-03-01", "2018-09-30", "60%", bad)
		problems += quoted(fmt.Sprint("W", i)+short, "审计", town, short, code, fmt.Sprintf("H%02d0", i), short, bad, bad, "2018-09-30", "整改中", bad)
		m[fileName(i, "户表")] = rows
	}
	m["村表.csv"], m["人表"+harmful[8]+".csv"] = villages, people
	m["帮扶<记录>.csv"], m["=项目.csv"], m["@整改.csv"], m["核查\n表.csv"] = visits, projects, problems, checked
	dir := files(t, m)
	// one workbook, with a harmful name of its sheet and a formula of its own
	f := excelize.NewFile()
	defer f.Close()
	sheet := `=1+1<script>"&'户`
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		t.Fatal(err)
	}
	for i, h := range strings.Split(strings.TrimSpace(householdHead), ",") {
		value := []any{"县", "乡" + harmful[0], harmful[0], "999901001001", "X1", harmful[3], 3, "脱贫户", 100, "", "", "", "是", "是", "是", harmful[0], "是", harmful[7]}[i]
		for row, v := range []any{h, value} {
			at, _ := excelize.CoordinatesToCellName(i+1, row+1)
			if err := f.SetCellValue(sheet, at, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := f.SetCellFormula(sheet, "J2", `HYPERLINK("https://example.invalid/","点")`); err != nil {
		t.Fatal(err)
	}
	if err := f.SaveAs(filepath.Join(dir, `户表"><b>'.xlsx`)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Whatever the sheets hold, nobody who opens what comes of them is harmed: it is
// shown as text, in every file that a run, a draw or a check writes and in every
// word that a command says.
func TestHarmfulTextsStayText(t *testing.T) {
	in, out := hostileCounty(t), t.TempDir()
	code, said := runCounty(t, in, out)
	if code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, said)
	}
	words := map[string]string{"run": said}
	say := func(name string, args ...string) {
		var code int
		if code, words[name] = sanlv(args...); code != ExitOK && code != ExitFindings {
			t.Errorf("%s: exit %d: %s", name, code, words[name])
		}
	}
	say("explain", "explain", "H000", "--out", out)
	say("explain a list", "explain", "错退率", "--list", "--out", out)
	say("explain a village", "explain", "999901001009", "漏评率", "--list", "--out", out)
	say("check", "check", in)
	checked, drawn := filepath.Join(t.TempDir(), "c"), filepath.Join(t.TempDir(), "d")
	say("check into a folder", "check", in, "--out", checked)
	say("draw", "sample", "draw", "--from", filepath.Join(out, "latest"), "--seed", "7", "--villages", "6", "--households", "3", "--teams", "2", "--out", drawn)
	if err := os.WriteFile(filepath.Join(in, "村表.csv"), []byte(strings.Replace(mustRead(t, filepath.Join(in, "村表.csv")), `"7"`, `"8"`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, words["run again"] = runCounty(t, in, out); code != ExitOK {
		t.Fatalf("exit %d:\n%s", code, words["run again"])
	}
	changes := filepath.Join(t.TempDir(), "变动表.xlsx")
	say("diff", "diff", "--out", out, "--to", changes)
	say("verify", "verify", filepath.Join(out, "latest"))
	for name, text := range words {
		if r, bad := unsafeRune(text); bad {
			t.Errorf("%s says %U", name, r)
		}
	}
	for _, args := range [][]string{{"explain", "H000", "--json", "--out", out}, {"diff", "--json", "--out", out}} {
		_, text := sanlv(args...)
		if r, bad := unsafeRune(text); bad || !json.Valid([]byte(text)) {
			t.Errorf("%s: %U, valid %v", args[0], r, json.Valid([]byte(text)))
		}
	}
	opened := map[string]int{}
	for _, dir := range []string{out, checked, drawn, filepath.Dir(changes)} {
		err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.Name() == ".cache" {
				return filepath.SkipDir
			}
			if path != dir {
				safeName(t, d.Name())
			}
			if d.Type().IsRegular() {
				harmless(t, path, opened)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%v", opened)
	for kind, least := range map[string]int{".xlsx": 40, ".csv": 10, ".html": 2, ".json": 2, ".jsonl": 2, ".parquet": 30} {
		if opened[kind] < least {
			t.Errorf("%d files of kind %s", opened[kind], kind)
		}
	}
	// and it is there, as it was sent
	page := mustRead(t, filepath.Join(out, "latest", "看板.html"))
	if !strings.Contains(page, "cmd|") {
		t.Error("the page tells nothing of the harmful names")
	}
	seen := map[string]bool{}
	for _, r := range rows(t, out, "projects") {
		seen[r["project_name"]] = true
	}
	// the readers take off an invisible mark at the edge and the ' by which Excel
	// marks a text, and refuse control characters and what is too long
	for _, bad := range slices.DeleteFunc(slices.Clone(harmful), func(s string) bool {
		return strings.HasPrefix(s, "\u200f") || strings.HasPrefix(s, "'") || strings.HasPrefix(s, "\x1b") || len(s) > 200
	}) {
		if !seen[strings.TrimSpace(bad)] {
			t.Errorf("%q is not in the data", bad)
		}
	}
}

func mustRead(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// safeName holds a file name against what Windows and terminals stand.
func safeName(t *testing.T, name string) {
	t.Helper()
	r, bad := unsafeRune(name)
	if bad || strings.ContainsAny(name, "<>:\"|?*\\\n\r\t") || strings.TrimRight(name, " .") != name || strings.HasPrefix(name, " ") || len(name) > 255 || !utf8.ValidString(name) {
		t.Errorf("file name %q (%U)", name, r)
	}
}

// harmless opens a file by its kind and looks for what could do harm in it.
func harmless(t *testing.T, path string, opened map[string]int) {
	t.Helper()
	kind := filepath.Ext(path)
	opened[kind]++
	switch kind {
	case ".xlsx", ".docx":
		harmlessPackage(t, path)
	case ".csv":
		harmlessCSV(t, path)
	case ".html":
		harmlessPage(t, path)
	case ".json":
		if !json.Valid([]byte(mustRead(t, path))) {
			t.Errorf("%s is no JSON", path)
		}
	case ".jsonl":
		for _, line := range strings.Split(strings.TrimSpace(mustRead(t, path)), "\n") {
			if r, bad := unsafeRune(line); bad || !json.Valid([]byte(line)) {
				t.Errorf("%s: %U in %s", path, r, line)
			}
		}
	}
}

var (
	// what our own formulas are made of
	ourFormula = regexp.MustCompile(`^[A-Z0-9$:(),+\-*/=<>. ]*("(相符|不符|—|)"[A-Z0-9$:(),+\-*/=<>. ]*)*$`)
	ourTarget  = regexp.MustCompile(`^(/xl/|/word/|\.\./|/docProps/)?[A-Za-z0-9_./-]+$`)
	ourLink    = regexp.MustCompile(`^\.\./(台账|报表)/[\p{Han}]+\.xlsx#'[^']+'!A[0-9]+$`) // to the households behind a figure
)

func harmlessPackage(t *testing.T, path string) {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Errorf("%s: %v", path, err)
		return
	}
	defer z.Close()
	base := filepath.Base(path)
	for _, part := range z.File {
		if strings.Contains(part.Name, "externalLink") || strings.Contains(part.Name, "vbaProject") || !strings.HasPrefix(part.Name, "xl/") && !strings.HasPrefix(part.Name, "word/") && !strings.HasPrefix(part.Name, "_rels/") &&
			!strings.HasPrefix(part.Name, "docProps/") && part.Name != "[Content_Types].xml" {
			t.Errorf("%s has the part %q", base, part.Name)
		}
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		in := xml.NewDecoder(r)
		formula := ""
		for {
			token, err := in.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Errorf("%s, %s: %v", base, part.Name, err)
				break
			}
			switch x := token.(type) {
			case xml.StartElement:
				formula = ""
				if x.Name.Local == "f" {
					formula = "f"
				}
				for _, a := range x.Attr {
					if x.Name.Local == "Relationship" && a.Name.Local == "Target" && !ourTarget.MatchString(a.Value) && !ourLink.MatchString(a.Value) {
						t.Errorf("%s, %s leads to %q", base, part.Name, a.Value)
					}
					if r, bad := unsafeRune(a.Value); bad {
						t.Errorf("%s, %s: %U in %s of %s", base, part.Name, r, a.Name.Local, x.Name.Local)
					}
				}
			case xml.CharData:
				if formula != "" && !ourFormula.Match(x) {
					t.Errorf("%s, %s has the formula %q", base, part.Name, x)
				}
				if r, bad := unsafeRune(string(x)); bad {
					t.Errorf("%s, %s: %U in %.60q", base, part.Name, r, x)
				}
			case xml.EndElement:
				formula = ""
			}
		}
		if err := r.Close(); err != nil {
			t.Errorf("%s, %s: %v", base, part.Name, err)
		}
	}
}

func harmlessCSV(t *testing.T, path string) {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(mustRead(t, path), "\ufeff"))).ReadAll()
	if err != nil {
		t.Errorf("%s: %v", path, err)
		return
	}
	for _, r := range records {
		for _, cell := range r {
			if cell != "" && cell != "=" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				if _, err := strconv.ParseFloat(cell, 64); err != nil {
					t.Errorf("%s: cell %q", filepath.Base(path), cell)
				}
			}
		}
	}
}

func harmlessPage(t *testing.T, path string) {
	t.Helper()
	in := html.NewTokenizer(strings.NewReader(mustRead(t, path)))
	script, scripts := false, 0
	for {
		switch in.Next() {
		case html.ErrorToken:
			if in.Err() != io.EOF {
				t.Errorf("%s: %v", path, in.Err())
			}
			if scripts > 12 {
				t.Errorf("%s has %d scripts", path, scripts)
			}
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			x := in.Token()
			script = x.Data == "script"
			if script {
				scripts++
			}
			for _, a := range x.Attr {
				value := strings.ToLower(strings.TrimSpace(a.Val))
				link := slices.Contains([]string{"href", "src", "action", "formaction", "xlink:href", "data", "poster", "srcset"}, a.Key)
				switch {
				case strings.HasPrefix(a.Key, "on"), strings.HasPrefix(value, "javascript:"), link && !strings.HasPrefix(value, "#") && value != "data:,":
					t.Errorf("%s: <%s %s=%.60q>", filepath.Base(path), x.Data, a.Key, a.Val)
				}
			}
			if slices.Contains([]string{"iframe", "object", "embed", "base", "img", "form"}, x.Data) {
				t.Errorf("%s: <%s>", filepath.Base(path), x.Data)
			}
		case html.EndTagToken:
			script = false
		case html.TextToken:
			text := string(in.Text())
			if r, bad := unsafeRune(text); bad && !script {
				t.Errorf("%s: %U in %.60q", filepath.Base(path), r, text)
			}
			if script && (strings.Contains(text, "<img src=x") || strings.Contains(text, "<script>alert") || strings.Contains(text, "\u202e")) {
				t.Errorf("%s: a script holds what the sheets hold", filepath.Base(path))
			}
		}
	}
}
