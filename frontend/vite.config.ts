// Every file directly in src/ is an entry of its own (an island): theme.ts becomes built/theme.js.
// Names of entries are fixed; Django's static storage adds the hash. Shared parts carry a hash of their own.
import { readdirSync } from "node:fs";
import { defineConfig } from "vite";

const sources = new URL("./src/", import.meta.url);
const islands = readdirSync(sources).filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"));

export default defineConfig({
  publicDir: false,
  base: "./",
  build: {
    target: "es2022",
    emptyOutDir: true,
    modulePreload: false,
    sourcemap: false,
    rolldownOptions: {
      input: Object.fromEntries(islands.map((name) => [name.replace(/\.ts$/, ""), new URL(name, sources).pathname])),
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "parts/[name]-[hash].js",
        // What is loaded late must not ask for the entry again: by its name without Django's hash that is another module.
        codeSplitting: { groups: [{ name: "revogrid", test: /@revolist/ }] },
        assetFileNames: "parts/[name]-[hash][extname]",
      },
    },
  },
});
