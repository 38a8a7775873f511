import { nearestWord } from '../errors/nearest-word.js';
import type { Parsed } from '../units/parsed.js';
import type { Subject } from './gate.js';
import { type MetricName, metricDefinition, metricNames } from './metrics.js';

/**
 * Parses `metric[.operation][.aggregate]`. Metrics and aggregates may contain dots (`unavailability.write`, `p99.9`), so the
 * longest matching metric is tried first.
 */
export function parseFigureName(text: string, operations: readonly string[]): Parsed<Omit<Subject, 'window'>> {
  const parts = text.split('.');
  for (let length = parts.length; length > 0; length--) {
    const metric = metricNames.find((name) => name === parts.slice(0, length).join('.'));
    if (metric !== undefined) return parseSelection(metric, parts.slice(length), operations);
  }
  const meant = meantElsewhere(text) ?? nearestMetric(parts);
  return meant === undefined
    ? { expected: `one of the metrics ${metricNames.join(', ')}` }
    : { expected: 'one of the metrics that "cache-bench list metrics" explains', suggestion: meant };
}

/** What other tools and everyday language call a metric. */
const otherNames: Readonly<Record<string, MetricName>> = {
  latency: 'response_time',
  http_req_duration: 'response_time',
  rps: 'throughput',
  qps: 'throughput',
  ops: 'throughput',
  errors: 'error_rate',
  http_req_failed: 'error_rate',
  downtime: 'unavailability.write',
  outage: 'unavailability.write',
  data_loss: 'lost_writes',
  loss: 'lost_writes',
};

/** A percentile on its own, also as k6 writes it, or a metric under another name. */
function meantElsewhere(text: string): string | undefined {
  const aggregate = text.replace(/^p\(([\d.]+)\)$/, 'p$1');
  const { aggregates } = metricDefinition('response_time');
  if (aggregates.some((known) => known === aggregate)) return `response_time.${aggregate}`;
  const [first = '', ...rest] = aggregate.split('.');
  const metric = Object.hasOwn(otherNames, first) ? otherNames[first] : undefined;
  if (metric === undefined) return undefined;
  const needsAggregate = rest.length === 0 && metricDefinition(metric).aggregates.length > 0;
  return [metric, ...(needsAggregate ? ['p99'] : rest)].join('.');
}

function parseSelection(
  metric: MetricName,
  parts: readonly string[],
  operations: readonly string[],
): Parsed<Omit<Subject, 'window'>> {
  const definition = metricDefinition(metric);
  if (definition.aggregates.length === 0) {
    return parts.length === 0
      ? { value: { metric, operation: null, aggregate: null } }
      : { expected: `${metric} alone, because it has no aggregates`, suggestion: metric };
  }
  const operation = definition.perOperation ? (operations.find((known) => known === parts[0]) ?? null) : null;
  const named = parts.slice(operation === null ? 0 : 1).join('.');
  const aggregate = definition.aggregates.find((known) => known === named);
  if (aggregate !== undefined) return { value: { metric, operation, aggregate } };

  const prefix = operation === null ? metric : `${metric}.${operation}`;
  const aggregates = `${prefix} with one of the aggregates ${definition.aggregates.join(', ')}`;
  if (named === '') return { expected: aggregates, suggestion: `${prefix}.p99` };
  const [first = '', ...rest] = parts;
  const misspeltOperation = rest.length > 0 && operation === null ? nearestWord(first, operations) : undefined;
  const meant =
    misspeltOperation === undefined
      ? nearestWord(named, definition.aggregates)
      : [misspeltOperation, ...rest].join('.');
  const expected =
    operation === null && definition.perOperation
      ? `${aggregates}, after an operation (${operations.join(', ')}) or none`
      : aggregates;
  return { expected, ...(meant === undefined ? {} : { suggestion: `${prefix}.${meant}` }) };
}

/**
 * Tries the longest prefix first, among metrics with the same number of parts, so that `respnse_time.set.p99` keeps its
 * suffix.
 */
function nearestMetric(parts: readonly string[]): string | undefined {
  for (let length = parts.length; length > 0; length--) {
    const beginning = parts.slice(0, length).join('.');
    const alike = metricNames.filter((name) => name.split('.').length === length);
    const meant = metricNames.find((name) => name.startsWith(`${beginning}.`)) ?? nearestWord(beginning, alike);
    if (beginning !== '' && meant !== undefined) return [meant, ...parts.slice(length)].join('.');
  }
  return undefined;
}
