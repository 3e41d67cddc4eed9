// Reads examples with the strong writings, as data, the way a page does: [class, writing, text, places] of each.
import { readFileSync } from "node:fs";

const { writings } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const found = writings.flatMap(({ kind, writing, pattern, flags, examples, counterexamples }) => {
  const expression = new RegExp(pattern, `${flags}u`);
  return [...examples, ...counterexamples].map((text) => [
    kind,
    writing,
    text,
    [...text.matchAll(expression)].map((hit) => [hit.index, hit.index + hit[0].length]),
  ]);
});
process.stdout.write(JSON.stringify(found));
