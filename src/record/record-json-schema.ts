import { z } from 'zod';
import { recordSchema } from './run-record.js';

/** The published JSON schema of record.json (`docs/record.schema.json`), generated from the zod schema. */
export function recordJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(recordSchema, { io: 'input' });
  return {
    $schema,
    title: 'record.json of cache-bench, version 1',
    description:
      'The result of one run. Fields named ...Ms that are moments count from the start of the measured part; ' +
      'latencies are whole microseconds; a figure that does not exist is null. Later versions may add fields.',
    ...schema,
  };
}
