import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const file = join(import.meta.dirname, '..', '..', 'docs', 'record.schema.json');
const published = z.fromJSONSchema(JSON.parse(readFileSync(file, 'utf8')) as Parameters<typeof z.fromJSONSchema>[0]);

/** The errors of a value under the published schema, docs/record.schema.json, one per line with its path. */
export function publishedSchemaProblems(value: unknown): readonly string[] {
  const { error } = published.safeParse(value);
  return (error?.issues ?? []).map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
}
