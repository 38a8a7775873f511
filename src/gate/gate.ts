import type { MetricName } from './metrics.js';
import type { Selection } from './selection.js';

export const comparators = ['<', '<=', '>', '>=', '=='] as const;
export type Comparator = (typeof comparators)[number];

/** One figure of a run: a metric, and which part of it. */
export interface Subject extends Selection {
  readonly metric: MetricName;
}

/** A figure in the metric's unit, or a multiple of another figure of the same run. */
export type Limit =
  | { readonly kind: 'figure'; readonly value: number }
  | { readonly kind: 'multiple'; readonly factor: number; readonly of: Subject };

/** A parsed and type-checked condition on a run's record. */
export interface Gate {
  /** As written, trimmed. */
  readonly expression: string;
  readonly subject: Subject;
  readonly comparator: Comparator;
  readonly limit: Limit;
}

/** The text form of a subject: `response_time.set.p99 during steady`. The window `all` is omitted. */
export function formatSubject(subject: Subject): string {
  const name = [subject.metric, subject.operation, subject.aggregate].filter((part) => part !== null).join('.');
  return subject.window === 'all' ? name : `${name} during ${subject.window}`;
}
