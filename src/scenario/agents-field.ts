import { z } from 'zod';
import { durationField, wholeField } from '../units/fields.js';

const hourMs = 3_600_000;

const onLostAgent = ['stop', 'continue'] as const;

/** The processes that carry the load, on this machine or others. */
export const agentsField = z.strictObject({
  count: wholeField(1, 1_000).describe(
    'How many agents carry the load; each has a share of its threads, keys and rate.',
  ),
  wait: durationField(1_000, hourMs).default('60s').describe('How long to wait for them; all must come.'),
  clockError: durationField(0.01, 1_000)
    .default('5ms')
    .describe("How far an agent's clock may be from the others', at most; an agent that can't keep this is refused."),
  onLostAgent: z
    .enum(onLostAgent)
    .default('stop')
    .describe('What a run does without an agent that it has lost: `stop`, or `continue` with the load of the others.'),
});
