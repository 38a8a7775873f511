import type { EngineName } from '../model/node.js';
import type {
  BreakEven,
  CostRange,
  CostRecord,
  MeasuredTraffic,
  PricedLoad,
  PricedModel,
} from '../record/sections/cost.js';
import { sum } from '../units/sum.js';
import { type CostModel, gbBytes, rangeOf } from './cost-model.js';
import { cheapestNodes } from './model/nodes.js';
import type { Prices } from './read-prices.js';
import { type CostModelName, costModelNames, costModels } from './registry.js';

/** In what the real system differs from the run; null: as measured, or as each model assumes. */
export interface PricingOptions {
  readonly models: readonly CostModelName[] | null;
  readonly ratePerSecond: number | null;
  readonly dataGb: number | null;
  /** Peak rate over the average of a month. */
  readonly peakToAverage: number;
  readonly replicas: number | null;
  /** Operations per second that one node sustains. */
  readonly nodePerSecond: number | null;
}

export const asMeasured: PricingOptions = {
  models: null,
  ratePerSecond: null,
  dataGb: null,
  peakToAverage: 1,
  replicas: null,
  nodePerSecond: null,
};

/** Prices a measured load with every model that can serve it. */
export function priceTraffic(measured: MeasuredTraffic, prices: Prices, options: PricingOptions): CostRecord {
  const load = loadToPrice(measured, options);
  const names = (options.models ?? costModelNames).filter((name) => modelOf(name).serves.includes(measured.engine));
  const models = names.flatMap((name): PricedModel[] => {
    const priced = modelOf(name).price(load, prices.list);
    return priced === undefined ? [] : [{ model: name, ...priced }];
  });
  return {
    prices: { asOf: prices.asOf, file: prices.file, sha256: prices.sha256, region: prices.list.region },
    measured,
    model: names[0] ?? '',
    models,
    load,
    breakEven: respBreakEven(measured, load, prices),
  };
}

/** Which of these products can't serve loads of this engine, or have no prices in the file, and why. */
export function unpricedModels(
  names: readonly CostModelName[],
  engine: EngineName,
  { list, file }: Prices,
): readonly { readonly model: CostModelName; readonly why: string }[] {
  return names.flatMap((model) => {
    const { serves, price } = modelOf(model);
    if (!serves.includes(engine)) return [{ model, why: `it does not serve loads of ${engine}` }];
    return price(emptyLoad, list) === undefined ? [{ model, why: `${file} has no prices for it` }] : [];
  });
}

const emptyLoad: PricedLoad = {
  peakPerSecond: 0,
  averagePerSecond: 0,
  units: { low: 0, likely: 0, high: 0 },
  wireBytes: 0,
  commands: 0,
  dataGb: 0,
  replicas: 0,
  connections: 0,
  nodePerSecond: null,
};

function modelOf(name: CostModelName): CostModel {
  return costModels[name];
}

function loadToPrice(measured: MeasuredTraffic, options: PricingOptions): PricedLoad {
  const { operations, ratePerSecond, datasetBytes } = measured;
  const commands = Object.values(measured.commands);
  const perOperation = (total: number) => (operations > 0 ? total / operations : 0);
  const peakPerSecond = options.ratePerSecond ?? ratePerSecond ?? 0;
  const units: readonly (CostRange | null)[] = commands.map((one) => one.units);
  const wireBytes: readonly (number | null)[] = commands.map((one) => one.wireBytes);
  return {
    peakPerSecond,
    averagePerSecond: peakPerSecond / options.peakToAverage,
    units: isKnown(units) ? rangeOf((bound) => perOperation(sum(units.map((one) => one[bound])))) : null,
    wireBytes: isKnown(wireBytes) ? perOperation(sum(wireBytes)) : null,
    commands: perOperation(sum(commands.map(({ calls }) => calls))),
    dataGb: options.dataGb ?? (datasetBytes === null ? null : datasetBytes / gbBytes),
    replicas: options.replicas ?? measured.replicas,
    connections: measured.connections,
    nodePerSecond: options.nodePerSecond,
  };
}

/**
 *   rate = (nodes $/h - GB · $/GB-hour) / (units of an operation · $ of a unit · 3600)
 *
 * The nodes are the cheapest that hold the data, whatever rate they sustain.
 */
function respBreakEven({ engine }: MeasuredTraffic, load: PricedLoad, { list }: Prices): readonly BreakEven[] {
  const { units } = load;
  if (units === null || units.likely === 0 || !modelOf('serverless-valkey').serves.includes(engine)) return [];
  return (['valkey', 'redis'] as const).flatMap((engine): BreakEven[] => {
    const prices = list.serverless?.[engine];
    const set = cheapestNodes({ ...load, peakPerSecond: 0 }, list, engine);
    if (prices === undefined || set === undefined) return [];
    const storedGb = Math.max(load.dataGb ?? 0, prices.leastGb.value);
    const perHour = set.dollarsPerHour - storedGb * prices.gbHour.value;
    const ratePerSecond = perHour / (units.likely * (prices.millionUnits.value / 1e6) * 3600);
    return [{ engine, ratePerSecond: Math.max(0, ratePerSecond), type: set.type, nodes: set.nodes }];
  });
}

function isKnown<T>(values: readonly (T | null)[]): values is readonly T[] {
  return values.every((value) => value !== null);
}
