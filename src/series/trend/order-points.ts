import { dirname } from 'node:path';
import { runTool } from '../../engine/run-tool.js';
import type { Measurement } from './read-measurements.js';

/** Measurements that count as one, oldest first. */
export interface PointOfRuns {
  readonly name: string;
  readonly runs: readonly Measurement[];
}

const gitTimeoutMs = 3_000;
/** Git's shortest abbreviation, and its longest name (SHA-256). */
const commitPattern = /^[0-9a-f]{7,64}$/;

/**
 * Runs with the same label, or of the same series, become one point: they were measured together, and say less about time
 * than as many runs on different days. Points are in the order of their first runs, or in that of the commits that their
 * label names, if the repository around the records has all of them.
 */
export async function orderPoints(
  measurements: readonly Measurement[],
  label: string | null,
): Promise<{ readonly points: readonly PointOfRuns[]; readonly order: string }> {
  const byName = new Map<string, Measurement[]>();
  for (const one of measurements) {
    const key = one.label ?? one.series ?? one.path;
    byName.set(key, [...(byName.get(key) ?? []), one]);
  }
  const points = [...byName.values()].map((runs) => ({ name: nameOf(runs), runs }));
  if (label === null) return { points, order: 'date' };
  const positions = await commitPositions(points);
  if (positions === null) return { points, order: `label:${label}` };
  const position = ({ name }: PointOfRuns) => positions.get(name) ?? 0;
  return { points: points.toSorted((one, other) => position(one) - position(other)), order: `git:${label}` };
}

/** The label, or the moment of the first run to the minute. */
function nameOf([first]: readonly Measurement[]): string {
  return first?.label ?? (first?.measuredAt ?? '').slice(0, 16).replace('T', ' ');
}

/** The position of each point's commit in the history; null: they aren't all known commits. */
async function commitPositions(points: readonly PointOfRuns[]): Promise<ReadonlyMap<string, number> | null> {
  const names = points.map(({ name }) => name);
  const folder = dirname(points[0]?.runs[0]?.path ?? '.');
  if (!names.every((name) => commitPattern.test(name))) return null;
  const parameters = ['-C', folder, 'rev-list', '--topo-order', '--reverse', '--all', 'HEAD'];
  const { stdout, failure } = await runTool('git', parameters, { timeoutMs: gitTimeoutMs });
  if (failure !== undefined) return null;
  const commits = stdout.trim().split('\n');
  const exact = new Map(commits.map((commit, index) => [commit, index]));
  const positions = new Map<string, number>();
  for (const name of names) {
    const at = exact.get(name) ?? commits.findIndex((commit) => commit.startsWith(name));
    if (at < 0) return null;
    positions.set(name, at);
  }
  return positions;
}
