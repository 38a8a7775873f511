import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { forkRandom } from '../../../src/random/random.js';
import type { RunRecord } from '../../../src/record/run-record.js';
import { noisyRuns } from '../../gate/compare/measured-runs.js';

const dayMs = 24 * 3_600_000;

/** One run a day; from the day `from` on, its p99 is `factor` times as large. */
export function dailyRuns(
  days: number,
  from: number,
  factor: number,
  labels: readonly string[] = [],
): readonly RunRecord[] {
  const quick = noisyRuns(days, 0.02, forkRandom(1, 'daily'));
  const slow = noisyRuns(days, 0.02, forkRandom(1, 'daily'), { p99: factor });
  return quick.map((record, day) => {
    const { run, ...rest } = (day < from ? record : slow[day]) ?? record;
    const at = new Date(Date.UTC(2026, 0, 5, 9) + day * dayMs).toISOString();
    const label = labels[day];
    return {
      ...rest,
      run: {
        ...{ ...run, id: `day-${day}`, startedAt: at, measuredAt: at },
        labels: label === undefined ? {} : { commit: label },
      },
    };
  });
}

/** Saves each record as `<folder>/<prefix><id>/reports/<id>/record.json`, as unpacked CI artifacts are. */
export async function saveAsArtifacts(folder: string, records: readonly RunRecord[], prefix = 'job-'): Promise<void> {
  for (const record of records) {
    const own = join(folder, `${prefix}${record.run.id}`, 'reports', record.run.id);
    await mkdir(own, { recursive: true });
    await writeFile(join(own, 'record.json'), JSON.stringify(record));
  }
}
