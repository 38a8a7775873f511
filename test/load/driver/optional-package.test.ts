import { expect, test } from 'vitest';
import { loadOptional } from '../../../src/load/driver/optional-package.js';

const iovalkey = { driver: 'iovalkey', name: 'iovalkey', version: '0.4.0' };

test('a missing client library is one sentence with the command that installs it', async () => {
  const load = () => Promise.reject(Object.assign(new Error('hidden'), { code: 'ERR_MODULE_NOT_FOUND' }));
  await expect(loadOptional(iovalkey, load)).rejects.toThrow(
    expect.objectContaining({
      name: 'EnvironmentError',
      message:
        'The driver iovalkey needs the package iovalkey, which is not installed. Try: npm install iovalkey@0.4.0',
    }),
  );
});

test('a client library that does not load for another reason is not called missing', async () => {
  await expect(loadOptional(iovalkey, () => Promise.reject(new SyntaxError('broken')))).rejects.toThrow('broken');
});
