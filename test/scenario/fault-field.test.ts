import { describe, expect, it } from 'vitest';
import { problemsOf } from './temporary-scenario.js';

describe('an entry of faults', () => {
  it('reports each of its errors once', async () => {
    const text =
      'name: mine\nfaults:\n  - at: 6\n    kill-process: { targt: primary }\n    recovr: none\n  - at: 7s\n    host-los: {}\n';
    expect(await problemsOf(text)).toEqual([
      expect.stringContaining('3:9 faults.0.at: '),
      expect.stringContaining('4:21 faults.0.kill-process.targt: '),
      expect.stringContaining('5:5 faults.0.recovr: '),
      expect.stringContaining('7:5 faults.1.host-los: '),
    ]);
  });
});
