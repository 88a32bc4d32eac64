// Package templates holds what the published pages are made of: HTML templates,
// style sheets, scripts, and the chart library with its licence.
package templates

import "embed"

// Files are the templates as they stand in this folder.
//
//	page/*.tmpl, page/page.css, page/page.js   看板.html
//	report/                                    评估报告.html, and the fixed parts of 评估报告.docx
//	methods/                                   方法手册.html
//	echarts/                                   Apache ECharts 5.6.0 with LICENSE and NOTICE
//
//go:embed page report methods echarts
var Files embed.FS
