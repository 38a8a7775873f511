import { ErrorClasses } from '../metrics/error-classes.js';

/** The errors of one worker: the count per class in the current interval, and the first text of each class. */
export class ErrorCounts {
  readonly #classes = new ErrorClasses();
  readonly #counts = new Map<string, number>();
  readonly #explained = new Set<string>();
  #texts: Record<string, string> = {};

  note(errorClass: string): void {
    const name = this.#classes.nameOf(errorClass);
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  /** Records what the server or client library reported; only the first text of each class is kept, formatted by `shown`. */
  explain(errorClass: string, text: string, shown: (text: string) => string): void {
    const name = this.#classes.nameOf(errorClass);
    if (this.#explained.has(name)) return;
    this.#explained.add(name);
    this.#texts[name] = shown(text);
  }

  /** Returns the errors since the last call, and resets. */
  take(): { readonly errors: Readonly<Record<string, number>>; readonly errorTexts: Readonly<Record<string, string>> } {
    const taken = { errors: Object.fromEntries(this.#counts), errorTexts: this.#texts };
    this.#counts.clear();
    this.#texts = {};
    return taken;
  }
}
