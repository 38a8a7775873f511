import type { VerdictCase } from '../facts/verdict-cases.js';

/** What CI, GitHub and files show about several runs. */
export interface SeriesReport {
  /** Of the test suite. */
  readonly name: string;
  readonly id: string;
  /** ISO time. */
  readonly startedAt: string;
  readonly wallMs: number;
  /** Those that all its runs share; absent: none. */
  readonly labels?: Readonly<Record<string, string>>;
  /** One line. */
  readonly summary: string;
  readonly cases: readonly VerdictCase[];
  readonly markdown: string;
  /** Its table for a spreadsheet: figures in the units of their gate metrics. */
  readonly csv: string;
  /** The same as a page for a browser; created on demand. */
  page(): string;
}

/** A finished series: its location and duration, and the labels of its runs. */
export interface SeriesAbout {
  readonly id: string;
  readonly startedAt: string;
  readonly wallMs: number;
  readonly labels?: Readonly<Record<string, string>>;
}
