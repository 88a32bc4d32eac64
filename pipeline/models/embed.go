// Package models holds the SQL of the pipeline: stg, int, fct, ind, pov, led and chk, one
// file a model, in the subset that DuckDB and Spark SQL share; macros.sql is the
// one file whose functions differ between them.
package models

import "embed"

//go:embed macros.sql stg/*.sql int/*.sql fct/*.sql ind/*.sql pov/*.sql led/*.sql chk/*.sql
var Files embed.FS
