import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { interruptOnSignals } from '../../src/cli/signals.js';

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s aborts, and its name is recorded', (name) => {
  const source = new EventEmitter();
  using interruption = interruptOnSignals(source);
  expect(interruption.signal.aborted).toBe(false);
  expect(interruption.name()).toBeUndefined();
  source.emit(name);
  expect(interruption.signal.aborted).toBe(true);
  expect(interruption.name()).toBe(name);
});

test('a second signal has no effect', () => {
  const source = new EventEmitter();
  using interruption = interruptOnSignals(source);
  source.emit('SIGINT');
  source.emit('SIGINT');
  source.emit('SIGTERM');
  expect(interruption.name()).toBe('SIGINT');
});

test('signals have no effect after disposal', () => {
  const source = new EventEmitter();
  {
    using _interruption = interruptOnSignals(source);
    expect(source.eventNames()).toHaveLength(3);
  }
  expect(source.eventNames()).toEqual([]);
});
