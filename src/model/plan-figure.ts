/** One figure of a plan, and how it follows from the others. */
export interface PlanFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** With the figures filled in: `500,000,000 / 735,000`. */
  readonly formula: string;
}

/** How many machines a load takes. */
export interface LoadPlan {
  readonly figures: readonly PlanFigure[];
  /** What the figures assume, a sentence each. */
  readonly assumptions: readonly string[];
}
