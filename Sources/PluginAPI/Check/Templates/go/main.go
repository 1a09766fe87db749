// @NAME@: counts how often somebody looked at a message.
//
//	POST /looks/EMAIL   one more, and how many that makes
//	GET  /looks/EMAIL   how many
package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"example.org/@ID@/mailflow"
)

func main() {}

func init() { mailflow.Register(handle, "route/1") }

// Runs on a goroutine of its own, so it may wait for the host.
func handle(asked *mailflow.Asked) {
	var head struct {
		Method, Path string
		User         *string
	}
	if json.Unmarshal(asked.Arg(0), &head) != nil {
		asked.End(nil, &mailflow.Failure{Status: mailflow.Invalid, Line: "a head that is not JSON"})
		return
	}
	if head.User == nil {
		refuse(asked, 401, "sign in first")
		return
	}
	email := strings.TrimPrefix(head.Path, "/looks/")
	if email == head.Path || email == "" || len(email) > 64 || head.Method != "GET" && head.Method != "POST" {
		refuse(asked, 404, "there is no such page")
		return
	}
	scope, key := "user:"+*head.User, "looks/"+email
	before, err := mailflow.Text("kv.get/1", scope, key)
	if failure, ok := err.(*mailflow.Failure); ok && failure.Status != mailflow.NotFound {
		refuse(asked, 503, "try again later")
		return
	}
	looks, _ := strconv.ParseInt(string(before), 10, 64)
	if head.Method == "POST" {
		looks++
		if _, err := mailflow.Text("kv.put/1", scope, key, strconv.FormatInt(looks, 10)); err != nil {
			refuse(asked, 503, "try again later")
			return
		}
	}
	asked.Page(200, "application/json", []byte(fmt.Sprintf(`{"looks":%d}`, looks)))
}

func refuse(asked *mailflow.Asked, status int, why string) {
	body, _ := json.Marshal(map[string]string{"error": why})
	asked.Page(status, "application/json", body)
}
