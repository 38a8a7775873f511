import { Flags } from '@oclif/core';
import { outputFlags, scenarioFlags } from './run-flags.js';
import { seriesReportFlag } from './series-flags.js';

const { rate, duration, requests, gate, 'no-faults': noFaults, ...loadAndCluster } = scenarioFlags;
const { out, label, metrics, quiet } = outputFlags;

/** Flags of a search: those of a run, except what the search itself sets. */
export const searchFlags = {
  objective: Flags.string({
    description: 'The condition to meet, as a gate: "response_time.p99 < 1ms" (the default). Repeatable.',
    multiple: true,
    helpValue: 'GATE',
    helpGroup: 'SEARCH',
  }),
  from: Flags.string({
    description:
      'The first and lowest rate. Default: a tenth of what a short closed loop reaches, and never below 100.',
    helpValue: 'N',
    helpGroup: 'SEARCH',
  }),
  to: Flags.string({ description: 'The highest rate.', default: '10m', helpValue: 'N', helpGroup: 'SEARCH' }),
  'step-duration': Flags.string({
    description: 'How long each rate is measured after the warm-up.',
    default: '5s',
    helpValue: 'TIME',
    helpGroup: 'SEARCH',
  }),
  precision: Flags.string({
    description: 'Stop when the highest rate that passes and the lowest that fails are this close.',
    default: '5%',
    helpValue: 'SHARE',
    helpGroup: 'SEARCH',
  }),
  ...loadAndCluster,
  out,
  label,
  report: seriesReportFlag('Formats to write beside search.json: md, html, junit, github. Default: md.'),
  metrics,
  quiet,
} as const;
