import { nearestWord } from '../errors/nearest-word.js';
import type { Parsed } from '../units/parsed.js';
import { type EngineName, engineNames } from './node.js';

/** A requested server: `redis`, `redis@8`, `memcached@1.6.38`. */
export interface EngineRequest {
  readonly engine: EngineName;
  /** The whole version, or its first numbers; null: any. */
  readonly version: string | null;
}

/** The same as a regular expression, for the published schema. */
export const engineRequestPattern = `^(${engineNames.join('|')})(@\\d+(\\.\\d+){0,3})?$`;

const expected = `one of ${engineNames.join(', ')}, optionally with a version, such as redis@8 or memcached@1.6.38`;

/** Parses such a request. An unknown engine gets the nearest name suggested. */
export function parseEngineRequest(text: string): Parsed<EngineRequest> {
  const [name = '', ...versions] = text.split('@');
  const engine = engineNames.find((candidate) => candidate === name);
  if (engine === undefined) {
    const suggestion = nearestWord(name, engineNames);
    return suggestion === undefined ? { expected } : { expected, suggestion };
  }
  if (!new RegExp(engineRequestPattern).test(text)) return { expected };
  return { value: { engine, version: versions[0] ?? null } };
}

/** A request for any version of an engine. */
export function anyVersion(engine: EngineName): EngineRequest {
  return { engine, version: null };
}

/** The text form of a request. */
export function engineRequestText({ engine, version }: EngineRequest): string {
  return version === null ? engine : `${engine}@${version}`;
}

/** Whether a version matches the request: `8` matches 8.0.2, but not 80.0. */
export function isVersionWanted(version: string, wanted: string | null): boolean {
  return wanted === null || version === wanted || version.startsWith(`${wanted}.`);
}

/** Sorts versions, newest first. */
export function newestFirst(one: string, other: string): number {
  return other.localeCompare(one, 'en', { numeric: true });
}
