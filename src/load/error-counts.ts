import { ErrorClasses } from '../metrics/error-classes.js';

/** The errors of one worker: how many of each class in the current interval, and the text of the first of each class. */
export class ErrorCounts {
  readonly #classes = new ErrorClasses();
  readonly #counts = new Map<string, number>();
  readonly #explained = new Set<string>();
  #texts: Record<string, string> = {};

  note(errorClass: string): void {
    const name = this.#classes.nameOf(errorClass);
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  /** What the server, or the client library, said; only the first of each class is kept, as `shown` gives it. */
  explain(errorClass: string, text: string, shown: (text: string) => string): void {
    const name = this.#classes.nameOf(errorClass);
    if (this.#explained.has(name)) return;
    this.#explained.add(name);
    this.#texts[name] = shown(text);
  }

  /** Since the last time, and forgets it. */
  take(): { readonly errors: Readonly<Record<string, number>>; readonly errorTexts: Readonly<Record<string, string>> } {
    const taken = { errors: Object.fromEntries(this.#counts), errorTexts: this.#texts };
    this.#counts.clear();
    this.#texts = {};
    return taken;
  }
}
