// Package reference holds the reference files that are shipped: what a county
// may edit. An office that passes --reference DIR overrides them file by file.
package reference

import "embed"

//go:embed *.csv sheets/*.csv codes/*.csv
var Files embed.FS
