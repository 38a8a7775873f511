import { z } from 'zod';
import { clientPolicies } from '../../model/client-policy.js';
import { addedTimeCauses } from '../../model/client-remedies.js';
import { keysOf, tableOf } from '../../model/table.js';

/** The client library that issued the load. */
export const clientSchema = z.object({
  name: z.string().min(1),
  /** Null: part of cache-bench. */
  version: z.string().nullable(),
  policy: z.enum(keysOf(clientPolicies)),
  /** What the library was told about failures, without secrets; functions as their source text. */
  options: z.record(z.string(), z.unknown()),
  /** Which of its options shorten the time that it adds to an outage, by cause; absent: none, or not recorded. */
  remedies: z.object(tableOf(addedTimeCauses, () => z.string())).exactOptional(),
});
