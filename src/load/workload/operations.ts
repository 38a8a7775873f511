/** Every kind of operation, under the word that a scenario's mix uses for it. Its position is its code on the hot path. */
export const operations = {
  get: { summary: 'Reads one key.', writes: false },
  set: {
    summary: 'Writes one key; with the chain audit it answers the value it replaces (SET key value GET).',
    writes: true,
  },
} as const satisfies Record<string, { readonly summary: string; readonly writes: boolean }>;
export type OperationKind = keyof typeof operations;
export const operationKinds = Object.keys(operations) as readonly OperationKind[];
