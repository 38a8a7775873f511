import { UsageError } from '../errors/errors.js';
import type { SearchRange } from '../series/search/search-scenario.js';
import { parseDuration } from '../units/duration.js';
import type { Parsed } from '../units/parsed.js';
import { parsePercentage } from '../units/percentage.js';
import { parseRate } from '../units/rate.js';

const lowestByDefault = 100;
const mostPerSecond = 10_000_000;
const shortestStepMs = 1_000;
const longestStepMs = 3_600_000;

interface SearchFlags {
  readonly from?: string | undefined;
  readonly to: string;
  readonly 'step-duration': string;
  readonly precision: string;
}

/** Parses the flags of a search. Throws UsageError with all problems. */
export function readSearchRange(flags: SearchFlags): SearchRange {
  const problems: string[] = [];
  const read = (
    flag: keyof SearchFlags,
    parse: (text: string) => Parsed<number | null>,
    [least, most]: readonly [number, number],
    what: string,
  ) => {
    const text = flags[flag] ?? '';
    const value = parse(text).value ?? null;
    if (value !== null && value >= least && value <= most) return value;
    problems.push(`--${flag}: expected ${what}, found ${JSON.stringify(text)}`);
    return least;
  };
  const rate = (flag: 'from' | 'to') =>
    read(flag, parseRate, [1, mostPerSecond], `a rate per second from 1 to ${mostPerSecond}, such as 5000 or 5k`);
  const from = flags.from === undefined ? null : rate('from');
  const highestPerSecond = rate('to');
  const lowestPerSecond = from ?? Math.min(lowestByDefault, highestPerSecond);
  const stepMs = read('step-duration', parseDuration, [shortestStepMs, longestStepMs], 'a duration from 1s to 1h');
  const precision = read('precision', parsePercentage, [0.01, 0.5], 'a share from 1% to 50%');
  if (problems.length === 0 && lowestPerSecond > highestPerSecond)
    problems.push(`--from: expected at most the ${highestPerSecond} of --to, found ${JSON.stringify(flags.from)}`);
  if (problems.length > 0)
    throw new UsageError(
      `The search can't start; nothing was started.\n${problems.map((one) => `  ${one}`).join('\n')}`,
    );
  return {
    lowestPerSecond: Math.round(lowestPerSecond),
    firstPerSecond: from === null ? null : Math.round(from),
    highestPerSecond: Math.round(highestPerSecond),
    precision,
    stepMs,
  };
}

/** Set by the search itself in every step, so not allowed with `--set`. */
const setBySearch = ['workload.rate', 'workload.requests', 'phases.duration', 'gates', 'faults'] as const;

/** Rejects a `--set` of anything the search itself sets. Throws UsageError. */
export function refuseSettings(assignments: readonly string[]): void {
  for (const assignment of assignments) {
    const path = assignment.split('=', 1)[0]?.trim() ?? '';
    const taken = setBySearch.find((own) => path === own || path.startsWith(`${own}.`));
    if (taken !== undefined)
      throw new UsageError(
        `--set ${path} conflicts with the search, which sets ${taken} itself. Nothing was started. See --from, --to, --step-duration and --objective.`,
      );
  }
}
