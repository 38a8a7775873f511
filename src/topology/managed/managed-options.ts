import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { dayMs, durationMs } from '../../units/duration.js';
import { durationField } from '../../units/fields.js';
import type { NodesPlan } from '../nodes-plan.js';
import type { OwnOptions } from '../own-options.js';

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

const plan = ({ managed: { detectAfter, dnsDelay } }: z.output<typeof schema>) => ({
  managed: { detectAfterMs: durationMs(detectAfter), dnsDelayMs: durationMs(dnsDelay) },
});
export type ManagedOptions = DeepReadonly<ReturnType<typeof plan>>;
export type ManagedPlan = NodesPlan & ManagedOptions;

export const managedOptions: OwnOptions<ManagedOptions, z.output<typeof schema>> = {
  schema,
  plan,
};
