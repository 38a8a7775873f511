import { InternalError } from '../../../../errors/errors.js';
import type { OperationPlan } from '../../../../model/operation-plan.js';
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

/** The request of each operation as a template. */
export function memcachedTemplates(protocol: 'text' | 'meta', options: MemcachedOptions): readonly ByteTemplate[] {
  const context = templateContext(options);
  return options.operations.map(({ name, memcached, space, keyBase }) => {
    if (memcached === null) throw new InternalError(`Memcached has no ${name}. This is a bug in cache-bench.`);
    return new ByteTemplate(memcached[protocol].request, space, context, keyBase);
  });
}

/** Whether a write is preceded by a read of the value it replaces. */
export function isChained({ reply }: OperationPlan): boolean {
  return reply === 'replaced';
}
