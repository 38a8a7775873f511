import type { z } from 'zod';
import { EnvironmentError } from '../../errors/errors.js';
import type { OriginAbility } from '../../origin/abilities.js';
import type { Origin } from '../../origin/origin.js';
import type { FaultDefinition, Injection } from '../fault.js';

/** One kind of fault of what is behind the cache. */
interface OriginFault<Options extends z.ZodObject> extends Pick<FaultDefinition, 'summary' | 'happened'> {
  /** Its options as in the scenario file; a strict object with every default. */
  readonly options: Options;
  /** What the origin must be able to do. */
  readonly needs: OriginAbility;
  inject(origin: Origin, options: z.output<Options>): Promise<Pick<Injection, 'injectedAtMs' | 'prove' | 'heal'>>;
}

/** As a fault among the others: it strikes no node. */
export function originFault<Options extends z.ZodObject>({
  needs,
  inject,
  ...fault
}: OriginFault<Options>): FaultDefinition<Options> {
  return {
    ...fault,
    needs: [],
    needsOrigin: needs,
    leavesZombie: true,
    async inject(_cluster, options, _random, { origin }) {
      if (origin === null) throw new EnvironmentError('There is no origin behind the cache.');
      return { targets: [], beside: ['origin'], reportLoss: async () => null, ...(await inject(origin, options)) };
    },
  };
}
