// Package cli is the command line: flags, exit codes, and the words to a person,
// in Chinese.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sanlv/pipeline/catalog"
)

// Exit codes.
const (
	ExitOK       = 0 // published, or the command did what it was asked
	ExitBroke    = 1 // the program could not go on
	ExitUsage    = 2 // usage or configuration
	ExitBlocked  = 3 // the data blocked the publication
	ExitLocked   = 4 // another run holds the lock
	ExitFindings = 5 // check found cells or sheets that cannot be used, doctor what would keep a run from publishing
	ExitUnsound  = 6 // verify found a publication that is not as it was published
	ExitStopped  = 7 // stopped by a signal
	ExitDisk     = 8 // the output folder cannot be written
)

// usageError is a mistake in the command line, in Chinese.
type usageError struct{ message string }

func (e usageError) Error() string { return e.message }

// Main runs the command line and returns the exit code.
func Main(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	stdout, stderr = screen{stdout}, screen{stderr}
	root := newRoot(stdout, stderr)
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return ExitOK
	}
	return report(cmd, err, stderr)
}

// report tells a person what went wrong and chooses the exit code.
func report(cmd *cobra.Command, err error, stderr io.Writer) int {
	var (
		usage  usageError
		config *catalog.ConfigError
	)
	switch {
	case errors.Is(err, context.Canceled): // before what it brought about elsewhere
		fmt.Fprintln(stderr, "已中止;上一次发布的结果不变。")
		return ExitStopped
	case errors.Is(err, errFound):
		return ExitFindings
	case errors.Is(err, errReference):
		return ExitUsage
	case errors.Is(err, errUnsound):
		return ExitUnsound
	case errors.As(err, &usage):
		fmt.Fprintf(stderr, "用法有误:%s\n用 “%s --help” 查看用法。\n", usage.message, cmd.CommandPath())
		return ExitUsage
	case errors.As(err, &config):
		fmt.Fprintf(stderr, "参照文件(标准、参数、表样)不能使用,没有开始计算;上一次发布的结果不变:\n")
		for _, f := range config.Findings {
			fmt.Fprintf(stderr, "  %s\n", f)
		}
		return ExitUsage
	case strings.HasPrefix(err.Error(), "unknown command"):
		fmt.Fprintf(stderr, "用法有误:没有这个命令。\n用 “sanlv help” 查看所有命令。\n")
		return ExitUsage
	}
	if code, told := reportBatch(err, stderr); told {
		return code
	}
	fmt.Fprintf(stderr, "程序出错,没有发布;上一次发布的结果不变。\n  %v\n请把这段文字、所用命令和输出文件夹下 logs 中最新的一份交给维护人员。\n", err)
	return ExitBroke
}

// exitCode is what report would end with, without a word.
func exitCode(err error) int {
	if err == nil {
		return ExitOK
	}
	return report(&cobra.Command{}, err, io.Discard)
}

func newRoot(stdout, stderr io.Writer) *cobra.Command {
	root := &cobra.Command{
		Use:   "sanlv",
		Short: "由户表、人表、村表、乡镇表、核查表算出“三率一度”和贫困村退出结果",
		Long: `三率(sanlv):读取一个县各村、各乡镇报来的户表、人表、村表、乡镇表、核查表,
按现行标准逐户、逐村判定,得出三率一度和贫困村退出结果,每个数字都能查到来源单元格。
不联网;不改动来件。`,
		Example:       rootExample,
		SilenceUsage:  true,
		SilenceErrors: true,
		Version:       catalog.Version,
	}
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{flagMessage(err)} })
	cobra.AddTemplateFunc("flags", flagList)
	root.SetUsageTemplate(usageTemplate)
	root.SetHelpTemplate("{{with (or .Long .Short)}}{{. | trimTrailingWhitespaces}}\n\n{{end}}{{.UsageString}}")
	root.SetVersionTemplate("sanlv {{.Version}}\n")
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(&cobra.Command{
		Use:     "help [命令]",
		Short:   "显示用法",
		Example: "  sanlv help run",
		RunE: func(c *cobra.Command, args []string) error {
			target, rest, err := c.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return usageError{"没有命令 " + strings.Join(args, " ")}
			}
			target.InitDefaultHelpFlag()
			return target.Help()
		},
	})
	root.AddCommand(batchCommands(stdout, stderr)...)
	root.AddCommand(newCheck(stdout), newForms(stdout), newDocs(stdout), newReference(stdout), newVerify(stdout))
	root.InitDefaultHelpFlag()
	root.InitDefaultVersionFlag()
	root.Flags().Lookup("help").Usage = "显示用法"
	root.Flags().Lookup("version").Usage = "显示版本"
	helpInChinese(root.Commands())
	return root
}

func helpInChinese(commands []*cobra.Command) {
	for _, c := range commands {
		c.InitDefaultHelpFlag()
		c.Flags().Lookup("help").Usage = "显示用法"
		c.DisableFlagsInUseLine = true
		helpInChinese(c.Commands())
	}
}

const usageTemplate = `用法:
  {{if .HasAvailableSubCommands}}{{.CommandPath}} [命令]{{else}}{{.UseLine}}{{end}}
{{- if .HasAvailableSubCommands}}

命令:{{range .Commands}}{{if (or .IsAvailableCommand (eq .Name "help"))}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}
{{- if .HasAvailableLocalFlags}}

选项:
{{flags .LocalFlags}}{{end}}
{{- if .HasExample}}

示例:
{{.Example}}{{end}}
{{- if .HasAvailableSubCommands}}

用 “{{.CommandPath}} 命令 --help” 查看一个命令的用法。{{end}}
`

// flagList lists flags in Chinese, aligned by what a terminal shows.
func flagList(set *pflag.FlagSet) string {
	var names, texts []string
	widest := 0
	set.VisitAll(func(f *pflag.Flag) {
		value, text := pflag.UnquoteUsage(f)
		if f.Value.Type() == "bool" {
			value = ""
		}
		name := strings.TrimRight("--"+f.Name+" "+value, " ")
		if f.DefValue != "" && f.Value.Type() != "bool" {
			text += "(默认 " + f.DefValue + ")"
		}
		names, texts = append(names, name), append(texts, text)
		widest = max(widest, uniseg.StringWidth(name))
	})
	var b strings.Builder
	for i, name := range names {
		fmt.Fprintf(&b, "  %s%s   %s\n", name, strings.Repeat(" ", widest-uniseg.StringWidth(name)), texts[i])
	}
	return strings.TrimRight(b.String(), "\n")
}

// flagMessage says in Chinese what pflag says in English.
func flagMessage(err error) string {
	s := err.Error()
	switch {
	case strings.HasPrefix(s, "unknown flag: "), strings.HasPrefix(s, "unknown shorthand flag: "):
		return "不认识的选项 " + s[strings.LastIndex(s, " ")+1:]
	case strings.HasPrefix(s, "flag needs an argument: "):
		return "选项后面缺少取值:" + s[strings.LastIndex(s, " ")+1:]
	case strings.HasPrefix(s, "invalid argument "):
		rest := strings.TrimPrefix(s, "invalid argument ")
		value, rest, _ := strings.Cut(rest, " for ")
		name, _, _ := strings.Cut(rest, " flag")
		return fmt.Sprintf("选项 %s 的取值 %s 不合要求", strings.Trim(name, `"`), value)
	default:
		return s
	}
}

// exactArgs asks for between low and high arguments.
func exactArgs(low, high int, names string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		switch {
		case len(args) < low:
			return usageError{"缺少参数:" + names}
		case len(args) > high:
			return usageError{"多余的参数:" + strings.Join(args[high:], " ")}
		}
		return nil
	}
}
