import type { EngineName } from '../../model/node.js';
import type { PricedLoad } from '../../record/sections/cost.js';
import {
  type CostModel,
  hoursPerMonth,
  operationsPerMonth,
  rangeOf,
  unfit,
  unknownReplies,
  unpriced,
} from '../cost-model.js';
import type { PriceList } from '../price-list.js';

/**
 * ElastiCache Serverless: units of requests, and GB-hours of stored data.
 *
 *   month = units · operations · price of a unit  +  max(GB, least) · 730 h · price of a GB-hour
 */
export function serverless(engine: EngineName, serves: readonly EngineName[]): CostModel {
  return {
    summary: `ElastiCache Serverless for ${engine}: processing units and GB-hours of stored data.`,
    serves,
    price(load, list) {
      const prices = list.serverless?.[engine];
      if (prices === undefined) return undefined;
      if (load.units === null) return unpriced(unknownReplies);
      const why = whyNot(load, load.units.likely, list);
      if (why !== undefined) return unfit(why);
      const { units, dataGb } = load;
      const perUnit = prices.millionUnits.value / 1e6;
      const storedGb = Math.max(dataGb ?? 0, prices.leastGb.value);
      const storage = storedGb * hoursPerMonth * prices.gbHour.value;
      const operations = operationsPerMonth(load);
      const requests = rangeOf((bound) => units[bound] * operations * perUnit);
      return {
        fits: true,
        dollarsPerMillion: units.likely * prices.millionUnits.value,
        dollarsPerMonth: rangeOf((bound) => requests[bound] + storage),
        why: dataGb === null ? `stored data is not known: priced as the least, ${prices.leastGb.value} GB` : assumption,
        items: [
          { what: `${(units.likely * operations) / 1e6} million units`, dollarsPerMonth: requests.likely },
          { what: `${storedGb} GB stored`, dollarsPerMonth: storage },
        ],
      };
    },
  };
}

const assumption = 'low counts keys and values, high every byte on the wire';

/** Which limit the load exceeds; undefined: none. */
function whyNot(load: PricedLoad, units: number, { serverlessLimits: limits }: PriceList): string | undefined {
  if (limits === undefined) return undefined;
  const exceeded = [
    { what: 'units per second', value: units * load.peakPerSecond, most: limits.unitsPerSecond.value },
    { what: 'GiB of data', value: load.dataGb ?? 0, most: limits.gib.value },
    { what: 'connections', value: load.connections, most: limits.connections.value },
  ].filter(({ value, most }) => value > most);
  if (exceeded.length === 0) return undefined;
  const english = (figure: number) => Math.ceil(figure).toLocaleString('en-US');
  return exceeded.map(({ what, value, most }) => `${english(value)} ${what}, at most ${english(most)}`).join('; ');
}
