"""A Todoist of our own on loopback: the part of the REST API, version 1, that the plugin uses, strict about method, path, headers and body.
Whatever it would not take in earnest it refuses here, and keeps in `wrong`."""

import http.server
import json
import re
import ssl
import threading
import urllib.parse

TASK_FIELDS = {"content": str, "description": str, "project_id": str, "section_id": str, "labels": list, "priority": int, "due_string": str, "due_lang": str, "due_date": str}
PAGE = 2  # small pages, so that a client that forgets the cursor is found out


class TodoistServer:
    def __init__(self, certificate, key):
        self.tokens = {"good-token-1"}
        self.projects = [{"id": f"p{n}", "name": name, "child_order": n, "inbox_project": n == 0, "is_deleted": False, "is_archived": False}
                         for n, name in enumerate(["Inbox", "Bridge", "Ferry terminal", "Täglich"])]
        self.sections = [{"id": "s1", "name": "Roof", "project_id": "p2", "section_order": 1}, {"id": "s2", "name": "Quay", "project_id": "p2", "section_order": 2}]
        self.labels = [{"id": f"l{n}", "name": name, "order": n} for n, name in enumerate(["calls", "waiting", "drawings"])]
        self.tasks, self.granted, self.requests, self.wrong = {}, {}, [], []
        self.fault = None  # ("rate", seconds) | ("down",) | ("lost",): the answer is lost after the work was done
        house = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                house.answer(self, "GET")

            def do_POST(self):
                house.answer(self, "POST")

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://localhost:{self.server.server_address[1]}/api/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()

    def answer(self, request, method):
        length = int(request.headers.get("Content-Length") or 0)
        body = request.rfile.read(length)
        path, _, query = request.path.partition("?")
        self.requests.append((method, request.path, {name.lower(): value for name, value in request.headers.items()}, body))
        fault = self.fault
        if fault and fault[0] == "rate":
            return self.send(request, 429, {"error": "Too many requests", "error_code": 35, "error_extra": {"retry_after": fault[1]}}, {"Retry-After": str(fault[1])})
        if fault and fault[0] == "down":
            return self.send(request, 503, None)
        if request.headers.get("Authorization") not in {f"Bearer {token}" for token in self.tokens}:
            return self.send(request, 401, {"error": "Unauthorized", "error_code": 477, "http_code": 401})
        status, answer = self.route(method, path, dict(urllib.parse.parse_qsl(query)), request.headers, body)
        if status >= 400 and status != 404:
            self.wrong.append((method, request.path, answer))
        if fault and fault[0] == "lost" and method == "POST":
            self.fault = None
            return request.connection.close()
        self.send(request, status, answer)

    def send(self, request, status, answer, headers=None):
        data = b"" if answer is None else json.dumps(answer).encode()
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(data)))
        for name, value in (headers or {}).items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(data)

    def route(self, method, path, query, headers, body):
        lists = {"/api/v1/projects": self.projects, "/api/v1/sections": self.sections, "/api/v1/labels": self.labels}
        if method == "GET" and path in lists:
            if set(query) - {"limit", "cursor"} or not query.get("limit", "1").isdigit() or not 1 <= int(query.get("limit", "50")) <= 200:
                return 400, {"error": "Invalid query"}
            start = int(query.get("cursor", "0").removeprefix("c"))
            end = start + PAGE
            return 200, {"results": lists[path][start:end], "next_cursor": f"c{end}" if end < len(lists[path]) else None}
        if method == "POST" and path == "/api/v1/tasks":
            return self.create(headers, body)
        if found := re.fullmatch(r"/api/v1/tasks/([\w-]+)(/close|/reopen)?", path):
            task, deed = self.tasks.get(found[1]), found[2]
            if (method == "GET") != (deed is None):
                return 405, {"error": "Method not allowed"}
            if task is None:
                return 404, {"error": "Task not found", "error_code": 478}
            if deed is None:
                return 200, task
            if body:
                return 400, {"error": "This takes no body"}
            task["checked"] = deed == "/close"
            return 204, None
        return 404, {"error": f"no {method} {path}"}

    def create(self, headers, body):
        if headers.get("Content-Type") != "application/json":
            return 400, {"error": "Content-Type must be application/json"}
        try:
            given = json.loads(body)
        except ValueError:
            return 400, {"error": "The body is not JSON"}
        for name, value in given.items():
            if name not in TASK_FIELDS or not isinstance(value, TASK_FIELDS[name]):
                return 400, {"error": f"Invalid argument {name}"}
        if not given.get("content") or not 1 <= given.get("priority", 1) <= 4:
            return 400, {"error": "Invalid content or priority"}
        if given.get("project_id", "p0") not in {p["id"] for p in self.projects} or given.get("section_id", "s1") not in {s["id"] for s in self.sections}:
            return 404, {"error": "Project or section not found"}
        if given.get("due_string") == "the day after never":
            return 400, {"error": "Date is invalid"}
        request = headers.get("X-Request-Id")
        if request and request in self.granted:
            return 200, self.tasks[self.granted[request]]
        due = {"date": given["due_date"], "string": given["due_date"]} if "due_date" in given else {"date": "2026-11-24", "string": given["due_string"]} if "due_string" in given else None
        task = {"id": f"6X{len(self.tasks)}", "content": given["content"], "description": given.get("description", ""), "project_id": given.get("project_id", "p0"),
                "section_id": given.get("section_id"), "labels": given.get("labels", []), "priority": given.get("priority", 1), "due": due, "checked": False, "is_deleted": False}
        self.tasks[task["id"]] = task
        if request:
            self.granted[request] = task["id"]
        return 200, task
