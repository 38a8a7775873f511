import type { CostRecord, PricedModel } from '../../record/sections/cost.js';
import { counted } from '../../units/counted.js';
import { formatBytes, formatCount, formatDollars, formatRate, noFigure } from '../format-figures.js';

/** The month of the model that gates refer to, in one line; undefined: the record has no prices. */
export function costLine(cost: CostRecord | undefined): string | undefined {
  const model = cost?.models.find(({ model }) => model === cost.model);
  if (cost === undefined || model === undefined) return undefined;
  return `${costSentence(model)} at ${formatRate(cost.load.peakPerSecond)} (prices of ${cost.prices.asOf}, ${cost.prices.region})`;
}

function costSentence({ model, fits, why, dollarsPerMonth, dollarsPerMillion }: PricedModel): string {
  if (!fits) return `${model}: does not fit (${why})`;
  if (dollarsPerMonth === null) return `${model}: no price (${why})`;
  const { low, likely, high } = dollarsPerMonth;
  return `${model}: ${formatDollars(likely)} a month (${formatDollars(low)} to ${formatDollars(high)}), ${formatDollars(dollarsPerMillion)} per million operations`;
}

export const costHead = ['product', 'a month', 'low', 'high', 'per million'] as const;

/** One row per product. */
export function costRows({ models }: CostRecord): readonly (readonly string[])[] {
  return models.map(({ model, fits, dollarsPerMonth: month, dollarsPerMillion }) =>
    fits
      ? [model, ...[month?.likely, month?.low, month?.high, dollarsPerMillion].map((one) => formatDollars(one ?? null))]
      : [model, 'does not fit', noFigure, noFigure, noFigure],
  );
}

/** What each price consists of and assumes, each a label and a text. */
export function costNotes({ models }: CostRecord): readonly (readonly [label: string, text: string])[] {
  return models.map(({ model, items, why }) => {
    const parts = items.map(({ what, dollarsPerMonth }) => `${roundedFigures(what)} ${formatDollars(dollarsPerMonth)}`);
    return [model, [...(parts.length > 0 ? [parts.join(' + ')] : []), why].join('; ')];
  });
}

/** What was priced, each a label and a text. */
export function costLoad({ load, measured, prices }: CostRecord): readonly (readonly [label: string, text: string])[] {
  const { peakPerSecond, averagePerSecond, units, wireBytes, dataGb } = load;
  const average = averagePerSecond === peakPerSecond ? 'all month' : `${formatRate(averagePerSecond)} on average`;
  const perOperation = units === null ? 'units unknown' : counted(Number(units.likely.toPrecision(4)), 'unit', 'units');
  return [
    ['load', `${formatRate(peakPerSecond)}, ${average}; ${perOperation} and ${formatBytes(wireBytes)} per operation`],
    [
      'measured',
      `${formatCount(measured.operations)} operations of the run, without preload, warm-up, prober and audit`,
    ],
    ['data', dataGb === null ? 'not known: --data-gb sets it' : formatBytes(dataGb * 2 ** 30)],
    ['prices', `${prices.region}, read on ${prices.asOf} or later`],
  ];
}

/** Where serverless and nodes cost the same. */
export function breakEvenSentences({ breakEven }: CostRecord): readonly string[] {
  return breakEven.map(
    ({ engine, ratePerSecond, nodes, type }) =>
      `Below ${formatRate(ratePerSecond)}, serverless-${engine} is cheaper than ${nodes} × ${type}, the cheapest nodes that hold the data.`,
  );
}

function roundedFigures(text: string): string {
  return text.replace(/\d+(?:\.\d+)?/g, (figure) =>
    Number(figure) >= 1000 ? formatCount(Number(figure)) : String(Number(Number(figure).toPrecision(3))),
  );
}
