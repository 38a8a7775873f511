import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { abortWithParent } from '../../src/cli/abort-with-parent.js';

test('aborts when the program that started us ends', async () => {
  const stdin = new PassThrough();
  using parent = abortWithParent(stdin);
  expect(parent.signal.aborted).toBe(false);
  const aborted = once(parent.signal, 'abort');
  stdin.end();
  await aborted;
});

test('does nothing once the watch has ended', async () => {
  const stdin = new PassThrough();
  const parent = abortWithParent(stdin);
  parent[Symbol.dispose]();
  stdin.end();
  if (!stdin.closed) await once(stdin, 'close');
  expect(parent.signal.aborted).toBe(false);
});
