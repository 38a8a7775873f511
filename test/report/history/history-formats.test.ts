import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/errors/errors.js';
import type { RegisterOperation } from '../../../src/model/history.js';
import { historyFormats } from '../../../src/report/history/registry.js';

const operations: readonly RegisterOperation[] = [
  { client: 8, kind: 'write', value: 0, callNs: 10, returnNs: 20, outcome: 'ok' },
  { client: 0, kind: 'write', value: 1, replaced: 0, callNs: 100, returnNs: 900, outcome: 'ok' },
  { client: 1, kind: 'read', value: 1, callNs: 850, returnNs: 950, outcome: 'ok' },
  { client: 0, kind: 'write', value: 2, callNs: 1_000, returnNs: null, outcome: 'indeterminate' },
  { client: 0, kind: 'write', value: 3, callNs: 1_100, returnNs: 1_200, outcome: 'fail' },
  { client: 1, kind: 'read', callNs: 1_150, returnNs: 1_250, outcome: 'fail' },
  { client: 0, kind: 'write', value: 4, replaced: null, callNs: 1_300, returnNs: 1_400, outcome: 'ok' },
  { client: 1, kind: 'read', value: null, callNs: 1_500, returnNs: 1_600, outcome: 'ok' },
];
const history = new Map([['k', operations]]);
const linesOf = (format: keyof typeof historyFormats, of = history) => [...historyFormats[format].lines(of)];

describe('porcupine', () => {
  it('leaves out what had no effect or no result, and never ends what is indeterminate', () => {
    const of = (fields: string, end: string) => `{"client":${fields},"return":${end}}`;
    expect(linesOf('porcupine')).toEqual([
      of('8,"key":"k","op":"write","input":0,"output":null,"call":10', '20'),
      of('0,"key":"k","op":"swap","input":1,"output":0,"call":100', '900'),
      of('1,"key":"k","op":"read","input":null,"output":1,"call":850', '950'),
      of('0,"key":"k","op":"write","input":2,"output":null,"call":1000', '9223372036854775807'),
      of('0,"key":"k","op":"swap","input":4,"output":null,"call":1300', '1400'),
      of('1,"key":"k","op":"read","input":null,"output":null,"call":1500', '1600'),
    ]);
  });
});

describe('elle', () => {
  it('has the same events in EDN and in JSON', () => {
    const edn = linesOf('elle-edn');
    expect(edn.slice(2, 6)).toEqual([
      '{:index 2 :process 0 :type :invoke :f :txn :value [[:r "k" nil] [:w "k" 1]] :time 100}',
      '{:index 3 :process 1 :type :invoke :f :txn :value [[:r "k" nil]] :time 850}',
      '{:index 4 :process 0 :type :ok :f :txn :value [[:r "k" 0] [:w "k" 1]] :time 900}',
      '{:index 5 :process 1 :type :ok :f :txn :value [[:r "k" 1]] :time 950}',
    ]);
    const events: readonly object[] = JSON.parse(linesOf('elle-json').join('\n'));
    expect(events).toHaveLength(edn.length);
    expect(events[4]).toEqual({
      ...{ index: 4, process: 0, type: 'ok', f: 'txn', time: 900 },
      value: [
        ['r', 'k', 0],
        ['w', 'k', 1],
      ],
    });
  });

  it('never uses a process again after an indeterminate operation, nor for two at a time', () => {
    const open = new Set<number>();
    const ended = new Set<number>();
    for (const { process, type } of JSON.parse(linesOf('elle-json').join('\n'))) {
      expect(ended.has(process)).toBe(false);
      expect(open.has(process)).toBe(type !== 'invoke');
      if (type === 'invoke') open.add(process);
      else open.delete(process);
      if (type === 'info') ended.add(process);
    }
    expect(ended.size).toBe(1);
  });

  it('refuses deletions, which it would take for the value before all writes', () => {
    const deleted = new Map([['k', [{ ...operations[0]!, value: null }]]]);
    for (const format of ['elle-edn', 'elle-json'] as const)
      expect(() => linesOf(format, deleted)).toThrow(/can't express deletions, and k has some/);
  });
});

describe('jepsen-log', () => {
  it('has the lines that Porcupine reads from logs of Jepsen', () => {
    const lines = linesOf('jepsen-log');
    // Source: parseJepsenLog in porcupine_test.go.
    const known =
      /^INFO\s+jepsen\.util\s+-\s+\d+\s+(:invoke\s+:read\s+nil|:(invoke|ok|fail)\s+:write\s+\d+|:(invoke|ok|fail)\s+:cas\s+\[\d+ \d+\]|:ok\s+:read\s+(nil|\d+)|:fail\s+:read\s+:timed-out|:info\s+:write\s+\d+\s+:timed-out)$/;
    expect(lines.filter((line) => !known.test(line))).toEqual([]);
    expect(lines[2]).toBe('INFO  jepsen.util - 0\t:invoke\t:cas\t[0 1]');
  });

  it('is about a single key', () => {
    const two = new Map([...history, ['l', operations] as const]);
    expect(() => linesOf('jepsen-log', two)).toThrow(UsageError);
  });
});
