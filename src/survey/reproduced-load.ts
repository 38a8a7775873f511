import { type OperationKind, operationKinds, operations } from '../load/operation/registry.js';
import { isKeyOf } from '../model/table.js';
import { sum } from '../units/sum.js';
import { commandTemplates, fills } from './command-templates.js';
import type { Survey } from './survey.js';

/** The workload of a scenario that sends the same commands. */
export interface ReproducedLoad {
  readonly ratePerSecond: number;
  /** By kind: its percentage of the rate. */
  readonly mix: Readonly<Partial<Record<OperationKind, number>>>;
  /** The same for commands that are in no mix. */
  readonly commands: readonly { readonly command: string; readonly weight: number; readonly perSecond: number }[];
  /** Commands that fill the keys which those commands use. */
  readonly preload: readonly string[];
  /** Per second, by command: what is not reproduced. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** Share of GET that finds nothing; null: unknown, or it can't be reproduced. */
  readonly missShare: number | null;
}

/** A scenario has at most 50, and one may be needed for misses. */
const mostCommands = 49;
/** A key that is never written. */
const absentKey = 'GET __key__:absent';

/** Kinds and commands in proportion to the surveyed rates. */
export function reproduceLoad(
  survey: Pick<Survey, 'rates' | 'missesPerSecond' | 'engine' | 'topology'>,
): ReproducedLoad {
  const isMemcached = survey.topology === 'memcached';
  const kinds = new Map<OperationKind, number>();
  const templates = new Map<string, { readonly perSecond: number; readonly space: keyof typeof fills }>();
  const leftOut: Record<string, number> = {};
  const byRate = Object.entries(survey.rates).toSorted(([, one], [, other]) => other - one);
  for (const [command, perSecond] of byRate) {
    const template = isMemcached || templates.size === mostCommands ? undefined : commandTemplates.get(command);
    if (isKeyOf(operations, command)) kinds.set(command, perSecond);
    else if (template !== undefined) templates.set(template.command, { perSecond, space: template.space });
    else leftOut[command] = perSecond;
  }
  const gets = kinds.get('get') ?? 0;
  const missShare = gets === 0 || survey.missesPerSecond === null ? null : Math.min(1, survey.missesPerSecond / gets);
  const misses = isMemcached ? 0 : gets * (missShare ?? 0);
  if (misses > 0) {
    kinds.set('get', gets - misses);
    templates.set(absentKey, { perSecond: misses, space: 'none' });
  }
  const ratePerSecond = sum([...kinds.values(), ...[...templates.values()].map(({ perSecond }) => perSecond)]);
  const percentage = (perSecond: number) => Number(((100 * perSecond) / ratePerSecond).toPrecision(4));
  const mixed = operationKinds.filter((kind) => (kinds.get(kind) ?? 0) > 0);
  const spaces = new Set([...templates.values()].map(({ space }) => space));
  return {
    ratePerSecond,
    mix: Object.fromEntries(mixed.map((kind) => [kind, percentage(kinds.get(kind) ?? 0)])),
    commands: [...templates].map(([command, { perSecond }]) => ({ command, perSecond, weight: percentage(perSecond) })),
    preload: [...spaces].flatMap((space) => fills[space] ?? []),
    leftOut,
    missShare,
  };
}
