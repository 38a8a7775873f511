import { z } from 'zod';
import { InternalError } from '../errors/errors.js';
import { writeWhole } from './write-whole.js';

/**
 * Saves a document next to the records it is based on, and returns its path. Throws `InternalError` if it violates its
 * schema.
 */
export async function writeDocument<T>(
  document: T,
  schema: z.ZodType<T>,
  folder: string,
  fileName: string,
): Promise<string> {
  const { error } = schema.safeParse(document);
  if (error)
    throw new InternalError(
      `${fileName} violates its own schema, which is a bug in cache-bench: ${z.prettifyError(error)}`,
    );
  return writeWhole(folder, fileName, `${JSON.stringify(document, null, 2)}\n`);
}
