import { describe, expect, it } from 'vitest';
import { LifetimeTemplate } from '../../../../src/load/driver/wire/lifetime-template.js';
import { respTemplate } from '../../../../src/load/driver/wire/resp-template.js';
import { templateContext } from '../../../../src/load/driver/wire/template-context.js';
import { respCommands } from '../../../../src/load/pattern/resp-commands.js';
import { lifetimeDrawer } from '../../../../src/load/workload/lifetime.js';

const lifetime = { ms: 10_000, jitter: 0.1, graceMs: 0 };

describe('a request with a lifetime', () => {
  it('ends with the milliseconds, however many digits they have', () => {
    const context = templateContext({
      runTag: 'a1b2c3d4',
      seed: 1,
      valueSizes: { kind: 'fixed', bytes: 24 },
      data: 'random',
    });
    const drawn = [9_000, 10_500];
    const request = respTemplate(
      respCommands.fill({ isNewerOnly: false, holding: null, hasSuffix: false, lifetime }, 'nothing'),
      context,
    );
    const template = new LifetimeTemplate(request, () => drawn.shift() ?? 0);
    const target = Buffer.alloc(template.mostBytes);
    const text = () => target.toString('latin1', 0, template.write(target, 0, 7, 3, 0));
    const words = ['SET', 'cache-bench:a1b2c3d4:00000007', 'a1b2c3d40000000700000003', 'PX'];
    for (const digits of ['9000', '10500'])
      expect(text()).toBe(`*5\r\n${[...words, digits].map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`);
  });

  it('draws them evenly from its range, and the same ones with the same seed', () => {
    const draw = lifetimeDrawer(lifetime, 5);
    const drawn = Array.from({ length: 10_000 }, draw);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(9_000);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(11_000);
    const mean = drawn.reduce((sum, ms) => sum + ms, 0) / drawn.length;
    // The standard error of the mean of 10,000 even draws from 2,000 values is 6.
    expect(Math.abs(mean - 10_000)).toBeLessThan(30);
    expect(lifetimeDrawer(lifetime, 5)()).toBe(drawn[0]);
    expect(lifetimeDrawer({ ms: 500, jitter: 0, graceMs: 0 }, 5)()).toBe(500);
    expect(lifetimeDrawer({ ms: 500, jitter: 0, graceMs: 20 }, 5)()).toBe(520);
  });
});
