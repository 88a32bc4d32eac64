package catalog

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	shipped "sanlv/data/reference"
	"sanlv/pipeline/finding"
	"sanlv/pipeline/models"
)

const ownCheck = `-- severity: 警告
-- about: 人数多
-- message: 该户 {n} 人。
-- mend: 核对。
-- source: 本县要求
-- group: 家庭结构
with final as (
  select 'household' as kind, h._file as file, cast(h.persons as string) as n
  from stg_household h
  join ref_check_parameter p on p.name = 'check.crowd'
  where h.persons > p.value and h.group_name <> 'a;b'
)
select * from final
`

// A check of the office's own joins the shipped ones, with a threshold of its
// own; what is wrong with it is a finding at its file and line.
func TestOwnChecks(t *testing.T) {
	parameters := shippedText(t, "parameters.csv") + "check.crowd,12,2014-01-01,,本县要求,,多少人算多\n"
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(ownCheck)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		file, text, parameters string
		row                    int
		says                   string
	}{
		"good":                 {"checks/crowd.sql", ownCheck, parameters, 0, ""},
		"saved by Notepad":     {"checks/crowd.sql", "\ufeff" + strings.ReplaceAll(ownCheck, "\n", "\r\n"), parameters, 0, ""},
		"saved as GBK":         {"checks/crowd.sql", gbk, parameters, 0, ""},
		"threshold not set":    {"checks/crowd.sql", ownCheck, shippedText(t, "parameters.csv"), 0, "缺少参数“check.crowd”"},
		"unknown key":          {"checks/crowd.sql", strings.Replace(ownCheck, "-- mend", "-- amend", 1), parameters, 4, "没有“amend”这一项"},
		"lost key":             {"checks/crowd.sql", strings.Replace(ownCheck, "-- source: 本县要求\n", "", 1), parameters, 1, "缺少“-- source: ……”一行"},
		"no such group":        {"checks/crowd.sql", strings.Replace(ownCheck, "家庭结构", "人数", 1), parameters, 0, "group 须是 身份、"},
		"no such severity":     {"checks/crowd.sql", strings.Replace(ownCheck, "警告", "严重", 1), parameters, 0, "severity 须是 错误、警告 或 提示"},
		"no such table":        {"checks/crowd.sql", strings.Replace(ownCheck, "stg_household", "stg_houses", 1), parameters, 0, "没有 stg_houses 这张表"},
		"two statements":       {"checks/crowd.sql", strings.Replace(ownCheck, "\nselect * from final", "\nselect 1 from final; drop table x;\nselect * from final", 1), parameters, 0, "SQL 只能有一句"},
		"semicolon at the end": {"checks/crowd.sql", strings.TrimSpace(ownCheck) + ";", parameters, 0, "末尾不写分号"},
		"name of a shipped":    {"checks/persons_many.sql", ownCheck, parameters, 0, "与自带的检查同名"},
		"Chinese name":         {"checks/人多.sql", ownCheck, parameters, 0, "文件名不能作检查的代号"},
		"a workbook":           {"checks/crowd.sql", "PK\x03\x04\x00", shippedText(t, "parameters.csv"), 0, "既不是 UTF-8 也不是 GB18030"},
	} {
		t.Run(name, func(t *testing.T) {
			cat, findings, err := Load(shipped.Files, tree(map[string]string{c.file: c.text, "parameters.csv": c.parameters}), models.Files)
			if err != nil {
				t.Fatal(err)
			}
			if c.says == "" {
				m := cat.Models[len(cat.Models)-1]
				if len(findings) > 0 || !m.Own || m.Name != "crowd" || strings.Join(m.Parameters, " ") != "check.crowd" || m.Header["about"] != "人数多" {
					t.Errorf("%v %+v", findings, m)
				}
				return
			}
			found := findings[0]
			for _, f := range findings { // a check that is not read leaves its threshold without a use
				if f.File == c.file || strings.Contains(f.Message, c.says) {
					found = f
				}
			}
			if !strings.Contains(found.Message, c.says) || found.Row != c.row || found.Mend == "" || found.Severity != finding.Error {
				t.Errorf("%v", findings)
			}
		})
	}
}
