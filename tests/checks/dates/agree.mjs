// Runs the cases of a file through the page's own modules and prints what they answer; see test_agree.py.

import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";

// The build resolves "./writings"; Node asks for the ending.
registerHooks({
  resolve: (name, context, next) => next(/^\.\.?\/.*\/?[^.]+$/.test(name) ? `${name}.ts` : name, context),
});
const source = new URL("../../../frontend/src/dates/", import.meta.url);
const { convert } = await import(new URL("converting.ts", source).href);
const { guess } = await import(new URL("guessing.ts", source).href);
const { holdsDate, readDay } = await import(new URL("writings.ts", source).href);
const cases = JSON.parse(readFileSync(process.argv[2], "utf8"));

const A_DAY = 86_400_000;
const reading = (one) => ({ order: one.order ?? null, pivot: one.pivot ?? null, takesMiddle: one.middle ?? false });
const map = (named) => new Map(Object.entries(named ?? {}));

function writing(one) {
  const found = readDay(one.text, reading(one));
  if (typeof found === "string") return { text: one.text, code: found };
  const day = new Date(found.number * A_DAY).toISOString().slice(0, 10);
  return { text: one.text, day, is_middle: found.isMiddle };
}

function columnsOf(one) {
  return new Map(one.header.map((name, place) => [name, one.rows.map((row) => row[place])]));
}

function table(one) {
  const asked = one.request;
  const columns = columnsOf(one);
  const done = convert(columns, {
    birth: asked.birth ?? null,
    today: Date.parse(cases.today) / A_DAY,
    person: asked.person ?? null,
    death: asked.death ?? null,
    mapped: map(asked.mapped),
    index: asked.index ?? null,
    indexAge: asked.index_age ?? null,
    indexed: new Map(Object.entries(asked.indexed ?? {}).map(([name, to]) => [name, { unit: "days", ...to }])),
    kept: new Set(asked.kept ?? []),
    dropped: new Set(asked.dropped ?? []),
    reading: reading(asked),
    targets: cases.targets,
    prefix: cases.prefix,
    isExplicit: false,
  }, one.births ? columnsOf(one.births) : null);
  return {
    about: one.about,
    dropped: one.header.filter((name) => done.plan.dropped.has(name)),
    findings: done.findings.map((finding) => [finding.code, finding.column, finding.rows]),
    made: done.made && { header: [...done.made.keys()], rows: rowsOf([...done.made.values()]) },
  };
}

function rowsOf(columns) {
  return (columns[0] ?? []).map((_, place) => columns.map((cells) => cells[place]));
}

console.log(
  JSON.stringify({
    writings: cases.writings.map(writing),
    dates_in: cases.dates_in.map((one) => ({ text: one.text, holds: holdsDate(one.text) })),
    guesses: cases.guesses.map((one) => ({ ...one, target: guess(one.name, cases.targets, cases.prefix) })),
    tables: cases.tables.map(table),
  }),
);
