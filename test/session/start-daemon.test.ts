import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InternalError, InterruptedError } from '../../src/errors/errors.js';
import { startDaemon } from '../../src/session/start-daemon.js';
import { temporaryFolder } from '../engine/fixtures/temporary-folder.js';

describe('a background program that ends silently', () => {
  test('was interrupted, if the caller was interrupted while it was loading', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'keeper.mjs');
    await writeFile(file, `console.error('loading'); setInterval(() => {}, 1000);`);
    const controller = new AbortController();
    const options = { onProgress: () => controller.abort(), signal: controller.signal };
    await expect(startDaemon(file, [], options)).rejects.toBeInstanceOf(InterruptedError);
  });

  test('is a bug, if nothing interrupted it', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'keeper.mjs');
    await writeFile(file, '');
    const options = { onProgress: () => undefined, signal: new AbortController().signal };
    await expect(startDaemon(file, [], options)).rejects.toBeInstanceOf(InternalError);
  });
});
