// Reads cells with the page's own module and prints what it says of each; see test_page_rules.py.
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";

// The build resolves "./writings"; Node asks for the ending.
registerHooks({
  resolve: (name, context, next) => next(/^\.\.?\/.*\/?[^.]+$/.test(name) ? `${name}.ts` : name, context),
});
const { identifying, useRules } = await import(new URL("../../../frontend/src/grid/identifying.ts", import.meta.url).href);
const parts = JSON.parse(readFileSync(process.argv[2], "utf8"));
const found = parts.map(({ rules, cells }) => {
  useRules(rules);
  return cells.map(([slot, text]) => identifying(text, { slot }));
});
process.stdout.write(JSON.stringify(found));
