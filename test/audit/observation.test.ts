import { describe, expect, it } from 'vitest';
import { foreign, missing, observedSequence } from '../../src/audit/observation.js';
import { formatStamp } from '../../src/model/write-stamp.js';

describe('observedSequence', () => {
  it.each([
    ['nothing', null, missing],
    ['our stamp', formatStamp({ runTag: 'abcd1234', keyIndex: 7, sequence: 12 }), 12],
    ['our stamp and padding', `${formatStamp({ runTag: 'abcd1234', keyIndex: 7, sequence: 12 })}xxxxxx`, 12],
    ['the preloaded value', formatStamp({ runTag: 'abcd1234', keyIndex: 7, sequence: 0 }), 0],
    ['another run', formatStamp({ runTag: 'ffff1234', keyIndex: 7, sequence: 12 }), foreign],
    ['another key', formatStamp({ runTag: 'abcd1234', keyIndex: 8, sequence: 12 }), foreign],
    ['no stamp', 'hello', foreign],
    ['an empty value', '', foreign],
  ])('parses %s', (_, value, sequence) => {
    expect(observedSequence(value, 'abcd1234', 7)).toBe(sequence);
  });
});
