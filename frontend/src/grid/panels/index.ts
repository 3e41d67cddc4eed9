// The panels of the grid, in the order of their buttons.

import type { Panel } from "../contract";

export const panels: Panel[] = [];
