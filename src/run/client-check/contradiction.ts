import { outcomeNames } from '../../model/history.js';

/** What a client reports of a command; `nothing`: no outcome while we waited. */
export const reports = [...outcomeNames, 'nothing'] as const;
export type Report = (typeof reports)[number];

/** `ok` although it was never executed, or `fail` although it was. */
export function isContradicted(reported: Report, executed: number): boolean {
  return (reported === 'ok' && executed === 0) || (reported === 'fail' && executed > 0);
}
