// Builds static/vendor and the font from the exact versions in package-lock.json, and writes MANIFEST.json.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const here = new URL(".", import.meta.url).pathname;
const target = process.argv[2] ?? new URL("../../src/parlour/web/static/vendor", import.meta.url).pathname;

const bundles = [
  { file: "lit.js", entry: "lit.js", licence: "lit" },
  { file: "signals.js", entry: "signals.js", licence: "@preact/signals-core" },
  { file: "socket.io-client.js", entry: "socket.io-client.js", licence: "socket.io-client" },
];
const font = { file: "inter.woff2", name: "@fontsource-variable/inter", from: "files/inter-latin-wght-normal.woff2" };

const read = (/** @type {string} */ name) => JSON.parse(readFileSync(`${here}node_modules/${name}/package.json`, "utf8"));
const sha256 = (/** @type {string} */ path) => createHash("sha256").update(readFileSync(path)).digest("hex");

/** @type {Record<string, object>} */
const manifest = {};

/** @param {string} file @param {string} name */
function record(file, name) {
  const { version, license } = read(name);
  const licenceFile = file.replace(/\.(js|woff2)$/, ".LICENSE");
  copyFileSync(`${here}node_modules/${name}/LICENSE`, `${target}/${licenceFile}`);
  manifest[file] = { name, version, licence: license, licence_file: licenceFile, sha256: sha256(`${target}/${file}`) };
}

mkdirSync(target, { recursive: true });
for (const { file, entry, licence } of bundles) {
  await build({
    entryPoints: [`${here}entries/${entry}`],
    outfile: `${target}/${file}`,
    absWorkingDir: here,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    legalComments: "none",
  });
  record(file, licence);
}
copyFileSync(`${here}node_modules/${font.name}/${font.from}`, `${target}/${font.file}`);
record(font.file, font.name);
writeFileSync(`${target}/MANIFEST.json`, `${JSON.stringify(manifest, null, 2)}\n`);
