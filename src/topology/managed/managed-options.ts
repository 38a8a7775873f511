import { z } from 'zod';
import { dayMs, durationMs } from '../../units/duration.js';
import { durationField } from '../../units/fields.js';
import type { NodesPlan } from '../nodes-plan.js';
import type { OwnOptions } from '../own-options.js';

export interface ManagedOptions {
  readonly managed: {
    /** Silence after which a node is considered down. */
    readonly detectAfterMs: number;
    /** From the promotion of a replica until the endpoints lead to it. */
    readonly dnsDelayMs: number;
  };
}
export type ManagedPlan = NodesPlan & ManagedOptions;

const schema = z.strictObject({
  managed: z
    .strictObject({
      detectAfter: durationField(100, dayMs)
        .default('5s')
        .describe('Silence after which the controller of topology managed considers a node down.'),
      dnsDelay: durationField(0, dayMs)
        .default('5s')
        .describe('From the promotion of a replica until the endpoints lead to it, as when clients wait for DNS.'),
    })
    .prefault({}),
});

export const managedOptions: OwnOptions<ManagedOptions, z.output<typeof schema>> = {
  schema,
  plan: ({ managed: { detectAfter, dnsDelay } }) => ({
    managed: { detectAfterMs: durationMs(detectAfter), dnsDelayMs: durationMs(dnsDelay) },
  }),
};
