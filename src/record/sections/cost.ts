import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { engineNames } from '../../model/node.js';
import { count } from './quantities.js';

const amount = z.number().nonnegative();
/** `low` and `high` bound what is not known, such as whether bytes of the protocol are billed. */
export const costRangeSchema = z.object({ low: amount, likely: amount, high: amount }).meta({ id: 'CostRange' });
export type CostRange = DeepReadonly<z.infer<typeof costRangeSchema>>;

/** The calls of one command as an application makes them: without what the audit adds. Null: the size of its replies is not known. */
const commandTraffic = z
  .object({
    calls: count,
    /** Keys, arguments and values, in both directions. */
    payloadBytes: amount.nullable(),
    /** The same with everything the protocol adds. */
    wireBytes: amount.nullable(),
    /** CPU time of the servers; null: not measured. */
    cpuUs: amount.nullable(),
    /** Processing units of a serverless cache; null: the size of the replies is not known. */
    units: costRangeSchema.nullable(),
  })
  .meta({ id: 'CommandTraffic' });
export type CommandTraffic = DeepReadonly<z.infer<typeof commandTraffic>>;

const measured = z.object({
  /** Operations sent in the measured part. */
  operations: count,
  ratePerSecond: amount.nullable(),
  engine: z.enum(engineNames),
  replicas: count,
  connections: count,
  commands: z.record(z.string(), commandTraffic),
  /** What the audit of writes added to the wire; no part of the load. */
  auditBytes: amount,
  /** On all primaries, after the load; null: not measured. */
  datasetBytes: amount.nullable(),
});
export type MeasuredTraffic = DeepReadonly<z.infer<typeof measured>>;

const pricedModel = z.object({
  model: z.string(),
  /** What is billed for a million operations; null: it does not fit. */
  dollarsPerMillion: amount.nullable(),
  dollarsPerMonth: costRangeSchema.nullable(),
  /** Whether the product can carry the load. */
  fits: z.boolean(),
  /** What the price assumes, or why the load does not fit. */
  why: z.string(),
  /** The likely month, item by item. */
  items: z.array(z.object({ what: z.string(), dollarsPerMonth: amount })),
});
export type PricedModel = DeepReadonly<z.infer<typeof pricedModel>>;

/** The load that was priced: the measured one, at the rate and size of the real system. */
const pricedLoad = z.object({
  /** At the peak, which limits and nodes must carry. */
  peakPerSecond: amount,
  /** Over the month: what is billed by use. */
  averagePerSecond: amount,
  /** Per operation; null: the size of some replies is not known. */
  units: costRangeSchema.nullable(),
  wireBytes: amount.nullable(),
  commands: amount,
  /** Null: not known, so the least that is billed is assumed. */
  dataGb: amount.nullable(),
  /** Of each shard. */
  replicas: count,
  connections: count,
  /** Operations per second of one node; null: assumed. */
  nodePerSecond: amount.nullable(),
});
export type PricedLoad = DeepReadonly<z.infer<typeof pricedLoad>>;

/** The rate at which a serverless cache costs as much as the nodes that hold the data; below it, serverless is cheaper. */
const breakEven = z.object({ engine: z.enum(engineNames), ratePerSecond: amount, nodes: count, type: z.string() });
export type BreakEven = DeepReadonly<z.infer<typeof breakEven>>;

export const costSchema = z.object({
  prices: z.object({ asOf: z.iso.date(), file: z.string(), sha256: z.string(), region: z.string() }),
  measured,
  load: pricedLoad,
  breakEven: z.array(breakEven),
  /** The model that gates refer to. */
  model: z.string(),
  models: z.array(pricedModel),
});
export type CostRecord = DeepReadonly<z.infer<typeof costSchema>>;
