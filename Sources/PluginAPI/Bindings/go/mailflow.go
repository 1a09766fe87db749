// Package mailflow is MailFlow plugins in Go: the binary contract (plugin.h) behind cgo, and a face over it.
// Dedicated to the public domain (CC0-1.0).
//
// Call Register in an init function of package main, and build with -buildmode=c-shared. No panic crosses the border: whatever
// was being answered then fails.
package mailflow

// #include "bridge.h"
import "C"

import (
	"fmt"
	"sync"
	"unsafe"
)

// The statuses of the ABI.
const (
	Failed      = -1
	Invalid     = -2
	Unsupported = -3
	Denied      = -4
	NotFound    = -5
	Conflict    = -6
	Unavailable = -7
	Timeout     = -8
	Cancelled   = -9
	TooLarge    = -10
)

// Failure is how something failed: a status, and a line for a log.
type Failure struct {
	Status int32
	Line   string
}

func (f *Failure) Error() string { return fmt.Sprintf("%s (status %d)", f.Line, f.Status) }

// Asked is a question to the plugin. Answer it once; handlers run on goroutines of their own and may wait.
type Asked struct {
	Verb  string
	Args  [][]byte
	token C.mf_token
	open  bool
}

// Arg is one argument; empty when it is missing.
func (a *Asked) Arg(index int) []byte {
	if index < len(a.Args) {
		return a.Args[index]
	}
	return nil
}

// Piece sends a piece of the answer. False: nobody listens any more.
func (a *Asked) Piece(bytes []byte) bool { return a.open && reply(a.token, 1, bytes) == 0 }

// End ends the answer; an error that is no Failure counts as Failed. Only the first counts.
func (a *Asked) End(bytes []byte, err error) {
	if !a.open {
		return
	}
	a.open = false
	if err == nil {
		reply(a.token, 0, bytes)
	} else if failure, ok := err.(*Failure); ok {
		reply(a.token, failure.Status, []byte(failure.Line))
	} else {
		reply(a.token, Failed, []byte(err.Error()))
	}
}

// Page answers a route.
func (a *Asked) Page(status int, kind string, body []byte) {
	a.Piece([]byte(fmt.Sprintf(`{"status":%d,"headers":{"content-type":%q}}`, status, kind)))
	a.End(body, nil)
}

type answer struct {
	bytes []byte
	err   error
}

type waiting struct {
	bytes []byte
	ended chan answer
}

// What lives from start to stop.
var (
	mutex    sync.Mutex
	host     *C.mf_host
	stopping bool
	lastKey  uintptr
	calls    = map[uintptr]*waiting{}
	running  sync.WaitGroup
	verbs    []string
	handle   func(*Asked)
)

// Register says which verbs the plugin answers, as its manifest lists them, and who answers them.
func Register(handler func(*Asked), answers ...string) { verbs, handle = answers, handler }

// Has says whether a host verb is there and was granted.
func Has(verb string) bool { return find(verb) != 0 }

// Call asks the host and waits for the whole answer. Call it from a handler, never from init.
func Call(verb string, args ...[]byte) ([]byte, error) {
	number := find(verb)
	mutex.Lock()
	if host == nil || stopping {
		mutex.Unlock()
		return nil, &Failure{Cancelled, "the plugin is being stopped"}
	}
	lastKey++
	key, it := lastKey, &waiting{ended: make(chan answer, 1)}
	calls[key] = it
	table := host
	mutex.Unlock()
	lent := make([]C.mf_str, len(args)+1)
	for i, arg := range args {
		lent[i] = C.mf_str{(*C.char)(C.CBytes(arg)), C.size_t(len(arg))}
	}
	token := C.mailflow_call(table, C.mf_verb(number), &lent[0], C.size_t(len(args)), C.uintptr_t(key))
	for i := range args {
		C.mailflow_free(lent[i].ptr)
	}
	if token == 0 {
		finish(key, answer{nil, &Failure{Cancelled, "the plugin is being stopped"}})
	}
	result := <-it.ended
	return result.bytes, result.err
}

// Text is Call with texts.
func Text(verb string, args ...string) ([]byte, error) {
	bytes := make([][]byte, len(args))
	for i, arg := range args {
		bytes[i] = []byte(arg)
	}
	return Call(verb, bytes...)
}

// Log writes a line to the server's log: 0 debug, 1 info, 2 warning, 3 error.
func Log(level int32, line string) {
	if table := lent(); table != nil {
		text := C.mf_str{(*C.char)(C.CBytes([]byte(line))), C.size_t(len(line))}
		C.mailflow_log(table, C.mf_level(level), text)
		C.mailflow_free(text.ptr)
	}
}

func lent() *C.mf_host {
	mutex.Lock()
	defer mutex.Unlock()
	return host
}

func find(verb string) uint32 {
	table := lent()
	if table == nil {
		return 0
	}
	name := C.mf_str{(*C.char)(C.CBytes([]byte(verb))), C.size_t(len(verb))}
	defer C.mailflow_free(name.ptr)
	return uint32(C.mailflow_find(table, name))
}

func reply(token C.mf_token, status int32, bytes []byte) int32 {
	table := lent()
	if table == nil {
		return Cancelled
	}
	text := C.mf_str{(*C.char)(C.CBytes(bytes)), C.size_t(len(bytes))}
	defer C.mailflow_free(text.ptr)
	return int32(C.mailflow_reply(table, token, C.mf_status(status), text))
}

func finish(key uintptr, result answer) {
	mutex.Lock()
	it := calls[key]
	delete(calls, key)
	mutex.Unlock()
	if it != nil {
		it.ended <- result
	}
}

func bytesOf(text C.mf_str) []byte {
	if text.ptr == nil || text.len == 0 {
		return nil
	}
	return C.GoBytes(unsafe.Pointer(text.ptr), C.int(text.len))
}

//export mailflowStart
func mailflowStart(table *C.mf_host) C.mf_status {
	mutex.Lock()
	defer mutex.Unlock()
	host, stopping = table, false
	return 0
}

//export mailflowFind
func mailflowFind(name C.mf_str) C.mf_verb {
	text := string(bytesOf(name))
	for i, verb := range verbs {
		if verb == text {
			return C.mf_verb(i + 1)
		}
	}
	return 0
}

//export mailflowHandle
func mailflowHandle(verb C.mf_verb, token C.mf_token, args *C.mf_str, count C.size_t) {
	asked := &Asked{token: token, open: true}
	if verb >= 1 && int(verb) <= len(verbs) {
		asked.Verb = verbs[verb-1]
	}
	if args != nil {
		for _, arg := range unsafe.Slice(args, int(count)) {
			asked.Args = append(asked.Args, bytesOf(arg))
		}
	}
	running.Add(1)
	go func() {
		defer running.Done()
		defer func() {
			if trouble := recover(); trouble != nil {
				asked.End(nil, &Failure{Failed, fmt.Sprint("panic: ", trouble)})
			}
			asked.End(nil, &Failure{Failed, "the plugin dropped the question"})
		}()
		handle(asked)
	}()
}

//export mailflowDone
func mailflowDone(context unsafe.Pointer, status C.mf_status, bytes C.mf_str) {
	key, piece := uintptr(context), bytesOf(bytes)
	if status == 1 {
		mutex.Lock()
		if it := calls[key]; it != nil {
			it.bytes = append(it.bytes, piece...)
		}
		mutex.Unlock()
		return
	}
	if status != 0 {
		finish(key, answer{nil, &Failure{int32(status), string(piece)}})
		return
	}
	mutex.Lock()
	if it := calls[key]; it != nil {
		piece = append(it.bytes, piece...)
	}
	mutex.Unlock()
	finish(key, answer{piece, nil})
}

// Waits until every handler has come back; what they waited for has been answered.
//
//export mailflowStop
func mailflowStop() {
	mutex.Lock()
	stopping = true
	mutex.Unlock()
	running.Wait()
	mutex.Lock()
	host = nil
	mutex.Unlock()
}
