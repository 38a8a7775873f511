import { stampBytes } from '../../../model/write-stamp.js';
import { forkRandom } from '../../../random/random.js';
import { valuePadding } from '../../workload/value-padding.js';
import { boundsOf, valueSizer } from '../../workload/value-size.js';
import type { DriverOptions } from '../driver.js';
import type { TemplateContext } from './byte-template.js';

/** The parts of a driver's options that its requests depend on. */
export function templateContext(
  options: Pick<DriverOptions, 'runTag' | 'seed' | 'valueSizes' | 'data'>,
): TemplateContext {
  const { runTag, seed, valueSizes, data } = options;
  const mostBytes = Math.max(stampBytes, boundsOf(valueSizes).mostBytes);
  const sizer = valueSizer(valueSizes, seed);
  return {
    runTag,
    values: {
      mostBytes,
      isFixed: valueSizes.kind === 'fixed',
      // Every value has room for its stamp.
      bytesOf: (key, sequence) => Math.max(stampBytes, sizer(key, sequence)),
      padding: valuePadding(data, seed, mostBytes),
    },
    random: forkRandom(seed, 'requests').next,
  };
}
