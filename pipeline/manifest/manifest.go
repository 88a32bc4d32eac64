// Package manifest is the list that goes with every publication: what it was
// made from and what it holds. It is written last, so that a folder that has one
// is whole.
package manifest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"sanlv/pipeline/finding"
)

// Name is the file of a publication that holds its manifest.
const Name = "manifest.json"

// Manifest says what a publication was made from and what it holds. It has no
// clock time, so that equal inputs give equal bytes.
type Manifest struct {
	Program  string `json:"program"`
	Version  string `json:"version"`
	RunID    string `json:"run_id"` // SHA-256 over all that decides the content
	AsOf     string `json:"as_of"`
	Period   int    `json:"period"`
	Draft    bool   `json:"draft"`
	Blocked  string `json:"blocked,omitempty"`
	Unmasked bool   `json:"unmasked,omitempty"` // the marked copies show personal data
	// ComparedWith is the publication that the reports tell the change from.
	ComparedWith *Earlier       `json:"compared_with,omitempty"`
	Parameters   []Value        `json:"parameters"`
	Reference    []FileHash     `json:"reference"`
	Inputs       []Input        `json:"inputs"`
	Outputs      []FileHash     `json:"outputs"`
	Steps        []StepRows     `json:"steps"`
	Findings     finding.Counts `json:"findings"`
}

// Earlier is a publication that was made before.
type Earlier struct {
	Folder string `json:"folder"`
	RunID  string `json:"run_id"`
}

// Value is a parameter in force.
type Value struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Words string `json:"words"` // what it decides and how, in Chinese
}

// FileHash is a file with its SHA-256.
type FileHash struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes,omitempty"`
}

// Input is a file of the input folder; a skipped one has no hash.
type Input struct {
	FileHash
	Skipped string `json:"skipped,omitempty"`
}

// StepRows is how many rows a step made.
type StepRows struct {
	Step string `json:"step"`
	Rows int64  `json:"rows"`
}

// Read reads the manifest of the publication in a folder.
func Read(dir string) (Manifest, error) {
	var m Manifest
	raw, err := os.ReadFile(filepath.Join(dir, Name))
	if err != nil {
		return m, fmt.Errorf("read manifest: %w", err)
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		return m, fmt.Errorf("read %s of %s: %w", Name, dir, err)
	}
	return m, nil
}
