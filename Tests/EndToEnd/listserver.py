"""A mailing list's own server: https on loopback with a certificate of its own, keeping what it is asked."""

import http.server
import ssl
import subprocess
import threading


class ListServer:
    def __init__(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        self.certificate, key = folder / "cert.pem", folder / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=localhost", "-addext",
             "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(key), "-out", str(self.certificate)], check=True, stderr=subprocess.DEVNULL)
        self.requests = []
        # What it answers on a path; 200 elsewhere.
        self.answers = {}
        keep, answers = self.requests, self.answers

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                keep.append(("POST", self.path, self.headers.get("Content-Type"), body))
                self.send_response(answers.get(self.path, 200))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://localhost:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
