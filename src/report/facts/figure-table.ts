/** Figures as text: a header, and rows of the same length. */
export interface FigureTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface ExplainedTable extends FigureTable {
  /** What its figures mean, for below it. */
  readonly meaning: string;
}
