"""The composer's document parts in a real Chromium, under the app's own content security policy.
Run by pytest from WebApp after tools/prepare.sh; bundles editor.ts with esbuild."""
import http.server, pathlib, shutil, subprocess, threading

import pytest
from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CSP = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; frame-src 'self'; "
       "base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta name=ProgId content=Excel.Sheet><style><!--
td {color:black; font-size:11.0pt; font-weight:400; mso-ignore:padding;}
.xl65 {color:white; font-weight:700; background:#4472C4; mso-pattern:black none;}
.xl67 {text-align:right; mso-number-format:"0.00";}
--></style></head><body><!--[if gte mso 9]><xml><o:p>x</o:p></xml><![endif]--><table><col width=64>
<tr><td class=xl65>Item</td><td class=xl65>Price</td></tr><tr><td>Glulam</td><td class=xl67 x:num="9.5">9.50</td></tr></table></body></html>"""


@pytest.fixture(scope="module")
def page():
    out = ROOT / "build/test"
    out.mkdir(parents=True, exist_ok=True)
    subprocess.run(["esbuild", str(ROOT / "test/browser/editor.ts"), "--bundle", "--format=esm", "--target=es2022", "--log-level=warning",
                    f"--outfile={out}/editor.js"], check=True, cwd=ROOT)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path == "/editor.js":
                kind, body = "text/javascript", (out / "editor.js").read_bytes()
            elif self.path == "/":
                kind, body = "text/html", b"<!doctype html><meta charset=utf-8><body><script type=module src=/editor.js></script>"
            else:
                kind, body = "text/plain", b""
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", CSP)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        tab = browser.new_page()
        tab.problems, tab.asked = [], []
        tab.on("console", lambda m: m.type == "error" and tab.problems.append(m.text))
        tab.on("pageerror", lambda e: tab.problems.append(str(e)))
        tab.on("request", lambda r: tab.asked.append(r.url))
        tab.goto(f"http://127.0.0.1:{server.server_port}/")
        tab.wait_for_function("window.paste")
        yield tab
        browser.close()
    server.shutdown()


def call(page, name, *args):
    return page.evaluate("([name, args]) => window[name](...args)", [name, list(args)])


@pytest.mark.parametrize("evil", [
    "<img src=x onerror=alert(1)>", "<script>alert(1)</script>x", "<svg onload=alert(1)><a>x</a></svg>", "<a href='javascript:alert(1)'>x</a>",
    "<iframe src='https://example.org'></iframe>x", "<form action='https://example.org'><input name=a></form>x", "<a href='data:text/html,x'>x</a>",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)>", "<p style='background:url(https://example.org/t.gif)'>x</p>", "<object data=x></object>x",
    "<base href='https://example.org/'>x", "<meta http-equiv=refresh content='0;url=https://example.org'>x", "<img src='file:///etc/passwd'>x",
])
def test_nothing_that_acts_survives_a_paste(page, evil):
    for out in (call(page, "cleanPasted", evil), call(page, "paste", evil)):
        low = out.lower()
        for bad in ("onerror", "onload", "<script", "javascript:", "<iframe", "<form", "<input", "data:text", "<object", "<base", "<meta", "url(", "file:"):
            assert bad not in low, out


def test_an_excel_table_keeps_its_cells_colours_and_weight(page):
    out = call(page, "paste", EXCEL)
    assert out.count("<tr>") == 2 and "Glulam" in out and "9.50" in out
    assert 'bgcolor="rgb(68, 114, 196)"' in out or "#4472c4" in out.lower()
    assert "<strong>" in out and "color: white" in out
    for leftover in ("mso-", "xl65", "x:num", "<o:p", "<col width", "<style"):
        assert leftover not in out, out


def test_plain_black_of_a_sheet_is_not_kept(page):
    assert "black" not in call(page, "paste", EXCEL)


def test_styles_survive_opening_and_writing_under_the_policy(page):
    html = '<p><span style="color: rgb(192, 57, 43); font-size: 18px;">red</span> <mark data-color="#fef08a" style="background-color: #fef08a; color: inherit">lit</mark></p><p style="text-align: center">mid</p>'
    out = call(page, "roundTrip", html)
    assert "color: rgb(192, 57, 43)" in out and "font-size: 18px" in out and "background-color" in out and "text-align: center" in out


def test_a_message_comes_back_as_it_was(page):
    html = ('<p>Hi</p><ul><li><p>one</p></li></ul><blockquote><p>said</p></blockquote><p><a href="https://example.org/">link</a></p>')
    once = call(page, "roundTrip", html)
    assert call(page, "roundTrip", once) == once
    for part in ("<li><p>one</p></li>", "<blockquote><p>said</p></blockquote>", 'href="https://example.org/"'):
        assert part in once


def test_a_quoted_original_leaves_as_it_came(page):
    original = '<table background="x" cellpadding="3"><tbody><tr><td style="padding: 1px;"><center><font face="Arial" color="red">N</font></center></td></tr></tbody></table>'
    out = call(page, "roundTrip", "<p>answer</p>" + call(page, "quotedHtml", original))
    assert 'style="padding: 1px;"' in out and '<font face="Arial" color="red">N</font>' in out and 'class="mailflow-quote"' in out


def test_a_quoted_original_loads_nothing(page):
    before = len(page.asked)
    call(page, "roundTrip", "<p>a</p>" + call(page, "quotedHtml", '<img src="https://tracker.example.org/t.gif"><p>x</p>'))
    page.evaluate("() => new Promise((done) => setTimeout(done, 100))")
    assert not [u for u in page.asked[before:] if "tracker" in u]


def test_scripts_in_a_quote_are_gone(page):
    out = call(page, "roundTrip", call(page, "quotedHtml", "<p onclick=alert(1)>x</p><script>alert(1)</script>"))
    assert "onclick" not in out and "script" not in out


def test_a_quote_is_shown_with_its_styles_and_without_scripts(page):
    page.evaluate("""() => new Promise((done) => { const f = quoteFrame('<p style="color: red">x</p><script>parent.hit = 1</script>', 'quote', (c) => c);
        f.addEventListener('load', () => done()); document.body.replaceChildren(f); })""")
    assert page.evaluate("() => { const d = document.querySelector('iframe').contentDocument; return getComputedStyle(d.querySelector('p')).color }") == "rgb(255, 0, 0)"
    assert page.evaluate("() => window.hit") is None


def test_the_signature_is_found_again_and_never_doubled(page):
    html = "<p></p>" + call(page, "signatureHtml", "<p>Ann<br>Lysekil</p>")
    once = call(page, "roundTrip", html)
    assert once.count("mailflow-signature") == 1 and call(page, "roundTrip", once).count("Ann") == 1


def test_a_draft_that_the_server_has_cleaned_is_recognised(page):
    stored = '<div class="q-root"><p>answer</p><div class="q-mailflow-signature"><p>Ann</p></div><div class="q-mailflow-quote"><div class="q-root"><p style="color: red">old</p></div></div></div>'
    out = call(page, "roundTrip", stored)
    assert '<div class="mailflow-signature">' in out and '<div class="mailflow-quote">' in out and 'style="color: red"' in out
    assert call(page, "roundTrip", out) == out


def test_another_signature_replaces_the_first_above_the_quote(page):
    out = page.evaluate("""() => { const e = edit('<p>hi</p>' + signatureHtml('<p>Ann</p>') + quotedHtml('<p>old</p>')); e.setSignature('<p>Ben</p>'); const one = e.html; e.setSignature('');
        const none = e.html; e.setSignature('<p>Eva</p>'); return [one, none, e.html] }""")
    assert "Ben" in out[0] and "Ann" not in out[0] and out[0].index("Ben") < out[0].index("old")
    assert "mailflow-signature" not in out[1]
    assert out[2].index("Eva") < out[2].index("old")


def test_what_is_written_after_a_pasted_table_stays_out_of_the_signature(page):
    out = page.evaluate("""() => { const e = edit('<p></p>' + signatureHtml('<p>Ann</p>')); e.tiptap.view.pasteHTML('<table><tr><td>x</td></tr></table>');
        e.tiptap.chain().insertContent('after').run(); const out = e.html; e.destroy(); return out }""")
    assert out.index("after") < out.index("mailflow-signature") and "<p>Ann</p>" in out


def test_pictures_travel_by_content_id(page):
    out = call(page, "roundTrip", '<p><img src="cid:x@mailflow" alt="a" width="40"></p>')
    assert 'src="cid:x@mailflow"' in out and 'width="40"' in out and "/jmap/" not in out


def test_a_picture_inside_pasted_text_becomes_an_attachment(page):
    pixel = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    out = call(page, "paste", f'<p>see <img src="{pixel}" alt="dot"></p>')
    assert 'src="cid:c' in out and "data:" not in out and page.evaluate("() => inlined.at(-1)") == "dot"


@pytest.mark.parametrize("html,text", [
    ("<p>a</p><p>b</p>", "a\n\nb"), ("a<br>b", "a\nb"), ("<ul><li>one</li><li>two</li></ul>", "- one\n\n- two"), ("<ol><li>one</li><li>two</li></ol>", "1. one\n\n2. two"),
    ('<a href="https://example.org/x">here</a>', "here <https://example.org/x>"), ('<a href="https://example.org/">https://example.org/</a>', "https://example.org/"),
    ("<blockquote><p>said</p><p>more</p></blockquote>", "> said\n>\n> more"), ("<table><tr><td>a</td><td>b</td></tr></table>", "a\tb"), ("&lt;b&gt; &amp; c", "<b> & c"),
])
def test_html_as_text(page, html, text):
    assert call(page, "plainOf", html) == text


def test_a_large_photograph_is_scaled_down_and_a_small_one_stays(page):
    sizes = page.evaluate("""async () => { const make = async (w, h) => { const c = new OffscreenCanvas(w, h), x = c.getContext('2d'); x.fillStyle = 'teal'; x.fillRect(0, 0, w, h); return c.convertToBlob({ type: 'image/jpeg' }) };
        const big = await make(4000, 3000), small = await make(200, 100); const a = await fitPicture(big, 'a.jpeg'), b = await fitPicture(small, 'b.jpg');
        const shown = await createImageBitmap(a.file); return [shown.width, a.width, b.file === small, b.width, (await fitPicture(new Blob(['no']), 'x')).width] }""")
    assert sizes == [1600, 640, True, 200, None]


def test_no_style_ever_ran_into_the_policy(page):
    assert [p for p in page.problems if "inline style" in p and "event handler" not in p] == []
