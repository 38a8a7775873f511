import type { EngineName } from '../../model/node.js';
import type { PricedLoad } from '../../record/sections/cost.js';
import { type CostModel, hoursPerMonth, operationsPerMonth, rangeOf } from '../cost-model.js';
import type { NodeType, PriceList } from '../price-list.js';

/** Kept free for replication, backups and fragmentation (`reserved-memory-percent`, 25 by default). */
const usableShare = 0.75;
/**
 * Operations per second of one node, where nothing else is given: one core carried 102,710 of them without a pipeline
 * (docs/performance.md); the bounds are half and twice as many.
 */
const assumedPerSecond = { low: 200_000, likely: 100_000, high: 50_000 } as const;
/** The share of the traffic that crosses zones: none, between two zones, all. */
const crossingShare = { low: 0, likely: 0.5, high: 1 } as const;

/** The nodes of one type that hold the data and carry the rate. */
export interface NodeSet {
  readonly type: string;
  readonly nodes: number;
  readonly dollarsPerHour: number;
}

/**
 * ElastiCache nodes, on demand: the cheapest set of one type that holds the data and sustains the rate. Every node is billed,
 * replicas too.
 *
 *   shards = max(GB / (0.75 · memory), peak rate / rate of a node)      nodes = shards · (1 + replicas)
 */
export function nodes(engine: EngineName, priceOf: PricedAs, serves: readonly EngineName[]): CostModel {
  return {
    summary: `ElastiCache nodes for ${engine}, on demand: the cheapest type that holds the data and sustains the rate.`,
    serves,
    price(load, list) {
      const [low, likely, high] = [
        cheapestNodes(load, list, priceOf, 'low'),
        cheapestNodes(load, list, priceOf, 'likely'),
        cheapestNodes(load, list, priceOf, 'high'),
      ];
      if (low === undefined || likely === undefined || high === undefined) return undefined;
      const sets = { low, likely, high };
      const operations = operationsPerMonth(load);
      const gbTransferred = (operations * (load.wireBytes ?? 0)) / 1e9;
      const traffic = rangeOf((bound) => gbTransferred * crossingShare[bound] * (list.zoneTrafficGb?.value ?? 0));
      const month = rangeOf((bound) => sets[bound].dollarsPerHour * hoursPerMonth + traffic[bound]);
      return {
        fits: true,
        dollarsPerMillion: operations > 0 ? (month.likely * 1e6) / operations : null,
        dollarsPerMonth: month,
        why: assumptionsOf(load),
        items: [
          { what: `${likely.nodes} × ${likely.type}`, dollarsPerMonth: month.likely - traffic.likely },
          ...(traffic.likely > 0
            ? [{ what: `${gbTransferred * crossingShare.likely} GB between zones`, dollarsPerMonth: traffic.likely }]
            : []),
        ],
      };
    },
  };
}

/** The engine whose column in the price file applies: Memcached costs what Redis OSS does. */
type PricedAs = 'valkey' | 'redis';

function assumptionsOf({ nodePerSecond, dataGb }: PricedLoad): string {
  const rate =
    nodePerSecond === null
      ? 'assumes 100,000 operations per second per node (50,000 to 200,000): --node-rate sets it'
      : `${nodePerSecond.toLocaleString('en-US')} operations per second per node`;
  return dataGb === null ? `${rate}; stored data is not known` : rate;
}

/** The cheapest set of nodes; undefined: the price file has none for this engine. */
export function cheapestNodes(
  {
    dataGb,
    peakPerSecond,
    replicas,
    nodePerSecond,
  }: Pick<PricedLoad, 'dataGb' | 'peakPerSecond' | 'replicas' | 'nodePerSecond'>,
  { nodes: types = [] }: PriceList,
  priceOf: PricedAs,
  bound: keyof typeof assumedPerSecond = 'likely',
): NodeSet | undefined {
  const rate = nodePerSecond ?? assumedPerSecond[bound];
  const shardsOf = ({ memoryGib }: NodeType) =>
    Math.max(1, Math.ceil((dataGb ?? 0) / (memoryGib.value * usableShare)), Math.ceil(peakPerSecond / rate));
  const sets = types.flatMap((type): NodeSet[] => {
    const price = type[priceOf];
    if (price === undefined || isBurstable(type)) return [];
    const count = shardsOf(type) * (1 + replicas);
    return [{ type: type.type, nodes: count, dollarsPerHour: count * price.value }];
  });
  return sets.toSorted((left, right) => left.dollarsPerHour - right.dollarsPerHour)[0];
}

/** Burstable types can't sustain a rate for long. */
function isBurstable({ type }: NodeType): boolean {
  return type.startsWith('cache.t');
}
