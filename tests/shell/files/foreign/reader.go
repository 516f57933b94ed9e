// Reads a log as somebody would who never heard of Tallystick: with the note and tlog packages of the Go project.
//
//	reader LOG VERIFIER-KEY OLDER-SIZE   checks the head, every entry's place, and that the log grew from the older size
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

type folder string

func (folder) Height() int                      { return height }
func (folder) SaveTiles([]tlog.Tile, [][]byte)  {}
func (f folder) path(name string) string        { return filepath.Join(string(f), filepath.FromSlash(name)) }
func (f folder) read(name string) []byte        { return must(os.ReadFile(f.path(name))) }
func (f folder) name(t tlog.Tile, of string) string {
	return strings.Replace(t.Path(), fmt.Sprintf("tile/%d/%d/", height, t.L), "tile/"+of+"/", 1)
}

func (f folder) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, t := range wanted {
		content, err := os.ReadFile(f.path(f.name(t, strconv.Itoa(t.L))))
		if err != nil {
			return nil, err
		}
		found = append(found, content)
	}
	return found, nil
}

// entries gives the leaves of the log, from the bundles that stand beside the tiles of hashes.
func (f folder) entries(size int64) [][]byte {
	var found [][]byte
	for n := int64(0); n*256 < size; n++ {
		width := size - n*256
		if width > 256 {
			width = 256
		}
		bundle := f.read(f.name(tlog.Tile{H: height, L: 0, N: n, W: int(width)}, "entries"))
		for len(bundle) > 0 {
			length := int(binary.BigEndian.Uint16(bundle))
			found = append(found, bundle[2:2+length])
			bundle = bundle[2+length:]
		}
	}
	return found
}

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

func check(err error) { must(0, err) }

func main() {
	log := folder(os.Args[1])
	key := must(note.NewVerifier(os.Args[2]))
	older := must(strconv.ParseInt(os.Args[3], 10, 64))
	opened := must(note.Open(log.read("checkpoint"), note.VerifierList(key)))
	lines := strings.Split(opened.Text, "\n")
	tree := tlog.Tree{N: must(strconv.ParseInt(lines[1], 10, 64)), Hash: must(tlog.ParseHash(lines[2]))}
	hashes := tlog.TileHashReader(tree, log)
	entries := log.entries(tree.N)
	for place, entry := range entries {
		proof := must(tlog.ProveRecord(tree.N, int64(place), hashes))
		check(tlog.CheckRecord(proof, tree.N, tree.Hash, int64(place), tlog.RecordHash(entry)))
	}
	then := must(tlog.TreeHash(older, hashes))
	growth := must(tlog.ProveTree(tree.N, older, hashes))
	check(tlog.CheckTree(growth, tree.N, tree.Hash, older, then))
	fmt.Println(lines[0], tree.N, len(entries), then)
}
