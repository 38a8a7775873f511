import { z } from 'zod';

/** A price, size or limit, and the name of the source it was read from: without one, a price file is refused. */
const figure = z.strictObject({ value: z.number().positive(), source: z.string() });

const serverless = z.strictObject({
  /** For a million units. */
  millionUnits: figure,
  /** For a GB (2^30 bytes) stored for an hour. */
  gbHour: figure,
  /** Billed even if less is stored. */
  leastGb: figure,
});

const nodeType = z.strictObject({
  type: z.string().min(1),
  memoryGib: figure,
  /** For an hour, by engine. */
  valkey: figure.optional(),
  redis: figure.optional(),
});

const upstash = z.strictObject({
  hundredThousandCommands: figure,
  gbMonth: figure,
  freeGb: figure,
  gbTransferred: figure,
  freeGbTransferred: figure,
  mostGb: figure,
});

const source = z.strictObject({
  title: z.string().min(1),
  url: z.url(),
  /** The day on which the figures were read. */
  read: z.iso.date(),
  /** What could not be checked about them; absent: nothing. */
  unverified: z.string().optional(),
});

/** A price file: data with a source and a date for every figure. Products it lacks are not priced. */
export const priceListSchema = z
  .strictObject({
    currency: z.literal('USD'),
    region: z.string().min(1),
    sources: z.record(z.string(), source),
    serverless: z
      .strictObject({ valkey: serverless.optional(), redis: serverless.optional(), memcached: serverless.optional() })
      .optional(),
    serverlessLimits: z.strictObject({ unitsPerSecond: figure, gib: figure, connections: figure }).optional(),
    nodes: z.array(nodeType).optional(),
    /** For a GB (10^9 bytes) between two zones, in each direction. */
    zoneTrafficGb: figure.optional(),
    upstash: upstash.optional(),
  })
  .superRefine((list, context) => {
    for (const { path, source } of namedSources(list, []))
      if (!Object.hasOwn(list.sources, source))
        context.addIssue({
          code: 'custom',
          path: [...path],
          message: `has the source "${source}", which is not in sources`,
        });
  });
export type PriceList = z.infer<typeof priceListSchema>;
export type Figure = z.infer<typeof figure>;
export type NodeType = z.infer<typeof nodeType>;

/** Every figure below a value: where it is, and the name of its source. */
export function namedSources(
  value: unknown,
  path: readonly PropertyKey[],
): readonly { readonly path: readonly PropertyKey[]; readonly source: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('source' in value && typeof value.source === 'string') return [{ path, source: value.source }];
  return Object.entries(value).flatMap(([key, below]) => namedSources(below, [...path, key]));
}
