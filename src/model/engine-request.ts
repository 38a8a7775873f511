import { nearestWord } from '../errors/nearest-word.js';
import type { Parsed } from '../units/parsed.js';
import { type EngineName, engineNames, type ServerName, serverNames } from './node.js';

/** A requested server: `redis`, `redis@8`, `memcached@1.6.38`. */
export interface EngineRequest<Name extends ServerName = EngineName> {
  readonly engine: Name;
  /** The whole version, or its first numbers; null: any. */
  readonly version: string | null;
}

const versionPattern = '\\d+(\\.\\d+){0,3}';

/** A request for a cache as a regular expression, for the published schema. */
export const engineRequestPattern = `^(${engineNames.join('|')})(@${versionPattern})?$`;

/** Parses such a request for a cache. An unknown engine gets the nearest name suggested. */
export function parseEngineRequest(text: string): Parsed<EngineRequest> {
  return parseRequest(text, engineNames);
}

/** Parses such a request for any server. */
export function parseServerRequest(text: string): Parsed<EngineRequest<ServerName>> {
  return parseRequest(text, serverNames);
}

function parseRequest<Name extends ServerName>(text: string, names: readonly Name[]): Parsed<EngineRequest<Name>> {
  const expected = `one of ${names.join(', ')}, optionally with a version, such as redis@8 or memcached@1.6.38`;
  const [name = '', ...versions] = text.split('@');
  const engine = names.find((candidate) => candidate === name);
  if (engine === undefined) {
    const suggestion = nearestWord(name, names);
    return suggestion === undefined ? { expected } : { expected, suggestion };
  }
  const [version = null] = versions;
  if (versions.length > 1 || (version !== null && !new RegExp(`^${versionPattern}$`).test(version)))
    return { expected };
  return { value: { engine, version } };
}

/** A request for any version of an engine. */
export function anyVersion<Name extends ServerName>(engine: Name): EngineRequest<Name> {
  return { engine, version: null };
}

/** The text form of a request. */
export function engineRequestText({ engine, version }: EngineRequest<ServerName>): string {
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
