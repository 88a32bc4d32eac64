// Command sanlv assesses a county's "three rates, one degree" (三率一度).
package main

import (
	"os"

	"sanlv/pipeline/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr))
}
