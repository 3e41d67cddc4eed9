// Reads a workbook by the page's own modules and prints its sheets; see test_workbook.py.

import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";

registerHooks({
  resolve: (name, context, next) => next(/^\.\.?\/.*\/?[^.]+$/.test(name) ? `${name}.ts` : name, context),
});
const { readWorkbook } = await import(new URL("../../../frontend/src/dates/workbook.ts", import.meta.url).href);

const bytes = readFileSync(process.argv[2]);
const read = await readWorkbook(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
const shown = (columns) => (columns instanceof Map ? Object.fromEntries(columns) : columns);
console.log(
  JSON.stringify(Array.isArray(read) ? read.map(({ name, columns }) => ({ name, columns: shown(columns) })) : read),
);
