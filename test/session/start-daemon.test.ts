import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InternalError, InterruptedError } from '../../src/errors/errors.js';
import { startDaemon } from '../../src/session/start-daemon.js';
import { temporaryFolder } from '../engine/fixtures/temporary-folder.js';

describe('a program in the background that ends without a word', () => {
  test('was interrupted, when we were while it was still being loaded', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'keeper.mjs');
    await writeFile(file, `console.error('loading'); setInterval(() => {}, 1000);`);
    const controller = new AbortController();
    const options = { onProgress: () => controller.abort(), signal: controller.signal };
    await expect(startDaemon(file, [], options)).rejects.toBeInstanceOf(InterruptedError);
  });

  test('is a bug, when nobody interrupted it', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'keeper.mjs');
    await writeFile(file, '');
    const options = { onProgress: () => undefined, signal: new AbortController().signal };
    await expect(startDaemon(file, [], options)).rejects.toBeInstanceOf(InternalError);
  });
});
