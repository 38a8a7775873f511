export const auditModes = ['chain', 'final', 'off'] as const;
export type AuditMode = (typeof auditModes)[number];

/** Sizes of values in bytes. Weights are relative to each other. */
export type ValueSizes =
  | { readonly kind: 'fixed'; readonly bytes: number }
  | { readonly kind: 'range'; readonly leastBytes: number; readonly mostBytes: number }
  | { readonly kind: 'weighted'; readonly choices: readonly { readonly bytes: number; readonly weight: number }[] };

/** The content of a value after its stamp, in one sentence each. */
export const valueData = {
  random: 'letters and digits without a pattern that a compressor could use',
  compressible: 'one letter, repeated',
} as const;
export type ValueData = keyof typeof valueData;

/** What an acknowledgement means. */
export type Durability =
  | { readonly kind: 'async' }
  | { readonly kind: 'wait'; readonly replicas: number }
  /** `local`: 1 if the primary itself must have it on disk. */
  | { readonly kind: 'waitaof'; readonly local: number; readonly replicas: number };

export const recoveries = ['replace', 'restart', 'restart-empty', 'none'] as const;
export type Recovery = (typeof recoveries)[number];

/** What a fault can wait for from an earlier one, in one sentence each: everything that is known during the run. */
export const triggers = {
  detected: 'somebody first suspected a node of a shard that it hit',
  agreed: 'enough voters agreed that it is dead',
  promoted: 'a shard that it hit has a new primary',
  healed: 'it is healed, or its targets are restarted or replaced',
  joined: 'restarted or replaced nodes are attached to their primary',
  redundant: 'every shard that it hit has all its replicas again',
} as const;
export type Trigger = keyof typeof triggers;
