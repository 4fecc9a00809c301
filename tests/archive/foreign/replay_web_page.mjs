// Have wabac.js, the engine of ReplayWeb.page, open a WACZ over HTTP with ranges, and ask it for each page.
// usage: node replay_web_page.mjs FOLDER CASE.wacz < pages.jsonl
// FOLDER holds node_modules. Prints one JSON line a page: url, status, and the SHA-256 of the body.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [folder, wacz] = process.argv.slice(2);
await import(pathToFileURL(createRequire(`${folder}/`).resolve("fake-indexeddb/auto")));
const content = readFileSync(wacz);

const server = createServer((request, response) => {
  const [, first, last] = /bytes=(\d*)-(\d*)/.exec(request.headers.range ?? "") ?? [];
  const start = first === "" ? Math.max(0, content.length - Number(last)) : Number(first ?? 0);
  const end = first && last ? Math.min(Number(last) + 1, content.length) : content.length;
  const range = { "Content-Range": `bytes ${start}-${end - 1}/${content.length}` };
  const head = { "Accept-Ranges": "bytes", "Content-Length": end - start };
  response.writeHead(request.headers.range ? 206 : 200, request.headers.range ? { ...head, ...range } : head);
  response.end(request.method === "HEAD" ? undefined : content.subarray(start, end));
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

// wabac.js runs in a service worker and expects the names of one.
console.log = console.error;
globalThis.self = globalThis;
globalThis.location = new URL("http://replay.example/");
const { WorkerLoader, ArchiveRequest } = await import(pathToFileURL(`${folder}/node_modules/@webrecorder/wabac/dist/swlib.js`));

const loader = new WorkerLoader(new EventTarget());
await loader._init_db;
const sourceUrl = `http://127.0.0.1:${server.address().port}/case.wacz`;
await loader.addCollection({ name: "case", file: { sourceUrl } }, (_, fault) => fault && console.error(fault));
const { store } = await loader.loadColl("case");
for await (const line of createInterface({ input: process.stdin })) {
  const { url, ts } = JSON.parse(line);
  const request = new ArchiveRequest(`${ts.replace(/\D/g, "").slice(0, 14)}id_/${url}`, new Request(location));
  const answer = await store.getResource(request, location.href, { waitUntil() {} }, { noRedirect: true });
  const body = (await answer?.getBuffer()) ?? new Uint8Array();
  const sha256 = createHash("sha256").update(body).digest("hex");
  process.stdout.write(`${JSON.stringify({ url, status: answer?.status ?? null, sha256 })}\n`);
}
process.exit(0);
