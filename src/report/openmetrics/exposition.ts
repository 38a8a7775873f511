/** Samples of one name, which must be contiguous in the text. */
export interface MetricFamily {
  /** Ends with its unit, if any, and excludes `_total`. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'summary';
  readonly unit?: string;
  /** Plain words without quotation marks. */
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** One value or summary, with labels unique in its family. */
export interface Sample {
  readonly labels: Labels;
  readonly value: number | SummaryValue;
}

/** Sum and quantiles are in the family's unit; each quantile is a share from 0 to 1. */
export interface SummaryValue {
  /** Null if the quantiles are momentary: count and sum must never decrease. */
  readonly total: { readonly count: number; readonly sum: number } | null;
  readonly quantiles: readonly (readonly [share: number, value: number])[];
}

type Labels = Readonly<Record<string, string>>;

/** Families as OpenMetrics text; those without a sample are omitted. Source: OpenMetrics 1.0, "Text format". */
export function exposition(families: readonly MetricFamily[]): string {
  const lines = families.filter(({ samples }) => samples.length > 0).flatMap(familyLines);
  return [...lines, '# EOF', ''].join('\n');
}

function familyLines({ name, type, unit, help, samples }: MetricFamily): readonly string[] {
  return [
    `# TYPE ${name} ${type}`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${help}`,
    ...samples.flatMap(({ labels, value }) =>
      typeof value === 'number'
        ? [line(type === 'counter' ? `${name}_total` : name, labels, value)]
        : summaryLines(name, labels, value),
    ),
  ];
}

function summaryLines(name: string, labels: Labels, { total, quantiles }: SummaryValue): readonly string[] {
  return [
    ...quantiles.map(([share, value]) => line(name, { ...labels, quantile: floatText(share) }, value)),
    ...(total === null ? [] : [line(`${name}_count`, labels, total.count), line(`${name}_sum`, labels, total.sum)]),
  ];
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeText(text)}"`);
  return `${name}{${pairs.join(',')}} ${value}`;
}

/** The canonical form of a float: whole numbers get a `.0`. */
function floatText(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

function escapeText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
