import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { abortWithParent } from '../../src/cli/abort-with-parent.js';

test('the end of the program that started us aborts', async () => {
  const stdin = new PassThrough();
  using parent = abortWithParent(stdin);
  expect(parent.signal.aborted).toBe(false);
  const aborted = once(parent.signal, 'abort');
  stdin.end();
  await aborted;
});

test('after the watch is over, it may end', async () => {
  const stdin = new PassThrough();
  const parent = abortWithParent(stdin);
  parent[Symbol.dispose]();
  stdin.end();
  if (!stdin.closed) await once(stdin, 'close');
  expect(parent.signal.aborted).toBe(false);
});
