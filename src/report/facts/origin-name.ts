import type { OriginRecord } from '../../record/sections/origin.js';

const names: Readonly<Record<string, string>> = {
  postgres: 'PostgreSQL',
  http: 'the HTTP API',
  existing: 'the existing origin',
};

/** What is behind the cache, as in the middle of a sentence. */
export function originName({ kind }: Pick<OriginRecord, 'kind'>): string {
  return names[kind] ?? 'the origin';
}
