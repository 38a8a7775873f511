interface PacerParameters {
  readonly constant: unknown;
  readonly poisson: unknown;
  readonly ramp: { readonly fromPerSecond: number };
  /** Null: the first step has the last one's rate divided by the number of steps. */
  readonly staircase: { readonly steps: number; readonly fromPerSecond: number | null };
  readonly closed: unknown;
}
export type PacerName = keyof PacerParameters;

/** When operations start: a pacer with its parameters. */
export type Pacing<Name extends PacerName = PacerName> = {
  [One in Name]: { readonly kind: One } & PacerParameters[One];
}[Name];
