// Checks the output of `cache-bench history RECORD --format porcupine`, key by key:
//
//	go run . history.jsonl
//
// Prints each key with Ok, Illegal or Unknown. Ends with 1 if one of them is not Ok.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/anishathalye/porcupine"
)

// Nothing is written as null.
type value struct {
	isSet  bool
	number int64
}

func (v *value) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		return nil
	}
	v.isSet = true
	return json.Unmarshal(text, &v.number)
}

type operation struct {
	Client int    `json:"client"`
	Key    string `json:"key"`
	Op     string `json:"op"`
	Input  value  `json:"input"`
	Output value  `json:"output"`
	Call   int64  `json:"call"`
	Return int64  `json:"return"`
}

var register = porcupine.Model{
	Init: func() interface{} { return value{} },
	Step: func(state, input, output interface{}) (bool, interface{}) {
		op := input.(operation)
		switch op.Op {
		case "read":
			return op.Output == state, state
		case "swap":
			return op.Output == state, op.Input
		default:
			return true, op.Input
		}
	},
}

func main() {
	file, err := os.Open(os.Args[1])
	exitOn(err)
	histories := map[string][]porcupine.Operation{}
	var keys []string
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var op operation
		exitOn(json.Unmarshal(lines.Bytes(), &op))
		if histories[op.Key] == nil {
			keys = append(keys, op.Key)
		}
		histories[op.Key] = append(histories[op.Key], porcupine.Operation{
			ClientId: op.Client, Input: op, Call: op.Call, Output: nil, Return: op.Return,
		})
	}
	exitOn(lines.Err())
	exitCode := 0
	for _, key := range keys {
		result := porcupine.CheckOperationsTimeout(register, histories[key], 10*time.Second)
		fmt.Printf("%s\t%s\n", key, result)
		if result != porcupine.Ok {
			exitCode = 1
		}
	}
	os.Exit(exitCode)
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}
