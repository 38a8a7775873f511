import type { VerdictCase } from '../facts/verdict-cases.js';

/** What CI and GitHub read about several runs, whether they were repeated, compared or a search. */
export interface SeriesReport {
  /** Of the test suite. */
  readonly name: string;
  readonly id: string;
  /** ISO time. */
  readonly startedAt: string;
  readonly wallMs: number;
  /** One line. */
  readonly summary: string;
  readonly cases: readonly VerdictCase[];
  /** The whole report. */
  readonly markdown: string;
  /** The same as a page for a browser; made when it is asked for. */
  page(): string;
}

/** A series that is over: where it lies and how long it took. */
export interface SeriesAbout {
  readonly id: string;
  readonly startedAt: string;
  readonly wallMs: number;
}
