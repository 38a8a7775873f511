import { stat } from 'node:fs/promises';
import type { ReplayOptions, ReplaySummary } from '../load/replay/replay-plan.js';
import { LogEncodingError } from '../replay/log-encoding.js';
import { summarizeLog } from '../replay/summarize-log.js';
import { formatDuration, parseDuration } from '../units/duration.js';
import { type DocumentPath, type DocumentProblem, valueAt } from './problem.js';
import { replaceAt } from './replace-at.js';

interface Replayed {
  readonly document: unknown;
  /** Null: the document names no log. */
  readonly replayed: ReplaySummary | null;
  readonly problem: DocumentProblem | null;
}

/** A command waits for its own connection, though others are free: with less room on each, catching up after a stall takes longer. */
const usualPipeline = 64;
/** As `phases.duration`. */
const mostMs = 86_400_000;
const path: DocumentPath = ['workload', 'replay'];

/**
 * Reads the log that a document names, and fills in what a replay requires; without a duration, it lasts as long as the log.
 * Explicit settings stay, and are checked later.
 */
export async function withReplayDefaults(document: unknown): Promise<Replayed> {
  const file = valueAt(document, path);
  if (typeof file !== 'string') return { document, replayed: null, problem: null };
  const refuse = (message: string): Replayed => ({ document, replayed: null, problem: { path, message } });
  const untilMs = parseDuration(String(valueAt(document, ['phases', 'duration']))).value ?? Number.POSITIVE_INFINITY;
  let replayed: ReplaySummary;
  try {
    const entry = await stat(file);
    if (!entry.isFile() && !entry.isDirectory())
      return refuse(`expected a file that can be read twice, found a pipe or device: ${file}. Try: save the log first`);
    replayed = await summarizeLog(optionsIn(document, file), untilMs);
  } catch (error) {
    if (error instanceof LogEncodingError) return refuse(`expected ${error.message} ${file}`);
    return refuse(
      `expected a readable file, found ${file} (${(error as NodeJS.ErrnoException).code ?? String(error)})`,
    );
  }
  if (replayed.replayed === 0)
    return refuse(
      `expected a log of MONITOR or NDJSON with a command that can be replayed, found none in ${replayed.lines} lines of ${file}`,
    );
  if (replayed.spanMs >= mostMs)
    return refuse(
      `expected a log of less than 24h from its first command to its last, found ${hours(replayed.spanMs)} in ${file}. Try: --duration 10m, or a higher workload.replaySpeed`,
    );
  // The last command is due before the end.
  const lasts = formatDuration(Math.floor(replayed.spanMs) + 1);
  const filled = Object.entries({
    'phases.duration': lasts,
    'workload.driver': 'wire',
    'workload.threads': 1,
    'workload.pipeline': usualPipeline,
    'workload.audit': 'off',
  }).reduce((whole, [key, value]) => withDefault(whole, key.split('.'), value), document);
  return { document: filled, replayed, problem: null };
}

function hours(spanMs: number): string {
  const whole = Math.round(spanMs / 3_600_000);
  return whole < 1_000_000 ? `${whole}h` : 'more than a million hours';
}

/** Invalid ones are refused later. */
function optionsIn(document: unknown, file: string): ReplayOptions {
  const given = (key: string) => valueAt(document, ['workload', key]);
  const speed = Number(given('replaySpeed') ?? 1);
  return {
    file,
    speed: speed > 0 ? speed : 1,
    keys: given('replayKeys') === 'hashed' ? 'hashed' : 'kept',
    values: given('replayValues') === 'sizes' ? 'sizes' : 'kept',
  };
}

function withDefault(document: unknown, path: DocumentPath, value: unknown): unknown {
  if (valueAt(document, path) !== undefined) return document;
  const replaced = replaceAt(document, path, value);
  return typeof replaced === 'string' ? document : replaced.document;
}
