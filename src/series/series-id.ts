import { randomBytes } from 'node:crypto';

/** The folder name of a series of runs: `20260214-093012-repeat-a1b2`. */
export function seriesId(startedAt: Date, kind: string): string {
  const moment = startedAt.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return `${moment}-${kind}-${randomBytes(2).toString('hex')}`;
}
