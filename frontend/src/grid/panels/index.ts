// The panels of the grid, in the order of their buttons.

import type { Grid, Panel } from "../contract";
import { saving } from "../saving";
import { Card } from "./card";
import { CHOSEN, choosing } from "./choosing";
import { Commenting } from "./commenting";
import { exchanging } from "./exchange";
import { Finding } from "./finding";
import { Forming } from "./forming";
import { reasonOf } from "./opened";
import { People } from "./people";
import { Problems } from "./problems";
import { Sorting } from "./sorting";
import { Telling } from "./telling";
import { Threads } from "./threads";

function all(grid: Grid): void {
  const threads = new Threads(grid);
  grid.useEditor(CHOSEN, choosing(grid));
  new Problems(grid);
  new Finding(grid);
  new Sorting(grid);
  const commenting = new Commenting(grid, threads);
  const comment = (row: number, slot: number): void => commenting.open({ row, slot });
  new Forming(grid, threads, comment);
  const telling = new Telling(grid, threads);
  new People(grid);
  exchanging(grid);
  new Card(grid, threads, { comment, history: (row, slot) => telling.open(row, slot) });
  void threads.load().catch((error: unknown) => grid.announce(reasonOf(error)));
}

export const panels: Panel[] = [all, saving];
