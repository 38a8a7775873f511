import { InternalError } from '../../../../errors/errors.js';
import type { MemcachedRequest, OperationPlan } from '../../../../model/operation-plan.js';
import { lifetimeDrawer } from '../../../workload/lifetime.js';
import type { DriverOptions } from '../../driver.js';
import { ByteTemplate } from '../byte-template.js';
import { templateContext } from '../template-context.js';

/** The driver options that a memcached protocol needs. */
export type MemcachedOptions = Pick<
  DriverOptions,
  'operations' | 'slots' | 'runTag' | 'seed' | 'valueSizes' | 'data'
> & {
  readonly view: Pick<DriverOptions['view'], 'access'>;
};

/** The request of each operation as a template. `cas`: what stands for `__cas__` in the next one. */
export function memcachedTemplates(
  protocol: 'text' | 'meta',
  options: MemcachedOptions,
  cas: () => number,
): readonly ByteTemplate[] {
  const context = templateContext(options);
  return options.operations.map(({ name, memcached, words, space, keyBase, lifetime }) => {
    const request = memcached === null && words.length === 0 ? notSent : memcached?.[protocol];
    if (request == null) throw new InternalError(`Memcached has no ${name}. This is a bug in cache-bench.`);
    const nextMs = lifetime && lifetimeDrawer(lifetime, options.seed);
    const ttl = () => Math.max(1, Math.round((nextMs?.() ?? 0) / 1000));
    return new ByteTemplate(request.request, space, context, keyBase, { __ttl__: ttl, __cas__: cas });
  });
}

/** Of a step that another performer carries out. */
const notSent: MemcachedRequest = { request: '', counter: '' };

/** Whether a write is preceded by a read of the value it replaces. */
export function isChained({ reply, writes }: OperationPlan): boolean {
  return writes && reply === 'replaced';
}
