// Bundles what the pages use into one folder: `node build.mjs FOLDER`. hatch_build.py calls it; pages load the result.

import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

// One line a page: NAME.js and NAME.css come out.
const ENTRY_POINTS = ["src/sparql.js", "src/graph.js"];

const HERE = path.dirname(fileURLToPath(import.meta.url));

// Markup that a library makes with a style attribute, which the pages' Content-Security-Policy rightly refuses.
const REFUSED = [["@zazuko/yasgui/build/yasgui.esm.js", "<strong style='text-decoration:underline'>", "<strong>"]];

const withoutRefusedMarkup = {
  name: "without-refused-markup",
  setup(bundle) {
    bundle.onLoad({ filter: /\.js$/, namespace: "file" }, async ({ path: file }) => {
      const changes = REFUSED.filter(([suffix]) => file.endsWith(path.normalize(`node_modules/${suffix}`)));
      if (!changes.length) return undefined;
      let contents = await readFile(file, "utf8");
      for (const [, refused, instead] of changes) {
        if (!contents.includes(refused)) throw new Error(`${file} no longer holds ${refused}; look at REFUSED anew`);
        contents = contents.replaceAll(refused, instead);
      }
      return { contents, loader: "js" };
    });
  },
};

// The notices that the licences of what is bundled ask for. The libraries' own bundles have dropped them.
async function licences() {
  const { packages } = JSON.parse(await readFile(path.join(HERE, "package-lock.json"), "utf8"));
  const bundled = Object.entries(packages).filter(([folder, each]) => folder && !each.dev && !each.optional);
  return (await Promise.all(bundled.map(([folder, each]) => notice(folder, each)))).join("\n\n");
}

async function notice(folder, { version, license }) {
  const root = path.join(HERE, folder);
  const heading = `${folder.replace(/^.*node_modules\//, "")} ${version}, licence ${license ?? "as below"}`;
  const file = (await readdir(root)).sort().find((name) => /^licen[cs]e/i.test(name));
  return file ? `${heading}\n\n${(await readFile(path.join(root, file), "utf8")).trim()}` : heading;
}

const outdir = path.resolve(process.argv[2] ?? "built");
await mkdir(outdir, { recursive: true });
await build({
  absWorkingDir: HERE,
  entryPoints: ENTRY_POINTS,
  outdir,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  plugins: [withoutRefusedMarkup],
});
await writeFile(path.join(outdir, "licences.txt"), `${await licences()}\n`);
