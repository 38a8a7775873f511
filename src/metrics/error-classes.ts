/** A hostile server can invent a class for each reply; no more than these are told apart in one run. */
const mostClasses = 100;
const anyOther = 'other';

/** The classes under which the errors of a run are counted: the first that came, and `other` for all beyond the limit. */
export class ErrorClasses {
  readonly #known = new Set([anyOther]);

  /** The class itself, or `other` where there are too many already. */
  nameOf(errorClass: string): string {
    if (this.#known.has(errorClass)) return errorClass;
    if (this.#known.size >= mostClasses) return anyOther;
    this.#known.add(errorClass);
    return errorClass;
  }
}
