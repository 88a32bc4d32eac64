// Package reference holds the reference files that are shipped: what a county
// may edit. An office that passes --reference DIR overrides them file by file.
package reference

import "embed"

//go:embed *.csv sheets/*.csv codes/*.csv
var Files embed.FS

// GuideName is the file in which a person who edits the files reads what each of
// them decides; it is no reference file.
const GuideName = "说明.txt"

// Guide is its text.
//
//go:embed 说明.txt
var Guide string
