import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect } from 'vitest';

/** Compares a text with an approved file; UPDATE_GOLDEN=1 rewrites the file. */
export async function expectGolden(text: string, file: string): Promise<void> {
  if (process.env.UPDATE_GOLDEN === '1') {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const golden = await readFile(file, 'utf8').catch(() => undefined);
  expect(text, `${file} differs; when the new text is right, run the test with UPDATE_GOLDEN=1`).toBe(golden);
}
