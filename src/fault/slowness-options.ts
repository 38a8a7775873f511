import type { Slowness } from '../link/link-rule.js';
import { durationMs } from '../units/duration.js';
import { durationField, sizeField } from '../units/fields.js';
import { sizeBytes } from '../units/size.js';

const mostMs = 60_000;
/** Above this, the relay itself is the bottleneck. */
const mostBytesPerSecond = 64 * 1024 ** 2;

/** The options that set how slow a link becomes. */
export const slownessOptions = {
  delay: durationField(0, mostMs).default('20ms').describe('Delay added to everything that passes, one way.'),
  jitter: durationField(0, mostMs)
    .default('0ms')
    .describe('Maximum random extra delay per piece of data; the order is kept.'),
  bandwidth: sizeField(1024, mostBytesPerSecond)
    .optional()
    .describe('Bytes per second, shared by all connections in the same direction. Default: no limit.'),
} as const;

/** Converts validated options. */
export function slownessOf(options: {
  readonly delay: string;
  readonly jitter: string;
  readonly bandwidth?: string | number | undefined;
}): Slowness {
  const { delay, jitter, bandwidth } = options;
  return {
    delayMs: durationMs(delay),
    jitterMs: durationMs(jitter),
    bytesPerSecond: bandwidth === undefined ? null : sizeBytes(bandwidth),
  };
}

/** Why these options slow nothing down; undefined if they do. */
export function slownessRefusal({ delayMs, bytesPerSecond }: Slowness): string | undefined {
  return delayMs === 0 && bytesPerSecond === null ? 'it slows nothing down; set delay or bandwidth' : undefined;
}
