// Resolves the page's import map in Node: `node --import ./tests/browser/resolve.js --test tests/browser/*.test.js`.
import { register } from "node:module";

const root = new URL("../../src/parlour/web/static/", import.meta.url).href;
const hooks = `
  const root = ${JSON.stringify(root)};
  const vendored = new Set(["lit", "signals", "socket.io-client"]);
  export function resolve(name, context, next) {
    if (name.startsWith("parlour/")) return { url: root + "js/" + name.slice(8), format: "module", shortCircuit: true };
    if (vendored.has(name)) return { url: root + "vendor/" + name + ".js", format: "module", shortCircuit: true };
    return next(name, context);
  }
  export function load(url, context, next) {
    return next(url, url.startsWith(root) ? { ...context, format: "module" } : context);
  }`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
