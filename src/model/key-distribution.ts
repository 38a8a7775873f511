interface DistributionParameters {
  readonly uniform: unknown;
  readonly sequential: unknown;
  readonly zipf: { readonly exponent: number };
  /** Both as fractions of the key space. */
  readonly gaussian: { readonly mean: number; readonly sigma: number };
  /** A fraction of the keys, and its share of the operations. */
  readonly hotset: { readonly fraction: number; readonly share: number };
  readonly moving: { readonly fraction: number; readonly share: number; readonly periodOperations: number };
}
export type DistributionKind = keyof DistributionParameters;

/** Which keys are hot: a distribution with its parameters. */
export type KeyDistribution<Kind extends DistributionKind = DistributionKind> = {
  [One in Kind]: { readonly kind: One } & DistributionParameters[One];
}[Kind];
