// The comments of the grid, read once and kept up by what is told: threads by cell, and their marks on cells.

import type { Grid } from "../contract";
import { cellKey } from "../contract";
import type { Comment } from "../protocol";
import { count } from "./words";

export interface Thread {
  first: Comment;
  replies: Comment[];
}

export class Threads {
  readonly #comments = new Map<number, Comment>();
  readonly #listeners = new Set<() => void>();
  isLoaded = false;

  constructor(private readonly grid: Grid) {
    grid.on("comment", (comment) => {
      this.#comments.set(comment.comment, comment);
      this.#changed();
    });
  }

  async load(): Promise<void> {
    const { items } = await this.grid.ask({ t: "comments", row: null }, "comments");
    this.#comments.clear();
    for (const comment of items) this.#comments.set(comment.comment, comment);
    this.isLoaded = true;
    this.#changed();
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Open ones first, the newest of each first. */
  all(): Thread[] {
    const threads = new Map<number, Thread>();
    const comments = [...this.#comments.values()].sort((one, other) => one.comment - other.comment);
    for (const comment of comments) {
      if (comment.reply_to === null) threads.set(comment.comment, { first: comment, replies: [] });
      else threads.get(comment.reply_to)?.replies.push(comment);
    }
    return [...threads.values()].sort((one, other) => rank(one) - rank(other) || other.first.comment - one.first.comment);
  }

  of(row: number, slot: number): Thread[] {
    return this.all().filter(({ first }) => first.row === row && first.slot === slot);
  }

  get open(): number {
    return this.all().filter(isOpen).length;
  }

  #changed(): void {
    const open = new Map<string, Thread[]>();
    for (const thread of this.all().filter(isOpen)) {
      const key = cellKey(thread.first.row, thread.first.slot);
      open.set(key, [...(open.get(key) ?? []), thread]);
    }
    const marks = [...open].map(([key, threads]) => [key, mark(threads)] as const);
    this.grid.setMarks("comments", new Map(marks));
    for (const listener of this.#listeners) listener();
  }
}

export function isOpen(thread: Thread): boolean {
  return thread.first.state === "open";
}

function rank(thread: Thread): number {
  return isOpen(thread) ? 0 : 1;
}

function mark(threads: Thread[]): { className: string; words: string } {
  const suggestions = threads.filter((thread) => thread.first.is_suggestion).length;
  const comments = threads.length - suggestions;
  const words = [
    suggestions > 0 ? count(suggestions, "suggestion") : "",
    comments > 0 ? count(comments, "comment") : "",
  ];
  return {
    className: suggestions > 0 ? "has-comment has-suggestion" : "has-comment",
    words: words.filter((word) => word !== "").join(", "),
  };
}
