//go:build !cgo

package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"sanlv/pipeline/catalog"
)

const rootExample = checkExample

// batchCommands are the commands that need the database: none without cgo, as
// in the program that a township runs on Windows to check its sheets.
func batchCommands(io.Writer, io.Writer) []*cobra.Command { return nil }

// tryChecks is left to the machine that runs the batch.
func tryChecks(context.Context, *catalog.Catalog, catalog.Settings) error { return nil }

func reportBatch(error, io.Writer) (code int, told bool) { return 0, false }
