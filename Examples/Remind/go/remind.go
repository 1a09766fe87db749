// Remind: brings a message back to a person's attention when its day has come. Dedicated to the public domain (CC0-1.0).
//
// A reminder is a value of the plugin, scope "user:ID", key "remind/EMAIL", {"at": seconds since 1970}. Its day is also a key of the scope "",
// "due/SECONDS/USER/EMAIL", so that the job finds what is due without knowing the users.
package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"example.org/remind/mailflow"
)

func main() {}

func init() { mailflow.Register(handle, "route/1", "hook/1", "action/1", "job/1") }

func handle(asked *mailflow.Asked) {
	name := string(asked.Arg(0))
	switch {
	case asked.Verb == "route/1":
		route(asked)
	case asked.Verb == "hook/1" && name == "mail.open":
		banner(asked)
	case asked.Verb == "hook/1":
		asked.End(nil, nil)
	case asked.Verb == "action/1" && name == "forget":
		forget(asked)
	case asked.Verb == "job/1" && name == "due":
		asked.End(nil, due())
	default:
		asked.End(nil, &mailflow.Failure{Status: mailflow.Unsupported, Line: "not that"})
	}
}

// One reminder of one person.
type reminder struct{ user, email string }

// Ids of a server are short and plain; anything else is no reminder of ours.
var isID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`).MatchString

func (it reminder) ok() bool            { return isID(it.user) && isID(it.email) }
func (it reminder) scope() string       { return "user:" + it.user }
func (it reminder) key() string         { return "remind/" + it.email }
func (it reminder) due(at int64) string { return fmt.Sprintf("due/%012d/%s/%s", at, it.user, it.email) }

// When it is due; 0 when there is no such reminder.
func (it reminder) at() (int64, error) {
	bytes, err := mailflow.Text("kv.get/1", it.scope(), it.key())
	if failure, ok := err.(*mailflow.Failure); ok && failure.Status == mailflow.NotFound {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	var value struct{ At int64 }
	if json.Unmarshal(bytes, &value) != nil {
		return 0, nil
	}
	return value.At, nil
}

func days(user string) int64 {
	var set struct{ Days int64 }
	bytes, err := mailflow.Text("settings.get/1", "user:"+user)
	if err != nil || json.Unmarshal(bytes, &set) != nil || set.Days < 1 || set.Days > 365 {
		return 3
	}
	return set.Days
}

func page(asked *mailflow.Asked, status int, value interface{}) {
	bytes, _ := json.Marshal(value)
	asked.Page(status, "application/json", bytes)
}

func refuse(asked *mailflow.Asked, status int, why string) {
	page(asked, status, map[string]string{"error": why})
}

func route(asked *mailflow.Asked) {
	var head struct {
		Method, Path string
		User         *string
	}
	if json.Unmarshal(asked.Arg(0), &head) != nil {
		asked.End(nil, &mailflow.Failure{Status: mailflow.Invalid, Line: "a head that is not JSON"})
		return
	}
	if head.User == nil || !isID(*head.User) {
		refuse(asked, 401, "sign in first")
		return
	}
	user := *head.User
	switch {
	case head.Method == "GET" && head.Path == "/days":
		page(asked, 200, map[string]int64{"days": days(user)})
	case head.Method == "GET" && head.Path == "/reminders":
		keys, err := mailflow.Text("kv.list/1", "user:"+user, "remind/")
		if err != nil {
			refuse(asked, 503, "the list could not be read")
			return
		}
		asked.Page(200, "application/json", keys)
	case head.Method == "POST" && head.Path == "/reminders":
		post(asked, user)
	case head.Method == "DELETE" && strings.HasPrefix(head.Path, "/reminders/"):
		it := reminder{user, strings.TrimPrefix(head.Path, "/reminders/")}
		if !it.ok() {
			refuse(asked, 400, "that is no id")
		} else if _, err := mailflow.Text("kv.delete/1", it.scope(), it.key()); err != nil {
			refuse(asked, 503, "it could not be forgotten")
		} else {
			page(asked, 200, struct{}{})
		}
	default:
		refuse(asked, 404, "there is no such page")
	}
}

func post(asked *mailflow.Asked, user string) {
	var body struct {
		EmailID string `json:"emailId"`
		Days    *int64
	}
	err := json.Unmarshal(asked.Arg(1), &body)
	it := reminder{user, body.EmailID}
	if err != nil || !it.ok() {
		refuse(asked, 400, "emailId is missing, or days is no number")
		return
	}
	count := int64(0)
	if body.Days == nil {
		count = days(user)
	} else if count = *body.Days; count < 1 || count > 365 {
		refuse(asked, 400, "days is a whole number from 1 to 365")
		return
	}
	at := time.Now().Unix() + count*86400
	if _, err := mailflow.Text("kv.put/1", "", it.due(at), ""); err != nil {
		refuse(asked, 503, "it could not be kept")
	} else if _, err := mailflow.Text("kv.put/1", it.scope(), it.key(), fmt.Sprintf(`{"at":%d}`, at)); err != nil {
		refuse(asked, 503, "it could not be kept")
	} else {
		page(asked, 200, map[string]interface{}{"emailId": it.email, "at": at})
	}
}

// What a hook or an action is about.
func subject(asked *mailflow.Asked) (reminder, error) {
	var facts struct {
		User  string
		Email struct{ ID string }
	}
	err := json.Unmarshal(asked.Arg(1), &facts)
	it := reminder{facts.User, facts.Email.ID}
	if err != nil || !it.ok() {
		return it, &mailflow.Failure{Status: mailflow.Invalid, Line: "no user or email"}
	}
	return it, nil
}

func banner(asked *mailflow.Asked) {
	it, err := subject(asked)
	if err != nil {
		asked.End(nil, err)
		return
	}
	at, err := it.at()
	if err != nil || at == 0 {
		asked.End(nil, nil)
		return
	}
	day := time.Unix(at, 0).UTC().Format("2006-01-02")
	asked.End([]byte(fmt.Sprintf(`{"actions":[{"id":"forget","slot":"message.banner","label":"Forget the reminder","detail":"You will be reminded on %s.","state":"offer"}]}`, day)), nil)
}

func forget(asked *mailflow.Asked) {
	it, err := subject(asked)
	if err == nil {
		_, err = mailflow.Text("kv.delete/1", it.scope(), it.key())
	}
	asked.End([]byte(`{"action":{"id":"forget","slot":"message.banner","label":"Forgotten","state":"done"},"message":"You will not be reminded of this message."}`), err)
}

// The job: what is due is flagged, told, and forgotten.
func due() error {
	bytes, err := mailflow.Text("kv.list/1", "", "due/")
	if err != nil {
		return &mailflow.Failure{Status: mailflow.Unavailable, Line: "what is due could not be read"}
	}
	var keys []string
	if json.Unmarshal(bytes, &keys) != nil {
		return nil
	}
	for _, key := range keys {
		parts := strings.Split(key, "/")
		if len(parts) != 4 {
			continue
		}
		at, err := strconv.ParseInt(parts[1], 10, 64)
		it := reminder{parts[2], parts[3]}
		if err != nil || !it.ok() {
			continue
		}
		if at > time.Now().Unix() {
			break // The keys are sorted, and so are their times.
		}
		// It may have been forgotten since, or put off.
		kept, err := it.at()
		if err != nil {
			continue
		}
		if kept == at {
			if !flag(it) {
				continue
			}
			mailflow.Text("kv.delete/1", it.scope(), it.key())
		}
		mailflow.Text("kv.delete/1", "", key)
	}
	return nil
}

// A message that is gone cannot be flagged; only a server that is busy is asked again.
func flag(it reminder) bool {
	if mailflow.Has("ui.push/1") {
		mailflow.Text("ui.push/1", it.user, fmt.Sprintf(`{"due":%q}`, it.email))
	}
	request := fmt.Sprintf(`{"using":["urn:ietf:params:jmap:core","urn:ietf:params:jmap:mail"],"methodCalls":[["Email/set",{"accountId":"all","update":{%q:{"keywords/$flagged":true}}},"0"]]}`, it.email)
	_, err := mailflow.Text("mail.call/1", it.user, request)
	failure, ok := err.(*mailflow.Failure)
	return !ok || failure.Status != mailflow.Unavailable && failure.Status != mailflow.Timeout && failure.Status != mailflow.Cancelled
}
