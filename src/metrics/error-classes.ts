/** A hostile server can invent a class for each reply; a run distinguishes no more than this. */
const mostClasses = 100;
const anyOther = 'other';

/** The error classes of a run: the first ones to occur, and `other` for all beyond the limit. */
export class ErrorClasses {
  readonly #known = new Set([anyOther]);

  /** The class itself, or `other` if the limit is reached. */
  nameOf(errorClass: string): string {
    if (this.#known.has(errorClass)) return errorClass;
    if (this.#known.size >= mostClasses) return anyOther;
    this.#known.add(errorClass);
    return errorClass;
  }

  /** Counts by class, with those beyond the limit added up. */
  limited(errors: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
    const named: Record<string, number> = {};
    for (const [errorClass, count] of Object.entries(errors)) {
      const name = this.nameOf(errorClass);
      named[name] = (named[name] ?? 0) + count;
    }
    return named;
  }
}
