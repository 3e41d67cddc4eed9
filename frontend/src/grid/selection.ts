// Which cells are selected: one of them has the focus, and a range may reach from an anchor to a head.
// Everything counts in shown places: rows by index, columns by their place.

export interface Spot {
  index: number;
  place: number;
}

export interface Range {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export interface Bounds {
  rows: number;
  columns: number;
}

export class Selection {
  active: Spot = { index: 0, place: 0 };
  #anchor: Spot = { index: 0, place: 0 };
  head: Spot = { index: 0, place: 0 };

  get range(): Range {
    return {
      top: Math.min(this.#anchor.index, this.head.index),
      bottom: Math.max(this.#anchor.index, this.head.index),
      left: Math.min(this.#anchor.place, this.head.place),
      right: Math.max(this.#anchor.place, this.head.place),
    };
  }

  get isSingle(): boolean {
    return this.#anchor.index === this.head.index && this.#anchor.place === this.head.place;
  }

  has(index: number, place: number): boolean {
    const { top, bottom, left, right } = this.range;
    return index >= top && index <= bottom && place >= left && place <= right;
  }

  put(spot: Spot, bounds: Bounds): void {
    this.active = this.#anchor = this.head = clamp(spot, bounds);
  }

  extend(spot: Spot, bounds: Bounds): void {
    this.head = clamp(spot, bounds);
  }

  span(range: Range, bounds: Bounds, active?: Spot): void {
    this.#anchor = clamp({ index: range.top, place: range.left }, bounds);
    this.head = clamp({ index: range.bottom, place: range.right }, bounds);
    this.active = active === undefined ? this.#anchor : clamp(active, bounds);
  }

  /** The next cell within a range, as Enter and Tab go through it; round and round. */
  cycle(by: 1 | -1, isDown: boolean): void {
    const { top, bottom, left, right } = this.range;
    const height = bottom - top + 1;
    const width = right - left + 1;
    const down = this.active.index - top;
    const across = this.active.place - left;
    const at = isDown ? across * height + down : down * width + across;
    const next = (at + by + height * width) % (height * width);
    const [first, second] = isDown ? [Math.floor(next / height), next % height] : [next % width, Math.floor(next / width)];
    this.active = { index: top + second, place: left + first };
  }

  /** Rows came or went above. */
  move(from: number, by: number, bounds: Bounds): void {
    const moved = (spot: Spot): Spot => clamp(spot.index >= from ? { ...spot, index: spot.index + by } : spot, bounds);
    this.active = moved(this.active);
    this.#anchor = moved(this.#anchor);
    this.head = moved(this.head);
  }

  keepWithin(bounds: Bounds): void {
    this.active = clamp(this.active, bounds);
    this.#anchor = clamp(this.#anchor, bounds);
    this.head = clamp(this.head, bounds);
  }
}

function clamp({ index, place }: Spot, { rows, columns }: Bounds): Spot {
  return {
    index: Math.max(0, Math.min(rows - 1, index)),
    place: Math.max(0, Math.min(columns - 1, place)),
  };
}
