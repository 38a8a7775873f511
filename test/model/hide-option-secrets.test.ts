import { expect, it } from 'vitest';
import { hideOptionSecrets } from '../../src/model/hide-option-secrets.js';

it('hides what can be a secret at any depth, and functions, and keeps the rest', () => {
  const pem = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----';
  const given = {
    ...{ retries: 3, name: 'mine', keyPrefix: 'a:', list: ['redis://user:s3cr3t@host:1', 'plain'], none: null },
    nested: { password: 's3cr3t', sentinelPassword: 's3cr3t', authToken: 's3cr3t', material: pem, key: 's3cr3t' },
    retryStrategy: () => 's3cr3t',
  };
  const shown = hideOptionSecrets<unknown>(given);
  expect(shown).toMatchObject({
    ...{ retries: 3, name: 'mine', keyPrefix: 'a:', none: null, retryStrategy: '(function)' },
    list: [expect.stringMatching(/^redis:.*host:1$/), 'plain'],
    nested: { password: '***', sentinelPassword: '***', authToken: '***', material: '***', key: '***' },
  });
  expect(JSON.stringify(shown)).not.toMatch(/s3cr3t|AAAA/);
});
