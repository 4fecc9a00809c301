"""Pages in the manner of sites whose pages hold nothing until their scripts have run, as {path: (media type, body)}."""

import json

POST = "Work on the Kestrel dam stopped after 37 labourers walked out on 14 May 2025, the union says."


def microblog(script):
    """Return the shell of a social network: a sentence for browsers without scripts, a placeholder, a large state."""
    state = json.dumps({"flags": ["value" * 4] * 400})
    return f"""<!DOCTYPE html><html dir="ltr" lang="en"><head><meta charset="utf-8"/><title></title>
<style>#placeholder {{ position: fixed }}</style></head><body style="background-color: #FFFFFF">
<noscript><h1>Scripts are not available.</h1><p>Please enable JavaScript or switch to a supported browser.</p></noscript>
<div id="react-root"><div id="placeholder"><svg viewBox="0 0 24 24"><path d="M1 1"/></svg></div></div>
<script>window.__INITIAL_STATE__ = {state}</script><script crossorigin="anonymous" src="{script}"></script></body></html>"""


FRAME = """const root = document.getElementById("react-root");
root.innerHTML = `<header role=banner><nav><a href=/home>Home</a><a href=/explore>Explore</a></nav></header>
<main role=main><div id=column></div></main><div role=complementary><h2>New here?</h2><p>Sign up now to get your own
timeline!</p><button>Create account</button><p>By signing up, you agree to the terms of service.</p></div>
<div id=bar><span>People here are the first to know.</span><a href=/login>Log in</a><a href=/signup>Sign up</a></div>`;
const column = document.getElementById("column");
const draw = (post) => {
  document.title = `${post.name}: “${post.text}”`;
  column.innerHTML = `<h1>Post</h1><article role=article><div>${post.name}</div><div>@dockers_union</div>
  <div lang=en><span></span></div><time datetime=2025-05-15T10:02:00.000Z>10:02 AM, May 15, 2025</time>
  <span>12.4K views</span></article>`;
  column.querySelector("[lang] span").textContent = post.text;
};
"""
OPEN = FRAME + 'fetch("/graphql/post").then((answer) => answer.json()).then(draw);'
TOKEN = (
    FRAME
    + """fetch("/guest/activate", {method: "POST"}).then((answer) => answer.json())
.then((guest) => fetch("/graphql/post", {headers: {"x-guest-token": guest.token}})).then((answer) => answer.json()).then(draw)
.catch(() => { column.innerHTML = "<span>Something went wrong. Try reloading.</span><button>Retry</button>"; });"""
)
GONE = (
    FRAME + 'column.innerHTML = "<h1>Post</h1><span>This page doesn’t exist. Try searching for something else.</span>";'
)
LOGIN = """document.title = "Log in"; document.getElementById("react-root").innerHTML = `<h1>Log in to continue</h1>
<form action=/login><input name=user><input type=password name=password><button>Log in</button></form>`;"""

MESSENGER = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>View @kestreldam</title></head><body>
<div class="page"><a href="/dl">Download</a><div id="widget"><script async src="/widget.js?22"></script></div>
<a href="tg://resolve">View in channel</a></div></body></html>"""
WIDGET = 'document.currentScript.after(Object.assign(document.createElement("iframe"), {src: "/channel/embed"}))'
EMBED = f"""<html><body><div class=message><div class=author><a>Kestrel Dam News</a></div><div dir=auto>{POST}</div>
<span class=views>3.1K</span><time datetime="2025-05-15T10:00:00+00:00">May 15 at 10:00</time></div></body></html>"""

ARTICLE = """<!DOCTYPE html><html lang="en"><head><meta charSet="utf-8"/><title>Kestrel dam | The Valley Post</title>
<link rel="stylesheet" href="/_next/a.css"/><script src="/_next/chunks/main.js" type="module"></script></head>
<body><div id="__next"><div class="loader"></div></div><script id="__NEXT_DATA__" type="application/json">
{"props": {"pageProps": {}}, "page": "/news/[slug]", "buildId": "b1", "isFallback": true}</script></body></html>"""
MAIN = """import { draw } from "./article.js";
draw(await (await fetch("/_next/data/b1/news/kestrel.json")).json());
(await import("./related.js")).draw();"""
DRAW = """export const draw = (story) => {
  document.getElementById("__next").innerHTML = `<header><nav><a href=/>The Valley Post</a></nav></header><main><article>
  <h1>${story.title}</h1>${story.body.map((text) => `<p>${text}</p>`).join("")}</article></main><footer>© 2025</footer>`;
};"""
RELATED = """export const draw = () => document.querySelector("main").insertAdjacentHTML("beforeend",
  "<aside><h2>Related</h2><a href=/a>Rain fills the lower basin</a><a href=/b>Ferry fares rise</a></aside>");"""
STORY = {
    "title": "Work on the Kestrel dam stops",
    "body": [
        POST,
        "The contractor said that talks with the labourers would begin within a week, and that helmets had been ordered.",
        "The province had planned to fill the reservoir before the rains, and now expects a delay of two months.",
    ],
}

PAGES = {
    "/status/1": ("text/html", microblog("/open.js")),
    "/status/2": ("text/html", microblog("/token.js")),
    "/status/3": ("text/html", microblog("/gone.js")),
    "/status/4": ("text/html", microblog("/login.js")),
    "/channel/88": ("text/html", MESSENGER),
    "/news/kestrel": ("text/html", ARTICLE),
    "/open.js": ("text/javascript", OPEN),
    "/token.js": ("text/javascript", TOKEN),
    "/gone.js": ("text/javascript", GONE),
    "/login.js": ("text/javascript", LOGIN),
    "/graphql/post": ("application/json", json.dumps({"name": "Dockers Union", "text": POST})),
    "/guest/activate": ("application/json", json.dumps({"token": "7"})),
    "/widget.js": ("text/javascript", WIDGET),
    "/channel/embed": ("text/html", EMBED),
    "/_next/a.css": ("text/css", "article p { margin: 1em }"),
    "/_next/chunks/main.js": ("text/javascript", MAIN),
    "/_next/chunks/article.js": ("text/javascript", DRAW),
    "/_next/chunks/related.js": ("text/javascript", RELATED),
    "/_next/data/b1/news/kestrel.json": ("application/json", json.dumps(STORY)),
}
