package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/spf13/cobra"

	"sanlv/loaders"
	"sanlv/loaders/open"
	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
	"sanlv/pipeline/marked"
	"sanlv/reports"
	"sanlv/reports/xlsx"
)

// errFound ends a check that found something that cannot be used; all has been
// said by then.
var errFound = errors.New("the sheets have errors")

const checkExample = "  sanlv check 上坪村户表.xlsx                 报送前检查一张表\n  sanlv forms 表样                            写出空白表样"

// shownFindings is how many findings a check prints; a written list has all.
const shownFindings = 200

func newCheck(stdout io.Writer) *cobra.Command {
	var out, ref string
	var unmasked bool
	c := &cobra.Command{
		Use:   "check 文件…|文件夹 [--out 文件夹] [--unmasked] [--reference 文件夹]",
		Short: "报送前检查表格:只读、只查,不计算",
		Long: `逐表、逐格检查要报送的表格:认不认得表头、缺不缺必需的列、每格读不读得出,并列出每处问题和改法。
只检查单张表;户表与人表、村表与户表之间的核对在 run 中进行。
用 --out 写出问题清单和标注副本(问题单元格涂色、加批注)。

退出码:0 没有错误;1 程序出错;2 用法或参照文件有误;5 有错误。`,
		Example: "  sanlv check 上坪村户表.xlsx\n  sanlv check 来件/青石镇 --out 检查结果",
		Args:    exactArgs(1, 1<<16, "文件或文件夹"),
		RunE: func(c *cobra.Command, args []string) error {
			override, err := referenceFolder(ref, c.Flags().Changed("reference"))
			if err != nil {
				return err
			}
			files, err := checkInputs(c.Context(), args)
			if err != nil {
				return err
			}
			k := &checking{places: map[string][2]string{}, files: map[string]string{}}
			if k.cat, err = catalog.Open(override); err != nil {
				return err
			}
			k.cat.KeepInForce(today())
			if err := k.read(c.Context(), files); err != nil {
				return err
			}
			k.print(stdout)
			if out != "" {
				if err := k.writeAudited(c, out, unmasked, stdout); err != nil {
					return err
				}
			}
			if finding.Count(k.findings).Error > 0 {
				return errFound
			}
			return nil
		},
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&out, "out", "", "问题清单和标注副本写到这个`文件夹`")
	f.BoolVar(&unmasked, "unmasked", false, "标注副本中不掩去姓名、证件号码、电话(内部资料)")
	referenceFlag(f, &ref)
	return c
}

// writeAudited writes the lists and copies; that copies were written unmasked
// stands in an audit beside them.
func (k *checking) writeAudited(c *cobra.Command, out string, unmasked bool, stdout io.Writer) error {
	if !unmasked {
		return k.write(c.Context(), out, false, stdout)
	}
	if err := os.MkdirAll(out, 0o700); err != nil {
		return fmt.Errorf("make %s: %w", out, err)
	}
	audit := newAudit(commandLine(c), true)
	audit.Inputs = len(k.results)
	if err := audit.write(out, "begin", time.Now()); err != nil {
		return err
	}
	err := k.write(c.Context(), out, true, stdout)
	exit := exitCode(err)
	audit.Exit = &exit
	return errors.Join(err, audit.write(out, "end", time.Now()))
}

// checkInputs lists one folder or some files.
func checkInputs(ctx context.Context, args []string) ([]loaders.File, error) {
	for _, a := range args {
		info, err := os.Stat(a)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, usageError{fmt.Sprintf("%s 不存在", a)}
		case err != nil:
			return nil, fmt.Errorf("look at %s: %w", a, err)
		case info.IsDir() && len(args) > 1:
			return nil, usageError{"只能查一个文件夹,或若干个文件"}
		case info.IsDir():
			return loaders.Discover(ctx, a)
		}
	}
	return loaders.DiscoverFiles(ctx, args)
}

// checking is a check at work.
type checking struct {
	cat      *catalog.Catalog
	results  []loaders.Result
	findings []finding.Finding
	names    *finding.Names

	mu     sync.Mutex
	places map[string][2]string // township and village by 村代码 and by 户编号
	files  map[string]string    // the only township in a file
}

func (k *checking) read(ctx context.Context, files []loaders.File) error {
	reader, err := loaders.NewReader(k.cat, open.Open)
	if err != nil {
		return err
	}
	k.names = loaders.NewNames(k.cat)
	k.results, err = reader.ReadAll(ctx, files, runtime.GOMAXPROCS(0), k.keep, nil)
	if err != nil {
		return fmt.Errorf("check: %w", err)
	}
	k.names.Settle()
	for _, r := range k.results {
		k.findings = append(k.findings, r.Findings...)
	}
	finding.Sort(k.findings)
	return nil
}

// keep notes the names of the villages, for the list; the rows are not kept.
func (k *checking) keep(b loaders.Batch) error {
	defer b.Record.Release()
	if sheet, ok := k.cat.Sheet(b.Kind); ok {
		loaders.TellNames(k.names, sheet, b)
	}
	column := func(name string) *array.String {
		if i := b.Record.Schema().FieldIndices(name); len(i) == 1 {
			s, _ := b.Record.Column(i[0]).(*array.String)
			return s
		}
		return nil
	}
	at := func(c *array.String, i int) string {
		if c == nil || c.IsNull(i) {
			return ""
		}
		return strings.Clone(c.Value(i)) // the record is released
	}
	code, township, village, household := column("village_code"), column("township"), column("village"), column("household_id")
	if township == nil {
		return nil // a 人表 names no place
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for i := range int(b.Record.NumRows()) {
		place := [2]string{at(township, i), at(village, i)}
		if place[0] == "" {
			continue
		}
		k.places[at(code, i)] = place
		k.places[at(household, i)] = place
		if was, ok := k.files[b.File]; ok && was != place[0] {
			place[0] = "" // of several townships
		}
		k.files[b.File] = place[0]
	}
	delete(k.places, "")
	return nil
}

// print tells what every sheet held, and what is wrong.
func (k *checking) print(w io.Writer) {
	labels := map[string]string{loaders.HouseholdMember: "户表和人表"}
	for _, s := range k.cat.Sheets {
		labels[s.Kind] = s.Label
	}
	for _, r := range k.results {
		for _, i := range r.Intake {
			fmt.Fprintf(w, "%s:%s", reports.Place(i.File, i.Sheet), i.Status)
			if label := labels[i.Kind]; label != "" {
				fmt.Fprintf(w, ",%s,%s 行 = 读入 %s + 没有读入 %s + 标题、空行等 %s", label, reports.Count(i.Read), reports.Count(i.Loaded), reports.Count(i.Rejected), reports.Count(i.Recognised))
			}
			if i.Reason != "" {
				fmt.Fprintf(w, "。%s", i.Reason)
			}
			fmt.Fprintln(w)
		}
	}
	for _, severity := range []finding.Severity{finding.Error, finding.Warning, finding.Notice} {
		k.printFindings(w, severity)
	}
	n := finding.Count(k.findings)
	fmt.Fprintf(w, "\n错误 %d  警告 %d  提示 %d\n", n.Error, n.Warning, n.Notice)
}

func (k *checking) printFindings(w io.Writer, severity finding.Severity) {
	n := 0
	for _, f := range k.findings {
		if f.Severity != severity {
			continue
		}
		if n++; n == 1 {
			fmt.Fprintf(w, "\n%s\n", severity)
		}
		if n <= shownFindings {
			fmt.Fprintf(w, "  %s\n", k.names.Scrub(f.String(), f.HouseholdID, f.VillageCode))
		}
	}
	if n > shownFindings {
		fmt.Fprintf(w, "  ……另有 %s 处;用 --out 写出全部\n", reports.Count(int64(n-shownFindings)))
	}
}

// write makes the problem lists and marked copies.
func (k *checking) write(ctx context.Context, out string, unmasked bool, stdout io.Writer) error {
	list := filepath.Join(out, reports.ProblemFolder)
	if _, err := os.Lstat(list); err == nil {
		return usageError{fmt.Sprintf("%s 已经存在,里面可能有填过的核实情况;请移走它,或换一个文件夹", list)}
	}
	pub := reports.Publication{
		Meta:   reports.Meta{AsOf: time.Now(), Version: catalog.Version, Unmasked: unmasked},
		Source: k, Copies: marked.New(open.Open, k.cat, k.results, marked.Listed(k.findings), k.names, unmasked),
	}
	if err := xlsx.New().WriteProblems(ctx, pub, folder(out)); err != nil {
		return fmt.Errorf("write problem lists: %w", err)
	}
	if len(k.findings) == 0 {
		fmt.Fprintln(stdout, "没有问题,没有写问题清单。")
		return nil
	}
	fmt.Fprintf(stdout, "问题清单和标注副本在 %s\n", list)
	return nil
}

// Frame implements reports.Source.
func (k *checking) Frame(_ context.Context, id string) (*reports.Frame, error) {
	return nil, fmt.Errorf("a check has no frame %q", id)
}

// Records implements reports.Source: the problems as a run would list them.
func (k *checking) Records(_ context.Context, id string) (array.RecordReader, error) {
	if id != "problems" {
		return nil, fmt.Errorf("a check has no table %q", id)
	}
	f := &reports.Frame{ID: id, Columns: []string{"finding_id", "severity", "township", "village", "household_id", "file", "sheet", "cell", "header", "value",
		"message", "mend", "rule", "answer", "answer_note", "state"}}
	ids := finding.IDs(k.findings)
	for i, p := range k.findings {
		place, ok := k.places[p.VillageCode]
		if !ok {
			place = k.places[p.HouseholdID]
		}
		if place[0] == "" {
			place[0] = k.files[p.File]
		}
		f.Rows = append(f.Rows, []any{ids[i], string(p.Severity), place[0], place[1], p.HouseholdID, p.File, p.Sheet, p.Cell(), p.Header,
			k.names.Scrub(p.Value(), p.HouseholdID, p.VillageCode), k.names.Scrub(p.Message, p.HouseholdID, p.VillageCode), p.Mend, p.Rule, "", "", "待处理"})
	}
	slices.SortStableFunc(f.Rows, func(a, b []any) int { // township, village
		return cmp.Or(cmp.Compare(a[2].(string), b[2].(string)), cmp.Compare(a[3].(string), b[3].(string)))
	})
	return reports.RecordsOf(f, 8<<10)
}

// Published implements reports.Source.
func (k *checking) Published() []string { return nil }

// folder takes files into a plain folder, readable by their owner only.
type folder string

// Create implements reports.Sink.
func (d folder) Create(name string) (io.WriteCloser, error) {
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return nil, fmt.Errorf("create %q: not below the folder", name)
	}
	path := filepath.Join(string(d), filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("create %s: %w", name, err)
	}
	return os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
}
