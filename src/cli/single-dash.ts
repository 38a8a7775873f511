import { UsageError } from '../errors/errors.js';

/**
 * Throws for a long flag written with one dash, as vegeta and YCSB want it: `-duration=5s` would be taken for
 * `--value-size uration=5s`. Everything after `--` belongs to another program.
 */
export function refuseSingleDash(given: readonly string[], flags: readonly string[]): void {
  const end = given.indexOf('--');
  for (const argument of end < 0 ? given : given.slice(0, end)) {
    const [, name = ''] = /^-([a-z][a-z-]+)(?:=|$)/.exec(argument) ?? [];
    if (flags.includes(name))
      throw new UsageError(`-${name}: long flags have two dashes. Write --${name}. Nothing was started.`);
  }
}
