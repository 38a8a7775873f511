import type { z } from 'zod';
import type { OriginAbility } from '../../origin/abilities.js';
import type { Origin } from '../../origin/origin.js';

/** One kind of fault of what stands behind the cache. */
export interface OriginFaultDefinition {
  readonly summary: string;
  /** What happened, in the past tense, as a sentence without its full stop. */
  readonly happened: string;
  /** Its options as in the scenario file; a strict object with every default. */
  readonly options: z.ZodObject;
  /** What the origin must be able to do. */
  readonly needs: OriginAbility;
  inject(origin: Origin, options: Readonly<Record<string, unknown>>): Promise<OriginInjection>;
}

/** A fault of the origin that has struck. */
interface OriginInjection {
  /** On the monotonic clock: the time just before the first action. */
  readonly injectedAtMs: number;
  /** How it proved its effect, in words; undefined if it could not. */
  prove(): Promise<string | undefined>;
  /** Undoes it. Idempotent. */
  heal(): Promise<void>;
}
