import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { abortOnUncaught } from '../../src/cli/uncaught.js';

test('the first uncaught exception aborts and is kept', () => {
  const source = new EventEmitter();
  using uncaught = abortOnUncaught(source);
  expect(uncaught.signal.aborted).toBe(false);
  const first = new Error('first');
  source.emit('uncaughtException', first);
  source.emit('uncaughtException', new Error('second'));
  expect(uncaught.first()).toBe(first);
  expect(uncaught.signal.reason).toBe(first);
});

test('a thrown value that is not an error becomes one', () => {
  const source = new EventEmitter();
  using uncaught = abortOnUncaught(source);
  source.emit('uncaughtException', 'a text');
  expect(uncaught.first()).toEqual(new Error('a text'));
});

test('exceptions have no effect after disposal', () => {
  const source = new EventEmitter();
  {
    using _uncaught = abortOnUncaught(source);
    expect(source.eventNames()).toEqual(['uncaughtException']);
  }
  expect(source.eventNames()).toEqual([]);
});
