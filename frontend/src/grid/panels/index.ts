// The panels of the grid, in the order of their buttons.

import type { Grid, Panel } from "../contract";
import { saving } from "../saving";
import { Card } from "./card";
import { CHOSEN, choosing } from "./choosing";
import { Commenting } from "./commenting";
import { exchanging } from "./exchange";
import { Finding } from "./finding";
import { Forming } from "./forming";
import { Meant } from "./meant";
import { type Go, reasonOf } from "./opened";
import { People } from "./people";
import { Problems } from "./problems";
import { Sorting } from "./sorting";
import { Telling } from "./telling";
import { Threads } from "./threads";

function all(grid: Grid): void {
  const threads = new Threads(grid);
  const meant = new Meant(grid);
  const go: Go = (row, slot) => void forming.goTo(row, slot);
  const comment: Go = (row, slot) => commenting.open({ row, slot });
  grid.useEditor(CHOSEN, choosing(grid));
  new Problems(grid, go);
  new Finding(grid);
  new Sorting(grid);
  const commenting = new Commenting(grid, threads, go);
  const forming = new Forming(grid, threads, meant, comment);
  const telling = new Telling(grid, threads);
  new People(grid, go);
  exchanging(grid);
  new Card(grid, threads, meant, { comment, history: (row, slot) => telling.open(row, slot) });
  void threads.load().catch((error: unknown) => grid.announce(reasonOf(error)));
}

export const panels: Panel[] = [all, saving];
